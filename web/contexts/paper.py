"""What do the page that offers paper, and the papers themselves, get?"""

from dataclasses import dataclass
from typing import ClassVar

from web.contexts.page import PageContext
from web.paper.schemas import Edition, Helper, Paper, Section


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field, and what to do."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A file that is ready to be opened."""

    href: str
    label: str


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """Everything one can have about one thing."""

    title: str
    files: tuple[PaperFile, ...]


@dataclass(frozen=True, kw_only=True)
class PaperPage(PageContext):
    """`/paper`: what to print."""

    template: ClassVar[str] = "pages/paper/choose.jinja"
    problems: tuple[Problem, ...]
    where: str
    which: tuple[Option, ...]
    """Places of the name that was typed, where there are several."""
    districts: tuple[Option, ...]
    themes: tuple[Option, ...]
    kinds: tuple[Option, ...]
    choices: tuple[PaperChoice, ...]
    """What there is for what was asked; nothing yet."""
    shortlist: tuple[PaperFile, ...]
    """Of this browser's own list; nothing where it is empty."""


@dataclass(frozen=True, kw_only=True)
class PrintedPage(PageContext):
    """A paper as it is laid out."""

    template: ClassVar[str] = "paper/sheet.jinja"
    base: str
    """Address of this service, which the addresses of styles are below."""
    paper: Paper
    sections: tuple[Section, ...]
    helpers: tuple[Helper, ...]
    themes: tuple[str, ...]
    """What its listings are about, each once."""
    code: str
    """The code to photograph, as SVG."""
    edition: Edition
    assured: str
    """From when what it tells is, and whether anybody confirmed it."""
    large: bool
    blank_pages: int
    """For notes, so that the sheets of a booklet fold."""
    tight: int
    """How many sizes smaller a poster or a cover is, so that it keeps to one side."""


@dataclass(frozen=True, kw_only=True)
class BookletPage(PrintedPage):
    """A booklet: cover, contents, listings by theme, who helps, notes."""

    template: ClassVar[str] = "paper/booklet.jinja"


@dataclass(frozen=True, kw_only=True)
class PosterPage(PrintedPage):
    """A poster with little on it."""

    template: ClassVar[str] = "paper/poster.jinja"
