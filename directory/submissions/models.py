"""What was sent in, by whom, and where does it stand? Tables of the people store."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column
from sqlmodel import CheckConstraint, Field, SQLModel

from directory.sealing import KeyedHash, Sealed, SealedJson


class Submission(SQLModel, table=True):
    """A new listing, a claim, a suggested change or a report, from its first saved answer to its outcome."""

    __table_args__ = (
        CheckConstraint("kind IN ('add','claim','change','report')", name="kind"),
        CheckConstraint(
            "state IN ('draft','confirming','waiting','returned','approved','declined','withdrawn')",
            name="state",
        ),
    )

    id: UUID = Field(primary_key=True)
    kind: str = Field(index=True)
    state: str = Field(default="draft", index=True)
    token_hash: str = Field(unique=True)
    """Of the link on which the sender goes on with it and sees its outcome."""
    listing_id: UUID | None = Field(default=None, index=True)
    base_version: int | None = None
    """The number of the version it was made from."""
    district: str | None = Field(default=None, index=True)
    parish: str | None = Field(default=None, index=True)
    account_id: UUID | None = Field(default=None, index=True)
    """Of a signed-in sender."""
    email: str | None = Field(default=None, sa_type=Sealed)
    email_hash: str | None = Field(default=None, index=True, sa_type=KeyedHash(of="email"))
    email_confirmed_at: datetime | None = None
    network_hash: str | None = Field(default=None, index=True)
    """Of the network it came from and the day, keyed: only counts against sending very many."""
    doubts: int = 0
    """How many signs ask for a second look: a hidden field filled, no time taken, many links."""
    answers: dict[str, object] = Field(sa_column=Column(SealedJson, nullable=False))
    """What was typed, by the name of the field."""
    record: dict[str, object] | None = Field(default=None, sa_column=Column(SealedJson))
    """The listing it would make, as `directory.changes.document` writes it."""
    message: str | None = Field(default=None, sa_type=Sealed)
    """What the sender says to the moderator."""
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: UUID | None = None
    reason: str | None = Field(default=None, sa_type=Sealed)
    """What the moderator says to the sender."""


class ConfirmLink(SQLModel, table=True):
    """A single-use link that proves an address: of a submission or of a claim."""

    __tablename__ = "confirm_link"

    id: UUID = Field(primary_key=True)
    submission_id: UUID = Field(foreign_key="submission.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
