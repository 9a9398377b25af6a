"""What does a brief of an area get?"""

from dataclasses import dataclass
from typing import ClassVar

from directory.coverage.brief_schemas import Brief, BriefPlace
from web.contexts.gaps import Link
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class BriefMap:
    """Where the area is among the districts, as shapes to draw in place."""

    view_box: str
    districts: tuple[str, ...]
    """Paths, as SVG writes them."""
    district: str
    """The path of its own district; empty where it is not known."""
    area: str
    """The path of the area; empty where it has no outline."""
    dot: tuple[int, int] | None
    """Where it is, for an area without an outline."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact with its name."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class DomainLine:
    """One domain of deprivation."""

    label: str
    cells: int | None
    """Of ten, how many are filled: more is more need."""
    words: str


@dataclass(frozen=True, slots=True)
class CapitalLine:
    """How one capital stands here."""

    label: str
    term: str
    """The report's word for it; empty for anything."""
    count: str
    nearest: str
    district: str
    walk: str
    cycle: str
    drive: str
    state: str
    state_css: str
    place: BriefPlace | None


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why some capitals are in a state."""

    state: str
    state_css: str
    capitals: str
    why: str


@dataclass(frozen=True, kw_only=True)
class BriefPage(PageContext):
    """`/area/{code}/brief`: an area on two sheets of paper."""

    template: ClassVar[str] = "pages/brief/page.jinja"
    brief: Brief
    kicker: str
    whereabouts: str
    """Where it is, for an area whose own name is only a number; else empty."""
    reach_words: str
    lead: tuple[str, ...]
    """What matters most, in sentences."""
    facts: tuple[Fact, ...]
    need_words: str
    domains: tuple[DomainLine, ...]
    concerns: str
    there_words: str
    capitals: tuple[CapitalLine, ...]
    reasons: tuple[ReasonLine, ...]
    full_words: str
    parish_words: str
    marks: tuple[str, ...]
    dates_words: str
    beyond_words: str
    next_links: tuple[Link, ...]
    credits: str
    computed: str
    address: str
    """Of this page, in full."""
    here: str
    """Address of the page of the area; empty for an own one."""
    pdf: str
    other_releases: tuple[Link, ...]
    locator: BriefMap | None


@dataclass(frozen=True, kw_only=True)
class BriefSheets(BriefPage):
    """The two sheets alone, for a PDF or a file."""

    template: ClassVar[str] = "pages/brief/sheets.jinja"
    base: str
    """Address of this service, which the addresses of links are below."""
