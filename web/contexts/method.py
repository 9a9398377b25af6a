"""What does the page about the method get? The same steps for every area, with the numbers of one."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from directory.coverage.schemas import AreaCoverage, CoverageAnswer
from directory.coverage.unequal import Inequality
from directory.coverage.unknown import Compared, Held
from directory.words import Capital
from web.contexts.gaps import Link
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class PostcodeLine:
    """What one postcode of the area has nearest, in a straight line."""

    postcode: str
    name: str
    """Of the nearest listing."""
    slug: str
    nearest_m: float
    third_m: float | None
    """None where fewer than three listings are known."""


@dataclass(frozen=True, slots=True)
class Percentile:
    """How a percentile of the distances comes from the two in order that it lies between."""

    percent: int
    rank: float
    """1 is the shortest; with decimals where it lies between two."""
    lower_m: float
    upper_m: float
    value_m: float

    @property
    def lower(self) -> int:
        """Which in order is the one below."""
        return int(self.rank)

    @property
    def part(self) -> float:
        """How far it lies on the way to the one above, 0 to 1."""
        return self.rank - self.lower


@dataclass(frozen=True, slots=True)
class Distances:
    """The distances of an area's postcodes and what is made of them."""

    lines: tuple[PostcodeLine, ...]
    """The nearest first."""
    total_m: float
    p50: Percentile
    p90: Percentile
    within_1200m: int
    """Postcodes."""


@dataclass(frozen=True, slots=True)
class ModeLine:
    """How far one way of travelling goes, and what the area's postcodes reach by it."""

    label: str
    km_per_h: float
    detour: float
    within_min: float
    radius_m: float
    postcodes: int | None
    """Of the area, with at least one in reach; None where streets are walked instead."""
    share: float | None
    mean: float | None
    """Listings in reach."""


@dataclass(frozen=True, slots=True)
class SharedPlace:
    """One place that a postcode can reach, and what falls to it of that place."""

    name: str
    minutes: float
    supply: float
    people: float
    """Who can reach the place."""
    per_1000: float
    weight: float
    """How much the place counts for this postcode, E2SFCA."""
    weighted_people: float
    weighted_per_1000: float


@dataclass(frozen=True, slots=True)
class Catchment:
    """What falls to one postcode of all it can reach."""

    postcode: str
    places: tuple[SharedPlace, ...]

    @property
    def sfca2(self) -> float:
        """Added up, listings per 1,000 people."""
        return sum(place.per_1000 for place in self.places)

    @property
    def e2sfca(self) -> float:
        """Added up, the nearer counting more."""
        return sum(place.weighted_per_1000 for place in self.places)


@dataclass(frozen=True, slots=True)
class Dated:
    """How old what is known of one listing is, and how much it counts for that."""

    name: str
    dated: str
    confirmed: bool
    months: float
    weight: float
    half_life_months: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the area would have if one listing were not there."""

    name: str
    postcodes: int
    """Of which it is the nearest."""
    next_name: str
    """The nearest then, for most of them."""
    nearest_m: float | None
    """Mean over all postcodes of the area, without it."""


@dataclass(frozen=True, slots=True)
class Order:
    """Where the area stands in its region by distance."""

    areas: int
    further: int
    as_far: int


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One line of the rule that says in what state an area is."""

    when: str
    state: str
    decided: bool


@dataclass(frozen=True, slots=True)
class Worked:
    """One area, worked through."""

    area: AreaCoverage
    capital: Capital
    distances: Distances
    modes: tuple[ModeLine, ...]
    catchment: Catchment | None
    """None where nothing is within a bicycle ride, or streets are walked."""
    open_label: str
    """A day and an hour."""
    open_then: int
    """Listings known to be open then."""
    hours_unsaid: int
    dated: Dated | None
    england: int
    """How many neighbourhoods the index ranks."""
    order: Order
    held: Held
    """What can be said of the area's district and this capital."""
    kind_here: Held | None
    """Of the kinds in its district, the one whose two lists share most."""
    kind_elsewhere: Held | None
    """A kind of which the two lists do not name all the same."""
    parish: Compared | None
    unequal: tuple[Inequality, ...]
    """Of its district and its region."""
    left_out: LeftOut | None


@dataclass(frozen=True, kw_only=True)
class MethodPage(PageContext):
    """`/method`: how gaps are worked out, with one area as an example."""

    template: ClassVar[str] = "pages/method/page.jinja"
    answer: CoverageAnswer | None
    """None where coverage has not been computed yet: then there is no example."""
    computed_at: datetime | None
    worked: Worked | None
    access_labels: tuple[str, str, str] | None
    parts: tuple[Link, ...]
    rule: tuple[RuleLine, ...]
    kinds: dict[str, str]
    """Names of categories."""
    patches: int
    """Neighbourhoods in a patch of high gap scores."""
    capitals: tuple[Capital, ...] = tuple(Capital)
