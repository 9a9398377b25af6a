"""What would people reach if places were added or closed? Worked out only where a change reaches.

Equal to working everything out again on a world with those places: distances and counts to the last bit;
floating catchments too, for the shares of the places that stay are added up in the same order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from directory.coverage.measure import PER, Measures, Offer, Reach, catchments, reach_of, sum_up
from directory.coverage.world import Partition, World
from directory.words import Release
from geo.arrays import Bools, Floats, Ints
from geo.catchment import ENHANCED_BANDS, Bands, Decay
from geo.travel import Mode, Pairs
from geo.what_if import NearestState


@dataclass(frozen=True, slots=True)
class Step:
    """A change of an offer, in places."""

    closed: Ints
    """Numbers of places of the world; of a listing all its places or none."""
    added: Floats
    """Shape (a, 2), metres (EPSG:27700)."""
    added_weight: Floats
    """Shape (a,): for how much each counts."""
    added_listing: Ints
    """Shape (a,): whose it is, where a listing moves; -1 for a new one."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What each place of an offer shares out per person, under one decay."""

    decay: Decay
    weight: Floats
    """Shape (pairs,)."""
    share: Floats
    """Shape (places of the offer,)."""
    unshared: Bools
    """Shape (places of the offer,): in reach of nobody known."""


@dataclass(frozen=True, slots=True)
class Base:
    """An offer as it is, ready to be asked what if; a request can share it."""

    world: World
    release: Release
    offer: Offer
    people: Floats
    chosen: Ints
    """The places that count."""
    reach: Reach
    catchment: tuple[Floats, Floats, Floats]
    nearest: NearestState
    row_ends: Ints
    """Shape (postcodes + 1,): where the pairs of each postcode begin and end."""
    shares: tuple[Shares, ...]
    """Of 2SFCA and E2SFCA; none where ways on streets are unknown."""
    choice: Floats
    """Shape (postcodes,): the weights of all places in the catchment, added up (for 3SFCA)."""
    residents_of_pairs: Floats

    @property
    def is_plain(self) -> bool:
        """Whether every place counts as one: sums of whole numbers can be changed in place, exactly."""
        return bool((self.offer.weight[self.chosen] == 1).all())


@dataclass(frozen=True, slots=True)
class After:
    """What every postcode can reach after a change."""

    reach: Reach
    catchment: tuple[Floats, Floats, Floats]
    nearest_place: Ints
    """Shape (postcodes,): among the places that count, then the added ones; -1 for none."""
    touched: Bools
    """Shape (postcodes,): where anything at all is another than before."""


def base_of(world: World, release: Release, offer: Offer) -> Base:
    """Work out an offer as it is."""
    people, reach = world.people(release), reach_of(world, offer)
    chosen = np.flatnonzero(offer.mask)
    within_min = world.inputs.assumptions.cycle.within_min
    pairs = reach.pairs
    shares: tuple[Shares, ...] = ()
    choice = residents = np.zeros(0)
    if pairs is not None:
        residents = _residents(people)[pairs.origin]
        shares = tuple(_shares(pairs, decay, residents, reach.supply) for decay in _decays(within_min))
        # A place without supply is not there to be chosen.
        chooses = np.where(reach.supply[pairs.place] > 0, shares[1].weight, 0.0)
        choice = _added_up(pairs.origin, chooses, pairs.n_origins)
    return Base(
        world=world,
        release=release,
        offer=offer,
        people=people,
        chosen=chosen,
        reach=reach,
        catchment=catchments(reach, people, within_min),
        nearest=nearest_of(world, offer),
        row_ends=np.searchsorted(pairs.origin, np.arange(len(people) + 1)) if pairs else np.zeros(1, int),
        shares=shares,
        choice=choice,
        residents_of_pairs=residents,
    )


