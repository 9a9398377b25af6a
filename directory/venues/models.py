"""What rooms are there, what do they cost whom, when are they free? Directory store, no person."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, Column, false
from sqlmodel import CheckConstraint, Field, SQLModel, UniqueConstraint


class Venue(SQLModel, table=True):
    """A listing as a building; its owner may be another body than who provides what happens there."""

    __table_args__ = (
        CheckConstraint("status IN ('planned','open','closed')", name="status"),
        CheckConstraint("opens_on IS NULL OR closes_on IS NULL OR opens_on <= closes_on", name="dates"),
    )

    listing_id: UUID = Field(primary_key=True)
    building_owner: str | None = None
    """Whose building it is: a body, never a person."""
    status: str = "open"
    opens_on: date | None = None
    """Of a planned one: when, as last said. Without a day it is planned and nobody knows for when."""
    opens_said: date | None = None
    """The day first given, where it was put off since: it is delayed."""
    closes_on: date | None = None
    """The last day, where one is known."""
    digital_point: bool | None = None
    """A computer or Wi-Fi to go online with. None where nobody said; the same for the next two."""
    warm_space: bool | None = None
    safe_space: bool | None = None
    noise_note: str | None = None
    alcohol_note: str | None = None
    terms_note: str | None = None
    """What hirers must bring or keep to: insurance, deposit."""
    quality_mark: str | None = None
    """Hallmark, or another, as the venue says."""
    hire_role: str | None = None
    """Who answers: the bookings secretary, never a name."""
    hire_email: str | None = None
    """A mailbox of the venue; enquiries go there. Never shown: asking is by the form."""
    hire_phone: str | None = None
    hire_url: str | None = None
    stop_atco: str | None = None
    """The nearest bus stop (NaPTAN), its name and how far in a straight line."""
    stop_name: str | None = None
    stop_m: float | None = None
    said_note: str | None = None
    """What a source says of its opening or closing, where that shipped."""
    source: str | None = None
    as_of: str | None = None
    shipped: bool = False
    """Nobody wrote of it here: it leaves with the shipped tables."""
    example: bool = False
    updated_at: datetime


class VenueFacility(SQLModel, table=True):
    """Whether the building, or one of its rooms, has something. No row: nobody said."""

    __tablename__ = "venue_facility"
    __table_args__ = (UniqueConstraint("listing_id", "room_id", "facility"),)

    id: UUID = Field(primary_key=True)
    listing_id: UUID = Field(index=True)
    room_id: UUID | None = Field(default=None, index=True)
    """None: of the building, so of each room that does not say otherwise."""
    facility: str
    has: bool


class Room(SQLModel, table=True):
    """A room that can be hired."""

    __table_args__ = (
        UniqueConstraint("listing_id", "slug"),
        CheckConstraint("least_min >= 15 AND least_min <= 1440", name="least"),
    )

    id: UUID = Field(primary_key=True)
    listing_id: UUID = Field(index=True)
    slug: str
    name: str
    area_m2: float | None = None
    """Square metres."""
    capacity: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """People by word of `Layout`."""
    least_min: int = 60
    """The shortest hire, minutes."""
    notice_days: int = 0
    """How many days ahead it must be asked for."""
    ask_only: bool = False
    """Its calendar is not kept here: it may be free, ask."""
    closed: bool = False
    example: bool = False
    updated_at: datetime


class RoomPrice(SQLModel, table=True):
    """What a kind of hirer pays."""

    __tablename__ = "room_price"
    __table_args__ = (
        CheckConstraint("hirer IN ('low_income','community','private','public','business')", name="hirer"),
        CheckConstraint("per IN ('hour','session','day')", name="per"),
        CheckConstraint("pence >= 0", name="pence"),
    )

    id: UUID = Field(primary_key=True)
    room_id: UUID = Field(foreign_key="room.id", index=True)
    hirer: str
    per: str = "hour"
    pence: int
    """0 is free. No row: nobody said, ask."""
    days: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """0 is Monday; empty is every day."""
    from_min: int = 0
    until_min: int = 1440


class RoomRule(SQLModel, table=True):
    """A line of a room's calendar: open for hire, closed, or in use (RFC 5545, in London time)."""

    __tablename__ = "room_rule"
    __table_args__ = (
        CheckConstraint("kind IN ('open','closed','busy')", name="kind"),
        CheckConstraint("weeks IN ('always','term','holidays')", name="weeks"),
        CheckConstraint("minutes > 0", name="minutes"),
    )

    id: UUID = Field(primary_key=True)
    room_id: UUID = Field(foreign_key="room.id", index=True)
    kind: str
    starts_local: str
    """YYYY-MM-DDTHH:MM by the clock on the wall in London: the first time."""
    minutes: int
    """How long by that clock."""
    rrule: str | None = None
    """RFC 5545, without DTSTART; None for once."""
    exdates: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """YYYY-MM-DD on which it does not count."""
    weeks: str = "always"
    not_bank_holidays: bool = False
    source: str = "here"
    """here, or the id of the calendar it was read from."""
    uid: str | None = None


