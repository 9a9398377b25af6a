"""Is coverage the same as JSON, as a table and as shapes, with exactly the agreed columns?"""

import csv
import io
from datetime import datetime
from typing import Any

import pytest
from asked import answer, problem_of
from fastapi.testclient import TestClient
from own_geographies import DRAWN, ELY, FENLAND, LISTED, MARCH, MARCH_RING, PARTS
from shapely.geometry import Point, Polygon, shape

from api.coverage_table import table_csv
from api.schemas.coverage import ChoicesOut, CoverageOut
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
    "population_estimated", "rate_per_1000_of_age",
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
    {"within": FENLAND, "need": "income"},
    {"geography": LISTED},
    {"geography": DRAWN, "release": "2011", "capital": "social"},
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
        if "geography" not in view:
            assert (feature["geometry"]["type"] == "Point") is points
            assert feature["geometry_is"] == ("centre" if points else "outline")


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
        ("category=Library", "category"),
        ("category=librarys", "category"),
        ("category=library&capital=social", "category"),
        ("category=library&category=museum", "category"),
        ("day=tue", "at"),
        ("at=10:00", "day"),
        ("day=tuesday&at=10:00", "day"),
        ("day=tue&at=24:00", "at"),
        ("day=tue&at=1000", "at"),
        ("trust=6m", "trust"),
        ("need=", "need"),
        ("need=wealth", "need"),
        ("need=health:-1", "need"),
        ("need=health:0", "need"),
        ("need=health,health", "need"),
        ("need=indicator-unheard-of", "need"),
        ("within=E07000010", "within"),
        ("within=own-x", "within"),
        ("geography=PCN", "geography"),
        (f"geography={LISTED}&level=lsoa", "geography"),
        ("geographies=x", "geographies"),
    ],
)
def test_what_is_malformed_is_refused_and_named(
    client: TestClient, suffix: str, query: str, field: str
) -> None:
    assert problem_of(client, f"{COVERAGE}{suffix}?{query}", 422)["field"] == field


@pytest.mark.parametrize("suffix", ["", ".csv", ".geojson"])
@pytest.mark.parametrize("query", ["within=own-unheard-of", "geography=unheard-of"])
def test_an_own_geography_that_is_not_here_is_not_found(client: TestClient, suffix: str, query: str) -> None:
    assert "unheard-of" in problem_of(client, f"{COVERAGE}{suffix}?{query}", 404)["detail"]


def test_an_unknown_category_is_told_what_there_is(client: TestClient) -> None:
    detail = problem_of(client, f"{COVERAGE}?category=librarys", 422)["detail"]
    assert "Did you mean library" in detail
    known = [one["slug"] for one in answer(client, path=f"{COVERAGE}/choices")["categories"]]
    assert detail.endswith(f"Those there are: {', '.join(sorted(known))}.")


def test_what_was_asked_is_said_again(client: TestClient) -> None:
    asked = {
        "category": "library", "day": "tue", "at": "10:00", "trust": "half_life",
        "need": "health:2,income:1", "within": FENLAND,
    }  # fmt: skip
    found = answer(client, asked, COVERAGE)
    assert {name: found[name] for name in asked} == asked
    assert found["capital"] == "all"
    assert found["geography"] is None
    assert "67%" in found["need_label"]
    # Some library does not say when it opens; every one is dated, by its list.
    every = answer(client, {"category": "library"}, COVERAGE)["listings_used"]
    open_then = answer(client, {"category": "library", "day": "tue", "at": "10:00"}, COVERAGE)
    assert 0 < found["unknown_hours"] == open_then["unknown_hours"] <= every - open_then["listings_used"]
    assert found["undated"] == 0
    year = answer(client, {"category": "library", "trust": "12m"}, COVERAGE)
    assert year["undated"] == every - year["listings_used"]
    plain = answer(client, path=COVERAGE)
    assert plain["unknown_hours"] is plain["undated"] is None
    assert plain["assumptions"]["walk"] == {"km_per_h": 4.8, "detour": 1.2, "within_min": 15.0}
    assert plain["assumptions"]["half_life_months"] == 24
    assert plain["inputs_sha256"] == found["inputs_sha256"]


@pytest.mark.parametrize("view", [{}, {"capital": "social"}, {"category": "library"}], ids=str)
def test_states_count_the_rows(client: TestClient, view: dict[str, str]) -> None:
    found = answer(client, view, COVERAGE)
    assert [one["state"] for one in found["states"]] == ["gap", "probable_gap", "not_surveyed", "served"]
    for one in found["states"]:
        rows = [row for row in found["contents"] if row["state"] == one["state"]]
        needy = [row for row in rows if row["need_class"] == 3]
        assert (one["areas"], one["areas_in_need"]) == (len(rows), len(needy))
        assert one["people"] == sum(row["population"] for row in rows)
        assert one["people_in_need"] == sum(row["population"] for row in needy)
    assert sum(one["areas"] for one in found["states"]) in {0, len(found["contents"])}


