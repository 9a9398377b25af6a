"""Which five areas of Fenland most lack health capital, how sure is that, and why? From the page alone."""

import re
from collections.abc import Callable

from playwright.sync_api import Page
from sqlmodel import Session

from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import read_coverage
from directory.words import Capital
from geo.evidence import State

OpenPage = Callable[..., Page]
FENLAND = "E07000010"
SCREEN = 740
SCREENS = 4
STATE_WORDS = {
    State.GAP: "A gap.",
    State.PROBABLE_GAP: "Probably a gap.",
    State.NOT_SURVEYED: "Not surveyed.",
    State.SERVED: "Something near.",
}


def test_a_stranger_with_a_phone_and_no_scripts_finds_the_five(open_page: OpenPage, session: Session) -> None:
    page = open_page("/", script=False)
    page.get_by_role("link", name="Gaps", exact=True).click()
    page.get_by_label("Within reach of").select_option(label="Being active and well (health)")
    page.get_by_label("Where").select_option(label="Fenland")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**/gaps?**")
    answer = read_coverage(session, CoverageQuery(capital=Capital.HEALTH, district=FENLAND))
    worst = sorted((area for area in answer.contents if area.gap_rank), key=lambda area: area.gap_rank or 0)
    rows = page.locator(".gaps-ranked > table tbody tr")
    assert rows.count() == 5
    last = rows.nth(4).bounding_box()
    assert last is not None
    assert last["y"] + last["height"] < SCREENS * SCREEN, "on the first screens"
    for place, area in enumerate(worst[:5]):
        said = rows.nth(place).inner_text()
        assert area.name in said
        assert area.state is not None
        sure, _, why = said.partition(STATE_WORDS[area.state])
        assert sure, "which"
        assert len(why.split()) > 4, "why"
        assert "It could be anywhere from" in said or "It stays" in said
        assert re.search(r"\d\skm|\d\sm\b", said), "how far"


def test_how_sure_is_said_in_one_line_that_leads_on(open_page: OpenPage, session: Session) -> None:
    page = open_page(f"/gaps?capital=health&district={FENLAND}", script=False)
    answer = read_coverage(session, CoverageQuery(capital=Capital.HEALTH, district=FENLAND))
    ranked = [area for area in answer.contents if area.gap_rank]
    line = page.locator(".gaps-doubt")
    box = line.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < SCREEN, "on the first screen"
    said = line.inner_text()
    assert said.startswith("How sure:")
    assert f"{len(ranked)} neighbourhoods with high need in the furthest third" in said
    link = line.get_by_role("link", name="What the directory does not know")
    assert link.get_attribute("href") == f"/gaps/unknown?capital=health&district={FENLAND}"


def test_no_area_that_nobody_surveyed_is_called_a_gap(open_page: OpenPage, session: Session) -> None:
    page = open_page(f"/gaps?capital=health&district={FENLAND}", script=False)
    answer = read_coverage(session, CoverageQuery(capital=Capital.HEALTH, district=FENLAND))
    unsurveyed = [area.name for area in answer.contents if area.state is State.NOT_SURVEYED and area.gap_rank]
    for name in unsurveyed:
        row = page.locator(".gaps-ranked > table tbody tr").filter(has_text=name)
        if row.count():
            assert " gap" not in row.inner_text().lower().replace("not surveyed", "")
