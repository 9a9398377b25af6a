"""What must still be done, and what was done? The same three tables in both stores.

A change commits in one file. What must follow in the other is a job, written in the same transaction as the
change; whoever carries it out notes its id beside what it did, in that other file, so that a job done twice
does once.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import CheckConstraint, Field, SQLModel


class Job(SQLModel, table=True):
    """Something to be done later; it is tried again until it succeeds or has failed too often."""

    __table_args__ = (CheckConstraint("state IN ('waiting','done','failed')", name="state"),)

    id: UUID = Field(primary_key=True)
    kind: str = Field(index=True)
    payload: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    dedupe: str | None = Field(default=None, unique=True)
    """Two jobs of one word are one job."""
    state: str = Field(default="waiting", index=True)
    created_at: datetime
    run_after: datetime = Field(index=True)
    leased_until: datetime | None = None
    """Somebody is at it until then; afterwards it is taken that they died."""
    attempts: int = 0
    """How often it was begun: also the times whoever did it died of it."""
    error: str | None = None
    """Kind of the last failure, never what was in the payload."""
    done_at: datetime | None = None


class Applied(SQLModel, table=True):
    """A job of either store whose effect is in this one."""

    job_id: UUID = Field(primary_key=True)
    applied_at: datetime


class AuditEntry(SQLModel, table=True):
    """Who did what to what, when. Append-only: triggers refuse any change."""

    __tablename__ = "audit_entry"

    id: UUID = Field(primary_key=True)
    at: datetime = Field(index=True)
    actor_id: UUID | None = None
    """An account; None for a command, a job or somebody without an account."""
    actor_role: str
    action: str
    subject: str = Field(index=True)
    """listing, account, submission …"""
    subject_id: str
    detail: str | None = None
    """Names of fields, counts, reasons out of a list; never what somebody wrote, never a person's details."""
