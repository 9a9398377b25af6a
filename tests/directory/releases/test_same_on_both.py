"""Does everything that uses areas work the same on the shipped and on the full-detail release?"""

import re
import shutil
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from directory.settings import PROJECT_DIR, Settings
from web.app import create_app

FIRST_VIEW_BYTES = 100_000


@pytest.fixture(
    scope="module",
    params=["shipped", pytest.param("full", marks=[pytest.mark.reference, pytest.mark.slow])],
)
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("both")
    if request.param == "shipped":
        shutil.copy(request.getfixturevalue("built_database"), folder / "directory.sqlite3")
    else:
        full = request.getfixturevalue("full_detail")
        shutil.copy(full.path, folder / "directory.sqlite3")
        shutil.copytree(full.folder.parent, folder / "releases")
    settings = Settings(
        database_url=f"sqlite:///{folder / 'directory.sqlite3'}",
        people_database_url=f"sqlite:///{folder / 'people.sqlite3'}",
        data_dir=PROJECT_DIR / "data",
        base_url="http://testserver",
    )
    with TestClient(create_app(settings)) as found:
        yield found


@pytest.fixture(scope="module")
def is_full(client: TestClient) -> bool:
    document = client.get("/api/v1/areas.geojson", params={"level": "ward"}).json()
    return bool(document["features"][0]["geometry"]["type"] != "Point")


def test_search_near_a_postcode(client: TestClient) -> None:
    answer = client.get("/api/v1/listings", params={"postcode": "PE15 8AA", "radius_m": 3000}).json()
    assert answer["total_items"] >= 5
    areas = answer["contents"][0]["location"]["areas"]
    assert areas["district"] == "E07000010"
    assert areas["lsoa21"].startswith("E01")
    assert client.get("/near", params={"where": "PE15 8AA"}).status_code == 200


def test_an_area_and_its_page(client: TestClient) -> None:
    area = client.get("/api/v1/areas/E01018111").json()
    assert area["population"] > 1_000
    assert area["area_km2"] == pytest.approx(38.8, rel=0.5)
    assert (
        "Wimblington" in client.get("/area/E01018111").text
        or area["name"] in client.get("/area/E01018111").text
    )


@pytest.mark.parametrize(("release", "number"), [("2011", 487), ("2021", 516)])
def test_gaps_draws_every_area(client: TestClient, release: str, number: int) -> None:
    page = client.get("/gaps", params={"release": release, "region": "combined_authority"})
    assert page.status_code == 200
    drawn = set(re.findall(r'href="/map/outlines/[^"#]+#(E01\d+)"', page.text))
    assert len(drawn) == number


@pytest.mark.parametrize(("release", "number"), [("2011", 487), ("2021", 516)])
def test_outlines_of_every_lsoa(client: TestClient, release: str, number: int, is_full: bool) -> None:  # noqa: FBT001
    answer = client.get("/api/v1/areas.geojson", params={"level": "lsoa", "release": release}).json()
    assert len(answer["features"]) == number
    assert all(feature["geometry"]["type"] in {"Polygon", "MultiPolygon"} for feature in answer["features"])
    corners = sum(
        len(ring)
        for feature in answer["features"]
        for polygon in (
            [feature["geometry"]["coordinates"]]
            if feature["geometry"]["type"] == "Polygon"
            else feature["geometry"]["coordinates"]
        )
        for ring in polygon
    )
    assert (corners > 30_000) is is_full
    assert any(feature["approximate"] for feature in answer["features"]) is (
        release == "2021" and not is_full
    )


def test_wards_have_outlines_only_where_loaded(client: TestClient, is_full: bool) -> None:  # noqa: FBT001
    answer = client.get("/api/v1/areas.geojson", params={"level": "ward"}).json()
    kinds = {feature["geometry"]["type"] for feature in answer["features"]}
    assert kinds <= ({"Polygon", "MultiPolygon"} if is_full else {"Point"})
    parishes = client.get("/api/v1/areas.geojson", params={"level": "parish"}).json()["features"]
    assert len(parishes) == 266
    outlined = [feature for feature in parishes if feature["geometry"]["type"] != "Point"]
    assert len(outlined) == (79 if is_full else 0)


@pytest.mark.parametrize("level", ["lsoa", "ward", "parish", "district"])
def test_coverage_at_every_level(client: TestClient, level: str) -> None:
    answer = client.get("/api/v1/coverage", params={"level": level, "capital": "social"}).json()
    assert answer["contents"]
    assert all(row["nearest_m"] is None or row["nearest_m"] >= 0 for row in answer["contents"])
    assert (
        client.get("/api/v1/coverage.geojson", params={"level": level, "capital": "social"}).status_code
        == 200
    )


@pytest.mark.parametrize("address", ["/near?where=PE15+8AA", "/gaps"])
def test_the_first_view_stays_small(client: TestClient, address: str) -> None:
    zipped = {"Accept-Encoding": "gzip"}
    page = client.get(address, headers=zipped)
    parts = {*re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)}
    parts |= {href.partition("#")[0] for href in re.findall(r'<use [^>]*href="([^"]+)"', page.text)}
    assert any(part.endswith(".svg") for part in parts)
    answers = [page, *(client.get(part, headers=zipped) for part in sorted(parts))]
    assert sum(int(answer.headers["content-length"]) for answer in answers) < FIRST_VIEW_BYTES
