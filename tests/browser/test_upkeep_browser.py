"""Can everybody use the pages that keep listings true: at any width, by keyboard, without JavaScript?"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from own_stores import here, own_stores, served
from playwright.sync_api import Browser, Page
from signed_in import begin_session
from sqlalchemy import select
from sqlmodel import Session, col

from directory import clock
from directory.consents.service import UPKEEP, give
from directory.freshness.links import make_link
from directory.freshness.models import UpkeepAsk
from directory.listings.models import Listing
from directory.messages.stopping import stop_url
from directory.settings import Settings
from directory.store import open_people, session_scope
from directory.words import Role
from web.sign_in_cookie import cookie_name

FENLAND = "E07000010"
SIZES = ({"width": 320, "height": 700}, {"width": 1280, "height": 900})


@dataclass
class Desk:
    """A service of its own, with a coordinator and an owner who is asked."""

    address: str
    cookie: tuple[str, str]
    settings: Settings
    listing: UUID
    owner: UUID

    def ask(self) -> str:
        """Make a link of a message; give its path."""
        address, kept = make_link(self.settings)
        people = open_people(self.settings)
        with session_scope(people) as session:
            session.add(
                UpkeepAsk(
                    id=uuid4(),
                    listing_id=self.listing,
                    account_id=self.owner,
                    stage="first",
                    round_from="",
                    token_hash=kept,
                    asked_at=clock.now(),
                    expires_at=clock.now().replace(year=clock.now().year + 1),
                )
            )
        people.dispose()
        return urlsplit(address).path

    @property
    def stop(self) -> str:
        return urlsplit(stop_url(self.settings, UPKEEP, self.owner, "owner@example.org")).path


@pytest.fixture(scope="module")
def desk(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("upkeep")
    with own_stores(built_database, folder, base_url=here()) as stores:
        settings = stores.settings
        with Session(stores.directory) as session:
            listing = session.execute(
                select(col(Listing.id)).where(col(Listing.slug) == "march-library")
            ).scalar_one()
        with session_scope(stores.people) as session:
            owner, _ = begin_session(session, settings, "owner@example.org", ((Role.OWNER, str(listing)),))
            give(session, owner, UPKEEP, how="claim", wording="Yes.")
            _, cookie = begin_session(
                session, settings, "coordinator@example.org", ((Role.COORDINATOR, FENLAND),)
            )
        with served(settings):
            yield Desk(settings.base_url, (cookie_name(settings.base_url), cookie), settings, listing, owner)


Open = Callable[..., Page]


@pytest.fixture
def open_desk(chromium: Browser, desk: Desk) -> Iterator[Open]:
    contexts = []

    def open_desk(path: str, size: dict[str, int], *, script: bool = True, signed_in: bool = True) -> Page:
        context = chromium.new_context(
            base_url=desk.address,
            viewport=size,  # type: ignore[arg-type]
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        if signed_in:
            name, value = desk.cookie
            context.add_cookies([{"name": name, "value": value, "url": desk.address}])
        page = context.new_page()
        page.goto(path)
        return page

    yield open_desk
    for context in contexts:
        context.close()


def look(page: Page, width: int, name: str) -> None:
    """Everybody can use it, and it fits."""
    folder = os.environ.get("HEREABOUTS_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=name != "calls")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
@pytest.mark.parametrize(
    "path", ["/desk/upkeep", f"/desk/upkeep?place={FENLAND}", "/desk/calls", "/desk/upkeep/known"]
)
def test_the_desk_is_for_everybody(open_desk: Open, path: str, size: dict[str, int]) -> None:
    page = open_desk(path, size)
    look(page, size["width"], path.partition("?")[0].rpartition("/")[2] + ("-place" if "?" in path else ""))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_one_press_confirms_without_signing_in_and_without_a_script(
    open_desk: Open, desk: Desk, size: dict[str, int]
) -> None:
    look(open_desk(desk.ask(), size, signed_in=False), size["width"], "still-right")
    page = open_desk(desk.ask(), size, script=False, signed_in=False)
    page.get_by_role("button", name="Still right").press("Enter")
    assert page.locator("h1").inner_text() == "Thank you"
    done = open_desk(urlsplit(page.url).path, size, signed_in=False)
    look(done, size["width"], "confirmed")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_one_press_stops_and_another_takes_it_back(open_desk: Open, desk: Desk, size: dict[str, int]) -> None:
    page = open_desk(desk.stop, size, signed_in=False)
    look(page, size["width"], "stop")
    page.get_by_role("button", name="Stop these messages").click()
    assert page.locator("h1").inner_text() == "We write to you no more"
    look(page, size["width"], "stopped")
    page.get_by_role("button", name="Let them come again").click()
    assert page.locator("h1").inner_text() == "Stop these messages?"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_a_call_is_written_down_without_a_script(open_desk: Open, size: dict[str, int]) -> None:
    page = open_desk("/desk/calls", size, script=False)
    first = page.locator(".upkeep-call").first
    first.locator("summary").click()
    first.get_by_role("button", name="Write it down").click()
    assert page.locator(".govuk-error-summary").is_visible()
    first = page.locator(".upkeep-call").first
    first.get_by_label("Visit").check()
    first.get_by_label("Nobody answered").check()
    first.get_by_role("button", name="Write it down").click()
    assert page.get_by_role("status").inner_text() == "Written down: nobody answered."


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_a_form_that_is_not_whole_says_so_to_everybody(open_desk: Open, size: dict[str, int]) -> None:
    page = open_desk("/desk/upkeep/known", size)
    page.get_by_role("button", name="Write it down").click()
    look(page, size["width"], "known-problem")
    assert page.locator(".govuk-error-summary a").get_attribute("href") == "#says"
    page = open_desk("/desk/calls", size)
    page.locator(".upkeep-call summary").first.click()
    page.locator(".upkeep-call").first.get_by_role("button", name="Write it down").click()
    look(page, size["width"], "calls-problem")
