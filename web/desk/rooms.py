"""What does a hall say of its building and its rooms? `/desk/listing/{slug}/venue` and `/rooms`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Final
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action
from directory.areas.service import contact_points
from directory.changes.schemas import Actor
from directory.errors import Conflict, InvalidInput, NotFound
from directory.store import session_scope
from directory.submissions.answers import Problem
from directory.venues.queries import find_room, find_venue, rooms_to_change
from directory.venues.reading import mailbox_of, rooms_of
from directory.venues.schemas import Facilities, RoomDraft
from directory.venues.service import (
    close_room,
    copy_prices,
    open_room,
    room_as_written,
    venue_as_written,
    write_room,
    write_venue,
)
from directory.venues.words import Facility, Hirer, Layout, Per, VenueStatus
from web.contexts.desk_rooms import (
    FacilityRow,
    RoomDeskPage,
    RoomForm,
    RoomRow,
    RoomsDeskPage,
    VenueDeskPage,
)
from web.contexts.desk_submissions import Choice
from web.desk.listing_at import ListingAt
from web.desk.listing_desk import change_id_of, looked_after
from web.desk.listing_form import text_of, typed_form
from web.desk.render import render_private
from web.desk.rooms_prices import NAMES, ROWS, others_shown, read_prices, type_prices
from web.desk.rooms_typed import (
    ROOM_LINES,
    VENUE_LINES,
    Reading,
    lines_of,
    read_room,
    read_venue,
    type_room,
    type_venue,
)
from web.desk.stores import require, stores_of
from web.room_words import room_line

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = 422
SAID: Final = {
    "kept": "Kept. Readers see it now.",
    "building": "Kept. It holds for every room that does not say otherwise.",
    "closed": "The room is let no longer. Readers do not find it.",
    "open": "The room is let again.",
    "copied": "It has the same prices now.",
}
_STATUSES: Final = (
    Choice(VenueStatus.OPEN.value, "Yes, it is open"),
    Choice(VenueStatus.PLANNED.value, "Not yet: it is planned"),
    Choice(VenueStatus.CLOSED.value, "No longer: it is closed"),
)
_LEAST: Final = (
    *(("30", "Half an hour"), ("60", "1 hour"), ("90", "1 hour and a half"), ("120", "2 hours")),
    *(("180", "3 hours"), ("240", "4 hours"), ("1440", "A whole day")),
)
_HIRERS: Final = tuple(Choice(hirer.value, hirer.label) for hirer in Hirer)
_PERS: Final = tuple(Choice(per.value, per.label) for per in Per)
_CAPACITIES: Final = tuple(Choice(f"capacity_{layout.value}", layout.label) for layout in Layout)
_ROOM_NAMES: Final = (*ROOM_LINES, *(choice.value for choice in _CAPACITIES), *NAMES)


@router.get("/desk/listing/{slug}/venue")
def show_venue(request: Request, slug: str) -> Response:
    """Show what is said of the building."""
    found, _who, _target = looked_after(request, slug, Action.LET_ROOMS)
    with reading(request) as session:
        lines = type_venue(venue_as_written(session, found.id))
    return _venue_page(request, found, lines, ())


@router.post("/desk/listing/{slug}/venue")
def take_venue(request: Request, slug: str, form: Typed) -> Response:
    """Keep what is said of the building."""
    found, who, target = looked_after(request, slug, Action.LET_ROOMS)
    actor = require(who, Action.LET_ROOMS, target)
    lines = lines_of(form, VENUE_LINES)
    draft, problems = read_venue(lines)
    if not problems:
        try:
            with session_scope(stores_of(request).directory) as session:
                write_venue(session, found.id, draft, actor=actor)
        except InvalidInput as error:
            problems = (Problem(error.field or "status", error.message),)
    if problems:
        return _venue_page(request, found, lines, problems)
    return RedirectResponse(f"/desk/listing/{found.slug}/rooms?said=building", status_code=303)


@router.get("/desk/listing/{slug}/rooms")
def show_rooms(request: Request, slug: str, said: str = "") -> Response:
    """List the rooms."""
    found, _who, _target = looked_after(request, slug, Action.LET_ROOMS)
    with reading(request) as session:
        told = {room.slug: room for room in rooms_of(session, found.id)}
        venue = find_venue(session, found.id)
        page = RoomsDeskPage(
            title="Rooms to hire",
            talk=contact_points(session, None),
            name=found.name,
            slug=found.slug,
            said=SAID.get(said, ""),
            rooms=tuple(
                RoomRow(
                    row.slug,
                    row.name,
                    room_line(told[row.slug]) if row.slug in told else "",
                    row.closed,
                    row.example,
                )
                for row in rooms_to_change(session, found.id)
            ),
            described=venue is not None and not venue.example,
            unreached=any(not room.example for room in told.values())
            and mailbox_of(session, found.id) is None,
        )
    return render_private(request, page)


@router.get("/desk/listing/{slug}/rooms/new")
def show_new(request: Request, slug: str) -> Response:
    """Show the empty form of a room."""
    found, _who, _target = looked_after(request, slug, Action.LET_ROOMS)
    return _room_page(request, found, "", type_room(RoomDraft("")), (), str(uuid4()))


@router.post("/desk/listing/{slug}/rooms/new")
def take_new(request: Request, slug: str, form: Typed) -> Response:
    """Keep a new room; sent twice it is one."""
    return _take_room(request, slug, "", form)


@router.get("/desk/listing/{slug}/rooms/{room}")
def show_room(request: Request, slug: str, room: str) -> Response:
    """Show what is said of a room."""
    found, _who, _target = looked_after(request, slug, Action.LET_ROOMS)
    with reading(request) as session:
        _room_id, draft, _closed = room_as_written(session, found.id, room)
    return _room_page(request, found, room, type_room(draft) | type_prices(draft.prices), (), "")


@router.post("/desk/listing/{slug}/rooms/{room}")
def take_room(request: Request, slug: str, room: str, form: Typed) -> Response:
    """Keep what is said of a room, let it no longer or again, or take over prices."""
    asked = text_of(form, "do")
    if asked not in {"close", "open", "copy"}:
        return _take_room(request, slug, room, form)
    found, who, target = looked_after(request, slug, Action.LET_ROOMS)
    actor = require(who, Action.LET_ROOMS, target)
    try:
        with session_scope(stores_of(request).directory) as session:
            _do(session, found, room, asked, text_of(form, "copy_from"), actor)
    except (Conflict, InvalidInput) as error:
        with reading(request) as session:
            _room_id, draft, _closed = room_as_written(session, found.id, room)
        lines = type_room(draft) | type_prices(draft.prices)
        problem = Problem(error.field or ("copy_from" if asked == "copy" else "stop"), error.message)
        return _room_page(request, found, room, lines, (problem,), "")
    said = {"close": "closed", "open": "open", "copy": "copied"}[asked]
    return RedirectResponse(f"/desk/listing/{found.slug}/rooms?said={said}", status_code=303)


def _do(session: Session, found: ListingAt, slug: str, asked: str, source: str, actor: Actor) -> None:
    room_id, _draft, _closed = room_as_written(session, found.id, slug)
    if asked == "close":
        close_room(session, found.id, room_id, actor=actor)
    elif asked == "open":
        open_room(session, found.id, room_id, actor=actor)
    else:
        other = find_room(session, found.id, source)
        if other is None or other.id == room_id:
            raise InvalidInput("Choose the room whose prices it takes over.", field="copy_from")
        copy_prices(session, found.id, source=other.id, to=room_id, actor=actor)


def _take_room(request: Request, slug: str, room: str, form: FormData) -> Response:
    found, who, target = looked_after(request, slug, Action.LET_ROOMS)
    actor = require(who, Action.LET_ROOMS, target)
    lines = lines_of(form, _ROOM_NAMES)
    typed = Reading(lines)
    draft = replace(read_room(typed), prices=read_prices(typed))
    problems = tuple(typed.problems)
    change_id = change_id_of(form)
    if not problems:
        try:
            with session_scope(stores_of(request).directory) as session:
                kept = room_as_written(session, found.id, room)[0] if room else None
                write_room(session, found.id, draft, actor=actor, room_id=kept, new_id=change_id)
        except (Conflict, InvalidInput) as error:
            problems = (Problem(_field(error.field), error.message),)
    if problems:
        return _room_page(request, found, room, lines, problems, str(change_id))
    return RedirectResponse(f"/desk/listing/{found.slug}/rooms?said=kept", status_code=303)


def _field(field: str | None) -> str:
    return ROWS[0].name if field == "prices" else field or "name"


def _venue_page(
    request: Request, found: ListingAt, lines: Mapping[str, str], problems: tuple[Problem, ...]
) -> Response:
    with reading(request) as session:
        page = VenueDeskPage(
            title="The building",
            talk=contact_points(session, None),
            name=found.name,
            slug=found.slug,
            form=RoomForm(
                lines=lines,
                ticked={},
                errors=_errors(problems),
                choices={"status": _STATUSES, "says": _says("Not known")},
                facilities=_facility_rows(()),
            ),
            problems=problems,
        )
    return render_private(request, page, status=BAD if problems else 200)


def _room_page(
    request: Request,
    found: ListingAt,
    room: str,
    lines: Mapping[str, str],
    problems: tuple[Problem, ...],
    change_id: str,
) -> Response:
    with reading(request) as session:
        row = find_room(session, found.id, room) if room else None
        if room and row is None:
            raise NotFound("There is no such room.")
        building = venue_as_written(session, found.id).facilities
        page = RoomDeskPage(
            title=row.name if row is not None else "A room to hire",
            talk=contact_points(session, None),
            name=found.name,
            slug=found.slug,
            room=room,
            change_id=change_id,
            closed=row is not None and row.closed,
            form=RoomForm(
                lines=lines,
                ticked={},
                errors=_errors(problems),
                choices={"least_min": _least(lines), "says": _says("Not said"), "per": _PERS},
                facilities=_facility_rows(building),
                capacities=_CAPACITIES,
                prices=ROWS,
                prices_for=_HIRERS,
                others=others_shown(lines),
            ),
            problems=problems,
            copies=tuple(
                Choice(other.slug, other.name)
                for other in rooms_to_change(session, found.id)
                if other.slug != room
            ),
        )
    return render_private(request, page, status=BAD if problems else 200)


def _says(unsaid: str) -> tuple[Choice, ...]:
    return (Choice("yes", "Yes"), Choice("no", "No"), Choice("", unsaid))


def _least(lines: Mapping[str, str]) -> tuple[Choice, ...]:
    kept = lines.get("least_min", "")
    choices = tuple(Choice(value, label) for value, label in _LEAST)
    if kept.isdecimal() and kept not in {value for value, _label in _LEAST}:
        return (*choices, Choice(kept, f"{kept} minutes"))
    return choices


def _facility_rows(building: Facilities) -> tuple[FacilityRow, ...]:
    said = {facility: "yes" if has else "no" for facility, has in building}
    return tuple(FacilityRow(f"has_{each.value}", each.label, said.get(each, "")) for each in Facility)


def _errors(problems: tuple[Problem, ...]) -> Mapping[str, str]:
    return {problem.field: problem.message for problem in reversed(problems)}
