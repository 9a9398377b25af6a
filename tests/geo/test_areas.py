"""Is a point's area the one that geopandas finds, on edges and corners too?"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import geo.areas
from geo.areas import AreaIndex
from geo.synthetic import clustered_points, make_polygons

SQUARES = [shapely.box(column, row, column + 1, row + 1) for row in range(3) for column in range(3)]
CODES = ["E5", "E3", "E8", "E1", "E9", "E4", "E7", "E2", "E6"]


def _as_geopandas(
    polygons: Sequence[shapely.Geometry], codes: list[str], x: NDArray[np.float64], y: NDArray[np.float64]
) -> list[str | None]:
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y))
    joined = points.sjoin(gpd.GeoDataFrame({"code": codes}, geometry=polygons), predicate="intersects")
    smallest = joined.groupby(level=0)["code"].min()
    return [smallest.get(row) for row in range(len(points))]


def test_a_shared_edge_and_a_shared_corner_go_to_the_smallest_code() -> None:
    index = AreaIndex(SQUARES, CODES)
    assert index.locate([0.5, 1.0, 1.0, 2.0], [0.5, 0.5, 1.0, 2.0]).tolist() == ["E5", "E3", "E1", "E2"]


def test_on_the_rim_is_inside_and_beyond_it_is_not() -> None:
    index = AreaIndex(SQUARES, CODES)
    assert index.locate_one(0.0, 0.0) == "E5"
    assert index.locate_one(-0.0001, 0.0) is None


def test_unknown_lies_nowhere() -> None:
    index = AreaIndex(SQUARES, CODES)
    assert index.locate([np.nan, 0.5], [0.5, np.nan]).tolist() == [None, None]
    assert index.locate([], []).tolist() == []
    assert index.locate_index([np.nan, 0.5], [0.5, 0.5]).tolist() == [-1, sorted(CODES).index("E5")]


def test_a_hole_is_outside() -> None:
    ring = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    index = AreaIndex(
        [ring, shapely.MultiPolygon([shapely.box(5, 5, 6, 6)]), shapely.Polygon()], ["A", "B", "C"]
    )
    assert index.locate([1.5, 0.5, 5.5], [1.5, 0.5, 5.5]).tolist() == [None, "A", "B"]


def test_no_areas_hold_nothing() -> None:
    assert AreaIndex([], []).locate_one(1.0, 2.0) is None


@pytest.mark.parametrize(
    ("polygons", "codes", "message"),
    [
        ([shapely.box(0, 0, 1, 1)], [], "1 polygons and 0 codes"),
        ([shapely.box(0, 0, 1, 1)] * 2, ["A", "A"], "comes twice"),
        ([shapely.Point(0, 0)], ["A"], "must be a Polygon"),
    ],
)
def test_wrong_areas_are_refused(polygons: list[shapely.Geometry], codes: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        AreaIndex(polygons, codes)


def test_wrong_points_are_refused() -> None:
    with pytest.raises(ValueError, match="lat must have shape"):
        AreaIndex(SQUARES, CODES).locate([1.0, 2.0], [1.0])


@settings(deadline=None)
@given(st.permutations(range(9)), st.lists(st.tuples(st.integers(-1, 7), st.integers(-1, 7)), max_size=20))
def test_as_geopandas_on_a_half_step_grid_in_any_order(
    order: list[int], halves: list[tuple[int, int]]
) -> None:
    x, y = np.array(halves, dtype=float).reshape(-1, 2).T / 2
    polygons, codes = [SQUARES[place] for place in order], [CODES[place] for place in order]
    assert AreaIndex(polygons, codes).locate(x, y).tolist() == _as_geopandas(polygons, codes, x, y)


@pytest.fixture(scope="module")
def crooked() -> tuple[list[shapely.Geometry], list[str], NDArray[np.float64]]:
    rng = np.random.default_rng(8)
    polygons = make_polygons(clustered_points(300, rng))
    corners = shapely.get_coordinates(polygons)[::7]
    points = np.concatenate((clustered_points(5000, rng), corners, corners + 0.5))
    return list(polygons), [f"E{place:04d}" for place in rng.permutation(300)], points


def test_as_geopandas_on_crooked_areas_and_their_very_corners(
    crooked: tuple[list[shapely.Geometry], list[str], NDArray[np.float64]],
) -> None:
    polygons, codes, points = crooked
    found = AreaIndex(polygons, codes).locate(*points.T)
    assert found.tolist() == _as_geopandas(polygons, codes, *points.T)


def test_many_threads_may_ask_at_once(
    crooked: tuple[list[shapely.Geometry], list[str], NDArray[np.float64]],
) -> None:
    polygons, codes, points = crooked
    expected = AreaIndex(polygons, codes).locate(*points.T).tolist()
    index = AreaIndex([shapely.from_wkb(shapely.to_wkb(polygon)) for polygon in polygons], codes)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: index.locate(*points.T).tolist(), range(16)))
    assert all(answer == expected for answer in answers)


def test_blocks_make_no_difference(
    crooked: tuple[list[shapely.Geometry], list[str], NDArray[np.float64]], monkeypatch: pytest.MonkeyPatch
) -> None:
    polygons, codes, points = crooked
    index = AreaIndex(polygons, codes)
    whole = index.locate(*points.T).tolist()
    monkeypatch.setattr(geo.areas, "_BLOCK", 700)
    assert index.locate(*points.T).tolist() == whole


@pytest.mark.reference
def test_full_detail_polygons_as_geopandas_and_99_in_100_as_the_look_up(reference_dir: Path) -> None:
    postcodes = pd.read_csv(reference_dir / "postcodes/camb_postcodes.csv.gz", low_memory=False)
    postcodes = postcodes[postcodes["in_camb_pboro"] & (postcodes["status"] == "live")].dropna(
        subset=["lsoa11_code"]
    )
    areas = gpd.read_file(reference_dir / "boundaries/camb_lsoa11.geojson")
    lon, lat = postcodes["lon"].to_numpy(), postcodes["lat"].to_numpy()
    found = AreaIndex(areas.geometry, areas["code"]).locate(lon, lat)
    assert found.tolist() == _as_geopandas(list(areas.geometry), list(areas["code"]), lon, lat)
    assert (found == postcodes["lsoa11_code"].to_numpy()).mean() >= 0.99
