"""Do areas come back from the small file as they went in, and is it small?"""

import gzip
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.outlines import decode_outlines, encode_outlines, simplify_coverage
from geo.synthetic import clustered_points, make_polygons

SQUARE = shapely.box(0.10, 52.20, 0.12, 52.22)


def test_the_file_is_the_one_described() -> None:
    west, east = shapely.box(0.0, 52.0, 0.1, 52.1), shapely.box(0.1, 52.0, 0.2, 52.1)
    file = json.loads(encode_outlines([west, east], ["W", "E"], resolution_m=1113.2).to_json())
    assert file["format"] == "hereabouts-outlines-1"
    assert file["transform"]["translate"] == [0.0, 52.0]
    assert file["transform"]["scale"] == [pytest.approx(0.01626, abs=1e-5), 0.01]
    assert [area["code"] for area in file["areas"]] == ["W", "E"]
    assert sorted(abs(step) for step in file["areas"][0]["rings"][0][2:]) == [0, 0, 0, 6, 10, 10]


def _decoded_as_a_browser_does(file: bytes) -> dict[str, list[list[tuple[float, float]]]]:
    read = json.loads(file)
    (sx, sy), (tx, ty) = read["transform"]["scale"], read["transform"]["translate"]
    areas: dict[str, list[list[tuple[float, float]]]] = {}
    for area in read["areas"]:
        areas[area["code"]] = []
        for steps in area["rings"]:
            x = y = 0
            ring = []
            for dx, dy in zip(steps[::2], steps[1::2], strict=True):
                x, y = x + dx, y + dy
                ring.append((tx + sx * x, ty + sy * y))
            areas[area["code"]].append(ring)
    return areas


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32 - 1), st.sampled_from([10.0, 20.0, 50.0]))
def test_there_and_back_moves_no_point_by_more_than_a_step(seed: int, resolution_m: float) -> None:
    rng = np.random.default_rng(seed)
    metres = make_polygons(rng.random((12, 2)) * (500_000, 600_000), points_an_edge=3)
    polygons = list(shapely.transform(metres, lambda xy: np.array([0.0, 52.0]) + xy / 1e6))
    codes = [f"E{place}" for place in range(12)]
    outlines = encode_outlines(polygons, codes, resolution_m)
    file = outlines.to_json()
    back = decode_outlines(file)
    assert back.codes == tuple(codes)
    assert back.to_json() == file
    for polygon, code, drawn in zip(polygons, codes, back.polygons(), strict=True):
        [ring] = _decoded_as_a_browser_does(file)[code]
        assert (
            shapely.hausdorff_distance(polygon.exterior, shapely.LinearRing(ring))
            <= 2 * resolution_m / 111_320
        )
        assert drawn.symmetric_difference(polygon).area <= polygon.length * 2 * resolution_m / 111_320


def test_neighbours_still_share_their_edge() -> None:
    polygons = shapely.transform(
        make_polygons(clustered_points(40, np.random.default_rng(2))),
        lambda xy: np.array([0.0, 52.0]) + xy / 1e6,
    )
    drawn = decode_outlines(encode_outlines(polygons, map(str, range(40)), 20.0).to_json()).polygons()
    assert shapely.union_all(drawn).area == pytest.approx(shapely.area(drawn).sum(), rel=1e-9)


def test_parts_and_holes_by_the_even_odd_rule() -> None:
    holed = SQUARE.difference(shapely.box(0.105, 52.205, 0.11, 52.21))
    both = shapely.union_all([holed, shapely.box(0.2, 52.2, 0.21, 52.21)])
    [drawn] = decode_outlines(encode_outlines([both], ["A"], 5.0).to_json()).polygons()
    assert drawn.symmetric_difference(both).area < 0.01 * both.area


def test_specks_fall_away_but_never_an_area() -> None:
    speck = shapely.box(0.3, 52.3, 0.3001, 52.3001)
    outlines = encode_outlines([shapely.MultiPolygon([SQUARE, speck])], ["A"], 500.0)
    assert [len(rings) for rings in outlines.rings] == [1]
    with pytest.raises(ValueError, match="B vanishes on a grid of 500 m"):
        encode_outlines([SQUARE, speck], ["A", "B"], 500.0)


def test_a_ring_that_falls_to_a_line_is_left_out() -> None:
    # Four bends along one row of the grid: no two neighbours fall together, and still nothing is enclosed.
    thin = shapely.Polygon([(0.30, 52.3), (0.35, 52.3001), (0.40, 52.3), (0.35, 52.3002)])
    whole = shapely.MultiPolygon([SQUARE, thin])
    assert [len(rings) for rings in encode_outlines([whole], ["A"], 500.0).rings] == [1]


def test_points_that_fall_together_are_told_once() -> None:
    crowded = shapely.segmentize(SQUARE, 0.0001)
    [[ring]] = encode_outlines([crowded], ["A"], 500.0).rings
    assert len(ring) < 20
    assert (np.abs(np.diff(ring, axis=0)).sum(axis=1) > 0).all()
    assert (ring[0] != ring[-1]).any()


@pytest.mark.parametrize(
    ("count", "resolution_m", "message"), [(2, 20.0, "1 polygons and 2 codes"), (1, 0.0, "must be above 0")]
)
def test_wrong_input_is_refused(count: int, resolution_m: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        encode_outlines([SQUARE], ["A", "B"][:count], resolution_m)
    with pytest.raises(ValueError, match="0 polygons"):
        encode_outlines([], [])


@pytest.mark.parametrize("file", [b"[]", b'{"format": "TopoJSON"}', b"<svg/>"])
def test_another_format_is_refused(file: bytes) -> None:
    with pytest.raises(ValueError, match=r"format|Expecting"):
        decode_outlines(file)


def test_simplified_neighbours_fit() -> None:
    polygons = make_polygons(clustered_points(30, np.random.default_rng(4)), points_an_edge=20)
    simple = simplify_coverage(polygons, 5000.0)
    assert shapely.get_num_coordinates(simple).sum() < shapely.get_num_coordinates(polygons).sum() / 2
    assert shapely.coverage_is_valid(simple)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("table", "tolerance_m", "overlap_at_least"),
    [("camb_lsoa11_bsc_*", 0.0, 0.98), ("camb_lsoa21", 200.0, 0.85)],
)
def test_a_county_of_lsoas_is_under_45_kilobytes(
    reference_dir: Path, table: str, tolerance_m: float, overlap_at_least: float
) -> None:
    [path] = (reference_dir / "boundaries").glob(f"{table}.geojson")
    areas = gpd.read_file(path).to_crs(27700)
    simple = gpd.GeoSeries(simplify_coverage(areas.geometry, tolerance_m), crs=27700).to_crs(4326)
    file = encode_outlines(simple, map(str, range(len(areas)))).to_json()
    assert len(gzip.compress(file, 9)) < 45_000
    drawn = gpd.GeoSeries(decode_outlines(file).polygons(), crs=4326).to_crs(27700)
    overlap = drawn.intersection(areas.geometry).area / drawn.union(areas.geometry).area
    assert overlap.median() >= overlap_at_least
