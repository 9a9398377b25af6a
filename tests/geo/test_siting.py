"""Does the greedy choice of places do what it says, and is its bound a bound?"""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from geo.siting import covering_greedy, gains, median_greedy

Floats = NDArray[np.float64]
Draw = Callable[[str], dict[str, Floats]]
Question = tuple[Floats, Floats, Floats, Floats, int]
REACH_M = 5.0


def _points(least: int, most: int) -> st.SearchStrategy[Floats]:
    return st.integers(least, most).flatmap(
        lambda n: arrays(np.float64, (n, 2), elements=st.integers(0, 20).map(float))
    )


@st.composite
def questions(draw: st.DrawFn, *, some_open: bool = False) -> Question:
    demand, candidates = draw(_points(1, 12)), draw(_points(1, 7))
    weight = draw(arrays(np.float64, len(demand), elements=st.sampled_from([0.0, 1.0, 2.0, 3.7, 10.0])))
    existing = draw(_points(int(some_open), 3))
    return demand, weight, existing, candidates, draw(st.integers(1, min(3, len(candidates))))


def _metres(demand: Floats, places: Floats) -> Floats:
    offset = demand[:, None] - places[None]
    distance: Floats = np.hypot(offset[..., 0], offset[..., 1])
    return distance.min(axis=1, initial=np.inf)


def people_within(demand: Floats, weight: Floats, places: Floats) -> float:
    return float(weight[_metres(demand, places) <= REACH_M].sum())


def people_metres(demand: Floats, weight: Floats, places: Floats) -> float:
    somebody = weight > 0
    return float((weight[somebody] * _metres(demand[somebody], places)).sum())


def every_choice(question: Question, value: Callable[[Floats, Floats, Floats], float]) -> list[float]:
    demand, weight, existing, candidates, k = question
    existing = existing.reshape(-1, 2)
    return [
        value(demand, weight, np.concatenate((existing, candidates[list(chosen)])))
        for chosen in combinations(range(len(candidates)), k)
    ]


def opened(question: Question, chosen: tuple[int, ...]) -> Floats:
    return np.concatenate((question[2].reshape(-1, 2), question[3][list(chosen)]))


def test_on_a_map(draw: Draw) -> None:
    chart = draw("""
        a.....b
        .......
        o..c...
    """)
    demand = np.array([(0.0, 0.0), (0.0, 100.0), (500.0, 200.0), (600.0, 100.0)])
    weight = np.array([50.0, 10.0, 20.0, 30.0])
    candidates = np.concatenate((chart["a"], chart["b"], chart["c"]))
    found = gains(demand, weight, chart["o"], candidates, within_m=100.0)
    # o reaches the first two; b stands 100 m from the third and from the fourth; c is 300 m from both.
    np.testing.assert_array_equal(found.people_within, [0.0, 50.0, 0.0])
    far = np.hypot(500, 200), np.hypot(600, 100)
    saved_by_c = 20 * (far[0] - np.hypot(200, 200)) + 30 * (far[1] - np.hypot(300, 100))
    saved_by_a = 20 * (far[0] - 500.0)
    saved_by_b = 20 * (far[0] - 100) + 30 * (far[1] - 100)
    np.testing.assert_allclose(found.metres_saved, [saved_by_a, saved_by_b, saved_by_c])
    covering = covering_greedy(demand, weight, chart["o"], candidates, 1, 100.0)
    assert (covering.chosen, covering.baseline, covering.objective) == ((1,), 60.0, 110.0)
    assert covering.proven
    median = median_greedy(demand, weight, chart["o"], candidates, 1)
    assert median.chosen == (1,)
    assert median.baseline == pytest.approx(1000 + 20 * far[0] + 30 * far[1])
    assert median.objective == pytest.approx(1000 + 2000 + 3000)
    assert median.proven


