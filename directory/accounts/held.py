"""Which listings does somebody look after, and how fresh are they? Reads the directory store."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from directory.accounts.policies import ListingState, state_of
from directory.listings.models import Listing


@dataclass(frozen=True, slots=True)
class HeldListing:
    """A listing that somebody looks after."""

    id: UUID
    slug: str
    name: str
    state: ListingState
    assured_date: date | None
    unconfirmed_since: date | None
    closed_until: date | None


def held_listings(directory_session: Session, ids: Iterable[UUID]) -> tuple[HeldListing, ...]:
    """Read them, the longest unconfirmed first; one that is no longer there is left out."""
    rows = directory_session.execute(
        select(
            col(Listing.id),
            col(Listing.slug),
            col(Listing.name),
            col(Listing.status),
            col(Listing.departure),
            col(Listing.visible_until),
            col(Listing.assured_date),
            col(Listing.unconfirmed_since),
            col(Listing.closed_until),
        )
        .where(col(Listing.id).in_(list(ids)))
        .order_by(col(Listing.assured_date).is_not(None), col(Listing.assured_date), col(Listing.name))
    )
    return tuple(
        HeldListing(
            id=row.id,
            slug=row.slug,
            name=row.name,
            state=state_of(row.status, row.departure, row.visible_until),
            assured_date=row.assured_date,
            unconfirmed_since=row.unconfirmed_since,
            closed_until=row.closed_until,
        )
        for row in rows
    )
