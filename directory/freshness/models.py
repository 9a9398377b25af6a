"""Who was asked whether a listing is still right, and what came of it? Tables of the people store."""

from datetime import datetime
from uuid import UUID

from sqlmodel import CheckConstraint, Field, SQLModel


class UpkeepAsk(SQLModel, table=True):
    """One listing, asked about once, with the button that needs no sign-in."""

    __tablename__ = "upkeep_ask"
    __table_args__ = (CheckConstraint("stage IN ('first','reminder','escalated','left')", name="stage"),)

    id: UUID = Field(primary_key=True)
    listing_id: UUID = Field(index=True)
    account_id: UUID = Field(index=True)
    message_id: UUID | None = None
    stage: str
    round_from: str
    """The assurance date this round started from, ISO; empty where there was none."""
    token_hash: str = Field(unique=True)
    asked_at: datetime
    expires_at: datetime
    answered_at: datetime | None = None
    answer: str | None = None
    """still_right or will_correct."""


class CallNote(SQLModel, table=True):
    """A coordinator telephoned, visited or wrote, because nobody can be e-mailed."""

    __tablename__ = "call_note"
    __table_args__ = (
        CheckConstraint("way IN ('telephone','visit','letter')", name="way"),
        CheckConstraint(
            "outcome IN ('still_right','corrected','gone','no_answer','try_again')", name="outcome"
        ),
    )

    id: UUID = Field(primary_key=True)
    listing_id: UUID = Field(index=True)
    at: datetime
    way: str
    outcome: str
    actor_id: UUID | None = None
