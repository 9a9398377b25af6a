"""Where is a hall, and how is it reached once it has answered? Only what it shows of itself."""

from dataclasses import dataclass

from sqlmodel import Session

from directory.venues.queries import first_places
from directory.venues.reading import read_venue
from directory.venues.schemas import RoomRead


@dataclass(frozen=True, slots=True)
class HallRead:
    """The address of a hall and who answers there, each empty where it does not say."""

    address: str
    role: str
    phone: str
    website: str


def read_hall(session: Session, room: RoomRead) -> HallRead:
    """Read where the hall of a room is, and how it says it is reached; its mailbox is never shown."""
    place = first_places(session, room.listing_id).get(room.listing_id.hex)
    venue = read_venue(session, room.listing_id)
    lines = (place.address, place.postcode) if place is not None else ()
    return HallRead(
        address=", ".join(line for line in lines if line),
        role=(venue.hire_role or "") if venue is not None else "",
        phone=(venue.hire_phone or "") if venue is not None else "",
        website=(venue.hire_url or "") if venue is not None else "",
    )
