"""What is asked about rooms that people can reach, and what is told of them area by area?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from directory.venues.words import Facility, Hirer
from directory.words import Level, Region, Release
from geo.travel import Mode

HALL_PEOPLE = 100
LOW_COST_PENCE = 1_000
"""An hour in a low-cost room costs no more, unless another limit is asked for."""


class Sought(StrEnum):
    """What kind of room is looked for."""

    ANY = "any"
    KITCHEN = "kitchen"
    WORKSHOP = "workshop"
    HALL = "hall"
    SPORTS_HALL = "sports_hall"
    HEARING_LOOP = "hearing_loop"
    LOW_COST = "low_cost"
    STAGE = "stage"
    PROJECTOR = "projector"
    WIFI = "wifi"
    STORAGE = "storage"
    PRIVATE = "private"
    PIANO = "piano"
    OUTDOOR = "outdoor"
    CHANGING_ROOMS = "changing_rooms"

    @property
    def label(self) -> str:
        """A room in plain English, to follow “the nearest”."""
        return {
            "any": "room to hire",
            "kitchen": "room with a kitchen",
            "workshop": "workshop space",
            "hall": f"hall for {HALL_PEOPLE} people or more",
            "sports_hall": "sports hall",
            "hearing_loop": "room with a hearing loop",
            "low_cost": f"room for £{LOW_COST_PENCE // 100} an hour or less",
            "stage": "room with a stage",
            "projector": "room with a projector or screen",
            "wifi": "room with Wi-Fi",
            "storage": "room with a cupboard to keep things in",
            "private": "private room to talk in",
            "piano": "room with a piano",
            "outdoor": "place with a garden or outdoor space",
            "changing_rooms": "place with changing rooms",
        }[self.value]

    @property
    def facility(self) -> Facility | None:
        """What the room must have; None where it is not a thing in the room."""
        if self is Sought.SPORTS_HALL:
            return Facility.SPORTS_MARKINGS
        return None if self in {Sought.ANY, Sought.HALL, Sought.LOW_COST} else Facility(self.value)


class RoomState(StrEnum):
    """How it stands with an area, by what most of its people have within reach."""

    WITHIN = "within"
    ONLY_UNSAID = "only_unsaid"
    """Only if a place that does not say has it."""
    NOT_KNOWN_OF = "not_known_of"
    """Not within reach, as far as is known."""

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "within": "Within reach",
            "only_unsaid": "Perhaps: only a place that does not say",
            "not_known_of": "None known within reach",
        }[self.value]


@dataclass(frozen=True, slots=True)
class FacilityQuery:
    """Which room people should be able to reach."""

    sought: Sought = Sought.KITCHEN
    step_free: bool = False
    evening: bool = False
    """Open for hire for two hours after 18:00 on at least `evenings` of Monday to Friday."""
    evenings: int = 1
    most_pence_per_hour: int | None = None
    hirer: Hirer = Hirer.COMMUNITY
    on_date: date | None = None
    """As it is known to be on that day; None is today."""
    by: Mode = Mode.CYCLE
    """What is within reach is within the minutes assumed of this way of travelling."""
    release: Release = Release.R2021
    region: Region = Region.CAMBRIDGESHIRE
    district: str | None = None
    parish: str | None = None
    """Only of the people of one parish, or of one unparished area."""
    facilities: tuple[Facility, ...] = ()
    """What it must have besides."""
    people: int | None = None

    @property
    def limit_pence(self) -> int | None:
        """What an hour may cost; None is anything."""
        if self.most_pence_per_hour is None and self.sought is Sought.LOW_COST:
            return LOW_COST_PENCE
        return self.most_pence_per_hour

    @property
    def must_have(self) -> tuple[Facility, ...]:
        """Everything that must be in the room."""
        named = (self.sought.facility,) if self.sought.facility else ()
        return (*named, *((Facility.STEP_FREE,) if self.step_free else ()), *self.facilities)

    @property
    def must_hold(self) -> int | None:
        """For how many people it must have room."""
        hall = HALL_PEOPLE if self.sought is Sought.HALL else 0
        return max(hall, self.people or 0) or None


@dataclass(frozen=True, slots=True)
class NearRoom:
    """A room, or a place that tells nothing of its rooms, as an answer."""

    listing_slug: str
    listing_name: str
    room_slug: str
    """Empty where the place tells of no room."""
    room_name: str
    distance_m: float
    says: bool
    """It says that it has all that is asked for; otherwise it may have, and does not say."""
    example: bool


@dataclass(frozen=True, slots=True)
class AreaRooms:
    """One area's row. None is unknown, never zero."""

    level: Level
    code: str
    name: str
    district_code: str
    district: str
    population: int | None
    imd_decile: int | None
    state: RoomState | None
    """None where it has no live postcode."""
    nearest_m: float | None
    """Mean over its postcodes to the nearest room that says it has it; None where no room does."""
    nearest_possible_m: float | None
    """The same to the nearest that has it or does not say."""
    share_within_walk: float | None
    """Share of its people with such a room within the walk; the same by bicycle and by car."""
    share_within_cycle: float | None
    share_within_drive: float | None
    people_within: int | None
    """By the way of travelling asked for; the next two are the rest. All are told by `told_people` alone."""
    people_only_unsaid: int | None
    people_not_known_of: int | None
    rooms: int
    """Rooms inside it that say they have it."""
    nearest: NearRoom | None
    """From the middle of its postcodes."""

    @property
    def people(self) -> int | None:
        """Who lives there, as their postcodes tell."""
        if self.people_within is None or self.people_without is None:
            return None
        return self.people_within + self.people_without

    @property
    def people_without(self) -> int | None:
        """Who has none within reach that is known to have it."""
        if self.people_only_unsaid is None or self.people_not_known_of is None:
            return None
        return self.people_only_unsaid + self.people_not_known_of


