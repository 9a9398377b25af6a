"""Is every page of the desk usable by everybody, narrow and wide, with something on it to decide?"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from fastapi.testclient import TestClient
from free_rooms_shown import FREE_ROOMS_SHOWN, put_free_rooms
from hearing import REACH_SHOWN, let_hear
from meetings_shown import MEETINGS_SHOWN, put_meetings
from needed import NEEDS_SHOWN, put_needs
from noticed import NOTICES_SHOWN, put_notices
from own_stores import here, own_stores, served
from playwright.sync_api import Browser, Page
from ready_people import PEOPLE_SHOWN, put_people
from relay_shown import RELAY_SHOWN, put_relay
from rooms_shown import ROOMS_SHOWN, put_rooms
from sending import confirm_of, ids, send_in
from signed_in import sign_in
from sqlalchemy import select, text
from sqlmodel import Session, col
from taken_shown import TAKING_SHOWN, put_taken
from volunteering_shown import VOLUNTEERING_SHOWN, put_volunteering

from directory import clock
from directory.changes.document import read_record
from directory.changes.schemas import Actor
from directory.changes.service import change_listing
from directory.feeds.service import add_feed
from directory.imports.batches import NewSource
from directory.jobs.schemas import Stores
from directory.jobs.service import enqueue
from directory.listings.models import Listing
from directory.matching.service import find_pairs
from directory.outlets.service import propose, take_proposed
from directory.settings import Settings
from directory.store import session_scope
from directory.submissions.building import answers_of
from directory.submissions.decisions import return_for_change
from directory.submissions.schemas import Sender, SubmissionKind
from directory.submissions.service import send, start
from directory.words import Role
from web.app import create_app
from web.sign_in_cookie import cookie_name

LIST = (
    "Id,Name,Description,Post code,Phone\n"
    "1,Quiddity Walkers,<p>We walk.</p>,PE15 8AA,01632 960001\n"
    "2,Quiddity Singers of the old and very long established chapel,We sing.,PE15 8AA,ask at the bar\n"
    "3,Quiddity <b>Bakers</b>,We bake.,PE15 8AA,\n"
    "4,March Library,Books.,PE15 9LT,\n"
)
SOURCE = {"title": "Walks of 2026", "publisher": "Walkers", "licence": "CC BY 4.0", "credit": "Walkers."}
DIGEST = re.compile(r'name="digest" value="(\w+)"')
WIDTHS = (320, 360, 1280)


@dataclass
class Desk:
    """The service, an administrator's cookie, and the addresses of what waits."""

    address: str
    cookie: str
    pages: dict[str, str]


def bring_in(browser: TestClient, settings: Settings, stores: Stores) -> dict[str, str]:
    """Let lists wait, be taken and contradict what somebody said here."""

    def send(content: str, **told: str) -> str:
        files = {"file": ("walks.csv", content.encode())}
        sent = browser.post("/desk/imports", data={**SOURCE, **told}, files=files)
        assert sent.status_code == 303, sent.text
        return str(sent.headers["location"])

    def take(report: str) -> str:
        found = DIGEST.search(browser.get(report).text)
        assert found
        taken = browser.post(report, data={"digest": found[1]})
        assert taken.status_code == 303, taken.text
        return str(taken.headers["location"]).partition("?")[0]

    batch = take(send(LIST))
    with session_scope(stores.directory) as session:
        walkers = session.execute(
            select(col(Listing.id)).where(col(Listing.name) == "Quiddity Walkers")
        ).scalar_one()
        record = read_record(session, walkers).model_copy(update={"phone": "01632 960777"})
        owner = Actor("owner", uuid4())
        change_listing(
            session, settings.data_dir, walkers, record, actor=owner, source="form", change_id=uuid4()
        )
    later = LIST.replace("We walk.", "We walk far.").replace(
        "3,Quiddity <b>Bakers</b>,We bake.,PE15 8AA,\n", ""
    )
    conflicts = take(send(later, source="walks_of_2026", whole="yes"))
    assert "In the list: 01632 960001" in browser.get(conflicts).text
    grants = b'{"grants": [{"id": "360G-example-1", "title": "New chairs"}]}'
    awards = browser.post(
        "/desk/awards", data={"licence": "CC BY 4.0"}, files={"file": ("grants.json", grants)}
    )
    assert awards.status_code == 303, awards.text
    return {
        "awards": "/desk/awards",
        "awards-check": str(awards.headers["location"]),
        "imports": "/desk/imports",
        "imports-report": send(LIST + "5,Quiddity Runners,We run.,PE15 8AA,\n", source="walks_of_2026"),
        "imports-columns": send(
            "Id,Name,Post code,Zeiten,Something that nobody here has a word for,Opening\n"
            "9,Quiddity Dancers,PE15 8AA,Mondays,x,Tu 10:30-12:00\n",
            source="walks_of_2026",
        ),
        "imports-batch": batch,
        "imports-conflicts": conflicts,
    }


