"""Do the ranges of ranks come from the draws that are promised, and from nothing else?"""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.nearest import nearest_m
from geo.rank_ranges import Partition, Places, _presence, ranges_of, resample_distances
from geo.scores import access_score, gap_score

Floats = NDArray[np.float64]


def _town(seed: int, n: int = 300, n_listings: int = 40) -> tuple[Floats, Places, list[Partition]]:
    generator = np.random.default_rng(seed)
    origins = np.round(generator.uniform(0, 20_000, (n, 2)))
    origins[7] = np.nan
    listing = np.r_[np.arange(n_listings), np.full(60, n_listings)]
    kinds = np.array([f"kind {number % 3}" for number in range(n_listings)] + ["mobile"])
    places = Places(
        np.round(generator.uniform(0, 20_000, (len(listing), 2))),
        listing,
        np.array([f"code {number:03d}" for number in range(n_listings + 1)]),
        kinds,
    )
    parts = [Partition(generator.integers(-1, k, n), k + 1) for k in (20, 6)]
    return origins, places, parts


def _all(origins: Floats, places: Places, parts: list[Partition], **options: int) -> list[Floats]:
    chunks = list(resample_distances(origins, places, parts, **options))  # type: ignore[arg-type]
    return [np.vstack(part) for part in zip(*chunks, strict=True)]


def test_two_halls_and_a_library(draw: Callable[[str], dict[str, NDArray[np.float64]]]) -> None:
    """The library L is always there, the halls H and h are drawn: both, or one of them twice.

    Home a stands by L. Home b is 100 m from H and 400 m from L; home c is 100 m from h and 700 m from L.
    """
    marks = draw("""
        ..H....h.
        aLb....c.
    """)
    homes = np.vstack([marks[mark] for mark in "abc"])
    points = np.vstack([marks[mark] for mark in "LHh"])
    places = Places(points, np.arange(3), np.array(["L", "H", "h"]), np.array(["library", "hall", "hall"]))
    (mean_m,) = _all(homes, places, [Partition(np.arange(3), 3)], draws=2000, seed=5)
    cases, often = np.unique(mean_m, axis=0, return_counts=True)
    far = float(np.round(np.hypot(500, 100), 1))
    assert cases.tolist() == [[100, 100, 100], [100, 100, far]]
    assert (often / 2000).tolist() == pytest.approx([0.75, 0.25], abs=0.04)
    found = ranges_of(mean_m, [0.5, 0.5, 0.5])
    # In three draws of four all tie for ranks 1 to 3; in the fourth c is alone at the worst.
    assert (found.low.tolist(), found.high.tolist()) == ([1, 1, 1], [3, 3, 3])
    assert found.median.tolist() == [2, 2, 2]


@pytest.mark.parametrize("n_nearest", [1, 3, 12, 60])
def test_every_draw_equals_measuring_to_what_was_drawn(n_nearest: int) -> None:
    origins, places, parts = _town(1)
    drawn = _all(origins, places, parts, draws=60, seed=11, n_nearest=n_nearest)
    present = _presence(places, 60, 11)
    for draw in range(60):
        there = present[places.listing_index, draw]
        distance = nearest_m(origins, places.points_bng[there])
        for part, mean_m in zip(parts, drawn, strict=True):
            for area in range(part.n_areas):
                inside = distance[part.area_index == area]
                inside = inside[~np.isnan(inside)]
                expected = inside.mean() if len(inside) else np.nan
                assert mean_m[draw, area] == pytest.approx(expected, abs=0.06, nan_ok=True)


def test_a_draw_keeps_63_percent_of_a_large_kind_and_all_of_a_kind_of_one() -> None:
    _, places, _ = _town(2, n_listings=600)
    present = _presence(places, 300, 4)
    assert present[-1].all()
    assert present[:-1].mean() == pytest.approx(1 - np.exp(-1), abs=0.01)
    for kind in np.unique(places.listing_kind):
        assert present[places.listing_kind == kind].any(axis=0).all()


def test_a_listing_without_a_place_takes_no_part() -> None:
    origins, places, parts = _town(3)
    more = Places(
        places.points_bng,
        places.listing_index,
        np.append(places.listing_code, "aaa"),
        np.append(places.listing_kind, "kind 0"),
    )
    for one, other in zip(
        _all(origins, places, parts, draws=30, seed=1),
        _all(origins, more, parts, draws=30, seed=1),
        strict=True,
    ):
        assert np.array_equal(one, other, equal_nan=True)


def test_the_order_of_rows_plays_no_part_and_the_seed_does() -> None:
    origins, places, parts = _town(4)
    first = _all(origins, places, parts, draws=70, seed=9)
    generator = np.random.default_rng(0)
    rows = generator.permutation(len(origins))
    place_rows = generator.permutation(len(places.points_bng))
    numbers = generator.permutation(len(places.listing_code))
    back = np.argsort(numbers)
    shuffled = Places(
        places.points_bng[place_rows],
        back[places.listing_index[place_rows]],
        places.listing_code[numbers],
        places.listing_kind[numbers],
    )
    again = _all(
        origins[rows], shuffled, [Partition(p.area_index[rows], p.n_areas) for p in parts], draws=70, seed=9
    )
    other = _all(origins, places, parts, draws=70, seed=10)
    for one, same, different in zip(first, again, other, strict=True):
        assert np.array_equal(one, same, equal_nan=True)
        assert not np.array_equal(one, different, equal_nan=True)


