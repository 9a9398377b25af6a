"""On which days does a line of a room's calendar count, and when by the clock on the wall?

A line is RFC 5545: a first time in London, how long by the clock, and a rule of recurrence. Times are those
of the wall clock; what a night of 23 or 25 hours does to them is decided in `slots.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import Final

import numpy as np
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from numpy.typing import NDArray

from directory.clock import LONDON
from directory.errors import InvalidInput
from directory.venues.words import When

LONGEST_RULE: Final = 300
MOST_MINUTES: Final = 366 * 1440
"""A hall may be shut for a year."""
_FREQUENCIES: Final = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_KNOWN_PARTS: Final = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH"}
    | {"BYSETPOS"}
)
_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
Days = NDArray[np.int64]
_WHOLE_WEEK: Final = {"DAILY": 1, "WEEKLY": 7}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a room's calendar."""

    kind: str
    """open, closed or busy."""
    starts: datetime
    """Naive: by the clock in London, the first time."""
    minutes: int
    rrule: str | None = None
    exdates: frozenset[date] = frozenset()
    weeks: str = When.ALWAYS.value
    not_bank_holidays: bool = False


@lru_cache(maxsize=8192)
def ordinals_of(starts: datetime, rrule: str | None, first: date, last: date) -> Days:
    """Give the days of a rule from `first` to `last`, counted as Python does; InvalidInput if it is none."""
    begun = starts.toordinal()
    if rrule is None:
        there = first <= starts.date() <= last
        return np.array([begun] if there else [], np.int64)
    parts = parts_of(rrule)
    count = int(parts.pop("COUNT", "0"))
    until = min(last, until_of(parts.pop("UNTIL", ""), last, clock=starts.time()))
    if not count:
        if _is_nth_weekday(parts):
            return _nth_weekdays(parts["BYDAY"], int(parts.get("INTERVAL", "1")), starts.date(), first, until)
        plain = _plainly(begun, parts)
        if plain is not None:
            bases, step = plain
            low = max(begun, first.toordinal())
            every = [_steps(base, step, low, until.toordinal()) for base in bases]
            return np.sort(np.concatenate(every))
    return np.array(
        [day.toordinal() for day in _by_rule(starts.date(), rrule, parts, count, first, until)], np.int64
    )


def _plainly(begun: int, parts: dict[str, str]) -> tuple[list[int], int] | None:
    """Take apart a rule of days or weeks: a day of each series and its step; None for what is less plain."""
    interval = int(parts.get("INTERVAL", "1"))
    if parts.keys() <= {"FREQ", "INTERVAL"} and parts["FREQ"] == "DAILY":
        return [begun], interval
    if parts["FREQ"] != "WEEKLY" or not parts.keys() <= {"FREQ", "INTERVAL", "BYDAY"}:
        return None
    # Day 1 is a Monday: weeks of RFC 5545 begin on Mondays where nothing else is said.
    monday = (begun - 1) // 7 * 7 + 1
    names = parts["BYDAY"].split(",") if "BYDAY" in parts else [_WEEKDAYS[begun - monday]]
    if not set(names) <= set(_WEEKDAYS):
        return None
    return sorted({monday + _WEEKDAYS.index(name) for name in names}), 7 * interval


def _is_nth_weekday(parts: dict[str, str]) -> bool:
    """Whether a rule is one weekday of a month, like the second Tuesday: most that are monthly."""
    if parts["FREQ"] != "MONTHLY" or not {"BYDAY"} <= parts.keys() <= {"FREQ", "INTERVAL", "BYDAY"}:
        return False
    return parts["BYDAY"][:-2] in {"1", "2", "3", "4", "+1", "+2", "+3", "+4", "-1"} and (
        parts["BYDAY"][-2:] in _WEEKDAYS
    )