def send_something(app: FastAPI, settings: Settings, stores: Stores) -> dict[str, str]:
    """Let a new group wait for a moderator, and a change come back to who sent it."""
    stranger = TestClient(app, base_url=settings.base_url, follow_redirects=False)
    send_in(stranger, what={"name": "Knitters of the Quiddity"})
    stranger.post(confirm_of(stores.people, "ada@example.org"))
    added = UUID(ids(stores.people)[0])
    with Session(stores.directory) as session:
        library = session.execute(
            select(col(Listing.id)).where(col(Listing.slug) == "march-library")
        ).scalar_one()
        record = read_record(session, library)
        answers = answers_of(session, record)
    said = record.model_copy(update={"summary": "Books, and a room to meet in."})
    sender = Sender("198.51.100.7", email="bo@example.org")
    with session_scope(stores.people) as session:
        opened = start(
            session, settings, SubmissionKind.CHANGE, answers, sender, listing_id=library, base_version=1
        )
        send(
            session,
            settings,
            opened.token,
            sender,
            said,
            parish=None,
            district=None,
            message="",
            must_confirm=False,
        )
        actor = Actor(Role.COORDINATOR.value, None)
        return_for_change(session, settings, opened.id, actor=actor, reason="Say since when.")
    return {"mend": f"/desk/queue/{added}/mend", "sent-change": f"/sent/{opened.token}/change"}


def make_work(stores: Stores) -> dict[str, str]:
    """Let jobs fail and wait, a feed be noted and pairs be found."""
    with session_scope(stores.people) as session:
        enqueue(session, "publish_submission", {"submission_id": "11111111"})
        session.connection().execute(
            text(
                "UPDATE job SET state = 'failed', attempts = 12, error = 'Conflict' "
                "WHERE kind = 'publish_submission'"
            )
        )
        enqueue(session, "forget", {}, run_after=clock.now() + timedelta(days=1))
    with session_scope(stores.directory) as session:
        source = NewSource("Example feed", "Example Council", "Open Government Licence v3.0", "Example data.")
        add_feed(session, "https://feed.example.org/a/rather/long/path/to/services", "example_feed", source)
        first = propose(session, "E07000010")[0]
        take_proposed(session, "E07000010", [first.id], actor=Actor("administrator", None))
    find_pairs(stores)
    return {
        "parish-choices": "/desk/parish",
        "parish-tools": "/desk/parish/E04001668",
        "jobs": "/desk/jobs",
        "feeds": "/desk/feeds",
        "partnerships": "/desk/partnerships",
        "partnership": "/desk/partnerships/love-wisbech",
        "matches": "/desk/matches",
        "demand": "/desk/demand",
        "outlets": "/desk/outlets?district=E07000010",
    }


SHOWN = {
    "awards": "Who was told of money",
    "awards-check": "Set aside, and why",
    "imports": "Brought in before",
    "imports-report": "Every row with its reason",
    "imports-columns": "2 columns are left out",
    "imports-batch": "Undo this import",
    "imports-conflicts": "To decide",
    "jobs": "failed too often",
    "feeds": "Example feed",
    "matches": "The same name",
    "demand": "look",
    "outlets": "It has nothing of ours yet",
    "mend": "Edit, then approve",
    "sent-change": "Say since when.",
    "parish-choices": "Look after the page of a parish",
    "parish-tools": "I looked it over today",
    "partnerships": "Add one",
    "partnership": "Who is in it",
    **NEEDS_SHOWN,
    **NOTICES_SHOWN,
    **REACH_SHOWN,
    **PEOPLE_SHOWN,
    **RELAY_SHOWN,
    **ROOMS_SHOWN,
    **MEETINGS_SHOWN,
    **TAKING_SHOWN,
    **FREE_ROOMS_SHOWN,
    **VOLUNTEERING_SHOWN,
}
"""Each page, and what on it shows that there is something to look at."""


@pytest.fixture(scope="module")
def desk(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk_pages")
    with own_stores(built_database, folder, base_url=here()) as stores:
        settings = stores.settings
        app = create_app(settings)
        browser = TestClient(app, base_url=settings.base_url, follow_redirects=False)
        sign_in(browser, settings, "all@example.org", (Role.ADMINISTRATOR, None))
        pages = {
            **bring_in(browser, settings, stores),
            **send_something(app, settings, stores),
            **make_work(stores),
            **put_notices(stores),
            **put_needs(stores),
            **let_hear(stores),
            **put_people(stores),
            **put_rooms(stores),
            **put_free_rooms(stores),
            **put_taken(stores),
            **put_volunteering(stores, "all@example.org"),
            **put_relay(stores),
            **put_meetings(stores),
        }
        assert set(pages) == set(SHOWN)
        name = cookie_name(settings.base_url)
        cookie = next(each.value for each in browser.cookies.jar if each.name == name)
        assert cookie is not None
        with served(settings, app):
            yield Desk(settings.base_url, cookie, pages)


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, chromium: Browser, desk: Desk) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": request.param, "height": 900}, base_url=desk.address, reduced_motion="reduce"
    )
    context.add_cookies([{"name": cookie_name(desk.address), "value": desk.cookie, "url": desk.address}])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_of_the_desk_is_accessible_and_fits(page: Page, desk: Desk, name: str) -> None:
    answer = page.goto(desk.pages[name])
    assert answer is not None
    assert answer.status == 200
    assert SHOWN[name] in page.locator("main").inner_text()
    page.wait_for_load_state("networkidle")
    assert page.viewport_size is not None
    width = page.viewport_size["width"]
    if folder := os.environ.get("HEREABOUTS_PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
