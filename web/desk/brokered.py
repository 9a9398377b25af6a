"""How does a coordinator speak for volunteers without e-mail? `/desk/brokered`."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, where_may
from directory.accounts.schemas import Target, Where
from directory.areas.service import contact_points, neighbourhood_words
from directory.changes.schemas import Actor
from directory.clock import LONDON
from directory.errors import InvalidInput, NotAllowed, NotFound
from directory.needs.reading import read_by_id
from directory.speech import clock_time
from directory.store import reading_scope, session_scope
from directory.subscriptions.phones import shown_phone
from directory.volunteers.brokering import (
    BrokeredAsk,
    BrokeredRead,
    BrokeredRow,
    answer_for,
    end_for,
    find_brokered,
    let_rest,
    list_brokered,
    open_brokered,
    still_right,
)
from directory.volunteers.openings import when_words
from web.contexts.desk_brokered import AskRow, BrokeredLine, BrokeredListPage, BrokeredPage, SeatRow
from web.contexts.desk_home import FieldProblem
from web.desk.listing_form import text_of, typed_form
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.volunteer_facts import about_helping
from web.desk.who import must_be_signed_in
from web.words import long_date

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
LIST: Final = "/desk/brokered"
_SAID: Final = {
    "added": "They are written down, and are asked when somebody needs what they offer.",
    "saved": "Saved.",
    "still": "It counts as said today, and they may be asked.",
    "rest": "They are asked no more, until they want it again.",
    "accepted": "You said yes for them. The group sees their name and how to reach them.",
    "waiting": "You said yes for them. The group has to see a check first.",
    "declined": "You said no for them. The group does not know that they were asked.",
    "too_late": "Others were just before them, so it is filled. Please tell them.",
    "ended": "Everything about them is deleted.",
}


def where_brokering(request: Request) -> Where:
    """Tell over which districts somebody speaks for volunteers; refuse where over none."""
    who = must_be_signed_in(request)
    where = where_may(who, Action.BROKER)
    if not where:
        require(who, Action.BROKER, Target())
        raise NotAllowed("Only coordinators speak for volunteers without e-mail.")
    return where


def may_speak_for(request: Request, volunteer_id: UUID) -> Actor:
    """Give as whom somebody speaks for a volunteer of their district, or refuse it."""
    where_brokering(request)
    with reading_scope(stores_of(request).people) as people:
        district = str(find_brokered(people, volunteer_id).brokered_in)
    return require(must_be_signed_in(request), Action.BROKER, Target(districts=frozenset({district})))


@router.get(LIST)
def show_list(request: Request, said: str = "") -> Response:
    """List them by their initials: opening a name is written down."""
    where = where_brokering(request)
    with reading_scope(stores_of(request).people) as people:
        rows = list_brokered(people, None if where.everywhere else where.districts)
    with reading(request) as session:
        names = neighbourhood_words(session, {row.lsoa21 for row in rows if row.lsoa21})
        talk = contact_points(session, None)
    page = BrokeredListPage(
        title="Volunteers you speak for",
        talk=talk,
        said=_SAID.get(said, ""),
        rows=tuple(_line(row, names.get(row.lsoa21 or "", "an unknown place")) for row in rows),
    )
    return render_private(request, page)


def _line(row: BrokeredRow, where: str) -> BrokeredLine:
    states = []
    if row.asked:
        states.append("Ring them: a group asks" if row.asked == 1 else f"Ring them: {row.asked} groups ask")
    if row.to_ask_since is not None:
        states.append("Ask them whether all is still right")
    states.append("May be asked" if row.state == "ready" else "Rests: is not asked")
    skills = ", ".join(each.label for each in row.skills)
    return BrokeredLine(f"{LIST}/{row.id}", row.initials, where, skills, tuple(states))


@router.get(f"{LIST}/{{volunteer_id}}")
def show_one(request: Request, volunteer_id: UUID, said: str = "") -> Response:
    """Open a name and number; that somebody did is written down."""
    may_speak_for(request, volunteer_id)
    return _page(request, volunteer_id, _SAID.get(said, ""))


@router.post(f"{LIST}/{{volunteer_id}}")
def change_one(request: Request, volunteer_id: UUID, form: Typed) -> Response:
    """Say yes or no for them, note that all is right, let them rest, or delete everything."""
    actor, stores, do = may_speak_for(request, volunteer_id), stores_of(request), text_of(form, "do")
    if do in {"yes", "no"}:
        ask = _number(text_of(form, "ask"))
        answered = answer_for(stores, volunteer_id, ask, accept=do == "yes", actor=actor)
        return _to(f"{LIST}/{volunteer_id}?said={answered.state}")
    if do == "end":
        if text_of(form, "sure") != "yes":
            problem = FieldProblem("sure", "Tick that they want everything deleted.")
            return _page(request, volunteer_id, "", problem)
        end_for(stores, volunteer_id, actor=actor)
        return _to(f"{LIST}?said=ended")
    with session_scope(stores.people) as people:
        if do == "still":
            still_right(people, volunteer_id, actor=actor)
        elif do == "rest":
            let_rest(people, volunteer_id, actor=actor)
        else:
            raise InvalidInput("Press one of the buttons on the page.")
    return _to(f"{LIST}/{volunteer_id}?said={do}")


def _page(request: Request, volunteer_id: UUID, said: str, *problems: FieldProblem) -> Response:
    stores, who = stores_of(request), must_be_signed_in(request)
    with session_scope(stores.people) as people:
        found = open_brokered(people, stores.settings, volunteer_id, account_id=who.account_id)
    with reading(request) as session:
        talk = contact_points(session, None)
    told, rests = found.whole.said, found.state != "ready"
    page = BrokeredPage(
        title=told.name,
        talk=talk,
        said=said,
        state=_state(found, rests=rests),
        to_ask=found.to_ask_since is not None,
        rests=rests,
        phone=shown_phone(told.phone) if told.phone else "",
        phone_href=f"tel:{told.phone}" if told.phone else "",
        address=found.address or "",
        facts=_facts(request, found),
        asks=tuple(row for each in found.asks if (row := _ask(request, each)) is not None),
        seats=tuple(
            SeatRow(
                _title(request, each.need_id),
                when_words(each.starts_at, each.ends_at),
                f"/placement/{each.token}",
            )
            for each in found.seats
        ),
        action=f"{LIST}/{volunteer_id}",
        change_href=f"{LIST}/{volunteer_id}/change",
        away_href=f"{LIST}/{volunteer_id}/away",
        problems=problems,
        errors={each.field: each.message for each in problems},
    )
    return render_private(request, page, status=InvalidInput.status if problems else 200)


def _state(found: BrokeredRead, *, rests: bool) -> str:
    if rests:
        return "They rest: nobody asks them."
    if found.to_ask_since is not None:
        return "Ask them whether what they told us is still right."
    return "They may be asked."


def _facts(request: Request, found: BrokeredRead) -> tuple[tuple[str, str], ...]:
    lsoa21 = found.whole.lsoa21 or ""
    with reading(request) as session:
        where = neighbourhood_words(session, (lsoa21,)).get(lsoa21, "Not known")
    return (
        *((each.label, "; ".join(each.lines)) for each in about_helping(found.whole, where)),
        ("Said to be right on", long_date(found.whole.current_at.astimezone(LONDON).date())),
    )


def _ask(request: Request, ask: BrokeredAsk) -> AskRow | None:
    try:
        with reading(request) as session:
            need = read_by_id(session, ask.need_id)
    except NotFound:
        return None
    time = next((each for each in need.sessions if each.id == ask.session_id), None)
    when = when_words(time.starts_at, time.ends_at) if time else when_words(None, None)
    until = ask.expires_at.astimezone(LONDON)
    return AskRow(
        str(ask.id), need.title, need.listing_name, when, f"{long_date(until.date())}, {clock_time(until)}"
    )


def _title(request: Request, need_id: UUID) -> str:
    try:
        with reading(request) as session:
            return read_by_id(session, need_id).title
    except NotFound:
        return "A task that is no longer there"


def _number(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise NotFound("They are not asked that any more.") from None


def _to(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
