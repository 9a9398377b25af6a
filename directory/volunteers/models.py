"""Who is ready to help, when, checked by whom, and who may see it? Tables of the people store.

What names somebody is `Sealed`; slots, skills and a coarse place (the LSOA) are not, so that they can be
matched. No certificate number, no scan and no date of birth is ever kept.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import CheckConstraint, Field, SQLModel, UniqueConstraint

from directory.sealing import Sealed


class Volunteer(SQLModel, table=True):
    """Somebody who offered help once, or is in the bank of people who are ready."""

    __table_args__ = (
        CheckConstraint("state IN ('ready','resting','ended')", name="state"),
        CheckConstraint("age_band IN ('under_16','16_17','adult')", name="age_band"),
    )

    id: UUID = Field(primary_key=True)
    account_id: UUID | None = Field(default=None, unique=True)
    """None for somebody without e-mail, whom a coordinator entered."""
    brokered_in: str | None = Field(default=None, index=True)
    """The district whose coordinators speak for somebody without e-mail."""
    name: str = Field(sa_type=Sealed)
    phone: str | None = Field(default=None, sa_type=Sealed)
    address: str | None = Field(default=None, sa_type=Sealed)
    """Only of somebody without e-mail, to write a letter."""
    experience: str | None = Field(default=None, sa_type=Sealed)
    bank: bool = False
    """They are in the bank: may be asked. False: they took one thing."""
    state: str = Field(default="ready", index=True)
    lsoa21: str | None = Field(default=None, index=True)
    """Where they start from, no finer."""
    travel_m: int = 8000
    """How far they go, straight line."""
    from_home: bool = True
    """They would also help from home."""
    transport: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Words of `Transport`."""
    skills: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    themes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """What interests them: words of `needs.likes`."""
    languages: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    wants: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Words of `needs.words.Ease` that they need to be able to come."""
    age_band: str = "adult"
    guardian_name: str | None = Field(default=None, sa_type=Sealed)
    guardian_email: str | None = Field(default=None, sa_type=Sealed)
    guardian_agreed_at: datetime | None = None
    earns_credits: bool = False
    current_at: datetime
    """When they last said that what stands here is right."""
    reminded_at: datetime | None = None
    created_at: datetime
    ended_at: datetime | None = None


class VolunteerSlot(SQLModel, table=True):
    """A time of the week at which somebody could help; London time."""

    __tablename__ = "volunteer_slot"
    __table_args__ = (
        CheckConstraint("day BETWEEN 0 AND 6", name="day"),
        CheckConstraint("0 <= starts_min AND starts_min < ends_min AND ends_min <= 1440", name="minutes"),
    )

    volunteer_id: UUID = Field(foreign_key="volunteer.id", primary_key=True)
    day: int = Field(primary_key=True)
    """0 is Monday."""
    starts_min: int = Field(primary_key=True)
    ends_min: int


class VolunteerAway(SQLModel, table=True):
    """Days on which somebody cannot help, first and last included."""

    __tablename__ = "volunteer_away"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="order"),)

    id: UUID = Field(primary_key=True)
    volunteer_id: UUID = Field(foreign_key="volunteer.id", index=True)
    first_day: date
    last_day: date


class VolunteerCheck(SQLModel, table=True):
    """A check somebody holds: level, date, and who saw it. Never its number, never a scan."""

    __tablename__ = "volunteer_check"
    __table_args__ = (
        CheckConstraint("level IN ('basic','standard','enhanced','enhanced_barred')", name="level"),
        CheckConstraint("workforce IN ('adult','child','both')", name="workforce"),
    )

    id: UUID = Field(primary_key=True)
    volunteer_id: UUID = Field(foreign_key="volunteer.id", index=True)
    level: str
    workforce: str
    checked_on: date
    good_until: date
    """The last day it is relied on; after it, it is asked for anew."""
    verified_by: UUID | None = None
    """The listing whose safeguarding lead saw it; None while it is only told."""
    verified_role: str | None = None
    verified_at: datetime | None = None
    reminded_days: int | None = None
    """The last reminder before it runs out: 60, 30 or 7."""
    created_at: datetime


class VolunteerTraining(SQLModel, table=True):
    """Training or a reference: what it is, of when, and who holds the paper."""

    __tablename__ = "volunteer_training"
    __table_args__ = (CheckConstraint("kind IN ('training','reference')", name="kind"),)

    id: UUID = Field(primary_key=True)
    volunteer_id: UUID = Field(foreign_key="volunteer.id", index=True)
    kind: str
    what: str | None = None
    """A word of `Training`; None for a reference."""
    on_date: date
    held_by: UUID | None = None
    """The listing that holds the reference, or that gave the training."""


class ShareGrant(SQLModel, table=True):
    """A volunteer lets one listing see something; ended by them at any time."""

    __tablename__ = "share_grant"
    __table_args__ = (
        CheckConstraint("what IN ('name','contact','checks','experience')", name="what"),
        Index(
            "ix_share_grant_live",
            "volunteer_id",
            "listing_id",
            "what",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(primary_key=True)
    volunteer_id: UUID = Field(foreign_key="volunteer.id", index=True)
    listing_id: UUID = Field(index=True)
    what: str
    how: str
    """accepted (an invitation) or chosen (on their page)."""
    given_at: datetime
    ended_at: datetime | None = None


class Invitation(SQLModel, table=True):
    """A volunteer is asked for one session of a need, without the group knowing whom it asks.

    Also an offer that waits for a check, whether the group asked for it or not.
    """

    __table_args__ = (
        CheckConstraint(
            "state IN ('sent','waiting','accepted','declined','too_late','lapsed','withdrawn')", name="state"
        ),
        UniqueConstraint("session_id", "volunteer_id"),
    )

    id: UUID = Field(primary_key=True)
    need_id: UUID = Field(index=True)
    session_id: UUID
    """The session, or the need itself where it has no sessions."""
    listing_id: UUID = Field(index=True)
    volunteer_id: UUID = Field(foreign_key="volunteer.id", index=True)
    asked: bool = True
    """False: nobody asked them, they offered by themselves."""
    state: str = Field(default="sent", index=True)
    """waiting: they said yes, and the group has to see the check that is needed first."""
    token_hash: str = Field(unique=True)
    reasons: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    sent_at: datetime
    expires_at: datetime
    answered_at: datetime | None = None


class Placement(SQLModel, table=True):
    """A seat at a session is somebody's. The seats are numbered: there cannot be one more than there are."""

    __table_args__ = (
        CheckConstraint("seat BETWEEN 1 AND seats", name="seat"),
        Index(
            "ix_placement_seat",
            "session_id",
            "seat",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_placement_once",
            "session_id",
            "volunteer_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(primary_key=True)
    need_id: UUID = Field(index=True)
    session_id: UUID
    """The session, or the need itself where it has no sessions."""
    listing_id: UUID = Field(index=True)
    volunteer_id: UUID = Field(foreign_key="volunteer.id", index=True)
    seat: int
    seats: int
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    token_hash: str = Field(unique=True)
    """Of the link on which the volunteer sees it, asks for cover or gives it back."""
    cover_wanted_at: datetime | None = None
    taken_at: datetime
    ended_at: datetime | None = None
    outcome: str | None = None
    """came, not_needed, gave_back, did_not_come; None while it is ahead."""


class VolunteerHours(SQLModel, table=True):
    """Time given: told by one side, agreed by the group."""

    __tablename__ = "volunteer_hours"
    __table_args__ = (CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),)

    id: UUID = Field(primary_key=True)
    volunteer_id: UUID = Field(foreign_key="volunteer.id", index=True)
    listing_id: UUID = Field(index=True)
    placement_id: UUID | None = Field(default=None, unique=True)
    on_date: date
    minutes: int
    credits: int = 0
    """Time Credits earned by it."""
    told_by: str
    """volunteer or group."""
    agreed_at: datetime | None = None


class RelayThread(SQLModel, table=True):
    """A group and a volunteer write to each other about one need through addresses that say nothing."""

    __tablename__ = "relay_thread"
    __table_args__ = (UniqueConstraint("need_id", "volunteer_id"),)

    id: UUID = Field(primary_key=True)
    need_id: UUID
    listing_id: UUID = Field(index=True)
    volunteer_id: UUID = Field(foreign_key="volunteer.id", index=True)
    volunteer_alias: str = Field(unique=True)
    """128 random bits, made of nothing: the local part of the address that reaches the volunteer."""
    group_alias: str = Field(unique=True)
    opened_at: datetime
    first_from_volunteer_at: datetime | None = None
    first_from_group_at: datetime | None = None
    """The two moments that `needs.Answering` is made of."""
    ended_at: datetime | None = None


class RelayNote(SQLModel, table=True):
    """One message that went through a relay, kept sealed until the need is over."""

    __tablename__ = "relay_note"
    __table_args__ = (CheckConstraint("side IN ('volunteer','group')", name="side"),)

    id: UUID = Field(primary_key=True)
    thread_id: UUID = Field(foreign_key="relay_thread.id", index=True)
    side: str
    body: str = Field(sa_type=Sealed)
    at: datetime


class SafetyConcern(SQLModel, table=True):
    """Somebody worries about safety; a named role is told at once."""

    __tablename__ = "safety_concern"
    __table_args__ = (CheckConstraint("state IN ('new','read','closed')", name="state"),)

    id: UUID = Field(primary_key=True)
    listing_id: UUID | None = Field(default=None, index=True)
    need_id: UUID | None = None
    district: str | None = Field(default=None, index=True)
    body: str = Field(sa_type=Sealed)
    reply_to: str | None = Field(default=None, sa_type=Sealed)
    state: str = Field(default="new", index=True)
    at: datetime
    read_at: datetime | None = None
    read_by: UUID | None = None
    closed_at: datetime | None = None
    outcome: str | None = Field(default=None, sa_type=Sealed)


class VolunteerLook(SQLModel, table=True):
    """Somebody looked at what names a volunteer or at their checks: who, for which listing, at what."""

    __tablename__ = "volunteer_look"

    id: UUID = Field(primary_key=True)
    volunteer_id: UUID = Field(index=True)
    account_id: UUID
    listing_id: UUID | None = None
    what: str
    at: datetime


class DiversityAnswer(SQLModel, table=True):
    """One voluntary answer about who volunteers, tied to nobody: only counted, from ten on."""

    __tablename__ = "diversity_answer"

    id: UUID = Field(primary_key=True)
    question: str
    answer: str
    quarter: str
    """2026-Q4: no finer."""
    district: str | None = None


class PeopleMark(SQLModel, table=True):
    """A random word that every change of the bank moves: triggers of the store write it, nobody else."""

    __tablename__ = "people_mark"

    noun: str = Field(primary_key=True)
    mark: str
