"""Are the areas found really those most alike, whatever the units?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from geo.similar import most_alike, standardised

Floats = NDArray[np.float64]
WHOLE = st.integers(-50, 50).map(float)
TABLES = st.tuples(st.integers(2, 9), st.integers(1, 4)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=WHOLE | st.just(np.nan))
)


def test_by_hand() -> None:
    """Two measures of spread 1: distances are roots of mean squares."""
    measures = np.array([[-1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [1.0, -1.0]])
    np.testing.assert_allclose(standardised(measures), measures)
    found = most_alike(measures, of=0, k=3)
    assert found.index.tolist() == [2, 3, 1]
    np.testing.assert_allclose(found.distance, [np.sqrt(4 / 2), np.sqrt(4 / 2), np.sqrt(8 / 2)])


def test_what_is_unknown_is_left_out_and_not_taken_for_nothing() -> None:
    measures = [[0.0, 0.0], [np.nan, 0.0], [0.0, 9.0], [np.nan, np.nan]]
    found = most_alike(measures, of=0, k=9)
    assert found.index.tolist() == [1, 2]
    assert found.distance[0] == 0


def test_a_measure_that_is_the_same_everywhere_tells_nothing() -> None:
    with_it, without = [[0.1, 1.0], [0.1, 2.0], [0.1, 4.0]], [[1.0], [2.0], [4.0]]
    assert most_alike(with_it, of=0, k=2).index.tolist() == most_alike(without, of=0, k=2).index.tolist()
    assert standardised(with_it)[:, 0].tolist() == [0.0, 0.0, 0.0]


def test_only_those_asked_for_are_found_on_the_scale_of_all() -> None:
    measures = [[0.0], [1.0], [2.0], [30.0]]
    found = most_alike(measures, of=0, k=3, among=[True, False, True, True])
    assert found.index.tolist() == [2, 3]
    every = most_alike(measures, of=0, k=3)
    assert found.distance[0] == every.distance[1]


@pytest.mark.parametrize(
    ("measures", "of", "k"), [([1.0, 2.0], 0, 1), ([[1.0]], 1, 1), ([[1.0]], -1, 1), ([[1.0], [2.0]], 0, 0)]
)
def test_what_cannot_be_compared_is_refused(measures: object, of: int, k: int) -> None:
    with pytest.raises(ValueError, match="area"):
        most_alike(measures, of, k)  # type: ignore[arg-type]


@settings(deadline=None)
@given(TABLES, st.data())
def test_units_do_not_matter(table: Floats, data: st.DataObject) -> None:
    of = data.draw(st.integers(0, len(table) - 1))
    factors = np.array(data.draw(st.lists(st.sampled_from([0.5, 2.0, 8.0]), min_size=4, max_size=4)))
    offset = data.draw(st.integers(-20, 20))
    other = table * factors[: table.shape[1]] + offset
    found, again = most_alike(table, of, 9), most_alike(other, of, 9)
    np.testing.assert_allclose(again.distance, found.distance, atol=1e-9)
    every = {int(one): far for one, far in zip(found.index, found.distance, strict=True)}
    np.testing.assert_allclose([every[int(one)] for one in again.index], again.distance, atol=1e-9)


@settings(deadline=None)
@given(TABLES, st.data())
def test_likeness_goes_both_ways(table: Floats, data: st.DataObject) -> None:
    of = data.draw(st.integers(0, len(table) - 1))
    for other, distance in zip(*_of(most_alike(table, of, 9)), strict=True):
        back = dict(zip(*_of(most_alike(table, other, 9)), strict=True))
        assert back[of] == pytest.approx(distance)


@settings(deadline=None)
@given(TABLES, st.data())
def test_the_order_they_are_given_in_does_not_matter(table: Floats, data: st.DataObject) -> None:
    of = data.draw(st.integers(0, len(table) - 1))
    order = np.array(data.draw(st.permutations(range(len(table)))))
    found = dict(zip(*_of(most_alike(table, of, 9)), strict=True))
    moved = most_alike(table[order], int(np.flatnonzero(order == of)[0]), 9)
    again = {int(order[one]): far for one, far in zip(*_of(moved), strict=True)}
    assert again.keys() == found.keys()
    assert all(again[one] == pytest.approx(found[one]) for one in found)


@settings(deadline=None)
@given(TABLES, st.data())
def test_nobody_left_out_is_more_alike(table: Floats, data: st.DataObject) -> None:
    of = data.draw(st.integers(0, len(table) - 1))
    few, every = most_alike(table, of, 2), most_alike(table, of, 9)
    assert of not in every.index
    np.testing.assert_array_equal(few.index, every.index[:2])
    assert (np.diff(every.distance) >= 0).all()


def _of(found: object) -> tuple[list[int], list[float]]:
    return found.index.tolist(), found.distance.tolist()  # type: ignore[attr-defined]
