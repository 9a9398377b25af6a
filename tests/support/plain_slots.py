"""When is a room free? The plain way: quarter by quarter, day by day, by what the clock on the wall shows."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from directory.venues.calendar import Line
from directory.venues.quarters import RoomLines
from directory.venues.terms import NO_TERMS, Terms, bank_holidays

LONDON = ZoneInfo("Europe/London")
QUARTER = timedelta(minutes=15)


@cache
def quarters_of_days(first: date, last: date) -> tuple[tuple[int, datetime], ...]:
    """Each quarter of an hour of some days, with what the clock on the wall shows as it begins."""
    at = datetime.combine(first, time.min, LONDON).astimezone(UTC)
    end = datetime.combine(last + timedelta(days=1), time.min, LONDON).astimezone(UTC)
    found = []
    while at < end:
        found.append((int(at.timestamp()) // 900, at.astimezone(LONDON).replace(tzinfo=None)))
        at += QUARTER
    return tuple(found)


def times_of(line: Line, first: date, last: date, terms: Terms) -> list[tuple[datetime, datetime, bool]]:
    """A line's times by the wall clock, with whether it is sure that they count: day after day."""
    rule = None
    if line.rrule is not None:
        start = datetime.combine(line.starts.date(), time.min)
        rule = rrulestr(line.rrule, dtstart=start)
    found = []
    day = min(line.starts.date(), first) - timedelta(days=line.minutes // 1440 + 1)
    while day <= last:
        midnight = datetime.combine(day, time.min)
        on = day == line.starts.date() if rule is None else bool(rule.between(midnight, midnight, inc=True))
        holiday = line.not_bank_holidays and day in bank_holidays(day, day)
        counts = terms.counts(line.weeks, day)
        if on and day not in line.exdates and not holiday and counts is not False:
            starts = datetime.combine(day, line.starts.time())
            found.append((starts, starts + timedelta(minutes=line.minutes), counts is True))
        day += timedelta(days=1)
    return found


def widest(quarters: tuple[tuple[int, datetime], ...], starts: datetime, ends: datetime) -> set[int]:
    """All from the first quarter that shows the beginning or later to the last before the end."""
    starts = starts.replace(minute=starts.minute // 15 * 15)
    after = [at for at, (_number, shown) in enumerate(quarters) if shown >= starts]
    before = [at for at, (_number, shown) in enumerate(quarters) if shown < ends]
    if not after or not before:
        return set()
    return {quarters[at][0] for at in range(after[0], before[-1] + 1)}


def surest(quarters: tuple[tuple[int, datetime], ...], starts: datetime, ends: datetime) -> set[int]:
    """All after the last quarter that shows less than the beginning, up to the first that shows the end."""
    ends = ends.replace(minute=ends.minute // 15 * 15)
    before = [at for at, (_number, shown) in enumerate(quarters) if shown < starts]
    late = [at for at, (_number, shown) in enumerate(quarters) if shown >= ends]
    begin = before[-1] + 1 if before else 0
    end = late[0] if late else len(quarters)
    return {quarters[at][0] for at in range(begin, end)}


def free_quarters(
    room: RoomLines,
    first: date,
    last: date,
    *,
    terms: Terms = NO_TERMS,
    booked: Iterable[int] = (),
    perhaps: bool = False,
) -> set[int]:
    """The quarters since 1970 in which a room is free, for sure or perhaps."""
    if not room.known:
        return set()
    quarters = quarters_of_days(first, last)
    open_at: set[int] = set()
    shut_at: set[int] = set(booked)
    for line in room.lines:
        for starts, ends, sure in times_of(line, first, last, terms):
            if line.kind == "open" and (sure or perhaps):
                open_at |= surest(quarters, starts, ends)
            elif line.kind != "open" and (sure or not perhaps):
                shut_at |= widest(quarters, starts, ends)
    for number, shown in quarters:
        day = shown.date()
        if (room.opens_on and day < room.opens_on) or (room.closes_on and day > room.closes_on):
            shut_at.add(number)
    return open_at - shut_at
