"""Does a brief say of an area what the run says of it, and nothing that is not known?"""

from pathlib import Path

import numpy as np
import pytest
from own_geographies import ELY, MARCH, load_own
from sqlmodel import Session

from directory.areas.service import list_areas, read_area
from directory.coverage.brief import MOST_SHOWN, read_brief
from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import area_capitals, read_coverage
from directory.errors import NotFound
from directory.indicators.service import list_indicators, read_figures
from directory.marks.places import PlaceFinder
from directory.marks.schemas import Says
from directory.marks.service import put_mark
from directory.nodes.parish import read_parish
from directory.words import Capital, Domain, Level, Release
from geo.evidence import State

FENLAND, EAST = "E07000010", "E07000009"
WIMBLINGTON, PARISH = "E01018111", "E04001667"
EDGE = 1e-3
"""A few postcodes lie in an LSOA of one district and are said to be in another."""
LEVELS = (Level.LSOA, Level.WARD, Level.PARISH, Level.DISTRICT)


def first(session: Session, level: Level, release: Release) -> str:
    return list_areas(session, level, release, district=FENLAND)[0].code


@pytest.mark.parametrize("release", Release)
@pytest.mark.parametrize("level", LEVELS)
def test_a_brief_repeats_what_coverage_says(session: Session, level: Level, release: Release) -> None:
    code = first(session, level, release)
    brief = read_brief(session, code, release)
    assert [here.capital for here in brief.capitals] == [None, *Capital]
    for here in brief.capitals:
        query = CoverageQuery(level=level, capital=here.capital, release=release)
        assert here.row == next(row for row in read_coverage(session, query).contents if row.code == code)


@pytest.mark.parametrize("level", LEVELS)
def test_the_nearest_are_those_of_the_page_of_the_area(session: Session, level: Level) -> None:
    code = first(session, level, Release.R2021)
    told = area_capitals(session, read_area(session, code))
    for here, other in zip(read_brief(session, code).capitals, told, strict=True):
        assert here.nearest is not None
        assert here.nearest.distance_m == pytest.approx(other.nearest_listing_distance_m, abs=15)
        assert here.district_nearest_m == other.district_nearest_m


def test_a_parish_is_measured_from_its_village_on_every_page(session: Session) -> None:
    brief = read_brief(session, PARISH)
    assert brief.area.village == "Wimblington"
    told = {each.nearest.slug: each.nearest.distance_m for each in read_parish(session, PARISH).near}
    both = [
        (here.nearest.distance_m, told[here.nearest.slug])
        for here in brief.capitals
        if here.nearest is not None and here.nearest.slug in told
    ]
    assert both
    assert all(one == pytest.approx(other, abs=15) for one, other in both)


def test_what_is_inside_is_what_was_counted_and_visits_are_apart(session: Session) -> None:
    brief = read_brief(session, FENLAND)
    assert brief.listings == brief.capitals[0].row.count > MOST_SHOWN == len(brief.there)
    offers = [len(place.capitals) for place in brief.there]
    assert offers == sorted(offers, reverse=True)
    assert all(place.inside and not place.visiting for place in brief.there)
    assert [place.slug for place in brief.visits] == ["cambridgeshire-mobile-library"]


def test_need_of_a_district_adds_up_from_its_neighbourhoods(session: Session) -> None:
    need = read_brief(session, FENLAND).need
    lsoas = list_areas(session, Level.LSOA, Release.R2021, district=FENLAND)
    needy = [area for area in lsoas if area.imd_decile is not None and area.imd_decile <= 3]
    assert need.needy_lsoas == len(needy) > 0
    assert need.needy_people == pytest.approx(sum(area.population or 0 for area in needy), abs=1)
    people = np.array([area.population for area in lsoas], dtype=np.float64)
    scores = np.array([1 - ((area.imd_rank or 0) - 0.5) / need.england for area in lsoas])
    assert need.need == pytest.approx(np.average(scores, weights=people), abs=0.001)


