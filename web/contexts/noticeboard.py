"""What do the noticeboard, a notice and the check whether it fits need?"""

from dataclasses import dataclass
from typing import ClassVar

from directory.noticeboard.schemas import NoticeCard
from directory.noticeboard.words import Phase
from web.contexts.near import Chip, Link, Option, Pager, Problem
from web.contexts.page import PageContext
from web.nearmap import NearMap


@dataclass(frozen=True, slots=True)
class BoardCard:
    """A notice in a list, with what is said of it in words."""

    notice: NoticeCard
    number: int
    deadline: str
    closing_soon: bool
    amount: str
    when: str
    where: str
    for_whom: str
    outcome: str
    """What came of it; empty where it is open or nobody told."""


@dataclass(frozen=True, slots=True)
class BoardForm:
    """Every field of the filters as it stands."""

    where: str
    """What was typed, or the name of the area in use."""
    area: str
    """The code of the area in use; empty where there is none."""
    kinds: tuple[Option, ...]
    themes: tuple[Option, ...]
    closings: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class BoardPage(PageContext):
    """Every notice that is open, or that is over, for a place or all."""

    template: ClassVar[str] = "pages/noticeboard/board.jinja"
    heading: str
    summary: str
    note: str | None
    form: BoardForm
    problems: tuple[Problem, ...]
    choices: tuple[Link, ...]
    """Several places bear the name: which is meant?"""
    chips: tuple[Chip, ...]
    cards: tuple[BoardCard, ...]
    examples: bool
    """Whether one of the list is an example."""
    pager: Pager
    map: NearMap | None
    closed: bool
    other: Link
    """Those that are over, or those that are open."""
    all_open: str
    """The list without a filter; empty where none is in use."""
    rss: str
    ics: str
    helpers: tuple[Link, ...]
    """Who helps groups; only looked for where there is nothing to show."""


@dataclass(frozen=True, slots=True)
class LinkedListing:
    """A listing a notice has to do with, and how."""

    name: str
    href: str
    how: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a notice: what is asked, and what it says."""

    label: str
    said: str
    href: str = ""
    host: str = ""
    """Whose site the link leads to."""


@dataclass(frozen=True, slots=True)
class NoticeContact:
    """Whom to ask. The e-mail address is told to whoever pressed the button for it."""

    role: str
    phone: str
    email: str
    has_email: bool


@dataclass(frozen=True, kw_only=True)
class NoticePage(PageContext):
    """One notice, whole."""

    template: ClassVar[str] = "pages/noticeboard/notice.jinja"
    slug: str
    kind: str
    phase: Phase
    answerable: bool
    has_rules: bool
    """Whether a group has something to fit: an event for everybody has not."""
    summary: str
    body: str
    """Cleaned HTML."""
    deadline: str
    issuer: LinkedListing
    example: str
    """That it is an example, from when; empty where it is none."""
    facts: tuple[Fact, ...]
    paperwork: tuple[str, ...]
    links: tuple[LinkedListing, ...]
    outcome: str
    outcome_on: str
    awarded: tuple[LinkedListing, ...]
    contact: NoticeContact | None
    contact_shown: bool
    fund: Link | None
    changed: str
    source: str
    jsonld: str
    """Empty where there is nothing to tell search engines, as of an example."""
    calendar: str


@dataclass(frozen=True, kw_only=True)
class WithdrawnPage(PageContext):
    """A notice that was taken back says only that."""

    template: ClassVar[str] = "pages/noticeboard/withdrawn.jinja"


@dataclass(frozen=True, slots=True)
class FitLine:
    """One rule of a notice and what is known of the group."""

    rule: str
    wants: str
    has: str
    answer: str
    """met, not_met or not_known."""
    label: str
    what_to_do: str


@dataclass(frozen=True, kw_only=True)
class FitPage(PageContext):
    """Does a notice fit a group? Each rule with its answer, never a score."""

    template: ClassVar[str] = "pages/noticeboard/fit.jinja"
    slug: str
    notice: str
    deadline: str
    example: str
    answerable: bool
    action: str
    """Where the form that looks for a group leads."""
    q: str
    problems: tuple[Problem, ...]
    found: tuple[Link, ...]
    """Groups of that name."""
    listing: Link | None
    summary: str
    lines: tuple[FitLine, ...]
    helpers: tuple[Link, ...]
    """Who helps groups with forms and papers."""
    own: bool
    """Seen by those who look after the listing, with all it told."""
    desk: str
    """The same for those who look after it; empty where this is that page."""
    profile: str
