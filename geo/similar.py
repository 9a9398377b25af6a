"""Which areas are most alike?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Alike:
    """The areas most like one area, the most alike first.

    Attributes
    ----------
    index : ndarray of int64, shape (k,)
        Which areas; fewer than were asked for where no more can be compared.
    distance : ndarray of float64, shape (k,)
        How unlike each is: 0 is the same in everything that is known of both, 1 about one standard deviation
        apart in each measure.
    """

    index: Ints
    distance: Floats


def standardised(measures: ArrayLike) -> Floats:
    """Bring measures of different units to one scale: each has mean 0 and standard deviation 1.

    Parameters
    ----------
    measures : array_like, shape (n, m)
        One row an area, one column a measure, each in its own unit. NaN where unknown.

    Returns
    -------
    ndarray of float64, shape (n, m)
        NaN where unknown; 0 throughout a measure that is the same everywhere.

    Examples
    --------
    >>> standardised([[1, 5], [3, 5]])
    array([[-1.,  0.],
           [ 1.,  0.]])
    """
    values = _checked(measures)
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=0), 1)
    filled = np.where(known, values, 0.0)
    # A measure of one value has no spread, whatever rounding says: its smallest is its largest.
    flat = np.array(
        [len(np.unique(column[there])) <= 1 for column, there in zip(values.T, known.T, strict=True)]
    )
    offset = np.where(known, values - filled.sum(axis=0) / count, 0.0)
    spread = np.sqrt((offset**2).sum(axis=0) / count)
    scaled = np.where(flat, 0.0, offset / np.where(flat | (spread == 0), 1.0, spread))
    return np.where(known, scaled, np.nan)


def most_alike(measures: ArrayLike, of: int, k: int, *, among: ArrayLike | None = None) -> Alike:
    """Find the areas that are most like one area in several measures at once.

    Each measure is brought to one scale over all areas given (`standardised`), so that no unit counts for
    more than another, and areas are compared by the root mean square of the differences. A measure that is
    unknown of either area is left out of that comparison and the others stand for it (Dixon 1979); areas that
    have no measure in common are not compared.

    This is the nearest-neighbour approach by which English councils have been compared with similar ones
    since the 1990s: CIPFA, *Nearest Neighbours Model* (sums of squared differences of standardised
    indicators). Missing values: J. K. Dixon, "Pattern recognition with partly missing data", IEEE
    Transactions on Systems, Man, and Cybernetics 9 (1979), 617-621.

    Parameters
    ----------
    measures : array_like, shape (n, m)
        One row an area, one column a measure, in any unit: take the logarithm first of what is alike by
        ratio, such as population. NaN where unknown.
    of : int
        The row of the area that others are compared with.
    k : int
        How many to find, at least 1.
    among : array_like of bool, shape (n,), optional
        Which areas may be found; all by default. The scale is made of all areas either way.

    Returns
    -------
    Alike
        Never the area itself. Areas that are equally alike stand in the order they were given.

    Raises
    ------
    ValueError
        If the shape is not (n, m), there is no such row, or k is less than 1.

    Examples
    --------
    >>> found = most_alike([[2.0, 10], [2.1, 11], [5.0, 40], [2.0, 12]], of=0, k=2)
    >>> found.index
    array([1, 3])
    """
    scaled = standardised(measures)
    if not 0 <= of < len(scaled):
        raise ValueError(f"there is no area {of}: {len(scaled)} are given")
    if k < 1:
        raise ValueError("ask for at least one area")
    offset = scaled - scaled[of]
    shared = ~np.isnan(offset)
    common = shared.sum(axis=1)
    squares = np.where(shared, offset, 0.0) ** 2
    distance = np.full(len(scaled), np.inf)
    told = common > 0
    distance[told] = np.sqrt(squares[told].sum(axis=1) / common[told])
    may = np.isfinite(distance)
    may[of] = False
    if among is not None:
        may &= np.asarray(among, dtype=np.bool_)
    order = np.argsort(np.where(may, distance, np.inf), kind="stable")
    index = order[: min(k, int(may.sum()))].astype(np.int64)
    return Alike(index, distance[index])


def _checked(measures: ArrayLike) -> Floats:
    values = np.asarray(measures, dtype=np.float64)
    if values.ndim != 2:  # noqa: PLR2004
        raise ValueError(f"measures must have the shape (areas, measures), not {values.shape}")
    return values
