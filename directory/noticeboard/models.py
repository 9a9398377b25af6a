"""What is a notice made of? What it says, where it applies, whom it is for, and what it is linked with."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import CheckConstraint, Field, SQLModel


class Notice(SQLModel, table=True):
    """Something announced to groups or residents. Whoever wrote it stands in the audit log, never here."""

    __table_args__ = (
        CheckConstraint(
            "kind IN ('funding','call','collaboration','offer','event','training','consultation')",
            name="kind",
        ),
        CheckConstraint("state IN ('draft','waiting','open','closed','withdrawn')", name="state"),
        CheckConstraint(
            "amount_min IS NULL OR amount_max IS NULL OR amount_min <= amount_max", name="amounts"
        ),
        CheckConstraint("NOT (rolling AND deadline IS NOT NULL)", name="rolling_or_deadline"),
    )

    id: UUID = Field(primary_key=True)
    slug: str = Field(unique=True)
    kind: str = Field(index=True)
    title: str
    summary: str
    """One or two plain sentences."""
    body: str = ""
    """HTML, cleaned when it was written: paragraphs, lists, emphasis and links, nothing else."""
    state: str = Field(default="draft", index=True)
    """`phases.phase_of` makes the phase people see from it and the date."""
    issuer_name: str
    issuer_listing_id: UUID | None = Field(default=None, index=True)
    """Where the issuer is in the directory: who may look after that listing may look after the notice."""
    district: str | None = Field(default=None, index=True)
    """Whose editors check it, where the issuer is not in the directory."""
    fund_key: str | None = Field(default=None, index=True)
    opens_on: date | None = None
    """The first day it is shown; None at once."""
    deadline: date | None = Field(default=None, index=True)
    """The last day on which one may answer."""
    rolling: bool = False
    review_by: date | None = None
    """Without a deadline: the last day it is shown unless somebody says that it still holds."""
    amount_min: int | None = None
    """Whole pounds; the same for the most."""
    amount_max: int | None = None
    effort: str | None = None
    """What applying takes: 2-page form, about 3 hours."""
    paperwork: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Words of `Paperwork`."""
    pays_for: str | None = None
    starts_at: datetime | None = None
    """Of an event or training, aware UTC; the same for its end. Midnight in London without an end means the
    day only, at no known hour: `days.is_whole_day` tells."""
    ends_at: datetime | None = None
    place: str | None = None
    url: str | None = None
    contact_role: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    rules: dict[str, object] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """Whom it is for: `rules.NoticeRules` as JSON; empty is for everybody."""
    shape: dict[str, object] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """A drawn GeoJSON Polygon or MultiPolygon, lon and lat, beside or instead of the areas."""
    outside_allowed: bool = False
    """Groups outside the areas may answer too."""
    outcome: str | None = None
    outcome_on: date | None = None
    edition: int = 1
    """One more whenever the deadline or the amounts of an open notice change: it may then be told again."""
    example: bool = False
    """Made to show what a notice looks like; never sent to anybody, and says so wherever it is shown."""
    source: str | None = None
    """Where it was read, where it was not written here."""
    as_of: str | None = None
    """YYYY, YYYY-MM or YYYY-MM-DD: the date of that source."""
    checked_at: datetime | None = None
    created_at: datetime
    updated_at: datetime


class NoticeArea(SQLModel, table=True):
    """A whole area a notice applies to; a notice without any and without a shape applies everywhere."""

    __tablename__ = "notice_area"

    notice_id: UUID = Field(foreign_key="notice.id", primary_key=True)
    area_code: str = Field(primary_key=True, index=True)


class NoticeLink(SQLModel, table=True):
    """A notice has to do with a listing, and how."""

    __tablename__ = "notice_link"
    __table_args__ = (CheckConstraint("relation IN ('venue','awarded','about')", name="relation"),)

    notice_id: UUID = Field(foreign_key="notice.id", primary_key=True)
    listing_id: UUID = Field(primary_key=True, index=True)
    relation: str = Field(primary_key=True)


class NoticeVersion(SQLModel, table=True):
    """What a notice said after a change, whole."""

    __tablename__ = "notice_version"

    id: UUID = Field(primary_key=True)
    """The id of the change: the same change is one version however often it is brought."""
    notice_id: UUID = Field(foreign_key="notice.id", index=True)
    number: int
    at: datetime
    actor_role: str
    document: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
