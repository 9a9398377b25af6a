"""How is what a room's calendar says written as iCalendar (RFC 5545)? Times only, never what for."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from icalendar import Calendar, Event

from directory.venues.days import DayRead, Part, State
from directory.venues.schemas import RoomRead

SUMMARY: Final = {State.IN_USE: "In use", State.ASK: "Perhaps free: ask"}


def room_calendar(room: RoomRead, days: Sequence[DayRead], *, base_url: str, stamped: datetime) -> bytes:
    """Write the times at which a room is in use, or may be, of some days."""
    made = Calendar()
    made.add("prodid", "-//Hereabouts//Room//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"{room.name}, {room.listing_name}")
    made.add("x-wr-timezone", "Europe/London")
    page = f"{base_url}/rooms/{room.listing_slug}/{room.slug}"
    for part in joined([part for day in days for part in day.parts if part.state is not State.FREE]):
        event = Event()
        starts = part.starts_at.astimezone(UTC)
        event.add("uid", f"{room.id}-{starts:%Y%m%dT%H%M}@hereabouts")
        event.add("dtstamp", stamped.astimezone(UTC))
        event.add("dtstart", starts)
        event.add("dtend", part.ends_at.astimezone(UTC))
        event.add("summary", SUMMARY[part.state])
        event.add("transp", "OPAQUE")
        event.add("url", page)
        if part.state is State.ASK:
            event.add("status", "TENTATIVE")
        made.add_component(event)
    return bytes(made.to_ical())


def joined(parts: Sequence[Part]) -> list[Part]:
    """Join stretches of one state that touch, as over midnight."""
    found: list[Part] = []
    for part in sorted(parts, key=lambda each: (each.state, each.starts_at)):
        if found and found[-1].state is part.state and found[-1].ends_at == part.starts_at:
            found[-1] = Part(part.state, found[-1].starts_at, part.ends_at)
        else:
            found.append(part)
    return sorted(found, key=lambda each: each.starts_at)
