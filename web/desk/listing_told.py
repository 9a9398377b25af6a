"""What did readers tell us about a listing, and what does whoever runs it say to that?"""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from directory.accounts.permissions import Action, may
from directory.accounts.schemas import Target, Who
from directory.changes.document import difference, read_record
from directory.errors import InvalidInput, NotFound
from directory.jobs.service import attempt
from directory.store import reading_scope, session_scope
from directory.submissions import queries
from directory.submissions.claims import answer_claim
from directory.submissions.decisions import approve, decline
from directory.submissions.schemas import SubmissionKind, SubmissionRead
from directory.submissions.service import read_one
from web.contexts.desk_listing import ToldRow
from web.desk.about_words import about_words
from web.desk.listing_at import ListingAt
from web.desk.listing_form import text_of, typed_form
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
        )
        for each in waiting
        if each.kind in NEEDS and may(who, NEEDS[each.kind], target) and each.account_id != who.account_id
    )


@router.post("/desk/listing/{slug}/told/{submission_id}")
def take_answer(request: Request, slug: str, submission_id: UUID, form: Typed) -> Response:
    """Decide what a reader told us, unless somebody has."""
    from web.desk.listing_desk import looked_after  # noqa: PLC0415 - that page shows these rows

    found, who, target = looked_after(request, slug, Action.EDIT_LISTING)
    stores, decision = stores_of(request), text_of(form, "decision")
    with reading_scope(stores.people) as session:
        told = read_one(session, submission_id)
    if told is None or told.listing_id != found.id or told.kind not in NEEDS:
        raise NotFound("There is nothing to decide here: it was taken back or forgotten.")
    actor = require(who, NEEDS[told.kind], target)
    with session_scope(stores.people) as session:
        if told.kind is SubmissionKind.CLAIM:
            agrees = decision == "approve"
            job = answer_claim(session, stores.settings, told.id, actor=actor, agrees=agrees)
        elif decision == "approve":
            reason = text_of(form, "reason").strip() or None
            job = approve(session, stores.settings, told.id, actor=actor, reason=reason)
        elif decision == "decline":
            job = None
            decline(session, stores.settings, told.id, actor=actor, reason=text_of(form, "reason"))
        else:
            raise InvalidInput("Choose one of the buttons on the page.")
    if job is not None:
        attempt(stores, "people", job)
    return RedirectResponse(f"/desk/listing/{found.slug}?said={_word(told, decision)}", status_code=303)


def _word(told: SubmissionRead, decision: str) -> str:
    return "object" if told.kind is SubmissionKind.CLAIM and decision != "approve" else decision
