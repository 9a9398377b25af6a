"""How great is the need, how good the access and how wide the gap, on a scale from 0 to 1?

Classes of three (`geo.need`, `geo.gaps`) are for maps; these scores are for ranking, mixing and testing,
where a cut would throw away what lies between. A gap is a product, so that it is wide only where both
are bad: much need beside a good supply is no gap, nor is a poor supply where there is little need.
"""

import numpy as np
from numpy.typing import ArrayLike
from pandas.arrays import IntegerArray
from scipy.stats import rankdata

from geo.arrays import Floats, as_floats, as_nullable

HIGH_NEED_SCORE = 0.7
"""Among England's most deprived 30 %: deciles 1 to 3."""
LOW_NEED_SCORE = 0.3
"""Below it, among the least deprived 30 %: deciles 8 to 10."""


def need_score(rank: ArrayLike | IntegerArray, n_in_england: int) -> Floats:
    """Turn ranks of deprivation in England into need from 0 to 1.

    The share of all of England's areas that are less deprived: ``(n - rank) / n``. Divided by n and not by
    n - 1, because then 0.7 and 0.3 part the areas exactly where the published deciles 3 and 7 end
    (a decile is ``ceil(10 * rank / n)``); with n - 1 one of England's 33,755 areas falls on the other side.

    Parameters
    ----------
    rank : array_like or nullable pandas array, shape (k,)
        Rank in England, 1 the most deprived; NaN means unknown. Ranks shared by equals may be halves.
    n_in_england : int
        How many areas England has in that release: 32,844 LSOAs of 2011, 33,755 of 2021.

    Returns
    -------
    ndarray of float64, shape (k,)
        From nearly 1 (the most deprived) to 0 (the least); NaN where unknown.

    Raises
    ------
    ValueError
        If a rank is below 1 or above `n_in_england`, or `n_in_england` is below 1.

    Notes
    -----
    Source of ranks and deciles: MHCLG, English Indices of Deprivation 2019 and 2025.

    Examples
    --------
    >>> need_score([1, 3, 10, None], 10)
    array([0.9, 0.7, 0. , nan])
    """
    if n_in_england < 1:
        raise ValueError(f"n_in_england must be at least 1, and is {n_in_england}")
    ranks = as_floats(rank, "rank")
    if (ranks < 1).any() or (ranks > n_in_england).any():
        raise ValueError(f"rank must lie between 1 and {n_in_england}")
    return (n_in_england - ranks) / n_in_england


def need_class_of_score(score: ArrayLike) -> IntegerArray:
    """Sort scores of need into low, middle and high.

    For scores made of ranks in England (`need_score`) these are the classes that `geo.need.need_class` makes
    of the deciles.

    Parameters
    ----------
    score : array_like, shape (n,)
        From 0 to 1; NaN means unknown.

    Returns
    -------
    pandas.arrays.IntegerArray of Int8, shape (n,)
        3 high (0.7 or more), 2 middle, 1 low (below 0.3); ``pandas.NA`` where unknown.

    Raises
    ------
    ValueError
        If a score lies outside 0 to 1.

    Examples
    --------
    >>> need_class_of_score([0.7, 0.3, 0.29, np.nan])
    <IntegerArray>
    [3, 2, 1, <NA>]
    Length: 4, dtype: Int8
    """
    scores = _as_scores(score, "score")
    classes = np.where(scores >= HIGH_NEED_SCORE, 3, np.where(scores >= LOW_NEED_SCORE, 2, 1))
    return as_nullable(classes, ~np.isnan(scores))


def need_from_values(
    values: ArrayLike | IntegerArray, reference: ArrayLike | IntegerArray | None = None
) -> Floats:
    """Turn any indicator of which more is worse into need from 0 to 1.

    Parameters
    ----------
    values : array_like or nullable pandas array, shape (n,)
        The indicator; more means more need (change the sign of one of which less does). NaN means unknown.
    reference : array_like or nullable pandas array, shape (m,), optional
        The indicator of the areas to compare with, such as all of England's; unknown ones are left out.
        Without it the areas are compared among themselves.

    Returns
    -------
    ndarray of float64, shape (n,)
        Share of the *other* areas, or of the reference areas, that have less, those with the same counting
        half (the percentile of the mid-rank). Among themselves the worst has 1, the best 0, equals share a
        score, and all alike, or one alone, have 0.5. NaN where unknown, and everywhere if no reference area
        is known.

    Raises
    ------
    ValueError
        If either is not one-dimensional.

    Examples
    --------
    >>> need_from_values([10.0, 30.0, 20.0, np.nan])
    array([0. , 1. , 0.5, nan])
    >>> need_from_values([10.0, 30.0], reference=[5.0, 10.0, 20.0, 25.0])
    array([0.375, 1.   ])
    """
    measured = as_floats(values, "values")
    if reference is None:
        return _percentile(measured)
    other = as_floats(reference, "reference")
    other = np.sort(other[~np.isnan(other)])
    known = ~np.isnan(measured)
    share = np.full(len(measured), np.nan)
    if len(other):
        less = np.searchsorted(other, measured[known], side="left")
        not_more = np.searchsorted(other, measured[known], side="right")
        share[known] = (less + not_more) / (2 * len(other))
    return share


