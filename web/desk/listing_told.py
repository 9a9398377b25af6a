"""What did readers tell us about a listing, and what does whoever runs it say to that?"""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from directory.accounts.permissions import Action, may
from directory.accounts.schemas import Target, Who
from directory.changes.document import difference, read_record
from directory.changes.schemas import Actor
from directory.errors import InvalidInput, NotFound
from directory.jobs.schemas import Stores
from directory.jobs.service import attempt
from directory.store import reading_scope, session_scope
from directory.submissions import queries
from directory.submissions.answers import Problem
from directory.submissions.claims import answer_claim
from directory.submissions.decisions import approve, decline
from directory.submissions.schemas import SubmissionKind, SubmissionRead
from directory.submissions.service import read_one
from web.contexts.desk_listing import ToldRow
from web.desk.about_words import about_words
from web.desk.listing_at import ListingAt
from web.desk.listing_form import text_of, typed_form
from web.desk.seen import seen_of, seen_words
from web.desk.stores import require, stores_of

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
NEEDS: Final = {
    SubmissionKind.CHANGE: Action.EDIT_LISTING,
    SubmissionKind.REPORT: Action.EDIT_LISTING,
    SubmissionKind.CLAIM: Action.HAND_OVER,
}
"""Who may answer what was sent about a listing; a new one is a moderator's alone."""


def told_rows(
    request: Request, session: Session, found: ListingAt, who: Who, target: Target
) -> tuple[ToldRow, ...]:
    """List what waits about a listing and this person may answer; never who sent it."""
    with reading_scope(stores_of(request).people) as people:
        waiting = [queries.read(row) for row in queries.list_waiting(people, listing_id=found.id)]
    present = read_record(session, found.id) if waiting else None
    return tuple(
        ToldRow(
            id=each.id,
            kind=each.kind.label,
            said="Somebody says they run it" if each.kind is SubmissionKind.CLAIM else about_words(each),
            words=each.message or "",
            changes=difference(present, each.record) if each.record is not None else (),
            claim=each.kind is SubmissionKind.CLAIM,
            objected=each.answers.owner_says == "objects",
            seen=seen_words(each),
        )
        for each in waiting
        if may_answer(each, who, target)
    )


def may_answer(told: SubmissionRead, who: Who, target: Target) -> bool:
    """Tell whether somebody may answer what a reader told us; never what they sent themselves."""
    needed = NEEDS.get(told.kind)
    return needed is not None and may(who, needed, target) and told.account_id != who.account_id


@router.post("/desk/listing/{slug}/told/{submission_id}")
def take_answer(request: Request, slug: str, submission_id: UUID, form: Typed) -> Response:
    """Decide what a reader told us, unless somebody has."""
    from web.desk.listing_desk import desk_page, looked_after  # noqa: PLC0415 - that page shows these rows

    found, who, target = looked_after(request, slug, Action.EDIT_LISTING)
    stores, decision = stores_of(request), text_of(form, "decision")
    with reading_scope(stores.people) as session:
        told = read_one(session, submission_id)
    if told is None or told.listing_id != found.id or told.kind not in NEEDS:
        raise NotFound("There is nothing to decide here: it was taken back or forgotten.")
    actor = require(who, NEEDS[told.kind], target)
    if decision not in {"approve", "decline", "object"}:
        raise InvalidInput("Choose one of the buttons on the page.")
    try:
        job = _decide(stores, told, decision, text_of(form, "reason"), actor, seen_of(form))
    except InvalidInput as error:
        problem = Problem(f"reason-{told.id}", error.message)
        return desk_page(request, found, who, target, "", (problem,), form)
    if job is not None:
        attempt(stores, "people", job)
    return RedirectResponse(f"/desk/listing/{found.slug}?said={_word(told, decision)}", status_code=303)


def _decide(
    stores: Stores, told: SubmissionRead, decision: str, reason: str, actor: Actor, seen: datetime | None
) -> UUID | None:
    with session_scope(stores.people) as session:
        if told.kind is SubmissionKind.CLAIM:
            agrees = decision == "approve"
            return answer_claim(session, stores.settings, told.id, actor=actor, agrees=agrees)
        if decision == "approve":
            said = reason.strip() or None
            return approve(session, stores.settings, told.id, actor=actor, reason=said, seen=seen)
        decline(session, stores.settings, told.id, actor=actor, reason=reason, seen=seen)
        return None


def _word(told: SubmissionRead, decision: str) -> str:
    if told.kind is SubmissionKind.CLAIM:
        return "agree" if decision == "approve" else "object"
    unheard = "" if told.email is not None else "_unheard"
    return f"{decision}{unheard}"
