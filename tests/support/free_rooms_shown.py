"""Which pages of finding a room, and of its calendar, are looked at in a browser, and what stands on them?"""

from sqlmodel import col, select

from directory.changes.schemas import COMMAND
from directory.hire.calendars import add_address
from directory.hire.models import CalendarAddress
from directory.jobs.schemas import Stores
from directory.listings.models import Listing
from directory.store import session_scope
from directory.venues.importing import read_file, take_file
from directory.venues.models import Room, RoomCalendar
from directory.venues.queries import find_room

FREE_ROOMS_SHOWN = {
    "rooms-found": "If a little less would do",
    "rooms-page": "When it is free",
    "rooms-calendar": "Read this one again",
}
_HALL, _ROOM = "stretham-community-hub", "main-hall"
_CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID=Europe/London:20261201T190000\r\n"
    b"DURATION:PT1H\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def put_free_rooms(stores: Stores) -> dict[str, str]:
    """Let a hall of the examples have calendars of its own, one with trouble, one lost; give the pages."""
    with session_scope(stores.directory) as session:
        listing = session.exec(select(Listing).where(col(Listing.slug) == _HALL)).one()
        room = find_room(session, listing.id, _ROOM)
        assert isinstance(room, Room)
        take_file(session, room.id, read_file(_CALENDAR), actor=COMMAND)
    added = add_address(
        stores, room.id, "https://calendar.example.org/a/very/long/address/basic.ics", actor=COMMAND
    )
    lost = add_address(stores, room.id, "https://calendar.example.org/lost.ics", actor=COMMAND)
    with session_scope(stores.people) as session:
        session.delete(session.get_one(CalendarAddress, lost))
    with session_scope(stores.directory) as session:
        session.get_one(RoomCalendar, added).fault = "It could not be read: no answer."
    asked = "people=25&day=tue&often=weekly&from=19:00&hours=2&where=Ely&most=12&has=step_free&has=kitchen"
    return {
        "rooms-found": f"/rooms?{asked}",
        "rooms-page": f"/rooms/{_HALL}/{_ROOM}",
        "rooms-calendar": f"/desk/listing/{_HALL}/rooms/{_ROOM}/calendar",
    }
