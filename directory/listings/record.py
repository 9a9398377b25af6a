"""What must a listing say to be one? As a file carries it, a form makes it and a version keeps it."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from directory.listings.hours import check_hours
from directory.words import Capital, Kind, Precision, Reach, SizeBand

Text = Annotated[str, Field(min_length=1, max_length=500)]
Url = Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=500)]
Hours = Annotated[str, Field(max_length=500), AfterValidator(check_hours)]
LooseDate = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
AreaCode = Annotated[str, Field(pattern=r"^E\d{8}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class SiteRecord(_Strict):
    """A place, told only as finely as `precision` allows."""

    name: Text | None = None
    address: Text | None = None
    postcode: Annotated[str, Field(pattern=r"^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$")] | None = None
    lon: Annotated[float, Field(ge=-9, le=3)] | None = None
    lat: Annotated[float, Field(ge=49, le=61)] | None = None
    precision: Precision
    parish: AreaCode | None = None
    district: AreaCode | None = None
    hours: Hours | None = None
    hours_note: Text | None = None

    @model_validator(mode="after")
    def _tells_no_more_than_it_may(self) -> Self:
        placed = self.lon is not None and self.lat is not None
        if (self.lon is None) != (self.lat is None):
            raise ValueError("give both lon and lat, or neither")
        if self.precision in {Precision.EXACT, Precision.POSTCODE} and not placed:
            raise ValueError(f"a place of precision {self.precision} needs lon and lat")
        if self.precision not in {Precision.EXACT, Precision.POSTCODE} and (self.address or self.postcode):
            raise ValueError(f"a place of precision {self.precision} may not carry an address or a postcode")
        if self.precision in {Precision.DISTRICT, Precision.HIDDEN} and placed:
            raise ValueError(f"a place of precision {self.precision} may not carry coordinates")
        if self.precision is Precision.HIDDEN and self.name:
            raise ValueError("a hidden place may not carry a name")
        if self.precision is Precision.PARISH and self.parish is None:
            raise ValueError("a place of precision parish needs the parish code")
        return self


class OrganizationRecord(_Strict):
    """The body that runs it."""

    name: Text
    url: Url | None = None


class CapitalRecord(_Strict):
    """A capital the source itself states, beyond the rules."""

    capital: Capital
    reason: Text
    basis: Text


class SourceRef(_Strict):
    """Where the record comes from."""

    source: Text
    source_id: Text
    url: Url | None = None
    date: LooseDate | None = None


class ListingRecord(_Strict):
    """One listing as a file carries it."""

    id: UUID
    name: Annotated[str, Field(min_length=2, max_length=200)]
    kind: Literal[Kind.GROUP, Kind.SERVICE, Kind.HUB, Kind.VENUE, Kind.OUTDOOR_SPACE, Kind.PARISH_COUNCIL]
    categories: tuple[Text, ...] = ()
    summary: Text
    organization: OrganizationRecord | None = None
    url: Url | None = None
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)] | None = None
    phone: Annotated[str, Field(pattern=r"^[\d +()]{7,25}$")] | None = None
    free: bool | None = None
    cost_note: Text | None = None
    min_age: Annotated[int, Field(ge=0, le=120)] | None = None
    max_age: Annotated[int, Field(ge=0, le=120)] | None = None
    step_free: bool | None = None
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$")], ...] = ()
    remote: tuple[Literal["online", "telephone"], ...] = ()
    sensitive: bool = False
    visiting: bool = False
    time_note: Text | None = None
    size_band: SizeBand | None = None
    reach: Reach | None = None
    contact_role: Text | None = None
    recruiting: Annotated[str, Field(min_length=3, max_length=200)] | None = None
    recruiting_until: date | None = None
    accepts_referrals: bool | None = None
    referrals_from: Text | None = None
    referrals_how: Text | None = None
    referrals_wait: Text | None = None
    closed_until: date | None = None
    visible_from: date | None = None
    visible_until: date | None = None
    serves: tuple[AreaCode, ...] = ()
    sites: tuple[SiteRecord, ...] = ()
    capitals: tuple[CapitalRecord, ...] = ()
    sources: Annotated[tuple[SourceRef, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _ages_in_order(self) -> Self:
        if self.min_age is not None and self.max_age is not None and self.min_age > self.max_age:
            raise ValueError("min_age is above max_age")
        return self

    @model_validator(mode="after")
    def _each_place_once(self) -> Self:
        places = [
            (
                site.name,
                site.address,
                site.postcode,
                *((None, None) if site.precision is Precision.PARISH else (site.lon, site.lat)),
                site.parish,
                site.district,
            )
            for site in self.sites
        ]
        if len(set(places)) < len(places):
            raise ValueError("the same place stands twice among the sites; join their hours in one")
        return self
