"""Which volunteers fit a need, and which needs fit a volunteer? One need at a time against all, in columns.

What must hold and in which order they come is said once in docs/matching-volunteers.md. There is no score:
who fits is ordered by how much of what would help they bring, then by whole miles, then by a draw that is
made anew for each need, so that it is not always the same people who are asked first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isnan
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from directory.needs.week import pieces_of
from directory.needs.words import CheckLevel, Whereabouts
from directory.volunteers.columns import WORKFORCE_BITS, BankColumns, Flags, Rows, bits_of, draw_of
from directory.volunteers.reasons import reasons_of
from directory.volunteers.wanted import Wanted

MILE_M: Final = 1609.344
USUAL_MIN: Final = 60
"""How long somebody must be free at a time of the week, where a need does not say how long it takes."""
_MOST_HELPFUL: Final = 63
_FARTHEST: Final = 511
"""As whole miles: also those who would help from home."""
_MASK: Final = (1 << 64) - 1
_NOBODY: Final = np.iinfo(np.int64).max
Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody who fits, and why. What they see of it is for them; a group never sees which volunteer."""

    volunteer_id: UUID
    distance_m: float | None
    """From the middle of their small area; None where they would help from home, or it is not known."""
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """For each need its best volunteers and for each volunteer their best needs, as numbers; -1 is nobody."""

    of_need: Rows
    of_volunteer: Rows
    found: Rows
    """How many fit each need, in all."""


def match(bank: BankColumns, wanted: Wanted, *, most: int = 100) -> tuple[Match, ...]:
    """Find who fits, the best first."""
    rows = find_rows(bank, wanted)
    far = coming_from(bank, wanted, rows)
    best = _least(_keys(bank, wanted, rows, far) + rows, most)
    return tuple(
        Match(bank.ids[row], None if isnan(far_m) else far_m, reasons_of(bank, wanted, row, far_m))
        for row, far_m in zip(rows[best].tolist(), far[best].tolist(), strict=True)
    )


def match_all(bank: BankColumns, wanteds: Sequence[Wanted], *, best: int = 8) -> Matches:
    """Find for each need its best volunteers, and for each volunteer the best needs."""
    of_need = np.full((len(wanteds), best), -1, dtype=np.int32)
    found = np.zeros(len(wanteds), dtype=np.int32)
    theirs: Keys = np.full((len(bank), best), _NOBODY, dtype=np.int64)
    for number, wanted in enumerate(wanteds):
        rows = find_rows(bank, wanted)
        found[number] = len(rows)
        if not len(rows):
            continue
        keys = _keys(bank, wanted, rows, coming_from(bank, wanted, rows))
        first = _least(keys + rows, best)
        of_need[number, : len(first)] = rows[first]
        _keep_better(theirs, rows, keys + number)
    theirs.sort(axis=1)
    numbers = (theirs & ((1 << 22) - 1)).astype(np.int32)
    return Matches(of_need, np.where(theirs == _NOBODY, -1, numbers).astype(np.int32), found)


def find_rows(bank: BankColumns, wanted: Wanted) -> Rows:
    """Find the rows of all who fit, in no order that means anything."""
    fits = _reached(bank, wanted)
    fits &= bank.at_least >= wanted.min_age
    fits &= (bank.wants & ~np.uint16(bits_of(wanted.eases))) == 0
    skills = np.uint32(bits_of(wanted.all_skills))
    fits &= (bank.skills & skills) == skills
    if wanted.any_skills:
        fits &= (bank.skills & np.uint32(bits_of(wanted.any_skills))) != 0
    if wanted.any_transport:
        fits &= (bank.transport & np.uint8(bits_of(wanted.any_transport))) != 0
    if wanted.any_languages:
        fits &= _one_of(bank.languages, wanted.any_languages, len(bank))
    if wanted.level is not CheckLevel.NONE:
        fits &= _checked(bank, wanted)
    if wanted.starts_at is not None and wanted.ends_at is not None:
        fits &= _free_at(bank, wanted.starts_at, wanted.ends_at)
    elif wanted.slots:
        fits &= _free_weekly(bank, wanted)
    fits[bank.seats.at.get(wanted.session_id or wanted.need_id, _NONE)] = False
    fits[[bank.numbers[one] for one in wanted.without if one in bank.numbers]] = False
    return np.flatnonzero(fits).astype(np.int32)


_NONE: Final = np.empty(0, dtype=np.int32)


def distances(bank: BankColumns, wanted: Wanted) -> NDArray[np.float64]:
    """Measure how far each is, in metres, in a straight line; NaN where it is not known."""
    if wanted.easting is None or wanted.northing is None or wanted.whereabouts is Whereabouts.HOME:
        return np.full(len(bank), np.nan)
    return np.hypot(bank.eastings - wanted.easting, bank.northings - wanted.northing)


