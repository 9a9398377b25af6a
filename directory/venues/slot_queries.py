"""Every read of the calendars of rooms: their lines, and which quarters of an hour are booked."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, bindparam, func, select, text
from sqlmodel import Session, col

from directory.venues import queries
from directory.venues.calendar import Line, read_local
from directory.venues.models import Booking, BookingSpan, Room, RoomCalendar, RoomQuarter, RoomRule
from directory.venues.quarters import RoomLines
from directory.venues.terms import authority_of
from directory.venues.words import VenueStatus

_ROOMS: Final = text(
    "SELECT r.id, r.listing_id, r.ask_only, v.status, v.opens_on, v.closes_on FROM room r "
    "LEFT JOIN venue v ON v.listing_id = r.listing_id WHERE NOT r.closed ORDER BY r.id"
)
_TAKEN: Final = (
    "SELECT room_id, min(quarter) AS first, count(*) AS number FROM room_quarter "
    "WHERE quarter >= :begin AND quarter < :end"
)
_ALL_TAKEN: Final = text(f"{_TAKEN} GROUP BY room_id, span_id")
_SOME_TAKEN: Final = text(f"{_TAKEN} AND room_id IN :rooms GROUP BY room_id, span_id").bindparams(
    bindparam("rooms", expanding=True)
)
_FEW: Final = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """How bookings stood when they were read."""

    changed_at: datetime | None
    quarters: int
    """How many are taken, of the days of the axis."""


def read_lines(session: Session) -> tuple[RoomLines, ...]:
    """Read the calendars of all rooms that are let, as they are written."""
    lines: dict[UUID, list[Line]] = defaultdict(list)
    for rule in session.execute(select(*_RULE)).all():
        lines[rule.room_id].append(line_of(rule))
    places = queries.first_places(session)
    found = []
    for row in session.connection().execute(_ROOMS).all():
        place = places.get(row.listing_id)
        found.append(
            RoomLines(
                room_id=UUID(row.id),
                lines=tuple(sorted(lines.get(UUID(row.id), ()), key=repr)),
                authority=authority_of(place.district if place is not None else None),
                opens_on=_opens_on(row),
                closes_on=date.fromisoformat(row.closes_on) if row.closes_on else None,
                ask_only=bool(row.ask_only),
            )
        )
    return tuple(found)


_RULE: Final = (
    col(RoomRule.room_id),
    col(RoomRule.kind),
    col(RoomRule.starts_local),
    col(RoomRule.minutes),
    col(RoomRule.rrule),
    col(RoomRule.exdates),
    col(RoomRule.weeks),
    col(RoomRule.not_bank_holidays),
)


def line_of(rule: Row[Any] | RoomRule) -> Line:
    """Read a line of a calendar."""
    return Line(
        kind=rule.kind,
        starts=read_local(rule.starts_local),
        minutes=rule.minutes,
        rrule=rule.rrule,
        exdates=frozenset(date.fromisoformat(day) for day in rule.exdates),
        weeks=rule.weeks,
        not_bank_holidays=rule.not_bank_holidays,
    )


def _opens_on(row: Row[Any]) -> date | None:
    """Tell from when a building is there: one that is planned for no day known, on none; a closed one too."""
    if row.status == VenueStatus.CLOSED.value or (
        row.status == VenueStatus.PLANNED.value and not row.opens_on
    ):
        return date.max
    return date.fromisoformat(row.opens_on) if row.opens_on else None


def seen_now(session: Session, begin: int, end: int) -> Seen:
    """Tell how bookings stand, of the rooms that are let, between two quarters since 1970."""
    changed_at = session.execute(select(func.max(col(Booking.updated_at)))).scalar_one()
    let = select(col(Room.id)).where(~col(Room.closed))
    quarters = session.execute(
        select(func.count()).where(
            col(RoomQuarter.quarter) >= begin,
            col(RoomQuarter.quarter) < end,
            col(RoomQuarter.room_id).in_(let),
        )
    ).scalar_one()
    return Seen(changed_at, quarters)


def changed_since(session: Session, before: Seen) -> set[UUID]:
    """Name the rooms with a booking that was made or changed since; some more do no harm."""
    changed = select(col(Booking.room_id)).distinct()
    if before.changed_at is not None:
        changed = changed.where(col(Booking.updated_at) >= before.changed_at)
    return set(session.execute(changed).scalars())


def read_bookings(
    session: Session, begin: int, end: int, rooms: Collection[UUID] | None = None
) -> dict[UUID, list[tuple[int, int]]]:
    """Read when rooms are booked: the first quarter since 1970 and how many of each time."""
    if rooms is None or len(rooms) > _FEW:
        rows: Sequence[Row[Any]] = (
            session.connection().execute(_ALL_TAKEN, {"begin": begin, "end": end}).all()
        )
    else:
        asked = {"begin": begin, "end": end, "rooms": [room.hex for room in rooms]}
        rows = session.connection().execute(_SOME_TAKEN, asked).all()
    found: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        found[UUID(row.room_id)].append((row.first, row.number))
    return found


def rules_of(session: Session, room_id: UUID) -> list[RoomRule]:
    """List the lines of one room's calendar, to show or change them."""
    rows = select(RoomRule).where(col(RoomRule.room_id) == room_id)
    return list(session.execute(rows.order_by(col(RoomRule.starts_local), col(RoomRule.id))).scalars())


def rules_from(session: Session, source: str) -> list[RoomRule]:
    """List the lines that were read from a calendar."""
    return list(session.execute(select(RoomRule).where(col(RoomRule.source) == source)).scalars())


def calendars_of(session: Session, room_id: UUID | None = None) -> list[RoomCalendar]:
    """List the calendars that are read for a room, or for all."""
    rows = select(RoomCalendar)
    if room_id is not None:
        rows = rows.where(col(RoomCalendar.room_id) == room_id)
    return list(session.execute(rows.order_by(col(RoomCalendar.id))).scalars())


def find_booking(session: Session, enquiry_id: UUID) -> Booking | None:
    """Find the booking made of an enquiry, given up ones too."""
    return session.execute(select(Booking).where(col(Booking.enquiry_id) == enquiry_id)).scalar_one_or_none()


def bookings_after(session: Session, room_id: UUID, moment: datetime) -> list[Booking]:
    """List the bookings of a room with a time that ends after a moment."""
    ids = select(col(BookingSpan.booking_id)).where(
        col(BookingSpan.room_id) == room_id, col(BookingSpan.ends_at) > moment
    )
    return list(session.execute(select(Booking).where(col(Booking.id).in_(ids))).scalars())


def spans_of(session: Session, booking_id: UUID) -> list[BookingSpan]:
    """List the times of a booking, the first first."""
    rows = select(BookingSpan).where(col(BookingSpan.booking_id) == booking_id)
    return list(session.execute(rows.order_by(col(BookingSpan.starts_at))).scalars())


def is_taken(session: Session, room_id: UUID, quarters: range) -> bool:
    """Whether one of some quarters of an hour of a room is booked."""
    taken = select(col(RoomQuarter.quarter)).where(
        col(RoomQuarter.room_id) == room_id,
        col(RoomQuarter.quarter) >= quarters.start,
        col(RoomQuarter.quarter) < quarters.stop,
    )
    return session.execute(taken.limit(1)).first() is not None
