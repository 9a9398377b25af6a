"""Are means, percentiles, counts and shares those that can be worked out by hand, by numpy or by pandas?"""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.nearest import nearest_m
from geo.reach import distance_summary, reach, share_within
from geo.travel import Pairs, pairs_within_m

Draw = Callable[[str], dict[str, NDArray[np.float64]]]
SEEDS = st.integers(0, 2**32 - 1)


def test_two_villages_worked_by_hand(draw: Draw) -> None:
    # The village on the left has four postcodes and a place; B has a postcode, and the third nothing at all.
    chart = draw("""
        A....A
        .....p
        A..A..
        .....B
    """)
    postcodes = np.concatenate((chart["A"], chart["B"]))
    distance = nearest_m(postcodes, chart["p"])
    area = [0, 0, 0, 0, 1]
    found = distance_summary(distance, area, 3)
    four = sorted([np.hypot(500, 100), 100.0, np.hypot(500, 100), np.hypot(200, 100)])
    assert found.mean[:2] == pytest.approx([sum(four) / 4, 200.0])
    assert found.p50[:2] == pytest.approx([(four[1] + four[2]) / 2, 200.0])
    assert found.p90[:2] == pytest.approx([four[3], 200.0])
    assert found.n.tolist() == [4, 1, 0]
    assert np.isnan([found.mean[2], found.p50[2], found.p90[2]]).all()
    near = reach(pairs_within_m(postcodes, chart["p"], 224.0), area, 3)
    np.testing.assert_array_equal(near.mean_count, [0.5, 1.0, np.nan])
    np.testing.assert_array_equal(near.share_any, [0.5, 1.0, np.nan])
    np.testing.assert_array_equal(share_within(distance, area, 3, 224.0), near.share_any)
    assert near.n.tolist() == [4, 1, 0]


@settings(deadline=None)
@given(SEEDS, st.integers(0, 60), st.integers(1, 8))
def test_percentiles_as_numpy_has_them(seed: int, n: int, n_areas: int) -> None:
    rng = np.random.default_rng(seed)
    distance = rng.choice([rng.gamma(2, 800), np.nan, 0.0, 7.0], n) * rng.integers(1, 4, n)
    area = rng.integers(-1, n_areas, n)
    found = distance_summary(distance, area, n_areas)
    for each in range(n_areas):
        here = np.sort(distance[(area == each) & ~np.isnan(distance)])
        assert found.n[each] == len(here)
        if len(here):
            assert found.p50[each] == np.quantile(here, 0.5)
            assert found.p90[each] == np.quantile(here, 0.9)
            assert found.mean[each] == pytest.approx(here.mean())
        else:
            assert np.isnan([found.mean[each], found.p50[each], found.p90[each]]).all()


