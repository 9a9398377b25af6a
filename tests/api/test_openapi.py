"""Does the API describe itself fully and truly, and keep what it once promised?"""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.schemas.areas import AreaOut
from api.schemas.coverage import AreaCoverageOut, CoverageOut
from api.schemas.listings import ListingItem

LISTING_PARAMETERS = [
    "q", "postcode", "lat", "lon", "radius_m", "bbox", "kind", "capital", "category", "district", "ward",
    "parish", "lsoa", "day", "free", "age", "step_free", "language", "remote", "assured_within_months",
    "recruiting", "takes_referrals", "size_band", "reach", "sort", "page", "per_page",
]  # fmt: skip
COVERAGE_PARAMETERS = [
    "level", "capital", "release", "region", "district", "include",
    "category", "day", "at", "trust", "need", "within", "geography",
]  # fmt: skip
ROOM_REACH_PARAMETERS = [
    "room",
    "step_free",
    "evening",
    "evenings",
    "most_pence_per_hour",
    "hirer",
    "on_date",
    "by",
    "level",
    "release",
    "region",
    "district",
    "parish",
]
FREE_ROOM_PARAMETERS = [
    "where", "within", "people", "layout", "day", "date", "often", "times", "until", "hours", "term", "hirer",
    "most", "has", "from",
]  # fmt: skip
OPERATIONS = {
    "/api/v1/listings": ("listListings", LISTING_PARAMETERS),
    "/api/v1/listings.geojson": ("listListingsGeojson", LISTING_PARAMETERS),
    "/api/v1/listings/{listing_id}": ("readListing", ["listing_id"]),
    "/api/v1/postcodes/{postcode}": ("readPostcode", ["postcode"]),
    "/api/v1/awards": ("listAwards", ["district", "fund", "page", "per_page"]),
    "/api/v1/notices": ("listNotices", ["area", "kind", "theme", "closing_by", "closed", "page", "per_page"]),
    "/api/v1/notices/{slug}": ("readNotice", ["slug"]),
    "/api/v1/needs": ("listNeeds", ["district", "parish", "rhythm", "whereabouts", "page", "per_page"]),
    "/api/v1/needs.jsonld": ("listNeedsJsonld", []),
    "/api/v1/needs/{slug}": ("readNeed", ["slug"]),
    "/api/v1/rooms": ("listRooms", ["district", "parish", "has", "people", "page", "per_page"]),
    "/api/v1/rooms/{listing}/{room}": ("readRoom", ["listing", "room"]),
    "/api/v1/rooms/free": ("findFreeRooms", FREE_ROOM_PARAMETERS),
    "/api/v1/areas": ("listAreas", ["level", "release", "district"]),
    "/api/v1/areas.geojson": ("listAreasGeojson", ["level", "release"]),
    "/api/v1/areas/{code}": ("readArea", ["code", "release"]),
    "/api/v1/coverage": ("readCoverage", COVERAGE_PARAMETERS),
    "/api/v1/coverage.csv": ("readCoverageCsv", COVERAGE_PARAMETERS),
    "/api/v1/coverage.geojson": ("readCoverageGeojson", COVERAGE_PARAMETERS),
    "/api/v1/coverage/choices": ("listCoverageChoices", ["release"]),
    "/api/v1/coverage/rooms": ("readRoomReach", ROOM_REACH_PARAMETERS),
    "/api/v1/coverage/rooms.csv": ("readRoomReachCsv", ROOM_REACH_PARAMETERS),
}

ECHOED = {"release", "level", "region", "capital", "include", "contents", "assumptions"}


@pytest.fixture(scope="module")
def document(client: TestClient) -> Any:
    response = client.get("/api/v1/openapi.json")
    assert response.headers["content-type"] == "application/json"
    return response.json()


def operations(document: Any) -> Iterator[tuple[str, Any]]:
    for path, methods in document["paths"].items():
        assert set(methods) == {"get"}
        yield path, methods["get"]