def test_measures_agree_with_one_another(client: TestClient) -> None:
    for row in answer(client, path=COVERAGE)["contents"]:
        assert row["nearest_p50_m"] <= row["nearest_p90_m"]
        assert row["nearest_m"] <= row["third_nearest_m"]
        assert row["share_within_walk"] <= row["share_within_cycle"] <= row["share_within_drive"]
        assert row["reach_walk"] <= row["reach_cycle"] <= row["reach_drive"]
        assert row["gap"] == pytest.approx(row["need"] * (1 - row["access"]), abs=1e-5)
        if row["gap_rank"] is not None and row["gap_rank_low"] is not None:
            assert row["gap_rank_low"] <= row["gap_rank"] <= row["gap_rank_high"]


def test_fewer_are_believed_where_only_the_newest_are(client: TestClient) -> None:
    used = {
        trust: answer(client, {"trust": trust}, COVERAGE)["listings_used"]
        for trust in ("any", "half_life", "12m", "3m")
    }
    assert used["any"] >= used["half_life"] >= used["12m"] >= used["3m"]
    assert used["any"] > used["3m"]


def test_within_shows_the_areas_of_a_unit(client: TestClient) -> None:
    inside = answer(client, {"within": FENLAND}, COVERAGE)["contents"]
    fenland = answer(client, {"district": "E07000010"}, COVERAGE)["contents"]
    assert [row["code"] for row in inside] == [row["code"] for row in fenland]
    assert inside[0]["gap_rank"] == fenland[0]["gap_rank"]


def test_units_of_a_geography_are_the_areas(client: TestClient) -> None:
    found = answer(client, {"geography": LISTED}, COVERAGE)
    assert (found["level"], found["geography"]) == ("own", LISTED)
    rows = {row["code"]: row for row in found["contents"]}
    assert set(rows) == {FENLAND, ELY, PARTS}
    assert all(row["population_estimated"] for row in rows.values())
    district = answer(client, {"level": "district", "district": "E07000010"}, COVERAGE)["contents"][0]
    assert rows[FENLAND]["population"] == district["population"]
    # A few postcodes at its edge lie in a district by the look-up that their LSOA is not of.
    for nearly in ("count", "nearest_m", "nearest_p90_m", "share_within_walk"):
        assert rows[FENLAND][nearly] == pytest.approx(district[nearly], rel=0.02), nearly


def test_units_are_drawn_as_far_as_they_can_be(client: TestClient) -> None:
    features = {
        feature["id"]: feature
        for geography in (LISTED, DRAWN)
        for feature in answer(client, {"geography": geography}, f"{COVERAGE}.geojson")["features"]
    }
    assert {code: feature["geometry_is"] for code, feature in features.items()} == {
        FENLAND: "united", ELY: "united", PARTS: "centre", MARCH: "drawn",
    }  # fmt: skip
    assert shape(features[MARCH]["geometry"]).equals(Polygon(MARCH_RING))
    assert all(shape(features[code]["geometry"]).exterior.is_ccw for code in (MARCH, FENLAND, ELY)), (
        "RFC 7946 winds the outer ring so"
    )
    assert features[PARTS]["geometry"]["type"] == "Point"
    fenland = shape(features[FENLAND]["geometry"])
    lsoas = answer(client, {"district": "E07000010"}, f"{COVERAGE}.geojson")["features"]
    parts = [shape(feature["geometry"]) for feature in lsoas]
    assert fenland.area == pytest.approx(sum(part.area for part in parts), rel=1e-3)
    assert fenland.contains(Point(0.0868, 52.5514))


@pytest.mark.parametrize("release", ["2011", "2021"])
def test_choices_are_those_that_answer(client: TestClient, release: str) -> None:
    found = answer(client, {"release": release}, f"{COVERAGE}/choices")
    ChoicesOut.model_validate(found)
    assert found["release"] == release
    assert {"imd", "income", "health", "living_environment"} <= {one["key"] for one in found["needs"]}
    assert [one["key"] for one in found["trusts"]] == ["any", "12m", "3m", "half_life"]
    assert [one["slug"] for one in found["geographies"]] == [LISTED, DRAWN]
    listed = {unit["code"]: unit for unit in found["geographies"][0]["units"]}
    assert set(listed) == {FENLAND, ELY, PARTS}
    assert listed[PARTS]["estimated"] is True
    assert (listed[FENLAND]["estimated"], listed[FENLAND]["name"]) == (False, "Fenland")
    for one in found["needs"]:
        assert client.get(COVERAGE, params={"need": one["key"], "level": "district"}).status_code == 200
    problem_of(client, f"{COVERAGE}/choices?level=lsoa", 422)


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
