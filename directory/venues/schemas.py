"""What does a page tell of a venue and its rooms, what does somebody write of them, what do they ask for?"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from directory.venues.words import Facility, Hirer, Layout, Per, VenueStatus

Facilities = tuple[tuple[Facility, bool], ...]
"""What is said to be there or not; what is missing nobody said."""


@dataclass(frozen=True, slots=True)
class PriceRead:
    """What a kind of hirer pays, on which days and between which minutes after midnight."""

    hirer: Hirer
    per: Per
    pence: int
    """0 is free."""
    days: tuple[int, ...] = ()
    """0 is Monday; none is every day."""
    from_min: int = 0
    until_min: int = 1440


@dataclass(frozen=True, slots=True)
class RoomRead:
    """A room that can be hired, with what it has of its building and where that is."""

    id: UUID
    listing_id: UUID
    listing_slug: str
    listing_name: str
    slug: str
    name: str
    area_m2: float | None
    capacity: tuple[tuple[Layout, int], ...]
    facilities: Facilities
    """Of the room, and of the building where the room does not say otherwise."""
    prices: tuple[PriceRead, ...]
    least_min: int
    notice_days: int
    ask_only: bool
    lon: float | None
    lat: float | None
    easting: float | None
    northing: float | None
    postcode: str | None
    parish: str | None
    """Code; the same for the district."""
    district: str | None
    status: VenueStatus
    opens_on: date | None
    closes_on: date | None
    closed_now: bool
    """The whole place is shut for a time (the listing says so)."""
    stop_name: str | None
    stop_m: float | None
    example: bool

    @property
    def most(self) -> int | None:
        """How many it holds however it is set out; None where nobody said."""
        return max((people for _layout, people in self.capacity), default=None)

    def holds(self, layout: Layout | None) -> int | None:
        """How many it holds set out so (None: however); None where nobody said."""
        return self.most if layout is None else dict(self.capacity).get(layout)

    def has(self, facility: Facility) -> bool | None:
        """Whether it has something; None where nobody said."""
        return dict(self.facilities).get(facility)

    def open_on(self, day: date) -> bool:
        """Whether the building is there on a day, as far as anybody said."""
        return stands_on(self.status, self.opens_on, self.closes_on, day)


def stands_on(status: VenueStatus, opens_on: date | None, closes_on: date | None, day: date) -> bool:
    """Whether a building is there on a day: not before it opens, not after its last day."""
    if status is VenueStatus.CLOSED or (closes_on is not None and day > closes_on):
        return False
    if opens_on is None:
        return status is not VenueStatus.PLANNED
    return day >= opens_on


@dataclass(frozen=True, slots=True)
class VenueRead:
    """A listing as a building. Its mailbox is not here: asking is by the form."""

    listing_id: UUID
    listing_slug: str
    listing_name: str
    building_owner: str | None
    status: VenueStatus
    opens_on: date | None
    opens_said: date | None
    """The day first given, where it was put off since."""
    closes_on: date | None
    digital_point: bool | None
    warm_space: bool | None
    safe_space: bool | None
    noise_note: str | None
    alcohol_note: str | None
    terms_note: str | None
    quality_mark: str | None
    hire_role: str | None
    hire_phone: str | None
    hire_url: str | None
    takes_enquiries: bool
    """It gave a mailbox that enquiries can go to."""
    stop_name: str | None
    stop_m: float | None
    facilities: Facilities
    """Of the building."""
    rooms: tuple[RoomRead, ...]
    said_note: str | None
    """What was said of its opening or closing, where that is a fact that shipped."""
    source: str | None
    as_of: str | None
    example: bool

    def open_on(self, day: date) -> bool:
        """Whether it is there on a day, as far as anybody said."""
        return stands_on(self.status, self.opens_on, self.closes_on, day)


@dataclass(frozen=True, slots=True)
class WantedRead:
    """A group that looks for a venue."""

    id: UUID
    listing_id: UUID | None
    listing_slug: str | None
    group_name: str
    what: str
    facilities: tuple[Facility, ...]
    people: int | None
    evening: bool | None
    most_pence_per_hour: int | None
    parish: str | None
    """Code; the same for the district."""
    district: str | None
    until: date
    source: str | None
    as_of: str | None
    """Where it is history that a paper tells: when."""
    example: bool


@dataclass(frozen=True, slots=True)
class VenueDraft:
    """What somebody writes of a building."""

    building_owner: str | None = None
    status: VenueStatus = VenueStatus.OPEN
    opens_on: date | None = None
    closes_on: date | None = None
    digital_point: bool | None = None
    warm_space: bool | None = None
    safe_space: bool | None = None
    noise_note: str | None = None
    alcohol_note: str | None = None
    terms_note: str | None = None
    quality_mark: str | None = None
    hire_role: str | None = None
    hire_email: str | None = None
    hire_phone: str | None = None
    hire_url: str | None = None
    facilities: Facilities = ()


@dataclass(frozen=True, slots=True)
class RoomDraft:
    """What somebody writes of a room."""

    name: str
    area_m2: float | None = None
    capacity: tuple[tuple[Layout, int], ...] = ()
    facilities: Facilities = ()
    """Only where it differs from its building, or the building does not say."""
    prices: tuple[PriceRead, ...] = ()
    least_min: int = 60
    notice_days: int = 0
    ask_only: bool = False


@dataclass(frozen=True, slots=True)
class WantedDraft:
    """What a group that looks for a venue writes."""

    what: str
    until: date
    facilities: tuple[Facility, ...] = ()
    people: int | None = None
    evening: bool | None = None
    most_pence_per_hour: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants a room for."""

    first_day: date
    from_min: int
    until_min: int
    """Minutes after midnight by the clock in London."""
    weeks: int = 1
    """How many times, a week apart; 1 is once. Not looked at where a rule is given."""
    rrule: str | None = None
    """RFC 5545 without DTSTART, for what is not every week."""
    people: int | None = None
    layout: Layout | None = None
    hirer: Hirer = Hirer.COMMUNITY
    most_pence_per_hour: int | None = None
    facilities: tuple[Facility, ...] = ()
    lon: float | None = None
    lat: float | None = None
    easting: float | None = None
    northing: float | None = None
    within_m: float | None = None
    most: int = 20
    words: tuple[str, ...] = field(default=())
    """How it was said, for a page to say it back."""

    @property
    def minutes(self) -> int:
        """How long each time."""
        return self.until_min - self.from_min
