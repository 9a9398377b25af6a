"""How do two districts stand side by side: by count, a head and by distance, and how sure is that?"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import numpy as np
from sqlmodel import Session

from directory.coverage import queries
from directory.coverage.drawn import drawable
from directory.coverage.evidence import LEAST_SPOKEN_FOR
from directory.coverage.measure import Offer
from directory.coverage.need import area_need, need_words
from directory.coverage.schemas import CoverageQuery
from directory.coverage.view import Viewed, instant, offer_of, view
from directory.coverage.world import Partition, World
from directory.errors import InvalidInput
from directory.geographies.schemas import is_own
from directory.geographies.service import read_unit
from directory.words import Capital, Level, Release
from geo.arrays import Bools, Floats
from geo.inequality import DistrictRatio, DistrictSupply, district_ratio
from geo.nearest import nearest_m
from geo.rank_ranges import Partition as Drawn
from geo.rank_ranges import resample_distances
from geo.rate_ratio import rate_ratio
from geo.reach import distance_summary

ALIKE = 0.05
"""A ratio within so much of 1 is called about the same, however sure it is."""
DRAWS = 200
SEED = 2022
LOW_PERCENT, HIGH_PERCENT = 2.5, 97.5
"""Of the draws: a few that came out furthest do not make the range."""
PER = 1_000


class Verdict(StrEnum):
    """Which of two is better served, by one measure."""

    FIRST = "first"
    SECOND = "second"
    ALIKE = "alike"
    """They differ by less than a twentieth."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Range:
    """Between which numbers a ratio lies; by what reckoning `Doubt` says."""

    low: float
    high: float

    @property
    def holds_one(self) -> bool:
        """Whether 1 lies in it, so that the two could as well be equal."""
        return self.low <= 1 <= self.high


@dataclass(frozen=True, slots=True)
class Supply:
    """What one place has for one subject. None means unknown, never zero."""

    count: int
    rate_per_1000: float | None
    mean_distance_m: float | None
    """To the nearest, over the people who live there."""


@dataclass(frozen=True, slots=True)
class Held:
    """How much of what there is in a district the directory is estimated to hold."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two places."""

    code: str
    name: str
    population: float | None
    estimated: bool
    """Whether its people are shared out by postcodes, because it is not made of whole published areas."""
    supply: Supply
    median_distance_m: float | None
    """Half of its people live no further."""
    p90_distance_m: float | None
    """Nine in ten of its people live no further."""
    share_within_walk: float | None
    """Share of its postcodes; likewise by bicycle and by car."""
    share_within_cycle: float | None
    share_within_drive: float | None
    e2sfca: float | None
    """Listings per 1,000 people by floating catchment, mean over people."""
    need: float | None
    held: Held | None
    """None where that cannot be estimated."""


@dataclass(frozen=True, slots=True)
class CapitalPair:
    """One capital in both places; None is all listings."""

    capital: Capital | None
    a: Supply
    b: Supply
    ratio: DistrictRatio


