"""Does what is not known add up, and agree with the database asked by other means?"""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from lived_in import lived_in
from sqlalchemy import Engine, text
from sqlmodel import Session

from directory.coverage.edge import edge_m, measure_edge, outer_edge
from directory.coverage.schemas import CoverageQuery
from directory.coverage.unknown import Unknown, read_unknown
from directory.errors import InvalidInput, Unavailable
from directory.settings import PROJECT_DIR
from directory.store import session_scope
from directory.words import ALL_DISTRICTS, Capital, Level, Region
from directory.worklist.schemas import Status
from directory.worklist.service import set_status
from geo.projection import to_bng

DATA_DIR = PROJECT_DIR / "data"
FENLAND = "E07000010"
EVERYTHING = CoverageQuery(level=Level.PARISH, region=Region.COMBINED_AUTHORITY)
MARK = text(
    "INSERT INTO mark (id, area_code, area_level, subject, says, on_date, role, source, shipped) "
    "VALUES (:id, :code, 'parish', :subject, 'none', '2026-10', 'parish clerk', 'asked', 0)"
)


@pytest.fixture(scope="module")
def everything(read_session: Session) -> Unknown:
    return read_unknown(read_session, EVERYTHING, DATA_DIR)


def scalar(session: Session, statement: str, **values: object) -> Any:
    return session.execute(text(statement), values).scalar_one()


def test_every_count_adds_up(everything: Unknown) -> None:
    told = everything.told
    somewhere = told.placed + told.by_parish
    assert somewhere + told.visiting + told.by_district + told.hidden + told.wide == told.listings
    assert somewhere == everything.known, "what has a place and does not come by is measured to"
    assert sum(count for _, count in told.years) + told.undated == told.listings
    assert sum(row.known for row in everything.held) == everything.known
    assert sum(row.estimated_of + row.left for row in everything.held) == everything.known
    assert sum(count for _, count in everything.kinds_left) == everything.left
    assert len(everything.compared) + everything.not_compared == everything.parishes
    assert sum(row.people for row in everything.edge.districts) == pytest.approx(
        everything.edge.whole.people, abs=6
    )
    for rows in (everything.edge.districts, everything.edge.outward, everything.edge.parishes):
        assert sum(row.nearer for row in rows) == pytest.approx(everything.edge.whole.nearer, abs=len(rows))


def test_the_counts_are_those_of_the_database(read_session: Session, everything: Unknown) -> None:
    active = "FROM listing WHERE status = 'active' AND kind <> 'parish_council'"
    told = everything.told
    assert told.listings == scalar(read_session, f"SELECT count(*) {active}") == 516
    assert told.confirmed == scalar(read_session, f"SELECT count(assured_date) {active}") == 0
    assert told.undated == scalar(read_session, f"SELECT count(*) - count(source_date) {active}") == 0
    by_year = dict(
        read_session.execute(text(f"SELECT substr(source_date, 1, 4), count(*) {active} GROUP BY 1")).all()
    )
    assert dict(told.years) == by_year
    with_hours = scalar(
        read_session,
        "SELECT count(DISTINCT l.id) FROM service_at_location s JOIN listing l ON l.id = s.listing_id "
        "WHERE s.opening_hours IS NOT NULL AND l.status = 'active' AND l.kind <> 'parish_council'",
    )
    assert told.hours_unsaid == told.listings - with_hours
    placed = scalar(
        read_session,
        "SELECT count(DISTINCT l.id) FROM listing l JOIN service_at_location s ON s.listing_id = l.id "
        "JOIN location p ON p.id = s.location_id WHERE l.status = 'active' AND l.kind <> 'parish_council' "
        "AND NOT l.visiting AND p.easting IS NOT NULL",
    )
    assert everything.known == placed == 452


def test_how_full_is_told_as_the_run_found(read_session: Session, everything: Unknown) -> None:
    run = scalar(
        read_session, "SELECT id FROM coverage_run WHERE release = '2021' AND NOT visiting AND active"
    )
    held = {row.code: row for row in everything.held}
    assert set(held) == set(ALL_DISTRICTS)
    for row in read_session.execute(
        text("SELECT * FROM coverage_completeness WHERE run_id = :run AND subject = 'all'"), {"run": run}
    ):
        found = everything.county if row.district == "E10000003" else held[row.district]
        assert found is not None
        assert (found.known, found.estimated_of, found.share) == (row.known, row.estimated_of, row.share)
        assert found.holds == (row.share is not None and row.estimated_of >= 0.8 * row.known)
    estimated = scalar(
        read_session,
        "SELECT count(*) FROM coverage_completeness c JOIN category k ON k.slug = c.subject "
        "WHERE c.run_id = :run AND c.estimate IS NOT NULL AND c.district <> 'E10000003'",
        run=run,
    )
    assert len(everything.kinds) == estimated
    libraries = next(row for row in everything.kinds if (row.subject, row.code) == ("library", FENLAND))
    assert libraries.sources is not None
    assert (libraries.first, libraries.second, libraries.both, libraries.known) == (4, 1, 1, 4)
    assert "Libraries in England, 2023" not in libraries.sources, "two lists of one origin are no pair"


