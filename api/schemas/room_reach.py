"""What shape has an answer about rooms within reach?"""

from datetime import date

from pydantic import BaseModel, Field

from directory.coverage.facilities_schemas import Change, RoomState, Sought
from directory.coverage.facilities_told import FEWEST_PEOPLE
from directory.venues.words import Hirer
from directory.words import Level, Region, Release
from geo.travel import Mode

_NO_PEOPLE = f"Null: nobody is known to live there, or fewer than {FEWEST_PEOPLE} do."
_TENS = "To the nearest ten."
_FEW = f"{_TENS} Null: nobody is known to live there, or 1 to {FEWEST_PEOPLE - 1} where `few` names it."
_NAMES = f"Names of the numbers of people here that are 1 to {FEWEST_PEOPLE - 1}, and null."
_FEW_IN_ALL = f"{_TENS} Null: 1 to {FEWEST_PEOPLE - 1}."


class AreaRoomsOut(BaseModel):
    """One area. Null means unknown, never zero."""

    level: Level
    code: str = Field(description="ONS code.", examples=["E04001661"])
    name: str = Field(examples=["Wisbech"])
    district: str = Field(description="Name of its district.", examples=["Fenland"])
    population: int | None = Field(description="Residents.", examples=[1642])
    imd_decile: int | None = Field(
        description="1 is the most deprived tenth of England.", ge=1, le=10, examples=[1]
    )
    state: RoomState | None = Field(
        description="What at least half of its people have: `within` reach; `only_unsaid`: only if a place "
        "that does not say has it; `not_known_of`: none known within reach. Null: no live postcode."
    )
    nearest_m: float | None = Field(
        description="Mean over its live postcodes of the straight line to the nearest room that says it has "
        "all that is asked for. Null: no room does, or no live postcode.",
        examples=[3120.4],
    )
    nearest_possible_m: float | None = Field(
        description="The same to the nearest that has it or does not say; a place that tells of no room may."
    )
    share_within_walk: float | None = Field(
        description="Share of its people with such a room within the walk, to the whole per cent of people "
        f"in tens. {_NO_PEOPLE}",
        ge=0,
        le=1,
    )
    share_within_cycle: float | None = Field(description="The same by bicycle.", ge=0, le=1)
    share_within_drive: float | None = Field(description="The same by car.", ge=0, le=1)
    people_within: int | None = Field(description=f"By the way of travelling asked for. {_FEW}")
    people_only_unsaid: int | None = Field(
        description=f"Who would reach one only if it has what it does not say. {_FEW}"
    )
    people_not_known_of: int | None = Field(description=f"Everybody else. {_FEW}")
    few: list[str] = Field(description=_NAMES, examples=[["people_not_known_of"]])
    rooms: int = Field(description="Rooms inside it that say they have it.", ge=0)
    nearest_listing: str | None = Field(
        description="Slug of the nearest such room's listing, from its middle."
    )
    nearest_room: str | None = Field(description="Slug of that room.")


class RoomChangeOut(BaseModel):
    """A place that is to open or to close."""

    change: Change
    listing: str = Field(description="Its slug.")
    name: str
    on: date | None = Field(description="The day it opens, or its last day.")
    first_said: date | None = Field(description="The day first given, where it was put off.")
    says: bool = Field(description="It says that it has what is asked for; else it may.")
    counted: bool = Field(description="Whether it stands on the day asked for.")
    example: bool = Field(description="Made up, to show how it looks.")


class RoomReachOut(BaseModel):
    """Who reaches such a room and who does not, as far as this directory knows."""

    room: Sought
    step_free: bool
    evening: bool
    evenings: int
    most_pence_per_hour: int | None
    hirer: Hirer
    on_date: date
    by: Mode
    within_min: float = Field(description="Minutes that count as within reach.")
    within_m: float = Field(description="The same as a straight line in metres.")
    release: Release
    region: Region | None = Field(description="Null where a parish is asked of.")
    district: str | None
    parish: str | None
    rooms: int = Field(description="Rooms in or within reach of what is asked, that stand on that day.")
    rooms_with_it: int
    rooms_unsaid: int = Field(description="That may have it and do not say all of it.")
    rooms_without: int
    places: int = Field(description="Venues and hubs in or within reach, told or not.")
    places_silent: int = Field(description="Of those, the ones that tell of no room: they may have it.")
    example_rooms: int = Field(description="Of the rooms, made-up ones.")
    people: int | None = Field(description=_FEW_IN_ALL)
    people_within: int | None = Field(description=_FEW_IN_ALL)
    people_only_unsaid: int | None = Field(description=_FEW_IN_ALL)
    people_not_known_of: int | None = Field(description=_FEW_IN_ALL)
    people_in_need_without: int | None = Field(
        description="Of those without, who live in England's most deprived 30% of neighbourhoods. "
        f"{_FEW_IN_ALL}"
    )
    few: list[str] = Field(description=_NAMES, examples=[[]])
    changes: list[RoomChangeOut]
    contents: list[AreaRoomsOut] = Field(description="Those with most people without first in each level.")
