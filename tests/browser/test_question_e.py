"""Question (e): what does the directory not know? Answered from one page, on a phone, without scripts."""

import re
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

OpenPage = Callable[..., Page]
PHONE = {"width": 360, "height": 740}
PHONE_LENGTH = 5_800
"""In CSS pixels, at 360 wide, with long tables folded."""
MOST_SECONDS = 120
COUNTY = "('E07000008', 'E07000009', 'E07000010', 'E07000011', 'E07000012')"
HERE = (
    "l.status = 'active' AND l.kind <> 'parish_council' AND (EXISTS (SELECT 1 FROM service_at_location s "  # noqa: S608
    "JOIN location p ON p.id = s.location_id WHERE s.listing_id = l.id AND p.district IN " + COUNTY + ") "
    "OR (NOT EXISTS (SELECT 1 FROM service_at_location s WHERE s.listing_id = l.id)))"
)


@pytest.fixture
def store(built_database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{built_database}?mode=ro", uri=True)


def one(store: sqlite3.Connection, statement: str) -> int:
    return int(store.execute(statement).fetchone()[0])


def number(said: str) -> int:
    return int(said.replace(",", ""))


def read(pattern: str, said: str) -> list[int]:
    found = re.search(pattern, said)
    assert found is not None, f"{pattern} is not in: {said}"
    return [number(each) for each in found.groups()]


def test_what_the_directory_does_not_know_is_answered_by_one_page(
    open_page: OpenPage, store: sqlite3.Connection
) -> None:
    began = time.monotonic()
    page = open_page("/gaps/unknown", size=PHONE, script=False)
    answer = page.get_by_label("The answer")
    assert answer.bounding_box()["y"] < PHONE["height"]  # type: ignore[index]
    said = answer.inner_text()

    listings = one(store, f"SELECT count(*) FROM listing l WHERE {HERE}")  # noqa: S608
    assert read(r"lists ([\d,]+) things", said) == [listings]
    assert one(store, f"SELECT count(l.assured_date) FROM listing l WHERE {HERE}") == 0  # noqa: S608
    assert "nobody has confirmed any of them" in said

    run = one(store, "SELECT id FROM coverage_run WHERE release = '2021' AND NOT visiting AND active")
    held = f"FROM coverage_completeness WHERE run_id = {run} AND subject = 'all' AND district IN {COUNTY}"
    assert read(r"for ([\d,]+) of the ([\d,]+) listings", said) == [
        one(store, f"SELECT sum(known - estimated_of) {held}"),
        one(store, f"SELECT sum(known) {held}"),
    ]

    parish = (
        f"SELECT code FROM area WHERE level = 'parish' AND release = '2021' AND district_code IN {COUNTY}"  # noqa: S608
    )
    parishes = one(store, f"SELECT count(*) FROM ({parish})")  # noqa: S608
    asked = one(store, f"SELECT count(DISTINCT area_code) FROM mark WHERE area_code IN ({parish})")  # noqa: S608
    assert read(r"in ([\d,]+) of ([\d,]+) parishes nobody", said) == [parishes - asked, parishes]

    hours = one(
        store,
        f"SELECT count(*) FROM listing l WHERE {HERE} AND EXISTS (SELECT 1 FROM service_at_location s "  # noqa: S608
        "WHERE s.listing_id = l.id AND s.opening_hours IS NOT NULL)",
    )
    told = page.locator("main").inner_text()
    counts = read(
        r"no answer yet: ([\d,]+)\. Answered: ([\d,]+)\. Nobody asked: ([\d,]+)\. That is all ([\d,]+)", told
    )
    assert sum(counts[:3]) == counts[3] == parishes

    # Too little of what is listed in any district is of kinds that two lists name, as the run has it.
    holding = one(store, f"SELECT count(*) {held} AND share IS NOT NULL AND estimated_of >= 0.8 * known")
    assert holding == 0
    assert "cannot be estimated in any district" in said

    assert read(r"when ([\d,]+) of them are open", said) == [listings - hours]
    assert read(r"nearer for about ([\d,]+) people", said)[0] > 0

    # How sure that is, and what is missing from the figures themselves, stands on the same page.
    main = page.locator("main").inner_text()
    for told in (
        "Read every share as “at best”",
        "Parishes with far fewer listings than expected",
        "word makes a gap certain",
        "Nothing outside Cambridgeshire and Peterborough is known",
        "What is not measured at all",
    ):
        assert told in main
    assert time.monotonic() - began < MOST_SECONDS
    assert page.evaluate("document.documentElement.scrollHeight") < PHONE_LENGTH


def test_what_is_folded_opens_without_scripts_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/gaps/unknown", size=PHONE, script=False)
    kinds = page.locator("summary", has_text="Kind by kind: which lists, and how far they overlap")
    table = page.get_by_role("table", name="How full the directory is, by kind and district")
    assert not table.is_visible()
    kinds.focus()
    page.keyboard.press("Enter")
    table.wait_for(state="visible")
    assert "Libraries in England, 2023" in table.inner_text()


def test_the_page_leads_to_whom_to_ask_first(open_page: OpenPage, store: sqlite3.Connection) -> None:
    page = open_page("/gaps/unknown", size=PHONE, script=False)
    page.get_by_label("Looking for").select_option("health")
    page.get_by_label("Where").select_option("E07000010")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Whom to ask first").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Whom to ask first"
    first = page.locator(".work-table tbody tr").first
    name = first.get_by_role("rowheader").get_by_role("link").inner_text()
    slug = first.get_by_role("rowheader").get_by_role("link").get_attribute("href")
    assert slug is not None
    listing = store.execute(
        "SELECT l.name FROM listing l WHERE l.slug = ? AND l.kind = 'parish_council'",
        (slug.removeprefix("/listing/"),),
    ).fetchone()
    assert listing[0] == f"{name} parish"
    assert f"ask {name}" in page.locator("main").inner_text()


def test_the_list_prints_with_a_box_to_tick_and_a_line_a_place(open_page: OpenPage) -> None:
    page = open_page("/gaps/work-list?district=E07000010", size={"width": 720, "height": 1000}, script=False)
    page.emulate_media(media="print")
    rows = page.locator(".work-table tbody tr")
    first = rows.first
    assert first.locator(".work-tick").is_visible()
    assert not first.locator(".work-why").is_visible()
    assert not page.locator(".unknown-form").is_visible()
    heights = [row.bounding_box()["height"] for row in rows.all() if row.is_visible()]  # type: ignore[index]
    assert len(heights) == rows.count()
    assert max(heights) < 2 * min(heights)
