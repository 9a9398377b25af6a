"""What is there to know of a parish, whether or not anybody edits its page?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from uuid import UUID

import numpy as np
from sqlalchemy import Row
from sqlmodel import Session

from directory.areas.middle import Middle, middle_of
from directory.areas.schemas import AreaRead
from directory.areas.service import area_names, contact_points, nearest_reference_places, read_area
from directory.errors import NotFound
from directory.marks.service import list_marks
from directory.nodes import parish_queries
from directory.nodes.like_parishes import all_parishes, compare, nearest_of, neighbours
from directory.nodes.parish_care import last_care
from directory.nodes.parish_schemas import (
    Council,
    Helpers,
    ParishFigures,
    ParishRead,
    ThemeHere,
    ThemeNear,
)
from directory.nodes.parish_themes import MEETING_PLACES, Theme, theme_of
from directory.noticeboard.reading import notices_for_area
from directory.partnerships.service import list_partnerships
from directory.search.queries import wide_ids
from directory.search.schemas import ListingCard, ListingQuery
from directory.search.service import search
from directory.search.snapshot import KINDS, Snapshot, current
from directory.words import Kind, Level, around_district

NEAR_M: Final = 5_000
MOST_HERE: Final = 400
MOST_VENUES: Final = 6
MOST_HELPERS: Final = 4
MOST_NOTICES: Final = 6
MOST_PARTNERSHIPS: Final = 6
HELPS_GROUPS: Final = ("help-for-groups", "social-prescribing")
NOT_HELP: Final = frozenset({"Democratic Services"})
"""Whom to ask for council papers: not for help."""
VENUES: Final = (Kind.HUB, Kind.VENUE)


def read_parish(session: Session, code: str) -> ParishRead:
    """Tell everything of a parish or an unparished area."""
    area = read_area(session, code)
    if area.level is not Level.PARISH:
        raise NotFound(f"{area.name} is not a parish. Its page is /area/{area.code}.")
    snapshot, figures = current(session), figures_of(session, code)
    here, middle = cards_here(session, code), middle_of(session, code)
    around = _Around.of(snapshot, figures, {card.id for card in here})
    by_theme = _nearest_by_theme(around)
    rooms = tuple(card for card in here if card.kind in VENUES and MEETING_PLACES & {*card.categories})
    inside = rooms[:MOST_VENUES]
    beside = _nearest_venues(around, MOST_VENUES - len(inside))
    rows = {*(row for row, _others in by_theme.values()), *beside}
    cards = _around_cards(session, snapshot, middle, rows)
    marks = list_marks(session, area=code)
    council = parish_queries.find_council(session, code)
    return ParishRead(
        area=area,
        middle=middle,
        unparished=figures.unparished,
        rurality=figures.rurality,
        council=None if council is None else _council(council),
        here=themes_of(here),
        total=len(here),
        near=tuple(ThemeNear(theme, cards[row], others) for theme, (row, others) in by_theme.items()),
        near_m=NEAR_M,
        near_total=len(around.order),
        compared=compare(session, code, marks),
        marks=tuple(sorted(marks, key=lambda mark: mark.on_date, reverse=True)),
        help=_helpers(session, snapshot, area, figures, middle),
        notices=notices_for_area(session, code, limit=MOST_NOTICES),
        partnerships=list_partnerships(session, {code, area.district_code})[:MOST_PARTNERSHIPS],
        venues=inside,
        venues_near=tuple(cards[row] for row in beside),
        neighbours=neighbours(session, code),
        care=last_care(session, code),
        names=area_names(session, _codes((*here, *cards.values()))),
    )


def figures_of(session: Session, code: str) -> ParishFigures:
    """Give the figures that a parish is compared by."""
    parishes = all_parishes(session)
    return parishes.figures[parishes.place[code]]


def cards_here(session: Session, code: str) -> tuple[ListingCard, ...]:
    """List what has its place in a parish, by name; its council apart."""
    return search(session, ListingQuery(parishes=(code,), per_page=MOST_HERE), with_facets=False).contents


def themes_of(cards: Iterable[ListingCard]) -> tuple[ThemeHere, ...]:
    """Put listings under plain headings, each once."""
    by_theme: dict[Theme, list[ListingCard]] = {}
    for card in cards:
        by_theme.setdefault(theme_of(card.categories), []).append(card)
    return tuple(ThemeHere(theme, tuple(by_theme[theme])) for theme in Theme if theme in by_theme)


@dataclass(frozen=True, slots=True)
class _Around:
    """What is listed outside a parish and not far from its middle, the nearest first, each listing once."""

    order: tuple[int, ...]
    """Rows of the snapshot."""
    snapshot: Snapshot

    @classmethod
    def of(cls, snapshot: Snapshot, figures: ParishFigures, here: set[UUID]) -> "_Around":
        away = np.hypot(snapshot.easting - figures.easting, snapshot.northing - figures.northing)
        rows = np.flatnonzero((away <= NEAR_M) & (snapshot.kind != KINDS.index(Kind.PARISH_COUNCIL.value)))
        own = {snapshot.number_of[listing_id] for listing_id in here if listing_id in snapshot.number_of}
        seen: dict[int, int] = {}
        for row in rows[np.argsort(away[rows], kind="stable")].tolist():
            number = int(snapshot.listing[row])
            if number not in own:
                seen.setdefault(number, row)
        return cls(tuple(seen.values()), snapshot)

    def categories(self, row: int) -> list[str]:
        """List the slugs of a row."""
        found = self.snapshot
        return [found.category_words[number] for number in found.categories[row] if number >= 0]


def _around_cards(
    session: Session, snapshot: Snapshot, middle: Middle, rows: Iterable[int]
) -> dict[int, ListingCard]:
    """Read the cards of rows, with the distance from the middle of a parish."""
    wanted = {snapshot.listing_ids[snapshot.listing[row]]: row for row in rows}
    if not wanted:
        return {}
    query = ListingQuery(ids=tuple(wanted), lon=middle.lon, lat=middle.lat, per_page=len(wanted))
    found = search(session, query, with_facets=False).contents
    return {wanted[card.id]: card for card in found}


def _nearest_by_theme(around: _Around) -> dict[Theme, tuple[int, int]]:
    """Give by heading the nearest row and how many others there are."""
    first: dict[Theme, int] = {}
    counts: Counter[Theme] = Counter()
    for row in around.order:
        theme = theme_of(around.categories(row))
        first.setdefault(theme, row)
        counts[theme] += 1
    return {theme: (first[theme], counts[theme] - 1) for theme in Theme if theme in first}


def _nearest_venues(around: _Around, most: int) -> list[int]:
    kinds = {KINDS.index(kind.value) for kind in VENUES}
    venues = (
        row
        for row in around.order
        if int(around.snapshot.kind[row]) in kinds and MEETING_PLACES & {*around.categories(row)}
    )
    return list(islice(venues, max(most, 0)))


def _helpers(
    session: Session, snapshot: Snapshot, area: AreaRead, figures: ParishFigures, middle: Middle
) -> Helpers:
    surgeries = nearest_reference_places(session, middle.lon, middle.lat, kinds=("gp_practice",), limit=1)
    ids = wide_ids(session, (area.district_code, *around_district(area.district_code)))
    query = ListingQuery(ids=ids, categories=HELPS_GROUPS, per_page=MOST_HELPERS)
    groups = search(session, query, with_facets=False).contents if ids else ()
    return Helpers(
        contacts=tuple(
            point for point in contact_points(session, area.district_code) if point.role not in NOT_HELP
        ),
        library=nearest_of(session, snapshot, figures, "library"),
        # Who helps groups of this district comes before who helps those of the whole county.
        groups=tuple(sorted(groups, key=lambda card: (area.district_code not in card.serves, card.name))),
        surgery=surgeries[0] if surgeries else None,
    )


def _council(row: Row[Any]) -> Council:
    return Council(
        id=UUID(row.id),
        slug=row.slug,
        name=row.name,
        phone=row.phone,
        email=row.email is not None,
        url=row.url,
        owned=bool(row.owned),
    )


def _codes(cards: Iterable[ListingCard]) -> set[str]:
    places = [card.place for card in cards if card.place is not None]
    return {code for place in places for code in (place.areas.parish, place.areas.district) if code}
