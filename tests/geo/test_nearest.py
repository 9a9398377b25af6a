"""Is the nearest place really the nearest?"""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from geo.nearest import k_nearest, nearest_m

Draw = Callable[[str], dict[str, NDArray[np.float64]]]
POINTS = st.integers(0, 12).flatmap(lambda n: arrays(np.float64, (n, 2), elements=st.integers(0, 20)))


def _by_brute_force(origins: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    offset = origins[:, None] - places[None]
    distance: NDArray[np.float64] = np.hypot(offset[..., 0], offset[..., 1])
    return distance


def test_on_a_map(draw: Draw) -> None:
    chart = draw("""
        x....o
        ......
        o..x..
    """)
    distances = dict(zip(map(tuple, chart["x"].tolist()), nearest_m(chart["x"], chart["o"]), strict=True))
    assert distances == {(0.0, 200.0): 200.0, (300.0, 0.0): pytest.approx(200.0 * np.sqrt(2))}


@settings(deadline=None)
@given(POINTS, POINTS)
def test_as_by_brute_force(origins: NDArray[np.float64], places: NDArray[np.float64]) -> None:
    found = nearest_m(origins, places)
    if len(places):
        np.testing.assert_allclose(found, _by_brute_force(origins, places).min(axis=1, initial=np.inf))
    else:
        assert np.isnan(found).all()


@settings(deadline=None)
@given(POINTS, POINTS, st.integers(1, 5))
def test_the_k_nearest_as_by_brute_force(
    origins: NDArray[np.float64], places: NDArray[np.float64], k: int
) -> None:
    found = k_nearest(origins, places, k)
    every = _by_brute_force(origins, places)
    expected = np.full((len(origins), k), np.nan)
    kept = min(k, len(places))
    expected[:, :kept] = np.sort(every, axis=1)[:, :kept]
    np.testing.assert_allclose(found.distance_m, expected)
    assert ((found.place_index == -1) == np.isnan(expected)).all()
    for row, (index, distance) in enumerate(zip(found.place_index, found.distance_m, strict=True)):
        assert len(set(index[:kept])) == kept
        np.testing.assert_allclose(every[row, index[:kept]], distance[:kept])


@settings(deadline=None)
@given(POINTS, POINTS, POINTS)
def test_another_place_never_makes_it_further(
    origins: NDArray[np.float64], places: NDArray[np.float64], more: NDArray[np.float64]
) -> None:
    before, after = nearest_m(origins, places), nearest_m(origins, np.concatenate((places, more)))
    assert not (after > before).any()


def test_an_unknown_origin_stays_unknown() -> None:
    origins = [(np.nan, 0.0), (0.0, 0.0)]
    np.testing.assert_array_equal(nearest_m(origins, [(3, 4)]), [np.nan, 5.0])
    found = k_nearest(origins, [(3, 4)], 1)
    np.testing.assert_array_equal(found.place_index, [[-1], [0]])
    assert np.isnan(nearest_m([(np.nan, np.nan)], [(3, 4)])).all()


def test_equals_stand_in_the_order_given() -> None:
    found = k_nearest([(0, 0)], [(0, 1), (1, 0), (-1, 0)], 3)
    assert found.place_index.tolist() == [[0, 1, 2]]


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ValueError, match="not on the map"):
        nearest_m([(0, 0)], [(np.nan, 0)])
    with pytest.raises(ValueError, match="at least 1"):
        k_nearest([(0, 0)], [(0, 0)], 0)


@pytest.mark.reference
def test_as_geopandas_has_it_for_libraries(reference_dir: Path) -> None:
    postcodes = pd.read_csv(reference_dir / "postcodes/camb_postcodes.csv.gz", low_memory=False)
    postcodes = postcodes[postcodes["in_camb_pboro"] & (postcodes["status"] == "live")]
    libraries = pd.read_csv(reference_dir / "assets/camb_libraries.csv").dropna(subset=["lon", "lat"])
    origins = gpd.GeoSeries.from_xy(postcodes["easting"], postcodes["northing"], crs=27700)
    places = gpd.GeoSeries.from_xy(libraries["lon"], libraries["lat"], crs=4326).to_crs(27700)
    joined = gpd.sjoin_nearest(
        gpd.GeoDataFrame(geometry=origins), gpd.GeoDataFrame(geometry=places), distance_col="distance_m"
    )
    expected = joined.groupby(level=0)["distance_m"].first().reindex(origins.index)
    found = nearest_m(origins.get_coordinates(), places.get_coordinates())
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)
