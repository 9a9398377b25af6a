"""Does the page say how sure it is in words that are true of the figures?"""

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from pages import ask, by_class, by_tag, table_rows, words
from sqlmodel import Session
from starlette.testclient import TestClient

from directory.coverage.schemas import AreaCoverage, CoverageAnswer, CoverageQuery, MarkNote
from directory.coverage.service import read_coverage
from directory.geographies.service import import_geographies
from directory.marks.service import import_marks
from directory.words import Capital, Day
from geo.evidence import Mark, Reason, State
from geo.trust import Trust
from web.choropleth import DOTS, HATCH, Theme, draw
from web.contexts.gaps import MadeFrom
from web.gap_choices import GapChoices, read_choices
from web.gap_sure import cluster_words, doubt_words, ordinal, range_words, trust_words, why
from web.gap_themes import STATE_LABELS, scale_of
from web.gap_words import Shown

FENLAND = "E07000010"


@pytest.fixture
def client(service: TestClient) -> TestClient:
    """The one service that no test here changes."""
    return service


@pytest.fixture
def answer(session: Session) -> CoverageAnswer:
    return read_coverage(session, CoverageQuery(capital=Capital.HEALTH, district=FENLAND))


def shown(answer: CoverageAnswer, **choices: object) -> Shown:
    view = replace(GapChoices(capital=Capital.HEALTH, district=FENLAND), **choices)  # type: ignore[arg-type]
    return Shown(view, answer, "Fenland", MadeFrom(None, ""))


def with_states(answer: CoverageAnswer, *states: State) -> CoverageAnswer:
    """The same areas, of which only the first few are ranked, in these states."""
    areas = [
        replace(
            area,
            gap_rank=place + 1 if place < len(states) else None,
            state=states[place] if place < len(states) else State.SERVED,
        )
        for place, area in enumerate(answer.contents)
    ]
    return replace(answer, contents=tuple(areas))


def test_places_in_a_ranking_are_said_as_people_say_them() -> None:
    said = [ordinal(place) for place in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)]
    assert said == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"]


def test_the_doubt_counts_every_ranked_area_once(answer: CoverageAnswer) -> None:
    mixed = with_states(answer, State.GAP, State.NOT_SURVEYED, State.PROBABLE_GAP, State.NOT_SURVEYED)
    said = doubt_words(shown(mixed), here=False)
    assert said.startswith(
        "Of the 4 neighbourhoods with high need in the furthest third: "
        "a gap in 1, probably a gap in 1 and not surveyed in 2."
    )


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (
            (State.NOT_SURVEYED,),
            "The one neighbourhood with high need in the furthest third is not surveyed:",
        ),
        ((State.GAP,) * 2, "Both neighbourhoods with high need in the furthest third are a gap:"),
        ((State.PROBABLE_GAP,) * 3, "All 3 neighbourhoods with high need in the furthest third are probably"),
    ],
)
def test_where_all_are_alike_one_sentence_says_it(
    answer: CoverageAnswer, states: tuple[State, ...], said: str
) -> None:
    assert doubt_words(shown(with_states(answer, *states)), here=False).startswith(said)


def test_how_full_the_directory_is_is_said_only_where_it_can_be(answer: CoverageAnswer) -> None:
    unknown = replace(
        answer,
        contents=tuple(
            replace(area, completeness=None, completeness_low=None, completeness_high=None)
            for area in answer.contents
        ),
    )
    assert "cannot be estimated in Fenland" in doubt_words(shown(unknown), here=False)
    known = replace(
        answer,
        contents=tuple(
            replace(area, completeness=0.9, completeness_low=0.8, completeness_high=1.0)
            for area in answer.contents
        ),
    )
    assert "is estimated to hold 80 to 100% of what there is in Fenland" in doubt_words(
        shown(known), here=False
    )


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words_and_no_unsurveyed_area_is_a_gap(
    answer: CoverageAnswer, reason: Reason
) -> None:
    area: AreaCoverage = replace(
        answer.contents[0],
        reason=reason,
        state=reason.state,
        mark=MarkNote(Mark.NONE, "2022-03", "parish clerk"),
    )
    said = why(area, shown(answer))
    assert said.endswith(".")
    assert "gap" not in said.lower()
    if reason is Reason.TOLD_NONE:
        assert said == "Somebody who asked says there is none (parish clerk, March 2022)."


def test_a_rank_that_moves_is_told_as_a_range(answer: CoverageAnswer) -> None:
    area = replace(answer.contents[0], gap_rank_low=1, gap_rank_high=9)
    assert range_words(area) == "It could be anywhere from 1st to 9th."
    assert range_words(replace(area, gap_rank_high=1)).startswith("It stays 1st")
    assert range_words(replace(area, gap_rank_low=None)) == ""


