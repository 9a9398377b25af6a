"""Which listings pass every filter, how many would each facet leave, and which come first?

Pure work on the columns of a snapshot. A row is a (listing, place); a listing passes if one of its rows does,
and is shown at the nearest of those.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from directory.search.schemas import ListingQuery
from directory.search.snapshot import KINDS, Bools, Codes, Floats, Ints, Snapshot
from directory.words import Capital, Day, Kind, Sort
from geo.projection import to_bng

LAPSED_BAND_M: Final = 1_609.344
"""A mile: within each, what nobody has confirmed in time comes after the rest."""
_LAPSED_COUNTS: Final = 0.5
"""How much its words count, where the order is by how well they match."""
_PARISH_COUNCIL = KINDS.index(Kind.PARISH_COUNCIL.value)


@dataclass(frozen=True, slots=True)
class Matches:
    """What the full-text index found: listing numbers in order, and how well each matches."""

    listings: Ints
    scores: Floats | None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the exact count, the rows of the page in order, and the facets."""

    total: int
    known: int
    """Of the total, those that say everything wished for."""
    rows: Ints
    distance_m: Floats
    """Of each row of the page; NaN where it has no place or nobody asked from anywhere."""
    kinds: Ints
    """By kind, how many listings."""
    capitals: Ints
    categories: Ints
    """By number of the snapshot's category words."""
    districts: Ints
    """By number of the snapshot's district words."""
    recruiting: int
    referrals: int
    sizes: Ints
    """By number of the snapshot's words; the same for reaches."""
    reaches: Ints


def find(
    snapshot: Snapshot,
    query: ListingQuery,
    matches: Matches | None,
    *,
    sort: Sort,
    since: str | None,
    today: date,
) -> Found:
    """Answer a question from the columns."""
    origin = None if query.lon is None or query.lat is None else to_bng(query.lon, query.lat)
    rows = snapshot.all_rows if matches is None else snapshot.rows_of(matches.listings)
    rows = _inside(snapshot, query, rows, origin)
    rows = _by_plain_filters(snapshot, query, rows, since)
    rows, unsaid = _by_wishes(snapshot, query, rows)
    passing = _Facets(snapshot, query, rows, today)
    chosen = passing.everything
    kept, silent = rows[chosen], unsaid[chosen]
    square = _square_m(snapshot, kept, origin)
    page = _page(snapshot, query, kept, silent, square, matches, sort)
    return Found(
        total=_distinct(snapshot.listing[kept]),
        known=_distinct(snapshot.listing[kept[silent == 0]]),
        rows=kept[page],
        distance_m=np.sqrt(square[page]),
        kinds=passing.kinds(),
        capitals=passing.capitals(),
        categories=passing.categories(),
        districts=passing.districts(),
        recruiting=passing.recruiting(),
        referrals=passing.referrals(),
        sizes=passing.sizes(),
        reaches=passing.reaches(),
    )


def _inside(snapshot: Snapshot, query: ListingQuery, rows: Ints, origin: tuple[float, float] | None) -> Ints:
    """Keep the rows inside the box and the radius."""
    if query.box is not None:
        lon, lat, box = snapshot.lon[rows], snapshot.lat[rows], query.box
        inside = (lon >= box.min_lon) & (lon <= box.max_lon) & (lat >= box.min_lat) & (lat <= box.max_lat)
        rows = rows[inside]
    if query.radius_m is not None and origin is not None:
        rows = rows[_square_m(snapshot, rows, origin) <= query.radius_m**2]
    return rows


def _square_m(snapshot: Snapshot, rows: Ints, origin: tuple[float, float] | None) -> Floats:
    if origin is None:
        return np.full(len(rows), np.nan)
    away: Floats = (snapshot.easting[rows] - origin[0]) ** 2 + (snapshot.northing[rows] - origin[1]) ** 2
    return away


def _by_plain_filters(snapshot: Snapshot, query: ListingQuery, rows: Ints, since: str | None) -> Ints:
    """Keep the rows that have what was asked; not to say is not to have."""
    if query.wards:
        rows = rows[snapshot.ward.among(query.wards, rows)]
    if query.parishes:
        rows = rows[snapshot.parish.among(query.parishes, rows)]
    if query.lsoas:
        newer, older = snapshot.lsoa21.among(query.lsoas, rows), snapshot.lsoa11.among(query.lsoas, rows)
        rows = rows[newer | older]
    if query.days:
        order = list(Day)
        wanted = sum({1 << order.index(day) for day in query.days})
        rows = rows[(snapshot.days[rows] & wanted) != 0]
    if query.ids:
        numbers = snapshot.number_of
        chosen = [numbers[listing_id] for listing_id in query.ids if listing_id in numbers]
        rows = rows[np.isin(snapshot.listing[rows], chosen)]
    if query.hours_unknown:
        rows = rows[~snapshot.hours_known[rows]]
    if since is not None:
        rows = rows[snapshot.assured[rows] >= since]
    return rows


