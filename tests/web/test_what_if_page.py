"""Does the page about what-ifs answer in words, keep what was typed, and say what it cannot do?"""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session
from starlette.datastructures import QueryParams

from directory.errors import InvalidInput
from directory.scenarios.service import save_scenario
from web.what_if_choices import read_point, read_what_if

PATH = "/gaps/what-if"
Get = Callable[..., object]


def follow(browser: TestClient, address: str) -> str:
    """Ask as a form does, and give the address it leads to."""
    answer = browser.get(address)
    assert answer.status_code == 303, answer.text[:200]
    return str(answer.headers["location"])


def test_a_typed_name_becomes_an_address_that_can_be_shared(browser: TestClient) -> None:
    assert follow(browser, f"{PATH}?closing=March+Library&on=2027-07-01") == (
        f"{PATH}?close=march-library&on=2027-07-01"
    )
    adding = follow(browser, f"{PATH}?adding=PE15+8AA&capital=health")
    asked = parse_qs(urlsplit(adding).query)
    assert asked["capital"] == ["health"]
    lon, lat = (float(part) for part in asked["add"][0].split(","))
    assert (lon, lat) == pytest.approx((0.08, 52.55), abs=0.05)
    assert follow(browser, f"{PATH}?adding=0.1,52.3") == f"{PATH}?add=0.1,52.3"
    moving = follow(browser, f"{PATH}?moving=March+Library&to=PE15+8AA")
    assert moving.startswith(f"{PATH}?move=march-library,0.0")


def test_the_answer_is_the_first_sentence(get: Get) -> None:
    page = get(f"{PATH}?close=march-library&on=2027-07-01")
    assert page.status == 200
    assert page.heading == "What if March Library closes?"
    first = page.main.split("What if March Library closes? ")[1]
    assert first.startswith("If March Library closes on 1 July 2027, the nearest library is on average ")
    for words in (
        "of them live in the most deprived 30% of England",
        "what the directory knows",
        "Chatteris Library",
        "Counted is any library, the kind of the place that changes",
        "What else March Library offers",
        "Before and after",
        'hereabouts scenarios save "A name" "/gaps/what-if?close=march-library&on=2027-07-01"',
    ):
        assert words in page.main, words
    assert "Being active and well (health)" not in page.links(), "the library does not offer it"


def test_several_changes_are_told_together_and_each_can_be_undone(get: Get) -> None:
    page = get(f"{PATH}?close=march-library&close=wisbech-library&add=0.0886,52.5515&name=Fenland")
    assert page.heading == "Fenland"
    undo = [href for words, href in page.links().items() if words.startswith("Undo")]
    assert undo == [
        f"{PATH}?close=wisbech-library&add=0.0886,52.5515&name=Fenland",
        f"{PATH}?close=march-library&add=0.0886,52.5515&name=Fenland",
        f"{PATH}?close=march-library&close=wisbech-library&name=Fenland",
    ]
    hidden = [(each.get("name"), each.get("value")) for each in page.all(".//input[@type='hidden']")]
    assert hidden == [
        ("close", "march-library"),
        ("close", "wisbech-library"),
        ("add", "0.0886,52.5515"),
    ]


def test_what_is_not_offered_is_said_with_what_is(get: Get) -> None:
    page = get(f"{PATH}?close=march-library&capital=health")
    assert "is not counted as a place for being active and well here" in page.main
    assert "as far as it is now for everybody" in page.main
    assert "Learning and skills (human)" in page.links()
    assert page.links()["Learning and skills (human)"] == f"{PATH}?capital=human&close=march-library"


def test_a_name_that_many_share_is_asked_about(get: Get) -> None:
    page = get(f"{PATH}?closing=library&add=0.1,52.3")
    assert "Which one closes?" in page.main
    assert page.links()["Chatteris Library"] == f"{PATH}?close=chatteris-library&add=0.1,52.3"
    page = get(f"{PATH}?adding=Sutton")
    options = [href for words, href in page.links().items() if words.startswith("Sutton")]
    assert len(options) > 1
    assert all("?add=" in href for href in options)
    page = get(f"{PATH}?moving=library&to=PE15+8AA")
    assert page.links()["Chatteris Library"] == f"{PATH}?moving=chatteris-library&to=PE15+8AA"


