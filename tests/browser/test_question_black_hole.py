"""Where is no affordable kitchen within reach in Fenland? Answered on a phone, without scripts.

What the page says is worked out here anew, postcode by postcode, from the store and the rooms written below.
"""

import csv
import io
import math
import re
import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from lived_in import lived_in
from own_stores import here, make_people, own_settings, served
from playwright.sync_api import Browser, Page
from sqlmodel import Session

from directory.clock import local_now
from directory.days import show_day
from directory.store import open_engine
from tests.support.rooms import MadeRoom, MadeVenue, venues_with_places, write_venues

PHONE = {"width": 360, "height": 740}
PHONE_LENGTH = 7_500
"""In CSS pixels: ten parishes, and the rest folded."""
FENLAND = "E07000010"
REACH_M = 16_000 / 60 * 20 / 1.3
"""20 minutes by bicycle at 16 km an hour, the way a third longer than the line (docs/method.md)."""
LAST_DAY = local_now().date() + timedelta(days=200)

CHEAP = MadeRoom(has=("kitchen",), prices=(("low_income", "hour", 600), ("business", "hour", 3000)))
DEAR = MadeRoom(has=("kitchen",), prices=(("low_income", "hour", 2500),))
UNPRICED = MadeRoom(has=("kitchen",))
NO_KITCHEN = MadeRoom(has_not=("kitchen",), prices=(("low_income", "hour", 500),))


def in_tens(people: float) -> int:
    return math.floor(people / 10 + 0.5) * 10


class Held:
    """The rooms of the test, and the file that is served."""

    def __init__(self, database: Path, address: str, ids: list[UUID]) -> None:
        self.database, self.address, self.ids = database, address, ids

    def point(self, listing: UUID) -> tuple[float, float]:
        with sqlite3.connect(self.database) as store:
            found: tuple[float, float] = store.execute(
                "SELECT p.easting, p.northing FROM location p JOIN service_at_location s "
                "ON s.location_id = p.id WHERE s.listing_id = ? AND p.precision IN ('exact', 'postcode') "
                "ORDER BY p.precision, s.id",
                (listing.hex,),
            ).fetchone()
        return found

    def without(self, rooms: list[UUID]) -> tuple[int, dict[str, float], int]:
        """Add up who has none of some rooms within reach: in all, by parish, and of how many."""
        places = [self.point(each) for each in rooms]
        with sqlite3.connect(self.database) as store:
            postcodes = store.execute(
                f"SELECT easting, northing, lsoa21, parish, district FROM ({lived_in()})"  # noqa: S608
            ).fetchall()
            population = dict(
                store.execute("SELECT code, population FROM area WHERE level = 'lsoa' AND release = '2021'")
            )
        share = Counter(lsoa for _, _, lsoa, _, _ in postcodes)
        by_parish: dict[str, float] = defaultdict(float)
        total = everybody = 0.0
        for easting, northing, lsoa, parish, district in postcodes:
            if district != FENLAND:
                continue
            people = population[lsoa] / share[lsoa]
            everybody += people
            if all(math.dist((easting, northing), place) > REACH_M for place in places):
                total += people
                by_parish[parish] += people
        return in_tens(round(everybody) - round(everybody - total)), by_parish, round(everybody)


@pytest.fixture(scope="module")
def held(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    folder = tmp_path_factory.mktemp("rooms")
    database = folder / "directory.sqlite3"
    shutil.copy(built_database, database)
    engine = open_engine(f"sqlite:///{database}")
    with Session(engine) as session:
        ids = venues_with_places(session, FENLAND)
        write_venues(
            session,
            MadeVenue(ids[0], rooms=(CHEAP,)),
            MadeVenue(ids[1], rooms=(CHEAP,), closes_on=LAST_DAY),
            MadeVenue(ids[2], rooms=(DEAR,)),
            MadeVenue(ids[3], rooms=(UNPRICED,)),
            MadeVenue(ids[4], rooms=(NO_KITCHEN,)),
        )
    engine.dispose()
    settings = own_settings(folder, database_url=f"sqlite:///{database}", base_url=here())
    make_people(settings)
    with served(settings):
        yield Held(database, settings.base_url, ids)


@pytest.fixture
def page(chromium: Browser, held: Held) -> Iterator[Page]:
    context = chromium.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        java_script_enabled=False,
        base_url=held.address,
    )
    yield context.new_page()
    context.close()