def test_a_cluster_is_told_and_chance_is_not(answer: CoverageAnswer) -> None:
    area = replace(answer.contents[0], gap_cluster=None, access_cluster=None)
    assert cluster_words(area) == ""
    assert "neighbours are far too" in cluster_words(replace(area, access_cluster="high_high"))
    assert cluster_words(replace(area, access_cluster="low_low")) == ""
    assert "neighbours are like it" in cluster_words(replace(area, gap_cluster="high_high"))


def test_a_pattern_means_doubt_and_stands_only_where_both_are_worst(answer: CoverageAnswer) -> None:
    told = with_states(answer, State.GAP, State.PROBABLE_GAP, State.NOT_SURVEYED)
    assert [shape.pattern for shape in draw(told, Theme.BOTH).shapes[:4]] == [HATCH, HATCH, DOTS, ""]
    drawing = draw(told, Theme.STATE)
    assert [shape.css for shape in drawing.shapes[:4]] == ["s1", "s2", "s3", "s4"]
    assert [step.areas for step in drawing.steps] == [1, 1, 1, len(answer.contents) - 3]
    assert all(shape.pattern == "" for shape in draw(told, Theme.NEAREST).shapes)


def test_none_known_is_a_class_of_its_own(answer: CoverageAnswer) -> None:
    for theme in (Theme.RATE, Theme.COUNT):
        scale = scale_of(answer, theme)
        none = replace(answer.contents[0], count=0, rate_per_1000=0.0)
        assert scale.labels[int(scale.css(none)[1:]) - 1] == "None known here"
    share = scale_of(answer, Theme.WALK)
    assert share.labels[int(share.css(replace(answer.contents[0], share_within_walk=0.8))[1:]) - 1] == (
        "Over 60 to 80%"
    )


def test_fifths_hold_every_area_and_no_class_is_empty(answer: CoverageAnswer) -> None:
    areas = [
        replace(area, e2sfca=0.0 if place < 30 else place / 10) for place, area in enumerate(answer.contents)
    ]
    drawing = draw(replace(answer, contents=tuple(areas)), Theme.E2SFCA)
    assert sum(step.areas for step in drawing.steps) == len(areas)
    assert all(step.areas for step in drawing.steps)


def test_the_hour_says_what_it_leaves_out(client: TestClient, session: Session) -> None:
    query = CoverageQuery(capital=Capital.CULTURAL, day=Day.TUE, at="18:30")
    answer = read_coverage(session, query)
    page = ask(client, "/gaps?capital=cultural&day=tue&at=18:30")
    said = words(by_class(page, "p", "gaps-counted")[0])
    assert said == (
        f"Only what is known to be open on Tuesday at 18:30 counts: {answer.listings_used} listings; "
        f"{answer.unknown_hours} listings do not say when they are open and are not counted."
    )
    assert "on Tuesday at 18:30?" in words(by_tag(page, "h1")[0])


def test_freshness_says_what_it_leaves_out(client: TestClient, session: Session) -> None:
    answer = read_coverage(session, CoverageQuery(trust=Trust.YEAR))
    said = words(by_class(ask(client, "/gaps?trust=12m"), "p", "gaps-counted")[0])
    assert f"{answer.listings_used:,} count, {answer.undated:,} older or undated are left out." in said
    assert not by_class(ask(client, "/gaps"), "p", "gaps-counted")


def test_nothing_fresh_is_said_to_be_nothing_fresh(answer: CoverageAnswer) -> None:
    none = replace(answer, listings_used=0, undated=164)
    assert trust_words(shown(none, trust=Trust.QUARTER)) == (
        "Nothing here was confirmed in the last 3 months, nor is its source so new: "
        "all 164 listings are left out."
    )


def test_a_mix_of_need_shows_its_weights(client: TestClient) -> None:
    page = ask(client, "/gaps?need=health&and=income&weigh=3")
    assert "Need is: Health and disability 75%, Income 25%." in words(by_class(page, "div", "gaps-rest")[0])
    chosen = [
        words(option)
        for select in by_tag(page, "select")
        if select.get("name") == "need"
        for option in by_tag(select, "option")
        if option.get("selected") is not None
    ]
    assert chosen == ["A mix: Health and disability 75%, Income 25%"]
    assert read_choices({"need": "health", "and": "income", "weigh": "3"}).need.text == "health:3,income:1"


