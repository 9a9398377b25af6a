"""Which feeds of other directories do we read, and how far did we get?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import CheckConstraint, Field, SQLModel


class Feed(SQLModel, table=True):
    """A feed of Open Referral UK, version 1 or 3."""

    __table_args__ = (CheckConstraint("state IN ('idle','running','broken')", name="state"),)

    id: UUID = Field(primary_key=True)
    url: str = Field(unique=True)
    source: str = Field(foreign_key="source.key")
    """Its publisher, licence and credit."""
    active: bool = True
    every_hours: int = 168
    next_at: datetime | None = None
    state: str = "idle"
    version: str | None = None
    honours: dict[str, object] | None = Field(default=None, sa_column=Column(JSON))
    """What a probe found the feed really to do, by parameter."""
    run_id: UUID | None = None
    next_page: int | None = None
    """Where a run that was broken off goes on."""
    last_ok_at: datetime | None = None
    last_tried_at: datetime | None = None
    """When the last run was begun; one that goes on later keeps it."""
    error: str | None = None


class FeedRecord(SQLModel, table=True):
    """One record of a run that is not applied yet."""

    __tablename__ = "feed_record"

    feed_id: UUID = Field(primary_key=True, foreign_key="feed.id")
    run_id: UUID = Field(primary_key=True)
    ident: str = Field(primary_key=True)
    page: int
    raw: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
