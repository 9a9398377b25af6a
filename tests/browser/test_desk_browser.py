"""Can somebody sign in and use the desk on a phone, with a keyboard, without JavaScript, and with axe?"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from own_stores import here, own_stores, served
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import text

from directory import clock
from directory.accounts.service import add_grant, find_or_make_account, make_link
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope
from directory.words import Role

WIDTHS = (320, 1280)
JO, CO = "jo@example.org", "co@example.org"


class Desk:
    """The service with a people store, and links into it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.address = settings.base_url

    def link(self, email: str, *grants: tuple[Role, str | None]) -> str:
        people = open_people(self.settings)
        with session_scope(people) as session:
            account = find_or_make_account(session, email)
            for role, scope in grants:
                add_grant(session, account, role, scope, granted_by=None)
            link = make_link(session, self.settings, account)
        people.dispose()
        return link

    def listing(self, slug: str) -> str:
        directory = open_engine(self.settings.database_url)
        with directory.connect() as connection:
            found = connection.execute(text("SELECT id FROM listing WHERE slug = :slug"), {"slug": slug})
            identifier = str(found.scalar_one())
        directory.dispose()
        return identifier


@pytest.fixture(scope="module")
def desk(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    with own_stores(built_database, folder, base_url=here()) as stores, served(stores.settings):
        yield Desk(stores.settings)


Open = Callable[..., Page]


@pytest.fixture
def open_desk(chromium: Browser, desk: Desk) -> Iterator[Open]:
    contexts: list[BrowserContext] = []
    elsewhere: list[str] = []
    said: list[str] = []

    def open_desk(*, width: int = 360, script: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, base_url=desk.address
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda asked: elsewhere.append(asked.url))
        page.on("console", lambda line: said.append(line.text))
        return page

    yield open_desk
    for context in contexts:
        context.close()
    assert [url for url in elsewhere if not url.startswith((desk.address, "data:"))] == []
    assert [line for line in said if "Content Security Policy" in line] == []


def is_well_made(page: Page, width: int, name: str) -> None:
    """Ask axe, and whether anything stands out sideways; keep a picture where one is wanted."""
    page.wait_for_load_state("networkidle")
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, select, input:not([type=hidden]), summary')]
            .filter((each) => each.checkVisibility())
            .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24)
            .map(([html]) => html)"""
    )
    assert small == [], name
    if folder := os.environ.get("HEREABOUTS_PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def code_of(key: str) -> str:
    return pyotp.TOTP(key.replace(" ", "")).at(clock.now())


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_an_owner_is_accessible(open_desk: Open, desk: Desk, width: int) -> None:
    page = open_desk(width=width)
    page.goto("/desk")
    is_well_made(page, width, "sign-in")
    page.get_by_label("Your e-mail address").fill("jo@")
    page.get_by_role("button", name="Send me a link").click()
    assert page.get_by_label("Your e-mail address").input_value() == "jo@"
    is_well_made(page, width, "sign-in-error")
    page.get_by_label("Your e-mail address").fill(JO)
    page.get_by_role("button", name="Send me a link").click()
    assert page.url.endswith("/sign-in?sent=1")
    is_well_made(page, width, "link-sent")
    march, ely = desk.listing("march-library"), desk.listing("ely-library")
    link = desk.link(JO, (Role.OWNER, march), (Role.OWNER, ely), (Role.PARISH_CLERK, "E04001687"))
    page.goto(link)
    is_well_made(page, width, "use-link")
    page.get_by_role("button", name="Sign in").click()
    assert page.url.endswith("/desk")
    is_well_made(page, width, "desk")
    page.get_by_role("link", name="Your account").click()
    is_well_made(page, width, "account")
    page.get_by_role("link", name="Close your account").click()
    is_well_made(page, width, "close-account")
    page.goto(link)
    is_well_made(page, width, "link-used")
    page.goto("/about")
    assert page.get_by_role("link", name="Your desk").count() == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_a_second_factor_is_accessible(open_desk: Open, desk: Desk, width: int) -> None:
    page = open_desk(width=width)
    email = f"{width}{CO}"
    page.goto(desk.link(email, (Role.COORDINATOR, "E07000010"), (Role.ADMINISTRATOR, None)))
    page.get_by_role("button", name="Sign in").click()
    is_well_made(page, width, "desk-without-second-factor")
    page.get_by_role("link", name="Set it up").click()
    is_well_made(page, width, "second-factor-begin")
    page.get_by_role("button", name="Set it up").click()
    is_well_made(page, width, "second-factor-key")
    drawn = page.locator(".desk-key")
    assert drawn.evaluate("image => image.complete && image.naturalWidth") > 100
    key = page.locator(".desk-code").inner_text()
    page.get_by_label("Code from the app").fill("1")
    page.get_by_role("button", name="Go on").click()
    is_well_made(page, width, "second-factor-wrong")
    page.get_by_label("Code from the app").fill(code_of(key))
    page.get_by_role("button", name="Go on").click()
    is_well_made(page, width, "recovery-codes")
    code = page.locator(".desk-code").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    assert page.url.endswith("/desk")
    is_well_made(page, width, "desk-of-a-coordinator")
    page.goto("/desk/second-factor")
    is_well_made(page, width, "second-factor-shown")
    page.goto("/desk")
    page.get_by_role("button", name="Sign out").click()
    page.goto(desk.link(email))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Enter a code").click()
    is_well_made(page, width, "second-factor-show")
    page.get_by_label("Code from the app").fill(code)
    page.get_by_role("button", name="Go on").click()
    assert page.url.endswith("/desk")


def test_the_desk_works_without_javascript_and_with_the_keyboard(open_desk: Open, desk: Desk) -> None:
    page = open_desk(script=False)
    grants = ((Role.COORDINATOR, "E07000010"), (Role.OWNER, desk.listing("march-library")))
    page.goto(desk.link("keys@example.org", *grants))
    page.get_by_role("button", name="Sign in").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    page.get_by_role("link", name="Set it up").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/second-factor")
    page.get_by_role("button", name="Set it up").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Code from the app").wait_for()
    page.get_by_label("Code from the app").fill(code_of(page.locator(".desk-code").inner_text()))
    page.keyboard.press("Enter")
    page.get_by_role("link", name="I have kept them").click()
    page.goto("/desk/account")
    page.get_by_role("button", name="Yes, write to me").click()
    assert "You said: yes" in page.locator("main").inner_text()
    page.get_by_role("button", name="Sign out here").click()
    page.goto("/desk")
    assert "/sign-in" in page.url
