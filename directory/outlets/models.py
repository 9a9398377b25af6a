"""Which places take printed copies, and what was sent to them? Public places, never homes."""

from datetime import date
from uuid import UUID

from sqlmodel import CheckConstraint, Field, SQLModel


class Outlet(SQLModel, table=True):
    """A library, hub, surgery or shop where sheets and booklets lie out."""

    __table_args__ = (
        CheckConstraint(
            "kind IN ('library','hub','surgery','school','shop','noticeboard','other')", name="kind"
        ),
    )

    id: UUID = Field(primary_key=True)
    kind: str
    name: str
    address: str | None = None
    postcode: str | None = None
    district: str | None = Field(default=None, index=True)
    parish: str | None = Field(default=None, index=True)
    listing_id: UUID | None = Field(default=None)
    reference_place_id: str | None = Field(default=None)
    copies: int = 10
    ended_on: date | None = None


class Delivery(SQLModel, table=True):
    """What an outlet was sent, and when."""

    id: UUID = Field(primary_key=True)
    outlet_id: UUID = Field(foreign_key="outlet.id", index=True)
    title: str
    edition: str
    """Printed at the foot of the sheet: the date and the first letters of its checksum."""
    sent_on: date
    copies: int
