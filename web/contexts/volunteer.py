"""What do the pages for somebody who wants to help need?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from directory.needs.centres import NationalService
from directory.needs.schemas import SafeguardingRead
from directory.search.schemas import ListingCard
from web.contexts.near import Link, Problem
from web.contexts.page import PageContext
from web.nearmap import NearMap, Spot


@dataclass(frozen=True, slots=True)
class Pick:
    """One answer of a question; `count` is for boxes that show one."""

    value: str
    label: str
    chosen: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Centres:
    """Who helps people in a district to find something to do."""

    district: str
    cards: tuple[ListingCard, ...]


@dataclass(frozen=True, slots=True)
class NeedCard:
    """A need in a list: what, for whom, when, how far, and why it is shown."""

    href: str
    """Its page, from which the same list is found again."""
    slug: str
    title: str
    listing_slug: str
    listing_name: str
    when: str
    left: str
    where: str
    why: tuple[str, ...]
    """How far it is, how long it takes, and what of what was asked it answers."""
    example: bool
    number: int
    """In the list, and on its pin."""
    spot: Spot | None
    """Where its pin is; None where it is done from home, or the place is not shown."""


@dataclass(frozen=True, slots=True)
class HelpForm:
    """The questions, with what was answered."""

    where: str
    long: tuple[Pick, ...]
    days: tuple[Pick, ...]
    parts: tuple[Pick, ...]
    hows: tuple[Pick, ...]
    eases: tuple[Pick, ...]
    skills: tuple[Pick, ...]
    age: str
    folded: bool
    """Nothing of the folded part was answered."""


@dataclass(frozen=True, kw_only=True)
class VolunteerPage(PageContext):
    """A few needs that fit somebody, and who knows of more."""

    template: ClassVar[str] = "pages/volunteer/find.jinja"
    action: str
    """The page itself: the plain one, or the one for those who helped in the pandemic."""
    lapsed: bool
    problems: tuple[Problem, ...]
    errors: Mapping[str, str]
    choices: tuple[Link, ...]
    """Several places bear the name: which is meant?"""
    heading: str
    form: HelpForm
    summary: str
    needs: tuple[NeedCard, ...]
    pages: tuple[Link, ...]
    """To the few before, the few after, and what is further away."""
    map: NearMap | None
    pinless: str
    """How many of the list are not on the map, and why; empty where all are."""
    looser: tuple[Link, ...]
    """What to ask instead, where few or none fit."""
    examples: bool
    groups_heading: str
    groups_summary: str
    cards: tuple[ListingCard, ...]
    """Groups that say in one line that they need people, and have no need in the list."""
    all_near: str
    """The same list with every filter."""
    centres: tuple[Centres, ...]
    """By district; where somebody said from where, those of their district and of the whole area."""
    centres_beyond: tuple[Centres, ...]
    """Those of the other districts."""
    centres_unknown: str
    """For which districts we know of none; empty where there are some for each that was asked about."""
    services: tuple[NationalService, ...]
    names: Mapping[str, str]
    chosen: frozenset[UUID]
    back: str


@dataclass(frozen=True, slots=True)
class NeedTime:
    """A time at which help is needed, and whether there is room."""

    when: str
    left: str
    take: str
    """Where to take it; empty where it is full or cannot be taken."""


@dataclass(frozen=True, kw_only=True)
class NeedPage(PageContext):
    """Everything public about one need."""

    template: ClassVar[str] = "pages/volunteer/need.jinja"
    back: str
    """The list it was chosen from."""
    slug: str
    summary: tuple[str, ...]
    """Its paragraphs."""
    listing_slug: str
    listing_name: str
    closed: str
    """Why it cannot be taken: empty where it can."""
    example: str
    takes: str
    times: tuple[NeedTime, ...]
    slots: tuple[str, ...]
    anytime: bool
    where: str
    map_href: str
    places: str
    asked: tuple[str, ...]
    eases: tuple[str, ...]
    expenses: str
    languages: str
    credits_earned: bool
    answers: str
    safeguarding: SafeguardingRead | None
    reviewed: str
    until: str
    take: str
    source_url: str
    source_host: str
    jsonld: str
