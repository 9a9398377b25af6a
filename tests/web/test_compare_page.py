"""Do the pages that compare say what was worked out, in words that do not mislead?"""

from dataclasses import replace

import pytest
from fastapi import FastAPI
from pages import ask, by_class, by_tag, table_rows, words
from sqlalchemy import text
from sqlmodel import Session
from starlette.testclient import TestClient

from directory.coverage.compare import Doubt, Held, Range, compare
from directory.coverage.fragile import fragile
from directory.coverage.history import Change, Part, list_runs
from directory.coverage.overlaps import overlaps
from directory.coverage.run import run_coverage
from directory.coverage.schemas import CoverageQuery
from directory.coverage.unequal import Inequality, inequalities
from directory.words import Capital
from web.compare_words import (
    answer_words,
    chance_words,
    doubt_lines,
    inequality_row,
    measure_lines,
    ratio_words,
)
from web.pages.compare import read_pair
from web.pages.runs import read_runs
from web.parameters import COMPARE, RUNS
from web.run_words import change_row, signed

HUNTS, EAST, FENLAND = "E07000011", "E07000009", "E07000010"


@pytest.fixture
def client(service: TestClient) -> TestClient:
    """The one service that no test here changes."""
    return service


def test_the_page_says_what_was_compared(client: TestClient, session: Session) -> None:
    page = ask(client, f"/gaps/compare?a={HUNTS}&b={EAST}&capital=health")
    told = compare(session, CoverageQuery(capital=Capital.HEALTH), HUNTS, EAST)
    assert words(by_tag(page, "h1")[0]).startswith(
        "Is Huntingdonshire better served than East Cambridgeshire?"
    )
    said = words(by_class(page, "p", "compare-answer")[0])
    assert said.startswith(answer_words(told))
    assert chance_words(told) in said
    capitals = by_class(page, "table", "compare-capitals")[0]
    rows = [[words(cell) for cell in row] for row in by_tag(capitals, "tr")][1:]
    assert len(rows) == 7
    for row, pair in zip(rows, told.capitals, strict=True):
        assert row[1].startswith(f"{pair.a.count} and {pair.b.count} ")
        assert row[1].endswith(f"{ratio_words(pair.ratio.by_count)} times")
        assert row[3].endswith(f"{ratio_words(pair.ratio.by_distance)} times")
    unequal = by_class(page, "table", "compare-unequal")[0]
    told_of = [[words(cell) for cell in row] for row in by_tag(unequal, "tr")][1:]
    for row, place in zip(told_of, inequalities(session, CoverageQuery(capital=Capital.HEALTH)), strict=True):
        assert row[0] == place.name
        assert place.index is not None
        assert row[1].startswith(f"{place.index:.2f}".replace("-", "\N{MINUS SIGN}"))
    assert "it is wider" not in words(page)
    assert "the true range is wider" in words(page)


def test_a_view_that_leads_here_is_the_first_of_the_two(client: TestClient) -> None:
    page = ask(client, f"/gaps/compare?district={FENLAND}&capital=social&view=need&level=parish")
    assert words(by_tag(page, "h1")[0]).startswith("Is Fenland better served than East Cambridgeshire?")
    chosen = [option.get("value") for option in by_tag(page, "option") if option.get("selected") is not None]
    assert chosen[:3] == [FENLAND, EAST, "social"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("a=E07000011&b=E07000011", "two different places"),
        ("a=E99&b=E07000011", "Choose a district or a parish"),
        ("a=own-none-such&b=E07000011", ""),
    ],
)
def test_what_makes_no_comparison_is_refused_in_words(client: TestClient, query: str, told: str) -> None:
    answer = client.get(f"/gaps/compare?{query}")
    assert answer.status_code in {404, 422}
    assert told in answer.text


def test_the_pages_read_what_their_parameters_say() -> None:
    class Recorder(dict[str, str]):
        asked: set[str]

        def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
            self.asked.add(key)
            return default

    for read, expected in ((read_pair, COMPARE), (read_runs, RUNS)):
        recorder = Recorder()
        recorder.asked = set()
        read(recorder)
        assert recorder.asked == expected.once
        assert not expected.several


def test_a_ratio_near_one_keeps_its_second_decimal() -> None:
    assert [ratio_words(each) for each in (2.06, 1.034, 0.764, 1.0, 12.3, None)] == [
        "2.1",
        "1.03",
        "0.76",
        "1.00",
        "12",
        "",
    ]


def test_what_could_be_chance_is_never_said_without_saying_so(session: Session) -> None:
    for capital in (None, *Capital):
        told = compare(session, CoverageQuery(capital=capital), HUNTS, EAST)
        lines = measure_lines(told, "")
        for line, found in zip(lines[:2], (told.by_count, told.by_rate), strict=True):
            assert line.sure.startswith("Not sure" if found.may_be_equal else "More than chance")


def test_the_range_of_a_distance_is_no_claim_about_chance(session: Session) -> None:
    told = compare(session, CoverageQuery(), HUNTS, EAST)
    for doubt, said, holds in (
        (Range(0.8, 1.25), "Hangs on what is listed", "may turn round"),
        (Range(1.2, 1.9), "Does not hang on single listings", "stays the same way round"),
    ):
        ratio = replace(told.ratio, by_distance=1.5)
        again = replace(told, ratio=ratio, doubt=replace(told.doubt, by_distance=doubt))
        line = measure_lines(again, "")[2]
        assert line.sure.startswith(said)
        assert f"drawn again {told.doubt.draws} times it came out from" in line.sure
        assert "chance" not in line.sure
        assert f"The difference by distance {holds}" in chance_words(again)
    alike = replace(told, ratio=replace(told.ratio, by_distance=1.01))
    assert "by distance" not in chance_words(alike)


