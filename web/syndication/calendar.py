"""How is what is on written as iCalendar (RFC 5545)?"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from icalendar import Calendar, Event, vRecur

from directory.clock import LONDON
from directory.syndication.schemas import Recurring

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LOOK_AHEAD_DAYS: Final = 62
"""A monthly rule comes within two months."""
REFRESH: Final = timedelta(days=1)


def calendar(times: Iterable[Recurring], *, name: str, base_url: str) -> bytes:
    """Write a calendar in which each rule is one event that repeats, in London time."""
    made = Calendar()
    made.add("prodid", "-//Hereabouts//What is on//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Europe/London")
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for each in times:
        event = _event(each, base_url)
        if event is not None:
            made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(told: Recurring, base_url: str) -> Event | None:
    first = first_day(told.since, told.freq, told.byday)
    if first is None or (told.until is not None and first > told.until):
        return None
    starts, ends = _moment(first, told.opens_at), _moment(first, told.closes_at)
    if ends <= starts:
        ends = _moment(first + timedelta(days=1), told.closes_at)
    event = Event()
    event.add("uid", f"{told.id}@hereabouts")
    event.add("dtstamp", told.changed_at)
    event.add("last-modified", told.changed_at)
    event.add("summary", told.name)
    event.add(
        "description", f"{told.summary}\n\nAsk before you go: things change.\n{base_url}/listing/{told.slug}"
    )
    event.add("url", f"{base_url}/listing/{told.slug}")
    if told.where:
        event.add("location", told.where)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    rule: dict[str, object] = {"FREQ": told.freq, "BYDAY": told.byday}
    if told.until is not None:
        rule["UNTIL"] = datetime.combine(told.until, time(23, 59, 59), LONDON).astimezone(UTC)
    event.add("rrule", vRecur(rule))
    return event


def first_day(since: date, freq: str, byday: str) -> date | None:
    """Find the first day on or after a day that a rule names; None for a rule that is not one of ours."""
    day, nth = byday[-2:], byday[:-2]
    if day not in DAYS or (freq == "MONTHLY") != bool(nth):
        return None
    for ahead in range(LOOK_AHEAD_DAYS):
        found = since + timedelta(days=ahead)
        if DAYS[found.weekday()] == day and (not nth or int(nth) in _ordinals(found)):
            return found
    return None


def _ordinals(day: date) -> tuple[int, int]:
    """Tell which of its weekday a day is in its month, from the front and from the back."""
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    left = (following - timedelta(days=1) - day).days
    return (day.day - 1) // 7 + 1, -(left // 7) - 1


def _moment(day: date, clock_time: str) -> datetime:
    hour, minute = (int(part) for part in clock_time.split(":")[:2])
    moment = datetime.combine(day, time(hour % 24, minute), LONDON)
    return moment + timedelta(days=hour // 24)
