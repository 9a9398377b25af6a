"""What does a group tell so that money, rooms and partners can find it? Every column may be empty."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class GroupProfile(SQLModel, table=True):
    """What a listing says of itself to be matched, beside what it says to be found. About a group, no person.

    What it takes in a year and which papers it has are for its own checks and for counting, never shown.
    """

    __tablename__ = "group_profile"

    listing_id: UUID = Field(primary_key=True)
    income_band: str | None = None
    """A word of `IncomeBand`."""
    registered: bool | None = None
    """A registered charity, or a company or society that is not for profit."""
    beneficiaries: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Words of `Beneficiary`; empty is not known."""
    seeks: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Words of `Need`; the same for what it offers."""
    offers: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    paperwork: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Words of `Paperwork` that it has."""
    paperwork_known: bool = False
    """They answered that question: what is not listed they do not have."""
    hide_similar: bool = False
    """It does not want to be shown as similar to others."""
    updated_at: datetime
