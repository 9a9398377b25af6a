"""How are measured areas classed, ranked and doubted? The classes are the region's, whatever is shown."""

from typing import TYPE_CHECKING

import numpy as np
from pandas.arrays import IntegerArray

from directory.coverage.evidence import Evidence
from directory.coverage.measure import rate_per_1000_of_age
from directory.coverage.need import AreaNeed
from directory.coverage.schemas import (
    FEWEST_FOR_GAPS,
    FEWEST_FOR_THIRDS,
    AreaCoverage,
    PeopleSentence,
    StateCount,
)
from directory.words import OWN_LEVEL, Level
from geo.arrays import Bools, Floats, as_nullable, as_optional
from geo.coverage import rate_per_1000
from geo.evidence import State
from geo.gaps import WORST, access_breaks_m, gap_rank, people_beyond, rank_among
from geo.need import most_deprived_third_here
from geo.scores import access_score, gap_score

if TYPE_CHECKING:
    from directory.coverage.view import Viewed

PEOPLE_BEYOND_M = 3_000
_SHARES = ("share_within_1200m", "share_within_walk", "share_within_cycle", "share_within_drive")
_METRES = ("nearest_m", "nearest_p50_m", "nearest_p90_m", "third_nearest_m")
_COUNTS = ("reach_walk", "reach_cycle", "reach_drive", "sfca2", "e2sfca", "sfca3")
_SAVED_DIGITS = {**dict.fromkeys(_SHARES, 4), **dict.fromkeys(_METRES, 1), **dict.fromkeys(_COUNTS, 6)}


