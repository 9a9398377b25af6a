"""Can a coordinator use the map by mouse, keyboard and without scripts, and open the report from a disk?"""

from collections.abc import Callable
from io import BytesIO
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from sqlmodel import Session

from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import read_coverage
from directory.words import Capital
from web.report import LEAFLET_DIR, write_report

OpenPage = Callable[..., Page]
DESKTOP = {"width": 1280, "height": 1000}
PHONE_LENGTH = 5_300
"""In CSS pixels, at 360 wide; it was 5,560 with the answer said twice and the map before the list."""
DATA_DIR = Path(__file__).resolve().parents[2] / "data"


def gaps(open_page: OpenPage, address: str = "/gaps", **more: object) -> Page:
    page = open_page(address, size=DESKTOP, **more)
    page.locator("[data-choropleth-frame][data-ready]").wait_for()
    return page


def first_gap(page: Page) -> str:
    return page.locator(".area-table .area-table__name a").first.inner_text()


def middle_of(page: Page, code: str) -> tuple[float, float]:
    """A point inside the shape, found by asking what is drawn there."""
    found = page.evaluate(
        """(code) => {
            const shape = document.querySelector(`#choro-main .choro__areas use[href$="#${code}"]`);
            shape.scrollIntoView({block: "center"});
            const box = shape.getBoundingClientRect();
            for (let i = 1; i < 20; i++) for (let j = 1; j < 20; j++) {
                const x = box.left + box.width * i / 20, y = box.top + box.height * j / 20;
                if (document.elementFromPoint(x, y) === shape) return [x, y];
            }
            return null;
        }""",
        code,
    )
    assert found is not None, "the shape is not drawn where it says"
    return found[0], found[1]


def test_the_map_is_there_without_scripts(open_page: OpenPage) -> None:
    page = open_page("/gaps", size=DESKTOP, script=False)
    svg = page.locator("#choro-main")
    assert svg.bounding_box()["width"] > 500  # type: ignore[index]
    page.wait_for_load_state("networkidle")
    picture = svg.screenshot()
    blank = open_page("/gaps", size=DESKTOP, script=False)
    blank.route("**/map/outlines/**", lambda route: route.abort())
    blank.reload()
    assert len(picture) > 2 * len(blank.locator("#choro-main").screenshot())


def test_pointing_names_an_area_and_choosing_it_leads_to_its_page(open_page: OpenPage) -> None:
    page = gaps(open_page)
    name = first_gap(page)
    href = page.locator(".area-table .area-table__name a").first.get_attribute("href")
    assert href is not None
    code = href.split("/")[2].split("?")[0]
    x, y = middle_of(page, code)
    page.mouse.move(x, y)
    assert name in page.locator(".leaflet-tooltip").inner_text()
    page.mouse.click(x, y)
    popup = page.locator(".leaflet-popup")
    assert name in popup.inner_text()
    popup.get_by_role("link", name="See this area").click()
    page.wait_for_url(f"**{href}")
    assert name in page.locator("h1").inner_text()


def test_the_keyboard_reaches_the_map_moves_it_and_gets_past_it(open_page: OpenPage) -> None:
    page = gaps(open_page)
    page.locator("#f-district").focus()
    seen = []
    for _ in range(36):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
            )
        )
    assert any("Arrow keys move it" in (text or "") for text in seen)
    assert any("as a table" in (text or "") for text in seen)
    page.locator(".choro-engine").focus()
    before = page.locator("#choro-main").bounding_box()
    page.keyboard.press("+")
    page.wait_for_timeout(500)
    after = page.locator("#choro-main").bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > before["width"] * 1.3
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    moved = page.locator("#choro-main").bounding_box()
    assert moved is not None
    assert moved["x"] < after["x"]
    page.get_by_role("button", name="Show the whole map").click()
    page.wait_for_timeout(500)
    whole = page.locator("#choro-main").bounding_box()
    assert whole is not None
    assert abs(whole["width"] - before["width"]) < 2