def test_how_full_both_directories_are_turns_a_doubt_into_words(session: Session) -> None:
    told = compare(session, CoverageQuery(), HUNTS, EAST)
    assert "cannot be estimated" in doubt_lines(told)[0]
    doubt = Doubt(None, None, None, Range(0.8, 1.6), 200)
    known = replace(
        told,
        doubt=doubt,
        a=replace(told.a, held=Held(0.7, 0.6, 0.8)),
        b=replace(told.b, held=Held(0.9, 0.85, 0.95)),
    )
    said = doubt_lines(known)[0]
    assert "60 to 80% of what there is in Huntingdonshire and 85 to 95% in East Cambridgeshire" in said
    assert "from 0.80 to 1.6 times as many per head: the difference is smaller than this doubt" in said


def test_the_sign_of_an_index_is_said_in_words() -> None:
    def says(index: float, low: float, high: float) -> str:
        return inequality_row(Inequality("a", "A", 50, index, low, high, 1.0)).says

    assert says(-0.1, -0.2, -0.05) == "more is within reach of the more deprived"
    assert says(0.1, 0.05, 0.2) == "more is within reach of the less deprived"
    assert "no clear difference" in says(0.1, -0.05, 0.2)


def test_what_hangs_on_one_listing_leads_to_what_if_it_closes(client: TestClient, session: Session) -> None:
    told = fragile(session, CoverageQuery(capital=Capital.EMPLOYABILITY, district=FENLAND))
    page = ask(client, f"/gaps/fragile?capital=employability&district={FENLAND}")
    rows = table_rows(page, "compare-fragile")
    assert all(row[0].startswith(each.name) for row, each in zip(rows, told.hanging, strict=True))
    assert [row[1] for row in rows] == [f"{each.people:,.0f}" for each in told.hanging]
    assert told.hanging[0].name == "March Library"
    assert "If March Library closed" in words(by_class(page, "p", "compare-answer")[0])
    links = [link.get("href") for link in by_tag(page, "a")]
    assert f"/gaps/what-if?capital=employability&district={FENLAND}&close=march-library" in links
    anything = [each.get("href") or "" for each in by_tag(ask(client, "/gaps/fragile"), "a")]
    closings = [href for href in anything if "close=" in href]
    assert closings
    assert all("capital=all&close=" in href for href in closings), "not its own kind alone"


def test_every_two_maps_are_told(client: TestClient, session: Session) -> None:
    rows = table_rows(ask(client, "/gaps/fragile"), "compare-shared")
    pairs = overlaps(session, CoverageQuery()).pairs
    assert len(rows) == len(pairs) == 15
    assert [row[3] == "Read as one finding" for row in rows] == [pair.largely_same for pair in pairs]


def test_with_one_run_there_is_nothing_to_compare(client: TestClient, session: Session) -> None:
    page = ask(client, "/gaps/runs")
    assert "nothing to compare yet" in words(by_class(page, "p", "compare-answer")[0])
    assert len(table_rows(page, "compare-kept")) == len(list_runs(session)) == 4


def test_two_runs_are_compared_on_the_page(app: FastAPI, session: Session) -> None:
    first = next(run.id for run in list_runs(session) if run.release.value == "2021" and not run.visiting)
    session.execute(text("UPDATE listing SET status = 'inactive' WHERE slug = 'march-library'"))
    run_coverage(session, draws=0)
    session.commit()
    last = next(
        run.id for run in list_runs(session) if run.shown and run.release.value == "2021" and not run.visiting
    )
    with TestClient(app) as changed:
        page = ask(changed, f"/gaps/runs?a={first}&b={last}&capital=employability")
        listed = ask(changed, "/gaps/runs")
        refused = changed.get(f"/gaps/runs?a={first}&b=x")
        unknown = changed.get(f"/gaps/runs?a={first}&b={last}&opened=march-library")
    said = words(by_class(page, "p", "compare-answer")[0])
    assert "went from 67 to 66" in said
    assert "because provision changed" in said
    assert "because the directory changed" not in said
    assert "Closed, by the directory's own record: provision changed (1 listing)" in words(page)
    first_table = table_rows(page, "compare-runs")
    assert [row[0] for row in first_table] == ["Fenland", "All districts"]
    assert first_table[0][1:5] == ["7", "6", "\N{MINUS SIGN}1", "\N{MINUS SIGN}1"]
    assert f"/gaps/runs?a={first}&b={last}" in [link.get("href") for link in by_tag(listed, "a")]
    assert refused.status_code == unknown.status_code == 422
    assert "Only a listing that is new" in unknown.text


def test_what_is_not_known_is_not_zero() -> None:
    row = change_row("A", "", Change(None, 3.0, Part(None, 0.0, 0.0)), "m")
    assert (row.before, row.after, row.whole, row.provision, row.directory) == ("", "3 m", "", "", "0")
    assert [signed(each) for each in (-340.2, 0.3, 1_200)] == ["\N{MINUS SIGN}340", "0", "+1,200"]
