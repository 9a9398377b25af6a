"""Which areas, postcodes and places do we know, and with what figures?"""

from sqlmodel import Field, SQLModel


class Area(SQLModel, table=True):
    """An area in one release; wards, parishes and districts stand in both, with the figures of each."""

    release: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    level: str = Field(index=True)
    name: str
    known_as: str | None = None
    """Of an LSOA, whose own name is only a number: its village or the part of a town it is in."""
    subtype: str | None = None
    """For a parish: civil_parish or unparished."""
    district_code: str = Field(index=True)
    lon: float
    lat: float
    easting: int
    northing: int
    """The centre, EPSG:27700 metres."""
    area_km2: float | None = None
    population: int | None = None
    population_estimated: bool = False
    """True where the figure is apportioned by postcodes rather than published."""
    rural_urban: str | None = None
    imd_score: float | None = None
    imd_rank: int | None = None
    imd_decile: int | None = None
    imd_estimated: bool = False
    """True where score and decile are a population-weighted mean of LSOAs rather than published."""
    approximate_outline: bool = False


class Deprivation(SQLModel, table=True):
    """One domain of the index of deprivation of one LSOA."""

    release: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    domain: str = Field(primary_key=True)
    score: float | None = None
    rank: int | None = None
    decile: int | None = None


class PopulationAge(SQLModel, table=True):
    """How many people of one age live in one LSOA, where single years of age are published."""

    __tablename__ = "population_age"

    release: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    age: int = Field(primary_key=True)
    """In years; 90 is 90 and over."""
    people: int


class EnglandDecile(SQLModel, table=True):
    """The range of scores of one published decile in England (1 = most deprived)."""

    __tablename__ = "england_decile"

    release: str = Field(primary_key=True)
    domain: str = Field(primary_key=True)
    decile: int = Field(primary_key=True)
    score_from: float
    score_to: float
    areas: int


class Postcode(SQLModel, table=True):
    """A postcode of the area, or just outside it (then only its district is known)."""

    key: str = Field(primary_key=True)
    """Upper case without the space."""
    postcode: str
    status: str
    """live, terminated or unknown."""
    terminated: str | None = None
    """YYYY-MM."""
    inside: bool = True
    lon: float | None = None
    lat: float | None = None
    easting: int | None = None
    northing: int | None = None
    lsoa11: str | None = None
    lsoa21: str | None = None
    ward: str | None = None
    parish: str | None = None
    parish_estimated: bool = True
    district: str


class OutsideDistrict(SQLModel, table=True):
    """The name of a district that is not ours, to say where a postcode is."""

    __tablename__ = "outside_district"

    code: str = Field(primary_key=True)
    name: str


class Locality(SQLModel, table=True):
    """A town, village or neighbourhood people type the name of."""

    id: str = Field(primary_key=True)
    name: str
    name_key: str = Field(index=True)
    """Folded for comparison: lower case, letters and digits only."""
    district_code: str
    lon: float
    lat: float
    easting: int
    northing: int


class LocalityAlias(SQLModel, table=True):
    """Another spelling of a locality's name."""

    __tablename__ = "locality_alias"

    alias_key: str = Field(primary_key=True)
    name_key: str
    reason: str


class Stop(SQLModel, table=True):
    """A bus stop or railway station in use."""

    atco: str = Field(primary_key=True)
    name: str
    indicator: str | None = None
    locality: str | None = None
    kind: str
    lon: float
    lat: float
    easting: int = Field(index=True)
    northing: int


class ReferencePlace(SQLModel, table=True):
    """A surgery, pharmacy, hospital or school: premises and places for printed copies, not a listing."""

    __tablename__ = "reference_place"

    id: str = Field(primary_key=True)
    kind: str
    name: str
    postcode: str | None = None
    lon: float
    lat: float
    easting: int
    northing: int
    district_code: str
    source: str
    vintage: str


class Dataset(SQLModel, table=True):
    """A table that was loaded, as its manifest describes it: what the data page shows."""

    path: str = Field(primary_key=True)
    title: str
    rows: int
    source: str
    licence: str
    vintage: str
    attribution: str
    """Lines to show, separated by newlines."""
    sha256: str


class ContactPoint(SQLModel, table=True):
    """A council or partner to talk to, by role, never by person."""

    __tablename__ = "contact_point"

    id: int | None = Field(default=None, primary_key=True)
    area_code: str = Field(index=True)
    organisation: str
    role: str
    purpose: str
    phone: str | None = None
    url: str | None = None
    email: str | None = None
    source: str
    source_date: str


class ReportFigure(SQLModel, table=True):
    """A margin printed in the 2022 report, shown beside our counts and never compared as a trend."""

    __tablename__ = "report_figure"

    measure: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: int | None = None
    source_line: str
