"""Every read of the work list."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlmodel import Session

from directory.worklist.models import WorkItem

Rows = Sequence[Row[Any]]
_ITEMS = (
    "SELECT w.*, a.name AS area_name, d.name AS district_name FROM work_item w "
    "LEFT JOIN area a ON a.code = w.area_code AND a.release = "
    "(SELECT MAX(release) FROM area WHERE code = w.area_code) "
    "LEFT JOIN area d ON d.code = a.district_code AND d.release = a.release {where} "
    "ORDER BY w.subject, d.name, a.name, w.area_code"
)


def list_items(session: Session, subject: str | None, area: str | None) -> Rows:
    """List where each asking stands, of one subject and one parish where told."""
    wanted = [("w.subject = :subject", subject), ("w.area_code = :area", area)]
    where = " AND ".join(clause for clause, value in wanted if value is not None)
    values = {"subject": subject, "area": area}
    used = {name: value for name, value in values.items() if value is not None}
    return (
        session.connection().execute(text(_ITEMS.format(where=f"WHERE {where}" if where else "")), used).all()
    )


def find_item(session: Session, area_code: str, subject: str) -> WorkItem | None:
    """Find where one asking stands."""
    return session.get(WorkItem, (area_code, subject))


_NODES = text(
    "SELECT p.parish, l.slug, l.name, "
    "coalesce(l.phone, l.email, l.url) IS NOT NULL AS reachable FROM listing l "
    "JOIN service_at_location s ON s.listing_id = l.id JOIN location p ON p.id = s.location_id "
    "WHERE l.kind = 'parish_council' AND l.status = 'active' "
    "AND p.parish IS NOT NULL ORDER BY p.parish, l.slug"
)


def list_nodes(session: Session) -> Rows:
    """List the parishes that have a listing of their own, with its address."""
    return session.connection().execute(_NODES).all()
