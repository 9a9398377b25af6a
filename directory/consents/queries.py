"""Every read of the ledger and of the stop-list."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, literal_column, select
from sqlmodel import Session, col

from directory.consents.models import ConsentEvent, StopEntry

_WRITTEN: Final[ColumnElement[int]] = literal_column("consent_event.rowid")
"""Of two events of one instant the one written later counts."""


def last_word(session: Session, account_id: UUID, purpose: str, at: datetime | None) -> str | None:
    """Find what somebody said last of a purpose, up to a moment where one is told."""
    query = select(col(ConsentEvent.what)).where(
        col(ConsentEvent.account_id) == account_id, col(ConsentEvent.purpose) == purpose
    )
    if at is not None:
        query = query.where(col(ConsentEvent.at) <= at)
    return session.execute(query.order_by(col(ConsentEvent.at).desc(), _WRITTEN.desc()).limit(1)).scalar()


def last_way(session: Session, account_id: UUID, purpose: str) -> str | None:
    """Find in what way somebody said their last word of a purpose."""
    return session.execute(
        select(col(ConsentEvent.how))
        .where(col(ConsentEvent.account_id) == account_id, col(ConsentEvent.purpose) == purpose)
        .order_by(col(ConsentEvent.at).desc(), _WRITTEN.desc())
        .limit(1)
    ).scalar()


def is_stopped(session: Session, email_hash: str, purposes: Collection[str]) -> bool:
    """Whether a hash is on the stop-list for one of the purposes."""
    found = session.execute(
        select(col(StopEntry.email_hash))
        .where(col(StopEntry.email_hash) == email_hash, col(StopEntry.purpose).in_(purposes))
        .limit(1)
    ).first()
    return found is not None


def list_stopped(session: Session, purposes: Collection[str]) -> frozenset[str]:
    """List every hash on the stop-list for one of the purposes."""
    rows = session.execute(select(col(StopEntry.email_hash)).where(col(StopEntry.purpose).in_(purposes)))
    return frozenset(rows.scalars())
