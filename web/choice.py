"""Which listings has somebody put on their shortlist, and how do a link and a cookie hold them?

Sixteen bytes a listing, one after the other, in URL-safe base64 (RFC 4648, section 5): 22 letters for one
listing, 427 for twenty. Nothing about the person is in it.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

COOKIE: Final = "shortlist"
MOST: Final = 50
_BYTES_EACH: Final = 16
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


def encode(ids: Iterable[UUID]) -> str:
    """Write a choice as short text fit for a link."""
    return urlsafe_b64encode(b"".join(each.bytes for each in ids)).rstrip(b"=").decode("ascii")


def decode(text: str) -> tuple[UUID, ...]:
    """Read a choice; what is not one is an empty choice."""
    return read(text).ids


def read(text: str) -> Chosen:
    """Read a choice and say what could not be read or kept of it."""
    letters = text.rstrip("=")
    if _WHOLE.fullmatch(text) is None or len(letters) % 4 == 1:
        return Chosen((), damaged=True)
    raw = urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
    if len(raw) % _BYTES_EACH:
        return Chosen((), damaged=True)
    each = (UUID(bytes=raw[at : at + _BYTES_EACH]) for at in range(0, len(raw), _BYTES_EACH))
    return keep(each)


def keep(ids: Iterable[UUID]) -> Chosen:
    """Keep as many as a list may hold, each once, the first chosen first."""
    every = tuple(dict.fromkeys(ids))
    return Chosen(every[:MOST], left_out=len(every[MOST:]))
