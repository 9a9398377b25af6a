"""Do the example rooms show what a coordinator and a carers' group would look for, and go away whole?"""

from collections import Counter
from datetime import date, datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.changes.schemas import Actor
from directory.clock import LONDON
from directory.listings.lookup import find_at
from directory.shipped.examples.room_facts import OPENS, VENUES
from directory.shipped.examples.rooms import remove_rooms, seed_rooms
from directory.venues.prices import price_for
from directory.venues.reading import all_rooms, mailbox_of, read_room, read_venue
from directory.venues.schemas import RoomDraft, RoomRead, VenueDraft
from directory.venues.service import room_as_written, venue_as_written, write_room, write_venue
from directory.venues.words import Facility, Hirer
from directory.words import ALL_DISTRICTS

DAY = date(2026, 11, 23)
TUESDAY_7PM = datetime(2026, 11, 24, 19, tzinfo=LONDON)
FENLAND = "E07000010"
WISBECH = (546_300, 309_600)
TABLES = ("venue", "room", "room_price", "room_rule", "venue_facility", "school_term")


@pytest.fixture
def seeded(session: Session) -> tuple[RoomRead, ...]:
    assert seed_rooms(session, DAY).lost == ()
    return all_rooms(session)


def rows(session: Session) -> dict[str, list[tuple[object, ...]]]:
    found = {}
    for table in TABLES:
        kept = [tuple(row) for row in session.execute(text(f"SELECT * FROM {table} ORDER BY 1"))]  # noqa: S608
        found[table] = kept
    return found


def test_there_are_some_in_every_district_all_marked(seeded: tuple[RoomRead, ...]) -> None:
    assert 40 <= len(VENUES) <= 60
    assert all(room.example for room in seeded)
    count = Counter(room.district for room in seeded)
    assert all(count[code] >= 3 for code in ALL_DISTRICTS)
    assert all(room.easting is not None for room in seeded)
    for facility in (Facility.KITCHEN, Facility.STEP_FREE):
        assert {room.has(facility) for room in seeded} == {True, False, None}


def test_near_ely_a_carers_group_finds_a_room_it_can_afford(session: Session) -> None:
    seed_rooms(session, DAY)
    room = read_room(session, "stretham-community-hub", "main-hall")
    assert (room.has(Facility.STEP_FREE), room.has(Facility.KITCHEN)) == (True, True)
    assert (room.most or 0) >= 25
    assert price_for(room, Hirer.COMMUNITY, TUESDAY_7PM, 120) == 2 * 900
    assert price_for(room, Hirer.LOW_INCOME, TUESDAY_7PM, 120) == 0


def test_about_wisbech_no_affordable_kitchen_is_step_free_and_open_in_the_evening(
    session: Session, seeded: tuple[RoomRead, ...]
) -> None:
    opens = {
        UUID(row.room_id): row.minutes
        for row in session.execute(
            text(
                "SELECT room_id, MAX(minutes) AS minutes FROM room_rule WHERE kind = 'open' GROUP BY room_id"
            )
        )
    }
    evening = {room.id for room in seeded if opens[room.id] > 8 * 60}
    near = [
        room
        for room in seeded
        if room.easting is not None
        and room.northing is not None
        and (room.easting - WISBECH[0]) ** 2 + (room.northing - WISBECH[1]) ** 2 < 10_000**2
    ]
    assert len(near) >= 4
    suits = [
        room
        for room in near
        if room.has(Facility.KITCHEN) and room.has(Facility.STEP_FREE) and room.id in evening
    ]
    for room in suits:
        pence = price_for(room, Hirer.COMMUNITY, TUESDAY_7PM, 60)
        assert pence is not None
        assert pence > 1_500
    assert [room for room in seeded if room.district == FENLAND and room.has(Facility.KITCHEN)]


def test_put_up_again_nothing_is_there_twice(session: Session) -> None:
    seed_rooms(session, DAY)
    before = {table: len(kept) for table, kept in rows(session).items()}
    rules = rows(session)["room_rule"]
    seed_rooms(session, DAY)
    assert {table: len(kept) for table, kept in rows(session).items()} == before
    assert rows(session)["room_rule"] == rules


