"""Can everybody who decides use the pages of capitals: narrow, wide, without JavaScript?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from own_stores import here, own_stores, served
from playwright.sync_api import Browser, BrowserContext
from signed_in import begin_session

from directory.store import session_scope
from directory.tagging.service import suggest_all
from directory.words import Role
from web.sign_in_cookie import cookie_name

PAGES = (
    "/desk/tags",
    "/desk/tags/listing/peckover-house-and-garden",
    "/desk/tags/table",
    "/desk/tags/rules?capital=human",
    "/desk/tags/rules/new",
)


@pytest.fixture(scope="module")
def desk(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Serve a copy of the built database, weighed; give its address and an administrator's cookie."""
    folder = tmp_path_factory.mktemp("tags")
    with own_stores(built_database, folder, base_url=here()) as stores:
        with session_scope(stores.directory) as session:
            suggest_all(session)
        with session_scope(stores.people) as session:
            grants = ((Role.ADMINISTRATOR, None),)
            _, cookie = begin_session(session, stores.settings, "ad@example.org", grants)
        with served(stores.settings):
            yield stores.settings.base_url, cookie


def signed_in(chromium: Browser, desk: tuple[str, str], width: int, *, script: bool = True) -> BrowserContext:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=script, base_url=desk[0]
    )
    context.add_cookies([{"name": cookie_name(desk[0]), "value": desk[1], "url": desk[0]}])
    return context


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_capitals_is_accessible_and_fits(
    chromium: Browser, desk: tuple[str, str], width: int
) -> None:
    context = signed_in(chromium, desk, width)
    page = context.new_page()

    def check(what: str) -> None:
        page.wait_for_load_state("networkidle")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{what}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, what

    for address in PAGES:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        check(address)
    page.fill("#rule-words", "foodbank")
    page.fill("#rule-weight", "6")
    page.fill("#rule-reason", "people meet at the table")
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("button", name="Save this rule").wait_for()
    check("a preview")
    page.fill("#rule-weight", "heavy")
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_text("There is a problem").wait_for()
    check("an error")
    context.close()


def test_a_press_decides_without_javascript(chromium: Browser, desk: tuple[str, str]) -> None:
    context = signed_in(chromium, desk, 360, script=False)
    page = context.new_page()
    page.goto("/desk/tags")
    name = page.locator(".desk-row h2").first.inner_text()
    page.get_by_role("button", name="Accept").first.click()
    assert "Accepted." in page.get_by_role("status").inner_text()
    page.goto("/desk/tags")
    assert page.locator(".desk-row h2").first.inner_text() != name
    context.close()
