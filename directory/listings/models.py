"""What is a listing made of? HSDS terms hold: organization, location, service at location, schedule."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, false
from sqlmodel import Field, SQLModel, UniqueConstraint


class Organization(SQLModel, table=True):
    """A body that runs listings (HSDS organization)."""

    id: UUID = Field(primary_key=True)
    name: str = Field(unique=True)
    url: str | None = None


class Listing(SQLModel, table=True):
    """Anything the directory shows (HSDS service, or organization for a parish council)."""

    __table_args__ = (
        CheckConstraint(
            "kind IN ('group','service','hub','venue','outdoor_space','parish_council')", name="kind"
        ),
        CheckConstraint("status IN ('active','inactive','temporarily_closed')", name="status"),
        CheckConstraint("min_age IS NULL OR max_age IS NULL OR min_age <= max_age", name="ages"),
    )

    id: UUID = Field(primary_key=True)
    slug: str = Field(unique=True)
    name: str
    kind: str = Field(index=True)
    summary: str
    status: str = "active"
    organization_id: UUID | None = Field(default=None, foreign_key="organization.id")
    url: str | None = None
    email: str | None = None
    phone: str | None = None
    free: bool | None = None
    cost_note: str | None = None
    min_age: int | None = None
    max_age: int | None = None
    step_free: bool | None = None
    online: bool | None = None
    """None where the record does not say; the same for telephone."""
    telephone: bool | None = None
    sensitive: bool = False
    """A visit to this page could put somebody at risk: show the quick exit."""
    visiting: bool = False
    """Calls at its places for minutes at a time: left out of coverage unless asked for."""
    time_note: str | None = None
    assured_date: date | None = None
    """The day somebody who knows last confirmed the listing here; None until then."""
    assured_by: str | None = None
    """Their role, never their name."""
    source_date: str | None = None
    """YYYY, YYYY-MM or YYYY-MM-DD: the newest source it came from."""
    shipped: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """It came with the shipped tables and leaves with them, unless somebody has confirmed it."""
    owned: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Somebody runs it here. Who that is stands in the people store."""
    unconfirmed_since: date | None = None
    """The day its confirmation lapsed: asked, reminded, escalated, and nobody answered."""
    closed_until: date | None = None
    """Where it is temporarily closed and somebody said until when."""
    visible_from: date | None = None
    visible_until: date | None = None
    """The last day it is shown: a time-limited listing ends by its own date."""
    departure: str | None = None
    """A word of `Departure` where it is no longer shown; its status is then inactive."""
    goes_to: UUID | None = None
    """Where to go instead: the listing it was merged into, or one named when it was archived."""
    gone_reason: str | None = None
    recruiting: str | None = None
    """One line: what volunteers are needed for."""
    recruiting_until: date | None = None
    accepts_referrals: bool | None = None
    referrals_from: str | None = None
    referrals_how: str | None = None
    referrals_wait: str | None = None
    size_band: str | None = None
    reach: str | None = None
    """Where its people come from: a word of `Reach`."""
    contact_role: str | None = None
    """Whom the telephone and e-mail reach: Secretary, not a name."""
    created_at: datetime
    updated_at: datetime


class FormerSlug(SQLModel, table=True):
    """An address a listing used to have; it redirects."""

    __tablename__ = "former_slug"

    slug: str = Field(primary_key=True)
    listing_id: UUID = Field(foreign_key="listing.id", index=True)


class Location(SQLModel, table=True):
    """A place, told only as finely as its precision allows (HSDS location with address)."""

    __table_args__ = (
        CheckConstraint("precision IN ('exact','postcode','parish','district','hidden')", name="precision"),
        CheckConstraint(
            "precision IN ('exact','postcode') OR (address IS NULL AND postcode IS NULL)", name="not_finer"
        ),
        CheckConstraint(
            "precision IN ('exact','postcode','parish') OR (lon IS NULL AND lat IS NULL)", name="unplaced"
        ),
    )

    id: UUID = Field(primary_key=True)
    name: str | None = None
    address: str | None = None
    postcode: str | None = Field(default=None, index=True)
    """Looked up to find what else is at an address."""
    precision: str
    lon: float | None = None
    lat: float | None = None
    easting: float | None = None
    northing: float | None = None
    lsoa11: str | None = None
    lsoa21: str | None = None
    ward: str | None = None
    parish: str | None = None
    parish_estimated: bool = False
    district: str | None = None
    areas_from: str | None = None
    """postcode (looked up), outline (point in polygon), parish (stated) or district (stated)."""
    stated_parish: str | None = None
    """What the record itself says, beside what was found; the same for the district."""
    stated_district: str | None = None


