"""Where is a hall, and how is it reached once it has answered? Only what it shows of itself."""

from dataclasses import dataclass

from sqlmodel import Session

from directory.listings.service import read_listing_by_id
from directory.venues.queries import first_places
from directory.venues.reading import read_venue
from directory.venues.schemas import RoomRead


@dataclass(frozen=True, slots=True)
class HallRead:
    """The address of a hall and who answers there, each empty where it does not say."""

    address: str
    role: str
    phone: str
    """For hiring; where none is given, that of its own listing."""
    email: str
    """The public one of its listing, never the mailbox for hiring."""
    website: str


def read_hall(session: Session, room: RoomRead) -> HallRead:
    """Read where the hall of a room is, and how it says it is reached; its mailbox is never shown."""
    place = first_places(session, room.listing_id).get(room.listing_id.hex)
    venue = read_venue(session, room.listing_id)
    listing = read_listing_by_id(session, room.listing_id)
    lines = (place.address, place.postcode) if place is not None else ()
    return HallRead(
        address=", ".join(line for line in lines if line),
        role=(venue.hire_role or "") if venue is not None else "",
        phone=(venue.hire_phone if venue is not None else None) or listing.phone or "",
        email=listing.email or "",
        website=(venue.hire_url or "") if venue is not None else "",
    )
