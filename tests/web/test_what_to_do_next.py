"""Does a page that cannot help say kindly what can, and does paper say when it was printed?"""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from fastapi.testclient import TestClient

from directory.areas.schemas import Choice, NotLocated
from directory.clock import local_now
from directory.settings import Settings
from web.app import create_app
from web.pages.near import _not_located_title
from web.words import long_date

Get = Callable[..., Any]
Words = Callable[[Element], str]
MARCH = Choice("1", "March", "Fenland")


def test_half_a_postcode_asks_which_place_is_meant() -> None:
    half = NotLocated("pe15", "malformed", "", (MARCH,))
    assert _not_located_title(half) == "Which place near PE15?"
    assert _not_located_title(NotLocated("CB1", "malformed", "")) == "CB1 is only part of a postcode"
    assert _not_located_title(NotLocated("PE15 8A", "malformed", "")) == "That does not look like a postcode"


def test_half_a_postcode_gets_a_page_that_says_what_to_enter(get: Get) -> None:
    page = get("/near", where="CB1")
    assert "CB1" in page.heading
    assert "look like" not in page.heading
    assert "Enter a full UK postcode" in page.main


def test_an_unknown_area_sends_nobody_to_an_interface_for_programs(get: Get) -> None:
    page = get("/area/E99999999")
    assert page.status == 404
    assert "There is no area E99999999 here. Check the code" in page.main
    assert "api" not in page.main.lower()


@pytest.mark.parametrize("address", ["/near?where=March", "/listing/march-library", "/shortlist", "/"])
def test_a_printed_page_says_when_it_was_printed(get: Get, address: str) -> None:
    printed = get(address).one(".//p[@class='app-printed']")
    assert long_date(local_now().date()) in "".join(printed.itertext())


def test_a_shortlist_with_something_sensitive_has_a_way_out(browser: TestClient, get: Get) -> None:
    out = ".//a[@data-module='govuk-button']"
    page = get("/near", where="PE15 8AA", q="domestic abuse")
    button = next(
        each
        for each in page.root.iter("button")
        if each.get("name") == "add" and "Libraries safe space" in each.get("data-name", "")
    )
    assert not get("/shortlist").all(out)
    browser.post("/shortlist", data={"add": button.get("value")})
    assert get("/shortlist").all(out)


@pytest.mark.parametrize(
    ("base_url", "times"),
    [("http://127.0.0.1:8000", 1), ("http://localhost:8000", 1), ("https://hereabouts.example", 0)],
)
def test_a_link_that_works_here_only_says_so(page_settings: Settings, base_url: str, times: int) -> None:
    settings = page_settings.model_copy(update={"base_url": base_url})
    with TestClient(create_app(settings), base_url=base_url, follow_redirects=True) as service:
        found = service.get("/near?where=PE15+8AA&q=library").text
        identifier = found.split('name="add" value="')[1].split('"')[0]
        service.post("/shortlist", data={"add": identifier})
        assert service.get("/shortlist").text.count("This link works only on this computer") == times
