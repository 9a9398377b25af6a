"""What are the numbers of each step for one area? Worked out when asked, from what the shown run kept."""

from collections import Counter
from pathlib import Path
from typing import Final

import numpy as np
from scipy.spatial.distance import cdist
from sqlmodel import Session

from directory.coverage.schemas import AreaCoverage, CoverageAnswer, CoverageQuery
from directory.coverage.unequal import inequalities
from directory.coverage.unknown import Held, read_unknown
from directory.coverage.view import Viewed, instant
from directory.releases.known import AREAS_IN_ENGLAND
from directory.words import Day, Level
from geo.arrays import Bools, Floats, Ints
from geo.catchment import ENHANCED_BANDS
from geo.coverage import WITHIN_M
from geo.evidence import Reason
from geo.travel import Mode
from geo.trust import Trust, age_months
from web.contexts.method import (
    Catchment,
    Dated,
    Distances,
    LeftOut,
    ModeLine,
    Order,
    Percentile,
    PostcodeLine,
    RuleLine,
    SharedPlace,
    Worked,
)
from web.gap_themes import STATE_LABELS

PER: Final = 1_000
THIRD: Final = 3
OPEN_DAY: Final = Day.SAT
OPEN_MINUTE: Final = 9 * 60 + 30
PLACES_TO_SHOW: Final = 3
"""So many places are enough to follow how they are shared."""
MODES: Final = {Mode.WALK: "on foot", Mode.CYCLE: "by bicycle", Mode.DRIVE: "by car"}
RULE: Final = {
    Reason.SOMETHING_NEAR: "It is not in the furthest third, and nobody said there is none",
    Reason.TOLD_HAS: "Somebody who knows the place says there is one",
    Reason.TOLD_NONE: "Somebody says there is none, and it is far or none is listed inside (else served)",
    Reason.NOTHING_DATED: "Far, and nothing is listed in the parish, or nothing dated in the time you chose",
    Reason.FEWER_THAN_EXPECTED: "Far, and far fewer listings are known there than in places like it",
    Reason.INCOMPLETE: "Far, and the directory may hold less than half of what exists there",
    Reason.ASKED_NO_ANSWER: "Far, and somebody was asked and did not know",
    Reason.COMPLETE_ENOUGH: "Far, and the directory holds at least half of what exists there",
    Reason.IN_LINE_WITH_EXPECTED: "Far, and as many listings are known there as in places like it",
    Reason.NOT_ESTIMABLE: "Far, and neither could be worked out",
}
"""Top to bottom, the first that fits decides: the table at the head of `geo/evidence.py`."""


def choose(answer: CoverageAnswer) -> AreaCoverage | None:
    """Take the first gap where some can walk and not all can cycle, so that every step shows something."""
    areas = [area for area in answer.contents if area.imd_rank is not None and area.nearest_m is not None]
    last = len(areas)
    return min(
        areas,
        key=lambda area: (
            area.gap_rank is None,
            not (area.share_within_walk and 0 < (area.share_within_cycle or 0) < 1),
            area.gap_rank or last,
            area.imd_rank or 0,
        ),
        default=None,
    )


def rule_lines(area: AreaCoverage | None) -> tuple[RuleLine, ...]:
    """Write down the rule, marking the line that decided for an area."""
    return tuple(
        RuleLine(words, STATE_LABELS[reason.state], decided=area is not None and area.reason is reason)
        for reason, words in RULE.items()
    )


def work_through(
    session: Session, found: Viewed, answer: CoverageAnswer, area: AreaCoverage, folder: Path
) -> Worked | None:
    """Follow one area through every step; None where no listing of its view has a place."""
    capital = found.query.capital
    if capital is None or not found.offer.mask.any():
        return None
    near = _Near(found, area.code)
    unknown = read_unknown(session, CoverageQuery(level=Level.PARISH, capital=capital), folder)
    everything = read_unknown(session, CoverageQuery(level=Level.PARISH), folder)
    here, elsewhere = _kinds(everything.kinds, area.district_code)
    parish = near.parish
    region = inequalities(session, found.query)
    return Worked(
        area=area,
        capital=capital,
        distances=near.distances(),
        modes=tuple(_mode(found, near, area, mode) for mode in MODES),
        catchment=_catchment(found, near),
        open_label=f"{OPEN_DAY.label} at {OPEN_MINUTE // 60}:{OPEN_MINUTE % 60:02}",
        open_then=_listings(found, found.world.open_at(OPEN_DAY, OPEN_MINUTE)),
        hours_unsaid=_listings(found, ~found.world.hours_known),
        dated=_dated(found, near),
        england=AREAS_IN_ENGLAND[found.query.release],
        order=_order(found, near.position),
        held=next(row for row in unknown.held if row.code == area.district_code),
        kind_here=here,
        kind_elsewhere=elsewhere,
        parish=next((row for row in everything.compared if row.code == parish), None),
        unequal=tuple(row for row in region if row.code in {area.district_code, answer.query.region.value}),
        left_out=near.left_out(),
    )


