"""Can a screen reader make sense of what is printed, and is it the size it should be?"""

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from operator import itemgetter
from typing import Any

import pytest
from sqlmodel import Session

from directory.paper.schemas import Form, What
from web.paper.drawing import draw
from web.paper.making import make_paper
from web.paper.schemas import Paper

BASE = "https://hereabouts.example"
A4_POINTS = (595.28, 841.89)
PAPERS = {
    "sheet": (What.PARISH, "E04001667", Form.SHEET, False),
    "sheet in large print": (What.PARISH, "E04001668", Form.SHEET, True),
    "booklet": (What.PARISH, "E04001667", Form.BOOKLET, False),
    "booklet in large print": (What.THEME, "E07000010-library", Form.BOOKLET, True),
    "booklet of a parish in large print": (What.PARISH, "E04001667", Form.BOOKLET, True),
    "poster": (What.LISTING, "march-library", Form.POSTER, False),
    "poster in large print": (What.LISTING, "march-library", Form.POSTER, True),
    "pack": (What.SETTLEMENT, "E04001661", Form.SHEET, False),
    "start": (What.START, "E04001667-football", Form.BOOKLET, False),
}


@pytest.fixture(params=PAPERS.values(), ids=PAPERS.keys())
def printed(request: pytest.FixtureRequest, session: Session) -> tuple[Paper, bool, Any]:
    pytest.importorskip("weasyprint", exc_type=OSError)
    pypdf = pytest.importorskip("pypdf")
    what, key, form, large = request.param
    paper = make_paper(session, what, key, form, BASE)
    return paper, large, pypdf.PdfReader(BytesIO(draw(paper, BASE, large=large).content))


def elements(reader: Any) -> Iterator[tuple[str, Any]]:
    """Walk the tree that a screen reader follows, in its order: each tag with its element."""

    def walk(node: Any) -> Iterator[tuple[str, Any]]:
        found = node.get_object()
        if not isinstance(found, dict):
            return
        if "/S" in found:
            yield found["/S"], found
        inner = found.get("/K", [])
        inner = inner.get_object() if hasattr(inner, "get_object") else inner
        for child in inner if isinstance(inner, list) else [inner]:
            yield from walk(child)

    yield from walk(reader.trailer["/Root"]["/StructTreeRoot"])


def test_it_is_tagged_titled_and_in_english(printed: tuple[Paper, bool, Any]) -> None:
    paper, _, reader = printed
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata.title == f"{paper.title} \N{EN DASH} Hereabouts"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_object().get_data()


def test_headings_are_in_order_and_are_the_bookmarks(printed: tuple[Paper, bool, Any]) -> None:
    paper, _, reader = printed
    levels = [int(tag[2]) for tag, _ in elements(reader) if tag in {"/H1", "/H2", "/H3"}]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert reader.outline[0].title == paper.title


def test_the_code_is_told_in_words(printed: tuple[Paper, bool, Any]) -> None:
    paper, _, reader = printed
    (figure,) = [element for tag, element in elements(reader) if tag == "/Figure"]
    assert figure["/Alt"].endswith(f"it opens {paper.letters}")


def test_it_is_read_in_the_order_it_is_written(printed: tuple[Paper, bool, Any]) -> None:
    paper, _, reader = printed
    read: dict[int, list[int]] = {}
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}
    for tag, element in elements(reader):
        if tag == "/Figure":  # painted after the words around it, and read where it stands in the tree
            continue
        inner = element.get("/K", [])
        inner = inner.get_object() if hasattr(inner, "get_object") else inner
        marks = [each for each in (inner if isinstance(inner, list) else [inner]) if isinstance(each, int)]
        read.setdefault(pages[element.raw_get("/Pg").idnum], []).extend(marks) if marks else None
    assert set(read) >= set(range(len(reader.pages) - 4))
    if paper.form is Form.BOOKLET:
        read.pop(0)  # the dots of the contents are painted after its words, and read where they stand
    for marks in read.values():
        assert marks == sorted(marks)
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert words.index(paper.title.split()[0]) < words.index("Correct on")
    if paper.form is not Form.POSTER:
        titles = (*(part.title for part in paper.sections), "Who to ask", "In a crisis")
        at = [words.rindex(each) for each in titles if each in words]
        assert len(at) >= 3
        assert at == sorted(at)


def test_every_page_is_a4_and_a_booklet_folds(printed: tuple[Paper, bool, Any]) -> None:
    paper, large, reader = printed
    for page in reader.pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4_POINTS, abs=0.1)
    pages = len(reader.pages)
    if paper.form is Form.BOOKLET:
        assert pages % 4 == 0
        words = [page.extract_text() for page in reader.pages]
        assert "What is in this booklet" in words[0]
        assert "Correct on" in words[0]
        first = paper.steps_title if paper.steps else paper.sections[0].title
        assert first in words[1]
        lined = [number for number, said in enumerate(words) if len(said.split()) < 16]
        assert len(lined) < 4
    else:
        assert pages <= (2 if large and paper.form is Form.SHEET else 1)


def sizes_of(reader: Any) -> list[tuple[str, float]]:
    """List words and the sizes they are printed in, in points."""
    sizes: list[tuple[str, float]] = []

    def note(text: str, matrix: list[float], text_matrix: list[float], _font: object, size: float) -> None:
        points = round(abs(size * text_matrix[3] * matrix[3]), 1)
        sizes.extend((word, points) for word in text.split())

    for page in reader.pages:
        page.extract_text(visitor_text=note)
    return sizes


def test_large_print_is_at_least_16_points(printed: tuple[Paper, bool, Any]) -> None:
    _, large, reader = printed
    assert min(points for _, points in sizes_of(reader)) >= (16 if large else 8.5)


@pytest.mark.parametrize(("what", "key"), [(What.PARISH, "E04001667"), (What.LISTING, "march-library")])
def test_nothing_on_a_poster_in_large_print_is_smaller(session: Session, what: What, key: str) -> None:
    pytest.importorskip("weasyprint", exc_type=OSError)
    pypdf = pytest.importorskip("pypdf")
    paper = make_paper(session, what, key, Form.POSTER, BASE)
    ordinary, larger = (
        sizes_of(pypdf.PdfReader(BytesIO(draw(paper, BASE, large=large).content))) for large in (False, True)
    )
    largest = dict(sorted(larger, key=itemgetter(1)))
    smaller = {word for word, points in ordinary if points > largest.get(word, points)}
    assert not smaller
    assert largest[paper.title.split()[0]] >= 44


def test_every_page_says_the_edition_and_its_number(printed: tuple[Paper, bool, Any]) -> None:
    _, _, reader = printed
    for number, page in enumerate(reader.pages, 1):
        words = " ".join(page.extract_text().split())
        assert f"Page {number} of {len(reader.pages)}" in words
        assert "Edition " in words


def test_nothing_is_told_by_colour(printed: tuple[Paper, bool, Any]) -> None:
    _, _, reader = printed
    for page in reader.pages:
        drawn = page.get_contents().get_data()
        for line in drawn.splitlines():
            if line.endswith((b" rg", b" RG")):
                assert len(set(line.split()[:3])) == 1, line
                assert line.split()[0] in {b"0", b"1", b"0.0", b"1.0"}, line
