"""Is what two maps share counted as a person would count it?"""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jaccard

from geo.nearest import k_nearest
from geo.overlap import Overlap, overlap

LISTINGS = st.sets(st.integers(0, 8), max_size=8)


def test_a_town_and_a_village(draw: Callable[[str], dict[str, np.ndarray]]) -> None:
    """The library L is on both maps, the clinic C on the second: only people at p have another nearest."""
    marks = draw("""
        oL.....pC
        o........
    """)
    people_bng = np.vstack((marks["o"], marks["p"]))
    nearest_a = k_nearest(people_bng, marks["L"], 1).place_index[:, 0]
    nearest_b = k_nearest(people_bng, np.vstack((marks["L"], marks["C"])), 1).place_index[:, 0]
    found = overlap([0], [0, 1], nearest_a, nearest_b, [30, 30, 20])
    assert found == Overlap(shared=1, of_a=1.0, of_b=0.5, jaccard=0.5, same_nearest_share=0.75)


def test_nothing_known_is_not_nothing_shared() -> None:
    assert overlap([], [], [], [], []) == Overlap(0, None, None, None, None)
    assert overlap([], [4], [-1], [4], [10]) == Overlap(0, None, 0.0, 0.0, None)
    assert overlap([4], [4], [4, 4, 4], [4, -1, 4], [1, 5, np.nan]).same_nearest_share == 1.0


@given(LISTINGS, LISTINGS)
def test_jaccard_as_scipy_has_it_and_the_same_both_ways(first: set[int], second: set[int]) -> None:
    found = overlap(sorted(first), sorted(second), [], [], [])
    back = overlap(sorted(second), sorted(first), [], [], [])
    assert (found.jaccard, found.of_a, found.of_b) == (back.jaccard, back.of_b, back.of_a)
    if first | second:
        rows = [[listing in chosen for listing in range(9)] for chosen in (first, second)]
        assert found.jaccard == pytest.approx(1 - jaccard(*rows))
    else:
        assert found.jaccard is None


@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 3), st.integers(0, 99)), max_size=30))
def test_people_with_the_same_nearest_as_counted_one_by_one(rows: list[tuple[int, int, int]]) -> None:
    both = [(a, b, people) for a, b, people in rows if a >= 0 and b >= 0]
    everyone = sum(people for _, _, people in both)
    same = sum(people for a, b, people in both if a == b)
    columns = np.array(rows, dtype=int).reshape(-1, 3).T
    found = overlap(range(4), [3, 2, 1, 0, 0], *columns).same_nearest_share
    assert found == (pytest.approx(same / everyone) if everyone else None)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="one shape"):
        overlap([1], [1], [1, 1], [1], [1])
    with pytest.raises(ValueError, match="negative"):
        overlap([1], [1], [1], [1], [-1])
    with pytest.raises(ValueError, match="not among"):
        overlap([1], [1], [1], [2], [1])
