"""Does a text that will be published hold something that belongs to a person, or that a spreadsheet runs?"""

import re

from directory.errors import InvalidInput

_MAILBOX = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_TELEPHONE = re.compile(r"(?<![\w-])(?:\+\d{1,3}|\(?0\d)[\d\s().-]{7,}\d")
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Cllr|Councillor|Rev|Revd|Reverend|Fr|Sir|Dame|Lady|Lord)"
    r"\b\.?\s+[A-Z]"
)
_TITLED_SMALL = re.compile(r"\b(?:mr|mrs|mx|dr|prof|cllr|rev|revd)\b\.?\s+[a-z]", re.IGNORECASE)
"""Words that are titles and nothing else: however they are written, a name follows."""
_FORMULA = "=+-@"


def find_personal(text: str) -> str | None:
    """Tell what kind of personal detail a text holds; None where none is seen.

    A guard against accidents, not a proof. It sees e-mail addresses, British and international telephone
    numbers, and names behind a title. It cannot see a name without a title (Jane Example), initials, a name
    before its role (Jane Example, clerk), a name behind a small title that is a word too (miss, lady, lord,
    sir, father), a postal address, a car's number, a user name of a social network, or a date of birth.
    It takes a place or a body that begins with a title (Lady Margaret Hall) for a person.
    """
    if _MAILBOX.search(text):
        return "an e-mail address"
    if _TELEPHONE.search(text):
        return "a telephone number"
    if _TITLED.search(text) or _TITLED_SMALL.search(text):
        return "the name of a person"
    return None


def refuse_unfit(text: str, what: str, *, field: str) -> None:
    """Refuse a text that cannot be published: it begins as a formula, or holds something personal."""
    if text.lstrip()[:1] in set(_FORMULA):
        raise InvalidInput(
            f"The {what} begins with {text.lstrip()[0]}, which a spreadsheet would run. Begin with a word.",
            field=field,
        )
    personal = find_personal(text)
    if personal:
        raise InvalidInput(f"The {what} holds {personal}. Take it out: it is published.", field=field)
