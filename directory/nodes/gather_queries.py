"""Every read of the days held at a hub or a hall, and of what gathers at the hubs of a district."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import Session, col

from directory.fairs.models import Fair


def list_days_of(
    session: Session, listings: Collection[UUID], after: datetime, before: datetime
) -> Sequence[Row[Any]]:
    """List the open days at some listings that are on in a stretch of time, the next first."""
    return session.execute(
        select(col(Fair.listing_id), col(Fair.title), col(Fair.example))
        .where(
            col(Fair.listing_id).in_(listings),
            col(Fair.state) == "open",
            col(Fair.ends_at) > after,
            col(Fair.starts_at) < before,
        )
        .order_by(col(Fair.starts_at), col(Fair.slug))
    ).all()


def list_days(session: Session, listing_id: UUID, after: datetime, limit: int) -> Sequence[Fair]:
    """List the open fairs, rally days and training at a place that are not over, the next first."""
    return (
        session.execute(
            select(Fair)
            .where(col(Fair.listing_id) == listing_id, col(Fair.state) == "open", col(Fair.ends_at) > after)
            .order_by(col(Fair.starts_at), col(Fair.slug))
            .limit(limit)
        )
        .scalars()
        .all()
    )
