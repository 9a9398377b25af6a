"""Does the work list say whom to ask first, and hand over the same rows?"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from directory.marks.schemas import Says
from directory.store import session_scope
from directory.worklist.schemas import Status
from directory.worklist.service import set_status
from tests.web.conftest import Page
from web.pages.work_list import COLUMNS, FIRST_ROWS

Get = Callable[..., Any]
Words = Callable[[Any], str]
FENLAND = "E07000010"


def rows_of(page: Page) -> list[Any]:
    return page.all(".//table/tbody/tr")


def table_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_first_to_ask_stand_in_the_first_sentence(get: Get, text_of: Words) -> None:
    page = get("/gaps/work-list")
    assert page.status == 200
    assert page.heading == "Whom to ask first"
    names = [text_of(row.find("th/a")) for row in rows_of(page)]
    assert f"ask {names[0]}, {names[1]} and {names[2]} first" in page.main
    to_ask = sum(text_of(row.findall("td")[2]) != "Nothing more" for row in rows_of(page))
    assert f"{to_ask} places to ask" in page.main
    assert len(page.all(".//table")) == 2
    assert f"The other {len(names) - FIRST_ROWS}, in order" in page.main
    assert all(row.find("th/a").get("href").startswith(("/listing/", "/area/")) for row in rows_of(page))


def test_the_file_holds_the_rows_of_the_page(get: Get, browser: TestClient, text_of: Words) -> None:
    address = "/gaps/work-list?capital=health&region=combined_authority"
    page = get(address)
    download = page.links()["Download as CSV"]
    answer = browser.get(download)
    assert answer.headers["content-type"].startswith("text/csv")
    assert "work-list-health-combined_authority.csv" in answer.headers["content-disposition"]
    table = table_of(answer)
    assert tuple(table[0]) == COLUMNS
    assert [row["name"] for row in table] == [text_of(row.find("th/a")) for row in rows_of(page)]
    people = [text_of(row.findall("td")[1]) for row in rows_of(page)]
    for said, row in zip(people, table, strict=True):
        assert said.startswith(f"{int(row['people']):,}")
        assert row["ask_about"] == "Being active and well"
        assert row["status"] == "not_asked"
    doubt = [int(row["people_in_doubt_and_high_need"]) for row in table]
    assert doubt == sorted(doubt, reverse=True)


def test_a_town_is_told_in_which_part_little_is_listed(get: Get, text_of: Words) -> None:
    page = get("/gaps/work-list", capital="health", district=FENLAND)
    why = {text_of(row.find("th/a")): text_of(row.findall("td")[3]) for row in rows_of(page)}
    assert re.match(r"In 3 of its 14 neighbourhoods \([\d,]+ people\) ", why["March"])
    assert why["Newton-in-the-Isle"].startswith(("Too little is known", "Probably a gap"))
    # The first sentence says of them what their rows say.
    first = [why[text_of(row.find("th/a"))].lower() for row in rows_of(page)[:3]]
    lead = page.main.partition("places to ask")[0]
    assert ("too little is known" in lead) == any("too little is known" in each for each in first)
    assert ("probably a gap" in lead) == any("probably a gap" in each for each in first)


def test_who_was_asked_before_is_shown(get: Get, text_of: Words) -> None:
    for given in ({}, {"category": "young-people"}):
        page = get("/gaps/work-list", district=FENLAND, **given)
        said = {text_of(row.find("th/a")): text_of(row.findall("td")[-1]) for row in rows_of(page)}
        assert said["Christchurch"].startswith("Asked")
        assert "asked, 2 December 2021: not known" in said["Christchurch"]
    page = get("/gaps/work-list", category="young-people")
    assert "Too little is listed about “Activities and help for young people”" in page.main
    said = {text_of(row.find("th/a")): text_of(row.findall("td")[-1]) for row in rows_of(page)}
    assert "answered, 8 August 2019: has some" in said["Sawtry"]
    assert "nothing is in doubt" not in page.main


def test_nobody_is_promised_a_contact_that_is_not_held(get: Get, browser: TestClient) -> None:
    page = get("/gaps/work-list", district=FENLAND)
    assert "No contact is held for any of these parish councils or meetings" in page.main
    assert "ask democratic services" in page.main
    table = table_of(browser.get("/gaps/work-list/download.csv?district=E07000010"))
    assert {row["contact_held"] for row in table} == {"no"}


def test_cities_without_parishes_are_explained(get: Get) -> None:
    page = get("/gaps/work-list", district="E07000008")
    assert "have no parishes, so they are listed by ward" in page.main
    assert "so they are listed by ward" not in get("/gaps/work-list", district=FENLAND).main


def test_commands_stand_in_for_forms(get: Get) -> None:
    page = get("/gaps/work-list", capital="health", district=FENLAND)
    assert "hereabouts worklist set E04001669 health asked" in page.main
    assert "Forms come with sign-in" in page.main


@pytest.fixture
def asked(app: FastAPI, directory_engine: Engine) -> Iterator[TestClient]:
    with session_scope(directory_engine) as session:
        set_status(
            session, "E04001669", "health", Status.ASKED, note="Wrote to the clerk", on_date="2026-11-02"
        )
        set_status(
            session,
            "E04001658",
            "health",
            Status.ANSWERED,
            says=Says.NONE,
            role="parish clerk",
            on_date="2026-11-03",
        )
    with TestClient(app) as found:
        yield found


def test_how_far_asking_has_come_is_shown_and_can_be_chosen(asked: TestClient, text_of: Words) -> None:
    view = f"/gaps/work-list?capital=health&district={FENLAND}"
    page = Page(asked.get(view))
    said = {text_of(row.find("th/a")): text_of(row.findall("td")[-1]) for row in rows_of(page)}
    assert said["Wisbech St. Mary"].startswith("Asked")
    assert "2 November 2026: Wrote to the clerk" in said["Wisbech St. Mary"]
    assert said["Elm"].startswith("Answered")
    assert said["Leverington"] == "Not asked"
    only = Page(asked.get(f"{view}&status=asked"))
    assert [text_of(row.find("th/a")) for row in rows_of(only)] == ["Wisbech St. Mary"]
    assert only.one(".//select[@id='f-status']/option[@selected]").get("value") == "asked"
    download = only.links()["Download as CSV"]
    assert download.endswith("&status=asked")
    table = table_of(asked.get(download))
    assert [(row["code"], row["status"]) for row in table] == [("E04001669", "asked")]
    assert "Wrote to the clerk" in table[0]["asked"]
    none = Page(asked.get("/gaps/work-list?category=library&district=E07000010&status=answered"))
    assert "Nothing in Fenland is left to ask" in none.main


@pytest.mark.parametrize("path", ["/gaps/work-list", "/gaps/work-list/download.csv"])
@pytest.mark.parametrize("given", [{"status": "lost"}, {"category": "castles"}, {"district": "X"}])
def test_an_address_that_makes_no_sense_is_refused_in_words(
    get: Get, path: str, given: dict[str, str]
) -> None:
    page = get(path, **given)
    assert page.status == 422
    assert page.heading
