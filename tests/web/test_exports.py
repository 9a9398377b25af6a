"""Do the files hold exactly what the page shows, and say where it is from?"""

import csv
import io
import os
import sqlite3
import struct
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import orjson
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from own_geographies import ELY, LISTED, PARTS, load_own
from own_geographies import FENLAND as OWN_FENLAND
from sqlmodel import Session
from starlette.testclient import TestClient

from api.coverage_table import coverage_csv
from directory.areas.service import attribution_lines, list_areas
from directory.coverage.need import read_need
from directory.coverage.schemas import AreaCoverage, CoverageQuery
from directory.coverage.service import read_coverage
from directory.errors import InvalidInput
from directory.settings import PROJECT_DIR, Settings
from directory.words import Capital, Day, Level, Region, Release
from geo.trust import Trust
from web.exports import GEOPARQUET, Form, coverage_file, write_export

DATA_DIR = Path(__file__).resolve().parents[2] / "data"
FENLAND = "E07000010"
VIEW = f"capital=social&district={FENLAND}&release=2011"
COLUMNS = [
    "code", "name", "district", "population", "imd_rank", "imd_decile", "imd_score", "count",
    "rate_per_1000", "nearest_m", "share_within_1200m", "need_class", "access_class", "gap_rank",
    "gap_rank_here", "nearest_p50_m", "nearest_p90_m", "third_nearest_m", "share_within_walk",
    "share_within_cycle", "share_within_drive", "reach_walk", "reach_cycle", "reach_drive", "sfca2", "e2sfca",
    "sfca3", "need", "access", "gap", "gap_rank_low", "gap_rank_high", "completeness", "completeness_low",
    "completeness_high", "state", "state_reason", "mark", "mark_date", "access_cluster", "gap_cluster",
    "population_estimated", "rate_per_1000_of_age",
]  # fmt: skip
QUERY = CoverageQuery(capital=Capital.SOCIAL, district=FENLAND, release=Release.R2011)


def told_of(area: AreaCoverage, column: str) -> object:
    """Give what the answer says of an area; four columns are parts of a field or named otherwise."""
    if column in {"mark", "mark_date"}:
        return area.mark and (area.mark.says if column == "mark" else area.mark.on_date)
    return getattr(area, "reason" if column == "state_reason" else column)


@pytest.fixture
def client(service: TestClient) -> TestClient:
    """The one service that no test here changes."""
    return service


@pytest.mark.parametrize("ending", ["csv", "geojson"])
@pytest.mark.parametrize(
    "view",
    [
        VIEW,
        "",
        "level=district&include=visiting",
        "level=ward&region=combined_authority",
        "level=parish",
        "category=library&day=tue&at=10:00&need=health:2,income:1",
        "trust=half_life&capital=health",
    ],
)
def test_a_page_and_the_api_hand_over_the_same_file(client: TestClient, ending: str, view: str) -> None:
    ours = client.get(f"/gaps/download.{ending}?{view}")
    theirs = client.get(f"/api/v1/coverage.{ending}?{view}")
    assert ours.status_code == theirs.status_code == 200
    assert ours.content == theirs.content
    assert ours.headers["content-type"] == theirs.headers["content-type"]
    if ending == "csv":
        assert ours.headers["content-disposition"] == theirs.headers["content-disposition"]


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
        assert list(row) == COLUMNS
        for column in COLUMNS:
            value = told_of(area, column)
            assert row[column] == ("" if value is None else str(value)), column


def test_the_geojson_is_the_answer_with_its_credits(client: TestClient, session: Session) -> None:
    told = read_coverage(session, QUERY)
    found = orjson.loads(client.get(f"/gaps/download.geojson?{VIEW}").content)
    assert [each["id"] for each in found["features"]] == [area.code for area in told.contents]
    for feature, area in zip(found["features"], told.contents, strict=True):
        assert feature["properties"] == {column: told_of(area, column) for column in COLUMNS}
        assert feature["geometry"]["type"] in {"Polygon", "MultiPolygon"}
    assert found["attribution"] == list(attribution_lines(session))
    assert found["computed_at"] == told.computed_at.isoformat()


@pytest.mark.parametrize(
    ("view", "shapes"), [(VIEW, "lsoa11"), ("", "lsoa21"), ("level=district", "districts")]
)
def test_the_geopackage_holds_the_table_and_the_outlines(
    client: TestClient, session: Session, tmp_path: Path, view: str, shapes: str
) -> None:
    file = tmp_path / "view.gpkg"
    file.write_bytes(client.get(f"/gaps/download.gpkg?{view}").content)
    drawn = gpd.read_file(file, layer="coverage")
    assert drawn.crs.to_epsg() == 4326
    assert drawn.geometry.is_valid.all()
    assert set(drawn.geometry.geom_type) == {"MultiPolygon"}
    table = pd.read_csv(io.BytesIO(client.get(f"/gaps/download.csv?{view}").content))
    pd.testing.assert_frame_equal(
        pd.DataFrame(drawn[COLUMNS]), table[COLUMNS], check_dtype=False, check_exact=True
    )
    source = gpd.read_file(DATA_DIR / "boundaries" / f"{shapes}.geojson").set_index("code")
    source = source.loc[drawn["code"]]
    assert drawn.geometry.geom_equals(source.geometry.reset_index(drop=True)).all()
    # Districts have no areas that were split.
    approximate = source["approximate"].fillna(value=False) if "approximate" in source else False
    assert (drawn["approximate_outline"].to_numpy() == approximate).all()
    extent = pyogrio.read_info(file, layer="coverage")["total_bounds"]
    assert extent == pytest.approx(tuple(source.total_bounds))
    told = read_coverage(session, CoverageQuery() if view != VIEW else QUERY)
    about = gpd.read_file(file, layer="about")
    facts = dict(zip(about["term"], about["value"], strict=True))
    assert facts["method"] == told.method
    assert facts["computed_at"] == told.computed_at.isoformat()
    assert set(attribution_lines(session)) <= set(about["value"])


