"""How does a test read a page? As a browser parses it."""

from xml.etree.ElementTree import Element

import html5lib
from starlette.testclient import TestClient


def ask(client: TestClient, path: str) -> Element:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return html5lib.parse(answer.text, namespaceHTMLElements=False)


def words(element: Element | None) -> str:
    assert element is not None
    return " ".join(" ".join(element.itertext()).split())


def by_tag(page: Element, tag: str) -> list[Element]:
    """Every element of that name, in HTML or in SVG."""
    return [each for each in page.iter() if str(each.tag).rpartition("}")[2] == tag]


def by_class(page: Element, tag: str, name: str) -> list[Element]:
    return [each for each in by_tag(page, tag) if name in (each.get("class") or "").split()]


def table_rows(page: Element, name: str = "area-table", place: int = 0) -> list[list[str]]:
    """The body rows of the table of that class, each cell as its words."""
    table = by_class(page, "table", name)[place]
    return [[words(cell) for cell in row] for row in by_tag(table, "tr")][1:]
