"""Does a view say what is asked, and only as surely as it is known?"""

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from directory.coverage.measure import Measures
from directory.coverage.need import read_need
from directory.coverage.schemas import AreaCoverage, CoverageQuery
from directory.coverage.service import read_coverage, run_coverage
from directory.coverage.view import measure, view
from directory.errors import InvalidInput
from directory.geographies.service import import_geographies
from directory.store import session_scope
from directory.words import Capital, Day, Level, Region, Release
from geo.evidence import Reason, State
from geo.trust import Trust

FENLAND = "E07000010"
HEALTH = CoverageQuery(capital=Capital.HEALTH)
MARK = text(
    "INSERT INTO mark (id, area_code, area_level, subject, says, on_date, role, source, shipped) "
    "VALUES (:id, :code, 'parish', :subject, :says, '2026-10', 'parish clerk', 'asked', 0)"
)


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("release", list(Release))
def test_what_a_run_kept_is_what_its_inputs_give(
    read_session: Session, level: Level, release: Release
) -> None:
    found = view(read_session, CoverageQuery(level=level, release=release, capital=Capital.CULTURAL))
    again = measure(found.world, release, found.partition, found.offer)
    for field in fields(Measures):
        np.testing.assert_array_equal(
            getattr(found.measures, field.name), getattr(again, field.name), err_msg=field.name
        )


def test_a_category_is_counted_as_a_capital_is(read_session: Session) -> None:
    answer = read_coverage(read_session, CoverageQuery(category="library", region=Region.COMBINED_AUTHORITY))
    counted = read_session.execute(
        text(
            "SELECT count(DISTINCT l.id) FROM listing l JOIN listing_category c ON c.listing_id = l.id "
            "JOIN service_at_location s ON s.listing_id = l.id JOIN location p ON p.id = s.location_id "
            "WHERE c.category = 'library' AND l.status = 'active' AND NOT l.visiting "
            "AND p.easting IS NOT NULL"
        )
    ).scalar_one()
    assert answer.listings_used == counted == 54
    assert sum(area.count for area in answer.contents) <= counted


def test_an_hour_counts_only_what_is_known_to_be_open(read_session: Session) -> None:
    ever = read_coverage(read_session, CoverageQuery(category="library"))
    night = read_coverage(read_session, CoverageQuery(category="library", day=Day.TUE, at="03:00"))
    morning = read_coverage(read_session, CoverageQuery(category="library", day=Day.TUE, at="11:00"))
    assert night.listings_used == 0
    assert night.unknown_hours is not None
    assert 30 <= morning.listings_used <= ever.listings_used
    assert all(area.nearest_m is None for area in night.contents), "nothing open is not a distance of zero"
    nearer = [
        (now.nearest_m, always.nearest_m)
        for now, always in zip(morning.contents, ever.contents, strict=True)
        if now.nearest_m is not None and always.nearest_m is not None
    ]
    assert nearer
    assert all(now >= always for now, always in nearer)


def test_with_nothing_dated_lately_nothing_is_called_a_gap(read_session: Session) -> None:
    everything = replace(HEALTH, capital=None)
    lately, ever = (
        {
            area.code: area.reason
            for area in read_coverage(read_session, replace(everything, trust=trust)).contents
        }
        for trust in (Trust.QUARTER, Trust.ANY)
    )
    assert Reason.TOLD_NONE not in lately.values()
    undated = [code for code, reason in lately.items() if reason is Reason.NOTHING_DATED]
    assert len(undated) > sum(reason is Reason.NOTHING_DATED for reason in ever.values())
    dated = read_session.execute(
        text(
            "SELECT count(DISTINCT p.parish) FROM listing l "
            "JOIN service_at_location s ON s.listing_id = l.id JOIN location p ON p.id = s.location_id "
            "WHERE l.kind <> 'parish_council' AND l.source_date >= '2026-08'"
        )
    ).scalar_one()
    assert dated < 100, "else the case is not made"
    plain, weighed = (
        read_coverage(read_session, replace(HEALTH, trust=trust)) for trust in (Trust.ANY, Trust.HALF_LIFE)
    )
    assert plain.undated is None
    for one, other in zip(plain.contents, weighed.contents, strict=True):
        assert one.nearest_m == other.nearest_m
        assert (one.sfca2 or 0) >= (other.sfca2 or 0)


