"""Which rooms are free when somebody needs one?"""

from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import Field, create_model

from api.answers import answer_json
from api.documented import responses
from api.params import MOST_REPEATS, Params
from api.room_asked import RADII_MILES, TEXT_MAX, asked_of, read_typed
from api.schemas.room_free import FreeRooms
from api.session import reading
from directory.areas.schemas import Located
from directory.areas.service import locate_about
from directory.clock import local_now
from directory.errors import InvalidInput
from directory.venues.asking import MOST_TIMES
from directory.venues.finding import RoomFound, RoomsFound, find_rooms
from directory.venues.terms import authority_of
from directory.words import COUNTY

router = APIRouter(prefix="/api/v1/rooms", tags=["Rooms"])
_TEXT: Final = r"^[^\x00]*$"


def _said(description: str, *examples: str) -> str:
    found: str = Field(
        default="", max_length=TEXT_MAX, pattern=_TEXT, description=description, examples=list(examples)
    )
    return found


class _Filters(Params):
    """What a room is needed for: the parameters of the page that finds one."""

    where: str = _said("Near a postcode, town or village.", "CB6 1AA")
    within: str = _said(f"Miles: {', '.join(str(each) for each in RADII_MILES)}.", "5")
    people: str = _said("How many people it must hold.", "25")
    layout: str = _said("Set out how: standing, theatre, tables, meeting or active.", "theatre")
    day: str = _said("mon to sun: the first such day from `date`, or from today.", "tue")
    date: str = _said("The first day, YYYY-MM-DD; today where neither it nor `day` is given.", "2026-11-24")
    often: str = _said("once, weekly, fortnightly, or monthly on the same weekday of the month.", "weekly")
    times: str = _said(f"How many times, to {MOST_TIMES}; 12 where it does not say.", "12")
    until: str = _said("The last day, YYYY-MM-DD, instead of how many times.", "2027-03-30")
    hours: str = _said("For how many hours; 2 where it does not say.", "2")
    term: str = _said("1: not in school holidays.", "1")
    hirer: str = _said(
        "Who asks, which decides the price: low_income, community, private, public, business.", "community"
    )
    most: str = _said("The most pounds an hour.", "12")
    has: tuple[str, ...] = Field(
        default=(),
        max_length=MOST_REPEATS,
        description="What it must have. Repeat it for AND. What does not say whether it has it stands "
        "after what says so, with `unsaid`.",
        examples=[["step_free", "kitchen"]],
    )


_FROM: dict[str, Any] = {
    "from": (str, _said("When it begins by the clock in London; 19:00 where it does not say.", "19:00"))
}
FreeRoomFilters = create_model(
    "FreeRoomFilters",
    __base__=_Filters,
    # `from` cannot be written as a field: Python keeps the word.
    **_FROM,
)


@router.get(
    "/free",
    operation_id="findFreeRooms",
    summary="Find rooms that are free",
    response_model=FreeRooms,
    openapi_extra=FreeRoomFilters.documented(),
    responses=responses(422),
)
def find_free_rooms(request: Request) -> Response:
    """Find rooms that are free at each of the times asked for, fit, and can be afforded; at most 20.

    Rooms with `example` true are made up; leave them out of anything you tell people.
    """
    FreeRoomFilters.of(request)
    typed, today = read_typed(request.query_params), local_now().date()
    if not typed.day and not typed.date:
        typed = replace(typed, date=today.isoformat())
    with reading(request) as session:
        origin = None
        if typed.where:
            located = locate_about(session, typed.where)
            if not isinstance(located, Located):
                raise InvalidInput("Give a postcode, or a place of which there is one.", field="where")
            origin = located.origin
        asked = asked_of(typed, today, origin)
        authority = authority_of(origin.areas.district if origin else None) or COUNTY
        found = find_rooms(session, asked, term_time_of=authority if typed.term else None)
    return answer_json(request, _json(found, request.app.state.base_url))


def _json(found: RoomsFound, base_url: str) -> dict[str, object]:
    return {
        "total_items": found.total,
        "size": len(found.found),
        "days": found.days,
        "left_out": found.left_out,
        "terms_known": found.terms_known,
        "rooms": found.rooms,
        "contents": [_room(each, base_url) for each in found.found],
    }


def _room(found: RoomFound, base_url: str) -> dict[str, object]:
    room = found.room
    return {
        "id": room.id,
        "name": room.name,
        "listing_name": room.listing_name,
        "listing_slug": room.listing_slug,
        "slug": room.slug,
        "url": f"{base_url}/rooms/{room.listing_slug}/{room.slug}",
        "answers": found.rank.name.lower(),
        "free_on": found.free_on,
        "not_free_on": found.not_free_on,
        "perhaps_on": found.perhaps_on,
        "pence_each": found.pence_each,
        "pence_in_all": found.pence_in_all,
        "holds": found.holds,
        "distance_m": None if found.distance_m is None else round(found.distance_m),
        "unsaid": found.unsaid,
        "notice_days": room.notice_days,
        "example": room.example,
    }
