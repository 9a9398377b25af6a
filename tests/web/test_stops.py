"""Does somebody who found one stop of the mobile library keep it, on its page, on a sheet and in a link?"""

from collections.abc import Callable
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element

import pytest
from fastapi.testclient import TestClient

from web import choice

Get = Callable[..., Any]
Words = Callable[[Element], str]
NAME = "Cambridgeshire mobile library"


@pytest.fixture
def card(get: Get, text_of: Words) -> Element:
    page = get("/near", where="Swavesey", q="mobile library")
    return next(each for each in page.all(".//ol[@class='app-cards']/li") if NAME in text_of(each))


def link_of(card: Element) -> str:
    return next(link.get("href", "") for link in card.iter("a"))


def test_the_card_tells_when_the_van_calls_and_never_a_day_from_an_old_timetable(
    card: Element, text_of: Words
) -> None:
    said = text_of(card)
    assert "of the month" in said
    assert "Times are from the 2020 timetable" in said
    assert "Next:" not in said
    assert "Open now" not in said
    assert not card.findall(".//p[@class='app-card__when']/strong")


def test_the_page_opens_with_the_stop_somebody_came_for(get: Get, card: Element, text_of: Words) -> None:
    address = link_of(card)
    assert "?at=" in address
    page = get(address)
    where, when = (text_of(card.findall(f".//p[@class='app-card__{part}']")[0]) for part in ("where", "when"))
    shown = text_of(page.one(".//p[@class='govuk-body app-site__where']"))
    assert shown in where
    times = text_of(page.one(".//div[@class='app-site']//table"))
    assert when.split(" of the month")[0] in times
    assert "and 361 other places" in page.main
    assert "Next:" not in page.main
    assert len([each for each in page.root.iter() if "app-map__pin" in each.get("class", "")]) == 1


def test_without_a_stop_or_with_a_strange_one_the_page_is_as_ever(get: Get, card: Element) -> None:
    plain = link_of(card).partition("?")[0]
    assert "359 more places" in get(plain).main
    assert get(f"{plain}?at={UUID(int=1)}").main == get(plain).main
    assert get(f"{plain}?at=%00<b>").main == get(plain).main


def test_the_shortlist_keeps_the_stop_and_so_does_its_link(
    browser: TestClient, get: Get, card: Element, text_of: Words
) -> None:
    button = next(each for each in card.iter("button") if each.get("name") == "add")
    browser.post(button.get("formaction", ""), data={"add": button.get("value")})
    sheet = get("/shortlist")
    place = text_of(get(link_of(card)).one(".//p[@class='govuk-body app-site__where']"))
    assert place in sheet.main
    assert "of the month" in sheet.main
    assert "Times are from the 2020 timetable" in sheet.main
    assert sheet.links()[NAME] == link_of(card)
    link = next(words for words in sheet.links() if "/shortlist?ids=" in words)
    browser.cookies.clear()
    shared = get(link)
    assert place in shared.main
    kept = next(each.get("value") for each in shared.root.iter("input") if each.get("name") == "keep")
    browser.post("/shortlist", data={"keep": kept})
    assert place in get("/shortlist").main


def test_a_choice_with_places_reads_back_and_old_links_still_do() -> None:
    first, second, stop = UUID(int=11), UUID(int=12), UUID(int=99)
    text = choice.encode((first, second), {second: stop, UUID(int=5): stop})
    found = choice.read(text)
    assert (found.ids, dict(found.places)) == ((first, second), {second: stop})
    old = choice.encode((first, second))
    assert "." not in old
    assert text.startswith(old)
    assert (choice.read(old).ids, dict(choice.read(old).places)) == ((first, second), {})


@pytest.mark.parametrize("marks", ["x", "AAAA", "!", "." * 3])
def test_a_damaged_place_leaves_the_listings(marks: str) -> None:
    found = choice.read(choice.encode((UUID(int=7),)) + "." + marks)
    assert found.ids == (UUID(int=7),)
    assert not found.places
    assert found.damaged


def test_a_place_of_a_listing_that_is_not_there_is_left_out() -> None:
    marks = choice.encode((UUID(int=1),), {UUID(int=1): UUID(int=2)}).partition(".")[2]
    assert not choice.read("." + marks).places