def test_paths_parameters_and_names_are_those_promised(document: Any) -> None:
    found = {
        path: (operation["operationId"], [parameter["name"] for parameter in operation.get("parameters", [])])
        for path, operation in operations(document)
    }
    assert found == OPERATIONS


def test_every_operation_and_parameter_is_explained_with_an_example(document: Any) -> None:
    for path, operation in operations(document):
        assert operation["summary"], path
        assert len(operation["description"]) > 40, path
        assert operation["tags"], path
        for parameter in operation.get("parameters", []):
            assert len(parameter["description"]) > 8, (path, parameter["name"])
            assert parameter["schema"]["examples"], (path, parameter["name"])
            assert "anyOf" not in parameter["schema"], (path, parameter["name"])


def test_every_answer_and_problem_is_described(document: Any) -> None:
    for path, operation in operations(document):
        content = operation["responses"]["200"]["content"]
        assert len(content) == 1, path
        assert "422" in operation["responses"], path
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                schema = response["content"]["application/problem+json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/Problem"}


def test_every_reference_leads_somewhere(document: Any) -> None:
    schemas = document["components"]["schemas"]
    assert "HTTPValidationError" not in schemas

    def walk(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    named = set(walk(document))
    assert named
    assert named <= {f"#/components/schemas/{name}" for name in schemas}


@pytest.mark.parametrize("path", sorted(OPERATIONS))
def test_the_example_of_every_parameter_is_taken(client: TestClient, document: Any, path: str) -> None:
    operation = document["paths"][path]["get"]
    address, queries = path, [("", "")]
    for parameter in operation.get("parameters", []):
        for example in parameter["schema"]["examples"]:
            values = example if isinstance(example, list) else [example]
            if parameter["in"] == "path":
                address = address.replace(f"{{{parameter['name']}}}", str(values[0]))
            else:
                queries += [(parameter["name"], str(value)) for value in values]
    together = {"day": ("at", "18:30"), "at": ("day", "tue")} if "coverage" in path else {}
    together |= {"lat": ("lon", "0.1"), "lon": ("lat", "52.5"), "radius_m": ("postcode", "PE15 8AA")}
    for name, value in queries:
        asked = [(name, value)] if name else []
        asked += [together[name]] if name in together else []
        assert client.get(address, params=asked).status_code == 200, (name, value)


def test_the_fields_of_the_contract_are_described() -> None:
    for model in (ListingItem, AreaCoverageOut, CoverageOut):
        for name, described in model.model_fields.items():
            given = model in (ListingItem, AreaCoverageOut) or name not in ECHOED
            assert described.description or not given or name in {"name", "kind", "summary", "district"}, name
    assert "imd_rank" in AreaOut.model_fields


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert "style" not in values
        assert tag not in {"script", "style", "iframe"}
        if tag in {"img", "link"}:
            self.loaded.append(values.get("src") or values.get("href") or "")
        if tag == "a":
            self.links.append(values.get("href") or "")
        if values.get("id"):
            self.ids.append(str(values["id"]))


def test_the_page_of_the_api_needs_nothing_from_elsewhere(client: TestClient, document: Any) -> None:
    response = client.get("/api/v1/docs")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    page = Page()
    page.feed(response.text)
    assert page.loaded == ["data:,", "/api/v1/docs.css"]
    assert client.get("/api/v1/docs.css").headers["content-type"] == "text/css; charset=utf-8"
    assert len(page.ids) == len(set(page.ids))
    assert all(link.removeprefix("#") in page.ids for link in page.links if link.startswith("#"))
    for path, operation in operations(document):
        assert path in response.text
        assert operation["operationId"] in page.ids
        for parameter in operation.get("parameters", []):
            assert f"<code>{parameter['name']}</code>" in response.text


def test_the_examples_on_the_page_answer(client: TestClient) -> None:
    page = Page()
    page.feed(client.get("/api/v1/docs").text)
    examples = [link for link in page.links if link.startswith("/api/v1/") and "openapi" not in link]
    assert len(examples) == len(OPERATIONS)
    for link in examples:
        assert client.get(link).status_code == 200, link
