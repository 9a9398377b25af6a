"""Which few needs fit somebody who wants to help: near, when they can, what they can do?

What must hold and in which order they come is said in docs/matching-volunteers.md. No score: what is real
stands before examples; what shares more of what they chose comes first, then what has a time on the day they
asked, then by whole miles, then
the soonest. Of one group there are two at most while others fit too.
"""

from collections import Counter
from datetime import datetime
from math import isnan
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from directory import clock
from directory.clock import LONDON
from directory.kept import Kept
from directory.needs.columns import Flags, Minutes, NeedColumns, Rows, bits_of, columns_of
from directory.needs.fit import HelpWanted, NeedMatch, NeedsFound, besides_of
from directory.needs.reading import open_needs
from directory.speech import METRES_PER_MILE

HOME_MILES: Final = 3
"""What is done from home stands among what is so far away."""
OF_ONE_GROUP: Final = 2
USUAL_MIN: Final = 60
"""How long somebody must be free at a time of the week, where a need does not say how long it takes."""
_NEVER: Final = np.iinfo(np.int64).max
_NO_ROW: Final = -1
_FIXED, _WEEKLY, _ANY, _NOT = 0, 1, 2, 3
_DAY: Final = 1440
_KEPT = Kept(lambda session: columns_of(open_needs(session)), "needs", "listings")


def find_needs(session: Session, asked: HelpWanted) -> NeedsFound:
    """Find the few that fit now."""
    return find_in(_KEPT.of(session), asked, clock.now())


