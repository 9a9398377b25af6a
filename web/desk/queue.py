"""What waits for a moderator, and what is decided? `/desk/queue`."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory import clock
from directory.accounts.permissions import Action, may, where_may
from directory.accounts.policies import LISTING_POLICY, ListingStep, state_of
from directory.accounts.schemas import Target, Who
from directory.accounts.visibility import sees_queue_row, sees_sender_address
from directory.areas.service import area_names, contact_points
from directory.changes.document import difference, read_record
from directory.changes.schemas import Actor
from directory.errors import Conflict, InvalidInput, NotAllowed, NotFound
from directory.jobs.service import attempt
from directory.listings.models import Listing
from directory.listings.record import ListingRecord
from directory.matching.candidates import candidates
from directory.store import reading_scope, session_scope
from directory.submissions import queries
from directory.submissions.answers import Problem
from directory.submissions.building import answers_of, change_record
from directory.submissions.decisions import approve, decline, return_for_change
from directory.submissions.schemas import State, SubmissionKind, SubmissionRead
from directory.submissions.service import read_one
from directory.submissions.signs import signs_of
from directory.submissions.targets import target_of_submission
from directory.words import ALL_DISTRICTS
from web.contexts.desk_queue import MendPage, QueueItemPage, QueuePage, QueueRow
from web.contexts.desk_submissions import Choice
from web.desk.about_words import about_words
from web.desk.decided_words import after, decided_words
from web.desk.listing_form import ALL_NAMES, form_view, read_answers, text_of, typed_form
from web.desk.preview import preview_of, where_words
from web.desk.render import render_private
from web.desk.seen import seen_of, seen_words
from web.desk.stores import require, stores_of
from web.desk.who import must_be_signed_in
from web.words import count, listed, long_date

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = 422
MOST_PARISHES: Final = 2
"""Of a listing in more parishes, the districts are named alone."""
RETURNABLE: Final = frozenset({SubmissionKind.ADD, SubmissionKind.CHANGE})


@router.get("/desk/queue")
def show_queue(
    request: Request, kind: str = "", district: str = "", said: str = "", of: str = "", told: str = ""
) -> Response:
    """List what waits where this person may decide."""
    who = _moderator(request)
    where = where_may(who, Action.MODERATE)
    known = kind if kind in {each.value for each in SubmissionKind} else ""
    with reading_scope(stores_of(request).people) as people:
        waiting = [queries.read(row) for row in queries.list_waiting(people, kind=known or None)]
    with reading(request) as session:
        mine = ALL_DISTRICTS if where.everywhere else tuple(sorted(where.districts))
        targets = [(found, target_of_submission(session, found)) for found in waiting]
        seen = [
            (found, target)
            for found, target in targets
            if sees_queue_row(who, target) and (not district or district in target.districts)
        ]
        places = {code for _found, target in seen for code in target.parishes | target.districts}
        names = area_names(session, {*mine, *places})
        rows = tuple(_row(found, target, names) for found, target in seen)
        page = QueuePage(
            title="What waits for you to decide",
            talk=contact_points(session, None),
            rows=rows,
            kinds=tuple(Choice(each.value, each.label) for each in SubmissionKind),
            kind=known,
            districts=tuple(Choice(code, names.get(code, code)) for code in mine),
            district=district,
            said=decided_words(said, of, told),
        )
    return render_private(request, page)


def _moderator(request: Request) -> Who:
    who = must_be_signed_in(request)
    if not where_may(who, Action.MODERATE):
        raise NotAllowed("Your account may not decide what is published. Ask a coordinator.")
    return who


def _row(found: SubmissionRead, target: Target, names: dict[str, str]) -> QueueRow:
    return QueueRow(
        id=found.id,
        name=_name(found),
        kind=found.kind.label,
        where=_places(target, names),
        waits=_since(found),
        doubts=_doubts(found),
    )


def _places(target: Target, names: dict[str, str]) -> str:
    """Name where its listing is; what is in no one district belongs to each of them."""
    if target.districts >= frozenset(ALL_DISTRICTS):
        return "No one place"
    parishes = sorted(target.parishes) if len(target.parishes) <= MOST_PARISHES else []
    codes = (*parishes, *sorted(target.districts))
    return ", ".join(dict.fromkeys(names[code] for code in codes if code in names)) or "No one place"


def _doubts(found: SubmissionRead) -> str:
    said = listed(signs_of(found))
    return f"{said[0].upper()}{said[1:]}." if said else ""


def _name(found: SubmissionRead) -> str:
    return found.record.name if found.record else found.answers.name or "A listing"


def _since(found: SubmissionRead) -> str:
    if found.sent_at is None:
        return ""
    days = (clock.now() - found.sent_at).days
    day = long_date(found.sent_at.astimezone(clock.LONDON).date())
    return f"Waits since {day}" + (f", {count(days, 'day')}" if days else "")


@router.get("/desk/queue/{submission_id}")
def show_item(request: Request, submission_id: UUID) -> Response:
    """Show one thing with all that is needed to decide it."""
    who = _moderator(request)
    return _item_page(request, who, _found(request, who, submission_id), "", ())


@router.post("/desk/queue/{submission_id}")
def take_decision(request: Request, submission_id: UUID, form: Typed) -> Response:
    """Decide it, unless somebody has."""
    who = _moderator(request)
    found = _found(request, who, submission_id)
    actor = _actor(request, who, found)
    decision, reason, done = (text_of(form, name) for name in ("decision", "reason", "done"))
    stores = stores_of(request)
    if decision == "approve":
        try:
            return _approve(request, found, actor, None, done, seen_of(form))
        except InvalidInput as error:
            return _item_page(request, who, found, reason, (Problem("done", error.message),), done)
    decide = {"return": return_for_change, "decline": decline}.get(decision)
    if decide is None or (decision == "return" and found.kind not in RETURNABLE):
        raise InvalidInput("Choose one of the buttons on the page.")
    try:
        with session_scope(stores.people) as session:
            decide(session, stores.settings, submission_id, actor=actor, reason=reason, seen=seen_of(form))
    except InvalidInput as error:
        return _item_page(request, who, found, reason, (Problem("reason", error.message),))
    word = "returned" if decision == "return" else "declined"
    return RedirectResponse(f"/desk/queue?{after(word, found)}", status_code=303)


@router.get("/desk/queue/{submission_id}/mend")
def show_mend(request: Request, submission_id: UUID) -> Response:
    """Show the form of what was sent, to mend it before it is approved."""
    found = _found(request, _moderator(request), submission_id)
    record = _mendable(found)
    with reading(request) as session:
        page = MendPage(
            title="Edit, then approve",
            talk=(),
            name=record.name,
            back=f"/desk/queue/{found.id}",
            action=f"/desk/queue/{found.id}/mend",
            seen=seen_words(found),
            form=form_view(session, answers_of(session, record), ()),
        )
    return render_private(request, page)


@router.post("/desk/queue/{submission_id}/mend")
def take_mend(request: Request, submission_id: UUID, form: Typed) -> Response:
    """Approve it as the moderator mended it."""
    who = _moderator(request)
    found = _found(request, who, submission_id)
    actor, record = _actor(request, who, found), _mendable(found)
    with reading(request) as session:
        answers = read_answers(form, ALL_NAMES, answers_of(session, record))
        mended = change_record(session, answers, record)
        if not isinstance(mended, ListingRecord):
            page = MendPage(
                title="Edit, then approve",
                talk=(),
                name=record.name,
                back=f"/desk/queue/{found.id}",
                action=f"/desk/queue/{found.id}/mend",
                seen=text_of(form, "seen"),
                form=form_view(session, answers, mended),
            )
            return render_private(request, page, status=BAD)
    return _approve(request, found, actor, mended, "", seen_of(form))


def _mendable(found: SubmissionRead) -> ListingRecord:
    if found.record is None or found.kind not in RETURNABLE:
        raise NotFound("There is no listing in this to edit.")
    if found.state is not State.WAITING:
        raise Conflict("Somebody has already decided this. Nothing was done twice.")
    return found.record


def _approve(
    request: Request,
    found: SubmissionRead,
    actor: Actor,
    record: ListingRecord | None,
    reason: str,
    seen: datetime | None,
) -> Response:
    stores = stores_of(request)
    with session_scope(stores.people) as session:
        job = approve(
            session,
            stores.settings,
            found.id,
            actor=actor,
            record=record,
            reason=reason or None,
            seen=seen,
        )
    done = job is None or attempt(stores, "people", job)
    with reading_scope(stores.people) as session:
        now = read_one(session, found.id)
    waits = now is not None and now.state is State.WAITING
    word = "again" if waits else "approved" if done else "later"
    return RedirectResponse(f"/desk/queue?{after(word, found)}", status_code=303)


def _found(request: Request, who: Who, submission_id: UUID) -> SubmissionRead:
    with reading_scope(stores_of(request).people) as people:
        found = read_one(people, submission_id)
    if found is not None and found.state is not State.DRAFT:
        with reading(request) as session:
            target = target_of_submission(session, found)
        require(who, Action.MODERATE, target)
        return found
    raise NotFound("There is nothing to decide here: it was taken back or forgotten.")


def _actor(request: Request, who: Who, found: SubmissionRead) -> Actor:
    with reading(request) as session:
        return require(who, Action.MODERATE, target_of_submission(session, found))


def _item_page(
    request: Request,
    who: Who,
    found: SubmissionRead,
    reason: str,
    problems: tuple[Problem, ...],
    done: str = "",
) -> Response:
    with reading(request) as session:
        target = target_of_submission(session, found)
        listing = session.get(Listing, found.listing_id) if found.listing_id else None
        before = read_record(session, listing.id) if listing is not None else None
        record = found.record if found.kind in RETURNABLE else None
        shown = record or before
        page = QueueItemPage(
            title=_name(found),
            talk=(),
            submission=found,
            name=_name(found),
            where=where_words(session, shown) if shown else "No place given",
            waits=_since(found) or "Not sent",
            sender=_sender(who, found, sees=sees_sender_address(who, target)),
            confirmed="They pressed the link in our message." if found.email_confirmed else "Not confirmed.",
            doubts=_doubts(found),
            listing=f"/listing/{listing.slug}" if listing is not None else "",
            desk=f"/desk/listing/{listing.slug}" if listing is not None else "",
            change=_change(who, target, listing),
            preview=preview_of(session, record) if record is not None else None,
            changes=difference(before, record) if record is not None else (),
            alike=candidates(session, record, limit=5)
            if record is not None and found.kind is SubmissionKind.ADD
            else (),
            about=about_words(found),
            action=f"/desk/queue/{found.id}",
            seen=seen_words(found),
            edit=f"/desk/queue/{found.id}/mend" if record is not None else "",
            may_return=found.kind in RETURNABLE,
            reason=reason,
            done=done,
            problems=problems,
            errors={problem.field: problem.message for problem in problems},
        )
    return render_private(request, page, status=BAD if problems else 200)


def _change(who: Who, target: Target, listing: Listing | None) -> str:
    """Give where the listing itself is changed, for who may, while it is in a state to be changed."""
    if listing is None or not may(who, Action.EDIT_LISTING, target):
        return ""
    state = state_of(listing.status, listing.departure, listing.visible_until)
    shut = LISTING_POLICY[ListingStep.CHANGE][state] is not None
    return "" if shut else f"/desk/listing/{listing.slug}/edit"


def _sender(who: Who, found: SubmissionRead, *, sees: bool) -> str:
    if found.account_id == who.account_id:
        return "You"
    if found.email is None:
        return "Somebody who left no address"
    return found.email if sees else "Somebody who left an address"