class _Near:
    """How far each live postcode of an area is from each listing of a view, in a straight line."""

    def __init__(self, found: Viewed, code: str) -> None:
        world = found.world
        self.found = found
        self.position = found.partition.codes.index(code)
        self.postcodes: Ints = np.flatnonzero(found.partition.postcode_area == self.position)
        self.places: Ints = np.flatnonzero(found.offer.mask)
        to_places = cdist(world.points[self.postcodes], world.place_points[self.places])
        self.listings, number = np.unique(world.listing_of_place[self.places], return_inverse=True)
        self.distance_m: Floats = np.full((len(self.postcodes), len(self.listings)), np.inf)
        np.minimum.at(self.distance_m.T, number, to_places.T)
        self.nearest_first = np.argsort(self.distance_m, axis=1, kind="stable")
        self.place_of_listing = {
            int(listing): int(place) for place, listing in zip(self.places, number, strict=True)
        }

    @property
    def parish(self) -> str:
        """The code of the parish that most of the postcodes lie in."""
        column = self.found.world.code_of_postcodes("parish")[self.postcodes]
        known = [self.found.world.inputs.codes[number] for number in column if number >= 0]
        return max(sorted(set(known)), key=known.count, default="")

    def listing(self, row: int, order: int) -> int:
        """Which listing is nearest (order 0), second or third to a postcode, as a column."""
        return int(self.nearest_first[row, order])

    def name(self, listing: int) -> str:
        return self.found.world.inputs.places[self.place_of_listing[listing]].name

    def sorted_m(self) -> Floats:
        """Give the distance of each postcode to its nearest, the shortest first."""
        return np.sort(self.distance_m.min(axis=1))

    def distances(self) -> Distances:
        """Tell each postcode's distances and what is made of them."""
        lines = [self._line(row) for row in range(len(self.postcodes))]
        nearest = self.sorted_m()
        return Distances(
            lines=tuple(sorted(lines, key=lambda line: (line.nearest_m, line.postcode))),
            total_m=float(nearest.sum()),
            p50=_percentile(nearest, 50),
            p90=_percentile(nearest, 90),
            within_1200m=int(np.count_nonzero(nearest <= WITHIN_M)),
        )

    def _line(self, row: int) -> PostcodeLine:
        inputs, nearest = self.found.world.inputs, self.listing(row, 0)
        in_order = self.distance_m[row, self.nearest_first[row]]
        return PostcodeLine(
            postcode=postcode_words(inputs.postcodes[self.postcodes[row]]),
            name=self.name(nearest),
            slug=inputs.places[self.place_of_listing[nearest]].slug,
            nearest_m=float(in_order[0]),
            third_m=float(in_order[THIRD - 1]) if len(in_order) >= THIRD else None,
        )

    def most_often_nearest(self) -> int:
        """Which listing is the nearest of most postcodes, as a column."""
        return int(Counter(self.nearest_first[:, 0].tolist()).most_common(1)[0][0])

    def left_out(self) -> LeftOut | None:
        """Tell what the area would have without its most important listing; None where there is no other."""
        if len(self.listings) == 1:
            return None
        gone = self.most_often_nearest()
        of_it = self.nearest_first[:, 0] == gone
        after = Counter(self.nearest_first[of_it, 1].tolist()).most_common(1)[0][0]
        others = np.delete(self.distance_m, gone, axis=1)
        return LeftOut(
            name=self.name(gone),
            postcodes=int(np.count_nonzero(of_it)),
            next_name=self.name(after),
            nearest_m=float(others.min(axis=1).mean()),
        )


def postcode_words(key: str) -> str:
    """Write a postcode with its space, kept together."""
    return f"{key[:-3]}\N{NO-BREAK SPACE}{key[-3:]}"


def _percentile(in_order: Floats, percent: int) -> Percentile:
    """Find a percentile as `numpy.quantile` does: linearly between the two it lies between."""
    rank = 1 + percent / 100 * (len(in_order) - 1)
    below = int(rank) - 1
    above = min(below + 1, len(in_order) - 1)
    value = in_order[below] + (rank - 1 - below) * (in_order[above] - in_order[below])
    return Percentile(percent, rank, float(in_order[below]), float(in_order[above]), float(value))


