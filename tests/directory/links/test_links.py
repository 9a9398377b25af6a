"""Are dead links found, politely, and can nobody lead the checker into our own network?"""

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from directory import clock
from directory.jobs.schemas import JobRead, Stores
from directory.links import service
from directory.links.queries import list_dead
from directory.links.safe_fetch import FetchFailed, SafeFetch, is_public
from directory.links.service import check_due, links_are_checked
from directory.listings.models import Listing
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A web server of this machine that keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, float]] = []
        self.answers: dict[str, Answer] = {}
        self.address = ""


def plain(status: int, body: bytes = b"hello", **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(body)

    return answer


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.command, self.path, time.monotonic()))
            found.answers.get(self.path, plain(404))(self)

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that hangs up is what some tests are about."""

    socketserver.TCPServer.allow_reuse_address = True
    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    found.address = f"http://127.0.0.1:{server.server_port}"
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def fetch() -> Iterator[SafeFetch]:
    with SafeFetch(allow_private=True, timeout_s=0.5, most_bytes=10_000) as found:
        yield found


def refused(fetch: SafeFetch, url: str) -> str:
    with pytest.raises(FetchFailed) as failed:
        fetch.fetch(url)
    return failed.value.reason


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),  # noqa: S104 - refused
        *("224.0.0.1", "255.255.255.255", "192.0.0.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "ff02::1"),
    ],
)
def test_an_address_of_our_own_network_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_an_address_of_the_open_internet_is(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"]
)
def test_this_machine_is_refused_however_it_is_written(site: Site, host: str) -> None:
    port = site.address.rpartition(":")[2]
    with SafeFetch() as fetch:
        assert refused(fetch, f"http://{host}:{port}/") in {"private address", "no connection"}
    assert site.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "http://",
        "http://a:b@127.0.0.1/",
        "javascript:1",
        "//x",
        "http://x:99999/",
    ],
)
def test_only_plain_web_addresses_are_asked(fetch: SafeFetch, url: str) -> None:
    assert refused(fetch, url) == "not a web address"


def test_a_redirect_is_followed_and_each_is_checked(site: Site, fetch: SafeFetch) -> None:
    site.answers |= {"/a": plain(301, Location="/b"), "/b": plain(200, b"there")}
    found = fetch.fetch(f"{site.address}/a")
    assert (found.status, found.content, found.url) == (200, b"there", f"{site.address}/b")
    site.answers["/out"] = plain(302, Location="file:///etc/passwd")
    assert refused(fetch, f"{site.address}/out") == "not a web address"
    site.answers["/round"] = plain(302, Location="/round")
    assert refused(fetch, f"{site.address}/round") == "too many redirects"


def test_a_redirect_into_our_own_network_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public name leads to the site of the test, which leads on to an address that is not public."""
    import directory.links.safe_fetch as module  # noqa: PLC0415

    host, _, port = site.address.removeprefix("http://").partition(":")
    monkeypatch.setattr(module, "is_public", lambda address: str(address) == host)
    site.answers["/a"] = plain(302, Location=f"http://127.0.0.2:{port}/secret")
    with SafeFetch(timeout_s=0.5) as fetch:
        assert refused(fetch, f"{site.address}/a") == "private address"
    assert [path for _, path, _ in site.asked] == ["/a"]


DRIPS_S = 3.0


def test_what_is_too_large_or_too_slow_fails(site: Site, fetch: SafeFetch) -> None:
    site.answers["/large"] = plain(200, b"x" * 20_000)
    assert refused(fetch, f"{site.address}/large") == "too large"
    assert len(fetch.fetch(f"{site.address}/large", cut=True).content) == 10_000

    def hang(request: BaseHTTPRequestHandler) -> None:
        time.sleep(1)
        plain(200)(request)

    site.answers["/hang"] = hang
    assert refused(fetch, f"{site.address}/hang") == "too slow"

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(int(DRIPS_S / 0.1)):
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.1)

    site.answers["/drip"] = drip
    begun = time.monotonic()
    assert refused(fetch, f"{site.address}/drip") == "too slow"
    assert time.monotonic() - begun < DRIPS_S, "given up while it still drips"


def test_what_is_packed_is_not_unpacked(site: Site, fetch: SafeFetch) -> None:
    site.answers["/zip"] = plain(200, b"\x1f\x8b", **{"Content-Encoding": "gzip"})
    assert refused(fetch, f"{site.address}/zip") == "packed"


