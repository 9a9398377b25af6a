"""Which listings may be the one that somebody describes?"""

from collections import defaultdict
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from directory.listings.record import ListingRecord
from directory.matching import queries
from directory.matching.comparing import Rarity, compare
from directory.matching.schemas import Candidate, Described, Known, Match
from directory.words import Precision
from geo.projection import to_bng

SHOWN_FROM: Final = 0.1
"""Below this a listing is not worth a person's look."""
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
    """Compares records with every listing of the directory; made once for many records."""

    def __init__(self, session: Session) -> None:
        self.known = read_known(session)
        self.rarity = Rarity.of(each.name for each in self.known)

    def candidates(
        self, record: ListingRecord, *, limit: int = 5, least: float = SHOWN_FROM
    ) -> tuple[Candidate, ...]:
        """List the listings that may be the same, the likeliest first; never the record itself."""
        described = describe(record)
        found = [
            (match, known)
            for known in self.known
            if known.id != record.id
            and (match := compare(described, known.described, self.rarity)).score >= least
        ]
        found.sort(key=lambda pair: (-pair[0].score, pair[1].name, pair[1].id))
        return tuple(_candidate(match, known) for match, known in found[:limit])


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
