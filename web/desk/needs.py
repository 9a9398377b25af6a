"""How does a group say in a minute what help it needs? `/desk/needs/…` and `/desk/listing/{slug}/needs`."""

from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.held import held_listings
from directory.accounts.permissions import Action, where_may
from directory.accounts.targets import target_of
from directory.areas.schemas import ContactPointRead
from directory.areas.service import contact_points
from directory.changes.schemas import Actor
from directory.clock import local_now
from directory.errors import InvalidInput, NotAllowed
from directory.needs.queries import list_categories_of
from directory.needs.reading import needs_of, read_by_id, read_safeguarding
from directory.needs.schemas import NeedRead
from directory.needs.service import close_need, fill_need, open_need, wake_need, write_need
from directory.needs.words import NeedState
from directory.store import session_scope
from directory.submissions.answers import Problem
from web.contexts.desk_needs import NeedEditPage, NeedListPage, NeedRow, NeedWhosePage
from web.contexts.desk_submissions import Choice
from web.desk.listing_at import ListingAt, listing_at
from web.desk.listing_desk import looked_after
from web.desk.listing_form import text_of, typed_form
from web.desk.needs_typed import (
    FIELD_OF,
    LINES,
    SEVERAL,
    USUAL,
    draft_of,
    form_of,
    lines_of,
    lines_of_need,
    missing,
    ticked_of,
    ticked_of_need,
)
from web.desk.render import render_private
from web.desk.roles import listing_ids
from web.desk.stores import require, stores_of
from web.desk.who import must_be_signed_in
from web.needs_words import session_words, slot_words
from web.words import count, long_date

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = 422
SAID: Final = {
    "open": "It is shown now: people who look for something to do find it.",
    "save": "Saved.",
    "fill": "Marked as filled. Nobody finds it any more.",
    "close": "Closed. Nobody finds it any more.",
    "wake": "It is shown again.",
}
STATES: Final = {
    NeedState.DRAFT: "A draft: nobody sees it yet.",
    NeedState.OPEN: "People find it, until {until}.",
    NeedState.RESTING: "It rests: people offered, and nobody answered them. Answer them, then wake it.",
    NeedState.FILLED: "Marked as filled: nobody finds it.",
    NeedState.CLOSED: "It is over: nobody finds it.",
}
LABELS: Final = {
    NeedState.DRAFT: "Draft",
    NeedState.OPEN: "Open",
    NeedState.RESTING: "Resting",
    NeedState.FILLED: "Filled",
    NeedState.CLOSED: "Over",
}
EXAMPLE: Final = "Example: made up to show what this looks like"
BUTTONS: Final = {
    NeedState.DRAFT: (Choice("close", "Throw the draft away"),),
    NeedState.OPEN: (Choice("fill", "We have enough people"), Choice("close", "Not needed any more")),
    NeedState.RESTING: (Choice("wake", "We answered: show it again"), Choice("close", "Not needed any more")),
    NeedState.FILLED: (Choice("open", "We need people again"), Choice("close", "Not needed any more")),
    NeedState.CLOSED: (),
}
STEPS: Final = {"open": open_need, "fill": fill_need, "close": close_need, "wake": wake_need}


@router.get("/desk/listing/{slug}/needs")
def show_needs(request: Request, slug: str, said: str = "") -> Response:
    """List what a group needs, and needed."""
    found, _who, target = looked_after(request, slug, Action.RECRUIT)
    with reading(request) as session:
        safe = read_safeguarding(session, found.id)
        page = NeedListPage(
            title="Help you need",
            talk=contact_points(session, next(iter(target.districts), None)),
            name=found.name,
            slug=found.slug,
            said=SAID.get(said, ""),
            needs=tuple(_row(need) for need in needs_of(session, found.id, whole=True)),
            safeguarding=f"You last looked at it on {long_date(safe.reviewed_on)}."
            if safe
            else "You have not said yet how you keep people safe.",
        )
    return render_private(request, page)


@router.get("/desk/needs/new")
def show_new(request: Request, listing: str = "") -> Response:
    """Show the empty form for a group, or ask for which."""
    who = must_be_signed_in(request)
    if not listing:
        where = where_may(who, Action.RECRUIT)
        if not where:
            raise NotAllowed("Only who looks after a group may say what it needs. Claim your group first.")
        with reading(request) as session:
            held = held_listings(session, listing_ids(who.grants))
            talk = contact_points(session, None)
        if len(held) == 1:
            return RedirectResponse(f"/desk/needs/new?listing={held[0].slug}", status_code=303)
        choices = tuple(Choice(each.slug, each.name) for each in held)
        return render_private(request, NeedWhosePage(title="Who needs help?", talk=talk, listings=choices))
    found, _, _ = looked_after(request, listing, Action.RECRUIT)
    empty = {name: USUAL.get(name, "") for name in LINES}
    return _edit(request, found, None, empty, dict.fromkeys(SEVERAL, ()), str(uuid4()), ())


@router.post("/desk/needs/new")
def take_new(request: Request, form: Typed, listing: str = "") -> Response:
    """Write a new need, and show it if that was pressed."""
    found, who, target = looked_after(request, listing or text_of(form, "listing"), Action.RECRUIT)
    actor = require(who, Action.RECRUIT, target)
    return _save(request, found, None, form, actor)