def find_in(columns: NeedColumns, asked: HelpWanted, now: datetime) -> NeedsFound:
    """Find the few that fit at an instant."""
    today = now.astimezone(LONDON).date().toordinal()
    fits = _fitting(columns, asked)
    fits &= columns.open_until >= max(today, asked.on_date.toordinal() if asked.on_date else 0)
    when, session, slot = _times(columns, asked, int(now.timestamp()))
    fits &= when != _NOT
    rows = np.flatnonzero(fits)
    far = _coming_from(columns, asked)[rows]
    starts = np.full(len(rows), _NEVER)
    timed = session[rows] != _NO_ROW
    starts[timed] = columns.sessions.starts[session[rows][timed]]
    miles = np.full(len(rows), HOME_MILES, dtype=np.int64)
    miles[~np.isnan(far)] = (far[~np.isnan(far)] // METRES_PER_MILE).astype(np.int64)
    asks_day = asked.day is not None or asked.on_date is not None
    order = np.lexsort(
        (
            columns.order[rows],
            starts,
            miles,
            when[rows] if asks_day else np.zeros(len(rows)),
            ~columns.light[rows] if asked.lapsed else np.zeros(len(rows)),
            -_shared(columns, asked)[rows],
            columns.example[rows],
        )
    )
    chosen = _of_several_groups(columns, rows[order], asked.most)
    place = {int(row): number for number, row in enumerate(rows)}
    return NeedsFound(
        tuple(
            _match(columns, asked, row, float(far[place[row]]), int(session[row]), int(slot[row]))
            for row in chosen
        ),
        len(rows),
    )


def _match(
    columns: NeedColumns, asked: HelpWanted, row: int, far: float, session: int, slot: int
) -> NeedMatch:
    need = columns.needs[row]
    at = need.sessions[columns.sessions.number[session]] if session != _NO_ROW else None
    weekly = need.slots[columns.slots.number[slot]] if at is None and slot != _NO_ROW else None
    return NeedMatch(need, None if isnan(far) else far, at, weekly, besides_of(need, asked, at))


def _fitting(columns: NeedColumns, asked: HelpWanted) -> Flags:
    """Tell which fit in where they are and what they ask."""
    near: Flags = columns.at_place.copy()
    if asked.easting is not None and asked.northing is not None:
        near &= _distances(columns, asked) <= asked.within_m
    fits: Flags = columns.from_home.copy() if asked.from_home else near | columns.from_home
    if asked.skills:
        fits &= (columns.needs_skills & ~np.uint32(bits_of(asked.skills))) == 0
    eases = np.uint32(bits_of(asked.eases))
    fits &= (columns.eases & eases) == eases
    if asked.themes:
        fits &= _one_of(columns.themes, asked.themes, len(columns))
    if asked.age is not None:
        fits &= columns.min_age <= asked.age
    return fits


def _times(columns: NeedColumns, asked: HelpWanted, now: int) -> tuple[Minutes, Rows, Rows]:
    """Tell for each need how it fits in time, and the first session and time of the week that do."""
    sessions, slots = columns.sessions, columns.slots
    good = sessions.starts > now
    takes = np.where(columns.minutes[sessions.of] > 0, columns.minutes[sessions.of], sessions.lasts_min)
    good &= _on_day(asked, (sessions.day - 1) % 7, sessions.day)
    ends_min = sessions.begins_min + sessions.lasts_min
    good &= _in_hours(asked, sessions.begins_min, ends_min, np.minimum(takes, sessions.lasts_min))
    if asked.minutes is not None:
        good &= takes <= asked.minutes
    session = _first(sessions.of, good, len(columns))
    known = columns.minutes[slots.of]
    weekly = _on_day(asked, slots.day, None)
    needed = np.minimum(np.where(known > 0, known, USUAL_MIN), slots.ends_min - slots.begins_min)
    weekly &= _in_hours(asked, slots.begins_min, slots.ends_min, needed)
    if asked.minutes is not None:
        weekly &= known <= asked.minutes
    slot = _first(slots.of, weekly, len(columns))
    any_time = columns.timeless.copy()
    if asked.minutes is not None:
        any_time &= columns.minutes <= asked.minutes
    when = np.full(len(columns), _NOT, dtype=np.int32)
    when[any_time] = _ANY
    when[slot != _NO_ROW] = _WEEKLY
    when[session != _NO_ROW] = _FIXED
    return when, session, slot


def _on_day(asked: HelpWanted, weekday: Rows, day: Rows | None) -> Flags:
    found: Flags = np.ones(len(weekday), dtype=np.bool_)
    if asked.on_date is not None and day is not None:
        found &= day == asked.on_date.toordinal()
    elif asked.on_date is not None:
        found &= weekday == asked.on_date.weekday()
    if asked.day is not None:
        found &= weekday == asked.day
    return found


def _in_hours(asked: HelpWanted, begins: Minutes, ends: Minutes, needed: Minutes) -> Flags:
    """Tell what leaves as long as it takes within the hours that were asked for."""
    if asked.from_min is None and asked.until_min is None:
        return np.ones(len(begins), dtype=np.bool_)
    first = asked.from_min or 0
    last = 2 * _DAY if asked.until_min is None else asked.until_min
    found: Flags = np.minimum(ends, last) - np.maximum(begins, first) >= needed
    return found


def _first(of: Rows, good: Flags, count: int) -> Rows:
    """Give for each need the first good row, which are in order; -1 where there is none."""
    found = np.full(count, _NO_ROW, dtype=np.int32)
    rows = np.flatnonzero(good)[::-1]
    found[of[rows]] = rows
    return found


def _distances(columns: NeedColumns, asked: HelpWanted) -> NDArray[np.float64]:
    if asked.easting is None or asked.northing is None:
        return np.full(len(columns), np.nan)
    return np.hypot(columns.eastings - asked.easting, columns.northings - asked.northing)


def _coming_from(columns: NeedColumns, asked: HelpWanted) -> NDArray[np.float64]:
    """Give how far it is to what is done there; NaN for what is done from home, or where nobody asked."""
    far = _distances(columns, asked)
    far[~columns.at_place | (far > asked.within_m)] = np.nan
    if asked.from_home:
        far[:] = np.nan
    return far


def _shared(columns: NeedColumns, asked: HelpWanted) -> NDArray[np.int64]:
    """Count what each has of what they chose: each skill and each theme, a language and what they like."""
    skills = columns.skills & np.uint32(bits_of(asked.skills))
    found: NDArray[np.int64] = np.bitwise_count(skills).astype(np.int64)
    for theme in asked.themes:
        found += _one_of(columns.themes, frozenset({theme}), len(columns))
    for words, chosen in ((columns.languages, asked.languages), (columns.themes, asked.likes)):
        found += _one_of(words, chosen, len(columns))
    return found


def _one_of(words: dict[str, Rows], chosen: frozenset[str], count: int) -> Flags:
    found: Flags = np.zeros(count, dtype=np.bool_)
    for word in chosen:
        if word in words:
            found[words[word]] = True
    return found


def _of_several_groups(columns: NeedColumns, ordered: NDArray[np.intp], most: int) -> list[int]:
    """Choose the first ones, of each group two at most; others of it only where room is left."""
    seen: Counter[object] = Counter()
    chosen: list[int] = []
    spare: list[int] = []
    for row in ordered.tolist():
        if len(chosen) == most:
            break
        listing = columns.needs[row].listing_id
        seen[listing] += 1
        (chosen if seen[listing] <= OF_ONE_GROUP else spare).append(row)
    chosen += spare[: most - len(chosen)]
    places = {row: number for number, row in enumerate(ordered.tolist())}
    return sorted(chosen, key=places.__getitem__)
