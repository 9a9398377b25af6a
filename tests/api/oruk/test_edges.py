"""How does the feed answer what is malformed, unknown, or asked in another way?"""

import pytest
from fastapi.testclient import TestClient
from feed import FEED

PLAIN = ["", "/services", "/organizations", "/service_at_locations", "/taxonomies", "/taxonomy_terms"]
NOBODY = "00000000-0000-5000-8000-000000000000"


@pytest.mark.parametrize("path", [*PLAIN, "/capabilities"])
def test_with_and_without_a_slash_it_is_the_same_and_open_to_all(client: TestClient, path: str) -> None:
    for address in (f"{FEED}{path}", f"{FEED}{path}/"):
        answer = client.get(address, follow_redirects=False)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["etag"].startswith('"')
        again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        head = client.head(address, follow_redirects=False)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["etag"] == answer.headers["etag"]
        asked = client.options(address, headers={"Origin": "https://openreferraluk.org"})
        assert asked.status_code == 204
        assert asked.headers["access-control-allow-origin"] == "*"
        assert "GET" in asked.headers["access-control-allow-methods"]
    assert client.get(f"{FEED}{path}").content == client.get(f"{FEED}{path}/").content


@pytest.mark.parametrize("path", PLAIN[1:])
def test_a_record_with_and_without_a_slash(client: TestClient, path: str) -> None:
    found = client.get(f"{FEED}{path}").json()["contents"][0]
    address = f"{FEED}{path}/{found['id']}"
    first, second = (client.get(one, follow_redirects=False) for one in (address, f"{address}/"))
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert client.get(address.upper().replace(FEED.upper() + path.upper(), FEED + path)).status_code == 200


@pytest.mark.parametrize("path", PLAIN[1:])
def test_what_is_unknown_is_not_found_and_what_is_no_id_is_malformed(client: TestClient, path: str) -> None:
    unknown = client.get(f"{FEED}{path}/{NOBODY}")
    assert unknown.status_code == 404
    assert unknown.headers["content-type"] == "application/problem+json"
    assert unknown.headers["access-control-allow-origin"] == "*"
    assert client.get(f"{FEED}{path}/7").status_code == 422
    assert client.get(f"{FEED}{path}/{NOBODY}?x=1").status_code == 422


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("per_page=501", "per_page", "500 or less"),
        ("per_page=0", "per_page", "1 or more"),
        ("page=0", "page", "1 or more"),
        ("page=two", "page", "whole number"),
        ("page=", "page", "whole number"),
        ("format=xml", "format", "json, ndjson"),
        ("taxonomy_term_id=chess", "taxonomy_term_id", "UUID"),
        ("taxonomy_id=7", "taxonomy_id", "UUID"),
        ("organization_id=x", "organization_id", "UUID"),
        ("modified_after=yesterday", "modified_after", "2026-03-01"),
        ("modified_after=2026-03-01T09:00:00+01:00", "modified_after", "%2B"),
        ("modified_after=0001-01-01T00:00:00%2B09:00", "modified_after", "2026-03-01"),
        ("minimum_age=old", "minimum_age", "number"),
        ("minimum_age=nan", "minimum_age", "number"),
        ("maximum_age=-1", "maximum_age", "0 or more"),
        ("start_time=25:00", "start_time", "HH:MM"),
        ("end_time=6pm", "end_time", "HH:MM"),
        ("day=someday", "day", "MO, TU"),
        ("full=perhaps", "full", "true or false"),
        ("minimal=perhaps", "minimal", "true or false"),
        ("minimal=true&full=true", "minimal", "not both"),
        ("search=%21%3F", "search", "word"),
        ("search=a%00b", "search", "null"),
        (f"search={'x' * 201}", "search", "200"),
        ("postcode=CB1", "postcode", "full one"),
        ("postcode=CB99+9ZZ", "postcode", "full one"),
        ("proximity=500", "proximity", "postcode"),
        ("postcode=CB1+2JD&proximity=near", "proximity", "metres"),
        ("postcode=CB1+2JD&proximity=-1", "proximity", "metres"),
        ("postcode=CB1+2JD&proximity=nan", "proximity", "metres"),
        ("keywords=chess", "keywords", "openapi.json"),
        ("day=mo&day=tu", "day", "once"),
    ],
)
def test_what_is_malformed_is_named_with_what_to_write(
    client: TestClient, query: str, field: str, words: str
) -> None:
    for form in ("", "&format=ndjson") if "format" not in query else ("",):
        answer = client.get(f"{FEED}/services?{query}{form}")
        assert answer.status_code == 422, query
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert problem["field"] == field
        assert words in " ".join(error["detail"] for error in problem["errors"]), problem


def test_each_list_refuses_what_it_does_not_know(client: TestClient) -> None:
    for address in (
        "/taxonomies?full=true",
        "/taxonomy_terms?organization_id=" + NOBODY,
        "/organizations?day=mo",
        "/service_at_locations?minimal=true",
        "?page=1",
        "/capabilities?page=1",
    ):
        assert client.get(f"{FEED}{address}").status_code == 422, address


def test_an_address_that_is_not_there_is_a_problem_and_writing_is_refused(client: TestClient) -> None:
    missing = client.get(f"{FEED}/services/{NOBODY}/phones")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"
    refused = client.post(f"{FEED}/services", headers={"Origin": "https://hereabouts.example"})
    assert refused.status_code == 405


def test_a_time_may_have_seconds_and_a_moment_a_zone(client: TestClient) -> None:
    def total(query: str) -> int:
        return int(client.get(f"{FEED}/services?{query}").json()["total_items"])

    assert total("start_time=18:00:00") == total("start_time=18:00") > 0
    assert total("end_time=12:00:00") == total("end_time=12:00") > 0
    latest = client.get(f"{FEED}/services").json()["contents"][0]["last_modified"]
    as_paris = latest.replace("Z", "%2B00:00")
    assert total(f"modified_after={latest}") == total(f"modified_after={as_paris}") > 0
    assert total("modified_after=2000-01-01") == total("")
