"""Is a file that is recognised and broken refused, in one line that says what to do?"""

from collections.abc import Callable
from pathlib import Path

import geopandas
import pytest
import shapely
from downloads import Row, file_7, lsoa_frame, onspd, parish_frame, shipped_rows, ward_frame, write_rows
from shapely.geometry import Polygon

from directory.errors import HereaboutsError
from directory.releases.choose import choose_files
from directory.releases.folders import compose_release
from directory.releases.known import KnownAreas
from directory.releases.service import _write
from directory.settings import PROJECT_DIR
from geo.projection import to_bng

Change = Callable[[geopandas.GeoDataFrame], geopandas.GeoDataFrame]


def refusal(folder: Path, known: KnownAreas) -> str:
    with pytest.raises(HereaboutsError) as caught:
        choose_files(folder, known)
    message = caught.value.message
    assert "\n" not in message
    # What is wrong, then what to do.
    assert message.endswith(".")
    assert message.count(". ") >= 1
    return message


def metres_called_degrees(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    return frame.to_crs("EPSG:27700").set_crs("EPSG:4326", allow_override=True)


def degrees_called_metres(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    return frame.set_crs("EPSG:27700", allow_override=True)


def swapped(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    return frame.set_geometry(
        shapely.transform(frame.geometry.values, lambda points: points[:, ::-1]), crs=4326
    )


def repeated(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(geopandas.pd.concat([frame, frame.head(1)], ignore_index=True))


def one_short(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    return frame.iloc[1:]


def other_year(_frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    return lsoa_frame("11").rename(columns={"LSOA11CD": "LSOA21CD"})


def a_stranger(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    changed = frame.copy()
    changed["LAD24CD"] = "E07000008"
    changed.loc[3, "LSOA21CD"] = "E01099999"
    return changed


def nothing_of_ours(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    changed = frame.head(3).copy()
    changed["LSOA21CD"] = ["E01000001", "E01000002", "E01000003"]
    return changed


def no_outline(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    changed = frame.copy()
    changed.loc[5, "geometry"] = None
    return changed


def crossing(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Make one area a figure of eight: half of it is lost when it is mended."""
    changed = frame.copy()
    west, south, east, north = frame.geometry.iloc[0].bounds
    changed.loc[0, "geometry"] = Polygon(
        [(west, south), (east, north), (east, south), (west, north * 0.999 + south * 0.001)]
    )
    return changed


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (metres_called_degrees, "its coordinates are metres"),
        (swapped, "latitudes stand where longitudes belong"),
        (repeated, "E01015589 comes more than once"),
        (one_short, "it lacks 1 of the 516 LSOAs of 2021"),
        (other_year, "it lacks 61 of the 516 LSOAs of 2021"),
        (a_stranger, "E01099999 is not among the LSOAs of 2021"),
        (nothing_of_ours, "none in Cambridgeshire or Peterborough"),
        (no_outline, "it lacks 1 of the 516 LSOAs of 2021"),
        (crossing, "mending it would change its area"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_outlines(tmp_path: Path, known: KnownAreas, change: Change, words: str) -> None:
    change(lsoa_frame("21")).to_file(tmp_path / "lsoas.geojson")
    message = refusal(tmp_path, known)
    assert message.startswith("lsoas.geojson: ")
    assert words in message


def test_degrees_called_metres(tmp_path: Path, known: KnownAreas) -> None:
    degrees_called_metres(lsoa_frame("21")).to_file(tmp_path / "lsoas.gpkg")
    assert "its coordinates are degrees" in refusal(tmp_path, known)


def test_a_shapefile_without_its_coordinate_system(tmp_path: Path, known: KnownAreas) -> None:
    lsoa_frame("21").to_file(tmp_path / "lsoas.shp")
    (tmp_path / "lsoas.prj").unlink()
    assert "Keep the .prj file" in refusal(tmp_path, known)


def test_a_row_without_outline(tmp_path: Path, known: KnownAreas) -> None:
    no_outline(lsoa_frame("21")).to_parquet(tmp_path / "lsoas.parquet")
    assert "1 rows have no outline" in refusal(tmp_path, known)


def test_a_nick_is_mended_and_said(tmp_path: Path, known: KnownAreas) -> None:
    frame = lsoa_frame("21")
    ring = list(frame.geometry.iloc[0].exterior.coords)
    x, y = ring[0]
    loop = [(x, y), (x + 1e-5, y + 1e-5), (x, y + 1e-5), (x + 1e-5, y)]
    frame.loc[0, "geometry"] = Polygon([*loop, *ring[1:]])
    assert not frame.geometry.is_valid.iloc[0]
    frame.to_file(tmp_path / "lsoas.geojson")
    chosen = choose_files(tmp_path, known)
    assert all(outline.shape_wgs84.is_valid for outline in chosen.outlines[0].outlines)
    assert "mended the outline of E01015589" in chosen.taken[0]


def test_parishes_that_are_sketches(tmp_path: Path, known: KnownAreas) -> None:
    parish_frame(40, size=1.2).to_file(tmp_path / "parishes.geojson")
    assert "sketches and not boundaries" in refusal(tmp_path, known)


def _column(rows: list[Row], part: str) -> str:
    return next(name for name in rows[0] if part in name)


def _ranked_here(rows: list[Row]) -> list[Row]:
    name = _column(rows, "(IMD) Rank")
    order = sorted(rows, key=lambda row: int(row[name]))
    return [row | {name: str(rank)} for rank, row in enumerate(order, 1)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: [*rows, rows[0]], "E01015589 comes more than once"),
        (lambda rows: rows[1:], "it lacks 1 of the 516 LSOAs of 2021"),
        (
            lambda rows: [{k: v for k, v in row.items() if "Crime Score" not in k} for row in rows],
            "Crime Score",
        ),
        (_ranked_here, "must be those of the whole of England"),
        (lambda rows: _turned(rows, "Decile"), "must be those of the whole of England"),
        (lambda rows: _set(rows, "Crime Rank", "40000"), "outside 1 to 33755"),
        (lambda rows: _set(rows, "Crime Rank", "7"), "do not cover England's"),
        (lambda rows: _set(rows, "Crime Score", "n/a"), '"n/a" in the column Crime Score'),
        (lambda rows: _set(rows, "(IMD) Rank", "1.5"), "is not a whole number"),
        (lambda rows: _negated(rows, "(IMD) Score"), "the less deprived have the higher scores"),
    ],
)
def test_deprivation(
    tmp_path: Path, known: KnownAreas, change: Callable[[list[Row]], list[Row]], words: str
) -> None:
    write_rows(tmp_path / "seven.csv", change(file_7("2021")))
    message = refusal(tmp_path, known)
    assert message.startswith("seven.csv: ")
    assert words in message


def _set(rows: list[Row], part: str, value: str) -> list[Row]:
    return [row | {_column(rows, part): value} for row in rows]


def _turned(rows: list[Row], part: str) -> list[Row]:
    name = _column(rows, part)
    return [row | {name: str(11 - int(row[name]))} for row in rows]


def _negated(rows: list[Row], part: str) -> list[Row]:
    name = _column(rows, part)
    return [row | {name: str(100 - float(row[name]))} for row in rows]


def test_the_index_of_2015(tmp_path: Path, known: KnownAreas) -> None:
    rows = [
        {name.replace("(2019)", "(2013)"): value for name, value in row.items()} for row in file_7("2011")
    ]
    write_rows(tmp_path / "seven.csv", rows)
    assert "index of 2015 or older" in refusal(tmp_path, known)


def _without(rows: list[Row], column: str) -> list[Row]:
    return [{name: value for name, value in row.items() if name != column} for row in rows]


def _metres(rows: list[Row]) -> list[Row]:
    return [row | {"long": row["east1m"], "lat": row["north1m"]} for row in rows]


def _exchanged(rows: list[Row]) -> list[Row]:
    return [row | {"long": row["lat"], "lat": row["long"]} for row in rows]


def _one_moved(rows: list[Row]) -> list[Row]:
    easting, northing = to_bng(0.5, 52.9)
    moved = {"east1m": str(round(easting)), "north1m": str(round(northing))}
    return [rows[0] | moved, *rows[1:]]


def _lsoas_mixed_up(rows: list[Row]) -> list[Row]:
    return [row | {"lsoa11cd": row["lsoa21cd"]} for row in rows]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: [*rows, rows[0]], "CB1 0AA comes more than once"),
        (lambda rows: _without(rows, "lsoa21cd"), "it lacks the column lsoa21cd"),
        (_metres, "are not degrees"),
        (_exchanged, "its latitudes stand in the column long"),
        (_one_moved, "longitude, latitude and grid reference of CB1 0AA"),
        (_lsoas_mixed_up, "in lsoa11cd are not LSOAs of 2011"),
        (lambda rows: rows[:2000], "it has no live postcode in"),
    ],
)
def test_postcodes(
    tmp_path: Path, known: KnownAreas, change: Callable[[list[Row]], list[Row]], words: str
) -> None:
    write_rows(tmp_path / "onspd.csv", change(onspd()))
    message = refusal(tmp_path, known)
    assert message.startswith("onspd.csv: ")
    assert words in message


@pytest.mark.parametrize(
    ("first", "words"),
    [("0", "nobody lives in"), ("many", '"many" in the column Total'), (None, "it lacks 1 of the 516 LSOAs")],
)
def test_population(tmp_path: Path, known: KnownAreas, first: str | None, words: str) -> None:
    shipped = shipped_rows("population/lsoa21_mid2022.csv")
    rows = [{"LSOA 2021 Code": row["code"], "Total": row["population"]} for row in shipped]
    rows = rows[1:] if first is None else [rows[0] | {"Total": first}, *rows[1:]]
    write_rows(tmp_path / "people.csv", rows)
    assert words in refusal(tmp_path, known)


def test_wards_of_another_year_than_the_postcodes(tmp_path: Path, known: KnownAreas) -> None:
    downloads, root, data = tmp_path / "downloads", tmp_path / "releases", PROJECT_DIR / "data"
    downloads.mkdir()
    wards = ward_frame()
    wards["WD25CD"] = [code[:3] + "9" + code[4:] for code in wards["WD25CD"]]
    wards.to_file(downloads / "wards.geojson")
    chosen = choose_files(downloads, known)
    with pytest.raises(HereaboutsError, match="outlines of wards of the same year"):
        compose_release(root, data, "downloads", (), lambda out: _write(out, data, chosen))
    assert list(root.iterdir()) == []
