"""What do the pages get that tell how far a notice goes, and how far it went? Never who anybody is."""

from dataclasses import dataclass
from typing import ClassVar

from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class Told:
    """A number of people with what it is of; both in words."""

    label: str
    people: str


@dataclass(frozen=True, slots=True)
class QuietRow:
    """A parish where hardly anybody or nobody will hear."""

    name: str
    href: str
    district: str
    population: int | None


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A parish council, hub or library that could tell them."""

    name: str
    href: str
    what: str
    phone: str | None
    people: int
    """How many of those parishes live within about 3 miles of it and of none before it."""


@dataclass(frozen=True, kw_only=True)
class NoticeReachPage(PageContext):
    """`/desk/notices/{id}/reach`: who will hear?"""

    template: ClassVar[str] = "pages/desk/reach/reach.jinja"
    notice_id: str
    name: str
    example: bool
    over: bool
    """Nobody is told of it any more, or yet: it is closed or withdrawn."""
    people: str
    purposes: tuple[Told, ...]
    districts: tuple[Told, ...]
    parishes: int
    heard: tuple[Told, ...]
    quiet: tuple[QuietRow, ...]
    more_quiet: tuple[QuietRow, ...]
    quiet_people: int
    nodes: tuple[NodeRow, ...]
    reached: int
    at_most: int


@dataclass(frozen=True, slots=True)
class BecameRow:
    """What became of a notice in one place."""

    name: str
    delivered: str
    counted: str
    opened: str
    clicked: str
    applied: str


@dataclass(frozen=True, kw_only=True)
class NoticeResultsPage(PageContext):
    """`/desk/notices/{id}/results`: what became of it?"""

    template: ClassVar[str] = "pages/desk/reach/results.jinja"
    notice_id: str
    name: str
    everywhere: BecameRow
    waiting: str
    districts: tuple[BecameRow, ...]
