"""Does the page about the method work its example through with numbers that another way of counting gives?"""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session

from directory.coverage import queries
from directory.coverage.measure import catchments, reach_of
from directory.coverage.schemas import AreaCoverage, CoverageAnswer, CoverageQuery
from directory.coverage.service import read_coverage
from directory.coverage.view import Viewed, view
from directory.words import Capital
from geo.completeness import chapman
from tests.web.conftest import Page
from web.method_example import RULE, choose

Get = Callable[..., Page]
Words = Callable[[Element], str]
KEYBOARD = str.maketrans({"\N{MULTIPLICATION SIGN}": "*", "\N{MINUS SIGN}": "-"})
ANCHORS = (
    *("travel", "catchments", "time", "trust", "need", "score", "sure", "clusters", "ranges", "unequal"),
    *("fragile", "what-if", "where-next", "own", "tags", "reach", "gaps", "example", "limits", "overlap"),
)


@pytest.fixture
def found(session: Session) -> Viewed:
    return view(session, CoverageQuery(capital=Capital.HEALTH))


@pytest.fixture
def answer(session: Session) -> CoverageAnswer:
    return read_coverage(session, CoverageQuery(capital=Capital.HEALTH))


@pytest.fixture
def area(answer: CoverageAnswer) -> AreaCoverage:
    chosen = choose(answer)
    assert chosen is not None
    return chosen


@pytest.fixture
def postcodes(found: Viewed, area: AreaCoverage) -> np.ndarray:
    position = found.partition.codes.index(area.code)
    return np.flatnonzero(found.partition.postcode_area == position)


def section(page: Page, anchor: str, text_of: Words) -> str:
    """Give the words of a step, its signs as a keyboard has them."""
    return text_of(page.one(f".//section[@aria-labelledby='{anchor}']")).translate(KEYBOARD)


def test_other_pages_can_point_at_every_step(get: Get) -> None:
    ids = {each.get("id") for each in get("/method").root.iter()}
    assert set(ANCHORS) <= ids


def test_each_step_says_what_it_does_not_show(get: Get, text_of: Words) -> None:
    page = get("/method")
    for anchor in ANCHORS[:14]:
        folded = [text_of(each) for each in page.all(f".//section[@aria-labelledby='{anchor}']//details")]
        assert any("does not show" in each for each in folded), anchor


def test_the_example_is_a_gap_where_every_step_has_something_to_show(
    answer: CoverageAnswer, area: AreaCoverage
) -> None:
    alike = [
        each.gap_rank
        for each in answer.contents
        if each.gap_rank and each.share_within_walk and 0 < (each.share_within_cycle or 0) < 1
    ]
    assert area.gap_rank == min(alike)


def test_distances_of_the_postcodes_make_the_figures_of_the_run(
    get: Get, text_of: Words, found: Viewed, area: AreaCoverage, postcodes: np.ndarray
) -> None:
    page = get("/method")
    reach = reach_of(found.world, found.offer)
    rows = [
        [text_of(cell) for cell in row] for row in page.all(".//section[@aria-labelledby='reach']//tbody/tr")
    ]
    assert len(rows) == len(postcodes)
    told = {row[0].replace(" ", ""): (row[2], row[3]) for row in rows}
    for number in postcodes:
        nearest, _, third = reach.nearest_m[number]
        assert told[found.world.inputs.postcodes[number]] == (f"{nearest:,.0f}", f"{third:,.0f}")
    said = section(page, "reach", text_of)
    metres = reach.nearest_m[postcodes, 0]
    assert f"{metres.sum():,.0f} ÷ {len(postcodes)} = {area.nearest_m:,.0f} m" in said
    assert f"is {np.quantile(metres, 0.5):,.0f} m." in said
    assert f"is {np.quantile(metres, 0.9):,.0f} m." in said
    assert f"Third nearest, on average: {area.third_nearest_m:,.0f} m" in said
    assert f"Within 1,200 m: {(metres <= 1200).sum()} of {len(postcodes)} = " in said


def test_radii_of_travel_come_out_as_the_run_took_them(get: Get, text_of: Words, area: AreaCoverage) -> None:
    said = section(get("/method"), "travel", text_of)
    assert "4.8 km/h * 1,000 ÷ 60 * 15 minutes ÷ 1.2 = 1,000 m" in said
    assert "16.0 km/h * 1,000 ÷ 60 * 20 minutes ÷ 1.3 = 4,103 m" in said
    assert "40.0 km/h * 1,000 ÷ 60 * 20 minutes ÷ 1.3 = 10,256 m" in said
    for share, mean in (
        (area.share_within_walk, area.reach_walk),
        (area.share_within_cycle, area.reach_cycle),
        (area.share_within_drive, area.reach_drive),
    ):
        assert share is not None
        assert f"{share * 100:.0f}%, and {mean:.2f} on average" in said


