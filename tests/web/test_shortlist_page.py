"""Can somebody choose, keep, print and share a list without an account?"""

from collections.abc import Callable
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, col, select

from directory.listings.models import Listing
from web import choice

Get = Callable[..., Any]
Words = Callable[[Element], str]
SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Origin": "https://hereabouts.example"}


def add_first(browser: TestClient, get: Get, how_many: int) -> list[str]:
    """Press the buttons of the first few listings near March, as a form without a script does."""
    buttons = get("/near", where="PE15 8AA").all(".//button[@name='add']")[:how_many]
    for button in buttons:
        answer = browser.post(
            button.get("formaction", ""),
            data={"add": button.get("value"), "back": "/near?where=PE15+8AA"},
            headers=SAME_SITE,
        )
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/near?where=PE15+8AA#l-")
    return [button.get("data-name", "") for button in buttons]


def names_on(page: Any, text_of: Words) -> list[str]:
    return [text_of(link) for link in page.all(".//ol[@class='app-sheet__items']/li/h2/a")]


def test_what_is_added_is_on_the_list_in_that_order(browser: TestClient, get: Get, text_of: Words) -> None:
    names = add_first(browser, get, 2)
    page = get("/shortlist")
    assert names_on(page, text_of) == names
    assert text_of(page.one(".//*[@data-shortlist-count]")) == "holds 2"


def test_the_cookie_holds_the_choice_and_nothing_else(browser: TestClient, get: Get) -> None:
    button = get("/near", where="PE15 8AA").all(".//button[@name='add']")[0]
    answer = browser.post("/shortlist", data={"add": button.get("value")}, headers=SAME_SITE)
    cookie = answer.headers["set-cookie"]
    value, *flags = [part.strip() for part in cookie.split(";")]
    assert [str(each) for each in choice.decode(value.removeprefix("shortlist="))] == [button.get("value")]
    assert {flag.lower() for flag in flags} == {"httponly", "secure", "samesite=lax", "path=/"}


def test_a_shared_link_shows_the_list_to_somebody_else(browser: TestClient, get: Get, text_of: Words) -> None:
    names = add_first(browser, get, 3)
    share = next(href for words, href in get("/shortlist").links().items() if words.startswith("https://"))
    assert share.startswith("https://hereabouts.example/shortlist?ids=")
    browser.cookies.clear()
    page = get(share)
    assert page.heading == "A shared shortlist"
    assert names_on(page, text_of) == names
    kept = browser.post(
        "/shortlist",
        data={"keep": page.one(".//input[@name='keep']").get("value")},
        headers=SAME_SITE,
    )
    assert kept.status_code == 303
    assert names_on(get("/shortlist"), text_of) == names


def test_one_can_be_taken_off_and_all_can_be_cleared(browser: TestClient, get: Get, text_of: Words) -> None:
    names = add_first(browser, get, 3)
    first = get("/shortlist").all(".//button[@name='remove']")[0]
    browser.post("/shortlist", data={"remove": first.get("value")}, headers=SAME_SITE)
    assert names_on(get("/shortlist"), text_of) == names[1:]
    browser.post("/shortlist", data={"clear": "1"}, headers=SAME_SITE)
    assert "There is nothing on your shortlist yet." in get("/shortlist").main


def test_a_sheet_has_what_a_person_needs_on_paper(browser: TestClient, get: Get) -> None:
    button = next(
        button
        for button in get("/near", where="PE15 8AA").all(".//button[@name='add']")
        if button.get("data-name") == "March Library"
    )
    browser.post("/shortlist", data={"add": button.get("value")}, headers=SAME_SITE)
    said = get("/shortlist").main
    assert "City Road, March, PE15 9LT" in said
    assert "Wednesday: 9:30am to 1pm" in said
    assert "Bevills Place" in said
    assert "Not yet confirmed" in said


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "near"]
)
def test_nobody_can_be_sent_elsewhere(browser: TestClient, back: str) -> None:
    answer = browser.post("/shortlist", data={"clear": "1", "back": back}, headers=SAME_SITE)
    assert answer.headers["location"] == "/shortlist"


def test_another_site_cannot_change_the_list(browser: TestClient) -> None:
    answer = browser.post(
        "/shortlist",
        data={"clear": "1"},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("ids", ["", "A" * 22])
def test_a_link_that_holds_no_listing_is_an_empty_list(get: Get, ids: str) -> None:
    page = get("/shortlist", ids=ids)
    assert page.status == 200
    assert "There is nothing on this list" in page.main


def test_an_id_that_is_none_is_refused_with_a_page(browser: TestClient) -> None:
    answer = browser.post("/shortlist", data={"add": "x"}, headers=SAME_SITE)
    assert answer.status_code == 422
    assert "<h1" in answer.text


@pytest.mark.parametrize("ids", ["zzz", "x", "%00", "A" * 21, "\N{LATIN SMALL LETTER E WITH ACUTE}"])
def test_a_damaged_link_says_so(get: Get, ids: str) -> None:
    page = get("/shortlist", ids=ids)
    assert page.status == 200
    assert "We cannot read a list from this link." in page.main
    assert "There is nothing on this list" not in page.main
    assert page.heading == "A shared shortlist"


def fill(browser: TestClient, how_many: int) -> list[str]:
    found = [str(UUID(int=each)) for each in range(1, how_many + 1)]
    browser.post("/shortlist", data={"add": found}, headers=SAME_SITE)
    return found


def test_a_full_list_says_that_it_is_and_how_many_were_not_added(browser: TestClient, get: Get) -> None:
    fill(browser, choice.MOST - 1)
    two = {"add": [str(UUID(int=each)) for each in (1001, 1002)], "back": "/near?where=PE15+8AA"}
    answer = browser.post("/shortlist", data=two, headers=SAME_SITE)
    assert answer.headers["location"] == "/shortlist?left=1"
    said = get(answer.headers["location"]).main
    assert "Your shortlist is full: it holds 50 listings, the most it can. 1 listing was not added." in said


def test_a_script_is_told_the_true_count(browser: TestClient) -> None:
    json = {**SAME_SITE, "Accept": "application/json"}
    one = browser.post("/shortlist", data={"add": str(UUID(int=7))}, headers=json)
    assert one.json() == {"count": 1, "left_out": 0}
    fill(browser, choice.MOST)
    more = browser.post("/shortlist", data={"add": str(UUID(int=1001))}, headers=json)
    assert more.json() == {"count": choice.MOST, "left_out": 1}
    off = browser.post("/shortlist", data={"remove": str(UUID(int=3))}, headers=json)
    assert off.json() == {"count": choice.MOST - 1, "left_out": 0}


def test_a_list_with_room_says_nothing_of_being_full(get: Get) -> None:
    assert "full" not in get("/shortlist?left=3").main


def test_a_link_that_holds_too_many_says_how_many(get: Get) -> None:
    page = get("/shortlist", ids=choice.encode(UUID(int=each) for each in range(1, 61)))
    assert "This link holds 60 listings. Only the first 50 are shown." in page.main


def test_a_list_that_holds_something_sensitive_has_a_way_out(
    browser: TestClient, get: Get, session: Session, text_of: Words
) -> None:
    sensitive = session.exec(select(Listing.id).where(col(Listing.sensitive)).limit(1)).one()
    add_first(browser, get, 1)
    assert not get("/shortlist").all(".//a[@role='button']")
    browser.post("/shortlist", data={"add": str(sensitive)}, headers=SAME_SITE)
    for page in (get("/shortlist"), get("/shortlist", ids=choice.encode([sensitive]))):
        assert text_of(page.one(".//a[@role='button']")) == "Emergency Exit this page"
