"""Do the measures of inequality agree with the papers, with peers and with common sense?"""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.inequality import (
    DistrictRatio,
    DistrictSupply,
    concentration_index,
    district_ratio,
    mean_distance_m,
    palma_ratio,
    simple_ratio,
)

AREA = st.tuples(st.integers(0, 50), st.integers(1, 30), st.integers(1, 9))
AREAS = st.lists(AREA, min_size=2, max_size=25).filter(lambda rows: any(row[0] for row in rows))


def _columns(rows: list[tuple[int, int, int]]) -> tuple[NDArray[np.float64], ...]:
    return tuple(np.array(rows, dtype=float).T)


def _plain_index(rows: list[tuple[float, float, float]]) -> float:
    """Give 2 cov(h, R) / mean by loops over people in line."""
    total = sum(people for _, _, people in rows)
    mean = sum(amount * people for amount, _, people in rows) / total
    covariance = 0.0
    for amount, rank, people in rows:
        before = sum(other for _, place, other in rows if place < rank)
        level = sum(other for _, place, other in rows if place == rank)
        covariance += people / total * (amount - mean) * ((before + level / 2) / total - 0.5)
    return 2 * covariance / mean


def test_three_areas_by_hand() -> None:
    """Ranks 1/6, 3/6, 5/6 and amounts 1, 2, 3 about 2: covariance (1/3 + 1/3) / 3, twice that over 2."""
    assert concentration_index([1, 2, 3], [10, 20, 30], [7, 7, 7]).index == pytest.approx(2 / 9)
    assert concentration_index([3, 2, 1], [10, 20, 30], [7, 7, 7]).index == pytest.approx(-2 / 9)


@settings(deadline=None)
@given(AREAS)
def test_index_as_summed_in_plain_python(rows: list[tuple[int, int, int]]) -> None:
    found = concentration_index(*_columns(rows))
    assert found.index == pytest.approx(_plain_index(rows), abs=1e-12)
    assert -1 <= found.index <= 1
    assert found.low <= found.index <= found.high
    assert found.n == len(rows)


@settings(deadline=None)
@given(AREAS)
def test_index_as_the_convenient_regression_of_statsmodels(rows: list[tuple[int, int, int]]) -> None:
    """Regress ``2 var(R) h / mean`` on R with weights: the slope is the index."""
    amount, rank, people = _columns(rows)
    assume(len(set(rank)) > 1)
    share = people / people.sum()
    fractional = np.array([share[rank < here].sum() + share[rank == here].sum() / 2 for here in rank])
    variance = share @ (fractional - 0.5) ** 2
    response = 2 * variance * amount / (share @ amount)
    slope = sm.WLS(response, sm.add_constant(fractional), weights=people).fit().params[1]
    assert concentration_index(amount, rank, people).index == pytest.approx(slope, abs=1e-9)


@settings(deadline=None)
@given(AREAS, st.floats(0.001, 1e6))
def test_equal_access_is_exactly_0(rows: list[tuple[int, int, int]], amount: float) -> None:
    _, rank, people = _columns(rows)
    found = concentration_index(np.full(len(rows), amount), rank, people)
    assert found.index == 0
    assert found.high - found.low == pytest.approx(0, abs=1e-12)
    assert palma_ratio(np.full(len(rows), amount), rank, people) == pytest.approx(1)


@settings(deadline=None)
@given(AREAS, st.floats(0.01, 100), st.integers(2, 5))
def test_units_and_the_size_of_weights_play_no_part_and_a_turned_rank_turns_the_sign(
    rows: list[tuple[int, int, int]], factor: float, times: int
) -> None:
    amount, rank, people = _columns(rows)
    found = concentration_index(amount, rank, people)
    for other in (
        concentration_index(amount * factor, rank, people),
        concentration_index(amount, rank, people * times),
    ):
        assert (other.index, other.low, other.high) == pytest.approx(
            (found.index, found.low, found.high), abs=1e-9
        )
    turned = concentration_index(amount, -rank, people)
    assert (turned.index, turned.low, turned.high) == pytest.approx(
        (-found.index, -found.high, -found.low), abs=1e-9
    )


@settings(deadline=None)
@given(AREAS)
def test_weights_are_people_one_by_one(rows: list[tuple[int, int, int]]) -> None:
    one_by_one = [(amount, rank, 1) for amount, rank, people in rows for _ in range(people)]
    found, repeated = concentration_index(*_columns(rows)), concentration_index(*_columns(one_by_one))
    assert found.index == pytest.approx(repeated.index, abs=1e-12)
    # The interval is about areas as the draws: a thousand residents of one area are not a thousand findings.
    assert found.high - found.low >= repeated.high - repeated.low - 1e-12
    assert palma_ratio(*_columns(rows)) == pytest.approx(palma_ratio(*_columns(one_by_one)))


