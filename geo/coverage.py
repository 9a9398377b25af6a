"""How much of what is known lies in each area, and how far is it for the people who live there?

The measure is of postcodes, not of people: each live postcode of an area counts once. Straight-line metres.
"Nothing known" is NaN, never 0 and never infinite: the absence of a listing is not the absence of provision.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from geo.arrays import Bools, Floats, Ints, as_area_index, as_floats

WITHIN_M = 1200.0
"""About fifteen minutes' walk."""


@dataclass(frozen=True, slots=True)
class AreaCoverage:
    """What the people of each area can reach; every array has shape (n_areas,).

    Attributes
    ----------
    count : ndarray of int64
        Places inside the area.
    rate_per_1000 : ndarray of float64
        Places per 1,000 residents; NaN where the population is unknown or none.
    nearest_m : ndarray of float64
        Mean over the area's postcodes of the straight-line metres to the nearest place; NaN where the area
        has no postcode with a known distance.
    share_within : ndarray of float64
        Share (0 to 1) of those postcodes with a place no further than `within_m`; NaN as `nearest_m`.
    postcode_count : ndarray of int64
        Postcodes of the area, whether or not their distance is known.
    within_m : float
        The distance that `share_within` is about, metres.
    """

    count: Ints
    rate_per_1000: Floats
    nearest_m: Floats
    share_within: Floats
    postcode_count: Ints
    within_m: float


def area_coverage(
    postcode_nearest_m: ArrayLike,
    postcode_area: ArrayLike,
    place_area: ArrayLike,
    population: ArrayLike,
    *,
    place_listing: ArrayLike | None = None,
    within_m: float = WITHIN_M,
) -> AreaCoverage:
    """Sum up, for each area, what is in it and how far its postcodes are from the nearest place.

    Parameters
    ----------
    postcode_nearest_m : array_like, shape (n,)
        Straight-line metres from each postcode to the nearest place, as `geo.nearest.nearest_m` gives them;
        NaN means unknown, and such a postcode takes no part in mean and share.
    postcode_area : array_like of int, shape (n,)
        Which area each postcode lies in, 0 to n_areas - 1; -1 for none of them.
    place_area : array_like of int, shape (m,)
        Which area each place lies in, likewise.
    population : array_like, shape (n_areas,)
        Residents of each area; NaN means unknown. Its length says how many areas there are.
    place_listing : array_like of int, shape (m,), optional
        Which listing each place belongs to. A listing with several places in one area then counts once
        there. Without it every place counts.
    within_m : float
        Metres; 1,200 unless told. A postcode exactly so far away is within.

    Returns
    -------
    AreaCoverage

    Raises
    ------
    ValueError
        If lengths differ, an index points to no area, or a distance or a population is negative.

    Examples
    --------
    Two areas; the first has two postcodes, 500 m and 1,500 m from the nearest of one place inside it.

    >>> found = area_coverage([500.0, 1500.0], [0, 0], [0], [2000, 900])
    >>> found.count, found.rate_per_1000
    (array([1, 0]), array([0.5, 0. ]))
    >>> found.nearest_m, found.share_within
    (array([1000.,   nan]), array([0.5, nan]))
    """
    residents = as_floats(population, "population")
    n_areas = len(residents)
    area = as_area_index(postcode_area, n_areas, "postcode_area")
    distance = as_floats(postcode_nearest_m, "postcode_nearest_m", len(area))
    if (distance < 0).any() or (residents < 0).any():
        raise ValueError("Distances and populations must not be negative")
    count = count_by_area(place_area, n_areas, place_listing)
    known: Bools = ~np.isnan(distance) & (area >= 0)
    measured = np.bincount(area[known], minlength=n_areas)
    return AreaCoverage(
        count=count,
        rate_per_1000=rate_per_1000(count, residents),
        nearest_m=_ratio(np.bincount(area[known], distance[known], n_areas), measured),
        share_within=_ratio(np.bincount(area[known & (distance <= within_m)], minlength=n_areas), measured),
        postcode_count=np.bincount(area[area >= 0], minlength=n_areas),
        within_m=float(within_m),
    )


def count_by_area(place_area: ArrayLike, n_areas: int, place_listing: ArrayLike | None = None) -> Ints:
    """Count the places, or the listings, that lie in each area.

    Parameters
    ----------
    place_area : array_like of int, shape (m,)
        Which area each place lies in, 0 to n_areas - 1; -1 for none of them.
    n_areas : int
        How many areas there are.
    place_listing : array_like of int, shape (m,), optional
        Which listing each place belongs to: with it a listing counts once in an area.

    Returns
    -------
    ndarray of int64, shape (n_areas,)

    Raises
    ------
    ValueError
        If an index points to no area, or the lengths differ.

    Examples
    --------
    >>> count_by_area([0, 0, 2, -1], 3)
    array([2, 0, 1])
    >>> count_by_area([0, 0, 2, -1], 3, place_listing=[7, 7, 7, 8])
    array([1, 0, 1])
    """
    area = as_area_index(place_area, n_areas, "place_area")
    if place_listing is not None:
        _, listing = np.unique(np.asarray(place_listing), return_inverse=True)
        if listing.shape != area.shape:
            raise ValueError(f"place_listing must have shape {area.shape}, not {listing.shape}")
        area = np.unique(np.stack((area, listing)), axis=1)[0]
    return np.bincount(area[area >= 0], minlength=n_areas)


def rate_per_1000(count: ArrayLike, population: ArrayLike) -> Floats:
    """Divide counts by people.

    Parameters
    ----------
    count : array_like, shape (n_areas,)
        How many.
    population : array_like, shape (n_areas,)
        Residents; NaN means unknown.

    Returns
    -------
    ndarray of float64, shape (n_areas,)
        Per 1,000 residents; NaN where nobody lives or the population is unknown.

    Examples
    --------
    >>> rate_per_1000([3, 1], [1500, 0])
    array([ 2., nan])
    """
    return _ratio(1000.0 * as_floats(count, "count"), as_floats(population, "population"))


def _ratio(above: ArrayLike, below: ArrayLike) -> Floats:
    numerator, denominator = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    quotient: Floats = np.full(len(denominator), np.nan)
    np.divide(numerator, denominator, out=quotient, where=denominator > 0)
    return quotient
