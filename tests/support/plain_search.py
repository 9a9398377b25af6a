"""The same search in plain Python over the listings' own tables: slow, and easy to believe."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from math import hypot, inf
from typing import Any
from uuid import UUID

import pandas as pd
from opening_hours import OpeningHours
from sqlalchemy import Row, text
from sqlmodel import Session

from directory import clock
from directory.search.schemas import Box, ListingQuery
from directory.words import Capital, Day, Kind, Sort
from geo.projection import to_bng

WEIGHTS = "10.0, 4.0, 3.0, 1.0"


@cache
def days_of(hours: str | None) -> frozenset[Day]:
    """Tell the days on which an opening begins, from a year of them."""
    if hours is None:
        return frozenset()
    start = datetime(2024, 1, 1)  # noqa: DTZ001 - the library takes naive local times
    found = set()
    for begins, ends, state, _note in OpeningHours(hours).intervals(start, start + timedelta(days=366)):
        if str(state).lower().endswith("open"):
            found.add(begins.weekday())
            if ends - begins > timedelta(days=1):
                found |= set(range(7))
    return frozenset(list(Day)[number] for number in found)


@dataclass(frozen=True)
class PlainListing:
    """A listing with everything that is asked of it."""

    row: Row[Any]
    number: int
    sites: tuple[Row[Any] | None, ...]
    capitals: frozenset[str]
    categories: frozenset[str]
    languages: frozenset[str]

    @property
    def id(self) -> UUID:
        return UUID(self.row.id)

    @property
    def name_key(self) -> str:
        return re.sub(r"^(the|a|an)\s+", "", self.row.name, flags=re.IGNORECASE).casefold()

    @property
    def remote(self) -> bool | None:
        if self.row.online or self.row.telephone:
            return True
        return False if self.row.online == 0 and self.row.telephone == 0 else None


class PlainSearch:
    """Every listing, read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        parts: dict[str, dict[str, set[str]]] = {}
        for table, column in (
            ("instance", "capital"),
            ("listing_category", "category"),
            ("listing_language", "language"),
        ):
            parts[table] = {}
            for row in session.execute(text(f"SELECT listing_id, {column} AS word FROM {table}")):  # noqa: S608
                parts[table].setdefault(row.listing_id, set()).add(row.word)
        sites: dict[str, list[Row[Any]]] = {}
        for row in session.execute(
            text(
                "SELECT s.listing_id, s.opening_hours, p.* FROM service_at_location s "
                "JOIN location p ON p.id = s.location_id"
            )
        ):
            sites.setdefault(row.listing_id, []).append(row)
        rows = session.execute(text("SELECT * FROM listing WHERE status = 'active' ORDER BY id"))
        self.listings = [
            PlainListing(
                row,
                number,
                tuple(sites.get(row.id, [None])),
                frozenset(parts["instance"].get(row.id, ())),
                frozenset(parts["listing_category"].get(row.id, ())),
                frozenset(parts["listing_language"].get(row.id, ())),
            )
            for number, row in enumerate(rows, start=1)
        ]

    def passing(self, query: ListingQuery, *, without: str = "") -> list[tuple[PlainListing, list[Any]]]:
        """List the listings with the sites that pass every filter but one."""
        scores = self.scores(query.q) if query.q else None
        found = []
        for listing in self.listings:
            if scores is not None and listing.number not in scores:
                continue
            if not self._listing_passes(listing, query, without):
                continue
            sites = [site for site in listing.sites if self._site_passes(site, query, without)]
            if sites:
                found.append((listing, sites))
        return found

    def scores(self, word: str) -> dict[int, float]:
        """Ask the full-text index for one whole word."""
        rows = self._session.execute(
            text(
                f"SELECT rowid, bm25(search_text, {WEIGHTS}) AS score FROM search_text "  # noqa: S608
                "WHERE search_text MATCH :word"
            ),
            {"word": f'"{word}"*'},
        )
        return {row.rowid: row.score for row in rows}

    def _listing_passes(self, listing: PlainListing, query: ListingQuery, without: str) -> bool:
        row = listing.row
        kinds = query.kinds or tuple(kind for kind in Kind if kind is not Kind.PARISH_COUNCIL)
        young_enough = query.age is None or row.max_age is None or query.age <= row.max_age
        old_enough = query.age is None or row.min_age is None or query.age >= row.min_age
        return all(
            (
                without == "kind" or row.kind in set(kinds),
                without == "capital" or not query.capitals or listing.capitals & set(query.capitals),
                without == "category" or not query.categories or listing.categories & set(query.categories),
                not query.ids or listing.id in query.ids,
                suits(row.free, query.free),
                suits(row.step_free, query.step_free),
                suits(listing.remote, query.remote),
                young_enough and old_enough,
                not query.languages or not listing.languages or listing.languages & set(query.languages),
                query.assured_within_months is None or confirmed_since(row, query.assured_within_months),
                without == "recruiting" or not query.recruiting or recruits(row),
                without == "referrals" or not query.takes_referrals or row.accepts_referrals == 1,
                without == "size" or not query.sizes or row.size_band in set(query.sizes),
                without == "reach" or not query.reaches or row.reach in set(query.reaches),
            )
        )

    def _site_passes(self, site: Row[Any] | None, query: ListingQuery, without: str) -> bool:
        def within(wanted: tuple[str, ...], *columns: str) -> bool:
            return not wanted or any(getattr(site, column, None) in wanted for column in columns)

        return all(
            (
                without == "district" or within(query.districts, "district"),
                within(query.wards, "ward"),
                within(query.parishes, "parish"),
                within(query.lsoas, "lsoa11", "lsoa21"),
                not query.days or (site is not None and bool(days_of(site.opening_hours) & set(query.days))),
                query.box is None or inside(site, query.box),
                query.radius_m is None or query.lon is None or away_m(site, query) <= query.radius_m,
            )
        )

    def order(self, query: ListingQuery, sort: Sort) -> list[PlainListing]:
        """List what passes in the order promised."""
        scores = self.scores(query.q) if query.q else {}
        if sort is Sort.RELEVANCE and not query.q:
            # Without words nothing is more to the point than what is near.
            sort = Sort.DISTANCE

        def key(found: tuple[PlainListing, list[Any]]) -> tuple[Any, ...]:
            listing, sites = found
            silent = len(unsaid(listing, query))
            away = min(away_m(site, query) for site in sites)
            lapsed = listing.row.unconfirmed_since is not None
            confirmed = listing.row.assured_date
            first: tuple[Any, ...] = {
                Sort.NAME: (),
                Sort.ASSURED: (-date.fromisoformat(str(confirmed)).toordinal() if confirmed else 0,),
                Sort.RELEVANCE: (scores.get(listing.number, 0) * (0.5 if lapsed else 1), away),
                # What is no number at all (inf // 1) has no order.
                Sort.DISTANCE: (away if away == inf else away // 1_609.344, lapsed, away),
            }[sort]
            return (silent, *first, listing.name_key, listing.number)

        return [listing for listing, _sites in sorted(self.passing(query), key=key)]

    def facets(self, query: ListingQuery) -> dict[str, Counter[str]]:
        """Count, for each value of each facet, the listings that pass all the other filters."""
        districts: Counter[str] = Counter()
        for _listing, sites in self.passing(query, without="district"):
            districts.update({site.district for site in sites if site is not None and site.district})
        return {
            "kind": Counter(listing.row.kind for listing, _ in self.passing(query, without="kind")),
            "capital": Counter(
                capital
                for listing, _ in self.passing(query, without="capital")
                for capital in listing.capitals & set(Capital)
            ),
            "category": Counter(
                word for listing, _ in self.passing(query, without="category") for word in listing.categories
            ),
            "district": districts,
            "size": self._said(query, "size", "size_band"),
            "reach": self._said(query, "reach", "reach"),
        }

    def _said(self, query: ListingQuery, facet: str, column: str) -> Counter[str]:
        found = (getattr(listing.row, column) for listing, _ in self.passing(query, without=facet))
        return Counter(word for word in found if word is not None)

    def switches(self, query: ListingQuery) -> tuple[int, int]:
        """Count what needs volunteers and what takes referrals, of what passes all the other filters."""
        return (
            sum(recruits(listing.row) for listing, _ in self.passing(query, without="recruiting")),
            sum(
                listing.row.accepts_referrals == 1 for listing, _ in self.passing(query, without="referrals")
            ),
        )


def suits(said: object, wished: bool | None) -> bool:  # noqa: FBT001
    """Tell whether somebody who wishes so may come; not to say is not to say no."""
    return wished is None or said is None or bool(said) == wished


def recruits(row: Row[Any]) -> bool:
    """Tell whether a listing needs volunteers today."""
    last = row.recruiting_until
    return row.recruiting is not None and (last is None or last >= clock.local_now().date().isoformat())


def confirmed_since(row: Row[Any], months: int) -> bool:
    """Tell whether a listing was confirmed within so many months of today."""
    since = (pd.Timestamp(clock.local_now().date()) - pd.DateOffset(months=months)).date()
    return row.assured_date is not None and date.fromisoformat(str(row.assured_date)) >= since


def inside(site: Row[Any] | None, box: Box) -> bool:
    """Tell whether a place lies in a box or on its edge."""
    if site is None or site.lon is None:
        return False
    return bool(box.min_lon <= site.lon <= box.max_lon and box.min_lat <= site.lat <= box.max_lat)


def away_m(site: Row[Any] | None, query: ListingQuery) -> float:
    """Measure from the point asked from; infinite where there is no place or no point."""
    if site is None or site.easting is None or query.lon is None or query.lat is None:
        return inf
    easting, northing = to_bng(query.lon, query.lat)
    return hypot(site.easting - easting, site.northing - northing)


def unsaid(listing: PlainListing, query: ListingQuery) -> tuple[str, ...]:
    """Name the wishes a listing does not answer."""
    row = listing.row
    silent = {
        "free": query.free is not None and row.free is None,
        "age": query.age is not None and row.min_age is None and row.max_age is None,
        "step_free": query.step_free is not None and row.step_free is None,
        "language": bool(query.languages) and not listing.languages,
        "remote": query.remote is not None and listing.remote is None,
    }
    return tuple(name for name, so in silent.items() if so)