def people(page: Page) -> tuple[int, int]:
    said = page.locator("#answer").inner_text()
    found = re.search(r"([\d,]+) of ([\d,]+) people in Fenland have no room with a kitchen", said)
    assert found is not None, said
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


def test_a_coordinator_sees_where_no_affordable_kitchen_is_within_reach(page: Page, held: Held) -> None:
    page.goto(f"/district/{FENLAND}")
    page.get_by_role("link", name="Rooms to hire, and where there are none").click()
    page.get_by_label("Where is the nearest").select_option("kitchen")
    page.get_by_label("at most, pounds an hour").fill("10")
    page.get_by_label("for", exact=True).select_option("low_income")
    assert page.get_by_label("in", exact=True).input_value() == FENLAND
    page.get_by_role("button", name="Show").click()

    total, by_parish, everybody = held.without(held.ids[:2])
    assert people(page) == (total, everybody)
    assert 0 < total < everybody

    worst = sorted(by_parish.items(), key=lambda each: (-in_tens(round(each[1])), each[0]))
    with sqlite3.connect(held.database) as store:
        names = dict(store.execute("SELECT code, name FROM area WHERE level = 'parish'"))
    first = page.locator(".room-gaps-table").first.locator("tbody tr")
    shown = [first.nth(place).locator("th").inner_text().strip() for place in range(3)]
    assert shown == [names[code] for code, _ in worst[:3]]
    assert f"{in_tens(round(worst[0][1])):,}" in first.nth(0).inner_text()

    # What is not said is not told as no, and no listing is not told as no room.
    told = page.locator(".room-gaps-caveat").inner_text()
    assert "No room listed here does not mean there is none" in told
    assert "We were told of 5 rooms in or within reach of Fenland" in told
    assert "Of these, 2 have what is asked for, 2 have not, 1 do" in told
    assert page.locator("svg.choro use").count() > 50
    assert page.locator("body").bounding_box()["height"] < PHONE_LENGTH  # type: ignore[index]


def test_a_kitchen_that_closes_changes_the_answer_on_that_day(page: Page, held: Held) -> None:
    page.goto(f"/gaps/rooms?room=kitchen&most=10&hirer=low_income&area={FENLAND}")
    before = people(page)[0]
    page.get_by_role("link", name="The answer on").first.click()
    total, _, everybody = held.without(held.ids[:1])
    assert people(page) == (total, everybody)
    assert total > before
    assert f'value="{show_day((LAST_DAY + timedelta(days=1)).isoformat())}"' in page.content()


def test_the_file_holds_the_rows_of_the_page(page: Page, held: Held) -> None:
    page.goto(f"/gaps/rooms?room=kitchen&most=10&hirer=low_income&area={FENLAND}")
    href = page.get_by_role("link", name="as CSV").get_attribute("href")
    answer = page.request.get(f"{held.address}{href}")
    rows = list(csv.DictReader(io.StringIO(answer.text())))
    district = next(row for row in rows if row["level"] == "district")
    without = int(district["people_only_unsaid"]) + int(district["people_not_known_of"])
    # Each is told in tens.
    assert abs(without - people(page)[0]) <= 10
    assert {row["level"] for row in rows} == {"lsoa", "parish", "district"}


def test_what_was_typed_wrong_is_told_beside_it_and_kept(page: Page) -> None:
    page.goto("/gaps/rooms?room=hall&most=lots&on=2026-02-30")
    pounds, day = page.get_by_role("alert").get_by_role("link").all_inner_texts()
    assert pounds == "Enter an amount in pounds, like 15 or 12.50."
    assert day.startswith("There is no 30 February 2026. Enter the day, the month")
    assert page.get_by_label("On which day").input_value() == "30/2/2026"
    assert page.get_by_label("at most, pounds an hour").input_value() == "lots"
    assert page.get_by_label("Where is the nearest").input_value() == "hall"


def test_today_is_the_day_where_none_is_given(page: Page) -> None:
    page.goto(f"/gaps/rooms?on={date(2031, 1, 1).isoformat()}")
    assert "As it is known now to be on 1 January 2031" in page.content()
    page.goto("/gaps/rooms")
    assert "As it is known now to be on" not in page.content()
