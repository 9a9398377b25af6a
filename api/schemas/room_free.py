"""What shape has the answer about free rooms?"""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from directory.venues.words import Facility


class FreeRoomOut(BaseModel):
    """A room that may do; the best come first."""

    id: UUID
    name: str
    listing_name: str
    listing_slug: str
    slug: str
    url: str
    answers: Literal["fits", "free", "partly", "ask"] = Field(
        description="`fits`: free each time, and it says all that was asked. `free`: something else must be "
        "asked. `partly`: free at half of the times or more. `ask`: nobody here knows when it is free."
    )
    free_on: list[date]
    not_free_on: list[date]
    perhaps_on: list[date] = Field(description="It depends on school terms of which there are no dates here.")
    pence_each: int | None = Field(
        description="One time, of this kind of hirer; the dearest where days differ. 0 is free of charge; "
        "null: ask."
    )
    pence_in_all: int | None
    holds: int | None = Field(description="People; null where it does not say.")
    distance_m: int | None
    unsaid: list[Facility] = Field(description="Asked for, and it does not say whether it has them.")
    notice_days: int
    example: bool


class FreeRooms(BaseModel):
    """Rooms that answer, and the days asked about."""

    total_items: int
    size: int
    days: list[date]
    left_out: list[date] = Field(description="Days in school holidays, where those were to be left out.")
    terms_known: bool = Field(description="False: holidays may be among `days`, for want of term dates.")
    rooms: int = Field(description="How many rooms there are at all.")
    contents: list[FreeRoomOut]
