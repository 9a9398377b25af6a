"""Who asks for our rooms, and what do we answer? `/desk/hire`, and the link in a venue's mail."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, may, where_may
from directory.accounts.schemas import Who
from directory.accounts.targets import target_of
from directory.areas.service import contact_points
from directory.changes.schemas import Actor
from directory.clock import now
from directory.errors import Conflict, InvalidInput, NotAllowed, NotFound
from directory.hire.letters import span_words
from directory.hire.schemas import EnquiryRead, EnquiryState, Reply
from directory.hire.service import (
    answer,
    enquiries_for,
    listings_asked,
    read_by_answer,
    read_for_venue,
    room_of,
)
from directory.jobs.service import attempt
from directory.venues.bookings import booking_of, taken_of
from directory.venues.reading import all_rooms
from directory.venues.schemas import RoomRead
from web.contexts.desk_hire import AnswerPage, EnquiriesPage, EnquiryRow
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_news import Option
from web.desk.hire_words import facts_of
from web.desk.listing_form import text_of, typed_form
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.who import must_be_signed_in

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
HERE: Final = "/desk/hire"
SAID: Final = {"answered": "Answered. We write it to who asked."}
REPLIES: Final = {
    Reply.CONFIRMED: ("Yes, the room is theirs", "It is kept firm at all of these times."),
    Reply.PROVISIONAL: ("Keep it for them for now", "Nobody else can have it until you say yes or no."),
    Reply.DECLINED: ("No, not this time", "Nothing is kept. A word why helps them."),
}


@router.get(HERE)
def show_list(request: Request) -> Response:
    """List what was asked of the venues this person looks after, what waits first."""
    who = must_be_signed_in(request)
    where = where_may(who, Action.LET_ROOMS)
    if not where:
        raise NotAllowed("Your account looks after no venue. Ask a coordinator.")
    stores = stores_of(request)
    waiting, ahead, over = [], [], []
    with reading(request) as session:
        only = None if where.everywhere else _answered_by(session, who, listings_asked(stores))
        rooms = {room.id: room for room in all_rooms(session)}
        for enquiry in enquiries_for(stores, only):
            room = rooms.get(enquiry.room_id)
            if room is None:
                continue  # it is let no longer: nothing can be answered
            row = _row(enquiry, room)
            if enquiry.state is EnquiryState.SENT:
                waiting.append(row)
            elif enquiry.state.waits and enquiry.spans[-1].ends_at > now():
                ahead.append(row)
            else:
                over.append(row)
        talk = contact_points(session, None)
    page = EnquiriesPage(
        title="Who asks for your rooms",
        talk=talk,
        waiting=tuple(waiting),
        ahead=tuple(ahead),
        over=tuple(over[:30]),
    )
    return render_private(request, page)


def _answered_by(session: Session, who: Who, asked: Iterable[UUID]) -> set[UUID]:
    """Name the venues for which somebody may answer; one whose listing is gone is nobody's."""
    mine = set()
    for listing_id in asked:
        with suppress(NotFound):
            if may(who, Action.LET_ROOMS, target_of(session, listing_id)):
                mine.add(listing_id)
    return mine


def _row(enquiry: EnquiryRead, room: RoomRead) -> EnquiryRow:
    times = len(enquiry.spans)
    more = f", {times} times" if times > 1 else ""
    return EnquiryRow(
        href=f"{HERE}/{enquiry.id}",
        title=enquiry.group_name,
        what=f"{room.name}, {room.listing_name}. {span_words(enquiry.spans[0])}{more}. "
        f"{enquiry.people} people.",
        state=_state(enquiry),
    )


def _state(enquiry: EnquiryRead) -> str:
    """Say where it stands, to the venue itself."""
    return "Waits for your answer" if enquiry.state is EnquiryState.SENT else enquiry.state.label


