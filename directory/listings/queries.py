"""Every read of one listing and its parts."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlmodel import Session, col

from directory.listings.models import Listing
from directory.words import Departure

MOST_SITES = 400
_AT_ONCE = 500
_MERGED = (col(Listing.departure) == Departure.MERGED.value, col(Listing.goes_to).is_not(None))

_BY_SLUG = text(
    "SELECT l.*, o.name AS organization_name, o.url AS organization_url FROM listing l "
    "LEFT JOIN organization o ON o.id = l.organization_id WHERE l.slug = :slug"
)
_BY_ID = text(
    "SELECT l.*, o.name AS organization_name, o.url AS organization_url FROM listing l "
    "LEFT JOIN organization o ON o.id = l.organization_id WHERE l.id = :id"
)
_FORMER = text("SELECT l.slug FROM former_slug f JOIN listing l ON l.id = f.listing_id WHERE f.slug = :slug")
_SITES = text(
    "SELECT s.id AS site_id, s.opening_hours, s.hours_note, p.name, p.address, p.postcode, p.precision, "
    "p.lon, p.lat, p.lsoa11, p.lsoa21, p.ward, p.parish, p.parish_estimated, p.district "
    "FROM service_at_location s JOIN location p ON p.id = s.location_id "
    "WHERE s.listing_id = :id ORDER BY p.name, p.address, s.id LIMIT :limit"
)
_SCHEDULES = text(
    "SELECT t.* FROM schedule t JOIN service_at_location s ON s.id = t.service_at_location_id "
    "WHERE s.listing_id = :id"
)
_CATEGORIES = text(
    "SELECT c.slug, c.label FROM listing_category lc JOIN category c ON c.slug = lc.category "
    "WHERE lc.listing_id = :id ORDER BY c.label"
)
_INSTANCES = text("SELECT * FROM instance WHERE listing_id = :id")
_LANGUAGES = text("SELECT language FROM listing_language WHERE listing_id = :id ORDER BY language")
_SERVES = text("SELECT area_code FROM service_area WHERE listing_id = :id ORDER BY area_code")
_SOURCES = text(
    "SELECT s.title, s.publisher, s.licence, s.credit, r.url, r.source_id, r.record_date "
    "FROM source_record r JOIN source s ON s.key = r.source WHERE r.listing_id = :id "
    "ORDER BY r.record_date DESC, s.title"
)
_ALL_CATEGORIES = text("SELECT * FROM category ORDER BY heading, label")
_ALL_SOURCES = text(
    "SELECT s.*, COUNT(r.id) AS records FROM source s LEFT JOIN source_record r ON r.source = s.key "
    "GROUP BY s.key ORDER BY s.title"
)
_COUNTS = text("SELECT kind, COUNT(*) AS listings FROM listing WHERE status = 'active' GROUP BY kind")
_CONFIRMED = text("SELECT COUNT(*) FROM listing WHERE status = 'active' AND assured_date IS NOT NULL")
_LEFT_OUT = text("SELECT listing_id FROM group_profile WHERE hide_similar")
_ALL_SLUGS = text("SELECT slug, updated_at FROM listing WHERE status = 'active' ORDER BY slug")
_RECORD = {
    # SQLite keeps the order of writing in rowid; a record's parts are always written together.
    "categories": text("SELECT category FROM listing_category WHERE listing_id = :id ORDER BY rowid"),
    "languages": text("SELECT language FROM listing_language WHERE listing_id = :id ORDER BY rowid"),
    "serves": text("SELECT area_code FROM service_area WHERE listing_id = :id ORDER BY rowid"),
    "instances": text("SELECT capital, reason, basis FROM instance WHERE listing_id = :id ORDER BY rowid"),
    "sources": text(
        "SELECT source, source_id, url, record_date FROM source_record WHERE listing_id = :id ORDER BY rowid"
    ),
    "sites": text(
        "SELECT s.opening_hours, s.hours_note, p.name, p.address, p.postcode, p.precision, p.lon, p.lat, "
        "p.stated_parish, p.stated_district "
        "FROM service_at_location s JOIN location p ON p.id = s.location_id "
        "WHERE s.listing_id = :id ORDER BY s.rowid"
    ),
}

Rows = Sequence[Row[Any]]


def find_by_slug(session: Session, slug: str) -> Row[Any] | None:
    """Find a listing by its address."""
    return session.connection().execute(_BY_SLUG, {"slug": slug}).first()


def find_by_id(session: Session, hex_id: str) -> Row[Any] | None:
    """Find a listing by the hex of its id."""
    return session.connection().execute(_BY_ID, {"id": hex_id}).first()


def find_former(session: Session, slug: str) -> str | None:
    """Find the address a listing has now, by one it used to have."""
    return session.connection().execute(_FORMER, {"slug": slug}).scalar()


def list_sites(session: Session, hex_id: str) -> Rows:
    """List the places of a listing."""
    return session.connection().execute(_SITES, {"id": hex_id, "limit": MOST_SITES}).all()


def list_parts(session: Session, hex_id: str) -> dict[str, Rows]:
    """List the other parts of a listing."""
    parts = {
        "schedules": _SCHEDULES,
        "categories": _CATEGORIES,
        "instances": _INSTANCES,
        "languages": _LANGUAGES,
        "serves": _SERVES,
        "sources": _SOURCES,
    }
    connection = session.connection()
    return {name: connection.execute(statement, {"id": hex_id}).all() for name, statement in parts.items()}


def list_categories(session: Session) -> Rows:
    """List every category under its heading."""
    return session.connection().execute(_ALL_CATEGORIES).all()


def list_sources(session: Session) -> Rows:
    """List every source with how many records came from it."""
    return session.connection().execute(_ALL_SOURCES).all()


def count_by_kind(session: Session) -> dict[str, int]:
    """Count the active listings of each kind."""
    return {row.kind: row.listings for row in session.connection().execute(_COUNTS)}


def count_confirmed(session: Session) -> int:
    """Count the active listings that somebody has confirmed here."""
    return int(session.connection().execute(_CONFIRMED).scalar_one())


def list_left_out(session: Session) -> frozenset[str]:
    """List the hex ids of the listings that do not want to be shown as similar to others."""
    return frozenset(session.connection().execute(_LEFT_OUT).scalars())


def list_slugs(session: Session) -> Rows:
    """List the address of every listing."""
    return session.connection().execute(_ALL_SLUGS).all()


def record_rows(session: Session, hex_id: str) -> dict[str, Rows]:
    """List the parts of a listing as a record has them, in the order they were written in."""
    connection = session.connection()
    return {name: connection.execute(statement, {"id": hex_id}).all() for name, statement in _RECORD.items()}


def merged_into(session: Session, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Tell into which other each of some listings was merged; who was not is not told of."""
    found: dict[UUID, UUID] = {}
    for some in _some(ids):
        moved = select(col(Listing.id), col(Listing.goes_to)).where(col(Listing.id).in_(some), *_MERGED)
        found |= {row.id: row.goes_to for row in session.execute(moved)}
    return found


def merged_from(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """List what was merged into some listings."""
    found: set[UUID] = set()
    for some in _some(ids):
        found.update(session.scalars(select(col(Listing.id)).where(col(Listing.goes_to).in_(some), *_MERGED)))
    return found


def _some(ids: Collection[UUID]) -> list[list[UUID]]:
    wanted = list(ids)
    return [wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE)]
