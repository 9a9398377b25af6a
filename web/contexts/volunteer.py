"""What does the page for somebody who wants to help need?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from directory.search.schemas import ListingCard
from web.contexts.near import Link, Problem
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class Centres:
    """Who helps people in a district to find something to do."""

    district: str
    cards: tuple[ListingCard, ...]


@dataclass(frozen=True, kw_only=True)
class VolunteerPage(PageContext):
    """Who needs volunteers near somebody, and who knows of more."""

    template: ClassVar[str] = "pages/volunteer.jinja"
    where: str
    problems: tuple[Problem, ...]
    choices: tuple[Link, ...]
    """Several places bear the name: which is meant?"""
    heading: str
    summary: str
    cards: tuple[ListingCard, ...]
    """Those that need volunteers, the nearest first."""
    all_near: str
    """The same list with every filter."""
    centres: tuple[Centres, ...]
    """By district, that of the place asked from first."""
    names: Mapping[str, str]
    chosen: frozenset[UUID]
    back: str
