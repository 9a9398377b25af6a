"""How does somebody look after one listing? `/desk/listing/{slug}`."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, may
from directory.accounts.policies import LISTING_POLICY, ListingState, ListingStep, check_listing
from directory.accounts.schemas import Target, Who
from directory.accounts.targets import target_of
from directory.areas.service import contact_points
from directory.changes.document import read_record
from directory.changes.schemas import Actor
from directory.changes.service import (
    archive,
    change_listing,
    close_for_now,
    confirm_listing,
    reopen,
)
from directory.clock import local_now
from directory.days import read_day_or_none
from directory.errors import InvalidInput
from directory.listings.models import Listing
from directory.releases.active import active_folder
from directory.store import session_scope
from directory.submissions.answers import Problem
from web.contexts.desk_listing import ListingDeskPage
from web.contexts.desk_submissions import Choice
from web.desk.find_listing import find_listings, place_of
from web.desk.listing_at import ListingAt, listing_at
from web.desk.listing_form import text_of, typed_form
from web.desk.listing_told import told_rows
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.who import must_be_signed_in
from web.words import long_date

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = 422
SAID: Final = {
    "confirm": "Thank you. The listing says that it was confirmed today.",
    "close": "Saved: readers see that it is closed for now.",
    "reopen": "It is shown again.",
    "bring_back": "It is shown again.",
    "end": "The day is saved.",
    "archive": "It is out of the directory. Its address says why.",
    "edit": "It is changed, and readers see it now.",
    "agree": "Done. They look after the listing too, and we tell them.",
    "approve": "Done. We write to whoever told us.",
    "approve_unheard": "Done. Whoever told us left no address: your words are on the page they kept.",
    "decline": "Declined. We write your reason to whoever told us.",
    "decline_unheard": "Declined. Whoever told us left no address: your reason is on the page they kept.",
    "object": "A moderator decides, and knows that you do not agree.",
    "restore": "That state is back.",
}
STEPS: Final[dict[str, tuple[ListingStep, Action]]] = {
    "confirm": (ListingStep.CONFIRM, Action.CONFIRM_LISTING),
    "close": (ListingStep.CLOSE_FOR_NOW, Action.EDIT_LISTING),
    "reopen": (ListingStep.REOPEN, Action.EDIT_LISTING),
    "bring_back": (ListingStep.RESTORE, Action.RESTORE),
    "end": (ListingStep.CHANGE, Action.EDIT_LISTING),
    "archive": (ListingStep.ARCHIVE, Action.ARCHIVE),
}
"""What each button does, and who may press it in which state."""
TAGGING: Final = (Action.DECIDE_TAGS, Action.SUGGEST_CHANGE)
"""Either opens the page of what a listing offers."""
STANDING: Final = {
    ListingState.SHOWN: "Readers see it.",
    ListingState.CLOSED_FOR_NOW: "Readers see that it is closed for now.",
    ListingState.ENDED: "It has ended by its own date, and readers do not find it.",
    ListingState.INACTIVE: "It is written down as not going on.",
    ListingState.UNCONFIRMED: "Readers do not find it: nobody confirmed it for a long time.",
    ListingState.ARCHIVED: "It was taken out of the directory.",
    ListingState.MERGED: "It was merged into another listing.",
}


def looked_after(request: Request, slug: str, action: Action) -> tuple[ListingAt, Who, Target]:
    """Find the listing for somebody who may do something with it, or refuse."""
    who = must_be_signed_in(request)
    with reading(request) as session:
        found = listing_at(session, slug)
        target = target_of(session, found.id)
    require(who, action, target)
    return found, who, target


def change_id_of(form: FormData) -> UUID:
    """Read under which id a page's button changes something; pressed twice it changes once."""
    try:
        return UUID(text_of(form, "change_id"))
    except ValueError:
        return uuid4()


@router.get("/desk/listing/{slug}")
def show_desk(request: Request, slug: str, said: str = "") -> Response:
    """Show where it stands and what may be done."""
    found, who, target = looked_after(request, slug, Action.EDIT_LISTING)
    if found.slug != slug:
        return RedirectResponse(f"/desk/listing/{found.slug}", status_code=303)
    return desk_page(request, found, who, target, SAID.get(said, ""), (), FormData())


@router.post("/desk/listing/{slug}")
def take_desk(request: Request, slug: str, form: Typed) -> Response:
    """Do what a button says."""
    asked = text_of(form, "do")
    found, who, target = looked_after(request, slug, Action.EDIT_LISTING)
    departed = found.state in {ListingState.ARCHIVED, ListingState.UNCONFIRMED}
    step = STEPS.get("bring_back" if asked == "reopen" and departed else asked)
    if step is None:
        raise InvalidInput("Choose one of the buttons on the page.")
    actor = require(who, step[1], target)
    check_listing(step[0], found.state)
    try:
        with session_scope(stores_of(request).directory) as session:
            _do(request, session, found, asked, form, actor)
    except InvalidInput as error:
        problem = Problem(error.field or "until", error.message)
        return desk_page(request, found, who, target, "", (problem,), form)
    if asked == "confirm" and text_of(form, "back") == "desk":
        return RedirectResponse(f"/desk?confirmed={found.slug}", status_code=303)
    return RedirectResponse(f"/desk/listing/{found.slug}?said={asked}", status_code=303)