def _nth_weekdays(byday: str, interval: int, starts: date, first: date, until: date) -> Days:
    """Give the days of such a rule; to follow it day by day takes far longer."""
    number, weekday = int(byday[:-2]), _WEEKDAYS.index(byday[-2:])
    begun, low = starts.year * 12 + starts.month - 1, max(starts, first)
    months = max(low.year * 12 + low.month - 1 - begun, 0)
    found = []
    for month in range(begun + months // interval * interval, until.year * 12 + until.month, interval):
        if number > 0:
            base = date(month // 12, month % 12 + 1, 1).toordinal() + 7 * (number - 1)
        else:
            base = date((month + 1) // 12, (month + 1) % 12 + 1, 1).toordinal() - 7
        found.append(base + (weekday - (base - 1)) % 7)
    return np.array([day for day in found if low.toordinal() <= day <= until.toordinal()], np.int64)


def _steps(base: int, step: int, low: int, high: int) -> Days:
    return np.arange(base + max(-(-(low - base) // step), 0) * step, high + 1, step, dtype=np.int64)


def _by_rule(
    starts: date, rrule: str, parts: dict[str, str], count: int, first: date, until: date
) -> Iterator[date]:
    begun = starts if count else _nearer(starts, parts, first)
    if until < begun:
        return
    # What is left never ends by itself: a rule that no day obeys would be looked for until the year 9999.
    text = ";".join(f"{name}={value}" for name, value in (*parts.items(), ("UNTIL", f"{until:%Y%m%d}")))
    try:
        for each in islice(rrulestr(text, dtstart=datetime.combine(begun, time.min)), count or None):
            if each.date() >= first:
                yield each.date()
    except (ValueError, TypeError, OverflowError) as error:
        raise InvalidInput(f"“{rrule}” is not a rule of recurrence that we can read.") from error


def days_of(starts: datetime, rrule: str | None, first: date, last: date) -> tuple[date, ...]:
    """Give the days of a rule from `first` to `last`; InvalidInput where it is none."""
    return tuple(date.fromordinal(int(day)) for day in ordinals_of(starts, rrule, first, last))


def parts_of(rrule: str) -> dict[str, str]:
    """Take a rule apart; InvalidInput where it repeats within a day or says what is not known here."""
    text = rrule.strip().removeprefix("RRULE:").upper()
    parts = dict(part.partition("=")[::2] for part in text.split(";") if part)
    whole = all(parts.get(name, "1").isdecimal() and int(parts.get(name, "1")) > 0 for name in _NUMBERS)
    if (
        len(text) > LONGEST_RULE
        or parts.get("FREQ") not in _FREQUENCIES
        or not parts.keys() <= _KNOWN_PARTS
        or not whole
    ):
        raise InvalidInput(
            f"“{rrule[:LONGEST_RULE]}” is not a rule of recurrence that we can read: it must be daily, "
            "weekly, monthly or yearly."
        )
    return parts


_NUMBERS: Final = ("INTERVAL", "COUNT")


def until_of(text: str, otherwise: date, *, clock: time) -> date:
    """Tell the last day of a rule, as London has it, that what begins at `clock` may fall on."""
    if not text:
        return otherwise
    try:
        if "T" not in text:
            return date.fromisoformat(text)
        if text.endswith("Z"):
            told = datetime.strptime(f"{text[:-1]}+0000", "%Y%m%dT%H%M%S%z").astimezone(LONDON)
        else:
            told = datetime.strptime(text, "%Y%m%dT%H%M%S").replace(tzinfo=LONDON)
        return told.date() - timedelta(days=told.time() < clock)
    except ValueError as error:
        raise InvalidInput(f"“{text[:40]}” is not a last day of a rule, like 20270331.") from error


def _nearer(starts: date, parts: dict[str, str], first: date) -> date:
    """Begin a rule without end nearer to the days asked for, a whole number of its steps later."""
    unit, interval = _WHOLE_WEEK.get(parts["FREQ"]), int(parts.get("INTERVAL", "1"))
    if parts["FREQ"] == "MONTHLY" and parts.keys() & {"BYDAY", "BYMONTHDAY"}:
        months = (first.year - starts.year) * 12 + first.month - starts.month
        later = max(months // interval - 1, 0) * interval
        year, month = divmod(starts.year * 12 + starts.month - 1 + later, 12)
        return date(year, month + 1, 1) if later else starts
    if unit is None or starts >= first:
        return starts
    step = unit * interval
    return starts + timedelta(days=max((first - starts).days // step - 1, 0) * step)


def check_line(line: Line) -> None:
    """Refuse a line that no calendar could be made from."""
    if not 0 < line.minutes <= MOST_MINUTES:
        raise InvalidInput("Say until when: an end after the beginning.", field="until")
    if line.rrule is not None:
        day = line.starts.date()
        days_of(line.starts, line.rrule, day, day + timedelta(days=400))


def read_local(text: str) -> datetime:
    """Read a time of the clock on the wall, like 2026-11-24T19:00."""
    told = datetime.fromisoformat(text)
    return told.replace(tzinfo=None)
