"""Which listings has somebody put on their shortlist, and how do a link and a cookie hold them?

Sixteen bytes a listing, one after the other, in URL-safe base64 (RFC 4648, section 5): 22 letters for one
listing, 427 for twenty. Nothing about the person is in it.

Where one of a listing's many places was chosen, such as a stop of the mobile library, that follows after a
full stop: the listing's position in one byte and the place in sixteen. Links without it are read as ever.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

COOKIE: Final = "shortlist"
MOST: Final = 50
_BYTES_EACH: Final = 16
_BYTES_A_PLACE: Final = 1 + _BYTES_EACH
_WHOLE: Final = re.compile(r"[A-Za-z0-9_-]*={0,2}")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice as text holds it."""

    ids: tuple[UUID, ...]
    """Each listing once, in the order chosen; at most `MOST`."""
    left_out: int = 0
    """How many more it holds than a list may."""
    damaged: bool = False
    """Whether part of the text, or all of it, cannot be read."""
    places: Mapping[UUID, UUID] = field(default_factory=dict)
    """Which place of a listing was chosen, where one was."""


def encode(ids: Iterable[UUID], places: Mapping[UUID, UUID] | None = None) -> str:
    """Write a choice as short text fit for a link."""
    every, chosen = tuple(ids), places or {}
    text = _letters(b"".join(each.bytes for each in every))
    marks = b"".join(bytes([at]) + chosen[each].bytes for at, each in enumerate(every) if each in chosen)
    return f"{text}.{_letters(marks)}" if marks else text


def _letters(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes | None:
    letters = text.rstrip("=")
    if _WHOLE.fullmatch(text) is None or len(letters) % 4 == 1:
        return None
    return urlsafe_b64decode(letters + "=" * (-len(letters) % 4))


def decode(text: str) -> tuple[UUID, ...]:
    """Read a choice; what is not one is an empty choice."""
    return read(text).ids


def read(text: str) -> Chosen:
    """Read a choice and say what could not be read or kept of it."""
    listings, _, marks = text.partition(".")
    raw, marked = _bytes(listings), _bytes(marks)
    if raw is None or len(raw) % _BYTES_EACH:
        return Chosen((), damaged=True)
    each = tuple(UUID(bytes=raw[at : at + _BYTES_EACH]) for at in range(0, len(raw), _BYTES_EACH))
    kept = keep(each)
    if marked is None or len(marked) % _BYTES_A_PLACE:
        return replace(kept, damaged=True)
    starts = range(0, len(marked), _BYTES_A_PLACE)
    places = {
        each[marked[at]]: UUID(bytes=marked[at + 1 : at + _BYTES_A_PLACE])
        for at in starts
        if marked[at] < len(each)
    }
    return replace(kept, places=places)


def keep(ids: Iterable[UUID]) -> Chosen:
    """Keep as many as a list may hold, each once, the first chosen first."""
    every = tuple(dict.fromkeys(ids))
    return Chosen(every[:MOST], left_out=len(every[MOST:]))
