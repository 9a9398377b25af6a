"""Which rooms can be hired, what have they and what do they cost?"""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from api.answers import answer_json
from api.documented import responses
from api.params import MOST_REPEATS, PAGE_MAX, AreaCode, NoParams, Params
from api.room_json import room_json, rooms_json
from api.schemas.rooms import RoomList, RoomOut
from api.session import reading
from directory.areas.service import area_names
from directory.errors import NotFound
from directory.venues.reading import all_rooms, read_room
from directory.venues.words import Facility

router = APIRouter(prefix="/api/v1/rooms", tags=["Rooms"])
PER_PAGE_DEFAULT = 20
PER_PAGE_MAX = 100
_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class RoomFilters(Params):
    """Filters of rooms. Different filters combine with AND, and so do repeats of one."""

    district: AreaCode | None = Field(
        default=None, description="Only rooms in this district (ONS code).", examples=["E07000010"]
    )
    parish: AreaCode | None = Field(
        default=None, description="Only rooms in this parish (ONS code).", examples=["E04001661"]
    )
    has: tuple[Facility, ...] = Field(
        default=(),
        max_length=MOST_REPEATS,
        description="Only rooms that say they have it. Repeat it for AND.",
        examples=[["kitchen", "step_free"]],
    )
    people: int | None = Field(
        default=None, ge=1, le=20_000, description="Only rooms that say they hold so many.", examples=[25]
    )
    page: int = Field(default=1, ge=1, le=PAGE_MAX, description="Which page, from 1.", examples=[1])
    per_page: int = Field(
        default=PER_PAGE_DEFAULT,
        ge=1,
        le=PER_PAGE_MAX,
        description=f"Items on a page, at most {PER_PAGE_MAX}.",
        examples=[PER_PAGE_DEFAULT],
    )


@router.get(
    "",
    operation_id="listRooms",
    summary="List rooms to hire",
    response_model=RoomList,
    openapi_extra=RoomFilters.documented(),
    responses=responses(404, 422),
)
def list_rooms(request: Request) -> Response:
    """List the rooms that can be hired, of buildings planned and closing too: see `opens_on` and `closes_on`.

    What is in neither `has` nor `has_not` nobody has said: it is not known, not missing. Rooms with `example`
    true are made up. When a room is free is asked under `/api/v1/rooms/free`.
    """
    params = RoomFilters.of(request)
    with reading(request) as session:
        for name in ("district", "parish"):
            code = getattr(params, name)
            if code is not None and not area_names(session, [code]):
                raise NotFound("There is no area of that code here.", field=name)
        rooms = tuple(
            room
            for room in all_rooms(session)
            if (params.district is None or room.district == params.district)
            and (params.parish is None or room.parish == params.parish)
            and all(room.has(facility) for facility in params.has)
            and (params.people is None or (room.most or 0) >= params.people)
        )
    base_url = request.app.state.base_url
    return answer_json(
        request, rooms_json(rooms, page=params.page, per_page=params.per_page, base_url=base_url)
    )


@router.get(
    "/{listing}/{room}",
    operation_id="readRoom",
    summary="Read one room",
    response_model=RoomOut,
    responses=responses(404, 422),
)
def read_one_room(
    request: Request,
    listing: Annotated[
        str,
        Path(
            description="The `listing_slug` of an item.",
            examples=["ely-community-hub"],
            pattern=_SLUG,
            max_length=200,
        ),
    ],
    room: Annotated[
        str, Path(description="The `slug` of an item.", examples=["main-hall"], pattern=_SLUG, max_length=200)
    ],
) -> Response:
    """Read everything public about a room, with what it has of its building. One let no longer is a 404."""
    NoParams.of(request)
    with reading(request) as session:
        found = read_room(session, listing, room)
    return answer_json(request, room_json(found, request.app.state.base_url))