def test_the_geopackage_is_one_by_the_standard(client: TestClient, tmp_path: Path) -> None:
    content = client.get(f"/gaps/download.gpkg?{VIEW}").content
    assert content[:16] == b"SQLite format 3\x00"
    assert content[68:72] == b"GPKG"
    file = tmp_path / "view.gpkg"
    file.write_bytes(content)
    with closing(sqlite3.connect(file)) as store:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert store.execute("PRAGMA foreign_key_check").fetchall() == []
        assert store.execute("PRAGMA user_version").fetchone()[0] >= 10200
        assert {row[0] for row in store.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")} == {-1, 0, 4326}
        contents = "SELECT table_name, data_type, srs_id FROM gpkg_contents ORDER BY 1"
        assert store.execute(contents).fetchall() == [
            ("about", "attributes", None), ("coverage", "features", 4326),
        ]  # fmt: skip
        assert store.execute("SELECT * FROM gpkg_geometry_columns").fetchall() == [
            ("coverage", "geom", "MULTIPOLYGON", 4326, 0, 0)
        ]
        for (blob,) in store.execute("SELECT geom FROM coverage"):
            magic, version, flags, system, *box = struct.unpack_from("<2sBBi4d", blob)
            assert (magic, version, flags, system) == (b"GP", 0, 3, 4326)
            bounds = shapely.from_wkb(blob[40:]).bounds
            assert box == [bounds[0], bounds[2], bounds[1], bounds[3]]


@pytest.mark.parametrize("form", [Form.GPKG, Form.PARQUET])
def test_the_same_view_is_the_same_file(session: Session, form: Form) -> None:
    first, again = (coverage_file(session, DATA_DIR, QUERY, form) for _ in range(2))
    assert first == again


@pytest.mark.parametrize(
    "query", [QUERY, CoverageQuery(level=Level.DISTRICT), CoverageQuery(level=Level.PARISH)], ids=str
)
def test_the_geoparquet_is_the_geopackage_in_another_form(
    session: Session, tmp_path: Path, query: CoverageQuery
) -> None:
    write_export(session, DATA_DIR, query, tmp_path / "view.parquet")
    write_export(session, DATA_DIR, query, tmp_path / "view.gpkg")
    found = gpd.read_parquet(tmp_path / "view.parquet")
    same = gpd.read_file(tmp_path / "view.gpkg", layer="coverage")
    assert found.crs.to_epsg() == 4326
    assert list(found.columns) == [*COLUMNS, "approximate_outline", "geometry_is", "geometry"]
    assert found.geometry.geom_equals(same.geometry).all()
    for column in found.columns.drop("geometry"):
        held, expected = (
            table[column].astype(object).where(table[column].notna()) for table in (found, same)
        )
        assert held.fillna("unknown").tolist() == expected.fillna("unknown").tolist(), column


def test_the_geoparquet_is_one_by_the_standard(session: Session) -> None:
    made = coverage_file(session, DATA_DIR, QUERY, Form.PARQUET)
    assert made.media_type == GEOPARQUET
    assert made.file_name == "coverage-lsoa-2011-social-E07000010.parquet"
    table = pq.read_table(io.BytesIO(made.content))
    told = orjson.loads(table.schema.metadata[b"geo"])
    assert (told["version"], told["primary_column"]) == ("1.1.0", "geometry")
    column = told["columns"]["geometry"]
    assert (column["encoding"], column["geometry_types"]) == ("WKB", ["MultiPolygon"])
    assert column["crs"]["id"] == {"authority": "EPSG", "code": 4326}
    shapes = shapely.from_wkb(table["geometry"].to_pylist())
    assert column["bbox"] == shapely.total_bounds(shapes).tolist()
    west, south, *_ = column["bbox"]
    assert west < 1, "longitude first"
    assert south > 52
    types = {field.name: str(field.type) for field in table.schema}
    assert (types["code"], types["count"], types["gap"]) == ("string", "int64", "double")
    assert types["population_estimated"] == "bool"
    facts = orjson.loads(table.schema.metadata[b"hereabouts"])
    assert facts["attribution"] == list(attribution_lines(session))
    assert facts["need_label"]
    assert facts["computed_at"] == read_coverage(session, QUERY).computed_at.isoformat()


def test_unknown_is_null_in_the_geoparquet(session: Session) -> None:
    made = coverage_file(session, DATA_DIR, CoverageQuery(), Form.PARQUET)
    table = pq.read_table(io.BytesIO(made.content))
    told = read_coverage(session, CoverageQuery())
    for name in ("gap_rank", "gap_rank_low", "mark", "access_cluster", "completeness"):
        unknown = sum(told_of(area, name) is None for area in told.contents)
        assert table[name].null_count == unknown, name
    assert 0 < table["gap_rank"].null_count < len(told.contents)


def test_own_geographies_are_exported_as_far_as_they_can_be_drawn(session: Session, tmp_path: Path) -> None:
    load_own(session, tmp_path)
    query = CoverageQuery(geography=LISTED)
    found = {}
    for ending in ("csv", "geojson", "gpkg", "parquet"):
        write_export(session, DATA_DIR, query, tmp_path / f"own.{ending}")
    found["csv"] = pd.read_csv(tmp_path / "own.csv")
    found["geojson"] = gpd.read_file(tmp_path / "own.geojson")
    found["gpkg"] = gpd.read_file(tmp_path / "own.gpkg", layer="coverage")
    found["parquet"] = gpd.read_parquet(tmp_path / "own.parquet")
    for table in found.values():
        assert list(table["code"]) == [ELY, OWN_FENLAND, PARTS]
        assert table["population_estimated"].astype(bool).all()
    for ending in ("gpkg", "parquet"):
        assert list(found[ending]["geometry_is"]) == ["united", "united", "centre"]
        kinds = list(found[ending].geometry.geom_type)
        assert kinds == ["MultiPolygon", "MultiPolygon", "Point"]
    name = coverage_file(session, DATA_DIR, query, Form.CSV).file_name
    assert name == f"coverage-{LISTED}-2021-all-cambridgeshire.csv"


def test_the_name_of_a_file_says_the_view(session: Session) -> None:
    query = CoverageQuery(
        category="library", day=Day.TUE, at="10:00", trust=Trust.HALF_LIFE, need=read_need("health:2,income")
    )
    name = coverage_file(session, DATA_DIR, query, Form.CSV).file_name
    assert name == (
        "coverage-lsoa-2021-library-cambridgeshire-tue-10-00-confirmed-half_life-need-health-2-income-1.csv"
    )


@pytest.mark.parametrize("form", list(Form))
def test_an_unknown_category_makes_no_file(session: Session, form: Form) -> None:
    with pytest.raises(InvalidInput, match="There is no category librarys"):
        coverage_file(session, DATA_DIR, CoverageQuery(category="librarys"), form)


HANDED_OVER = """
import sys
from fastapi.testclient import TestClient
from sqlmodel import Session
from directory.coverage.schemas import CoverageQuery
from directory.settings import get_settings
from web.app import create_app
from web.exports import Form, coverage_file
assert "pyarrow.parquet" not in sys.modules

with TestClient(create_app(get_settings())) as client:
    for ending in ("csv", "geojson", "gpkg"):
        assert client.get(f"/gaps/download.{ending}").status_code == 200
    with Session(client.app.state.directory_engine) as session:
        form = coverage_file(session, get_settings().data_dir, CoverageQuery(), Form.PARQUET)
        assert form.content[:4] == form.content[-4:] == b"PAR1"
assert not {"geopandas", "pyogrio"} & set(sys.modules)
"""


def test_no_file_brings_a_map_library_into_the_server(page_settings: Settings) -> None:
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", HANDED_OVER],
        check=True,
        cwd=PROJECT_DIR,
        env={
            **os.environ,
            "PYTHONPATH": str(PROJECT_DIR),
            "HEREABOUTS_DATABASE_URL": page_settings.database_url,
            "HEREABOUTS_PEOPLE_DATABASE_URL": page_settings.people_database_url,
        },
    )


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
def test_areas_without_an_outline_have_the_point_of_their_centre(
    session: Session, tmp_path: Path, level: Level
) -> None:
    query = CoverageQuery(level=level, region=Region.COMBINED_AUTHORITY)
    centres = {area.code: (area.lon, area.lat) for area in list_areas(session, level, Release.R2021)}
    expected = [area.code for area in read_coverage(session, query).contents]
    for ending in ("csv", "geojson", "gpkg"):
        write_export(session, DATA_DIR, query, tmp_path / f"view.{ending}")
    for ending in ("geojson", "gpkg"):
        found = gpd.read_file(tmp_path / f"view.{ending}", layer="coverage" if ending == "gpkg" else None)
        assert list(found["code"]) == expected
        assert [point.coords[0] for point in found.geometry] == [centres[code] for code in expected]
    rows = csv.DictReader(io.StringIO((tmp_path / "view.csv").read_text()))
    assert [row["code"] for row in rows] == expected


def test_a_spreadsheet_runs_no_formula_of_ours(session: Session) -> None:
    answer = read_coverage(session, CoverageQuery())
    bad = replace(answer.contents[0], name='=HYPERLINK("x")', nearest_m=-1.0)
    text = coverage_csv(replace(answer, contents=(bad,))).decode()
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
