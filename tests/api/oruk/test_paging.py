"""Do the pages make the whole, once each, however large they are, and is every word of the envelope true?"""

import json
import tracemalloc
from itertools import pairwise
from typing import Any

import pytest
from fastapi.testclient import TestClient
from feed import FEED, all_of
from sqlalchemy import Engine

from api.oruk.lists import Services
from api.oruk.params import ServicesParams
from api.oruk.stream import lines_of
from directory.store import reading_scope

LISTS = ["services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms"]


def page(client: TestClient, path: str, **query: object) -> dict[str, Any]:
    answer = client.get(f"{FEED}/{path}", params=query)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("size", [None, 7, 500])
@pytest.mark.parametrize("path", LISTS)
def test_the_pages_are_the_whole_list_once(client: TestClient, path: str, size: int | None) -> None:
    query = {} if size is None else {"per_page": size}
    first = page(client, path, **query)
    pages = [first] + [page(client, path, page=n, **query) for n in range(2, first["total_pages"] + 1)]
    ids = [record["id"] for one in pages for record in one["contents"]]
    assert len(ids) == len(set(ids)) == first["total_items"]
    assert ids == [record["id"] for record in all_of(client, path)]
    for number, one in enumerate(pages, start=1):
        assert list(one) == [
            *("total_items", "total_pages", "page_number", "size"),
            *("first_page", "last_page", "empty", "contents"),
        ]
        assert one["page_number"] == number
        assert one["size"] == len(one["contents"]) <= (size or 50)
        assert one["first_page"] == (number == 1)
        assert one["last_page"] == (number == len(pages))
        assert one["empty"] is False
        assert (one["total_items"], one["total_pages"]) == (first["total_items"], len(pages))
    assert all(before["size"] == (size or 50) for before, _after in pairwise(pages))


@pytest.mark.parametrize("path", LISTS)
def test_each_record_of_a_list_is_there_by_its_id(client: TestClient, path: str) -> None:
    for short in page(client, path, per_page=500)["contents"][::9]:
        full = client.get(f"{FEED}/{path}/{short['id']}").json()
        for name, value in short.items():
            if name not in {"location", "service"}:
                assert full[name] == value, (short["id"], name)


def test_nothing_by_id_is_missing_from_the_lists(client: TestClient, services: list[dict[str, Any]]) -> None:
    places = {record["id"] for record in all_of(client, "service_at_locations")}
    assert {site["id"] for one in services for site in one.get("service_at_locations", ())} == places
    organizations = {record["id"] for record in all_of(client, "organizations")}
    assert {one["organization_id"] for one in services} <= organizations


def test_full_is_the_record_by_its_id(client: TestClient, services: list[dict[str, Any]]) -> None:
    for one in services[::11]:
        assert client.get(f"{FEED}/services/{one['id']}").json() == one


@pytest.mark.parametrize("path", LISTS)
def test_a_page_beyond_the_last_has_nothing_and_says_that_it_is_the_last(
    client: TestClient, path: str
) -> None:
    found = page(client, path, page=1_000_000)
    assert (found["contents"], found["size"], found["empty"], found["last_page"]) == ([], 0, True, True)
    assert found["page_number"] == 1_000_000
    assert found["total_items"] > 0
    assert found["first_page"] is False


def test_nothing_found_is_one_empty_page(client: TestClient) -> None:
    found = page(client, "services", search="zzzzzz")
    assert found == {
        "total_items": 0, "total_pages": 0, "page_number": 1, "size": 0,
        "first_page": True, "last_page": True, "empty": True, "contents": [],
    }  # fmt: skip


def test_minimal_is_everything_on_one_page(client: TestClient, services: list[dict[str, Any]]) -> None:
    found = page(client, "services", minimal="true")
    assert found["contents"] == [{"id": one["id"], "modified_date": one["last_modified"]} for one in services]
    assert found["total_pages"] == 1
    assert all_of(client, "services", minimal="true") == found["contents"]
    assert page(client, "services", minimal="true", per_page=3)["contents"] == found["contents"][:3]


def test_lines_say_what_they_are_and_are_the_items_of_the_list(client: TestClient) -> None:
    answer = client.get(f"{FEED}/services?format=ndjson&day=sa&full=true&page=9&per_page=2")
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.headers["access-control-allow-origin"] == "*"
    records = [json.loads(line) for line in answer.text.splitlines()]
    assert records == page(client, "services", day="sa", full="true", per_page=500)["contents"]
    assert client.get(f"{FEED}/services?format=ndjson&search=zzzzzz").text == ""


def test_a_stream_holds_one_chunk_at_a_time_and_no_connection(read_engine: Engine) -> None:
    with reading_scope(read_engine) as session:
        answer = Services(session, ServicesParams(full=True), "https://hereabouts.example")
        chunks = lines_of(read_engine, answer)
        sizes = [len(next(chunks))]
        taken = read_engine.pool.checkedout()  # type: ignore[attr-defined]
        assert taken <= 1, "between chunks only the test's own session is open"
        tracemalloc.start()
        for chunk in chunks:
            sizes.append(len(chunk))
            del chunk
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert len(sizes) > 4
    # Writing a chunk takes several times its own size; the whole list would take more.
    assert peak < 12 * max(sizes)
    assert sum(sizes) > 2_000_000
