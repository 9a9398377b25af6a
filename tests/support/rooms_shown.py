"""Which pages of a building and its rooms are looked at in a browser, and what stands on them?"""

from directory.jobs.schemas import Stores
from directory.shipped.examples.rooms import seed_rooms
from directory.store import session_scope

ROOMS_SHOWN = {
    "rooms-venue": "A warm space: anybody may sit here in winter",
    "rooms-list": "Describe another room",
    "rooms-new": "What is the room called?",
    "rooms-room": "Take over the prices of another room",
    "rooms-wanted": "What must be there?",
    "rooms-here": "Rooms to hire here",
}
_HALL = "/desk/listing/stretham-community-hub"


def put_rooms(stores: Stores) -> dict[str, str]:
    """Put example rooms up; give the pages to look at."""
    with session_scope(stores.directory) as session:
        seed_rooms(session)
    return {
        "rooms-venue": f"{_HALL}/venue",
        "rooms-list": f"{_HALL}/rooms",
        "rooms-new": f"{_HALL}/rooms/new",
        "rooms-room": f"{_HALL}/rooms/main-hall",
        "rooms-wanted": f"{_HALL}/wanted",
        "rooms-here": "/listing/stretham-community-hub",
    }
