"""How does a story stand a whole service up? Its own stores, its own mail, and the browser of a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from mail_server import Box, mail_server
from own_stores import here, own_stores, served
from playwright.sync_api import Browser, Page
from signed_in import Grants, begin_session

from directory import clock
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.messages.service import deliver_due
from directory.settings import Settings
from directory.store import session_scope
from web.sign_in_cookie import cookie_name

PHONE = {"width": 360, "height": 740}
Visit = Callable[..., Page]


@dataclass
class Town:
    """A service of its own with its mail, and who is signed in, by a word of the story."""

    address: str
    stores: Stores
    box: Box
    folder: Path
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        return self.stores.settings

    def sign_in(self, who: str, email: str, grants: Grants = ()) -> None:
        """Let somebody be signed in from now on."""
        with session_scope(self.stores.people) as session:
            _, self.cookies[who] = begin_session(session, self.settings, email, grants)

    def post(self) -> None:
        """Do what waits and let the mail go out, as the worker does each minute."""
        run_due(self.stores)
        deliver_due(self.stores)

    def links(self, to: str, path: str) -> list[str]:
        """List the links of a kind in the mail that somebody got, the newest message last."""
        found: list[str] = []
        for received in self.box.received:
            if received.to == to:
                found += re.findall(rf"{re.escape(self.address)}({path}[^\s>]+)", received.text)
        return found


def noon_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be today, and not at night: nothing is sent then."""
    really = clock.now
    day = really().astimezone(clock.LONDON).replace(hour=12, minute=0)
    started = really()
    monkeypatch.setattr(clock, "now", lambda: day.astimezone(started.tzinfo) + (really() - started))


@contextmanager
def open_town(built_database: Path, folder: Path) -> Iterator[Town]:
    """Serve a copy of the built database with an empty people store and a real mail server."""
    box = Box()
    with mail_server(box) as smtp:
        told = {"base_url": here(), "smtp_url": smtp, "worker_in_serve": False}
        with own_stores(built_database, folder, **told) as stores, served(stores.settings):
            yield Town(stores.settings.base_url, stores, box, folder)


@contextmanager
def phones(chromium: Browser, town: Town) -> Iterator[Visit]:
    """Give what opens a page on a phone without JavaScript, as somebody or nobody."""
    contexts = []

    def visit(path: str, who: str = "") -> Page:
        context = chromium.new_context(
            base_url=town.address,
            viewport=PHONE,  # type: ignore[arg-type]
            java_script_enabled=False,
            reduced_motion="reduce",
        )
        contexts.append(context)
        if who:
            name = cookie_name(town.address)
            context.add_cookies([{"name": name, "value": town.cookies[who], "url": town.address}])
        page = context.new_page()
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()


def words_of(page: Page) -> str:
    """Give what a page says, in one line."""
    return " ".join(page.inner_text("main").split())