def nearest_of(world: World, offer: Offer) -> NearestState:
    """Find the nearest listings of an offer, ready to be asked what if; each counts at its nearest place."""
    chosen = np.flatnonzero(offer.mask)
    listing = world.listing_of_place[chosen]
    alone = len(np.unique(listing)) == len(listing)
    return NearestState.of(world.points, world.place_points[chosen], None if alone else listing)


def _decays(within_min: float) -> tuple[Decay, Decay]:
    return Bands((within_min,), (1.0,)), ENHANCED_BANDS.stretched(within_min)


def _residents(people: Floats) -> Floats:
    return np.nan_to_num(people, nan=0.0)


def _shares(pairs: Pairs, decay: Decay, residents: Floats, supply: Floats) -> Shares:
    weight = decay.weights(pairs.cost)
    asked = _added_up(pairs.place, residents * weight, pairs.n_places)
    share = np.divide(supply, asked, out=np.zeros(len(supply)), where=asked > 0)
    return Shares(decay, weight, share, (supply > 0) & (asked <= 0))


def after_of(base: Base, step: Step, *, choice: bool = True) -> After:
    """Work out what every postcode can reach after a change; without `choice`, 3SFCA stays as it was."""
    gone = np.flatnonzero(np.isin(base.chosen, step.closed))
    near = base.nearest.with_changes(step.added, gone)
    if not base.is_plain or not (step.added_weight == 1).all():
        return _again(base, step, near.distance_m, near.place_index[:, 0])
    metres = [_metres(base.world.points, each) for each in step.added]
    lost = list(_lost(base, gone))
    touched = np.zeros(len(base.people), dtype=np.bool_)
    touched[near.changed] = True
    within = {}
    for mode in Mode:
        travel = base.world.inputs.assumptions.travel(mode)
        found = base.reach.within[mode]
        if not base.world.inputs.assumptions.on_streets(mode):
            found = found.copy()
            for sign, all_metres in ((-1, lost), (1, metres)):
                for each in all_metres:
                    reached = each <= travel.radius_m
                    found[reached] += sign
                    touched |= reached
        within[mode] = found
    pairs = base.reach.pairs
    catchment = base.catchment
    if pairs is not None:
        columns, stays = _columns(base, metres), None
        if len(gone):
            stays = np.ones(pairs.n_places, dtype=np.bool_)
            stays[gone] = False
        rows = _rows_of(base, pairs, columns, gone, stays)
        two, enhanced = (
            _shared_again(base, shares, rows, columns, step.added_weight, before)
            for shares, before in zip(base.shares, base.catchment[:2], strict=True)
        )
        three = base.catchment[2]
        if choice:
            three = _three_again(base, pairs, rows, columns, stays, step.added_weight)
            touched |= _differs(three, base.catchment[2])
        catchment = (two, enhanced, three)
    reach = Reach(near.distance_m, within, None, np.zeros(0))
    return After(reach, catchment, near.place_index[:, 0], touched)


def _metres(points: Floats, place: Floats) -> Floats:
    east, north = points[:, 0] - place[0], points[:, 1] - place[1]
    found: Floats = np.sqrt(east * east + north * north)
    return found


def _lost(base: Base, gone: Ints) -> Iterator[Floats]:
    """Measure to the nearest place of each listing that closes."""
    places = base.chosen[gone]
    listings = base.world.listing_of_place[places]
    for listing in np.unique(listings):
        metres = [
            _metres(base.world.points, base.world.place_points[each]) for each in places[listings == listing]
        ]
        yield np.min(metres, axis=0)


@dataclass(frozen=True, slots=True)
class _Column:
    """The postcodes in the catchment of an added place, and their cost in minutes."""

    origin: Ints
    cost: Floats


def _columns(base: Base, metres: list[Floats]) -> list[_Column]:
    travel = base.world.inputs.assumptions.cycle
    found = []
    for each in metres:
        origin = np.flatnonzero(each <= travel.radius_m)
        found.append(_Column(origin, each[origin] / travel.radius_m * travel.within_min))
    return found


