"""Is every record of the feed valid by the official schemas, and does the official behaviour hold?"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from feed import FEED, Check, all_of

LISTS = {
    "services": ("service_list", "service"),
    "service_at_locations": ("service_at_location_list", "service_at_location"),
    "organizations": ("organization_list", "organization"),
    "taxonomies": ("taxonomy_list", "taxonomy"),
    "taxonomy_terms": ("taxonomy_term_list", "taxonomy_term"),
}


def blanks(value: Any, where: str = "") -> Iterator[str]:
    """Find null, blank and empty anywhere."""
    if value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip()):
        yield where or "(all)"
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from blanks(part, f"{where}/{name}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from blanks(part, f"{where}/{number}")


@pytest.mark.slow
@pytest.mark.parametrize("path", LISTS)
def test_every_record_by_id_is_valid_and_holds_no_blank(client: TestClient, check: Check, path: str) -> None:
    wrong: dict[str, list[str]] = {}
    ids = [record["id"] for record in all_of(client, path)]
    assert ids
    for record_id in ids:
        answer = client.get(f"{FEED}/{path}/{record_id}")
        assert answer.status_code == 200
        record = answer.json()
        assert record["id"] == record_id
        errors = check(LISTS[path][1], record) + list(blanks(record))
        if errors:
            wrong[record_id] = errors
    assert not wrong


@pytest.mark.parametrize(
    ("path", "query"),
    [
        *((path, "") for path in LISTS),
        ("services", "full=true"),
        ("service_at_locations", "full=true"),
        ("organizations", "full=true"),
        ("organizations", "full_service=true"),
    ],
)
def test_every_record_of_every_page_is_valid(client: TestClient, check: Check, path: str, query: str) -> None:
    page, last = 1, False
    while not last:
        answer = client.get(f"{FEED}/{path}?page={page}&{query}".rstrip("&")).json()
        assert check(LISTS[path][0], answer) == []
        assert list(blanks(answer)) == []
        page, last = page + 1, answer["last_page"]
    assert page > 1


def test_the_details_are_valid_and_name_the_version(client: TestClient, check: Check) -> None:
    details = client.get(f"{FEED}/").json()
    assert check("api_details", details) == []
    assert details["version"] == "HSDS-UK-3.0"
    assert client.get(details["openapi_url"].removeprefix("https://hereabouts.example")).status_code == 200


def test_a_broken_record_would_be_seen(check: Check, services: list[dict[str, Any]]) -> None:
    record = services[0]
    assert check("service", record) == []
    for broken in ({"status": "open"}, {"id": "7"}, {"url": "not a uri"}, {"last_modified": "yesterday"}):
        assert check("service", {**record, **broken}), broken
    assert list(blanks({"a": [{"b": " "}], "c": None, "d": 0})) == ["/a/0/b", "/c"]


@pytest.mark.slow
def test_the_checker_finds_nothing_in_the_running_service(live_server: str, oruk_kit: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, str(oruk_kit / "check_oruk.py"), f"{live_server}{FEED}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "=> PASS" in done.stdout
    assert "warn" not in done.stdout
    assert "FAIL" not in done.stdout
