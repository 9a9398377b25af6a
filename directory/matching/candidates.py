"""Which listings may be the one that somebody describes?"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist
from sqlalchemy import Row
from sqlmodel import Session

from directory.listings.record import ListingRecord
from directory.matching import queries
from directory.matching.comparing import MOST_SLIPS, SAME, Rarity, compare, contacts_of, one_word, words_of
from directory.matching.schemas import Candidate, Described, Known, Match, Pair
from directory.words import Precision
from geo.projection import to_bng

SHOWN_FROM: Final = 0.1
"""Below this a listing is not worth a person's look."""
FEW_HOLDING, SHARE_HOLDING = 30, 0.01
"""A word that this many names hold, or this share of all, is not looked up by itself."""
_POINTED: Final = frozenset({Precision.EXACT.value, Precision.POSTCODE.value})


def read_known(session: Session) -> tuple[Known, ...]:
    """Read every listing as it is compared."""
    categories: defaultdict[str, set[str]] = defaultdict(set)
    for row in queries.list_categories(session):
        categories[row.listing_id].add(row.category)
    places: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in queries.list_places(session):
        places[row.listing_id].append(row)
    return tuple(
        Known(
            id=UUID(row.id),
            slug=row.slug,
            name=row.name,
            where=_where(places[row.id]),
            described=_described(row, categories[row.id], places[row.id]),
        )
        for row in queries.list_listings(session)
    )


def _described(row: Row[Any], categories: set[str], places: list[Row[Any]]) -> Described:
    return Described(
        name=row.name,
        kind=row.kind,
        categories=frozenset(categories),
        organization=row.organization,
        email=row.email,
        phone=row.phone,
        url=row.url,
        postcodes=frozenset(place.postcode for place in places if place.postcode),
        points_bng=tuple(
            (place.easting, place.northing)
            for place in places
            if place.precision in _POINTED and place.easting is not None
        ),
        parishes=frozenset(place.parish for place in places if place.parish),
        districts=frozenset(place.district for place in places if place.district),
    )


def _where(places: list[Row[Any]]) -> str:
    if not places:
        return ""
    return ", ".join(part for part in (places[0].name, places[0].postcode) if part)


def describe(record: ListingRecord) -> Described:
    """Give what of a record helps to know it again."""
    pointed = [site for site in record.sites if site.precision.value in _POINTED]
    return Described(
        name=record.name,
        kind=record.kind.value,
        categories=frozenset(record.categories),
        organization=record.organization.name if record.organization else None,
        email=record.email,
        phone=record.phone,
        url=record.url,
        postcodes=frozenset(site.postcode for site in record.sites if site.postcode),
        points_bng=tuple(
            to_bng(site.lon, site.lat) for site in pointed if site.lon is not None and site.lat is not None
        ),
        parishes=frozenset(site.parish for site in record.sites if site.parish),
        districts=frozenset(site.district for site in record.sites if site.district),
    )


class Matcher:
    """Compares records with every listing that has something in common with them; made once for many."""

    def __init__(self, session: Session) -> None:
        self.known = read_known(session)
        self.rarity = Rarity.of(each.described for each in self.known)
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        self._by_sign: defaultdict[str, list[int]] = defaultdict(list)
        for number, each in enumerate(self.known):
            for word in set(words_of(each.name)):
                self._by_word[word].append(number)
            for sign in _signs(each.described):
                self._by_sign[sign].append(number)
        self._words = sorted(self._by_word)

    def candidates(
        self, record: ListingRecord, *, limit: int = 5, least: float = SHOWN_FROM
    ) -> tuple[Candidate, ...]:
        """List the listings that may be the same, the likeliest first; never the record itself."""
        found = self.matches(describe(record), least=least)
        return tuple(_candidate(match, known) for match, known in found if known.id != record.id)[:limit]

    def matches(self, described: Described, *, least: float) -> list[tuple[Match, Known]]:
        """List what is likely enough to be the same, the likeliest first."""
        found = [
            (match, self.known[number])
            for number in self._worth_comparing(described)
            if (match := compare(described, self.known[number].described, self.rarity)).score >= least
        ]
        return sorted(found, key=lambda pair: (-pair[0].score, pair[1].name, pair[1].id))

    def pairs(self, *, least: float = SAME) -> Iterator[Pair]:
        """Give each two listings of the directory that are likely the same, by the first's id."""
        for first in self.known:
            for match, second in self.matches(first.described, least=least):
                if first.id < second.id:
                    yield Pair(first, second, match)

    def _worth_comparing(self, described: Described) -> set[int]:
        """Find those that share a word of the name, with a slip or without, a postcode or a contact.

        Whatever shares none of them has another name and neither place nor contact to make up for it.
        """
        asked = sorted(set(words_of(described.name)))
        slips = cdist(asked, self._words, scorer=OSA.distance, score_cutoff=MOST_SLIPS, dtype=np.uint8)
        words = {
            self._words[column]
            for row, column in np.argwhere(slips <= MOST_SLIPS)
            if one_word(asked[row], self._words[column])
        }
        # A word that very many names hold brings everything along; those that match share another one too.
        few = max(FEW_HOLDING, len(self.known) * SHARE_HOLDING)
        telling = [word for word in words if len(self._by_word[word]) <= few] or words
        found = {number for word in telling for number in self._by_word[word]}
        return found | {number for sign in _signs(described) for number in self._by_sign.get(sign, ())}


def _signs(described: Described) -> tuple[str, ...]:
    """Give what else two listings may have in common: postcodes, contacts, the hectare they stand in."""
    hectares = (
        f"{easting // 100:.0f}/{northing // 100:.0f}" for easting, northing in described.points_bng[:20]
    )
    return (*sorted(described.postcodes)[:20], *contacts_of(described), *hectares)


def _candidate(match: Match, known: Known) -> Candidate:
    return Candidate(
        listing_id=known.id,
        slug=known.slug,
        name=known.name,
        where=known.where,
        score=match.score,
        reasons=tuple(reason.words for reason in match.reasons if reason.weight > 0),
        against=tuple(reason.words for reason in match.reasons if reason.weight < 0),
    )


def candidates(session: Session, record: ListingRecord, *, limit: int = 5) -> tuple[Candidate, ...]:
    """List the listings that may be the same as a record, with the reasons, the likeliest first."""
    return Matcher(session).candidates(record, limit=limit)
