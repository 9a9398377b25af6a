"""Can a tired person on a bus find what is on, and take it away?"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
DESKTOP = {"width": 1280, "height": 900}
ASKING = {"document", "fetch", "xhr"}


@pytest.mark.parametrize("script", [False, True], ids=["without a script", "with a script"])
def test_what_is_on_near_me_on_a_friday_and_two_things_for_my_list(open_page: OpenPage, script: bool) -> None:  # noqa: FBT001
    page = open_page("/", script=script)
    page.get_by_label("Postcode, town or village").fill("PE15 8AA")
    page.get_by_role("button", name="Find what is near").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Near PE15 8AA")
    if script:
        page.locator("body.js-enabled").wait_for()
    page.get_by_label("When").select_option("Friday")
    if not script:
        page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("open on Friday")
    expect(page.locator(".app-card").first).to_contain_text("Friday")
    names = page.locator(".app-cards .app-card h3").all_inner_texts()[:2]
    for name in names:
        page.get_by_role("button", name=f"Add to shortlist {name}", exact=True).click()
        expect(
            page.get_by_role("button", name=f"On your shortlist. Take off {name}", exact=True)
        ).to_be_visible()
    expect(page.get_by_role("status").first).to_contain_text("open on Friday")
    page.get_by_role("link", name=re.compile("^Shortlist")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your shortlist")
    assert page.locator(".app-sheet__item h2 a").all_inner_texts() == names


def test_the_whole_journey_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/", size=DESKTOP)

    def press_until(selector: str, key: str = "Tab", most: int = 120) -> None:
        for _ in range(most):
            page.keyboard.press(key)
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"{selector} was not reached with {key}")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    press_until("#where")
    page.keyboard.type("PE15 8AA")
    page.keyboard.press("Enter")
    page.wait_for_url("**/near?where=PE15+8AA")
    press_until("#day")
    page.keyboard.type("Fri")
    expect(page.get_by_role("status").first).to_contain_text("open on Friday")
    press_until(".app-card h3 a")
    name = page.evaluate("document.activeElement.textContent")
    press_until("[data-choose]", most=2)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"On your shortlist. Take off {name}", exact=True)).to_be_focused()
    press_until(".app-pin")
    expect(page.locator(".app-card.is-matched")).to_have_count(1)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('[data-card]') !== null")
    page.keyboard.press("Enter")
    page.wait_for_url("**/listing/*")


def test_list_and_map_are_in_step(open_page: OpenPage) -> None:
    page = open_page("/near?where=PE15+8AA", size=DESKTOP)
    cards = page.locator(".app-card[data-number]")
    expect(page.locator(".app-pin").first).to_be_visible()
    third = cards.nth(2)
    third.locator("h3 a").focus()
    matched = page.locator(".app-pin--matched")
    expect(matched).to_have_count(1)
    assert matched.inner_text().rstrip("+") == third.get_attribute("data-number")
    page.locator(".app-pin").first.focus()
    label = page.locator(".app-pin").first.inner_text().rstrip("+")
    expect(page.locator(f".app-card[data-number='{label}']")).to_have_class(re.compile("is-matched"))


def test_a_filter_changes_the_list_without_a_new_page(open_page: OpenPage) -> None:
    page = open_page("/near?where=PE15+8AA", size=DESKTOP)
    page.evaluate("window.sameDocument = true")
    page.get_by_label("Being active and well").check()
    expect(page.get_by_role("link", name="Take off the filter Being active and well")).to_be_visible()
    assert "capital=health" in page.url
    assert page.evaluate("window.sameDocument")
    expect(page.get_by_label("Being active and well")).to_be_focused()
    numbers = page.locator(".app-card[data-number]").count()
    assert 0 < page.locator(".app-pin").count() <= numbers
    page.go_back()
    expect(page.get_by_role("link", name="Take off the filter Being active and well")).to_have_count(0)
    expect(page.get_by_label("Being active and well")).not_to_be_checked()


def test_a_chip_takes_its_filter_off_the_form_too(open_page: OpenPage) -> None:
    page = open_page("/near?where=PE15+8AA&day=fri&free=1", size=DESKTOP)
    page.get_by_role("link", name="Take off the filter Friday").click()
    expect(page.get_by_label("When")).to_have_value("")
    expect(page.get_by_label("Free", exact=True)).to_be_checked()


def test_my_place_is_rounded_before_it_is_sent(open_page: OpenPage) -> None:
    page = open_page("/")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 52.551_437, "longitude": 0.088_912})
    page.get_by_role("button", name="Use where I am now").click()
    page.wait_for_url("**/near?**")
    assert "lat=52.551&lon=0.089" in page.url


def test_the_filters_fold_on_a_phone_and_stay_open_beside_the_list(open_page: OpenPage) -> None:
    phone = open_page("/near?where=PE15+8AA")
    expect(phone.get_by_label("How far")).to_be_hidden()
    phone.locator(".app-filters__summary").click()
    expect(phone.get_by_label("How far")).to_be_visible()
    for script in (True, False):
        expect(
            open_page("/near?where=PE15+8AA", size=DESKTOP, script=script).get_by_label("How far")
        ).to_be_visible()


def test_shift_three_times_leaves_a_sensitive_page(open_page: OpenPage, watch: object) -> None:
    page = open_page("/listing/hate-crime-reporting-ely")
    with page.expect_request("https://www.bbc.co.uk/weather") as asked:
        for _ in range(3):
            page.keyboard.press("Shift")
    assert "referer" not in asked.value.headers
    del watch


def test_a_shortlist_prints_on_one_sheet(open_page: OpenPage) -> None:
    page = open_page("/near?where=PE15+8AA", size=DESKTOP)
    for number in range(4):
        page.locator("[data-choose][name=add]").nth(number).click()
        expect(page.locator("[data-shortlist-count]")).to_contain_text(str(number + 1))
        page.wait_for_timeout(50)
    page.goto("/shortlist")
    sheet = page.pdf(format="A4", print_background=False)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1


@pytest.mark.parametrize("path", ["/near?where=PE15+8AA", "/gaps"])
def test_a_link_within_the_page_asks_for_nothing_and_keeps_the_focus(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda found: asked.append(found.url) if found.resource_type in ASKING else None)
    page.evaluate("document.querySelector('main h1').dataset.same = 'yes'")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()
    for link in page.locator("main a[href^='#']:visible").all()[:2]:
        link.click()
    page.wait_for_timeout(300)
    assert "#" in page.url
    assert asked == []
    expect(page.locator("main h1[data-same=yes]")).to_have_count(1)


def test_a_link_to_the_map_does_not_swap_the_list(open_page: OpenPage) -> None:
    page = open_page("/near?where=PE15+8AA")
    page.locator(".app-pin").first.wait_for()
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda found: asked.append(found.url) if found.resource_type in ASKING else None)
    page.evaluate("document.querySelector('.app-card').dataset.same = 'yes'")
    page.get_by_role("link", name="See these on the map").click()
    page.locator(".app-pin").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert asked == []
    assert page.evaluate("document.activeElement.closest('[data-card]') !== null")
    page.evaluate("location.hash = document.querySelector('.app-card').id")
    page.wait_for_timeout(300)
    assert asked == []
    expect(page.locator(".app-card[data-same=yes]")).to_have_count(1)


def test_a_full_shortlist_is_told_beside_the_button(open_page: OpenPage, live_server: str) -> None:
    page = open_page("/near?where=PE15+8AA")
    full = "".join(f"{each:032x}" for each in range(1, 51))
    value = urlsafe_b64encode(bytes.fromhex(full)).decode().rstrip("=")
    page.context.add_cookies([{"name": "shortlist", "value": value, "url": live_server}])
    page.locator("[data-choose]").first.click()
    expect(page.locator(".app-card").first).to_contain_text("Your shortlist is full: it holds 50 listings.")
    expect(page.locator("[data-choose]").first).to_have_attribute("name", "add")
    expect(page.locator("[data-shortlist-count]")).to_have_text("holds 50")
