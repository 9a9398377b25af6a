"""How many people live in an area that no table gives the population of, and how deprived are they?

The people of an LSOA are spread equally over its live postcodes, and a ward, a parish or a district has the
people of the postcodes that lie in it. A larger area's score is the mean of its LSOAs' scores weighted by
people, as in the "average score" that the indices of deprivation publish for districts; there LSOAs nest
and nothing need be spread.

Source: MHCLG, English Indices of Deprivation 2019 and 2025, summaries for higher-level geographies.
"""

import numpy as np
from numpy.typing import ArrayLike
from pandas.arrays import IntegerArray

from geo.arrays import Bools, Floats, Ints, as_area_index, as_floats, as_nullable

N_DECILES = 10


def apportion(
    lsoa_population: ArrayLike, lsoa_index: ArrayLike, target_index: ArrayLike, n_targets: int
) -> Floats:
    """Spread the people of LSOAs over their live postcodes, and sum them by another kind of area.

    Parameters
    ----------
    lsoa_population : array_like, shape (a,)
        Residents of each LSOA; NaN means unknown.
    lsoa_index : array_like of int, shape (n,)
        Which LSOA each live postcode lies in, 0 to a - 1; -1 for none of them.
    target_index : array_like of int, shape (n,)
        Which target area (ward, parish, district) each of them lies in, 0 to n_targets - 1; -1 for none.
    n_targets : int
        How many target areas there are.

    Returns
    -------
    ndarray of float64, shape (n_targets,)
        Residents. NaN for a target that holds no postcode of any LSOA, or a postcode of an LSOA whose
        population is unknown. The people of an LSOA with no live postcode are in no target.

    Raises
    ------
    ValueError
        If lengths differ, an index points to no area, or a population is negative.

    Examples
    --------
    An LSOA of 1,500 people has three postcodes: two in the first ward, one in the second. The third ward
    has none.

    >>> apportion([1500], [0, 0, 0], [0, 0, 1], 3)
    array([1000.,  500.,   nan])
    """
    people, target = _people_by_postcode(lsoa_population, lsoa_index, target_index, n_targets)
    return _sum_or_nan(people, target, n_targets)


def lies_with_its_lsoa(lsoa_district: ArrayLike, *other_districts: ArrayLike) -> Bools:
    """Tell which postcodes have a part of their LSOA's people.

    The look-up puts some postcodes on an edge in an LSOA of one district and a ward of the next. An LSOA's
    people live in its own district, so such a postcode has none of them.

    Parameters
    ----------
    lsoa_district : array_like of str, shape (n,)
        The district of the LSOA of each postcode; empty where it is in none.
    *other_districts : array_like of str, shape (n,)
        The district it is said to lie in by itself, and by its ward; empty where unknown.

    Returns
    -------
    ndarray of bool, shape (n,)
        False where it is in no LSOA, and where what is known of its district is another.

    Examples
    --------
    >>> lies_with_its_lsoa(["Fenland", "Fenland", "Fenland", ""], ["Fenland", "Ely", "", "Ely"]).tolist()
    [True, False, True, False]
    """
    own = np.asarray(lsoa_district, dtype=np.str_)
    lies: Bools = own != ""
    for each in other_districts:
        other = np.asarray(each, dtype=np.str_)
        lies &= (other == "") | (other == own)
    return lies


def mean_score(
    lsoa_score: ArrayLike,
    lsoa_population: ArrayLike,
    lsoa_index: ArrayLike,
    target_index: ArrayLike,
    n_targets: int,
    *,
    least_known: float = 0.5,
) -> Floats:
    """Average the scores of LSOAs over another kind of area, weighted by the people they share.

    Parameters
    ----------
    lsoa_score : array_like, shape (a,)
        A score for each LSOA, such as the IMD score; NaN means unknown.
    lsoa_population : array_like, shape (a,)
        Residents of each LSOA; NaN means unknown.
    lsoa_index : array_like of int, shape (n,)
        Which LSOA each live postcode lies in, 0 to a - 1; -1 for none of them.
    target_index : array_like of int, shape (n,)
        Which target area each of them lies in, 0 to n_targets - 1; -1 for none.
    n_targets : int
        How many target areas there are.
    least_known : float
        The share (0 to 1) of a target's people whose LSOA must have a score, or the target has none.

    Returns
    -------
    ndarray of float64, shape (n_targets,)
        The mean over the people whose LSOA has a score; NaN where too few have, or the people are unknown.

    Raises
    ------
    ValueError
        If lengths differ, an index points to no area, or a population is negative.

    Examples
    --------
    Two LSOAs of 1,000 and 3,000 people, whole inside one ward.

    >>> mean_score([40.0, 20.0], [1000, 3000], [0, 1], [0, 0], 1)
    array([25.])
    """
    people, target = _people_by_postcode(lsoa_population, lsoa_index, target_index, n_targets)
    score = as_floats(lsoa_score, "lsoa_score", np.size(lsoa_population))
    index = as_area_index(lsoa_index, len(score), "lsoa_index")
    here = score[index[index >= 0]]
    known: Bools = ~np.isnan(here)
    everybody = _sum_or_nan(people, target, n_targets)
    scored = _sum_or_nan(np.where(known, people, 0.0), target, n_targets)
    total = _sum_or_nan(np.where(known, people * here, 0.0), target, n_targets)
    enough = (scored > 0) & (scored >= least_known * everybody)
    mean: Floats = np.full(n_targets, np.nan)
    np.divide(total, scored, out=mean, where=enough)
    return mean