@pytest.mark.parametrize("capital", [None, *Capital])
def test_what_cannot_be_estimated_is_told_in_full(read_session: Session, capital: Capital | None) -> None:
    found = read_unknown(read_session, replace(EVERYTHING, capital=capital), DATA_DIR)
    run = scalar(
        read_session, "SELECT id FROM coverage_run WHERE release = '2021' AND NOT visiting AND active"
    )
    left = scalar(
        read_session,
        "SELECT sum(known - estimated_of) FROM coverage_completeness WHERE run_id = :run "
        "AND subject = :subject AND district <> 'E10000003'",
        run=run,
        subject=capital.value if capital else "all",
    )
    assert found.left == left
    assert found.told.untagged == 0 or capital is None


def test_a_category_is_held_by_district_though_nothing_is_expected_of_it(read_session: Session) -> None:
    found = read_unknown(read_session, replace(EVERYTHING, category="library"), DATA_DIR)
    assert [row.known for row in found.held] == [7, 7, 4, 10, 16, 10]
    # Of Peterborough's libraries only lists of one origin tell, which vouch for nothing.
    assert [row.left for row in found.held] == [0, 0, 0, 0, 0, 10]
    assert [row.holds for row in found.held] == [row.left == 0 for row in found.held]
    assert found.compared == ()
    museums = read_unknown(read_session, replace(EVERYTHING, category="museum"), DATA_DIR)
    assert museums.left == museums.known > 0
    assert museums.kinds_left == (("Museum", museums.known),)


def test_a_district_is_told_alone(read_session: Session) -> None:
    query = CoverageQuery(level=Level.PARISH, capital=Capital.HEALTH, district=FENLAND)
    found = read_unknown(read_session, query, DATA_DIR)
    assert [row.code for row in found.held] == [FENLAND]
    assert found.county is None
    assert found.parishes == scalar(
        read_session,
        "SELECT count(*) FROM area WHERE level = 'parish' AND release = '2021' AND district_code = :code",
        code=FENLAND,
    )
    assert {row.district for row in found.compared} == {"Fenland"}
    assert found.told.listings >= found.known
    with pytest.raises(InvalidInput):
        read_unknown(read_session, replace(query, category="library"), DATA_DIR)


def test_what_is_served_from_afar_counts_in_each_district_it_serves(read_session: Session) -> None:
    by_district = [
        read_unknown(read_session, replace(EVERYTHING, district=code), DATA_DIR).told
        for code in ALL_DISTRICTS
    ]
    whole = read_unknown(read_session, EVERYTHING, DATA_DIR).told
    assert sum(told.placed for told in by_district) >= whole.placed
    assert all(0 < told.wide <= whole.wide for told in by_district)


def test_parishes_are_flagged_as_the_run_flagged_them_and_a_mark_says_who_was_asked(
    directory_engine: Engine,
) -> None:
    query = CoverageQuery(level=Level.PARISH, capital=Capital.SOCIAL)
    with session_scope(directory_engine) as session:
        session.execute(
            text("UPDATE coverage_expected SET observed = 0, far_below = 1 WHERE parish = 'E04001669'")
        )
    with Session(directory_engine) as session:
        before = read_unknown(session, query, DATA_DIR)
    first = before.compared[0]
    assert (first.code, first.far_below, first.asked) == ("E04001669", True, False)
    assert sum(row.far_below for row in before.compared) == 1
    assert (before.answered, before.unanswered, before.nobody_asked) == (0, 0, before.parishes)
    with session_scope(directory_engine) as session:
        for subject, code in (("social", "E04001669"), ("health", "E04001668"), ("social", "E04001100")):
            session.execute(MARK, {"id": uuid4().hex, "code": code, "subject": subject})
    with Session(directory_engine) as session:
        after = read_unknown(session, query, DATA_DIR)
        assert after.compared[0].asked
        # Neither of another capital, nor of a parish of Peterborough, which is not in this region.
        assert [mark.area_code for mark in after.marks] == ["E04001669"]
        assert (after.answered, after.unanswered, after.nobody_asked) == (1, 0, after.parishes - 1)
        everything = read_unknown(session, CoverageQuery(level=Level.PARISH), DATA_DIR)
        assert {mark.subject for mark in everything.marks} == {"social", "health", "young-people"}


def test_who_was_asked_adds_up_of_answers_and_what_is_only_written_down(directory_engine: Engine) -> None:
    query = CoverageQuery(level=Level.PARISH, category="young-people")
    with Session(directory_engine) as session:
        before = read_unknown(session, query, DATA_DIR)
    # As shipped: five parishes of which it is not known, and two that have some.
    assert (before.unanswered, before.answered) == (5, 2)
    assert before.nobody_asked == before.parishes - 7
    with session_scope(directory_engine) as session:
        set_status(session, "E04001669", "young-people", Status.ASKED, on_date="2026-11-02")
        set_status(session, "E04001669", "health", Status.ASKED, on_date="2026-11-02")
        set_status(session, "E04001658", "health", Status.ASKED, on_date="2026-11-02")
    with Session(directory_engine) as session:
        after = read_unknown(session, query, DATA_DIR)
        assert (after.unanswered, after.answered) == (6, 2)
        everything = read_unknown(session, CoverageQuery(level=Level.PARISH), DATA_DIR)
        assert (everything.unanswered, everything.answered) == (7, 2)