def test_what_falls_to_a_postcode_adds_up_to_its_catchment(
    get: Get, text_of: Words, found: Viewed, area: AreaCoverage
) -> None:
    page = get("/method")
    said = section(page, "catchments", text_of)
    postcode = re.search(r"Added up, (\S+ \S+) has ([\d.]+) .*?2SFCA\), and ([\d.]+)", said)
    assert postcode is not None
    world = found.world
    number = world.inputs.postcodes.index(postcode[1].replace(" ", ""))
    two, enhanced, _ = catchments(
        reach_of(world, found.offer),
        world.people(found.query.release),
        world.inputs.assumptions.cycle.within_min,
    )
    assert float(postcode[2]) == pytest.approx(two[number], abs=6e-5)
    assert float(postcode[3]) == pytest.approx(enhanced[number], abs=6e-5)
    parts = [float(each) for each in re.findall(r"people = ([\d.]+)\.", said)]
    assert sum(parts) == pytest.approx(two[number], abs=6e-5 * len(parts))
    assert f"2SFCA {area.sfca2:.4f}, E2SFCA {area.e2sfca:.4f}, 3SFCA {area.sfca3:.4f}" in said


def test_need_access_and_gap_are_worked_out(
    get: Get, text_of: Words, answer: CoverageAnswer, area: AreaCoverage
) -> None:
    page = get("/method")
    assert area.imd_rank is not None
    assert f"÷ 33,755 = {(33_755 - area.imd_rank) / 33_755:.3f}" in section(page, "need", text_of)
    further = sum((each.nearest_m or 0) > (area.nearest_m or 0) for each in answer.contents)
    others = len(answer.contents) - 1
    said = section(page, "score", text_of)
    assert f"{further} of the {others} other areas are further away" in said
    assert f"= {area.access:.3f}. {area.need:.3f} * (1 - {area.access:.3f}) = {area.gap:.3f}." in said
    assert f"gap number {area.gap_rank} of Cambridgeshire" in section(page, "gaps", text_of)


def test_the_range_of_the_rank_is_that_of_the_run(
    get: Get, text_of: Words, answer: CoverageAnswer, area: AreaCoverage
) -> None:
    said = section(get("/method"), "ranges", text_of)
    assert f"between {area.gap_rank_low} and {area.gap_rank_high} when the listings are drawn again" in said
    assert f"{answer.ranks_from} times" in said


def test_the_two_lists_make_the_estimate(get: Get, text_of: Words) -> None:
    said = section(get("/method"), "complete", text_of)
    lists = re.findall(
        r"names (\d+), “[^”]+” (\d+), and (\d+) are in both: [^=]+= ([\d.]+)\..*?"
        r"We hold (\d+): at best (\d+)%, and anything from (\d+) to (\d+)%",
        said,
    )
    assert lists
    for first, second, both, raw, known, *shares in lists:
        counted = chapman(int(first), int(second), int(both), int(known))
        assert counted is not None
        assert float(raw) == round((int(first) + 1) * (int(second) + 1) / (int(both) + 1) - 1, 1)
        expected = (counted.share, counted.share_low, counted.share_high)
        assert shares == [f"{share * 100:.0f}" for share in expected]


def test_expected_and_observed_are_those_of_its_parish(
    get: Get, text_of: Words, session: Session, found: Viewed, postcodes: np.ndarray
) -> None:
    inputs = found.world.inputs
    parishes = [
        inputs.codes[each] for each in found.world.code_of_postcodes("parish")[postcodes] if each >= 0
    ]
    most = max(sorted(set(parishes)), key=parishes.count)
    row = next(each for each in queries.list_expected(session, found.run.id, "all") if each.parish == most)
    said = section(get("/method"), "expected", text_of)
    name = next(each.name for each in inputs.areas if each.code == most)
    assert f"in the parish {name}. Of everything listed it has {row.observed}" in said
    assert f"one would expect {row.expected:.1f}, and by chance {row.low:.0f} to {row.high:.0f}" in said


def test_one_line_of_the_rule_decides_and_is_the_runs(get: Get, text_of: Words, area: AreaCoverage) -> None:
    rows = [text_of(row) for row in get("/method").all(".//section[@aria-labelledby='sure']//tbody/tr")]
    deciding = [row for row in rows if "This line decides for" in row]
    assert len(rows) == len(RULE)
    assert len(deciding) == 1
    assert area.reason is not None
    assert deciding[0].startswith(RULE[area.reason])


def test_without_its_nearest_listing_the_area_is_as_far_as_a_recount_says(
    get: Get, text_of: Words, found: Viewed, postcodes: np.ndarray
) -> None:
    said = section(get("/method"), "fragile", text_of)
    told = re.search(r"numbers(.+?) is the nearest for .* to ([\d,]+) m\.", said)
    assert told is not None
    gone = [place.name == told[1].strip() for place in found.world.inputs.places]
    left = type(found.offer)(found.offer.mask & ~np.array(gone), found.offer.weight)
    recount = reach_of(found.world, left).nearest_m[postcodes, 0].mean()
    assert told[2] == f"{recount:,.0f}"


def test_without_a_run_the_formulas_are_there_and_no_numbers(
    directory_engine: Engine, client: TestClient, text_of: Words
) -> None:
    with Session(directory_engine) as session:
        session.connection().exec_driver_sql("UPDATE coverage_run SET active = 0")
        session.commit()
    page = Page(client.get("/method"))
    assert page.status == 200
    assert not [each for each in page.root.iter() if "method-example" in each.get("class", "").split()]
    assert "Gap score = need * (1 - access)" in section(page, "score", text_of)
