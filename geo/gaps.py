"""Where is need high and access low?

Two classes of three, put together in a 3 by 3 table, and a ranking of the areas in its worst corner.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from pandas.arrays import IntegerArray

from geo.arrays import Bools, Codes, Floats, as_floats, as_nullable

WORST = 3


def access_breaks_m(nearest_m: ArrayLike) -> tuple[float, float] | None:
    """Find where the thirds of a region's distances part.

    Parameters
    ----------
    nearest_m : array_like, shape (n,)
        Mean metres to the nearest place, of the areas of one region; NaN means unknown.

    Returns
    -------
    tuple of float or None
        The terciles of the known distances (``numpy.quantile``, linear interpolation), metres; None where
        none is known.

    Examples
    --------
    >>> access_breaks_m([0.0, 300.0, 600.0, 900.0])
    (300.0, 600.0)
    """
    distance = as_floats(nearest_m, "nearest_m")
    known = distance[~np.isnan(distance)]
    if not len(known):
        return None
    low, high = np.quantile(known, (1 / 3, 2 / 3))
    return float(low), float(high)


def access_class(nearest_m: ArrayLike) -> IntegerArray:
    """Sort the areas of a region into thirds by how far the nearest place is.

    The cuts are the terciles of the known distances (``numpy.quantile``, linear interpolation) and an area
    on a cut belongs to the nearer class, as ``pandas.qcut(nearest_m, 3)`` has it. Areas with the same
    distance are always in the same class, and the order of the areas plays no part. Where all are alike all
    are in class 1.

    Parameters
    ----------
    nearest_m : array_like, shape (n,)
        Mean metres to the nearest place, of the areas of one region; NaN means unknown.

    Returns
    -------
    pandas.arrays.IntegerArray of Int8, shape (n,)
        1 the nearest third, 2 the middle one, 3 the furthest; ``pandas.NA`` where unknown.

    Examples
    --------
    >>> access_class([100.0, 4000.0, 900.0, np.nan])
    <IntegerArray>
    [1, 3, 2, <NA>]
    Length: 4, dtype: Int8
    """
    distance = as_floats(nearest_m, "nearest_m")
    known = ~np.isnan(distance)
    breaks = access_breaks_m(distance)
    if breaks is None:
        return as_nullable(np.zeros(len(distance)), known)
    near, far = breaks
    return as_nullable(1 + (distance > near).astype(np.int8) + (distance > far), known)


def bivariate_class(need: IntegerArray, access: IntegerArray) -> IntegerArray:
    """Put need and access together into one of nine classes, for a 3 by 3 map.

    Parameters
    ----------
    need, access : pandas.arrays.IntegerArray, shape (n,)
        1 to 3, 3 worst; ``pandas.NA`` means unknown.

    Returns
    -------
    pandas.arrays.IntegerArray of Int8, shape (n,)
        ``3 * (need - 1) + access``: 1 is low need and near, 3 low need and far, 7 high need and near, 9 high
        need and far. ``pandas.NA`` where either is unknown.

    Examples
    --------
    >>> bivariate_class(as_nullable([1, 3, 3], [1, 1, 0]), as_nullable([1, 3, 3], [1, 1, 1]))
    <IntegerArray>
    [1, 9, <NA>]
    Length: 3, dtype: Int8
    """
    need_known, access_known = ~np.asarray(need.isna()), ~np.asarray(access.isna())
    classes = 3 * (_filled(need) - 1) + _filled(access)
    return as_nullable(classes, need_known & access_known)


def gap_rank(
    nearest_m: ArrayLike,
    imd_rank: ArrayLike | IntegerArray,
    codes: Codes,
    need: IntegerArray,
    access: IntegerArray,
) -> IntegerArray:
    """Rank the areas where need is high and access is low.

    Parameters
    ----------
    nearest_m : array_like, shape (n,)
        Mean metres to the nearest place.
    imd_rank : array_like or nullable pandas array, shape (n,)
        Rank in England, 1 most deprived.
    codes : array_like of str, shape (n,)
        Area codes, which settle what is otherwise equal.
    need, access : pandas.arrays.IntegerArray, shape (n,)
        From `geo.need.need_class` and `access_class`.

    Returns
    -------
    pandas.arrays.IntegerArray of Int32, shape (n,)
        1 worst, without gaps or ties: furthest first, then most deprived, then smallest code. Only where both
        classes are 3, else ``pandas.NA``.

    Raises
    ------
    ValueError
        If the lengths differ.

    Examples
    --------
    >>> three = as_nullable([3, 3, 3, 2], [1, 1, 1, 1])
    >>> gap_rank([5000, 7000, 5000, 9000], [40, 90, 10, 1], np.array(["a", "b", "c", "d"]), three, three)
    <IntegerArray>
    [3, 1, 2, <NA>]
    Length: 4, dtype: Int32
    """
    worst: Bools = (_filled(need) == WORST) & (_filled(access) == WORST)
    return rank_among(nearest_m, imd_rank, codes, worst)


def rank_among(
    nearest_m: ArrayLike, imd_rank: ArrayLike | IntegerArray, codes: Codes, candidates: Bools
) -> IntegerArray:
    """Rank chosen areas by access, then by deprivation, then by code.

    What `gap_rank` does, for any choice of areas: with
    ``geo.need.most_deprived_third_here(imd_rank) & (access == 3)`` it is the rule called *here*.

    Parameters
    ----------
    nearest_m : array_like, shape (n,)
        Mean metres to the nearest place; an area where it is unknown is not ranked.
    imd_rank : array_like or nullable pandas array, shape (n,)
        Rank in England, 1 most deprived; unknown comes last among equals.
    codes : array_like of str, shape (n,)
        Area codes.
    candidates : ndarray of bool, shape (n,)
        Which areas take part.

    Returns
    -------
    pandas.arrays.IntegerArray of Int32, shape (n,)
        1 worst; ``pandas.NA`` for areas that take no part.

    Raises
    ------
    ValueError
        If the lengths differ.

    Examples
    --------
    >>> rank_among([5000, 7000], [40, 90], np.array(["a", "b"]), np.array([True, False]))
    <IntegerArray>
    [1, <NA>]
    Length: 2, dtype: Int32
    """
    distance = as_floats(nearest_m, "nearest_m")
    n = len(distance)
    deprivation = as_floats(imd_rank, "imd_rank", n)
    names = np.asarray(codes, dtype=np.str_)
    if names.shape != (n,) or np.shape(candidates) != (n,):
        raise ValueError(f"codes and candidates must have shape ({n},)")
    ranked = np.asarray(candidates, dtype=np.bool_) & ~np.isnan(distance)
    order = np.lexsort((names, deprivation, -distance, ~ranked))[: np.count_nonzero(ranked)]
    rank = np.zeros(n, dtype=np.int32)
    rank[order] = np.arange(1, len(order) + 1)
    return as_nullable(rank, ranked, "Int32")


@dataclass(frozen=True, slots=True)
class PeopleBeyond:
    """How many people of the areas in need live in areas further away than a distance.

    Attributes
    ----------
    people : int
        Residents of areas in need whose mean distance is greater than `distance_m`.
    of_people : int
        Residents of all areas in need whose distance is known.
    unknown_people : int
        Residents of areas in need whose distance is unknown: they are in neither number.
    areas, of_areas : int
        The same, counted in areas.
    distance_m : float
        Metres.
    """

    people: int
    of_people: int
    unknown_people: int
    areas: int
    of_areas: int
    distance_m: float


def people_beyond(
    population: ArrayLike, nearest_m: ArrayLike, in_need: Bools, distance_m: float
) -> PeopleBeyond:
    """Count the people in need who live beyond a distance, for a sentence in people and not in areas.

    Parameters
    ----------
    population : array_like, shape (n,)
        Residents of each area; unknown counts as nobody.
    nearest_m : array_like, shape (n,)
        Mean metres to the nearest place; NaN means unknown.
    in_need : ndarray of bool, shape (n,)
        Which areas are in need.
    distance_m : float
        Metres; an area exactly so far away is not beyond.

    Returns
    -------
    PeopleBeyond

    Raises
    ------
    ValueError
        If the lengths differ.

    Examples
    --------
    >>> people_beyond([1500, 1600, 1700], [3500.0, 800.0, 9000.0], np.array([True, True, False]), 3000.0)
    PeopleBeyond(people=1500, of_people=3100, unknown_people=0, areas=1, of_areas=2, distance_m=3000.0)
    """
    distance = as_floats(nearest_m, "nearest_m")
    residents = np.nan_to_num(as_floats(population, "population", len(distance)))
    if np.shape(in_need) != distance.shape:
        raise ValueError(f"in_need must have shape {distance.shape}")
    needy = np.asarray(in_need, dtype=np.bool_)
    known = needy & ~np.isnan(distance)
    beyond = needy & (distance > distance_m)
    return PeopleBeyond(
        people=_people(residents, beyond),
        of_people=_people(residents, known),
        unknown_people=_people(residents, needy & ~known),
        areas=int(np.count_nonzero(beyond)),
        of_areas=int(np.count_nonzero(known)),
        distance_m=float(distance_m),
    )


def _people(residents: Floats, chosen: Bools) -> int:
    return round(float(residents[chosen].sum()))


def _filled(classes: IntegerArray) -> Floats:
    return as_floats(classes, "classes")
