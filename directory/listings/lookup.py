"""Which listing does an address or a name mean, shown or not? For those who look after listings."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from directory.listings.models import FormerSlug, Listing

MOST: Final = 20


def find_at(session: Session, address: str) -> Listing | None:
    """Find a listing by its slug, its id, which never changes, or a slug it used to have."""
    found = session.scalars(select(Listing).where(col(Listing.slug) == address)).one_or_none()
    return found or _by_id(session, address) or _by_former(session, address)


def _by_id(session: Session, address: str) -> Listing | None:
    try:
        return session.get(Listing, UUID(address))
    except ValueError:
        return None


def _by_former(session: Session, address: str) -> Listing | None:
    former = select(Listing).join(FormerSlug, col(FormerSlug.listing_id) == col(Listing.id))
    return session.scalars(former.where(col(FormerSlug.slug) == address)).one_or_none()


def list_named(session: Session, name: str) -> Sequence[Listing]:
    """List the listings of exactly a name, capitals aside; at most 20."""
    return _list(session, func.lower(col(Listing.name)) == name.lower())


def list_alike(session: Session, part: str) -> Sequence[Listing]:
    """List the listings with a text in their name; at most 20."""
    return _list(session, col(Listing.name).contains(part, autoescape=True))


def list_by_id(session: Session, ids: Collection[UUID]) -> Sequence[Listing]:
    """List the listings of these ids, by name; at most 20."""
    return _list(session, col(Listing.id).in_(list(ids)))


def _list(session: Session, condition: ColumnElement[bool]) -> Sequence[Listing]:
    return session.scalars(select(Listing).where(condition).order_by(col(Listing.name)).limit(MOST)).all()
