"""How much need is there, by the English indices of deprivation?

England's deciles run from 1 (the most deprived tenth of England's LSOAs) to 10. Source: MHCLG, English
Indices of Deprivation 2019 and 2025.
"""

import numpy as np
from numpy.typing import ArrayLike
from pandas.arrays import IntegerArray

from geo.arrays import Bools, as_floats, as_nullable

HIGHEST_NEED_DECILE = 3
MIDDLE_NEED_DECILE = 7


def need_class(imd_decile: ArrayLike | IntegerArray) -> IntegerArray:
    """Sort areas into low, middle and high need by their decile in England.

    Parameters
    ----------
    imd_decile : array_like or nullable pandas array, shape (n,)
        1 (most deprived) to 10; NaN, ``None`` or ``pandas.NA`` means unknown.

    Returns
    -------
    pandas.arrays.IntegerArray of Int8, shape (n,)
        3 high need (deciles 1 to 3), 2 middle (4 to 7), 1 low (8 to 10); ``pandas.NA`` where unknown.

    Raises
    ------
    ValueError
        If a decile is not a whole number from 1 to 10.

    Examples
    --------
    >>> need_class([1, 4, 10, None])
    <IntegerArray>
    [3, 2, 1, <NA>]
    Length: 4, dtype: Int8
    """
    decile = as_floats(imd_decile, "imd_decile")
    known = ~np.isnan(decile)
    if not np.isin(decile[known], np.arange(1, 11)).all():
        raise ValueError("imd_decile must be whole numbers from 1 to 10")
    classes = np.where(decile <= HIGHEST_NEED_DECILE, 3, np.where(decile <= MIDDLE_NEED_DECILE, 2, 1))
    return as_nullable(classes, known)


def most_deprived_third_here(imd_rank: ArrayLike | IntegerArray) -> Bools:
    """Mark the most deprived third of a chosen set of areas, however they stand in England.

    The second rule beside `need_class`: several districts have no area among England's most deprived 30 %,
    and still have a part that is worse off than the rest.

    Parameters
    ----------
    imd_rank : array_like or nullable pandas array, shape (n,)
        Rank in England, 1 most deprived, of the areas of the set (a district, a region). NaN means unknown.

    Returns
    -------
    ndarray of bool, shape (n,)
        True for ranks no greater than the first tercile of the known ones (``numpy.quantile``, linear): a
        third of them, rounded up, and more only if several areas tie at the edge. False where unknown.

    Examples
    --------
    >>> most_deprived_third_here([900, 100, 500, 700, np.nan])
    array([False,  True,  True, False, False])
    """
    rank = as_floats(imd_rank, "imd_rank")
    known = ~np.isnan(rank)
    if not known.any():
        return known
    marked: Bools = rank <= np.quantile(rank[known], 1 / 3)
    return marked
