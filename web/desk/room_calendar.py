"""When is a room let, shut, in use? `/desk/listing/{slug}/rooms/{room}/calendar`."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.room_asked import clock_minutes
from api.session import reading
from directory.accounts.permissions import Action
from directory.areas.service import contact_points
from directory.changes.schemas import Actor
from directory.days import read_day, read_day_or_none
from directory.errors import InvalidInput, NotFound
from directory.hire.calendars import LOST, add_address, forget_calendar, give_again, hosts_of
from directory.jobs.schemas import Stores
from directory.speech import clock_words
from directory.store import reading_scope, session_scope
from directory.submissions.answers import Problem
from directory.venues import timetable
from directory.venues.calendar import Line, parts_of
from directory.venues.ical import MOST_BYTES
from directory.venues.importing import read_file, take_file
from directory.venues.models import Room, RoomCalendar
from directory.venues.queries import find_room, place_of
from directory.venues.terms import authority_of, read_terms
from directory.venues.timetable import Opening
from directory.venues.words import When
from directory.words import DAY_NAMES
from web.contexts.desk_room_calendar import CalendarLine, OpeningRow, ReadCalendar, RoomCalendarPage
from web.contexts.paper import Option
from web.desk.listing_at import ListingAt
from web.desk.listing_desk import looked_after
from web.desk.listing_form import text_of, typed_form
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.words import count, day_month, listed, long_date

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
SPARE: Final = 2
MOST_ROWS: Final = 40
CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UPLOAD_PATH: Final = "/desk/room-calendar"
SAID: Final = {
    "week": "Kept. People who look for a room find it at these times now.",
    "closed": "Kept. The room is shown as not open on these days.",
    "use": "Kept. The room is shown as in use; nobody reads by whom.",
    "removed": "Taken out.",
    "address": "Noted. It is read within a few hours, and then four times a day.",
    "file": "Read. The room is shown as in use at these times.",
}
_FIELDS: Final = ("first", "last", "use_day", "use_from", "use_until", "use_last", "url")


@router.get("/desk/listing/{slug}/rooms/{room}/calendar")
def show_calendar(request: Request, slug: str, room: str, said: str = "") -> Response:
    """Show what is written of a room's times."""
    found, _who, _target = looked_after(request, slug, Action.LET_ROOMS)
    return _page(request, found, room, said=SAID.get(said, ""))


@router.post("/desk/listing/{slug}/rooms/{room}/calendar")
def take_calendar(request: Request, slug: str, room: str, form: Typed) -> Response:
    """Write the week, a closure, a use or an address; or take one out."""
    found, who, target = looked_after(request, slug, Action.LET_ROOMS)
    actor = require(who, Action.LET_ROOMS, target)
    try:
        stores = stores_of(request)
        with reading_scope(stores.directory) as session:
            room_id = _room(session, found, room).id
        said = _change(stores, room_id, form, actor)
    except InvalidInput as refused:
        field = refused.field or "from-0"
        if field == "until":
            field = "use_until" if text_of(form, "do") == "use" else "from-0"
        if text_of(form, "do") == "again":
            field = f"url-{_id(form)}"
        problem = Problem(field, refused.message)
        return _page(request, found, room, problem=problem, form=form)
    return RedirectResponse(f"/desk/listing/{found.slug}/rooms/{room}/calendar?said={said}", status_code=303)


