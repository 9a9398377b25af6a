"""Does the page of rooms within reach say what is asked, what is known and what is not?"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from pages import ask, words
from sqlmodel import Session, col, select

from api.room_table import rooms_csv, row_json, view_json
from directory.clock import local_now
from directory.coverage.facilities import nearest_room
from directory.coverage.facilities_groups import GroupsLooking
from directory.coverage.facilities_schemas import FacilityQuery, PeopleCounted, Sought
from directory.settings import Settings
from directory.store import mark_changed, open_engine
from directory.venues.models import Room, RoomWanted
from directory.words import Level, Release
from tests.support.rooms import MadeRoom, MadeVenue, clear_venues, venues_with_places, write_venues
from web.outlines import OutlinePicture
from web.room_gap_choices import read_room_choices
from web.room_gap_rows import without_words
from web.room_gap_words import room_gaps_page

FENLAND = "E07000010"


@pytest.fixture
def store(settings: Settings) -> Iterator[Session]:
    engine = open_engine(settings.database_url)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("15", 1500), ("£15", 1500), ("12.5", 1250), ("12.50", 1250), ("0", 0), ("", None)],
)
def test_an_amount_is_read_as_people_write_it(typed: str, pence: int | None) -> None:
    choices = read_room_choices({"most": typed})
    assert choices.problems == ()
    assert choices.query.most_pence_per_hour == pence


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("most", "lots"),
        ("most", "-1"),
        ("most", "1.234"),
        ("most", "99999"),
        ("most", "٣"),
        ("on", "soon"),
        ("on", "2026-02-30"),
        ("on", "1999-01-01"),
        ("on", "9999-12-31"),
        ("room", "ballroom"),
        ("hirer", "queen"),
        ("by", "horse"),
        ("area", "E09000001"),
    ],
)
def test_what_makes_no_sense_is_told_and_the_rest_is_answered(field: str, typed: str) -> None:
    choices = read_room_choices({"step_free": "1", field: typed})
    assert [problem.field for problem in choices.problems] == [field]
    assert choices.query.step_free


def test_an_address_is_read_back_as_it_was() -> None:
    given = {"room": "hall", "step_free": "1", "most": "12.50", "hirer": "low_income", "area": FENLAND}
    choices = read_room_choices(given)
    assert dict(pair.split("=") for pair in choices.address().split("?")[1].split("&")) == given


def test_with_no_room_told_of_nothing_is_claimed(client: TestClient, store: Session) -> None:
    clear_venues(store)
    said = words(ask(client, "/gaps/rooms"))
    assert "Nobody has told us of a room here yet." in said
    assert "may have one and do not say" in said
    assert "have no room with a kitchen" not in said


def test_the_answer_the_tables_and_what_will_change(client: TestClient, store: Session) -> None:
    ids = venues_with_places(store, FENLAND)
    kitchen = MadeRoom(has=("kitchen",))
    write_venues(
        store, MadeVenue(ids[0], rooms=(kitchen,)), MadeVenue(ids[1], status="planned", rooms=(kitchen,))
    )
    page = ask(client, f"/gaps/rooms?area={FENLAND}")
    said = words(page)
    assert "people in Fenland have no room with a kitchen within 20 minutes by bicycle" in said
    assert "Planned, no day known." in said
    assert "No room listed here does not mean there is none." in said
    chosen = [option.get("value") for option in page.iter("option") if option.get("selected") is not None]
    assert chosen == ["kitchen", "community", FENLAND, "cycle"]
    everybody = words(ask(client, f"/gaps/rooms?area={FENLAND}&room=low_cost"))
    assert "room for £10 an hour or less" in everybody


def test_examples_are_said_to_be_made_up_before_any_figure_and_are_not_told_of(
    client: TestClient, store: Session
) -> None:
    ids = venues_with_places(store, FENLAND)
    kitchen = MadeRoom(has=("kitchen",))
    write_venues(store, MadeVenue(ids[0], rooms=(kitchen,)), MadeVenue(ids[1], rooms=(kitchen,)))
    address = f"/gaps/rooms?area={FENLAND}"
    of_all = "All rooms here are examples, made up to show how this works: the figures mean nothing yet."
    assert "examples" not in words(ask(client, address))
    assert marks(client) == {""}

    make_examples(store, ids[:2])
    said = words(ask(client, address))
    assert said.index(of_all) < said.index("people in Fenland have no room")
    assert "in or within reach of Fenland has told us of a room. They may have one." in said
    assert "We were told of" not in said
    assert marks(client) == {"all rooms made up"}

    write_venues(store, MadeVenue(ids[0], rooms=(kitchen,)), MadeVenue(ids[1], rooms=(kitchen,)))
    make_examples(store, ids[:1])
    said = words(ask(client, address))
    assert of_all not in said
    assert "1 of the 2 rooms here are examples" in said
    assert "We were told of 1 room in or within reach of Fenland, and 1 more is made up." in said
    assert "Within reach?" in said
    assert marks(client) == {"some rooms made up"}


def marks(client: TestClient) -> set[str]:
    """What the file says in its rows of rooms that are made up."""
    text = client.get(f"/gaps/rooms/download.csv?area={FENLAND}").text
    return {row["examples"] for row in csv.DictReader(io.StringIO(text))}


def make_examples(store: Session, listings: list[UUID]) -> None:
    for room in store.exec(select(Room).where(col(Room.listing_id).in_(listings))):
        room.example = True
    mark_changed(store, "venues")
    store.commit()


def test_it_is_reached_from_the_pages_of_gaps_areas_and_districts(client: TestClient) -> None:
    for path in ("/gaps", "/method", f"/district/{FENLAND}", f"/area/{FENLAND}", "/area/E01018058"):
        hrefs = {link.get("href", "") for link in ask(client, path).iter("a")}
        assert any(href.startswith("/gaps/rooms") for href in hrefs), path


def test_a_parish_has_its_own_answer_by_kind_of_room(client: TestClient, store: Session) -> None:
    ids = venues_with_places(store, FENLAND)
    write_venues(store, MadeVenue(ids[0], rooms=(MadeRoom(has=("kitchen",)),)))
    home = max(
        nearest_room(store, FacilityQuery(district=FENLAND)).at(Level.PARISH), key=lambda area: area.rooms
    )
    address = f"/gaps/rooms?area={home.code}"
    page = ask(client, address)
    said = words(page)
    assert f"Who can reach a room with a kitchen, in {home.name}?" in said
    rows = [[words(cell) for cell in row.iter("td")] for row in page.iter("tr") if list(row.iter("td"))]
    assert len(rows) == len(Sought)
    assert sum("Within reach" in row[2] for row in rows) == 2  # any room, and one with a kitchen
    assert "Within reach? of most people" in said
    assert "planned, or is to close" in said
    assert "Parishes with most people" not in said
    file = client.get(f"/gaps/rooms/download.csv?area={home.code}").text
    assert file == client.get(f"/api/v1/coverage/rooms.csv?parish={home.code}").text
    assert [line.split(",")[1] for line in file.splitlines()[1:]] == [home.code]

    parish = words(ask(client, f"/parish/{home.code}"))
    section = parish[parish.index("Rooms: what is missing here") :]
    assert (
        "Most people here have, within 20 minutes by bicycle: a room to hire a room with a kitchen" in section
    )
    make_examples(store, ids[:1])
    assert "within 20 minutes by bicycle, by examples alone: a room" in words(
        ask(client, f"/parish/{home.code}")
    )
    clear_venues(store)
    assert "Nobody has told us of a room to hire that people here can reach" in words(
        ask(client, f"/parish/{home.code}")
    )
    assert client.get("/gaps/rooms?area=E04999999").status_code == 422


def test_a_group_that_looks_stands_beside_the_hole_and_on_its_parish(
    client: TestClient, store: Session
) -> None:
    ids = venues_with_places(store, FENLAND)
    write_venues(store, MadeVenue(ids[0], rooms=(MadeRoom(has=("kitchen",)),)))
    worst = nearest_room(store, FacilityQuery(district=FENLAND)).at(Level.PARISH)[0]
    for number, as_of in enumerate((None, "2019-03")):
        store.add(
            RoomWanted(
                id=UUID(int=number + 1),
                group_name=f"Group {number} of Example",
                what="Somewhere warm",
                parish=worst.code,
                district=FENLAND,
                until=local_now().date() + timedelta(days=30),
                as_of=as_of,
                created_at=local_now(),
            )
        )
    mark_changed(store, "venues")
    store.commit()
    page = ask(client, f"/gaps/rooms?area={FENLAND}")
    first = next(row for row in page.iter("tr") if list(row.iter("td")))
    assert worst.name in words(first)
    assert "1 group looks for a venue here" in words(first)
    parish = words(ask(client, f"/parish/{worst.code}"))
    assert "Looking for a venue here: Group 0 of Example Somewhere warm" in parish
    assert "Group 1 of Example" not in parish


def test_a_handful_of_people_is_told_as_few_and_no_subtraction_gives_them_back(store: Session) -> None:
    """Of 1,057 people from 1 to 9 are without: page, row, totals and file say the same."""
    write_venues(store, MadeVenue(venues_with_places(store, FENLAND)[0], rooms=(MadeRoom(),)))
    choices = read_room_choices({"area": FENLAND})
    view = nearest_room(store, choices.query)
    # Without neighbourhoods nothing is drawn.
    view = replace(view, areas=view.at(Level.PARISH))
    nothing = OutlinePicture(Release.R2021, b"", "", {}, {}, (0, 0))
    area, told = view.areas[0], set()
    for few in range(1, 10):
        left = replace(
            area,
            population=1_057,
            people_within=836,
            people_only_unsaid=221 - few,
            people_not_known_of=few,
            share_within_walk=few / 1_057,
            share_within_cycle=(1_057 - few) / 1_057,
        )
        most = replace(left, people_within=1_057 - few, people_only_unsaid=0)
        of_all = PeopleCounted(1_057, 1_057 - few, 0, few, few)
        for row in (left, most):
            assert row_json(row)["few"] == ["people_not_known_of"]
        totals = view_json(replace(view, people=of_all))
        assert (totals["people_in_need_without"], totals["few"]) == (
            None,
            ["people_not_known_of", "people_in_need_without"],
        )
        page = room_gaps_page(
            choices,
            replace(view, people=of_all),
            GroupsLooking((), (), None),
            {},
            picture=nothing,
            talk=(),
        )
        told.add(
            (
                json.dumps([row_json(most), totals]),
                rooms_csv([most], view.counted),
                page.number,
                page.sentence,
                page.split,
                without_words(most),
            )
        )
        assert without_words(left) == "220 of 1,060"
        assert row_json(left)["people_within"] == (840 if 836 + few < 845 else 850)
    assert len(told) == 1
    assert without_words(most) == "fewer than 10 of 1,060"
    assert (page.number, page.sentence.split(" people")[0]) == ("Fewer than 10", "of 1,057")
    assert "Fewer than 10 of them live in England's most deprived 30%" in page.sentence
    assert without_words(replace(most, people_within=None)) == ""
    assert row_json(replace(most, people_within=0))["people_within"] == 0


@pytest.mark.parametrize(
    ("within", "without", "words"),
    [
        (0, 5, "all of them, fewer than 10"),
        (2, 5, "some of them, fewer than 10"),
        (7, 0, "none of them, fewer than 10"),
        (0, 1_057, "all 1,060"),
        (1, 1_056, "nearly all of 1,060"),
        (1_057, 0, "0 of 1,060"),
    ],
)
def test_people_without_are_told_in_one_clear_line(
    store: Session, within: int, without: int, words: str
) -> None:
    area = nearest_room(store, FacilityQuery(district=FENLAND)).at(Level.PARISH)[0]
    row = replace(area, people_within=within, people_only_unsaid=0, people_not_known_of=without)
    assert without_words(row) == words


def test_the_file_is_the_rows_of_the_api(client: TestClient) -> None:
    page = client.get(f"/gaps/rooms/download.csv?room=any&area={FENLAND}")
    api = client.get(f"/api/v1/coverage/rooms.csv?room=any&district={FENLAND}")
    assert page.status_code == api.status_code == 200
    assert page.text == api.text
    rows = client.get(f"/api/v1/coverage/rooms?room=any&district={FENLAND}").json()["contents"]
    assert len(rows) == len(page.text.splitlines()) - 1
    assert client.get("/api/v1/coverage/rooms?level=ward").status_code == 422


def test_the_parts_add_up_to_the_number_before_them(store: Session) -> None:
    """29,035 and 15,145 are told as 29,040 and 15,150: then they are 44,190 together, not 44,180."""
    write_venues(store, MadeVenue(venues_with_places(store, FENLAND)[0], rooms=(MadeRoom(),)))
    choices = read_room_choices({"area": FENLAND})
    view = nearest_room(store, choices.query)
    view = replace(view, areas=(), people=PeopleCounted(102_080, 57_900, 29_035, 15_145, 0))
    nothing = OutlinePicture(Release.R2021, b"", "", {}, {}, (0, 0))
    page = room_gaps_page(choices, view, GroupsLooking((), (), None), {}, picture=nothing, talk=())
    assert (page.number, page.sentence.split(" people")[0]) == ("44,190", "of 102,080")
    assert "For 29,040 of them" in page.split
    assert "For 15,150 we know" in page.split


@pytest.mark.parametrize(
    ("beside", "sentence"),
    [
        ("level=lsoa", "A parish is told of alone: leave level out."),
        ("level=district", "A parish is told of alone: leave level out."),
        (f"district={FENLAND}", "Give either parish or district: a parish is told of alone."),
        ("region=cambridgeshire", "Give either parish or region: a parish is told of alone."),
    ],
)
def test_what_does_not_go_with_a_parish_is_refused(client: TestClient, beside: str, sentence: str) -> None:
    parish = "parish=E04001668"
    for kind in ("", ".csv"):
        refused = client.get(f"/api/v1/coverage/rooms{kind}?{parish}&{beside}")
        assert refused.status_code == 422
        assert sentence in refused.text
    answer = client.get(f"/api/v1/coverage/rooms?{parish}&level=parish").json()
    assert [row["code"] for row in answer["contents"]] == ["E04001668"]
    assert (answer["region"], answer["district"]) == (None, None)
