"""Which named funds do we know of, as of when, and which awards were made?"""

from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field, SQLModel


class Fund(SQLModel, table=True):
    """A named fund: what is known of it, and as of when."""

    __table_args__ = (CheckConstraint("state IN ('history','unknown','current')", name="state"),)

    key: str = Field(primary_key=True)
    name: str
    holder: str
    what: str
    """One or two plain sentences: what it pays for and whom."""
    state: str
    """history: only an old source tells of it. unknown: it may go on. current: somebody said so lately."""
    as_of: str
    """YYYY, YYYY-MM or YYYY-MM-DD."""
    area_codes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    amount_min: int | None = None
    """Whole pounds a grant; the same for the most."""
    amount_max: int | None = None
    url: str | None = None
    source: str
    shipped: bool = False


class Award(SQLModel, table=True):
    """Money given to an organisation (360Giving), or a published total of a whole area."""

    id: UUID = Field(primary_key=True)
    identifier: str = Field(unique=True)
    """Of the publisher (360Giving identifier)."""
    aggregate: bool = False
    """A total of several awards, known only together."""
    title: str
    description: str | None = None
    amount_pence: int
    currency: str = "GBP"
    awarded_on: str
    """YYYY, YYYY-MM or YYYY-MM-DD."""
    funder: str
    funder_org_id: str | None = None
    fund_key: str | None = Field(default=None, index=True)
    programme: str | None = None
    recipient: str | None = None
    """An organisation, never a person; None for a total."""
    recipient_org_id: str | None = None
    recipient_listing_id: UUID | None = Field(default=None, index=True)
    area_code: str | None = Field(default=None, index=True)
    """The smallest area known that it was for; None where it is not known."""
    area_level: str | None = None
    lsoa: str | None = Field(default=None, index=True)
    """Of the 2021 release; None where only something larger is known. The same for the parish."""
    parish: str | None = Field(default=None, index=True)
    district: str | None = Field(default=None, index=True)
    area_from: str | None = None
    """stated; recipient (where that is, by its postcode or codes); or listing."""
    source: str
    source_date: str
    licence: str
    shipped: bool = False
