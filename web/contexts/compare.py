"""What do the pages that compare get: two districts, two runs, and what hangs on one listing?"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from directory.coverage.compare import CapitalPair, Comparison
from directory.coverage.fragile import FragileAnswer, Hanging
from directory.coverage.history import Listed, RunComparison, RunRead
from directory.coverage.overlaps import OverlapAnswer
from directory.coverage.unequal import Inequality
from web.contexts.gaps import Filters, Link, OptionGroup
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One of the three measures: what it says, in a word and in a sentence, and how sure that is."""

    name: str
    verdict: str
    """yes, no, about the same, not known."""
    sentence: str
    sure: str


@dataclass(frozen=True, slots=True)
class SideRow:
    """One figure of both places."""

    label: str
    hint: str
    a: str
    """Empty where it is not known."""
    b: str


@dataclass(frozen=True, slots=True)
class CapitalRow:
    """One capital in both places, in words."""

    label: str
    pair: CapitalPair
    by_count: str
    by_rate: str
    by_distance: str
    """How many times, in words."""


@dataclass(frozen=True, slots=True)
class InequalityRow:
    """How access is shared within one place, in words."""

    place: Inequality
    says: str


@dataclass(frozen=True, kw_only=True)
class ComparePage(PageContext):
    """`/gaps/compare`: is one district better served than another?"""

    template: ClassVar[str] = "pages/compare/page.jinja"
    told: Comparison
    computed_at: datetime
    """In London."""
    subject: str
    """What is looked for, to follow “listings”; empty where anything will do."""
    answer: str
    chance: str
    """Which of the differences chance could make."""
    lines: tuple[MeasureLine, ...]
    disagree: str
    doubts: tuple[str, ...]
    rows: tuple[SideRow, ...]
    capitals: tuple[CapitalRow, ...]
    unequal: tuple[InequalityRow, ...]
    first: tuple[OptionGroup, ...]
    """The places that can be chosen, the first chosen one marked; and the second."""
    second: tuple[OptionGroup, ...]
    filters: Filters
    next_links: tuple[Link, ...]
    turned: str
    """The address with the two changed about."""
    back: str
    credits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HangingRow:
    """One listing that people would miss."""

    listing: Hanging
    href: str
    what_if: str
    """The address of what happens if it closes."""


@dataclass(frozen=True, slots=True)
class SharedRow:
    """What two maps share, in words."""

    names: str
    listings: str
    nearest: str
    says: str


@dataclass(frozen=True, kw_only=True)
class FragilePage(PageContext):
    """`/gaps/fragile`: what hangs on one listing, and how much the maps share."""

    template: ClassVar[str] = "pages/compare/fragile.jinja"
    told: FragileAnswer
    computed_at: datetime
    place: str
    subject: str
    answer: str
    rows: tuple[HangingRow, ...]
    shared: OverlapAnswer
    shared_words: tuple[str, ...]
    shared_rows: tuple[SharedRow, ...]
    filters: Filters
    next_links: tuple[Link, ...]
    back: str
    credits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunRow:
    """One kept run, in words."""

    run: RunRead
    number: str
    when: str
    figures: str
    compare: str
    """The address that compares it with the one shown; empty where that makes no sense."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One figure that changed, in words."""

    name: str
    hint: str
    before: str
    after: str
    whole: str
    provision: str
    directory: str
    ground: str


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """One measure by district."""

    heading: str
    hint: str
    rows: tuple[ChangeRow, ...]
    """Of the districts where it changed, and of all together."""
    same: str
    """How many are left out because nothing changed there; empty where none."""


@dataclass(frozen=True, kw_only=True)
class RunsPage(PageContext):
    """`/gaps/runs`: which runs are kept, and what changed between two of them."""

    template: ClassVar[str] = "pages/compare/runs.jinja"
    rows: tuple[RunRow, ...]
    told: RunComparison | None
    """None where no two are chosen."""
    subject: str
    answer: str
    tables: tuple[ChangeTable, ...]
    areas: tuple[ChangeRow, ...]
    listings: tuple[tuple[str, tuple[Listed, ...]], ...]
    """What happened to them, and which."""
    opened: str
    first: tuple[OptionGroup, ...]
    second: tuple[OptionGroup, ...]
    capital: tuple[OptionGroup, ...]
    back: str
