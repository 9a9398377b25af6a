"""Which listing does an address of the desk mean? By its slug, a former one, or its id."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from directory.accounts.policies import ListingState, state_of
from directory.errors import NotFound
from directory.listings.lookup import find_at


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
    found = find_at(session, address)
    if found is None:
        raise NotFound("There is no such listing. It may have been removed, or the address may be mistyped.")
    state = state_of(found.status, found.departure, found.visible_until)
    return ListingAt(found.id, found.slug, found.name, found.email, found.owned, state)
