"""Does an address with more in it than its page reads stand for the same page?"""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from starlette.datastructures import QueryParams
from starlette.requests import HTTPConnection
from starlette.routing import Route

from directory.settings import PROJECT_DIR
from directory.shipped.examples.needs import seed_needs
from directory.shipped.examples.notices import seed_examples
from directory.shipped.examples.rooms import seed_rooms
from directory.store import session_scope
from tests.web.conftest import Page
from web import filters
from web.app import PAGES
from web.gap_choices import read_choices
from web.pages.map import router as map_router
from web.parameters import GAPS, NEAR, Parameters, parameters_of, settled_query


class Recorder(QueryParams):
    """Parameters that remember what was asked of them."""

    def __init__(self, raw: str = "") -> None:
        super().__init__(raw)
        self.once: set[str] = set()
        self.several: set[str] = set()

    def get(self, key: Any, default: Any = None) -> Any:
        self.once.add(key)
        return super().get(key, default)

    def getlist(self, key: Any) -> list[str]:
        self.several.add(key)
        return super().getlist(key)

    def __getitem__(self, key: Any) -> str:
        self.once.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: Any) -> bool:
        self.once.add(key)
        return super().__contains__(key)


@pytest.mark.parametrize(("read", "expected"), [(filters.read, NEAR), (read_choices, GAPS)])
def test_the_table_holds_what_a_page_reads(read: Callable[[Any], object], expected: Parameters) -> None:
    recorder = Recorder()
    read(recorder)
    assert (recorder.once, recorder.several) == (expected.once, expected.several)


def test_every_kept_page_is_in_the_table() -> None:
    paths = [route.path for page in PAGES for route in page.router.routes if isinstance(route, Route)]
    assert len(paths) > 5
    assert not [path for path in paths if parameters_of(path) is None]


@pytest.mark.parametrize(
    "path", ["/", "/near?where=March", "/gaps", "/gaps/table", "/shortlist", "/volunteer"]
)
def test_every_field_of_a_form_is_read(get: Callable[..., Any], path: str) -> None:
    for form in get(path).root.iter("form"):
        read = parameters_of(form.get("action", ""))
        if form.get("method", "get").lower() == "get" and read is not None:
            fields = {each.get("name") for each in form.iter() if each.get("name")}
            assert fields <= read.once | read.several


@pytest.fixture
def full(client: TestClient, directory_engine: Engine) -> TestClient:
    """Give a service with so many needs, notices and rooms that there is a second page of them."""
    with session_scope(directory_engine) as session:
        seed_needs(session)
        seed_examples(session, PROJECT_DIR / "data")
        seed_rooms(session)
    return client


FILLED = {
    "/area/{code}": "/area/E01018111",
    "/district/{code}": "/district/E07000010",
    "/embed/area/{code}": "/embed/area/E01018111",
    "/embed/parish/{code}": "/embed/parish/E04001667",
    "/parish/{code}": "/parish/E04001667",
    "/listing/{slug}": "/listing/march-library",
    "/volunteer/need/{slug}": "/volunteer/need/sort-tins-by-their-dates",
    "/noticeboard/{slug}": "/noticeboard/healthy-fenland-start-up-money-for-small-groups",
    "/partnership/{slug}": "/partnership/against-scams-partnership",
    "/funds/{key}": "/funds/cambridgeshire-community-foundation",
    "/rooms/{listing}/{room}": "/rooms/all-saints-church-hall/main-hall",
    "/paper/{what}/{key}": "/paper/parish/E04001667",
    "/map/outlines/{name}": "/map/outlines/2021-0",
    "/fairs/{slug}": "/fairs/none",
    "/rooms": "/rooms?day=mon&from=19:00&people=10",
}
"""Addresses of routes that stand for many, and of a page that reads more once it is asked something."""


