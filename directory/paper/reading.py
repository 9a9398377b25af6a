"""What is there to say on paper about a parish, a district, a theme, a listing, a choice?"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory.areas.service import area_names, contact_points
from directory.errors import NotFound
from directory.listings.schemas import Moved
from directory.listings.service import categories, read_listing
from directory.paper.boards import gather_board
from directory.paper.listings import (
    SHOWN,
    around,
    by_id,
    council_of,
    find,
    in_parish,
    others,
    placeable,
    wide,
)
from directory.paper.places import read_place
from directory.paper.schemas import Gathered, Place, Told, What
from directory.paper.settling import gather_settlement, gather_start
from directory.search.schemas import ListingQuery
from directory.words import Capital, Level, Precision, Sort

_THEME: Final = re.compile(r"([EW]\d{8})-([a-z0-9-]{1,60})")


def gather(session: Session, what: What, key: str, ids: tuple[UUID, ...] = ()) -> Gathered:
    """Gather everything a paper may say; a shortlist is told by its listings."""
    if what is What.SHORTLIST:
        return gather_shortlist(session, key, ids)
    return _GATHERERS[what](session, key)


def gather_parish(session: Session, key: str) -> Gathered:
    """Gather what is in a parish, what is near, and who serves it from elsewhere."""
    place = read_place(session, key, Level.PARISH)
    here = in_parish(session, place)
    near = others(around(session, place), here)
    return Gathered(
        what=What.PARISH,
        key=key,
        name=place.name,
        place=place,
        here=here,
        near=near,
        wide=others(wide(session, place), here, near),
        council=council_of(session, place.code),
        talk=contact_points(session, place.district),
    )


def gather_district(session: Session, key: str) -> Gathered:
    """Gather everything in a district, and what serves the whole of it."""
    place = read_place(session, key, Level.DISTRICT)
    here = placeable(find(session, ListingQuery(districts=(key,), kinds=SHOWN, sort=Sort.NAME)))
    return Gathered(
        what=What.DISTRICT,
        key=key,
        name=place.name,
        place=place,
        here=here,
        wide=others(wide(session, place), here),
        talk=contact_points(session, place.district),
    )


def gather_theme(session: Session, key: str) -> Gathered:
    """Gather what a district has of one capital or one category."""
    read = _THEME.fullmatch(key)
    if read is None:
        raise NotFound("There is no such theme. Choose one on the page of paper.", field="key")
    district, slug = read.groups()
    place = read_place(session, district, Level.DISTRICT)
    name, query = _theme(session, slug)
    fits = {each.card.id for each in find(session, query)}
    here = placeable(find(session, replace(query, districts=(district,))))
    return Gathered(
        what=What.THEME,
        key=key,
        name=name,
        place=place,
        here=here,
        wide=tuple(each for each in others(wide(session, place), here) if each.card.id in fits),
        talk=contact_points(session, district),
    )


def _theme(session: Session, slug: str) -> tuple[str, ListingQuery]:
    query = ListingQuery(kinds=SHOWN, sort=Sort.NAME)
    if slug in set(Capital):
        return Capital(slug).label, replace(query, capitals=(Capital(slug),))
    found = next((each for each in categories(session) if each.slug == slug), None)
    if found is None:
        raise NotFound("There is no such theme. Choose one on the page of paper.", field="key")
    return found.plural, replace(query, categories=(slug,))


def gather_listing(session: Session, key: str) -> Gathered:
    """Gather one listing and what is near it."""
    listing = read_listing(session, key)
    if isinstance(listing, Moved):
        return gather_listing(session, listing.slug)
    told = by_id(session, [listing.id])
    first = next((site.place for site in listing.sites if site.place.lon is not None), None)
    hidden = listing.sensitive or first is None or first.precision is Precision.HIDDEN
    district = next((site.place.areas.district for site in listing.sites if site.place.areas.district), None)
    names = area_names(session, [district] if district else [])
    place = Place(
        code=district or "",
        name=names.get(district or "", ""),
        district=district,
        district_name=names.get(district or "", ""),
        lon=None if hidden or first is None else first.lon,
        lat=None if hidden or first is None else first.lat,
    )
    return Gathered(
        what=What.LISTING,
        key=listing.slug,
        name=listing.name,
        place=place,
        here=told,
        near=others(around(session, place), told),
        talk=contact_points(session, district or next(iter(listing.serves), None)),
    )


def gather_shortlist(session: Session, key: str, ids: tuple[UUID, ...]) -> Gathered:
    """Gather what somebody chose, in the order chosen."""
    here: tuple[Told, ...] = by_id(session, ids)
    if not here:
        raise NotFound(
            "There is nothing on that list, or part of its address is missing. Copy the whole of it.",
            field="key",
        )
    district = next((each.card.place.areas.district for each in here if each.card.place), None)
    return Gathered(
        what=What.SHORTLIST,
        key=key,
        name="A shortlist",
        place=None,
        here=here,
        talk=contact_points(session, district),
    )


_GATHERERS: Final[dict[What, Callable[[Session, str], Gathered]]] = {
    What.LISTING: gather_listing,
    What.PARISH: gather_parish,
    What.DISTRICT: gather_district,
    What.THEME: gather_theme,
    What.SETTLEMENT: gather_settlement,
    What.START: gather_start,
    What.BOARD: lambda session, key: gather_board(session, key, gather_listing(session, key)),
}
