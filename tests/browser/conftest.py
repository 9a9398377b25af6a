"""What do the browser tests stand on? The real service, and Chromium where it is there.

Without Chromium they are skipped, and say so; with HEREABOUTS_REQUIRE_BROWSER=1 that is a failure.
"""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Chromium once; Debian's package, or what HEREABOUTS_CHROMIUM names."""
    program = os.environ.get("HEREABOUTS_CHROMIUM") or shutil.which("chromium")
    if program is None:
        message = "Chromium is not installed (Debian: apt-get install chromium), so no page was opened."
        if os.environ.get("HEREABOUTS_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield browser
        browser.close()


class Watch:
    """What pages did that no page may do."""

    def __init__(self) -> None:
        self.elsewhere: list[str] = []
        self.failed: list[str] = []
        self.said: list[str] = []


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def open_page(chromium: Browser, live_server: str, watch: Watch) -> Iterator[OpenPage]:
    """Open a page of the service in a browser of its own; whatever asks another server is noted and stopped.

    A script that fails, or a rule of the page's security policy that is broken, fails the test.
    """
    contexts: list[BrowserContext] = []

    def route(found: Route) -> None:
        if found.request.url.startswith((live_server, "data:")):
            found.continue_()
        else:
            watch.elsewhere.append(found.request.url)
            found.abort()

    def open_page(address: str = "/", *, size: dict[str, int] | None = None, script: bool = True) -> Page:
        context = chromium.new_context(
            viewport=size or PHONE,  # type: ignore[arg-type]
            java_script_enabled=script,
            base_url=live_server,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.route("**/*", route)
        page = context.new_page()
        page.on("pageerror", lambda error: watch.failed.append(str(error)))
        page.on(
            "console",
            lambda line: watch.said.append(line.text) if line.type in {"error", "warning"} else None,
        )
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert watch.failed == []
    assert [line for line in watch.said if "Content Security Policy" in line] == []
