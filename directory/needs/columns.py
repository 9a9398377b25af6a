"""How do the open needs look as columns of numbers, so that a question is held against all at once?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from directory.clock import LONDON
from directory.needs.schemas import NeedRead
from directory.needs.words import Ease, Rhythm, Skill, Whereabouts

Flags = NDArray[np.bool_]
Rows = NDArray[np.int32]
Minutes = NDArray[np.int32]
_PLACES: Final[dict[type[StrEnum], dict[StrEnum, int]]] = {
    words: {word: number for number, word in enumerate(words)} for words in (Skill, Ease)
}
LIGHT: Final = frozenset({Rhythm.ONE_OFF, Rhythm.MICRO})


@dataclass(frozen=True, slots=True)
class SessionColumns:
    """Every time that is not full; a row for each, the soonest first."""

    of: Rows
    number: Rows
    """Which of its need's sessions."""
    starts: NDArray[np.int64]
    """Seconds since 1970."""
    lasts_min: Minutes
    day: Rows
    """Number of the day on which it begins, by the clock in London."""
    begins_min: Minutes
    """By the clock, on that day."""


@dataclass(frozen=True, slots=True)
class SlotColumns:
    """Every time of the week; a row for each, in the order of the week."""

    of: Rows
    number: Rows
    day: Rows
    begins_min: Minutes
    ends_min: Minutes


@dataclass(frozen=True, slots=True)
class NeedColumns:
    """Open needs, a column a fact."""

    needs: tuple[NeedRead, ...]
    eastings: NDArray[np.float64]
    """NaN where it is not known, as nothing is near it."""
    northings: NDArray[np.float64]
    at_place: Flags
    from_home: Flags
    min_age: Minutes
    minutes: Minutes
    """0 where it is not known how long it takes."""
    open_until: Rows
    skills: NDArray[np.uint32]
    """Those that help and those that are asked for."""
    needs_skills: NDArray[np.uint32]
    eases: NDArray[np.uint32]
    themes: dict[str, Rows]
    languages: dict[str, Rows]
    light: Flags
    """Without a promise to come again, or good for a first time."""
    example: Flags
    """Made up, and nobody can take it."""
    timeless: Flags
    """Neither sessions nor times of the week."""
    order: Rows
    """Which place each has by its title, then its address: what decides where nothing else does."""
    sessions: SessionColumns
    slots: SlotColumns

    def __len__(self) -> int:
        """How many there are."""
        return len(self.needs)


def bits_of(chosen: Iterable[StrEnum]) -> int:
    """Put a choice of words as bits, in the order in which the words are defined."""
    return sum(1 << _PLACES[type(one)][one] for one in set(chosen))


def columns_of(needs: Sequence[NeedRead]) -> NeedColumns:
    """Lay needs out."""
    titled = sorted(range(len(needs)), key=lambda number: (needs[number].title, needs[number].slug))
    order = np.empty(len(needs), dtype=np.int32)
    order[titled] = np.arange(len(needs), dtype=np.int32)
    return NeedColumns(
        needs=tuple(needs),
        eastings=_metres(each.easting for each in needs),
        northings=_metres(each.northing for each in needs),
        at_place=_flags(each.whereabouts is not Whereabouts.HOME for each in needs),
        from_home=_flags(each.whereabouts is not Whereabouts.PLACE for each in needs),
        min_age=_rows(each.min_age for each in needs),
        minutes=_rows(each.minutes or 0 for each in needs),
        open_until=_rows(each.open_until.toordinal() for each in needs),
        skills=_bits(bits_of((*each.skills, *each.needs_skills)) for each in needs),
        needs_skills=_bits(bits_of(each.needs_skills) for each in needs),
        eases=_bits(bits_of(each.eases) for each in needs),
        themes=_which_have(each.themes for each in needs),
        languages=_which_have(each.languages for each in needs),
        light=_flags(each.rhythm in LIGHT or Ease.FIRST_TIMERS in each.eases for each in needs),
        example=_flags(each.example for each in needs),
        timeless=_flags(not each.sessions and not each.slots for each in needs),
        order=order,
        sessions=_sessions(needs),
        slots=_slots(needs),
    )


def clock_of(starts_at: datetime) -> tuple[int, int]:
    """Give the day on which a session begins, and when on it, by the clock in London."""
    begins = starts_at.astimezone(LONDON)
    return begins.toordinal(), begins.hour * 60 + begins.minute


def _sessions(needs: Sequence[NeedRead]) -> SessionColumns:
    found = sorted(
        (each.starts_at, of, number, each)
        for of, need in enumerate(needs)
        for number, each in enumerate(need.sessions)
        if each.left
    )
    clocks = [clock_of(starts) for starts, _, _, _ in found]
    return SessionColumns(
        of=_rows(of for _, of, _, _ in found),
        number=_rows(number for _, _, number, _ in found),
        starts=np.array([int(starts.timestamp()) for starts, _, _, _ in found], dtype=np.int64),
        lasts_min=_rows(
            int((each.ends_at - each.starts_at).total_seconds() // 60) for _, _, _, each in found
        ),
        day=_rows(day for day, _ in clocks),
        begins_min=_rows(begins for _, begins in clocks),
    )


def _slots(needs: Sequence[NeedRead]) -> SlotColumns:
    found = sorted(
        (each.day, each.starts_min, of, number, each.ends_min)
        for of, need in enumerate(needs)
        for number, each in enumerate(need.slots)
    )
    return SlotColumns(
        of=_rows(of for _, _, of, _, _ in found),
        number=_rows(number for _, _, _, number, _ in found),
        day=_rows(day for day, _, _, _, _ in found),
        begins_min=_rows(begins for _, begins, _, _, _ in found),
        ends_min=_rows(ends for _, _, _, _, ends in found),
    )


def _which_have(words: Iterable[Iterable[str]]) -> dict[str, Rows]:
    found: dict[str, list[int]] = {}
    for number, some in enumerate(words):
        for word in set(some):
            found.setdefault(word, []).append(number)
    return {word: _rows(found[word]) for word in sorted(found)}


def _metres(given: Iterable[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if one is None else one for one in given], dtype=np.float64)


def _flags(given: Iterable[bool]) -> Flags:
    return np.fromiter(given, dtype=np.bool_)


def _rows(numbers: Iterable[int]) -> Rows:
    return np.fromiter(numbers, dtype=np.int32)


def _bits(numbers: Iterable[int]) -> NDArray[np.uint32]:
    return np.fromiter(numbers, dtype=np.uint32)