@router.post(UPLOAD_PATH)
def take_upload(
    request: Request,
    listing: Annotated[str, Form(max_length=200)] = "",
    room: Annotated[str, Form(max_length=200)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Read a calendar that was handed in."""
    found, who, target = looked_after(request, listing, Action.LET_ROOMS)
    actor = require(who, Action.LET_ROOMS, target)
    try:
        told = read_file(_content(file))
        with session_scope(stores_of(request).directory) as session:
            take_file(session, _room(session, found, room).id, told, actor=actor)
    except InvalidInput as refused:
        return _page(request, found, room, problem=Problem("file", refused.message))
    return RedirectResponse(f"/desk/listing/{found.slug}/rooms/{room}/calendar?said=file", status_code=303)


def _content(file: UploadFile | None) -> bytes:
    content = file.file.read(MOST_BYTES + 1) if file is not None else b""
    if not content:
        raise InvalidInput("Choose the file of your calendar, like hall.ics.", field="file")
    return content


def _room(session: Session, found: ListingAt, slug: str) -> Room:
    room = find_room(session, found.id, slug)
    if room is None:
        raise NotFound("There is no such room. It may be let no longer, or the address may be mistyped.")
    return room


def _change(stores: Stores, room_id: UUID, form: FormData, actor: Actor) -> str:
    do = text_of(form, "do")
    if do == "address":
        add_address(stores, room_id, text_of(form, "url"), actor=actor)
        return do
    if do == "again":
        give_again(stores, room_id, _id(form), text_of(form, "url"), actor=actor)
        return "address"
    if do == "forget":
        forget_calendar(stores, room_id, _id(form), actor=actor)
        return "removed"
    with session_scope(stores.directory) as session:
        return _change_lines(session, room_id, form, actor)


def _change_lines(session: Session, room_id: UUID, form: FormData, actor: Actor) -> str:
    do = text_of(form, "do")
    if do == "week":
        timetable.set_openings(session, room_id, _openings(form), actor=actor)
    elif do == "closed":
        first = read_day(text_of(form, "first"), "first")
        last = read_day_or_none(text_of(form, "last"), "last") or first
        timetable.add_closure(session, room_id, first, last, actor=actor)
    elif do == "use":
        _add_use(session, room_id, form, actor)
    elif do == "remove":
        timetable.remove_line(session, room_id, _id(form), actor=actor)
        return "removed"
    else:
        raise InvalidInput("Press one of the buttons of this page.", field="from-0")
    return do


def _id(form: FormData) -> UUID:
    try:
        return UUID(text_of(form, "id"))
    except ValueError as error:
        raise NotFound("That line is not there any more.") from error


def _openings(form: FormData) -> list[Opening]:
    found = []
    for number in range(MOST_ROWS):
        starts, until = text_of(form, f"from-{number}").strip(), text_of(form, f"until-{number}").strip()
        if not starts and not until:
            continue
        day = text_of(form, f"day-{number}")
        if day not in {str(each) for each in range(7)}:
            raise InvalidInput("Choose the day of the week.", field=f"from-{number}")
        weeks = text_of(form, f"weeks-{number}") or When.ALWAYS.value
        if weeks not in set(When):
            raise InvalidInput("Choose in which weeks.", field=f"from-{number}")
        begin, end = _times(starts, until, f"from-{number}")
        bank = bool(text_of(form, "not_bank_holidays"))
        found.append(Opening(int(day), begin, end, When(weeks), not_bank_holidays=bank))
    return found


def _times(starts: str, until: str, field: str) -> tuple[int, int]:
    try:
        begin, end = clock_minutes(starts), clock_minutes(until)
    except InvalidInput as error:
        raise InvalidInput("Enter from when and until when, like 9am and 10pm.", field=field) from error
    return begin, end if end > begin else end + timetable.DAY_MIN


def _add_use(session: Session, room_id: UUID, form: FormData, actor: Actor) -> None:
    begin, end = _times(text_of(form, "use_from"), text_of(form, "use_until"), "use_from")
    weeks = text_of(form, "use_weeks") or When.ALWAYS.value
    timetable.add_use(
        session,
        room_id,
        read_day(text_of(form, "use_day"), "use_day"),
        begin,
        end,
        actor=actor,
        weekly=text_of(form, "use_weekly") == "1",
        last=read_day_or_none(text_of(form, "use_last"), "use_last"),
        weeks=When(weeks) if weeks in set(When) else When.ALWAYS,
    )


def _page(
    request: Request,
    found: ListingAt,
    slug: str,
    *,
    said: str = "",
    problem: Problem | None = None,
    form: FormData | None = None,
) -> Response:
    with reading(request) as session:
        room = _room(session, found, slug)
        told = timetable.read_timetable(session, room.id)
        place = place_of(session, found.id)
        authority = authority_of(place.district if place is not None else None)
        terms = read_terms(session).get(authority or "")
        talk = contact_points(session, None)
    hosts = hosts_of(stores_of(request), room.id)
    again = text_of(form, "id") if form is not None and text_of(form, "do") == "again" else ""
    typed = (
        {name: text_of(form, name) for name in _FIELDS} if form is not None else dict.fromkeys(_FIELDS, "")
    )
    page = RoomCalendarPage(
        title=f"When is {room.name} free?",
        talk=talk,
        slug=found.slug,
        room=room.slug,
        name=found.name,
        said=said,
        problems=(problem,) if problem else (),
        errors={problem.field: problem.message} if problem else {},
        typed=typed | {"url": ""} if again else typed,
        rows=_rows(
            told.openings, form if form is not None and text_of(form, "do") == "week" else None, problem
        ),
        not_bank_holidays=any(each.not_bank_holidays for each in told.openings),
        others=tuple(CalendarLine(str(each.id), line_words(each.line)) for each in told.others),
        closures=tuple(CalendarLine(str(each.id), closure_words(each.line)) for each in told.closures),
        uses=tuple(CalendarLine(str(each.id), line_words(each.line)) for each in told.uses),
        calendars=tuple(
            _read(calendar, lines, hosts, typed["url"] if again == str(calendar.id) else "")
            for calendar, lines in told.calendars
        ),
        terms=f"We know the school terms until {long_date(terms.stretches[-1][1])}."
        if terms
        else "We do not know the dates of school terms here yet: what depends on them is shown as “ask”.",
        weeks=_weeks(When.ALWAYS.value),
        public=f"/rooms/{found.slug}/{room.slug}",
    )
    return render_private(request, page, status=InvalidInput.status if problem else 200)


def _rows(
    openings: tuple[Opening, ...], form: FormData | None, problem: Problem | None
) -> tuple[OpeningRow, ...]:
    """Lay the week out: a row for each day, one for each further stretch, and some to fill in."""
    if form is not None:
        lines = [
            {name: text_of(form, f"{name}-{number}") for name in ("day", "from", "until", "weeks")}
            for number in range(MOST_ROWS)
            if f"day-{number}" in form
        ]
    else:
        lines = _lines(openings)
    return tuple(_opening_row(number, line, problem) for number, line in enumerate(lines))


def _lines(openings: tuple[Opening, ...]) -> list[dict[str, str]]:
    week: list[dict[str, str]] = [{"day": str(day), "from": "", "until": "", "weeks": ""} for day in range(7)]
    more = []
    for opening in openings:
        line = {
            "day": str(opening.day),
            "from": _clock(opening.from_min),
            "until": _clock(opening.until_min),
            "weeks": opening.weeks.value,
        }
        if week[opening.day]["from"]:
            more.append(line)
        else:
            week[opening.day] = line
    empty = {"day": "", "from": "", "until": "", "weeks": ""}
    return [*week, *more, *(dict(empty) for _ in range(SPARE))]


def _opening_row(number: int, line: Mapping[str, str], problem: Problem | None) -> OpeningRow:
    fixed = number < len(DAY_NAMES)
    days = tuple(Option(str(day), name, line["day"] == str(day)) for day, name in enumerate(DAY_NAMES))
    return OpeningRow(
        number=number,
        label=DAY_NAMES[number] if fixed else f"More, {number - 6}",
        days=() if fixed else days,
        day=str(number) if fixed else line["day"],
        starts=line["from"],
        until=line["until"],
        weeks=_weeks(line["weeks"] or When.ALWAYS.value),
        error=problem.message if problem and problem.field == f"from-{number}" else "",
    )


def _weeks(chosen: str) -> tuple[Option, ...]:
    return tuple(Option(each.value, each.label, each.value == chosen) for each in When)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def line_words(line: Line) -> str:
    """Say a line of a calendar: Tuesdays 6pm to 8pm, in school terms, until 30 March 2027."""
    ends = line.starts + timedelta(minutes=line.minutes)
    times = " to ".join(clock_words(each.hour * 60 + each.minute) for each in (line.starts, ends))
    if line.rrule is None:
        return f"{long_date(line.starts.date())}, {times}"
    weeks = "" if line.weeks == When.ALWAYS.value else f", {When(line.weeks).label.lower()}"
    parts = parts_of(line.rrule)
    until, days = parts.get("UNTIL", ""), parts.get("BYDAY", "").split(",")
    last = f", until {long_date(date.fromisoformat(until[:8]))}" if until else ""
    if parts.keys() <= {"FREQ", "BYDAY", "UNTIL"} and parts["FREQ"] == "WEEKLY" and set(days) <= {"", *CODES}:
        names = [DAY_NAMES[CODES.index(day)] for day in days if day] or [f"{line.starts:%A}"]
        return f"Every {listed(names)}, {times}{weeks}, from {long_date(line.starts.date())}{last}"
    if parts == {"FREQ": "YEARLY"}:
        return f"Every year on {day_month(line.starts.date())}, {times}"
    return f"From {long_date(line.starts.date())}, {times}, by the rule {line.rrule}{weeks}"


def closure_words(line: Line) -> str:
    """Say a closure: 24 December to 2 January 2027."""
    last = (line.starts + timedelta(minutes=line.minutes - 1)).date()
    if line.rrule is not None or line.minutes % timetable.DAY_MIN:
        return line_words(line)
    if last == line.starts.date():
        return long_date(last)
    return f"{day_month(line.starts.date())} to {long_date(last)}"


def _read(calendar: RoomCalendar, lines: int, hosts: Mapping[UUID, str], url: str) -> ReadCalendar:
    host = hosts.get(calendar.id)
    from_web = f"Your calendar at {host}" if host else "A calendar whose address we do not have any more"
    when = f"read on {long_date(calendar.read_at.date())}" if calendar.read_at else "not read yet"
    lost = calendar.by_address and not host
    return ReadCalendar(
        id=str(calendar.id),
        what=from_web if calendar.by_address else "A file that was handed in",
        said=f"{when[0].upper()}{when[1:]}: {count(lines, 'line')} of use",
        fault=LOST if lost else calendar.fault or "",
        lost=lost,
        url=url,
    )
