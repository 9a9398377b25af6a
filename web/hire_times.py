"""Which times did somebody type who asks for a room, and what do they cost together?"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Final

from api.room_asked import nth_weekday
from directory.clock import LONDON, local_now
from directory.days import read_day
from directory.errors import InvalidInput
from directory.venues.asking import AHEAD
from directory.venues.bookings import Span
from directory.venues.calendar import days_of
from directory.venues.prices import price_for
from directory.venues.schemas import RoomRead
from directory.venues.words import Hirer

MOST_TIMES: Final = 52
RHYTHMS: Final = {
    "once": "Once",
    "week": "Every week",
    "fortnight": "Every two weeks",
    "month": "Once a month, on the same weekday",
}
"""A month on is the first Tuesday again, or the last where it was the fifth, as a search counts."""
FIELDS: Final = ("first", "starts", "ends", "rhythm", "times")


def times_of(
    first: str, starts: str, ends: str, rhythm: str, times: str, *, without: Collection[str] = ()
) -> tuple[Span, ...]:
    """Make the times somebody typed, but for days left out; InvalidInput says what to do at which field."""
    day = read_day(first, "first")
    begin, end = _time(starts, "starts"), _time(ends, "ends")
    if rhythm not in RHYTHMS:
        raise InvalidInput("Choose how often.", field="rhythm")
    count = _count(times) if rhythm != "once" else 1
    overnight = timedelta(days=1) if end <= begin else timedelta()
    if day > local_now().date() + AHEAD:
        raise InvalidInput("Choose a first day within the next year.", field="first")
    spans = tuple(
        Span(_instant(each, begin), _instant(each + overnight, end, fold=1))
        for each in _days(day, rhythm, count)
        if each.isoformat() not in without
    )
    if not spans:
        raise InvalidInput("All of these days are left out. Ask for one of them at least.", field="without")
    if any(span.ends_at.timestamp() <= span.starts_at.timestamp() for span in spans):
        raise InvalidInput("The clocks go forward at that time. Choose other times.", field="starts")
    return spans


def _days(first: date, rhythm: str, count: int) -> Iterable[date]:
    if rhythm == "month":
        rule = f"FREQ=MONTHLY;BYDAY={nth_weekday(first)};COUNT={count}"
        return days_of(datetime.combine(first, time.min), rule, first, first + timedelta(days=32 * count))
    step = timedelta(days=14 if rhythm == "fortnight" else 7)
    return (first + step * number for number in range(count))


def days_left_out(typed: Iterable[str]) -> tuple[date, ...]:
    """Read the days to leave out, in order; what is no day is passed over."""
    found = set()
    for each in typed:
        with suppress(ValueError):
            found.add(date.fromisoformat(each))
    return tuple(sorted(found))


def price_of(room: RoomRead, hirer: Hirer, spans: Sequence[Span]) -> int | None:
    """Add up what all times cost; None where one of them must be asked."""
    total = 0
    for span in spans:
        starts = span.starts_at.astimezone(LONDON)
        # By the clock on the wall, as prices are: a night of 25 hours is not dearer.
        minutes = span.ends_at.astimezone(LONDON).replace(tzinfo=None) - starts.replace(tzinfo=None)
        pence = price_for(room, hirer, starts, int(minutes.total_seconds()) // 60)
        if pence is None:
            return None
        total += pence
    return total


def _time(typed: str, field: str) -> time:
    try:
        found = time.fromisoformat(typed.strip())
    except ValueError:
        raise InvalidInput("Enter a time, like 19:00.", field=field) from None
    if found.minute % 15 or found.second:
        raise InvalidInput("Choose a quarter of an hour, like 19:00 or 19:15.", field=field)
    return found


def _count(typed: str) -> int:
    if not typed.strip().isdecimal() or not 1 <= int(typed) <= MOST_TIMES:
        raise InvalidInput(f"Enter how many times, from 1 to {MOST_TIMES}.", field="times")
    return int(typed)


def _instant(day: date, at: time, *, fold: int = 0) -> datetime:
    """Give an instant; of an hour that comes twice what begins is the first, what ends the second (fold)."""
    return datetime.combine(day, at, LONDON).replace(fold=fold)
