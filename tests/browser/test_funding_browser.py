"""Can somebody look at where money went on a phone and with the keyboard, and tell the maps apart?"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
DESKTOP = {"width": 1280, "height": 900}
PHONE_LENGTH = 8_600
"""In CSS pixels, at 360 wide; it was 9,385 with two open maps after each table."""


def test_each_map_of_the_page_has_a_name_of_its_own(open_page: OpenPage) -> None:
    page = open_page("/funding", size=DESKTOP)
    page.locator("[data-choropleth-frame][data-ready]").last.wait_for()
    names = page.locator(".choro-engine").evaluate_all("all => all.map(e => e.getAttribute('aria-label'))")
    assert len(names) == 4
    assert len(set(names)) == len(names)
    assert [name for name in names if name.startswith("Map. ")] == []
    assert all(name.endswith("Arrow keys move it, plus and minus zoom.") for name in names)


def test_enter_on_a_pin_leads_to_its_line_and_no_other_key_does(open_page: OpenPage) -> None:
    page = open_page("/funding?level=parish", size=DESKTOP)
    pin = page.get_by_role("button", name="2: Sutton")
    pin.focus()
    before = page.evaluate("scrollY")
    page.keyboard.press("a")
    expect(pin).to_be_focused()
    assert page.evaluate("scrollY") == before
    page.keyboard.press("Enter")
    link = page.locator(".area-table").get_by_role("link", name="Sutton")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()


def test_a_pin_without_a_link_leads_to_what_it_stands_beside(open_page: OpenPage) -> None:
    page = open_page("/listing/march-library", size=DESKTOP)
    pin = page.locator(".app-pin").first
    pin.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#where")).to_be_focused()


@pytest.mark.parametrize("script", [True, False])
def test_a_phone_folds_how_deprived_they_are(open_page: OpenPage, *, script: bool) -> None:
    page = open_page("/funding", script=script)
    height = page.locator("html").bounding_box()
    assert height is not None
    assert height["height"] < PHONE_LENGTH
    picture, fold = page.locator("#split-1-deprivation"), page.locator(".funding-fold").first
    expect(picture).not_to_be_visible()
    fold.locator("summary").click()
    expect(picture).to_be_visible()
    if script:
        fold.locator("[data-ready]").wait_for()
        engine = fold.locator(".choro-engine").bounding_box()
        assert engine is not None
        assert engine["width"] > 300
        assert engine["height"] > 300


def test_where_there_is_room_and_on_paper_both_maps_are_open(open_page: OpenPage) -> None:
    wide = open_page("/funding", size=DESKTOP, script=False)
    money, deprived = (wide.locator(f"#split-1-{name}").bounding_box() for name in ("money", "deprivation"))
    assert money is not None
    assert deprived is not None
    assert (money["y"], money["width"]) == (deprived["y"], deprived["width"])
    expect(wide.locator(".funding-fold summary").first).not_to_be_visible()
    phone = open_page("/funding")
    phone.emulate_media(media="print")
    expect(phone.locator("#split-1-deprivation")).to_be_visible()
