"""Which fairs, rally days and joint training are there, and who has which stall? No person is named."""

from datetime import datetime
from uuid import UUID

from sqlmodel import CheckConstraint, Field, SQLModel, UniqueConstraint


class Fair(SQLModel, table=True):
    """A volunteer fair, a rally day at a hub, or training that groups share."""

    __table_args__ = (
        CheckConstraint("kind IN ('fair','rally','training')", name="kind"),
        CheckConstraint("state IN ('draft','open','cancelled')", name="state"),
        CheckConstraint("starts_at < ends_at", name="order"),
        CheckConstraint("stalls BETWEEN 0 AND 500", name="stalls"),
    )

    id: UUID = Field(primary_key=True)
    slug: str = Field(unique=True)
    kind: str
    title: str
    summary: str
    state: str = Field(default="draft", index=True)
    listing_id: UUID | None = Field(default=None, index=True)
    """The hub or venue where it is; None where it is only online."""
    district: str = Field(index=True)
    starts_at: datetime = Field(index=True)
    """Aware UTC, the same for its end."""
    ends_at: datetime
    stalls: int
    """How many stalls, or places for groups at training."""
    online_url: str | None = None
    contact_role: str
    example: bool = False
    created_at: datetime
    updated_at: datetime


class Stall(SQLModel, table=True):
    """A group has a stall. Each number is given once."""

    __table_args__ = (UniqueConstraint("fair_id", "listing_id"),)

    fair_id: UUID = Field(foreign_key="fair.id", primary_key=True)
    number: int = Field(primary_key=True)
    listing_id: UUID = Field(index=True)
    says: str = ""
    """One line: what it looks for, for the printed list."""
    taken_at: datetime