@settings(deadline=None)
@given(questions())
def test_covering_is_between_its_guarantee_and_its_bound(question: Question) -> None:
    found = covering_greedy(*question, REACH_M)
    best = max(every_choice(question, people_within))
    before = people_within(question[0], question[1], question[2].reshape(-1, 2))
    reached = people_within(question[0], question[1], opened(question, found.chosen))
    assert found.objective == pytest.approx(reached)
    assert found.baseline == pytest.approx(before)
    assert best <= found.bound + 1e-9
    assert found.objective - before >= (1 - 1 / np.e) * (best - before) - 1e-9
    assert len(set(found.chosen)) == question[4]
    assert not found.proven or found.objective == pytest.approx(best)


@settings(deadline=None)
@given(question=questions(), swap=st.booleans())
def test_median_is_no_better_than_its_bound_and_no_worse_than_it_says(
    question: Question, *, swap: bool
) -> None:
    found = median_greedy(*question, swap=swap)
    best = min(every_choice(question, people_metres))
    assert found.objective == pytest.approx(
        people_metres(question[0], question[1], opened(question, found.chosen))
    )
    assert found.bound <= best + 1e-9 * (1 + best)
    assert found.objective >= best - 1e-9 * (1 + best)
    assert len(set(found.chosen)) == question[4]
    assert not found.proven or found.objective == pytest.approx(best)
    if question[4] == 1:
        assert found.proven


@settings(deadline=None)
@given(questions(some_open=True))
def test_gains_are_the_differences(question: Question) -> None:
    demand, weight, existing, candidates, _ = question
    found = gains(demand, weight, existing, candidates, REACH_M)
    for row, candidate in enumerate(candidates):
        more = np.concatenate((existing, candidate[None]))
        newly = people_within(demand, weight, more) - people_within(demand, weight, existing)
        saved = people_metres(demand, weight, existing) - people_metres(demand, weight, more)
        assert found.people_within[row] == pytest.approx(newly)
        assert found.metres_saved[row] == pytest.approx(saved, abs=1e-9)


