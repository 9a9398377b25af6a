"""Does every answer carry what keeps people safe, and does no failure tell too much?"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from asked import LISTINGS, problem_of
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from api.problems import PROBLEM_KINDS
from directory.errors import ManifestMismatch
from directory.settings import PROJECT_DIR, Settings
from directory.store import DIRECTORY, migrate, open_engine
from web.app import create_app
from web.middleware.headers import content_security_policy
from web.middleware.version import DataVersion

ORIGIN = "https://hereabouts.example"


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v1", "/api/v2/listings", "/api/v1/nothing", "/api/v1/x%00y"]
)
def test_an_unknown_address_of_the_api_is_a_problem(client: TestClient, path: str) -> None:
    assert problem_of(client, path, 404)["type"] == "/problems/not-found"


def test_an_unknown_page_is_a_page(client: TestClient) -> None:
    for path in ("/nothing", "/%00", "/static/build/%00", "/static/build/../../app.py", "/%F0%9F%98%80"):
        response = client.get(path)
        assert response.status_code == 404
        assert response.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_the_api_is_for_reading(client: TestClient, method: str) -> None:
    response = client.request(method, LISTINGS)
    assert response.status_code == 405
    assert response.json()["type"] == "/problems/method-not-allowed"
    assert "GET" in response.headers["allow"]
    assert "access-control-allow-origin" not in response.headers


def test_each_type_of_problem_leads_to_a_page(client: TestClient) -> None:
    for kind in PROBLEM_KINDS:
        response = client.get(f"/problems/{kind.code}")
        assert response.status_code == 200
        assert kind.title in response.text
    assert client.get("/problems/none").status_code == 404


@pytest.fixture
def failing(app: FastAPI) -> TestClient:
    """Put routes into the service that fail in ways nobody foresaw."""

    @app.get("/api/v1/fails/{postcode}")
    def fails(postcode: str) -> None:
        raise ZeroDivisionError(f"secret {postcode}")

    @app.get("/page-fails")
    def page_fails(request: Request) -> None:
        raise ZeroDivisionError(f"secret {request.query_params}")

    @app.get("/api/v1/mismatch")
    def mismatch() -> None:
        raise ManifestMismatch("/srv/secret/data is not as described")

    # Ahead of the static files, which are mounted last.
    return TestClient(app)


def test_a_failure_tells_a_program_nothing_of_its_inside(
    failing: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = problem_of(failing, "/api/v1/fails/PE158AA?q=chess", 500)
    assert problem["type"] == "/problems/internal"
    assert "secret" not in json.dumps(problem)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    failure = next(line for line in lines if line["event"] == "failure")
    assert failure["kind"] == "ZeroDivisionError"
    assert failure["route"] == "/api/v1/fails/{postcode}"
    assert any("test_edges" in frame for frame in failure["where"])
    assert all("secret" not in json.dumps(line) or line is failure for line in lines)
    assert "PE158AA" not in json.dumps(lines)
    assert "chess" not in json.dumps(lines)


def test_a_failure_we_foresaw_tells_a_program_nothing_of_its_inside(failing: TestClient) -> None:
    assert "secret" not in json.dumps(problem_of(failing, "/api/v1/mismatch", 500))


def test_a_failing_page_is_a_page(failing: TestClient) -> None:
    response = failing.get("/page-fails?where=PE158AA")
    assert response.status_code == 500
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "content-security-policy" in response.headers
    assert "secret" not in response.text
    assert "ZeroDivision" not in response.text


def test_the_log_names_routes_and_never_what_was_asked(
    app: FastAPI, capsys: pytest.CaptureFixture[str]
) -> None:
    with TestClient(app) as fresh:
        capsys.readouterr()
        for path in (
            "/api/v1/postcodes/CB1%202JD", *[f"{LISTINGS}?q=chess&postcode=PE158AA"] * 2,
            "/near?where=PE15+8AA", "/listing/march-library", "/somebody/at/home", f"{LISTINGS}?kind=PE158AA",
        ):  # fmt: skip
            fresh.get(path, headers={"User-Agent": "a person's browser"})
    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert [line["route"] for line in requests] == [
        "/api/v1/postcodes/{postcode}", LISTINGS, LISTINGS, "/near", "/listing/{slug}", "unmatched", LISTINGS,
    ]  # fmt: skip
    assert [line["cached"] for line in requests[1:3]] == [False, True]
    assert [line["status"] for line in requests] == [200, 200, 200, 200, 200, 404, 422]
    assert set(requests[0]) == {"event", "level", "timestamp", "method", "route", "status", "ms", "cached"}
    for private in ("2JD", "8AA", "chess", "march", "somebody", "testclient", "browser"):
        assert private not in written


@pytest.mark.parametrize(
    "path", ["/", "/near?where=PE15+8AA", "/nothing", LISTINGS, "/healthz", "/api/v1/nothing"]
)
def test_every_answer_carries_the_safety_headers(client: TestClient, path: str) -> None:
    for headers in ({}, {"If-None-Match": client.get(path).headers.get("etag", "")}):
        response = client.get(path, headers=headers)
        policy = response.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "same-origin"
        assert "max-age" in response.headers["strict-transport-security"]


def test_tiles_the_operator_chose_are_the_only_other_address() -> None:
    assert "http" not in content_security_policy(None)
    policy = content_security_policy("https://{s}.tiles.example/{z}/{x}/{y}.png")
    assert "img-src 'self' data: https://*.tiles.example;" in policy
    assert policy.count("https:") == 1


def test_every_website_may_read_the_api_and_only_that(client: TestClient) -> None:
    asking = {"Origin": "https://elsewhere.example"}
    for path in (LISTINGS, "/api/v1/nothing", "/api/v1/openapi.json"):
        assert client.get(path, headers=asking).headers["access-control-allow-origin"] == "*"
    for path in ("/", "/gaps", "/healthz"):
        assert "access-control-allow-origin" not in client.get(path, headers=asking).headers
    preflight = client.options(LISTINGS, headers={**asking, "Access-Control-Request-Method": "GET"})
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" not in preflight.headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({}, False),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Origin": ORIGIN}, False),
        ({"Origin": "https://elsewhere.example"}, True),
        ({"Origin": "null"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN}, True),
    ],
)
def test_what_changes_something_must_come_from_our_own_page(
    client: TestClient,
    headers: dict[str, str],
    refused: bool,  # noqa: FBT001
) -> None:
    response = client.post("/shortlist", data={}, headers=headers, follow_redirects=False)
    assert (response.status_code == 403) is refused
    assert client.get("/", headers=headers).status_code == 200


def test_alive_and_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    ready = client.get("/readyz")
    missing = {lacking["what"] for lacking in ready.json()["missing"]}
    assert missing <= {"assets"}, "the tests run without the front-end build"
    assert ready.status_code == (503 if missing else 200)


def test_an_empty_or_unmigrated_store_is_alive_but_not_ready(settings: Settings, tmp_path: Path) -> None:
    empty = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'empty.sqlite3'}"})
    engine = open_engine(empty.database_url)
    for migrated in (False, True):
        if migrated:
            migrate(DIRECTORY, engine)
        with TestClient(create_app(empty)) as fresh:
            assert fresh.get("/healthz").status_code == 200
            response = fresh.get("/readyz")
            assert response.status_code == 503
            missing = {lacking["what"]: lacking["why"] for lacking in response.json()["missing"]}
            assert ("database" in missing) is not migrated
            assert {"directory", "coverage"} <= set(missing)
            assert all("hereabouts" in why for what, why in missing.items() if what != "assets")
    engine.dispose()


def test_coverage_before_any_run_is_unavailable(settings: Settings, tmp_path: Path) -> None:
    empty = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'empty.sqlite3'}"})
    engine = open_engine(empty.database_url)
    migrate(DIRECTORY, engine)
    engine.dispose()
    with TestClient(create_app(empty)) as fresh:
        assert problem_of(fresh, "/api/v1/coverage", 503)["type"] == "/problems/unavailable"


def test_a_corrupt_store_is_told_like_any_other_failure(settings: Settings) -> None:
    database = Path(settings.database_url.removeprefix("sqlite:///"))
    with database.open("r+b") as stream:
        stream.write(b"\xff" * 100)
    with TestClient(create_app(settings)) as fresh:
        for path in (LISTINGS, "/api/v1/coverage", "/api/v1/postcodes/PE158AA"):
            assert problem_of(fresh, path, 500)["type"] == "/problems/internal"
        for path in ("/", "/near?where=PE15+8AA", "/gaps"):
            response = fresh.get(path)
            assert response.status_code == 500
            assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert fresh.get("/healthz").status_code == 200
        ready = fresh.get("/readyz")
        assert ready.status_code == 503
        assert "database" in {lacking["what"] for lacking in ready.json()["missing"]}


def test_a_failure_in_front_of_the_routes_is_told_like_any_other(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_version: DataVersion) -> str:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(DataVersion, "__call__", fail)
    with TestClient(create_app(settings)) as fresh:
        capsys.readouterr()
        for path in (LISTINGS, "/"):
            response = fresh.get(path)
            assert response.status_code == 500
            assert "default-src 'none'" in response.headers["content-security-policy"]
            assert "secret" not in response.text
        assert problem_of(fresh, LISTINGS, 500)["type"] == "/problems/internal"
        assert fresh.get("/").headers["content-type"] == "text/html; charset=utf-8"
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert {line["kind"] for line in lines if line["event"] == "failure"} == {"ZeroDivisionError"}
    assert [line["status"] for line in lines if line["event"] == "request"] == [500] * 4


def test_the_service_cannot_write_to_the_directory(app: FastAPI) -> None:
    with app.state.directory_engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA query_only").scalar() == 1


OPENED = """
import os, sys
from fastapi.testclient import TestClient
from directory.settings import get_settings
from web.app import create_app

