"""Do areas come with their figures and shapes?"""

import pytest
from asked import answer, problem_of
from fastapi.testclient import TestClient

from api.schemas.areas import AreaList, AreaOut
from api.schemas.geojson import AreaFeatures
from directory.words import Level, Release

AREAS = "/api/v1/areas"
WIMBLINGTON = "E01018111"
KINGS_HEDGES = "E01017977"


@pytest.mark.parametrize(
    ("level", "release", "number"),
    [("lsoa", "2021", 516), ("lsoa", "2011", 487), ("district", "2021", 6), ("parish", "2021", 266)],
)
def test_a_level_lists_all_its_areas(client: TestClient, level: str, release: str, number: int) -> None:
    found = answer(client, {"level": level, "release": release}, AREAS)
    AreaList.model_validate(found)
    assert found["total_items"] == len(found["contents"]) == number
    assert len({area["code"] for area in found["contents"]}) == number
    assert {area["level"] for area in found["contents"]} == {level}


def test_the_default_is_lsoas_of_2021(client: TestClient) -> None:
    assert answer(client, path=AREAS) == answer(client, {"level": "lsoa", "release": "2021"}, AREAS)


def test_areas_of_one_district(client: TestClient) -> None:
    everything = answer(client, {"level": "ward"}, AREAS)["contents"]
    fenland = answer(client, {"level": "ward", "district": "E07000010"}, AREAS)["contents"]
    assert fenland == [area for area in everything if area["district_code"] == "E07000010"]
    assert fenland


def test_the_papers_own_ranks(client: TestClient) -> None:
    for code, rank in ((KINGS_HEDGES, 6_022), (WIMBLINGTON, 19_240)):
        area = answer(client, {"release": "2011"}, f"{AREAS}/{code}")
        AreaOut.model_validate(area)
        assert set(area) == set(AreaOut.model_fields)
        assert area["imd_rank"] == rank


def test_a_code_of_both_releases_has_the_newest_figures_unless_asked(client: TestClient) -> None:
    newest = answer(client, path=f"{AREAS}/{WIMBLINGTON}")
    older = answer(client, {"release": "2011"}, f"{AREAS}/{WIMBLINGTON}")
    assert newest["release"] == "2021"
    assert older["release"] == "2011"
    assert set(newest["releases"]) == set(older["releases"]) == {"2011", "2021"}
    assert newest["imd_rank"] != older["imd_rank"]
    assert len(newest["domains"]) == len(older["domains"]) == 7


def test_both_lists_and_one_area_agree(client: TestClient) -> None:
    for release in Release:
        for area in answer(client, {"release": release.value}, AREAS)["contents"][::60]:
            whole = answer(client, {"release": release.value}, f"{AREAS}/{area['code']}")
            assert {name: whole[name] for name in area} == area


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("release", list(Release))
def test_every_area_of_a_level_has_a_shape(client: TestClient, level: Level, release: Release) -> None:
    asked = {"level": level.value, "release": release.value}
    listed = answer(client, asked, AREAS)["contents"]
    collection = answer(client, asked, f"{AREAS}.geojson")
    AreaFeatures.model_validate(collection)
    outlined = level in {Level.LSOA, Level.DISTRICT}
    assert [feature["properties"] for feature in collection["features"]] == listed
    for feature in collection["features"]:
        kind = feature["geometry"]["type"]
        assert kind in ({"Polygon", "MultiPolygon"} if outlined else {"Point"})
    assert ("centre" in collection["note"]) is not outlined


def test_an_outline_of_our_own_division_is_marked(client: TestClient) -> None:
    collection = answer(client, {"release": "2021"}, f"{AREAS}.geojson")
    marked = [feature["id"] for feature in collection["features"] if feature["approximate"]]
    assert marked
    for code in marked[:3]:
        assert answer(client, path=f"{AREAS}/{code}")["approximate_outline"]


def test_what_is_unknown_or_malformed(client: TestClient) -> None:
    problem_of(client, f"{AREAS}/E01999999", 404)
    problem_of(client, f"{AREAS}/E01035000?release=2011", 404)
    for code in ("Cambridge", "e01018111", "E0101811", "E01018111%00", "W01000001"):
        assert problem_of(client, f"{AREAS}/{code}", 422)["field"] == "code"
    for query, field in (
        ("level=msoa", "level"), ("release=2001", "release"), ("release=", "release"),
        ("district=Fenland", "district"), ("region=cambridgeshire", "region"),
        ("level=ward&level=lsoa", "level"),
    ):  # fmt: skip
        assert problem_of(client, f"{AREAS}?{query}", 422)["field"] == field
    assert problem_of(client, f"{AREAS}.geojson?district=E07000010", 422)["field"] == "district"