def test_ranges_equal_ranking_each_draw_by_itself() -> None:
    generator = np.random.default_rng(8)
    mean_m = generator.integers(1, 30, (200, 25)).astype(float)
    mean_m[:, 3] = np.nan
    need = generator.uniform(0, 1, 25)
    need[4] = np.nan
    region = np.ones(25, dtype=bool)
    region[20:] = False
    among = region & (np.arange(25) < 12)
    first, last, middle = (np.full((200, 25), np.nan) for _ in range(3))
    for draw in range(200):
        access = np.full(25, np.nan)
        access[region] = access_score(mean_m[draw, region])
        gap = gap_score(need, access)
        ranked = [area for area in range(25) if among[area] and not np.isnan(gap[area])]
        for area in ranked:
            above = sum(gap[other] > gap[area] for other in ranked)
            equal = sum(gap[other] == gap[area] for other in ranked)
            first[draw, area] = above + 1
            last[draw, area] = above + equal
            middle[draw, area] = above + (1 + equal) / 2
    found = ranges_of(mean_m, need, region=region, among=among)
    # The 5th percentile of 200 ranks is the 10th smallest, the 95th the 190th.
    assert np.array_equal(found.low, np.sort(first, axis=0)[9], equal_nan=True)
    assert np.array_equal(found.high, np.sort(last, axis=0)[189], equal_nan=True)
    assert np.array_equal(found.median, np.median(middle, axis=0), equal_nan=True)
    assert np.isnan(found.low[[3, 4, 12, 24]]).all()


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_range_holds_its_median_and_lies_among_the_ranks(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 8))
    rows = st.lists(st.integers(0, 5), min_size=n, max_size=n)
    mean_m = np.array(data.draw(st.lists(rows, min_size=1, max_size=12)), dtype=float)
    need = data.draw(st.lists(st.floats(0, 1), min_size=n, max_size=n))
    found = ranges_of(mean_m, need)
    assert (found.low >= 1).all()
    assert (found.high <= n).all()
    assert (found.low <= found.median).all()
    assert (found.median <= found.high).all()


def test_with_nothing_to_draw_the_rank_is_certain() -> None:
    """Each kind has one listing, so every draw is the directory as it is."""
    origins, places, parts = _town(5)
    sure = Places(places.points_bng, places.listing_index, places.listing_code, places.listing_code)
    part = Partition(np.where(parts[0].area_index < 15, parts[0].area_index, -1), 15)
    need = np.linspace(0.1, 0.9, 15)
    (mean_m,) = _all(origins, sure, [part], draws=20, seed=0)
    found = ranges_of(mean_m, need)
    assert (found.low == found.high).all()
    assert sorted(found.median.tolist()) == list(range(1, 16))


def test_no_places_no_origins_no_areas() -> None:
    empty = Places(np.empty((0, 2)), np.empty(0, dtype=int), np.empty(0, str), np.empty(0, str))
    home, at_home = np.zeros((1, 2)), np.zeros(1, dtype=int)
    (mean_m,) = _all(home, empty, [Partition(at_home, 1)], draws=3, seed=0)
    found = ranges_of(mean_m, [0.5])
    assert np.isnan([found.low, found.high, found.median]).all()
    _, places, _ = _town(6)
    (mean_m,) = _all(np.empty((0, 2)), places, [Partition(np.empty(0, dtype=int), 2)], draws=3, seed=0)
    assert mean_m.shape == (3, 2)
    assert np.isnan(mean_m).all()
    (mean_m,) = _all(home, places, [Partition(at_home, 2)], draws=3, seed=0)
    alone = ranges_of(mean_m, [0.5, 0.5])
    assert (alone.low[0], alone.high[0]) == (1, 1)
    assert np.isnan(alone.median[1])


def test_what_does_not_fit_is_refused() -> None:
    origins, places, parts = _town(7)
    with pytest.raises(ValueError, match="at least 1"):
        next(resample_distances(origins, places, parts, draws=0, seed=0))
    with pytest.raises(ValueError, match="area_index"):
        next(resample_distances(origins[1:], places, parts, seed=0))
    twice = Places(places.points_bng, places.listing_index, places.listing_kind, places.listing_kind)
    with pytest.raises(ValueError, match="twice"):
        next(resample_distances(origins, twice, parts, seed=0))
    short = Places(places.points_bng, places.listing_index, places.listing_code, places.listing_kind[1:])
    with pytest.raises(ValueError, match="one shape"):
        next(resample_distances(origins, short, parts, seed=0))
    none = Places(places.points_bng, places.listing_index - 1, places.listing_code, places.listing_kind)
    with pytest.raises(ValueError, match="every place"):
        next(resample_distances(origins, none, parts, seed=0))


def test_ranges_of_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="some draws only"):
        ranges_of([[1, 2], [np.nan, 2]], [0.5, 0.5])
    with pytest.raises(ValueError, match="outside the region"):
        ranges_of([[1, 2]], [0.5, 0.5], region=[True, False], among=[True, True])
    with pytest.raises(ValueError, match="True or False"):
        ranges_of([[1, 2]], [0.5, 0.5], region=[0, 1])
    with pytest.raises(ValueError, match="shape"):
        ranges_of(np.empty((0, 2)), [0.5, 0.5])
    with pytest.raises(ValueError, match="between 0 and 1"):
        ranges_of([[1, 2]], [0.5, 1.5])
