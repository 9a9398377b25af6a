"""Does the page of a parish tell people what there is, and nothing that is not known?"""

import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from directory.areas.schemas import AreaRead
from directory.nodes.parish import read_parish
from directory.nodes.parish_queries import list_codes
from directory.nodes.parish_schemas import Care, Rurality
from directory.noticeboard.schemas import NoticeCard
from directory.noticeboard.words import NoticeKind, Phase
from directory.settings import Settings
from directory.store import open_engine
from directory.words import Role
from web.pages.parish import _page
from web.parish_words import care_words, deprivation_words, parish_name, people_words, rurality_words
from web.render import ENVIRONMENT, Chrome

Get = Callable[..., Any]
WISBECH, LITTLE_GIDDING, CAMBRIDGE, PETERBOROUGH = "E04001668", "E04001720", "E43000042", "E43000026"
MANEA = "E04012517"


@pytest.fixture(scope="module")
def sample(page_settings: Settings) -> list[str]:
    engine = open_engine(page_settings.database_url, read_only=True)
    with Session(engine) as session:
        codes = list_codes(session)
    engine.dispose()
    return sorted({*codes[::15], WISBECH, LITTLE_GIDDING, CAMBRIDGE, PETERBOROUGH})


def test_twenty_of_them_through_the_service(get: Get, sample: list[str]) -> None:
    assert len(sample) >= 20
    for code in sample:
        page = get(f"/parish/{code}")
        assert page.status == 200, code
        assert "people live here" in page.main
        assert "Who can help" in page.main
        assert re.search(r"0345 045 5219|www\.peterborough\.gov\.uk", page.html), code
        assert not re.search(r"\b0 (people|things?|listings?|miles)\b|\bNone\b(?! is listed)", page.main), (
            code
        )
        assert f"/area/{code}" in page.links().values()


def test_what_is_not_listed_is_not_called_absent(get: Get) -> None:
    page = get(f"/parish/{LITTLE_GIDDING}")
    assert "That does not mean that nothing is there" in page.main
    assert "Too few parishes here are enough like this one" in page.main
    assert "/add" in page.links().values()
    wisbech = get(f"/parish/{WISBECH}").main
    assert "That something is not listed does not mean that it is not there" in wisbech
    assert re.search(
        r"Bowls Listed in all of the 6 parishes most like this one: March, .* None is listed here", wisbech
    )


def test_nobody_looks_after_it_and_the_clerk_can(get: Get) -> None:
    page = get(f"/parish/{WISBECH}")
    assert "Nobody looks after this page yet" in page.main
    assert page.links()["I am the clerk, or the council"] == "/listing/wisbech-parish/claim"
    assert "I am the clerk" not in get(f"/parish/{CAMBRIDGE}").main


@pytest.mark.parametrize("example", [True, False])
def test_examples_stand_after_what_is_here_and_are_few(
    session: Session, page_settings: Settings, *, example: bool
) -> None:
    card = NoticeCard(
        id=uuid4(),
        slug="a-fair",
        kind=NoticeKind.EVENT,
        phase=Phase.OPEN,
        title="A fair",
        summary="",
        issuer_name="Made up",
        deadline=None,
        rolling=True,
        amount_min=None,
        amount_max=None,
        effort=None,
        starts_at=None,
        area_names=(),
        outside_allowed=False,
        example=example,
    )
    parish = replace(read_parish(session, MANEA), notices=(card,) * 5)
    page = _page(parish, None, page_settings.data_dir, "https://hereabouts.example")
    values = {field.name: getattr(page, field.name) for field in fields(page)}
    chrome = Chrome(name="", path="/", navigation=(), shortlist=0, today="", signed_in=False)
    html = ENVIRONMENT.get_template(page.template).render(values, chrome=chrome)
    assert html.count("A fair") == (3 if example else 5)
    assert (html.index('id="here"') < html.index('id="notices"')) == example


def test_it_is_measured_from_the_village_and_leads_to_news(get: Get) -> None:
    page = get(f"/parish/{MANEA}")
    assert "from the middle of the village" in page.main
    assert page.links()["Have news of Manea sent to you"] == f"/news?area={MANEA}"
    staughton = get("/near?where=Great+Staughton").links()
    lead = staughton["Great Staughton: everything in the parish"]
    assert "the middle of where people live" in get(lead).main


