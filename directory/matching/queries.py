"""Every read for matching."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlmodel import Session

Rows = Sequence[Row[Any]]

_LISTINGS = text(
    "SELECT l.id, l.slug, l.name, l.kind, l.email, l.phone, l.url, o.name AS organization "
    "FROM listing l LEFT JOIN organization o ON o.id = l.organization_id "
    "WHERE l.kind <> 'parish_council' AND l.departure IS NULL ORDER BY l.id"
)
_CATEGORIES = text("SELECT listing_id, category FROM listing_category ORDER BY listing_id, category")
_PLACES = text(
    "SELECT s.listing_id, p.name, p.postcode, p.precision, p.easting, p.northing, p.parish, p.district "
    "FROM service_at_location s JOIN location p ON p.id = s.location_id ORDER BY s.listing_id, s.id"
)
_DECIDED = text("SELECT first, second FROM match_decision")


def list_listings(session: Session) -> Rows:
    """List what may be matched: everything that has not departed, but parishes, which are never two."""
    return session.connection().execute(_LISTINGS).all()


def list_categories(session: Session) -> Rows:
    """List what each listing is about."""
    return session.connection().execute(_CATEGORIES).all()


def list_places(session: Session) -> Rows:
    """List where each listing is."""
    return session.connection().execute(_PLACES).all()


def list_decided(session: Session) -> Rows:
    """List the pairs that a person has looked at."""
    return session.connection().execute(_DECIDED).all()
