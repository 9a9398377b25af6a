"""What shape has an answer about coverage?"""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.params import CapitalOrAll, Include
from directory.words import Day, Level, Region, Release
from geo.evidence import Mark, Reason, State
from geo.trust import Trust

Cluster = Literal["high_high", "low_low", "high_low", "low_high"]
CLUSTER_MEANING = (
    "`high_high`: {high}, among others that are, more than chance would put together (local Moran's I, the "
    "false-discovery rate held at 5%); `low_low`: the opposite; `high_low`, `low_high`: unlike its "
    "neighbours. Null: no more than chance, or not worked out for this view (only LSOAs have it, for all and "
    "for each capital, whenever open and however old)."
)

NULL_NEAR = "Null: it has no live postcode, or no listing that is asked for has a place."
NULL_REACH = (
    "Null: as share_within_1200m; and where the run walked the streets this way of travelling, none of its "
    "postcodes is on them, or the view is one that runs do not keep (of a category, a day, a trust or an own "
    "geography), for streets are walked in runs only."
)
NULL_SHARED = (
    "Null: no listing that is asked for has a place, nobody lives there, all in reach is shared by nobody "
    "known, or the run walked streets by bicycle, as for reach_cycle."
)


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
        f"nearest listing, wherever that is. {NULL_NEAR}",
        examples=[812.5],
    )
    share_within_1200m: float | None = Field(
        description=f"Share of those postcodes with a listing within 1,200 m. {NULL_NEAR}",
        ge=0,
        le=1,
        examples=[0.84],
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
    nearest_p50_m: float | None = Field(
        description="Median over the area's live postcodes of the straight-line distance in metres to the "
        "nearest listing. Null: as nearest_m.",
        examples=[760.2],
    )
    nearest_p90_m: float | None = Field(
        description="Nine in ten of those postcodes are no further than this, metres. Null as nearest_p50_m.",
        examples=[1480.9],
    )
    third_nearest_m: float | None = Field(
        description="Mean over those postcodes of the distance in metres to the third nearest listing: is "
        "there a choice? Null: fewer than three listings, or no live postcode.",
        examples=[2210.4],
    )
    share_within_walk: float | None = Field(
        description="Share of those postcodes with a listing within the walk that `assumptions` states "
        f"(15 minutes). {NULL_REACH}",
        ge=0,
        le=1,
        examples=[0.61],
    )
    share_within_cycle: float | None = Field(
        description="Likewise by bicycle (20 minutes).", ge=0, le=1, examples=[0.95]
    )
    share_within_drive: float | None = Field(
        description="Likewise by car (20 minutes).", ge=0, le=1, examples=[1.0]
    )
    reach_walk: float | None = Field(
        description="Listings within that walk, mean over those postcodes. Null: as share_within_walk.",
        ge=0,
        examples=[1.4],
    )
    reach_cycle: float | None = Field(description="Likewise by bicycle.", ge=0, examples=[6.3])
    reach_drive: float | None = Field(description="Likewise by car.", ge=0, examples=[41.7])
    sfca2: float | None = Field(
        description="Listings per 1,000 people by two-step floating catchment (2SFCA) within the cycle "
        "ride, mean over the area's people: how much there is, shared with everybody who can reach it. "
        + NULL_SHARED,
        ge=0,
        examples=[0.52],
    )
    e2sfca: float | None = Field(
        description="Likewise, what is nearer counting more (E2SFCA).", ge=0, examples=[0.58]
    )
    sfca3: float | None = Field(
        description="Likewise, people choosing among what they can reach (3SFCA).", ge=0, examples=[0.49]
    )
    need: float | None = Field(
        description="0 to 1, 1 the most: by the chosen need; of an LSOA's rank the share of England's areas "
        "in less need. Null: unknown for this need.",
        ge=0,
        le=1,
        examples=[0.905],
    )
    access: float | None = Field(
        description="0 to 1, 1 the best: the share of the region's areas that are further away on average. "
        "Null: distance unknown, or too_few.",
        ge=0,
        le=1,
        examples=[0.12],
    )
    gap: float | None = Field(
        description="need * (1 - access): 0 no gap, 1 the worst. Null where either is.",
        ge=0,
        le=1,
        examples=[0.796],
    )
    gap_rank_low: int | None = Field(
        description="The best (smallest) rank this area comes out at when listings are drawn again "
        "`ranks_from` times, the 5 in 100 draws with the smallest left out; gap_rank itself where that is "
        "smaller, for draws leave listings out. How stable the rank is, not how sure. Null: no rank, or not "
        "worked out for this view.",
        ge=1,
        examples=[1],
    )
    gap_rank_high: int | None = Field(
        description="The largest, the 5 in 100 draws with the largest left out; gap_rank itself where that "
        "is larger. Null as gap_rank_low.",
        ge=1,
        examples=[4],
    )
    completeness: float | None = Field(
        description="Share of what exists in its district, of what is asked for, that this directory is "
        "estimated to hold, from how far independent sources overlap. Null: cannot be estimated.",
        ge=0,
        le=1,
        examples=[0.62],
    )
    completeness_low: float | None = Field(
        description="Lower end of its 95% interval.", ge=0, le=1, examples=[0.48]
    )
    completeness_high: float | None = Field(description="Upper end.", ge=0, le=1, examples=[0.8])
    state: State | None = Field(
        description="What can be said of provision: `gap` (somebody who knows says there is none), "
        "`probable_gap` (far, and the directory seems to know the place), `not_surveyed` (far, but nothing "
        "shows that anybody looked), `served` (something known is near). Null: distance unknown, or too_few.",
        examples=["probable_gap"],
    )
    state_reason: Reason | None = Field(
        description="Which line of the rule decided; see /method. Null where state is.",
        examples=["in_line_with_expected"],
    )
    mark: Mark | None = Field(
        description="What somebody who was asked said of the place: it `has` one, there is `none`, or they "
        "do not know (`unknown`). Null: nobody was asked.",
        examples=["none"],
    )
    mark_date: str | None = Field(
        description="When they said so: YYYY, YYYY-MM or YYYY-MM-DD. Null: nobody was asked.",
        examples=["2026-09"],
    )
    access_cluster: Cluster | None = Field(
        description=CLUSTER_MEANING.format(high="far from the nearest"), examples=["high_high"]
    )
    gap_cluster: Cluster | None = Field(
        description=CLUSTER_MEANING.format(high="a large gap"), examples=["low_low"]
    )
    population_estimated: bool = Field(
        description="True where population is worked out from postcodes: of wards, parishes and the units "
        "of an own geography.",
        examples=[False],
    )
    rate_per_1000_of_age: float | None = Field(
        description="Listings inside, each per 1,000 residents of the ages it says it is for; one that says "
        "none is for everybody. Single years of age are published for LSOAs of 2011: with release 2011 exact "
        "there, and shared out by postcodes in wider areas. Null: release 2021, or nobody of the age lives "
        "there.",
        ge=0,
        examples=[7.1],
    )


class StateCountOut(BaseModel):
    """How many areas and people of a view are in a state."""

    state: State
    areas: int = Field(ge=0, examples=[41])
    people: int = Field(ge=0, description="Residents of these.", examples=[70125])
    areas_in_need: int = Field(ge=0, description="Of the areas, those with need_class 3.", examples=[9])
    people_in_need: int = Field(ge=0, description="Residents of those.", examples=[15402])


class TravelOut(BaseModel):
    """What is assumed of one way of travelling."""

    km_per_h: float = Field(description="Speed along the way.", gt=0, examples=[4.8])
    detour: float = Field(
        description="How much longer the way is than a straight line.", ge=1, examples=[1.2]
    )
    within_min: float = Field(description="Minutes that count as within reach.", ge=0, examples=[15.0])


class AssumptionsOut(BaseModel):
    """What the run assumed; docs/method.md says where each comes from."""

    walk: TravelOut
    cycle: TravelOut
    drive: TravelOut
    half_life_months: float = Field(
        description="With trust=half_life: after so many months a listing counts half.", gt=0, examples=[24.0]
    )


class CoverageOut(BaseModel):
    """One view of coverage, known to this directory, with what it was made from."""

    release: Release
    level: Level | Literal["own"] = Field(description="`own`: the units of `geography`.")
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
    category: str | None = Field(description="The category asked for.", examples=["library"])
    day: Day | None = Field(description="The day asked for.")
    at: str | None = Field(description="The hour asked for, HH:MM local time.", examples=["18:30"])
    trust: Trust = Field(description="Which listings are believed.")
    need: str = Field(description="The need asked for, as the parameter has it.", examples=["imd"])
    need_label: str = Field(description="The same in words.", examples=["All of the index of deprivation"])
    within: str | None = Field(description="The unit asked for.")
    geography: str | None = Field(description="The own geography asked for.")
    unknown_hours: int | None = Field(
        description="With a day: listings of what is asked for that are not counted because they do not say "
        "when they are open, however old. Null: no day.",
        examples=[212],
    )
    undated: int | None = Field(
        description="With trust other than any: listings of what is asked for that are not counted, open "
        "then or not, because nothing dates them or, with 12m and 3m, their date is older. Null: trust=any.",
        examples=[37],
    )
    ranks_from: int | None = Field(
        description="From how many draws gap_rank_low and gap_rank_high are; null where this view has none.",
        examples=[500],
    )
    beyond: int = Field(
        description="Places counted that lie outside the areas loaded. 0: nothing outside is known, so "
        "distances near the edge may be too long.",
        ge=0,
        examples=[0],
    )
    inputs_sha256: str = Field(
        description="Digest of all that the run was worked out from: the same digest, the same figures.",
        pattern="^[0-9a-f]{64}$",
    )
    states: list[StateCountOut] = Field(description="Areas and people of these contents by state.")
    assumptions: AssumptionsOut | None
    contents: list[AreaCoverageOut]


class CategoryChoice(BaseModel):
    slug: str = Field(description="What `category` takes.", examples=["library"])
    label: str = Field(examples=["Library"])


class NeedChoiceOut(BaseModel):
    key: str = Field(description="What `need` takes, alone or in a mix with weights.", examples=["health"])
    label: str = Field(examples=["Health and disability"])


class TrustChoice(BaseModel):
    key: Trust = Field(description="What `trust` takes.")
    label: str = Field(examples=["Confirmed or dated in the last 12 months"])


class UnitChoice(BaseModel):
    """One unit of an own geography."""

    code: str = Field(description="What `within` takes.", examples=["own-primary-care-networks-fenland"])
    name: str = Field(examples=["Fenland"])
    people: int | None = Field(description="Residents; null where no figure is known.", examples=[41220])
    estimated: bool = Field(description="True where it is not made of whole LSOAs of the release.")
    postcodes: int = Field(description="Live postcodes in it.", examples=[1234])


class GeographyChoice(BaseModel):
    """A set of areas of the operator's own."""

    slug: str = Field(description="What `geography` takes.", examples=["primary-care-networks"])
    name: str = Field(examples=["Primary Care Networks"])
    kind: str = Field(description="What its units are.", examples=["Primary Care Networks"])
    source: str = Field(description="Where it is from.", examples=["The file pcn.csv"])
    units: list[UnitChoice]


class ChoicesOut(BaseModel):
    """What can be asked of coverage here, beside what never changes."""

    release: Release
    categories: list[CategoryChoice]
    needs: list[NeedChoiceOut]
    trusts: list[TrustChoice]
    geographies: list[GeographyChoice] = Field(description="Empty where the operator loaded none.")