@dataclass(frozen=True, slots=True)
class Doubt:
    """Between which numbers the three ratios lie; None where that cannot be said."""

    by_count: Range | None
    """A 95% interval, the places' listings taken to come singly and by chance; likewise by rate."""
    by_rate: Range | None
    by_distance: Range | None
    """How far the ratio moves when listings are drawn again within their kind, the one draw in twenty that
    came out furthest left out. A range of stability and no interval of confidence: a draw leaves listings
    out, so its distances are all longer than those measured; the range may even miss the ratio itself."""
    if_full: Range | None
    """By rate, if both directories held all there is, from their estimated completeness."""
    draws: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two places side by side. A ratio is the first over the second."""

    query: CoverageQuery
    computed_at: datetime
    listings_used: int
    need_label: str
    a: Side
    b: Side
    ratio: DistrictRatio
    doubt: Doubt
    people_ratio: float | None
    capitals: tuple[CapitalPair, ...]

    @property
    def by_count(self) -> "Finding":
        """Which has more listings: it follows population, and serves nobody better by itself."""
        return Finding(verdict(self.ratio.by_count), self.ratio.by_count, self.doubt.by_count)

    @property
    def by_rate(self) -> "Finding":
        """Which has more a head."""
        return Finding(verdict(self.ratio.by_rate), self.ratio.by_rate, self.doubt.by_rate)

    @property
    def by_distance(self) -> "Finding":
        """Whose people live nearer."""
        more = verdict(self.ratio.by_distance)
        turned = {Verdict.FIRST: Verdict.SECOND, Verdict.SECOND: Verdict.FIRST}
        return Finding(turned.get(more, more), self.ratio.by_distance, self.doubt.by_distance)

    @property
    def agree(self) -> bool:
        """Whether all three measures say the same."""
        return len({each.verdict for each in (self.by_count, self.by_rate, self.by_distance)}) == 1


@dataclass(frozen=True, slots=True)
class Finding:
    """What one measure says of two places, and the range of its ratio."""

    verdict: Verdict
    ratio: float | None
    doubt: Range | None

    @property
    def may_be_equal(self) -> bool:
        """Whether the range holds that the two are equal: the difference is smaller than the doubt."""
        return self.doubt is not None and self.doubt.holds_one


def verdict(ratio: float | None) -> Verdict:
    """Say which of two has more."""
    if ratio is None:
        return Verdict.UNKNOWN
    if abs(ratio - 1) < ALIKE:
        return Verdict.ALIKE
    return Verdict.FIRST if ratio > 1 else Verdict.SECOND


@dataclass(frozen=True, slots=True)
class _Place:
    """One of the two places, found: the view of its kind of areas, and which of them it is."""

    found: Viewed
    number: int

    @property
    def partition(self) -> Partition:
        return self.found.partition

    @property
    def inside(self) -> Bools:
        """Which postcodes lie in it."""
        inside: Bools = self.partition.postcode_area == self.number
        return inside

    @property
    def population(self) -> tuple[float | None, bool]:
        """Its people, and whether they are estimated."""
        area = self.partition.areas[self.number]
        if area.population is not None:
            return float(area.population), area.population_estimated
        shared = float(np.nansum(self.found.world.people(self.found.query.release)[self.inside]))
        return (shared or None), True

    def measure(self, name: str) -> float | None:
        """Read one of the measures of the view."""
        return _or_none(float(getattr(self.found.measures, name)[self.number]))


def compare(session: Session, query: CoverageQuery, a: str, b: str) -> Comparison:
    """Put two districts, parishes, wards, neighbourhoods or own units side by side.

    What is shown of a region plays no part: only what is looked for, when, how fresh, and by which need.
    """
    if a == b:
        raise InvalidInput("Choose two different places to compare.", field="b")
    plain = replace(query, district=None, within=None, geography=None)
    first, second = _find(session, plain, a, "a"), _find(session, plain, b, "b")
    sides = (_side(session, first), _side(session, second))
    world = first.found.world
    run = first.found.run
    people = tuple(side.population for side in sides)
    return Comparison(
        query=query,
        computed_at=instant(run.computed_at),
        listings_used=len(np.unique(world.listing_of_place[first.found.offer.mask])),
        need_label=need_words(session, query.need),
        a=sides[0],
        b=sides[1],
        ratio=_ratio(sides[0].supply, people[0], sides[1].supply, people[1]),
        doubt=_doubt(first, second, sides),
        people_ratio=people[0] / people[1] if people[0] and people[1] else None,
        capitals=tuple(_capitals(first, second, made=instant(run.computed_at))),
    )


def _find(session: Session, query: CoverageQuery, code: str, field: str) -> _Place:
    """Find a place by its code, at whatever level it is."""
    if is_own(code):
        unit = read_unit(session, code)
        found = view(session, replace(query, geography=unit.geography))
        return _Place(found, found.partition.codes.index(code))
    district = view(session, replace(query, level=Level.DISTRICT))
    for level in (Level.DISTRICT, Level.PARISH, Level.WARD, Level.LSOA):
        codes = district.world.partition(query.release, level).codes
        if code in codes:
            found = district if level is Level.DISTRICT else view(session, replace(query, level=level))
            return _Place(found, codes.index(code))
    raise InvalidInput(
        "Choose a district or a parish from the list. Some codes hold for one release of boundaries only.",
        field=field,
    )


def _side(session: Session, place: _Place) -> Side:
    found, query = place.found, place.found.query
    area = place.partition.areas[place.number]
    population, estimated = place.population
    summary = distance_summary(
        _nearest(found.world, found.offer, place.inside),
        np.zeros(int(place.inside.sum()), dtype=np.int64),
        1,
        np.nan_to_num(found.world.people(query.release)[place.inside]),
    )
    need = area_need(session, found.world, query.release, place.partition, query.need).score[place.number]
    count = int(found.measures.count[place.number])
    return Side(
        code=area.code,
        name=area.name,
        population=population,
        estimated=estimated,
        supply=Supply(count, _rate(count, population), _or_none(float(summary.mean[0]))),
        median_distance_m=_or_none(float(summary.p50[0])),
        p90_distance_m=_or_none(float(summary.p90[0])),
        share_within_walk=place.measure("share_within_walk"),
        share_within_cycle=place.measure("share_within_cycle"),
        share_within_drive=place.measure("share_within_drive"),
        e2sfca=place.measure("e2sfca"),
        need=_or_none(float(need)),
        held=_held(session, found.run.id, query.subject, area.code),
    )


def _held(session: Session, run_id: int, subject: str, code: str) -> Held | None:
    for row in queries.list_completeness(session, run_id, subject):
        if row.district == code and row.share is not None:
            spoken_for = row.estimated_of >= LEAST_SPOKEN_FOR * row.known
            return Held(row.share, row.share_low, row.share_high) if spoken_for else None
    return None


def _nearest(world: World, offer: Offer, inside: Bools) -> Floats:
    return nearest_m(world.points[inside], world.place_points[offer.mask])


def _capitals(first: _Place, second: _Place, *, made: datetime) -> Iterator[CapitalPair]:
    """Give every capital in both places, whatever the page is about."""
    query, world = first.found.query, first.found.world
    for capital in (None, *Capital):
        offer = offer_of(world, replace(query, capital=capital, category=None), made)
        told = []
        for place in (first, second):
            population, _ = place.population
            inside = offer.mask & (place.partition.place_area == place.number)
            count = len(np.unique(world.listing_of_place[inside]))
            summary = distance_summary(
                _nearest(world, offer, place.inside),
                np.zeros(int(place.inside.sum()), dtype=np.int64),
                1,
                np.nan_to_num(world.people(query.release)[place.inside]),
            )
            supply = Supply(count, _rate(count, population), _or_none(float(summary.mean[0])))
            told.append((supply, population))
        (a, people_a), (b, people_b) = told
        yield CapitalPair(capital, a, b, _ratio(a, people_a, b, people_b))


def _ratio(a: Supply, people_a: float | None, b: Supply, people_b: float | None) -> DistrictRatio:
    return district_ratio(
        DistrictSupply(a.count, people_a, a.mean_distance_m),
        DistrictSupply(b.count, people_b, b.mean_distance_m),
    )


def _doubt(first: _Place, second: _Place, sides: tuple[Side, Side]) -> Doubt:
    a, b = sides
    counts = (a.supply.count, b.supply.count)
    by_rate = None
    if a.population and b.population:
        by_rate = _range_of_counts(counts, (a.population, b.population))
    return Doubt(
        by_count=_range_of_counts(counts, (1.0, 1.0)),
        by_rate=by_rate,
        by_distance=_range_of_distances(first, second),
        if_full=_range_if_full(a, b),
        draws=DRAWS,
    )


def _range_of_counts(counts: tuple[int, int], people: tuple[float, float]) -> Range | None:
    found = rate_ratio(counts[0], people[0], counts[1], people[1])
    return None if found.low is None or found.high is None else Range(found.low, found.high)


def _range_of_distances(first: _Place, second: _Place) -> Range | None:
    """Draw the listings again and see between which numbers the ratio of the mean distances lies."""
    world, offer, release = first.found.world, first.found.offer, first.found.query.release
    inside = (first.inside, second.inside)
    if not offer.mask.any() or not all(each.any() for each in inside):
        return None
    drawn = _drawn_means(world, offer, release, inside)
    known = np.isfinite(drawn).all(axis=1) & (drawn[:, 1] > 0)
    if not known.any():
        return None
    low, high = np.percentile(drawn[known, 0] / drawn[known, 1], (LOW_PERCENT, HIGH_PERCENT))
    return Range(float(low), float(high))


def _drawn_means(world: World, offer: Offer, release: Release, inside: tuple[Bools, Bools]) -> Floats:
    """Give the mean distance over people of both places in each draw, shape (draws, 2).

    The people of a neighbourhood are in equal shares at its postcodes, so the mean of a place over its people
    is that of its pieces of neighbourhoods, each weighed by the people who live in the piece.
    """
    lsoa = world.partition(release, Level.LSOA).postcode_area
    people = np.nan_to_num(world.people(release))
    places = drawable(world, offer)
    means = []
    for each in inside:
        pieces, number = np.unique(lsoa[each], return_inverse=True)
        weight = np.bincount(number, people[each], len(pieces))
        # Each place sees the same draws: they depend on the listings and the seed alone.
        parts = resample_distances(
            world.points[each], places, [Drawn(number.astype(np.int64), len(pieces))], draws=DRAWS, seed=SEED
        )
        by_piece = np.vstack([mean for (mean,) in parts])
        lived = weight > 0
        means.append(
            np.average(by_piece[:, lived], axis=1, weights=weight[lived])
            if lived.any()
            else np.full(DRAWS, np.nan)
        )
    return np.stack(means, axis=1)


def _range_if_full(a: Side, b: Side) -> Range | None:
    """Widen the rates by what each directory may miss, at the worst of both intervals."""
    if a.held is None or b.held is None or not a.population or not b.population or not b.supply.count:
        return None
    known = a.supply.count / a.population / (b.supply.count / b.population)
    least, most = known * b.held.low / a.held.high, known * b.held.high / a.held.low
    return Range(least, most)


def _rate(count: int, population: float | None) -> float | None:
    return count / population * PER if population else None


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value
