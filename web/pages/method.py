"""How are gaps worked out, and how far can they be trusted? `/method`."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.session import reading
from directory.areas.service import contact_points
from directory.clock import LONDON
from directory.coverage.schemas import AreaCoverage, CoverageAnswer, CoverageQuery
from directory.coverage.service import read_coverage
from directory.errors import Unavailable
from web.choropleth import access_labels
from web.contexts.sources import MethodPage
from web.render import render

HIGH_NEED_CLASS = 3

router = APIRouter(include_in_schema=False)


@router.get("/method")
def show_method(request: Request) -> Response:
    with reading(request) as session:
        try:
            answer = read_coverage(session, CoverageQuery())
        except Unavailable:
            answer = None
        talk = contact_points(session, None)
    page = MethodPage(
        title="How we work out gaps",
        talk=talk,
        answer=answer,
        computed_at=answer.computed_at.astimezone(LONDON) if answer else None,
        example=_example(answer) if answer else None,
        access_labels=access_labels(answer) if answer else None,
        need_areas=sum(area.need_class == HIGH_NEED_CLASS for area in answer.contents) if answer else 0,
    )
    return render(request, page)


def _example(answer: CoverageAnswer) -> AreaCoverage | None:
    """Take the first gap, else the most deprived area."""
    areas = [area for area in answer.contents if area.imd_rank is not None and area.nearest_m is not None]
    return min(areas, key=lambda area: (area.gap_rank or len(areas), area.imd_rank or 0), default=None)
