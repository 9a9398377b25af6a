"""What do the desk's pages of capitals need?"""

from dataclasses import dataclass
from typing import ClassVar

from directory.tagging.schemas import TableRow
from web.contexts.desk_home import FieldProblem
from web.contexts.gaps import Option
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class TagRow:
    """A capital that a listing may carry, with what may be said of it."""

    listing_id: str
    href: str
    name: str
    summary: str
    capital: str
    """The word of `Capital`."""
    label: str
    sure: str
    reason: str


@dataclass(frozen=True, slots=True)
class RuleCount:
    """A rule on which some of what waits rests first of all."""

    href: str
    label: str
    suggestions: int
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class TagsPage(PageContext):
    """What is suggested and waits for somebody to decide."""

    template: ClassVar[str] = "pages/desk/tags/list.jinja"
    done: str
    waiting: int
    rows: tuple[TagRow, ...]
    district: str
    districts: tuple[Option, ...]
    capital: str
    capitals: tuple[Option, ...]
    rule: str
    """The id of the rule chosen; empty for all."""
    rule_label: str
    rule_counts: tuple[RuleCount, ...]
    more: str
    """Where the next are; empty where there are none."""


@dataclass(frozen=True, slots=True)
class CapitalRow:
    """One of the six for one listing."""

    capital: str
    label: str
    meaning: str
    standing: str
    """Whether the listing carries it, in a sentence."""
    why: str
    carried: bool
    waiting: bool


@dataclass(frozen=True, kw_only=True)
class ListingTagsPage(PageContext):
    """What one listing offers, and who says so."""

    template: ClassVar[str] = "pages/desk/tags/listing.jinja"
    name: str
    summary: str
    slug: str
    listing_id: str
    done: str
    decides: bool
    """Whether this person decides, rather than only says."""
    rows: tuple[CapitalRow, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as a line of a table."""

    href: str
    what: str
    effect: str
    reason: str
    changed: str
    used: bool


@dataclass(frozen=True, kw_only=True)
class RulesPage(PageContext):
    """The rules of one capital."""

    template: ClassVar[str] = "pages/desk/tags/rules.jinja"
    done: str
    capital: str
    label: str
    meaning: str
    capitals: tuple[Option, ...]
    begins: str
    rows: tuple[RuleRow, ...]
    edits: bool


@dataclass(frozen=True, slots=True)
class EffectRow:
    """A listing that gains or loses a suggestion."""

    href: str
    name: str
    change: str


@dataclass(frozen=True, kw_only=True)
class RulePage(PageContext):
    """One rule, and what a change of it would do."""

    template: ClassVar[str] = "pages/desk/tags/rule.jinja"
    action: str
    problems: tuple[FieldProblem, ...]
    is_start: bool
    capitals: tuple[Option, ...]
    categories: tuple[Option, ...]
    words: str
    weight: str
    reason: str
    used: bool
    previewed: bool
    gained: tuple[EffectRow, ...]
    gained_more: int
    lost: tuple[EffectRow, ...]
    lost_more: int
    left: int


@dataclass(frozen=True, kw_only=True)
class TagTablePage(PageContext):
    """Accepted, suggested and untagged, by district."""

    template: ClassVar[str] = "pages/desk/tags/table.jinja"
    labels: tuple[str, ...]
    """The six, in the order of the counts."""
    rows: tuple[TableRow, ...]