def test_the_order_of_rows_does_not_matter() -> None:
    rng = np.random.default_rng(5)
    demand = rng.integers(0, 12, (60, 2)).astype(float)
    weight = rng.choice([1.0, 2.3, 7.1], 60)
    existing, candidates = rng.integers(0, 12, (2, 3, 2)).astype(float)
    candidates = np.concatenate((candidates, rng.integers(0, 12, (25, 2))))

    def answers(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> list[object]:
        shuffled = demand[rows], weight[rows], existing[rows % 3][:3], candidates[columns], 4
        covering, median = covering_greedy(*shuffled, 2.0), median_greedy(*shuffled)
        alone = gains(*shuffled[:4], 2.0)
        return [
            candidates[columns][list(covering.chosen)].tolist(),
            candidates[columns][list(median.chosen)].tolist(),
            (covering.objective, covering.bound, median.objective, median.bound),
            alone.people_within[np.argsort(columns)].tolist(),
            alone.metres_saved[np.argsort(columns)].tolist(),
        ]

    existing = np.repeat(existing[:1], 3, axis=0)
    plain = answers(np.arange(60), np.arange(len(candidates)))
    for _ in range(5):
        assert answers(rng.permutation(60), rng.permutation(len(candidates))) == plain


def test_of_two_candidates_on_one_spot_the_first_given_is_chosen() -> None:
    found = covering_greedy([(0, 0)], [1], [], [(9, 9), (1, 0), (1, 0)], 1, 2.0)
    assert found.chosen == (1,)


def test_just_within_and_just_beyond() -> None:
    demand = [(0.0, 0.0), (np.nextafter(300.0, 400.0), 400.0)]
    found = gains(demand, [1.0, 2.0], [], [(300.0, 400.0), (0.0, 0.0)], within_m=500.0)
    np.testing.assert_array_equal(found.people_within, [3.0, 1.0])


def test_nothing_open_is_unknown_and_not_far() -> None:
    assert np.isnan(gains([(0, 0)], [1], [], [(3, 4)], 9.0).metres_saved).all()
    found = median_greedy([(0, 0), (10, 0)], [1, 3], [], [(3, 4), (10, 0)], 1)
    assert np.isnan(found.baseline)
    assert (found.chosen, found.objective, found.bound) == ((1,), 10.0, 10.0)
    assert covering_greedy([(0, 0)], [1], [], [(3, 4)], 1, 5.0).baseline == 0.0


def test_nobody_to_help() -> None:
    covering = covering_greedy([(0, 0)], [0.0], [(5, 5)], [(3, 4), (2, 2)], 1, 5.0)
    median = median_greedy([(0, 0)], [0.0], [(5, 5)], [(3, 4), (2, 2)], 1)
    for found in (covering, median):
        assert (found.chosen, found.objective, found.baseline, found.gap) == ((1,), 0.0, 0.0, 0.0)
        assert found.proven
    assert covering_greedy([], [], [], [(3, 4)], 1, 5.0).objective == 0.0


def test_people_of_weight_zero_change_nothing() -> None:
    demand, weight, candidates = [(0, 0), (0, 9)], [1, 2], [(0, 1), (0, 8), (5, 5)]
    more = [*demand, (5, 5)], [*weight, 0]
    assert covering_greedy(demand, weight, [], candidates, 1, 2.0) == covering_greedy(
        *more, [], candidates, 1, 2.0
    )
    assert median_greedy(demand, weight, [], candidates, 2) == median_greedy(*more, [], candidates, 2)


def test_swaps_help_where_greed_goes_wrong() -> None:
    # The middle is best alone, and then of no use beside the two ends.
    demand, candidates = [(0, 0), (100, 0)], [(0, 0), (50, 0), (100, 0)]
    greedy = median_greedy(demand, [10, 10.5], [(50, 300)], [*candidates, (45, 0)], 2, swap=False)
    swapped = median_greedy(demand, [10, 10.5], [(50, 300)], [*candidates, (45, 0)], 2)
    assert swapped.objective == 0.0
    assert swapped.chosen == (2, 0)
    assert greedy.objective >= swapped.objective


def test_candidates_in_blocks_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(8)
    question = (
        rng.random((40, 2)) * 1000,
        rng.integers(1, 9, 40),
        rng.random((2, 2)) * 1000,
        rng.random((30, 2)) * 1000,
    )
    whole = gains(*question, 300.0)
    best = median_greedy(*question, 3, swap=False)
    monkeypatch.setattr("geo.siting_case._BLOCK_PAIRS", 7 * 40)
    monkeypatch.setattr("geo.siting._NEARER_PAIRS", 0)
    parts = gains(*question, 300.0)
    np.testing.assert_allclose(parts.metres_saved, whole.metres_saved)
    assert median_greedy(*question, 3, swap=False).chosen == best.chosen
    assert median_greedy(*question, 3).objective <= best.objective


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"demand_bng": [(np.nan, 0.0)]}, "demand_bng holds a point"),
        ({"existing_bng": [(0.0, np.nan)]}, "existing_bng holds a point"),
        ({"candidates_bng": [(np.inf, 0.0)]}, "candidates_bng holds a point"),
        ({"weight": [np.nan]}, "weight holds"),
        ({"weight": [-1.0]}, "weight holds"),
        ({"weight": [1.0, 2.0]}, "weight must have shape"),
        ({"candidates_bng": []}, "no candidate"),
        ({"k": 2}, "between 1 and the number of candidates, 1, and is 2"),
        ({"k": 0}, "between 1 and the number of candidates"),
        ({"within_m": 0.0}, "within_m must be"),
        ({"within_m": np.nan}, "within_m must be"),
    ],
)
def test_what_cannot_be_answered_is_said(change: dict[str, Any], message: str) -> None:
    plain: dict[str, Any] = {
        "demand_bng": [(0.0, 0.0)],
        "weight": [1.0],
        "existing_bng": [],
        "candidates_bng": [(1.0, 1.0)],
        "k": 1,
        "within_m": 5.0,
    }
    with pytest.raises(ValueError, match=message):
        covering_greedy(**(plain | change))
