"""Every read of what groups say of themselves."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import Session, col

from directory.areas.models import Area
from directory.listings.models import (
    Instance,
    Listing,
    ListingCategory,
    ListingLanguage,
    Location,
    ServiceArea,
    ServiceAtLocation,
)
from directory.profiles.models import GroupProfile

Rows = Sequence[Row[Any]]
_CHUNK = 500
_LISTING = tuple(
    col(getattr(Listing, name))
    for name in ("id", "slug", "name", "kind", "size_band", "reach", "status", "min_age", "max_age")
)
_TOLD = tuple(col(getattr(GroupProfile, name)) for name in GroupProfile.model_fields)
_PLACE = tuple(
    col(getattr(Location, name))
    for name in ("lon", "lat", "precision", "lsoa21", "ward", "parish", "district")
)


def list_listings(session: Session, ids: Collection[UUID] | None) -> Rows:
    """List the listings of some ids, or every one that is shown."""
    if ids is None:
        shown = select(*_LISTING).where(col(Listing.status) == "active").order_by(col(Listing.name))
        return session.execute(shown).all()
    wanted = select(*_LISTING).order_by(col(Listing.name))
    return [row for some in _chunks(ids) for row in session.execute(wanted.where(col(Listing.id).in_(some)))]


def list_told(session: Session, ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """List what listings told of themselves."""
    found: dict[UUID, Row[Any]] = {}
    for some in _chunks(ids):
        rows = session.execute(select(*_TOLD).where(col(GroupProfile.listing_id).in_(some)))
        found |= {row.listing_id: row for row in rows}
    return found


def find_told(session: Session, listing_id: UUID) -> GroupProfile | None:
    """Find what a listing told, to change it."""
    return session.get(GroupProfile, listing_id, populate_existing=True)


def list_places(session: Session, ids: Collection[UUID]) -> dict[UUID, list[Row[Any]]]:
    """List where listings are, as finely as each place may be told."""
    found: dict[UUID, list[Row[Any]]] = {}
    for some in _chunks(ids):
        rows = session.execute(
            select(col(ServiceAtLocation.listing_id), *_PLACE)
            .join(Location, col(Location.id) == col(ServiceAtLocation.location_id))
            .where(col(ServiceAtLocation.listing_id).in_(some))
            .order_by(col(Location.id))
        )
        for row in rows:
            found.setdefault(row.listing_id, []).append(row)
    return found


def list_words(session: Session, ids: Collection[UUID]) -> dict[str, dict[UUID, list[str]]]:
    """List the capitals listings carry, what they are about, and the languages they work in."""
    tables = {
        "capitals": (col(Instance.listing_id), col(Instance.capital)),
        "categories": (col(ListingCategory.listing_id), col(ListingCategory.category)),
        "languages": (col(ListingLanguage.listing_id), col(ListingLanguage.language)),
    }
    found: dict[str, dict[UUID, list[str]]] = {name: {} for name in tables}
    for name, (listing, word) in tables.items():
        for some in _chunks(ids):
            rows = session.execute(
                select(listing.label("listing"), word.label("word")).where(listing.in_(some)).order_by(word)
            )
            for row in rows:
                found[name].setdefault(row.listing, []).append(row.word)
    return found


def list_served(session: Session, ids: Collection[UUID]) -> dict[UUID, list[Row[Any]]]:
    """List the areas that listings serve, each with its level and district where it is one of the ONS."""
    area = select(col(Area.code), col(Area.level), col(Area.district_code)).distinct().subquery()
    found: dict[UUID, list[Row[Any]]] = {}
    for some in _chunks(ids):
        rows = session.execute(
            select(
                col(ServiceArea.listing_id), col(ServiceArea.area_code), area.c.level, area.c.district_code
            )
            .outerjoin(area, area.c.code == col(ServiceArea.area_code))
            .where(col(ServiceArea.listing_id).in_(some))
            .order_by(col(ServiceArea.area_code))
        )
        for row in rows:
            found.setdefault(row.listing_id, []).append(row)
    return found


def _chunks(ids: Collection[UUID]) -> Iterable[list[UUID]]:
    known = list(ids)
    return (known[start : start + _CHUNK] for start in range(0, len(known), _CHUNK))
