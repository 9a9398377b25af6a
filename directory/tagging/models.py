"""Which words suggest which capital, and what became of each suggestion?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import CheckConstraint, Field, SQLModel

_CAPITALS = "capital IN ('social','cultural','human','health','environmental','employability')"


class TagRule(SQLModel, table=True):
    """Words, or a category, that speak for a capital; an editor may change it."""

    __tablename__ = "tag_rule"
    __table_args__ = (CheckConstraint(_CAPITALS, name="capital"),)

    id: UUID = Field(primary_key=True)
    words: str | None = None
    """Words or phrases looked for in name and summary, in any form of the word; a comma means "or"."""
    category: str | None = None
    """With neither words nor a category it is where every listing begins."""
    capital: str
    weight: float
    """Log-odds: what its presence adds for (above 0) or against (below 0)."""
    reason: str
    active: bool = True
    shipped: bool = False
    changed_at: datetime
    changed_by: UUID | None = None
    changed_role: str


class TagSuggestion(SQLModel, table=True):
    """A capital that a listing may carry, with why and how sure, and what a person said."""

    __tablename__ = "tag_suggestion"
    __table_args__ = (
        CheckConstraint(_CAPITALS, name="capital"),
        CheckConstraint("state IN ('suggested','accepted','refused')", name="state"),
    )

    listing_id: UUID = Field(primary_key=True)
    capital: str = Field(primary_key=True)
    state: str = Field(default="suggested", index=True)
    sure: float
    """0 to 1."""
    rules: list[str] = Field(sa_column=Column(JSON, nullable=False))
    reason: str
    text_mark: str
    """Marks the name, summary and categories it was read from: what was refused stays so while they stay."""
    at: datetime
    decided_by: UUID | None = None
    decided_role: str | None = None
    """As whom somebody accepted or refused it; None where a stated rule carries it, or nobody has yet."""
    decided_at: datetime | None = None
