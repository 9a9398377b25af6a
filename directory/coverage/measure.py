"""What can people reach of an offer? Postcode by postcode, then summed up for any division into areas."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from directory.coverage.inputs import AGES_RELEASE, OLDEST_AGE
from directory.coverage.world import Partition, World
from directory.words import Release
from geo.arrays import Bools, Floats, Ints
from geo.catchment import ENHANCED_BANDS, enhanced_two_step, three_step, two_step
from geo.coverage import WITHIN_M, count_by_area, rate_per_1000
from geo.nearest import k_nearest, nearest_m
from geo.reach import distance_summary, share_within
from geo.travel import Mode, Pairs, TravelCost, pairs_within_m

THIRD = 3
PER = 1_000
"""Catchment measures are told per so many people."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Which places count, and for how much; both of shape (places,)."""

    mask: Bools
    weight: Floats
    """0 to 1; of places that do not count it says nothing."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What each postcode can reach of an offer."""

    nearest_m: Floats
    """Shape (postcodes, 3): straight-line metres to the three nearest listings; NaN where there are fewer."""
    within: Mapping[Mode, Floats]
    """Shape (postcodes,): listings within the minutes of a way of travelling, by weight."""
    pairs: Pairs | None
    """Within the catchment: cost in minutes by bicycle; `place` counts the places of the mask."""
    supply: Floats
    """Of the places of the mask: the weight of a listing, shared among its places."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What the people of each area can reach; every array has shape (areas,), NaN is unknown."""

    count: Ints
    weighted: Floats
    """Listings inside, by weight."""
    nearest_m: Floats
    nearest_p50_m: Floats
    nearest_p90_m: Floats
    third_nearest_m: Floats
    share_within_1200m: Floats
    share_within_walk: Floats
    share_within_cycle: Floats
    share_within_drive: Floats
    reach_walk: Floats
    reach_cycle: Floats
    reach_drive: Floats
    sfca2: Floats
    e2sfca: Floats
    sfca3: Floats


MEASURES = tuple(field.name for field in fields(Measures))


def reach_of(world: World, offer: Offer, streets: Mapping[Mode, TravelCost] | None = None) -> Reach:
    """Work out what every postcode can reach, along streets where there are some to walk.

    A world whose run walked streets has no straight lines for those ways of travelling: without the streets
    they are unknown.
    """
    chosen = np.flatnonzero(offer.mask)
    places, listings = world.place_points[chosen], world.listing_of_place[chosen]
    weight = offer.weight[chosen]
    _, number, shared = np.unique(listings, return_inverse=True, return_counts=True)
    pairs = _pairs_by_mode(world, places, streets or {})
    nothing = np.full(len(world.points), np.nan)
    return Reach(
        nearest_m=_nearest_listings(world.points, places, number),
        within={
            mode: nothing if each is None else _listings_within(each, number, weight)
            for mode, each in pairs.items()
        },
        pairs=pairs[Mode.CYCLE],
        supply=weight / shared[number] if len(chosen) else np.zeros(0),
    )


def _pairs_by_mode(
    world: World, places: Floats, streets: Mapping[Mode, TravelCost]
) -> dict[Mode, Pairs | None]:
    """Pair postcodes with places in reach, cost in minutes; None where streets are needed and not here."""
    assumed = world.inputs.assumptions
    found: dict[Mode, Pairs | None] = {
        mode: streets[mode].pairs(world.points, places, assumed.travel(mode).within_min)
        if mode in streets
        else None
        for mode in Mode
        if assumed.on_streets(mode)
    }
    straight = {mode: assumed.travel(mode) for mode in Mode if mode not in found}
    if straight:
        radius = {mode: travel.radius_m for mode, travel in straight.items()}
        widest = pairs_within_m(world.points, places, max(radius.values()))
        for mode, travel in straight.items():
            near = widest.cost <= radius[mode]
            minutes = widest.cost[near] / radius[mode] * travel.within_min
            found[mode] = Pairs(
                widest.origin[near], widest.place[near], minutes, widest.n_origins, widest.n_places
            )
    return {mode: found[mode] for mode in Mode}


def _nearest_listings(points: Floats, places: Floats, listing: Ints) -> Floats:
    """Measure to the three nearest listings: one with many places counts once, at its nearest."""
    counts = np.bincount(listing) if len(listing) else np.zeros(0, dtype=np.int64)
    alone = counts[listing] == 1 if len(listing) else np.zeros(0, dtype=np.bool_)
    columns = [k_nearest(points, places[alone], THIRD).distance_m]
    columns += [nearest_m(points, places[listing == each])[:, None] for each in np.flatnonzero(counts > 1)]
    if len(columns) == 1:
        return columns[0]
    return np.sort(np.concatenate(columns, axis=1), axis=1)[:, :THIRD]


def _listings_within(pairs: Pairs, listing: Ints, weight: Floats) -> Floats:
    origin, place = pairs.origin, pairs.place
    if len(listing) and listing.max() + 1 < len(listing):
        key = origin * (listing.max() + 1) + listing[place]
        first = np.unique(key, return_index=True)[1]
        origin, place = origin[first], place[first]
    found: Floats = np.bincount(origin, weight[place], pairs.n_origins).astype(np.float64)
    if pairs.origin_known is not None:
        found[~pairs.origin_known] = np.nan
    return found


