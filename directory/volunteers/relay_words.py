"""What of a note may be passed on: how long, and without the addresses that would undo the relay?"""

import re
import unicodedata
from typing import Final

from directory.errors import InvalidInput
from directory.volunteers import relay_spoken as spoken

LONGEST: Final = 500
ADDRESS_GONE: Final = "(an address was taken out)"
NUMBER_GONE: Final = "(a telephone number was taken out)"
_PROVIDERS: Final = (
    r"(?:aol|btinternet|btopenworld|fastmail|gmail|gmx|googlemail|hotmail|hushmail|icloud|live|mail|me|msn|outlook"
    r"|proton|protonmail|rocketmail|sky|yahoo|ymail)\.(?:com|co\.uk|me|net|org)"
    r"|(?:blueyonder|tiscali)\.co\.uk|(?:ntlworld|virginmedia)\.com|(?:plus|talktalk|virgin)\.net"
)
_DOT: Final = r"(?:\s+dot\s+|\s?[(\[]\s?dot\s?[)\]]\s?)"
_AT: Final = r"\s?(?:@|[(\[]\s?at\s?[)\]])\s?"
_LABEL: Final = r"[^\s@<>()\[\],;:.]{1,64}"
_LAST: Final = r"[^\W\d_]{2,24}\b"
_ADDRESS: Final = re.compile(
    rf"(?:mailto:)?(?:[^\s@<>()\[\]]{{1,64}}{_DOT}){{0,4}}[^\s@<>()\[\]]{{1,64}}"
    rf"(?:{_AT}{_LABEL}(?:(?:\.|{_DOT}){_LABEL}){{0,5}}(?:\.|{_DOT}){_LAST}"
    rf"|\s+at\s+(?:(?:{_PROVIDERS})\b"
    rf"|{_LABEL}(?:(?:\.|{_DOT}){_LABEL}){{0,5}}{_DOT}(?!{spoken.COUNTED}){_LAST}))",
    re.IGNORECASE,
)
"""At “@” or “(at)” any domain; at a mere “at” one with a spelled “dot”, or one where many have their mail."""
_NUMBER: Final = re.compile(
    rf"(?<!\w)(?:(?P<when>{spoken.WHEN})"
    rf"|\+?\(?(?!{spoken.WHEN})\d(?:[ ().\-/]{{0,3}}(?!{spoken.WHEN})\d){{8,15}}(?!\d)"
    rf"|(?:\+\(?\d|\(?0|\(?o(?=\d))(?:[ ().\-/,:]{{0,3}}(?!{spoken.WHEN})[\do]){{8,}}(?![\w'\u2019]))",
    re.IGNORECASE,
)
"""Nine figures and more; begun as a telephone number also with commas between, and with O for nought."""


def tidy(typed: str) -> str:
    """Give a note as plain lines: no characters that hide or turn the text, no more than one empty line."""
    plain = unicodedata.normalize("NFKC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    unhidden = (each for each in plain if unicodedata.category(each) != "Cf")
    shown = "".join(each if each.isprintable() or each == "\n" else " " for each in unhidden)
    lines = "\n".join(" ".join(line.split()) for line in shown.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def checked(typed: str) -> str:
    """Give a note that can be passed on, or say what is to be mended."""
    said = tidy(typed)
    if not said:
        raise InvalidInput("Write what you want to ask or say.", field="body")
    if len(said) > LONGEST:
        raise InvalidInput(f"Write at most {LONGEST} characters; this has {len(said)}.", field="body")
    return said


def without_contact(said: str) -> tuple[str, bool]:
    """Take e-mail addresses and telephone numbers out; tell whether there were any."""
    left = _ADDRESS.sub(ADDRESS_GONE, said)
    left = _NUMBER.sub(lambda found: found[0] if found["when"] else NUMBER_GONE, left)
    left = spoken.numbers_replaced(left, NUMBER_GONE)
    return left, left != said
