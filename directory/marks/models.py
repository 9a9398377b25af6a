"""Who says that a place has some kind of provision, has none, or that nobody knows?"""

from uuid import UUID

from sqlmodel import CheckConstraint, Field, SQLModel, UniqueConstraint


class Mark(SQLModel, table=True):
    """What somebody in a role said of one area and one capital or category on a date."""

    __table_args__ = (
        UniqueConstraint("area_code", "subject", "on_date", "role"),
        CheckConstraint("says IN ('has','none','unknown')", name="says"),
    )

    id: UUID = Field(primary_key=True)
    """Made of area, subject, date and role: the same saying is the same mark however often it is brought."""
    area_code: str
    area_level: str
    subject: str = Field(index=True)
    """A capital or the slug of a category."""
    says: str
    on_date: str
    """YYYY, YYYY-MM or YYYY-MM-DD, as finely as it is known."""
    role: str
    """Who says so: a role, never a person."""
    note: str | None = None
    source: str
    shipped: bool = False
    """True for marks that came with the shipped tables and leave with them."""