def test_taken_away_everything_is_as_it_was(session: Session) -> None:
    before = rows(session)
    seed_rooms(session, DAY)
    assert rows(session) != before
    assert remove_rooms(session) == sum(len(venue.rooms) for venue in VENUES)
    assert rows(session) == before
    assert remove_rooms(session) == 0


def test_where_a_hall_described_itself_nothing_is_made_up(session: Session) -> None:
    hall = find_at(session, "mepal-community-hub")
    assert hall is not None
    write_room(session, hall.id, RoomDraft("Our hall"), actor=Actor("listing_owner", None))
    seed_rooms(session, DAY)
    names = {room.name for room in all_rooms(session) if room.listing_id == hall.id}
    assert names == {"Our hall"}


def test_what_shipped_of_a_library_stays_beside_its_example_rooms(session: Session) -> None:
    seed_rooms(session, DAY)
    library = find_at(session, "march-library")
    assert library is not None
    venue = read_venue(session, library.id)
    assert venue is not None
    assert (venue.digital_point, venue.example) == (True, False)
    assert [room.example for room in venue.rooms] == [True]
    assert mailbox_of(session, library.id) is None


def test_mailboxes_and_telephones_are_of_those_kept_for_examples(session: Session) -> None:
    seed_rooms(session, DAY)
    told = session.execute(text("SELECT hire_email, hire_phone FROM venue WHERE example")).all()
    assert told
    for email, phone in told:
        assert email.endswith("@example.org")
        assert phone.startswith("01632 960")


def test_every_word_of_the_facts_is_known() -> None:
    for venue in VENUES:
        assert venue.opens in OPENS
        for room in venue.rooms:
            for word in (venue.building + " " + room.has).split():
                assert Facility(word.lstrip("!"))


def test_what_a_hall_says_itself_takes_the_place_of_all_that_was_made_up_of_it(session: Session) -> None:
    seed_rooms(session, DAY)
    hall = find_at(session, "stretham-community-hub")
    other = find_at(session, "mepal-community-hub")
    assert hall is not None
    assert other is not None
    owner = Actor("listing_owner", None)
    write_room(session, hall.id, RoomDraft("Our hall"), actor=owner)
    [room] = [room for room in all_rooms(session) if room.listing_id == hall.id]
    assert (room.name, room.facilities, room.example) == ("Our hall", (), False)
    venue = read_venue(session, hall.id)
    assert venue is not None
    assert (venue.building_owner, venue.hire_role, venue.hire_phone, venue.facilities, venue.example) == (
        None,
        None,
        None,
        (),
        False,
    )
    assert mailbox_of(session, hall.id) is None
    write_venue(session, other.id, VenueDraft(hire_role="Warden"), actor=owner)
    assert [room for room in all_rooms(session) if room.listing_id == other.id] == []
    for leftover in (hall.id, other.id):
        kept = session.execute(
            text("SELECT count(*) FROM venue_facility WHERE listing_id = :id"), {"id": leftover.hex}
        ).scalar()
        assert kept == 0
    seed_rooms(session, DAY)
    assert [room.name for room in all_rooms(session) if room.listing_id == hall.id] == ["Our hall"]


def test_an_example_that_is_written_over_keeps_nothing_that_was_made_up(session: Session) -> None:
    seed_rooms(session, DAY)
    hall = find_at(session, "stretham-community-hub")
    assert hall is not None
    room_id, draft, _closed = room_as_written(session, hall.id, "main-hall")
    assert draft == RoomDraft("Main hall")
    assert venue_as_written(session, hall.id) == VenueDraft()
    owner = Actor("listing_owner", None)
    assert write_room(session, hall.id, draft, actor=owner, room_id=room_id) == room_id
    rules = session.execute(text("SELECT count(*) FROM room_rule WHERE room_id = :id"), {"id": room_id.hex})
    assert rules.scalar() == 0
    room = read_room(session, "stretham-community-hub", "main-hall")
    assert (room.facilities, room.prices, room.example) == ((), (), False)
