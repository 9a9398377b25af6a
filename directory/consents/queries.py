"""Every read of the ledger and of the stop-list."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, literal_column, select
from sqlmodel import Session, col

from directory.consents.models import ConsentEvent, StopEntry

WRITTEN: Final[ColumnElement[int]] = literal_column("consent_event.rowid")
"""Which of two was said later is told by the order in which they were written, never by their instants: a
clock that is set back would let a yes of before outlive the no of after. Nothing is deleted: the order
stands."""


def last_word(
    session: Session, account_id: UUID, purpose: str, at: datetime | None, *, subject: str = ""
) -> str | None:
    """Find what somebody said last of a purpose, up to a moment where one is told.

    By a moment: whatever was written before something that bears an earlier instant was said by then too.
    """
    query = select(col(ConsentEvent.what)).where(
        col(ConsentEvent.account_id) == account_id,
        col(ConsentEvent.purpose) == purpose,
        col(ConsentEvent.subject) == subject,
    )
    if at is not None:
        query = query.where(col(ConsentEvent.at) <= at)
    return session.execute(query.order_by(WRITTEN.desc()).limit(1)).scalar()


def last_way(session: Session, account_id: UUID, purpose: str) -> str | None:
    """Find in what way somebody said their last word of a purpose."""
    return session.execute(
        select(col(ConsentEvent.how))
        .where(
            col(ConsentEvent.account_id) == account_id,
            col(ConsentEvent.purpose) == purpose,
            col(ConsentEvent.subject) == "",
        )
        .order_by(WRITTEN.desc())
        .limit(1)
    ).scalar()


def has_live(session: Session, account_id: UUID, purposes: Collection[str]) -> bool:
    """Whether the last event of one of somebody's (purpose, subject) pairs gave consent."""
    rows = session.execute(
        select(col(ConsentEvent.purpose), col(ConsentEvent.subject), col(ConsentEvent.what))
        .where(col(ConsentEvent.account_id) == account_id, col(ConsentEvent.purpose).in_(purposes))
        .order_by(WRITTEN)
    )
    return "given" in {(row.purpose, row.subject): row.what for row in rows}.values()


def is_stopped(
    session: Session, email_hash: str, purposes: Collection[str], *, since: datetime | None = None
) -> bool:
    """Whether a hash is on the stop-list for one of the purposes, since a moment where one is told."""
    query = select(col(StopEntry.email_hash)).where(
        col(StopEntry.email_hash) == email_hash, col(StopEntry.purpose).in_(purposes)
    )
    if since is not None:
        query = query.where(col(StopEntry.at) >= since)
    return session.execute(query.limit(1)).first() is not None


def list_stopped(session: Session, purposes: Collection[str]) -> frozenset[str]:
    """List every hash on the stop-list for one of the purposes."""
    rows = session.execute(select(col(StopEntry.email_hash)).where(col(StopEntry.purpose).in_(purposes)))
    return frozenset(rows.scalars())
