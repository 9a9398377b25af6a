"""Which listings answer what somebody asked, in which order, and how many would each filter leave?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from directory import clock
from directory.areas.schemas import AreaCodes, Origin
from directory.areas.service import area_names
from directory.listings.hours import next_open
from directory.listings.schemas import MapPoint
from directory.search import queries
from directory.search.index import capital_bits, capitals_of, district_bits
from directory.search.schemas import (
    Facets,
    FacetValue,
    ListingCard,
    ListingPage,
    ListingQuery,
    NearAnswer,
    PlaceRead,
)
from directory.words import COMBINED_AUTHORITY, COUNTY, PETERBOROUGH, Capital, Kind, Precision, Sort

FEWEST_NEAR = 5
RADII_M = (1_000, 2_000, 3_000, 5_000, 8_000, 12_000, 20_000, 40_000, 80_000)
WIDE_LIMIT = 60


def search(session: Session, query: ListingQuery, *, with_facets: bool = True) -> ListingPage:
    """Answer one page of a question with the exact count and, beside each filter, what it would leave."""
    bits = capital_bits(capital.value for capital in query.capitals)
    filters = queries.filters_of(query, since=_since(query.assured_within_months))
    groups = queries.facet_groups(session, filters)
    counted = _Counted(query, bits, district_bits(session))
    for group in groups:
        counted.add(group)
    queries.add_facet_filters(filters, query, bits)
    rows = queries.page_rows(
        session,
        filters,
        _sort_of(query),
        limit=query.per_page,
        offset=(query.page - 1) * query.per_page,
    )
    return ListingPage(
        total_items=counted.total,
        page=query.page,
        per_page=query.per_page,
        contents=_cards(session, rows, query),
        facets=counted.facets(session) if with_facets else Facets(),
    )


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


class _Counted:
    """Facet counts, each under all the other filters."""

    def __init__(self, query: ListingQuery, capitals: int, districts: dict[str, int]) -> None:
        self._kinds = {kind.value for kind in query.kinds} or {
            kind.value for kind in Kind if kind is not Kind.PARISH_COUNCIL
        }
        self._capitals = capitals
        self._categories = set(query.categories)
        self._district_bits = districts
        self._districts = sum({districts.get(code, 0) for code in query.districts})
        self._any_district = not query.districts
        self.total = 0
        self._kind: Counter[str] = Counter()
        self._capital: Counter[Capital] = Counter()
        self._category: Counter[str] = Counter()
        self._district: Counter[int] = Counter()

    def add(self, group: Row[Any]) -> None:
        kind = group.kind in self._kinds
        capital = not self._capitals or bool(group.capitals & self._capitals)
        slugs = group.categories.strip("|").split("|")
        category = not self._categories or not self._categories.isdisjoint(slugs)
        district = self._any_district or bool(group.districts & self._districts)
        count = group.listings
        if kind and capital and category and district:
            self.total += count
        if capital and category and district:
            self._kind[group.kind] += count
        if kind and category and district:
            for one in capitals_of(group.capitals):
                self._capital[one] += count
        if kind and capital and district:
            for slug in slugs:
                self._category[slug] += count
        if kind and capital and category:
            self._district[group.districts] += count

    def facets(self, session: Session) -> Facets:
        labels = {row.slug: row.label for row in queries.label_rows(session)}
        names = area_names(session, self._district_bits)
        by_district = {
            code: sum(count for bits, count in self._district.items() if bits & bit)
            for code, bit in self._district_bits.items()
        }
        return Facets(
            kind=tuple(FacetValue(kind.value, kind.label, self._kind[kind.value]) for kind in Kind),
            capital=tuple(
                FacetValue(capital.value, capital.label, self._capital[capital]) for capital in Capital
            ),
            category=tuple(
                FacetValue(slug, labels[slug], self._category[slug])
                for slug in sorted(labels, key=lambda slug: labels[slug])
                if self._category[slug] or slug in self._categories
            ),
            district=tuple(
                FacetValue(code, names.get(code, code), count) for code, count in by_district.items()
            ),
        )


def _cards(session: Session, rows: Sequence[Row[Any]], query: ListingQuery) -> tuple[ListingCard, ...]:
    """Fill the cards of a page."""
    listings = queries.listing_rows(session, [row.listing_id for row in rows])
    sites = queries.site_rows(session, [row.site_id for row in rows if row.site_id])
    labels = {row.slug: row.label for row in queries.label_rows(session)}
    titles = queries.source_titles(session)
    at = clock.now()
    cards = []
    for row in rows:
        listing, site = listings[row.listing_id], sites.get(row.site_id or "")
        slugs = tuple(slug for slug in row.categories.strip("|").split("|") if slug)
        placed = site is not None and site.precision not in {Precision.HIDDEN, Precision.DISTRICT}
        cards.append(
            ListingCard(
                id=UUID(row.listing_id),
                slug=listing.slug,
                name=listing.name,
                kind=Kind(listing.kind),
                summary=listing.summary,
                categories=slugs,
                category_labels=tuple(labels[slug] for slug in slugs),
                capitals=capitals_of(row.capitals),
                place=place_of(site) if placed and site is not None else None,
                site_count=listing.site_count,
                serves=tuple(sorted(listing.serves.split("|"))) if listing.serves else (),
                distance_m=None if row.d2 is None else round(row.d2**0.5),
                next_open=next_open(site.opening_hours, at) if site is not None else None,
                opening_hours=site.opening_hours if site is not None else None,
                assured_date=date.fromisoformat(listing.assured_date) if listing.assured_date else None,
                source_date=listing.source_date,
                source_titles=tuple(titles[key] for key in (listing.sources or "").split(",") if key),
                sensitive=bool(listing.sensitive),
                visiting=bool(listing.visiting),
                unsaid=_unsaid(row, query),
            )
        )
    return tuple(cards)


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


def _unsaid(row: Row[Any], query: ListingQuery) -> tuple[str, ...]:
    silent = {
        "free": query.free is not None and row.free is None,
        "age": query.age is not None and row.min_age is None and row.max_age is None,
        "step_free": query.step_free is not None and row.step_free is None,
        "language": bool(query.languages) and row.languages is None,
        "remote": query.remote is not None and row.remote is None,
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
        wide=_wide(session, origin, query) if query.page == 1 else (),
        times_unsaid=_times_unsaid(session, asked) if query.days else 0,
    )


def _wide(session: Session, origin: Origin, query: ListingQuery) -> tuple[ListingCard, ...]:
    """List what serves the whole of the areas somebody is in, under the same filters."""
    district = origin.areas.district
    codes = [code for code in (district, origin.areas.ward, origin.areas.parish) if code]
    codes += [COMBINED_AUTHORITY] if district == PETERBOROUGH else [COUNTY, COMBINED_AUTHORITY]
    kinds = [kind.value for kind in (query.kinds or tuple(Kind)) if kind is not Kind.PARISH_COUNCIL]
    ids = queries.wide_ids(session, codes, kinds)
    if not ids:
        return ()
    asked = replace(query, ids=ids, districts=(), sort=Sort.NAME, page=1, per_page=WIDE_LIMIT)
    found = search(session, asked, with_facets=False).contents
    # What has a place of its own near by is in the list already.
    return tuple(card for card in found if card.place is None)


def _times_unsaid(session: Session, query: ListingQuery) -> int:
    """Count what matches but for the day, and does not say when it is open."""
    without = replace(query, days=(), page=1, per_page=1)
    return queries.count_without_hours(
        session,
        without,
        since=_since(query.assured_within_months),
        capital_bits=capital_bits(capital.value for capital in query.capitals),
    )


def map_points(session: Session, query: ListingQuery, *, limit: int = 2_000) -> tuple[MapPoint, ...]:
    """Give the points of an answer for a map, one a place, unpaged up to a limit."""
    filters = queries.filters_of(query, since=_since(query.assured_within_months))
    queries.add_facet_filters(filters, query, capital_bits(capital.value for capital in query.capitals))
    return tuple(
        MapPoint(UUID(row.id), row.slug, row.name, row.lon, row.lat, row.precision == Precision.PARISH)
        for row in queries.point_rows(session, filters, limit)
    )


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
