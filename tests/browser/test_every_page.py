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
    "unknown": "/gaps/unknown",
    "work list": "/gaps/work-list",
    "work list, one district": "/gaps/work-list?capital=health&district=E07000010",
    "unknown, one thing": "/gaps/unknown?capital=health&district=E07000010",
    "area": "/area/E01018111",
    "district": "/area/E07000010",
    "list for another site": "/embed/area/E07000010?map=yes",
    "volunteer": "/volunteer",
    "volunteer, near": "/volunteer?postcode=PE15+8AA",
    "volunteer, not a place": "/volunteer?where=PE15+8ZZ",
    "volunteer, which place": "/volunteer?where=Sutton",
    "brief": "/area/E01018111/brief",
    "brief of a district": "/area/E07000010/brief",
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


def test_text_at_four_times_the_size_still_fits(open_page: OpenPage) -> None:
    """1280 px at 400 % is 320 px: the words of a list are whole and nothing scrolls sideways."""
    page = open_page("/near?where=PE15+8AA", size={"width": 320, "height": 256})
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.app-card p, .app-card h3, h1, label')]
            .filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1)
            .map((each) => each.textContent)"""
    )
    assert cut == []
