"""Does the greedy choice of places do what it says, and is its bound a bound?"""

from collections.abc import Callable
from itertools import combinations

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
