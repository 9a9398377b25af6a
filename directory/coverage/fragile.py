"""What hangs on one listing: who would have how much further to go if it closed?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from sqlmodel import Session

from directory.coverage.need import area_need, need_words
from directory.coverage.schemas import CoverageQuery
from directory.coverage.view import Viewed, instant, view
from directory.words import ALL_DISTRICTS, Level
from geo.arrays import Bools, Floats, Ints
from geo.coverage import WITHIN_M
from geo.fragility import fragility, hangs_on_one, nearest_listings
from geo.gaps import WORST

MOST_LISTINGS = 10


@dataclass(frozen=True, slots=True)
class Hanging:
    """One listing, and who would miss it."""

    slug: str
    name: str
    district: str
    """Name of the district it lies in; empty where it lies outside the areas loaded."""
    people: float
    """People for whom it is the nearest and who would have further to go."""
    extra_m: float | None
    """How much further, the mean over them; None where no other listing is known to some of them."""
    people_in_need: float
    """Of the people, those in neighbourhoods of high need."""
    people_beyond: float
    """People who have one within 1,200 m now and would have none."""
    places: int
    """At how many places it is."""


@dataclass(frozen=True, slots=True)
class OnOne:
    """How many of a district's people have exactly one listing near, and how many have none."""

    code: str
    name: str
    people: float
    one: float | None
    """Share of the people with exactly one within 1,200 m."""
    none: float | None
    several: float | None


@dataclass(frozen=True, slots=True)
class FragileAnswer:
    """What hangs on one listing in one view."""

    query: CoverageQuery
    computed_at: datetime
    need_label: str
    within_m: float
    listings_used: int
    hanging: tuple[Hanging, ...]
    """The most extra distance of all its people together first; no more than asked for."""
    total: int
    """How many listings somebody would miss."""
    districts: tuple[OnOne, ...]


def fragile(session: Session, query: CoverageQuery, *, most: int = MOST_LISTINGS) -> FragileAnswer:
    """Tell which listings' closing would send people furthest, leaving each out in turn.

    People are those of the district, own unit or region that is asked for. Listings elsewhere count as what
    people turn to. Everything is as in the view: which offer, when it is open, how fresh.
    """
    found = view(session, replace(query, level=Level.LSOA, geography=None))
    world, asked = found.world, found.query
    need = area_need(session, world, asked.release, found.partition, asked.need)
    chosen = np.flatnonzero(found.offer.mask)
    listings, number = np.unique(world.listing_of_place[chosen], return_inverse=True)
    near = nearest_listings(world.points, world.place_points[chosen], number.astype(np.int64), 2)
    people = people_shown(found)
    owner, distance = near.listing_index[:, 0], near.distance_m
    # Who has an equal choice has no further to go: not counted as missing anything.
    further: Bools = (owner >= 0) & ~(distance[:, 1] == distance[:, 0])
    in_need = np.append(need.classes.to_numpy(dtype=np.float64, na_value=np.nan) == WORST, False)
    told = fragility(distance, owner, len(listings), np.where(further, people, 0.0), within_m=WITHIN_M)
    needy = fragility(
        distance,
        owner,
        len(listings),
        np.where(further & in_need[found.partition.postcode_area], people, 0.0),
        within_m=WITHIN_M,
    )
    order = _worst_first(told.people, told.mean_extra_m, [world.listing_ids[each] for each in listings])
    places = [world.inputs.places[chosen[int(np.argmax(number == each))]] for each in range(len(listings))]
    districts = {area.code: area.name for area in world.partition(asked.release, Level.DISTRICT).areas}
    within = np.where(np.isnan(distance[:, 0]), 0, (distance <= WITHIN_M).sum(axis=1)).astype(np.float64)
    return FragileAnswer(
        query=query,
        computed_at=instant(found.run.computed_at),
        need_label=need_words(session, query.need),
        within_m=WITHIN_M,
        listings_used=len(listings),
        hanging=tuple(
            Hanging(
                slug=places[each].slug,
                name=places[each].name,
                district=districts.get(places[each].areas[-1] or "", ""),
                people=float(told.people[each]),
                extra_m=_or_none(float(told.mean_extra_m[each])),
                people_in_need=float(needy.people[each]),
                people_beyond=float(told.people_beyond[each]),
                places=int((number == each).sum()),
            )
            for each in order[:most]
        ),
        total=len(order),
        districts=tuple(_on_one(found, within, people)),
    )


def people_shown(found: Viewed) -> Floats:
    """Give the people at each postcode of the areas a view shows; 0 elsewhere and where unknown."""
    people = np.nan_to_num(found.world.people(found.query.release))
    shown = np.append(found.shown, False)
    return np.where(shown[found.partition.postcode_area], people, 0.0)


def _worst_first(people: Floats, extra_m: Floats, codes: list[str]) -> Ints:
    """Order the listings somebody would miss by the extra distance of all of them together.

    Where for some no other listing is known there is no knowing how far: such a listing comes first.
    """
    missed = np.flatnonzero(people > 0)
    together = np.where(np.isnan(extra_m), np.inf, people * extra_m)
    order = np.lexsort((np.array(codes, dtype=np.str_)[missed], -people[missed], -together[missed]))
    return missed[order]


def _on_one(found: Viewed, within: Floats, people: Floats) -> Iterator[OnOne]:
    districts = found.world.partition(found.query.release, Level.DISTRICT)
    area, n_areas = districts.postcode_area, len(districts.areas)
    everybody = np.bincount(area[area >= 0], people[area >= 0], n_areas)
    one = hangs_on_one(within, area, n_areas, people)
    none = hangs_on_one((within == 0).astype(np.float64), area, n_areas, people)
    for code in ALL_DISTRICTS:
        if code in districts.codes:
            place = districts.codes.index(code)
            if everybody[place] > 0:
                few = _or_none(float(one[place])), _or_none(float(none[place]))
                yield OnOne(
                    code=code,
                    name=districts.areas[place].name,
                    people=float(everybody[place]),
                    one=few[0],
                    none=few[1],
                    several=None if few[0] is None or few[1] is None else max(0.0, 1 - few[0] - few[1]),
                )


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else value
