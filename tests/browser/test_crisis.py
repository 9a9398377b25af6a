"""Typed in an open list, do words of danger bring the numbers to ring and a way out that works?"""

from collections.abc import Callable

from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
SOON_MS = 30_000
"""The first search of a service that has just begun reads its index first."""


def test_the_numbers_come_without_pressing_the_button(open_page: OpenPage) -> None:
    page = open_page("/near?where=PE15+8AA")
    expect(page.get_by_text("call 999")).to_have_count(0)
    page.fill("#q", "my husband hits me")
    page.press("#q", "Tab")
    expect(page.get_by_role("link", name="0808 2000 247")).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_role("button", name="Exit this page")).to_be_in_viewport()
    page.fill("#q", "library")
    page.press("#q", "Tab")
    expect(page.get_by_role("button", name="Exit this page")).to_have_count(0, timeout=SOON_MS)


def test_the_numbers_are_in_sight_on_a_telephone(open_page: OpenPage) -> None:
    page = open_page("/near?where=PE15+8AA&q=i+want+to+die")
    expect(page.get_by_role("link", name="116 123")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
