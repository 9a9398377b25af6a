"""What is told of a change: places added, moved or closed, and who gains or loses?"""

from dataclasses import dataclass
from datetime import datetime

from directory.coverage.schemas import CoverageQuery
from directory.words import Capital


@dataclass(frozen=True, slots=True)
class Changes:
    """What is asked: positions are lon, lat in degrees (WGS 84)."""

    add: tuple[tuple[float, float], ...] = ()
    close: tuple[str, ...] = ()
    """Slugs of listings: all their places close."""
    move: tuple[tuple[str, float, float], ...] = ()
    called: tuple[tuple[tuple[float, float], str], ...] = ()
    """Names of places that are added, by position; those without are numbered."""

    def name_of(self, position: tuple[float, float]) -> str:
        """Give the name of an added place; empty where it has none."""
        return dict(self.called).get(position, "")

    @property
    def count(self) -> int:
        """How many changes there are."""
        return len(self.add) + len(self.close) + len(self.move)


@dataclass(frozen=True, slots=True)
class ListingMatch:
    """A listing on the map that somebody may mean."""

    slug: str
    name: str
    district: str
    """Code; empty where it lies in none of ours."""
    categories: tuple[str, ...]
    places: int
    counts: bool
    """Whether it is among what is counted."""


@dataclass(frozen=True, slots=True)
class ChangedPlace:
    """A place that is added, moved or closed."""

    does: str
    """add, move or close."""
    slug: str
    """Empty where it is added."""
    name: str
    lon: float
    lat: float
    """Where it stands, or would."""
    from_lon: float | None
    from_lat: float | None
    by_parish: bool
    """Known only by parish: it stands at the parish's middle."""
    places: int
    capitals: tuple[Capital, ...]
    categories: tuple[str, ...]
    counts: bool
    """Whether it is among what is counted."""


@dataclass(frozen=True, slots=True)
class Affected:
    """The people whose nearest is another distance away than before."""

    people: int
    areas: int
    """Neighbourhoods (LSOAs) where any of them live."""
    in_need: int
    """Of the people, those in neighbourhoods of high need."""
    extra_m: float | None
    """Mean metres further (or nearer, below 0); None where the nearest before or after is not known."""
    now_m: float | None
    then_m: float | None
    past_walk: int | None
    """People who had one within the walk and have none then (or the other way round, of those who gain)."""
    past_cycle: int | None
    nothing_left: int
    """People for whom nothing is known to be left."""


@dataclass(frozen=True, slots=True)
class GroupChange:
    """What changes for the people of a fifth of need, or of a district."""

    name: str
    people: int
    loses: Affected
    gains: Affected


@dataclass(frozen=True, slots=True)
class AreaChange:
    """What changes in one area."""

    code: str
    name: str
    district: str
    imd_decile: int | None
    population: int | None
    people: int
    """Affected."""
    now_m: float | None
    then_m: float | None
    """Mean over the area's postcodes."""
    instead: str
    """The listing that is nearest then for most of those affected; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What is nearest then for people whose nearest changes."""

    name: str
    slug: str
    people: int
    distance_m: float


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """One measure as it is and as it would be."""

    measure: str
    """A field of `Measures`, or `rate_per_1000`, `people_in_need_beyond`."""
    now: float | None
    then: float | None


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """Every measure of the region or a district, before and after."""

    name: str
    rows: tuple[BeforeAfter, ...]


@dataclass(frozen=True, slots=True)
class CapitalChange:
    """What the same changes do to one capital."""

    capital: Capital
    loses: Affected
    gains: Affected


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What changes."""

    query: CoverageQuery
    computed_at: datetime
    need_label: str
    places: tuple[ChangedPlace, ...]
    listings_now: int
    listings_then: int
    loses: Affected
    gains: Affected
    elsewhere: int
    """People affected outside what is shown."""
    tables: tuple[PlaceTable, ...]
    """Of the region, then of the district that is chosen or most affected, where there is one."""
    by_need: tuple[GroupChange, ...]
    """Fifths of England by need, most need first."""
    by_district: tuple[GroupChange, ...]
    areas: tuple[AreaChange, ...]
    """Those shown that change most, first."""
    change_m: dict[str, float]
    """Of every area whose mean distance changes: metres further, or below 0 nearer."""
    alternatives: tuple[Alternative, ...]
    capitals: tuple[CapitalChange, ...]
    walk_min: float
    cycle_min: float
