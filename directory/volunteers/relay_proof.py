"""Does our own mail server say that a mail is from whom it says it is?

It writes what it found in headers `Authentication-Results` (RFC 8601) under its own name. Others write that
header too, whoever sends the mail among them: only the name that is set counts, from the first such header to
the next `Received`, where the mail's earlier ways begin. No header is cut: what is too long says nothing.
"""

import re
from collections.abc import Iterator
from email.message import Message
from email.utils import unquote
from typing import Final

from email_validator import validate_email

from directory.accounts.addresses import read_email
from directory.errors import InvalidInput

_LONGEST: Final = 10_000
_HEADER: Final = "authentication-results"
_NAME: Final = re.compile(r"\s*([a-z0-9.-]+)(?![^\s;])")
_ASIDE: Final = re.compile(r'"[^"\\]*"|\([^()\\]*\)')
_RESULT: Final = re.compile(r"\s*(dmarc|dkim|spf)\s*=\s*([a-z]+)(?![\w-])(.*)", re.DOTALL)
_PROPERTY: Final = re.compile(r"(?<!\S)([a-z]+\.[a-z]+)\s*=\s*(\S+)")
_PROVES: Final = {"dmarc": ("header.from",), "dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom",)}
_FROM: Final = re.compile(r'(?:(?:"(?:\\.|[^"\\])*"|[^"<>,;:])*<\s*([^<>]*)>|([^\s<>",;:()]+))\s*')
_DEEPEST: Final = 20


def writer_of(mail: Message) -> str | None:
    """Give the one address that a mail says it is from; None where it names none, several, or hides it."""
    said = [str(each) for each in mail.get_all("From") or ()]
    if len(said) != 1 or len(said[0]) > _LONGEST:
        return None
    found = _FROM.fullmatch(" ".join(said[0].split()))
    if found is None:
        return None
    try:
        return read_email(unquote(found[1] or found[2] or ""))
    except InvalidInput:
        return None


def is_confirmed(mail: Message, server: str, writer: str) -> bool:
    """Whether the server of this name found that the writer's domain sent it: by DMARC, else DKIM or SPF."""
    domain = validate_email(writer, check_deliverability=False).ascii_domain.lower()
    told = (each for header in _told_by(mail, server.lower()) for each in header.split(";")[1:])
    found = [each for each in map(_RESULT.fullmatch, told) if each is not None]
    # A domain that asks for nothing by DMARC has the result “none”.
    by_dmarc = [each for each in found if each[1] == "dmarc" and each[2] != "none"]
    if by_dmarc:
        return all(_proves(each, domain) for each in by_dmarc)
    return any(_proves(each, domain) for each in found)


def _told_by(mail: Message, server: str) -> Iterator[str]:
    """Give what a server wrote into one mail: one header, or one of each of its programs."""
    begun = False
    for name, value in mail.items():
        if begun and name.lower() == "received":
            return
        text = str(value).lower()
        named = _NAME.match(text) if name.lower() == _HEADER else None
        if named is not None and named[1] == server:
            begun = True
            yield _without_asides(text) if len(text) <= _LONGEST else ""


def _without_asides(text: str) -> str:
    """Leave comments and quoted text out: whoever sends a mail may choose what stands in them.

    Empty where it is not sure which is which: comments know no quotes, and who writes them may not know that.
    """
    for _ in range(_DEEPEST):
        asides = _ASIDE.findall(text)
        if any(set(each[1:-1]) & set('"()') for each in asides):
            return ""
        if not asides:
            break
        text = _ASIDE.sub(lambda found: "_" if found[0].startswith('"') else " ", text)
    return "" if set('"()\\') & set(text) else text


def _proves(result: re.Match[str], domain: str) -> bool:
    told = dict(_PROPERTY.findall(result[3])) if result[2] == "pass" else {}
    named = next((told[each] for each in _PROVES[result[1]] if each in told), None)
    return named is not None and _is_one_domain(named.rpartition("@")[2], domain)


def _is_one_domain(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
