"""What do the pages look like now? Takes the pictures in docs/images from the service itself.

Run by `make screenshots`. It builds a database of the shipped data in a temporary folder, serves it on this
machine, and photographs each page on a phone and on a desk screen. Needs Chromium.
"""
# ruff: noqa: INP001 - a script beside the pages it illustrates, not a package

import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_urlsafe

import uvicorn
from playwright.sync_api import Browser, sync_playwright
from pydantic import SecretStr

from directory.coverage.service import run_coverage
from directory.imports.shipped import load_shipped
from directory.settings import PROJECT_DIR, Settings
from directory.shipped.examples.needs import seed_needs
from directory.shipped.examples.notices import seed_examples
from directory.shipped.examples.rooms import seed_rooms
from directory.store import DIRECTORY, PEOPLE, migrate, open_engine, open_people, session_scope
from web.app import create_app

IMAGES_DIR = Path(__file__).resolve().parent / "images"
PAGES = {
    "home": "/",
    "near": "/near?where=PE15+8AA",
    "listing": "/listing/march-library",
    "noticeboard": "/noticeboard",
    "fit": "/noticeboard/healthy-fenland-start-up-money-for-small-groups/fit"
    "?listing=eastern-european-volunteer-youth-projects",
    "parish": "/parish/E04001662",
    "news": "/news",
    "volunteer": "/volunteer?where=PE15+8AA&long=60&day=3",
    "join": "/volunteer/join",
    "rooms": "/rooms?people=25&day=tue&often=weekly&from=19%3A00&hours=2&times=6&where=CB6+1AA&within=10"
    "&most=12&hirer=low_income&has=step_free&has=kitchen",
    "room-gaps": "/gaps/rooms?room=kitchen&step_free=1&evening=1&most=15&area=E07000010",
    "funding": "/funding",
    "gaps": "/gaps",
    "area": "/area/E01018111",
    "brief": "/area/E01018111/brief",
    "what-if": "/gaps/what-if?close=march-library",
    "where-next": "/gaps/where-next?capital=employability",
    "compare": "/gaps/compare?a=E07000011&b=E07000009",
    "unknown": "/gaps/unknown",
    "work-list": "/gaps/work-list",
    "method": "/method",
}
WIDTHS_PX = {360: 780, 1280: 900}
"""Each width with the height of its window."""
HEIGHTS_PX = (1600, 1400, 1200, 1000, 800)
"""A page is cut at the first of these that keeps its picture light."""
LARGEST_BYTES = 250_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
START_S = 30


def main() -> None:
    """Take every picture anew."""
    chromium = os.environ.get("HEREABOUTS_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is needed for screenshots. Install it, then: make screenshots")
    IMAGES_DIR.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as address, sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, path in PAGES.items():
            for width_px, height_px in WIDTHS_PX.items():
                target = IMAGES_DIR / f"{name}-{width_px}.png"
                _photograph(browser, address + path, target, width_px, height_px)
                sys.stderr.write(f"  {target.name} {target.stat().st_size // 1000} kB\n")
        _put_beside(browser, IMAGES_DIR / "near-beside.png")
        browser.close()


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Serve the shipped data from a folder of its own."""
    settings = Settings(
        database_url=f"sqlite:///{folder / 'directory.sqlite3'}",
        people_database_url=f"sqlite:///{folder / 'people.sqlite3'}",
        data_dir=PROJECT_DIR / "data",
        secret_key=SecretStr(token_urlsafe(48)),
        log_level="error",
    )
    engine = open_engine(settings.database_url)
    migrate(DIRECTORY, engine)
    people = open_people(settings)
    migrate(PEOPLE, people)
    people.dispose()
    with session_scope(engine) as session:
        load_shipped(session, settings.data_dir)
        run_coverage(session)
        seed_examples(session, settings.data_dir)
        seed_needs(session)
        seed_rooms(session)
    engine.dispose()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    app = create_app(settings.model_copy(update={"base_url": address}))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + START_S
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            sys.exit("The service did not start.")
        time.sleep(0.05)
    yield address
    server.should_exit = True
    thread.join(timeout=10)


def _photograph(browser: Browser, url: str, target: Path, width_px: int, height_px: int) -> None:
    """Photograph the top of a page."""
    context = browser.new_context(viewport={"width": width_px, "height": height_px})
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    page_px = page.evaluate("document.documentElement.scrollHeight")
    for tall_px in HEIGHTS_PX:
        page.screenshot(
            path=target,
            full_page=True,
            clip={"x": 0, "y": 0, "width": width_px, "height": min(tall_px, page_px)},
            animations="disabled",
        )
        if target.stat().st_size <= LARGEST_BYTES:
            break
    context.close()


def _put_beside(browser: Browser, target: Path) -> None:
    """Put the list near a postcode on a desk screen and on a phone beside each other, for the README."""
    frames = "".join(
        f'<img width="{shown_px}" src="data:image/png;base64,'
        f'{b64encode((IMAGES_DIR / f"near-{width_px}.png").read_bytes()).decode("ascii")}">'
        for width_px, shown_px in ((1280, 880), (360, 290))
    )
    style = (
        "body{margin:0;display:flex;gap:18px;height:680px;padding:6px;background:#fff}"
        "img{height:100%;object-fit:cover;object-position:top;border-radius:6px;outline:1px solid #505a5f}"
    )
    page = browser.new_page(viewport={"width": 1200, "height": 692})
    page.set_content(f"<style>{style}</style>{frames}", wait_until="load")
    page.screenshot(path=target)
    page.close()


if __name__ == "__main__":
    main()
