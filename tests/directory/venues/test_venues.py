"""Is a building kept as it was written, its rooms with what they have of it, and where it stands?"""

from dataclasses import replace
from datetime import date
from math import hypot
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import Conflict, InvalidInput, NotFound
from directory.listings.lookup import find_at
from directory.store import marks_of
from directory.venues.models import Booking, BookingSpan
from directory.venues.reading import all_rooms, mailbox_of, read_room, read_venue, rooms_of
from directory.venues.schemas import PriceRead, RoomDraft, VenueDraft
from directory.venues.service import (
    close_room,
    copy_prices,
    open_room,
    room_as_written,
    venue_as_written,
    write_room,
    write_venue,
)
from directory.venues.stops import nearest_stop
from directory.venues.words import Facility, Hirer, Layout, Per, VenueStatus

KEEPER = Actor("listing_owner", UUID(int=7))
HALL = "ely-community-hub"
DRAFT = VenueDraft(
    building_owner="Ely City Council",
    warm_space=True,
    safe_space=False,
    hire_role="Bookings secretary",
    hire_email="bookings@example.org",
    facilities=((Facility.STEP_FREE, True), (Facility.KITCHEN, True), (Facility.STAGE, False)),
)
ROOM = RoomDraft(
    "Small room",
    capacity=((Layout.MEETING, 12),),
    facilities=((Facility.KITCHEN, False), (Facility.WIFI, True)),
    prices=(PriceRead(Hirer.COMMUNITY, Per.HOUR, 700),),
)


@pytest.fixture
def hall(session: Session) -> UUID:
    found = find_at(session, HALL)
    assert found is not None
    return found.id


def test_a_room_has_what_its_building_has_unless_it_says_otherwise(session: Session, hall: UUID) -> None:
    write_venue(session, hall, DRAFT, actor=KEEPER)
    write_room(session, hall, ROOM, actor=KEEPER)
    room = read_room(session, HALL, "small-room")
    assert room.has(Facility.STEP_FREE) is True
    assert room.has(Facility.KITCHEN) is False
    assert room.has(Facility.STAGE) is False
    assert room.has(Facility.WIFI) is True
    assert room.has(Facility.HEARING_LOOP) is None
    assert (room.most, room.holds(Layout.THEATRE), room.holds(Layout.MEETING)) == (12, None, 12)
    assert room.postcode == "CB7 4JF"
    assert room.district == "E07000009"
    assert room in all_rooms(session)


def test_what_is_written_is_read_back_as_it_was(session: Session, hall: UUID) -> None:
    write_venue(session, hall, DRAFT, actor=KEEPER)
    room_id = write_room(session, hall, ROOM, actor=KEEPER)
    kept = venue_as_written(session, hall)
    assert dict(kept.facilities) == dict(DRAFT.facilities)
    assert replace(kept, facilities=()) == replace(DRAFT, facilities=())
    again_id, draft, closed = room_as_written(session, hall, "small-room")
    assert (again_id, closed) == (room_id, False)
    assert dict(draft.facilities) == dict(ROOM.facilities)
    assert replace(draft, facilities=ROOM.facilities) == ROOM


def test_writing_again_replaces_prices_and_facilities(session: Session, hall: UUID) -> None:
    room_id = write_room(session, hall, ROOM, actor=KEEPER)
    prices = (PriceRead(Hirer.LOW_INCOME, Per.HOUR, 0), PriceRead(Hirer.BUSINESS, Per.DAY, 9_000, (5, 6)))
    write_room(session, hall, replace(ROOM, facilities=(), prices=prices), actor=KEEPER, room_id=room_id)
    (room,) = rooms_of(session, hall)
    assert room.facilities == ()
    assert set(room.prices) == set(prices)
    other = write_room(session, hall, replace(ROOM, name="Small room"), actor=KEEPER)
    copy_prices(session, hall, source=room_id, to=other, actor=KEEPER)
    second = read_room(session, HALL, "small-room-2")
    assert set(second.prices) == set(prices)


def test_the_nearest_stop_is_the_nearest_of_all(session: Session, hall: UUID) -> None:
    write_venue(session, hall, DRAFT, actor=KEEPER)
    venue = read_venue(session, hall)
    place = session.execute(
        text(
            "SELECT p.easting, p.northing FROM location p JOIN service_at_location s ON s.location_id = p.id "
            "WHERE s.listing_id = :id"
        ),
        {"id": hall.hex},
    ).one()
    stops = session.execute(text("SELECT name, easting, northing FROM stop WHERE kind = 'bus'")).all()
    nearest = min(hypot(s.easting - place.easting, s.northing - place.northing) for s in stops)
    assert venue is not None
    assert venue.stop_m == round(nearest)
    assert venue.stop_name


@pytest.mark.parametrize(
    ("easting", "northing"), [(546_000, 258_000), (541_500, 297_100), (531_000, 285_500), (560_000, 290_000)]
)
def test_a_stop_beyond_the_first_square_is_found_too(session: Session, easting: int, northing: int) -> None:
    stops = session.execute(text("SELECT easting, northing FROM stop WHERE kind = 'bus'")).all()
    nearest = min(hypot(s.easting - easting, s.northing - northing) for s in stops)
    found = nearest_stop(session, easting, northing)
    assert (found.distance_m if found else None) == (pytest.approx(nearest) if nearest <= 5_000 else None)


def test_where_no_stop_is_within_reach_none_is_told(session: Session) -> None:
    assert nearest_stop(session, 100_000, 100_000) is None


