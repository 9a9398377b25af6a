"""Which group looks for a venue, and how does it say so?"""

from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import NotFound
from directory.jobs.service import audit
from directory.listings.models import Listing
from directory.store import mark_changed
from directory.venues import queries
from directory.venues.checking import check_wanted
from directory.venues.models import RoomWanted
from directory.venues.schemas import WantedDraft
from directory.venues.words import Facility

NOUN: Final = "venues"


def write_wanted(session: Session, listing_id: UUID, draft: WantedDraft, *, actor: Actor) -> UUID:
    """Say what a group looks for, instead of what it said before; it lapses by its own date."""
    said = check_wanted(draft, clock.local_now().date())
    listing = session.get(Listing, listing_id)
    if listing is None:
        raise NotFound("There is no such listing.")
    row = queries.wanted_of(session, listing_id)
    if row is None:
        row = RoomWanted(
            id=uuid4(),
            listing_id=listing_id,
            group_name=listing.name,
            what="",
            until=said.until,
            created_at=clock.now(),
        )
    place = queries.place_of(session, listing_id)
    row.group_name, row.what, row.until = listing.name, said.what, said.until
    row.facilities = [facility.value for facility in Facility if facility in said.facilities]
    row.people, row.evening, row.most_pence_per_hour = said.people, said.evening, said.most_pence_per_hour
    row.parish = place.parish if place is not None else None
    row.district = place.district if place is not None else None
    session.add(row)
    _done(session, actor, "write wanted", row.id)
    return row.id


def end_wanted(session: Session, listing_id: UUID, *, actor: Actor) -> None:
    """Say that a group looks no longer."""
    row = queries.wanted_of(session, listing_id)
    if row is None:
        raise NotFound("Nothing is looked for.")
    identifier = row.id
    session.delete(row)
    _done(session, actor, "end wanted", identifier)


def wanted_as_written(session: Session, listing_id: UUID) -> WantedDraft | None:
    """Give what a group looks for, as its form shows it; None where it looks for nothing."""
    row = queries.wanted_of(session, listing_id)
    if row is None:
        return None
    return WantedDraft(
        row.what,
        row.until,
        tuple(Facility(word) for word in row.facilities),
        row.people,
        row.evening,
        row.most_pence_per_hour,
    )


def _done(session: Session, actor: Actor, action: str, subject_id: UUID) -> None:
    session.flush()
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action=action,
        subject="wanted room",
        subject_id=str(subject_id),
    )
    mark_changed(session, NOUN)
