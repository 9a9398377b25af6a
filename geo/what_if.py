"""What would change if a place were added, moved or closed?

`NearestState` is worked out once from the postcodes and the places there are. A change is then worked out
only for the postcodes it touches, and equals working everything out again, to the last bit.

How: each postcode keeps more of its nearest places than are asked for. An added place touches the postcodes
that are nearer to it than to the last place they are asked about: one pass of distances over all postcodes,
0.1 ms for 22,000. (A tree of postcodes can be quicker still, but must be searched as far as the distance of
the most remote postcode: across the county where listings are few.) A closed place touches those that count
it among their nearest; what they keep beyond is enough, until so many are closed that it no longer is; then
they alone are asked again.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial import cKDTree

from geo.arrays import Bools, Floats, Ints, as_points
from geo.travel import known_places, on_map

KEPT = 8
"""Nearest places kept of each postcode; five of them can close before a postcode must be asked again."""
_FEW_ADDED = 8
"""So many added places are measured one by one; more are put in a tree."""
_CELLS_AT_ONCE = 1_000_000


@dataclass(frozen=True, slots=True)
class NearestChange:
    """The k nearest places of each postcode after a change.

    Attributes
    ----------
    distance_m : ndarray of float64, shape (n, k)
        Straight-line metres, nearest first; NaN where there is no such place or the postcode is unknown.
    place_index : ndarray of int64, shape (n, k)
        Which place; -1 where there is none. Added places follow on the m there were: m, m + 1, ... Which of
        several places at the same distance is named last is not promised.
    changed : ndarray of int64, shape (c,)
        The postcodes of which any distance is another than before, in order.
    """

    distance_m: Floats
    place_index: Ints
    changed: Ints


@dataclass(frozen=True, slots=True)
class NearestState:
    """The nearest places of each postcode as things are, ready to be asked what if.

    Make it with `of`; a request can share it, for nothing changes it.

    Attributes
    ----------
    postcodes_bng : ndarray of float64, shape (n, 2)
        Metres (EPSG:27700). NaN means unknown.
    places_bng : ndarray of float64, shape (m, 2)
        Metres (EPSG:27700).
    place_listing : ndarray of int64, shape (m,) or None
        Which listing each place belongs to. With it, the k nearest are of k different listings, each at its
        nearest place.
    k : int
        How many nearest places are asked for.
    distance_m : ndarray of float64, shape (n, k)
        Straight-line metres as things are, nearest first; NaN where there is no such place.
    place_index : ndarray of int64, shape (n, k)
        Which place; -1 where there is none.
    """

    postcodes_bng: Floats
    places_bng: Floats
    place_listing: Ints | None
    k: int
    distance_m: Floats
    place_index: Ints
    _kept_m: Floats
    _kept_place: Ints
    _complete: Bools
    _tried_m: Floats

    @classmethod
    def of(
        cls,
        postcodes_bng: ArrayLike,
        places_bng: ArrayLike,
        place_listing: ArrayLike | None = None,
        k: int = 3,
        kept: int = KEPT,
    ) -> "NearestState":
        """Work out the nearest places of each postcode as things are.

        Parameters
        ----------
        postcodes_bng : array_like, shape (n, 2)
            Easting and northing, metres (EPSG:27700). NaN means the postcode is unknown.
        places_bng : array_like, shape (m, 2)
            Easting and northing, metres (EPSG:27700). All must be known.
        place_listing : array_like of int, shape (m,), optional
            Which listing each place belongs to, not negative. Without it each place stands for itself.
        k : int
            How many nearest, at least 1.
        kept : int
            How many to keep for the sake of closings; no fewer than k.

        Returns
        -------
        NearestState

        Raises
        ------
        ValueError
            If a shape is wrong, a place is unknown, or k is below 1.

        Examples
        --------
        A village with a place at 0 m and another at 900 m; the first closes, and one opens at 500 m.

        >>> state = NearestState.of([(0, 0)], [(0, 0), (900, 0)], k=1)
        >>> after = state.with_changes([(500, 0)], [0])
        >>> state.distance_m, after.distance_m, after.place_index, after.changed
        (array([[0.]]), array([[500.]]), array([[2]]), array([0]))
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, and is {k}")
        postcodes, places = as_points(postcodes_bng, "postcodes_bng"), known_places(places_bng)
        listing = None if place_listing is None else _as_listing(place_listing, len(places), "place_listing")
        kept = max(k, kept)
        distance, place = _nearest_of(postcodes, places, listing, kept)
        return cls(
            postcodes_bng=postcodes,
            places_bng=places,
            place_listing=listing,
            k=k,
            distance_m=_shown(distance[:, :k]),
            place_index=place[:, :k].copy(),
            _kept_m=distance,
            _kept_place=place,
            _complete=np.isinf(distance[:, -1]),
            _tried_m=np.ascontiguousarray(distance[:, k - 1]),
        )

    def with_changes(
        self,
        added_bng: ArrayLike = (),
        closed: ArrayLike = (),
        added_listing: ArrayLike | None = None,
    ) -> NearestChange:
        """Work out the nearest places if some were added and some closed; a move is both.

        Parameters
        ----------
        added_bng : array_like, shape (a, 2)
            Where places are added, metres (EPSG:27700). All must be known.
        closed : array_like of int, shape (c,)
            Which of the places there are close, 0 to m - 1. One may be named twice.
        added_listing : array_like of int, shape (a,), optional
            Which listing each added place belongs to, where places have listings: the listing's own number
            for a move, -1 for a new listing. Without it each added place is a new listing.

        Returns
        -------
        NearestChange
            Its distances equal those of ``NearestState.of`` the places that are left and those added.

        Raises
        ------
        ValueError
            If a shape is wrong, an added place is unknown, or no such place can be closed.
        """
        added, gone, listing = self._checked(added_bng, closed, added_listing)
        places = np.concatenate((self.places_bng, added)) if len(added) else self.places_bng
        is_open = np.ones(len(places) + 1, dtype=np.bool_)
        is_open[gone] = False
        rows, added_m, added_place = self._touched(added, gone, is_open)
        distance, index = self.distance_m.copy(), self.place_index.copy()
        if len(rows):
            found_m, found_place = self._again(rows, places, listing, is_open, (added_m, added_place), gone)
            shown = _shown(found_m)
            same = (shown == distance[rows]) | (np.isnan(shown) & np.isnan(distance[rows]))
            distance[rows], index[rows] = shown, found_place
            rows = rows[~same.all(axis=1)]
        return NearestChange(distance, index, rows)

    def _checked(
        self, added_bng: ArrayLike, closed: ArrayLike, added_listing: ArrayLike | None
    ) -> tuple[Floats, Ints, Ints | None]:
        added = as_points(added_bng, "added_bng")
        if not np.isfinite(added).all():
            raise ValueError("added_bng holds a place that is not on the map")
        gone = np.asarray(closed)
        if gone.size == 0:
            gone = np.empty(0, dtype=np.int64)
        n_places = len(self.places_bng)
        if gone.ndim != 1 or gone.dtype.kind not in "iu":
            raise ValueError("closed must be one-dimensional whole numbers")
        if len(gone) and (gone.min() < 0 or gone.max() >= n_places):
            raise ValueError(f"closed must lie between 0 and {n_places - 1}")
        gone = np.unique(gone.astype(np.int64))
        if self.place_listing is None:
            if added_listing is not None:
                raise ValueError("added_listing needs places that have listings")
            return added, gone, None
        fresh = max(int(self.place_listing.max(initial=-1)), 0) + 1
        if added_listing is None:
            own = np.full(len(added), -1, dtype=np.int64)
        else:
            own = _as_listing(added_listing, len(added), "added_listing", least=-1)
            fresh = max(fresh, int(own.max(initial=-1)) + 1)
        own = np.where(own < 0, fresh + np.arange(len(added)), own)
        return added, gone, np.concatenate((self.place_listing, own))

    def _touched(self, added: Floats, gone: Ints, is_open: Bools) -> tuple[Ints, Floats, Ints]:
        """Find the postcodes a change may touch, and how far they are from what is added."""
        touched = np.zeros(len(self.postcodes_bng), dtype=np.bool_)
        if len(gone):
            touched |= ~is_open[self.place_index].all(axis=1)
        first = len(self.places_bng)
        if not len(added):
            rows = np.flatnonzero(touched)
            return rows, np.empty((len(rows), 0)), np.empty((len(rows), 0), dtype=np.int64)
        if len(added) <= _FEW_ADDED:
            metres = [_metres(self.postcodes_bng, point) for point in added]
            for each in metres:
                touched |= each < self._tried_m
            rows = np.flatnonzero(touched)
            added_m = np.stack([each[rows] for each in metres], axis=1)
            return rows, added_m, np.broadcast_to(np.arange(first, first + len(added)), added_m.shape)
        nearest = np.full(len(self.postcodes_bng), np.inf)
        known = on_map(self.postcodes_bng)
        nearest[known] = cKDTree(added).query(self.postcodes_bng[known])[0]
        # The slack is for the tree's last digit; a postcode too many costs nothing.
        rows = np.flatnonzero(touched | (nearest * (1 - 1e-12) < self._tried_m))
        return rows, np.empty((len(rows), 0)), np.empty((len(rows), 0), dtype=np.int64)

    def _again(
        self,
        rows: Ints,
        places: Floats,
        listing: Ints | None,
        is_open: Bools,
        near_added: tuple[Floats, Ints],
        gone: Ints,
    ) -> tuple[Floats, Ints]:
        """Merge what touched postcodes keep with what is new to them; ask again where that is not enough."""
        first = len(self.places_bng)
        points = self.postcodes_bng[rows]
        added_m, added_place = near_added
        if len(places) - first > _FEW_ADDED:
            own = None if listing is None else listing[first:]
            added_m, added_place = _nearest_of(points, places[first:], own, self.k)
            added_place = np.where(added_place < 0, -1, added_place + first)
        kept_m, kept_place = self._kept_m[rows], self._kept_place[rows]
        kept_m = np.where(is_open[kept_place], kept_m, np.inf)
        sure_m = np.where(self._complete[rows], np.inf, self._kept_m[rows, -1])
        columns_m, columns_place = [kept_m, added_m], [kept_place, added_place]
        if self.place_listing is not None:
            # Of a listing that loses a place, the next nearest place was not kept.
            for lost in np.unique(self.place_listing[gone]):
                left = np.flatnonzero((self.place_listing == lost) & is_open[:first])
                if len(left):
                    next_m, next_place = _nearest_of(points, self.places_bng[left], None, 1)
                    columns_m.append(next_m)
                    columns_place.append(np.where(next_place < 0, -1, left[next_place]))
        distance, place = _first_k(
            np.concatenate(columns_m, axis=1), np.concatenate(columns_place, axis=1), listing, self.k
        )
        short = np.flatnonzero(~(distance[:, -1] <= sure_m))
        if len(short):
            still = np.flatnonzero(is_open[:-1])
            own = None if listing is None else listing[still]
            distance[short], again = _nearest_of(points[short], places[still], own, self.k)
            place[short] = np.where(again < 0, -1, np.append(still, -1)[again])
        return distance, place


