"""What does the page of a listing tell of it as a building with rooms?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoomHere:
    """A room with what it holds, has and costs, in words."""

    name: str
    href: str
    ask_href: str
    """Where to ask for it; empty where its venue takes no questions here."""
    capacity: str
    has: str
    has_not: str
    not_said: str
    costs: str
    """What a community group pays."""
    prices: tuple[tuple[str, str], ...]
    """Kind of hirer, and what it pays."""
    example: bool


@dataclass(frozen=True, slots=True)
class RoomsHere:
    """The rooms of a listing, and what is known of its building."""

    rooms: tuple[RoomHere, ...]
    heading: str
    status: str
    """That it is planned, delayed, closing or closed; empty where it is simply open."""
    facts: tuple[tuple[str, str], ...]
    said: str
    """What a paper says of its opening or closing."""
    source: str
    example: bool
    """Somebody made all of this up to show how it looks."""