class RoomCalendar(SQLModel, table=True):
    """The hall's own calendar, from the web or from a file: times only, never what for or for whom."""

    __tablename__ = "room_calendar"

    id: UUID = Field(primary_key=True)
    room_id: UUID = Field(foreign_key="room.id", index=True)
    by_address: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Read from an address, a secret that stands in the people store; else a file that was handed in."""
    read_at: datetime | None = None
    fault: str | None = None


class SchoolTerm(SQLModel, table=True):
    """A stretch of school weeks; what lies between is holidays."""

    __tablename__ = "school_term"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="order"),)

    authority: str = Field(primary_key=True)
    """Code of the county or district whose schools keep it."""
    first_day: date = Field(primary_key=True)
    last_day: date
    source: str
    shipped: bool = False


class Booking(SQLModel, table=True):
    """A room is kept for somebody. Who that is stands in the people store, under `enquiry_id`."""

    __table_args__ = (CheckConstraint("state IN ('provisional','confirmed','cancelled')", name="state"),)

    id: UUID = Field(primary_key=True)
    room_id: UUID = Field(foreign_key="room.id", index=True)
    enquiry_id: UUID | None = Field(default=None, unique=True)
    state: str = Field(default="provisional", index=True)
    created_at: datetime
    updated_at: datetime


class BookingSpan(SQLModel, table=True):
    """One time of a booking, aware UTC."""

    __tablename__ = "booking_span"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="order"),)

    id: UUID = Field(primary_key=True)
    booking_id: UUID = Field(foreign_key="booking.id", index=True)
    room_id: UUID = Field(index=True)
    starts_at: datetime = Field(index=True)
    ends_at: datetime


class RoomQuarter(SQLModel, table=True):
    """A quarter of an hour of a room, taken. It can be taken once: that is what keeps bookings apart."""

    __tablename__ = "room_quarter"

    room_id: UUID = Field(primary_key=True)
    quarter: int = Field(primary_key=True)
    """Quarters of an hour since 1970 in UTC."""
    span_id: UUID = Field(foreign_key="booking_span.id", index=True)


class RoomWanted(SQLModel, table=True):
    """A group looks for a venue."""

    __tablename__ = "room_wanted"

    id: UUID = Field(primary_key=True)
    listing_id: UUID | None = Field(default=None, index=True)
    group_name: str
    what: str
    facilities: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    people: int | None = None
    evening: bool | None = None
    most_pence_per_hour: int | None = None
    parish: str | None = Field(default=None, index=True)
    district: str | None = Field(default=None, index=True)
    until: date
    source: str | None = None
    as_of: str | None = None
    example: bool = False
    shipped: bool = False
    created_at: datetime
