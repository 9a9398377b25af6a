"""Can a hall secretary describe a room in two minutes, mend it, and let it no longer?"""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from signed_in import sign_in
from sqlalchemy import text
from sqlmodel import Session, col, select

from directory.clock import local_now
from directory.listings.models import Listing
from directory.settings import Settings
from directory.shipped.examples.rooms import seed_rooms
from directory.store import mark_changed, open_engine, session_scope
from directory.venues.reading import read_room, read_venue
from directory.venues.schemas import PriceRead
from directory.venues.wanted import wanted_as_written
from directory.venues.words import Facility, Hirer, Layout, Per, VenueStatus
from directory.words import Role
from web.desk.rooms_prices import read_prices, type_prices
from web.desk.rooms_typed import Reading
from web.words import long_date

HALL = "stretham-community-hub"
ROOM = {
    "name": "Main hall",
    "capacity_theatre": "80",
    "capacity_tables": "50",
    "price_community": "8",
    "evening_community": "£10.50",
    "price_low_income": "free",
    "has_kitchen": "yes",
    "has_stage": "no",
    "least_min": "120",
    "notice_days": "2",
}


@pytest.fixture
def keeper(client: TestClient, settings: Settings) -> TestClient:
    """Sign in whoever looks after the hall."""
    engine = open_engine(settings.database_url)
    with Session(engine) as session:
        hall = session.execute(text("SELECT id FROM listing WHERE slug = :slug"), {"slug": HALL}).scalar()
    engine.dispose()
    sign_in(client, settings, "secretary@example.org", (Role.OWNER, str(UUID(hall))))
    client.follow_redirects = False
    return client


@pytest.fixture
def read(settings: Settings) -> Callable[[], Session]:
    engine = open_engine(settings.database_url)
    return lambda: Session(engine)


def test_a_room_described_is_a_room_to_read(keeper: TestClient, read: Callable[[], Session]) -> None:
    page = keeper.get(f"/desk/listing/{HALL}/rooms/new")
    assert page.status_code == 200
    assert "What is the room called?" in page.text
    change_id = page.text.partition('name="change_id" value="')[2][:36]
    for _again in range(2):
        kept = keeper.post(f"/desk/listing/{HALL}/rooms/new", data={**ROOM, "change_id": change_id})
        assert (kept.status_code, kept.headers["location"]) == (303, f"/desk/listing/{HALL}/rooms?said=kept")
    listed = keeper.get(f"/desk/listing/{HALL}/rooms?said=kept")
    assert listed.text.count("Main hall</a>") == 1
    assert "Up to 80 people" in listed.text
    with read() as session:
        room = read_room(session, HALL, "main-hall")
    assert dict(room.capacity) == {Layout.THEATRE: 80, Layout.TABLES: 50}
    assert (room.has(Facility.KITCHEN), room.has(Facility.STAGE), room.has(Facility.PIANO)) == (
        True,
        False,
        None,
    )
    assert (room.least_min, room.notice_days) == (120, 2)
    assert PriceRead(Hirer.LOW_INCOME, Per.HOUR, 0) in room.prices
    assert PriceRead(Hirer.COMMUNITY, Per.HOUR, 1_050, (5, 6)) in room.prices
    form = keeper.get(f"/desk/listing/{HALL}/rooms/main-hall").text
    for value in ('value="80"', 'value="10.50"', 'value="free"'):
        assert value in form


def test_a_room_that_nobody_can_ask_for_says_so_until_a_mailbox_is_given(
    keeper: TestClient, settings: Settings
) -> None:
    desk, page = f"/desk/listing/{HALL}/rooms", f"/rooms/{HALL}/main-hall"
    nobody = "Nobody can ask for a room here yet"
    assert nobody not in keeper.get(desk).text
    keeper.post(f"{desk}/new", data={**ROOM, "change_id": str(UUID(int=6))})
    assert nobody in keeper.get(f"{desk}?said=kept").text
    assert f'href="/desk/listing/{HALL}/venue#hire_email"' in keeper.get(desk).text
    told = "Whom to ring or write to stands on the page of"
    for phone in ("01353 000 000", None):
        _reach(settings, phone)
        shown = keeper.get(page).text
        assert "Nobody can ask for it here yet" in shown
        assert (told in shown, "has not told us how to reach it" in shown) == (bool(phone), not phone)
    keeper.post(f"/desk/listing/{HALL}/venue", data={"status": "open", "hire_email": "hall@example.org"})
    assert nobody not in keeper.get(desk).text
    assert "Nobody can ask for it here yet" not in keeper.get(page).text


