"""Which web addresses of listings did not answer?"""

from datetime import datetime

from sqlmodel import Field, SQLModel


class LinkCheck(SQLModel, table=True):
    """What a web address answered when it was last asked."""

    __tablename__ = "link_check"

    url: str = Field(primary_key=True)
    checked_at: datetime
    status: int | None = None
    """HTTP status; None where nothing answered."""
    problem: str | None = None
    failures: int = 0
    """In a row."""
    failing_since: datetime | None = None
