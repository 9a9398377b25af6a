"""Does a digest, as a mail server received it, read well on a phone, in light and dark, and fetch nothing?

With HEREABOUTS_PICTURES=1 the pictures of the docs are written anew.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from mail_server import Box, Received, mail_server
from PIL import Image
from playwright.sync_api import Browser, Page
from pydantic import SecretStr
from told_news import FENLAND, World

from directory import clock
from directory.jobs.schemas import Stores
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.words import NoticeKind
from directory.settings import PROJECT_DIR, Settings
from directory.store import PEOPLE, migrate, open_engine, open_people

PICTURES = PROJECT_DIR / "docs" / "images"
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def received(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Received:
    """Let a youth group in Fenland be told of two grants and an event, by the whole way of a message."""
    folder = tmp_path_factory.mktemp("mail")
    shutil.copy(built_database, folder / "directory.sqlite3")
    box = Box()
    with mail_server(box) as url, pytest.MonkeyPatch.context() as patch:
        settings = Settings(
            database_url=f"sqlite:///{folder / 'directory.sqlite3'}",
            people_database_url=f"sqlite:///{folder / 'people.sqlite3'}",
            base_url="https://hereabouts.example",
            secret_key=SecretStr("tests only: " + "0" * 40),
            smtp_url=SecretStr(url),
            mail_from="Hereabouts <directory@example.org>",
        )
        stores = Stores(open_engine(settings.database_url), open_people(settings), settings)
        migrate(PEOPLE, stores.people)
        world = World(stores, MONDAY)
        patch.setattr(clock, "now", lambda: world.now)
        group = world.group()
        world.asks(subject=group)
        world.asks(purpose="local", subject=group)
        world.announces(
            "Innovate and Cultivate Fund",
            issuer_name="Cambridgeshire Community Foundation",
            summary="For projects that help people live well at home, from groups of any size.",
            areas=("E10000003",),
            amount_min=2000,
            amount_max=15000,
            deadline=world.today + timedelta(days=11),
        )
        world.announces("Small grants for young people", amount_min=100)
        world.announces(
            "Meet the other groups of Fenland",
            kind=NoticeKind.EVENT,
            issuer_name="Wisbech Library",
            summary="An evening for everybody who runs something in the district. Tea, and no speeches.",
            rules=NoticeRules(),
            areas=(FENLAND,),
            deadline=None,
            amount_max=None,
            effort=None,
            starts_at=MONDAY.replace(hour=18, minute=30) + timedelta(days=17),
            place="Wisbech Library",
        )
        assert world.makes().made == 1
        assert world.sends().sent == 1
        stores.directory.dispose()
        stores.people.dispose()
    return box.received[0]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2)
    found = context.new_page()
    yield found
    context.close()


def keep(page: Page, name: str) -> None:
    if os.environ.get("HEREABOUTS_PICTURES") == "1":
        shot = Image.open(BytesIO(page.screenshot(full_page=True)))
        shot.convert("RGB").quantize(16).save(PICTURES / f"{name}.png", optimize=True)


def test_it_fits_a_phone_fetches_nothing_and_runs_nothing(received: Received, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(received.html)
    assert asked == []
    html = received.html.lower()
    assert not any(word in html for word in ("<img", "<script", "<style", "<link", "url(", "background:"))
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 360, "height": 740})
    keep(page, "digest-360")
    problems = Axe().run(
        page,
        options={
            "rules": {
                "landmark-one-main": {"enabled": False},
                "region": {"enabled": False},
                "page-has-heading-one": {"enabled": False},
            }
        },
    )
    assert problems.violations_count == 0, problems.generate_report()
    for link in page.get_by_role("link").all():
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 24, link.inner_text()


def test_it_is_readable_in_a_dark_theme(received: Received, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.set_content(received.html)
    colour = page.evaluate("getComputedStyle(document.querySelector('p')).color")
    assert colour == "rgb(255, 255, 255)", "the reader's own colours"
    keep(page, "digest-dark-360")


def test_the_text_says_the_same(received: Received, page: Page) -> None:
    page.set_content(received.html)
    for heading in page.get_by_role("heading").all():
        assert heading.inner_text() in received.text
    shown = " ".join(page.locator("body").inner_text().split())
    text = " ".join(received.text.split())
    for sentence in text.replace(":", ".").split("Because ")[1:]:
        assert f"Because {sentence.split('.')[0]}." in shown
    assert len(received.mail["Subject"]) < 60
    assert max(len(line) for line in received.text.splitlines() if not line.startswith("https://")) <= 72


def test_the_text_looks_as_it_should_where_only_text_is_shown(received: Received, page: Page) -> None:
    page.set_viewport_size({"width": 640, "height": 740})
    page.set_content("<pre style='font-size:14px;white-space:pre-wrap;overflow-wrap:anywhere'></pre>")
    page.locator("pre").evaluate("(pre, text) => { pre.textContent = text }", received.text)
    keep(page, "digest-text")
    assert page.locator("pre").inner_text().startswith("Hello,")
