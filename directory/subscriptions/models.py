"""Who wants to hear of what, read from the consent ledger as it stands now? Who is written to on paper?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import CheckConstraint, Field, SQLModel, UniqueConstraint

from directory.sealing import Sealed


class Subscription(SQLModel, table=True):
    """One purpose that somebody agreed to, for a listing of theirs or for themselves as a resident.

    What the ledger says of (account, subject, purpose), folded; `subscriptions.ledger` replays it to any
    date.
    """

    __table_args__ = (
        UniqueConstraint("account_id", "subject", "purpose"),
        CheckConstraint("way IN ('email','sms','post')", name="way"),
        CheckConstraint("rhythm IN ('weekly','fortnightly','monthly')", name="rhythm"),
    )

    id: UUID = Field(primary_key=True)
    account_id: UUID = Field(index=True)
    """An account, or a paper reader."""
    subject: str = Field(default="", index=True)
    """UUID of the listing it is for; empty for a resident."""
    purpose: str = Field(index=True)
    terms: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    """`terms.Terms` as JSON: areas, kinds of notice, themes; of a listing only what narrows its profile."""
    way: str = "email"
    rhythm: str = "weekly"
    may_count: bool = False
    """They agreed that it is counted whether they opened and followed a message."""
    snoozed_until: datetime | None = None
    event_id: UUID
    """The event of the ledger that made it what it is."""
    since: datetime


class PaperReader(SQLModel, table=True):
    """Somebody who is not online and asked to be told by letter or text message; entered by a coordinator."""

    __tablename__ = "paper_reader"
    __table_args__ = (CheckConstraint("way IN ('sms','post')", name="way"),)

    id: UUID = Field(primary_key=True)
    way: str
    name: str = Field(sa_type=Sealed)
    address: str | None = Field(default=None, sa_type=Sealed)
    phone: str | None = Field(default=None, sa_type=Sealed)
    district: str = Field(index=True)
    """Whose coordinators look after it."""
    created_at: datetime
    created_by: UUID | None = None
    ended_at: datetime | None = None


class Dismissal(SQLModel, table=True):
    """Somebody does not want to hear of one notice again."""

    account_id: UUID = Field(primary_key=True)
    notice_id: UUID = Field(primary_key=True)
    at: datetime
