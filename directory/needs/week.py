"""Which minutes of which days, by the clock in London, does a stretch of time cover?

On the two days of clock change an hour is missing or comes twice: what is covered is every minute the clock
shows in between, no more and no less.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from directory.clock import LONDON
from directory.needs.schemas import SlotRead

DAY_MIN: Final = 1440
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """Part of a day, in minutes after midnight by the clock."""

    day: date
    starts_min: int
    ends_min: int


def pieces_of(starts_at: datetime, ends_at: datetime) -> tuple[Piece, ...]:
    """Cut a stretch between two instants into days of the clock; seconds count as their whole minute."""
    at, end = _floor(starts_at), _floor(ends_at - timedelta(microseconds=1)) + _MINUTE
    found: list[Piece] = []
    while at < end:
        local = at.astimezone(LONDON)
        begins = local.hour * 60 + local.minute
        until = min(end, at + (DAY_MIN - begins) * _MINUTE)
        until = _same_clock(at, until)
        found.append(Piece(local.date(), begins, begins + (until - at) // _MINUTE))
        at = until
    return _joined(found)


def joined(slots: Iterable[SlotRead]) -> tuple[SlotRead, ...]:
    """Make one of slots of a day that touch or overlap."""
    found: list[SlotRead] = []
    for slot in sorted(slots, key=lambda each: (each.day, each.starts_min, each.ends_min)):
        last = found[-1] if found else None
        if last is not None and last.day == slot.day and slot.starts_min <= last.ends_min:
            found[-1] = SlotRead(last.day, last.starts_min, max(last.ends_min, slot.ends_min))
        else:
            found.append(slot)
    return tuple(found)


def _same_clock(at: datetime, until: datetime) -> datetime:
    """Give the instant up to which the clock runs on without being changed, at most `until`."""
    offset = at.astimezone(LONDON).utcoffset()
    if (until - _MINUTE).astimezone(LONDON).utcoffset() == offset:
        return until
    low, high = 0, (until - at) // _MINUTE - 1
    while high - low > 1:
        middle = (low + high) // 2
        if (at + middle * _MINUTE).astimezone(LONDON).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return at + high * _MINUTE


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for piece in sorted(pieces):
        last = found[-1] if found else None
        if last is not None and last.day == piece.day and piece.starts_min <= last.ends_min:
            found[-1] = Piece(last.day, last.starts_min, max(last.ends_min, piece.ends_min))
        else:
            found.append(piece)
    return tuple(found)


def _floor(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
