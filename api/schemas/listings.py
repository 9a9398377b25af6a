"""What shape have answers about listings?"""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from api.schemas.areas import AreaCodesOut
from directory.words import Capital, Kind, Precision, Reach, SizeBand

_UNSAID = (
    "Of the filters free, age, step_free, language and remote that were asked for, those this listing does "
    "not answer. Unknown is not no: it stays, after those that say yes."
)


class LocationOut(BaseModel):
    """Where a listing is, as finely as may be told."""

    lat: float = Field(description="Latitude, WGS84 degrees.", examples=[52.551382])
    lon: float = Field(description="Longitude, WGS84 degrees.", examples=[0.08684])
    precision: Precision = Field(
        description="exact, postcode or parish (the point is the parish's centre). What is told no finer "
        "than a district, or hidden, has no location.",
        examples=["postcode"],
    )
    postcode: str | None = Field(examples=["PE15 8AA"])
    areas: AreaCodesOut


class ListingItem(BaseModel):
    """A listing as a list shows it: one item, however many sites it has."""

    id: UUID = Field(description="Stays the same when data is loaded again.")
    slug: str = Field(description="Its page's address under /listing/.", examples=["march-library"])
    name: str = Field(examples=["March Library"])
    kind: Kind
    summary: str
    categories: list[str] = Field(description="Slugs.", examples=[["library"]])
    capitals: list[Capital] = Field(description="What it offers people.")
    location: LocationOut | None = Field(
        description="The site nearest to the point asked from, else its first; null without a public place."
    )
    site_count: int = Field(description="How many sites it has.", examples=[1])
    serves: list[str] = Field(description="ONS codes of whole areas it serves.", examples=[["E10000003"]])
    distance_m: int | None = Field(
        description="Straight-line metres to the nearest site; null if no point was given.", examples=[310]
    )
    next_open: datetime | None = Field(
        description="Start of the opening now or next, with offset; null where times are unknown.",
        examples=["2026-11-20T09:30:00+00:00"],
    )
    assured_date: date | None = Field(
        description="When somebody who knows last confirmed it here; null until then."
    )
    source_date: str | None = Field(
        description="Date of its newest source: YYYY, YYYY-MM or YYYY-MM-DD.", examples=["2024-03"]
    )
    unconfirmed_since: date | None = Field(
        description="The day its confirmation lapsed, where nobody who was asked has confirmed it again; it "
        "then comes after its equals. Null where nothing lapsed."
    )
    recruiting: str | None = Field(
        description="What it needs volunteers for, in its own words; null where it needs none today.",
        examples=["Drivers on Tuesdays"],
    )
    accepts_referrals: bool | None = Field(
        description="Whether it takes referrals, as from a social prescriber; null where it does not say."
    )
    url: str = Field(description="Its page for people.")
    unsaid: list[str] = Field(description=_UNSAID, examples=[["step_free"]])


class FacetValueOut(BaseModel):
    value: str = Field(description="What to put in the filter.", examples=["hub"])
    label: str = Field(description="What to show.", examples=["Hub"])
    count: int = Field(description="Listings it would leave, under all the other filters.", examples=[12])


class FacetsOut(BaseModel):
    """Counts beside each filter, each under all the other filters."""

    kind: list[FacetValueOut]
    capital: list[FacetValueOut]
    category: list[FacetValueOut]
    district: list[FacetValueOut]
    recruiting: list[FacetValueOut] = Field(description="One value: those that need volunteers today.")
    takes_referrals: list[FacetValueOut] = Field(description="One value: those that take referrals.")
    size_band: list[FacetValueOut]
    reach: list[FacetValueOut]


class ListingList(BaseModel):
    """One page of listings, with the exact count."""

    total_items: int = Field(examples=[54])
    total_pages: int = Field(examples=[3])
    page_number: int = Field(examples=[1])
    size: int = Field(description="Items on this page.", examples=[20])
    read_as: list[str] | None = Field(
        default=None,
        description="Only where no listing has the words of `q`: the nearest words, which were searched for.",
        examples=[["library"]],
    )
    contents: list[ListingItem]
    facets: FacetsOut


class CapitalEvidence(BaseModel):
    """A capital, why, and who says so."""

    capital: Capital
    reason: str
    basis: str


class OpeningTimeOut(BaseModel):
    """One rule of opening, as HSDS tells it."""

    freq: str = Field(description="WEEKLY or MONTHLY.", examples=["WEEKLY"])
    byday: str = Field(description="RFC 5545: MO, or 2TU for the second Tuesday.", examples=["FR"])
    opens_at: str = Field(examples=["09:30"])
    closes_at: str = Field(examples=["17:00"])


class SiteOut(BaseModel):
    """One place of a listing."""

    id: UUID
    name: str | None
    address: str | None
    location: LocationOut | None = Field(description="Null without a public place.")
    opening_hours: str | None = Field(description="OSM opening_hours syntax.", examples=["Fr 09:30-17:00"])
    hours_note: str | None
    schedules: list[OpeningTimeOut]
    next_open: datetime | None


class SourceOut(BaseModel):
    """A source behind a listing."""

    title: str
    publisher: str
    licence: str
    credit: str
    url: str | None
    source_id: str
    record_date: str | None


class ListingDetail(ListingItem):
    """Everything public about a listing.

    `location` is of the first site that has a point, `next_open` the soonest of its sites; `distance_m` is
    null and `unsaid` empty, since nothing was asked from anywhere.
    """

    status: str = Field(description="active or temporarily_closed.", examples=["active"])
    closed_until: date | None = Field(description="Where it is temporarily closed: the last day, if known.")
    visible_until: date | None = Field(description="The last day it is shown, where it ends by itself.")
    recruiting_until: date | None = Field(description="The last day it needs volunteers, if told.")
    referrals_from: str | None = Field(description="From whom it takes referrals.")
    referrals_how: str | None = Field(description="How to refer somebody.")
    referrals_wait: str | None = Field(description="How long the wait is, as told.")
    size_band: SizeBand | None = Field(description="About how many take part; null where not said.")
    reach: Reach | None = Field(description="Where its people come from; null where not said.")
    contact_role: str | None = Field(
        description="Whom its telephone and e-mail reach: a role, never a name.", examples=["Secretary"]
    )
    organization_name: str | None
    organization_url: str | None
    website: str | None = Field(description="The listing's own page.")
    email: str | None
    phone: str | None
    free: bool | None = Field(description="Null where the record does not say; the same for those below.")
    cost_note: str | None
    min_age: int | None
    max_age: int | None
    step_free: bool | None
    languages: list[str] = Field(description="ISO 639-1.")
    online: bool | None
    telephone: bool | None
    sensitive: bool = Field(description="A visit to its page could put somebody at risk.")
    visiting: bool = Field(description="Calls at its places for minutes at a time.")
    time_note: str | None
    category_labels: list[str]
    capital_evidence: list[CapitalEvidence]
    sites: list[SiteOut] = Field(description="At most the first 400.")
    sources: list[SourceOut]
    assured_by: str | None = Field(description="The role of who confirmed it, never a name.")
