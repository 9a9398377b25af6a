"""Does somebody in danger see whom to ring before anything else, and a way out of the page?"""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

import pytest

Get = Callable[..., Any]
Words = Callable[[Element], str]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("domestic violence", "0808 2000 247"),
        ("my husband hits me", "0808 2000 247"),
        ("rape", "0808 500 2222"),
        ("i want to die", "116 123"),
        ("samaritans", "116 123"),
    ],
)
@pytest.mark.parametrize("where", ["PE15 8AA", ""])
def test_the_numbers_come_first_with_a_way_out(get: Get, typed: str, number: str, where: str) -> None:
    page = get("/near", where=where, q=typed)
    assert page.status == 200
    said = page.main
    assert "call 999" in said
    assert "press 55" in said
    assert said.index(number) < said.index("Where")
    assert said.index(number) < said.index(page.heading)
    assert page.all(".//a[@data-module='govuk-button']"), "no quick exit"
    assert not page.all(".//svg[@class='app-map__picture']")
    assert "0 listings" not in said
    assert "nothing that fits" not in said


def test_the_safe_space_scheme_is_found_however_abuse_is_worded(get: Get) -> None:
    for typed in ("domestic abuse", "domestic violence", "refuge", "women's aid", "my husband hits me"):
        page = get("/near", where="PE15 8AA", q=typed)
        assert "Libraries safe space scheme" in page.links(), typed


def test_the_words_in_the_box_for_the_place_are_heard_too(get: Get) -> None:
    page = get("/near", where="domestic abuse")
    assert page.status == 200
    assert "0808 2000 247" in page.main
    assert page.all(".//a[@data-module='govuk-button']")
    assert "Libraries safe space scheme" in page.links()
    assert "We do not know" not in page.heading


def test_a_place_we_do_not_know_keeps_the_numbers(get: Get) -> None:
    page = get("/near", where="xyzzy", q="suicide")
    assert page.heading == "We do not know a place of that name"
    assert page.main.index("116 123") < page.main.index(page.heading)


def test_what_serves_the_district_names_it(get: Get, text_of: Words) -> None:
    page = get("/near", where="PE15 8AA", q="domestic abuse")
    assert text_of(page.one(".//h2[@id='wide']")) == "Serves all of Fenland or Cambridgeshire"


def test_other_searches_show_no_such_thing(get: Get) -> None:
    page = get("/near", where="PE15 8AA", q="library")
    assert "999" not in page.main
    assert not page.all(".//section[@class='app-crisis']")
