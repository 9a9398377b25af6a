"""What hangs on one listing: who would have how far to go if it closed?

Leave-one-out without recounting: when a listing goes, the people for whom it was the nearest go to their
second-nearest listing, and nobody else notices. So the two nearest *listings* of each origin (not places: a
mobile library has hundreds of stops and closes as one) give the answer for every listing at once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from geo.arrays import Bools, Floats, Ints, as_area_index, as_floats
from geo.coverage import WITHIN_M
from geo.nearest import k_nearest


@dataclass(frozen=True, slots=True)
class NearestListings:
    """The k nearest listings of each origin, nearest first.

    Attributes
    ----------
    distance_m : ndarray of float64, shape (n, k)
        Straight-line metres to the nearest place of that listing; NaN where there is no such listing or the
        origin is unknown.
    listing_index : ndarray of int64, shape (n, k)
        Which listing; -1 where there is none.
    """

    distance_m: Floats
    listing_index: Ints


@dataclass(frozen=True, slots=True)
class Fragility:
    """What would change if each listing closed; every array has shape (n_listings,).

    Attributes
    ----------
    people : ndarray of float64
        People for whom it is the nearest; 0 where it is nobody's.
    mean_extra_m : ndarray of float64
        How many metres further those people would have to go, the mean over them. NaN where it is nobody's
        nearest, or where for one of them no other listing is known: how far is then not known.
    people_beyond : ndarray of float64
        People who have a listing no further than `within_m` now and would have none known so near without
        it.
    within_m : float
        The distance that `people_beyond` is about, metres.
    """

    people: Floats
    mean_extra_m: Floats
    people_beyond: Floats
    within_m: float


def nearest_listings(
    origins_bng: ArrayLike, places_bng: ArrayLike, place_listing: ArrayLike, k: int
) -> NearestListings:
    """Find the k nearest different listings of each origin, where a listing may have many places.

    Parameters
    ----------
    origins_bng : array_like, shape (n, 2)
        Easting and northing, metres (EPSG:27700). NaN means the origin is unknown.
    places_bng : array_like, shape (m, 2)
        Easting and northing, metres (EPSG:27700). All must be known.
    place_listing : array_like of int, shape (m,)
        Which listing each place belongs to, from 0.
    k : int
        How many, at least 1. If there are fewer listings the last columns are empty.

    Returns
    -------
    NearestListings
        Nearest first; listings at the same distance in the order of their numbers, also where that decides
        which is still among the k. The order of origins and of places plays no part.

    Raises
    ------
    ValueError
        If a shape does not fit, a place is unknown or has no listing, or k is below 1.

    Notes
    -----
    Asks for the nearest places, and for twice as many again where too few listings are among them.

    Examples
    --------
    A mobile library (0) stops 1 m and 2 m away; a hall (1) is 5 m away.

    >>> found = nearest_listings([(0, 0)], [(0, 1), (0, 2), (3, 4)], [0, 0, 1], k=2)
    >>> found.distance_m, found.listing_index
    (array([[1., 5.]]), array([[0, 1]]))
    """
    origins = np.asarray(origins_bng, dtype=np.float64).reshape(-1, 2)
    listing = np.asarray(place_listing)
    if listing.size == 0:
        listing = np.empty(0, dtype=np.int64)
    n_places = len(listing)
    if listing.shape != (len(np.asarray(places_bng)),) or listing.dtype.kind not in "iu":
        raise ValueError(f"place_listing must be a whole number for each place, not {listing.shape}")
    if (listing < 0).any():
        raise ValueError("place_listing must not be negative; leave places without a listing out")
    distance = np.full((len(origins), max(k, 1)), np.nan)
    index = np.full(distance.shape, -1, dtype=np.int64)
    waiting = np.arange(len(origins))
    asked = k
    while len(waiting):
        # One more than asked for: only a place further away proves that no equal has been missed.
        near = k_nearest(origins[waiting], places_bng, min(asked + 1, n_places) if k >= 1 and n_places else k)
        far_m, which = near.distance_m, near.place_index
        owner = np.where(which >= 0, listing[which], -1) if n_places else which
        order = np.lexsort((owner, far_m), axis=1)
        far_m, owner = np.take_along_axis(far_m, order, axis=1), np.take_along_axis(owner, order, axis=1)
        first = _first_of_each(owner)
        position = np.cumsum(first, axis=1) - 1
        keep = first & (position < k)
        row, column = np.nonzero(keep)
        found_m = np.full((len(waiting), k), np.nan)
        found = np.full((len(waiting), k), -1, dtype=np.int64)
        found_m[row, position[keep]] = far_m[row, column]
        found[row, position[keep]] = owner[row, column]
        finished = (found_m[:, -1] < far_m[:, -1]) | np.isnan(far_m[:, 0])
        if asked + 1 >= n_places:
            finished[:] = True
        distance[waiting[finished]], index[waiting[finished]] = found_m[finished], found[finished]
        waiting = waiting[~finished]
        asked *= 2
    return NearestListings(distance, index)


def fragility(
    nearest2_m: ArrayLike,
    nearest_listing: ArrayLike,
    n_listings: int,
    postcode_people: ArrayLike,
    *,
    within_m: float = WITHIN_M,
) -> Fragility:
    """Work out for every listing who would miss it.

    Parameters
    ----------
    nearest2_m : array_like, shape (n, 2)
        Metres from each postcode to the nearest and to the second-nearest listing (`nearest_listings` with
        k = 2); NaN where none is known.
    nearest_listing : array_like of int, shape (n,)
        Which listing is the nearest, 0 to n_listings - 1; -1 for none. Of several equally near the smallest
        number stands for all: without it nobody has further to go.
    n_listings : int
        How many listings there are.
    postcode_people : array_like, shape (n,)
        People at each postcode; NaN (unknown) takes no part.
    within_m : float
        Metres; 1,200 unless told. A listing exactly so far away is within.

    Returns
    -------
    Fragility

    Raises
    ------
    ValueError
        If shapes differ, an index points to no listing, a number is negative, or a second-nearest is nearer
        than the nearest.

    Examples
    --------
    Ten people live 100 m from listing 0 and 900 m from listing 1; five live by listing 1, far from any other.

    >>> found = fragility([[100, 900], [0, 5000]], [0, 1], 3, [10, 5])
    >>> found.people, found.mean_extra_m, found.people_beyond
    (array([10.,  5.,  0.]), array([ 800., 5000.,   nan]), array([0., 5., 0.]))
    """
    people = as_floats(postcode_people, "postcode_people")
    two = np.asarray(nearest2_m, dtype=np.float64)
    two = two.reshape(0, 2) if two.size == 0 else two
    if two.shape != (len(people), 2):
        raise ValueError(f"nearest2_m must have shape ({len(people)}, 2), not {two.shape}")
    nearest = as_area_index(nearest_listing, n_listings, "nearest_listing")
    if len(nearest) != len(people):
        raise ValueError(f"nearest_listing must have shape ({len(people)},), not {nearest.shape}")
    if (people < 0).any() or (two < 0).any():
        raise ValueError("Distances and people must not be negative")
    if (two[:, 1] < two[:, 0]).any():
        raise ValueError("nearest2_m holds a second-nearest that is nearer than the nearest")
    counted: Bools = (nearest >= 0) & ~np.isnan(people) & ~np.isnan(two[:, 0])
    owner, weight = nearest[counted], people[counted]
    first, second = two[counted].T
    served = _sum_by(owner, weight, n_listings)
    extra = _sum_by(owner, np.where(weight > 0, weight * (second - first), 0.0), n_listings)
    lost = (first <= within_m) & ~(second <= within_m)
    return Fragility(
        people=served,
        mean_extra_m=_over(extra, served),
        people_beyond=_sum_by(owner[lost], weight[lost], n_listings),
        within_m=float(within_m),
    )


def hangs_on_one(
    listings_within: ArrayLike, postcode_area: ArrayLike, n_areas: int, postcode_people: ArrayLike
) -> Floats:
    """Say for each area what share of its people have exactly one listing in reach.

    Parameters
    ----------
    listings_within : array_like, shape (n,)
        How many listings are in reach of each postcode. That of the two nearest alone will do
        (``(nearest2_m <= within_m).sum(axis=1)``); NaN means unknown.
    postcode_area : array_like of int, shape (n,)
        Which area each postcode lies in, 0 to n_areas - 1; -1 for none of them.
    n_areas : int
        How many areas there are.
    postcode_people : array_like, shape (n,)
        People at each postcode; NaN (unknown) takes no part.

    Returns
    -------
    ndarray of float64, shape (n_areas,)
        0 to 1, of all people of the area for whom the number is known, those with none in reach included;
        NaN where that is nobody.

    Raises
    ------
    ValueError
        If lengths differ, an index points to no area, or a number is negative.

    Examples
    --------
    >>> hangs_on_one([1, 2, 0, 1], [0, 0, 0, -1], 2, [10, 20, 10, 99])
    array([0.25,  nan])
    """
    people = as_floats(postcode_people, "postcode_people")
    number = as_floats(listings_within, "listings_within", len(people))
    area = as_area_index(postcode_area, n_areas, "postcode_area")
    if len(area) != len(people):
        raise ValueError(f"postcode_area must have shape ({len(people)},), not {area.shape}")
    if (people < 0).any() or (number < 0).any():
        raise ValueError("Numbers of listings and people must not be negative")
    counted: Bools = (area >= 0) & ~np.isnan(people) & ~np.isnan(number)
    one = counted & (number == 1)
    return _over(_sum_by(area[one], people[one], n_areas), _sum_by(area[counted], people[counted], n_areas))


def _first_of_each(owner: Ints) -> Bools:
    """Mark where each listing first stands in its row; -1 is no listing."""
    order = np.argsort(owner, axis=1, kind="stable")
    ordered = np.take_along_axis(owner, order, axis=1)
    fresh = np.ones(owner.shape, dtype=np.bool_)
    fresh[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    first = np.empty(owner.shape, dtype=np.bool_)
    np.put_along_axis(first, order, fresh & (ordered >= 0), axis=1)
    return first


def _sum_by(index: Ints, weight: Floats, n: int) -> Floats:
    # In order of size, so that a sum of fractions does not hang on the order of the rows.
    order = np.argsort(weight)
    return np.bincount(index[order], weight[order], n).astype(np.float64, copy=False)


def _over(above: Floats, below: Floats) -> Floats:
    quotient: Floats = np.full(len(below), np.nan)
    np.divide(above, below, out=quotient, where=below > 0)
    return quotient