def _reach(settings: Settings, phone: str | None) -> None:
    engine = open_engine(settings.database_url)
    with session_scope(engine) as session:
        listing = session.exec(select(Listing).where(col(Listing.slug) == HALL)).one()
        listing.phone, listing.email = phone, None
        mark_changed(session, "venues")
    engine.dispose()


def test_what_was_typed_is_kept_and_each_fault_stands_at_its_field(keeper: TestClient) -> None:
    typed = {
        **ROOM,
        "name": "",
        "capacity_theatre": "many",
        "price_public": "a lot",
        "other_hirer-1": "business",
        "other_from-1": "late",
        "change_id": str(UUID(int=5)),
    }
    page = keeper.post(f"/desk/listing/{HALL}/rooms/new", data=typed)
    assert page.status_code == 422
    for field in ("capacity_theatre", "price_public", "other_pounds-1"):
        assert f'href="#{field}"' in page.text
        assert f'id="{field}-error"' in page.text
    assert 'value="a lot"' in page.text
    assert 'value="£10.50"' in page.text
    named = keeper.post(
        f"/desk/listing/{HALL}/rooms/new", data={**ROOM, "name": " ", "change_id": str(UUID(int=5))}
    )
    assert 'href="#name"' in named.text


def test_a_room_is_let_no_longer_and_again_and_takes_over_prices(
    keeper: TestClient, read: Callable[[], Session]
) -> None:
    for number, name in enumerate(("Main hall", "Small room")):
        prices = {} if number else {"price_business": "30"}
        data = {"name": name, "least_min": "60", "change_id": str(UUID(int=90 + number)), **prices}
        assert keeper.post(f"/desk/listing/{HALL}/rooms/new", data=data).status_code == 303
    address = f"/desk/listing/{HALL}/rooms/small-room"
    assert keeper.post(address, data={"do": "copy"}).status_code == 422
    assert keeper.post(address, data={"do": "copy", "copy_from": "main-hall"}).status_code == 303
    with read() as session:
        assert read_room(session, HALL, "small-room").prices == (PriceRead(Hirer.BUSINESS, Per.HOUR, 3_000),)
    assert keeper.post(address, data={"do": "close"}).status_code == 303
    assert "let no longer" in keeper.get(f"/desk/listing/{HALL}/rooms").text
    assert keeper.post(address, data={"do": "open"}).status_code == 303
    with read() as session:
        assert read_room(session, HALL, "small-room").name == "Small room"


def test_the_building_is_told_with_a_date_and_a_mailbox_nobody_sees(
    keeper: TestClient, read: Callable[[], Session]
) -> None:
    opens = local_now().date() + timedelta(days=300)
    form = {
        "status": "planned",
        "opens_on": opens.isoformat(),
        "has_step_free": "yes",
        "has_parking": "no",
        "warm_space": "yes",
        "hire_email": "hall@example.org",
        "building_owner": "Stretham Parish Council",
    }
    bad = keeper.post(f"/desk/listing/{HALL}/venue", data={**form, "hire_email": "hall", "opens_on": "soon"})
    assert bad.status_code == 422
    assert 'href="#opens_on"' in bad.text
    bad = keeper.post(f"/desk/listing/{HALL}/venue", data={**form, "hire_email": "hall"})
    assert 'id="hire_email-error"' in bad.text
    assert keeper.post(f"/desk/listing/{HALL}/venue", data=form).status_code == 303
    with read() as session:
        found = session.execute(text("SELECT id FROM listing WHERE slug = :slug"), {"slug": HALL}).scalar()
        venue = read_venue(session, UUID(found))
    assert venue is not None
    assert venue.status is VenueStatus.PLANNED
    assert dict(venue.facilities) == {Facility.STEP_FREE: True, Facility.PARKING: False}
    assert venue.warm_space is True
    assert venue.stop_m is not None
    public = keeper.get(f"/listing/{HALL}").text
    assert "Stretham Parish Council" in public
    assert f"It is to open on {long_date(opens)}" in public
    assert "hall@example.org" not in public


