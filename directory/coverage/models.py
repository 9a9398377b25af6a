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
    inputs: str | None = Field(default=None, index=True)
    """Which kept inputs it was worked out from; None for a run made before inputs were kept."""
    draws: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How often listings were drawn again for the ranges of ranks."""


class CoverageInputs(SQLModel, table=True):
    """The postcodes, areas and places of a run, whole, so that any view of it can be worked out again."""

    __tablename__ = "coverage_inputs"

    sha256: str = Field(primary_key=True)
    """Of the columns, however they are packed."""
    packed: bytes


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
    nearest_p50_m: float | None = None
    nearest_p90_m: float | None = None
    third_nearest_m: float | None = None
    """Mean distance to the third nearest."""
    share_within_walk: float | None = None
    share_within_cycle: float | None = None
    share_within_drive: float | None = None
    reach_walk: float | None = None
    """Listings within the walk, mean over postcodes; likewise by cycle and by car."""
    reach_cycle: float | None = None
    reach_drive: float | None = None
    sfca2: float | None = None
    """Listings per 1,000 people by floating catchment, mean over people."""
    e2sfca: float | None = None
    sfca3: float | None = None


class CoverageCompleteness(SQLModel, table=True):
    """How complete the directory is estimated to be for one district and one category or capital."""

    __tablename__ = "coverage_completeness"

    run_id: int = Field(foreign_key="coverage_run.id", primary_key=True)
    district: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    """A capital, `all`, or a category slug."""
    first_source: str | None = None
    second_source: str | None = None
    """Of a category: the two sources that overlap; None where several are pooled."""
    first: int = 0
    second: int = 0
    both: int = 0
    known: int
    """Listings of it in the district."""
    estimated_of: int
    """Of those known, how many are of categories where an estimate can be made."""
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    share: float | None = None
    """Known over estimated; None where it cannot be estimated."""
    share_low: float | None = None
    share_high: float | None = None


class CoverageExpected(SQLModel, table=True):
    """How many listings a parish has beside how many one would expect there."""

    __tablename__ = "coverage_expected"

    run_id: int = Field(foreign_key="coverage_run.id", primary_key=True)
    parish: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    observed: int
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    far_below: bool = False
    telling: bool = False
    """Whether so much is expected there that having nothing would be far below."""


class CoverageRank(SQLModel, table=True):
    """Between which ranks a gap lies, listings resampled within kind."""

    __tablename__ = "coverage_rank"

    run_id: int = Field(foreign_key="coverage_run.id", primary_key=True)
    region: str = Field(primary_key=True)
    level: str = Field(primary_key=True)
    capital: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    low: int
    high: int


class CoverageCluster(SQLModel, table=True):
    """Whether a neighbourhood and those around it are alike beyond chance."""

    __tablename__ = "coverage_cluster"

    run_id: int = Field(foreign_key="coverage_run.id", primary_key=True)
    region: str = Field(primary_key=True)
    capital: str = Field(primary_key=True)
    measure: str = Field(primary_key=True)
    """access (distance) or gap."""
    code: str = Field(primary_key=True)
    label: str


class SitingResult(SQLModel, table=True):
    """The best choice of places for one more, as a job proved it or as far as it came."""

    __tablename__ = "siting_result"

    question: str = Field(primary_key=True)
    """SHA-256 of everything asked: demand, weights, places open now, candidates, how many, how counted."""
    inputs: str
    """Which kept inputs it was worked out from."""
    choice: str
    """What was asked, in words for a person who looks into the table."""
    objective: str
    chosen: str
    """JSON list of the ids of the candidates."""
    k: int
    value: float
    """People within reach, or people times metres."""
    bound: float
    """No choice can do better."""
    gap: float
    seconds: float
    method: str
    proven: bool
    computed_at: datetime
