"""Which pages of hire, fairs and concerns are looked at in a browser, and what stands on them?"""

from datetime import timedelta
from uuid import uuid4

from sqlmodel import Session, col, select

from directory import clock
from directory.changes.schemas import COMMAND
from directory.fairs.schemas import FairDraft
from directory.fairs.service import set_state, take_stall, write_fair
from directory.fairs.words import FairKind
from directory.hire.models import HireEnquiry
from directory.hire.schemas import EnquiryDraft
from directory.hire.service import ask, send, token_of
from directory.jobs.schemas import Stores
from directory.listings.models import Listing
from directory.store import mark_changed, session_scope
from directory.venues.bookings import Span
from directory.venues.models import Room, Venue
from directory.venues.words import Hirer
from directory.volunteers.concerns import ConcernAbout, tell_concern
from directory.volunteers.models import SafetyConcern

HALL = "stretham-community-hub"
MEETINGS_SHOWN = {
    "hire-ask": "How they reach you",
    "hire-mine": "The venue has your request",
    "hire-list": "Waiting for your answer",
    "hire-answer": "Your answer",
    "fairs-desk": "Make a new one",
    "fairs-new": "What happens there?",
    "fairs-one": "Who comes",
    "fair": "Story readers",
    "concerns": "Safety concerns",
    "concern-one": "What was done?",
    "checks": "Only who runs",
}


def put_meetings(stores: Stores) -> dict[str, str]:
    """Let a room be asked for, a fair be open and a concern be told; needs the example rooms."""
    with session_scope(stores.directory) as session:
        hall = session.exec(select(Listing.id).where(col(Listing.slug) == HALL)).one()
        room = session.exec(select(Room).where(col(Room.listing_id) == hall)).first()
        assert room is not None
        room.example = False
        session.get_one(Venue, hall).hire_email = "hall@example.org"
        start = clock.now() + timedelta(days=30)
        draft = FairDraft(
            kind=FairKind.FAIR,
            title="A volunteer fair",
            summary="Groups tell what they need.",
            district="E07000009",
            starts_at=start,
            ends_at=start + timedelta(hours=3),
            stalls=4,
            contact_role="fair organiser",
            listing_id=hall,
        )
        fair = write_fair(session, draft, actor=COMMAND)
        set_state(session, fair, "open", actor=COMMAND)
        take_stall(session, fair, hall, "Story readers", actor=COMMAND)
        mark_changed(session, "venues")
        room_id, slug = room.id, room.slug
    begins = (clock.now() + timedelta(days=20)).replace(hour=19, minute=0, second=0, microsecond=0)
    ask(
        stores,
        EnquiryDraft(
            room_id=room_id,
            group_name="Ely Carers",
            name="Ada Carer",
            email="ada@example.org",
            phone=None,
            purpose="An evening for carers",
            people=20,
            hirer=Hirer.COMMUNITY,
            spans=(Span(begins, begins + timedelta(hours=2)),),
        ),
        network=str(uuid4()),
    )
    tell_concern(stores, ConcernAbout(listing_id=hall, named="a hub"), "It worries me.", "", network="::1")
    with Session(stores.people) as people:
        enquiry = people.exec(select(HireEnquiry.id)).one()
        concern = people.exec(select(SafetyConcern.id)).one()
    token = token_of(stores.settings, enquiry)
    send(stores, token)
    return {
        "hire-ask": f"/rooms/{HALL}/{slug}/ask",
        "hire-mine": f"/hire/{token}",
        "hire-list": "/desk/hire",
        "hire-answer": f"/desk/hire/{enquiry}",
        "fairs-desk": "/desk/fairs",
        "fairs-new": "/desk/fairs/new",
        "fairs-one": f"/desk/fairs/{fair}",
        "fair": f"/fairs/{fair}",
        "concerns": "/desk/concerns",
        "concern-one": f"/desk/concerns/{concern}",
        "checks": f"/desk/listing/{HALL}/checks",
    }
