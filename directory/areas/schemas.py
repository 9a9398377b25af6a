"""What is told of an area, a postcode, a place somebody typed?"""

from dataclasses import dataclass

from directory.words import Level, Release


@dataclass(frozen=True, slots=True)
class AreaCodes:
    """The areas a point lies in, each an ONS code or None where unknown."""

    lsoa11: str | None
    lsoa21: str | None
    ward: str | None
    parish: str | None
    district: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody searches from."""

    label: str
    """As shown: a postcode, a locality with its district, or "this map view"."""
    lon: float
    lat: float
    easting: float
    northing: float
    areas: AreaCodes
    postcode: str | None = None
    parish_estimated: bool = True


@dataclass(frozen=True, slots=True)
class Located:
    """One place was meant."""

    origin: Origin
    note: str | None = None
    """Set where we read another spelling than the one typed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several places with the same name."""

    locality_id: str
    name: str
    district_name: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several places bear the name: ask."""

    typed: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class NotLocated:
    """Nothing to search from: `reason` says why, `message` what to do."""

    typed: str
    reason: str
    """empty, malformed, unknown, terminated, unknown_status, outside or no_such_place."""
    message: str
    suggestions: tuple[Choice, ...] = ()
    nearest_live_postcode: str | None = None
    """For a terminated postcode or one of unknown status: a live one at or beside the same point."""


@dataclass(frozen=True, slots=True)
class PostcodeRead:
    """A postcode as the look-up tells it."""

    postcode: str
    status: str
    """live, terminated or unknown."""
    terminated: str | None
    inside: bool
    lon: float | None
    lat: float | None
    areas: AreaCodes
    parish_estimated: bool
    district_name: str | None


@dataclass(frozen=True, slots=True)
class DomainRead:
    """One domain of deprivation of an LSOA."""

    domain: str
    score: float | None
    rank: int | None
    decile: int | None


@dataclass(frozen=True, slots=True)
class AreaSummary:
    """An area in one line."""

    code: str
    name: str
    known_as: str | None
    """What people call an LSOA: its village or the part of a town it is in."""
    level: Level
    release: Release
    district_code: str
    district_name: str
    lon: float
    lat: float
    population: int | None
    imd_score: float | None
    imd_rank: int | None
    imd_decile: int | None


@dataclass(frozen=True, slots=True)
class AreaRead:
    """An area with its figures; "estimated" is told beside each figure it is true of."""

    code: str
    name: str
    known_as: str | None
    """What people call an LSOA: its village or the part of a town it is in."""
    level: Level
    release: Release
    releases: tuple[str, ...]
    """Every release the code is in."""
    subtype: str | None
    district_code: str
    district_name: str
    lon: float
    lat: float
    area_km2: float | None
    population: int | None
    population_estimated: bool
    rural_urban: str | None
    imd_score: float | None
    imd_rank: int | None
    imd_decile: int | None
    imd_estimated: bool
    approximate_outline: bool
    domains: tuple[DomainRead, ...]
    lsoa_count: int
    """How many LSOAs the release has in it (1 for an LSOA)."""


@dataclass(frozen=True, slots=True)
class StopRead:
    """A bus stop or station near a place."""

    name: str
    indicator: str | None
    locality: str | None
    kind: str
    distance_m: int


@dataclass(frozen=True, slots=True)
class ReferencePlaceRead:
    """A surgery, pharmacy, hospital or school near a place."""

    id: str
    kind: str
    name: str
    postcode: str | None
    distance_m: int


@dataclass(frozen=True, slots=True)
class ContactPointRead:
    """Somebody to talk to, by role."""

    organisation: str
    role: str
    purpose: str
    phone: str | None
    url: str | None
    email: str | None
    source: str
    source_date: str


@dataclass(frozen=True, slots=True)
class DatasetRead:
    """A loaded table, as the data page shows it."""

    path: str
    title: str
    rows: int
    source: str
    licence: str
    vintage: str
    attribution: tuple[str, ...]
    sha256: str
