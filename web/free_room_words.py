"""How are a free room, what it costs, and what to ask less of, said in plain English?"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from api.room_asked import METRES_A_MILE, Typed
from directory.clock import LONDON
from directory.speech import begin, clock_time, clock_words, miles, price
from directory.venues.days import Part, State
from directory.venues.finding import Rank, RoomFound
from directory.venues.loosening import Loosened
from directory.venues.schemas import Asked
from directory.venues.words import Facility
from web.room_words import facility_names
from web.words import count, day_month, listed

_FEW_DAYS: Final = 4


def duration(minutes: int) -> str:
    """Say how long: 2 hours, 1 hour 30 minutes."""
    hours, rest = divmod(minutes, 60)
    said = [count(hours, "hour")] if hours else []
    return " ".join([*said, *([count(rest, "minute")] if rest else [])])


def day_words(day: date, today: date) -> str:
    """Say a day with its weekday, and its year where it is not this one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A} {day_month(day)}{year}"


def asked_words(asked: Asked, typed: Typed, days: Sequence[date], near: str) -> str:
    """Say back what was asked: For 25 people, every Tuesday from 7pm to 9pm, 12 times from 24 November."""
    people = f"For {count(asked.people, 'person', 'people')}" if asked.people else "For any number of people"
    if asked.layout is not None:
        people += f" ({asked.layout.label.lower()})"
    times = f"from {clock_words(asked.from_min)} to {clock_words(asked.until_min)}"
    return f"{people}, {_often(asked, typed, days)}{times}{_where_asked(typed, near)}{_needs_asked(asked)}"


def _where_asked(typed: Typed, near: str) -> str:
    if not near:
        return ""
    return f", within {typed.within} miles of {near}" if typed.within else f", near {near}"


def _needs_asked(asked: Asked) -> str:
    needs = f", with {facility_names(asked.facilities)}" if asked.facilities else ""
    most = asked.most_pence_per_hour
    return needs + (
        "" if most is None else f", {price(0)}" if most == 0 else f", for {price(most)} an hour or less"
    )


def _often(asked: Asked, typed: Typed, days: Sequence[date]) -> str:
    first = days[0] if days else asked.first_day
    name = f"{first:%A}"
    if len(days) == 1:
        return f"{name} {day_month(first)} "
    how = {"fortnightly": f"every second {name}", "monthly": f"one {name} a month"}.get(
        typed.often, f"every {name}"
    )
    return f"{how}, {len(days)} times from {day_month(first)}, "


def free_words(found: RoomFound, asked_times: int) -> str:
    """Say when a room is free of the times asked for."""
    free = len(found.free_on)
    if found.rank is Rank.ASK and not found.perhaps_on:
        return "Ask whether it is free: its calendar is not kept here"
    if free == asked_times:
        return "Free then" if free == 1 else f"Free all {free} times"
    said = f"Free at {free} of {asked_times}"
    if found.not_free_on:
        said += f". Not on {days_listed(found.not_free_on)}"
    if found.perhaps_on:
        said += f". Ask about {days_listed(found.perhaps_on)}: it depends on school terms we do not know"
    return said


def days_listed(days: Sequence[date]) -> str:
    """Name the first few of some days."""
    names = [day_month(day) for day in days[:_FEW_DAYS]]
    if len(days) > _FEW_DAYS:
        names.append(f"{len(days) - _FEW_DAYS} more")
    return listed(names)


def cost_words(found: RoomFound, asked: Asked) -> str:
    """Say what a hire costs this kind of hirer."""
    if found.pence_each is None:
        return "It does not say what you would pay: ask"
    if found.pence_each == 0:
        return f"{begin(price(0))} for you"
    each = price(found.pence_each)
    hour = -(-found.pence_each * 60 // asked.minutes)
    said = f"{price(hour)} an hour for you" + (f": {each} each time" if asked.minutes != 60 else "")  # noqa: PLR2004
    times = len(found.free_on) or 0
    if times > 1 and found.pence_in_all:
        said += f", {price(found.pence_in_all)} for all {times}"
    return said


def where_words(found: RoomFound) -> str:
    """Say how far away a room is."""
    return begin(f"{miles(found.distance_m)} away") if found.distance_m is not None else ""


def part_words(part: Part) -> str:
    """Say a stretch of a day: 9am to midday."""
    starts, ends = part.starts_at.astimezone(LONDON), part.ends_at.astimezone(LONDON)
    if ends - starts != part.ends_at - part.starts_at or starts.utcoffset() != ends.utcoffset():
        return f"{clock_time(starts)} to {clock_time(ends)} (the clocks change)"
    return f"{clock_time(starts)} to {clock_time(ends)}"


def parts_words(parts: Sequence[Part], state: State) -> tuple[str, ...]:
    """Say all stretches of one state of a day."""
    return tuple(part_words(part) for part in parts if part.state is state)


def loosened_words(told: Loosened, asked: Asked) -> str:
    """Say what would let more rooms in: 3 more for up to £15 an hour."""
    more = f"{told.rooms} more"
    value = told.value or 0
    if told.what == "price":
        return f"{more} if you can pay up to {price(value)} an hour"
    if told.what == "people":
        return f"{more} for up to {count(value, 'person', 'people')}"
    if told.what == "distance":
        return f"{more} further away, the nearest about {count(_whole_miles(value), 'mile')}"
    if told.what == "hours":
        return f"{more} if you take it for {duration(value)}: that is the shortest hire"
    if told.what == "time":
        often = "then" if asked.weeks == 1 and asked.rrule is None else "at most of those times"
        not_free = f"{'is' if told.rooms == 1 else 'are'} not free {often}"
        return f"{more} would do but {not_free}: try another day or hour"
    return f"{more} without “{Facility(told.what).label}”"


def _whole_miles(distance_m: int) -> int:
    return -(-distance_m // int(METRES_A_MILE))


def loosened_change(told: Loosened, typed: Typed) -> dict[str, str] | None:
    """Give what to change in the address for it; None where somebody must choose."""
    value = told.value or 0
    if told.what == "price":
        return {"most": f"{value / 100:g}"}
    if told.what == "people":
        return {"people": str(value)}
    if told.what == "hours":
        return {"hours": f"{value / 60:g}"}
    if told.what == "distance":
        return {"within": "any"}
    return None if told.what == "time" or not typed.has else {"has": ""}
