"""What shape has an answer about coverage?"""

from datetime import datetime

from pydantic import BaseModel, Field

from api.params import CapitalOrAll, Include
from directory.words import Level, Region, Release


class AreaCoverageOut(BaseModel):
    """One area. Null means unknown, never zero."""

    code: str = Field(description="ONS code.", examples=["E01018087"])
    name: str = Field(examples=["Fenland 004C"])
    district: str = Field(description="Name of its district.", examples=["Fenland"])
    population: int | None = Field(description="Residents.", examples=[1642])
    imd_rank: int | None = Field(description="Rank in England, 1 the most deprived.", examples=[3215])
    imd_decile: int | None = Field(
        description="1 is the most deprived tenth of England.", ge=1, le=10, examples=[1]
    )
    imd_score: float | None = Field(description="Score of the index of deprivation.", examples=[41.3])
    count: int = Field(description="Listings with a place inside.", examples=[4])
    rate_per_1000: float | None = Field(description="Listings inside per 1,000 residents.", examples=[2.4])
    nearest_m: float | None = Field(
        description="Mean over the area's live postcodes of the straight-line distance in metres to the "
        "nearest listing, wherever that is.",
        examples=[812.5],
    )
    share_within_1200m: float | None = Field(
        description="Share of those postcodes with a listing within 1,200 m.", ge=0, le=1, examples=[0.84]
    )
    need_class: int | None = Field(
        description="3 needs most: England deciles 1-3; 2: 4-7; 1: 8-10.", ge=1, le=3, examples=[3]
    )
    access_class: int | None = Field(
        description="Thirds of nearest_m in the region; 3 furthest.", ge=1, le=3, examples=[3]
    )
    gap_rank: int | None = Field(
        description="1 worst: by access, then deprivation; only where both classes are 3.", examples=[1]
    )
    gap_rank_here: int | None = Field(
        description="As gap_rank, but need is the most deprived third of the chosen district (or region).",
        examples=[1],
    )


class CoverageOut(BaseModel):
    """One view of coverage, known to this directory, with what it was made from."""

    release: Release
    level: Level
    region: Region
    capital: CapitalOrAll
    district: str | None = Field(description="The district asked for.")
    include: list[Include]
    computed_at: datetime = Field(description="When the coverage run was made.")
    method: str = Field(description="Name and version of the method; see /method.")
    listings_used: int = Field(description="Placed listings of this capital in the whole loaded area.")
    kinds_used: int = Field(description="Of how many kinds.")
    places_used: int = Field(description="Places they have.")
    too_few: bool = Field(
        description="True where fewer than 30 placed listings were used: no classes and no ranks."
    )
    access_breaks_m: tuple[float, float] | None = Field(
        description="Where the thirds of nearest_m part, in the region."
    )
    contents: list[AreaCoverageOut]
