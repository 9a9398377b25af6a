"""Which rooms can be hired, and what is known of each and of its building?"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from directory.errors import NotFound
from directory.kept import Kept
from directory.venues import queries
from directory.venues.models import Venue
from directory.venues.schemas import Facilities, PriceRead, RoomRead, VenueRead, WantedRead
from directory.venues.words import Facility, Hirer, Layout, Per, VenueStatus

_NO_ROOM = "There is no such room. It may be let no longer, or the address may be mistyped."


def all_rooms(session: Session) -> tuple[RoomRead, ...]:
    """Read every room that is let, of buildings planned and closing too: ask each `open_on` a day."""
    return _ALL.of(session)


def rooms_of(session: Session, listing_id: UUID) -> tuple[RoomRead, ...]:
    """Read the rooms of one listing."""
    return _read_rooms(session, listing_id)


def read_room(session: Session, listing_slug: str, room_slug: str) -> RoomRead:
    """Read one room by the addresses of its listing and its own."""
    listing_id = queries.room_at(session, listing_slug, room_slug)
    if listing_id is not None:
        for room in _read_rooms(session, listing_id):
            if room.slug == room_slug:
                return room
    raise NotFound(_NO_ROOM)


def read_venue(session: Session, listing_id: UUID) -> VenueRead | None:
    """Read a listing as a building with its rooms; None where nobody wrote of it, or it is not shown."""
    found = queries.find_shown(session, listing_id)
    if found is None:
        return None
    row: Venue = found[0]
    facilities = queries.group_facilities(session, listing_id)
    return VenueRead(
        listing_id=listing_id,
        listing_slug=found.slug,
        listing_name=found.name,
        building_owner=row.building_owner,
        status=VenueStatus(row.status),
        opens_on=row.opens_on,
        opens_said=row.opens_said,
        closes_on=row.closes_on,
        digital_point=row.digital_point,
        warm_space=row.warm_space,
        safe_space=row.safe_space,
        noise_note=row.noise_note,
        alcohol_note=row.alcohol_note,
        terms_note=row.terms_note,
        quality_mark=row.quality_mark,
        hire_role=row.hire_role,
        hire_phone=row.hire_phone,
        hire_url=row.hire_url,
        takes_enquiries=row.hire_email is not None,
        stop_name=row.stop_name,
        stop_m=row.stop_m,
        facilities=_facilities(facilities.get((listing_id.hex, None), {}), {}),
        rooms=_read_rooms(session, listing_id),
        said_note=row.said_note,
        source=row.source,
        as_of=row.as_of,
        example=row.example,
    )


def mailbox_of(session: Session, listing_id: UUID) -> str | None:
    """Give the mailbox that enquiries go to: to send them, never to show it."""
    row = queries.find_venue(session, listing_id)
    return row.hire_email if row is not None else None


def wanted(
    session: Session, day: date, *, district: str | None = None, parish: str | None = None
) -> tuple[WantedRead, ...]:
    """List the groups that look for a venue on a day, everywhere or in one area; what is history last."""
    return tuple(
        WantedRead(
            id=row.id,
            listing_id=row.listing_id,
            listing_slug=slug,
            group_name=row.group_name,
            what=row.what,
            facilities=tuple(Facility(word) for word in row.facilities),
            people=row.people,
            evening=row.evening,
            most_pence_per_hour=row.most_pence_per_hour,
            parish=row.parish,
            district=row.district,
            until=row.until,
            source=row.source,
            as_of=row.as_of,
            example=row.example,
        )
        for row, slug in map(tuple, queries.list_wanted(session, day, district=district, parish=parish))
    )


def _read_all(session: Session) -> tuple[RoomRead, ...]:
    return _read_rooms(session, None)


_ALL = Kept(_read_all, "venues", "listings")


def _read_rooms(session: Session, listing_id: UUID | None) -> tuple[RoomRead, ...]:
    rows = queries.list_rooms(session, listing_id)
    if not rows:
        return ()
    places = queries.first_places(session, listing_id)
    facilities = queries.group_facilities(session, listing_id)
    prices = queries.group_prices(session, listing_id)
    return tuple(
        _room(
            row,
            places.get(row.listing_id),
            _facilities(
                facilities.get((row.listing_id, None), {}), facilities.get((row.listing_id, row.id), {})
            ),
            prices.get(row.id, ()),
        )
        for row in rows
    )


def _room(
    row: Row[Any], place: Row[Any] | None, facilities: Facilities, prices: Sequence[Row[Any]]
) -> RoomRead:
    pinned = place if place is not None and place.precision in {"exact", "postcode"} else None
    return RoomRead(
        id=UUID(row.id),
        listing_id=UUID(row.listing_id),
        listing_slug=row.listing_slug,
        listing_name=row.listing_name,
        slug=row.slug,
        name=row.name,
        area_m2=row.area_m2,
        capacity=_capacity(json.loads(row.capacity)),
        facilities=facilities,
        prices=tuple(_price(price) for price in prices),
        least_min=row.least_min,
        notice_days=row.notice_days,
        ask_only=bool(row.ask_only),
        lon=pinned.lon if pinned is not None else None,
        lat=pinned.lat if pinned is not None else None,
        easting=pinned.easting if pinned is not None else None,
        northing=pinned.northing if pinned is not None else None,
        postcode=pinned.postcode if pinned is not None else None,
        parish=place.parish if place is not None else None,
        district=place.district if place is not None else None,
        status=VenueStatus(row.status) if row.status else VenueStatus.OPEN,
        opens_on=_day(row.opens_on),
        closes_on=_day(row.closes_on),
        closed_now=row.listing_status == "temporarily_closed",
        stop_name=row.stop_name,
        stop_m=row.stop_m,
        example=bool(row.example),
    )


def _facilities(of_building: Mapping[str, bool], of_room: Mapping[str, bool]) -> Facilities:
    said = {**of_building, **of_room}
    return tuple((facility, said[facility.value]) for facility in Facility if facility.value in said)


def _capacity(said: Mapping[str, int]) -> tuple[tuple[Layout, int], ...]:
    return tuple((layout, said[layout.value]) for layout in Layout if layout.value in said)


def _price(row: Row[Any]) -> PriceRead:
    return PriceRead(
        Hirer(row.hirer), Per(row.per), row.pence, tuple(json.loads(row.days)), row.from_min, row.until_min
    )


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None