def test_people_are_those_of_the_districts(read_session: Session, everything: Unknown) -> None:
    residents = dict(
        read_session.execute(
            text("SELECT code, population FROM area WHERE level = 'district' AND release = '2021'")
        ).all()
    )
    assert {row.code: row.people for row in everything.edge.districts} == residents
    assert everything.edge.whole.people == sum(residents.values())
    alone = read_unknown(read_session, CoverageQuery(level=Level.PARISH, district=FENLAND), DATA_DIR)
    assert alone.edge.whole.people == residents[FENLAND]


def test_the_edge_runs_round_areas_and_not_between_them() -> None:
    # Two squares of 10 m side by side, and a hole in the right one:
    #   +----+----+
    #   |    | [] |
    #   +----+----+
    left = shapely.box(0, 0, 10, 10)
    right = shapely.Polygon(
        shapely.box(10, 0, 20, 10).exterior.coords, [shapely.box(14, 4, 16, 6).exterior.coords]
    )
    edge = outer_edge(np.array([left, right], dtype=np.object_))
    assert shapely.length(edge) == 60
    points = np.array([(10.0, 5.0), (15.0, 5.0), (1.0, 5.0), (25.0, 5.0), (10.0, 1.0)])
    assert measure_edge(edge, points).tolist() == [5.0, 5.0, 1.0, 5.0, 1.0]


@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=1, max_size=8),
    st.floats(-100, 100),
    st.floats(-100, 100),
)
def test_the_edge_is_as_far_wherever_the_origin_is(
    points: list[tuple[float, float]], east: float, north: float
) -> None:
    boxes = [shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 30)]
    moved = [shapely.affinity.translate(box, east, north) for box in boxes]
    here = measure_edge(outer_edge(np.array(boxes, dtype=np.object_)), np.array(points))
    there = measure_edge(
        outer_edge(np.array(moved[::-1], dtype=np.object_)), np.array(points) + np.array((east, north))
    )
    np.testing.assert_allclose(here, there, atol=1e-9)


def test_people_near_the_edge_are_those_whose_nearest_listing_is_further(
    read_session: Session, everything: Unknown
) -> None:
    """By another way: distances along the lines of the file, and to every listing, one by one."""
    features = json.loads((DATA_DIR / "boundaries" / "districts.geojson").read_text())["features"]
    sides: dict[tuple[Any, ...], int] = {}
    for feature in features:
        shape = feature["geometry"]
        for polygon in shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]:
            for ring in polygon:
                for pair in pairwise(ring):
                    key = tuple(sorted(map(tuple, pair)))
                    sides[key] = sides.get(key, 0) + 1
    outer = np.array([side for side, times in sides.items() if times == 1])
    start, end = (np.column_stack(to_bng(outer[:, which, 0], outer[:, which, 1])) for which in (0, 1))
    postcodes = read_session.execute(
        text(f"SELECT easting, northing, lsoa21 FROM ({lived_in()})")  # noqa: S608
    ).all()
    live: dict[str, int] = {}
    for row in postcodes:
        live[row.lsoa21] = live.get(row.lsoa21, 0) + 1
    residents = dict(
        read_session.execute(
            text("SELECT code, population FROM area WHERE level = 'lsoa' AND release = '2021'")
        ).all()
    )
    listings = np.array(
        [
            tuple(row)
            for row in read_session.execute(
                text(
                    "SELECT p.easting, p.northing FROM listing l "
                    "JOIN service_at_location s ON s.listing_id = l.id "
                    "JOIN location p ON p.id = s.location_id WHERE l.status = 'active' AND NOT l.visiting "
                    "AND l.kind <> 'parish_council' AND p.easting IS NOT NULL"
                )
            )
        ],
        dtype=np.float64,
    )
    along = end - start
    nearer = 0.0
    for row in postcodes:
        here = np.array((row.easting, row.northing), dtype=np.float64)
        at = np.clip(((here - start) * along).sum(axis=1) / (along**2).sum(axis=1), 0, 1)[:, None]
        to_edge = np.hypot(*(here - (start + at * along)).T).min()
        if np.hypot(*(here - listings).T).min() > to_edge:
            nearer += residents[row.lsoa21] / live[row.lsoa21]
    assert everything.edge.whole.nearer == round(nearer)
    assert everything.edge.whole.share == pytest.approx(0.062, abs=0.01)
    assert everything.edge.beyond == 0


def test_a_folder_without_outlines_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"districts\.geojson is missing"):
        edge_m(tmp_path, np.zeros((1, 2)))
