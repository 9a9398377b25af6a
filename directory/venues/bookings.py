"""Is a room kept for somebody, and can it be kept twice? It cannot: each quarter of an hour is taken once.

A booking takes the quarters of all its times in one transaction, or none. Which ones were taken meanwhile is
told by the table's own key, not by having looked before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from directory import clock
from directory.errors import Conflict, InvalidInput, NotFound
from directory.speech import clock_time
from directory.store import mark_changed
from directory.venues import slot_queries as queries
from directory.venues.models import Booking, BookingSpan, Room, RoomQuarter

QUARTER_S: Final = 900
MOST_SPANS: Final = 120
"""Times of one booking: two years of weeks, and some."""
LONGEST: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Span:
    """A time, aware UTC, on whole quarters of an hour."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class BookingRead:
    """A booking with its times, the first first."""

    id: UUID
    room_id: UUID
    enquiry_id: UUID | None
    state: str
    spans: tuple[Span, ...]


class RoomTaken(Conflict):
    """Somebody has the room at some of the times; nothing was kept."""

    def __init__(self, spans: Sequence[Span]) -> None:
        """Name the days, as people in London know them."""
        self.spans = tuple(spans)
        days = ", ".join(
            f"{span.starts_at.astimezone(clock.LONDON):%-d %B %Y} at {clock_time(span.starts_at)}"
            for span in self.spans[:5]
        )
        more = f" and {len(self.spans) - 5} more" if len(self.spans) > 5 else ""  # noqa: PLR2004 - as above
        super().__init__(f"The room is taken on {days}{more}. Nothing was kept: offer other times.")


def hold(
    session: Session,
    room_id: UUID,
    spans: Sequence[Span],
    *,
    enquiry_id: UUID | None = None,
    state: str = "provisional",
) -> UUID:
    """Keep a room at all of these times; RoomTaken, and nothing kept, where it cannot be at one of them.

    Said again for the same enquiry it gives the booking that there is, with the state it is to have now.
    """
    if session.get(Room, room_id) is None:
        raise NotFound("There is no such room.")
    times = _checked(spans)
    now = clock.now()
    if enquiry_id is not None:
        held = queries.find_booking(session, enquiry_id)
        if held is not None and held.state != "cancelled":
            held.state, held.updated_at = state, now
            _mark(session)
            return held.id
        if held is not None:
            session.delete(held)
            session.flush()
    booking = Booking(
        id=uuid4(), room_id=room_id, enquiry_id=enquiry_id, state=state, created_at=now, updated_at=now
    )
    try:
        with session.begin_nested():
            session.add(booking)
            session.flush()
            _take(session, booking.id, room_id, times)
    except IntegrityError:
        raise RoomTaken(taken_of(session, room_id, times) or times[:1]) from None
    _mark(session)
    return booking.id


def _take(session: Session, booking_id: UUID, room_id: UUID, times: Sequence[Span]) -> None:
    rows = [(uuid4(), span) for span in times]
    session.execute(
        insert(BookingSpan),
        [
            {
                "id": span_id,
                "booking_id": booking_id,
                "room_id": room_id,
                "starts_at": span.starts_at,
                "ends_at": span.ends_at,
            }
            for span_id, span in rows
        ],
    )
    session.execute(
        insert(RoomQuarter),
        [
            {"room_id": room_id, "quarter": quarter, "span_id": span_id}
            for span_id, span in rows
            for quarter in quarters_of(span)
        ],
    )


def confirm(session: Session, booking_id: UUID) -> None:
    """Let a provisional booking be firm."""
    booking = _live(session, booking_id)
    booking.state, booking.updated_at = "confirmed", clock.now()
    _mark(session)


def cancel(session: Session, booking_id: UUID) -> None:
    """Give all its times back; said twice it is the same."""
    booking = session.get(Booking, booking_id)
    if booking is None or booking.state == "cancelled":
        return
    spans = select(BookingSpan.id).where(col(BookingSpan.booking_id) == booking_id)
    session.execute(delete(RoomQuarter).where(col(RoomQuarter.span_id).in_(spans)))
    session.execute(delete(BookingSpan).where(col(BookingSpan.booking_id) == booking_id))
    booking.state, booking.updated_at = "cancelled", clock.now()
    _mark(session)


def booking_of(session: Session, enquiry_id: UUID) -> BookingRead | None:
    """Give the booking made of an enquiry; None where there is none."""
    booking = queries.find_booking(session, enquiry_id)
    return None if booking is None else _read(session, booking)


def bookings_of_room(session: Session, room_id: UUID, *, after: datetime) -> tuple[BookingRead, ...]:
    """List the bookings of a room that end after a moment, the next first."""
    found = [_read(session, each) for each in queries.bookings_after(session, room_id, after)]
    return tuple(sorted(found, key=lambda each: each.spans[0].starts_at))


def quarters_of(span: Span) -> range:
    """Give the quarters of an hour of a time, counted since 1970 in UTC."""
    first = int(span.starts_at.timestamp()) // QUARTER_S
    return range(first, int(span.ends_at.timestamp()) // QUARTER_S)


def taken_of(session: Session, room_id: UUID, times: Sequence[Span]) -> tuple[Span, ...]:
    """Tell at which of these times somebody has the room: to say so early; what counts is `hold`."""
    return tuple(span for span in times if queries.is_taken(session, room_id, quarters_of(span)))


def _checked(spans: Sequence[Span]) -> list[Span]:
    times = sorted(spans, key=lambda span: span.starts_at)
    if not times:
        raise InvalidInput("Say at least one time.", field="starts")
    if len(times) > MOST_SPANS:
        raise InvalidInput(
            f"That is {len(times)} times; one booking has at most {MOST_SPANS}.", field="until"
        )
    for span in times:
        if not span.starts_at < span.ends_at <= span.starts_at + LONGEST:
            raise InvalidInput("Each time must end after it begins, within two days.", field="ends")
        if any(moment.timestamp() % QUARTER_S for moment in (span.starts_at, span.ends_at)):
            raise InvalidInput(
                "Times begin and end on a quarter of an hour, like 19:00 or 20:15.", field="starts"
            )
    for one, other in pairwise(times):
        if other.starts_at < one.ends_at:
            raise InvalidInput("Two of the times overlap.", field="until")
    return times


def _live(session: Session, booking_id: UUID) -> Booking:
    booking = session.get(Booking, booking_id)
    if booking is None or booking.state == "cancelled":
        raise NotFound("There is no such booking any more.")
    return booking


def _read(session: Session, booking: Booking) -> BookingRead:
    spans = tuple(Span(row.starts_at, row.ends_at) for row in queries.spans_of(session, booking.id))
    return BookingRead(booking.id, booking.room_id, booking.enquiry_id, booking.state, spans)


def _mark(session: Session) -> None:
    session.flush()
    mark_changed(session, "bookings")
