"""Which parishes were asked of what, and how did that go?"""

from datetime import datetime

from sqlmodel import CheckConstraint, Field, SQLModel


class WorkItem(SQLModel, table=True):
    """Where asking one parish of one capital or category stands."""

    __tablename__ = "work_item"
    __table_args__ = (CheckConstraint("status IN ('not_asked','asked','answered')", name="status"),)

    area_code: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    status: str
    note: str | None = None
    on_date: str
    """YYYY-MM-DD: when it was asked or answered."""
    updated_at: datetime
