"""What is gathered for a sheet of paper, and by which words is it asked for?"""

from dataclasses import dataclass
from enum import StrEnum

from directory.areas.schemas import ContactPointRead, ReferencePlaceRead
from directory.nodes.gathers import Gathering
from directory.noticeboard.schemas import NoticeCard
from directory.search.schemas import ListingCard


class What(StrEnum):
    """What a paper is about."""

    LISTING = "listing"
    PARISH = "parish"
    DISTRICT = "district"
    THEME = "theme"
    SHORTLIST = "shortlist"
    SETTLEMENT = "settlement"
    START = "start"
    BOARD = "board"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "listing": "A group, service or hub",
            "parish": "A parish",
            "district": "A whole district",
            "theme": "One theme in a district",
            "shortlist": "A shortlist",
            "settlement": "New here? A pack for a town or village",
            "start": "Starting a group in a town or village",
            "board": "The board of a hub or hall",
        }[self.value]


class Form(StrEnum):
    """How a paper is laid out."""

    SHEET = "sheet"
    BOOKLET = "booklet"
    POSTER = "poster"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "sheet": "One sheet",
            "booklet": "A booklet",
            "poster": "A poster for a wall or a window",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Told:
    """A listing with what its card leaves out and paper needs."""

    card: ListingCard
    phone: str | None
    email: str | None
    url: str | None
    free: bool | None
    cost_note: str | None
    min_age: int | None
    max_age: int | None
    step_free: bool | None
    closed_now: bool
    theme: str
    """The heading of its first category; empty where it has none."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper is about."""

    code: str
    """Of the parish or district; of a shortlist, a listing or a locality without a parish, its district."""
    name: str
    district: str | None
    district_name: str
    lon: float | None = None
    lat: float | None = None
    """The point that distances are measured from."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything a paper may say, before it is put into words; no list in it is cut."""

    what: What
    key: str
    name: str
    """Of the place, listing or theme."""
    place: Place | None
    here: tuple[Told, ...] = ()
    """What the paper is about; in a parish, what has a place in it."""
    near: tuple[Told, ...] = ()
    wide: tuple[Told, ...] = ()
    """What serves the whole district or county."""
    council: Told | None = None
    helpers: tuple[Told, ...] = ()
    """Those who help groups."""
    alike: tuple[Told, ...] = ()
    venues: tuple[Told, ...] = ()
    welcoming: tuple[Told, ...] = ()
    """What brings people together, for somebody who is new."""
    library: Told | None = None
    hub: Told | None = None
    surgeries: tuple[ReferencePlaceRead, ...] = ()
    pharmacies: tuple[ReferencePlaceRead, ...] = ()
    talk: tuple[ContactPointRead, ...] = ()
    about: str = ""
    """What a new group would do, where it was told: the plural of a category."""
    notices: tuple[NoticeCard, ...] = ()
    """Open, and they apply where a group would begin; no examples."""
    gathering: Gathering | None = None
    """Of a board: its notices, the help wanted and the days held there."""
