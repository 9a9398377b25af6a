"""Every read of venues, rooms, what they have and cost, and of groups that look for one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, delete, select, text, true
from sqlmodel import Session, col

from directory.listings.models import Listing, Location, ServiceAtLocation, SourceRecord
from directory.venues.models import (
    Booking,
    BookingSpan,
    Room,
    RoomCalendar,
    RoomPrice,
    RoomQuarter,
    RoomRule,
    RoomWanted,
    Venue,
    VenueFacility,
)

Rows = Sequence[Row[Any]]
_ROOMS = text(
    "SELECT r.id, r.listing_id, r.slug, r.name, r.area_m2, r.capacity, r.least_min, r.notice_days, "
    "r.ask_only, r.example, l.slug AS listing_slug, l.name AS listing_name, l.status AS listing_status, "
    "v.status, v.opens_on, v.closes_on, v.stop_name, v.stop_m "
    "FROM room r JOIN listing l ON l.id = r.listing_id LEFT JOIN venue v ON v.listing_id = r.listing_id "
    "WHERE NOT r.closed AND l.status != 'inactive' AND (v.status IS NULL OR v.status != 'closed') "
    "AND (:listing IS NULL OR r.listing_id = :listing) ORDER BY l.name, l.id, r.name, r.id"
)
_PLACES = text(
    "SELECT s.listing_id, p.precision, p.lon, p.lat, p.easting, p.northing, p.address, p.postcode, p.parish, "
    "p.district "
    "FROM service_at_location s JOIN location p ON p.id = s.location_id "
    "WHERE (:listing IS NOT NULL AND s.listing_id = :listing) OR (:listing IS NULL AND s.listing_id IN "
    "(SELECT listing_id FROM room UNION SELECT listing_id FROM venue)) "
    "ORDER BY CASE p.precision WHEN 'exact' THEN 0 WHEN 'postcode' THEN 1 ELSE 2 END, s.id"
)
_FACILITIES = text(
    "SELECT listing_id, room_id, facility, has FROM venue_facility "
    "WHERE :listing IS NULL OR listing_id = :listing ORDER BY facility"
)
_PRICES = text(
    "SELECT p.room_id, p.hirer, p.per, p.pence, p.days, p.from_min, p.until_min FROM room_price p "
    "JOIN room r ON r.id = p.room_id WHERE :listing IS NULL OR r.listing_id = :listing "
    "ORDER BY p.room_id, p.hirer, p.per, p.pence, p.id"
)
_NEAR_STOPS = text(
    "SELECT atco, name, indicator, locality, easting, northing FROM stop WHERE kind = 'bus' "
    "AND easting BETWEEN :e - :r AND :e + :r AND northing BETWEEN :n - :r AND :n + :r"
)


def _only(listing_id: UUID | None) -> Mapping[str, str | None]:
    return {"listing": listing_id.hex if listing_id else None}


def list_rooms(session: Session, listing_id: UUID | None = None) -> Rows:
    """List the rooms that are shown, of all listings or of one, with their listing and building."""
    return session.connection().execute(_ROOMS, _only(listing_id)).all()


def first_places(session: Session, listing_id: UUID | None = None) -> dict[str, Row[Any]]:
    """Find where each listing with a building stands, by its id in hex: its place known best."""
    places: dict[str, Row[Any]] = {}
    for row in session.connection().execute(_PLACES, _only(listing_id)):
        places.setdefault(row.listing_id, row)
    return places


def group_facilities(
    session: Session, listing_id: UUID | None = None
) -> dict[tuple[str, str | None], dict[str, bool]]:
    """Group what is said to be there by listing and room, in hex; no room is the building."""
    return _group(session.connection().execute(_FACILITIES, _only(listing_id)))


def _group(rows: Iterable[Row[Any]]) -> dict[tuple[str, str | None], dict[str, bool]]:
    grouped: dict[tuple[str, str | None], dict[str, bool]] = defaultdict(dict)
    for row in rows:
        grouped[row.listing_id, row.room_id][row.facility] = bool(row.has)
    return grouped


def group_prices(session: Session, listing_id: UUID | None = None) -> dict[str, list[Row[Any]]]:
    """Group the prices by room, in hex."""
    grouped: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in session.connection().execute(_PRICES, _only(listing_id)):
        grouped[row.room_id].append(row)
    return grouped


def list_stops(session: Session, easting: float, northing: float, within_m: float) -> Rows:
    """List the bus stops in a square about a point."""
    return session.connection().execute(_NEAR_STOPS, {"e": easting, "n": northing, "r": within_m}).all()


def find_venue(session: Session, listing_id: UUID) -> Venue | None:
    """Find a building to change it."""
    return session.get(Venue, listing_id)


def list_venues(session: Session) -> Sequence[Venue]:
    """List every building."""
    return session.execute(select(Venue)).scalars().all()


def find_shown(session: Session, listing_id: UUID) -> Row[Any] | None:
    """Find a building with its listing, where that is shown."""
    return session.execute(
        select(Venue, col(Listing.slug), col(Listing.name), col(Listing.status))
        .join(Listing, col(Listing.id) == col(Venue.listing_id))
        .where(col(Venue.listing_id) == listing_id, col(Listing.status) != "inactive")
    ).first()


def find_room(session: Session, listing_id: UUID, slug: str) -> Room | None:
    """Find a room to change it."""
    return session.execute(
        select(Room).where(col(Room.listing_id) == listing_id, col(Room.slug) == slug)
    ).scalar_one_or_none()


def room_at(session: Session, listing_slug: str, room_slug: str) -> UUID | None:
    """Find the listing of a room by both addresses."""
    return session.execute(
        select(col(Room.listing_id))
        .join(Listing, col(Listing.id) == col(Room.listing_id))
        .where(col(Listing.slug) == listing_slug, col(Room.slug) == room_slug)
    ).scalar()


def rooms_to_change(session: Session, listing_id: UUID) -> Sequence[Room]:
    """List the rooms of a listing, closed ones too, by name."""
    return (
        session.execute(select(Room).where(col(Room.listing_id) == listing_id).order_by(col(Room.name)))
        .scalars()
        .all()
    )


def facilities_of(session: Session, listing_id: UUID, room_id: UUID | None) -> Sequence[VenueFacility]:
    """List what is said to be in a building, or in one room of it."""
    which: ColumnElement[bool] = (
        col(VenueFacility.room_id).is_(None) if room_id is None else col(VenueFacility.room_id) == room_id
    )
    return (
        session.execute(select(VenueFacility).where(col(VenueFacility.listing_id) == listing_id, which))
        .scalars()
        .all()
    )


def prices_of_room(session: Session, room_id: UUID) -> Sequence[RoomPrice]:
    """List the prices of a room."""
    return session.execute(select(RoomPrice).where(col(RoomPrice.room_id) == room_id)).scalars().all()


def list_wanted(
    session: Session, day: date, *, district: str | None = None, parish: str | None = None
) -> Rows:
    """List the groups that look for a venue, or looked as a paper says, with their listing if it is shown."""
    return session.execute(
        select(RoomWanted, col(Listing.slug))
        .outerjoin(
            Listing, (col(Listing.id) == col(RoomWanted.listing_id)) & (col(Listing.status) != "inactive")
        )
        .where(
            (col(RoomWanted.until) >= day) | col(RoomWanted.shipped),
            col(RoomWanted.district) == district if district else true(),
            col(RoomWanted.parish) == parish if parish else true(),
        )
        .order_by(col(RoomWanted.shipped), col(RoomWanted.until), col(RoomWanted.group_name))
    ).all()


def wanted_of(session: Session, listing_id: UUID) -> RoomWanted | None:
    """Find what a listing looks for, as somebody wrote it here."""
    return session.execute(
        select(RoomWanted).where(col(RoomWanted.listing_id) == listing_id, ~col(RoomWanted.shipped))
    ).scalar()


def place_of(session: Session, listing_id: UUID) -> Row[Any] | None:
    """Find the parish and district that a listing stands in."""
    return session.execute(
        select(col(Location.parish), col(Location.district))
        .join(ServiceAtLocation, col(ServiceAtLocation.location_id) == col(Location.id))
        .where(col(ServiceAtLocation.listing_id) == listing_id)
        .order_by(col(Location.parish).is_(None), col(ServiceAtLocation.id))
    ).first()


def is_booked_after(session: Session, room_id: UUID, moment: datetime) -> bool:
    """Whether a room is kept for somebody after an instant."""
    found = session.execute(
        select(col(BookingSpan.id))
        .join(Booking, col(Booking.id) == col(BookingSpan.booking_id))
        .where(
            col(BookingSpan.room_id) == room_id,
            col(BookingSpan.ends_at) > moment,
            col(Booking.state) != "cancelled",
        )
        .limit(1)
    )
    return found.first() is not None


def remove_shipped(session: Session) -> None:
    """Take out what shipped before and nobody here wrote over."""
    session.execute(delete(Venue).where(col(Venue.shipped)))
    session.execute(delete(RoomWanted).where(col(RoomWanted.shipped)))


def remove_examples(session: Session, listing_id: UUID | None = None) -> int:
    """Take away the rooms and buildings that are examples, and all that hangs on them; count the rooms.

    Of one listing, or of all.
    """
    of_room = col(Room.example) & (col(Room.listing_id) == listing_id if listing_id else true())
    of_venue = col(Venue.example) & (col(Venue.listing_id) == listing_id if listing_id else true())
    gone = session.scalars(select(col(Room.id)).where(of_room)).all()
    venues = session.scalars(select(col(Venue.listing_id)).where(of_venue)).all()
    if not gone and not venues:
        return 0
    rooms = select(col(Room.id)).where(of_room).scalar_subquery()
    for model in _OF_A_ROOM:
        session.execute(delete(model).where(col(model.room_id).in_(rooms)))
    session.execute(
        delete(VenueFacility).where(
            col(VenueFacility.listing_id).in_(select(col(Venue.listing_id)).where(of_venue)),
            col(VenueFacility.room_id).is_(None),
        )
    )
    session.execute(delete(Room).where(of_room))
    session.execute(delete(Venue).where(of_venue))
    session.expire_all()
    return len(gone)


_OF_A_ROOM: tuple[Any, ...] = (
    RoomQuarter,
    BookingSpan,
    Booking,
    RoomRule,
    RoomCalendar,
    RoomPrice,
    VenueFacility,
)


def listing_of_record(session: Session, source: str, source_id: str) -> UUID | None:
    """Find the listing behind one record of a source."""
    return session.execute(
        select(col(SourceRecord.listing_id)).where(
            col(SourceRecord.source) == source, col(SourceRecord.source_id) == source_id
        )
    ).scalar()
