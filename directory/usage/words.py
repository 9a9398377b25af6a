"""Which words of a search may be kept, and how?

Nobody is to be recognised by what they looked for. Text that looks like a person's details is never kept.
Other text is kept only from the fifth time on that it was asked in one neighbourhood and week; until then a
keyed hash stands in its place, under a key that lives in memory and changes with every start.
"""

import re
from hashlib import blake2b
from typing import Final

from directory.marks.personal import find_personal

MOST_CHARACTERS: Final = 60
MOST_WORDS: Final = 6
HASHED: Final = "#"
_SPACES: Final = re.compile(r"\s+")
_PLAIN: Final = re.compile(r"[a-z' -]+")
_AFTER_A_NAME: Final = re.compile(
    r"\b(?:my|for|about|contact|find|call|phone)\s+(?:son|daughter|mum|mother|dad|father|wife|husband)\b"
)


def keepable(words: str) -> str | None:
    """Write a search as all that ask the same write it; None where it must not be kept."""
    text = _SPACES.sub(" ", words).strip().casefold()
    if not text or len(text) > MOST_CHARACTERS or text.count(" ") >= MOST_WORDS:
        return None
    # A digit may be a telephone number, a date of birth, a house; what is not a letter may be an address.
    if not _PLAIN.fullmatch(text) or _AFTER_A_NAME.search(text) or find_personal(words) is not None:
        return None
    return text


def hashed(words: str, key: bytes) -> str:
    """Write words so that the same can be counted and none be read."""
    return HASHED + blake2b(words.encode(), key=key, digest_size=12).hexdigest()
