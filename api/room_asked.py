"""What does an address ask for that looks for a room? The same words for people's pages and for programs."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from starlette.datastructures import QueryParams

from directory.areas.schemas import Origin
from directory.days import read_day
from directory.errors import InvalidInput
from directory.venues.asking import AHEAD, MOST_TIMES
from directory.venues.schemas import Asked
from directory.venues.words import Facility, Hirer, Layout

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFTEN: Final = ("once", "weekly", "fortnightly", "monthly")
RADII_MILES: Final = (2, 5, 10, 20)
METRES_A_MILE: Final = 1609.344
TEXT_MAX: Final = 100
TIMES: Final = 12
_CLOCK: Final = re.compile(r"^([01]?\d|2[0-3])(?:[:.]([0-5]\d))?\s*(am|pm)?$", re.IGNORECASE)
_NOON: Final = 12


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, as it was typed: a form shows it again."""

    where: str = ""
    place: str = ""
    within: str = ""
    people: str = ""
    layout: str = ""
    day: str = ""
    date: str = ""
    often: str = ""
    times: str = ""
    until: str = ""
    starts: str = ""
    hours: str = ""
    term: str = ""
    hirer: str = ""
    most: str = ""
    has: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it says when; without that nothing can be free."""
        return bool(self.day or self.date or self.starts)


ONCE: Final = {
    "where": "where",
    "place": "place",
    "within": "within",
    "people": "people",
    "layout": "layout",
    "day": "day",
    "date": "date",
    "often": "often",
    "times": "times",
    "until": "until",
    "from": "starts",
    "hours": "hours",
    "term": "term",
    "hirer": "hirer",
    "most": "most",
}
"""Parameter of an address, and field; `has` may come several times."""


def read_typed(query: QueryParams) -> Typed:
    """Take what is asked out of an address."""
    once = {name: query.get(parameter, "").strip()[:TEXT_MAX] for parameter, name in ONCE.items()}
    return Typed(**once, has=tuple(query.getlist("has")[: len(Facility)]))


def as_query(typed: Typed) -> list[tuple[str, str]]:
    """Write what is asked as the parameters of an address."""
    once = [(parameter, getattr(typed, name)) for parameter, name in ONCE.items()]
    return [(name, value) for name, value in (*once, *(("has", word) for word in typed.has)) if value]


def asked_of(typed: Typed, today: date, origin: Origin | None = None) -> Asked:
    """Understand what is asked; InvalidInput names the part to mend."""
    first = _first_day(typed, today)
    from_min = clock_minutes(typed.starts or "19:00")
    times, rrule = _recurrence(typed, first)
    radius = _choice("within", typed.within, [str(each) for each in RADII_MILES])
    return Asked(
        first_day=first,
        from_min=from_min,
        until_min=from_min + _minutes(typed.hours or "2"),
        weeks=times,
        rrule=rrule,
        people=_whole("people", typed.people, "Enter how many people as a number, like 25."),
        layout=Layout(layout) if (layout := _choice("layout", typed.layout, list(Layout))) else None,
        hirer=Hirer(_choice("hirer", typed.hirer, list(Hirer)) or Hirer.COMMUNITY),
        most_pence_per_hour=_pence(typed.most),
        facilities=tuple(Facility(word) for word in _facilities(typed.has)),
        lon=origin.lon if origin else None,
        lat=origin.lat if origin else None,
        easting=origin.easting if origin else None,
        northing=origin.northing if origin else None,
        within_m=float(radius) * METRES_A_MILE if radius and origin else None,
    )


def clock_minutes(typed: str) -> int:
    """Read a time of day in minutes after midnight: 19:00, 7pm, 9."""
    found = _CLOCK.match(typed.strip())
    if found is None:
        raise InvalidInput("Enter a time of day, like 19:00 or 7pm.", field="from")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= _NOON:
        raise InvalidInput("Enter a time of day, like 19:00 or 7pm.", field="from")
    if half:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    return hour * 60 + minute


def _first_day(typed: Typed, today: date) -> date:
    day = read_day(typed.date, "date") if typed.date else today
    weekday = _choice("day", typed.day, DAYS)
    if not weekday:
        if not typed.date:
            raise InvalidInput("Choose a day of the week, or enter a date.", field="day")
        return day
    if day > today + AHEAD:
        raise InvalidInput("Choose a day within the next year: calendars reach no further.", field="date")
    return day + timedelta(days=(DAYS.index(weekday) - day.weekday()) % 7)


def _recurrence(typed: Typed, first: date) -> tuple[int, str | None]:
    """Give how many weeks in a row, or a rule for what is not every week."""
    often = _choice("often", typed.often, OFTEN) or "once"
    if often == "once":
        return 1, None
    message = f"Enter a number of times from 1 to {MOST_TIMES}."
    told = _whole("times", typed.times, message)
    times = TIMES if told is None else told
    if not 1 <= times <= MOST_TIMES:
        raise InvalidInput(message, field="times")
    ends = f"COUNT={times}"
    if typed.until:
        until = read_day(typed.until, "until")
        if until < first:
            raise InvalidInput("The last day is before the first.", field="until")
        ends = f"UNTIL={until:%Y%m%d}"
    elif often == "weekly":
        return times, None
    if often == "weekly":
        return 1, f"FREQ=WEEKLY;{ends}"
    if often == "fortnightly":
        return 1, f"FREQ=WEEKLY;INTERVAL=2;{ends}"
    return 1, f"FREQ=MONTHLY;BYDAY={nth_weekday(first)};{ends}"


def nth_weekday(day: date) -> str:
    """Say which weekday of its month a day is, as RFC 5545 does; the fifth is the last."""
    nth = (day.day - 1) // 7 + 1
    fifth = 5
    return f"{-1 if nth == fifth else nth}{DAYS[day.weekday()][:2].upper()}"


def _minutes(typed: str) -> int:
    try:
        minutes = round(float(typed.replace(",", ".")) * 60)
    except (ValueError, OverflowError) as error:
        raise InvalidInput("Say for how many hours, like 2 or 2.5.", field="hours") from error
    if not 0 < minutes <= 24 * 60:
        raise InvalidInput("Say for how many hours, up to 24.", field="hours")
    return minutes


def _pence(typed: str) -> int | None:
    if not typed:
        return None
    if not re.match(r"^£?\s*\d{1,4}(\.\d{1,2})?$", typed):
        raise InvalidInput("Enter the most you can pay an hour in pounds, like 12 or 7.50.", field="most")
    return round(float(typed.removeprefix("£").strip()) * 100)


def _whole(field: str, typed: str, message: str) -> int | None:
    if not typed:
        return None
    if not typed.isdecimal() or len(typed) > 4 or int(typed) == 0:  # noqa: PLR2004 - thousands
        raise InvalidInput(message, field=field)
    return int(typed)


def _choice(field: str, typed: str, allowed: Iterable[str]) -> str:
    choices = [str(each) for each in allowed]
    if typed and typed not in choices:
        raise InvalidInput(f"Choose one of: {', '.join(choices)}.", field=field)
    return typed


def _facilities(typed: Iterable[str]) -> Iterable[str]:
    for word in typed:
        if word not in set(Facility):
            raise InvalidInput("Choose what the room must have from the list.", field="has")
        yield word


def with_change(typed: Typed, changes: Mapping[str, str]) -> list[tuple[str, str]]:
    """Write what is asked with some parameters changed; one that is empty is left out."""
    kept = [(name, value) for name, value in as_query(typed) if name not in changes]
    return [*kept, *((name, value) for name, value in changes.items() if value)]