@pytest.mark.parametrize(
    ("typed", "said", "kept"),
    [
        ("closing=zebra+polo+club", "No listing on the map is called", {"closing": "zebra polo club"}),
        ("adding=PE15+8ZZ", "Royal Mail stopped using PE15 8ZZ", {"adding": "PE15 8ZZ"}),
        ("adding=-3.2,55.9", "outside the area of this directory", {"adding": "-3.2,55.9"}),
        ("moving=March+Library", "Say where it moves to", {"moving": "March Library"}),
        ("to=PE15+8AA", "Say which place moves", {"to": "PE15 8AA"}),
        ("close=no-such-place", "No listing no-such-place is on the map", {"closing": "no-such-place"}),
        ("add=here", "is not a position", {}),
        ("add=-3.2,55.9", "outside the area of this directory", {"adding": "-3.2,55.9"}),
        (
            "move=cambridgeshire-mobile-library,0.1,52.5",
            "cannot be moved as one",
            {"moving": "cambridgeshire-mobile-library", "to": "0.1,52.5"},
        ),
        (
            "moving=March+Library&to=PE15+8AA",
            "March Library already closes here",
            {"moving": "March Library", "to": "PE15 8AA"},
        ),
        (
            "move=march-library,0.1,52.5",
            "March Library already closes here",
            {"moving": "march-library", "to": "0.1,52.5"},
        ),
        (
            "move=wisbech-library,0.1,52.5&closing=Wisbech+Library",
            "Wisbech Library already moves here",
            {"closing": "Wisbech Library"},
        ),
        (
            "move=wisbech-library,0.1,52.5&moving=Wisbech+Library&to=PE15+8AA",
            "Wisbech Library already moves here",
            {"moving": "Wisbech Library", "to": "PE15 8AA"},
        ),
        (
            "move=wisbech-library,0.1,52.5&move=wisbech-library,0.2,52.5",
            "Wisbech Library already moves here",
            {"moving": "wisbech-library", "to": "0.2,52.5"},
        ),
        ("on=31/1/27", "all four figures of the year", {"on": "31/1/27"}),
        ("&".join(f"add=0.1,52.{n}" for n in range(30, 55)), "Only the first 20", {}),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_typed_is_lost(
    browser: TestClient, get: Get, typed: str, said: str, kept: dict[str, str]
) -> None:
    address = f"{PATH}?close=march-library&{typed}"
    answer = browser.get(address)
    page = get(answer.headers["location"] if answer.status_code == 303 else address)
    assert page.status == 200
    assert "There is a problem" in page.main
    assert said in page.main
    values = {each.get("name"): each.get("value") for each in page.all(".//input")}
    assert {name: values[name] for name in kept} == kept
    assert "March Library closes" in page.main, "what could be done is still told"


def test_an_unknown_capital_is_refused_plainly(get: Get) -> None:
    assert get(f"{PATH}?capital=magic").status == 422


def test_with_nothing_chosen_the_page_asks(get: Get) -> None:
    page = get(PATH)
    assert page.heading == "What if a place opens, moves or closes?"
    assert "Nothing is saved" in page.main
    assert "Before and after" not in page.main


def test_an_empty_form_says_what_to_name(get: Get) -> None:
    page = get(f"{PATH}?closing=&adding=&moving=&to=&capital=&district=")
    assert "Name a place that closes, opens or moves" in page.main
    told = get(f"{PATH}?close=march-library&closing=&adding=&moving=&to=")
    assert "There is a problem" not in told.main


def test_a_new_place_keeps_its_name_in_the_address(get: Get) -> None:
    page = get(f"{PATH}?capital=health&add=0.0886,52.5515,%3Cb%3EHall%3C/b%3E%2C++March{'x' * 100}")
    name = f"<b>Hall</b>, March{'x' * 100}"[:80]
    assert page.heading == f"What if a place opens at {name}?"
    assert f"A place at {name} opens" in page.main
    assert page.all(".//main//b") == []
    undo = get(f"{PATH}?capital=health&add=0.0886,52.5515,Hall&add=0.1,52.3")
    assert "A place at Hall opens" in undo.main
    assert "New place 2 at 52.3000° north" in undo.main
    assert f"{PATH}?capital=health&add=0.0886,52.5515,Hall" in undo.links().values()


def test_the_key_of_the_map_counts_the_neighbourhoods_of_the_headline(get: Get) -> None:
    page = get(f"{PATH}?close=march-library")
    areas = re.search(r"people in (\d+) neighbourhoods", page.main)
    key = ["".join(each.itertext()) for each in page.all(".//ul[@class='wi-legend']/li")]
    counts = [re.search(r"(\d+) areas?$", " ".join(line.split())) for line in key if "no change" not in line]
    assert areas
    assert sum(int(found[1]) for found in counts if found) == int(areas[1])


def test_two_states_stand_side_by_side(get: Get) -> None:
    a, b = "close=march-library", "move=march-library,0.16,52.45"
    page = get(f"{PATH}/compare", a=a, b=b)
    assert page.status == 200
    heads = ["".join(each.itertext()).strip() for each in page.all(".//thead/tr/th")]
    assert heads[:3] == ["Measure", "March Library closes", "March Library moves"]
    assert heads[3:7] == ["Measure", "Now", "March Library closes", "March Library moves"]
    page = get(f"{PATH}/compare", a="no-such-scenario", b=b)
    assert "No what-if is kept under the short name “no-such-scenario”" in page.main
    assert "hereabouts scenarios list" not in page.main
    assert get(f"{PATH}/compare").status == 200


def test_a_named_scenario_is_listed_and_compared(client: TestClient, session: Session) -> None:
    save_scenario(session, "March closes", f"{PATH}?close=march-library", note="A worry")
    session.commit()
    listed = client.get(PATH).text
    assert '<a class="govuk-link" href="/gaps/what-if?close=march-library">March closes</a>' in listed
    compared = client.get(f"{PATH}/compare?a=march-closes&b=close%3Dwisbech-library").text
    assert "March closes" in compared
    assert "Wisbech Library closes" in compared


def test_an_address_reads_back_as_it_was_written() -> None:
    query = "category=library&district=E07000010&close=a&add=0.1,52.3&move=b,0.2,52.4&name=N&on=2027-07-01"
    choices, problems = read_what_if(QueryParams(query))
    assert problems == []
    assert choices.address() == f"{PATH}?{query}"
    assert read_what_if(QueryParams(urlsplit(choices.address()).query))[0] == choices
    everything, _ = read_what_if(QueryParams("capital=all&close=a"))
    assert everything.address() == f"{PATH}?capital=all&close=a"


@pytest.mark.parametrize("text", ["", "1", "a,b", "nan,52", "52.5,0.1,3", "200,52", "0.1,inf"])
def test_what_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_point(text)
