"""What does a brief of two pages about an area say?"""

from dataclasses import dataclass
from datetime import datetime

from directory.areas.schemas import ContactPointRead, ReferencePlaceRead
from directory.coverage.schemas import AreaCoverage
from directory.indicators.schemas import ConcernRead
from directory.marks.schemas import MarkRead
from directory.words import Capital, Domain, Level, Region, Release


@dataclass(frozen=True, slots=True)
class BriefArea:
    """What the brief is about; None is not known."""

    code: str
    name: str
    level: Level | None
    """None for a unit of an own geography."""
    geography: str | None
    """The slug of that geography, and its name."""
    geography_name: str | None
    release: Release
    releases: tuple[str, ...]
    region: Region
    """Within which areas are compared."""
    district_code: str
    district_name: str
    population: int | None
    population_estimated: bool
    area_km2: float | None
    rural_urban: str | None
    rural_share: float | None
    """Of its people, those who live in LSOAs that are called rural."""
    lsoa_count: int
    """LSOAs with a live postcode in it."""
    middle: tuple[float, float] | None
    """lon, lat of its village, or of the mean point of its live postcodes."""
    village: str | None
    """Of a parish: the name of the village that is its middle."""
    is_parished: bool
    """False for what ONS calls an unparished area."""


@dataclass(frozen=True, slots=True)
class ParishHere:
    """A parish that the area lies in or holds, with how many listings one would expect there."""

    code: str
    name: str
    share: float
    """Of the people of the area, those who live in it; parishes of postcodes are estimated."""
    council_slug: str | None
    """Of its parish council's page."""
    observed: int | None
    expected: float | None
    """None where parishes like it could not be compared."""
    low: float | None
    high: float | None
    far_below: bool


@dataclass(frozen=True, slots=True)
class DomainNeed:
    """One domain of the index of deprivation, of the area."""

    domain: Domain
    need: float | None
    """0 to 1: the share of England's neighbourhoods in less need; of wider areas the mean over people."""
    decile: int | None
    """Published, so of LSOAs only; likewise the rank."""
    rank: int | None


@dataclass(frozen=True, slots=True)
class IndicatorHere:
    """A loaded indicator, of the area."""

    label: str
    unit: str
    value: float
    middle: float
    """The median of all areas that have the indicator."""
    estimated: bool
    """True where it is a mean over people of the parts of the area, or of what the area is part of."""
    source: str
    vintage: str


@dataclass(frozen=True, slots=True)
class BriefNeed:
    """How much need there is; worst first."""

    need: float | None
    """0 to 1, as `DomainNeed.need`, of the whole index."""
    rank: int | None
    decile: int | None
    decile_estimated: bool
    england: int
    """LSOAs in England."""
    domains: tuple[DomainNeed, ...]
    needy_lsoas: int
    """Of the LSOAs in the area, those among England's most deprived 30 %, and the people there."""
    needy_people: int
    indicators: tuple[IndicatorHere, ...]
    concerns: tuple[ConcernRead, ...]
    """Of the district, in the order of the paper."""


@dataclass(frozen=True, slots=True)
class BriefPlace:
    """A listing with its place."""

    slug: str
    name: str
    kind: str
    about: tuple[str, ...]
    """Labels of its categories."""
    capitals: tuple[Capital, ...]
    distance_m: int | None
    """From the mean point of the area's live postcodes."""
    by_parish: bool
    """Known only by parish: its place is the parish's middle."""
    inside: bool
    visiting: bool
    parish: str | None


@dataclass(frozen=True, slots=True)
class CapitalHere:
    """How one capital stands in the area."""

    capital: Capital | None
    """None: anything listed."""
    row: AreaCoverage
    """Measures, state and reason."""
    district_nearest_m: float | None
    nearest: BriefPlace | None
    too_few: bool
    """Fewer placed listings than make classes."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A parish near by that has what the area lacks."""

    code: str
    name: str
    distance_m: int
    capitals: tuple[Capital, ...]


@dataclass(frozen=True, slots=True)
class BriefDates:
    """How old is what is said of the listings inside and of the nearest ones?"""

    listings: int
    confirmed: int
    undated: int
    oldest: str | None
    newest: str | None


@dataclass(frozen=True, slots=True)
class BriefMade:
    """What a brief was made from."""

    computed_at: datetime
    method: str
    inputs_sha256: str
    listings_used: int
    by_parish_used: int
    beyond: int
    """Places counted outside the areas loaded."""
    walk_min: float
    cycle_min: float
    drive_min: float
    walk_m: float | None
    """Straight-line metres of so many minutes; None on streets. Likewise the next two."""
    cycle_m: float | None
    drive_m: float | None
    credits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """An area on two pages."""

    area: BriefArea
    parishes: tuple[ParishHere, ...]
    """Most people first."""
    need: BriefNeed
    listings: int
    """Inside, without what only visits."""
    there: tuple[BriefPlace, ...]
    """Those that offer most first."""
    visits: tuple[BriefPlace, ...]
    capitals: tuple[CapitalHere, ...]
    """Anything first, then each."""
    marks: tuple[MarkRead, ...]
    """What was said of the area, or of a parish of it."""
    dates: BriefDates
    hosts: tuple[BriefPlace, ...]
    """Hubs and venues, nearest first."""
    reference: tuple[ReferencePlaceRead, ...]
    neighbours: tuple[Neighbour, ...]
    contacts: tuple[ContactPointRead, ...]
    made: BriefMade