def _addresses() -> list[str]:
    routes = [route for page in PAGES for route in page.router.routes if isinstance(route, Route)]
    paths = [route.path for route in routes if "GET" in (route.methods or ())]
    paths += [route.path for route in map_router.routes if isinstance(route, Route)]
    found = []
    for path in paths:
        start = max((each for each in FILLED if path.startswith(each) and "{" in each), default="", key=len)
        found.append(FILLED.get(path, FILLED.get(start, "") + path.removeprefix(start)))
    return sorted(set(found))


def test_no_kept_page_reads_what_is_not_in_the_table(
    full: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the table leaves out, the cache takes from the address before the page sees it."""
    recorder, addresses = Recorder(), _addresses()
    monkeypatch.setattr(HTTPConnection, "query_params", property(lambda _: recorder))
    assert len(addresses) > 60
    missed = {}
    for address in addresses:
        path, _, query = address.partition("?")
        recorder = Recorder(query)
        assert full.get(address).status_code == 200 or path.startswith("/fairs/"), address
        read = parameters_of(path)
        assert read is not None
        unread = (recorder.once - read.once - read.several) | (recorder.several - read.several)
        if unread:
            missed[address] = unread
    assert missed == {}


@pytest.mark.parametrize(
    "path",
    [
        *("/near?where=March", "/volunteer", "/rooms?where=March&people=10", "/noticeboard"),
        *("/gaps?capital=health", "/gaps/where-next?capital=health", "/gaps/what-if?capital=health"),
        *("/gaps/unknown", "/gaps/rooms", "/gaps/compare", "/gaps/fragile", "/gaps/work-list", "/funding"),
        *("/parish/E04001667", "/area/E01018111", "/paper?where=March"),
    ],
)
def test_what_a_link_asks_is_read_where_it_leads(full: TestClient, path: str) -> None:
    """A name that is not in the table is left out, and the link leads to another page than it says."""
    asked = 0
    for link in Page(full.get(path)).root.iter("a"):
        address = urlsplit(urljoin(f"https://hereabouts.example{path}", link.get("href", "")))
        read = parameters_of(address.path) if address.netloc == "hereabouts.example" else None
        if read is not None:
            names = {name for name, _ in parse_qsl(address.query)}
            assert names <= read.once | read.several, link.get("href")
            asked += len(names)
    assert asked


@pytest.mark.parametrize(
    ("path", "query", "settled"),
    [
        ("/gaps", "junk=1", ""),
        ("/gaps", "release=2011&capital=social", "capital=social&release=2011"),
        ("/gaps", "capital=health&capital=social", "capital=social"),
        ("/near", "kind=hub&day=fri&kind=group&Kind=x&kind[]=y", "day=fri&kind=hub&kind=group"),
        ("/near", "where=St+Ives&q=caf%C3%A9%20%26&placed=", "placed=&q=caf%C3%A9+%26&where=St+Ives"),
        ("/near", "where=%F0%28&q=%00", "q=%00&where=%EF%BF%BD%28"),
        ("/area/E01018111", "release=2011&x=1", "release=2011"),
        ("/listing/march-library", "print=1", ""),
        ("/shortlist", "places=a", None),
        ("/nothing", "a=1", None),
    ],
)
def test_a_query_is_settled(path: str, query: str, settled: str | None) -> None:
    found = settled_query(path, query.encode())
    assert found == (None if settled is None else settled.encode())
    if found is not None:
        assert settled_query(path, found) == found


@pytest.mark.parametrize(
    "path",
    ["/", "/gaps", "/gaps/values", "/gaps/download.gpkg", "/near?where=March", "/area/E01018111", "/method"],
)
def test_words_added_to_an_address_make_no_work(
    browser: TestClient, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    first = browser.get(path)
    assert first.status_code == 200
    capsys.readouterr()
    joint = "&" if "?" in path else "?"
    for number in range(3):
        again = browser.get(f"{path}{joint}junk={number}&utm_source={number}")
        assert again.content == first.content
        assert again.headers["etag"] == first.headers["etag"]
    assert capsys.readouterr().err.count('"cached": true') == 3


def test_the_api_still_refuses_what_it_does_not_know(browser: TestClient) -> None:
    assert browser.get("/api/v1/listings?junk=1").status_code == 422