@dataclass(frozen=True, slots=True)
class _Rows:
    """The postcodes whose catchment changes, and the pairs they keep."""

    postcode: Ints
    row: Ints
    """Of each pair: where in `postcode`."""
    pair: Ints
    """Of each pair: which of all pairs."""


def _rows_of(base: Base, pairs: Pairs, columns: list[_Column], gone: Ints, stays: Bools | None) -> _Rows:
    travel = base.world.inputs.assumptions.cycle
    there = np.zeros(len(base.people), dtype=np.bool_)
    for place in base.chosen[gone]:
        there |= _metres(base.world.points, base.world.place_points[place]) <= travel.radius_m
    for column in columns:
        there[column.origin] = True
    postcode = np.flatnonzero(there)
    starts, counts = base.row_ends[postcode], np.diff(base.row_ends)[postcode]
    pair = np.arange(counts.sum()) + np.repeat(starts - (np.cumsum(counts) - counts), counts)
    row = np.repeat(np.arange(len(postcode)), counts)
    if stays is not None:
        kept = stays[pairs.place[pair]]
        row, pair = row[kept], pair[kept]
    return _Rows(postcode, row, pair)


def _shared_again(
    base: Base, shares: Shares, rows: _Rows, columns: list[_Column], supply: Floats, before: Floats
) -> Floats:
    """Add up again what the postcodes are given whose catchment changes; a place shares as it did."""
    pairs = base.reach.pairs
    assert pairs is not None  # noqa: S101 - asked by the caller
    place, weight = pairs.place[rows.pair], shares.weight[rows.pair]
    given = _added_up(rows.row, shares.share[place] * weight, len(rows.postcode))
    unshared = np.zeros(len(rows.postcode), dtype=np.bool_)
    if shares.unshared.any():
        unshared[rows.row[shares.unshared[place] & (weight > 0)]] = True
    residents = _residents(base.people)
    for column, stock in zip(columns, supply, strict=True):
        own = shares.decay.weights(column.cost)
        asked = _added_up(np.zeros(len(own), dtype=np.int64), residents[column.origin] * own, 1)[0]
        here = np.searchsorted(rows.postcode, column.origin)
        if asked > 0:
            given[here] += stock / asked * own
        elif stock > 0:
            unshared[here[own > 0]] = True
    found = before.copy()
    found[rows.postcode] = PER * np.where(unshared & (given == 0), np.nan, given)
    return found


def _three_again(
    base: Base, pairs: Pairs, rows: _Rows, columns: list[_Column], stays: Bools | None, supply: Floats
) -> Floats:
    """Work out 3SFCA again from the pairs there are: whoever may choose otherwise asks otherwise everywhere.

    The formula is that of `geo.catchment.three_step`; pairs of added places stand last, not in order of
    postcodes, which is all the same to the sums.
    """
    decay, residents = base.shares[1].decay, base.residents_of_pairs
    origin, place, weight = pairs.origin, pairs.place, base.shares[1].weight
    stock = np.concatenate((base.reach.supply, supply))
    if stays is not None:
        kept = np.flatnonzero(stays[place])
        origin, place, weight, residents = origin[kept], place[kept], weight[kept], residents[kept]
    choice = base.choice.copy()
    choice[rows.postcode] = _added_up(rows.row, base.shares[1].weight[rows.pair], len(rows.postcode))
    if columns:
        own = [decay.weights(each.cost) for each in columns]
        for column, each in zip(columns, own, strict=True):
            choice[column.origin] += each
        added = np.repeat(np.arange(len(columns)), [len(each) for each in own])
        origin = np.concatenate([origin, *(each.origin for each in columns)])
        place = np.concatenate((place, pairs.n_places + added))
        weight = np.concatenate((weight, *own))
        residents = np.concatenate((residents, _residents(base.people)[origin[len(residents) :]]))
    chooses = choice[origin]
    weight = np.divide(weight * weight, chooses, out=np.zeros(len(weight)), where=chooses > 0)
    asked = _added_up(place, residents * weight, len(stock))
    share = np.divide(stock, asked, out=np.zeros(len(stock)), where=asked > 0)
    given = _added_up(origin, share[place] * weight, pairs.n_origins)
    nobody = (stock > 0) & (asked <= 0)
    unshared = np.zeros(pairs.n_origins, dtype=np.bool_)
    if nobody.any():
        unshared[origin[nobody[place] & (weight > 0)]] = True
    found: Floats = PER * np.where(unshared & (given == 0), np.nan, given)
    return found


