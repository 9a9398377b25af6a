"""Does money reach the group it is for? One story, from what a group tells to the sheet in the library.

The shipped data, the examples of the noticeboard, a real browser without JavaScript on a phone, a real mail
server: a small youth group in Wisbech gets one message with the two notices that fit and the reasons; whoever
issues one sees beforehand where nobody would hear; a parish that nobody looks after has a page worth reading;
the sheets of the district are built and are right.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from filled_board import HEALTHY, REACH, WISBECH_GROUP
from playwright.sync_api import Browser, Page
from pypdf import PdfReader
from sqlalchemy import select
from sqlmodel import Session, col
from town import Town, Visit, noon_now, open_town, phones, words_of

from directory import clock
from directory.digests.service import make_digests
from directory.listings.models import Listing
from directory.messages.service import deliver_due
from directory.noticeboard.models import Notice
from directory.settings import PROJECT_DIR
from directory.shipped.examples.notices import seed_examples
from directory.store import session_scope
from directory.words import Role
from web.sign_in_cookie import cookie_name

FENLAND, NEWTON = "E07000010", "E04001662"
OWNER = "youth@example.org"


@pytest.fixture
def town(built_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    noon_now(monkeypatch)
    with open_town(built_database, tmp_path) as opened:
        with session_scope(opened.stores.directory) as session:
            seed_examples(session, PROJECT_DIR / "data")
            group: UUID = session.execute(
                select(col(Listing.id)).where(col(Listing.slug) == WISBECH_GROUP)
            ).scalar_one()
        opened.sign_in("owner", OWNER, ((Role.OWNER, str(group)),))
        opened.sign_in("coordinator", "coordinator@example.org", ((Role.COORDINATOR, FENLAND),))
        yield opened


@pytest.fixture
def visit(chromium: Browser, town: Town) -> Iterator[Visit]:
    with phones(chromium, town) as opened:
        yield opened


def test_a_youth_group_hears_once_of_the_two_notices_that_fit(town: Town, visit: Visit) -> None:
    page: Page = visit(f"/desk/listing/{WISBECH_GROUP}/profile", "owner")
    for label in (
        "Less than £5,000",
        "10 to 29 people",
        "Young people",
        "A bank account in the group's name",
        "A safeguarding policy",
    ):
        page.get_by_label(label, exact=True).check()
    page.get_by_role("button", name="Save").click()
    assert "Saved." in words_of(page)

    page = visit(f"/desk/listing/{WISBECH_GROUP}/news", "owner")
    assert not page.locator("input[name=purposes]:checked").count(), "nothing is ticked beforehand"
    page.get_by_label(re.compile("about money")).check()
    page.get_by_role("button", name="Save").click()
    assert "Saved. What fits comes to your e-mail." in words_of(page)

    assert make_digests(town.stores).made == 0, "an example is sent to nobody"
    assert make_digests(town.stores, examples=True).made == 1
    assert deliver_due(town.stores).sent == 1
    [received] = town.box.received
    assert received.to == OWNER
    assert len(str(received.mail["Subject"])) < 60
    assert received.mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    links = set(re.findall(rf"{re.escape(town.address)}/noticeboard/([\w-]+)", received.text))
    assert links == {REACH, HEALTHY}
    assert "Fenland" in received.text or "Wisbech" in received.text
    assert "young people" in received.text
    assert "asked about" in received.text
    assert make_digests(town.stores, examples=True).made == 0, "none twice"

    why = re.search(rf"{re.escape(town.address)}(/news/why/\S+)", received.text)
    assert why is not None
    page = visit(why[1])
    assert "You may tell me about money that can be applied for here." in words_of(page)

    stop = re.search(r"<(\S+)>", str(received.mail["List-Unsubscribe"]))
    assert stop is not None
    assert page.request.post(stop[1], form={"List-Unsubscribe": "One-Click"}).ok
    later = clock.now() + timedelta(days=40)
    assert make_digests(town.stores, today=later.date(), examples=True).made == 0, "none after stopping"


def test_an_issuer_sees_beforehand_where_nobody_would_hear(town: Town, visit: Visit) -> None:
    with Session(town.stores.directory) as session:
        notice = session.execute(select(col(Notice.id)).where(col(Notice.slug) == HEALTHY)).scalar_one()
    page: Page = visit(f"/desk/notices/{notice}/reach", "coordinator")
    said = words_of(page)
    assert "will hear of" in said
    whole = page.locator("main").text_content() or ""
    assert "Newton-in-the-Isle" in whole, "a parish in which nobody asked to be told"
    assert "@" not in page.content().split("<footer")[0], "addresses are never shown to an issuer"
    nodes = page.locator("main a[href^='/listing/']").all_inner_texts()
    assert len(nodes) >= 3, "the three nodes that would reach most of them"


def test_a_parish_that_nobody_looks_after_is_worth_reading(visit: Visit) -> None:
    page: Page = visit(f"/parish/{NEWTON}")
    said = words_of(page)
    assert "Newton-in-the-Isle" in said
    assert "Nobody looks after this page yet" in said
    for part in ("near", "like", "Who can help"):
        assert part in said
    assert page.locator(f"main a[href='/noticeboard/{HEALTHY}']").count() >= 1, "what applies here"
    assert len(said.split()) > 200


@pytest.mark.slow
def test_the_sheets_of_a_district_build_and_are_built_once(town: Town) -> None:
    folder = town.folder / "sheets"
    environment = os.environ | {
        "HEREABOUTS_DATABASE_URL": town.settings.database_url,
        "HEREABOUTS_PEOPLE_DATABASE_URL": town.settings.people_database_url,
        "HEREABOUTS_BASE_URL": town.address,
    }
    hereabouts = [str(Path(sys.executable).with_name("hereabouts")), "paper", "build", FENLAND, str(folder)]
    first = subprocess.run(  # noqa: S603 - our own program
        hereabouts, env=environment, capture_output=True, text=True, check=True
    )
    assert "built 16, kept 0" in first.stdout + first.stderr
    for file in folder.glob("*.pdf"):
        sheet = PdfReader(file)
        assert len(sheet.pages) == 1, file.name
        assert sheet.trailer["/Root"]["/Lang"] == "en-GB"
        assert "/StructTreeRoot" in sheet.trailer["/Root"]
        assert "Correct on" in sheet.pages[0].extract_text()
    second = subprocess.run(  # noqa: S603 - as above
        hereabouts, env=environment, capture_output=True, text=True, check=True
    )
    assert "built 0, kept 16" in second.stdout + second.stderr


def test_every_page_of_the_story_can_be_used_by_everybody(town: Town, chromium: Browser) -> None:
    with Session(town.stores.directory) as session:
        notice = session.execute(select(col(Notice.id)).where(col(Notice.slug) == HEALTHY)).scalar_one()
    pages = (
        (f"/desk/listing/{WISBECH_GROUP}/profile", "owner"),
        (f"/desk/listing/{WISBECH_GROUP}/news", "owner"),
        (f"/noticeboard/{REACH}/fit?listing={WISBECH_GROUP}", ""),
        (f"/desk/notices/{notice}/reach", "coordinator"),
        (f"/parish/{NEWTON}", ""),
    )
    for width in (320, 1280):
        for path, who in pages:
            context = chromium.new_context(
                base_url=town.address, viewport={"width": width, "height": 900}, reduced_motion="reduce"
            )
            if who:
                name = cookie_name(town.address)
                context.add_cookies([{"name": name, "value": town.cookies[who], "url": town.address}])
            page = context.new_page()
            answer = page.goto(path)
            assert answer is not None
            assert answer.ok, path
            found = Axe().run(page)
            assert found.violations_count == 0, f"{path} at {width}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            context.close()