class Classed:
    """The areas of a region with need, access, rank and state."""

    def __init__(
        self,
        found: "Viewed",
        need: AreaNeed,
        evidence: Evidence,
        *,
        reference_m: Floats,
        ranks: dict[str, tuple[int, int]],
        clusters: dict[tuple[str, str], str],
    ) -> None:
        query, partition, measures = found.query, found.partition, found.measures
        self._found, self._need, self._evidence = found, need, evidence
        self._ranges, self._clusters = ranks, clusters
        self.listings = len(np.unique(found.world.listing_of_place[found.offer.mask]))
        self.too_few = self.listings < FEWEST_FOR_GAPS
        nearest = np.where(found.in_region, measures.nearest_m, np.nan)
        self._nearest = nearest
        self._population = self._residents()
        self.breaks_m = None if self.too_few else access_breaks_m(reference_m)
        self._access = self._access_class()
        codes = np.array(partition.codes, dtype=np.str_)
        classes = as_nullable(
            np.where(found.in_region, np.array([value or 0 for value in as_optional(need.classes)]), 0),
            found.in_region & np.array([value is not None for value in as_optional(need.classes)]),
        )
        self._classes = classes
        order = np.where(found.in_region, need.order, np.nan)
        self._rank = gap_rank(nearest, order, codes, classes, self._access)
        self.high_need: Bools = _equals(classes, WORST)
        self.high_need_here: Bools = np.zeros(len(codes), dtype=np.bool_)
        if np.count_nonzero(found.shown) >= FEWEST_FOR_THIRDS:
            self.high_need_here[found.shown] = most_deprived_third_here(order[found.shown])
        furthest = _equals(self._access, WORST)
        self._rank_here = rank_among(nearest, order, codes, self.high_need_here & furthest)
        self._scores()
        known = ~np.isnan(nearest) & (not self.too_few)
        self._reasons = evidence.reasons(furthest, known, measures.count.astype(np.float64))
        self.ranks_from = found.run.draws if ranks else None
        self._query = query

    def _residents(self) -> Floats:
        """Give published figures where there are some; own units have the people of their postcodes."""
        population = self._found.partition.population
        if not np.isnan(population).any():
            return population
        area = self._found.partition.postcode_area
        inside = area >= 0
        people = np.nan_to_num(self._found.world.people(self._found.query.release)[inside])
        counted = np.bincount(area[inside], people, len(population)).round()
        estimated = np.isnan(population) & np.array(
            [each.level == OWN_LEVEL for each in self._found.partition.areas], dtype=np.bool_
        )
        return np.where(estimated, counted, population)

    def _access_class(self) -> IntegerArray:
        if self.breaks_m is None:
            return as_nullable(np.zeros(len(self._nearest)), np.zeros(len(self._nearest), dtype=np.bool_))
        near, far = self.breaks_m
        return as_nullable(
            1 + (self._nearest > near).astype(np.int8) + (self._nearest > far), ~np.isnan(self._nearest)
        )

    def _scores(self) -> None:
        nothing = np.full(len(self._nearest), np.nan)
        inside = self._found.in_region
        self._access_score, self._gap = nothing.copy(), nothing.copy()
        if not self.too_few:
            self._access_score[inside] = access_score(self._nearest[inside])
            self._gap[inside] = gap_score(self._need.score[inside], self._access_score[inside])

    def areas(self) -> tuple[AreaCoverage, ...]:
        """Put the areas that are shown into rows."""
        found, measures = self._found, self._found.measures
        names = {area.code: area.name for area in found.world.inputs.areas if area.level == Level.DISTRICT}
        rate = rate_per_1000(measures.weighted, self._population)
        of_age = rate_per_1000_of_age(
            found.world, found.query.release, found.partition, found.offer, self._population
        )
        columns = {
            name: as_optional(getattr(measures, name).round(digits)) for name, digits in _SAVED_DIGITS.items()
        }
        need, access = as_optional(self._classes), as_optional(self._access)
        rank, rank_here = as_optional(self._rank), as_optional(self._rank_here)
        scores = {
            "need": as_optional(self._need.score.round(6)),
            "access": as_optional(self._access_score.round(6)),
            "gap": as_optional(self._gap.round(6)),
            "completeness": as_optional(self._evidence.completeness.round(4)),
            "completeness_low": as_optional(self._evidence.completeness_low.round(4)),
            "completeness_high": as_optional(self._evidence.completeness_high.round(4)),
            "rate_per_1000": as_optional(rate.round(4)),
            "rate_per_1000_of_age": as_optional(of_age.round(4)),
        }
        rows = []
        for place in np.flatnonzero(found.shown):
            area, reason = found.partition.areas[place], self._reasons[place]
            low, high = self._range(area.code, rank[place])
            rows.append(
                AreaCoverage(
                    code=area.code,
                    name=area.name,
                    district_code=area.district,
                    district=names.get(area.district, ""),
                    population=None if np.isnan(self._population[place]) else int(self._population[place]),
                    imd_rank=area.imd_rank,
                    imd_decile=area.imd_decile,
                    imd_score=area.imd_score,
                    count=int(measures.count[place]),
                    need_class=need[place],
                    access_class=access[place],
                    gap_rank=rank[place],
                    gap_rank_here=rank_here[place],
                    gap_rank_low=low,
                    gap_rank_high=high,
                    state=None if reason is None else reason.state,
                    reason=reason,
                    mark=self._evidence.marks[place],
                    access_cluster=self._clusters.get(("access", area.code)),
                    gap_cluster=self._clusters.get(("gap", area.code)),
                    population_estimated=area.population_estimated,
                    **{name: values[place] for name, values in (columns | scores).items()},
                )
            )
        return tuple(rows)

    def _range(self, code: str, rank: int | None) -> tuple[int | None, int | None]:
        """Widen a range to hold the rank itself: draws leave listings out, so they may miss it."""
        held = self._ranges.get(code)
        if held is None or rank is None:
            return None, None
        return min(held[0], rank), max(held[1], rank)

    def states(self) -> tuple[StateCount, ...]:
        """Count areas and people by state."""
        people = np.nan_to_num(self._population)
        counted = []
        for state in State:
            there = self._found.shown & np.array(
                [reason is not None and reason.state is state for reason in self._reasons], dtype=np.bool_
            )
            needy = there & self.high_need
            counted.append(
                StateCount(
                    state=state,
                    areas=int(np.count_nonzero(there)),
                    people=round(float(people[there].sum())),
                    areas_in_need=int(np.count_nonzero(needy)),
                    people_in_need=round(float(people[needy].sum())),
                )
            )
        return tuple(counted)

    def people(self, in_need: Bools) -> PeopleSentence | None:
        """Say in people how many in need live beyond a distance."""
        chosen = in_need & self._found.shown
        if not chosen.any():
            return None
        found = people_beyond(self._population, self._nearest, chosen, PEOPLE_BEYOND_M)
        return PeopleSentence(
            found.people, found.of_people, PEOPLE_BEYOND_M, unknown_residents=found.unknown_people
        )


def _equals(classes: IntegerArray, value: int) -> Bools:
    return np.array([found == value for found in as_optional(classes)], dtype=np.bool_)
