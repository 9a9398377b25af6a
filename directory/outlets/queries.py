"""Every read and write of the places that take printed copies."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlmodel import Session, col, select

from directory.outlets.models import Delivery, Outlet

_OUTLETS = text(
    "SELECT o.*, d.title, d.edition, d.sent_on FROM outlet o "
    "LEFT JOIN delivery d ON d.id = (SELECT e.id FROM delivery e WHERE e.outlet_id = o.id "
    " ORDER BY e.sent_on DESC, e.id LIMIT 1) "
    "WHERE o.ended_on IS NULL AND o.district = :district ORDER BY o.name, o.id"
)
_LISTED = text(
    "SELECT DISTINCT l.id, l.name, c.category, p.postcode, p.parish, p.district FROM listing l "
    "JOIN listing_category c ON c.listing_id = l.id "
    "JOIN service_at_location s ON s.listing_id = l.id JOIN location p ON p.id = s.location_id "
    "WHERE c.category IN :categories AND l.status = 'active' AND NOT l.sensitive AND NOT l.visiting "
    "AND p.precision IN ('exact', 'postcode') AND p.district = :district ORDER BY l.name, l.id, p.postcode"
).bindparams(bindparam("categories", expanding=True))
_SURGERIES = text(
    "SELECT r.id, r.name, r.postcode, p.parish FROM reference_place r "
    "LEFT JOIN postcode p ON p.postcode = r.postcode "
    "WHERE r.kind = 'gp_practice' AND r.district_code = :district ORDER BY r.name, r.id"
)

Rows = Sequence[Row[Any]]


def list_outlets(session: Session, district: str) -> Rows:
    """List the outlets of a district with what each was sent last."""
    return session.connection().execute(_OUTLETS, {"district": district}).all()


def list_listed(session: Session, district: str, categories: Iterable[str]) -> Rows:
    """List the listings of a district of some categories, with their places."""
    values = {"district": district, "categories": list(categories)}
    return session.connection().execute(_LISTED, values).all()


def list_surgeries(session: Session, district: str) -> Rows:
    """List the GP surgeries of a district."""
    return session.connection().execute(_SURGERIES, {"district": district}).all()


def known_ids(session: Session, district: str) -> frozenset[UUID]:
    """List the ids of the outlets of a district, those that ended too."""
    return frozenset(session.exec(select(Outlet.id).where(Outlet.district == district)))


def find(session: Session, ids: Iterable[UUID]) -> Sequence[Outlet]:
    """Find outlets that take copies still."""
    found = select(Outlet).where(col(Outlet.id).in_(list(ids)), col(Outlet.ended_on).is_(None))
    return session.exec(found.order_by(Outlet.name)).all()


def find_delivery(session: Session, delivery_id: UUID) -> Delivery | None:
    """Find one delivery."""
    return session.get(Delivery, delivery_id)
