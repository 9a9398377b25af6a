"""How does the hall's own calendar become lines of a room's, and what went wrong when it was read?"""

from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from sqlalchemy import delete
from sqlmodel import Session, col

from directory import clock
from directory.changes.schemas import Actor
from directory.jobs.service import audit
from directory.store import mark_changed
from directory.venues.calendar import Line
from directory.venues.ical import Imported, read_calendar
from directory.venues.models import Room, RoomCalendar, RoomRule
from directory.venues.slot_queries import calendars_of, line_of, rules_from


@dataclass(frozen=True, slots=True)
class CalendarTaken:
    """What came of reading a calendar."""

    uses: int
    unread: int


def read_file(content: bytes) -> Imported:
    """Read a calendar that was handed in: before the store is written to, for it may take seconds."""
    return read_calendar(content, clock.local_now().date())


def take_file(session: Session, room_id: UUID, told: Imported, *, actor: Actor) -> CalendarTaken:
    """Take a calendar that was handed in, in place of the last one handed in for this room."""
    held = [each for each in calendars_of(session, room_id) if not each.by_address]
    calendar = held[0] if held else RoomCalendar(id=uuid4(), room_id=room_id)
    session.add(calendar)
    session.flush()
    _put(session, calendar, told)
    note_by(session, actor, "read room calendar", room_id)
    return CalendarTaken(len(told.uses), told.unread)


def note_calendar(session: Session, room_id: UUID, calendar_id: UUID) -> None:
    """Note that a calendar is read from an address; nothing is done twice, or for a room that is gone."""
    if session.get(Room, room_id) is not None and session.get(RoomCalendar, calendar_id) is None:
        session.add(RoomCalendar(id=calendar_id, room_id=room_id, by_address=True))
        session.flush()


def put_read(session: Session, calendar_id: UUID, told: Imported | str) -> bool:
    """Write what a calendar said, or why it could not be read; tell whether it was read."""
    calendar = session.get(RoomCalendar, calendar_id)
    if calendar is None:
        return False  # removed meanwhile
    if isinstance(told, str):
        # What it said before stands: that somebody has the room is not forgotten for a failure.
        calendar.fault = told
        session.add(calendar)
        session.flush()
        return False
    _put(session, calendar, told)
    return True


def remove_calendar(session: Session, calendar_id: UUID) -> None:
    """Forget a calendar and what it said; done twice, nothing more is done."""
    calendar = session.get(RoomCalendar, calendar_id)
    if calendar is None:
        return
    session.execute(delete(RoomRule).where(col(RoomRule.source) == str(calendar_id)))
    session.delete(calendar)
    session.flush()
    mark_changed(session, "venues")


def _put(session: Session, calendar: RoomCalendar, told: Imported) -> None:
    """Write what a calendar says, instead of what it said; what is the same stays untouched."""
    source = str(calendar.id)
    held = {rule.uid: rule for rule in rules_from(session, source)}
    changed = False
    for use in told.uses:
        rule = held.pop(use.key, None)
        if rule is not None and line_of(rule) == use.line:
            continue
        changed = True
        made = rule or RoomRule(
            id=uuid5(calendar.id, use.key), room_id=calendar.room_id, kind="busy", starts_local="", minutes=1
        )
        _write(made, use.line)
        made.source, made.uid = source, use.key
        session.add(made)
    for gone in held.values():
        changed = True
        session.delete(gone)
    calendar.read_at, calendar.fault = clock.now(), _fault(told)
    session.add(calendar)
    session.flush()
    if changed:
        mark_changed(session, "venues")


def _write(rule: RoomRule, line: Line) -> None:
    rule.kind, rule.minutes, rule.rrule = line.kind, line.minutes, line.rrule
    rule.starts_local = line.starts.isoformat(timespec="minutes")
    rule.exdates = sorted(day.isoformat() for day in line.exdates)


def note_by(session: Session, actor: Actor, action: str, room_id: UUID) -> None:
    """Note who did what to a room's calendars."""
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action=action,
        subject="room",
        subject_id=room_id,
    )


def _fault(told: Imported) -> str | None:
    if not told.unread:
        return None
    return (
        f"{told.unread} of its entries could not be read, so the room may be in use when it is shown as free."
    )
