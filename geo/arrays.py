"""What shapes do arrays of points, metres and classes have, and is this one of them?"""

from typing import Any, TypeAlias, cast

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from pandas.arrays import IntegerArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Codes: TypeAlias = NDArray[Any]
"""Area codes: an array of `str`, or of `object` holding `str` and `None` for unknown."""


def as_points(points_bng: ArrayLike, name: str = "points_bng") -> Floats:
    """Read an array of points, or say what is wrong with it.

    Parameters
    ----------
    points_bng : array_like, shape (n, 2)
        Easting and northing in metres (EPSG:27700). NaN means the point is unknown. An empty
        sequence of any shape is no points.
    name : str
        What to call the array in the error.

    Returns
    -------
    ndarray of float64, shape (n, 2)

    Raises
    ------
    ValueError
        If the shape is not (n, 2).

    Examples
    --------
    >>> as_points([(545420, 257901)])
    array([[545420., 257901.]])
    >>> as_points([]).shape
    (0, 2)
    """
    points = np.asarray(points_bng, dtype=np.float64)
    if points.size == 0:
        return np.empty((0, 2))
    if points.ndim != 2 or points.shape[1] != 2:  # noqa: PLR2004
        raise ValueError(f"{name} must have shape (n, 2), not {points.shape}")
    return points


def as_area_index(area_index: ArrayLike, n_areas: int, name: str = "area_index") -> Ints:
    """Read an array that says which area each row lies in, or say what is wrong with it.

    Parameters
    ----------
    area_index : array_like of int, shape (n,)
        Position of the area, from 0 to ``n_areas - 1``; -1 means in none of them.
    n_areas : int
        How many areas there are.
    name : str
        What to call the array in the error.

    Returns
    -------
    ndarray of int64, shape (n,)

    Raises
    ------
    ValueError
        If it is not one-dimensional and whole, or an index is below -1 or above ``n_areas - 1``.

    Examples
    --------
    >>> as_area_index([0, 2, -1], 3)
    array([ 0,  2, -1])
    >>> as_area_index([3], 3)
    Traceback (most recent call last):
    ...
    ValueError: area_index must lie between -1 and 2, not between 3 and 3
    """
    index = np.asarray(area_index)
    if index.size == 0:
        return np.empty(0, dtype=np.int64)
    if index.ndim != 1 or index.dtype.kind not in "iu":
        raise ValueError(f"{name} must be one-dimensional whole numbers, not {index.dtype} {index.shape}")
    if index.min() < -1 or index.max() >= n_areas:
        raise ValueError(
            f"{name} must lie between -1 and {n_areas - 1}, not between {index.min()} and {index.max()}"
        )
    return index.astype(np.int64, copy=False)


def as_floats(values: ArrayLike | IntegerArray, name: str, n: int | None = None) -> Floats:
    """Read numbers of which some may be unknown.

    Parameters
    ----------
    values : array_like or nullable pandas array, shape (n,)
        Numbers; NaN, ``None`` and ``pandas.NA`` all mean unknown.
    name : str
        What to call the array in the error.
    n : int, optional
        The length it must have.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where unknown.

    Raises
    ------
    ValueError
        If it is not one-dimensional, or has another length than `n`.

    Examples
    --------
    >>> as_floats([1, None, 3], "imd_rank")
    array([ 1., nan,  3.])
    """
    if isinstance(values, np.ndarray) and values.dtype == np.float64:
        floats = cast("Floats", values)
    else:
        floats = np.asarray(
            pd.Series(cast("Any", values), dtype="Float64").to_numpy(np.float64, na_value=np.nan)
        )
    if floats.ndim != 1 or (n is not None and len(floats) != n):
        raise ValueError(f"{name} must have shape ({'n' if n is None else n},), not {floats.shape}")
    return floats


def as_nullable(values: ArrayLike, known: ArrayLike, dtype: str = "Int8") -> IntegerArray:
    """Make whole numbers of which some are unknown.

    Parameters
    ----------
    values : array_like of int, shape (n,)
        The numbers; what stands where `known` is False does not matter.
    known : array_like of bool, shape (n,)
        Where the number is known.
    dtype : str
        A nullable pandas dtype, "Int8" unless told.

    Returns
    -------
    pandas.arrays.IntegerArray, shape (n,)
        ``pandas.NA`` where unknown. ``as_optional`` makes a list for a database of it.

    Examples
    --------
    >>> as_nullable([3, 0], [True, False])
    <IntegerArray>
    [3, <NA>]
    Length: 2, dtype: Int8
    """
    width = np.dtype(dtype.lower())
    there = np.asarray(known, dtype=np.bool_)
    return IntegerArray(np.where(there, values, 0).astype(width), ~there)


def as_optional(values: IntegerArray | Floats) -> list[Any]:
    """Turn an array with unknowns into a list with None, for a database or JSON.

    Parameters
    ----------
    values : IntegerArray or ndarray of float64, shape (n,)
        ``pandas.NA`` and NaN mean unknown.

    Returns
    -------
    list of int, float or None

    Examples
    --------
    >>> as_optional(np.array([1.5, np.nan]))
    [1.5, None]
    >>> as_optional(as_nullable([3, 0], [True, False]))
    [3, None]
    """
    if isinstance(values, IntegerArray):
        return [None if value is pd.NA else int(value) for value in values]
    return [
        None if unknown else value for value, unknown in zip(values.tolist(), np.isnan(values), strict=True)
    ]
