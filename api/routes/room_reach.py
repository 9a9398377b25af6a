"""Who reaches a room that has what is needed, and who does not?"""

from fastapi import APIRouter, Request, Response

from api.answers import CSV, answer_bytes, answer_json
from api.documented import responses
from api.room_params import RoomReachParams
from api.room_table import rooms_csv, row_json, view_json
from api.schemas.room_reach import RoomReachOut
from api.session import reading
from directory.coverage.facilities import nearest_room
from directory.coverage.facilities_schemas import AreaRooms, FacilityView
from directory.words import Level

router = APIRouter(prefix="/api/v1/coverage/rooms", tags=["Coverage"])


@router.get(
    "",
    operation_id="readRoomReach",
    summary="Rooms within reach, by area",
    response_model=RoomReachOut,
    openapi_extra=RoomReachParams.documented(),
    responses=responses(422, 503),
)
def room_reach_json(request: Request) -> Response:
    """Tell, area by area, who has a room with what is needed within reach, as it is known to be on a day.

    A room that does not say is kept apart from one that says no. No listing is not no room.
    """
    params = RoomReachParams.of(request)
    with reading(request) as session:
        view = nearest_room(session, params.query)
    contents = [row_json(area) for area in _of_level(view, params)]
    return answer_json(request, {**view_json(view), "contents": contents})


@router.get(
    ".csv",
    operation_id="readRoomReachCsv",
    summary="Rooms within reach, by area, as CSV",
    response_class=Response,
    openapi_extra=RoomReachParams.documented(),
    responses=responses(422, 503, media_type="text/csv"),
)
def room_reach_csv(request: Request) -> Response:
    """Give the rows of the JSON answer as a table; an empty cell is unknown.

    `examples` says in each row whether some or all of the rooms are made up.
    """
    params = RoomReachParams.of(request)
    with reading(request) as session:
        view = nearest_room(session, params.query)
    name = "-".join(("rooms", params.room, params.parish or params.district or params.region))
    content = rooms_csv(_of_level(view, params), view.counted)
    return answer_bytes(request, content, CSV, filename=f"{name}.csv")


def _of_level(view: FacilityView, params: RoomReachParams) -> tuple[AreaRooms, ...]:
    return view.areas if params.level is None else view.at(Level(params.level))
