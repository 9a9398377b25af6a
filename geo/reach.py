"""How far do an area's postcodes have to go, and what can be reached from them?

Every live postcode of an area counts once, unless weights (people) are given. Unknown is NaN: a postcode
whose distance is unknown takes no part, and an area of which nothing is known has no mean and no share. All
results are the same, to the last bit, whatever the order of the rows.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from geo.arrays import Bools, Floats, Ints, as_area_index, as_floats
from geo.travel import Pairs

_MOST_16_BIT = 2**16


@dataclass(frozen=True, slots=True)
class DistanceSummary:
    """How far the postcodes of each area are from something; every array has shape (n_areas,).

    Attributes
    ----------
    mean, p50, p90 : ndarray of float64
        Mean, median and 90th percentile, in the unit that was given (metres or minutes); NaN where the area
        has no postcode with a known distance.
    n : ndarray of int64
        How many postcodes with a known distance (and, with weights, a weight above 0) they are made from.
    """

    mean: Floats
    p50: Floats
    p90: Floats
    n: Ints


@dataclass(frozen=True, slots=True)
class Reach:
    """What can be reached from the postcodes of each area; every array has shape (n_areas,).

    Attributes
    ----------
    mean_count : ndarray of float64
        Mean over the area's known postcodes of how many places (or listings, or their weight) are in reach.
        NaN where the area has no known postcode.
    share_any : ndarray of float64
        Share (0 to 1) of them with at least one in reach. NaN as `mean_count`, and everywhere if there are
        no places at all: where nothing is known, nobody is known to be out of reach.
    n : ndarray of int64
        How many known postcodes they are made from.
    """

    mean_count: Floats
    share_any: Floats
    n: Ints


def distance_summary(
    postcode_distance_m: ArrayLike,
    postcode_area: ArrayLike,
    n_areas: int,
    weight: ArrayLike | None = None,
) -> DistanceSummary:
    """Sum up the distances of each area's postcodes.

    Parameters
    ----------
    postcode_distance_m : array_like, shape (n,)
        From each postcode to the nearest place (or the third nearest); NaN means unknown.
    postcode_area : array_like of int, shape (n,)
        Which area each postcode lies in, 0 to n_areas - 1; -1 for none of them.
    n_areas : int
        How many areas there are.
    weight : array_like, shape (n,), optional
        People at each postcode, say; NaN and 0 take no part. Without it every postcode counts once.

    Returns
    -------
    DistanceSummary
        Without weights, percentiles are interpolated linearly between the sorted distances, as
        `numpy.quantile` does (Hyndman and Fan, 1996, type 7). With weights, the q-quantile is the least
        distance within which lives at least the share q of the weight (the inverse of the distribution
        function, type 1), so that half of the people live no further than p50; with equal weights it may
        differ from the interpolated one.

    Raises
    ------
    ValueError
        If lengths differ, an index points to no area, or a distance or weight is negative or infinite.

    References
    ----------
    Hyndman, R. J. and Fan, Y. (1996) Sample quantiles in statistical packages. The American
    Statistician 50(4).

    Examples
    --------
    >>> found = distance_summary([100.0, 300.0, 200.0, np.nan], [0, 0, 0, 1], 2)
    >>> found.mean, found.p50, found.p90, found.n
    (array([200.,  nan]), array([200.,  nan]), array([280.,  nan]), array([3, 0]))

    Nine people live at 100 m and one at 300 m.

    >>> distance_summary([100.0, 300.0], [0, 0], 1, weight=[9, 1]).p90
    array([100.])
    """
    area = as_area_index(postcode_area, n_areas, "postcode_area")
    distance = _not_negative(postcode_distance_m, "postcode_distance_m", len(area))
    used: Bools = ~np.isnan(distance) & (area >= 0)
    if weight is None:
        area, distance = area[used], distance[used]
        order = _by_area_then(distance, area, n_areas)
        count = np.bincount(area, minlength=n_areas)
        return _plain_summary(distance[order], count)
    share = _not_negative(weight, "weight", len(area))
    used &= share > 0
    area, distance, share = area[used], distance[used], share[used]
    by_share = np.argsort(share)
    order = by_share[_by_area_then(distance[by_share], area[by_share], n_areas, "stable")]
    return _weighted_summary(distance[order], share[order], area[order], n_areas)


def share_within(
    postcode_cost: ArrayLike,
    postcode_area: ArrayLike,
    n_areas: int,
    within: float,
    *,
    known: ArrayLike | None = None,
) -> Floats:
    """Say what share of each area's postcodes has something within a limit, from the cost of the nearest.

    Parameters
    ----------
    postcode_cost : array_like, shape (n,)
        From each postcode to the nearest place, minutes or metres; NaN means unknown.
    postcode_area : array_like of int, shape (n,)
        Which area each postcode lies in, 0 to n_areas - 1; -1 for none of them.
    n_areas : int
        How many areas there are.
    within : float
        The limit, in the unit of the cost. Exactly so much is within.
    known : array_like of bool, shape (n,), optional
        Which postcodes are on the map or the street network (`NearestCost.origin_known`): a known one whose
        cost is NaN cannot reach anything and counts as out of reach. Without it a NaN takes no part. Leave it
        out where there are no places at all.

    Returns
    -------
    ndarray of float64, shape (n_areas,)
        0 to 1; NaN where the area has no known postcode.

    Raises
    ------
    ValueError
        If lengths differ, an index points to no area, or a cost is negative.

    Examples
    --------
    >>> share_within([5.0, 15.0, 16.0, np.nan], [0, 0, 1, 1], 3, within=15)
    array([ 1.,  0., nan])
    """
    area = as_area_index(postcode_area, n_areas, "postcode_area")
    cost = _not_negative(postcode_cost, "postcode_cost", len(area))
    used = (~np.isnan(cost) if known is None else _flags(known, len(area))) & (area >= 0)
    near = used & (cost <= within)
    return _ratio(np.bincount(area[near], minlength=n_areas), np.bincount(area[used], minlength=n_areas))


def reach(
    pairs: Pairs,
    postcode_area: ArrayLike,
    n_areas: int,
    place_listing: ArrayLike | None = None,
    weight: ArrayLike | None = None,
) -> Reach:
    """Count what the postcodes of each area can reach.

    Parameters
    ----------
    pairs : Pairs
        Which postcodes (origins) reach which places within the limit. Postcodes that are not
        `origin_known` take no part.
    postcode_area : array_like of int, shape (n_origins,)
        Which area each postcode lies in, 0 to n_areas - 1; -1 for none of them.
    n_areas : int
        How many areas there are.
    place_listing : array_like of int, shape (n_places,), optional
        Which listing each place belongs to. A listing with several places in reach of a postcode then counts
        once there. Without it every place counts.
    weight : array_like, shape (n_places,), optional
        What each place counts for, such as how much its listing is trusted; 1 unless told, never negative
        or unknown. A listing counts for the greatest weight among its places in reach. A place of
        weight 0 is not there: it makes no share either.

    Returns
    -------
    Reach

    Raises
    ------
    ValueError
        If lengths differ, an index points to no area, or a weight is negative or unknown.

    Examples
    --------
    Two postcodes; the first reaches both places of one listing and one place of another.

    >>> from geo.travel import pairs_within_m
    >>> near = pairs_within_m([(0, 0), (900, 0)], [(0, 10), (0, 20), (0, 30)], radius_m=100)
    >>> found = reach(near, [0, 0], 1, place_listing=[7, 7, 8])
    >>> found.mean_count, found.share_any, found.n
    (array([1.]), array([0.5]), array([2]))
    """
    area = as_area_index(postcode_area, n_areas, "postcode_area")
    if len(area) != pairs.n_origins:
        raise ValueError(f"postcode_area must have shape ({pairs.n_origins},), not {area.shape}")
    origin, place = pairs.origin, pairs.place
    weights: Floats | None = None
    if weight is not None:
        weights = _not_negative(weight, "weight", pairs.n_places)
        if np.isnan(weights).any():
            raise ValueError("weight must be known for every place")
        there = weights[place] > 0
        origin, place = origin[there], place[there]
    value = None if weights is None else weights[place]
    if place_listing is not None:
        listing = np.asarray(place_listing)
        if listing.shape != (pairs.n_places,):
            raise ValueError(f"place_listing must have shape ({pairs.n_places},), not {listing.shape}")
        whose = np.unique(listing, return_inverse=True)[1]
        origin, value = _once_a_listing(origin, place, whose, weights)
    each = _steady_sum(origin, value, pairs.n_origins)
    used = area >= 0
    if pairs.origin_known is not None:
        used &= pairs.origin_known
    n = np.bincount(area[used], minlength=n_areas)
    # Sorted, so that a sum of fractions does not hang on the order of the rows.
    area, each = area[used], each[used]
    order = _by_area_then(each, area, n_areas)
    total = np.bincount(area[order], each[order], n_areas)
    any_there = np.bincount(area[each > 0], minlength=n_areas)
    none_known = pairs.n_places == 0
    return Reach(
        mean_count=_ratio(total, n),
        share_any=np.full(n_areas, np.nan) if none_known else _ratio(any_there, n),
        n=n,
    )


def _once_a_listing(
    origin: Ints, place: Ints, listing: Ints, weights: Floats | None
) -> tuple[Ints, Floats | None]:
    """Keep of each origin and listing the place of greatest weight."""
    if not len(origin):
        return origin, None if weights is None else np.empty(0)
    # One whole number for origin, listing and rank of weight: sorting those is many times faster than rows.
    ranked = np.zeros(1) if weights is None else np.unique(weights)
    of_place = listing * len(ranked)
    if weights is not None:
        of_place = of_place + np.searchsorted(ranked, weights)
    n_each = (int(listing.max()) + 1) * len(ranked)
    key = np.sort(origin * n_each + of_place[place])
    group = key // len(ranked)
    last = np.append(group[1:] != group[:-1], True)
    value = None if weights is None else ranked[key[last] % len(ranked)]
    return key[last] // n_each, value


def _steady_sum(group: Ints, value: Floats | None, n: int) -> Floats:
    """Sum by group, the same to the last bit in any order: as two sums of whole numbers, which are exact."""
    if value is None or not len(value):
        return np.bincount(group, minlength=n).astype(np.float64)
    unit = 2.0 ** np.ceil(np.log2(value.max()))
    high = np.rint(value / unit * 2.0**26)
    low = np.rint((value / unit * 2.0**26 - high) * 2.0**26)
    total: Floats = (np.bincount(group, high, n) + np.bincount(group, low, n) / 2.0**26) * (unit / 2.0**26)
    return total


def _by_area_then(
    distance: Floats, area: Ints, n_areas: int, kind: Literal["quicksort", "stable"] = "quicksort"
) -> Ints:
    # Two sorts, of which the second is a radix sort of 16 bits: eight times faster than lexsort.
    by_distance = np.argsort(distance, kind=kind)
    whole = np.uint16 if n_areas <= _MOST_16_BIT else np.int64
    by_area = np.argsort(area[by_distance].astype(whole), kind="stable")
    return by_distance[by_area]


def _plain_summary(distance: Floats, count: Ints) -> DistanceSummary:
    n_areas = len(count)
    start = np.cumsum(count) - count
    area = np.repeat(np.arange(n_areas), count)
    return DistanceSummary(
        mean=_ratio(np.bincount(area, distance, n_areas), count),
        p50=_quantile(distance, start, count, 0.5),
        p90=_quantile(distance, start, count, 0.9),
        n=count,
    )


def _quantile(distance: Floats, start: Ints, count: Ints, q: float) -> Floats:
    """Interpolate as `numpy.quantile` does, to the last bit."""
    found: Floats = np.full(len(count), np.nan)
    some = count > 0
    position = (count[some] - 1) * q
    below = np.floor(position).astype(np.int64)
    part = position - below
    low = distance[start[some] + below]
    high = distance[start[some] + np.minimum(below + 1, count[some] - 1)]
    step = high - low
    found[some] = np.where(part < 0.5, low + step * part, high - step * (1 - part))  # noqa: PLR2004
    return found


def _weighted_summary(distance: Floats, share: Floats, area: Ints, n_areas: int) -> DistanceSummary:
    count = np.bincount(area, minlength=n_areas)
    total = np.bincount(area, share, n_areas)
    mean = _ratio(np.bincount(area, share * distance, n_areas), total)
    start = np.cumsum(count) - count
    sums = np.concatenate(([0.0], np.cumsum(share)))
    return DistanceSummary(
        mean=mean,
        p50=_weighted_quantile(distance, sums, start, count, 0.5),
        p90=_weighted_quantile(distance, sums, start, count, 0.9),
        n=count,
    )


def _weighted_quantile(distance: Floats, sums: Floats, start: Ints, count: Ints, q: float) -> Floats:
    found: Floats = np.full(len(count), np.nan)
    some = count > 0
    first, last = start[some], start[some] + count[some] - 1
    wanted = sums[first] + q * (sums[last + 1] - sums[first])
    # The slack keeps a share that is reached exactly from being missed by rounding.
    at = np.searchsorted(sums, wanted - 1e-12 * sums[-1], side="left") - 1
    found[some] = distance[np.clip(at, first, last)]
    return found


def _not_negative(values: ArrayLike, name: str, n: int) -> Floats:
    floats = as_floats(values, name, n)
    if (floats < 0).any() or np.isinf(floats).any():
        raise ValueError(f"{name} must not be negative or infinite")
    return floats


def _flags(values: ArrayLike, n: int) -> Bools:
    flags = np.asarray(values)
    if flags.dtype != np.bool_ or flags.shape != (n,):
        raise ValueError(f"known must be true or false for each of {n} postcodes")
    return flags


def _ratio(above: ArrayLike, below: ArrayLike) -> Floats:
    numerator, denominator = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    quotient: Floats = np.full(len(denominator), np.nan)
    np.divide(numerator, denominator, out=quotient, where=denominator > 0)
    return quotient
