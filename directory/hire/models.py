"""Who asked to hire a room, and where does a hall keep its own calendar? Tables of the people store."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import CheckConstraint, Field, SQLModel

from directory.sealing import KeyedHash, Sealed


class HireEnquiry(SQLModel, table=True):
    """A question to a venue with everything it needs to answer; no money goes through here."""

    __tablename__ = "hire_enquiry"
    __table_args__ = (
        CheckConstraint(
            "state IN ('confirming','sent','provisional','confirmed','declined','withdrawn','lapsed')",
            name="state",
        ),
    )

    id: UUID = Field(primary_key=True)
    room_id: UUID = Field(index=True)
    listing_id: UUID = Field(index=True)
    """The venue."""
    group_id: UUID | None = Field(default=None, index=True)
    """The listing that asks, where it is one."""
    group_name: str = Field(sa_type=Sealed)
    name: str = Field(sa_type=Sealed)
    email: str = Field(sa_type=Sealed)
    email_hash: str = Field(index=True, sa_type=KeyedHash(of="email"))
    phone: str | None = Field(default=None, sa_type=Sealed)
    purpose: str = Field(sa_type=Sealed)
    people: int
    hirer: str
    asked: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    """The times asked for: `venues.schemas.Asked` as JSON."""
    needs: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Words of `Facility`."""
    pence_told: int | None = None
    """The price it was shown at, for all times together."""
    state: str = Field(default="confirming", index=True)
    token_hash: str = Field(unique=True)
    """Of the link on which who asked sees and withdraws it."""
    answer_hash: str = Field(unique=True)
    """Of the link on which a venue without an account answers."""
    reply: str | None = Field(default=None, sa_type=Sealed)
    created_at: datetime
    confirmed_at: datetime | None = None
    """When who asked proved their address; only then is the venue asked."""
    answered_at: datetime | None = None
    answered_by: UUID | None = None


class CalendarAddress(SQLModel, table=True):
    """The address that a hall's own calendar is read from: whoever has it can read all that is in it."""

    __tablename__ = "room_calendar_address"

    calendar_id: UUID = Field(primary_key=True)
    """`RoomCalendar` of the directory store, which knows when it was read and what was wrong."""
    room_id: UUID = Field(index=True)
    url: str = Field(sa_type=Sealed)