def test_a_group_says_what_it_looks_for(keeper: TestClient, read: Callable[[], Session]) -> None:
    address = f"/desk/listing/{HALL}/wanted"
    assert keeper.post(address, data={"what": "A kitchen"}).status_code == 422
    typed = {"what": "A kitchen", "facilities": ["kitchen"], "until": "1/1/2020", "most": "12"}
    late = keeper.post(address, data=typed)
    assert late.status_code == 422
    assert "A kitchen" in late.text
    soon = local_now().date() + timedelta(days=60)
    kept = keeper.post(address, data={**typed, "until": soon.isoformat()})
    assert kept.status_code == 303
    with read() as session:
        found = session.execute(text("SELECT id FROM listing WHERE slug = :slug"), {"slug": HALL}).scalar()
        draft = wanted_as_written(session, UUID(found))
    assert draft is not None
    assert (draft.facilities, draft.most_pence_per_hour, draft.evening) == ((Facility.KITCHEN,), 1_200, None)
    assert keeper.post(address, data={"do": "end"}).status_code == 303


def test_prices_come_back_as_they_were_typed() -> None:
    weekdays, weekend = (0, 1, 2, 3, 4), (5, 6)
    prices = (
        PriceRead(Hirer.LOW_INCOME, Per.HOUR, 0),
        PriceRead(Hirer.COMMUNITY, Per.HOUR, 800, weekdays, 0, 1080),
        PriceRead(Hirer.COMMUNITY, Per.HOUR, 1_050, weekdays, 1080, 1440),
        PriceRead(Hirer.COMMUNITY, Per.HOUR, 1_050, weekend),
        PriceRead(Hirer.PRIVATE, Per.HOUR, 1_500, weekdays, 1080, 1440),
        PriceRead(Hirer.PRIVATE, Per.HOUR, 1_500, weekend),
        PriceRead(Hirer.PUBLIC, Per.HOUR, 900, (1, 3), 540, 1020),
        PriceRead(Hirer.BUSINESS, Per.HOUR, 2_500),
        PriceRead(Hirer.BUSINESS, Per.DAY, 15_000, weekend),
    )
    lines = type_prices(prices)
    assert (lines["price_community"], lines["evening_community"]) == ("8", "10.50")
    reading = Reading(lines)
    assert set(read_prices(reading)) == set(prices)
    assert reading.problems == []


def test_whoever_looks_after_another_hall_is_refused(client: TestClient, settings: Settings) -> None:
    sign_in(client, settings, "other@example.org", (Role.OWNER, str(UUID(int=3))))
    client.follow_redirects = False
    for page in ("venue", "rooms", "rooms/new", "wanted"):
        assert client.get(f"/desk/listing/{HALL}/{page}").status_code == 403
    assert client.post(f"/desk/listing/{HALL}/rooms/new", data=ROOM).status_code == 403


def test_a_room_that_is_described_gets_nothing_of_a_made_up_building(
    keeper: TestClient, read: Callable[[], Session]
) -> None:
    with read() as session:
        seed_rooms(session)
        session.commit()
    shown = keeper.get(f"/listing/{HALL}").text.partition('id="rooms"')[2]
    assert re.search(r"Main hall</a> <strong class=.app-example.>", shown), "marked by itself, on paper too"
    assert "01632 960 700 (example)" in shown
    told = keeper.get(f"/desk/listing/{HALL}/rooms").text
    assert "It goes as soon as you describe the building or a room here." in told
    assert f'href="/desk/listing/{HALL}/rooms/main-hall"' not in told
    assert "(example)" not in keeper.get(f"/desk/listing/{HALL}/venue").text
    form = keeper.get(f"/desk/listing/{HALL}/rooms/new").text
    change_id = form.partition('name="change_id" value="')[2][:36]
    room = {"name": "Committee room", "capacity_meeting": "12", "change_id": change_id}
    assert keeper.post(f"/desk/listing/{HALL}/rooms/new", data=room).status_code == 303
    page = keeper.get(f"/listing/{HALL}").text
    assert "Committee room" in page
    for made_up in ("made up", "Bookings secretary (example)", "01632 960 700", "Main hall"):
        assert made_up not in page
    found = keeper.get("/rooms?day=tue&from=19:00&hours=2&where=Stretham&within=2&has=step_free").text
    card = found.partition("Committee room, ")[2].partition("</li>")[0]
    assert "Not said, ask: step-free from the street" in card
    assert "Example" not in card
