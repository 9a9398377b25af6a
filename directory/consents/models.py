"""What did somebody agree to, when and in which words? The ledger is append-only by triggers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import CheckConstraint, Field, SQLModel


class ConsentEvent(SQLModel, table=True):
    """Consent given or withdrawn for one purpose."""

    __tablename__ = "consent_event"
    __table_args__ = (CheckConstraint("what IN ('given','withdrawn')", name="what"),)

    id: UUID = Field(primary_key=True)
    account_id: UUID = Field(index=True)
    purpose: str = Field(index=True)
    """upkeep; later ones are added, never another ledger."""
    what: str
    at: datetime
    how: str
    """add form, claim, account page, stop link, command …"""
    wording: str
    """The sentence that was agreed to."""
    subject: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """UUID of the listing it was said for; empty for the person themselves."""
    terms: dict[str, object] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """What exactly was asked for: places, themes, way, rhythm. None where the purpose has no choices."""


class StopEntry(SQLModel, table=True):
    """An address that is not to be written to, whatever the ledger says; it outlives the account."""

    __tablename__ = "stop_entry"

    email_hash: str = Field(primary_key=True)
    purpose: str = Field(primary_key=True)
    """A purpose, or * for all."""
    at: datetime
    how: str
