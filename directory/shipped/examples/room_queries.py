"""Where may example rooms stand, and what of theirs is put right again?"""

from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session, col

from directory.venues.models import Room, RoomRule, SchoolTerm, Venue


def described_here(session: Session) -> frozenset[UUID]:
    """List the listings of which somebody wrote here as a building, or of whose rooms."""
    venues = session.scalars(select(col(Venue.listing_id)).where(~col(Venue.shipped), ~col(Venue.example)))
    rooms = session.scalars(select(col(Room.listing_id)).where(~col(Room.example)))
    return frozenset((*venues, *rooms))


def remove_rules(session: Session, room_id: UUID) -> None:
    """Take away the calendar of a room."""
    session.execute(delete(RoomRule).where(col(RoomRule.room_id) == room_id))
    session.expire_all()


def authorities_with_terms(session: Session) -> set[str]:
    """List the authorities whose school terms are known."""
    return set(session.scalars(select(col(SchoolTerm.authority)).distinct()))


def remove_terms(session: Session, source: str) -> None:
    """Take away the school terms of a source."""
    session.execute(delete(SchoolTerm).where(col(SchoolTerm.source) == source))
    session.expire_all()
