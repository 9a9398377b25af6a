"""Which rooms can be hired at a listing, and what is its building like? For the listing's own page."""

from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory.clock import local_now
from directory.venues.reading import read_venue, rooms_of
from directory.venues.schemas import RoomRead, VenueRead
from web.contexts.rooms_here import RoomHere, RoomsHere
from web.room_words import capacity_words, community_words, has_words, price_rows, status_words
from web.words import date_words, listed

ASKING: Final = True
"""Whether a room can be asked for here."""
_UNSAID: Final = {
    "Hirers must": "what hirers must do",
    "Noise": "how late there may be noise",
    "Alcohol": "if alcohol is allowed",
}
_SAYS: Final = {True: "Yes", False: "No"}


def rooms_here(session: Session, listing_id: UUID) -> RoomsHere | None:
    """Tell of a listing as a building; None where nobody said anything of it."""
    venue = read_venue(session, listing_id)
    rooms = venue.rooms if venue is not None else rooms_of(session, listing_id)
    if venue is None and not rooms:
        return None
    today = local_now().date()
    return RoomsHere(
        rooms=tuple(_room(room, venue) for room in rooms),
        heading="Rooms to hire here" if rooms else "The building",
        status=status_words(venue, today) if venue is not None else "",
        facts=_facts(venue, has_rooms=bool(rooms)) if venue is not None else (),
        said=venue.said_note or "" if venue is not None else "",
        source=_source(venue) if venue is not None else "",
        example=any(room.example for room in rooms) or (venue is not None and venue.example),
    )


def _room(room: RoomRead, venue: VenueRead | None) -> RoomHere:
    href = f"/rooms/{room.listing_slug}/{room.slug}"
    asks = ASKING and venue is not None and venue.takes_enquiries and not room.example
    return RoomHere(
        name=room.name,
        href=href,
        ask_href=f"{href}/ask" if asks else "",
        capacity=capacity_words(room),
        has=has_words(room, said=True),
        has_not=has_words(room, said=False),
        not_said=has_words(room, said=None),
        costs=community_words(room),
        prices=price_rows(room.prices),
        example=room.example,
    )


def _facts(venue: VenueRead, *, has_rooms: bool) -> tuple[tuple[str, str], ...]:
    """Give what was said; of rooms to hire also what was not."""
    facts = [
        ("Going online", venue.digital_point),
        ("Warm space", venue.warm_space),
        ("Safe space", venue.safe_space),
    ]
    told = [(label, _SAYS[said]) for label, said in facts if said is not None]
    if has_rooms:
        notes = (
            ("Hirers must", venue.terms_note),
            ("Noise", venue.noise_note),
            ("Alcohol", venue.alcohol_note),
        )
        told += [(label, said) for label, said in notes if said]
        if unsaid := [_UNSAID[label] for label, said in notes if not said]:
            said = listed(unsaid, "or")
            told.append(("Not said: ask", f"{said[0].upper()}{said[1:]}"))
    told += [
        (label, said)
        for label, said in (
            ("Whose building", venue.building_owner),
            ("Quality mark", venue.quality_mark),
            ("Who answers", venue.hire_role),
            ("Telephone for hiring", _phone(venue)),
        )
        if said
    ]
    return tuple(told)


def _phone(venue: VenueRead) -> str:
    return f"{venue.hire_phone} (example)" if venue.hire_phone and venue.example else venue.hire_phone or ""


def _source(venue: VenueRead) -> str:
    if venue.source is None or venue.as_of is None:
        return ""
    return f"{venue.source}, {date_words(venue.as_of)}."
