"""Which rows of the people store are about what was sent in?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update
from sqlmodel import Session, col

from directory.listings.record import ListingRecord
from directory.sealing import address_found_by, address_kept_as
from directory.submissions.answers import Answers
from directory.submissions.models import ConfirmLink, Submission
from directory.submissions.schemas import State, SubmissionKind, SubmissionRead


def find(session: Session, submission_id: UUID) -> Submission | None:
    """Find one by its id."""
    return session.get(Submission, submission_id)


def find_by_token(session: Session, token_hash: str) -> Submission | None:
    """Find one by the hash of its link."""
    return session.execute(
        select(Submission).where(col(Submission.token_hash) == token_hash)
    ).scalar_one_or_none()


def find_link(session: Session, token_hash: str) -> ConfirmLink | None:
    """Find a link that proves an address."""
    return session.execute(
        select(ConfirmLink).where(col(ConfirmLink.token_hash) == token_hash)
    ).scalar_one_or_none()


def note_address(session: Session, row: Submission, email: str | None) -> None:
    """Write down from which address one comes, and by what it is found again."""
    row.email = email
    row.email_hash = None if email is None else address_kept_as(session, email)


def count_of_network(session: Session, network_hash: str) -> int:
    """Count what came from a network today."""
    asked = select(func.count()).where(col(Submission.network_hash) == network_hash)
    return int(session.execute(asked).scalar_one())


def count_open_of_email(session: Session, email: str) -> int:
    """Count what an address has sent that nobody has decided."""
    open_states = (State.CONFIRMING.value, State.WAITING.value, State.RETURNED.value)
    asked = select(func.count()).where(
        col(Submission.email_hash).in_(address_found_by(session, email)),
        col(Submission.state).in_(open_states),
    )
    return int(session.execute(asked).scalar_one())


def list_waiting(
    session: Session, *, kind: str | None = None, listing_id: UUID | None = None
) -> Sequence[Submission]:
    """List what waits for a decision, oldest first."""
    asked = select(Submission).where(col(Submission.state) == State.WAITING.value)
    if kind is not None:
        asked = asked.where(col(Submission.kind) == kind)
    if listing_id is not None:
        asked = asked.where(col(Submission.listing_id) == listing_id)
    return session.execute(asked.order_by(col(Submission.sent_at), col(Submission.id))).scalars().all()


def list_of_listing(session: Session, listing_id: UUID, states: Collection[str]) -> Sequence[Submission]:
    """List what was sent about a listing, newest first."""
    asked = select(Submission).where(
        col(Submission.listing_id) == listing_id, col(Submission.state).in_(states)
    )
    return session.execute(asked.order_by(col(Submission.created_at).desc())).scalars().all()


def count_links(session: Session, submission_id: UUID) -> int:
    """Count the links that one has had to prove an address."""
    asked = select(func.count()).where(col(ConfirmLink.submission_id) == submission_id)
    return int(session.execute(asked).scalar_one())


def end_links(session: Session, submission_id: UUID, at: datetime) -> None:
    """Let the links of one prove nothing any more."""
    session.execute(
        update(ConfirmLink)
        .where(col(ConfirmLink.submission_id) == submission_id, col(ConfirmLink.used_at).is_(None))
        .values(used_at=at)
    )


def forget(session: Session, drafts_before: datetime, decided_before: datetime) -> int:
    """Delete what was never sent or never confirmed, and what was decided long ago; return how many."""
    unsent = (State.DRAFT.value, State.CONFIRMING.value, State.RETURNED.value, State.WITHDRAWN.value)
    settled = (State.APPROVED.value, State.DECLINED.value)
    old = or_(
        col(Submission.state).in_(unsent) & (col(Submission.updated_at) < drafts_before),
        col(Submission.state).in_(settled) & (col(Submission.decided_at) < decided_before),
    )
    ids = select(col(Submission.id)).where(old)
    session.execute(delete(ConfirmLink).where(col(ConfirmLink.submission_id).in_(ids)))
    done = session.execute(delete(Submission).where(old))
    return int(done.rowcount)  # type: ignore[attr-defined]


def forget_networks(session: Session, before: datetime) -> None:
    """Forget from where things came; it is only counted by day."""
    session.execute(
        update(Submission)
        .where(col(Submission.created_at) < before, col(Submission.network_hash).is_not(None))
        .values(network_hash=None)
    )


def read(row: Submission) -> SubmissionRead:
    """Tell a row as others see it."""
    return SubmissionRead(
        id=row.id,
        kind=SubmissionKind(row.kind),
        state=State(row.state),
        listing_id=row.listing_id,
        base_version=row.base_version,
        district=row.district,
        parish=row.parish,
        account_id=row.account_id,
        email=row.email,
        email_confirmed=row.email_confirmed_at is not None,
        doubts=row.doubts,
        answers=Answers.from_json(row.answers),
        record=None if row.record is None else ListingRecord.model_validate(row.record),
        message=row.message,
        created_at=row.created_at,
        updated_at=row.updated_at,
        sent_at=row.sent_at,
        decided_at=row.decided_at,
        reason=row.reason,
    )
