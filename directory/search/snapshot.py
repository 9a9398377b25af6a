"""What does a search look through? The flat table as columns in memory, read again when listings change.

Filtering and counting in columns takes a fraction of the time of the same in SQL rows (docs/decisions), and
nothing a person typed ever becomes SQL. Only the words go to the full-text index. A snapshot is immutable, so
threads share it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from directory.kept import Kept
from directory.search import queries
from directory.search.words import vocabulary_of
from directory.words import Kind

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNKNOWN = -1
KINDS = tuple(kind.value for kind in Kind)
_MARK = "listings"


@dataclass(frozen=True, slots=True)
class Codes:
    """A column of words as numbers: where each row's word stands in `words`, -1 where unknown."""

    words: tuple[str, ...]
    numbers: Ints

    def among(self, wanted: Sequence[str], rows: Ints) -> Bools:
        """Tell which rows have one of the wanted words."""
        places = [self.words.index(word) for word in wanted if word in self.words]
        found: Bools = np.isin(self.numbers[rows], places)
        return found


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The flat table as columns: a row a (listing, place), in order of the listing's number."""

    mark: str
    listing_ids: tuple[UUID, ...]
    """By number, from 0."""
    number_of: Mapping[UUID, int]
    index_numbers: Ints
    """By number, the one the full-text index knows it by: these have gaps where listings left."""
    site_ids: tuple[str | None, ...]
    """By row: hex, as the store writes it."""
    listing: Ints
    """By row: the number of its listing; never falls."""
    first_row: Ints
    """By listing, and one more at the end."""
    shares_listing: Bools
    """By row: the listing has other rows."""
    name_rank: Ints
    kind: Ints
    capitals: Ints
    categories: NDArray[np.int64]
    """Shape (rows, most): numbers of category words, -1 beyond the last."""
    category_words: tuple[str, ...]
    easting: Floats
    northing: Floats
    lon: Floats
    lat: Floats
    district: Codes
    ward: Codes
    parish: Codes
    lsoa11: Codes
    lsoa21: Codes
    days: Ints
    hours_known: Bools
    free: Ints
    """1 yes, 0 no, -1 not said; the same for step_free and remote."""
    step_free: Ints
    remote: Ints
    min_age: Floats
    max_age: Floats
    languages: Codes
    """Each distinct set of languages is a word |en|pl|."""
    assured: NDArray[np.str_]
    """ISO date, empty where not confirmed."""
    unconfirmed: Bools
    """Its confirmation lapsed."""
    recruits_until: Ints
    """Day as an ordinal, the last on which it needs volunteers; 0 where it does not say that it does."""
    accepts_referrals: Ints
    size_band: Codes
    reach: Codes
    category_labels: Mapping[str, str]
    """Of every category, in the order of labels."""
    source_titles: Mapping[str, str]
    district_names: Mapping[str, str]
    _vocabulary: list[tuple[str, ...]] = field(default_factory=list)

    def vocabulary(self, session: Session) -> tuple[str, ...]:
        """List the words in use, read the first time somebody types one that is not."""
        if not self._vocabulary:
            self._vocabulary.append(vocabulary_of(queries.all_texts(session)))
        return self._vocabulary[0]

    @property
    def all_rows(self) -> Ints:
        """Every row."""
        return np.arange(len(self.listing))

    def rows_of(self, listings: Ints) -> Ints:
        """Give the rows of listings, in order."""
        chosen = np.unique(listings)
        counts = self.first_row[chosen + 1] - self.first_row[chosen]
        if (counts == 1).all():
            return self.first_row[chosen]
        starts = np.repeat(self.first_row[chosen] - np.cumsum(counts) + counts, counts)
        rows: Ints = starts + np.arange(counts.sum())
        return rows


def current(session: Session) -> Snapshot:
    """Give the snapshot of what this session sees, reading it only where listings changed since the last."""
    return _SNAPSHOTS.of(session)


