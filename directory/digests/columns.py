"""How do subscribers look as columns of numbers, so that a notice is held against all of them at once?"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from directory.consents.service import NEWS_PURPOSES
from directory.digests.schemas import Candidate, Subscriber
from directory.noticeboard.words import NoticeKind
from directory.profiles.schemas import Profile
from directory.profiles.words import Beneficiary, IncomeBand
from directory.words import COMBINED_AUTHORITY, COUNTY, Capital, Kind, SizeBand

Flags = NDArray[np.bool_]
Bits = NDArray[np.uint16]
Rows = NDArray[np.int32]
_Item = TypeVar("_Item")
_UNKNOWN: Final = -1
_NO_LISTING: Final = -1
_FINE: Final = "E01"
"""How the codes of LSOAs begin."""
_WIDE: Final = frozenset({COUNTY, COMBINED_AUTHORITY})


def bits_of(words: type[StrEnum], chosen: Iterable[StrEnum]) -> int:
    """Put a choice of words as bits, in the order in which the words are defined."""
    places = _PLACES[words]
    return sum(1 << places[one] for one in set(chosen))


_PLACES: Final[dict[type[StrEnum], dict[StrEnum, int]]] = {
    words: {word: number for number, word in enumerate(words)}
    for words in (NoticeKind, Kind, Capital, Beneficiary, SizeBand, IncomeBand)
}
PURPOSE_BITS: Final = {purpose: 1 << number for number, purpose in enumerate(NEWS_PURPOSES)}


@dataclass(frozen=True, slots=True)
class Sets:
    """Lists of numbers of different lengths, one after another; equal ones are kept once."""

    of_row: Rows
    """Which list each subscriber has."""
    flat: Rows
    starts: NDArray[np.int64]
    sizes: Rows
    """How many the list had, also those that no notice names."""

    def touching(self, hit: Flags) -> Flags:
        """Tell for each subscriber whether one of its numbers is hit; `hit` ends with a False of its own."""
        touched: Flags = np.logical_or.reduceat(hit[self.flat], self.starts)
        return touched[self.of_row]

    @property
    def is_empty(self) -> Flags:
        """Whether the subscriber's list has nothing in it."""
        empty: Flags = self.sizes == 0
        return empty[self.of_row]


@dataclass(frozen=True, slots=True)
class Columns:
    """Subscribers, a column a fact; each column is as long as there are subscribers."""

    account: Rows
    accounts: dict[UUID, int]
    listing: Rows
    """Number of the listing it is for, else -1."""
    listings: dict[UUID, int]
    is_listing: Flags
    purpose: Bits
    kinds: Bits
    """Of notices; all bits where none was chosen."""
    chosen_capitals: Bits
    chosen_categories: NDArray[np.bool_]
    """A column for each category that a notice names."""
    chose_themes: Flags
    asked_areas: Sets
    own_areas: Sets
    near_areas: Sets
    """Areas a listing serves, and those it is in where it is not known more finely; not the widest ones."""
    codes: dict[str, int]
    points: Sets
    points_lonlat: tuple[tuple[float, float], ...]
    kind: Bits
    capitals: Bits
    categories: NDArray[np.bool_]
    category_numbers: dict[str, int]
    has_categories: Flags
    beneficiaries: Bits
    told_for_whom: Flags
    """Said by the group itself: what only its listing states rules nothing out."""
    size: Bits
    income: Bits
    registered: NDArray[np.int8]
    """1, 0, or -1 where it is not known."""


