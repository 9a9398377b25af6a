"""From which secret addresses are the calendars of halls read, and by whom was one given?

Whoever has the address of a calendar can read who comes to the hall. It stands in the people store, sealed;
what was read from it, times alone, in the directory store. A job follows there what changes here: a
calendar is known once its address is kept, and gone with what it said once its hall wants it read no more.
One whose address alone was lost goes on to count, until the hall gives it again or has it removed.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import HereaboutsError, InvalidInput, NotFound
from directory.hire.models import CalendarAddress
from directory.hire.queries import addresses_of
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import attempt, enqueue, take
from directory.links.safe_fetch import FetchFailed, SafeFetch, check_url
from directory.store import reading_scope, session_scope
from directory.venues.ical import MOST_BYTES, Imported, read_calendar
from directory.venues.importing import note_by, note_calendar, put_read, remove_calendar
from directory.venues.models import Room, RoomCalendar
from directory.venues.slot_queries import calendars_of

MOST_CALENDARS: Final = 5
TIMEOUT_S: Final = 15.0
AGENT: Final = "Hereabouts/1 (community directory; reads when rooms are in use)"
LONGEST_URL: Final = 1_000
LOST: Final = "Give us its address again: we have it no more. What was read from it before still counts."
GONE: Final = "That calendar is not read any more."
FOLLOW: Final = "follow_room_calendar"
_OK: Final = 200


def add_address(stores: Stores, room_id: UUID, url: str, *, actor: Actor) -> UUID:
    """Keep the address of another calendar, to be read now and then."""
    address, calendar_id = _checked(url), uuid4()
    with reading_scope(stores.directory) as directory:
        held = {each.id for each in calendars_of(directory, room_id)}
    with session_scope(stores.people) as people:
        there = addresses_of(people, room_id)
        _refuse_twice(there, address)
        if len(held | {each.calendar_id for each in there}) >= MOST_CALENDARS:
            raise InvalidInput(f"{MOST_CALENDARS} calendars are read already. Remove one first.", field="url")
        people.add(CalendarAddress(calendar_id=calendar_id, room_id=room_id, url=address))
        note_by(people, actor, "add room calendar", room_id)
        job_id = _note_follow(people, room_id, calendar_id)
    attempt(stores, "people", job_id)
    return calendar_id


def give_again(stores: Stores, room_id: UUID, calendar_id: UUID, url: str, *, actor: Actor) -> None:
    """Keep the address of a calendar that was lost: what is read from now on replaces what it said."""
    address = _checked(url)
    with reading_scope(stores.directory) as directory:
        calendar = directory.get(RoomCalendar, calendar_id)
    if calendar is None or calendar.room_id != room_id or not calendar.by_address:
        raise NotFound(GONE)
    with session_scope(stores.people) as people:
        _refuse_twice(addresses_of(people, room_id), address)
        if people.get(CalendarAddress, calendar_id) is not None:
            raise InvalidInput("We have the address of that calendar already.", field="url")
        people.add(CalendarAddress(calendar_id=calendar_id, room_id=room_id, url=address))
        note_by(people, actor, "give room calendar again", room_id)


def _refuse_twice(there: Iterable[CalendarAddress], address: str) -> None:
    if any(each.url == address for each in there):
        raise InvalidInput("That calendar is read already.", field="url")


def _checked(url: str) -> str:
    address = url.strip()
    if address.lower().startswith("webcal://"):
        address = f"https://{address[len('webcal://') :]}"
    try:
        check_url(address)
    except FetchFailed as error:
        raise InvalidInput(
            "Enter the web address of a calendar, like https://…/basic.ics.", field="url"
        ) from error
    if len(address) > LONGEST_URL:
        raise InvalidInput("That address is too long.", field="url")
    return address


def forget_calendar(stores: Stores, room_id: UUID, calendar_id: UUID, *, actor: Actor) -> None:
    """Read a calendar no more, and forget its address and what it said."""
    with reading_scope(stores.directory) as directory:
        calendar = directory.get(RoomCalendar, calendar_id)
    if calendar is None or calendar.room_id != room_id:
        raise NotFound(GONE)
    with session_scope(stores.people) as people:
        _forget(people, calendar_id)
        note_by(people, actor, "remove room calendar", room_id)
        job_id = _note_follow(people, room_id, calendar_id)
    attempt(stores, "people", job_id)


def _note_follow(people: Session, room_id: UUID, calendar_id: UUID) -> UUID:
    return enqueue(people, FOLLOW, {"room_id": str(room_id), "calendar_id": str(calendar_id)})


def follow(stores: Stores, job: JobRead) -> None:
    """Let the directory know a calendar whose address is kept, and forget one whose address is not: a job."""
    room_id, calendar_id = (UUID(str(job.payload[name])) for name in ("room_id", "calendar_id"))
    with session_scope(stores.directory) as directory:
        if not take(directory, job.id):
            return
        # Asked while nobody else can write to the directory: of two jobs the later sees what stands last.
        if _kept(stores, calendar_id) is None:
            remove_calendar(directory, calendar_id)
        else:
            note_calendar(directory, room_id, calendar_id)


def hosts_of(stores: Stores, room_id: UUID) -> dict[UUID, str]:
    """Tell at which hosts a room's calendars are read: enough to know one by, and no secret."""
    with reading_scope(stores.people) as people:
        return {each.calendar_id: urlsplit(each.url).hostname or "" for each in addresses_of(people, room_id)}


