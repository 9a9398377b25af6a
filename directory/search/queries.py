"""Every read of the search tables. SQLite's full-text dialect is kept in this file.

Statements are constants of this module; what people typed only ever travels as bound values.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlmodel import Session

Rows = Sequence[Row[Any]]

_MATCHES = "SELECT rowid FROM search_text WHERE search_text MATCH ? ORDER BY rowid"
_SCORED = (
    "SELECT rowid, bm25(search_text, 10.0, 4.0, 3.0, 1.0) FROM search_text "
    "WHERE search_text MATCH ? ORDER BY rowid"
)
"""A word counts most in the name, then in what it is about, then in the place, then in the summary."""
_TEXTS = "SELECT name, about, place, summary FROM search_text"
_MARK = "SELECT mark FROM change_mark WHERE noun = ?"
_ENTRIES = text("SELECT * FROM search_entry ORDER BY no, id")
_LISTINGS = text(
    "SELECT l.id, l.slug, l.name, l.kind, l.summary, l.assured_date, l.source_date, l.sensitive, l.visiting, "
    "l.time_note, l.unconfirmed_since, l.recruiting, l.accepts_referrals, "
    "(SELECT COUNT(*) FROM service_at_location s WHERE s.listing_id = l.id) AS site_count, "
    "(SELECT group_concat(area_code, '|') FROM service_area a WHERE a.listing_id = l.id) AS serves, "
    "(SELECT group_concat(DISTINCT r.source) FROM source_record r WHERE r.listing_id = l.id) AS sources, "
    "(SELECT r.source || '|' || COALESCE(r.record_date, '') FROM source_record r WHERE r.listing_id = l.id "
    " ORDER BY r.record_date DESC, r.source LIMIT 1) AS newest "
    "FROM listing l WHERE l.id IN :ids"
).bindparams(bindparam("ids", expanding=True))
_SITES = text(
    "SELECT s.id AS site_id, s.opening_hours, s.hours_note, p.name, p.address, p.postcode, p.precision, "
    "p.lon, p.lat, p.lsoa11, p.lsoa21, p.ward, p.parish, p.parish_estimated, p.district "
    "FROM service_at_location s JOIN location p ON p.id = s.location_id WHERE s.id IN :ids"
).bindparams(bindparam("ids", expanding=True))
_WIDE = text(
    "SELECT listing_id FROM service_area WHERE area_code IN :codes UNION "
    "SELECT listing_id FROM search_entry WHERE easting IS NULL AND district IN :codes"
).bindparams(bindparam("codes", expanding=True))
_LABELS = text("SELECT slug, label FROM category ORDER BY label")
_SOURCE_TITLES = text("SELECT key, title FROM source")
_DISTRICT_NAMES = text("SELECT DISTINCT code, name FROM area WHERE level = 'district' ORDER BY code")


def matching_numbers(session: Session, expression: str) -> list[int]:
    """List the numbers of the listings whose words match."""
    rows = session.connection().exec_driver_sql(_MATCHES, (expression,)).fetchall()
    return [row[0] for row in rows]


def scored_numbers(session: Session, expression: str) -> list[tuple[int, float]]:
    """List the numbers of the listings whose words match, with how well: the lower the better."""
    rows = session.connection().exec_driver_sql(_SCORED, (expression,)).fetchall()
    return [(row[0], row[1]) for row in rows]


def change_mark(session: Session, noun: str) -> str:
    """Read the mark that changes with every change of a kind of published fact; empty before the first."""
    found = session.connection().exec_driver_sql(_MARK, (noun,)).scalar()
    return "" if found is None else str(found)


def entry_rows(session: Session) -> Rows:
    """Read the whole flat table, in order of the listings' numbers."""
    return session.connection().execute(_ENTRIES).all()


def listing_rows(session: Session, listing_ids: Sequence[str]) -> Mapping[str, Row[Any]]:
    """Read what a card says of listings, by the hex of their ids."""
    return {row.id: row for row in session.connection().execute(_LISTINGS, {"ids": list(listing_ids)})}


def site_rows(session: Session, site_ids: Sequence[str]) -> Mapping[str, Row[Any]]:
    """Read places with their hours, by the hex of the site ids."""
    return {row.site_id: row for row in session.connection().execute(_SITES, {"ids": list(site_ids)})}


def wide_ids(session: Session, codes: Sequence[str]) -> tuple[UUID, ...]:
    """List the listings that serve one of several whole areas, or are known only to be in a district."""
    rows = session.connection().execute(_WIDE, {"codes": list(codes)})
    return tuple(UUID(row.listing_id) for row in rows)


def category_labels(session: Session) -> dict[str, str]:
    """Read every category's label, in the order of labels."""
    return {row.slug: row.label for row in session.connection().execute(_LABELS)}


def source_titles(session: Session) -> dict[str, str]:
    """Read every source's title."""
    return {row.key: row.title for row in session.connection().execute(_SOURCE_TITLES)}


def district_names(session: Session) -> dict[str, str]:
    """Read the names of the districts of the area."""
    return {row.code: row.name for row in session.connection().execute(_DISTRICT_NAMES)}


def all_texts(session: Session) -> list[str]:
    """Read every text of the full-text index."""
    rows = session.connection().exec_driver_sql(_TEXTS).fetchall()
    return [" ".join(row) for row in rows]
