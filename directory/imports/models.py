"""What was brought in together, what became of each row, and where does it contradict what we hold?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import CheckConstraint, Field, SQLModel


class ImportBatch(SQLModel, table=True):
    """One file or one harvest of a feed."""

    __tablename__ = "import_batch"
    __table_args__ = (CheckConstraint("state IN ('taken','undone')", name="state"),)

    id: UUID = Field(primary_key=True)
    name: str
    format: str
    source: str = Field(foreign_key="source.key")
    sha256: str
    rows: int
    counts: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    """How many rows had each outcome; they add up to `rows`."""
    about: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    """What was found out about the file, which column was taken for what, what rules repaired."""
    whole: bool = False
    """The file was the whole of its list: what it no longer had stands in `import_dropped`."""
    state: str = "taken"
    at: datetime
    actor_id: UUID | None = None
    actor_role: str
    undone_at: datetime | None = None


class ImportRow(SQLModel, table=True):
    """What became of one row."""

    __tablename__ = "import_row"
    __table_args__ = (
        CheckConstraint(
            "outcome IN ('added','updated','unchanged','conflict','duplicate','quarantined')", name="outcome"
        ),
    )

    batch_id: UUID = Field(primary_key=True, foreign_key="import_batch.id")
    row: int = Field(primary_key=True)
    outcome: str = Field(index=True)
    code: str | None = None
    """Why it is set aside or was repaired: a word of `directory.imports.codes`."""
    message: str | None = None
    name: str | None = None
    listing_id: UUID | None = Field(default=None, index=True)
    version_id: UUID | None = None
    raw: dict[str, object] | None = Field(default=None, sa_column=Column(JSON))
    """The row as it came, kept only while it is in quarantine."""
    said_before: list[dict[str, object]] | None = Field(default=None, sa_column=Column(JSON))
    """Who said the facts that the row changed, before it: what undoing puts back."""


class ImportConflict(SQLModel, table=True):
    """A feed says otherwise than the owner or an editor did: shown, never overwritten."""

    __tablename__ = "import_conflict"
    __table_args__ = (CheckConstraint("state IN ('open','kept','taken')", name="state"),)

    id: UUID = Field(primary_key=True)
    batch_id: UUID = Field(foreign_key="import_batch.id", index=True)
    listing_id: UUID = Field(index=True)
    field: str
    ours: str | None = None
    theirs: str | None = None
    state: str = "open"
    at: datetime
    decided_at: datetime | None = None
    decided_by: UUID | None = None


class ImportDropped(SQLModel, table=True):
    """A newer edition of a list has a listing no more: for a person to look at, never removed by itself."""

    __tablename__ = "import_dropped"
    __table_args__ = (CheckConstraint("state IN ('open','stays','archived')", name="state"),)

    batch_id: UUID = Field(primary_key=True, foreign_key="import_batch.id")
    listing_id: UUID = Field(primary_key=True, index=True)
    source_id: str
    name: str
    state: str = "open"
    at: datetime
    decided_at: datetime | None = None
    decided_by: UUID | None = None
