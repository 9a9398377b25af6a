"""Who decides what was sent in, once and for all, and what follows?

The decision commits in the people store with the rights and the messages that belong to it, and with a job
that does in the directory what was decided. Whoever comes second learns that it was decided.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.accounts.policies import SubmissionStep, check_submission
from directory.accounts.service import add_grant, find_or_make_account
from directory.changes.schemas import Actor
from directory.consents.service import UPKEEP, WORDINGS, give
from directory.errors import Conflict, InvalidInput, NotFound
from directory.jobs.service import enqueue
from directory.listings.record import ListingRecord
from directory.settings import Settings
from directory.submissions import letters, queries
from directory.submissions.links import own_address
from directory.submissions.models import Submission
from directory.submissions.owners import name_of
from directory.submissions.schemas import State, SubmissionKind, Way
from directory.submissions.service import note, tell
from directory.words import Role

PUBLISH: Final = "publish_submission"
LONGEST_REASON: Final = 500


def approve(
    session: Session,
    settings: Settings,
    submission_id: UUID,
    *,
    actor: Actor,
    record: ListingRecord | None = None,
    reason: str | None = None,
    seen: datetime | None = None,
) -> UUID | None:
    """Accept what was sent, as it is or as the moderator mended it; give the job to attempt, if any.

    `seen`: when that was sent which was looked at; what was sent again since is not decided unseen.
    """
    row = _take(session, submission_id, SubmissionStep.APPROVE, seen)
    if row.kind == SubmissionKind.REPORT:
        reason = _said(reason or "", "Say in a line what was done: whoever told us reads it.")
    if record is not None:
        row.record = record.model_dump(mode="json")
    _settle(session, row, State.APPROVED, actor, reason)
    if row.kind == SubmissionKind.CLAIM:
        return _give(session, settings, row, actor)
    if row.kind == SubmissionKind.REPORT:
        _thank(session, settings, row)
        return None
    if row.kind == SubmissionKind.ADD:
        _make_owner(session, row, actor)
    return enqueue(
        session,
        PUBLISH,
        {
            "submission_id": str(row.id),
            "actor_id": None if actor.account_id is None else str(actor.account_id),
            "actor_role": actor.role,
        },
        dedupe=None,
    )


def return_for_change(
    session: Session,
    settings: Settings,
    submission_id: UUID,
    *,
    actor: Actor,
    reason: str,
    seen: datetime | None = None,
) -> None:
    """Ask the sender to change something first."""
    row, said = _take(session, submission_id, SubmissionStep.RETURN, seen), _said(reason)
    _settle(session, row, State.RETURNED, actor, said)
    letter = letters.returned(name_of(row), said, own_address(settings, row, "add"))
    tell(session, settings, row, letter, dedupe=None)


def decline(
    session: Session,
    settings: Settings,
    submission_id: UUID,
    *,
    actor: Actor,
    reason: str,
    seen: datetime | None = None,
) -> None:
    """Refuse what was sent, with a reason its sender reads."""
    row, said = _take(session, submission_id, SubmissionStep.DECLINE, seen), _said(reason)
    _settle(session, row, State.DECLINED, actor, said)
    letter = letters.declined(
        SubmissionKind(row.kind), name_of(row), said, own_address(settings, row, "sent")
    )
    tell(session, settings, row, letter, dedupe=None)


def _take(session: Session, submission_id: UUID, step: SubmissionStep, seen: datetime | None) -> Submission:
    row = queries.find(session, submission_id)
    if row is None:
        raise NotFound("This was taken back or forgotten: there is nothing left to decide.")
    if row.state in {State.APPROVED, State.DECLINED}:
        raise Conflict("Somebody has already decided this. Nothing was done twice.")
    check_submission(step, State(row.state))
    if seen is not None and (row.sent_at is None or row.sent_at != seen):
        raise Conflict("It was sent again since you opened this page. Look at what it says now.")
    return row


def _settle(session: Session, row: Submission, state: State, actor: Actor, reason: str | None) -> None:
    row.state = state.value
    row.decided_at = row.updated_at = clock.now()
    row.decided_by = actor.account_id
    row.reason = reason or None
    note(session, row, state.value, actor.account_id, actor.role)
    session.flush()


def _said(reason: str, missing: str = "Say why, in a sentence: the sender reads it.") -> str:
    said = " ".join(reason.split())
    if not said:
        raise InvalidInput(missing, field="reason")
    if len(said) > LONGEST_REASON:
        raise InvalidInput(f"Say it in at most {LONGEST_REASON} characters.", field="reason")
    return said


def _make_owner(session: Session, row: Submission, actor: Actor) -> None:
    if row.email is None or row.email_confirmed_at is None:
        return
    account = find_or_make_account(session, row.email)
    row.account_id = account
    add_grant(session, account, Role.OWNER, str(row.listing_id), granted_by=actor.account_id)
    if row.answers.get("upkeep") == "yes":
        give(session, account, UPKEEP, how="add form", wording=WORDINGS[UPKEEP])


def _give(session: Session, settings: Settings, row: Submission, actor: Actor) -> UUID | None:
    """Make who claimed a listing its owner; the grant's own job tells the directory."""
    if row.email is None:
        raise Conflict("This claim has no address, so nobody can be made the owner.")
    account = find_or_make_account(session, row.email)
    row.account_id = account
    job = add_grant(session, account, Role.OWNER, str(row.listing_id), granted_by=actor.account_id)
    if row.answers.get("upkeep") == "yes":
        how = "hand-over" if row.answers.get("given_by") else "claim"
        give(session, account, UPKEEP, how=how, wording=WORDINGS[UPKEEP])
    name = name_of(row)
    desk = f"{settings.base_url}/desk/listing/{row.listing_id}"
    letter = letters.owned(name, desk, f"{settings.base_url}/sign-in", f"{desk}/profile")
    tell(session, settings, row, letter, dedupe=f"owned:{row.id}")
    if row.answers.get("about") == Way.HAND_OVER:
        _end_giver(session, row)
    return job


def _end_giver(session: Session, row: Submission) -> None:
    from directory.accounts.service import end_grant  # noqa: PLC0415 - only where a listing is handed over

    giver = row.answers.get("given_by")
    if giver and giver != str(row.account_id):
        end_grant(session, UUID(str(giver)), Role.OWNER, str(row.listing_id), ended_by=UUID(str(giver)))


def _thank(session: Session, settings: Settings, row: Submission) -> None:
    letter = letters.dealt_with(name_of(row), own_address(settings, row, "sent"), row.reason or "")
    tell(session, settings, row, letter, dedupe=f"accepted:{row.id}")
