"""Are the pairs within a limit those that brute force finds, and the minutes those of the distance?"""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.synthetic import clustered_points
from geo.travel import DEFAULT_TRAVEL, Mode, Pairs, StraightLine, Travel, pairs_within_m

Draw = Callable[[str], dict[str, NDArray[np.float64]]]
Points = NDArray[np.float64]
WHOLE = st.integers(0, 12).flatmap(lambda n: arrays(np.float64, (n, 2), elements=st.integers(0, 20)))
ANY = st.integers(0, 12).flatmap(
    lambda n: arrays(
        np.float64,
        (n, 2),
        elements=st.floats(-1e6, 1e6, allow_nan=False) | st.sampled_from([0.0, 1e-9, 1e5]),
    )
)


def _by_brute_force(origins: Points, places: Points) -> Points:
    east, north = (origins[:, None] - places[None]).transpose(2, 0, 1)
    distance: Points = np.sqrt(east * east + north * north)
    return distance


def _matrix(found: Pairs) -> Points:
    matrix = np.full((found.n_origins, found.n_places), np.inf)
    matrix[found.origin, found.place] = found.cost
    return matrix


def test_on_a_map(draw: Draw) -> None:
    # All three o are within 300 m of x; z is 500 m away (a 3-4-5 triangle).
    chart = draw("""
        ...z
        ....
        ..o.
        o...
        x..o
    """)
    found = pairs_within_m(chart["x"], np.concatenate((chart["o"], chart["z"])), 300.0)
    assert found.place.tolist() == [0, 1, 2]
    assert found.cost == pytest.approx([300, 100, np.hypot(200, 200)])
    assert pairs_within_m(chart["x"], chart["z"], 500.0).cost.tolist() == [500.0]
    assert pairs_within_m(chart["x"], chart["z"], 499.999).cost.tolist() == []


@settings(deadline=None)
@given(WHOLE | ANY, WHOLE | ANY, st.sampled_from([0.0, 1e-3, 1.0, 5.0, 7.3, 100.0, 5e5]))
def test_pairs_as_by_brute_force(origins: Points, places: Points, radius_m: float) -> None:
    found = pairs_within_m(origins, places, radius_m)
    every = _by_brute_force(origins, places)
    np.testing.assert_array_equal(_matrix(found), np.where(every <= radius_m, every, np.inf))
    assert len(found.cost) == (every <= radius_m).sum()


def test_pairs_as_a_tree_finds_them_in_a_country() -> None:
    rng = np.random.default_rng(5)
    origins, places = clustered_points(3000, rng), clustered_points(2500, rng)
    found = pairs_within_m(origins, places, 20_000.0)
    tree = (
        cKDTree(origins).sparse_distance_matrix(cKDTree(places), 20_000.0, output_type="coo_matrix").tocsr()
    )
    tree.sort_indices()
    assert len(found.cost) > 10_000
    np.testing.assert_array_equal(found.origin, np.repeat(np.arange(3000), np.diff(tree.indptr)))
    np.testing.assert_array_equal(found.place, tree.indices)
    np.testing.assert_array_equal(found.cost, tree.data)


