"""How does somebody tell that they worry about safety, and who reads it? `/concern`, `/desk/concerns`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, where_may
from directory.accounts.schemas import Target
from directory.accounts.targets import target_of
from directory.areas.service import contact_points
from directory.changes.schemas import Actor
from directory.clock import LONDON
from directory.errors import InvalidInput, NotAllowed, NotFound
from directory.listings.lookup import find_at
from directory.needs.reading import read_by_id, read_need
from directory.speech import clock_time
from directory.store import reading_scope, session_scope
from directory.volunteers.concerns import (
    ConcernAbout,
    ConcernRead,
    close_concern,
    find_concern,
    hearers_of,
    list_concerns,
    read_concern,
    tell_concern,
)
from web.contexts.desk_concern import (
    ConcernPage,
    ConcernRow,
    ConcernsPage,
    ConcernToldPage,
    TellConcernPage,
)
from web.contexts.desk_home import FieldProblem
from web.desk.listing_form import text_of, typed_form
from web.desk.network import address_of
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.who import must_be_signed_in
from web.words import long_date

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
LIST: Final = "/desk/concerns"
STATES: Final = {"new": "Nobody has read it", "read": "Read, not closed", "closed": "Closed"}
SHOWN: Final = 5000


@dataclass(frozen=True, slots=True)
class _Meant:
    about: ConcernAbout
    href: str


@router.get("/concern")
def show_form(request: Request, need: str = "", listing: str = "") -> Response:
    """Ask what worries somebody; a page about a need or a group leads here."""
    return _form(request, need[:100], listing[:100], "", "", ())


@router.post("/concern")
def take_form(request: Request, form: Typed) -> Response:
    """Keep it, and write to who hears of it."""
    need, listing = text_of(form, "need")[:100], text_of(form, "listing")[:100]
    body, reply_to = text_of(form, "body"), text_of(form, "reply_to")
    with reading(request) as session:
        meant = _meant(session, need, listing)
    try:
        told = tell_concern(stores_of(request), meant.about, body, reply_to, network=address_of(request))
    except InvalidInput as refused:
        field = "reply_to" if refused.field == "email" else refused.field or "body"
        problem = FieldProblem(field, refused.message)
        return _form(request, need, listing, body[:SHOWN], reply_to[:300], (problem,))
    address = "/concern/told" if told else "/concern/told?heard=no"
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})


@router.get("/concern/told")
def show_told(request: Request, heard: str = "") -> Response:
    """Say what happens now."""
    with reading(request) as session:
        talk = contact_points(session, None)
    return render_private(
        request, ConcernToldPage(title="Thank you for telling us", talk=talk, heard=heard != "no")
    )


def _form(
    request: Request, need: str, listing: str, body: str, reply_to: str, problems: tuple[FieldProblem, ...]
) -> Response:
    with reading(request) as session:
        meant = _meant(session, need, listing)
        talk = contact_points(session, meant.about.district)
    page = TellConcernPage(
        title="Tell us of a safety concern",
        talk=talk,
        need=need if meant.about.need_id else "",
        listing=listing if meant.about.listing_id and not meant.about.need_id else "",
        about=meant.about.named,
        heard=_heard(request, meant.about.district),
        body=body,
        reply_to=reply_to,
        problems=problems,
        errors={problem.field: problem.message for problem in reversed(problems)},
    )
    return render_private(request, page, status=InvalidInput.status if problems else 200)


def _heard(request: Request, district: str | None) -> bool:
    stores = stores_of(request)
    with reading_scope(stores.people) as people:
        return bool(hearers_of(people, stores.settings, district))


def _meant(session: Session, need: str, listing: str) -> _Meant:
    """Find what it is about; what cannot be found is no reason not to hear somebody."""
    if need:
        try:
            found = read_need(session, need)
        except NotFound:
            pass
        else:
            about = ConcernAbout(
                found.listing_id, found.id, found.district, f"{found.title} ({found.listing_name})"
            )
            return _Meant(about, f"/volunteer/need/{found.slug}")
    at = find_at(session, listing) if listing else None
    if at is None:
        return _Meant(ConcernAbout(), "")
    districts = sorted(target_of(session, at.id).districts)
    about = ConcernAbout(at.id, None, districts[0] if districts else None, at.name)
    return _Meant(about, f"/listing/{at.slug}")


@router.get(LIST)
def show_list(request: Request) -> Response:
    """List what was told in the districts this person hears of; the words stay on their own page."""
    where = where_may(must_be_signed_in(request), Action.HEAR_CONCERNS)
    if not where:
        raise NotAllowed("Your account does not hear of concerns. Ask an administrator.")
    concerns = list_concerns(stores_of(request), where)
    with reading(request) as session:
        rows = tuple(
            ConcernRow(
                f"{LIST}/{each.id}",
                _again(session, each).about.named or "Nothing in the directory",
                _when(each.at),
                STATES[each.state],
            )
            for each in concerns
        )
        talk = contact_points(session, None)
    return render_private(request, ConcernsPage(title="Safety concerns", talk=talk, rows=rows))


@router.get(f"{LIST}/{{concern_id}}")
def show_one(request: Request, concern_id: UUID, said: str = "") -> Response:
    """Show what somebody wrote; that it was read, and by whom, is noted."""
    actor = _may(request, concern_id)
    return _one(request, concern_id, actor, "", (), said="Closed." if said == "closed" else "")


@router.post(f"{LIST}/{{concern_id}}")
def close_one(request: Request, concern_id: UUID, form: Typed) -> Response:
    """Note what was done, and close it."""
    actor, outcome = _may(request, concern_id), text_of(form, "outcome")
    assert actor.account_id is not None  # noqa: S101 - who is signed in has an account
    try:
        with session_scope(stores_of(request).people) as session:
            close_concern(session, concern_id, outcome, account_id=actor.account_id, role=actor.role)
    except InvalidInput as refused:
        problem = FieldProblem("outcome", refused.message)
        return _one(request, concern_id, actor, outcome[:SHOWN], (problem,))
    return RedirectResponse(
        f"{LIST}/{concern_id}?said=closed", status_code=303, headers={"Cache-Control": "no-store"}
    )


def _when(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{long_date(local.date())}, {clock_time(local)}"


def _may(request: Request, concern_id: UUID) -> Actor:
    who = must_be_signed_in(request)
    with reading_scope(stores_of(request).people) as session:
        found = find_concern(session, concern_id)
    ground = Target(districts=frozenset({found.district} if found.district else ()))
    return require(who, Action.HEAR_CONCERNS, ground)


def _again(session: Session, concern: ConcernRead) -> _Meant:
    try:
        if concern.need_id is not None:
            return _meant(session, read_by_id(session, concern.need_id).slug, "")
    except NotFound:
        pass
    return _meant(session, "", str(concern.listing_id) if concern.listing_id else "")


def _one(
    request: Request,
    concern_id: UUID,
    actor: Actor,
    typed: str,
    problems: tuple[FieldProblem, ...],
    *,
    said: str = "",
) -> Response:
    assert actor.account_id is not None  # noqa: S101 - who is signed in has an account
    with session_scope(stores_of(request).people) as session:
        concern = read_concern(session, concern_id, account_id=actor.account_id, role=actor.role)
    with reading(request) as session:
        meant = _again(session, concern)
        talk = contact_points(session, concern.district)
    page = ConcernPage(
        title="A safety concern",
        talk=talk,
        said=said,
        about=meant.about.named,
        about_href=meant.href,
        at=_when(concern.at),
        state=STATES[concern.state],
        body=concern.body,
        reply_to=concern.reply_to or "",
        outcome=concern.outcome or "",
        typed=typed,
        closed=concern.closed_at is not None,
        action=f"{LIST}/{concern_id}",
        problems=problems,
        errors={problem.field: problem.message for problem in reversed(problems)},
    )
    return render_private(request, page, status=InvalidInput.status if problems else 200)
