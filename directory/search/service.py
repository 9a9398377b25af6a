"""Which listings answer what somebody asked, in which order, and how many would each filter leave?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Row
from sqlmodel import Session

from directory import clock
from directory.areas.schemas import AreaCodes, Origin
from directory.listings.hours import next_open
from directory.search import queries
from directory.search.finding import Found, Matches, find
from directory.search.index import capitals_of
from directory.search.schemas import (
    Facets,
    FacetValue,
    ListingCard,
    ListingPage,
    ListingQuery,
    NearAnswer,
    PlaceRead,
)
from directory.search.snapshot import UNKNOWN, Snapshot, current
from directory.search.words import corrected, match_expression, terms
from directory.words import (
    ALL_DISTRICTS,
    COMBINED_AUTHORITY,
    COUNTY,
    PETERBOROUGH,
    Capital,
    Kind,
    Precision,
    Reach,
    SizeBand,
    Sort,
)

RECRUITING_LABEL = "Needs volunteers"
REFERRALS_LABEL = "Takes referrals"
FEWEST_NEAR = 5
RADII_M = (1_000, 2_000, 3_000, 5_000, 8_000, 12_000, 20_000, 40_000, 80_000)
WIDE_LIMIT = 60


def search(session: Session, query: ListingQuery, *, with_facets: bool = True) -> ListingPage:
    """Answer one page of a question with the exact count and, beside each filter, what it would leave."""
    snapshot = current(session)
    found, read_as = _find_read(session, snapshot, query)
    return ListingPage(
        total_items=found.total,
        known_items=found.known,
        page=query.page,
        per_page=query.per_page,
        contents=_cards(session, snapshot, found, query),
        facets=_facets(snapshot, found, query) if with_facets else Facets(),
        read_as=read_as,
    )


def find_in(session: Session, snapshot: Snapshot, query: ListingQuery) -> Found:
    """Find the rows of a page, its count and facets, before anything is read to show them."""
    return _find_read(session, snapshot, query)[0]


def _find_read(
    session: Session, snapshot: Snapshot, query: ListingQuery
) -> tuple[Found, tuple[str, ...] | None]:
    """Find, and tell as which words the question was read where that is not how it was typed."""
    sort = _sort_of(query)
    matches, read_as = _matches(session, snapshot, query, scored=sort is Sort.RELEVANCE)
    found = find(
        snapshot,
        query,
        matches,
        sort=sort,
        since=_since(query.assured_within_months),
        today=clock.local_now().date(),
    )
    return found, read_as


def _matches(
    session: Session, snapshot: Snapshot, query: ListingQuery, *, scored: bool
) -> tuple[Matches | None, tuple[str, ...] | None]:
    """Ask the full-text index for the words, where there are any; for the nearest words where none match."""
    words = terms(query.q)
    if not words:
        return None, None
    matches = _ask(session, snapshot, words, scored=scored)
    if len(matches.listings):
        return matches, None
    read_as = corrected(words, snapshot.vocabulary(session))
    if read_as is None:
        return matches, None
    return _ask(session, snapshot, read_as, scored=scored), read_as


def _ask(session: Session, snapshot: Snapshot, words: Sequence[str], *, scored: bool) -> Matches:
    expression = match_expression(words)
    if not scored:
        numbers = np.array(queries.matching_numbers(session, expression), dtype=np.int64)
        return Matches(np.searchsorted(snapshot.index_numbers, numbers), None)
    pairs = queries.scored_numbers(session, expression)
    found = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    return Matches(np.searchsorted(snapshot.index_numbers, found[:, 0].astype(np.int64)), found[:, 1])


def _sort_of(query: ListingQuery) -> Sort:
    if query.sort is not None:
        return query.sort
    if query.lon is not None:
        return Sort.DISTANCE
    return Sort.RELEVANCE if query.q.strip() else Sort.NAME


def _since(months: int | None) -> str | None:
    """Turn "within n months" into a date; the same day of the month, or its last."""
    if months is None:
        return None
    today = clock.local_now().date()
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    if year < 1:
        return date.min.isoformat()
    for day in range(today.day, 27, -1):
        try:
            return date(year, month + 1, day).isoformat()
        except ValueError:
            continue
    return date(year, month + 1, min(today.day, 28)).isoformat()


def _facets(snapshot: Snapshot, found: Found, query: ListingQuery) -> Facets:
    by_slug = dict(zip(snapshot.category_words, found.categories.tolist(), strict=True))
    by_code = dict(zip(snapshot.district.words, found.districts.tolist(), strict=True))
    sizes = dict(zip(snapshot.size_band.words, found.sizes.tolist(), strict=True))
    reaches = dict(zip(snapshot.reach.words, found.reaches.tolist(), strict=True))
    ours = [code for code in ALL_DISTRICTS if code in snapshot.district_names]
    codes = [*ours, *sorted(set(by_code) - set(ours))]
    return Facets(
        kind=tuple(
            FacetValue(kind.value, kind.label, count)
            for kind, count in zip(Kind, found.kinds.tolist(), strict=True)
        ),
        capital=tuple(
            FacetValue(capital.value, capital.label, count)
            for capital, count in zip(Capital, found.capitals.tolist(), strict=True)
        ),
        category=tuple(
            FacetValue(slug, label, by_slug.get(slug, 0))
            for slug, label in snapshot.category_labels.items()
            if by_slug.get(slug) or slug in query.categories
        ),
        district=tuple(
            FacetValue(code, snapshot.district_names.get(code, code), by_code.get(code, 0)) for code in codes
        ),
        recruiting=FacetValue("true", RECRUITING_LABEL, found.recruiting),
        referrals=FacetValue("true", REFERRALS_LABEL, found.referrals),
        size=tuple(FacetValue(size.value, size.label, sizes.get(size.value, 0)) for size in SizeBand),
        reach=tuple(FacetValue(reach.value, reach.label, reaches.get(reach.value, 0)) for reach in Reach),
    )


def _cards(
    session: Session, snapshot: Snapshot, found: Found, query: ListingQuery
) -> tuple[ListingCard, ...]:
    """Fill the cards of a page."""
    rows = found.rows.tolist()
    if not rows:
        return ()
    ids = [snapshot.listing_ids[snapshot.listing[row]] for row in rows]
    listings = queries.listing_rows(session, [identifier.hex for identifier in ids])
    sites = queries.site_rows(session, [site for row in rows if (site := snapshot.site_ids[row])])
    labels, titles = snapshot.category_labels, snapshot.source_titles
    at, today = clock.now(), clock.local_now().date().toordinal()
    cards = []
    for row, identifier, distance in zip(rows, ids, found.distance_m.tolist(), strict=True):
        listing, site = listings[identifier.hex], sites.get(snapshot.site_ids[row] or "")
        slugs = tuple(snapshot.category_words[no] for no in snapshot.categories[row] if no >= 0)
        placed = site is not None and site.precision not in {Precision.HIDDEN, Precision.DISTRICT}
        cards.append(
            ListingCard(
                id=identifier,
                slug=listing.slug,
                name=listing.name,
                kind=Kind(listing.kind),
                summary=listing.summary,
                categories=slugs,
                category_labels=tuple(labels[slug] for slug in slugs),
                capitals=capitals_of(int(snapshot.capitals[row])),
                place=place_of(site) if placed and site is not None else None,
                site_count=listing.site_count,
                serves=tuple(sorted(listing.serves.split("|"))) if listing.serves else (),
                distance_m=None if math.isnan(distance) else round(distance),
                next_open=next_open(site.opening_hours, at) if site is not None else None,
                opening_hours=site.opening_hours if site is not None else None,
                assured_date=date.fromisoformat(listing.assured_date) if listing.assured_date else None,
                source_date=listing.source_date,
                source_titles=tuple(titles[key] for key in (listing.sources or "").split(",") if key),
                sensitive=bool(listing.sensitive),
                visiting=bool(listing.visiting),
                site_id=UUID(snapshot.site_ids[row]) if snapshot.site_ids[row] else None,
                time_note=listing.time_note,
                newest_source=_newest(listing.newest, titles),
                unsaid=_unsaid(snapshot, row, query),
                unconfirmed_since=_maybe_date(listing.unconfirmed_since),
                recruiting=listing.recruiting if snapshot.recruits_until[row] >= today else None,
                accepts_referrals=None
                if listing.accepts_referrals is None
                else bool(listing.accepts_referrals),
            )
        )
    return tuple(cards)


def _maybe_date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def place_of(site: Row[Any]) -> PlaceRead:
    """Tell where a site is, as finely as its row holds it."""
    return PlaceRead(
        lon=site.lon,
        lat=site.lat,
        precision=Precision(site.precision),
        postcode=site.postcode,
        areas=AreaCodes(site.lsoa11, site.lsoa21, site.ward, site.parish, site.district),
        parish_estimated=bool(site.parish_estimated),
        name=site.name,
        address=site.address,
    )


def _newest(pair: str | None, titles: Mapping[str, str]) -> tuple[str, str | None] | None:
    if pair is None:
        return None
    key, _, dated = pair.partition("|")
    return titles[key], dated or None


def _unsaid(snapshot: Snapshot, row: int, query: ListingQuery) -> tuple[str, ...]:
    silent = {
        "free": query.free is not None and snapshot.free[row] == UNKNOWN,
        "age": query.age is not None
        and math.isnan(snapshot.min_age[row])
        and math.isnan(snapshot.max_age[row]),
        "step_free": query.step_free is not None and snapshot.step_free[row] == UNKNOWN,
        "language": bool(query.languages) and snapshot.languages.numbers[row] == UNKNOWN,
        "remote": query.remote is not None and snapshot.remote[row] == UNKNOWN,
    }
    return tuple(name for name, unsaid in silent.items() if unsaid)


def near(session: Session, origin: Origin, query: ListingQuery, *, radius_m: int) -> NearAnswer:
    """Answer what is near somebody; where fewer than five lie inside, look further and say so."""
    asked = replace(query, lon=origin.lon, lat=origin.lat, radius_m=radius_m)
    answer = search(session, asked)
    grown = iter(step for step in RADII_M if step > radius_m)
    while answer.total_items < FEWEST_NEAR and (step := next(grown, None)) is not None:
        asked = replace(asked, radius_m=step)
        answer = search(session, asked)
    return NearAnswer(
        page=answer,
        radius_m=int(asked.radius_m or radius_m),
        asked_radius_m=radius_m,
        wide=_wide(session, origin, query, asked.radius_m or radius_m) if query.page == 1 else (),
        times_unsaid=_times_unsaid(session, asked) if query.days else 0,
    )


def _wide(session: Session, origin: Origin, query: ListingQuery, radius_m: float) -> tuple[ListingCard, ...]:
    """List what serves the whole of the areas somebody is in, under the same filters."""
    district = origin.areas.district
    codes = [code for code in (district, origin.areas.ward, origin.areas.parish) if code]
    codes += [COMBINED_AUTHORITY] if district == PETERBOROUGH else [COUNTY, COMBINED_AUTHORITY]
    kinds = tuple(kind for kind in (query.kinds or tuple(Kind)) if kind is not Kind.PARISH_COUNCIL)
    ids = queries.wide_ids(session, codes)
    if not ids or not kinds:
        return ()
    asked = replace(
        query,
        ids=ids,
        kinds=kinds,
        districts=(),
        lon=origin.lon,
        lat=origin.lat,
        radius_m=None,
        sort=Sort.NAME,
        page=1,
        per_page=WIDE_LIMIT,
    )
    found = search(session, asked, with_facets=False).contents
    # What has a place inside the radius is in the list already.
    return tuple(card for card in found if card.place is None or (card.distance_m or 0) > radius_m)


def _times_unsaid(session: Session, query: ListingQuery) -> int:
    """Count what matches but for the day, and does not say when it is open."""
    without = replace(query, days=(), hours_unknown=True, page=1, per_page=1)
    return find_in(session, current(session), without).total


def cards_by_id(session: Session, ids: Sequence[UUID], origin: Origin | None) -> tuple[ListingCard, ...]:
    """Give the cards of chosen listings in the order chosen; unknown ids are left out."""
    if not ids:
        return ()
    query = ListingQuery(
        ids=tuple(ids),
        kinds=tuple(Kind),
        per_page=len(ids),
        lon=origin.lon if origin else None,
        lat=origin.lat if origin else None,
    )
    found = {card.id: card for card in search(session, query, with_facets=False).contents}
    return tuple(found[identifier] for identifier in dict.fromkeys(ids) if identifier in found)
