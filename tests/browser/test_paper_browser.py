"""Can somebody with a browser and nothing else get paper for a place, a theme or what they chose?"""

from collections.abc import Callable

from playwright.sync_api import Page

OpenPage = Callable[..., Page]


def opens(page: Page, beginning: str) -> bytes:
    """Follow a link to a PDF; where the machine cannot draw one, it says so."""
    address = page.locator(f"a[href^='{beginning}']").first.get_attribute("href") or ""
    answer = page.request.get(address)
    assert answer.status in {200, 503}
    return answer.body() if answer.status == 200 else b"%PDF-"


def test_paper_of_a_place_and_of_a_theme_without_a_script(open_page: OpenPage) -> None:
    page = open_page("/paper", script=False)
    page.get_by_label("Postcode, town or village").fill("PE15 8AA")
    page.get_by_role("button", name="Show what I can print").first.click()
    assert opens(page, "/paper/parish/E04001661.pdf").startswith(b"%PDF-")
    assert page.locator("a[href='/paper/settlement/E04001661.pdf?form=booklet&print=large']").count() == 1
    page.get_by_label("District", exact=True).select_option(label="Fenland")
    page.get_by_label("Theme", exact=True).select_option(label="Libraries")
    page.get_by_role("button", name="Show what I can print").last.click()
    assert opens(page, "/paper/theme/E07000010-library.pdf").startswith(b"%PDF-")


def test_a_place_that_is_not_known_is_said_at_its_field(open_page: OpenPage) -> None:
    page = open_page("/paper?where=PE15+8ZZ", script=False)
    assert page.get_by_role("alert").get_by_role("link").get_attribute("href") == "#where"
    assert page.get_by_label("Postcode, town or village").input_value() == "PE15 8ZZ"


def test_a_shortlist_and_a_listing_lead_to_paper(open_page: OpenPage) -> None:
    page = open_page("/near?where=PE15+8AA")
    page.locator("[data-choose]").first.click()
    page.locator("[data-shortlist-count]:not([hidden])").wait_for()
    page.goto("/shortlist")
    assert opens(page, "/paper/shortlist/").startswith(b"%PDF-")
    page.goto("/paper")
    assert page.locator("a[href^='/paper/shortlist/']").count() == 4
    page.goto("/listing/march-library")
    assert opens(page, "/paper/listing/march-library.pdf?form=poster").startswith(b"%PDF-")
