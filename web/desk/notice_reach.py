"""Who will hear of a notice, and what became of it? `/desk/notices/{id}/reach` and `/results`.

Whoever looks after the notice sees it: numbers in whole fives and the names of places, never of people.
"""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.session import reading
from directory.areas.service import contact_points
from directory.digests.fives import LEAST
from directory.digests.reach import PlaceHears, QuietParish, foresee
from directory.digests.results import Became, results
from directory.nodes.reach import NodeReach
from directory.noticeboard.words import Phase
from web.contexts.desk_reach import BecameRow, NodeRow, NoticeReachPage, NoticeResultsPage, QuietRow, Told
from web.desk.notices_ground import notice_for
from web.desk.render import render_private
from web.desk.stores import stores_of

router = APIRouter()
FEW: Final = f"fewer than {LEAST}"
FIRST_QUIET: Final = 10
PURPOSES: Final = {
    "funding": "Money to apply for",
    "support": "Training, advice, and offers of space or help",
    "local": "Calls, events and partners",
    "volunteering": "Volunteering",
    "parish_news": "News of their parish",
}
_OVER: Final = frozenset({Phase.CLOSED, Phase.OUTCOME, Phase.WITHDRAWN})


@router.get("/desk/notices/{notice_id}/reach")
def show_reach(request: Request, notice_id: UUID) -> Response:
    notice, _who, _target = notice_for(request, notice_id)
    foreseen = foresee(stores_of(request), notice_id)
    quiet = tuple(_quiet_row(each) for each in foreseen.quiet)
    with reading(request) as session:
        talk = contact_points(session, notice.said.district)
    page = NoticeReachPage(
        title=f"Who will hear: {notice.said.title}",
        talk=talk,
        notice_id=str(notice_id),
        name=notice.said.title,
        example=notice.said.example,
        over=notice.phase in _OVER,
        people=range_words(foreseen.people),
        purposes=tuple(Told(PURPOSES[word], at_least(people)) for word, people in foreseen.purposes),
        districts=tuple(_place(each) for each in foreseen.districts),
        parishes=foreseen.parishes,
        heard=tuple(_place(each) for each in foreseen.heard),
        quiet=quiet[:FIRST_QUIET],
        more_quiet=quiet[FIRST_QUIET:],
        quiet_people=foreseen.nodes.people,
        nodes=tuple(_node_row(each) for each in foreseen.nodes.nodes),
        reached=foreseen.nodes.reached,
        at_most=foreseen.nodes.at_most,
    )
    return render_private(request, page)


@router.get("/desk/notices/{notice_id}/results")
def show_results(request: Request, notice_id: UUID) -> Response:
    notice, _who, _target = notice_for(request, notice_id)
    found = results(stores_of(request), notice_id)
    with reading(request) as session:
        talk = contact_points(session, notice.said.district)
    page = NoticeResultsPage(
        title=f"What became of it: {notice.said.title}",
        talk=talk,
        notice_id=str(notice_id),
        name=notice.said.title,
        everywhere=_became_row("In all", found.everywhere),
        waiting=range_words(found.waiting),
        districts=tuple(_became_row(each.name, each.became) for each in found.districts),
    )
    return render_private(request, page)


def range_words(people: int | None) -> str:
    """Say a number in fives as what it may be: 10 to 14."""
    return FEW if people is None else f"{people:,} to {people + LEAST - 1:,}"


def at_least(people: int | None) -> str:
    """Say a number in fives as what it is at least: 10 or more."""
    return FEW if people is None else f"{people:,} or more"


def _place(place: PlaceHears) -> Told:
    return Told(place.name, at_least(place.people))


def _quiet_row(parish: QuietParish) -> QuietRow:
    return QuietRow(parish.name, f"/parish/{parish.code}", parish.district, parish.population)


def _node_row(node: NodeReach) -> NodeRow:
    return NodeRow(node.name, f"/listing/{node.slug}", node.what, node.phone, node.people)


def _became_row(name: str, became: Became) -> BecameRow:
    return BecameRow(
        name,
        at_least(became.delivered),
        at_least(became.counted),
        at_least(became.opened),
        at_least(became.clicked),
        at_least(became.applied),
    )
