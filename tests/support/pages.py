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


def dead_ends(page: Element) -> list[str]:
    """Every link of an error summary that leads nowhere, or to a field that is folded away."""
    folded = [each for each in by_tag(page, "details") if "open" not in each.attrib]
    shown = {each.get("id") for each in page.iter()} - {
        one.get("id") for each in folded for one in each.iter()
    }
    links = [link for box in by_class(page, "div", "govuk-error-summary") for link in by_tag(box, "a")]
    return [href for link in links if (href := link.get("href") or "")[1:] not in shown]
