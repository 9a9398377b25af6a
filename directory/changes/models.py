"""Which states has a listing had, and who said each of its facts?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import CheckConstraint, Field, SQLModel, UniqueConstraint


class ListingVersion(SQLModel, table=True):
    """A state of a listing, with what differs from the state before."""

    __tablename__ = "listing_version"
    __table_args__ = (UniqueConstraint("listing_id", "number"),)

    id: UUID = Field(primary_key=True)
    """The id of the change that made it: the same change applied twice is one version."""
    listing_id: UUID = Field(index=True)
    number: int
    """1 is the state the listing came with."""
    at: datetime
    actor_id: UUID | None = None
    actor_role: str
    source: str
    """form, still right, import, feed, merge, restore, clock, shipped …"""
    note: str | None = None
    record: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    """The whole listing after it, as `directory.changes.document` writes it."""
    changes: list[dict[str, object]] = Field(sa_column=Column(JSON, nullable=False))
    """Each `{"field", "before", "after"}`."""


class FieldSource(SQLModel, table=True):
    """Who says one fact of a listing; a feed never overwrites what its owner said."""

    __tablename__ = "field_source"
    __table_args__ = (CheckConstraint("said_by IN ('source','owner','editor')", name="said_by"),)

    listing_id: UUID = Field(primary_key=True)
    field: str = Field(primary_key=True)
    said_by: str
    source: str | None = None
    """Key of a source, where one says so."""
    record_date: str | None = None
    at: datetime
