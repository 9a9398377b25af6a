"""Which loaded release is in use? One row, or none while the shipped tables are."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class ActiveRelease(SQLModel, table=True):
    """The release folder everything reads its areas from; written in the transaction that loads it."""

    __tablename__ = "active_release"

    name: str = Field(primary_key=True)
    """Name of its folder beside the directory store."""
    activated_at: datetime
