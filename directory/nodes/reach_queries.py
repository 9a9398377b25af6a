"""Every read of parishes and their people, and of the nodes that may reach them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlmodel import Session

Rows = Sequence[Row[Any]]

_PARISHES = text(
    "SELECT code, name, district_code, population FROM area "
    "WHERE level = 'parish' AND release = (SELECT max(release) FROM area) ORDER BY code"
)
_DISTRICTS = text(
    "SELECT code, name FROM area "
    "WHERE level = 'district' AND release = (SELECT max(release) FROM area) ORDER BY name"
)
_HOMES = text(
    "SELECT parish, easting, northing FROM postcode WHERE status = 'live' AND parish IN :codes "
    "AND easting IS NOT NULL ORDER BY key"
).bindparams(bindparam("codes", expanding=True))
_NODES = text(
    "SELECT l.id, l.slug, l.name, l.kind, l.phone, p.easting, p.northing, EXISTS ("
    "SELECT 1 FROM listing_category c WHERE c.listing_id = l.id AND c.category = 'library') AS library "
    "FROM listing l JOIN service_at_location s ON s.listing_id = l.id "
    "JOIN location p ON p.id = s.location_id "
    "WHERE l.status = 'active' AND NOT l.visiting AND NOT l.sensitive AND p.easting IS NOT NULL "
    "AND (l.kind IN ('parish_council', 'hub') OR library) ORDER BY l.slug, p.id"
)


def list_parishes(session: Session) -> Rows:
    """List every parish with its district and how many live there."""
    return session.connection().execute(_PARISHES).all()


def list_districts(session: Session) -> Rows:
    """List the districts by name."""
    return session.connection().execute(_DISTRICTS).all()


def list_homes(session: Session, parishes: Collection[str]) -> Rows:
    """List the points of the live postcodes of parishes."""
    return session.connection().execute(_HOMES, {"codes": sorted(parishes)}).all()


def list_nodes(session: Session) -> Rows:
    """List the parish councils, hubs and libraries with a place of their own, one line a place."""
    return session.connection().execute(_NODES).all()
