"""Every read of subscriptions, and of the events of the ledger they rest on."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col

from directory.consents.models import ConsentEvent
from directory.consents.queries import WRITTEN
from directory.subscriptions.models import Dismissal, PaperReader, Subscription


def find(session: Session, account_id: UUID, subject: str, purpose: str) -> Subscription | None:
    """Find one purpose that somebody agreed to."""
    return session.execute(
        select(Subscription).where(
            col(Subscription.account_id) == account_id,
            col(Subscription.subject) == subject,
            col(Subscription.purpose) == purpose,
        )
    ).scalar_one_or_none()


def list_of(session: Session, account_id: UUID) -> Sequence[Subscription]:
    """List what somebody agreed to."""
    return (
        session.execute(
            select(Subscription)
            .where(col(Subscription.account_id) == account_id)
            .order_by(col(Subscription.subject), col(Subscription.purpose))
        )
        .scalars()
        .all()
    )


def list_all(session: Session) -> Sequence[Subscription]:
    """List every subscription, in the order of people."""
    return (
        session.execute(
            select(Subscription).order_by(
                col(Subscription.account_id), col(Subscription.subject), col(Subscription.purpose)
            )
        )
        .scalars()
        .all()
    )


def list_last_words(
    session: Session, purposes: Collection[str], at: datetime | None
) -> Sequence[ConsentEvent]:
    """List the last event of each (person, subject, purpose), up to a moment where one is told."""
    last = select(func.max(WRITTEN)).where(col(ConsentEvent.purpose).in_(purposes))
    if at is not None:
        last = last.where(col(ConsentEvent.at) <= at)
    key = (col(ConsentEvent.account_id), col(ConsentEvent.subject), col(ConsentEvent.purpose))
    return (
        session.execute(select(ConsentEvent).where(WRITTEN.in_(last.group_by(*key))).order_by(*key))
        .scalars()
        .all()
    )


def last_said_at(session: Session, account_id: UUID, purposes: Collection[str]) -> datetime | None:
    """Tell when somebody last said anything of some purposes."""
    return session.execute(
        select(func.max(col(ConsentEvent.at))).where(
            col(ConsentEvent.account_id) == account_id, col(ConsentEvent.purpose).in_(purposes)
        )
    ).scalar()


def add_dismissal(session: Session, account_id: UUID, notice_id: UUID, at: datetime) -> None:
    """Note that somebody does not want to hear of a notice again; once is enough."""
    session.execute(
        insert(Dismissal).values(account_id=account_id, notice_id=notice_id, at=at).on_conflict_do_nothing()
    )


def remove_dismissal(session: Session, account_id: UUID, notice_id: UUID) -> None:
    """Take that back."""
    session.execute(
        delete(Dismissal).where(
            col(Dismissal.account_id) == account_id, col(Dismissal.notice_id) == notice_id
        )
    )


def has_dismissal(session: Session, account_id: UUID, notice_id: UUID) -> bool:
    """Whether somebody put a notice aside."""
    return session.get(Dismissal, (account_id, notice_id)) is not None


def list_paper(
    session: Session, districts: Collection[str] | None, ids: Collection[UUID] | None
) -> Sequence[PaperReader]:
    """List who is told on paper and was not ended, of some districts or certain ones where told."""
    query = select(PaperReader).where(col(PaperReader.ended_at).is_(None))
    if districts is not None:
        query = query.where(col(PaperReader.district).in_(districts))
    if ids is not None:
        query = query.where(col(PaperReader.id).in_(ids))
    return session.execute(query.order_by(col(PaperReader.id))).scalars().all()
