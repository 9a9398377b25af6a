"""What is told of coverage, area by area?"""

from dataclasses import dataclass
from datetime import datetime

from directory.words import Capital, Level, Region, Release

ALL_CAPITALS = "all"
FEWEST_FOR_THIRDS = 6
"""Below this many areas the most deprived third of them says nothing."""
FEWEST_FOR_GAPS = 30
"""Below this many placed listings a map draws distances without gap classes."""


@dataclass(frozen=True, slots=True)
class CoverageQuery:
    """Which view of coverage."""

    level: Level = Level.LSOA
    capital: Capital | None = None
    """None: all listings, whatever they offer."""
    release: Release = Release.R2021
    region: Region = Region.CAMBRIDGESHIRE
    district: str | None = None
    """Shows only this district; classes are still those of the region."""
    visiting: bool = False


@dataclass(frozen=True, slots=True)
class AreaCoverage:
    """One area's row. None means unknown, never zero."""

    code: str
    name: str
    district_code: str
    district: str
    population: int | None
    imd_rank: int | None
    imd_decile: int | None
    imd_score: float | None
    count: int
    rate_per_1000: float | None
    nearest_m: float | None
    share_within_1200m: float | None
    need_class: int | None
    access_class: int | None
    gap_rank: int | None
    """1 worst; under the England rule."""
    gap_rank_here: int | None
    """1 worst; need is the most deprived third of the chosen district (or region), by rank."""


@dataclass(frozen=True, slots=True)
class PeopleSentence:
    """One sentence in people, not only areas."""

    residents: int
    """Of the needy areas that lie further than distance_m on average."""
    of_residents: int
    """Of all the needy areas whose distance is known."""
    distance_m: int
    unknown_residents: int = 0
    """Of the needy areas whose distance is not known: in neither number."""


@dataclass(frozen=True, slots=True)
class CoverageAnswer:
    """One view of coverage with what it was made from."""

    query: CoverageQuery
    computed_at: datetime
    method: str
    listings_used: int
    kinds_used: int
    places_used: int
    by_parish_used: int
    """Of the listings, those known only by parish and so measured to its middle."""
    too_few: bool
    """Fewer than 30 placed listings: no classes, no gap ranks."""
    access_breaks_m: tuple[float, float] | None
    """Where the thirds of nearest_m part, in the region."""
    contents: tuple[AreaCoverage, ...]
    people: PeopleSentence | None
    people_here: PeopleSentence | None


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """Instances of one district by capital (a row of the Appendix 1 table)."""

    code: str | None
    """None for "several districts", "whole county" and "total"."""
    name: str
    population: int | None
    listings: int
    counts: tuple[int, ...]
    """In the order of `Capital`."""
    instances: int
    rates_per_1000: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class ReportFigureRead:
    """A margin printed in the 2022 report."""

    measure: str
    name: str
    value: int | None
    source_line: str


@dataclass(frozen=True, slots=True)
class InstanceTable:
    """Instances by capital and district; rows add up to the last."""

    rows: tuple[InstanceRow, ...]
    untagged_listings: int
    """Active listings that carry no capital by the stated rules."""
    report_2022: tuple[ReportFigureRead, ...]


@dataclass(frozen=True, slots=True)
class CapitalInArea:
    """How one capital stands in an area, beside its district."""

    capital: Capital | None
    """None: all listings."""
    count: int | None
    """None where the area was not in the run."""
    rate_per_1000: float | None
    nearest_m: float | None
    share_within_1200m: float | None
    district_rate_per_1000: float | None
    district_nearest_m: float | None
    district_share_within_1200m: float | None
    nearest_listing_slug: str | None
    nearest_listing_name: str | None
    nearest_listing_distance_m: int | None
    """From the mean point of the area's live postcodes."""
