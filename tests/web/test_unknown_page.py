"""Does the page of what is not known say it first, in figures that add up, for what was asked?"""

import re
from collections.abc import Callable
from typing import Any

import pytest

Get = Callable[..., Any]
FENLAND = "E07000010"


@pytest.fixture(scope="module")
def page(service: Any) -> Any:
    from tests.web.conftest import Page  # noqa: PLC0415

    return Page(service.get("/gaps/unknown"))


def figures(page: Any, caption: str, words: Callable[[Any], str]) -> list[list[str]]:
    table = next(each for each in page.all(".//table") if words(each.find("caption")) == caption)
    return [[words(cell) for cell in row] for row in table.findall("tbody/tr")]


def number(said: str) -> int:
    return int(said.replace(",", ""))


def test_the_answer_stands_first(page: Any, text_of: Callable[[Any], str]) -> None:
    assert page.status == 200
    assert page.heading == "What the directory does not know"
    main = page.main
    assert main.index("It does not know:") < main.index("How much of what is there do we hold?")
    lines = [text_of(each) for each in page.all(".//ul[@class='unknown-answer__list']/li")]
    assert len(lines) == 5
    assert lines[0] == "whether they are still true: nobody has confirmed any of them here;"
    assert lines[-1].endswith(").")


def test_tables_add_up_to_what_the_sentences_say(page: Any, text_of: Callable[[Any], str]) -> None:
    listed = number(re.search(r"lists ([\d,]+) things", page.main)[1])  # type: ignore[index]
    years = figures(page, "Listings by year of their newest source", text_of)
    assert sum(number(row[1]) for row in years) == listed
    places = figures(page, "How well the place of a listing is known", text_of)
    assert sum(number(row[1]) for row in places) == listed
    held = figures(page, "How full the directory is, by district", text_of)
    left, known = map(number, re.search(r"for ([\d,]+) of the ([\d,]+) listings", page.main).groups())  # type: ignore[union-attr]
    assert sum(number(row[1]) for row in held) == known
    spoken_for = [number(row[2].removesuffix(" of them")) for row in held]
    assert sum(spoken_for) == known - left
    # Of none so much that it could be told, as on the map of gaps.
    assert [row[3] for row in held] == ["cannot be estimated"] * len(held)
    assert "this cannot be estimated in any district of Cambridgeshire" in page.main
    by_place = {row[0]: number(row[1]) for row in places}
    somewhere = by_place["At an address or a postcode"] + next(
        n for label, n in by_place.items() if label.startswith("Only the parish")
    )
    assert somewhere == known
    assert by_place["It comes by, like the mobile library, so it is not measured to here"] == 1
    kinds = [number(text_of(each)) for each in page.all(".//ul[@class='unknown-kinds']/li/strong")]
    assert sum(kinds) == left


def test_who_was_asked_adds_up(page: Any, get: Get) -> None:
    for found in (page, get("/gaps/unknown", capital="health", district=FENLAND)):
        counts = re.search(
            r"Asked, no answer yet: ([\d,]+)\. Answered: ([\d,]+)\. Nobody asked: ([\d,]+)\. "
            r"That is all ([\d,]+) parishes",
            found.main,
        )
        assert counts is not None
        *parts, whole = map(number, counts.groups())
        assert sum(parts) == whole


def test_a_share_is_told_where_it_holds_and_of_how_many(
    get: Get, page: Any, text_of: Callable[[Any], str]
) -> None:
    everything = figures(
        get("/gaps/unknown", category="library"), "How full the directory is, by district", text_of
    )
    assert [row[0] for row in everything if row[3] == "cannot be estimated"] == []
    assert all("%" in row[3] for row in everything)
    south = figures(
        get("/gaps/unknown", capital="environmental"), "How full the directory is, by district", text_of
    )
    told = {row[0]: row for row in south}
    assert told["South Cambridgeshire"][2:] == [
        "38 of them",
        "88% (18 to 100%) of the 38 that can be estimated",
    ]
    assert told["Fenland"][2:] == ["4 of them", "cannot be estimated"]
    kinds = figures(page, "How full the directory is, by kind and district", text_of)
    assert any(row[5].startswith("100%") for row in kinds), "kind by kind the figures stay"


def test_what_it_assumes_and_does_not_measure_is_said(page: Any) -> None:
    assert "Read every share as “at best”." in page.main
    assert "lists copy from one another" in page.main
    for said in ("Buses", "How many people a place can take", "How good it is"):
        assert said in page.main
    assert "Nothing outside Cambridgeshire and Peterborough is known." in page.main
    for town in ("Wisbech", "St Neots", "Newmarket", "Royston"):
        assert town in page.main


def test_another_view_is_an_address(get: Get) -> None:
    found = get("/gaps/unknown", capital="health", district=FENLAND)
    assert "under “Being active and well (health)” in Fenland" in found.main
    assert "South Cambridgeshire" not in found.main.partition("How much of what is there")[2]
    assert found.one(".//select[@id='f-district']/optgroup/option[@selected]").get("value") == FENLAND
    assert found.links()["Whom to ask first"] == f"/gaps/work-list?capital=health&district={FENLAND}"
    assert found.links()["Back to the map of gaps"] == f"/gaps?capital=health&district={FENLAND}"
    peterborough = get("/gaps/unknown", district="E06000031")
    assert "PE9 (Stamford)" in peterborough.main


def test_a_kind_of_listing_can_be_asked_of(get: Get) -> None:
    found = get("/gaps/unknown", category="library")
    assert "under “Libraries”" in found.main
    assert "what is expected is worked out for everything listed" in found.main
    nothing = get("/gaps/unknown", category="leisure-centre", district=FENLAND)
    assert nothing.status == 200
    assert "lists 0 things" in nothing.main or "lists 1 thing" in nothing.main


@pytest.mark.parametrize("release", ["2011", "2021"])
def test_both_releases_are_told(get: Get, release: str) -> None:
    assert get("/gaps/unknown", release=release).status == 200


@pytest.mark.parametrize(
    "given", [{"capital": "money"}, {"category": "castles"}, {"district": "E09000001"}, {"release": "1991"}]
)
def test_an_address_that_makes_no_sense_is_refused_in_words(get: Get, given: dict[str, str]) -> None:
    found = get("/gaps/unknown", **given)
    assert found.status == 422
    assert found.heading


def test_the_rest_of_a_gaps_address_changes_nothing(get: Get, page: Any) -> None:
    assert get("/gaps/unknown", view="need", day="tue", at="25:99", level="ward").main == page.main
