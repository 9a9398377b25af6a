"""What do the pages that compare get: two districts, two runs, and what hangs on one listing?"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from directory.coverage.compare import CapitalPair, Comparison
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
