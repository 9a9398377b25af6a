"""Can somebody who runs a small group see what there is for it, whether it fits, and whom to ask?"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from filled_board import AUTUMN, GRANT, REACH, TAKEN_BACK, WISBECH_GROUP, fill_board
from own_stores import here, served
from playwright.sync_api import Browser, Page, expect

WIDTHS = (320, 360, 1280)
PAGES = {
    "board": "/noticeboard",
    "board, a place": "/noticeboard?where=Fenland&kind=funding",
    "board, which place": "/noticeboard?where=Sutton",
    "board, nothing fits": "/noticeboard?kind=consultation",
    "board, over": "/noticeboard?closed=1",
    "notice": f"/noticeboard/{GRANT}",
    "example": f"/noticeboard/{REACH}",
    "outcome": f"/noticeboard/{AUTUMN}",
    "withdrawn": f"/noticeboard/{TAKEN_BACK}",
    "fit": f"/noticeboard/{REACH}/fit?listing={WISBECH_GROUP}",
    "fit, an error": f"/noticeboard/{REACH}/fit?q=zebra+polo",
    "fund": "/funds/cultivate",
}
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def address(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a filled board on a port of this machine."""
    board = fill_board(built_database, tmp_path_factory.mktemp("board"), base_url=here())
    with served(board.settings):
        yield board.settings.base_url


@pytest.fixture
def look(chromium: Browser, address: str) -> Iterator[OpenPage]:
    contexts = []

    def look(path: str, *, width: int = 360, script: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=script, base_url=address
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield look
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_each_page_is_accessible_and_fits_its_width(look: OpenPage, path: str, width: int) -> None:
    page = look(path, width=width)
    page.wait_for_load_state("networkidle")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("script", [False, True], ids=["without a script", "with a script"])
def test_a_small_group_finds_money_and_learns_rule_by_rule_whether_it_fits(
    look: OpenPage, *, script: bool
) -> None:
    page = look("/", script=script)
    page.get_by_role("link", name="Noticeboard", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Noticeboard")
    page.locator(".app-filters summary").click()
    page.get_by_label("For which place").fill("Wisbech")
    page.get_by_label(re.compile("^Money to apply for")).check()
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Noticeboard for Wisbech")
    expect(page.get_by_role("status")).to_contain_text("that fit what you chose")
    expect(page.locator(".app-notice").first).to_contain_text("in 10 days")
    page.get_by_role("link", name="Community Reach: small grants for work with young people").click()
    expect(page.locator("main")).to_contain_text(
        "Example Made from a paper of 10 October 2019; you cannot apply."
    )
    page.get_by_label("Name of your group").fill("eastern european")
    page.get_by_role("button", name="Go through the rules").click()
    page.get_by_role("link", name="Eastern European volunteer youth projects").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Does it fit Eastern European volunteer youth projects?"
    )
    expect(page.locator(".app-fit__rule--met").first).to_contain_text("Where you are: Met")
    expect(page.locator(".app-fit__rule--not_known").first).to_contain_text("Not known")
    page.get_by_role("link", name="Community Reach: small grants for work with young people").click()
    page.get_by_role("button", name="Show the e-mail address").click()
    expect(page.get_by_role("link", name="grants@example.org")).to_be_visible()


def test_a_printed_notice_holds_what_matters_and_no_buttons(look: OpenPage) -> None:
    page = look(f"/noticeboard/{GRANT}", width=1280)
    page.emulate_media(media="print")
    expect(page.get_by_text("£50 to £500")).to_be_visible()
    expect(page.get_by_text("01632 960009")).to_be_visible()
    expect(page.get_by_role("button", name="Go through the rules")).to_be_hidden()
    expect(page.locator(".app-header__nav")).to_be_hidden()