@settings(deadline=None)
@given(AREAS, st.randoms(use_true_random=False))
def test_the_order_of_rows_plays_no_part(rows: list[tuple[int, int, int]], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert concentration_index(*_columns(rows)) == concentration_index(*_columns(shuffled))
    assert palma_ratio(*_columns(rows)) == palma_ratio(*_columns(shuffled))


def test_interval_as_the_formula_of_1997_for_equal_weights() -> None:
    """Var(C) = (1/n) (mean of a_i^2 - (1 + C)^2), a_i = h_i/mu (2 R_i - 1 - C) + 2 - q_(i-1) - q_i."""
    generator = np.random.default_rng(12)
    n = 80
    amount = generator.gamma(2.0, 3.0, n)
    mean, curve, squares, running = amount.mean(), 0.0, 0.0, 0.0
    index = 2 / (n * mean) * sum(h * (2 * i + 1) / (2 * n) for i, h in enumerate(amount)) - 1
    for i, h in enumerate(amount):
        running += h
        following = running / (n * mean)
        squares += (h / mean * (2 * (2 * i + 1) / (2 * n) - 1 - index) + 2 - curve - following) ** 2 / n
        curve = following
    half = 1.959963984540054 * np.sqrt((squares - (1 + index) ** 2) / n)
    found = concentration_index(amount, np.arange(n), np.ones(n))
    assert (found.index, found.low, found.high) == pytest.approx((index, index - half, index + half))


def test_interval_as_the_jackknife_over_areas() -> None:
    generator = np.random.default_rng(3)
    n = 300
    people = generator.uniform(800, 3000, n)
    rank = generator.integers(1, 200, n).astype(float)
    amount = generator.gamma(2.0, 3.0, n) + rank / 100
    without = [
        concentration_index(np.delete(amount, i), np.delete(rank, i), np.delete(people, i)).index
        for i in range(n)
    ]
    error = np.sqrt((n - 1) / n * np.sum((np.array(without) - np.mean(without)) ** 2))
    found = concentration_index(amount, rank, people)
    assert (found.high - found.low) / 2 / 1.96 == pytest.approx(error, rel=0.02)


def test_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Amount has nothing to do with rank, so the truth is 0; 600 tries, 90 % wanted, give or take 4 %."""
    generator = np.random.default_rng(21)
    held = 0
    for _ in range(600):
        found = concentration_index(
            generator.gamma(2.0, 1.0, 200),
            np.arange(200),
            generator.uniform(800, 3000, 200),
            confidence=0.9,
        )
        held += found.low <= 0 <= found.high
    assert held / 600 == pytest.approx(0.9, abs=0.04)


def test_what_is_unknown_or_empty_takes_no_part() -> None:
    plain = concentration_index([1, 2, 3], [1, 2, 3], [5, 5, 5])
    more = concentration_index(
        [1, 9, 2, np.nan, 3, 9, 9], [1, 1, 2, 2, 3, np.nan, 2], [5, 0, 5, 5, 5, 5, np.nan]
    )
    assert more == plain
    for nothing in (concentration_index([], [], []), concentration_index([0, 0], [1, 2], [5, 5])):
        assert np.isnan([nothing.index, nothing.low, nothing.high]).all()
    one = concentration_index([4], [1], [5])
    assert (one.index, one.n) == (0, 1)
    assert np.isnan([one.low, one.high]).all()
    assert palma_ratio([], [], []) is None
    assert palma_ratio([0, 1], [1, 2], [50, 50]) is None


def test_palma_by_hand() -> None:
    """Ten areas of ten: the four most deprived have 1 each on average, the least deprived has 3."""
    assert palma_ratio([0, 2, 1, 1, 9, 9, 9, 9, 9, 3], range(10), [10] * 10) == pytest.approx(3)
    # The cut at 40 of 100 people goes through the second area: (30 x 1 + 10 x 5) / 40 = 2; the last has 4.
    assert palma_ratio([1, 5, 4], [1, 2, 3], [30, 30, 40]) == pytest.approx(2)
    # Two areas equally deprived share the cut: 20 of each of 4 and 0.
    assert palma_ratio([4, 0, 6], [1, 1, 2], [40, 40, 20]) == pytest.approx(3)


@pytest.mark.parametrize(
    ("access", "rank", "people", "why"),
    [
        ([1, 2], [1], [1, 1], "shape"),
        ([1, -2], [1, 2], [1, 1], "negative"),
        ([1, 2], [1, 2], [1, -1], "negative"),
        ([1, np.inf], [1, 2], [1, 1], "infinite"),
    ],
)
def test_what_does_not_fit_is_refused(
    access: list[float], rank: list[float], people: list[float], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        concentration_index(access, rank, people)
    with pytest.raises(ValueError, match=why):
        palma_ratio(access, rank, people)


def test_a_confidence_that_is_none() -> None:
    with pytest.raises(ValueError, match="confidence"):
        concentration_index([1], [1], [1], confidence=95)


def test_districts_side_by_side_need_not_agree() -> None:
    larger = DistrictSupply(count=40, population=180_000, mean_distance_m=1500)
    smaller = DistrictSupply(count=25, population=90_000, mean_distance_m=1000)
    assert district_ratio(larger, smaller) == DistrictRatio(1.6, pytest.approx(0.8), 1.5)
    unknown = DistrictSupply(count=0, population=None, mean_distance_m=None)
    assert district_ratio(larger, unknown) == DistrictRatio(None, None, None)
    assert district_ratio(unknown, larger) == DistrictRatio(0.0, None, None)
    assert simple_ratio(float("nan"), 1) is None


def test_mean_distance_is_of_people() -> None:
    assert mean_distance_m([100, 1000, np.nan], [900, 100, 5]) == pytest.approx(190)
    assert mean_distance_m([np.nan, 5], [10, 0]) is None
    metres, people = [0.1, 0.2, 0.3, 1e15, 7.7], [0.7, 0.1, 1.3, 0.9, 1e-3]
    assert mean_distance_m(metres, people) == mean_distance_m(metres[::-1], people[::-1])
    with pytest.raises(ValueError, match="negative"):
        mean_distance_m([-1], [1])