def _added_up(group: Ints, values: Floats, n: int) -> Floats:
    """Sum by group, one after another; of nothing NumPy would make whole numbers."""
    found: Floats = np.bincount(group, values, n).astype(np.float64, copy=False)
    return found


def _differs(one: Floats, other: Floats) -> Bools:
    found: Bools = (one != other) & ~(np.isnan(one) & np.isnan(other))
    return found


def changed_world(base: Base, step: Step) -> tuple[World, Offer]:
    """Give the world and the offer after a change: closed places no longer count, added ones stand last."""
    world = base.world
    fresh = len(world.listing_ids) + np.arange(len(step.added))
    listing = np.where(step.added_listing < 0, fresh, step.added_listing)
    mask = base.offer.mask.copy()
    mask[step.closed] = False
    return (
        replace(
            world,
            place_points=np.concatenate((world.place_points, step.added)),
            listing_of_place=np.concatenate((world.listing_of_place, listing)),
        ),
        Offer(
            np.concatenate((mask, np.ones(len(step.added), dtype=np.bool_))),
            np.concatenate((base.offer.weight, step.added_weight)),
        ),
    )


def _again(base: Base, step: Step, nearest_m: Floats, nearest_place: Ints) -> After:
    """Work everything out again, where listings count for less than one."""
    world, offer = changed_world(base, step)
    reach = reach_of(world, offer)
    shared = catchments(reach, base.people, world.inputs.assumptions.cycle.within_min)
    everywhere = np.ones(len(base.people), dtype=np.bool_)
    return After(replace(reach, nearest_m=nearest_m), shared, nearest_place, everywhere)


def areas_before(base: Base, partition: Partition) -> Measures:
    """Sum up for areas what their postcodes can reach as things are."""
    return sum_up(base.world, partition, base.offer, base.reach, base.people, base.catchment)


def areas_after(base: Base, step: Step, after: After, partition: Partition, before: Measures) -> Measures:
    """Sum up again the areas that a change reaches; of the others everything stays."""
    world, offer = changed_world(base, step)
    area = partition.postcode_area
    spot = partition_of_points(base, partition, step.added)
    reached = np.zeros(len(partition.areas) + 1, dtype=np.bool_)
    reached[area[after.touched]] = True
    if not base.offer.mask.any() or not offer.mask.any():
        reached[:] = True
    reached[-1] = False
    used = reached[area]
    found = sum_up(
        world,
        Partition(partition.areas, area[used], np.concatenate((partition.place_area, spot))),
        offer,
        Reach(
            after.reach.nearest_m[used],
            {mode: each[used] for mode, each in after.reach.within.items()},
            None,
            np.zeros(0),
        ),
        base.people[used],
        (after.catchment[0][used], after.catchment[1][used], after.catchment[2][used]),
    )
    again = reached[:-1]
    kept = {
        name: np.where(again, getattr(found, name), getattr(before, name))
        for name in Measures.__slots__
        if name not in {"count", "weighted"}
    }
    return replace(found, **kept)


def partition_of_points(base: Base, partition: Partition, points: Floats) -> Ints:
    """Tell which area each point lies in: that of the postcode nearest to it."""
    nearest = [int(np.argmin(_metres(base.world.points, each))) for each in points]
    return partition.postcode_area[np.array(nearest, dtype=np.int64)]