@settings(deadline=None)
@given(SEEDS, st.integers(1, 40))
def test_weights_are_postcodes_repeated(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    distance, area, people = rng.integers(0, 9, n) * 100.0, rng.integers(-1, 3, n), rng.integers(0, 5, n)
    found = distance_summary(distance, area, 3, weight=people)
    one_by_one = pd.DataFrame({"area": np.repeat(area, people), "metres": np.repeat(distance, people)})
    grouped = one_by_one.groupby("area")["metres"]
    for each in range(3):
        if each not in grouped.groups:
            assert np.isnan([found.mean[each], found.p50[each]]).all()
            continue
        here = grouped.get_group(each).to_numpy()
        assert found.mean[each] == pytest.approx(here.mean())
        assert found.p50[each] == np.quantile(here, 0.5, method="inverted_cdf")
        assert found.p90[each] == np.quantile(here, 0.9, method="inverted_cdf")
        assert found.n[each] == ((area == each) & (people > 0)).sum()


def test_half_of_the_people_live_no_further_than_the_median() -> None:
    found = distance_summary([100.0, 200.0, 300.0], [0, 0, 0], 1, weight=[0.1, 0.2, 0.3])
    assert found.p50.tolist() == [200.0]
    unknown = distance_summary([100.0, 200.0], [0, 0], 1, weight=[np.nan, 1.0])
    assert (unknown.mean.tolist(), unknown.n.tolist()) == ([200.0], [1])
    nobody = distance_summary([100.0], [0], 1, weight=[0.0])
    assert np.isnan(nobody.mean).all()


@settings(deadline=None)
@given(SEEDS)
def test_the_order_of_rows_does_not_matter_to_the_last_bit(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, m = 60, 30
    postcodes, places = rng.uniform(0, 4000, (n, 2)), rng.uniform(0, 4000, (m, 2))
    area, listing = rng.integers(-1, 4, n), rng.integers(0, 12, m)
    people, trust = rng.uniform(0, 90, n), rng.uniform(0, 1, m)
    rows, columns = rng.permutation(n), rng.permutation(m)
    near = pairs_within_m(postcodes, places, 900.0)
    again = pairs_within_m(postcodes[rows], places[columns], 900.0)
    distance = nearest_m(postcodes, places)
    results = [
        (distance_summary(distance, area, 4), distance_summary(distance[rows], area[rows], 4)),
        (
            distance_summary(distance, area, 4, people),
            distance_summary(distance[rows], area[rows], 4, people[rows]),
        ),
        (reach(near, area, 4), reach(again, area[rows], 4)),
        (reach(near, area, 4, listing), reach(again, area[rows], 4, listing[columns])),
        (reach(near, area, 4, None, trust), reach(again, area[rows], 4, None, trust[columns])),
        (reach(near, area, 4, listing, trust), reach(again, area[rows], 4, listing[columns], trust[columns])),
    ]
    for one, other in results:
        for name in one.__slots__:
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@settings(deadline=None)
@given(SEEDS, st.booleans(), st.booleans())
def test_reach_as_pandas_has_it(seed: int, by_listing: bool, weighted: bool) -> None:  # noqa: FBT001
    rng = np.random.default_rng(seed)
    n, m = 40, 25
    postcodes, places = rng.integers(0, 30, (n, 2)).astype(float), rng.integers(0, 30, (m, 2)).astype(float)
    postcodes[rng.random(n) < 0.1] = np.nan
    area, listing = rng.integers(-1, 4, n), rng.integers(0, 9, m)
    trust = rng.choice([0.0, 0.25, 0.5, 1.0], m)
    near = pairs_within_m(postcodes, places, 6.0)
    found = reach(near, area, 4, listing if by_listing else None, trust if weighted else None)
    table = pd.DataFrame({"postcode": near.origin, "place": near.place})
    table["listing"] = (listing if by_listing else np.arange(m))[near.place]
    table["value"] = (trust if weighted else np.ones(m))[near.place]
    each = table.groupby(["postcode", "listing"])["value"].max().groupby("postcode").sum()
    people = pd.DataFrame({"area": area, "count": each.reindex(range(n), fill_value=0.0)})
    people = people[(area >= 0) & ~np.isnan(postcodes[:, 0])]
    expected = people.groupby("area")["count"].agg(
        mean_count="mean", share_any=lambda count: (count > 0).mean(), n="size"
    )
    expected = expected.reindex(range(4))
    np.testing.assert_allclose(found.mean_count, expected["mean_count"], rtol=1e-13)
    np.testing.assert_allclose(found.share_any, expected["share_any"])
    np.testing.assert_array_equal(found.n, expected["n"].fillna(0))


@settings(deadline=None)
@given(SEEDS, st.integers(0, 6))
def test_the_fast_path_is_the_share_of_the_pairs(seed: int, m: int) -> None:
    rng = np.random.default_rng(seed)
    postcodes = rng.integers(0, 30, (40, 2)).astype(float)
    postcodes[::7] = np.nan
    places, area = rng.integers(0, 30, (m, 2)).astype(float), rng.integers(-1, 4, 40)
    quick = share_within(nearest_m(postcodes, places), area, 4, 8.0)
    np.testing.assert_array_equal(quick, reach(pairs_within_m(postcodes, places, 8.0), area, 4).share_any)


def test_weight_one_is_no_weight_and_more_trust_is_never_less() -> None:
    rng = np.random.default_rng(3)
    near = pairs_within_m(rng.uniform(0, 50, (200, 2)), rng.uniform(0, 50, (80, 2)), 9.0)
    area, listing = rng.integers(0, 5, 200), rng.integers(0, 30, 80)
    plain, ones = reach(near, area, 5, listing), reach(near, area, 5, listing, np.ones(80))
    np.testing.assert_array_equal(plain.mean_count, ones.mean_count)
    half = reach(near, area, 5, listing, np.full(80, 0.5))
    np.testing.assert_array_equal(half.mean_count, plain.mean_count / 2)
    np.testing.assert_array_equal(half.share_any, plain.share_any)
    assert (reach(near, area, 5).mean_count > plain.mean_count).all()
    nothing = reach(near, area, 5, listing, np.zeros(80))
    assert nothing.mean_count.tolist() == nothing.share_any.tolist() == [0.0] * 5


def test_no_places_no_postcodes_and_nobody_known() -> None:
    none = reach(pairs_within_m([(0, 0)], [], 9.0), [0], 2)
    np.testing.assert_array_equal(none.mean_count, [0.0, np.nan])
    assert np.isnan(none.share_any).all()
    unknown = reach(pairs_within_m([(np.nan, 0)], [(0, 0)], 9.0), [0], 1)
    assert np.isnan(unknown.mean_count).all()
    assert unknown.n.tolist() == [0]
    empty = distance_summary([], [], 2)
    assert empty.n.tolist() == [0, 0]
    assert np.isnan(empty.mean).all()
    assert np.isnan(distance_summary([np.nan], [0], 1, weight=[1.0]).p90).all()
    assert distance_summary([5.0], [0], 70_000).p50[0] == 5.0


def test_what_is_known_to_be_out_of_reach_counts_as_such() -> None:
    cost = [5.0, np.nan, np.nan]
    assert share_within(cost, [0, 0, 0], 1, 9.0).tolist() == [1.0]
    assert share_within(cost, [0, 0, 0], 1, 9.0, known=[True, True, False]).tolist() == [0.5]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: distance_summary([-1.0], [0], 1), "not be negative"),
        (lambda: distance_summary([np.inf], [0], 1), "infinite"),
        (lambda: distance_summary([1.0, 2.0], [0], 1), "postcode_distance_m"),
        (lambda: distance_summary([1.0], [0], 1, weight=[-1.0]), "weight"),
        (lambda: distance_summary([1.0], [1], 1), "postcode_area"),
        (lambda: share_within([1.0], [0], 1, 5.0, known=[1]), "known"),
        (lambda: reach(_one_pair(), [0, 0], 1), "postcode_area must have shape"),
        (lambda: reach(_one_pair(), [0], 1, place_listing=[1, 2]), "place_listing"),
        (lambda: reach(_one_pair(), [0], 1, weight=[np.nan]), "must be known"),
        (lambda: reach(_one_pair(), [0], 1, weight=[-1.0]), "negative"),
    ],
)
def test_wrong_input_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def _one_pair() -> Pairs:
    return pairs_within_m([(0, 0)], [(0, 1)], 5.0)


