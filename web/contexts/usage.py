"""What do the page of totals and the desk's page of demand need?"""

from dataclasses import dataclass
from typing import ClassVar

from directory.usage.schemas import Demand, UsageLine
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class UsageGroup:
    """One table: a sort of thing with its lines."""

    heading: str
    column: str
    lines: tuple[UsageLine, ...]


@dataclass(frozen=True, kw_only=True)
class UsagePage(PageContext):
    """How often each sort of thing was asked for, by week."""

    template: ClassVar[str] = "pages/usage.jinja"
    weeks: tuple[str, ...]
    """In words: the Monday of each."""
    groups: tuple[UsageGroup, ...]
    fewest: int


@dataclass(frozen=True, kw_only=True)
class DemandPage(PageContext):
    """What was looked for in vain, beside what is listed, and which listings are looked at."""

    template: ClassVar[str] = "pages/desk/demand.jinja"
    demands: tuple[Demand, ...]
    listings: tuple[UsageLine, ...]
    fewest: int
    weeks: int
