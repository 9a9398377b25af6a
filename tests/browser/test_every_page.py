"""Is every page usable by everybody, at any width, and silent towards other servers?"""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OpenPage = Callable[..., Page]

PAGES = {
    "home": "/",
    "near": "/near?where=PE15+8AA",
    "near, filtered": "/near?where=PE15+8AA&day=fri&free=1&step_free=1",
    "near, an error": "/near?where=PE15+8AA&age=old",
    "near, nothing": "/near?where=PE15+8AA&q=zebra+polo",
    "anywhere": "/near?capital=social",
    "which place": "/near?where=Sutton",
    "not a place": "/near?where=PE15+8ZZ",
    "listing": "/listing/march-library",
    "sensitive listing": "/listing/hate-crime-reporting-ely",
    "mobile library": "/listing/cambridgeshire-mobile-library",
    "shortlist, empty": "/shortlist",
    "about": "/about",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "not found": "/nowhere",
    "gaps": "/gaps",
    "gaps, table": "/gaps/table",
    "compare": "/gaps/compare?capital=health",
    "fragile": "/gaps/fragile",
    "runs": "/gaps/runs",
    "what if": "/gaps/what-if",
    "what if, an answer": "/gaps/what-if?close=march-library&add=0.1,52.3",
    "what if, which one": "/gaps/what-if?closing=library",
    "what if, an error": "/gaps/what-if?closing=zebra+polo",
    "what if, compared": "/gaps/what-if/compare?a=close%3Dmarch-library&b=add%3D0.1,52.3",
    "where next": "/gaps/where-next?capital=employability",
    "where next, three": "/gaps/where-next?capital=health&k=3&objective=median",
    "a hub and what gathers there": "/listing/ramsey-library",
    "rooms within reach": "/gaps/rooms?room=kitchen&step_free=1&evening=1&most=15",
    "rooms within reach, a problem": "/gaps/rooms?most=lots&on=soon&area=E07000010",
    "rooms within reach, a parish": "/gaps/rooms?area=E04001668",
    "unknown": "/gaps/unknown",
    "work list": "/gaps/work-list",
    "work list, one district": "/gaps/work-list?capital=health&district=E07000010",
    "unknown, one thing": "/gaps/unknown?capital=health&district=E07000010",
    "area": "/area/E01018111",
    "district": "/area/E07000010",
    "nodes of a district": "/district/E07000010",
    "partnerships": "/partnerships",
    "partnership": "/partnership/love-wisbech",
    "list for another site": "/embed/area/E07000010?map=yes",
    "parish": "/parish/E04001668",
    "unparished": "/parish/E43000042",
    "list for a parish site": "/embed/parish/E04001668",
    "volunteer": "/volunteer",
    "volunteer, near": "/volunteer?postcode=PE15+8AA",
    "volunteer, not a place": "/volunteer?where=PE15+8ZZ",
    "volunteer, which place": "/volunteer?where=Sutton",
    "volunteer after the pandemic": "/volunteer/pandemic",
    "brief": "/area/E01018111/brief",
    "brief of a district": "/area/E07000010/brief",
    "paper": "/paper",
    "paper of a place": "/paper?where=March&district=E07000010&theme=social",
    "paper, not a place": "/paper?where=PE15+8ZZ",
    "funding": "/funding",
    "funding by parish": "/funding?level=parish",
    "noticeboard, empty": "/noticeboard",
    "noticeboard, not a place": "/noticeboard?where=Zebraville",
    "funds": "/funds",
    "rooms": "/rooms",
    "rooms, asked": "/rooms?day=tue&often=weekly&from=19%3A00&hours=2&people=25&where=PE15+8AA&term=1&most=9",
    "rooms, an error": "/rooms?day=tue&people=many&where=PE15+8ZZ",
    "fairs": "/fairs",
    "concern": "/concern?listing=march-library",
    "concern, told": "/concern/told",
    "a room was asked for": "/hire/sent",
    "join": "/volunteer/join",
    "fund": "/funds/household-support",
    "usage": "/usage",
    "data": "/data",
    "method": "/method",
}
WIDTHS = (320, 1280)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_a_page_is_accessible_fits_its_width_and_asks_nobody_else(
    open_page: OpenPage, watch: object, address: str, width: int
) -> None:
    page = open_page(address, size={"width": width, "height": 900})
    page.wait_for_load_state("networkidle")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert watch.elsewhere == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_full_shortlist_is_accessible(open_page: OpenPage, width: int) -> None:
    page = open_page("/near?where=PE15+8AA", size={"width": width, "height": 900})
    page.locator("[data-choose]").first.click()
    page.locator("[data-shortlist-count]:not([hidden])").wait_for()
    page.goto("/shortlist")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("address", ["/", "/near?where=PE15+8AA", "/listing/march-library"])
def test_targets_on_a_phone_are_large_enough_to_press(open_page: OpenPage, address: str) -> None:
    """Buttons and fields are at least 24 by 24 CSS pixels (WCAG 2.2, 2.5.8)."""
    page = open_page(address)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, select, input:not([type=hidden]), summary, .app-pin')]
            .filter((each) => each.checkVisibility())
            .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24)
            .map(([html]) => html)"""
    )
    assert small == []


@pytest.mark.parametrize(
    "address", ["/", "/near?where=PE15+8AA", "/listing/march-library", "/parish/E04001668"]
)
def test_a_phone_tells_what_a_wide_screen_tells(open_page: OpenPage, address: str) -> None:
    """What each offer means, what a listing offers, what each contact is for."""
    page = open_page(address, size={"width": 1280, "height": 900})
    told = """() => [...document.querySelectorAll('main p, footer p, main li')]
        .filter((each) => each.checkVisibility())
        .filter((each) => !each.closest('details, form, [role=status], .leaflet-container'))
        .map((each) => each.textContent.trim().replace(/\\s+/g, ' '))"""
    wide = page.evaluate(told)
    page.set_viewport_size({"width": 320, "height": 740})
    narrow = page.evaluate(told)
    assert len(wide) > 10
    assert [each for each in wide if each not in narrow] == []


@pytest.mark.parametrize(
    "address", ["/volunteer", "/near?where=PE15+8AA", "/gaps", "/listing/ramsey-library"]
)
def test_what_is_folded_is_told_on_paper_but_for_forms(open_page: OpenPage, address: str) -> None:
    page = open_page(address, size={"width": 794, "height": 1100})
    folds = """() => [...document.querySelectorAll('main .govuk-details:not([open])')]
        .filter((each) => each.checkVisibility())
        .map((each) => [!!each.closest('form') || !!each.querySelector('form'),
            each.lastElementChild.checkVisibility({contentVisibilityAuto: true})])"""
    assert {shown for _, shown in page.evaluate(folds)} == {False}
    page.emulate_media(media="print")
    printed = page.evaluate(folds)
    assert False in {of_form for of_form, _ in printed}
    assert all(of_form is not shown for of_form, shown in printed)


def test_text_at_four_times_the_size_still_fits(open_page: OpenPage) -> None:
    """1280 px at 400 % is 320 px: the words of a list are whole and nothing scrolls sideways."""
    page = open_page("/near?where=PE15+8AA", size={"width": 320, "height": 256})
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.app-card p, .app-card h3, h1, label')]
            .filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1)
            .map((each) => each.textContent)"""
    )
    assert cut == []
