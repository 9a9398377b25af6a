"""Are these two one? Likely doubles, decided by a person. `/desk/matches`."""

from typing import Annotated, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, where_may
from directory.accounts.schemas import Where
from directory.accounts.targets import target_of
from directory.areas.service import area_names, contact_points
from directory.changes.schemas import Actor
from directory.errors import InvalidInput, NotAllowed, NotFound
from directory.matching.schemas import PairRead, SideRead
from directory.matching.service import keep_apart, merge, merges, pairs, part
from directory.releases.active import active_folder
from directory.store import session_scope
from web.contexts.desk_matches import MatchesPage
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.who import must_be_signed_in

router = APIRouter()
SHOWN: Final = 25
SAID: Final = {
    "merged": "They are one now. The address of the other leads there.",
    "different": "Noted: they are two. You will not be asked about them again.",
    "parted": "They are two again.",
}


@router.get("/desk/matches")
def show_matches(request: Request, done: str = "") -> Response:
    """Show the pairs of which this person may decide both sides, the likeliest first."""
    who = must_be_signed_in(request)
    where = where_may(who, Action.MERGE)
    if not where:
        raise NotAllowed("Your account may not make two listings one. Ask a coordinator.")
    with reading(request) as session:
        mine = tuple(pair for pair in pairs(session) if _reaches(where, pair.first, pair.second))
        made = tuple(each for each in merges(session) if _reaches(where, each.winner, each.loser))
        page = MatchesPage(
            title="Are these the same?",
            talk=contact_points(session, None),
            pairs=mine[:SHOWN],
            total=len(mine),
            merges=made[:SHOWN],
            names=area_names(session, _districts(mine[:SHOWN])),
            said=SAID.get(done, ""),
        )
    return render_private(request, page)


def _reaches(where: Where, *sides: SideRead) -> bool:
    return where.everywhere or all(side.district in where.districts for side in sides)


def _districts(shown: tuple[PairRead, ...]) -> set[str]:
    return {side.district for pair in shown for side in (pair.first, pair.second) if side.district}


def _actor(request: Request, session: Session, *listings: UUID) -> Actor:
    """Refuse whoever may not decide about every one of these."""
    who = must_be_signed_in(request)
    actors = [require(who, Action.MERGE, target_of(session, listing)) for listing in listings]
    return actors[0]


@router.post("/desk/matches")
def decide(
    request: Request,
    first: Annotated[UUID, Form()],
    second: Annotated[UUID, Form()],
    decision: Annotated[str, Form()],
) -> Response:
    """Keep two listings apart, or make them one: the one named stays."""
    stores = stores_of(request)
    with session_scope(stores.directory) as session:
        actor = _actor(request, session, first, second)
        if decision == "different":
            keep_apart(session, first, second, actor=actor)
            return RedirectResponse("/desk/matches?done=different", status_code=303)
        if decision not in {"first", "second"}:
            raise InvalidInput("Choose which of the two stays, or that they are different.", field="decision")
        winner, loser = (first, second) if decision == "first" else (second, first)
        folder = active_folder(session, stores.settings.data_dir)
        merge(session, folder, winner, loser, actor=actor, change_id=uuid4())
    return RedirectResponse("/desk/matches?done=merged", status_code=303)


@router.post("/desk/matches/part")
def undo(request: Request, merge_id: Annotated[UUID, Form()]) -> Response:
    """Part what was made one."""
    stores = stores_of(request)
    with session_scope(stores.directory) as session:
        found = next((each for each in merges(session) if each.id == merge_id), None)
        if found is None:
            raise NotFound("There is no such merge, or it was undone already.", field="merge_id")
        actor = _actor(request, session, found.winner.listing_id, found.loser.listing_id)
        folder = active_folder(session, stores.settings.data_dir)
        part(session, folder, merge_id, actor=actor, change_id=uuid4())
    return RedirectResponse("/desk/matches?done=parted", status_code=303)
