"""Every read for feeds, calendars and the map of the site.

What is in the search index is what is shown today, so the index says which listings and where.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlmodel import Session

Rows = Sequence[Row[Any]]

_HERE = (
    "SELECT e.listing_id FROM search_entry e WHERE e.kind <> 'parish_council' AND "
    ":code IN (e.lsoa11, e.lsoa21, e.ward, e.parish, e.district)"
)
_NEWS = text(
    "SELECT l.id AS listing_id, l.slug, l.name, l.summary, l.id, l.created_at AS at, NULL AS changes "  # noqa: S608
    f"FROM listing l WHERE l.id IN ({_HERE}) "
    "UNION ALL "
    "SELECT l.id, l.slug, l.name, l.summary, v.id, v.at, v.changes "
    f"FROM listing_version v JOIN listing l ON l.id = v.listing_id WHERE l.id IN ({_HERE}) AND v.number > 1 "
    "ORDER BY at DESC, id LIMIT :most"
)
_TIMES = (
    "SELECT t.id, l.slug, l.name, l.summary, p.name AS place, p.address, p.postcode, t.freq, t.byday, "
    "t.opens_at, t.closes_at, l.created_at, l.visible_from, l.visible_until, l.updated_at FROM schedule t "
    "JOIN service_at_location s ON s.id = t.service_at_location_id "
    "JOIN location p ON p.id = s.location_id JOIN listing l ON l.id = s.listing_id "
)
_TIMES_HERE = text(
    f"{_TIMES} WHERE l.kind IN ('group', 'service') "  # noqa: S608
    "AND :code IN (p.lsoa11, p.lsoa21, p.ward, p.parish, p.district) "
    "AND EXISTS (SELECT 1 FROM search_entry e WHERE e.listing_id = l.id) "
    "ORDER BY l.name, t.id LIMIT :most"
)
_TIMES_OF = text(
    f"{_TIMES} WHERE l.slug = :slug "  # noqa: S608
    "AND EXISTS (SELECT 1 FROM search_entry e WHERE e.listing_id = l.id) ORDER BY t.id LIMIT :most"
)
_LISTINGS = text(
    "SELECT l.slug, l.updated_at FROM listing l "
    "WHERE EXISTS (SELECT 1 FROM search_entry e WHERE e.listing_id = l.id) ORDER BY l.slug"
)
_AREAS = text("SELECT DISTINCT code FROM area WHERE level IN ('district', 'ward', 'parish') ORDER BY code")


_PARISHES = text("SELECT DISTINCT code FROM area WHERE level = 'parish' ORDER BY code")


def list_parishes(session: Session) -> Sequence[str]:
    """List the codes of parishes and unparished areas."""
    return session.connection().execute(_PARISHES).scalars().all()


def list_news(session: Session, code: str, most: int) -> Rows:
    """List what is new and what was changed in an area, the newest first."""
    return session.connection().execute(_NEWS, {"code": code, "most": most}).all()


def list_times_here(session: Session, code: str, most: int) -> Rows:
    """List when groups and services in an area are on."""
    return session.connection().execute(_TIMES_HERE, {"code": code, "most": most}).all()


def list_times_of(session: Session, slug: str, most: int) -> Rows:
    """List when one listing is on or open."""
    return session.connection().execute(_TIMES_OF, {"slug": slug, "most": most}).all()


def list_listings(session: Session) -> Rows:
    """List every listing that is shown."""
    return session.connection().execute(_LISTINGS).all()


def list_areas(session: Session) -> Sequence[str]:
    """List the codes of areas that people know by name."""
    return session.connection().execute(_AREAS).scalars().all()
