"""Can everybody ask for news, change and end it: at any width, by keyboard, without JavaScript?"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from own_stores import here, own_stores, served
from playwright.sync_api import Browser, Page
from sending import letters, links
from signed_in import begin_session
from sqlmodel import Session, select
from told_news import FENLAND, World

from directory import clock
from directory.consents.service import NEWS
from directory.digests.models import Digest
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.listings.models import Listing
from directory.messages.stopping import stop_url
from directory.noticeboard.rules import NoticeRules
from directory.store import session_scope
from directory.subscriptions.ledger import live
from directory.subscriptions.links import dismiss_url, news_url, why_url
from directory.words import Role
from web.sign_in_cookie import cookie_name

WIDTHS = (320, 360, 1280)
ANN, OWNER = "ann@example.org", "owner@example.org"
TITLE = "Zebra grants for young people"


@dataclass
class Service:
    """A service with somebody who gets news, one message to them, and the addresses of its pages."""

    stores: Stores
    cookie: tuple[str, str]
    pages: dict[str, str]


@pytest.fixture(scope="module")
def service(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("news")
    with own_stores(built_database, folder, base_url=here()) as stores:
        pages, cookie = fill(stores)
        with served(stores.settings):
            yield Service(stores, (cookie_name(stores.settings.base_url), cookie), pages)


def fill(stores: Stores) -> tuple[dict[str, str], str]:
    """Let Ann get news for herself and for a group, a notice be announced and a message be made."""
    world, settings = World(stores, clock.now()), stores.settings
    group = world.group()
    account = world.asks(ANN, "funding", areas=(FENLAND, "E04001661"))
    world.asks(ANN, "local", areas=(FENLAND,))
    world.asks(ANN, "funding", subject=group)
    notice = world.announces(TITLE, rules=NoticeRules())
    assert world.makes().made == 1
    with session_scope(stores.people) as session:
        _, cookie = begin_session(session, settings, OWNER, ((Role.OWNER, str(group)),))
        digest = session.exec(select(Digest.id)).one()
    with Session(stores.directory) as session:
        slug = session.get_one(Listing, group).slug
    stranger = world.account("stranger@example.org")
    return {
        "ask": "/news",
        "sent": "/news/sent",
        "manage": news_url(settings, account),
        "narrow": f"{news_url(settings, account)}/narrow",
        "snooze": f"{news_url(settings, account)}/snooze",
        "dismiss": dismiss_url(settings, account, notice),
        "why": why_url(settings, digest),
        "none": news_url(settings, stranger),
        "stop": stop_url(settings, NEWS, account, ANN),
        "listing": f"/desk/listing/{slug}/news",
    }, cookie


SHOWN = {
    "ask": "What may we tell you?",
    "sent": "The link works for seven days.",
    "manage": "End all of it",
    "narrow": "Take the tick away",
    "snooze": "Pause for 4 weeks",
    "dismiss": TITLE,
    "why": "Because",
    "none": "Ask to be told",
    "stop": "Stop these messages",
    "listing": TITLE,
}
"""Each page, and what on it shows that there is something to look at."""
Open = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, service: Service) -> Iterator[Open]:
    contexts = []

    def open_page(path: str, width: int = 1280, *, script: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            base_url=service.stores.settings.base_url,
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        contexts.append(context)
        name, value = service.cookie
        context.add_cookies([{"name": name, "value": value, "url": service.stores.settings.base_url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def look_at(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    assert page.viewport_size is not None
    width = page.viewport_size["width"]
    if folder := os.environ.get("HEREABOUTS_PICTURES"):
        page.screenshot(path=f"{folder}/news-{name}-{width}.png", full_page=True)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SHOWN)
def test_every_page_is_accessible_and_fits(open_page: Open, service: Service, name: str, width: int) -> None:
    page = open_page(service.pages[name], width)
    assert SHOWN[name] in page.locator("main").inner_text()
    look_at(page, name)


@pytest.mark.parametrize("width", WIDTHS[:1])
def test_what_is_missing_is_said_at_the_top_and_at_the_field(open_page: Open, width: int) -> None:
    page = open_page("/news", width)
    page.get_by_label("Your place").fill("Nowhere at all")
    page.get_by_role("button", name="Send me the link").click()
    page.wait_for_selector(".govuk-error-summary")
    assert page.get_by_label("Your place").input_value() == "Nowhere at all"
    look_at(page, "wrong")
    for field in ("where", "purposes", "email"):
        page.locator(f".govuk-error-summary a[href='#{field}']").click()
        assert page.evaluate("document.activeElement.id") == field


def test_from_asking_to_ending_without_javascript(open_page: Open, service: Service) -> None:
    email = "bo@example.org"
    page = open_page("/news", 360, script=False)
    page.get_by_label("Your place").fill("PE15 8AA")
    page.get_by_label("You may tell me where volunteers are needed.").check()
    page.get_by_text("Only some themes").click()
    page.get_by_label("Meeting people").check()
    page.get_by_label("Every two weeks").check()
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send me the link").click()
    page.wait_for_url("**/news/sent")
    run_due(service.stores)
    page.goto(links(letters(service.stores.people, email)[-1][1], "news/confirm")[-1])
    look = page.locator("main").inner_text()
    assert "You may tell me where volunteers are needed." in look
    assert "Meeting people" in look
    assert not mine(service, email)
    page.get_by_role("button", name="Yes, begin").click()
    page.get_by_text("It has begun.").wait_for()
    assert mine(service, email) == {"volunteering"}
    page.get_by_role("button", name="Pause for 4 weeks").click()
    page.get_by_role("heading", name="Your news").wait_for()
    page.get_by_role("button", name="Let it come again now").click()
    page.get_by_text("It comes again.").wait_for()
    page.get_by_role("button", name="End all of it").click()
    page.get_by_text("You get no news from us").wait_for()
    assert not mine(service, email)


def mine(service: Service, email: str) -> set[str]:
    account: UUID | None = World(service.stores, clock.now()).account(email)
    with Session(service.stores.people) as session:
        return {each.purpose for each in live(session) if each.account_id == account}


def test_the_confirmation_looks_well(open_page: Open, service: Service) -> None:
    page = open_page("/news", 320)
    page.get_by_label("Your place").fill("March")
    page.get_by_label("You may tell me about money").check()
    page.get_by_label("Your e-mail address").fill("cy@example.org")
    page.keyboard.press("Enter")
    page.wait_for_url("**/news/sent")
    run_due(service.stores)
    page.goto(links(letters(service.stores.people, "cy@example.org")[-1][1], "news/confirm")[-1])
    look_at(page, "confirm")