settings = get_settings()
with TestClient(create_app(settings)) as client:
    for path in ("/", "/near?where=PE15+8AA", "/gaps", "/shortlist", "/listing/march-library", "/data",
                 "/api/v1/listings", "/api/v1/coverage", "/api/v1/postcodes/PE158AA", "/readyz"):
        assert client.get(path).status_code in (200, 503), path
    client.post("/shortlist", data={})
    held = [os.readlink(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd")
            if os.path.lexists(f"/proc/self/fd/{number}")]
assert any("directory.sqlite3" in name for name in held), held
assert not any("people" in name for name in held), held
"""


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc to list open files")
def test_the_public_service_never_opens_the_people_store(settings: Settings) -> None:
    people = Path(settings.people_database_url.removeprefix("sqlite:///"))
    people.write_bytes(b"not a database: opening it would fail")
    before = people.stat()
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", OPENED],
        check=True,
        cwd=PROJECT_DIR,
        env={
            **os.environ,
            "PYTHONPATH": str(PROJECT_DIR),
            "HEREABOUTS_DATABASE_URL": settings.database_url,
            "HEREABOUTS_PEOPLE_DATABASE_URL": settings.people_database_url,
        },
    )
    assert people.read_bytes() == b"not a database: opening it would fail"
    assert (before.st_mtime_ns, before.st_atime_ns) == (people.stat().st_mtime_ns, before.st_atime_ns)
    assert sorted(found.name for found in people.parent.glob("people*")) == [people.name]
