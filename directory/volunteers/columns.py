"""How do volunteers look as columns of numbers, so that a need is held against all of them at once?

Only what matching needs stands here: nothing in it names anybody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from directory.needs.schemas import SlotRead
from directory.needs.week import joined
from directory.needs.words import CheckLevel, Ease, Skill, Workforce
from directory.volunteers.words import Transport

Flags = NDArray[np.bool_]
Rows = NDArray[np.int32]
_DAYS: Final = 7
_MASK: Final = (1 << 64) - 1
_PLACES: Final[dict[type[StrEnum], dict[StrEnum, int]]] = {
    words: {word: number for number, word in enumerate(words)} for words in (Skill, Ease, Transport)
}
WORKFORCE_BITS: Final = {Workforce.ADULT: 1, Workforce.CHILD: 2, Workforce.BOTH: 3}


@dataclass(frozen=True, slots=True)
class Held:
    """A check that somebody verified."""

    level: CheckLevel
    workforce: Workforce
    checked_on: date
    good_until: date


@dataclass(frozen=True, slots=True)
class Seat:
    """A place somebody has already taken; without times where it has none."""

    session_id: UUID
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ready:
    """Somebody in the bank who may be asked, as far as matching needs it."""

    id: UUID
    easting: float | None
    """The middle of their small area, no finer; None where it is not known, the same for northing."""
    northing: float | None
    travel_m: int
    from_home: bool
    at_least: int
    """The age that may be relied on."""
    transport: frozenset[Transport] = frozenset()
    skills: frozenset[Skill] = frozenset()
    themes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    wants: frozenset[Ease] = frozenset()
    """What they need to be able to come."""
    slots: tuple[SlotRead, ...] = ()
    away: tuple[tuple[date, date], ...] = ()
    checks: tuple[Held, ...] = ()
    seats: tuple[Seat, ...] = ()


@dataclass(frozen=True, slots=True)
class Slots:
    """The times of one day of the week, touching ones joined; a row for each."""

    of: Rows
    starts_min: NDArray[np.int16]
    ends_min: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Away:
    """Days off, as numbers of days; a row for each."""

    of: Rows
    first: Rows
    last: Rows


@dataclass(frozen=True, slots=True)
class Checks:
    """Checks that were verified; a row for each."""

    of: Rows
    height: NDArray[np.int8]
    workforce: NDArray[np.uint8]
    since: Rows
    until: Rows


@dataclass(frozen=True, slots=True)
class Seats:
    """Places taken at a time, in seconds since 1970; and all by session."""

    of: Rows
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    at: dict[UUID, Rows]


@dataclass(frozen=True, slots=True)
class BankColumns:
    """The bank, a column a fact; the columns at the top are as long as there are volunteers."""

    ids: tuple[UUID, ...]
    numbers: dict[UUID, int]
    eastings: NDArray[np.float64]
    """NaN where unknown, as nothing is near it."""
    northings: NDArray[np.float64]
    travel_m: NDArray[np.float64]
    from_home: Flags
    at_least: NDArray[np.uint8]
    transport: NDArray[np.uint8]
    skills: NDArray[np.uint32]
    wants: NDArray[np.uint16]
    draws: NDArray[np.uint64]
    themes: dict[str, Rows]
    """Who has each word."""
    languages: dict[str, Rows]
    slots: tuple[Slots, ...]
    """By day of the week."""
    away: Away
    checks: Checks
    seats: Seats

    def __len__(self) -> int:
        """How many there are."""
        return len(self.ids)


def bits_of(chosen: Iterable[StrEnum]) -> int:
    """Put a choice of words as bits, in the order in which the words are defined."""
    return sum(1 << _PLACES[type(one)][one] for one in set(chosen))


def draw_of(one: UUID) -> int:
    """Give 64 bits that stand for an id."""
    return (one.int >> 64) ^ (one.int & _MASK)


def columns_of(ready: Sequence[Ready]) -> BankColumns:
    """Lay volunteers out."""
    numbered = tuple(enumerate(ready))
    slots = [(number, slot) for number, one in numbered for slot in joined(one.slots)]
    away = [(number, *days) for number, one in numbered for days in one.away]
    checks = [(number, check) for number, one in numbered for check in one.checks]
    return BankColumns(
        ids=tuple(one.id for one in ready),
        numbers={one.id: number for number, one in numbered},
        eastings=_metres(one.easting for one in ready),
        northings=_metres(one.northing for one in ready),
        travel_m=np.array([one.travel_m for one in ready], dtype=np.float64),
        from_home=np.array([one.from_home for one in ready], dtype=np.bool_),
        at_least=np.array([one.at_least for one in ready], dtype=np.uint8),
        transport=np.array([bits_of(one.transport) for one in ready], dtype=np.uint8),
        skills=np.array([bits_of(one.skills) for one in ready], dtype=np.uint32),
        wants=np.array([bits_of(one.wants) for one in ready], dtype=np.uint16),
        draws=np.array([draw_of(one.id) for one in ready], dtype=np.uint64),
        themes=_who_has(one.themes for one in ready),
        languages=_who_has(one.languages for one in ready),
        slots=tuple(
            Slots(
                _rows(number for number, slot in slots if slot.day == day),
                np.array([slot.starts_min for _, slot in slots if slot.day == day], dtype=np.int16),
                np.array([slot.ends_min for _, slot in slots if slot.day == day], dtype=np.int16),
            )
            for day in range(_DAYS)
        ),
        away=Away(
            _rows(number for number, _, _ in away),
            _rows(first.toordinal() for _, first, _ in away),
            _rows(last.toordinal() for _, _, last in away),
        ),
        checks=Checks(
            _rows(number for number, _ in checks),
            np.array([check.level.height for _, check in checks], dtype=np.int8),
            np.array([WORKFORCE_BITS[check.workforce] for _, check in checks], dtype=np.uint8),
            _rows(check.checked_on.toordinal() for _, check in checks),
            _rows(check.good_until.toordinal() for _, check in checks),
        ),
        seats=_seats(ready),
    )


def _seats(ready: Sequence[Ready]) -> Seats:
    taken = [(number, seat) for number, one in enumerate(ready) for seat in one.seats]
    timed = [
        (number, seat.starts_at, seat.ends_at)
        for number, seat in taken
        if seat.starts_at is not None and seat.ends_at is not None
    ]
    at: dict[UUID, list[int]] = {}
    for number, seat in taken:
        at.setdefault(seat.session_id, []).append(number)
    return Seats(
        _rows(number for number, _, _ in timed),
        np.array([int(starts.timestamp()) for _, starts, _ in timed], dtype=np.int64),
        np.array([int(ends.timestamp()) for _, _, ends in timed], dtype=np.int64),
        {session: _rows(numbers) for session, numbers in at.items()},
    )


def _who_has(words: Iterable[frozenset[str]]) -> dict[str, Rows]:
    found: dict[str, list[int]] = {}
    for number, some in enumerate(words):
        for word in some:
            found.setdefault(word, []).append(number)
    return {word: _rows(found[word]) for word in sorted(found)}


def _metres(given: Iterable[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if one is None else one for one in given], dtype=np.float64)


def _rows(numbers: Iterable[int]) -> Rows:
    return np.fromiter(numbers, dtype=np.int32)