@router.get(f"{HERE}/{{enquiry_id}}")
def show_one(request: Request, enquiry_id: UUID, said: str = "") -> Response:
    """Show one question with everything it says."""
    enquiry, _ = _mine(request, enquiry_id)
    return _show(request, enquiry, f"{HERE}/{enquiry_id}", HERE, said=SAID.get(said, ""))


@router.post(f"{HERE}/{{enquiry_id}}")
def answer_one(request: Request, enquiry_id: UUID, form: Typed) -> Response:
    """Answer it in the name of the venue."""
    enquiry, actor = _mine(request, enquiry_id)
    return _answer(request, enquiry, f"{HERE}/{enquiry_id}", HERE, form, actor)


@router.get("/hire/answer/{token}")
def show_by_mail(request: Request, token: str, said: str = "") -> Response:
    """Show one question to the venue it was mailed to."""
    enquiry = read_by_answer(stores_of(request), token)
    return _show(request, enquiry, f"/hire/answer/{token}", "", said=SAID.get(said, ""))


@router.post("/hire/answer/{token}")
def answer_by_mail(request: Request, token: str, form: Typed) -> Response:
    """Answer by the link in the venue's mail."""
    enquiry = read_by_answer(stores_of(request), token)
    return _answer(request, enquiry, f"/hire/answer/{token}", "", form, None)


def _mine(request: Request, enquiry_id: UUID) -> tuple[EnquiryRead, Actor]:
    who = must_be_signed_in(request)
    enquiry = read_for_venue(stores_of(request), enquiry_id)
    with reading(request) as session:
        actor = require(who, Action.LET_ROOMS, target_of(session, enquiry.listing_id))
    return enquiry, actor


def _answer(
    request: Request, enquiry: EnquiryRead, action: str, back: str, form: FormData, actor: Actor | None
) -> Response:
    stores, typed, words = stores_of(request), text_of(form, "reply"), text_of(form, "words")
    try:
        job = answer(stores, enquiry, _chosen(typed), words, actor=actor)
    except (InvalidInput, Conflict) as refused:
        problem = FieldProblem(refused.field or "reply", refused.message)
        return _show(request, enquiry, action, back, form=form, problems=(problem,))
    # Done at once where it can be, so that the next page shows it; else the worker comes to it.
    attempt(stores, "directory", job)
    return RedirectResponse(f"{action}?said=answered", status_code=303, headers={"Cache-Control": "no-store"})


def _chosen(typed: str) -> Reply:
    if typed not in set(Reply):
        raise InvalidInput("Choose one of the answers.", field="reply")
    return Reply(typed)


def _show(
    request: Request,
    enquiry: EnquiryRead,
    action: str,
    back: str,
    *,
    said: str = "",
    form: FormData | None = None,
    problems: tuple[FieldProblem, ...] = (),
) -> Response:
    before = enquiry.state.value if enquiry.state.value in set(Reply) else ""
    chosen = text_of(form, "reply") if form is not None else before
    with reading(request) as session:
        room = room_of(session, enquiry.room_id)
        held = booking_of(session, enquiry.id)
        own = held is not None and held.state != "cancelled"
        taken = () if own or not enquiry.state.waits else taken_of(session, enquiry.room_id, enquiry.spans)
        talk = contact_points(session, room.district)
    page = AnswerPage(
        title=f"{enquiry.group_name} asks for {room.name}",
        talk=talk,
        said=said,
        facts=replace(facts_of(enquiry, room), state=_state(enquiry)),
        action=action,
        back=back,
        waits=enquiry.state.waits,
        answered=REPLIES[Reply(before)][0] if before else "",
        taken=tuple(span_words(span) for span in taken),
        choices=tuple(
            Option(each.value, label, chosen == each.value, hint) for each, (label, hint) in REPLIES.items()
        ),
        words=text_of(form, "words")[:1200] if form is not None else enquiry.reply or "",
        problems=problems,
        errors={problem.field: problem.message for problem in reversed(problems)},
    )
    return render_private(request, page, status=InvalidInput.status if problems else 200)
