"""What do the page tests ask? One service on one copy of the data, read as a browser would read it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import httpx2
import pytest
from fastapi.testclient import TestClient
from own_stores import own_settings
from pages import dead_ends

from directory.settings import Settings
from web.app import create_app


class Page:
    """An answer, parsed by the rules of HTML.

    Malformed markup is an error, and so is a summary of what is wrong that leads to no field one sees.
    """

    def __init__(self, answer: httpx2.Response) -> None:
        self.status = answer.status_code
        self.headers = answer.headers
        self.html = answer.text
        assert "&lt;Macro" not in self.html, "a macro is shown and not called"
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.root: Element = parser.parse(self.html)
        assert not dead_ends(self.root)

    def all(self, path: str) -> list[Element]:
        return self.root.findall(path)

    def one(self, path: str) -> Element:
        found = self.root.findall(path)
        assert len(found) == 1, f"{path}: {len(found)} found"
        return found[0]

    def links(self) -> dict[str, str]:
        """Words of each link and where it leads; of equal words the first."""
        found: dict[str, str] = {}
        for link in self.root.iter("a"):
            found.setdefault(words(link), link.get("href", ""))
        return found

    @property
    def heading(self) -> str:
        return words(self.one(".//h1"))

    @property
    def main(self) -> str:
        return words(self.one(".//main"))


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).replace("\u00a0", " ").split())


@pytest.fixture(scope="session")
def page_settings(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("pages")
    shutil.copy(built_database, folder / "directory.sqlite3")
    return own_settings(folder)


@pytest.fixture(scope="session")
def service(page_settings: Settings) -> Iterator[TestClient]:
    with TestClient(
        create_app(page_settings), base_url="https://hereabouts.example", follow_redirects=False
    ) as found:
        yield found


@pytest.fixture
def browser(service: TestClient) -> Iterator[TestClient]:
    """A browser without cookies yet."""
    service.cookies.clear()
    yield service
    service.cookies.clear()


@pytest.fixture
def get(browser: TestClient) -> Callable[..., Page]:
    def get(address: str, **params: object) -> Page:
        return Page(browser.get(address, params=params or None))

    return get


@pytest.fixture
def text_of() -> Callable[[Element], str]:
    return words


@pytest.fixture(scope="session")
def page_of() -> Callable[[httpx2.Response], Page]:
    return Page
