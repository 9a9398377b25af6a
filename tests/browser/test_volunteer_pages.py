"""Are the pages for somebody who wants to help usable by everybody, with needs on them, narrow and wide?"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from own_stores import here, own_stores, served
from playwright.sync_api import Browser, Page, expect

from directory.shipped.examples.needs import seed_needs
from directory.store import session_scope

WIDTHS = (320, 360, 1280)
SHOWN = {
    "volunteer, an hour on Thursday": ("/volunteer?where=March&long=60&day=3", "Sort tins by their dates"),
    "volunteer, folded out": ("/volunteer?how=home&ease=training&skill=listening&age=40", "Ring somebody"),
    "volunteer, nothing fits": ("/volunteer?where=March&skill=first_aid&ease=lift", "Nothing that groups"),
    "volunteer, an error": ("/volunteer?where=PE15+8ZZ&age=old", "There is a problem"),
    "volunteer after the pandemic": ("/volunteer/pandemic", "You helped in the pandemic"),
    "need, several times": ("/volunteer/need/sort-tins-by-their-dates", "3 of 3 places left"),
    "need, with children": ("/volunteer/need/read-with-children-after-school", "How they keep people safe"),
    "need, times of the week": ("/volunteer/need/help-people-with-forms-online", "Tuesdays, 10am to midday"),
    "listing that needs help": ("/listing/march-library", "Help needed"),
}


@pytest.fixture(scope="module")
def needed(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("volunteer_pages")
    with own_stores(built_database, folder, base_url=here()) as stores:
        with session_scope(stores.directory) as session:
            seed_needs(session)
        with served(stores.settings):
            yield stores.settings.base_url


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, chromium: Browser, needed: str) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": request.param, "height": 900}, base_url=needed, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_is_accessible_and_fits(page: Page, name: str) -> None:
    address, said = SHOWN[name]
    page.goto(address)
    expect(page.locator("main")).to_contain_text(said)
    assert page.viewport_size is not None
    width = page.viewport_size["width"]
    if folder := os.environ.get("HEREABOUTS_PICTURES"):
        page.screenshot(path=f"{folder}/{name.replace(' ', '-')}-{width}.png", full_page=True)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_an_hour_on_thursday_is_found(chromium: Browser, needed: str) -> None:
    context = chromium.new_context(
        viewport={"width": 320, "height": 740}, base_url=needed, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/volunteer")
    page.get_by_label("Postcode, town or village").fill("PE15 8AA")
    page.get_by_label("An hour", exact=True).check()
    page.get_by_label("Which day?").select_option("Thursday")
    page.get_by_role("button", name="Show what fits").click()
    page.get_by_role("link", name="Put books back on the shelves for an hour", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Put books back on the shelves for an hour")
    expect(page.locator("main")).to_contain_text("2 of 2 places left")
    context.close()


def test_a_pin_leads_to_its_card_with_and_without_scripts(chromium: Browser, needed: str) -> None:
    for script in (True, False):
        context = chromium.new_context(
            viewport={"width": 360, "height": 740}, base_url=needed, java_script_enabled=script
        )
        page = context.new_page()
        page.goto("/volunteer?where=March")
        card = page.locator(".app-need[data-number='1']")
        if script:
            page.locator(".app-pin", has_text="1").first.click()
            expect(card.get_by_role("heading").get_by_role("link")).to_be_focused()
            assert page.locator(".app-pin").count() == page.locator(".app-map__pin").count()
        else:
            page.locator(".app-map__pin").last.click()
            assert page.url.endswith(f"#{card.get_attribute('id')}")
        context.close()
