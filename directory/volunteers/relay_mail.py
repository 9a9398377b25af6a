"""What did a person write in a mail: no attachment, no quoted history, no signature?

The mail may be hostile: nothing of it is trusted, and only lines of text come out.
"""

import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from html.parser import HTMLParser
from typing import Final

from directory.volunteers.relay_words import tidy

_BULK: Final = frozenset({"bulk", "list", "junk", "auto_reply", "auto-reply"})
_BY_MACHINES: Final = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "List-Id", "X-Loop")
_MACHINES: Final = re.compile(
    r"\b(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)@", re.IGNORECASE
)
_NOBODY: Final = re.compile(r"<?\s*(mailer-daemon(@.*)?)?\s*>?", re.IGNORECASE)
"""The sender of a bounce, which is answered by nobody: empty, or as Postfix hands the empty one over."""
_ABSENT: Final = re.compile(
    r"(automatic reply|auto(matic)? ?response|auto-?reply|out of (the )?office)\b", re.IGNORECASE
)
_BELOW: Final = re.compile(
    r"^(-{2,}\s?(original|forwarded|reply above|ursprüngliche).{0,40}|_{10,}"
    r"|(on|am|le|op|el|den)\b.{3,200}\b(wrote|schrieb|écrit|schreef|escribió|skrev)\b.{0,80}:"
    r"|(from|von|de|od):\s.{0,200}@.{0,200}|(sent|gesendet|envoyé):\s.{0,100}|begin forwarded message:)$",
    re.IGNORECASE,
)
_SIGNATURE: Final = re.compile(
    r"^(--|sent from my .{2,40}|get outlook for .{2,40}|sent from outlook.{0,30})$", re.IGNORECASE
)
_BREAKS: Final = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3"})
_UNSEEN: Final = frozenset({"script", "style", "head", "title", "blockquote", "template"})
_QUOTED: Final = re.compile(r"quote|signature|divRplyFwdMsg", re.IGNORECASE)
_VOID: Final = frozenset({"br", "img", "hr", "meta", "link", "input", "col", "wbr", "area", "base", "source"})


def read_mail(raw: bytes) -> Message:
    """Read a message; a header is not understood before it is asked for."""
    return message_from_bytes(raw, policy=compat32)


def read_head(raw: bytes) -> Message:
    """Read the headers of a message alone, however large or deep the rest is."""
    # To a mail server a return by itself ends no line: what follows it is no header that it has looked at.
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b" ")
    return BytesHeaderParser(policy=compat32).parsebytes(lines)


def headers_of(mail: Message, names: Iterable[str]) -> list[str]:
    """List how some headers begin: enough to sort a mail, nothing to prove anything by."""
    return [str(each)[:2000] for name in names for each in mail.get_all(name) or ()]


def is_of_a_machine(mail: Message, *, sender: str | None = None) -> bool:
    """Whether no person wrote it: an absence, a bounce, a list, or a message of ours that came back.

    `sender` is the envelope's, where the mail server tells it.
    """
    said = " ".join(headers_of(mail, ("Auto-Submitted",))).strip().lower()
    senders = headers_of(mail, ("Return-Path",)) if sender is None else [sender]
    return (
        (bool(said) and not said.startswith("no"))
        or any(each.strip().lower() in _BULK for each in headers_of(mail, ("Precedence",)))
        or bool(headers_of(mail, _BY_MACHINES))
        or any(_NOBODY.fullmatch(each.strip()) for each in senders)
        or any(_ABSENT.match(each.strip()) for each in headers_of(mail, ("Subject",)))
        or mail.get_content_type() == "multipart/report"
        or any(_MACHINES.search(each) for each in headers_of(mail, ("From", "Sender")))
    )


def text_of(mail: Message) -> str:
    """Give what was written, without history and signature; empty where there is none."""
    found = {"text/plain": "", "text/html": ""}
    for part in _parts(mail):
        kind = part.get_content_type()
        if kind in found and not found[kind]:
            found[kind] = _decoded(part)
    plain = found["text/plain"].strip() or _text_in_html(found["text/html"])
    return _without_history(tidy(plain))


def _parts(mail: Message) -> Iterator[Message]:
    """Give the parts that are shown, in their order; not what is attached, nor messages within."""
    waiting = [mail]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "message" or part.get_content_disposition() == "attachment":
            continue
        below = part.get_payload()
        if isinstance(below, list):
            waiting.extend(each for each in reversed(below) if isinstance(each, Message))
        else:
            yield part


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")  # a set of characters that nobody knows


class _Text(HTMLParser):
    """Collects what a reader would see, without what is quoted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = " ".join(value or "" for name, value in attrs if name in {"class", "id"})
        if tag not in _VOID and (self._hidden or tag in _UNSEEN or _QUOTED.search(marks)):
            self._hidden.append(tag)
        elif tag in _BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
        elif tag in _BREAKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.said.append(re.sub(r"\s+", " ", data))


def _text_in_html(markup: str) -> str:
    reader = _Text()
    reader.feed(markup)
    reader.close()
    return "".join(reader.said)


def _without_history(text: str) -> str:
    """Leave quoted lines out, and all that follows the beginning of a history or a signature."""
    kept: list[str] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        wrapped = f"{line} {lines[number + 1]}" if number + 1 < len(lines) else line
        begins = _BELOW.match(line) or ("@" in wrapped and _BELOW.match(wrapped))
        if begins or _SIGNATURE.match(line):
            break
        if not line.startswith(">"):
            kept.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
