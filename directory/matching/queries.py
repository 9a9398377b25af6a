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

_DISTRICT = (
    "(SELECT p.district FROM service_at_location s JOIN location p ON p.id = s.location_id "
    "WHERE s.listing_id = {} AND p.district IS NOT NULL ORDER BY s.id LIMIT 1)"
)
_PAIRS = text(
    "SELECT m.first, m.second, m.score, m.reasons, m.against, a.slug AS first_slug, a.name AS first_name, "  # noqa: S608
    f"b.slug AS second_slug, b.name AS second_name, {_DISTRICT.format('m.first')} AS first_district, "
    f"{_DISTRICT.format('m.second')} AS second_district FROM match_pair m "
    "JOIN listing a ON a.id = m.first AND a.departure IS NULL "
    "JOIN listing b ON b.id = m.second AND b.departure IS NULL ORDER BY m.score DESC, m.first, m.second"
)
_MERGES = text(
    "SELECT m.id, m.winner, m.loser, m.at, a.slug AS winner_slug, a.name AS winner_name, "  # noqa: S608
    f"b.slug AS loser_slug, b.name AS loser_name, {_DISTRICT.format('m.winner')} AS winner_district, "
    f"{_DISTRICT.format('m.loser')} AS loser_district FROM merge m JOIN listing a ON a.id = m.winner "
    "JOIN listing b ON b.id = m.loser WHERE m.undone_at IS NULL ORDER BY m.at DESC, m.id"
)


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


def list_pairs(session: Session) -> Rows:
    """List the pairs nobody has looked at, with the names of both, the likeliest first."""
    return session.connection().execute(_PAIRS).all()


def list_merges(session: Session) -> Rows:
    """List the merges that can be undone, the newest first."""
    return session.connection().execute(_MERGES).all()