def read_all(stores: Stores, *, fetch: SafeFetch | None = None) -> int:
    """Read every calendar that has an address, one after another; return how many could be read."""
    with reading_scope(stores.people) as people:
        calendar_ids = [each.calendar_id for each in addresses_of(people)]
    read = 0
    with fetch or SafeFetch(timeout_s=TIMEOUT_S, most_bytes=MOST_BYTES, agent=AGENT) as client:
        for calendar_id in calendar_ids:
            # Minutes after the list was made: an address that was taken back meanwhile is not asked.
            address = _to_read(stores, calendar_id)
            if address is None:
                continue
            told = _fetched(client, address.url, clock.local_now().date())
            with session_scope(stores.directory) as directory:
                if _kept(stores, calendar_id) is not None:
                    read += put_read(directory, calendar_id, told)
    return read


def read_job(stores: Stores, job: JobRead) -> None:
    """Read every calendar: a job of the worker."""
    read_all(stores)
    with session_scope(stores.directory) as session:
        take(session, job.id)


def faults_of(stores: Stores) -> list[tuple[UUID, str]]:
    """List the rooms whose calendar has trouble, and which."""
    with reading_scope(stores.people) as people:
        known = {each.calendar_id for each in addresses_of(people)}
    with reading_scope(stores.directory) as directory:
        found = [each for each in calendars_of(directory) if each.by_address]
    told = [(each.room_id, each.fault if each.id in known else LOST) for each in found]
    return [(room_id, fault) for room_id, fault in told if fault]


def _kept(stores: Stores, calendar_id: UUID) -> CalendarAddress | None:
    with reading_scope(stores.people) as people:
        return people.get(CalendarAddress, calendar_id)


def _to_read(stores: Stores, calendar_id: UUID) -> CalendarAddress | None:
    """Give an address as it is kept now, if its calendar is to be read; forget it where its room is gone."""
    address = _kept(stores, calendar_id)
    if address is None:
        return None
    with reading_scope(stores.directory) as directory:
        known = directory.get(RoomCalendar, calendar_id) is not None
        room_gone = directory.get(Room, address.room_id) is None
    if room_gone:
        with session_scope(stores.people) as people:
            _forget(people, calendar_id)
    return address if known else None


def _forget(people: Session, calendar_id: UUID) -> None:
    address = people.get(CalendarAddress, calendar_id)
    if address is not None:  # else a file that was handed in, or an address that was lost
        people.delete(address)
        people.flush()


def _fetched(client: SafeFetch, url: str, today: date) -> Imported | str:
    """Fetch a calendar and read it, or say in a few words why that was not possible."""
    try:
        found = client.fetch(url)
        if found.status != _OK:
            return f"It could not be read: the other side answered {found.status}."
        return read_calendar(found.content, today)
    except FetchFailed as failure:
        return f"It could not be read: {failure.reason}."
    except HereaboutsError as refused:
        return refused.message
