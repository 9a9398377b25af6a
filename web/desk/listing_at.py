"""Which listing does an address of the desk mean? By its slug, a former one, or its id."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from directory.accounts.policies import ListingState, state_of
from directory.errors import NotFound
from directory.listings.models import FormerSlug, Listing


@dataclass(frozen=True, slots=True)
class ListingAt:
    """What pages about one listing need to know of it."""

    id: UUID
    slug: str
    name: str
    email: str | None
    owned: bool
    state: ListingState


def listing_at(session: Session, address: str) -> ListingAt:
    """Find the listing, shown or not; letters name it by its id, which never changes."""
    found = session.execute(select(Listing).where(col(Listing.slug) == address)).scalar_one_or_none()
    found = found or _by_id(session, address) or _by_former(session, address)
    if found is None:
        raise NotFound("There is no such listing. It may have been removed, or the address may be mistyped.")
    state = state_of(found.status, found.departure, found.visible_until)
    return ListingAt(found.id, found.slug, found.name, found.email, found.owned, state)


def _by_id(session: Session, address: str) -> Listing | None:
    try:
        return session.get(Listing, UUID(address))
    except ValueError:
        return None


def _by_former(session: Session, address: str) -> Listing | None:
    return session.execute(
        select(Listing)
        .join(FormerSlug, col(FormerSlug.listing_id) == col(Listing.id))
        .where(col(FormerSlug.slug) == address)
    ).scalar_one_or_none()
