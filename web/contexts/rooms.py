"""What do the page that finds a room, and the page of one room, need?"""

from dataclasses import dataclass
from typing import ClassVar

from web.contexts.near import Link, Option, Problem
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class RoomCard:
    """A room in a list."""

    name: str
    listing: str
    href: str
    state: str
    """fits, free, partly or ask: how it is marked."""
    free: str
    cost: str
    holds: str
    where: str
    has: str
    unsaid: str
    """What was asked for and it does not say."""
    notice: str
    example: bool


@dataclass(frozen=True, slots=True)
class RoomForm:
    """What was typed, and what may be chosen."""

    where: str
    place: str
    people: str
    date: str
    times: str
    until: str
    most: str
    term: bool
    days: tuple[Option, ...]
    often: tuple[Option, ...]
    starts: tuple[Option, ...]
    hours: tuple[Option, ...]
    within: tuple[Option, ...]
    hirers: tuple[Option, ...]
    layouts: tuple[Option, ...]
    has: tuple[Option, ...]
    has_more: tuple[Option, ...]
    """Asked for seldom: folded away."""
    more_open: bool


@dataclass(frozen=True, kw_only=True)
class RoomsPage(PageContext):
    """Find a room."""

    template: ClassVar[str] = "pages/rooms/find.jinja"
    problems: tuple[Problem, ...]
    choices: tuple[Link, ...]
    """Several places bear the name: which is meant?"""
    asked: str
    """What was asked, said back; empty where nothing was."""
    summary: str
    left_out: str
    """Which days were left out, or could not be."""
    groups: tuple[tuple[str, tuple[RoomCard, ...]], ...]
    """Heading and rooms, the best first."""
    examples: str
    """That rooms shown are made up; empty where none is."""
    pages: tuple[Link, ...]
    """The rooms before and after these."""
    loosened: tuple[Link, ...]
    """What to ask less of; without an address where somebody must choose."""
    rooms: int
    form: RoomForm


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day of a room's calendar."""

    label: str
    today: bool
    free: tuple[str, ...]
    perhaps: tuple[str, ...]
    in_use: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RoomPage(PageContext):
    """One room."""

    template: ClassVar[str] = "pages/rooms/room.jinja"
    listing: Link
    example: bool
    looked_for: str
    """When it was wanted and what that costs; empty for who comes from elsewhere."""
    alerts: tuple[str, ...]
    """Planned, closing, shut for a time."""
    facts: tuple[tuple[str, str], ...]
    has: str
    has_not: str
    unsaid: tuple[str, ...]
    prices: tuple[tuple[str, str], ...]
    """Kind of hirer, and what it pays."""
    days: tuple[DayRow, ...]
    period: str
    earlier: str
    later: str
    calendar: str
    """Address of the calendar as a file; empty where none is kept."""
    ask: str
    """Address of the form to ask for it; empty where it takes no questions here."""
    phone: str
    website: str
    reached_there: bool
    """The listing says on its own page whom to ring or write to."""