def _nearest_of(postcodes: Floats, places: Floats, listing: Ints | None, k: int) -> tuple[Floats, Ints]:
    """Find the k nearest places, or listings at their nearest place; inf and -1 where there is none."""
    distance = np.full((len(postcodes), k), np.inf)
    index = np.full((len(postcodes), k), -1, dtype=np.int64)
    open_rows = np.flatnonzero(on_map(postcodes))
    if not (len(places) and len(open_rows)):
        return distance, index
    tree = cKDTree(places)
    wanted = k if listing is None else len(np.unique(listing))
    width = min(k if listing is None else 2 * k, len(places))
    while len(open_rows):
        for start in range(0, len(open_rows), _CELLS_AT_ONCE // width + 1):
            rows = open_rows[start : start + _CELLS_AT_ONCE // width + 1]
            points = postcodes[rows]
            which = np.asarray(tree.query(points, k=np.arange(1, width + 1))[1])
            metres = np.sqrt(((points[:, None] - places[which]) ** 2).sum(axis=2))
            distance[rows], index[rows] = _first_k(metres, which, listing, k)
        if width == len(places):
            break
        # Many places of few listings: look further, until there are k of different listings.
        full = min(k, wanted)
        open_rows = open_rows[np.isinf(distance[open_rows, full - 1])]
        width = min(2 * width, len(places))
    return distance, index


def _first_k(metres: Floats, place: Ints, listing: Ints | None, k: int) -> tuple[Floats, Ints]:
    """Sort the columns of each row, keep a listing's first, and give the first k."""
    order = np.lexsort((place, metres), axis=1)
    metres, place = np.take_along_axis(metres, order, axis=1), np.take_along_axis(place, order, axis=1)
    if listing is not None:
        whose = np.where(place < 0, -1, listing[place])
        by_listing = np.argsort(whose, axis=1, kind="stable")
        ordered = np.take_along_axis(whose, by_listing, axis=1)
        again = np.zeros(whose.shape, dtype=np.bool_)
        np.put_along_axis(again[:, :], by_listing[:, 1:], ordered[:, 1:] == ordered[:, :-1], axis=1)
        metres = np.where(again, np.inf, metres)
        order = np.argsort(metres, axis=1, kind="stable")
        metres, place = np.take_along_axis(metres, order, axis=1), np.take_along_axis(place, order, axis=1)
    distance = np.full((len(metres), k), np.inf)
    index = np.full((len(metres), k), -1, dtype=np.int64)
    kept = min(k, metres.shape[1])
    distance[:, :kept] = metres[:, :kept]
    index[:, :kept] = np.where(np.isinf(metres[:, :kept]), -1, place[:, :kept])
    return distance, index


def _metres(points: Floats, place: Floats) -> Floats:
    east, north = points[:, 0] - place[0], points[:, 1] - place[1]
    distance: Floats = np.sqrt(east * east + north * north)
    return np.where(np.isnan(distance), np.inf, distance)


def _shown(distance: Floats) -> Floats:
    return np.where(np.isinf(distance), np.nan, distance)


def _as_listing(listing: ArrayLike, n: int, name: str, least: int = 0) -> Ints:
    index = np.asarray(listing)
    if index.size == 0 and n == 0:
        return np.empty(0, dtype=np.int64)
    if index.shape != (n,) or index.dtype.kind not in "iu" or index.min() < least:
        raise ValueError(f"{name} must be {n} whole numbers, {least} or above")
    return index.astype(np.int64)
