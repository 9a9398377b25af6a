"""Every read of the store that the feed makes: a fixed number of statements for a page, whatever is on it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, TextClause, bindparam, text
from sqlmodel import Session

from api.oruk.selection import SERVICE, VISIBLE, Selection

Rows = Sequence[Row[Any]]
_PLACES: Final = (
    "FROM service_at_location s JOIN listing l ON l.id = s.listing_id JOIN location p ON p.id = s.location_id"
)
_SERVICES: Final = (
    "SELECT l.*, o.name AS organization_name, o.url AS organization_url FROM listing l "
    "LEFT JOIN organization o ON o.id = l.organization_id WHERE l.id IN :ids ORDER BY l.id"
)
_SITE: Final = (
    "SELECT s.id AS site_id, s.listing_id, s.opening_hours, s.hours_note, p.id AS location_id, p.name, "
    "p.address, p.postcode, p.precision, p.lon, p.lat, p.parish, p.district, l.step_free "
    f"{_PLACES} "
)
_SITES_OF: Final = f"{_SITE} WHERE s.listing_id IN :ids ORDER BY p.name, p.address, s.id"
_SITES: Final = f"{_SITE} WHERE s.id IN :ids ORDER BY s.id"
_PARTS: Final = {
    "schedules": "SELECT t.*, x.listing_id FROM schedule t JOIN service_at_location x "
    "ON x.id = t.service_at_location_id WHERE x.listing_id IN :ids ORDER BY t.id",
    "categories": "SELECT * FROM listing_category WHERE listing_id IN :ids ORDER BY category",
    "capitals": "SELECT * FROM instance WHERE listing_id IN :ids",
    "languages": "SELECT * FROM listing_language WHERE listing_id IN :ids ORDER BY language",
    "areas": "SELECT * FROM service_area WHERE listing_id IN :ids ORDER BY area_code",
    "sources": "SELECT r.listing_id, s.title, s.publisher, s.licence, s.credit, r.url, r.record_date "
    "FROM source_record r JOIN source s ON s.key = r.source WHERE r.listing_id IN :ids "
    "ORDER BY r.record_date DESC, s.title, r.id",
}
_ORGANIZATION_KEYS: Final = (
    "SELECT 0 AS part, o.id AS id, o.name AS name, '' AS about FROM organization o "  # noqa: S608
    f"WHERE EXISTS (SELECT 1 FROM listing l WHERE l.organization_id = o.id AND {SERVICE}) "
    "UNION ALL SELECT 1, l.id, l.name, l.summary FROM listing l "
    f"WHERE l.kind = 'parish_council' AND {VISIBLE} "
    "UNION ALL SELECT 2, l.id, l.name, CASE WHEN l.kind = 'group' THEN l.summary ELSE '' END FROM listing l "
    f"WHERE l.organization_id IS NULL AND {SERVICE} ORDER BY 1, 2"
)
_ORGANIZATIONS: Final = "SELECT * FROM organization WHERE id IN :ids"
_LISTINGS: Final = (
    "SELECT l.*, (SELECT p.district FROM service_at_location s JOIN location p ON p.id = s.location_id "
    "WHERE s.listing_id = l.id ORDER BY s.id LIMIT 1) AS district, "
    "(SELECT p.parish FROM service_at_location s JOIN location p ON p.id = s.location_id "
    "WHERE s.listing_id = l.id ORDER BY s.id LIMIT 1) AS parish FROM listing l WHERE l.id IN :ids"
)
_DISTRICTS: Final = (
    "SELECT DISTINCT p.district AS code, a.name, o.id, o.url, c.organisation, c.url AS contact_url "  # noqa: S608
    f"{_PLACES} JOIN area a ON a.code = p.district AND a.level = 'district' "
    "LEFT JOIN contact_point c ON c.id = (SELECT MIN(k.id) FROM contact_point k "
    "WHERE k.area_code = p.district AND k.organisation LIKE a.name || ' %' "
    "AND k.organisation LIKE '%Council%') "
    "LEFT JOIN organization o ON o.name = c.organisation "
    f"WHERE l.kind = 'parish_council' AND {VISIBLE} ORDER BY p.district"
)
_SERVICES_OF: Final = (
    "SELECT l.id, l.name, l.status, l.organization_id FROM listing l WHERE (l.organization_id IN :ids "  # noqa: S608
    f"OR (l.organization_id IS NULL AND l.id IN :own)) AND {SERVICE} ORDER BY l.id"
)


def count_services(session: Session, chosen: Selection) -> int:
    """Count the services selected."""
    return _count(session, "FROM listing l", chosen)


def count_places(session: Session, chosen: Selection) -> int:
    """Count the places selected."""
    return _count(session, _PLACES, chosen)


def service_ids(
    session: Session, chosen: Selection, *, limit: int, offset: int = 0, after: str = ""
) -> list[str]:
    """List the ids of services selected, in the order of the feed."""
    return _ids(session, "SELECT l.id FROM listing l", "l.id", chosen, (limit, offset, after))


def place_ids(
    session: Session, chosen: Selection, *, limit: int, offset: int = 0, after: str = ""
) -> list[str]:
    """List the ids of services at locations selected, in the order of the feed."""
    return _ids(session, f"SELECT s.id {_PLACES}", "s.id", chosen, (limit, offset, after))


def minimal_rows(session: Session, chosen: Selection, *, limit: int, offset: int = 0) -> Rows:
    """List id and last change of services selected."""
    return _ask(
        session,
        f"SELECT l.id, l.updated_at FROM listing l WHERE {chosen.where} ORDER BY l.id "  # noqa: S608
        "LIMIT :limit OFFSET :offset",
        {**chosen.values, "limit": limit, "offset": offset},
        chosen.lists,
    )


def service_rows(session: Session, ids: Sequence[str]) -> Rows:
    """Read services with their organization, in the order of the feed."""
    return _by_ids(session, _SERVICES, ids)


def site_rows_of(session: Session, ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
    """Read the places of services."""
    return _grouped(_by_ids(session, _SITES_OF, ids))


def site_rows(session: Session, ids: Sequence[str]) -> Rows:
    """Read places, in the order of the feed."""
    return _by_ids(session, _SITES, ids)


def part_rows(session: Session, ids: Sequence[str]) -> dict[str, dict[str, list[Row[Any]]]]:
    """Read the other parts of services."""
    return {name: _grouped(_by_ids(session, statement, ids)) for name, statement in _PARTS.items()}


def organization_keys(session: Session, today: str) -> Rows:
    """List every organization that may be told of, with what a search of them looks through."""
    return _ask(session, _ORGANIZATION_KEYS, {"today": today}, ())


def organization_rows(session: Session, ids: Sequence[str]) -> Rows:
    """Read organizations."""
    return _by_ids(session, _ORGANIZATIONS, ids)


def listing_rows(session: Session, ids: Sequence[str]) -> Rows:
    """Read listings that are organizations themselves."""
    return _by_ids(session, _LISTINGS, ids)


def district_rows(session: Session, today: str) -> Rows:
    """Read whose parishes are published: the districts, with the name of the council where it is known."""
    return _ask(session, _DISTRICTS, {"today": today}, ())


def services_of(session: Session, ids: Sequence[str], own: Sequence[str], today: str) -> Rows:
    """List the services of organizations, and of listings that stand for their own."""
    values = {"ids": list(ids), "own": list(own), "today": today}
    return _ask(session, _SERVICES_OF, values, ("ids", "own"))


def _count(session: Session, tables: str, chosen: Selection) -> int:
    rows = _ask(session, f"SELECT COUNT(*) AS n {tables} WHERE {chosen.where}", chosen.values, chosen.lists)
    return int(rows[0].n)


def _ids(session: Session, select: str, key: str, chosen: Selection, part: tuple[int, int, str]) -> list[str]:
    limit, offset, after = part
    rows = _ask(
        session,
        f"{select} WHERE {chosen.where} AND {key} > :after ORDER BY {key} LIMIT :limit OFFSET :offset",
        {**chosen.values, "limit": limit, "offset": offset, "after": after},
        chosen.lists,
    )
    return [row.id for row in rows]


def _by_ids(session: Session, statement: str, ids: Sequence[str]) -> Rows:
    return _ask(session, statement, {"ids": list(ids)}, ("ids",)) if ids else ()


def _ask(session: Session, statement: str, values: Any, lists: Sequence[str]) -> Rows:  # noqa: ANN401 - bound
    asked: TextClause = text(statement)
    if lists:
        asked = asked.bindparams(*(bindparam(name, expanding=True) for name in lists))
    return session.connection().execute(asked, values).all()


def _grouped(rows: Rows) -> dict[str, list[Row[Any]]]:
    found: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.listing_id].append(row)
    return found
