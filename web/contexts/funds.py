"""What do the registry of funds and the page of one fund need?"""

from dataclasses import dataclass
from typing import ClassVar

from web.contexts.near import Link
from web.contexts.noticeboard import Fact
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class FundRow:
    """A fund in the registry."""

    key: str
    name: str
    holder: str
    what: str
    standing: str
    """Whether it goes on, as far as is known, and as of when."""
    amount: str
    where: str
    notices: int
    """How many notices of it are open."""


@dataclass(frozen=True, slots=True)
class FundGroup:
    """Funds of which the same is known."""

    id: str
    heading: str
    lead: str
    rows: tuple[FundRow, ...]


@dataclass(frozen=True, kw_only=True)
class FundsPage(PageContext):
    """Every named fund, what is known of it and as of when."""

    template: ClassVar[str] = "pages/funds/registry.jinja"
    groups: tuple[FundGroup, ...]
    total: int


@dataclass(frozen=True, kw_only=True)
class FundPage(PageContext):
    """One fund."""

    template: ClassVar[str] = "pages/funds/fund.jinja"
    what: str
    standing: str
    history: bool
    facts: tuple[Fact, ...]
    notices: tuple[tuple[Link, bool], ...]
    """Open notices of it, and whether each is made up."""
    helpers: tuple[Link, ...]
    """Who helps groups to find and ask for money."""
