"""How long does it take to get from where people live to the places, and which places are within a limit?

A travel cost is one interface, `TravelCost`. Built in is the straight line times a detour factor over a speed
(`StraightLine`); `geo.network.Network` walks a street network instead.

The default speeds and detour factors (settings may override them), with where they come from:

- **Walk**, 4.8 km/h, detour 1.2, 15 minutes. Speed: 80 m a minute, usual in accessibility planning in England
  (Thurrock; the DfT models 2.9 mph, 4.7 km/h). Detour: Newell (1980) has 1.2 for random points of a town,
  O'Sullivan and Morrall (1996) 1.21 to 1.23 for walks to stations.
- **Cycle**, 16 km/h, detour 1.3, 20 minutes. Speed: DfT Journey Time Statistics, 16 km/h (9.9 mph) on every
  road; the DfT adds 5 minutes to park, which are not added here. Detour: **an assumption**, as for driving.
- **Drive**, 40 km/h, detour 1.3, 20 minutes. Speed: local A roads in England averaged 25.4 mph (40.9 km/h) in
  the year to June 2019. That it holds for a whole way is **an assumption**: it is slower in towns (11.6 mph
  on urban streets in the DfT's model) and faster between them, and parking takes no time. Detour: Wang et al.
  (2024) 1.3, give or take 0.1.

What this does not know: rivers, railways, dykes and the sea, hills, and that a short way is more roundabout
than a long one. Boscoe et al. (2012) found driving and straight-line distance to correlate with r² above 0.9
over the United States, with the exceptions beside water. The Fens are full of it: there a street network is
worth loading.

Sources
-------
Department for Transport, Journey Time Statistics: notes and definitions (2019).
Department for Transport, Travel time measures for the Strategic Road Network and local 'A' roads: July 2018
to June 2019.
Thurrock Council, Study of travel access in and around Thurrock: travel types (4.8 and 16 km/h; off the road
the straight line times 1.2).
Newell, G. F. (1980) Traffic Flow on Transportation Networks. MIT Press.
O'Sullivan, S. and Morrall, J. (1996) Walking distances to and from light-rail transit stations.
Transportation Research Record 1538, 19-26.
Boscoe, F. P., Henry, K. A. and Zdeb, M. S. (2012) A nationwide comparison of driving distance versus
straight-line distance to hospitals. The Professional Geographer 64(2). doi:10.1080/00330124.2011.583586.
Wang, S., Bette, H. M., Schreckenberg, M. and Guhr, T. (2024) How much longer do you have to drive than the
crow has to fly? npj Complexity 1, 22. doi:10.1038/s44260-024-00023-x.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array

from geo.arrays import Bools, Floats, Ints, as_points
from geo.nearest import k_nearest

_STRIPS_IN_RADIUS = 4
"""Measured from 1 to 16 strips a radius: 4 is fastest where pairs are many, and little slower where few."""
_PLACES_AT_ONCE = 200
_MOST_SMALL = 2**31
"""So many pairs or more need 64-bit positions; below, 32 bits take half the time."""
_SLACK = 1e-9
"""Relative: far above rounding, far below a millimetre at 1,000 km."""


class Mode(StrEnum):
    """How people travel."""

    WALK = "walk"
    CYCLE = "cycle"
    DRIVE = "drive"


def _check_pace(km_per_h: float, detour: float) -> None:
    if not 0 < km_per_h < np.inf:
        raise ValueError(f"km_per_h must be above 0, and is {km_per_h}")
    if not 1 <= detour < np.inf:
        raise ValueError(f"detour must be at least 1, and is {detour}")


@dataclass(frozen=True, slots=True)
class Travel:
    """How fast, how roundabout and how long people travel in one mode.

    Attributes
    ----------
    km_per_h : float
        Speed along the way, above 0.
    detour : float
        Length of the way over that of the straight line, at least 1.
    within_min : float
        How many minutes count as within reach, not negative.
    """

    km_per_h: float
    detour: float
    within_min: float

    def __post_init__(self) -> None:
        """Refuse what is no way of travelling."""
        _check_pace(self.km_per_h, self.detour)
        if not 0 <= self.within_min < np.inf:
            raise ValueError(f"within_min must not be negative, and is {self.within_min}")

    @property
    def radius_m(self) -> float:
        """Straight-line metres that can be reached within the limit."""
        return self.km_per_h * 1000 / 60 * self.within_min / self.detour


DEFAULT_TRAVEL: Mapping[Mode, Travel] = MappingProxyType(
    {
        Mode.WALK: Travel(km_per_h=4.8, detour=1.2, within_min=15.0),
        Mode.CYCLE: Travel(km_per_h=16.0, detour=1.3, within_min=20.0),
        Mode.DRIVE: Travel(km_per_h=40.0, detour=1.3, within_min=20.0),
    }
)
"""In a straight line 1,000 m on foot, 4.1 km by cycle, 10.3 km by car; sources at the top of this module."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which places each origin can reach, and at what cost; memory grows with what is in reach.

    Attributes
    ----------
    origin : ndarray of int64, shape (n_pairs,)
        Which origin, 0 to n_origins - 1. Pairs are sorted by origin, then by place; each stands once.
    place : ndarray of int64, shape (n_pairs,)
        Which place, 0 to n_places - 1.
    cost : ndarray of float64, shape (n_pairs,)
        Minutes, or metres where the maker says so; known and not negative.
    n_origins, n_places : int
        How many there are, in reach or not.
    origin_known : ndarray of bool, shape (n_origins,), optional
        Which origins have a point (and, on a network, a street near it). An origin that is known and stands
        in no pair can reach nothing; of one that is not known nothing can be said. None: all are known.

    Raises
    ------
    ValueError
        If any of that does not hold.
    """

    origin: Ints
    place: Ints
    cost: Floats
    n_origins: int
    n_places: int
    origin_known: Bools | None = None

    def __post_init__(self) -> None:
        """Refuse what is not sorted, points nowhere or costs less than nothing."""
        origin, place, cost = self.origin, self.place, self.cost
        if not origin.shape == place.shape == cost.shape == (len(cost),):
            raise ValueError(f"Pairs need equal lengths, not {origin.shape} {place.shape} {cost.shape}")
        if origin.dtype != np.int64 or place.dtype != np.int64 or cost.dtype != np.float64:
            raise ValueError("Pairs need int64 origins and places, and float64 costs")
        if self.origin_known is not None and self.origin_known.shape != (self.n_origins,):
            raise ValueError(
                f"origin_known must have shape ({self.n_origins},), not {self.origin_known.shape}"
            )
        if not len(cost):
            return
        if place.min() < 0 or place.max() >= self.n_places:
            raise ValueError(f"Places of pairs must lie between 0 and {self.n_places - 1}")
        key = origin * self.n_places + place
        if not (key[1:] > key[:-1]).all():
            raise ValueError("Pairs must be sorted by origin, then place, and stand once each")
        if origin[0] < 0 or origin[-1] >= self.n_origins:
            raise ValueError(f"Origins of pairs must lie between 0 and {self.n_origins - 1}")
        if not (cost.min() >= 0 and cost.max() < np.inf):
            raise ValueError("Costs of pairs must be known and not negative")


@dataclass(frozen=True, slots=True)
class NearestCost:
    """The k places of each origin that are quickest to reach, quickest first.

    Attributes
    ----------
    cost_min : ndarray of float64, shape (n, k)
        Minutes; NaN where there is no such place, it cannot be reached, or the origin is unknown.
    place_index : ndarray of int64, shape (n, k)
        Which place; -1 where there is none.
    origin_known : ndarray of bool, shape (n,)
        Which origins have a point (and, on a network, a street near it). Tells "cannot be reached" from
        "unknown" where the cost is NaN.
    """

    cost_min: Floats
    place_index: Ints
    origin_known: Bools


class TravelCost(Protocol):
    """What it costs, in minutes, to travel from origins to places.

    Points are easting and northing in metres (EPSG:27700), shape (n, 2). An origin may be unknown (NaN); a
    place may not.
    """

    def pairs(self, origins_bng: ArrayLike, places_bng: ArrayLike, within: float) -> Pairs:
        """Find the places each origin reaches in at most `within` minutes; exactly so many is within."""

    def nearest(self, origins_bng: ArrayLike, places_bng: ArrayLike, k: int) -> NearestCost:
        """Find the k places of each origin that are quickest to reach."""


@dataclass(frozen=True, slots=True)
class StraightLine:
    """Travel in a straight line, made longer by a detour factor, at one speed.

    Attributes
    ----------
    km_per_h : float
        Above 0.
    detour : float
        At least 1.

    Raises
    ------
    ValueError
        If speed or detour are not such.

    Examples
    --------
    800 m at 4.8 km/h take ten minutes, and a fifth longer on real streets.

    >>> StraightLine(km_per_h=4.8, detour=1.2).nearest([(0, 0)], [(800, 0)], k=1).cost_min
    array([[12.]])
    """

    km_per_h: float
    detour: float

    def __post_init__(self) -> None:
        """Refuse what is no way of travelling."""
        _check_pace(self.km_per_h, self.detour)

    def pairs(self, origins_bng: ArrayLike, places_bng: ArrayLike, within: float) -> Pairs:
        """Find the places each origin reaches in at most `within` minutes.

        Parameters
        ----------
        origins_bng : array_like, shape (n, 2)
            Metres (EPSG:27700). NaN means the origin is unknown; it reaches nothing.
        places_bng : array_like, shape (m, 2)
            Metres (EPSG:27700). All must be known.
        within : float
            Minutes, not negative.

        Returns
        -------
        Pairs
            Cost in minutes.

        Raises
        ------
        ValueError
            If a shape is wrong, a place is unknown, or the limit is negative.

        Examples
        --------
        >>> StraightLine(6.0, 1.0).pairs([(0, 0)], [(100, 0), (1000, 0), (1001, 0)], within=10).cost
        array([ 1., 10.])
        """
        metres_per_min = self._metres_per_min()
        near = pairs_within_m(origins_bng, places_bng, within * metres_per_min * (1 + _SLACK))
        cost = near.cost / metres_per_min
        kept = cost <= within
        if kept.all():
            return replace(near, cost=cost)
        return replace(near, origin=near.origin[kept], place=near.place[kept], cost=cost[kept])

    def nearest(self, origins_bng: ArrayLike, places_bng: ArrayLike, k: int) -> NearestCost:
        """Find the k places of each origin that are quickest to reach.

        Parameters
        ----------
        origins_bng : array_like, shape (n, 2)
            Metres (EPSG:27700). NaN means the origin is unknown.
        places_bng : array_like, shape (m, 2)
            Metres (EPSG:27700). All must be known.
        k : int
            How many, at least 1.

        Returns
        -------
        NearestCost

        Raises
        ------
        ValueError
            If a shape is wrong, a place is unknown, or k is below 1.
        """
        found = k_nearest(origins_bng, places_bng, k)
        known = on_map(as_points(origins_bng, "origins_bng"))
        return NearestCost(found.distance_m / self._metres_per_min(), found.place_index, known)

    def _metres_per_min(self) -> float:
        return self.km_per_h * 1000 / 60 / self.detour


def pairs_within_m(origins_bng: ArrayLike, places_bng: ArrayLike, radius_m: float) -> Pairs:
    """Find all pairs of an origin and a place that are no further apart than a radius.

    Origins are sorted into strips a quarter of the radius high, and within a strip from west to east, so that
    what a place can reach of a strip is one run, found by bisection. Time and memory grow with the pairs
    found, not with origins times places.

    Parameters
    ----------
    origins_bng : array_like, shape (n, 2)
        Easting and northing, metres (EPSG:27700). NaN means the origin is unknown; it stands in no pair.
    places_bng : array_like, shape (m, 2)
        Easting and northing, metres (EPSG:27700). All must be known.
    radius_m : float
        Metres in a straight line, not negative. A place exactly so far away is within.

    Returns
    -------
    Pairs
        Cost in straight-line metres.

    Raises
    ------
    ValueError
        If a shape is not (n, 2), a place is unknown, or the radius is negative or not finite.

    Examples
    --------
    >>> found = pairs_within_m([(0, 0), (50, 0)], [(30, 40), (0, 10)], radius_m=50)
    >>> found.origin, found.place
    (array([0, 0, 1]), array([0, 1, 0]))
    >>> found.cost.round(1)
    array([50. , 10. , 44.7])
    """
    origins = as_points(origins_bng, "origins_bng")
    places = known_places(places_bng)
    if not 0 <= radius_m < np.inf:
        raise ValueError(f"The limit must be a number that is not negative, and is {radius_m}")
    known = on_map(origins)
    if not (known.any() and len(places)):
        nobody = np.empty(0, dtype=np.int64)
        return Pairs(nobody, nobody, np.empty(0), len(origins), len(places), known)
    strips = _Strips.of(origins, np.flatnonzero(known), radius_m)
    parts = [
        strips.within(places[start : start + _PLACES_AT_ONCE])
        for start in range(0, len(places), _PLACES_AT_ONCE)
    ]
    # Pairs come place by place; turning columns into rows sorts them in one pass over the pairs.
    ends = np.cumsum(np.concatenate([part[2] for part in parts]))
    whole = np.int32 if ends[-1] < _MOST_SMALL else np.int64
    which: NDArray[np.integer] = np.concatenate([part[0] for part in parts]).astype(whole, copy=False)
    run_ends: NDArray[np.integer] = np.concatenate(([0], ends)).astype(whole)
    metres = np.concatenate([part[1] for part in parts])
    by_place = csc_array((metres, which, run_ends), shape=(len(origins), len(places)))
    by_origin = by_place.tocsr()
    return Pairs(
        origin=np.repeat(np.arange(len(origins)), np.diff(by_origin.indptr)),
        place=by_origin.indices.astype(np.int64),
        cost=by_origin.data,
        n_origins=len(origins),
        n_places=len(places),
        origin_known=known,
    )


def known_places(places_bng: ArrayLike) -> Floats:
    """Read places, all of which must be on the map.

    Parameters
    ----------
    places_bng : array_like, shape (m, 2)
        Easting and northing, metres (EPSG:27700).

    Returns
    -------
    ndarray of float64, shape (m, 2)

    Raises
    ------
    ValueError
        If the shape is wrong or a place is unknown.

    Examples
    --------
    >>> known_places([(545420, 257901)])
    array([[545420., 257901.]])
    """
    places = as_points(places_bng, "places_bng")
    if not np.isfinite(places).all():
        raise ValueError("places_bng holds a place that is not on the map; leave unplaced ones out")
    return places


def on_map(points_bng: Floats) -> Bools:
    """Say which points are known.

    Parameters
    ----------
    points_bng : ndarray of float64, shape (n, 2)
        Easting and northing, metres (EPSG:27700). NaN means unknown.

    Returns
    -------
    ndarray of bool, shape (n,)

    Examples
    --------
    >>> on_map(np.array([(1.0, 2.0), (1.0, np.nan)]))
    array([ True, False])
    """
    return np.isfinite(points_bng[:, 0]) & np.isfinite(points_bng[:, 1])


@dataclass(frozen=True, slots=True)
class _Strips:
    """Points sorted by strip, then from west to east; `key` is strip * width + metres from the west."""

    order: NDArray[np.int32]
    points: Floats
    key: Floats
    west: float
    south: float
    height: float
    width: float
    n_strips: int
    radius_m: float

    @classmethod
    def of(cls, points: Floats, used: Ints, radius_m: float) -> "_Strips":
        here = points[used]
        west, south = here.min(axis=0)
        east, north = here.max(axis=0)
        # A radius of nothing must not make strips without number.
        height = max(radius_m / _STRIPS_IN_RADIUS, (north - south) / 1e5, 1.0)
        width = east - west + 1.0
        strip = np.floor((here[:, 1] - south) / height)
        order = np.lexsort((here[:, 0], strip))
        key = strip[order] * width + (here[order, 0] - west)
        return cls(
            order=used[order].astype(np.int32),
            points=here[order],
            key=key,
            west=west,
            south=south,
            height=height,
            width=width,
            n_strips=int(strip.max()) + 1,
            radius_m=radius_m,
        )

    def within(self, places: Floats) -> tuple[NDArray[np.int32], Floats, Ints]:
        """Find, place by place, the points in the radius: which, how far, and how many of each place."""
        reach = self.radius_m * (1 + _SLACK) + 1e-6
        above = places[:, 1:] - self.south
        strip = np.floor((above - reach) / self.height) + np.arange(int(2 * reach / self.height) + 2)
        low = strip * self.height
        gap = np.maximum(0.0, np.maximum(low - above, above - low - self.height))
        half = np.sqrt(np.maximum(reach**2 - gap**2, 0.0)) + 1e-6
        across = places[:, :1] - self.west
        left, right = np.maximum(across - half, 0.0), np.minimum(across + half, self.width - 0.5)
        there = (strip >= 0) & (strip < self.n_strips) & (gap <= reach) & (left <= right)
        starts = np.searchsorted(self.key, (strip * self.width + left)[there] - 1e-3)
        ends = np.searchsorted(self.key, (strip * self.width + right)[there] + 1e-3, side="right")
        run = ends - starts
        position = np.arange(run.sum()) + np.repeat(starts - (np.cumsum(run) - run), run)
        tried = np.zeros(there.shape, dtype=np.int64)
        tried[there] = run
        place = np.repeat(np.arange(len(places)), tried.sum(axis=1))
        east = self.points[position, 0] - places[place, 0]
        north = self.points[position, 1] - places[place, 1]
        distance = np.sqrt(east * east + north * north)
        kept = distance <= self.radius_m
        return (
            self.order[position[kept]],
            distance[kept],
            np.bincount(place[kept], minlength=len(places)),
        )