def _by_wishes(snapshot: Snapshot, query: ListingQuery, rows: Ints) -> tuple[Ints, Ints]:
    """Keep the rows that have what somebody wishes for, or do not say; count what they do not say."""
    unsaid: Ints = np.zeros(len(rows), dtype=np.int64)
    wishes = (
        (snapshot.free, query.free),
        (snapshot.step_free, query.step_free),
        (snapshot.remote, query.remote),
    )
    for column, wished in wishes:
        if wished is not None:
            silent = column[rows] == -1
            keep = silent | (column[rows] == int(wished))
            rows, unsaid = rows[keep], (unsaid + silent)[keep]
    if query.age is not None:
        youngest, oldest = snapshot.min_age[rows], snapshot.max_age[rows]
        silent = np.isnan(youngest) & np.isnan(oldest)
        # A comparison with NaN is false: an end that is not given shuts nobody out.
        keep = ~(youngest > query.age) & ~(oldest < query.age)
        rows, unsaid = rows[keep], (unsaid + silent)[keep]
    if query.languages:
        sets = snapshot.languages.words
        speaking = [held for held in sets if any(f"|{code}|" in held for code in query.languages)]
        silent = snapshot.languages.numbers[rows] == -1
        keep = silent | snapshot.languages.among(speaking, rows)
        rows, unsaid = rows[keep], (unsaid + silent)[keep]
    return rows, unsaid


class _Facets:
    """The rows under the filters that are counted, each count under all the others."""

    def __init__(self, snapshot: Snapshot, query: ListingQuery, rows: Ints, today: date) -> None:
        self._snapshot, self._rows = snapshot, rows
        self._recruits = snapshot.recruits_until[rows] >= today.toordinal()
        kind = snapshot.kind[rows]
        self._passing: dict[str, Bools] = {}
        """Of the filters in force, which rows each lets through."""
        if query.kinds:
            self._passing["kind"] = np.isin(kind, [KINDS.index(wanted.value) for wanted in query.kinds])
        else:
            self._passing["kind"] = kind != _PARISH_COUNCIL
        if query.capitals:
            order = list(Capital)
            bits = sum({1 << order.index(capital) for capital in query.capitals})
            self._passing["capital"] = (snapshot.capitals[rows] & bits) != 0
        if query.categories:
            words = snapshot.category_words
            wanted = [words.index(slug) for slug in query.categories if slug in words]
            inside = np.isin(snapshot.categories[rows], wanted).any(axis=1)
            self._passing["category"] = np.asarray(inside)
        if query.districts:
            self._passing["district"] = snapshot.district.among(query.districts, rows)
        if query.recruiting:
            self._passing["recruiting"] = self._recruits
        if query.takes_referrals:
            self._passing["referrals"] = snapshot.accepts_referrals[rows] == 1
        if query.sizes:
            self._passing["size"] = snapshot.size_band.among([size.value for size in query.sizes], rows)
        if query.reaches:
            self._passing["reach"] = snapshot.reach.among([reach.value for reach in query.reaches], rows)
        self.everything = self._all_of(self._passing.values())
        self._once_everything: Ints | None = None

    def _all_of(self, masks: Iterable[Bools]) -> Bools:
        return functools.reduce(np.logical_and, masks, np.ones(len(self._rows), dtype=np.bool_))

    def _under_all_but(self, name: str) -> Bools:
        """Tell which rows pass every filter but one; the same as all where that one is not in force."""
        if name not in self._passing:
            return self.everything
        return self._all_of(mask for other, mask in self._passing.items() if other != name)

    def _once(self, name: str) -> Ints:
        """Give the first row of each listing that passes every filter but one."""
        if name in self._passing:
            return self._first_of_each(self._under_all_but(name))
        if self._once_everything is None:
            self._once_everything = self._first_of_each(self.everything)
        return self._once_everything

    def _first_of_each(self, passing: Bools) -> Ints:
        rows = self._rows[passing]
        listing = self._snapshot.listing[rows]
        once: Ints = rows[np.diff(listing, prepend=-1) != 0]
        return once

    def kinds(self) -> Ints:
        """Count by kind."""
        rows = self._once("kind")
        return np.bincount(self._snapshot.kind[rows], minlength=len(KINDS))

    def capitals(self) -> Ints:
        """Count by capital."""
        held = self._snapshot.capitals[self._once("capital")]
        return np.array([np.count_nonzero(held & (1 << bit)) for bit in range(len(Capital))])

    def categories(self) -> Ints:
        """Count by category."""
        held = self._snapshot.categories[self._once("category")].ravel()
        return np.bincount(held[held >= 0], minlength=len(self._snapshot.category_words))

    def districts(self) -> Ints:
        """Count by district; a listing with places in two counts in both."""
        rows = self._rows[self._under_all_but("district")]
        district = self._snapshot.district.numbers[rows]
        rows, district = rows[district >= 0], district[district >= 0]
        size = len(self._snapshot.district.words)
        shared = self._snapshot.shares_listing[rows]
        if not shared.any():
            return np.bincount(district, minlength=size)
        pairs = np.unique(self._snapshot.listing[rows[shared]] * size + district[shared])
        return np.bincount(district[~shared], minlength=size) + np.bincount(pairs % size, minlength=size)

    def recruiting(self) -> int:
        """Count what needs volunteers today."""
        return self._how_many(self._recruits, "recruiting")

    def referrals(self) -> int:
        """Count what takes referrals."""
        return self._how_many(self._snapshot.accepts_referrals[self._rows] == 1, "referrals")

    def sizes(self) -> Ints:
        """Count by size band, by number of the snapshot's words."""
        return self._by_word(self._snapshot.size_band, "size")

    def reaches(self) -> Ints:
        """Count by reach, by number of the snapshot's words."""
        return self._by_word(self._snapshot.reach, "reach")

    def _how_many(self, having: Bools, name: str) -> int:
        return (
            _distinct(self._snapshot.listing[self._rows[having & self._under_all_but(name)]])
            if having.any()
            else 0
        )

    def _by_word(self, column: Codes, name: str) -> Ints:
        if not column.words:
            return np.zeros(0, dtype=np.int64)
        held = column.numbers[self._once(name)]
        return np.bincount(held[held >= 0], minlength=len(column.words))


