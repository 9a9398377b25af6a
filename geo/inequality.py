"""How unequally is access shared between the most and the least deprived?

Three answers, from the most careful to the plainest: the concentration index over the whole range of
deprivation, with its interval; the Palma ratio of the two ends; and the simple ratio of one district to
another. Access here is any amount of which more is better (places per 1,000, a catchment score,
`geo.scores.access_score`). With a distance, of which less is better, all signs and ratios turn round.

Sources: N. Kakwani, A. Wagstaff and E. van Doorslaer, Socioeconomic inequalities in health: measurement,
computation, and statistical inference, Journal of Econometrics 77 (1997) 87-103; O. O'Donnell and others,
Analyzing Health Equity Using Household Survey Data, World Bank 2008, chapter 8; J. G. Palma, Homogeneous
middles vs. heterogeneous tails, and the end of the 'inverted-U', Development and Change 42 (2011) 87-153.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from pandas.arrays import IntegerArray
from scipy.special import ndtri

from geo.arrays import Bools, Floats, as_floats

PALMA_LEAST_DEPRIVED = 0.1
PALMA_MOST_DEPRIVED = 0.4


@dataclass(frozen=True, slots=True)
class ConcentrationIndex:
    """How access is concentrated along deprivation.

    Attributes
    ----------
    index : float
        From -1 to 1. Negative: access lies more with the most deprived; positive: more with the least
        deprived; 0: as much with either. NaN where fewer than one area counts or nobody has any access.
    low, high : float
        The interval; NaN where fewer than two areas count or the index is unknown.
    n : int
        How many areas counted.
    """

    index: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class DistrictSupply:
    """What one district has, for comparing it with another.

    Attributes
    ----------
    count : float or None
        Listings inside; None where unknown.
    population : float or None
        Residents; None where unknown.
    mean_distance_m : float or None
        Mean metres to the nearest, weighted by people (`mean_distance_m`); None where unknown.
    """

    count: float | None
    population: float | None
    mean_distance_m: float | None


@dataclass(frozen=True, slots=True)
class DistrictRatio:
    """One district against another, by three measures that need not agree.

    Attributes
    ----------
    by_count : float or None
        How many times as many listings the first has. It follows population.
    by_rate : float or None
        How many times as many a head.
    by_distance : float or None
        How many times as far its people have to go: above 1 the *first* is worse off.

    Each is None where a figure is unknown, or is zero below.
    """

    by_count: float | None
    by_rate: float | None
    by_distance: float | None


def concentration_index(
    access: ArrayLike | IntegerArray,
    deprivation_rank: ArrayLike | IntegerArray,
    weight: ArrayLike | IntegerArray,
    *,
    confidence: float = 0.95,
) -> ConcentrationIndex:
    """Measure how access is concentrated along deprivation, with an interval.

    Twice the covariance of access and fractional rank over mean access, people-weighted: people stand in line
    from the most to the least deprived, and each area's fractional rank is the middle of its place in the
    line, from 0 to 1. Areas of equal deprivation share one place.

    Parameters
    ----------
    access : array_like, shape (n,)
        An amount of which more is better, not negative; NaN means unknown.
    deprivation_rank : array_like, shape (n,)
        1 the most deprived; any numbers that rise as deprivation falls will do. NaN means unknown.
    weight : array_like, shape (n,)
        People; NaN means unknown.
    confidence : float
        Of the interval, between 0 and 1; 0.95 unless told.

    Returns
    -------
    ConcentrationIndex
        Of the areas of which all three are known and where somebody lives.

    Raises
    ------
    ValueError
        If lengths differ, an access or a weight is negative or infinite, or the confidence is not between 0
        and 1.

    Notes
    -----
    The interval is the large-sample one of Kakwani, Wagstaff and van Doorslaer (1997), by the delta method,
    in its weighted form: ``sum(w_i^2 (a_i - 1 - C)^2)`` with weights that sum to 1 and
    ``a_i = (h_i / mean) (2 R_i - 1 - C) + 2 - q_before - q_after``, q being the concentration curve on either
    side of the area. With equal weights it is their formula. It takes the *areas* (not the people) as
    independent draws, each with its own spread, so it is robust to unequal variance; but neighbouring areas
    share places and are not independent, so the true interval is wider. Multiplying all weights by one number
    changes nothing.

    Examples
    --------
    Three areas with as many people; the least deprived has most.

    >>> found = concentration_index([1.0, 2.0, 3.0], [1, 2, 3], [500, 500, 500])
    >>> round(found.index, 4), found.low < found.index < found.high, found.n
    (0.2222, True, 3)
    >>> concentration_index([2.0, 2.0], [1, 2], [300, 500]).index
    0.0
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, and is {confidence}")
    amount, rank, people = _known(access, deprivation_rank, weight)
    n = len(amount)
    if not n or not amount.any():
        return ConcentrationIndex(np.nan, np.nan, np.nan, n)
    _, group = np.unique(rank, return_inverse=True)
    share = people / people.sum()
    in_group = np.bincount(group, share)
    after = np.cumsum(in_group)
    fractional = (after - in_group / 2)[group]
    # Differences from one of them are exactly 0 when all are equal; from a mean they need not be.
    above_first = amount - amount[0]
    mean = amount[0] + share @ above_first
    deviation = above_first - share @ above_first
    index = float(2 * (share * deviation) @ (fractional - share @ fractional) / mean)
    if n == 1:
        return ConcentrationIndex(index, np.nan, np.nan, n)
    curve_after = np.cumsum(np.bincount(group, share * amount)) / mean
    curve_both = np.concatenate(([0.0], curve_after[:-1])) + curve_after
    influence = amount / mean * (2 * fractional - 1 - index) + 2 - curve_both[group] - (1 + index)
    half = float(ndtri((1 + confidence) / 2) * np.sqrt(np.sum((share * influence) ** 2)))
    return ConcentrationIndex(index, index - half, index + half, n)