def mixed_need(scores: ArrayLike, weights: ArrayLike) -> Floats:
    """Mix several scores of need into one by stated weights.

    Parameters
    ----------
    scores : array_like, shape (n, k)
        A column a component, each from 0 to 1; NaN means unknown.
    weights : array_like, shape (k,)
        How much each counts; only their proportions matter.

    Returns
    -------
    ndarray of float64, shape (n,)
        The weighted mean, 0 to 1. NaN where a component that counts is unknown: a mix of what happens to be
        known would compare areas by different things.

    Raises
    ------
    ValueError
        If the shapes do not fit, a score lies outside 0 to 1, or the weights hold a negative or unknown one
        or are all zero.

    Examples
    --------
    >>> mixed_need([[1.0, 0.5, np.nan], [0.0, np.nan, 0.3]], [3, 1, 0])
    array([0.875,   nan])
    """
    columns = np.asarray(scores, dtype=np.float64)
    share = as_floats(weights, "weights")
    if columns.ndim != 2 or columns.shape[1] != len(share):  # noqa: PLR2004
        raise ValueError(f"scores must have shape (n, {len(share)}), not {columns.shape}")
    if not np.isfinite(share).all() or (share < 0).any() or not share.any():
        raise ValueError("weights must be known and not negative, and one must be above zero")
    if (columns < 0).any() or (columns > 1).any():
        raise ValueError("scores must lie between 0 and 1")
    counts = share > 0
    # Divided by the greatest first, so that weights of any size neither overflow nor vanish in the sum.
    scaled = share[counts] / share.max()
    # The last digit of the sum may lie above 1.
    mixed: Floats = np.minimum(columns[:, counts] @ (scaled / scaled.sum()), 1.0)
    return mixed


def access_score(nearest_m: ArrayLike) -> Floats:
    """Turn distances into access from 0 to 1 within a region.

    Parameters
    ----------
    nearest_m : array_like, shape (n,)
        Metres to the nearest place, of the areas of one region; NaN means unknown.

    Returns
    -------
    ndarray of float64, shape (n,)
        Share of the other known areas that are further away, those as far counting half: 1 the nearest, 0
        the furthest, 0.5 where all are alike. NaN where unknown. It compares the areas of the region with
        each other and says nothing of whether a distance is short.

    Raises
    ------
    ValueError
        If it is not one-dimensional or a distance is negative.

    Examples
    --------
    >>> access_score([200.0, 5000.0, 900.0, np.nan])
    array([1. , 0. , 0.5, nan])
    """
    distance = as_floats(nearest_m, "nearest_m")
    if (distance < 0).any():
        raise ValueError("nearest_m must not be negative")
    return 1.0 - _percentile(distance)


def gap_score(need: ArrayLike, access: ArrayLike) -> Floats:
    """Put need and access together: how wide is the gap?

    The product ``need * (1 - access)``: wide only where need is high and access is low. A sum would call an
    area of no need but far from everything half a gap.

    Parameters
    ----------
    need, access : array_like, shape (n,)
        From 0 to 1; NaN means unknown.

    Returns
    -------
    ndarray of float64, shape (n,)
        0 to 1; NaN where either is unknown. More need or less access never makes it smaller.

    Raises
    ------
    ValueError
        If the lengths differ or a score lies outside 0 to 1.

    Examples
    --------
    >>> gap_score([0.8, 0.8, 0.2, np.nan], [0.25, 1.0, 0.0, 0.5])
    array([0.6, 0. , 0.2, nan])
    """
    needed = _as_scores(need, "need")
    return needed * (1.0 - _as_scores(access, "access", len(needed)))


def _as_scores(score: ArrayLike, name: str, n: int | None = None) -> Floats:
    scores = as_floats(score, name, n)
    if (scores < 0).any() or (scores > 1).any():
        raise ValueError(f"{name} must lie between 0 and 1")
    return scores


def _percentile(values: Floats) -> Floats:
    known = ~np.isnan(values)
    share = np.full(len(values), np.nan)
    n = int(known.sum())
    if n:
        share[known] = (rankdata(values[known]) - 1) / (n - 1) if n > 1 else 0.5
    return share
