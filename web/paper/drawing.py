"""How does a paper become a PDF of as many sides as it may have?"""

import re
from dataclasses import dataclass, fields
from typing import Any, Final

from directory.clock import local_now
from directory.paper.schemas import Form, What
from web.brief_pdf import lay_out
from web.contexts.paper import BookletPage, PosterPage, PrintedPage
from web.paper.code import code_svg
from web.paper.edition import edition_letters
from web.paper.fitting import cut, guess, most_that_fits
from web.paper.lines import assured_words
from web.paper.schemas import Edition, Line, Paper
from web.render import ENVIRONMENT

SIDES: Final = {False: 1, True: 2}
"""A sheet has one side; in large print both of its sides are needed."""
FOLD: Final = 4
"""Pages on one folded sheet: a booklet has a multiple, so that none is empty by chance."""
TIGHTER: Final = (0, 1, 2, 3)
_FIRST_PARTS: Final = {"steps", "part-1", "ask"}
VARIANT: Final = "pdf/ua-1"
_PAGES: Final[dict[Form, type[PrintedPage]]] = {
    Form.SHEET: PrintedPage,
    Form.BOOKLET: BookletPage,
    Form.POSTER: PosterPage,
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A PDF, with what is said of it."""

    content: bytes
    pages: int
    edition: Edition


def draw(paper: Paper, base_url: str, *, large: bool = False) -> Drawn:
    """Draw a paper in the form it was put into words for, dated today."""
    edition = Edition(local_now().date(), edition_letters(paper, large=large))
    document = _DRAWN[paper.form](paper, edition, base_url, large)
    # Tagged for screen readers, as PDF/UA-1 (ISO 14289-1) asks for.
    content = bytes(document.write_pdf(pdf_variant=VARIANT))
    return Drawn(content, len(document.pages), edition)


def _sheet(paper: Paper, edition: Edition, base_url: str, large: bool) -> Any:  # noqa: ANN401, FBT001
    laid: dict[int, Any] = {}

    def fits(lines: int) -> bool:
        laid[lines] = lay_out(paper_html(cut(paper, lines), edition, base_url, large=large), base_url)
        return len(laid[lines].pages) <= SIDES[large]

    total = sum(len(section.lines) for section in paper.sections)
    return laid[most_that_fits(total, guess(paper, large=large), fits)]


def _booklet(paper: Paper, edition: Edition, base_url: str, large: bool) -> Any:  # noqa: ANN401, FBT001
    document = None
    for tight in TIGHTER:
        document = _folded(paper, edition, base_url, large, tight)
        if not _FIRST_PARTS.isdisjoint(document.pages[1].anchors):  # the cover is one page
            break
    return document


def _folded(paper: Paper, edition: Edition, base_url: str, large: bool, tight: int) -> Any:  # noqa: ANN401, FBT001
    """Fill the last folded sheet, and only that, with pages for notes; their line may lengthen the cover."""
    blank = 0
    while True:
        html = paper_html(paper, edition, base_url, large=large, blank_pages=blank, tight=tight)
        document = lay_out(html, base_url)
        if len(document.pages) % FOLD == 0:
            return document
        blank += -len(document.pages) % FOLD


def _poster(paper: Paper, edition: Edition, base_url: str, large: bool) -> Any:  # noqa: ANN401, FBT001
    document = None
    for tight in TIGHTER:
        document = lay_out(paper_html(paper, edition, base_url, large=large, tight=tight), base_url)
        if len(document.pages) == 1:
            break
    return document


_DRAWN: Final = {Form.SHEET: _sheet, Form.BOOKLET: _booklet, Form.POSTER: _poster}


def paper_html(
    paper: Paper,
    edition: Edition,
    base_url: str,
    *,
    large: bool = False,
    blank_pages: int = 0,
    tight: int = 0,
) -> str:
    """Write a paper as the page that is laid out."""
    page = _PAGES[paper.form](
        title=paper.title,
        talk=(),
        base=base_url,
        paper=paper,
        sections=paper.sections,
        helpers=paper.helpers,
        themes=tuple(dict.fromkeys(line.theme for section in paper.sections for line in section.lines)),
        code=code_svg(paper.link, _code_words(paper)),
        edition=edition,
        assured=assured_words(_told(paper)),
        large=large,
        blank_pages=blank_pages,
        tight=tight,
    )
    values = {field.name: getattr(page, field.name) for field in fields(page)}
    return ENVIRONMENT.get_template(page.template).render(values)


def _told(paper: Paper) -> list[Line]:
    """List what a paper tells; the poster of a listing leaves out what is near it."""
    alone = paper.form is Form.POSTER and paper.what is What.LISTING
    return [line for section in paper.sections[: 1 if alone else None] for line in section.lines]


def _code_words(paper: Paper) -> str:
    if paper.what is What.SHORTLIST:
        return "Code for a telephone's camera: it opens this list."
    return f"Code for a telephone's camera: it opens {paper.letters}"


def file_name(what: What, key: str, form: Form, *, large: bool) -> str:
    """Name the file of a paper, so that a folder of them is in order."""
    named = "" if what is What.SHORTLIST else _UNSAFE.sub("", key)[:60]
    return f"{'-'.join(part for part in (what, named) if part)}{ending(form, large=large)}"


def ending(form: Form, *, large: bool) -> str:
    """Tell by which ending the files of a form and print are known."""
    return f"-{form}{'-large' if large else ''}.pdf"


_UNSAFE: Final = re.compile(r"[^A-Za-z0-9-]")