def palma_ratio(
    access: ArrayLike | IntegerArray,
    deprivation_rank: ArrayLike | IntegerArray,
    weight: ArrayLike | IntegerArray,
) -> float | None:
    """Divide the access of the least deprived tenth of people by that of the most deprived four tenths.

    Palma's ratio divides the *shares* of income of the richest 10 % and the poorest 40 %. Here both are means
    a head, so that equal access gives 1 (Palma's own gives 1/4).

    Parameters
    ----------
    access : array_like, shape (n,)
        An amount of which more is better, not negative; NaN means unknown.
    deprivation_rank : array_like, shape (n,)
        1 the most deprived; NaN means unknown.
    weight : array_like, shape (n,)
        People; NaN means unknown.

    Returns
    -------
    float or None
        Above 1 the least deprived have more. An area on a cut counts with the part of its people on that
        side, and areas of equal deprivation with equal parts. None where nobody is left or the most
        deprived have nothing.

    Raises
    ------
    ValueError
        If lengths differ, or an access or a weight is negative or infinite.

    Examples
    --------
    Four areas of as many people: the most deprived 40 % are the first area and 6/10 of the second, the least
    deprived 10 % are in the last.

    >>> palma_ratio([1.0, 2.0, 2.0, 7.0], [1, 2, 3, 4], [10, 10, 10, 10])
    5.09...
    """
    amount, rank, people = _known(access, deprivation_rank, weight)
    if not len(amount):
        return None
    _, group = np.unique(rank, return_inverse=True)
    share = people / people.sum()
    in_group = np.bincount(group, share)
    mean = np.bincount(group, share * amount) / in_group
    after = np.cumsum(in_group)
    before = after - in_group
    after[-1] = 1.0
    most = np.clip(np.minimum(after, PALMA_MOST_DEPRIVED) - before, 0, None)
    least = np.clip(after - np.maximum(before, 1 - PALMA_LEAST_DEPRIVED), 0, None)
    return simple_ratio(float(least @ mean / least.sum()), float(most @ mean / most.sum()))


def simple_ratio(a: float | None, b: float | None) -> float | None:
    """Divide one figure by another, if that says something.

    Parameters
    ----------
    a, b : float or None
        None and NaN mean unknown.

    Returns
    -------
    float or None
        ``a / b``; None where either is unknown or `b` is zero.

    Examples
    --------
    >>> simple_ratio(6, 4), simple_ratio(6, 0), simple_ratio(None, 4)
    (1.5, None, None)
    """
    if a is None or b is None or np.isnan(a) or np.isnan(b) or b == 0:
        return None
    return float(a / b)


def mean_distance_m(nearest_m: ArrayLike, people: ArrayLike | IntegerArray) -> float | None:
    """Average the distances of areas or postcodes over the people who live there.

    Parameters
    ----------
    nearest_m : array_like, shape (n,)
        Metres to the nearest; NaN means unknown.
    people : array_like, shape (n,)
        Who live there; NaN means unknown.

    Returns
    -------
    float or None
        Metres, over the people for whom both are known; None where that is nobody.

    Raises
    ------
    ValueError
        If lengths differ or a number is negative or infinite.

    Examples
    --------
    >>> mean_distance_m([500.0, 2000.0, np.nan], [200, 100, 900])
    1000.0
    """
    distance = as_floats(nearest_m, "nearest_m")
    weight = as_floats(people, "people", len(distance))
    _refuse_negative(distance, weight)
    counted: Bools = ~np.isnan(distance) & (weight > 0)
    if not counted.any():
        return None
    # Exact sums: the order of the rows does not matter, to the last bit.
    lived = weight[counted]
    return math.fsum(lived * distance[counted]) / math.fsum(lived)


def district_ratio(first: DistrictSupply, second: DistrictSupply) -> DistrictRatio:
    """Compare two districts by count, a head and by distance, side by side.

    Parameters
    ----------
    first, second : DistrictSupply
        What each has.

    Returns
    -------
    DistrictRatio

    Examples
    --------
    The first has twice the listings, fewer a head, and its people have half as far to go.

    >>> district_ratio(DistrictSupply(40, 200_000, 900.0), DistrictSupply(20, 80_000, 1800.0))
    DistrictRatio(by_count=2.0, by_rate=0.8, by_distance=0.5)
    """
    return DistrictRatio(
        by_count=simple_ratio(first.count, second.count),
        by_rate=simple_ratio(
            simple_ratio(first.count, first.population), simple_ratio(second.count, second.population)
        ),
        by_distance=simple_ratio(first.mean_distance_m, second.mean_distance_m),
    )


def _known(
    access: ArrayLike | IntegerArray,
    deprivation_rank: ArrayLike | IntegerArray,
    weight: ArrayLike | IntegerArray,
) -> tuple[Floats, Floats, Floats]:
    """Give the areas that count, in an order that does not depend on that of the rows."""
    amount = as_floats(access, "access")
    rank = as_floats(deprivation_rank, "deprivation_rank", len(amount))
    people = as_floats(weight, "weight", len(amount))
    _refuse_negative(amount, people)
    counted = np.flatnonzero(~np.isnan(amount) & ~np.isnan(rank) & (people > 0))
    order = counted[np.lexsort((people[counted], amount[counted], rank[counted]))]
    return amount[order], rank[order], people[order]


def _refuse_negative(amount: Floats, people: Floats) -> None:
    if any((numbers < 0).any() or np.isinf(numbers).any() for numbers in (amount, people)):
        raise ValueError("Amounts, distances and people must not be negative or infinite")