def test_what_is_near_leads_to_the_page_of_the_parish(get: Get) -> None:
    for where in ("Manea", "Newton-in-the-Isle", "Newton in the Isle"):
        page = get(f"/near?where={where}")
        leads = [words for words in page.links() if ": everything in " in words]
        name = "Manea" if where == "Manea" else "Newton-in-the-Isle"
        assert leads == [f"{name}: everything in the parish"]
    assert "Near Newton-in-the-Isle parish, Fenland" in page.main
    city = get("/near?where=CB1+2JD").links()
    assert city["Cambridge: everything in the part that has no parish"] == f"/parish/{CAMBRIDGE}"


def test_an_unparished_area_says_what_it_is(get: Get) -> None:
    page = get(f"/parish/{CAMBRIDGE}")
    assert page.heading == "Cambridge, where there is no parish"
    assert "No parish council" in page.main
    assert "Too few parishes" in page.main


def test_the_old_page_of_the_parish_leads_to_it_and_back(get: Get) -> None:
    assert f"/parish/{WISBECH}" in get(f"/area/{WISBECH}").links().values()
    assert f"/area/{WISBECH}" in get(f"/parish/{WISBECH}").links().values()
    assert "/parish/" not in " ".join(get("/area/E07000010").links().values()).replace("/embed/parish/", "")


def test_other_areas_have_their_own_page(browser: TestClient) -> None:
    answer = browser.get("/parish/E07000010")
    assert (answer.status_code, answer.headers["location"]) == (303, "/area/E07000010")
    assert browser.get("/parish/E04999999").status_code == 404


def test_search_engines_know_every_parish(browser: TestClient) -> None:
    assert browser.get("/sitemap.xml").text.count("/parish/E") == 266


def test_a_list_for_its_own_site_holds_no_script(get: Get) -> None:
    page = get(f"/embed/parish/{WISBECH}")
    assert "<script" not in page.html
    assert page.headers["content-security-policy"].count("frame-ancestors *") == 1
    assert all(link.get("target") == "_blank" for link in page.root.iter("a"))
    assert "Wisbech Library" in page.main
    assert "nothing is there" in get(f"/embed/parish/{LITTLE_GIDDING}").main


@pytest.mark.parametrize(
    ("population", "estimated", "said"),
    [
        (26205, True, "About 26,210 people live here."),
        (438, True, "About 440 people live here."),
        (3, True, "Fewer than 10 people live here."),
        (438, False, "438 people live here."),
        (None, True, "How many people live here is not known."),
    ],
)
def test_people_are_told_no_finer_than_known(population: int | None, estimated: bool, said: str) -> None:  # noqa: FBT001
    assert people_words(population, estimated=estimated) == said


def test_rurality_in_words() -> None:
    assert rurality_words(None) == "How rural it is, is not known."
    assert "a town or part of one, and is classed as nearer" in rurality_words(Rurality(1, 0, 0, 0))
    assert "mostly larger villages, and is classed as further" in rurality_words(Rurality(0.2, 0.6, 0.2, 0.9))
    assert "It is a larger village or a small country town, and" in rurality_words(Rurality(0, 1, 0, 1))
    assert "part town, part country" in rurality_words(Rurality(0.4, 0.3, 0.3, 0))


@pytest.mark.parametrize(
    ("decile", "said"),
    [
        (4, "among the most deprived 40% of England."),
        (5, "about as deprived as the middle of England."),
        (6, "about as deprived as the middle of England."),
        (7, "among the least deprived 40% of England."),
    ],
)
def test_the_middle_of_england_is_not_told_as_a_half(decile: int, said: str) -> None:
    area = cast("AreaRead", SimpleNamespace(imd_decile=decile))
    assert deprivation_words(area) == f"Taken as a whole it is {said}"


def test_who_looks_after_it_is_a_role() -> None:
    care = Care(date(2026, 3, 5), Role.PARISH_CLERK)
    assert care_words(care, owned=True) == "Last looked after on 5 March 2026 by the parish clerk."
    assert "has taken its listing on" in care_words(None, owned=True)
    assert parish_name("Wisbech") == "Wisbech"
