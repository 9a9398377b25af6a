"""What shape have answers about rooms that can be hired?"""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from directory.venues.words import Facility, Hirer, Layout, Per, VenueStatus


class RoomPointOut(BaseModel):
    """Where a room is."""

    lon: float
    lat: float


class RoomPriceOut(BaseModel):
    """What a kind of hirer pays. Of all prices that fit a hire, the cheapest counts."""

    hirer: Hirer = Field(
        description="low_income: a community group with under £5,000 a year; where nothing is said for it, "
        "what `community` pays. No other kind falls back.",
        examples=["community"],
    )
    per: Per
    pence: int = Field(description="0 is free. Kinds of hirer without a price must ask.", examples=[850])
    days: list[int] = Field(description="0 is Monday; an empty list is every day.")
    starts: str = Field(
        description="By the clock in London, from when it counts; the same for its end.", examples=["18:00"]
    )
    ends: str = Field(examples=["24:00"])


class RoomCapacityOut(BaseModel):
    """How many people a room holds, set out so."""

    layout: Layout
    people: int = Field(examples=[80])


class RoomOut(BaseModel):
    """A room that can be hired, with what it has of its building."""

    id: UUID
    slug: str
    name: str
    listing_id: UUID = Field(description="The hub, hall, library or church it is in.")
    listing_slug: str
    listing_name: str
    area_m2: float | None = Field(description="Square metres; null where not told.")
    capacity: list[RoomCapacityOut]
    has: list[Facility] = Field(description="What is there. What is in neither list nobody has said.")
    has_not: list[Facility]
    prices: list[RoomPriceOut]
    least_min: int = Field(description="The shortest hire, in minutes.", examples=[60])
    notice_days: int = Field(description="How many days ahead it must be asked for.", examples=[2])
    ask_only: bool = Field(description="Its calendar is kept elsewhere: it may be free, ask.")
    point: RoomPointOut | None
    postcode: str | None
    parish: str | None = Field(description="ONS code; null where not known. The same for the district.")
    district: str | None
    status: VenueStatus = Field(description="Of the building.")
    opens_on: date | None = Field(description="Of a planned one, as last said.")
    closes_on: date | None = Field(description="The building's last day, where one is known.")
    closed_now: bool = Field(description="The whole place is shut for a time.")
    nearest_stop: str | None = Field(description="Name of the nearest bus stop (NaPTAN).")
    nearest_stop_m: float | None = Field(description="Metres in a straight line; the walk is longer.")
    example: bool = Field(
        description="Made up, to show how it looks. Leave it out of anything you tell people."
    )
    url: str


class RoomList(BaseModel):
    """One page of rooms."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    contents: list[RoomOut]
