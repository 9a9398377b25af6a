"""What do the desk's pages of a building and its rooms need?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from directory.submissions.answers import Problem
from web.contexts.desk_submissions import Choice
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A kind of hirer in the table of prices, with the names of its two fields."""

    label: str
    name: str
    evening: str


@dataclass(frozen=True, slots=True)
class OtherPrice:
    """A line for a price that the table has no place for: number, and the days to choose from."""

    number: int
    days: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """Something a room may have, and what its building says of it."""

    name: str
    label: str
    of_building: str


@dataclass(frozen=True, slots=True)
class RoomForm:
    """Fields as they were typed, with what is wrong at each."""

    lines: Mapping[str, str]
    ticked: Mapping[str, tuple[str, ...]]
    errors: Mapping[str, str]
    choices: Mapping[str, tuple[Choice, ...]]
    facilities: tuple[FacilityRow, ...]
    capacities: tuple[Choice, ...] = ()
    prices: tuple[PriceRow, ...] = ()
    prices_for: tuple[Choice, ...] = ()
    """Whom a price of another kind may be for."""
    others: tuple[OtherPrice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VenueDeskPage(PageContext):
    """A listing as a building: what holds for all its rooms."""

    template: ClassVar[str] = "pages/desk/rooms/venue.jinja"
    name: str
    slug: str
    form: RoomForm
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room in the list."""

    slug: str
    name: str
    what: str
    closed: bool
    example: bool


@dataclass(frozen=True, kw_only=True)
class RoomsDeskPage(PageContext):
    """The rooms of a listing."""

    template: ClassVar[str] = "pages/desk/rooms/list.jinja"
    name: str
    slug: str
    said: str
    rooms: tuple[RoomRow, ...]
    described: bool
    """Somebody wrote of the building."""
    unreached: bool
    """Rooms are let, and no mailbox is given for those who ask."""


@dataclass(frozen=True, kw_only=True)
class RoomDeskPage(PageContext):
    """One room, new or kept."""

    template: ClassVar[str] = "pages/desk/rooms/room.jinja"
    name: str
    slug: str
    room: str
    """Its address; empty for a new one."""
    change_id: str
    closed: bool
    form: RoomForm
    problems: tuple[Problem, ...]
    copies: tuple[Choice, ...]
    """Other rooms whose prices it may take over."""


@dataclass(frozen=True, kw_only=True)
class WantedDeskPage(PageContext):
    """What venue a group looks for."""

    template: ClassVar[str] = "pages/desk/rooms/wanted.jinja"
    name: str
    slug: str
    said: str
    looks: bool
    form: RoomForm
    problems: tuple[Problem, ...]