class Change(StrEnum):
    """What will become of a place."""

    OPENS = "opens"
    DELAYED = "delayed"
    NO_DAY = "no_day"
    CLOSES = "closes"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "opens": "Planned to open",
            "delayed": "Delayed: opens",
            "no_day": "Planned, no day known",
            "closes": "Closes",
        }[self.value]


@dataclass(frozen=True, slots=True)
class RoomChange:
    """A place with such a room, or that may have one, that is to open or to close."""

    change: Change
    listing_slug: str
    listing_name: str
    on: date | None
    """The day it opens, or its last day."""
    first_said: date | None
    rooms: int
    says: bool
    counted: bool
    """Whether it stands on the day that was asked for."""
    example: bool


@dataclass(frozen=True, slots=True)
class RoomsCounted:
    """How many rooms there are in or within reach of what is shown, on the day asked for."""

    rooms: int
    """That stand on that day."""
    with_it: int
    unsaid: int
    """Rooms that may have it and do not say all of it."""
    without: int
    places: int
    """Venues and hubs, told or not."""
    silent: int
    """Of those, the ones that tell of no room at all: they may have it."""
    examples: int
    """Of the rooms, made-up ones."""


@dataclass(frozen=True, slots=True)
class PeopleCounted:
    """People by what they have within reach; told by `told_people` alone."""

    people: int
    within: int
    only_unsaid: int
    not_known_of: int
    in_need_without: int
    """Of those without, who live in England's most deprived 30% of neighbourhoods."""

    @property
    def without(self) -> int:
        """Who has none within reach that is known to have it."""
        return self.only_unsaid + self.not_known_of


@dataclass(frozen=True, slots=True)
class FacilityView:
    """Where people reach such a room, and where they do not."""

    query: FacilityQuery
    on_date: date
    reach_m: float
    """Straight-line metres that count as within reach."""
    reach_min: float
    counted: RoomsCounted
    people: PeopleCounted
    areas: tuple[AreaRooms, ...]
    """LSOAs, parishes and districts; those with most people without come first within a level."""
    changes: tuple[RoomChange, ...]

    @property
    def district(self) -> str | None:
        """The district all of it is in, where only one is asked for."""
        return self.areas[0].district_code if self.query.parish else self.query.district

    def at(self, level: Level) -> tuple[AreaRooms, ...]:
        """Give the areas of one level."""
        return tuple(area for area in self.areas if area.level is level)


@dataclass(frozen=True, slots=True)
class RoomsOfKind:
    """How it stands with a parish, of one kind of room."""

    sought: Sought
    area: AreaRooms


@dataclass(frozen=True, slots=True)
class ParishRooms:
    """Which kinds of room the people of a parish reach, and which not."""

    kinds: tuple[RoomsOfKind, ...]
    """Every kind, in the order of `Sought`; empty where nobody lives there who is known."""
    counted: RoomsCounted
    """Rooms of any kind in it or within reach."""
    on_date: date
    by: Mode
    reach_min: float

    def of(self, *states: RoomState) -> tuple[RoomsOfKind, ...]:
        """Give the kinds that stand so."""
        return tuple(each for each in self.kinds if each.area.state in states)
