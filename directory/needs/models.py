"""What help does a group need? Tables of the directory store: no person is named here, only roles."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import CheckConstraint, Field, SQLModel


class HelpNeed(SQLModel, table=True):
    """Something a group needs people for (a role, in the Volunteering Data Standard)."""

    __tablename__ = "help_need"
    __table_args__ = (
        CheckConstraint("state IN ('draft','open','resting','filled','closed')", name="state"),
        CheckConstraint("rhythm IN ('one_off','micro','regular')", name="rhythm"),
        CheckConstraint("whereabouts IN ('place','home','either')", name="whereabouts"),
        CheckConstraint(
            "check_level IN ('none','basic','standard','enhanced','enhanced_barred')", name="check_level"
        ),
        CheckConstraint("workforce IS NULL OR workforce IN ('adult','child','both')", name="workforce"),
        CheckConstraint("places BETWEEN 1 AND 500", name="places"),
    )

    id: UUID = Field(primary_key=True)
    slug: str = Field(unique=True)
    listing_id: UUID = Field(index=True)
    """The group; who may look after that listing may look after the need."""
    title: str
    """What: Drive people to the lunch club."""
    summary: str = ""
    state: str = Field(default="draft", index=True)
    rhythm: str
    whereabouts: str = "place"
    postcode: str | None = None
    """Where, if not where the listing is; the point and its areas are looked up from it."""
    lon: float | None = None
    lat: float | None = None
    easting: float | None = None
    northing: float | None = None
    lsoa21: str | None = None
    parish: str | None = Field(default=None, index=True)
    district: str | None = Field(default=None, index=True)
    minutes: int | None = None
    """About how long it takes each time."""
    places: int = 1
    """How many people are needed, at each session where there are sessions."""
    skills: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Words of `Skill`: any of them helps; `needs_skills` are all asked for."""
    needs_skills: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    themes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Slugs of categories."""
    languages: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """ISO 639-1, any of them helps."""
    eases: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Words of `Ease`; what is not listed is not known."""
    min_age: int = 18
    check_level: str = "none"
    workforce: str | None = None
    """With children or adults at risk: the group's safeguarding statement is then needed, and the check."""
    check_note: str | None = None
    """Why less than an enhanced check is enough, where it is with children or adults at risk."""
    expenses_note: str | None = None
    contact_role: str
    """Who answers: the lunch organiser, never a name."""
    answers_within_days: int
    open_until: date = Field(index=True)
    """The last day it is shown."""
    earns_credits: bool = False
    """Time Credits are earned by it."""
    source_url: str | None = None
    """Where it stands elsewhere, if it does: linked to, not copied."""
    example: bool = False
    rested_at: datetime | None = None
    marked_as: str | None = None
    """The line this need put on its listing, so that it can be taken away again; an owner's line stays."""
    created_at: datetime
    updated_at: datetime


class NeedSession(SQLModel, table=True):
    """One time at which help is needed (a session, in the Volunteering Data Standard)."""

    __tablename__ = "need_session"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="order"),)

    id: UUID = Field(primary_key=True)
    need_id: UUID = Field(foreign_key="help_need.id", index=True)
    starts_at: datetime = Field(index=True)
    """Aware UTC, the same for its end."""
    ends_at: datetime
    places: int
    taken: int = 0
    """As last told by the people store: the seats there are what counts."""
    cancelled: bool = False


class NeedSlot(SQLModel, table=True):
    """A time of the week at which regular help without fixed days is welcome; London time."""

    __tablename__ = "need_slot"
    __table_args__ = (
        CheckConstraint("day BETWEEN 0 AND 6", name="day"),
        CheckConstraint("0 <= starts_min AND starts_min < ends_min AND ends_min <= 1440", name="minutes"),
    )

    need_id: UUID = Field(foreign_key="help_need.id", primary_key=True)
    day: int = Field(primary_key=True)
    """0 is Monday."""
    starts_min: int = Field(primary_key=True)
    """Minutes after midnight, the same for its end."""
    ends_min: int


class Safeguarding(SQLModel, table=True):
    """What a group says of how it keeps children and adults at risk safe."""

    listing_id: UUID = Field(primary_key=True)
    statement: str
    lead_role: str
    """Whom to turn to: the safeguarding lead, never a name."""
    reviewed_on: date
    example: bool = False
    updated_at: datetime


class Answering(SQLModel, table=True):
    """How a group answers people who offer help, as was observed; told by the people store in aggregate."""

    listing_id: UUID = Field(primary_key=True)
    asked: int
    answered: int
    median_hours: float | None = None
    as_of: date