@pytest.mark.reference
def test_as_pandas_and_geopandas_have_it_for_libraries(reference_dir: Path) -> None:
    postcodes = pd.read_csv(reference_dir / "postcodes/camb_postcodes.csv.gz", low_memory=False)
    postcodes = postcodes[postcodes["in_camb_pboro"] & (postcodes["status"] == "live")].reset_index(drop=True)
    libraries = pd.read_csv(reference_dir / "assets/camb_libraries.csv").dropna(subset=["lon", "lat"])
    origins = gpd.GeoDataFrame(
        geometry=gpd.GeoSeries.from_xy(*postcodes[["easting", "northing"]].to_numpy().T)
    )
    places = gpd.GeoDataFrame(
        geometry=gpd.GeoSeries.from_xy(libraries["lon"], libraries["lat"], crs=4326).to_crs(27700)
    )
    origins = origins.set_crs(27700)
    metres = origins.sjoin_nearest(places, distance_col="metres").groupby(level=0)["metres"].first()
    area, districts = pd.factorize(postcodes["lad25_code"])
    grouped = metres.groupby(area)
    found = distance_summary(
        nearest_m(origins.get_coordinates(), places.get_coordinates()), area, len(districts)
    )
    np.testing.assert_allclose(found.mean, grouped.mean())
    np.testing.assert_allclose(found.p50, grouped.quantile(0.5))
    np.testing.assert_allclose(found.p90, grouped.quantile(0.9))
    near = reach(
        pairs_within_m(origins.get_coordinates(), places.get_coordinates(), 3000.0), area, len(districts)
    )
    inside = origins.assign(geometry=origins.buffer(3000.0, quad_segs=400)).sjoin(
        places, predicate="intersects"
    )
    count = inside.groupby(level=0).size().reindex(origins.index, fill_value=0)
    np.testing.assert_allclose(near.mean_count, count.groupby(area).mean(), atol=2e-3)
    np.testing.assert_allclose(near.share_any, (count > 0).groupby(area).mean(), atol=2e-3)
