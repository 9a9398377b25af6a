"""When is a room let each week, when is it shut, who uses it regularly? What the hall itself writes here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory.changes.schemas import Actor
from directory.clock import local_now
from directory.errors import InvalidInput, NotFound
from directory.jobs.service import audit
from directory.store import mark_changed
from directory.venues.calendar import Line, check_line
from directory.venues.models import RoomCalendar, RoomRule
from directory.venues.slot_queries import calendars_of, line_of, rules_of
from directory.venues.words import When

HERE: Final = "here"
DAY_MIN: Final = 1440
MOST_LINES: Final = 200
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Opening:
    """A stretch of a day of the week in which a room is let."""

    day: int
    """0 is Monday."""
    from_min: int
    until_min: int
    weeks: When = When.ALWAYS
    not_bank_holidays: bool = False


@dataclass(frozen=True, slots=True)
class LineRead:
    """A line of a room's calendar, to show it."""

    id: UUID
    line: Line


@dataclass(frozen=True, slots=True)
class Timetable:
    """All that is written of when a room can be had."""

    openings: tuple[Opening, ...]
    others: tuple[LineRead, ...]
    """Open, but not plainly by the week."""
    closures: tuple[LineRead, ...]
    uses: tuple[LineRead, ...]
    """Regular users, without who they are."""
    calendars: tuple[tuple[RoomCalendar, int], ...]
    """What is read from elsewhere, and how many lines came of each."""


def read_timetable(session: Session, room_id: UUID) -> Timetable:
    """Read what is written of a room's times; what is over is left out."""
    rules = rules_of(session, room_id)
    today = local_now().date()
    mine = [LineRead(rule.id, line_of(rule)) for rule in rules if rule.source == HERE]
    opens = [each for each in mine if each.line.kind == "open"]
    counts: dict[str, int] = {}
    for rule in rules:
        counts[rule.source] = counts.get(rule.source, 0) + 1
    return Timetable(
        openings=tuple(
            sorted(
                (opening for each in opens for opening in openings_of(each.line)),
                key=lambda opening: (opening.day, opening.from_min),
            )
        ),
        others=tuple(each for each in opens if not openings_of(each.line)),
        closures=tuple(each for each in mine if each.line.kind == "closed" and not _over(each.line, today)),
        uses=tuple(each for each in mine if each.line.kind == "busy" and not _over(each.line, today)),
        calendars=tuple((each, counts.get(str(each.id), 0)) for each in calendars_of(session, room_id)),
    )


def openings_of(line: Line) -> tuple[Opening, ...]:
    """Take an open line apart into days of the week; none where it is not plainly by the week."""
    text = (line.rrule or "").removeprefix("RRULE:")
    if text == "FREQ=DAILY":
        text = f"FREQ=WEEKLY;BYDAY={','.join(_DAYS)}"
    if line.exdates or not text.startswith("FREQ=WEEKLY"):
        return ()
    rest = text.removeprefix("FREQ=WEEKLY").removeprefix(";")
    names = rest.removeprefix("BYDAY=").split(",") if rest else [_DAYS[line.starts.weekday()]]
    if (rest and not rest.startswith("BYDAY=")) or not set(names) <= set(_DAYS):
        return ()
    begins = line.starts.hour * 60 + line.starts.minute
    return tuple(
        Opening(_DAYS.index(name), begins, begins + line.minutes, When(line.weeks), line.not_bank_holidays)
        for name in names
    )


def set_openings(session: Session, room_id: UUID, openings: Sequence[Opening], *, actor: Actor) -> None:
    """Write when a room is let each week, instead of what was written of that."""
    for opening in openings:
        _check_times(opening.from_min, opening.until_min)
    for rule in rules_of(session, room_id):
        if rule.source == HERE and rule.kind == "open" and openings_of(line_of(rule)):
            session.delete(rule)
    session.flush()
    monday = local_now().date()
    monday -= timedelta(days=monday.weekday() + 28)
    for opening in openings:
        line = Line(
            "open",
            _at(monday + timedelta(days=opening.day), opening.from_min),
            opening.until_min - opening.from_min,
            f"FREQ=WEEKLY;BYDAY={_DAYS[opening.day]}",
            weeks=opening.weeks.value,
            not_bank_holidays=opening.not_bank_holidays,
        )
        _add(session, room_id, line)
    _done(session, actor, "write room openings", room_id)


def add_closure(session: Session, room_id: UUID, first: date, last: date, *, actor: Actor) -> None:
    """Shut a room from one day to another, both included."""
    if last < first:
        raise InvalidInput("The last day is before the first.", field="last")
    if last < local_now().date():
        raise InvalidInput("That is over. Enter days to come.", field="last")
    _add(session, room_id, Line("closed", _at(first, 0), ((last - first).days + 1) * DAY_MIN))
    _done(session, actor, "close room for days", room_id)


def add_use(
    session: Session,
    room_id: UUID,
    first: date,
    from_min: int,
    until_min: int,
    *,
    actor: Actor,
    weekly: bool,
    last: date | None = None,
    weeks: When = When.ALWAYS,
) -> None:
    """Note that somebody uses the room, once or every week; not who."""
    _check_times(from_min, until_min)
    if last is not None and last < first:
        raise InvalidInput("The last day is before the first.", field="last_use")
    rrule = None
    if weekly:
        rrule = "FREQ=WEEKLY" + (f";UNTIL={last:%Y%m%d}" if last else "")
    _add(session, room_id, Line("busy", _at(first, from_min), until_min - from_min, rrule, weeks=weeks.value))
    _done(session, actor, "note use of room", room_id)


def remove_line(session: Session, room_id: UUID, rule_id: UUID, *, actor: Actor) -> None:
    """Take a line out that was written here."""
    rule = session.get(RoomRule, rule_id)
    if rule is None or rule.room_id != room_id or rule.source != HERE:
        raise NotFound("That line is not there any more.")
    session.delete(rule)
    _done(session, actor, "remove line of room", room_id)


def _check_times(from_min: int, until_min: int) -> None:
    if not 0 <= from_min < until_min <= from_min + DAY_MIN:
        raise InvalidInput("The end must be after the beginning.", field="until")


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time.min) + timedelta(minutes=minutes)


def _over(line: Line, today: date) -> bool:
    return line.rrule is None and (line.starts + timedelta(minutes=line.minutes)).date() < today


def _add(session: Session, room_id: UUID, line: Line) -> None:
    check_line(line)
    if sum(rule.source == HERE for rule in rules_of(session, room_id)) >= MOST_LINES:
        raise InvalidInput(f"A room has at most {MOST_LINES} lines. Remove some first.", field="until")
    session.add(
        RoomRule(
            id=uuid4(),
            room_id=room_id,
            kind=line.kind,
            starts_local=line.starts.isoformat(timespec="minutes"),
            minutes=line.minutes,
            rrule=line.rrule,
            weeks=line.weeks,
            not_bank_holidays=line.not_bank_holidays,
        )
    )
    session.flush()


def _done(session: Session, actor: Actor, action: str, room_id: UUID) -> None:
    session.flush()
    mark_changed(session, "venues")
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action=action,
        subject="room",
        subject_id=room_id,
    )
