"""How often is the estimated parish the true one?"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import geo.parishes
from geo.parishes import estimate_parishes

TABLE = {
    "parish_codes": np.array(["P3", "P2", "P1", "C0"]),
    "parish_centres_bng": [(0, 0), (4000, 0), (4000, 0), (1000, 0)],
    "parish_area_km2": [16.0, 4.0, 4.0, 40.0],
    "parish_district_codes": np.array(["fen", "fen", "fen", "city"]),
}


def _estimate(points: object, districts: list[str | None], **changed: object) -> list[str | None]:
    found = estimate_parishes(points, np.array(districts, dtype=object), **(TABLE | changed))  # type: ignore[arg-type]
    return list(found)


def test_a_larger_parish_reaches_further() -> None:
    # At 2.6 km the measure is 2600 / 4 = 650 from P3 and 1400 / 2 = 700 from P1; at 2.7 km it is 675 and 650.
    assert _estimate([(2600, 0), (2700, 0)], ["fen", "fen"]) == ["P3", "P1"]


def test_equals_go_to_the_smaller_code() -> None:
    assert _estimate([(4000, 5)], ["fen"]) == ["P1"]


def test_only_the_own_district_competes_and_one_parish_has_all() -> None:
    assert _estimate([(1000, 0), (90_000, 0)], ["fen", "city"]) == ["P3", "C0"]


def test_unknown_has_no_parish() -> None:
    assert _estimate([(np.nan, 0), (0, 0), (0, 0)], ["fen", None, "moor"]) == [None, None, None]
    assert _estimate([], []) == []


def test_blocks_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.random.default_rng(3).uniform(-3000, 8000, size=(50, 2))
    whole = _estimate(points, ["fen"] * 50)
    monkeypatch.setattr(geo.parishes, "_BLOCK", 7)
    assert _estimate(points, ["fen"] * 50) == whole


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"parish_centres_bng": [(0, 0)]}, "same length"),
        ({"parish_district_codes": np.array(["fen"])}, "same length"),
        ({"parish_area_km2": [1.0, 0.0, 1.0, 1.0]}, "area above 0"),
        ({"parish_centres_bng": [(0, 0), (np.nan, 0), (0, 0), (0, 0)]}, "needs a centre"),
    ],
)
def test_a_wrong_table_is_refused(changed: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        _estimate([(0, 0)], ["fen"], **changed)


def test_a_district_for_every_point() -> None:
    with pytest.raises(ValueError, match="district_codes must have shape"):
        _estimate([(0, 0)], [])


@pytest.mark.reference
def test_at_least_93_in_100_postcodes_inside_true_parishes(reference_dir: Path) -> None:
    parishes = pd.read_csv(reference_dir / "parishes/camb_parishes.csv")
    true = gpd.read_file(reference_dir / "parishes/camb_parishes_osm_subset.geojson")
    true = true[true["code"].isin(parishes["code"])]
    postcodes = pd.read_csv(reference_dir / "postcodes/camb_postcodes.csv.gz", low_memory=False)
    postcodes = postcodes[postcodes["in_camb_pboro"] & (postcodes["status"] == "live")]
    points = gpd.GeoDataFrame(
        postcodes, geometry=gpd.points_from_xy(postcodes["lon"], postcodes["lat"], crs=4326)
    )
    inside = points.sjoin(true[["code", "geometry"]], predicate="within")
    estimated = estimate_parishes(
        inside[["easting", "northing"]],
        inside["lad25_code"].to_numpy(),
        parish_codes=parishes["code"].to_numpy(),
        parish_centres_bng=parishes[["easting", "northing"]],
        parish_area_km2=parishes["area_km2"],
        parish_district_codes=parishes["lad_code"].to_numpy(),
    )
    share = float((estimated == inside["code"].to_numpy()).mean())
    assert (len(inside), len(true)) == (10_042, 79)
    assert share >= 0.93
