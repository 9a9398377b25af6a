"""Is Huntingdonshire better served than East Cambridgeshire? Answered on a phone, from the page alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from scipy.spatial import cKDTree
from sqlalchemy import text
from sqlmodel import Session

OpenPage = Callable[..., Page]
PHONE = {"width": 360, "height": 740}
HUNTS, EAST = "E07000011", "E07000009"
PLACES = text(
    "SELECT DISTINCT l.id, p.easting, p.northing, p.district FROM listing l "
    "JOIN service_at_location s ON s.listing_id = l.id JOIN location p ON p.id = s.location_id "
    "WHERE l.status = 'active' AND l.kind <> 'parish_council' AND NOT l.visiting AND p.easting IS NOT NULL"
)
POSTCODES = text(
    "SELECT p.easting, p.northing, 1.0 * a.population / "
    "(SELECT count(*) FROM postcode o WHERE o.lsoa21 = p.lsoa21 AND o.inside AND o.status = 'live' "
    "AND o.easting IS NOT NULL) AS people FROM postcode p "
    "JOIN area a ON a.code = p.lsoa21 AND a.release = '2021' AND a.level = 'lsoa' "
    "WHERE p.inside AND p.status = 'live' AND p.easting IS NOT NULL AND p.district = :district"
)
PEOPLE = text("SELECT population FROM area WHERE code = :code AND release = '2021'")


def plain_figures(session: Session, district: str) -> tuple[int, float, float]:
    """Count listings, those for every 1,000 people, and mean metres to the nearest, from the tables alone."""
    rows = session.execute(PLACES).all()
    people = session.execute(PEOPLE, {"code": district}).scalar_one()
    count = len({row.id for row in rows if row.district == district})
    tree = cKDTree([(row.easting, row.northing) for row in rows])
    lived = session.execute(POSTCODES, {"district": district}).all()
    metres, _ = tree.query([(row.easting, row.northing) for row in lived])
    weight = [row.people for row in lived]
    mean = sum(far * each for far, each in zip(metres, weight, strict=True)) / sum(weight)
    return count, count / people * 1_000, float(mean)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """From the page of gaps to the answer, by its own links and form, without scripts."""
    found = open_page("/gaps", size=PHONE, script=False)
    found.get_by_role("link", name="Compare two districts").click()
    found.get_by_label("Is", exact=True).select_option(label="Huntingdonshire")
    found.get_by_label("better served than").select_option(label="East Cambridgeshire")
    found.get_by_role("button", name="Compare", exact=True).click()
    # A click does not wait for the styles of the page it leads to.
    found.wait_for_url("**/gaps/compare?**")
    return found


def said(page: Page, name: str) -> str:
    lines = page.locator(".compare-line").filter(has_text=name)
    assert lines.count() == 1
    return lines.inner_text().replace("\n", " ")


def test_question_d_is_answered_by_count_per_head_and_by_distance(page: Page, session: Session) -> None:
    assert page.locator("h1").inner_text() == "Is Huntingdonshire better served than East Cambridgeshire?"
    (count_a, rate_a, mean_a), (count_b, rate_b, mean_b) = (
        plain_figures(session, code) for code in (HUNTS, EAST)
    )
    # What is true of the shipped data, so that the words below are known to be the right ones.
    assert count_a / count_b > 1.05
    assert rate_a / rate_b < 0.95
    assert 0.95 < mean_a / mean_b < 1.05
    answer = page.locator(".compare-answer").inner_text()
    assert answer.startswith("By count yes, per head no, by distance about the same.")
    by_count, per_head, by_distance = (said(page, name) for name in ("By count", "Per head", "By distance"))
    assert f"{count_a / count_b:.1f} times as many listings" in by_count
    assert f"{count_a} against {count_b}" in by_count
    assert "2.1 times as many people" in by_count
    assert f"{rate_a / rate_b:.2f} times as many per head" in per_head
    assert f"{rate_a:.2f} against {rate_b:.2f} for every 1,000 people" in per_head
    assert f"({mean_a / mean_b:.2f} times)" in by_distance
    told = [float(each) for each in re.findall(r"([\d.]+) (?:m|km) ", by_distance)]
    scale = [1 if metres < 995 else 1_000 for metres in (mean_a, mean_b)]
    for figure, unit, metres in zip(told, scale, (mean_a, mean_b), strict=False):
        assert figure * unit == pytest.approx(metres, abs=6)


def test_it_says_how_sure_that_is_and_that_the_three_disagree(page: Page) -> None:
    assert (
        "Only the difference by count is larger than chance" in page.locator(".compare-answer").inner_text()
    )
    assert "Not sure" in said(page, "Per head")
    assert "drawn again 200 times it came out from" in said(page, "By distance")
    assert "The three do not agree" in page.locator(".compare-disagree").inner_text()
    main = page.locator("main").inner_text()
    assert "cannot be estimated: no two sources name enough of the same" in main
    assert "No listing here does not mean nothing is there" in main


def test_the_answer_is_on_the_first_screens_and_nothing_scrolls_sideways(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    box = page.locator(".compare-lines").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 2 * PHONE["height"]


def test_another_capital_is_a_choice_away(page: Page) -> None:
    page.get_by_label("With", exact=True).select_option(label="Being active and well (health)")
    page.get_by_role("button", name="Compare", exact=True).click()
    assert "being active and well (health)" in page.locator("h1").inner_text()
    rows = page.locator(".compare-capitals tbody tr")
    assert rows.count() == 7
    page.get_by_role("link", name="The other way round").click()
    assert page.locator("h1").inner_text().startswith("Is East Cambridgeshire better served")