def _read(session: Session) -> Snapshot:
    rows = queries.entry_rows(session)
    numbers = np.array([row.no for row in rows], dtype=np.int64)
    distinct, listing = np.unique(numbers, return_inverse=True)
    first_row = np.searchsorted(listing, np.arange(len(distinct) + 1))
    names = sorted({row.name_sort for row in rows})
    rank = {name: position for position, name in enumerate(names)}
    words = tuple(sorted({slug for row in rows for slug in row.categories.strip("|").split("|") if slug}))
    listing_ids = tuple(UUID(rows[position].listing_id) for position in first_row[:-1])
    return Snapshot(
        mark=queries.change_mark(session, _MARK),
        listing_ids=listing_ids,
        number_of={listing_id: number for number, listing_id in enumerate(listing_ids)},
        index_numbers=distinct,
        site_ids=tuple(row.site_id for row in rows),
        listing=listing,
        first_row=first_row,
        shares_listing=(np.diff(first_row) > 1)[listing] if rows else np.zeros(0, dtype=np.bool_),
        name_rank=np.array([rank[row.name_sort] for row in rows], dtype=np.int64),
        kind=np.array([KINDS.index(row.kind) for row in rows], dtype=np.int64),
        capitals=np.array([row.capitals for row in rows], dtype=np.int64),
        categories=_padded([row.categories for row in rows], words),
        category_words=words,
        easting=_floats([row.easting for row in rows]),
        northing=_floats([row.northing for row in rows]),
        lon=_floats([row.lon for row in rows]),
        lat=_floats([row.lat for row in rows]),
        district=_codes([row.district for row in rows]),
        ward=_codes([row.ward for row in rows]),
        parish=_codes([row.parish for row in rows]),
        lsoa11=_codes([row.lsoa11 for row in rows]),
        lsoa21=_codes([row.lsoa21 for row in rows]),
        days=np.array([row.days for row in rows], dtype=np.int64),
        hours_known=np.array([bool(row.hours_known) for row in rows], dtype=np.bool_),
        free=_said([row.free for row in rows]),
        step_free=_said([row.step_free for row in rows]),
        remote=_said([row.remote for row in rows]),
        min_age=_floats([row.min_age for row in rows]),
        max_age=_floats([row.max_age for row in rows]),
        languages=_codes([row.languages for row in rows]),
        assured=np.array([row.assured_date or "" for row in rows], dtype=np.str_),
        unconfirmed=np.array([bool(row.unconfirmed) for row in rows], dtype=np.bool_),
        recruits_until=_days([row.recruiting_until for row in rows]),
        accepts_referrals=_said([row.accepts_referrals for row in rows]),
        size_band=_codes([row.size_band for row in rows]),
        reach=_codes([row.reach for row in rows]),
        category_labels=queries.category_labels(session),
        source_titles=queries.source_titles(session),
        district_names=queries.district_names(session),
    )


_SNAPSHOTS: Final = Kept(_read, _MARK)


def _floats(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _said(values: Sequence[int | bool | None]) -> Ints:
    return np.array([UNKNOWN if value is None else int(value) for value in values], dtype=np.int64)


def _days(values: Sequence[str | None]) -> Ints:
    days = [0 if value is None else date.fromisoformat(value).toordinal() for value in values]
    return np.array(days, dtype=np.int64)


def _codes(values: Sequence[str | None]) -> Codes:
    words = tuple(sorted({value for value in values if value is not None}))
    place = {word: position for position, word in enumerate(words)}
    numbers = [UNKNOWN if value is None else place[value] for value in values]
    return Codes(words, np.array(numbers, dtype=np.int64))


def _padded(values: Sequence[str], words: tuple[str, ...]) -> NDArray[np.int64]:
    place = {word: position for position, word in enumerate(words)}
    sets = [[place[slug] for slug in value.strip("|").split("|") if slug] for value in values]
    most = max((len(found) for found in sets), default=0)
    padded = np.full((len(values), max(most, 1)), UNKNOWN, dtype=np.int64)
    for position, found in enumerate(sets):
        padded[position, : len(found)] = found
    return padded
