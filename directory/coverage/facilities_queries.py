"""Every read of what rooms are open when, and of places that tell of no room."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel import Session

AnyRow = Row[Any]
Rows = Sequence[AnyRow]

_RULES = text(
    "SELECT room_id, kind, starts_local, minutes, rrule, weeks FROM room_rule "
    "WHERE kind IN ('open', 'closed') ORDER BY room_id, id"
)
_SILENT = text(
    "SELECT l.id, l.slug, l.name, l.step_free, p.easting, p.northing, "
    "v.status, v.opens_on, v.closes_on, v.opens_said, v.example, "
    "(SELECT group_concat(f.facility || '=' || f.has) FROM venue_facility f "
    " WHERE f.listing_id = l.id AND f.room_id IS NULL) AS facilities "
    "FROM listing l JOIN service_at_location s ON s.listing_id = l.id "
    "JOIN location p ON p.id = s.location_id LEFT JOIN venue v ON v.listing_id = l.id "
    "WHERE l.kind IN ('hub', 'venue') AND l.status = 'active' AND NOT l.visiting AND NOT l.sensitive "
    "AND p.easting IS NOT NULL AND p.precision IN ('exact', 'postcode') "
    "AND NOT EXISTS (SELECT 1 FROM room r WHERE r.listing_id = l.id AND NOT r.closed) "
    "ORDER BY l.id, s.id"
)
_PUT_OFF = text("SELECT listing_id, opens_said FROM venue WHERE opens_said IS NOT NULL")
_SEEKING = text("SELECT listing_id FROM group_profile WHERE seeks LIKE '%\"rooms\"%'")
_STEP_FREE = text(
    "SELECT id, step_free FROM listing WHERE step_free IS NOT NULL AND kind IN ('hub', 'venue')"
)


def list_rules(session: Session) -> Rows:
    """List when each room is open for hire and when it is closed."""
    return session.connection().execute(_RULES).all()


def list_silent(session: Session) -> Rows:
    """List the places of hubs and venues that tell of no room, with what is told of the building."""
    return session.connection().execute(_SILENT).all()


def list_put_off(session: Session) -> Rows:
    """List the places whose opening was put off, with the day first said."""
    return session.connection().execute(_PUT_OFF).all()


def list_step_free(session: Session) -> Rows:
    """List the hubs and venues whose listing says whether they are step-free."""
    return session.connection().execute(_STEP_FREE).all()


def list_seeking_rooms(session: Session) -> list[UUID]:
    """List the listings whose profile says that they seek a room."""
    return [UUID(row.listing_id) for row in session.connection().execute(_SEEKING)]