class ServiceAtLocation(SQLModel, table=True):
    """A listing offered at a place (HSDS service_at_location)."""

    __tablename__ = "service_at_location"
    __table_args__ = (UniqueConstraint("listing_id", "location_id"),)

    id: UUID = Field(primary_key=True)
    listing_id: UUID = Field(foreign_key="listing.id", index=True)
    location_id: UUID = Field(foreign_key="location.id", index=True)
    opening_hours: str | None = None
    """OSM opening_hours syntax; the schedule rows are derived from it."""
    hours_note: str | None = None


class Schedule(SQLModel, table=True):
    """When a listing is open at a place, one row a rule (HSDS schedule), derived from opening_hours."""

    id: UUID = Field(primary_key=True)
    service_at_location_id: UUID = Field(foreign_key="service_at_location.id", index=True)
    freq: str
    """WEEKLY or MONTHLY."""
    byday: str
    """As in RFC 5545: MO, or 2TU for the second Tuesday."""
    opens_at: str
    closes_at: str


class Category(SQLModel, table=True):
    """A plain word for what a listing is about."""

    slug: str = Field(primary_key=True)
    label: str
    plural: str
    heading: str


class ListingCategory(SQLModel, table=True):
    """A listing is about this."""

    __tablename__ = "listing_category"

    listing_id: UUID = Field(foreign_key="listing.id", primary_key=True)
    category: str = Field(foreign_key="category.slug", primary_key=True, index=True)


class CapitalRule(SQLModel, table=True):
    """Which capital a kind and category carries, and why; applied to imported records."""

    __tablename__ = "capital_rule"

    kind: str = Field(primary_key=True)
    category: str = Field(primary_key=True)
    capital: str = Field(primary_key=True)
    reason: str
    basis: str


class Instance(SQLModel, table=True):
    """A listing carries a capital, with the evidence for it and who says so."""

    __table_args__ = (
        CheckConstraint(
            "capital IN ('social','cultural','human','health','environmental','employability')",
            name="capital",
        ),
    )

    listing_id: UUID = Field(foreign_key="listing.id", primary_key=True)
    capital: str = Field(primary_key=True, index=True)
    reason: str
    basis: str


class ListingLanguage(SQLModel, table=True):
    """A language a listing works in (ISO 639-1), HSDS language."""

    __tablename__ = "listing_language"

    listing_id: UUID = Field(foreign_key="listing.id", primary_key=True)
    language: str = Field(primary_key=True)


class ServiceArea(SQLModel, table=True):
    """A whole area a listing serves (HSDS service_area)."""

    __tablename__ = "service_area"

    listing_id: UUID = Field(foreign_key="listing.id", primary_key=True)
    area_code: str = Field(primary_key=True, index=True)


class Source(SQLModel, table=True):
    """Where records came from, with licence and the credit it asks for."""

    key: str = Field(primary_key=True)
    title: str
    publisher: str
    url: str | None = None
    licence: str
    vintage: str
    credit: str
    origin: str | None = None
    """Whose records it goes back to, where another source does too; None where it is its own."""


class SourceRecord(SQLModel, table=True):
    """One record of a source behind a listing; a listing in two lists has two."""

    __tablename__ = "source_record"
    __table_args__ = (UniqueConstraint("source", "source_id"),)

    id: UUID = Field(primary_key=True)
    listing_id: UUID = Field(foreign_key="listing.id", index=True)
    source: str = Field(foreign_key="source.key")
    source_id: str
    url: str | None = None
    record_date: str | None = None
    """YYYY, YYYY-MM or YYYY-MM-DD."""