@router.get("/desk/needs/{need_id}")
def show_need(request: Request, need_id: UUID, said: str = "") -> Response:
    """Show a need with its form."""
    found, need, _ = _mine(request, need_id)
    lines, ticked = lines_of_need(need), ticked_of_need(need)
    return _edit(request, found, need, lines, ticked, "", (), said=SAID.get(said, ""))


@router.post("/desk/needs/{need_id}")
def take_need(request: Request, need_id: UUID, form: Typed) -> Response:
    """Change a need."""
    found, need, actor = _mine(request, need_id)
    return _save(request, found, need, form, actor)


@router.post("/desk/needs/{need_id}/step")
def take_step(request: Request, need_id: UUID, form: Typed) -> Response:
    """Do what a button says."""
    found, need, actor = _mine(request, need_id)
    asked = text_of(form, "do")
    if asked not in {each.value for each in BUTTONS[need.state]}:
        raise InvalidInput("Choose one of the buttons on the page.")
    try:
        with session_scope(stores_of(request).directory) as session:
            STEPS[asked](session, need.id, actor=actor)
    except InvalidInput as error:
        lines, ticked = lines_of_need(need), ticked_of_need(need)
        return _edit(request, found, need, lines, ticked, "", (_problem(error),))
    return RedirectResponse(f"/desk/needs/{need.id}?said={asked}", status_code=303)


def _mine(request: Request, need_id: UUID) -> tuple[ListingAt, NeedRead, Actor]:
    who = must_be_signed_in(request)
    with reading(request) as session:
        need = read_by_id(session, need_id)
        target = target_of(session, need.listing_id)
        actor = require(who, Action.RECRUIT, target)
        return listing_at(session, str(need.listing_id)), need, actor


def _save(
    request: Request, found: ListingAt, need: NeedRead | None, form: FormData, actor: Actor
) -> Response:
    lines, ticked = lines_of(form), ticked_of(form)
    opens = text_of(form, "do") == "open"
    new_id = _new_id(form)
    if lacking := missing(lines):
        return _edit(request, found, need, lines, ticked, str(new_id), lacking)
    try:
        with session_scope(stores_of(request).directory) as session:
            themes = list_categories_of(session, found.id)
            draft = draft_of(lines, ticked, found.id, before=need, themes=themes)
            if need is not None and need.slots[3:]:
                draft = replace(draft, slots=(*draft.slots, *need.slots[3:]))
            saved = write_need(session, draft, actor=actor, need_id=need.id if need else None, new_id=new_id)
            if opens:
                open_need(session, saved, actor=actor)
    except InvalidInput as error:
        return _edit(request, found, need, lines, ticked, str(new_id), (_problem(error),))
    return RedirectResponse(f"/desk/needs/{saved}?said={'open' if opens else 'save'}", status_code=303)


def _new_id(form: FormData) -> UUID:
    try:
        return UUID(text_of(form, "new_id"))
    except ValueError:
        return uuid4()


def _problem(error: InvalidInput) -> Problem:
    field = error.field or "title"
    return Problem(FIELD_OF.get(field, field), error.message)


def _edit(
    request: Request,
    found: ListingAt,
    need: NeedRead | None,
    lines: dict[str, str],
    ticked: dict[str, tuple[str, ...]],
    new_id: str,
    problems: tuple[Problem, ...],
    *,
    said: str = "",
) -> Response:
    errors = {problem.field: problem.message for problem in problems}
    with reading(request) as session:
        page = NeedEditPage(
            title=need.title if need else "What help do you need?",
            talk=_talk(session, found),
            action=f"/desk/needs/{need.id}" if need else f"/desk/needs/new?listing={found.slug}",
            name=found.name,
            slug=found.slug,
            said=said,
            standing=STATES[need.state].format(until=long_date(need.open_until)) if need else "",
            buttons=BUTTONS[need.state] if need else (),
            people=f"/desk/needs/{need.id}/people" if need and need.state is NeedState.OPEN else "",
            links=_links(need) if need else (),
            new_id=new_id,
            opens=need is None or need.state in {NeedState.DRAFT, NeedState.CLOSED, NeedState.FILLED},
            form=form_of(lines, ticked, errors, need),
            problems=problems,
        )
    return render_private(request, page, status=BAD if problems else 200)


def _talk(session: Session, found: ListingAt) -> tuple[ContactPointRead, ...]:
    target = target_of(session, found.id)
    return contact_points(session, next(iter(target.districts), None))


def _links(need: NeedRead) -> tuple[Choice, ...]:
    links = [Choice(f"/desk/needs/{need.id}/shifts", "Who comes")]
    if need.state is not NeedState.DRAFT:
        links.insert(0, Choice(f"/volunteer/need/{need.slug}", "As people see it"))
    return tuple(links)


def _row(need: NeedRead) -> NeedRow:
    today = local_now().date()
    if need.sessions:
        first = need.sessions[0]
        when = f"{session_words(first, today)}, {first.taken} of {count(first.places, 'place')} taken"
    else:
        when = slot_words(need.slots[0]) if need.slots else "At any time"
    if need.example:
        return NeedRow("", need.title, EXAMPLE, when)
    return NeedRow(f"/desk/needs/{need.id}", need.title, LABELS[need.state], when)
