"""Is access along deprivation measured over the right people, and told as surely as it is known?"""

import numpy as np
import pytest
from sqlmodel import Session

from directory.coverage.need import read_need
from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import read_coverage
from directory.coverage.unequal import FEWEST_AREAS, Inequality, inequalities
from directory.words import ALL_DISTRICTS, Capital, Day, Level, Region


def test_a_mix_of_need_is_written_to_the_last_digit() -> None:
    for text in ("imd", "health:2,income:1", "health:0.123456789,income:1000", "health:0.1,income:1e-07"):
        assert read_need(text).text == text
        assert read_need(read_need(text).text) == read_need(text)


def by_people_in_line(access: np.ndarray, rank: np.ndarray, people: np.ndarray) -> float:
    """Work the index out the long way: twice the covariance with the place in the line."""
    order = np.argsort(rank, kind="stable")
    access, people = access[order], people[order]
    share = people / people.sum()
    place = np.cumsum(share) - share / 2
    mean = (share * access).sum()
    return float(2 * (share * (access - mean) * (place - 0.5)).sum() / mean)


@pytest.mark.parametrize("capital", [None, Capital.HEALTH])
def test_every_district_and_region_is_what_its_neighbourhoods_give(
    read_session: Session, capital: Capital | None
) -> None:
    query = CoverageQuery(capital=capital, region=Region.COMBINED_AUTHORITY, level=Level.LSOA)
    areas = read_coverage(read_session, query).contents
    told = {each.code: each for each in inequalities(read_session, CoverageQuery(capital=capital))}
    assert list(told) == [*ALL_DISTRICTS, *(region.value for region in Region)]
    inside = {code: {code} for code in ALL_DISTRICTS} | {
        region.value: set(region.districts) for region in Region
    }
    for code, districts in inside.items():
        chosen = [area for area in areas if area.district_code in districts and area.e2sfca is not None]
        expected = by_people_in_line(
            np.array([area.e2sfca for area in chosen], dtype=float),
            np.array([area.imd_rank for area in chosen], dtype=float),
            np.array([area.population for area in chosen], dtype=float),
        )
        found = told[code]
        assert found.areas == len(chosen)
        assert found.index == pytest.approx(expected, abs=1e-5)
        assert found.low is not None
        assert found.high is not None
        assert found.low < (found.index or 0) < found.high
        assert found.palma is not None
        assert found.palma > 0


def test_another_need_puts_people_in_another_line(read_session: Session) -> None:
    plain, income = (
        inequalities(read_session, CoverageQuery(need=read_need(words))) for words in ("imd", "income")
    )
    assert [each.index for each in plain] != [each.index for each in income]


def test_what_is_shown_of_the_region_plays_no_part(read_session: Session) -> None:
    narrow = CoverageQuery(district=ALL_DISTRICTS[0], level=Level.PARISH)
    assert inequalities(read_session, narrow) == inequalities(read_session, CoverageQuery())


def test_of_nothing_nothing_is_said(read_session: Session) -> None:
    for each in inequalities(read_session, CoverageQuery(category="library", day=Day.TUE, at="03:00")):
        assert (each.index, each.low, each.high, each.palma) == (None, None, None, None)
        assert each.areas < FEWEST_AREAS
        assert each.may_be_chance


def test_a_range_that_holds_zero_may_be_chance() -> None:
    assert Inequality("a", "A", 50, 0.1, -0.1, 0.3, 1.2).may_be_chance
    assert not Inequality("a", "A", 50, 0.2, 0.1, 0.3, 1.2).may_be_chance
