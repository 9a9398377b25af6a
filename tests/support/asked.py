"""What do tests ask the API again and again?"""

from collections.abc import Iterator
from typing import Any

from fastapi.testclient import TestClient

LISTINGS = "/api/v1/listings"
PROBLEM = "application/problem+json"
ITEM_FIELDS = {
    "id", "slug", "name", "kind", "summary", "categories", "capitals", "location", "site_count", "serves",
    "distance_m", "next_open", "assured_date", "source_date", "url", "unsaid",
    "unconfirmed_since", "recruiting", "accepts_referrals",
}  # fmt: skip
AREAS_FIELDS = {"lsoa11", "lsoa21", "ward", "parish", "district"}
MARCH = "PE15 8AA"

Asked = list[tuple[str, str]]


def answer(client: TestClient, params: Asked | dict[str, Any] | None = None, path: str = LISTINGS) -> Any:
    response = client.get(path, params=params)
    assert response.status_code == 200, response.text
    return response.json()


def every_item(client: TestClient, params: Asked, *, per_page: int = 100) -> list[Any]:
    """Walk the pages to the end."""
    return [item for page in every_page(client, params, per_page=per_page) for item in page["contents"]]


def every_page(client: TestClient, params: Asked, *, per_page: int = 100) -> Iterator[Any]:
    number, total_pages = 1, 1
    while number <= total_pages:
        page = answer(client, [*params, ("page", str(number)), ("per_page", str(per_page))])
        total_pages = page["total_pages"]
        yield page
        number += 1


def problem_of(client: TestClient, path: str, status: int) -> Any:
    """Ask for what must be refused, and check the form of the refusal."""
    response = client.get(path)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == PROBLEM
    assert "etag" not in response.headers
    problem = response.json()
    assert problem["status"] == status
    assert problem["type"].startswith("/problems/")
    assert problem["title"]
    assert problem["detail"]
    return problem
