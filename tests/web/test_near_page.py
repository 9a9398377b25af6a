"""Does a person see what is near, for somebody like them, and when?"""

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.words import Kind
from web.words import freshness, when_true

Get = Callable[..., Any]
Words = Callable[[Element], str]


def cards(page: Any) -> list[Element]:
    return page.all(".//ol[@class='app-cards']/li")


def test_a_postcode_gives_a_numbered_list_by_distance(get: Get, text_of: Words) -> None:
    page = get("/near", where="PE15 8AA")
    assert page.status == 200
    assert page.heading == "Near PE15 8AA"
    assert "March Library" in page.links()
    told = [text_of(card.find(".//p[@class='app-card__where']/strong")) for card in cards(page)]
    distances = [
        0.0 if miles.startswith("Under") else float(miles.split()[0])
        for miles in told
        if not miles.startswith("Somewhere in ")
    ]
    assert len(distances) > 5
    assert distances == sorted(distances)
    assert [card.get("data-number") for card in cards(page) if card.get("data-lon")][:3] == ["1", "2", "3"]


def test_each_listing_says_what_when_where_and_how_fresh(get: Get, text_of: Words) -> None:
    page = get("/near", where="PE15 8AA", q="March Library")
    said = text_of(next(card for card in cards(page) if "March Library" in text_of(card)))
    assert "Hub · Library" in said
    assert "Meeting people" in said
    assert "PE15 9LT" in said
    assert re.search(r"Open now until|Next: ", said)
    assert re.search(r"From .+, true in March 2025\. Not yet confirmed\.", said)


def test_friday_shows_fridays_hours_and_only_what_opens_then(get: Get, text_of: Words) -> None:
    page = get("/near", where="PE15 8AA", day="fri")
    assert cards(page)
    for card in cards(page):
        assert "Friday" in text_of(card)
    assert "do not say when they are open" in page.main or "does not say when it is open" in page.main


def test_a_radius_that_grew_is_told(get: Get) -> None:
    page = get("/near", where="PE15 8AA", radius=800, q="library")
    assert "There are fewer than 5 within 0.5 miles, so we looked up to" in page.main


def test_what_serves_the_whole_area_has_its_own_heading(get: Get, text_of: Words) -> None:
    page = get("/near", where="PE15 8AA")
    assert text_of(page.one(".//h2[@id='wide']")) == "Serves all of Fenland or Cambridgeshire"


def test_a_listing_that_does_not_say_is_kept_and_marked(get: Get) -> None:
    free = get("/near", where="PE15 8AA", free=1)
    assert "Does not say if it is free. Ask before you go." in free.main
    assert len(cards(free)) >= len(cards(get("/near", where="PE15 8AA")))


def test_parish_councils_come_only_when_asked_for(get: Get) -> None:
    assert "Parish council ·" not in get("/near", where="PE15 8AA").main
    page = get("/near", where="PE15 8AA", kind="parish_council")
    assert all("Parish council" in "".join(card.itertext()) for card in cards(page))
    assert cards(page)


def test_which_sutton_is_asked_and_the_answer_works(get: Get) -> None:
    page = get("/near", where="Sutton", day="fri")
    assert page.heading == "Which Sutton?"
    links = {words: href for words, href in page.links().items() if words.startswith("Sutton, ")}
    assert set(links) == {"Sutton, Peterborough", "Sutton, East Cambridgeshire"}
    chosen = get(links["Sutton, East Cambridgeshire"])
    assert chosen.heading.startswith("Near Sutton")
    assert chosen.one(".//select[@id='day']/option[@selected]").get("value") == "fri"


@pytest.mark.parametrize(
    ("typed", "heading", "helps"),
    [
        ("", "In the whole area", "Meeting people"),
        ("PE15 9XQ", "We do not know that postcode", "Enter a full UK postcode"),
        ("PE15 8ZZ", "That postcode is no longer used", "October 2014"),
        ("CB10 1AA", "That postcode is outside the area we cover", "Uttlesford"),
        ("xyzzy", "We do not know a place of that name", "xyzzy"),
    ],
)
def test_a_place_that_is_not_found_is_told_why_and_what_to_do(
    get: Get, typed: str, heading: str, helps: str
) -> None:
    page = get("/near", where=typed)
    assert page.status == 200
    assert page.heading == heading
    assert helps in page.main
    assert page.all(".//input[@name='where']")


