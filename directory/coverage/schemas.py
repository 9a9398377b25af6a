"""What is told of coverage, area by area?"""

from dataclasses import dataclass
from datetime import datetime

from directory.coverage.inputs import Assumptions
from directory.words import Capital, Day, Level, Region, Release
from geo.evidence import Mark, Reason, State
from geo.trust import Trust

ALL_CAPITALS = "all"
FEWEST_FOR_THIRDS = 6
"""Below this many areas the most deprived third of them says nothing."""
FEWEST_FOR_GAPS = 30
"""Below this many placed listings a map draws distances without gap classes."""


@dataclass(frozen=True, slots=True)
class NeedChoice:
    """Which need: parts with their weights; one part alone is that part itself.

    A part is `imd`, a domain of the index, or `indicator-` and the slug of a loaded indicator.
    """

    parts: tuple[tuple[str, float], ...] = (("imd", 1.0),)

    @property
    def text(self) -> str:
        """As addresses write it: `imd`, or `health:2,income:1`."""
        if len(self.parts) == 1:
            return self.parts[0][0]
        # Every digit: what an address says must be what was measured.
        return ",".join(f"{key}:{str(weight).removesuffix('.0')}" for key, weight in self.parts)


DEFAULT_NEED = NeedChoice()


@dataclass(frozen=True, slots=True)
class MarkNote:
    """What somebody who asked said of a place."""

    says: Mark
    on_date: str
    role: str


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
    category: str | None = None
    """Only listings about this (a category slug)."""
    day: Day | None = None
    at: str | None = None
    """HH:MM; with `day`: only listings known to be open then, every week."""
    trust: Trust = Trust.ANY
    """Which listings to believe, by the age of their confirmation, else of their source."""
    need: NeedChoice = DEFAULT_NEED
    within: str | None = None
    """Shows only areas most of whose people live in this unit of an own geography (own-...)."""
    geography: str | None = None
    """An own geography: its units are the areas, whatever `level` says."""

    @property
    def is_kept(self) -> bool:
        """Whether runs keep the measures of this view; the others are worked out when asked."""
        return (
            self.category is None and self.day is None and self.trust is Trust.ANY and self.geography is None
        )

    @property
    def subject(self) -> str:
        """What is looked for, in one word: a category, a capital or all."""
        return self.category or (self.capital.value if self.capital else ALL_CAPITALS)


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
    nearest_p50_m: float | None = None
    nearest_p90_m: float | None = None
    third_nearest_m: float | None = None
    share_within_walk: float | None = None
    share_within_cycle: float | None = None
    share_within_drive: float | None = None
    reach_walk: float | None = None
    """Listings within the walk, mean over postcodes; likewise by bicycle and by car."""
    reach_cycle: float | None = None
    reach_drive: float | None = None
    sfca2: float | None = None
    """Listings per 1,000 people by floating catchment (2SFCA), mean over people."""
    e2sfca: float | None = None
    sfca3: float | None = None
    need: float | None = None
    """0 to 1: by the chosen need; of an LSOA's rank the share of England's areas in less need."""
    access: float | None = None
    """0 to 1: the share of the region's areas that are further away."""
    gap: float | None = None
    """need * (1 - access)."""
    gap_rank_low: int | None = None
    """Between which ranks gap_rank lies when listings are drawn again (5 to 95 in 100 draws)."""
    gap_rank_high: int | None = None
    completeness: float | None = None
    """Share of what exists in its district that the directory is estimated to hold; None: not estimable."""
    completeness_low: float | None = None
    completeness_high: float | None = None
    state: State | None = None
    reason: Reason | None = None
    """Why it is in that state."""
    mark: MarkNote | None = None
    """What somebody who asked said of it."""
    access_cluster: str | None = None
    """high_high: far, among others that are far, beyond chance; low_low: near among near."""
    gap_cluster: str | None = None
    population_estimated: bool = False
    rate_per_1000_of_age: float | None = None
    """Listings inside, each per 1,000 residents of the ages it is for; None but for release 2011."""


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many areas and people are in a state."""

    state: State
    areas: int
    people: int
    areas_in_need: int
    """Of the areas, those where need is high."""
    people_in_need: int


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
    inputs_sha256: str = ""
    """Of what it was worked out from."""
    need_label: str = "IMD"
    unknown_hours: int | None = None
    """With a day: listings that do not say when they are open, and so are not counted."""
    undated: int | None = None
    """With trust: listings left out, because nothing dates them or their date is too old."""
    states: tuple[StateCount, ...] = ()
    """In the order of `State`."""
    ranks_from: int | None = None
    """From how many draws the ranges of ranks are; None where there are none for this view."""
    beyond: int = 0
    """Places counted that lie outside the areas loaded; with none, nothing outside is known."""
    assumptions: Assumptions | None = None


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
