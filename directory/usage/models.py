"""How often was something looked at, and what was looked for in vain? Counts by week, of nobody."""

from sqlmodel import CheckConstraint, Field, SQLModel


class UsageCount(SQLModel, table=True):
    """How often one thing was asked for in one week."""

    __tablename__ = "usage_count"

    week: str = Field(primary_key=True)
    """ISO week, 2026-W47."""
    what: str = Field(primary_key=True)
    """page, listing, category, capital, district or area."""
    key: str = Field(primary_key=True)
    asked: int


class SearchMiss(SQLModel, table=True):
    """Words that found nothing, or little, in one neighbourhood and week."""

    __tablename__ = "search_miss"
    __table_args__ = (CheckConstraint("found IN ('nothing','little')", name="found"),)

    week: str = Field(primary_key=True)
    area: str = Field(primary_key=True)
    """LSOA 2021 code, or a district's, or - where no place was given."""
    words: str = Field(primary_key=True)
    found: str = Field(primary_key=True)
    asked: int
