"""Do the files hold exactly what the page shows, and say where it is from?"""

import csv
import io
import sqlite3
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import orjson
import pyogrio
import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from directory.areas.service import attribution_lines
from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import read_coverage
from directory.errors import InvalidInput
from directory.words import Capital, Level, Region, Release
from web.exports import COLUMNS, coverage_csv, write_export

DATA_DIR = Path(__file__).resolve().parents[2] / "data"
FENLAND = "E07000010"
VIEW = f"capital=social&district={FENLAND}&release=2011"
QUERY = CoverageQuery(capital=Capital.SOCIAL, district=FENLAND, release=Release.R2011)


@pytest.fixture
def client(service: TestClient) -> TestClient:
    """The one service that no test here changes."""
    return service


def test_the_csv_is_the_answer(client: TestClient, session: Session) -> None:
    told = read_coverage(session, QUERY)
    answer = client.get(f"/gaps/download.csv?{VIEW}")
    assert (
        answer.headers["content-disposition"]
        == 'attachment; filename="coverage-lsoa-2011-social-E07000010.csv"'
    )
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == len(told.contents)
    for row, area in zip(rows, told.contents, strict=True):
        for column in COLUMNS:
            value = getattr(area, column)
            assert row[column] == ("" if value is None else str(value)), column
        assert (row["release"], row["capital"], row["region"]) == ("2011", "social", "cambridgeshire")
        assert row["listings_used"] == str(told.listings_used)


def test_the_geojson_is_the_answer_with_its_credits(client: TestClient, session: Session) -> None:
    told = read_coverage(session, QUERY)
    found = orjson.loads(client.get(f"/gaps/download.geojson?{VIEW}").content)
    assert [each["id"] for each in found["features"]] == [area.code for area in told.contents]
    for feature, area in zip(found["features"], told.contents, strict=True):
        assert feature["properties"]["nearest_m"] == area.nearest_m
        assert feature["properties"]["gap_rank"] == area.gap_rank
        assert feature["geometry"]["type"] in {"Polygon", "MultiPolygon"}
    assert found["source"]["attribution"] == list(attribution_lines(session))
    assert found["source"]["computed_at"] == told.computed_at.isoformat(timespec="seconds")


def test_the_geopackage_opens_with_every_figure(client: TestClient, session: Session, tmp_path: Path) -> None:
    told = read_coverage(session, QUERY)
    file = tmp_path / "view.gpkg"
    file.write_bytes(client.get(f"/gaps/download.gpkg?{VIEW}").content)
    table = gpd.read_file(file, layer="coverage").set_index("code")
    assert table.crs.to_epsg() == 4326
    assert table.geometry.is_valid.all()
    shipped = gpd.read_file(DATA_DIR / "boundaries" / "lsoa11.geojson").set_index("code")
    for area in told.contents:
        row = table.loc[area.code]
        assert row["nearest_m"] == area.nearest_m
        assert row["count"] == area.count
        assert row.geometry.equals(shipped.loc[area.code].geometry)
    about = gpd.read_file(file, layer="about")
    facts = dict(zip(about["term"], about["value"], strict=True))
    assert facts["method"] == told.method
    assert facts["computed_at"] == told.computed_at.isoformat(timespec="seconds")
    assert set(attribution_lines(session)) <= set(about["value"])


def test_the_geopackage_keeps_unknown_apart_from_zero(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "all.gpkg"
    write_export(session, DATA_DIR, CoverageQuery(), file)
    told = read_coverage(session, CoverageQuery())
    with sqlite3.connect(file) as store:
        blank = store.execute("SELECT count(*) FROM coverage WHERE gap_rank IS NULL").fetchone()[0]
        zero = store.execute("SELECT count(*) FROM coverage WHERE gap_rank = 0").fetchone()[0]
    store.close()
    assert blank == sum(area.gap_rank is None for area in told.contents)
    assert zero == 0


@pytest.mark.parametrize("level", [Level.WARD, Level.PARISH])
def test_areas_without_an_outline_are_written_without_one(
    session: Session, tmp_path: Path, level: Level
) -> None:
    query = CoverageQuery(level=level, region=Region.COMBINED_AUTHORITY)
    expected = len(read_coverage(session, query).contents)
    for ending in ("csv", "geojson", "gpkg"):
        write_export(session, DATA_DIR, query, tmp_path / f"view.{ending}")
    found = orjson.loads((tmp_path / "view.geojson").read_bytes())
    assert len(found["features"]) == expected
    assert all(feature["geometry"] is None for feature in found["features"])
    assert pyogrio.read_info(tmp_path / "view.gpkg", layer="coverage")["features"] == expected


def test_a_spreadsheet_runs_no_formula_of_ours(session: Session) -> None:
    answer = read_coverage(session, CoverageQuery())
    bad = replace(answer.contents[0], name='=HYPERLINK("x")', nearest_m=-1.0)
    text = coverage_csv(replace(answer, contents=(bad,))).content.decode()
    row = next(csv.DictReader(io.StringIO(text)))
    assert row["name"] == '\'=HYPERLINK("x")'
    assert row["nearest_m"] == "-1.0"


def test_a_file_of_another_kind_is_refused(session: Session, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="must end in"):
        write_export(session, DATA_DIR, CoverageQuery(), tmp_path / "view.xlsx")
    assert not list(tmp_path.glob("view*"))


def test_the_page_offers_only_files_that_hold_its_map(client: TestClient) -> None:
    assert "/gaps/download.gpkg" in client.get("/gaps").text
    assert "/gaps/download.gpkg" not in client.get("/gaps?level=parish").text
