"""Which listings does a paper tell, with how each is reached?"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory.listings.service import categories
from directory.paper import queries
from directory.paper.schemas import Place, Told
from directory.search.queries import wide_ids
from directory.search.schemas import PER_PAGE_MAX, ListingCard, ListingQuery
from directory.search.service import cards_by_id, search
from directory.words import COMBINED_AUTHORITY, COUNTY, PETERBOROUGH, Kind, Sort, Status

NEAR_M: Final = 5_000
SHOWN: Final = tuple(kind for kind in Kind if kind is not Kind.PARISH_COUNCIL)


def find(session: Session, query: ListingQuery) -> tuple[Told, ...]:
    """Find all that answers a question, whatever its pages."""
    cards: list[ListingCard] = []
    asked = replace(query, per_page=PER_PAGE_MAX, page=1)
    while True:
        found = search(session, asked, with_facets=False)
        cards.extend(found.contents)
        if asked.page >= found.total_pages:
            return tell(session, cards)
        asked = replace(asked, page=asked.page + 1)


def tell(session: Session, cards: Sequence[ListingCard]) -> tuple[Told, ...]:
    """Add to cards what paper needs, in their order."""
    headings = {each.slug: each.heading for each in categories(session)}
    ways = queries.ways_of(session, [card.id.hex for card in cards])
    return tuple(
        Told(
            card=card,
            phone=row.phone,
            email=row.email,
            url=row.url,
            free=_maybe(row.free),
            cost_note=row.cost_note,
            min_age=row.min_age,
            max_age=row.max_age,
            step_free=_maybe(row.step_free),
            closed_now=row.status == Status.TEMPORARILY_CLOSED.value,
            theme=next((headings[slug] for slug in card.categories if slug in headings), ""),
        )
        for card in cards
        if (row := ways.get(card.id.hex)) is not None
    )


def _maybe(value: object) -> bool | None:
    return None if value is None else bool(value)


def in_parish(session: Session, place: Place) -> tuple[Told, ...]:
    """Find what has a place in a parish; nothing of which the place would tell too much."""
    query = ListingQuery(parishes=(place.code,), kinds=SHOWN, lon=place.lon, lat=place.lat)
    return placeable(find(session, query))


def around(session: Session, place: Place, *, kinds: tuple[Kind, ...] = SHOWN, radius_m: float = NEAR_M,
           categories: tuple[str, ...] = ()) -> tuple[Told, ...]:  # fmt: skip
    """Find what lies within some way of the middle of a place, the nearest first."""
    if place.lon is None or place.lat is None:
        return ()
    return placeable(
        find(
            session,
            ListingQuery(lon=place.lon, lat=place.lat, radius_m=radius_m, kinds=kinds, categories=categories),
        )
    )


def wide(session: Session, place: Place) -> tuple[Told, ...]:
    """Find what serves the whole of a place, its district or the county, and what is told of no place."""
    district = place.district
    codes = [code for code in (place.code, district) if code]
    codes += [COMBINED_AUTHORITY] if district == PETERBOROUGH else [COUNTY, COMBINED_AUTHORITY]
    ids = wide_ids(session, codes)
    return find(session, ListingQuery(ids=ids, kinds=SHOWN, sort=Sort.NAME)) if ids else ()


def council_of(session: Session, parish: str) -> Told | None:
    """Find the parish council."""
    found = queries.find_council(session, parish)
    return None if found is None else next(iter(by_id(session, [found])), None)


def by_id(session: Session, ids: Iterable[UUID]) -> tuple[Told, ...]:
    """Give chosen listings in the order chosen; those that are no more are left out."""
    return tell(session, cards_by_id(session, tuple(ids), None))


def placeable(told: Iterable[Told]) -> tuple[Told, ...]:
    """Leave out of a list by place whatever somebody may be at risk for going to."""
    return tuple(each for each in told if not each.card.sensitive)


def others(told: Iterable[Told], *known: Iterable[Told]) -> tuple[Told, ...]:
    """Leave out what is told already."""
    seen = {each.card.id for group in known for each in group}
    return tuple(each for each in told if each.card.id not in seen)
