"""Which pairs has a person looked at, and what was made one?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import CheckConstraint, Field, SQLModel


class MatchPair(SQLModel, table=True):
    """Two listings that are likely one, as they were last compared; nobody has looked at them yet."""

    __tablename__ = "match_pair"

    first: UUID = Field(primary_key=True)
    second: UUID = Field(primary_key=True)
    score: float
    reasons: list[str] = Field(sa_column=Column(JSON, nullable=False))
    against: list[str] = Field(sa_column=Column(JSON, nullable=False))
    found_at: datetime


class MatchDecision(SQLModel, table=True):
    """Somebody looked at two listings; `first` is the smaller id."""

    __tablename__ = "match_decision"
    __table_args__ = (CheckConstraint("decision IN ('different','merged')", name="decision"),)

    first: UUID = Field(primary_key=True)
    second: UUID = Field(primary_key=True)
    decision: str
    at: datetime
    actor_id: UUID | None = None
    actor_role: str


class Merge(SQLModel, table=True):
    """Two listings were made one, with what is needed to part them again."""

    id: UUID = Field(primary_key=True)
    winner: UUID = Field(index=True)
    loser: UUID = Field(index=True)
    winner_before: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    loser_before: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime
    actor_id: UUID | None = None
    actor_role: str
    undone_at: datetime | None = None
