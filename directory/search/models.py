"""What is a listing reduced to, so that a search reads one flat table?

One row per listing and place (one in all where it has no place). Written in the transaction that changes the
listing; beside it the full-text table `search_text` (FTS5, row id = `no`), made by the first migration.
"""

from uuid import UUID

from sqlalchemy import false
from sqlmodel import Field, SQLModel


class SearchEntry(SQLModel, table=True):
    """A listing at a place, flattened."""

    __tablename__ = "search_entry"

    id: int | None = Field(default=None, primary_key=True)
    no: int = Field(index=True)
    """The number of the listing, shared by all its rows; row id of its text."""
    listing_id: UUID = Field(index=True)
    site_id: UUID | None = None
    name_sort: str
    kind: str
    capitals: int
    """Bit i is the i-th of `Capital`."""
    categories: str
    """|library|community_hub| in order, so that equal sets are equal text."""
    lon: float | None = None
    lat: float | None = None
    easting: float | None = None
    northing: float | None = None
    district: str | None = None
    ward: str | None = None
    parish: str | None = None
    lsoa11: str | None = None
    lsoa21: str | None = None
    days: int
    """Bit i is the i-th of `Day`: known to be open then."""
    hours_known: bool
    free: bool | None = None
    min_age: int | None = None
    max_age: int | None = None
    step_free: bool | None = None
    languages: str | None = None
    """|en|pl|, or None where the listing does not say."""
    remote: bool | None = None
    assured_date: str | None = None
    """ISO date."""
    unconfirmed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Its confirmation lapsed: it comes after its equals."""
    recruiting_until: str | None = None
    """ISO date: the last day it needs volunteers, far off where no end was given; None where it does not."""
    accepts_referrals: bool | None = None
    size_band: str | None = None
    reach: str | None = None
