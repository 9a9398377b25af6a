"""Is coverage the same as JSON, as a table and as shapes, with exactly the agreed columns?"""

import csv
import io
from datetime import datetime
from typing import Any

import pytest
from asked import answer, problem_of
from fastapi.testclient import TestClient

from api.coverage_table import table_csv
from api.schemas.coverage import CoverageOut
from api.schemas.geojson import CoverageFeatures
from directory.coverage.schemas import AreaCoverage

COVERAGE = "/api/v1/coverage"
COLUMNS = [
    "code", "name", "district", "population", "imd_rank", "imd_decile", "imd_score", "count",
    "rate_per_1000", "nearest_m", "share_within_1200m", "need_class", "access_class", "gap_rank",
    "gap_rank_here", "nearest_p50_m", "nearest_p90_m", "third_nearest_m", "share_within_walk",
    "share_within_cycle", "share_within_drive", "reach_walk", "reach_cycle", "reach_drive", "sfca2", "e2sfca",
    "sfca3", "need", "access", "gap", "gap_rank_low", "gap_rank_high", "completeness", "completeness_low",
    "completeness_high", "state", "state_reason", "mark", "mark_date", "access_cluster", "gap_cluster",
    "population_estimated",
]  # fmt: skip
VIEWS: list[dict[str, str]] = [
    {},
    {"capital": "health", "release": "2011"},
    {"level": "ward", "region": "combined_authority"},
    {"level": "parish", "district": "E07000010"},
    {"level": "district", "capital": "social", "include": "visiting"},
    {"district": "E06000031", "region": "combined_authority"},
    {"category": "library", "day": "tue", "at": "10:00", "need": "health:2,income:1"},
    {"trust": "12m", "need": "employment", "district": "E07000010"},
    {"trust": "half_life", "capital": "social", "level": "parish"},
]


def table(client: TestClient, view: dict[str, str]) -> list[dict[str, str]]:
    response = client.get(f"{COVERAGE}.csv", params=view)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"].startswith("attachment; filename=")
    return list(csv.DictReader(io.StringIO(response.text)))


def as_cell(value: Any) -> str:
    return "" if value is None else str(value)


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_the_table_and_the_shapes_hold_the_rows_of_the_json(client: TestClient, view: dict[str, str]) -> None:
    found = answer(client, view, COVERAGE)
    CoverageOut.model_validate(found)
    assert found["contents"]
    assert all(list(row) == COLUMNS for row in found["contents"])
    assert table(client, view) == [
        {name: as_cell(row[name]) for name in COLUMNS} for row in found["contents"]
    ]
    collection = answer(client, view, f"{COVERAGE}.geojson")
    CoverageFeatures.model_validate(collection)
    assert [feature["properties"] for feature in collection["features"]] == found["contents"]
    assert {name: collection[name] for name in found if name != "contents"} == {
        name: value for name, value in found.items() if name != "contents"
    }
    points = view.get("level") in {"ward", "parish"}
    for feature in collection["features"]:
        assert feature["id"] == feature["properties"]["code"]
        assert (feature["geometry"]["type"] == "Point") is points


def test_the_answer_says_what_it_was_made_from(client: TestClient) -> None:
    found = answer(client, path=COVERAGE)
    assert (found["release"], found["level"], found["region"], found["capital"]) == (
        "2021", "lsoa", "cambridgeshire", "all",
    )  # fmt: skip
    assert datetime.fromisoformat(found["computed_at"]).utcoffset() is not None
    assert found["method"]
    assert found["listings_used"] >= 30
    assert 1 <= found["kinds_used"] <= 6


@pytest.mark.parametrize("capital", ["all", "social", "cultural", "human", "health", "environmental"])
def test_each_capital_has_its_own_supply(client: TestClient, capital: str) -> None:
    found = answer(client, {"capital": capital}, COVERAGE)
    assert found["capital"] == capital
    everything = answer(client, path=COVERAGE)
    assert found["listings_used"] <= everything["listings_used"]


def test_too_few_listings_give_no_classes(client: TestClient) -> None:
    views = [
        answer(client, {"capital": capital}, COVERAGE)
        for capital in ("all", "social", "cultural", "human", "health", "environmental", "employability")
    ]
    for view in views:
        assert view["too_few"] is (view["listings_used"] < 30)
        ranked = [row for row in view["contents"] if row["gap_rank"] is not None]
        if view["too_few"]:
            assert not ranked
        for row in ranked:
            assert row["need_class"] == row["access_class"] == 3


def test_ranks_run_from_one_without_a_gap(client: TestClient) -> None:
    found = answer(client, {"region": "combined_authority"}, COVERAGE)
    for name in ("gap_rank", "gap_rank_here"):
        ranks = sorted(row[name] for row in found["contents"] if row[name] is not None)
        assert ranks == list(range(1, len(ranks) + 1))
        assert ranks


def test_a_district_shows_its_own_rows_of_the_region(client: TestClient) -> None:
    region = answer(client, path=COVERAGE)["contents"]
    fenland = answer(client, {"district": "E07000010"}, COVERAGE)["contents"]
    shared = [name for name in COLUMNS if name != "gap_rank_here"]
    assert [[row[name] for name in shared] for row in fenland] == [
        [row[name] for name in shared] for row in region if row["district"] == "Fenland"
    ]


def test_visiting_listings_are_counted_only_when_asked_for(client: TestClient) -> None:
    without = answer(client, {"capital": "cultural"}, COVERAGE)
    visiting = answer(client, {"capital": "cultural", "include": "visiting"}, COVERAGE)
    assert visiting["listings_used"] == without["listings_used"] + 1
    assert visiting["places_used"] > without["places_used"] + 300


@pytest.mark.parametrize("suffix", ["", ".csv", ".geojson"])
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("level=county", "level"),
        ("capital=money", "capital"),
        ("capital=social&capital=health", "capital"),
        ("release=2031", "release"),
        ("region=england", "region"),
        ("district=Fenland", "district"),
        ("district=E06000031", "district"),
        ("district=E07000999", "district"),
        ("district=E07000010&district=E07000011", "district"),
        ("include=all", "include"),
        ("capitals=social", "capitals"),
    ],
)
def test_what_is_malformed_is_refused_and_named(
    client: TestClient, suffix: str, query: str, field: str
) -> None:
    assert problem_of(client, f"{COVERAGE}{suffix}?{query}", 422)["field"] == field


def test_a_spreadsheet_runs_no_cell() -> None:
    area = AreaCoverage(
        code="=1+1", name="@SUM(A1)", district_code="", district="\tx", population=None, imd_rank=-3,
        imd_decile=None, imd_score=-0.5, count=0, rate_per_1000=0.0, nearest_m=12.5,
        share_within_1200m=None, need_class=None, access_class=None, gap_rank=None, gap_rank_here=None,
    )  # fmt: skip
    text = table_csv(["code", "name", "district", "imd_rank", "imd_score", "nearest_m"], [area]).decode()
    assert text == "code,name,district,imd_rank,imd_score,nearest_m\r\n'=1+1,'@SUM(A1),'\tx,-3,-0.5,12.5\r\n"
    plain = AreaCoverage(
        **{name: getattr(area, name) for name in area.__slots__} | {"name": "Ely, -East", "code": "+1"}
    )
    assert table_csv(["name", "code"], [plain]).decode().splitlines()[1] == '"Ely, -East",\'+1'
