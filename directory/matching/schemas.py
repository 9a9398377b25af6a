"""What is compared when two listings may be one, and what is said of it?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Described:
    """What of a listing helps to know it again; empty or None is not known, which speaks neither way."""

    name: str
    kind: str
    categories: frozenset[str]
    organization: str | None
    email: str | None
    phone: str | None
    url: str | None
    postcodes: frozenset[str]
    points_bng: tuple[tuple[float, float], ...]
    """Easting and northing, metres, EPSG:27700, of places told by point or postcode."""
    parishes: frozenset[str]
    districts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """A listing in the directory, as it is compared."""

    id: UUID
    slug: str
    name: str
    where: str
    """Its first place in words; empty where it has none that may be told."""
    described: Described


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against two listings being one."""

    words: str
    weight: float
    """Natural log-odds: above 0 for, below 0 against."""


@dataclass(frozen=True, slots=True)
class Match:
    """How likely two descriptions are of one thing."""

    score: float
    """0 to 1."""
    reasons: tuple[Reason, ...]
    """The heaviest first."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listing that may be the same."""

    listing_id: UUID
    slug: str
    name: str
    where: str
    score: float
    reasons: tuple[str, ...]
    """What speaks for it, the heaviest first."""
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two listings of the directory that may be one; `first` has the smaller id."""

    first: Known
    second: Known
    match: Match


@dataclass(frozen=True, slots=True)
class SideRead:
    """One of two listings, as a list of pairs names it."""

    listing_id: UUID
    slug: str
    name: str
    district: str | None
    """Of its first place."""


@dataclass(frozen=True, slots=True)
class PairRead:
    """Two listings that are likely one, for a person to look at."""

    first: SideRead
    second: SideRead
    score: float
    reasons: tuple[str, ...]
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergeRead:
    """Two listings that were made one."""

    id: UUID
    winner: SideRead
    loser: SideRead
    at: datetime