def test_a_terminated_postcode_offers_one_in_use(get: Get) -> None:
    page = get("/near", where="PE15 8ZZ")
    words, address = next(
        (words, href) for words, href in page.links().items() if words.startswith("See what is near PE15")
    )
    assert get(address).heading == words.removeprefix("See what is n").replace("ear", "Near", 1).removesuffix(
        " instead"
    )


def test_an_empty_answer_says_what_to_do_and_whom_to_ask(get: Get) -> None:
    page = get("/near", where="PE15 8AA", q="zebra polo")
    assert "We know of nothing that fits" in page.main
    assert "That does not mean nothing is there" in page.main
    assert "Fenland" in page.main or "Cambridgeshire County Council" in page.main


def test_an_age_that_cannot_be_read_is_told_and_the_list_still_shown(get: Get, text_of: Words) -> None:
    page = get("/near", where="PE15 8AA", age="old")
    assert (
        text_of(page.one(".//div[@class='govuk-error-summary']//a"))
        == "Enter the age in whole years, like 7 or 72"
    )
    assert page.one(".//input[@id='age']").get("aria-describedby") == "age-error"
    assert cards(page)


def test_what_is_typed_is_shown_as_text(get: Get) -> None:
    page = get("/near", where='"><script>alert(1)</script>')
    assert "<script>alert" not in page.html
    assert page.one(".//input[@name='where']").get("value", "").startswith('"><script>')


@pytest.mark.parametrize(
    "query",
    [
        "where=March&kind=castle",
        "where=March&page=0",
        "lat=100&lon=0",
        "lat=x&lon=1",
    ],
)
def test_an_address_that_makes_no_sense_gets_a_page_and_422(browser: TestClient, query: str) -> None:
    answer = browser.get(f"/near?{query}")
    assert answer.status_code == 422
    assert "<h1" in answer.text


def test_another_place_typed_after_which_sutton_is_the_one_shown(get: Get) -> None:
    """Without a script the form still sends the place chosen before."""
    page = get(get("/near", where="Sutton").links()["Sutton, East Cambridgeshire"])
    sent = {
        field.get("name", ""): field.get("value", "")
        for field in page.one(".//form[@id='near']").iter("input")
    }
    assert sent["place"]
    assert get("/near", **sent).heading.startswith("Near Sutton")
    assert get("/near", **{**sent, "where": "Ely"}).heading.startswith("Near Ely")


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("capital=social", "Meeting people"),
        ("kind=hub", "Hubs"),
        ("district=E07000010", "In Fenland"),
        ("kind=hub&district=E07000010", "In the whole area"),
    ],
)
def test_a_list_without_a_place_says_what_it_is_of(get: Get, query: str, heading: str) -> None:
    assert get(f"/near?{query}").heading == heading


def test_what_serves_the_whole_area_says_which(get: Get, text_of: Words) -> None:
    wide = get("/near", where="PE15 8AA").all(".//ol[@class='app-cards app-cards--wide']/li")
    assert wide
    assert all("Serves all of " in text_of(card) for card in wide)


def test_where_i_am_is_a_list_too(get: Get) -> None:
    page = get("/near", lat="52.551", lon="0.089")
    assert page.status == 200
    assert "March Library" in page.links()
    assert page.one(".//input[@name='lat']").get("value") == "52.551"


def test_pages_follow_one_another_without_repeats(get: Get) -> None:
    first = get("/near", where="Cambridge")
    second = get(first.one(".//a[@rel='next']").get("href"))
    names = [{card.get("id") for card in cards(page)} for page in (first, second)]
    assert not names[0] & names[1]
    assert second.one(".//ol[@class='app-cards']").get("start") == "21"
    assert second.one(".//a[@rel='prev']").get("href", "").startswith("/near?where=Cambridge")


