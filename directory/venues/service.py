"""How is a building, a room or a price written? The one way in.

Each function flushes, writes the audit and marks the change; whoever calls it commits, and has asked
before who may do it.
"""

from typing import Final
from uuid import UUID, uuid4

from slugify import slugify
from sqlmodel import Session

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import Conflict, InvalidInput, NotFound
from directory.jobs.service import audit
from directory.listings.models import Listing
from directory.store import mark_changed
from directory.venues import queries
from directory.venues.checking import check_room, check_venue
from directory.venues.models import Room, RoomPrice, Venue, VenueFacility
from directory.venues.schemas import Facilities, PriceRead, RoomDraft, VenueDraft
from directory.venues.stops import place_stop
from directory.venues.words import Facility, Hirer, Layout, Per, VenueStatus

NOUN: Final = "venues"
MOST_ROOMS: Final = 60
_COLUMNS: Final = tuple(
    name for name in VenueDraft.__dataclass_fields__ if name not in {"status", "facilities"}
)
_SAID: Final = ("status", "opens_on", "closes_on")


def write_venue(
    session: Session, listing_id: UUID, draft: VenueDraft, *, actor: Actor, example: bool = False
) -> None:
    """Write of a listing as a building, instead of what was said before; work out its nearest stop.

    What was made up of it goes: an example never fills in what somebody did not say.
    """
    said = check_venue(draft)
    if not example:
        queries.remove_examples(session, listing_id)
    row = queries.find_venue(session, listing_id) or _new(session, listing_id)
    before = (row.status, row.opens_on, row.closes_on)
    if said.opens_on is not None and row.opens_on is not None and said.opens_on > row.opens_on:
        row.opens_said = row.opens_said or row.opens_on
    if said.opens_on is None or (row.opens_said is not None and said.opens_on <= row.opens_said):
        row.opens_said = None
    row.status = said.status.value
    for name in _COLUMNS:
        setattr(row, name, getattr(said, name))
    if before != (row.status, row.opens_on, row.closes_on):
        row.said_note = row.source = row.as_of = None
    row.example, row.shipped, row.updated_at = example, False, clock.now()
    place_stop(session, row)
    _put_facilities(session, listing_id, None, said.facilities)
    _done(session, actor, "write venue", listing_id)


def write_room(
    session: Session,
    listing_id: UUID,
    draft: RoomDraft,
    *,
    actor: Actor,
    room_id: UUID | None = None,
    new_id: UUID | None = None,
    example: bool = False,
) -> UUID:
    """Write a new room of a listing, or change one, with what it has and costs; return its id.

    A new one that was written already under `new_id` is that one. What was made up of the listing goes,
    as in `write_venue`; an example that is written over begins anew, without its made-up calendar.
    """
    said = check_room(draft)
    if not example:
        if room_id is not None and _room(session, listing_id, room_id).example:
            room_id, new_id = None, room_id
        queries.remove_examples(session, listing_id)
    if queries.find_venue(session, listing_id) is None:
        venue = _new(session, listing_id)
        venue.example = example
        place_stop(session, venue)
    if room_id is None and new_id is not None and session.get(Room, new_id) is not None:
        room_id = new_id
    if room_id is None:
        others = queries.rooms_to_change(session, listing_id)
        if len(others) >= MOST_ROOMS:
            raise Conflict(f"There are {MOST_ROOMS} rooms already. Change one of them instead.")
        row = Room(
            id=new_id or uuid4(),
            listing_id=listing_id,
            slug=_slug(said.name, {other.slug for other in others}),
            name=said.name,
            updated_at=clock.now(),
        )
    else:
        row = _room(session, listing_id, room_id)
    row.name, row.area_m2 = said.name, said.area_m2
    row.capacity = {layout.value: people for layout, people in said.capacity}
    row.least_min, row.notice_days, row.ask_only = said.least_min, said.notice_days, said.ask_only
    row.example, row.updated_at = example, clock.now()
    session.add(row)
    session.flush()
    _put_facilities(session, listing_id, row.id, said.facilities)
    _put_prices(session, row.id, said.prices)
    _done(session, actor, "write room", row.id)
    return row.id


def copy_prices(session: Session, listing_id: UUID, *, source: UUID, to: UUID, actor: Actor) -> None:
    """Give a room the prices of another room of the same listing, instead of its own."""
    _room(session, listing_id, source)
    _room(session, listing_id, to)
    _put_prices(session, to, prices_as_written(session, source))
    _done(session, actor, "copy prices", to)