def coming_from(bank: BankColumns, wanted: Wanted, rows: Rows) -> NDArray[np.float64]:
    """Give how far those who come there have, in metres; NaN for those who would help from home."""
    far = distances(bank, wanted)[rows]
    far[far > np.minimum(bank.travel_m[rows], wanted.within_m)] = np.nan
    return far


def _reached(bank: BankColumns, wanted: Wanted) -> Flags:
    if wanted.whereabouts is Whereabouts.HOME:
        return bank.from_home.copy()
    near: Flags = distances(bank, wanted) <= np.minimum(bank.travel_m, wanted.within_m)
    if wanted.whereabouts is Whereabouts.EITHER:
        near |= bank.from_home
    return near


def _checked(bank: BankColumns, wanted: Wanted) -> Flags:
    """Tell who holds a check that is high enough, good on the day and long enough after it.

    Where both children and adults are meant, two checks may cover them between them.
    """
    day = wanted.on_day.toordinal()
    checks = bank.checks
    good = (checks.height >= wanted.level.height) & (checks.since <= day)
    good &= checks.until >= day + wanted.good_for_days
    held = np.zeros(len(bank), dtype=np.uint8)
    np.bitwise_or.at(held, checks.of[good], checks.workforce[good])
    asked = np.uint8(WORKFORCE_BITS[wanted.workforce] if wanted.workforce else 0)
    covered: Flags = (held != 0) & ((held & asked) == asked)
    return covered


def _free_at(bank: BankColumns, starts_at: datetime, ends_at: datetime) -> Flags:
    """Tell who has all of a stretch of time within their weekly slots, is not away and not taken then."""
    free: Flags = np.ones(len(bank), dtype=np.bool_)
    for piece in pieces_of(starts_at, ends_at):
        slots, day = bank.slots[piece.day.weekday()], piece.day.toordinal()
        inside = (slots.starts_min <= piece.starts_min) & (slots.ends_min >= piece.ends_min)
        there: Flags = np.zeros(len(bank), dtype=np.bool_)
        there[slots.of[inside]] = True
        there[bank.away.of[(bank.away.first <= day) & (bank.away.last >= day)]] = False
        free &= there
    seats = bank.seats
    begins, over = _seconds(starts_at), _seconds(ends_at)
    free[seats.of[(seats.starts < over) & (seats.ends > begins)]] = False
    return free


def _free_weekly(bank: BankColumns, wanted: Wanted) -> Flags:
    """Tell who has as long as it takes free in a time of the week, or the whole of a shorter one."""
    free: Flags = np.zeros(len(bank), dtype=np.bool_)
    for slot in wanted.slots:
        theirs = bank.slots[slot.day]
        shared = np.minimum(theirs.ends_min, slot.ends_min) - np.maximum(theirs.starts_min, slot.starts_min)
        free[theirs.of[shared >= min(wanted.minutes or USUAL_MIN, slot.ends_min - slot.starts_min)]] = True
    return free


def _one_of(words: dict[str, Rows], chosen: frozenset[str], count: int) -> Flags:
    found: Flags = np.zeros(count, dtype=np.bool_)
    for word in chosen:
        if word in words:
            found[words[word]] = True
    return found


def _keys(bank: BankColumns, wanted: Wanted, rows: Rows, far: NDArray[np.float64]) -> Keys:
    """Put the order into a number: what helps (6 bits), whole miles (9), the draw (26), and 22 free."""
    helpful = np.bitwise_count(bank.skills[rows] & np.uint32(bits_of(wanted.helpful_skills))).astype(np.int64)
    for words, chosen in ((bank.languages, wanted.helpful_languages), (bank.themes, wanted.themes)):
        if chosen:
            helpful += _one_of(words, chosen, len(bank))[rows]
    miles = np.full(len(rows), _FARTHEST, dtype=np.int64)
    known = ~np.isnan(far)
    miles[known] = np.minimum(far[known] // MILE_M, _FARTHEST).astype(np.int64)
    drawn = draw(bank.draws[rows], draw_of(wanted.session_id or wanted.need_id))
    keys: Keys = ((_MOST_HELPFUL - helpful) << 57) | (miles << 48) | (drawn << 22)
    return keys


def draw(volunteers: NDArray[np.uint64], need: int) -> Keys:
    """Draw 26 bits for each volunteer and a need: the same each time, another order for each need."""
    mixed = volunteers ^ np.uint64(need & _MASK)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(38)).astype(np.int64)


def _least(keys: Keys, most: int) -> NDArray[np.intp]:
    """Give the places of the least, in order."""
    if len(keys) > most:
        some = np.argpartition(keys, most - 1)[:most]
        return some[np.argsort(keys[some])]
    return np.argsort(keys)


def _keep_better(kept: Keys, rows: Rows, keys: Keys) -> None:
    """Put each key in place of the worst one that its row keeps, where it is better."""
    held = kept[rows]
    worst = held.argmax(axis=1)
    better = keys < held[np.arange(len(rows)), worst]
    kept[rows[better], worst[better]] = keys[better]


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
