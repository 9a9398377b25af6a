"""Which fairs are there, and who has a stall? Reads of the directory store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session, col, select

from directory.fairs.models import Fair, Stall
from directory.listings.models import Listing


def find(session: Session, slug: str) -> Fair | None:
    """Find a fair by its address."""
    return session.exec(select(Fair).where(col(Fair.slug) == slug)).one_or_none()


def list_after(session: Session, moment: datetime, *, states: Sequence[str]) -> Sequence[Fair]:
    """List the fairs that end after a moment, the next first."""
    ahead = select(Fair).where(col(Fair.ends_at) > moment, col(Fair.state).in_(states))
    return session.exec(ahead.order_by(col(Fair.starts_at), col(Fair.slug))).all()


def list_stalls(session: Session, fair_id: UUID) -> Sequence[Row[Any]]:
    """List the stalls of a fair whose groups are shown, by number."""
    return session.execute(
        select(Stall, col(Listing.slug), col(Listing.name))
        .join(Listing, col(Listing.id) == col(Stall.listing_id))
        .where(col(Stall.fair_id) == fair_id, col(Listing.status) != "inactive")
        .order_by(col(Stall.number))
    ).all()


def stalls_of(session: Session, fair_id: UUID) -> list[Stall]:
    """List every stall that was taken, to change it."""
    return list(session.exec(select(Stall).where(col(Stall.fair_id) == fair_id)))


def shown(session: Session, listing_id: UUID) -> tuple[str, str] | None:
    """Give address and name of a listing that is shown."""
    row = session.execute(
        select(col(Listing.slug), col(Listing.name)).where(
            col(Listing.id) == listing_id, col(Listing.status) != "inactive"
        )
    ).first()
    return None if row is None else (row.slug, row.name)