def catchments(reach: Reach, people: Floats, within_min: float) -> tuple[Floats, Floats, Floats]:
    """Share listings among those who can reach them: 2SFCA, E2SFCA and 3SFCA, listings per 1,000 people."""
    if reach.pairs is None:
        nothing = np.full(len(people), np.nan)
        return nothing, nothing, nothing
    bands = ENHANCED_BANDS.stretched(within_min)
    return (
        PER * two_step(reach.pairs, people, reach.supply, within=within_min),
        PER * enhanced_two_step(reach.pairs, people, reach.supply, bands),
        PER * three_step(reach.pairs, people, reach.supply, bands),
    )


def sum_up(
    world: World,
    partition: Partition,
    offer: Offer,
    reach: Reach,
    people: Floats,
    catchment: tuple[Floats, Floats, Floats],
) -> Measures:
    """Sum up for each area what its postcodes can reach; catchments are means over people."""
    area, n_areas = partition.postcode_area, len(partition.areas)
    chosen = np.flatnonzero(offer.mask)
    place_area, listings = partition.place_area[chosen], world.listing_of_place[chosen]
    distance = distance_summary(reach.nearest_m[:, 0], area, n_areas)
    within = {mode: _mean(_any(reach.within[mode]), area, n_areas) for mode in Mode}
    mean = {mode: _mean(reach.within[mode], area, n_areas) for mode in Mode}
    by_people = [_mean(each, area, n_areas, people) for each in catchment]
    nothing = np.full(n_areas, np.nan)
    known = len(chosen) > 0
    return Measures(
        count=count_by_area(place_area, n_areas, listings),
        weighted=_weighted_count(place_area, listings, offer.weight[chosen], n_areas),
        nearest_m=distance.mean,
        nearest_p50_m=distance.p50,
        nearest_p90_m=distance.p90,
        third_nearest_m=_mean(reach.nearest_m[:, THIRD - 1], area, n_areas),
        share_within_1200m=share_within(reach.nearest_m[:, 0], area, n_areas, WITHIN_M),
        share_within_walk=within[Mode.WALK] if known else nothing,
        share_within_cycle=within[Mode.CYCLE] if known else nothing,
        share_within_drive=within[Mode.DRIVE] if known else nothing,
        reach_walk=mean[Mode.WALK] if known else nothing,
        reach_cycle=mean[Mode.CYCLE] if known else nothing,
        reach_drive=mean[Mode.DRIVE] if known else nothing,
        sfca2=by_people[0] if known else nothing,
        e2sfca=by_people[1] if known else nothing,
        sfca3=by_people[2] if known else nothing,
    )


def _any(within: Floats) -> Floats:
    return np.where(np.isnan(within), np.nan, within > 0)


def _weighted_count(area: Ints, listing: Ints, weight: Floats, n_areas: int) -> Floats:
    inside = area >= 0
    key = area[inside] * (listing.max(initial=0) + 1) + listing[inside]
    first = np.unique(key, return_index=True)[1]
    found: Floats = np.bincount(area[inside][first], weight[inside][first], n_areas).astype(np.float64)
    return found


def rate_per_1000_of_age(
    world: World, release: Release, partition: Partition, offer: Offer, population: Floats
) -> Floats:
    """Sum up the listings inside, by weight, each per 1,000 of the people of the ages it is for.

    Shape (areas,). A listing that names no ages is for everybody. NaN where the people are not known by age,
    and so in every release but that of 2011, and where nobody is of the age a listing there is for.
    """
    n_areas = len(partition.areas)
    rate = np.full(n_areas, np.nan)
    if release is not AGES_RELEASE or not world.inputs.age_codes:
        return rate
    rate[population > 0] = 0
    chosen = np.flatnonzero(offer.mask & (partition.place_area >= 0))
    by_age = world.people_by_age(partition)
    everybody = by_age.sum(axis=1)
    spans, number = np.unique(world.ages_of_place[chosen], axis=0, return_inverse=True)
    for each, (youngest, oldest) in enumerate(spans):
        span = chosen[number.reshape(-1) == each]
        count = _weighted_count(
            partition.place_area[span], world.listing_of_place[span], offer.weight[span], n_areas
        )
        people = population
        if (youngest, oldest) != (0, OLDEST_AGE):
            # The population may be of another year than the ages: theirs are its shares.
            aged = by_age[:, youngest : oldest + 1].sum(axis=1)
            people = np.full(n_areas, np.nan)
            np.divide(population * aged, everybody, out=people, where=everybody > 0)
        rate += np.where(count > 0, rate_per_1000(count, people), 0)
    return rate


def _mean(values: Floats, area: Ints, n_areas: int, weight: Floats | None = None) -> Floats:
    """Average over the postcodes of each area where it is known, each as one or by its people."""
    known = (area >= 0) & ~np.isnan(values)
    if weight is not None:
        known &= ~np.isnan(weight) & (weight > 0)
    share = np.ones(np.count_nonzero(known)) if weight is None else weight[known]
    total = np.bincount(area[known], share * values[known], n_areas)
    people = np.bincount(area[known], share, n_areas)
    result: Floats = np.full(n_areas, np.nan)
    np.divide(total, people, out=result, where=people > 0)
    return result