def test_nothing_of_ours_goes_along(site: Site, fetch: SafeFetch) -> None:
    site.answers["/a"] = plain(302, Location="/b", **{"Set-Cookie": "a=b"})
    seen: list[str | None] = []

    def look(request: BaseHTTPRequestHandler) -> None:
        seen.extend([request.headers.get("Cookie"), request.headers.get("Referer")])
        plain(200)(request)

    site.answers["/b"] = look
    fetch.fetch(f"{site.address}/a")
    assert seen == [None, None]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    held = [datetime(2026, 3, 2, 10, tzinfo=UTC)]
    monkeypatch.setattr(clock, "now", lambda: held[0])
    return held


@pytest.fixture
def stores(settings: Settings) -> Iterator[Stores]:
    both = Stores(open_engine(settings.database_url), open_people(settings), settings)
    with session_scope(both.directory) as session:
        session.execute(update(Listing).values(url=None))
    yield both
    both.directory.dispose()
    both.people.dispose()


def give_address(stores: Stores, slug: str, url: str) -> None:
    with session_scope(stores.directory) as session:
        session.execute(update(Listing).where(col(Listing.slug) == slug).values(url=url))


def dead(stores: Stores) -> list[str]:
    with Session(stores.directory) as session:
        return [each.slug for each in list_dead(session, clock.now())]


def test_a_link_is_dead_after_three_failures_over_a_fortnight(
    stores: Stores, site: Site, fetch: SafeFetch, now: list[datetime]
) -> None:
    give_address(stores, "march-library", f"{site.address}/gone")
    for day, is_dead in ((0, False), (5, False), (10, False), (15, True)):
        now[0] = datetime(2026, 3, 2, 10, tzinfo=UTC) + timedelta(days=day)
        assert check_due(stores, fetch, pause_s=0).failed == 1
        assert check_due(stores, fetch, pause_s=0).asked == 0, "not twice in a row"
        assert dead(stores) == (["march-library"] if is_dead else [])
    site.answers["/gone"] = plain(200)
    now[0] += timedelta(days=6)
    assert check_due(stores, fetch, pause_s=0).answered == 1
    assert dead(stores) == []


def test_one_host_is_asked_slowly_by_head_and_whole_only_where_that_fails(
    stores: Stores,
    site: Site,
    fetch: SafeFetch,
    now: list[datetime],  # noqa: ARG001
) -> None:
    give_address(stores, "march-library", f"{site.address}/a")
    give_address(stores, "wisbech-library", f"{site.address}/b")
    site.answers |= {
        "/a": plain(200),
        "/b": lambda request: plain(405 if request.command == "HEAD" else 200)(request),
    }
    assert check_due(stores, fetch, pause_s=0.3).answered == 2
    asked = [(method, path) for method, path, _ in site.asked]
    assert asked == [("GET", "/robots.txt"), ("HEAD", "/a"), ("HEAD", "/b"), ("GET", "/b")]
    times = [at for _, _, at in site.asked]
    assert times[2] - times[1] >= 0.25


def test_who_asks_not_to_be_asked_is_left_alone(
    stores: Stores,
    site: Site,
    fetch: SafeFetch,
    now: list[datetime],  # noqa: ARG001
) -> None:
    give_address(stores, "march-library", f"{site.address}/private/a")
    site.answers["/robots.txt"] = plain(200, b"User-agent: *\nDisallow: /private/\n")
    assert check_due(stores, fetch, pause_s=0).left_alone == 1
    assert [path for _, path, _ in site.asked] == ["/robots.txt"]


@pytest.mark.parametrize("status", [401, 403, 429])
def test_one_that_answers_but_not_to_us_is_not_dead(
    stores: Stores,
    site: Site,
    fetch: SafeFetch,
    now: list[datetime],  # noqa: ARG001
    status: int,
) -> None:
    give_address(stores, "march-library", f"{site.address}/a")
    site.answers["/a"] = plain(status)
    assert check_due(stores, fetch, pause_s=0).answered == 1


def test_it_is_off_on_one_machine_and_can_be_switched(settings: Settings) -> None:
    def on(base_url: str, chosen: bool | None) -> bool:  # noqa: FBT001
        return links_are_checked(settings.model_copy(update={"base_url": base_url, "check_links": chosen}))

    assert not on("http://127.0.0.1:8000", None)
    assert not on("http://localhost:8000", None)
    assert on("https://hereabouts.example", None)
    assert not on("https://hereabouts.example", False)
    assert on("http://127.0.0.1:8000", True)


def test_switched_off_it_asks_nobody(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "check_due", lambda *_: pytest.fail("it asked"))
    off = Stores(stores.directory, stores.people, stores.settings.model_copy(update={"check_links": False}))
    service.check(off, JobRead(clock, "check_links", {}, 0))  # type: ignore[arg-type]
