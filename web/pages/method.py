"""How are gaps worked out, and how far can they be trusted? `/method`."""

from typing import Final

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.session import reading
from directory.areas.service import contact_points
from directory.clock import LONDON
from directory.coverage.schemas import CoverageAnswer, CoverageQuery
from directory.coverage.view import answer_of, view
from directory.errors import Unavailable
from directory.listings.service import categories
from directory.releases.active import active_folder
from directory.words import Capital
from web.choropleth import access_labels
from web.contexts.gaps import Link
from web.contexts.method import MethodPage, Worked
from web.gap_sure import HIGH_HIGH
from web.method_example import choose, rule_lines, work_through
from web.render import render

CAPITAL: Final = Capital.HEALTH
"""What the example looks for."""
PARTS: Final = (
    Link("What goes in", "#goes-in"),
    Link("What is within reach", "#reach"),
    Link("On foot, by bicycle, by car", "#travel"),
    Link("Shared among those in reach", "#catchments"),
    Link("Open then", "#time"),
    Link("How old the listings are", "#trust"),
    Link("Need", "#need"),
    Link("Gaps", "#gaps"),
    Link("The gap score", "#score"),
    Link("How sure it is", "#sure"),
    Link("How much of it we hold", "#complete"),
    Link("How much one would expect", "#expected"),
    Link("Patches that are more than chance", "#clusters"),
    Link("Ranks as ranges", "#ranges"),
    Link("How unequal", "#unequal"),
    Link("What hangs on one listing", "#fragile"),
    Link("What if", "#what-if"),
    Link("Where one more would help most", "#where-next"),
    Link("Areas of your own", "#own"),
    Link("How listings are tagged", "#tags"),
    Link("What these figures cannot tell", "#limits"),
)

router = APIRouter(include_in_schema=False)


@router.get("/method")
def show_method(request: Request) -> Response:
    with reading(request) as session:
        answer, worked = _worked(request, session)
        kinds = {category.slug: category.label for category in categories(session)}
        talk = contact_points(session, None)
    page = MethodPage(
        title="How we work out gaps",
        talk=talk,
        answer=answer,
        computed_at=answer.computed_at.astimezone(LONDON) if answer else None,
        worked=worked,
        access_labels=access_labels(answer) if answer else None,
        parts=PARTS,
        rule=rule_lines(worked.area if worked else None),
        kinds=kinds,
        patches=sum(area.gap_cluster == HIGH_HIGH for area in answer.contents) if answer else 0,
    )
    return render(request, page)


def _worked(request: Request, session: Session) -> tuple[CoverageAnswer | None, Worked | None]:
    """Work one area through; nothing where coverage has not been computed yet."""
    try:
        found = view(session, CoverageQuery(capital=CAPITAL))
    except Unavailable:
        return None, None
    answer = answer_of(session, found)
    area = choose(answer)
    if area is None:
        return answer, None
    folder = active_folder(session, request.app.state.data_dir)
    return answer, work_through(session, found, answer, area, folder)
