"""How far is it from here to the nearest place, and to the next ones?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial import cKDTree

from geo.arrays import Bools, Floats, Ints, as_points


@dataclass(frozen=True, slots=True)
class Nearest:
    """The k nearest places of each origin, nearest first.

    Attributes
    ----------
    distance_m : ndarray of float64, shape (n, k)
        Straight-line metres; NaN where there is no such place or the origin is unknown.
    place_index : ndarray of int64, shape (n, k)
        Which place; -1 where there is none.
    """

    distance_m: Floats
    place_index: Ints


def nearest_m(origins_bng: ArrayLike, places_bng: ArrayLike) -> Floats:
    """Measure the straight line from each origin to the nearest place.

    Parameters
    ----------
    origins_bng : array_like, shape (n, 2)
        Easting and northing, metres (EPSG:27700). NaN means the origin is unknown.
    places_bng : array_like, shape (m, 2)
        Easting and northing, metres (EPSG:27700). All must be known.

    Returns
    -------
    ndarray of float64, shape (n,)
        Metres. NaN where the origin is unknown, and everywhere if there are no places: nothing known is
        not the same as nothing far away, so it is never infinite and never zero.

    Raises
    ------
    ValueError
        If a shape is not (n, 2) or a place is unknown.

    Examples
    --------
    >>> nearest_m([(0, 0), (10, 0)], [(3, 4), (10, 1)])
    array([5., 1.])
    >>> nearest_m([(0, 0)], [])
    array([nan])
    """
    origins, known, places = _checked(origins_bng, places_bng)
    distance = np.full(len(origins), np.nan)
    if len(places) and known.any():
        distance[known] = cKDTree(places).query(origins[known])[0]
    return distance


def k_nearest(origins_bng: ArrayLike, places_bng: ArrayLike, k: int) -> Nearest:
    """Find the k nearest places of each origin.

    Parameters
    ----------
    origins_bng : array_like, shape (n, 2)
        Easting and northing, metres (EPSG:27700). NaN means the origin is unknown.
    places_bng : array_like, shape (m, 2)
        Easting and northing, metres (EPSG:27700). All must be known.
    k : int
        How many, at least 1. If it exceeds m the last columns are empty.

    Returns
    -------
    Nearest
        Nearest first; places at the same distance stand in the order they were given, except that which of
        several places tied for the last of the k is kept is not promised.

    Raises
    ------
    ValueError
        If a shape is not (n, 2), a place is unknown, or k is below 1.

    Examples
    --------
    >>> found = k_nearest([(0, 0)], [(3, 4), (0, 1)], k=3)
    >>> found.distance_m, found.place_index
    (array([[ 1.,  5., nan]]), array([[ 1,  0, -1]]))
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, and is {k}")
    origins, known, places = _checked(origins_bng, places_bng)
    distance = np.full((len(origins), k), np.nan)
    index = np.full((len(origins), k), -1, dtype=np.int64)
    if len(places) and known.any():
        found = cKDTree(places).query(origins[known], k=np.arange(1, k + 1))
        here, which = np.asarray(found[0]), np.asarray(found[1])
        order = np.lexsort((which, here), axis=1)
        here, which = np.take_along_axis(here, order, axis=1), np.take_along_axis(which, order, axis=1)
        missing = which == len(places)
        distance[known] = np.where(missing, np.nan, here)
        index[known] = np.where(missing, -1, which)
    return Nearest(distance, index)


def _checked(origins_bng: ArrayLike, places_bng: ArrayLike) -> tuple[Floats, Bools, Floats]:
    origins = as_points(origins_bng, "origins_bng")
    places = as_points(places_bng, "places_bng")
    if not np.isfinite(places).all():
        raise ValueError("places_bng holds a place that is not on the map; leave unplaced ones out")
    known: Bools = np.isfinite(origins[:, 0]) & np.isfinite(origins[:, 1])
    return origins, known, places
