"""At which times does somebody want a room, and can that be asked at all?"""

from datetime import date, datetime, time, timedelta
from typing import Final

from directory.errors import InvalidInput
from directory.venues.calendar import days_of
from directory.venues.schemas import Asked

MOST_TIMES: Final = 60
"""More than a year of weeks."""
AHEAD: Final = timedelta(days=365)
LONGEST_MIN: Final = 1440
MOST_PEOPLE: Final = 5_000


def check(asked: Asked, today: date) -> None:
    """Refuse what no room could answer, and say which part to mend."""
    if asked.first_day < today:
        raise InvalidInput("Choose a day from today on.", field="day")
    if asked.first_day > today + AHEAD:
        raise InvalidInput("Choose a day within the next year: calendars reach no further.", field="day")
    if not 0 <= asked.from_min < LONGEST_MIN:
        raise InvalidInput("Enter a time of day, like 19:00.", field="from")
    if not 0 < asked.minutes <= LONGEST_MIN:
        raise InvalidInput("Say for how long, up to 24 hours.", field="hours")
    if asked.people is not None and not 0 < asked.people <= MOST_PEOPLE:
        raise InvalidInput("Enter how many people as a number, like 25.", field="people")
    if not 1 <= asked.weeks <= MOST_TIMES:
        raise InvalidInput(f"Enter a number of times from 1 to {MOST_TIMES}.", field="times")


def days_asked(asked: Asked, today: date) -> tuple[date, ...]:
    """Give the days on which a room is wanted, as far as calendars reach."""
    if asked.rrule is None:
        every = (asked.first_day + timedelta(days=7 * week) for week in range(asked.weeks))
        return tuple(day for day in every if day <= today + AHEAD)
    starts = datetime.combine(asked.first_day, time.min)
    found = days_of(starts, asked.rrule, asked.first_day, today + AHEAD)[:MOST_TIMES]
    if not found:
        raise InvalidInput("That is on no day within the next year. Choose another day.", field="day")
    return found


def span_on(asked: Asked, day: date) -> tuple[datetime, datetime]:
    """Give from when to when by the clock on the wall a room is wanted on a day."""
    midnight = datetime.combine(day, time.min)
    return midnight + timedelta(minutes=asked.from_min), midnight + timedelta(minutes=asked.until_min)
