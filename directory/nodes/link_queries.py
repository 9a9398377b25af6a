"""Every read of what hangs together: places that share a postcode, hubs near, the parishes of a district."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlmodel import Session

from directory.nodes.parish_themes import MEETING_PLACES

Rows = Sequence[Row[Any]]

_PARISHES = text(
    "SELECT DISTINCT p.parish AS code, p.parish_estimated AS estimated, a.name, c.slug AS council_slug, "
    "c.name AS council_name FROM service_at_location s JOIN location p ON p.id = s.location_id "
    "JOIN area a ON a.code = p.parish AND a.release = '2021' "
    "LEFT JOIN (SELECT l.id, l.slug, l.name, cp.parish FROM listing l "
    "JOIN service_at_location cs ON cs.listing_id = l.id JOIN location cp ON cp.id = cs.location_id "
    "WHERE l.kind = 'parish_council' AND l.status != 'inactive') c ON c.parish = p.parish AND c.id != :id "
    "WHERE s.listing_id = :id ORDER BY a.name LIMIT :limit"
)
_BESIDE = text(
    "SELECT s.listing_id AS of_id, o.name AS of_name, o.kind AS of_kind, p.id AS of_location, "
    "p.name AS of_place, p.address AS of_address, l.id, l.slug, l.name, l.kind, l.status, "
    "q.id AS location, q.name AS place, q.address, EXISTS (SELECT 1 FROM listing_category c "
    "WHERE c.listing_id = l.id AND c.category IN ('digital-skills', 'digital-access')) AS helps_online, "
    "EXISTS (SELECT 1 FROM schedule x WHERE x.service_at_location_id = t.id AND x.freq = 'WEEKLY') "
    "AS weekly FROM service_at_location s JOIN listing o ON o.id = s.listing_id "
    "JOIN location p ON p.id = s.location_id "
    "JOIN location q ON q.id = p.id OR q.postcode = p.postcode "
    "JOIN service_at_location t ON t.location_id = q.id JOIN listing l ON l.id = t.listing_id "
    "WHERE s.listing_id IN :ids AND l.id != s.listing_id AND l.status != 'inactive' AND NOT l.sensitive "
    "AND NOT l.visiting AND NOT o.visiting"
).bindparams(bindparam("ids", expanding=True))
_HUBS_NEAR = text(
    "SELECT l.slug, l.name, MIN((q.easting - :e) * (q.easting - :e) + (q.northing - :n) * (q.northing - :n)) "
    "AS d2 FROM location q JOIN service_at_location t ON t.location_id = q.id "
    "JOIN listing l ON l.id = t.listing_id WHERE l.kind = 'hub' AND l.status != 'inactive' "
    "AND l.id != :id AND NOT l.visiting AND NOT l.sensitive AND q.precision IN ('exact', 'postcode') "
    "AND q.easting BETWEEN :e - :r AND :e + :r "
    "AND q.northing BETWEEN :n - :r AND :n + :r "
    "GROUP BY l.id HAVING d2 <= :r * :r ORDER BY d2, l.name LIMIT 1"
)
_POINT = text(
    "SELECT p.easting, p.northing FROM service_at_location s JOIN location p ON p.id = s.location_id "
    "WHERE s.listing_id = :id AND p.easting IS NOT NULL AND p.precision IN ('exact', 'postcode') "
    "ORDER BY s.id LIMIT 1"
)
_PARISHES_OF_DISTRICT = text(
    "SELECT a.code, a.name, a.population, a.population_estimated, a.subtype, "
    "COUNT(DISTINCT CASE WHEN l.kind != 'parish_council' THEN l.id END) AS listings, "
    "COUNT(DISTINCT CASE WHEN l.kind IN ('hub', 'venue') AND EXISTS (SELECT 1 FROM listing_category c "
    "WHERE c.listing_id = l.id AND c.category IN :meeting) THEN l.id END) AS hubs, "
    "COUNT(DISTINCT CASE WHEN l.recruiting IS NOT NULL THEN l.id END) AS recruiting, "
    "MAX(CASE WHEN l.kind = 'parish_council' THEN l.slug END) AS council_slug "
    "FROM area a LEFT JOIN location p ON p.parish = a.code "
    "LEFT JOIN service_at_location s ON s.location_id = p.id "
    "LEFT JOIN listing l ON l.id = s.listing_id AND l.status != 'inactive' "
    "WHERE a.level = 'parish' AND a.release = '2021' AND a.district_code = :district "
    "GROUP BY a.code ORDER BY a.name"
).bindparams(bindparam("meeting", expanding=True))
_HUBS_OF_DISTRICT = text(
    "SELECT l.id, l.slug, l.name, MIN(p.parish) AS parish "
    "FROM listing l JOIN service_at_location s ON s.listing_id = l.id "
    "JOIN location p ON p.id = s.location_id "
    "WHERE l.kind = 'hub' AND l.status != 'inactive' AND NOT l.visiting AND NOT l.sensitive "
    "AND p.district = :district "
    "GROUP BY l.id ORDER BY l.name"
)


def list_parishes_of(session: Session, hex_id: str, limit: int) -> Rows:
    """List the parishes a listing has places in, each with its council's listing."""
    return session.connection().execute(_PARISHES, {"id": hex_id, "limit": limit}).all()


def list_beside(session: Session, listings: Iterable[UUID]) -> Rows:
    """List what has the same postcode as some listings, with the words both stand in."""
    return session.connection().execute(_BESIDE, {"ids": [each.hex for each in listings]}).all()


def find_point(session: Session, hex_id: str) -> Row[Any] | None:
    """Find where a listing is, if that may be told more finely than by parish (EPSG:27700 metres)."""
    return session.connection().execute(_POINT, {"id": hex_id}).first()


def find_hub_near(
    session: Session, hex_id: str, easting: float, northing: float, within_m: float
) -> Row[Any] | None:
    """Find the nearest hub to a point that is not this listing, with its squared distance."""
    asked = {"id": hex_id, "e": easting, "n": northing, "r": within_m}
    return session.connection().execute(_HUBS_NEAR, asked).first()


def list_parishes_in(session: Session, district: str) -> Rows:
    """List the parishes of a district with what hangs on each, counted."""
    return (
        session.connection()
        .execute(_PARISHES_OF_DISTRICT, {"district": district, "meeting": sorted(MEETING_PLACES)})
        .all()
    )


def list_hubs_in(session: Session, district: str) -> Rows:
    """List the hubs of a district by name."""
    return session.connection().execute(_HUBS_OF_DISTRICT, {"district": district}).all()