def test_a_domain_is_suggested_until_it_is_chosen(client: TestClient) -> None:
    page = ask(client, "/gaps?capital=health")
    (link,) = by_tag(by_class(page, "p", "gaps-suggested")[0], "a")
    assert words(link) == "Health and disability"
    assert link.get("href") == "/gaps?capital=health&need=health"
    assert not by_tag(
        by_class(ask(client, "/gaps?capital=health&need=health"), "p", "gaps-suggested")[0], "a"
    )


def test_the_other_questions_are_about_the_same_view(client: TestClient) -> None:
    page = ask(client, f"/gaps?capital=health&district={FENLAND}&trust=half_life&release=2011")
    section = by_class(page, "section", "gaps-next")[0]
    links = [link.get("href", "") for link in by_tag(by_class(section, "ul", "gaps-next__links")[0], "a")]
    assert {link.partition("?")[0] for link in links} >= {
        "/gaps/what-if",
        "/gaps/where-next",
        "/gaps/compare",
        "/gaps/runs",
        "/gaps/unknown",
        "/gaps/work-list",
        "/funding",
    }
    same = f"capital=health&release=2011&district={FENLAND}&trust=half_life"
    asked = {link.partition("?")[0]: link.partition("?")[2] for link in links}
    assert not asked.pop("/funding"), "where money went is of everywhere"
    assert asked.pop("/gaps/runs") == "capital=health", "runs are of everywhere"
    assert set(asked.values()) == {same}


def test_what_is_inside_is_not_denied(answer: CoverageAnswer) -> None:
    far = replace(answer.contents[0], reason=Reason.NOT_ESTIMABLE, state=State.NOT_SURVEYED, mark=None)
    assert why(replace(far, count=0), shown(answer)).startswith("Nothing near is listed, ")
    assert why(replace(far, count=1), shown(answer)).startswith(
        "1 inside, yet on average people here live far from it, "
    )


def test_maps_that_are_one_finding_are_told_where_one_of_them_is_shown(client: TestClient) -> None:
    def top(address: str) -> str:
        return words(by_class(ask(client, address), "div", "gaps-top")[0])

    assert "read them as one finding" in top("/gaps?capital=employability")
    assert "one finding" not in top("/gaps?capital=health")
    assert "one finding" not in top("/gaps")


def test_somebody_who_asked_makes_a_gap(app: FastAPI, session: Session, tmp_path: Path) -> None:
    answer = read_coverage(session, CoverageQuery(capital=Capital.HEALTH, district=FENLAND))
    worst = min((area for area in answer.contents if area.gap_rank), key=lambda area: area.gap_rank or 0)
    file = tmp_path / "marks.csv"
    file.write_text(
        "area_code,parish,subject,says,date,role,source\n"
        f"{worst.code},,health,none,2026-05,community connector,asked in May\n"
    )
    assert not import_marks(session, file).aside
    session.commit()
    with TestClient(app) as changed:
        page = ask(changed, f"/gaps?capital=health&district={FENLAND}&view=state")
    row = next(row for row in table_rows(page, "ranked-table") if row[1].startswith(worst.name))
    assert row[5].startswith("A gap. Somebody who asked says there is none (community connector, May 2026).")
    legend = words(by_class(page, "table", "choro-legend")[0])
    assert "A gap: far away, and somebody who asked says there is none 1 area" in legend


def test_an_own_geography_is_a_place_and_a_set_of_areas(
    app: FastAPI, session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "teams.csv"
    file.write_text("unit,code\nNorth,E01018097\nNorth,E01018092\nSouth,E01018068\n")
    import_geographies(session, file, name="Fen teams")
    session.commit()
    with TestClient(app) as changed:
        units = ask(changed, "/gaps?level=own-fen-teams&capital=health")
        inside = ask(changed, "/gaps?district=own-fen-teams-north&capital=health")
    assert not by_class(units, "g", "choro__areas")
    assert {row[1].split()[0] for row in table_rows(units, "ranked-table")} == {"North", "South"}
    assert len(by_tag(by_class(inside, "g", "choro__areas")[0], "use")) == 2
    assert "North" in words(by_class(inside, "p", "gaps-answer")[0])


def test_the_table_of_every_area_has_the_states(client: TestClient, answer: CoverageAnswer) -> None:
    rows = table_rows(ask(client, f"/gaps/table?capital=health&district={FENLAND}"))
    assert sorted(row[1] for row in rows) == sorted(
        STATE_LABELS[area.state] for area in answer.contents if area.state
    )
    assert all(len(row) == len(rows[0]) for row in rows)
