"""Does a text hold something that belongs to a person?"""

import re

_MAILBOX = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_TELEPHONE = re.compile(r"(?<![\w-])(?:\+\d{1,3}|\(?0\d)[\d\s().-]{7,}\d")
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Cllr|Councillor|Rev|Revd)\b\.?\s+[A-Z]")


def find_personal(text: str) -> str | None:
    """Tell what kind of personal detail a text holds; None where none is seen.

    A guard against accidents, not a proof: a bare name cannot be told from the name of a place.
    """
    if _MAILBOX.search(text):
        return "an e-mail address"
    if _TELEPHONE.search(text):
        return "a telephone number"
    if _TITLED.search(text):
        return "the name of a person"
    return None