@settings(deadline=None)
@given(WHOLE, WHOLE, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(origins: Points, places: Points, random: st.DataObject) -> None:
    rows, columns = list(range(len(origins))), list(range(len(places)))
    random.shuffle(rows)  # type: ignore[attr-defined]
    random.shuffle(columns)  # type: ignore[attr-defined]
    straight = _matrix(pairs_within_m(origins, places, 9.0))
    shuffled = _matrix(pairs_within_m(origins[rows], places[columns], 9.0))
    np.testing.assert_array_equal(shuffled, straight[rows][:, columns])


def test_unknown_origins_and_no_places() -> None:
    origins = [(np.nan, 0.0), (0.0, 0.0), (1.0, np.nan)]
    found = pairs_within_m(origins, [(3, 4)], 5.0)
    assert found.origin.tolist() == [1]
    assert found.origin_known is not None
    assert found.origin_known.tolist() == [False, True, False]
    for nothing in (
        pairs_within_m(origins, [], 5.0),
        pairs_within_m([(np.nan, 0)], [(0, 0)], 5.0),
        pairs_within_m([], [(0, 0)], 5.0),
    ):
        assert len(nothing.origin) == len(nothing.place) == len(nothing.cost) == 0


def test_places_at_the_same_spot_are_all_found() -> None:
    found = pairs_within_m([(5, 5), (5, 5)], [(5, 5)] * 3, 0.0)
    assert found.origin.tolist() == [0, 0, 0, 1, 1, 1]
    assert found.place.tolist() == [0, 1, 2, 0, 1, 2]


def test_minutes_of_a_straight_line() -> None:
    walk = StraightLine(km_per_h=4.8, detour=1.2)
    assert walk.nearest([(0, 0)], [(400, 0), (0, 200)], k=3).place_index.tolist() == [[1, 0, -1]]
    np.testing.assert_allclose(
        walk.nearest([(0, 0), (np.nan, 0)], [(400, 0), (0, 200)], k=3).cost_min,
        [[3.0, 6.0, np.nan], [np.nan] * 3],
    )
    assert walk.nearest([(0, 0), (np.nan, 0)], [], k=1).origin_known.tolist() == [True, False]
    found = walk.pairs([(0, 0)], [(400, 0), (0, 1000), (1001, 0)], within=15.0)
    assert found.place.tolist() == [0, 1]
    assert found.cost == pytest.approx([6.0, 15.0])
    assert found.cost.max() <= 15.0


@settings(deadline=None)
@given(WHOLE, WHOLE, st.floats(0.5, 60), st.floats(1, 2))
def test_the_nearest_is_the_least_of_the_pairs(
    origins: Points, places: Points, km_per_h: float, detour: float
) -> None:
    line = StraightLine(km_per_h, detour)
    least = _matrix(line.pairs(origins, places, within=1e6)).min(axis=1, initial=np.inf)
    nearest = line.nearest(origins, places, k=1).cost_min[:, 0]
    np.testing.assert_allclose(nearest, np.where(np.isinf(least), np.nan, least), rtol=1e-14)


def test_the_radii_that_the_defaults_give() -> None:
    metres = {mode: round(travel.radius_m) for mode, travel in DEFAULT_TRAVEL.items()}
    assert metres == {Mode.WALK: 1000, Mode.CYCLE: 4103, Mode.DRIVE: 10256}
    assert list(Mode) == ["walk", "cycle", "drive"]
    for travel in DEFAULT_TRAVEL.values():
        line = StraightLine(travel.km_per_h, travel.detour)
        near = line.pairs(
            [(0, 0)], [(travel.radius_m - 0.01, 0), (travel.radius_m + 0.01, 0)], travel.within_min
        )
        assert near.place.tolist() == [0]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Travel(0, 1.2, 15), "km_per_h must be above 0"),
        (lambda: Travel(np.nan, 1.2, 15), "km_per_h must be above 0"),
        (lambda: Travel(4.8, 0.9, 15), "detour must be at least 1"),
        (lambda: Travel(4.8, 1.2, -1), "within_min must not be negative"),
        (lambda: StraightLine(4.8, np.inf), "detour must be at least 1"),
        (lambda: pairs_within_m([(0, 0)], [(np.nan, 0)], 5), "not on the map"),
        (lambda: pairs_within_m([(0, 0)], [(0, 0)], -1), "limit must be"),
        (lambda: pairs_within_m([(0, 0)], [(0, 0)], np.nan), "limit must be"),
        (lambda: pairs_within_m([0, 0], [(0, 0)], 1), "shape"),
        (lambda: _pairs([1, 0], [0, 0], [1, 1]), "sorted"),
        (lambda: _pairs([0, 0], [1, 1], [1, 1]), "stand once"),
        (lambda: _pairs([0, 2], [0, 0], [1, 1]), "Origins"),
        (lambda: _pairs([-1, 0], [0, 0], [1, 1]), "Origins"),
        (lambda: _pairs([0, 1], [0, 2], [1, 1]), "Places"),
        (lambda: _pairs([0, 1], [0, 0], [1, -1]), "Costs"),
        (lambda: _pairs([0, 1], [0, 0], [1, np.nan]), "Costs"),
        (lambda: _pairs([0, 1], [0], [1, 1]), "equal lengths"),
        (lambda: Pairs(np.array([0.0]), np.array([0]), np.array([1.0]), 1, 1), "int64"),
        (
            lambda: Pairs(np.array([0]), np.array([0]), np.array([1.0]), 2, 1, np.array([True])),
            "origin_known",
        ),
    ],
)
def test_wrong_input_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def _pairs(origin: list[int], place: list[int], cost: list[float]) -> Pairs:
    return Pairs(np.array(origin), np.array(place), np.array(cost, dtype=np.float64), 2, 2)
