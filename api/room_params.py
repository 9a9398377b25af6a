"""What may a program ask about rooms within reach?"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from api.params import AreaCode, Params
from directory.coverage.facilities_schemas import FacilityQuery, Sought
from directory.errors import InvalidInput
from directory.venues.words import Hirer
from directory.words import Level, Region, Release
from geo.travel import Mode

MOST_PENCE = 100_000


class RoomLevel(StrEnum):
    """Of which areas rooms are told."""

    LSOA = Level.LSOA.value
    PARISH = Level.PARISH.value
    DISTRICT = Level.DISTRICT.value


class RoomReachParams(Params):
    """Which room, for whom, when, and of which areas."""

    room: Sought = Field(
        default=Sought.KITCHEN,
        description="What kind of room: one with a facility, a `hall` for 100 people or more, `low_cost` "
        "(£10 an hour or less unless most_pence_per_hour is given), or `any`.",
        examples=["kitchen"],
    )
    step_free: bool = Field(default=False, description="Only step-free rooms.", examples=[True])
    evening: bool = Field(
        default=False,
        description="Only rooms open for hire for two hours after 18:00 on at least `evenings` of Monday to "
        "Friday, every week.",
        examples=[True],
    )
    evenings: int = Field(default=1, ge=1, le=5, description="Goes with `evening`.", examples=[3])
    most_pence_per_hour: int | None = Field(
        default=None,
        ge=0,
        le=MOST_PENCE,
        description="Only rooms where half of the cheapest two-hour hire costs the `hirer` no more.",
        examples=[1500],
    )
    hirer: Hirer = Field(
        default=Hirer.COMMUNITY, description="Whose price is meant.", examples=["low_income"]
    )
    on_date: date | None = Field(
        default=None,
        description="As it is known to be on this day: what opens by then counts, what closes does not. "
        "Left out: today.",
        examples=["2027-06-30"],
    )
    by: Mode = Field(
        default=Mode.CYCLE,
        description="Within reach is within the minutes assumed of this way of travelling.",
        examples=["walk"],
    )
    level: RoomLevel | None = Field(
        default=None,
        description="Only areas of this level. Left out: all three.",
        examples=["parish"],
    )
    release: Release = Field(
        default=Release.R2021, description="Boundaries and index, as for coverage.", examples=["2021"]
    )
    region: Region = Field(
        default=Region.CAMBRIDGESHIRE,
        description="The five districts of Cambridgeshire, or these with Peterborough.",
        examples=["combined_authority"],
    )
    district: AreaCode | None = Field(
        default=None, description="Only areas of this district (ONS code).", examples=["E07000010"]
    )

    parish: AreaCode | None = Field(
        default=None,
        description="Only the people of this parish or unparished area (ONS code), and no other area: goes "
        "with no district, no region, and no level but `parish`.",
        examples=["E04001668"],
    )

    @property
    def query(self) -> FacilityQuery:
        """Make the question, or say what does not go with a parish."""
        if self.parish is not None:
            for other in sorted({"district", "region"} & self.model_fields_set):
                raise InvalidInput(f"Give either parish or {other}: a parish is told of alone.", field=other)
            if self.level not in {None, RoomLevel.PARISH}:
                raise InvalidInput("A parish is told of alone: leave level out.", field="level")
        return FacilityQuery(
            sought=self.room,
            step_free=self.step_free,
            evening=self.evening,
            evenings=self.evenings,
            most_pence_per_hour=self.most_pence_per_hour,
            hirer=self.hirer,
            on_date=self.on_date,
            by=self.by,
            release=self.release,
            region=self.region,
            district=self.district,
            parish=self.parish,
        )
