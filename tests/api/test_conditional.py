"""Are answers kept, compressed, revalidated, and dropped when the data changes?"""

import gzip
from pathlib import Path

import pytest
from asked import LISTINGS
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, create_engine, text

from directory.settings import Settings
from directory.store import mark_changed, open_engine, session_scope
from web.app import create_app
from web.middleware.cache import ByteCache, Shelf
from web.middleware.version import DataVersion

KEPT = [
    f"{LISTINGS}?kind=hub", f"{LISTINGS}.geojson", "/api/v1/areas", "/api/v1/areas.geojson?level=ward",
    "/api/v1/areas/E01018111", "/api/v1/postcodes/PE158AA", "/api/v1/coverage", "/api/v1/coverage.csv",
    "/api/v1/coverage.geojson", "/api/v1/coverage?category=library&day=tue&at=10:00&trust=half_life",
    "/api/v1/coverage/choices", "/api/v1/openapi.json", "/api/v1/docs", "/", "/gaps",
]  # fmt: skip


@pytest.mark.parametrize("path", KEPT)
def test_an_unchanged_answer_is_an_empty_304(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    etag = first.headers["etag"]
    assert etag.startswith('"')
    again = client.get(path, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == etag
    assert again.headers["cache-control"] == first.headers["cache-control"]
    assert "accept-encoding" in again.headers["vary"].lower()
    other = client.get(path, headers={"If-None-Match": '"another", W/"third"'})
    assert other.status_code == 200
    assert other.content == first.content


@pytest.mark.parametrize("match", ["{0}", "W/{0}", '"a", {0}', "*"])
def test_every_way_to_name_the_etag(client: TestClient, match: str) -> None:
    etag = client.get(LISTINGS).headers["etag"]
    assert client.get(LISTINGS, headers={"If-None-Match": match.format(etag)}).status_code == 304


def test_the_plain_and_the_compressed_answer_are_the_same_but_for_the_etag(client: TestClient) -> None:
    plain = client.get(LISTINGS, headers={"Accept-Encoding": "identity"})
    packed = client.get(LISTINGS, headers={"Accept-Encoding": "br, gzip;q=0.8"})
    refused = client.get(LISTINGS, headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in refused.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content == refused.content
    assert packed.headers["etag"] != plain.headers["etag"] == refused.headers["etag"]
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert int(plain.headers["content-length"]) == len(plain.content)


def test_head_is_get_without_the_body(client: TestClient) -> None:
    for path in (LISTINGS, "/", "/api/v1/nothing", "/healthz"):
        got, head = client.get(path), client.head(path)
        assert head.status_code == got.status_code
        assert head.content == b""
        assert head.headers.get("etag") == got.headers.get("etag")
        assert head.headers["content-length"] == got.headers["content-length"]


def test_problems_are_not_kept(client: TestClient) -> None:
    for path in (f"{LISTINGS}?kind=x", "/api/v1/nothing", "/healthz", "/readyz"):
        response = client.get(path)
        assert "etag" not in response.headers
        assert response.headers["cache-control"] == "no-store"


def test_a_change_of_the_data_is_seen_at_once(
    app: FastAPI, settings: Settings, directory_engine: Engine
) -> None:
    assert settings.database_url == str(directory_engine.url)
    with TestClient(app) as fresh:
        before = fresh.get(f"{LISTINGS}?q=march+library")
        name = before.json()["contents"][0]["name"]
        with session_scope(directory_engine) as session:
            session.connection().execute(
                text("UPDATE listing SET summary = 'Changed.' WHERE name = :name"), {"name": name}
            )
            mark_changed(session, "listings")
        after = fresh.get(f"{LISTINGS}?q=march+library", headers={"If-None-Match": before.headers["etag"]})
        assert after.status_code == 200
        assert after.json()["contents"][0]["summary"] == "Changed."
        assert after.headers["etag"] != before.headers["etag"]


def test_a_file_put_in_the_place_of_the_store_is_seen(
    settings: Settings, directory_engine: Engine, tmp_path: Path
) -> None:
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    database = Path(settings.database_url.removeprefix("sqlite:///"))
    with directory_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    (tmp_path / "other.sqlite3").write_bytes(database.read_bytes())
    with session_scope(other) as session:
        mark_changed(session, "listings")
    with other.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    other.dispose()
    version = DataVersion(directory_engine)
    before = version()
    assert version() == before
    directory_engine.dispose()
    for suffix in ("-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    (tmp_path / "other.sqlite3").replace(database)
    assert version() != before
    version.close()


def test_a_store_that_is_not_there_is_no_failure(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'none.sqlite3'}")
    version = DataVersion(engine)
    assert version() == "unknown"
    version.close()
    engine.dispose()


@pytest.mark.parametrize("reason", ["not a database", "a folder", "not for us to read"])
def test_a_store_that_can_not_be_read_is_no_failure(tmp_path: Path, reason: str) -> None:
    database = tmp_path / "some.sqlite3"
    if reason == "a folder":
        database.mkdir()
    else:
        database.write_bytes(b"this is no database at all" * 200)
    if reason == "not for us to read":
        database = database / "below.sqlite3"
        with pytest.raises(NotADirectoryError):
            database.stat()
    engine = create_engine(f"sqlite:///{database}")
    version = DataVersion(engine)
    assert version() == "unknown"
    assert version() == "unknown"
    version.close()
    engine.dispose()


def test_a_store_that_is_mended_is_read_again(settings: Settings) -> None:
    database = Path(settings.database_url.removeprefix("sqlite:///"))
    whole = database.read_bytes()
    engine = open_engine(settings.database_url, read_only=True)
    version = DataVersion(engine)
    before = version()
    assert before != "unknown"
    for found, expected in ((b"\xff" * 100 + whole[100:], "unknown"), (whole, before)):
        engine.dispose()
        version.close()
        database.write_bytes(found)
        assert version() == expected
    version.close()
    engine.dispose()


class Counter:
    """A small ASGI application that marks its answers and counts how often it was asked."""

    def __init__(self, body: bytes = b"x" * 2000, headers: list[tuple[bytes, bytes]] | None = None) -> None:
        self.asked = 0
        self.body = body
        self.marked = True
        self.status = 200
        self.headers = headers or []

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001, ARG002
        self.asked += 1
        if self.marked:
            scope.setdefault("state", {})["byte_cache"] = True
        headers = [(b"content-type", b"text/plain"), *self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body[:1000], "more_body": True})
        await send({"type": "http.response.body", "body": self.body[1000:]})


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_answer_is_kept_until_it_is_a_minute_old_or_the_version_changes() -> None:
    inner, clock, versions = Counter(), Clock(), ["1"]
    client = TestClient(ByteCache(inner, lambda: versions[0], clock=clock))
    for expected, now, version in ((1, 0, "1"), (1, 59, "1"), (2, 60, "1"), (3, 61, "2"), (3, 62, "2")):
        clock.now, versions[0] = now, version
        assert client.get("/api/v1/x").content == inner.body
        assert inner.asked == expected


def test_only_marked_whole_answers_without_cookies_are_kept() -> None:
    inner = Counter()
    client = TestClient(ByteCache(inner, lambda: "1"))
    client.get("/page")
    client.get("/page")
    assert inner.asked == 1
    client.get("/page", headers={"Cookie": "shortlist=abc"})
    client.get("/page", headers={"Cookie": "shortlist=abc"})
    assert inner.asked == 3, "who sends a cookie gets a page of their own"
    client.get("/api/v1/x", headers={"Cookie": "a=b"})
    client.get("/api/v1/x", headers={"Cookie": "a=c"})
    assert inner.asked == 4, "the API reads no cookie"
    client.post("/page")
    assert inner.asked == 5
    client.get(f"/page?{'q' * 3000}")
    client.get(f"/page?{'q' * 3000}")
    assert inner.asked == 7, "a very long query is not kept"


@pytest.mark.parametrize(
    ("status", "marked", "cookie"), [(404, True, False), (200, False, False), (200, True, True)]
)
def test_what_is_not_kept(status: int, marked: bool, cookie: bool) -> None:  # noqa: FBT001
    inner = Counter(headers=[(b"set-cookie", b"a=b")] if cookie else [])
    inner.status, inner.marked = status, marked
    client = TestClient(ByteCache(inner, lambda: "1"))
    for _ in range(2):
        response = client.get("/api/v1/x")
        assert response.status_code == status
        assert response.content == inner.body
        assert "etag" not in response.headers
        assert response.headers["content-encoding"] == "gzip"
    assert inner.asked == 2


def test_different_queries_are_different_answers() -> None:
    inner = Counter()
    client = TestClient(ByteCache(inner, lambda: "1"))
    for query in ("a=1", "a=2", "a=1&b=2", "", "a=1"):
        client.get(f"/api/v1/x?{query}")
    assert inner.asked == 4


def test_a_page_whose_parameters_are_not_known_is_not_kept_with_any() -> None:
    inner = Counter()
    cache = ByteCache(inner, lambda: "1", settle=lambda path, query: query[:3] if path == "/known" else None)
    client = TestClient(cache)
    for query in ("a=1&b=2", "a=1&c=3", "a=1"):
        assert client.get(f"/known?{query}").status_code == 200
    assert inner.asked == 1
    for _ in range(2):
        client.get("/unknown?a=1")
    assert inner.asked == 3
    for _ in range(2):
        client.get("/unknown")
    assert inner.asked == 4
    for query in ("a=1&b=2", "a=1&c=3"):
        client.get(f"/api/v1/x?{query}")
    assert inner.asked == 6, "the API's addresses are left as they are"


def test_several_lines_of_a_header_are_one_list(client: TestClient) -> None:
    etag = client.get(LISTINGS).headers["etag"]
    for tags in ((etag, '"another"'), ('"another"', etag)):
        lines = [("If-None-Match", tag) for tag in tags]
        assert client.get(LISTINGS, headers=lines).status_code == 304
    for codings in (("gzip", "br"), ("br", "gzip"), ("*;q=0", "gzip"), ("br", "*")):
        packed = client.get(LISTINGS, headers=[("Accept-Encoding", coding) for coding in codings])
        assert packed.headers.get("content-encoding") == "gzip", codings
    for codings in (("gzip;q=0", "*"), ("br", "gzip; q=0"), ("identity", "br")):
        plain = client.get(LISTINGS, headers=[("Accept-Encoding", coding) for coding in codings])
        assert "content-encoding" not in plain.headers, codings


def test_an_answer_that_is_not_kept_says_what_it_varies_with() -> None:
    inner = Counter()
    inner.marked = False
    client = TestClient(ByteCache(inner, lambda: "1"))
    for coding in ("gzip", "identity"):
        answer = client.get("/api/v1/x", headers={"Accept-Encoding": coding})
        assert answer.headers["vary"] == "Accept-Encoding", coding
        assert answer.content == inner.body
    inner.headers = [(b"content-encoding", b"x-own")]
    raw = [name for name, _ in client.get("/x", headers={"Accept-Encoding": "identity"}).headers.raw]
    assert b"vary" not in raw, "there is one form of it"


def test_what_is_already_packed_or_no_text_is_left_as_it_is() -> None:
    body = gzip.compress(b"y" * 5000)
    packed = Counter(body, [(b"content-encoding", b"gzip")])
    response = TestClient(ByteCache(packed, lambda: "1")).get("/x")
    assert response.content == b"y" * 5000
    assert response.headers.get_list("content-encoding") == ["gzip"]


def test_the_kept_answers_never_take_more_than_their_limit() -> None:
    inner = Counter(b"z" * 4000)
    cache = ByteCache(inner, lambda: "1", limit_bytes=20_000)
    client = TestClient(cache)
    for number in range(50):
        client.get(f"/api/v1/x?{number}")
        assert cache.shelf.bytes_held <= 20_000
        assert cache.shelf.bytes_held == sum(entry.size for entry in cache.shelf.entries.values())
    assert 1 <= len(cache.shelf.entries) <= 4
    inner.asked = 0
    client.get("/api/v1/x?49")
    assert inner.asked == 0
    client.get("/api/v1/x?0")
    assert inner.asked == 1


def test_an_answer_larger_than_the_limit_is_not_kept() -> None:
    inner = Counter(b"z" * 4000)
    cache = ByteCache(inner, lambda: "1", limit_bytes=2_000)
    assert TestClient(cache).get("/api/v1/x").content == inner.body
    assert cache.shelf == Shelf(2_000)


def test_a_service_without_a_cache_answers_the_same(client: TestClient, read_settings: Settings) -> None:
    with TestClient(create_app(read_settings, cache_bytes=0), base_url=read_settings.base_url) as without:
        assert without.get(LISTINGS).content == client.get(LISTINGS).content
