"""How does somebody take times of their own into their calendar? One .ics, with nobody's name in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event
from starlette.responses import Response

from directory import clock


@dataclass(frozen=True, slots=True)
class Entry:
    """A time, and where it is."""

    uid: str
    made_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    where: str
    about: str


def calendar_answer(entries: Iterable[Entry], *, what: str, file: str) -> Response:
    """Give times as a file for a calendar program, kept by nobody on the way."""
    made = Calendar()
    made.add("prodid", f"-//Hereabouts//{what}//EN")
    made.add("version", "2.0")
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.uid}@hereabouts")
        event.add("dtstamp", entry.made_at)
        event.add("dtstart", entry.starts_at.astimezone(clock.LONDON))
        event.add("dtend", entry.ends_at.astimezone(clock.LONDON))
        event.add("summary", entry.summary)
        event.add("location", entry.where)
        event.add("description", entry.about)
        made.add_component(event)
    made.add_missing_timezones()
    return Response(
        bytes(made.to_ical()),
        media_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{file}"'},
    )
