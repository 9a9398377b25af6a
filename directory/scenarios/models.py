"""Which what-if states were given a name?"""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Scenario(SQLModel, table=True):
    """A named state of the what-if page."""

    slug: str = Field(primary_key=True)
    name: str = Field(unique=True)
    state: str
    """The query string of the page, without the question mark."""
    note: str | None = None
    created_at: datetime
