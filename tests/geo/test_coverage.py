"""Are counts, means and shares those that can be worked out by hand, or by pandas?"""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.coverage import area_coverage, count_by_area, rate_per_1000
from geo.nearest import nearest_m

Draw = Callable[[str], dict[str, NDArray[np.float64]]]


def test_two_villages_worked_by_hand(draw: Draw) -> None:
    # A and a: postcodes and place of the first area; B: postcodes of the second, which has no place.
    chart = draw("""
        A...........B
        a............
        A............
    """)
    postcodes = np.concatenate((chart["A"], chart["B"]))
    found = area_coverage(nearest_m(postcodes, chart["a"]), [0, 0, 1], [0], [1600, 800])
    assert found.count.tolist() == [1, 0]
    assert found.rate_per_1000.tolist() == [0.625, 0.0]
    assert found.nearest_m == pytest.approx([100.0, np.hypot(1200, 100)])
    assert found.share_within.tolist() == [1.0, 0.0]
    assert found.postcode_count.tolist() == [2, 1]
    assert found.within_m == 1200.0


def test_exactly_as_far_is_within() -> None:
    assert area_coverage([1200.0, 1200.1], [0, 0], [], [1]).share_within.tolist() == [0.5]
    assert area_coverage([1200.0, 1200.1], [0, 0], [], [1], within_m=1300).share_within.tolist() == [1.0]


def test_nothing_known_is_not_zero() -> None:
    found = area_coverage(nearest_m([(0, 0)], []), [0], [], [np.nan, 100])
    assert np.isnan(found.nearest_m).all()
    assert np.isnan(found.share_within).all()
    assert found.postcode_count.tolist() == [1, 0]
    np.testing.assert_array_equal(found.rate_per_1000, [np.nan, 0.0])


def test_what_lies_in_no_area_counts_nowhere() -> None:
    found = area_coverage([5.0, 7.0], [-1, 0], [-1, 0, -1], [100])
    assert found.count.tolist() == [1]
    assert found.nearest_m.tolist() == [7.0]


def test_a_listing_with_two_sites_in_an_area_counts_once_there() -> None:
    found = area_coverage([1.0], [0], [0, 0, 1, -1], [10, 10], place_listing=[4, 4, 4, 4])
    assert found.count.tolist() == [1, 1]
    assert count_by_area([0, 0], 1, place_listing=[4, 5]).tolist() == [2]
    assert count_by_area([], 2, place_listing=[]).tolist() == [0, 0]


def test_no_one_there_is_no_rate() -> None:
    np.testing.assert_array_equal(rate_per_1000([1, 1], [0, 500]), [np.nan, 2.0])


@pytest.mark.parametrize(
    ("nearest", "area", "population"),
    [([-1.0], [0], [1]), ([1.0], [0], [-1]), ([1.0], [1], [1]), ([], [0], [1])],
)
def test_wrong_input_is_refused(nearest: list[float], area: list[int], population: list[float]) -> None:
    with pytest.raises(ValueError, match="must"):
        area_coverage(nearest, area, [], population)


def test_a_listing_for_every_place_or_none() -> None:
    with pytest.raises(ValueError, match="place_listing must have shape"):
        count_by_area([0, 0], 1, place_listing=[4])


ROWS = st.lists(st.tuples(st.integers(0, 4000), st.integers(-1, 4), st.booleans()), max_size=40)


@settings(deadline=None)
@given(ROWS, st.lists(st.integers(-1, 4), max_size=20))
def test_as_pandas_groups_it(rows: list[tuple[int, int, bool]], place_area: list[int]) -> None:
    distance = np.array([np.nan if unknown else metres for metres, _, unknown in rows], dtype=float)
    area = np.array([which for _, which, _ in rows], dtype=int)
    found = area_coverage(distance, area, place_area, np.arange(5) * 100)
    frame = pd.DataFrame({"distance": distance, "area": area})
    groups = frame[frame["area"] >= 0].groupby("area")["distance"]
    np.testing.assert_allclose(found.nearest_m, groups.mean().reindex(range(5)))
    near = (frame["distance"] <= 1200).where(frame["distance"].notna()).astype(float)
    share = near[frame["area"] >= 0].groupby(frame["area"]).mean().reindex(range(5))
    np.testing.assert_allclose(found.share_within, share)
    assert found.postcode_count.tolist() == groups.size().reindex(range(5), fill_value=0).tolist()
    assert found.count.sum() == sum(which >= 0 for which in place_area)


@pytest.mark.reference
def test_libraries_by_lsoa_as_geopandas_and_pandas_compute_them(reference_dir: Path) -> None:
    postcodes = pd.read_csv(reference_dir / "postcodes/camb_postcodes.csv.gz", low_memory=False)
    postcodes = postcodes[postcodes["in_camb_pboro"] & (postcodes["status"] == "live")]
    people = pd.read_csv(reference_dir / "population/camb_lsoa21_population_area_ruc.csv").set_index(
        "lsoa21_code"
    )
    libraries = pd.read_csv(reference_dir / "assets/camb_libraries.csv").dropna(subset=["lon", "lat"])
    places = gpd.GeoSeries.from_xy(libraries["lon"], libraries["lat"], crs=4326).to_crs(27700)
    codes = people.index

    found = area_coverage(
        nearest_m(postcodes[["easting", "northing"]], places.get_coordinates()),
        codes.get_indexer(pd.Index(postcodes["lsoa21_code"])),
        codes.get_indexer(pd.Index(libraries["lsoa21_code"])),
        people["pop_mid2022"],
    )

    points = gpd.GeoDataFrame(
        {"code": postcodes["lsoa21_code"].to_numpy()},
        geometry=gpd.points_from_xy(postcodes["easting"], postcodes["northing"], crs=27700),
    )
    joined = points.sjoin_nearest(gpd.GeoDataFrame(geometry=places), distance_col="metres")
    metres = joined[~joined.index.duplicated()].groupby("code")["metres"]
    np.testing.assert_allclose(found.nearest_m, metres.mean().reindex(codes), atol=1e-6)
    np.testing.assert_allclose(
        found.share_within, metres.apply(lambda each: (each <= 1200).mean()).reindex(codes)
    )
    counts = libraries["lsoa21_code"].value_counts().reindex(codes, fill_value=0)
    assert found.count.tolist() == counts.tolist()
    assert found.postcode_count.sum() == len(postcodes) == 21853