def decile_score_from(score: ArrayLike, decile: ArrayLike | IntegerArray) -> Floats:
    """Find the lowest score published in each decile.

    Parameters
    ----------
    score : array_like, shape (n,)
        Scores of all LSOAs of England, higher more deprived. NaN means unknown.
    decile : array_like of int, shape (n,)
        Their deciles, 1 most deprived.

    Returns
    -------
    ndarray of float64, shape (10,)
        Of decile 1, 2 ... 10: falling numbers, as `equivalent_decile` wants them.

    Raises
    ------
    ValueError
        If a decile has no score, or the scores do not fall from decile to decile.

    Examples
    --------
    >>> decile_score_from(np.arange(20, 0, -1), np.repeat(np.arange(1, 11), 2))
    array([19., 17., 15., 13., 11.,  9.,  7.,  5.,  3.,  1.])
    """
    scores = as_floats(score, "score")
    deciles = as_floats(decile, "decile", len(scores))
    known = ~np.isnan(scores)
    lowest = np.full(N_DECILES, np.inf)
    for place in range(N_DECILES):
        lowest[place] = scores[known & (deciles == place + 1)].min(initial=np.inf)
    return _checked_bounds(lowest)


def equivalent_decile(score: ArrayLike, score_from: ArrayLike) -> IntegerArray:
    """Say in which of England's deciles an LSOA with such a score would be.

    A ward or a parish has no published decile; its mean score would fall in the range of one. (Means are less
    extreme than what they are made from: fewer wards than LSOAs reach decile 1 or 10.)

    Parameters
    ----------
    score : array_like, shape (n,)
        Mean scores of areas; NaN means unknown.
    score_from : array_like, shape (10,)
        The lowest score of deciles 1 to 10, from `decile_score_from`. A score between the highest of one
        decile and the lowest of the next one up belongs to the former; below all of them is 10.

    Returns
    -------
    pandas.arrays.IntegerArray of Int8, shape (n,)
        1 (most deprived) to 10; ``pandas.NA`` where the score is unknown.

    Raises
    ------
    ValueError
        If `score_from` is not ten falling numbers.

    Examples
    --------
    >>> equivalent_decile([19.5, 18.0, 0.2, np.nan], [19, 17, 15, 13, 11, 9, 7, 5, 3, 1])
    <IntegerArray>
    [1, 2, 10, <NA>]
    Length: 4, dtype: Int8
    """
    scores = as_floats(score, "score")
    lowest = _checked_bounds(as_floats(score_from, "score_from", N_DECILES))
    reached = np.searchsorted(lowest[::-1], scores, side="right")
    return as_nullable(N_DECILES + 1 - np.maximum(reached, 1), ~np.isnan(scores))


def _people_by_postcode(
    lsoa_population: ArrayLike, lsoa_index: ArrayLike, target_index: ArrayLike, n_targets: int
) -> tuple[Floats, Ints]:
    population = as_floats(lsoa_population, "lsoa_population")
    if (population < 0).any():
        raise ValueError("Populations must not be negative")
    lsoa = as_area_index(lsoa_index, len(population), "lsoa_index")
    target = as_area_index(target_index, n_targets, "target_index")
    if lsoa.shape != target.shape:
        raise ValueError(f"target_index must have shape {lsoa.shape}, not {target.shape}")
    postcodes = np.bincount(lsoa[lsoa >= 0], minlength=len(population))
    each = population / np.maximum(postcodes, 1)
    placed = lsoa >= 0
    return each[lsoa[placed]], target[placed]


def _sum_or_nan(people: Floats, target: Ints, n_targets: int) -> Floats:
    inside = target >= 0
    total = np.bincount(target[inside], people[inside], n_targets)
    return np.where(np.bincount(target[inside], minlength=n_targets) > 0, total, np.nan)


def _checked_bounds(lowest: Floats) -> Floats:
    if not np.isfinite(lowest).all() or not (np.diff(lowest) < 0).all():
        raise ValueError("Each decile must have scores, and lower ones than the decile before it")
    return lowest
