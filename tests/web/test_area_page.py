"""Does the page of an area tell who lives there, what is there and what is within reach, and no more?"""

import pytest
from pages import ask, by_class, by_tag, table_rows, words
from sqlmodel import Session
from starlette.testclient import TestClient

from directory.areas.service import datasets, list_areas, read_area
from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import area_capitals, read_coverage
from directory.listings.service import sources
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.words import Domain, Level, Release
from web.gap_choices import offer_words
from web.pages.area import decile_words
from web.words import kilometres

KINGS_HEDGES = "E01017977"
FENLAND = "E07000010"


@pytest.fixture
def client(service: TestClient) -> TestClient:
    """The one service that no test here changes."""
    return service


def test_the_papers_rank_of_kings_hedges_is_on_its_page(client: TestClient) -> None:
    rows = table_rows(ask(client, f"/area/{KINGS_HEDGES}?release=2011"), "need-table")
    assert rows[0][0] == "Overall"
    assert rows[0][3] == "6,022"
    assert [row[0] for row in rows[1:]] == [domain.label for domain in Domain]


def test_the_newest_release_is_shown_and_the_other_is_one_click_away(
    client: TestClient, session: Session
) -> None:
    newest, older = (read_area(session, KINGS_HEDGES, release) for release in (Release.R2021, Release.R2011))
    assert newest.imd_rank != older.imd_rank, "the two releases must differ or this test says nothing"
    page = ask(client, f"/area/{KINGS_HEDGES}")
    assert table_rows(page, "need-table")[0][3] == f"{newest.imd_rank:,}"
    links = [link.get("href") for link in by_tag(page, "a")]
    assert f"/area/{KINGS_HEDGES}?release=2011" in links


def test_what_is_within_reach_stands_beside_its_district(client: TestClient, session: Session) -> None:
    told = area_capitals(session, read_area(session, KINGS_HEDGES))
    rows = table_rows(ask(client, f"/area/{KINGS_HEDGES}"))
    assert len(rows) == len(told) == 7
    for row, figures in zip(rows, told, strict=True):
        assert row[0] == (offer_words(figures.capital) if figures.capital else "Anything listed")
        assert row[1] == str(figures.count)
        assert figures.nearest_m is not None
        assert figures.district_nearest_m is not None
        assert row[3] == f"{kilometres(figures.nearest_m)} district {kilometres(figures.district_nearest_m)}"
        further = figures.nearest_m > figures.district_nearest_m * 1.1
        nearer = figures.nearest_m < figures.district_nearest_m * 0.9
        assert row[5] == ("Further away" if further else "Nearer" if nearer else "About the same")


def test_what_is_there_is_what_the_search_finds(client: TestClient, session: Session) -> None:
    found = search(session, ListingQuery(districts=(FENLAND,), per_page=25))
    page = ask(client, f"/area/{FENLAND}")
    shown = [words(by_tag(item, "a")[0]) for item in by_tag(by_class(page, "ul", "area-listings")[0], "li")]
    assert shown == [card.name for card in found.contents]
    assert f"{found.total_items} listings with a place here" in words(page)


def test_an_area_where_nothing_is_known_does_not_say_nothing_is_there(
    client: TestClient, session: Session
) -> None:
    empty = next(area for area in read_coverage(session, CoverageQuery()).contents if area.count == 0)
    text = words(ask(client, f"/area/{empty.code}"))
    assert "Nothing known to this directory has its place here. That does not mean nothing is there" in text


@pytest.mark.parametrize("level", [Level.WARD, Level.PARISH, Level.DISTRICT])
def test_wider_areas_mark_what_is_estimated(client: TestClient, session: Session, level: Level) -> None:
    area = list_areas(session, level, Release.R2021)[3]
    told = read_area(session, area.code)
    text = words(ask(client, f"/area/{area.code}"))
    assert told.name in text
    assert told.imd_estimated
    assert "estimated" in text


def test_a_parish_is_a_node_and_its_council_is_unknown_until_somebody_says(
    client: TestClient, session: Session
) -> None:
    parish = next(
        area
        for area in list_areas(session, Level.PARISH, Release.R2021)
        if read_area(session, area.code).subtype == "civil_parish"
    )
    text = words(ask(client, f"/area/{parish.code}"))
    assert "Whether it has a parish council is not known here until somebody says." in text


@pytest.mark.parametrize("code", ["E01999999", "nonsense", "E05000000", "%3Cscript%3E"])
def test_an_unknown_area_is_not_found(client: TestClient, code: str) -> None:
    answer = client.get(f"/area/{code}")
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_a_release_that_does_not_have_the_area_is_not_found(client: TestClient, session: Session) -> None:
    old = {area.code for area in list_areas(session, Level.LSOA, Release.R2011)}
    gone = min(old - {area.code for area in list_areas(session, Level.LSOA, Release.R2021)})
    assert client.get(f"/area/{gone}?release=2021").status_code == 404
    assert client.get(f"/area/{gone}?release=2011").status_code == 200
    assert client.get(f"/area/{gone}?release=1991").status_code == 422


def test_deciles_in_words() -> None:
    assert decile_words(1) == "Among England's most deprived 10%"
    assert decile_words(5) == "Among England's most deprived 50%"
    assert decile_words(6) == "Among England's least deprived 50%"
    assert decile_words(10) == "Among England's least deprived 10%"
    assert decile_words(None) == "Not known"


def test_the_data_page_names_every_table_with_its_checksum(client: TestClient, session: Session) -> None:
    text = client.get("/data").text
    tables = datasets(session)
    assert tables
    for table in tables:
        assert table.sha256 in text
        assert table.path in text
    page = ask(client, "/data")
    told = [(row[0].split(" ")[0], row[-1]) for row in table_rows(page, "source-table")]
    assert told == [(source.title.split(" ")[0], f"{source.records:,}") for source in sources(session)]
    for line in {line for table in tables for line in table.attribution}:
        assert line.replace("&", "&amp;").replace("'", "&#39;") in text