def _mode(found: Viewed, near: _Near, area: AreaCoverage, mode: Mode) -> ModeLine:
    assumed = found.world.inputs.assumptions
    travel = assumed.travel(mode)
    within = near.distance_m.min(axis=1) <= travel.radius_m
    return ModeLine(
        label=MODES[mode],
        km_per_h=travel.km_per_h,
        detour=travel.detour,
        within_min=travel.within_min,
        radius_m=travel.radius_m,
        postcodes=None if assumed.on_streets(mode) else int(np.count_nonzero(within)),
        share=getattr(area, f"share_within_{mode.value}"),
        mean=getattr(area, f"reach_{mode.value}"),
    )


def _catchment(found: Viewed, near: _Near) -> Catchment | None:
    """Show how the places one postcode can reach are shared; the postcode that reaches about three."""
    world = found.world
    if world.inputs.assumptions.on_streets(Mode.CYCLE):
        return None
    travel = world.inputs.assumptions.cycle
    to_places = cdist(world.points[near.postcodes], world.place_points[near.places])
    in_reach = np.count_nonzero(to_places <= travel.radius_m, axis=1)
    if not in_reach.any():
        return None
    row = int(np.argmin(np.where(in_reach > 0, np.abs(in_reach - PLACES_TO_SHOW), np.inf)))
    people = np.nan_to_num(world.people(found.query.release))
    bands = ENHANCED_BANDS.stretched(travel.within_min)
    listing = world.listing_of_place[near.places]
    shown = []
    for column in np.flatnonzero(to_places[row] <= travel.radius_m):
        number = int(near.places[column])
        from_all = cdist(world.place_points[[number]], world.points)[0]
        minutes = from_all / travel.radius_m * travel.within_min
        reaching = from_all <= travel.radius_m
        shared_by = float(people[reaching].sum())
        weighted_by = float((people * bands.weights(minutes))[reaching].sum())
        own = minutes[near.postcodes[row]]
        weight = float(bands.weights(np.array([own]))[0])
        supply = float(found.offer.weight[number]) / np.count_nonzero(listing == listing[column])
        shown.append(
            SharedPlace(
                name=world.inputs.places[number].name,
                minutes=float(own),
                supply=supply,
                people=shared_by,
                per_1000=PER * supply / shared_by,
                weight=weight,
                weighted_people=weighted_by,
                weighted_per_1000=PER * weight * supply / weighted_by,
            )
        )
    return Catchment(
        postcode=postcode_words(world.inputs.postcodes[near.postcodes[row]]),
        places=tuple(sorted(shown, key=lambda place: (place.minutes, place.name))),
    )


def _listings(found: Viewed, where: Bools) -> int:
    return len(np.unique(found.world.listing_of_place[found.offer.mask & where]))


def _dated(found: Viewed, near: _Near) -> Dated | None:
    """Tell the age of the listing that is nearest to most; None where nothing dates it."""
    world = found.world
    number = near.place_of_listing[near.most_often_nearest()]
    place = world.inputs.places[number]
    if not place.dated:
        return None
    on = instant(found.run.computed_at).date()
    return Dated(
        name=place.name,
        dated=place.dated,
        confirmed=place.confirmed,
        months=float(age_months([place.dated], on)[0]),
        weight=float(world.trust_weights(Trust.HALF_LIFE, on)[number]),
        half_life_months=world.inputs.assumptions.half_life_months,
    )


def _order(found: Viewed, position: int) -> Order:
    nearest = found.measures.nearest_m
    known = found.in_region & ~np.isnan(nearest)
    return Order(
        areas=int(np.count_nonzero(known)),
        further=int(np.count_nonzero(nearest[known] > nearest[position])),
        as_far=int(np.count_nonzero(nearest[known] == nearest[position])) - 1,
    )


def _kinds(kinds: tuple[Held, ...], district: str) -> tuple[Held | None, Held | None]:
    """Choose the kind whose lists overlap most, of the district and of those that do not agree in all."""
    named = [kind for kind in kinds if kind.sources]
    here = [kind for kind in named if kind.code == district]
    elsewhere = [kind for kind in named if kind.both < min(kind.first, kind.second)]
    return max(here, key=_both, default=None), max(elsewhere, key=_both, default=None)


def _both(kind: Held) -> int:
    return kind.both
