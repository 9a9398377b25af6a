"""What shape have answers about areas and postcodes?"""

from pydantic import BaseModel, Field

from directory.words import Domain, Level, Release

_CODE = "ONS code; null where unknown."
_IMD_DECILE = "1 is the most deprived tenth of England."


class AreaCodesOut(BaseModel):
    """The areas a point lies in."""

    lsoa11: str | None = Field(description=f"LSOA of 2011. {_CODE}", examples=["E01018087"])
    lsoa21: str | None = Field(description=f"LSOA of 2021. {_CODE}", examples=["E01018087"])
    ward: str | None = Field(description=f"Ward. {_CODE}", examples=["E05015429"])
    parish: str | None = Field(
        description=f"Civil parish or unparished area; usually estimated. {_CODE}", examples=["E04001661"]
    )
    district: str | None = Field(description=f"District. {_CODE}", examples=["E07000010"])


class PostcodeOut(BaseModel):
    """A postcode as the look-up tells it."""

    postcode: str = Field(description="In its usual spelling.", examples=["PE15 8AA"])
    status: str = Field(description="live, terminated or unknown.", examples=["live"])
    terminated: str | None = Field(description="The month it ended, YYYY-MM.", examples=[None])
    inside: bool = Field(description="Whether it lies in the area covered here.", examples=[True])
    lat: float | None = Field(description="Latitude, WGS84 degrees.", examples=[52.551382])
    lon: float | None = Field(description="Longitude, WGS84 degrees.", examples=[0.08684])
    areas: AreaCodesOut
    parish_estimated: bool = Field(
        description="True where the parish is worked out from distances, not looked up.", examples=[True]
    )
    district_name: str | None = Field(description="Name of its district.", examples=["Fenland"])


class AreaLine(BaseModel):
    """An area in one line."""

    code: str = Field(description="ONS code.", examples=["E01018111"])
    name: str = Field(examples=["Fenland 010C"])
    known_as: str | None = Field(
        description="What people call an LSOA: its village or the part of a town it is in.",
        examples=["Wimblington"],
    )
    level: Level
    release: Release
    district_code: str = Field(examples=["E07000010"])
    district_name: str = Field(examples=["Fenland"])
    lat: float = Field(description="Latitude of its centre, WGS84 degrees.")
    lon: float = Field(description="Longitude of its centre, WGS84 degrees.")
    population: int | None = Field(description="Residents; null where unknown.", examples=[2454])
    imd_score: float | None = Field(description="Index of deprivation, score.", examples=[18.139])
    imd_rank: int | None = Field(description="Rank in England, 1 the most deprived.", examples=[16253])
    imd_decile: int | None = Field(description=_IMD_DECILE, examples=[5])


class AreaList(BaseModel):
    """Areas of one level and release."""

    release: Release
    level: Level
    district: str | None = Field(description="The district asked for.")
    total_items: int = Field(examples=[516])
    contents: list[AreaLine]


class DomainOut(BaseModel):
    """One domain of deprivation of an LSOA."""

    domain: Domain
    score: float | None
    rank: int | None = Field(description="Rank in England, 1 the most deprived.")
    decile: int | None = Field(description=_IMD_DECILE)


class AreaOut(AreaLine):
    """An area with its figures."""

    releases: list[Release] = Field(description="Every release that has the code.")
    subtype: str | None = Field(description="For a parish: civil_parish or unparished.")
    area_km2: float | None
    population_estimated: bool = Field(
        description="True where the figure is apportioned by postcodes rather than published."
    )
    rural_urban: str | None
    imd_estimated: bool = Field(
        description="True where score and decile are a mean of its LSOAs, weighted by population."
    )
    approximate_outline: bool
    domains: list[DomainOut] = Field(description="The seven domains; only of LSOAs.")
    lsoa_count: int = Field(description="How many LSOAs of the release it has.")
