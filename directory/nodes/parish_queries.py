"""Every read for the pages of parishes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel import Session

Rows = Sequence[Row[Any]]
_PARISHES = text(
    "SELECT a.code, a.name, a.district_code, a.subtype, a.population, a.imd_score "
    "FROM area a WHERE a.level = 'parish' AND a.release = "
    "(SELECT MAX(b.release) FROM area b WHERE b.code = a.code AND b.level = 'parish') ORDER BY a.code"
)
_RURALITY = text(
    "SELECT p.parish, a.rural_urban, COUNT(*) AS postcodes FROM postcode p "
    "JOIN area a ON a.code = p.lsoa21 AND a.release = '2021' "
    "WHERE p.inside AND p.status = 'live' AND p.parish IS NOT NULL AND a.rural_urban IS NOT NULL "
    "GROUP BY p.parish, a.rural_urban"
)
_COUNCIL = text(
    "SELECT l.id, l.slug, l.name, l.phone, l.email, l.url, l.owned FROM search_entry e "
    "JOIN listing l ON l.id = e.listing_id WHERE e.parish = :code AND e.kind = 'parish_council' "
    "ORDER BY e.no LIMIT 1"
)
_CARE = text(
    "SELECT at, actor_role FROM audit_entry WHERE subject = 'parish' AND subject_id = :code "
    "AND action = :action ORDER BY at DESC LIMIT 1"
)
_PLACES = (
    "SELECT l.id, l.slug, l.name, s.id AS at, p.parish, p.parish_estimated, p.name AS place, p.address, "
    "p.postcode, p.precision, p.lon, p.lat FROM location p "
    "JOIN service_at_location s ON s.location_id = p.id JOIN listing l ON l.id = s.listing_id "
)
_PLACED = text(
    f"{_PLACES} WHERE p.parish = :code AND l.kind <> 'parish_council' "  # noqa: S608
    "AND p.precision IN ('exact', 'postcode') AND NOT l.visiting "
    "AND (p.parish_estimated OR p.stated_parish IS NOT NULL) "
    "AND EXISTS (SELECT 1 FROM search_entry e WHERE e.listing_id = l.id) "
    "ORDER BY p.parish_estimated DESC, l.name, p.postcode, p.id LIMIT :most"
)
_PLACE = text(f"{_PLACES} WHERE s.id = :at")
_CODES = text("SELECT DISTINCT code FROM area WHERE level = 'parish' ORDER BY code")


def list_parishes(session: Session) -> Rows:
    """List every parish with its newest figures, by code."""
    return session.connection().execute(_PARISHES).all()


def list_rurality(session: Session) -> Rows:
    """Count the live postcodes of each parish by the class of the neighbourhood they are in."""
    return session.connection().execute(_RURALITY).all()


def find_council(session: Session, code: str) -> Row[Any] | None:
    """Find the listing of a parish's council."""
    return session.connection().execute(_COUNCIL, {"code": code}).first()


def find_care(session: Session, code: str, action: str) -> Row[Any] | None:
    """Find when somebody last did something for a parish, and in which role."""
    return session.connection().execute(_CARE, {"code": code, "action": action}).first()


def list_placed(session: Session, code: str, most: int) -> Rows:
    """List the places of listings in a parish put there by postcode or point, the doubtful first."""
    return session.connection().execute(_PLACED, {"code": code, "most": most}).all()


def find_placed(session: Session, at: UUID) -> Row[Any] | None:
    """Find a listing at a place."""
    return session.connection().execute(_PLACE, {"at": at.hex}).first()


def list_codes(session: Session) -> tuple[str, ...]:
    """List the code of every parish and unparished area."""
    return tuple(session.connection().execute(_CODES).scalars())