def test_another_indicator_needs_no_new_page_and_no_new_outlines(open_page: OpenPage) -> None:
    page = gaps(open_page)
    page.evaluate("window.sameDocument = true")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split("?")[0].rpartition("/")[2]))
    page.select_option("#f-capital", "employability")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**/gaps?capital=employability")
    assert page.evaluate("window.sameDocument") is True
    assert sorted(name for name in asked if not name.endswith(".svg")) == ["values", "words"]
    assert "help towards work" in page.locator("h1").inner_text()
    assert page.title().startswith(page.locator("h1").inner_text())
    assert page.locator("[data-gaps-said]").inner_text() == page.locator(".gaps-answer").inner_text()
    drawn = page.eval_on_selector_all(
        "#choro-main .choro__areas use",
        "all => all.map(e => [e.getAttribute('href').split('#')[1], e.className.baseVal])",
    )
    patterned = page.locator("#choro-main .choro__gaps use, #choro-main .choro__dots use").count()
    small = page.eval_on_selector_all(
        ".gaps-small .choro__areas use", "all => all.map(e => e.className.baseVal)"
    )
    page.reload()
    page.locator("[data-choropleth-frame][data-ready]").wait_for()
    again = page.eval_on_selector_all(
        "#choro-main .choro__areas use",
        "all => all.map(e => [e.getAttribute('href').split('#')[1], e.className.baseVal])",
    )
    assert drawn == again
    again_patterned = page.locator("#choro-main .choro__gaps use, #choro-main .choro__dots use").count()
    assert patterned == again_patterned > 0
    assert small == page.eval_on_selector_all(
        ".gaps-small .choro__areas use", "all => all.map(e => e.className.baseVal)"
    )
    page.go_back()
    page.locator("[data-choropleth-frame][data-ready]").wait_for()
    assert page.locator("#f-capital").input_value() == "all"


def test_another_district_is_another_page(open_page: OpenPage) -> None:
    page = gaps(open_page)
    page.select_option("#f-district", "E07000010")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**district=E07000010**")
    page.locator("[data-choropleth-frame][data-ready]").wait_for()
    assert "Fenland" in page.locator("#map-heading").inner_text()


def test_the_page_scrolls_past_the_map_under_a_wheel(open_page: OpenPage) -> None:
    page = gaps(open_page)
    box = page.locator(".choro-engine").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 200)
    page.mouse.wheel(0, 400)
    page.wait_for_timeout(400)
    assert page.evaluate("scrollY") > 200


def test_on_a_phone_the_buttons_cover_no_area(open_page: OpenPage) -> None:
    page = open_page("/gaps")
    page.locator("[data-choropleth-frame][data-ready]").wait_for()
    tools = page.locator(".choro-tools").bounding_box()
    drawn = page.locator("#choro-main").bounding_box()
    assert tools is not None
    assert drawn is not None
    assert tools["y"] >= drawn["y"] + drawn["height"] - 1
    for name in ("Zoom in", "Zoom out", "Show the whole map"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44


@pytest.mark.parametrize("script", [True, False])
def test_a_phone_folds_what_is_long(open_page: OpenPage, *, script: bool) -> None:
    page = open_page("/gaps", script=script)
    height = page.locator("html").bounding_box()
    assert height is not None
    assert height["height"] < PHONE_LENGTH
    ranked = page.locator(".gaps-ranked > .ranked-table tbody tr")
    assert ranked.locator("visible=true").count() == 5
    more = page.locator(".gaps-more").first
    assert more.locator("tbody tr").locator("visible=true").count() == 0
    more.get_by_text("more").first.click()
    assert more.locator("tbody tr").locator("visible=true").count() > 1
    assert not page.locator(".gaps-counts").is_visible()
    page.get_by_text("What is listed, by district").last.click()
    assert page.locator(".gaps-counts").is_visible()


def test_paper_shows_what_a_screen_folds(open_page: OpenPage) -> None:
    page = open_page("/gaps")
    page.locator("[data-choropleth-frame][data-ready]").wait_for()
    counts = page.locator(".gaps-counts")
    assert not counts.is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert counts.is_visible()
    assert page.locator(".gaps-report").is_visible()
    assert page.locator(".gaps-more tbody tr").first.is_visible()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not counts.is_visible()


def test_the_names_of_districts_stay_beside_a_table_that_scrolls(open_page: OpenPage) -> None:
    page = open_page("/gaps")
    page.get_by_text("What is listed, by district").last.click()
    first, cell = page.locator(".gaps-counts tbody th").first, page.locator(".gaps-counts tbody td").last
    before = first.bounding_box()
    cell.scroll_into_view_if_needed()
    first.scroll_into_view_if_needed()
    page.locator(".gaps-scroll").evaluate("box => { box.scrollLeft = 400 }")
    after = first.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["x"] - after["x"]) < 1


