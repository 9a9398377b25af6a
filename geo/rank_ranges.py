"""How far could an area's rank have come out otherwise, had the directory happened to list other things?

A rank drawn from a directory looks more certain than it is: another listing known, or one less, moves it. The
listings are resampled with replacement within their kind (library, hall, clinic, ...), the ranking is made
anew, and the range says where the area came out. Kinds are kept apart so that a draw is never a county
without libraries. Distances depend only on whether a listing was drawn, not how often, so a draw is the set
of listings drawn at least once, about 63 % of a large kind; all distances of a draw are therefore the longer,
and only the *ranks* mean anything, and whether one area stays further away than another. A range is one of
*stability*: where an area comes out with other lists of this sort. It is no interval of confidence, and may
miss the rank the whole directory gives. A kind of one listing is always there and adds no doubt.

Sources: B. Efron, Bootstrap methods: another look at the jackknife, Annals of Statistics 7 (1979) 1-26; ranks
with their uncertainty: H. Goldstein and D. J. Spiegelhalter, League tables and their limitations, Journal of
the Royal Statistical Society A 159 (1996) 385-443.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree
from scipy.stats import rankdata

from geo.arrays import Bools, Codes, Floats, Ints, as_area_index, as_floats, as_points
from geo.fragility import nearest_listings
from geo.scores import gap_score

N_DRAWS = 500
N_NEAREST = 12
LOW_PERCENT, HIGH_PERCENT = 5.0, 95.0
_CHUNK = 50
_PER_METRE = 10.0


@dataclass(frozen=True, slots=True)
class Places:
    """The places that are resampled, and the listings they belong to.

    Attributes
    ----------
    points_bng : ndarray of float64, shape (m, 2)
        Easting and northing, metres (EPSG:27700). All must be known.
    listing_index : ndarray of int64, shape (m,)
        Which listing each place belongs to, 0 to n_listings - 1.
    listing_code : ndarray of str, shape (n_listings,)
        A lasting name for each listing, all different: it makes the draws the same whatever the order.
    listing_kind : ndarray of str, shape (n_listings,)
        The kind within which a listing is drawn.
    """

    points_bng: Floats
    listing_index: Ints
    listing_code: Codes
    listing_kind: Codes


@dataclass(frozen=True, slots=True)
class Partition:
    """One way to divide the origins into areas: LSOAs of one release, wards, parishes.

    Attributes
    ----------
    area_index : ndarray of int64, shape (n,)
        Which area each origin lies in, 0 to n_areas - 1; -1 for none of them.
    n_areas : int
        How many areas there are.
    """

    area_index: Ints
    n_areas: int


@dataclass(frozen=True, slots=True)
class RankRanges:
    """Where each area came out over the draws, 1 the widest gap; every array has shape (n_areas,).

    NaN for areas that are not ranked: not among those chosen, or with need or distance unknown.

    Attributes
    ----------
    low, high : ndarray of float64
        The 5th and the 95th percentile of the ranks: nine draws in ten lie from `low` to `high`. Where areas
        tie in a draw, the first of the ranks they share counts for `low` and the last for `high`.
    median : ndarray of float64
        The median of the ranks; equals share the mean of their ranks.
    """

    low: Floats
    high: Floats
    median: Floats


def resample_distances(
    origins_bng: ArrayLike,
    places: Places,
    partitions: Sequence[Partition],
    *,
    draws: int = N_DRAWS,
    seed: int,
    n_nearest: int = N_NEAREST,
) -> Iterator[tuple[Floats, ...]]:
    """Measure every area's mean distance to the nearest listing, each time with other listings drawn.

    Parameters
    ----------
    origins_bng : array_like, shape (n, 2)
        Easting and northing of the live postcodes, metres (EPSG:27700); each counts once, as in
        `geo.coverage`. NaN means unknown, and such a postcode takes no part.
    places : Places
        What may be near.
    partitions : sequence of Partition
        The ways to divide the origins. All of them see the same draws.
    draws : int
        How many, at least 1; 500 unless told.
    seed : int
        The same seed gives the same draws, whatever the order of origins, places and listings.
    n_nearest : int
        How many listings nearest to an origin are held ready. It changes the speed and never the answer:
        where none of them was drawn the whole draw is searched.

    Yields
    ------
    tuple of ndarray of float64, each of shape (some draws, n_areas)
        One array a partition, mean metres; NaN where an area has no known origin, and everywhere if there are
        no places. The draws come some at a time, to spare memory and to let a caller show progress or stop.

    Raises
    ------
    ValueError
        If shapes do not fit, an index points to nothing, codes repeat, or draws is below 1.

    Notes
    -----
    Distances are held in whole decimetres, so that their sums are exact in any order.

    Examples
    --------
    Two libraries; a draw holds both, or one of them twice. The single postcode is 1 km from the nearer and
    2 km from the other, which alone is there in a quarter of the draws.

    >>> two = Places(np.array([(1000.0, 0.0), (2000.0, 0.0)]), np.array([0, 1]),
    ...              np.array(["a", "b"]), np.array(["library", "library"]))
    >>> whole = Partition(np.array([0]), 1)
    >>> mean_m = np.vstack([m for m, in resample_distances([(0, 0)], two, [whole], draws=400, seed=1)])
    >>> sorted(set(mean_m[:, 0].tolist())), round(float((mean_m > 1500).mean()), 1)
    ([1000.0, 2000.0], 0.2)
    """
    if draws < 1:
        raise ValueError(f"draws must be at least 1, and is {draws}")
    origins = as_points(origins_bng, "origins_bng")
    areas = [as_area_index(part.area_index, part.n_areas) for part in partitions]
    if any(len(area) != len(origins) for area in areas):
        raise ValueError(f"Every area_index must have shape ({len(origins)},)")
    known: Bools = np.isfinite(origins[:, 0]) & np.isfinite(origins[:, 1])
    points = as_points(places.points_bng, "places.points_bng")
    if not len(points):
        known[:] = False
    sums = [_AreaMeans(area[known], part.n_areas) for area, part in zip(areas, partitions, strict=True)]
    presence = _presence(places, draws, seed)
    drawn = _Drawn(origins[known], points, places.listing_index, n_nearest) if known.any() else None
    for start in range(0, draws, _CHUNK):
        here = presence[:, start : start + _CHUNK]
        distance = drawn.distance(here) if drawn else np.empty((0, here.shape[1]), dtype=np.float32)
        yield tuple(part.means(distance) for part in sums)


def ranges_of(
    mean_m: ArrayLike, need: ArrayLike, *, region: ArrayLike | None = None, among: ArrayLike | None = None
) -> RankRanges:
    """Rank the gaps of areas in every draw and say where each area came out.

    Access is `geo.scores.access_score` within the region, the gap `geo.scores.gap_score`, and its rank among
    the chosen areas is 1 for the widest.

    Parameters
    ----------
    mean_m : array_like, shape (draws, n_areas)
        Mean metres to the nearest listing in each draw, as `resample_distances` gives them; NaN means
        unknown, and is so in all draws or in none.
    need : array_like, shape (n_areas,)
        Need from 0 to 1 (`geo.scores.need_score`); NaN means unknown.
    region : array_like of bool, shape (n_areas,), optional
        Which areas access is compared with; all of them unless told.
    among : array_like of bool, shape (n_areas,), optional
        Which areas are ranked, such as those of one district; the whole region unless told.

    Returns
    -------
    RankRanges

    Raises
    ------
    ValueError
        If shapes do not fit, an area's distance is known in some draws only, an area is ranked that is
        outside the region, or a need lies outside 0 to 1.

    Examples
    --------
    Three areas of equal need; the first is furthest in all four draws, the others change places.

    >>> ranges = ranges_of([[900, 200, 100], [900, 100, 200], [900, 200, 100], [900, 100, 200]], [0.5] * 3)
    >>> ranges.low, ranges.high
    (array([1., 2., 2.]), array([1., 3., 3.]))
    """
    distance = np.asarray(mean_m, dtype=np.float64)
    if distance.ndim != 2 or not len(distance):  # noqa: PLR2004
        raise ValueError(f"mean_m must have shape (draws, n_areas), not {distance.shape}")
    n_areas = distance.shape[1]
    needed = as_floats(need, "need", n_areas)
    inside = _as_mask(region, n_areas, "region")
    chosen = inside if among is None else _as_mask(among, n_areas, "among")
    if (chosen & ~inside).any():
        raise ValueError("among holds an area outside the region")
    unknown = np.isnan(distance)
    measured = ~unknown[0]
    if (unknown != unknown[0]).any():
        raise ValueError("mean_m knows an area's distance in some draws only")
    compared = inside & measured
    ranked = chosen & measured & ~np.isnan(needed)
    low, high, median = np.full((3, n_areas), np.nan)
    if ranked.any():
        n = int(compared.sum())
        further = rankdata(distance[:, compared], axis=1)
        access = 1.0 - ((further - 1.0) / (n - 1) if n > 1 else np.full_like(further, 0.5))
        picked = ranked[compared]
        gap = -_gaps(needed[ranked], access[:, picked])
        low[ranked] = _percentile(rankdata(gap, method="min", axis=1), LOW_PERCENT)
        high[ranked] = _percentile(rankdata(gap, method="max", axis=1), HIGH_PERCENT)
        median[ranked] = np.median(rankdata(gap, axis=1), axis=0)
    return RankRanges(low, high, median)


def _presence(places: Places, draws: int, seed: int) -> Bools:
    """Draw within each kind, and say which listing is there: shape (n_listings, draws)."""
    code, kind = np.asarray(places.listing_code), np.asarray(places.listing_kind)
    if code.ndim != 1 or kind.shape != code.shape:
        raise ValueError(f"listing_code and listing_kind must have one shape, not {code.shape}, {kind.shape}")
    if len(np.unique(code)) != len(code):
        raise ValueError("listing_code holds the same code twice")
    owner = as_area_index(places.listing_index, len(code), "listing_index")
    if len(owner) != len(np.asarray(places.points_bng)) or (owner < 0).any():
        raise ValueError("listing_index must name the listing of every place")
    present = np.zeros((len(code), draws), dtype=np.bool_)
    generator = np.random.default_rng(seed)
    placed = np.zeros(len(code), dtype=np.bool_)
    placed[owner] = True
    for one in np.unique(kind[placed]):
        # A listing without a place cannot be drawn: it would leave the others fewer.
        members = np.flatnonzero(placed & (kind == one))
        members = members[np.argsort(code[members])]
        picked = generator.integers(0, len(members), (draws, len(members)))
        present[members[picked], np.arange(draws)[:, None]] = True
    return present


class _Drawn:
    """The nearest listings of each origin, ready to be asked which of them is the first that was drawn."""

    def __init__(self, origins: Floats, points: Floats, listing_index: ArrayLike, n_nearest: int) -> None:
        self._origins, self._points = origins, points
        self._owner = np.asarray(listing_index)
        near = nearest_listings(origins, points, self._owner, n_nearest)
        self._tenths: NDArray[np.float32] = np.round(near.distance_m * _PER_METRE).astype(np.float32)
        # An empty column points at a row of "not there" after the last listing.
        self._listing = near.listing_index

    def distance(self, present: Bools) -> NDArray[np.float32]:
        """Give decimetres to the nearest listing that is there: shape (n, some draws)."""
        there = np.vstack((present, np.zeros((1, present.shape[1]), dtype=np.bool_)))
        found = np.full((len(self._origins), present.shape[1]), np.nan, dtype=np.float32)
        for column in range(self._listing.shape[1] - 1, -1, -1):
            np.copyto(found, self._tenths[:, column, None], where=there[self._listing[:, column]])
        for draw in np.flatnonzero(np.isnan(found).any(axis=0)):
            lost = np.isnan(found[:, draw])
            tree = cKDTree(self._points[present[self._owner, draw]])
            found[lost, draw] = np.round(tree.query(self._origins[lost])[0] * _PER_METRE)
        return found


class _AreaMeans:
    """Means of origins by area."""

    def __init__(self, area: Ints, n_areas: int) -> None:
        inside = np.flatnonzero(area >= 0)
        self._order = inside[np.argsort(area[inside], kind="stable")]
        self._filled, self._starts, self._count = np.unique(
            area[self._order], return_index=True, return_counts=True
        )
        self._n_areas = n_areas

    def means(self, tenths: NDArray[np.float32]) -> Floats:
        """Average decimetres, shape (n, draws), to metres, shape (draws, n_areas)."""
        mean = np.full((tenths.shape[1], self._n_areas), np.nan)
        if len(self._filled):
            total = np.add.reduceat(tenths[self._order], self._starts, axis=0, dtype=np.float64)
            mean[:, self._filled] = (total / self._count[:, None]).T / _PER_METRE
        return mean


def _gaps(need: Floats, access: Floats) -> Floats:
    return gap_score(np.broadcast_to(need, access.shape).ravel(), access.ravel()).reshape(access.shape)


def _percentile(ranks: NDArray[np.number], percent: float) -> Floats:
    # A rank that came out, never one between two.
    rank: Floats = np.percentile(ranks, percent, axis=0, method="inverted_cdf").astype(np.float64)
    return rank


def _as_mask(mask: ArrayLike | None, n: int, name: str) -> Bools:
    if mask is None:
        return np.ones(n, dtype=np.bool_)
    chosen = np.asarray(mask)
    if chosen.shape != (n,) or chosen.dtype != np.bool_:
        raise ValueError(
            f"{name} must be True or False for each of {n} areas, not {chosen.dtype} {chosen.shape}"
        )
    return chosen
