"""What did a coverage run find, from what, by which method?"""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class CoverageRun(SQLModel, table=True):
    """One computation of coverage for one release; the newest of each (release, visiting) is shown."""

    __tablename__ = "coverage_run"
    __table_args__ = (UniqueConstraint("release", "visiting", "computed_at"),)

    id: int | None = Field(default=None, primary_key=True)
    release: str
    visiting: bool
    """True where visiting listings (the mobile library) are counted."""
    computed_at: datetime
    method: str
    inputs_sha256: str
    """Of the listings, postcodes and areas that went in: equal inputs give equal results."""
    active: bool = True


class CoverageSupply(SQLModel, table=True):
    """How many listings, of how many kinds, a run used for a capital."""

    __tablename__ = "coverage_supply"

    run_id: int = Field(foreign_key="coverage_run.id", primary_key=True)
    capital: str = Field(primary_key=True)
    listings: int
    kinds: int
    places: int
    by_parish: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Of the listings, those measured to the middle of a parish only."""


class CoverageValue(SQLModel, table=True):
    """What one run found for one area and one capital (or all)."""

    __tablename__ = "coverage_value"

    run_id: int = Field(foreign_key="coverage_run.id", primary_key=True)
    capital: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    level: str
    count: int
    nearest_m: float | None = None
    share_within_1200m: float | None = None
