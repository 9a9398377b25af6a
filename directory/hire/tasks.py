"""What follows an answer, and what ends by its date? The jobs of enquiries."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from directory import clock
from directory.accounts.seal import unseal
from directory.accounts.service import owners_of
from directory.errors import NotFound
from directory.hire import letters, queries
from directory.hire.halls import HallRead, read_hall
from directory.hire.schemas import EnquiryRead, EnquiryState
from directory.hire.service import ANSWERED, WORKS_FOR, link_of, read_row, room_of, write_to
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import take
from directory.store import reading_scope, session_scope
from directory.venues.bookings import booking_of, cancel
from directory.venues.reading import mailbox_of
from directory.venues.schemas import RoomRead

KEPT: Final = timedelta(days=180)
"""How long after its last time, or after it was settled, an enquiry is forgotten."""


def tell_answer(stores: Stores, job: JobRead) -> None:
    """Note what the venue said and write it to who asked, or give back what was kept for nobody."""
    enquiry_id, settings = UUID(str(job.payload["enquiry_id"])), stores.settings
    room = _room(stores, enquiry_id)
    with reading_scope(stores.people) as session:
        asked = queries.find(session, enquiry_id)
    if asked is None or not EnquiryState(asked.state).waits:
        # It was settled while the venue answered, and its times were given back before they were kept.
        _give_back(stores, enquiry_id)
    hall = _hall(stores, room) if room is not None else None
    still_so = _stands(stores, enquiry_id, str(job.payload["reply"]))
    with session_scope(stores.people) as session:
        if not take(session, job.id) or not still_so:
            return
        row = queries.find(session, enquiry_id)
        if row is None or not EnquiryState(row.state).waits:
            return
        by = job.payload.get("by")
        row.state = EnquiryState(str(job.payload["reply"])).value
        row.reply = unseal(settings, ANSWERED, str(job.payload["words"])) or None
        row.answered_at, row.answered_by = clock.now(), UUID(str(by)) if by else None
        session.flush()
        if room is not None and hall is not None:
            letter = letters.answered(read_row(row), room, hall, link_of(settings, enquiry_id))
            write_to(session, settings, row.email, letter, dedupe=f"hire answer:{job.id}")


def _hall(stores: Stores, room: RoomRead) -> HallRead:
    with reading_scope(stores.directory) as session:
        return read_hall(session, room)


def _stands(stores: Stores, enquiry_id: UUID, reply: str) -> bool:
    """Whether the room's book says what an answer said: else a later one took its place, and tells it."""
    with reading_scope(stores.directory) as session:
        held = booking_of(session, enquiry_id)
    kept = held.state if held is not None and held.state != "cancelled" else EnquiryState.DECLINED.value
    return kept == reply


def give_back(stores: Stores, job: JobRead) -> None:
    """Give back the times of what was taken back, and tell the venue."""
    enquiry_id, settings = UUID(str(job.payload["enquiry_id"])), stores.settings
    room = _room(stores, enquiry_id)
    _give_back(stores, enquiry_id)
    with reading_scope(stores.directory) as directory:
        mailbox = mailbox_of(directory, room.listing_id) if room is not None else None
    with session_scope(stores.people) as session:
        if not take(session, job.id):
            return
        row = queries.find(session, enquiry_id)
        if row is None or room is None:
            return
        letter = letters.taken_back(read_row(row), room)
        mailboxes = {owner.email for owner in owners_of(session, row.listing_id)}
        for number, email in enumerate(sorted(mailboxes | ({mailbox} if mailbox else set()))):
            write_to(session, settings, email, letter, dedupe=f"hire back:{job.id}:{number}")


def _give_back(stores: Stores, enquiry_id: UUID) -> None:
    with session_scope(stores.directory) as session:
        held = booking_of(session, enquiry_id)
        if held is not None:
            cancel(session, held.id)


def turn(stores: Stores, _job: JobRead) -> None:
    """Let lapse what nobody answered in time, and forget what is long past. Done twice, no more is done."""
    now = clock.now()
    with reading_scope(stores.people) as session:
        late = [read_row(row) for row in queries.list_waiting(session) if row.state == EnquiryState.SENT]
    late = [each for each in late if each.spans[0].starts_at <= now]
    rooms = {each.id: _room(stores, each.id) for each in late}
    with session_scope(stores.people) as session:
        queries.delete_unsent(session, now - WORKS_FOR)
        for enquiry in late:
            row = queries.find(session, enquiry.id)
            room = rooms[enquiry.id]
            if row is None or row.state != EnquiryState.SENT:
                continue
            row.state = EnquiryState.LAPSED.value
            if room is not None:
                letter = letters.not_answered(room)
                write_to(session, stores.settings, row.email, letter, dedupe=f"hire late:{row.id}")
        for row in queries.list_settled(session):
            if _over(read_row(row)) + KEPT < now:
                session.delete(row)


def _over(enquiry: EnquiryRead) -> datetime:
    return max(enquiry.spans[-1].ends_at, enquiry.created_at)


def _room(stores: Stores, enquiry_id: UUID) -> RoomRead | None:
    """Find the room of an enquiry; None where it is let no longer, and there is nothing to write about."""
    with reading_scope(stores.people) as people:
        row = queries.find(people, enquiry_id)
        room_id = row.room_id if row is not None else None
    if room_id is None:
        return None
    with reading_scope(stores.directory) as directory:
        try:
            return room_of(directory, room_id)
        except NotFound:
            return None
