"""Does a list say truly how many are sure to fit, how many may, and where those begin?"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from directory.search.schemas import ListingPage, ListingQuery, NearAnswer
from directory.words import Day
from web.found import EVERYWHERE_M, found_words, grown_words

Get = Callable[..., Any]
Words = Callable[[Element], str]


def answer(total: int, known: int = 0, *, radius_m: int = 4800, asked_m: int = 4800) -> NearAnswer:
    page = ListingPage(total_items=total, page=1, per_page=20, contents=(), known_items=known)
    return NearAnswer(page=page, radius_m=radius_m, asked_radius_m=asked_m, wide=(), times_unsaid=0)


@pytest.mark.parametrize(
    ("total", "known", "query", "said"),
    [
        (1, 1, ListingQuery(), "1 listing within 3 miles of March"),
        (
            24,
            2,
            ListingQuery(step_free=True),
            "2 listings known to be step-free, and 22 that do not say, within 3 miles of March",
        ),
        (
            24,
            0,
            ListingQuery(step_free=True),
            "No listing within 3 miles of March is known to be step-free. 24 do not say: ask before you go.",
        ),
        (
            3,
            2,
            ListingQuery(free=True, age=7),
            "2 listings known to be free and for age 7, and 1 that does not say, within 3 miles of March",
        ),
        (2, 2, ListingQuery(languages=("pl",)), "2 listings within 3 miles of March, known to be in Polish"),
        (
            8,
            8,
            ListingQuery(days=(Day.MON, Day.FRI)),
            "8 listings within 3 miles of March, open on Monday or Friday",
        ),
        (
            4,
            0,
            ListingQuery(remote=True, days=(Day.FRI,)),
            (
                "No listing open on Friday within 3 miles of March is known to be usable online or by phone. "
                "4 do not say: ask before you go."
            ),
        ),
        (
            14,
            14,
            ListingQuery(hours_unknown=True),
            "14 listings within 3 miles of March do not say when they are open",
        ),
    ],
)
def test_the_summary_tells_known_from_unsaid(total: int, known: int, query: ListingQuery, said: str) -> None:
    assert found_words(answer(total, known), query, "March") == said


def test_none_in_the_whole_area_is_said_so() -> None:
    none = answer(0, radius_m=EVERYWHERE_M)
    assert found_words(none, ListingQuery(), "March") == "We found none anywhere in the area"
    assert grown_words(none) is None
    assert grown_words(replace(none, radius_m=8000)) is None


def test_a_search_of_the_whole_area_does_not_speak_of_fifty_miles() -> None:
    few = answer(2, 2, radius_m=EVERYWHERE_M)
    assert grown_words(few) == "There are fewer than 5 within 3 miles, so we looked in the whole area."
    assert "50 miles" not in found_words(few, ListingQuery(), "March")


def test_those_that_do_not_say_begin_under_a_heading(get: Get, text_of: Words) -> None:
    page = get("/near", where="PE15 8AA", step_free=1)
    heading = page.one(".//h2[@id='silent']")
    assert text_of(heading) == "These do not say if they are step-free"
    silent = [card for card in page.all(".//ol[@class='app-cards']/li") if "Does not say" in text_of(card)]
    known = re.search(r"(\d+) listings? known to be step-free", page.main)
    shown = len(page.all(".//ol[@class='app-cards']/li"))
    assert len(silent) == shown - (int(known[1]) if known else 0)


def test_the_ones_that_do_not_say_when_they_are_open_are_exactly_those(get: Get, text_of: Words) -> None:
    page = get("/near", where="PE15 8AA", day="sun", q="club")
    words, address = next(pair for pair in page.links().items() if "more place" in pair[0])
    promised = int(words.split()[0])
    there = get(address)
    assert there.status == 200
    cards = there.all(".//ol[@class='app-cards']/li")
    assert re.search(rf"^{promised} listings? ", text_of(there.one(".//p[@role='status']")))
    assert len(cards) == min(promised, 20)
    assert all("We do not know when it is open" in text_of(card) for card in cards)
    assert "Times not known" in there.main


def test_a_day_chosen_since_takes_the_place_of_times_not_known(get: Get) -> None:
    page = get("/near", where="PE15 8AA", day="fri", times="unknown")
    assert page.main == get("/near", where="PE15 8AA", day="fri").main


def test_an_unknown_word_for_times_is_refused(get: Get) -> None:
    assert get("/near", where="March", times="never").status == 422
