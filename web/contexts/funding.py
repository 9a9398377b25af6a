"""What does the page of where money went get? `/funding`."""

from dataclasses import dataclass
from typing import ClassVar

from web.contexts.gaps import MapPicture, Option
from web.contexts.page import PageContext
from web.nearmap import NearMap


@dataclass(frozen=True, slots=True)
class Bar:
    """A share, as a bar and in words."""

    words: str
    width: float
    """Of 100."""


@dataclass(frozen=True, slots=True)
class SplitLine:
    """What one district got of a published total."""

    name: str
    href: str
    money: str
    a_head: str
    of_money: Bar
    of_people: Bar | None
    of_deprived: Bar | None


@dataclass(frozen=True, slots=True)
class MoneyMaps:
    """Two maps of the same areas, to be looked at side by side: the money, and how deprived they are."""

    money: MapPicture
    deprivation: MapPicture


@dataclass(frozen=True, slots=True)
class SplitTable:
    """One published total, by district."""

    heading: str
    lead: str
    """The answer in a sentence."""
    note: str
    source: str
    lines: tuple[SplitLine, ...]
    maps: MoneyMaps


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area: a district, or something smaller with a grant on record."""

    name: str
    within: str
    href: str
    decile: str
    grants: str
    money: str
    a_head: str
    a_deprived_head: str
    listed: str
    number: int | None
    """Of its pin; None where the map has no pins."""
    anchor: str


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One grant, as a person reads it."""

    title: str
    money: str
    recipient: str
    slug: str
    """Of the recipient's listing; empty where there is none."""
    funder: str
    fund: str
    """Key of the fund; empty where none is known."""
    when: str
    where: str
    how: str
    """How it is known where it was for."""
    description: str
    source: str


@dataclass(frozen=True, slots=True)
class WholeLine:
    """A published total of which no district is told."""

    title: str
    money: str
    note: str
    source: str


@dataclass(frozen=True, kw_only=True)
class FundingPage(PageContext):
    """`/funding`: where the money went, as far as it was told."""

    template: ClassVar[str] = "pages/funding/page.jinja"
    splits: tuple[SplitTable, ...]
    levels: tuple[Option, ...]
    funds: tuple[Option, ...]
    summary: str
    """What is known of grants at this level, in a sentence."""
    areas: str
    """What the areas of the level are called, in the plural."""
    shows_deprived: bool
    lines: tuple[AreaLine, ...]
    maps: MoneyMaps | None
    """None where no area of the level has a record, or the level is drawn by pins."""
    pins: NearMap | None
    """Of the parishes with a record, at their middles: their outlines do not ship."""
    silent: str
    """Which areas have no record, or how many; empty where all have one."""
    left_over: str
    """What is told for something larger; empty where nothing is."""
    grants: tuple[GrantLine, ...]
    grants_more: int
    """How many are not shown."""
    wholes: tuple[WholeLine, ...]
    csv: str
    """Address of the table as a file."""
    licences: tuple[str, ...]
