"""Where a listing is for an age group, is it told per 1,000 of that group?"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_world import DISTRICT, area, place, world
from sqlalchemy import Engine, text
from sqlmodel import Session

from directory.coverage.inputs import OLDEST_AGE, read_inputs, unpack
from directory.coverage.measure import Offer, rate_per_1000_of_age
from directory.coverage.run import run_coverage
from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import read_coverage
from directory.coverage.view import view
from directory.coverage.world import World, build_world
from directory.settings import PROJECT_DIR
from directory.store import session_scope
from directory.words import Capital, Level, Region, Release
from geo.weights import apportion

OLD, NEW = Release.R2011, Release.R2021
AGES = PROJECT_DIR / "data" / "population" / "lsoa11_mid2020_ages.csv.gz"
# Two LSOAs of 2011, each with two postcodes, and a district over three of the four:
#
#            p0    p1    p2    p3
#     LSOA   A     A     B     B
#            [-- district --]
#
#     ages   0-9   10-17   18-90+   all
#     A       10      40      150   200
#     B      100       0      300   400
HOMES = [(0, 0, "A"), (1000, 0, "A"), (2000, 0, "B"), (3000, 0, "B")]


def people(young: int, teens: int, grown: int) -> list[int]:
    """Put people of three bands at one age of each."""
    by_age = [0] * (OLDEST_AGE + 1)
    by_age[5], by_age[12], by_age[OLDEST_AGE] = young, teens, grown
    return by_age


def grid(*places: Any) -> World:
    areas = [
        area("A", "lsoa", 200, release="2011"),
        area("B", "lsoa", 400, release="2011"),
        area("A", "lsoa", 200),
        area(DISTRICT, "district", 400, release="2011"),
    ]
    inputs = world(HOMES, places, areas).inputs
    lies_in = inputs.postcode_areas.copy()
    lies_in[3, -1] = -1
    ages = np.array([people(10, 40, 150), people(100, 0, 300)], dtype=np.int32)
    return build_world(replace(inputs, postcode_areas=lies_in, age_codes=("A", "B"), ages=ages))


def inside(code: str, number: int, **said: Any) -> Any:
    return place(number, 0, 0, areas=(code, code, None, None, DISTRICT), **said)


def rates(
    found: World, level: Level = Level.LSOA, weight: float = 1.0, release: Release = OLD
) -> list[float]:
    partition = found.partition(release, level)
    n = len(found.inputs.places)
    offer = Offer(np.ones(n, dtype=np.bool_), np.full(n, weight))
    return rate_per_1000_of_age(found, release, partition, offer, partition.population).tolist()


def unknown(*values: float) -> Any:
    return pytest.approx(list(values), nan_ok=True)


def test_the_grid_by_hand() -> None:
    found = grid(
        inside("A", 0, min_age=10, max_age=17),  # 1,000 / 40 = 25
        inside("A", 1),  # 1,000 / 200 = 5
        inside("B", 2, max_age=9),  # 1,000 / 100 = 10
        inside("B", 3, min_age=60),  # 1,000 / 300
    )
    assert rates(found) == unknown(25 + 5, 10 + 1000 / 300)
    assert rates(found, weight=0.5) == unknown(15, 5 + 500 / 300)
    # The district has all of A and half of B: 60, 40 and 300 people, 400 in all.
    assert rates(found, Level.DISTRICT) == unknown(25 + 1000 / 400 + 1000 / 60 + 1000 / 300)


def test_the_population_of_a_later_year_has_the_ages_in_their_shares() -> None:
    found = grid(inside("A", 0, min_age=10, max_age=17))
    grown = tuple(
        replace(each, population=2 * each.population) if each.code == "A" else each
        for each in found.inputs.areas
        if each.population
    )
    assert rates(build_world(replace(found.inputs, areas=grown))) == unknown(1000 / 80, 0)


def test_a_listing_with_two_places_in_an_area_counts_once() -> None:
    one = inside("A", 0, min_age=10, max_age=17)
    assert rates(grid(one, replace(one, site="s900"))) == rates(grid(one)) == unknown(25, 0)


def test_where_nobody_is_of_the_age_it_is_not_known() -> None:
    assert rates(grid(inside("A", 0), inside("B", 1, min_age=10, max_age=17))) == unknown(5, np.nan)


def test_ages_above_the_oldest_are_the_oldest() -> None:
    assert rates(grid(inside("A", 0, min_age=95, max_age=120))) == unknown(1000 / 150, 0)


def test_where_ages_are_not_known_nothing_is() -> None:
    found = grid(inside("A", 0))
    assert rates(found, release=NEW) == unknown(np.nan)
    without = build_world(replace(found.inputs, age_codes=(), ages=found.inputs.ages[:0]))
    assert rates(without) == unknown(np.nan, np.nan)
    only_a = build_world(replace(found.inputs, age_codes=("A",), ages=found.inputs.ages[:1]))
    assert np.isnan(only_a.people_by_age(only_a.partition(OLD, Level.DISTRICT))).all(), "B is a part of it"


def test_ages_are_part_of_what_a_run_keeps() -> None:
    inputs = grid(inside("A", 0)).inputs
    again = unpack(inputs.pack())
    assert again.age_codes == inputs.age_codes
    np.testing.assert_array_equal(again.ages, inputs.ages)
    assert again.sha256() == inputs.sha256()
    older = inputs.ages.copy()
    older[0, [5, 6]] = older[0, [6, 5]]
    assert replace(inputs, ages=older).sha256() != inputs.sha256()


spans = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 20), min_size=91, max_size=91), min_size=2, max_size=2),
    st.lists(st.tuples(st.sampled_from("AB"), st.none() | spans), max_size=8),
)
def test_it_is_what_plain_python_counts(
    by_age: list[list[int]], listings: list[tuple[str, list[int] | None]]
) -> None:
    places = [
        inside(code, n, **({} if span is None else {"min_age": span[0], "max_age": span[1]}))
        for n, (code, span) in enumerate(listings)
    ]
    found = grid(*places)
    areas = tuple(
        replace(each, population=sum(by_age["AB".index(each.code)])) if each.level == "lsoa" else each
        for each in found.inputs.areas
    )
    found = build_world(replace(found.inputs, areas=areas, ages=np.array(by_age, dtype=np.int32)))
    for number, (code, rate) in enumerate(zip("AB", rates(found), strict=True)):
        expected = 0.0 if sum(by_age[number]) else np.nan
        for inside_of, span in listings:
            if inside_of == code:
                youngest, oldest = span or (0, OLDEST_AGE)
                residents = sum(
                    n for age, n in enumerate(by_age[number]) if min(youngest, 90) <= age <= oldest
                )
                expected += 1000 / residents if residents else np.nan
        assert rate == pytest.approx(expected, nan_ok=True)


def test_it_is_the_plain_rate_where_no_listing_names_ages(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        session.execute(text("UPDATE listing SET min_age = NULL, max_age = NULL"))
        run_coverage(session, draws=0)
    with Session(directory_engine) as session:
        for level in Level:
            query = CoverageQuery(level, release=OLD, region=Region.COMBINED_AUTHORITY)
            answer = read_coverage(session, query)
            assert any(area.rate_per_1000 for area in answer.contents)
            for each in answer.contents:
                assert each.rate_per_1000_of_age == each.rate_per_1000
            newer = read_coverage(session, replace(query, release=NEW))
            assert {each.rate_per_1000_of_age for each in newer.contents} == {None}


def test_it_is_what_pandas_counts_on_the_shipped_data(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        session.execute(text("UPDATE listing SET min_age = NULL, max_age = NULL"))
        session.execute(text("UPDATE listing SET min_age = 11, max_age = 18 WHERE rowid % 3 = 0"))
        session.execute(text("UPDATE listing SET min_age = 65 WHERE rowid % 3 = 1"))
        run_coverage(session, draws=0)
    with Session(directory_engine) as session:
        sites = pd.DataFrame(
            session.execute(
                text(
                    "SELECT DISTINCT l.id, p.lsoa11, p.ward, l.min_age, l.max_age FROM listing l "
                    "JOIN service_at_location s ON s.listing_id = l.id "
                    "JOIN location p ON p.id = s.location_id JOIN instance i ON i.listing_id = l.id "
                    "WHERE i.capital = 'social' AND l.kind <> 'parish_council' AND NOT l.visiting "
                    "AND p.easting IS NOT NULL"
                )
            ).all()
        )
        by_age = pd.read_csv(AGES).pivot_table("people", "code", "age", "sum")
        query = CoverageQuery(Level.LSOA, Capital.SOCIAL, OLD, Region.COMBINED_AUTHORITY)
        lsoas = {each.code: each for each in read_coverage(session, query).contents}
        found = view(session, replace(query, level=Level.WARD))
        wards = {each.code: each for each in read_coverage(session, found.query).contents}
    here = sites.dropna(subset="lsoa11").drop_duplicates(["id", "lsoa11"])
    low, high = here.min_age.fillna(0), here.max_age.fillna(90)
    residents = [
        by_age.loc[code, int(a) : int(b)].sum() for code, a, b in zip(here.lsoa11, low, high, strict=True)
    ]
    expected = (1000 / pd.Series(residents, index=here.index)).groupby(here.lsoa11).sum()
    assert len(expected) > 100
    for code, each in lsoas.items():
        assert each.rate_per_1000_of_age == pytest.approx(expected.get(code, 0), abs=6e-5)
    assert any(
        each.rate_per_1000 != pytest.approx(each.rate_per_1000_of_age, rel=0.5) for each in lsoas.values()
    )

    of_lsoas = found.world.partition(OLD, Level.LSOA)
    # A postcode on an edge, its ward in another district than its LSOA, has none of the people.
    own = of_lsoas.postcode_district
    at_home = (own == found.partition.postcode_district) & (
        own == found.world.partition(OLD, Level.DISTRICT).postcode_district
    )
    n = len(found.partition.areas)
    shared = {
        (low, high): apportion(
            by_age.loc[list(of_lsoas.codes), low:high].sum(axis=1),
            np.where(at_home, of_lsoas.postcode_area, -1),
            found.partition.postcode_area,
            n,
        )
        for low, high in ((0, 90), (11, 18), (65, 90))
    }
    here = sites.drop_duplicates(["id", "ward"])
    for number, code in enumerate(found.partition.codes):
        population = wards[code].population
        rate = 0.0
        for one in here[here.ward == code].itertuples():
            span = (0 if np.isnan(one.min_age) else int(one.min_age), int(np.nan_to_num(one.max_age, nan=90)))
            rate += 1000 / (population * shared[span][number] / shared[0, 90][number])
        assert wards[code].rate_per_1000_of_age == pytest.approx(rate, abs=6e-5)


@pytest.mark.reference
def test_what_is_loaded_is_what_was_published(read_session: Session, reference_dir: Path) -> None:
    from directory.coverage.assumed import Assumed  # noqa: PLC0415 - only here

    inputs = read_inputs(read_session, Assumed().figures)
    path = reference_dir / "population" / "camb_lsoa11_mye2020_single_year_age.csv.gz"
    published = pd.read_csv(path).set_index("lsoa11_code").loc[list(inputs.age_codes)]
    assert len(inputs.age_codes) == 487
    np.testing.assert_array_equal(inputs.ages.sum(axis=1), published["pop_total"])
    np.testing.assert_array_equal(inputs.ages[:, 90], published["age_90_plus"])
    np.testing.assert_array_equal(inputs.ages[:, 17], published["age_17"])
