"""Every read that paper needs and cards do not give."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlmodel import Session

_WAYS = text(
    "SELECT id, phone, email, url, free, cost_note, min_age, max_age, step_free, status "
    "FROM listing WHERE id IN :ids"
).bindparams(bindparam("ids", expanding=True))
_COUNCIL = text(
    "SELECT l.id FROM listing l JOIN service_at_location s ON s.listing_id = l.id "
    "JOIN location p ON p.id = s.location_id "
    "WHERE l.kind = 'parish_council' AND l.status = 'active' AND p.parish = :parish ORDER BY l.slug LIMIT 1"
)


def ways_of(session: Session, hex_ids: Sequence[str]) -> Mapping[str, Row[Any]]:
    """Read how listings are reached and what they cost, by the hex of their ids."""
    return {row.id: row for row in session.connection().execute(_WAYS, {"ids": list(hex_ids)})}


def find_council(session: Session, parish: str) -> UUID | None:
    """Find the listing of a parish's council."""
    found = session.connection().execute(_COUNCIL, {"parish": parish}).scalar()
    return None if found is None else UUID(found)