def columns_of(subscribers: Sequence[Subscriber], notices: Sequence[Candidate]) -> Columns:
    """Lay subscribers out; of areas and categories only those are kept that a notice names."""
    codes: dict[str, int] = {}
    for candidate in notices:
        for code in candidate.inside | candidate.around:
            codes.setdefault(code, len(codes))
    named: dict[str, int] = {}
    for candidate in notices:
        for category in candidate.notice.said.rules.categories:
            named.setdefault(category, len(named))
    accounts: dict[UUID, int] = {}
    listings: dict[UUID, int] = {}
    terms = [one.asked.terms for one in subscribers]
    profiles = [one.profile for one in subscribers]
    places: dict[tuple[float, float], int] = {}
    for profile in profiles:
        for point in profile.places if profile else ():
            places.setdefault(point, len(places))
    return Columns(
        account=_rows(accounts.setdefault(one.asked.account_id, len(accounts)) for one in subscribers),
        accounts=accounts,
        listing=_rows(
            listings.setdefault(one.listing_id, len(listings)) if one else _NO_LISTING for one in profiles
        ),
        listings=listings,
        is_listing=np.array([bool(one.asked.subject) for one in subscribers], dtype=np.bool_),
        purpose=_bits(PURPOSE_BITS[one.asked.purpose] for one in subscribers),
        kinds=_bits(bits_of(NoticeKind, one.kinds or NoticeKind) for one in terms),
        chosen_capitals=_bits(bits_of(Capital, one.capitals) for one in terms),
        chosen_categories=_table((one.categories for one in terms), named, len(terms)),
        chose_themes=np.array([bool(one.capitals or one.categories) for one in terms], dtype=np.bool_),
        asked_areas=_sets((one.areas for one in terms), codes),
        own_areas=_sets((one.areas if one else frozenset() for one in profiles), codes),
        near_areas=_sets((_near(one) if one else frozenset() for one in profiles), codes),
        codes=codes,
        points=_sets((one.places if one else () for one in profiles), places),
        points_lonlat=tuple(places),
        kind=_bits(bits_of(Kind, (one.kind,)) if one else 0 for one in profiles),
        capitals=_bits(bits_of(Capital, one.capitals) if one else 0 for one in profiles),
        categories=_table((one.categories if one else () for one in profiles), named, len(profiles)),
        category_numbers=named,
        has_categories=np.array([bool(one and one.categories) for one in profiles], dtype=np.bool_),
        beneficiaries=_bits(bits_of(Beneficiary, one.beneficiaries) if one else 0 for one in profiles),
        told_for_whom=np.array([bool(one and one.told.beneficiaries) for one in profiles], dtype=np.bool_),
        size=_bits(bits_of(SizeBand, (one.size,)) if one and one.size else 0 for one in profiles),
        income=_bits(
            bits_of(IncomeBand, (one.told.income,)) if one and one.told.income else 0 for one in profiles
        ),
        registered=np.array(
            [
                _UNKNOWN if one is None or one.told.registered is None else int(one.told.registered)
                for one in profiles
            ],
            dtype=np.int8,
        ),
    )


def _near(profile: Profile) -> frozenset[str]:
    placed = any(code.startswith(_FINE) for code in profile.areas)
    return (profile.serves if placed else profile.areas) - _WIDE


def _rows(numbers: Iterable[int]) -> Rows:
    return np.fromiter(numbers, dtype=np.int32)


def _bits(numbers: Iterable[int]) -> Bits:
    return np.fromiter(numbers, dtype=np.uint16)


def _table(chosen: Iterable[Iterable[str]], named: dict[str, int], count: int) -> NDArray[np.bool_]:
    table = np.zeros((count, len(named)), dtype=np.bool_)
    for row, words in enumerate(chosen):
        for word in words:
            if word in named:
                table[row, named[word]] = True
    return table


def _sets(given: Iterable[Collection[_Item]], numbers: dict[_Item, int]) -> Sets:
    """Put lists one after another; each begins with a number that nothing hits, so that none is empty."""
    never = len(numbers)
    seen: dict[Collection[_Item], int] = {}
    flat: list[int] = []
    starts: list[int] = []
    sizes: list[int] = []
    rows: list[int] = []
    for one in given:
        number = seen.setdefault(one, len(seen))
        if number == len(starts):
            starts.append(len(flat))
            sizes.append(len(one))
            flat.append(never)
            flat.extend(numbers[item] for item in one if item in numbers)
        rows.append(number)
    return Sets(_rows(rows), _rows(flat), np.array(starts, dtype=np.int64), _rows(sizes))