def test_a_planned_hub_is_not_there_yet_and_one_put_off_is_delayed(session: Session, hall: UUID) -> None:
    first, later = date(2027, 4, 1), date(2027, 9, 1)
    planned = VenueDraft(status=VenueStatus.PLANNED, opens_on=first)
    write_venue(session, hall, planned, actor=KEEPER)
    write_venue(session, hall, replace(planned, opens_on=later), actor=KEEPER)
    venue = read_venue(session, hall)
    assert venue is not None
    assert (venue.opens_on, venue.opens_said) == (later, first)
    assert not venue.open_on(date(2027, 8, 31))
    assert venue.open_on(later)
    write_venue(session, hall, planned, actor=KEEPER)
    venue = read_venue(session, hall)
    assert venue is not None
    assert venue.opens_said is None


def test_a_closing_one_is_there_until_its_last_day(session: Session, hall: UUID) -> None:
    last = date(2027, 3, 31)
    write_venue(session, hall, VenueDraft(closes_on=last), actor=KEEPER)
    write_room(session, hall, ROOM, actor=KEEPER)
    (room,) = rooms_of(session, hall)
    assert room.open_on(last)
    assert not room.open_on(date(2027, 4, 1))
    write_venue(session, hall, VenueDraft(status=VenueStatus.CLOSED), actor=KEEPER)
    assert rooms_of(session, hall) == ()


def test_a_room_with_somebody_in_it_ahead_is_not_closed(session: Session, hall: UUID) -> None:
    room_id = write_room(session, hall, ROOM, actor=KEEPER)
    now = clock.now()
    booking = Booking(id=uuid4(), room_id=room_id, state="confirmed", created_at=now, updated_at=now)
    session.add(booking)
    session.flush()
    ahead = now.replace(year=now.year + 1, day=1)
    session.add(
        BookingSpan(
            id=uuid4(),
            booking_id=booking.id,
            room_id=room_id,
            starts_at=ahead,
            ends_at=ahead.replace(minute=59, second=59),
        )
    )
    session.flush()
    with pytest.raises(Conflict, match="booked"):
        close_room(session, hall, room_id, actor=KEEPER)
    booking.state = "cancelled"
    session.add(booking)
    session.flush()
    close_room(session, hall, room_id, actor=KEEPER)
    with pytest.raises(NotFound):
        read_room(session, HALL, "small-room")
    open_room(session, hall, room_id, actor=KEEPER)
    assert read_room(session, HALL, "small-room").id == room_id


def test_the_mailbox_is_kept_and_never_part_of_what_is_read(session: Session, hall: UUID) -> None:
    write_venue(session, hall, DRAFT, actor=KEEPER)
    venue = read_venue(session, hall)
    assert venue is not None
    assert venue.takes_enquiries
    assert "bookings@example.org" not in repr(venue)
    assert mailbox_of(session, hall) == "bookings@example.org"


def test_each_writing_is_in_the_audit_and_moves_the_mark(session: Session, hall: UUID) -> None:
    before = marks_of(session, ("venues",))
    write_venue(session, hall, DRAFT, actor=KEEPER)
    room_id = write_room(session, hall, ROOM, actor=KEEPER)
    assert marks_of(session, ("venues",)) != before
    actions = session.execute(
        text("SELECT action, actor_role FROM audit_entry WHERE subject = 'venue' ORDER BY at")
    ).all()
    assert [tuple(row) for row in actions] == [
        ("write venue", "listing_owner"),
        ("write room", "listing_owner"),
    ]
    assert room_id


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (VenueDraft(hire_email="no"), "hire_email"),
        (VenueDraft(hire_phone="call me"), "hire_phone"),
        (VenueDraft(hire_url="example.org"), "hire_url"),
        (VenueDraft(terms_note="Ring Mrs Smith"), "terms_note"),
        (VenueDraft(opens_on=date(2027, 1, 1)), "opens_on"),
        (VenueDraft(status=VenueStatus.PLANNED, closes_on=date(2027, 1, 1)), "closes_on"),
        (VenueDraft(noise_note="x" * 501), "noise_note"),
    ],
)
def test_what_cannot_be_kept_of_a_building_is_refused(
    session: Session, hall: UUID, draft: VenueDraft, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        write_venue(session, hall, draft, actor=KEEPER)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (RoomDraft("  "), "name"),
        (RoomDraft("Hall", capacity=((Layout.THEATRE, 0),)), "capacity_theatre"),
        (RoomDraft("Hall", area_m2=0.0), "area_m2"),
        (RoomDraft("Hall", least_min=10), "least_min"),
        (RoomDraft("Hall", notice_days=400), "notice_days"),
        (RoomDraft("Hall", prices=(PriceRead(Hirer.PUBLIC, Per.HOUR, -1),)), "prices"),
        (RoomDraft("Hall", prices=(PriceRead(Hirer.PUBLIC, Per.HOUR, 1, (), 600, 600),)), "prices"),
    ],
)
def test_what_cannot_be_kept_of_a_room_is_refused(
    session: Session, hall: UUID, draft: RoomDraft, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        write_room(session, hall, draft, actor=KEEPER)
    assert refused.value.field == field


def test_a_council_is_not_a_building(session: Session) -> None:
    council = session.execute(text("SELECT id FROM listing WHERE kind = 'parish_council' LIMIT 1")).scalar()
    with pytest.raises(InvalidInput, match="not a building"):
        write_venue(session, UUID(council), VenueDraft(), actor=KEEPER)


def test_a_listing_that_is_gone_takes_its_rooms_out_of_sight(session: Session, hall: UUID) -> None:
    write_venue(session, hall, DRAFT, actor=KEEPER)
    write_room(session, hall, ROOM, actor=KEEPER)
    session.execute(text("UPDATE listing SET status = 'inactive' WHERE id = :id"), {"id": hall.hex})
    assert read_venue(session, hall) is None
    assert rooms_of(session, hall) == ()
