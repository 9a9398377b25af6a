"""Is a change worked out bit by bit the same as everything worked out again?"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.nearest import k_nearest
from geo.what_if import NearestChange, NearestState

Draw = Callable[[str], dict[str, NDArray[np.float64]]]
SEEDS = st.integers(0, 2**32 - 1)


def _again(
    state: NearestState,
    added: NDArray[np.float64],
    closed: NDArray[np.int64],
    added_listing: NDArray[np.int64],
) -> NearestState:
    left = np.setdiff1d(np.arange(len(state.places_bng)), closed)
    places = np.concatenate((state.places_bng[left], added.reshape(-1, 2)))
    listing = None
    if state.place_listing is not None:
        listing = np.concatenate((state.place_listing[left], added_listing))
    return NearestState.of(state.postcodes_bng, places, listing, k=state.k)


def _by_brute_force(
    postcodes: NDArray[np.float64], places: NDArray[np.float64], listing: NDArray[np.int64], k: int
) -> NDArray[np.float64]:
    east, north = (postcodes[:, None] - places[None]).transpose(2, 0, 1)
    every = pd.DataFrame(np.sqrt(east * east + north * north).T)
    nearest = np.sort(every.groupby(listing).min().to_numpy().T, axis=1)
    found = np.full((len(postcodes), k), np.nan)
    found[:, : nearest.shape[1]] = nearest[:, :k]
    return found


def _check(state: NearestState, change: NearestChange, again: NearestState) -> None:
    np.testing.assert_array_equal(change.distance_m, again.distance_m)
    differs = ~((change.distance_m == state.distance_m) | np.isnan(change.distance_m))
    differs |= np.isnan(change.distance_m) & ~np.isnan(state.distance_m)
    np.testing.assert_array_equal(change.changed, np.flatnonzero(differs.any(axis=1)))


def test_a_library_moves(draw: Draw) -> None:
    # The library goes from o to n; the one at k stays. Postcodes: a, b, c.
    chart = draw("""
        a.o......n
        .........b
        k.........
        ......c...
    """)
    places = np.concatenate((chart["o"], chart["k"]))
    state = NearestState.of(np.concatenate((chart["a"], chart["b"], chart["c"])), places, k=1)
    assert state.distance_m[:, 0] == pytest.approx([200, np.hypot(700, 100), np.hypot(400, 300)])
    moved = state.with_changes(chart["n"], [0])
    assert moved.distance_m[:, 0] == pytest.approx([200, 100, np.hypot(300, 300)])
    assert moved.place_index[:, 0].tolist() == [1, 2, 2]
    assert moved.changed.tolist() == [1, 2]
    closed = state.with_changes(closed=[0])
    assert closed.distance_m[:, 0] == pytest.approx([200, np.hypot(900, 100), np.hypot(600, 100)])
    assert closed.changed.tolist() == [1, 2]
    assert state.with_changes().changed.tolist() == []


@settings(deadline=None, max_examples=300)
@given(
    seed=SEEDS,
    spread=st.sampled_from([3, 12, 10**6]),
    n_places=st.integers(0, 40),
    n_added=st.integers(0, 14),
    n_closed=st.integers(0, 40),
    n_listings=st.sampled_from([0, 1, 2, 7, 30]),
    k=st.integers(1, 4),
)
def test_a_change_equals_working_everything_out_again(
    seed: int, spread: int, n_places: int, n_added: int, n_closed: int, n_listings: int, k: int
) -> None:
    rng = np.random.default_rng(seed)
    postcodes = rng.integers(0, spread, (25, 2)).astype(float)
    postcodes[rng.random(25) < 0.1, 0] = np.nan
    places = rng.integers(0, spread, (n_places, 2)).astype(float)
    added = rng.integers(0, spread, (n_added, 2)).astype(float)
    closed = (
        rng.choice(n_places, min(n_closed, n_places), replace=False) if n_places else np.empty(0, np.int64)
    )
    listing = rng.integers(0, n_listings, n_places) if n_listings else None
    state = NearestState.of(postcodes, places, listing, k=k)
    if n_listings and n_added:
        own = rng.integers(-1, n_listings + 3, n_added)
        change = state.with_changes(added, closed, own)
        fresh = np.where(own < 0, 100 + np.arange(n_added), own)
    else:
        change = state.with_changes(added, closed)
        fresh = 100 + np.arange(n_added)
    _check(state, change, _again(state, added, closed, fresh))
    known = ~np.isnan(change.distance_m)
    assert ((change.place_index >= 0) == known).all()
    assert not np.isin(change.place_index[known], closed).any()
    if n_places + n_added:
        named = np.concatenate((places, added))[change.place_index]
        here = np.sqrt(((postcodes[:, None] - named) ** 2).sum(axis=2))
        np.testing.assert_array_equal(here[known], change.distance_m[known])


@settings(deadline=None)
@given(SEEDS, st.integers(1, 30), st.sampled_from([1, 2, 5, 30]), st.integers(1, 4))
def test_the_state_as_by_brute_force(seed: int, n_places: int, n_listings: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    postcodes, places = rng.integers(0, 15, (20, 2)) * 1.0, rng.integers(0, 15, (n_places, 2)) * 1.0
    listing = rng.integers(0, n_listings, n_places)
    each = _by_brute_force(postcodes, places, listing, k)
    np.testing.assert_array_equal(NearestState.of(postcodes, places, listing, k=k).distance_m, each)
    alone = NearestState.of(postcodes, places, k=k)
    np.testing.assert_allclose(alone.distance_m, k_nearest(postcodes, places, k).distance_m, rtol=1e-15)


@settings(deadline=None)
@given(SEEDS)
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    postcodes, places = rng.integers(0, 9, (30, 2)) * 1.0, rng.integers(0, 9, (20, 2)) * 1.0
    listing, closed = rng.integers(0, 8, 20), rng.choice(20, 4, replace=False)
    rows, columns = rng.permutation(30), rng.permutation(20)
    one = NearestState.of(postcodes, places, listing).with_changes([(4, 4)], closed)
    other = NearestState.of(postcodes[rows], places[columns], listing[columns]).with_changes(
        [(4, 4)], np.argsort(columns)[closed]
    )
    np.testing.assert_array_equal(other.distance_m, one.distance_m[rows])
    np.testing.assert_array_equal(np.sort(rows[other.changed]), one.changed)


def test_many_close_at_once_and_everything() -> None:
    rng = np.random.default_rng(2)
    state = NearestState.of(rng.uniform(0, 100, (300, 2)), rng.uniform(0, 100, (60, 2)))
    most = np.arange(58)
    none: NDArray[np.int64] = np.empty(0, dtype=np.int64)
    _check(state, state.with_changes(closed=most), _again(state, np.empty((0, 2)), most, none))
    nothing = state.with_changes(closed=np.arange(60))
    assert np.isnan(nothing.distance_m).all()
    assert (nothing.place_index == -1).all()
    assert nothing.changed.tolist() == list(range(300))
    replaced = state.with_changes(state.places_bng, np.arange(60))
    np.testing.assert_array_equal(replaced.distance_m, state.distance_m)
    assert replaced.changed.tolist() == []


def test_closing_and_opening_the_same_place_changes_nothing() -> None:
    state = NearestState.of([(0, 0), (5, 5)], [(1, 1), (1, 1), (9, 9)], [4, 4, 6], k=2)
    assert state.with_changes([(1, 1)], [0, 0], [4]).changed.tolist() == []
    # The listing has another place at the same spot.
    assert state.with_changes(closed=[0]).changed.tolist() == []
    assert state.with_changes(closed=[0, 1]).distance_m[0] == pytest.approx(
        [np.hypot(9, 9), np.nan], nan_ok=True
    )


def test_no_places_no_postcodes_and_unknown_points() -> None:
    nowhere = NearestState.of([(0, 0), (np.nan, 1)], [])
    assert np.isnan(nowhere.distance_m).all()
    opened = nowhere.with_changes([(3, 4)])
    np.testing.assert_array_equal(opened.distance_m, [[5, np.nan, np.nan], [np.nan] * 3])
    assert opened.changed.tolist() == [0]
    listed = NearestState.of([(0, 0)], [], []).with_changes([(3, 4), (6, 8)], (), [2, 2])
    np.testing.assert_array_equal(listed.distance_m, [[5, np.nan, np.nan]])
    assert NearestState.of([], [(0, 0)]).with_changes([(1, 1)], [0]).distance_m.shape == (0, 3)


def test_the_state_stays_as_it_was() -> None:
    state = NearestState.of([(0, 0)], [(3, 4), (6, 8)], k=1)
    state.with_changes([(0, 1)], [0])
    assert state.distance_m.tolist() == [[5.0]]
    assert state.place_index.tolist() == [[0]]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: NearestState.of([(0, 0)], [(np.nan, 0)]), "not on the map"),
        (lambda: NearestState.of([(0, 0)], [(0, 0)], k=0), "k must be"),
        (lambda: NearestState.of([(0, 0)], [(0, 0)], [1, 2]), "place_listing"),
        (lambda: NearestState.of([(0, 0)], [(0, 0)], [-1]), "place_listing"),
        (lambda: NearestState.of([(0, 0)], [(0, 0)]).with_changes([(0, np.nan)]), "added_bng"),
        (lambda: NearestState.of([(0, 0)], [(0, 0)]).with_changes(closed=[1]), "closed must lie"),
        (lambda: NearestState.of([(0, 0)], [(0, 0)]).with_changes(closed=[-1]), "closed must lie"),
        (lambda: NearestState.of([(0, 0)], [(0, 0)]).with_changes(closed=[0.5]), "whole numbers"),
        (lambda: NearestState.of([(0, 0)], [(0, 0)]).with_changes([(0, 0)], (), [1]), "added_listing needs"),
        (lambda: NearestState.of([(0, 0)], [(0, 0)], [1]).with_changes([(0, 0)], (), [-2]), "added_listing"),
    ],
)
def test_wrong_input_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.reference
def test_each_library_of_the_county_closes(reference_dir: Path) -> None:
    postcodes = pd.read_csv(reference_dir / "postcodes/camb_postcodes.csv.gz", low_memory=False)
    postcodes = postcodes[postcodes["in_camb_pboro"] & (postcodes["status"] == "live")]
    points = postcodes[["easting", "northing"]].to_numpy(dtype=np.float64)
    rng = np.random.default_rng(0)
    state = NearestState.of(points, points[rng.choice(len(points), 60, replace=False)])
    none: NDArray[np.int64] = np.empty(0, dtype=np.int64)
    for closed in range(0, 60, 7):
        gone = np.array([closed])
        change = state.with_changes(points[closed : closed + 1] + 250.0, gone)
        _check(state, change, _again(state, points[closed : closed + 1] + 250.0, gone, none))
        assert len(change.changed) > 0
