"""Rooms that can be hired, made up at places that the directory holds, for tests."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import text
from sqlmodel import Session

from directory.store import mark_changed
from directory.venues.models import Room, RoomPrice, RoomRule, Venue, VenueFacility

WHEN = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class MadeRoom:
    """A room as a test says it."""

    slug: str = "main"
    has: tuple[str, ...] = ()
    has_not: tuple[str, ...] = ()
    holds: int | None = None
    prices: tuple[tuple[str, str, int], ...] = ()
    """Hirer, per, pence."""
    opens: tuple[tuple[str, str, int], ...] = ()
    """First time, rule, minutes."""
    closes: tuple[tuple[str, str, int], ...] = ()
    least_min: int = 60


@dataclass(frozen=True)
class MadeVenue:
    """A building as a test says it."""

    listing_id: UUID
    status: str = "open"
    opens_on: date | None = None
    opens_said: date | None = None
    closes_on: date | None = None
    has: tuple[str, ...] = ()
    rooms: tuple[MadeRoom, ...] = field(default=())


def venues_with_places(session: Session, district: str | None = None) -> list[UUID]:
    """List the hubs and venues of the directory with a place, in the order of their slugs."""
    rows = session.connection().execute(
        text(
            "SELECT DISTINCT l.id, l.slug FROM listing l JOIN service_at_location s ON s.listing_id = l.id "
            "JOIN location p ON p.id = s.location_id WHERE l.kind IN ('hub', 'venue') "
            "AND l.status = 'active' AND NOT l.visiting AND NOT l.sensitive AND p.precision = 'postcode' "
            "AND (:district IS NULL OR p.district = :district) ORDER BY l.slug"
        ),
        {"district": district},
    )
    return [UUID(row.id) for row in rows]


def write_venues(session: Session, *venues: MadeVenue) -> None:
    """Write buildings and their rooms in place of all there are, and say that venues have changed."""
    clear_venues(session)
    for venue in venues:
        session.add(
            Venue(
                listing_id=venue.listing_id,
                status=venue.status,
                opens_on=venue.opens_on,
                opens_said=venue.opens_said,
                closes_on=venue.closes_on,
                updated_at=WHEN,
            )
        )
        _facilities(session, venue.listing_id, None, venue.has, ())
        for room in venue.rooms:
            _write_room(session, venue.listing_id, room)
    mark_changed(session, "venues")
    session.commit()


def clear_venues(session: Session) -> None:
    """Forget every building and room, those that ship too."""
    for table in ("room_rule", "room_price", "venue_facility", "room", "venue"):
        session.connection().execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names from here
    mark_changed(session, "venues")
    session.commit()


def _write_room(session: Session, listing_id: UUID, room: MadeRoom) -> None:
    room_id = uuid5(NAMESPACE_URL, f"{listing_id}/{room.slug}")
    session.add(
        Room(
            id=room_id,
            listing_id=listing_id,
            slug=room.slug,
            name=room.slug.capitalize(),
            capacity={} if room.holds is None else {"theatre": room.holds},
            least_min=room.least_min,
            updated_at=WHEN,
        )
    )
    session.flush()
    _facilities(session, listing_id, room_id, room.has, room.has_not)
    for number, (hirer, per, pence) in enumerate(room.prices):
        session.add(
            RoomPrice(
                id=uuid5(room_id, f"price {number}"), room_id=room_id, hirer=hirer, per=per, pence=pence
            )
        )
    for kind, rules in (("open", room.opens), ("closed", room.closes)):
        for number, (starts, rrule, minutes) in enumerate(rules):
            session.add(
                RoomRule(
                    id=uuid5(room_id, f"{kind} {number}"),
                    room_id=room_id,
                    kind=kind,
                    starts_local=starts,
                    minutes=minutes,
                    rrule=rrule,
                )
            )


def _facilities(
    session: Session, listing_id: UUID, room_id: UUID | None, has: tuple[str, ...], has_not: tuple[str, ...]
) -> None:
    for word, there in [*((word, True) for word in has), *((word, False) for word in has_not)]:
        session.add(
            VenueFacility(
                id=uuid5(room_id or listing_id, f"facility {word}"),
                listing_id=listing_id,
                room_id=room_id,
                facility=word,
                has=there,
            )
        )