def test_an_indicator_is_the_published_one_or_a_mean_over_people(session: Session) -> None:
    indicator = next(each for each in list_indicators(session) if each.level == "lsoa21")
    figures = read_figures(session, indicator.slug)
    values = dict(zip(figures.codes, figures.values, strict=True))
    own = next(
        each for each in read_brief(session, WIMBLINGTON).need.indicators if each.label == indicator.label
    )
    assert (own.value, own.estimated) == (values[WIMBLINGTON], False)
    lsoas = list_areas(session, Level.LSOA, Release.R2021, district=FENLAND)
    wide = next(
        each for each in read_brief(session, FENLAND).need.indicators if each.label == indicator.label
    )
    mean = np.average([values[area.code] for area in lsoas], weights=[area.population for area in lsoas])
    assert wide.estimated
    assert wide.value == pytest.approx(mean, rel=EDGE)


def test_domains_come_worst_first_with_the_published_ranks(session: Session) -> None:
    need = read_brief(session, WIMBLINGTON).need
    published = {each.domain: each.rank for each in read_area(session, WIMBLINGTON).domains}
    assert {each.domain: each.rank for each in need.domains} == published
    ranks = [each.rank for each in need.domains]
    assert len(ranks) == len(Domain)
    assert ranks == sorted(ranks, key=lambda rank: rank or 0)


def test_an_own_area_made_of_neighbourhoods_is_the_sum_of_them(session: Session, tmp_path: Path) -> None:
    load_own(session, tmp_path)
    own, district = read_brief(session, ELY), read_brief(session, EAST)
    assert own.area.level is None
    assert own.area.district_code == EAST
    assert own.area.population == district.area.population
    assert not own.area.population_estimated
    assert own.need.need == pytest.approx(district.need.need, rel=EDGE)
    assert own.area.rural_share == pytest.approx(district.area.rural_share, rel=EDGE)
    for here, there in zip(own.capitals, district.capitals, strict=True):
        assert here.row.nearest_m == pytest.approx(there.row.nearest_m, rel=10 * EDGE)


@pytest.mark.parametrize("release", Release)
def test_a_drawn_area_has_a_brief_in_both_releases(
    session: Session, tmp_path: Path, release: Release
) -> None:
    load_own(session, tmp_path)
    brief = read_brief(session, MARCH, release)
    assert brief.area.population_estimated
    assert brief.parishes[0].name == "March"
    assert brief.parishes[0].council_slug == "march-parish"
    assert any(place.slug == "march-library" and place.inside for place in brief.hosts)


def test_what_somebody_said_is_there_and_makes_the_gap(session: Session) -> None:
    before = next(h for h in read_brief(session, WIMBLINGTON).capitals if h.capital is Capital.HEALTH)
    assert before.row.state is not State.GAP
    place = PlaceFinder(session).by_code(WIMBLINGTON)
    put_mark(session, place, "health", Says.NONE, on_date="2026-01", role="Parish clerk", source="A call")  # type: ignore[arg-type]
    session.commit()
    brief = read_brief(session, WIMBLINGTON)
    after = next(here for here in brief.capitals if here.capital is Capital.HEALTH)
    assert after.row.state is State.GAP
    assert [(mark.role, mark.subject) for mark in brief.marks] == [("Parish clerk", "health")]


def test_neighbours_have_what_the_area_lacks_and_lie_outside(session: Session) -> None:
    brief = read_brief(session, WIMBLINGTON)
    lacking = {here.capital for here in brief.capitals if here.capital and here.row.state is not State.SERVED}
    assert lacking
    assert brief.neighbours
    assert not {each.code for each in brief.neighbours} & {parish.code for parish in brief.parishes}
    for each in brief.neighbours:
        assert each.capitals
        assert set(each.capitals) <= lacking
    away = [each.distance_m for each in brief.neighbours]
    assert away == sorted(away)


def test_shares_of_parishes_are_of_the_people_there(session: Session) -> None:
    assert [round(parish.share, 3) for parish in read_brief(session, "E04001665").parishes] == [1.0]
    assert 0.9 < sum(parish.share for parish in read_brief(session, WIMBLINGTON).parishes) <= 1.0001


def test_nobody_confirmed_anything_and_the_dates_say_so(session: Session) -> None:
    dates = read_brief(session, FENLAND).dates
    assert dates.confirmed == 0
    assert dates.oldest is not None
    assert dates.newest is not None
    assert dates.oldest < dates.newest
    assert dates.listings >= read_brief(session, FENLAND).listings


@pytest.mark.parametrize("code", ["E01099999", "own-nothing-here", ""])
def test_what_is_not_there_is_said(session: Session, code: str) -> None:
    with pytest.raises(NotFound):
        read_brief(session, code)
