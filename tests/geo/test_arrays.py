"""Are arrays of the wrong shape refused, and unknowns kept apart from numbers?"""

import numpy as np
import pandas as pd
import pytest
from numpy.typing import ArrayLike

from geo.arrays import as_area_index, as_floats, as_nullable, as_optional, as_points


def test_points_need_two_columns() -> None:
    with pytest.raises(ValueError, match=r"places_bng must have shape \(n, 2\), not \(1, 3\)"):
        as_points([(1, 2, 3)], "places_bng")


@pytest.mark.parametrize("wrong", [[0.5], [[0]], [-2], [3]])
def test_an_index_must_point_to_an_area(wrong: ArrayLike) -> None:
    with pytest.raises(ValueError, match="area_index must"):
        as_area_index(wrong, 3)


def test_no_rows_is_an_index() -> None:
    assert as_area_index([], 0).dtype == np.int64


@pytest.mark.parametrize(
    "values", [[1, None], np.array([1.0, np.nan]), pd.array([1, None], dtype="Int64"), pd.Series([1, None])]
)
def test_every_way_of_saying_unknown_is_read(values: object) -> None:
    floats = as_floats(values, "values")  # type: ignore[arg-type]
    assert floats.dtype == np.float64
    assert floats[0] == 1
    assert np.isnan(floats[1])


def test_a_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match=r"rank must have shape \(2,\)"):
        as_floats([1.0], "rank", 2)
    with pytest.raises(ValueError, match=r"rank must have shape \(n,\)"):
        as_floats(np.zeros((2, 2)), "rank")


def test_lists_for_a_database_hold_plain_numbers_and_none() -> None:
    listed = as_optional(as_nullable([2, 9], [True, False], "Int32"))
    assert listed == [2, None]
    assert type(listed[0]) is int
    assert as_optional(np.array([np.nan, 0.0])) == [None, 0.0]
