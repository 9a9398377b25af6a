"""Where do people reach a room that has what is needed, and where not? `/gaps/rooms` and its file."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.answers import CSV
from api.room_table import rooms_csv
from api.session import reading
from directory.areas.service import area_names, contact_points
from directory.coverage.facilities import nearest_room
from directory.coverage.facilities_groups import groups_looking
from directory.coverage.facilities_parish import rooms_of_parish
from directory.releases.active import active_folder
from directory.words import ALL_DISTRICTS
from web.map_names import named
from web.outlines import read_picture
from web.render import render
from web.room_gap_choices import read_room_choices
from web.room_gap_words import room_gaps_page

router = APIRouter(include_in_schema=False)
_BAD = 422


@router.get("/gaps/rooms")
def show_room_gaps(request: Request) -> Response:
    """Answer the question in words, as tables and as a map."""
    choices = read_room_choices(request.query_params)
    query = choices.query
    with reading(request) as session:
        view = nearest_room(session, query)
        groups = groups_looking(session, query.parish or query.district)
        codes = {
            code
            for each in (*groups.groups, *groups.told_before)
            for code in (each.wanted.parish, each.wanted.district)
            if code
        } | ({query.parish} if query.parish else set())
        page = room_gaps_page(
            choices,
            view,
            groups,
            area_names(session, {*ALL_DISTRICTS, *codes}),
            picture=read_picture(active_folder(session, request.app.state.data_dir), query.release),
            talk=contact_points(session, view.district),
            here=rooms_of_parish(session, query.parish, query) if query.parish else None,
        )
        if page.map is not None:
            page = replace(page, map=named(page.map, session))
    return render(request, page, status=_BAD if choices.problems else 200)


@router.get("/gaps/rooms/download.csv")
def download_room_gaps(request: Request) -> Response:
    """Give every area of the answer: neighbourhoods, parishes and districts."""
    choices = read_room_choices(request.query_params)
    with reading(request) as session:
        view = nearest_room(session, choices.query)
    query = choices.query
    name = "-".join(("rooms", query.sought, query.parish or query.district or query.region))
    return Response(
        rooms_csv(view.areas, view.counted),
        media_type=CSV,
        headers={"Content-Disposition": f'attachment; filename="hereabouts-{name}.csv"'},
    )