def test_the_map_has_a_pin_for_each_place_that_has_a_point(get: Get) -> None:
    page = get("/near", where="PE15 8AA")
    anchors = {pin.get("href") for pin in page.root.iter() if pin.get("data-at")}
    spots = {(card.get("data-lon"), card.get("data-lat")) for card in cards(page) if card.get("data-lon")}
    assert len(anchors) == len(spots)
    assert anchors <= {f"#{card.get('id')}" for card in cards(page)}


def test_the_first_view_is_small(browser: TestClient) -> None:
    """HTML, styles and the outlines' picture, compressed, are under 100 kB; see docs for the figure."""
    page = browser.get("/near?where=PE15+8AA", headers={"Accept-Encoding": "gzip"})
    assert page.headers["content-encoding"] == "gzip"
    addresses = {*re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)}
    addresses |= {href.partition("#")[0] for href in re.findall(r'<use [^>]*href="([^"]+)"', page.text)}
    sizes = [
        int(answer.headers["content-length"])
        for answer in (
            page,
            *(browser.get(address, headers={"Accept-Encoding": "gzip"}) for address in sorted(addresses)),
        )
    ]
    assert len(sizes) == 4
    assert sum(sizes) < 100_000


def test_a_place_known_by_its_parish_is_not_told_to_a_tenth_of_a_mile(get: Get, text_of: Words) -> None:
    """From the very middle of a parish nothing in it is known to be under a tenth of a mile away."""
    seen = 0
    for where in ("PE15 8AA", "Orton Waterville", "Sutton, East Cambridgeshire", "Ramsey"):
        for card in cards(get("/near", where=where)):
            if card.get("data-approximate") is None:
                continue
            seen += 1
            said = text_of(card.find(".//p[@class='app-card__where']"))
            assert re.match(
                r"Somewhere in .+ (parish|no parish) \(about (a mile or less|1 mile|\d+ miles)\)", said
            )
            assert "Under" not in said
    assert seen > 5


def test_a_source_is_told_with_its_own_date(get: Get, session: Session) -> None:
    """A listing in several lists names the newest of its records, not one list with another's date."""
    several = [
        card
        for card in search(session, ListingQuery(per_page=100, kinds=(Kind.HUB,))).contents
        if len(card.source_titles) > 1 and card.newest_source and card.assured_date is None
    ]
    told = [card for card in several if card.newest_source and card.newest_source[0] != card.source_titles[0]]
    assert told, "the shipped hubs have some whose newest list is not their first"
    for card in told[:5]:
        assert card.newest_source is not None
        title, dated = card.newest_source
        assert dated is not None
        said = f"From {title}, true {when_true(dated)}"
        assert freshness(card).startswith(said)
        assert said in get(f"/listing/{card.slug}").main


@pytest.mark.parametrize("query", ["where=Cambridge&page=99", "capital=social&page=99"])
def test_a_page_after_the_last_is_the_last(browser: TestClient, query: str) -> None:
    answer = browser.get(f"/near?{query}", follow_redirects=True)
    assert answer.status_code == 200
    at = re.search(r"Page (\d+) of (\d+)", answer.text)
    assert at is not None
    assert at[1] == at[2]
    assert f"page={at[1]}" in str(answer.url)


def test_words_read_otherwise_than_typed_are_told(get: Get) -> None:
    page = get("/near", where="PE15 8AA", q="libary")
    assert "Showing results for “library”." in page.main
    assert "No listing has “libary”." in page.main
    assert "Showing results for" not in get("/near", where="PE15 8AA", q="library").main


def test_words_read_otherwise_are_told_where_nothing_fits_too(get: Get) -> None:
    page = get("/near", where="PE15 8AA", q="libary", kind="outdoor_space")
    assert "We know of nothing that fits" in page.main
    assert "Showing results for" in page.main