def close_room(session: Session, listing_id: UUID, room_id: UUID, *, actor: Actor) -> None:
    """Let a room no longer; refused while somebody has it ahead."""
    row = _room(session, listing_id, room_id)
    if queries.is_booked_after(session, room_id, clock.now()):
        raise Conflict("Somebody has booked this room. Cancel or move what is booked first, then close it.")
    row.closed, row.updated_at = True, clock.now()
    session.add(row)
    _done(session, actor, "close room", room_id)


def open_room(session: Session, listing_id: UUID, room_id: UUID, *, actor: Actor) -> None:
    """Let a room again that was let no longer."""
    row = _room(session, listing_id, room_id)
    row.closed, row.updated_at = False, clock.now()
    session.add(row)
    _done(session, actor, "open room", room_id)


def venue_as_written(session: Session, listing_id: UUID) -> VenueDraft:
    """Give what is written of a building, as a form shows it; empty where nothing is, or it is made up."""
    row = queries.find_venue(session, listing_id)
    if row is None or row.example:
        return VenueDraft()
    return VenueDraft(
        status=VenueStatus(row.status),
        facilities=_facilities(session, listing_id, None),
        **{name: getattr(row, name) for name in _COLUMNS},
    )


def room_as_written(session: Session, listing_id: UUID, slug: str) -> tuple[UUID, RoomDraft, bool]:
    """Give a room as a form shows it: its id, what is written, and whether it is let no longer.

    Of an example only its name: nobody is to keep made-up facts as their own.
    """
    row = queries.find_room(session, listing_id, slug)
    if row is None:
        raise NotFound("There is no such room.")
    if row.example:
        return row.id, RoomDraft(row.name), row.closed
    draft = RoomDraft(
        name=row.name,
        area_m2=row.area_m2,
        capacity=tuple(
            (layout, row.capacity[layout.value]) for layout in Layout if layout.value in row.capacity
        ),
        facilities=_facilities(session, listing_id, row.id),
        prices=prices_as_written(session, row.id),
        least_min=row.least_min,
        notice_days=row.notice_days,
        ask_only=row.ask_only,
    )
    return row.id, draft, row.closed


def prices_as_written(session: Session, room_id: UUID) -> tuple[PriceRead, ...]:
    """Give the prices of a room, by kind of hirer."""
    order = list(Hirer)
    return tuple(
        sorted(
            (
                PriceRead(
                    Hirer(row.hirer), Per(row.per), row.pence, tuple(row.days), row.from_min, row.until_min
                )
                for row in queries.prices_of_room(session, room_id)
            ),
            key=lambda price: (order.index(price.hirer), price.per, price.days, price.from_min, price.pence),
        )
    )


def _new(session: Session, listing_id: UUID) -> Venue:
    listing = session.get(Listing, listing_id)
    if listing is None:
        raise NotFound("There is no such listing.")
    if listing.kind == "parish_council":
        raise InvalidInput(
            "A council is not a building. Write of the hall itself: add it as a listing of its own.",
            field="status",
        )
    row = Venue(listing_id=listing_id, updated_at=clock.now())
    session.add(row)
    session.flush()
    return row


def _room(session: Session, listing_id: UUID, room_id: UUID) -> Room:
    row = session.get(Room, room_id)
    if row is None or row.listing_id != listing_id:
        raise NotFound("There is no such room.")
    return row


def _slug(name: str, taken: set[str]) -> str:
    wanted = slugify(name, max_length=60) or "room"
    if wanted == "new":
        wanted = "room-new"
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def _facilities(session: Session, listing_id: UUID, room_id: UUID | None) -> Facilities:
    said = {row.facility: row.has for row in queries.facilities_of(session, listing_id, room_id)}
    return tuple((facility, said[facility.value]) for facility in Facility if facility.value in said)


def _put_facilities(session: Session, listing_id: UUID, room_id: UUID | None, said: Facilities) -> None:
    for row in queries.facilities_of(session, listing_id, room_id):
        session.delete(row)
    session.flush()
    for facility, has in dict(said).items():
        session.add(
            VenueFacility(
                id=uuid4(), listing_id=listing_id, room_id=room_id, facility=facility.value, has=has
            )
        )


def _put_prices(session: Session, room_id: UUID, prices: tuple[PriceRead, ...]) -> None:
    for row in queries.prices_of_room(session, room_id):
        session.delete(row)
    session.flush()
    for price in prices:
        session.add(
            RoomPrice(
                id=uuid4(),
                room_id=room_id,
                hirer=price.hirer.value,
                per=price.per.value,
                pence=price.pence,
                days=list(price.days),
                from_min=price.from_min,
                until_min=price.until_min,
            )
        )


def _done(session: Session, actor: Actor, action: str, subject_id: UUID) -> None:
    session.flush()
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action=action,
        subject="venue",
        subject_id=str(subject_id),
    )
    mark_changed(session, NOUN)