def test_the_four_states_look_different_in_grey(open_page: OpenPage) -> None:
    """What is painted: the mean lightness of the swatch and how much it varies, without any colour."""
    page = open_page("/gaps?view=state", size=DESKTOP)
    page.locator("[data-choropleth-frame][data-ready]").wait_for()
    looks = []
    for swatch in page.locator(".choro-legend .choro-swatch").all()[:4]:
        grey = np.asarray(Image.open(BytesIO(swatch.screenshot())).convert("L"), dtype=float)[3:-3, 3:-3]
        looks.append((grey.mean(), grey.std()))
    for one, other in combinations(looks, 2):
        assert abs(one[0] - other[0]) > 15 or abs(one[1] - other[1]) > 15, looks
    gap, probable, not_surveyed, served = looks
    assert served[1] < 2, "plain"
    assert min(gap[1], probable[1], not_surveyed[1]) > 15, "hatched, hatched, dotted"
    drawn = page.locator("#choro-main .choro__dots use").count()
    assert drawn == page.locator("#choro-main .choro__areas .s3").count() > 0
    hatched = page.locator("#choro-main .choro__gaps use").count()
    assert hatched == page.locator("#choro-main .choro__areas .s1, #choro-main .choro__areas .s2").count() > 0


@pytest.mark.skipif(not LEAFLET_DIR.is_dir(), reason="the front end is not installed: make assets")
def test_the_report_opens_from_disk_draws_its_map_and_asks_nobody(
    chromium: Browser, session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    write_report(session, DATA_DIR, CoverageQuery(capital=Capital.SOCIAL), file)
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("console", lambda line: failed.append(line.text) if line.type == "error" else None)
    page.goto(file.as_uri())
    page.locator(".leaflet-overlay-pane path").first.wait_for()
    areas = len(read_coverage(session, CoverageQuery(capital=Capital.SOCIAL)).contents)
    assert page.locator(".leaflet-overlay-pane path").count() >= areas
    page.locator(".leaflet-control-layers").get_by_text("Need", exact=True).click()
    page.wait_for_timeout(200)
    fills = page.eval_on_selector_all(
        ".leaflet-overlay-pane path", "all => [...new Set(all.map(e => e.getAttribute('fill')))]"
    )
    assert "#e0a04d" in fills
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert failed == []


def test_paper_gets_the_whole_map_however_far_it_is_zoomed(open_page: OpenPage) -> None:
    page = gaps(open_page)
    whole = page.locator("#choro-main").bounding_box()
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(500)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    frame = page.locator("[data-choropleth-frame]").bounding_box()
    printed = page.locator("#choro-main").bounding_box()
    assert frame is not None
    assert printed is not None
    assert printed["height"] <= frame["height"]
    assert printed["width"] <= frame["width"]
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    after = page.locator("#choro-main").bounding_box()
    assert whole is not None
    assert after is not None
    assert after["width"] > whole["width"] * 1.3