def _do(
    request: Request, session: Session, found: ListingAt, asked: str, form: FormData, actor: Actor
) -> None:
    change_id = change_id_of(form)
    if asked == "confirm":
        confirm_listing(session, found.id, actor=actor, on=local_now().date(), change_id=change_id)
    elif asked == "close":
        close_for_now(session, found.id, actor=actor, until=_day(form, "until"), change_id=change_id)
    elif asked in {"reopen", "bring_back"}:
        reopen(session, found.id, actor=actor, change_id=change_id)
    elif asked == "end":
        last = _day(form, "last_day", past=True)
        record = read_record(session, found.id).model_copy(update={"visible_until": last})
        folder = active_folder(session, stores_of(request).settings.data_dir)
        change_listing(session, folder, found.id, record, actor=actor, source="form", change_id=change_id)
    elif asked == "archive":
        reason = " ".join(text_of(form, "reason").split())
        if not reason:
            raise InvalidInput("Say why: readers who come to its address read it.", field="reason")
        archive(
            session,
            found.id,
            actor=actor,
            reason=reason[:500],
            goes_to=_goes_to(session, found, form),
            change_id=change_id,
        )
    else:
        raise InvalidInput("Choose one of the buttons on the page.")


def _day(form: FormData, name: str, *, past: bool = False) -> date | None:
    day = read_day_or_none(text_of(form, name), name)
    if day is not None and not past and day < local_now().date():
        raise InvalidInput("Enter a day that is still to come.", field=name)
    return day


def _goes_to(session: Session, found: ListingAt, form: FormData) -> UUID | None:
    typed = (text_of(form, "goes_to_one") or text_of(form, "goes_to")).strip()
    if not typed:
        return None
    others = [each for each in find_listings(session, typed) if each.id != found.id]
    if not others:
        raise InvalidInput(
            "No listing here is called that. Write its name, or copy the address of its page.",
            field="goes_to",
        )
    if len(others) > 1:
        raise InvalidInput("There are several of that name. Choose one of them below.", field="goes_to")
    return others[0].id


def desk_page(
    request: Request,
    found: ListingAt,
    who: Who,
    target: Target,
    said: str,
    problems: tuple[Problem, ...],
    form: FormData,
) -> Response:
    """Show one listing's page with what was just said, or what is wrong with what was typed."""
    departed = found.state in {ListingState.ARCHIVED, ListingState.MERGED, ListingState.UNCONFIRMED}
    with reading(request) as session:
        listing = session.get_one(Listing, found.id)
        confirmed = f" Confirmed on {long_date(listing.assured_date)}." if listing.assured_date else ""
        unconfirmed = "" if listing.assured_date else " Nobody has confirmed it yet."
        page = ListingDeskPage(
            title=found.name,
            talk=contact_points(session, next(iter(target.districts), None)),
            name=found.name,
            slug=found.slug,
            standing=_standing(found, listing) + confirmed + unconfirmed,
            change_id=str(uuid4()),
            said=said,
            shown=found.state is ListingState.SHOWN,
            closed_until=listing.closed_until.isoformat() if listing.closed_until else "",
            closed=found.state is ListingState.CLOSED_FOR_NOW,
            may_confirm=_allowed("confirm", who, target, found),
            may_archive=_allowed("archive", who, target, found),
            may_restore=_allowed("bring_back", who, target, found),
            may_hand_over=may(who, Action.HAND_OVER, target),
            may_recruit=not departed and may(who, Action.RECRUIT, target),
            may_tag=not departed and any(may(who, each, target) for each in TAGGING),
            departed=departed,
            visible_until=listing.visible_until.isoformat() if listing.visible_until else "",
            told=told_rows(request, session, found, who, target),
            others=_others(session, found, form, problems),
            problems=problems,
            errors={problem.field: problem.message for problem in problems},
            typed={
                name: text_of(form, name)
                for name in ("until", "last_day", "reason", "goes_to")
                if name in form
            },
        )
    return render_private(request, page, status=BAD if problems else 200)


def _others(
    session: Session, found: ListingAt, form: FormData, problems: tuple[Problem, ...]
) -> tuple[Choice, ...]:
    """List what "where to go instead" may mean, where it may mean several."""
    if all(problem.field != "goes_to" for problem in problems):
        return ()
    matches = [each for each in find_listings(session, text_of(form, "goes_to")) if each.id != found.id]
    return tuple(Choice(each.slug, each.name, place_of(session, each.id)) for each in matches)


def _standing(found: ListingAt, listing: Listing) -> str:
    if found.state is ListingState.CLOSED_FOR_NOW and listing.closed_until:
        return f"Readers see that it is closed until {long_date(listing.closed_until)}."
    return STANDING[found.state]


def _allowed(asked: str, who: Who, target: Target, found: ListingAt) -> bool:
    step, action = STEPS[asked]
    return may(who, action, target) and LISTING_POLICY[step][found.state] is None
