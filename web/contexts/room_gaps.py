"""What does the page of rooms within reach get?"""

from dataclasses import dataclass
from typing import ClassVar

from directory.coverage.facilities_groups import GroupLooking
from directory.coverage.facilities_schemas import AreaRooms, NearRoom
from directory.venues.schemas import WantedRead
from web.contexts.gaps import Link, MapPicture, Option
from web.contexts.page import PageContext
from web.room_gap_choices import Problem


@dataclass(frozen=True, slots=True)
class RoomForm:
    """The question as a form."""

    rooms: tuple[Option, ...]
    step_free: bool
    evening: bool
    most: str
    hirers: tuple[Option, ...]
    on: str
    areas: tuple[Option, ...]
    ways: tuple[Option, ...]
    most_error: str
    on_error: str
    more_open: bool
    """Something in the fold is chosen."""


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area, in words."""

    area: AreaRooms
    href: str
    without: str
    """How many have none within reach, of how many."""
    perhaps: str
    """For how many of them a place that does not say may have one; empty for none."""
    nearest: str
    """How far the nearest that says it has it is, on average."""
    room: NearRoom | None
    """Which that is, from the middle; None where it is not known to have it."""
    state: str
    css: str
    looking: str = ""
    """How many groups said here that they look for a venue; empty for none."""


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind of room, as it stands with a parish."""

    label: str
    href: str
    """The question about it."""
    row: AreaRow


@dataclass(frozen=True, slots=True)
class RoomsMissing:
    """The part of a parish's page that tells which rooms are missing."""

    sentence: str
    lacking: tuple[KindRow, ...]
    """Of which none is known within reach."""
    more: str
    """How many kinds besides."""
    unsaid: str
    within: str
    """What `reached` is: that most people have it, and how near."""
    reached: tuple[str, ...]
    examples: str
    href: str
    place: str
    looking: tuple[WantedRead, ...]
    """Groups of the parish that said here that they look for a venue."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A place that is to open or to close."""

    name: str
    slug: str
    words: str
    ask: Link | None
    """The same question on the day it has happened."""
    example: bool


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group that looks for a venue, and what might do."""

    name: str
    slug: str | None
    what: str
    where: str
    when: str
    fitting: tuple[NearRoom, ...]
    looks: GroupLooking


@dataclass(frozen=True, kw_only=True)
class RoomGapsPage(PageContext):
    """`/gaps/rooms`: where people reach a room that has what is needed."""

    template: ClassVar[str] = "pages/room_gaps/page.jinja"
    problems: tuple[Problem, ...]
    form: RoomForm
    number: str
    sentence: str
    """The answer: the number, then how it goes on."""
    split: str
    """How many of them one that does not say might serve."""
    worst: str
    day: str
    """What is said of the day asked for."""
    heading: str
    rows: tuple[AreaRow, ...]
    """Parishes, those with most people without first."""
    more: tuple[AreaRow, ...]
    left_out: str
    """How many parishes more the file has."""
    kinds: tuple[KindRow, ...]
    """Of one parish: every kind of room, what is lacking first. Then no areas are ranked."""
    none_without: bool
    districts: tuple[AreaRow, ...]
    map: MapPicture | None
    map_caption: str
    told: tuple[str, ...]
    """How many rooms and places answered, and how many have not told."""
    changes: tuple[ChangeRow, ...]
    changes_counted: str
    groups: tuple[GroupRow, ...]
    before: tuple[GroupRow, ...]
    seeking: str
    area_name: str
    reach: str
    """What counts as within reach."""
    price_words: str
    download: str
    find_room: str
    examples: str
    """That rooms counted are made up; empty where none is."""
    made: str
    back: Link
