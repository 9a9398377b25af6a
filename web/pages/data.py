"""Where do the facts come from? `/data`."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.session import reading
from directory.areas.service import attribution_lines, contact_points, datasets
from directory.listings.service import sources
from web.contexts.sources import DataPage
from web.render import render

router = APIRouter(include_in_schema=False)


@router.get("/data")
def show_data(request: Request) -> Response:
    with reading(request) as session:
        page = DataPage(
            title="Where the facts come from",
            talk=contact_points(session, None),
            datasets=datasets(session),
            sources=sources(session),
            credits=attribution_lines(session),
        )
    return render(request, page)