def _distinct(listing: Ints) -> int:
    """Count the different values of a column that never falls."""
    return int(np.count_nonzero(np.diff(listing, prepend=-1)))


def _page(
    snapshot: Snapshot,
    query: ListingQuery,
    rows: Ints,
    unsaid: Ints,
    square: Floats,
    matches: Matches | None,
    sort: Sort,
) -> Ints:
    """Choose the positions of one page: each listing at its nearest row, those that say everything first."""
    best = _nearest_of_each(snapshot.listing[rows], square)
    keys = _keys(snapshot, rows[best], square[best], matches, sort)
    start, stop = (query.page - 1) * query.per_page, query.page * query.per_page
    if not unsaid.any() and len(best) > 4 * stop:
        # Only the beginning is wanted: set aside what cannot be in it before the full sort.
        last = np.partition(keys[-1], stop - 1)[stop - 1]
        early = keys[-1] <= last
        best, keys = best[early], [key[early] for key in keys]
    order = np.lexsort((*keys, unsaid[best]))
    page: Ints = best[order[start:stop]]
    return page


def _nearest_of_each(listing: Ints, square: Floats) -> Ints:
    """Give the position of the nearest row of each listing, the first where none is near."""
    if not len(listing) or (np.diff(listing) != 0).all():
        return np.arange(len(listing))
    order = np.lexsort((np.arange(len(listing)), np.nan_to_num(square, nan=np.inf), listing))
    nearest: Ints = order[np.diff(listing[order], prepend=-1) != 0]
    return nearest


def _keys(
    snapshot: Snapshot, rows: Ints, square: Floats, matches: Matches | None, sort: Sort
) -> list[NDArray[np.generic]]:
    """Give the keys of an order, the last one first in rank, as `numpy.lexsort` takes them."""
    listing, name = snapshot.listing[rows], snapshot.name_rank[rows]
    away = np.sqrt(np.nan_to_num(square, nan=np.inf))
    lapsed = snapshot.unconfirmed[rows]
    if sort is Sort.NAME:
        return [listing, name]
    if sort is Sort.ASSURED:
        # The newest first: ISO dates sort as text, unconfirmed is empty and comes last.
        _dates, day = np.unique(snapshot.assured[rows], return_inverse=True)
        return [listing, name, -day]
    if sort is Sort.RELEVANCE and matches is not None and matches.scores is not None:
        score = matches.scores[np.searchsorted(matches.listings, listing)]
        if lapsed.any():
            score = np.where(lapsed, score * _LAPSED_COUNTS, score)
        return [listing, name, away, score]
    if lapsed.any():
        return [listing, name, away, lapsed, np.floor(away / LAPSED_BAND_M)]
    return [listing, name, away]