def test_need_by_a_domain_and_by_a_mix(read_session: Session) -> None:
    by_health = read_coverage(read_session, replace(HEALTH, need=read_need("health")))
    ranks = {
        row.code: row
        for row in read_session.execute(
            text("SELECT code, rank, decile FROM deprivation WHERE release = '2021' AND domain = 'health'")
        )
    }
    for area in by_health.contents:
        assert area.need == pytest.approx((33_755 - ranks[area.code].rank) / 33_755, abs=1e-6)
        assert area.need_class == (
            3 if ranks[area.code].decile <= 3 else 2 if ranks[area.code].decile <= 7 else 1
        )
    by_income, mix = (
        read_coverage(read_session, replace(HEALTH, need=read_need(words)))
        for words in ("income", "health:3,income:1")
    )
    for health, income, mixed in zip(by_health.contents, by_income.contents, mix.contents, strict=True):
        assert mixed.need == pytest.approx(0.75 * (health.need or 0) + 0.25 * (income.need or 0), abs=2e-6)
    assert "75%" in mix.need_label


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("healht", "one of imd"),
        ("health:x", "a number"),
        ("health:0", "more than 0"),
        ("imd,imd", "different"),
    ],
)
def test_a_need_that_makes_no_sense_is_refused(words: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        read_need(words)


@pytest.mark.parametrize(
    "query",
    [
        CoverageQuery(capital=Capital.HEALTH, category="library"),
        CoverageQuery(day=Day.MON),
        CoverageQuery(at="10:00"),
        CoverageQuery(day=Day.MON, at="25:00"),
        CoverageQuery(day=Day.MON, at="noon"),
    ],
)
def test_what_cannot_be_asked_together_is_refused(read_session: Session, query: CoverageQuery) -> None:
    with pytest.raises(InvalidInput):
        read_coverage(read_session, query)


def test_the_gap_score_falls_with_access_and_rises_with_need(read_session: Session) -> None:
    for area in read_coverage(read_session, HEALTH).contents:
        assert area.need is not None
        assert area.access is not None
        assert area.gap == pytest.approx(area.need * (1 - area.access), abs=2e-6)


def test_ranges_hold_the_ranks(read_session: Session) -> None:
    answer = read_coverage(read_session, HEALTH)
    ranked = [area for area in answer.contents if area.gap_rank is not None]
    assert answer.ranks_from
    assert ranked
    for area in ranked:
        assert area.gap_rank_low is not None
        assert area.gap_rank_high is not None
        assert 1 <= area.gap_rank_low <= (area.gap_rank or 0) <= area.gap_rank_high
    assert any(area.gap_rank_low != area.gap_rank_high for area in ranked), "no doubt at all would be a lie"


@pytest.fixture
def far_parish(session: Session) -> AreaCoverage:
    """A parish of Fenland in the furthest third for something to do with work, with nothing inside."""
    asked = CoverageQuery(level=Level.PARISH, capital=Capital.EMPLOYABILITY, district=FENLAND)
    return next(
        area
        for area in read_coverage(session, asked).contents
        if area.state in {State.PROBABLE_GAP, State.NOT_SURVEYED} and area.count == 0
    )


Marked = Callable[[str], AreaCoverage]


@pytest.fixture
def marked(directory_engine: Engine, far_parish: AreaCoverage) -> Marked:
    def say(says: str) -> AreaCoverage:
        with session_scope(directory_engine) as writing:
            values = {"id": "0" * 32, "code": far_parish.code, "subject": "employability", "says": says}
            writing.connection().execute(MARK, values)
        asked = CoverageQuery(level=Level.PARISH, capital=Capital.EMPLOYABILITY, district=FENLAND)
        with Session(directory_engine) as reading:
            return next(
                area for area in read_coverage(reading, asked).contents if area.code == far_parish.code
            )

    return say


def test_a_mark_of_none_makes_it_a_gap(marked: Marked) -> None:
    found = marked("none")
    assert (found.state, found.reason) == (State.GAP, Reason.TOLD_NONE)
    assert found.mark is not None
    assert found.mark.role == "parish clerk"


def test_a_mark_older_than_what_is_believed_says_nothing(
    marked: Marked, far_parish: AreaCoverage, directory_engine: Engine
) -> None:
    marked("none")
    with session_scope(directory_engine) as writing:
        writing.connection().execute(text("UPDATE mark SET on_date = '2019-05'"))
    asked = CoverageQuery(
        level=Level.PARISH, capital=Capital.EMPLOYABILITY, district=FENLAND, trust=Trust.YEAR
    )
    with Session(directory_engine) as reading:
        found = next(a for a in read_coverage(reading, asked).contents if a.code == far_parish.code)
    assert found.mark is None
    assert found.state is not State.GAP


def test_a_mark_of_has_makes_it_served(marked: Marked) -> None:
    assert marked("has").reason is Reason.TOLD_HAS


def test_an_answer_that_nobody_knows_is_not_a_gap(marked: Marked) -> None:
    assert marked("unknown").state is State.NOT_SURVEYED


def say(
    engine: Engine, code: str, says: str, number: int, *, on: str = "2026-10", role: str = "clerk"
) -> None:
    with session_scope(engine) as writing:
        writing.connection().execute(
            text(
                "INSERT INTO mark (id, area_code, area_level, subject, says, on_date, role, source, shipped) "
                "VALUES (:id, :code, 'parish', 'employability', :says, :on, :role, 'asked', 0)"
            ),
            {"id": f"{number:032}", "code": code, "says": says, "on": on, "role": role},
        )


def read_parish(engine: Engine, code: str) -> AreaCoverage:
    asked = CoverageQuery(level=Level.PARISH, capital=Capital.EMPLOYABILITY, district=FENLAND)
    with Session(engine) as reading:
        return next(area for area in read_coverage(reading, asked).contents if area.code == code)


def test_of_two_marks_of_one_day_the_one_that_knows_of_something_holds(
    directory_engine: Engine, far_parish: AreaCoverage
) -> None:
    say(directory_engine, far_parish.code, "has", 1, role="clerk")
    say(directory_engine, far_parish.code, "none", 2, role="warden")
    assert read_parish(directory_engine, far_parish.code).reason is Reason.TOLD_HAS


def test_that_somebody_does_not_know_takes_nothing_back(
    directory_engine: Engine, far_parish: AreaCoverage
) -> None:
    say(directory_engine, far_parish.code, "none", 1, on="2026-01")
    say(directory_engine, far_parish.code, "unknown", 2, on="2026-10")
    assert read_parish(directory_engine, far_parish.code).state is State.GAP


def test_somewhere_in_the_district_is_not_here(directory_engine: Engine, far_parish: AreaCoverage) -> None:
    say(directory_engine, far_parish.code, "none", 1, on="2026-01")
    say(directory_engine, FENLAND, "has", 2, on="2026-10")
    assert read_parish(directory_engine, far_parish.code).state is State.GAP
    with Session(directory_engine) as reading:
        asked = CoverageQuery(level=Level.PARISH, capital=Capital.EMPLOYABILITY, district=FENLAND)
        told = [area for area in read_coverage(reading, asked).contents if area.reason is Reason.TOLD_HAS]
    assert told == []


def test_none_in_the_district_is_none_here(directory_engine: Engine, far_parish: AreaCoverage) -> None:
    say(directory_engine, FENLAND, "none", 1)
    assert read_parish(directory_engine, far_parish.code).state is State.GAP


def bring_in(engine: Engine, folder: Path, *parishes: str) -> None:
    file = folder / "own.csv"
    rows = "".join(f"Zed,One,{code}\n" for code in parishes)
    file.write_text(f"geography,unit,code\n{rows}", encoding="utf-8")
    with session_scope(engine) as writing:
        import_geographies(writing, file, kind="Networks", source="the test")


def test_own_areas_are_worked_out_for_the_release_and_the_postcodes_they_have_now(
    directory_engine: Engine, tmp_path: Path
) -> None:
    with Session(directory_engine) as reading:
        rows = reading.execute(
            text(
                "SELECT code FROM area WHERE level = 'parish' AND release = '2021' AND district_code = :d "
                "AND population > 0 ORDER BY population DESC LIMIT 4"
            ),
            {"d": FENLAND},
        )
        parishes = [row.code for row in rows]

    def unit(release: Release) -> AreaCoverage:
        with Session(directory_engine) as reading:
            return read_coverage(reading, CoverageQuery(geography="zed", release=release)).contents[0]

    bring_in(directory_engine, tmp_path, *parishes[:2])
    newer, older = unit(Release.R2021), unit(Release.R2011)
    assert newer.nearest_m == older.nearest_m, "distances are of postcodes, whatever the release"
    assert newer.e2sfca != older.e2sfca, "people are of the release"
    bring_in(directory_engine, tmp_path, *parishes[2:])
    other = unit(Release.R2021)
    assert other.code == newer.code
    assert (other.count, other.nearest_m) != (newer.count, newer.nearest_m)
    assert other.population != newer.population


def test_a_parish_emptied_of_listings_is_not_surveyed(directory_engine: Engine) -> None:
    """Wisbech, with more people than any other parish of Fenland, and all of its listings taken away."""
    with session_scope(directory_engine) as writing:
        wisbech = writing.execute(
            text("SELECT code FROM area WHERE level = 'parish' AND name = 'Wisbech' AND release = '2021'")
        ).scalar_one()
        writing.connection().execute(
            text(
                "UPDATE listing SET status = 'inactive' WHERE id IN (SELECT s.listing_id "
                "FROM service_at_location s JOIN location p ON p.id = s.location_id "
                "WHERE p.parish = :code OR p.district = :fenland)"
            ),
            {"code": wisbech, "fenland": FENLAND},
        )
        run_coverage(writing, draws=0)
    with Session(directory_engine) as reading:
        answer = read_coverage(reading, CoverageQuery(level=Level.PARISH, district=FENLAND))
    found = next(area for area in answer.contents if area.code == wisbech)
    assert (found.state, found.count) == (State.NOT_SURVEYED, 0)
    assert State.GAP not in {area.state for area in answer.contents}
