"""Is a straight line as long as Pythagoras says?"""

import numpy as np
import pytest

from geo.distance import bounds_bng, distance_m, distances_m


def test_three_four_five() -> None:
    assert distance_m(0.0, 0.0, 300.0, 400.0) == 500.0
    assert distances_m([(0, 0), (300, 0)], (300, 400)).tolist() == [500.0, 400.0]
    assert distances_m([(0, 0), (300, 0)], [(0, 1), (300, 7)]).tolist() == [1.0, 7.0]


def test_unknown_stays_unknown() -> None:
    assert np.isnan(distance_m(np.nan, 0.0, 1.0, 1.0))
    assert np.isnan(distances_m([(0, 0)], (np.nan, 1))).all()


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(n, 2\)"):
        distances_m([1.0, 2.0, 3.0], (0, 0))
    with pytest.raises(ValueError, match="broadcast"):
        distances_m([(0, 0), (1, 1)], [(0, 0), (1, 1), (2, 2)])


def test_the_square_holds_the_circle() -> None:
    assert bounds_bng(10.0, 20.0, 5.0) == (5.0, 15.0, 15.0, 25.0)
    with pytest.raises(ValueError, match="negative"):
        bounds_bng(0.0, 0.0, -1.0)
