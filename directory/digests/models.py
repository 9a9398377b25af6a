"""What was told to whom, and why? Tables of the people store."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import CheckConstraint, Field, SQLModel, UniqueConstraint


class Digest(SQLModel, table=True):
    """One message to one person about the notices that fit them."""

    __table_args__ = (CheckConstraint("way IN ('email','sms','post')", name="way"),)

    id: UUID = Field(primary_key=True)
    account_id: UUID = Field(index=True)
    """An account, or a paper reader."""
    way: str
    urgent: bool = False
    """Sent between two digests, because a deadline was nearer than the next."""
    made_at: datetime = Field(index=True)
    message_id: UUID | None = None
    """In the outbox; None for paper and text messages."""
    exported_at: datetime | None = None
    """When it went out as a letter or text message."""
    may_count: bool = False
    opened_at: datetime | None = None


class DigestItem(SQLModel, table=True):
    """A notice in a digest. The constraint is the promise: nobody is told of one edition twice."""

    __tablename__ = "digest_item"
    __table_args__ = (UniqueConstraint("account_id", "notice_id", "edition"),)

    id: UUID = Field(primary_key=True)
    digest_id: UUID = Field(foreign_key="digest.id", index=True)
    account_id: UUID
    notice_id: UUID = Field(index=True)
    edition: int
    reasons: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """As they stood in the message."""
    events: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """Ids of the events of the ledger it rests on."""
    place: str | None = None
    """The parish, else the district, of whom it was for: counted, in fives and more."""
    clicked_at: datetime | None = None
    """Only where they agreed to be counted; the same for applied."""
    applied_at: datetime | None = None
