"""What does a room's calendar say of some days: free, in use, not open, or to be asked?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

import numpy as np
from sqlmodel import Session

from directory.clock import LONDON
from directory.errors import InvalidInput
from directory.venues.quarters import Axis, Flags, midnight_of, paint, runs_of
from directory.venues.slots import Calendars, read_calendars
from directory.venues.terms import NO_TERMS, read_terms


class State(StrEnum):
    """How a room is at a time."""

    FREE = "free"
    ASK = "ask"
    """It depends on school terms that nobody told us."""
    IN_USE = "in_use"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of one state, as instants."""

    state: State
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class DayRead:
    """One day; without a part the room is not open on it."""

    day: date
    parts: tuple[Part, ...]


NO_DAYS: Final[tuple[DayRead, ...]] = ()


def days_of_room(session: Session, room_id: UUID, first: date, days: int) -> tuple[DayRead, ...]:
    """Read some days of a room's calendar; none where it says nothing of when it is open."""
    calendars = read_calendars(session)
    row = calendars.row.get(room_id)
    if row is None or not calendars.known[row]:
        return NO_DAYS
    room = calendars.rooms[row]
    axis = Axis(first, days)
    terms = read_terms(session).get(room.authority or "", NO_TERMS)
    try:
        painted = paint(axis, room, terms)
    except InvalidInput:
        return NO_DAYS
    taken = _taken(calendars, row, axis)
    free = painted.free_sure & ~taken
    ask = painted.free_perhaps & ~taken & ~free
    in_use = painted.open_perhaps & (painted.busy_perhaps | taken) & ~free & ~ask & ~painted.closed_sure
    return tuple(
        DayRead(day, tuple(_parts(axis, day, ((State.FREE, free), (State.ASK, ask), (State.IN_USE, in_use)))))
        for day in (first + timedelta(days=number) for number in range(days))
    )


def _taken(calendars: Calendars, row: int, axis: Axis) -> Flags:
    """Cut the bookings of some days out of those of the year."""
    year = np.unpackbits(calendars.taken[row], bitorder="little").astype(np.bool_)
    offset = axis.begins - calendars.axis.begins
    found = np.zeros(axis.width, np.bool_)
    begin, end = max(offset, 0), min(offset + axis.quarters, calendars.axis.width)
    if begin < end:
        found[begin - offset : end - offset] = year[begin:end]
    return found


def _parts(axis: Axis, day: date, states: tuple[tuple[State, Flags], ...]) -> list[Part]:
    begin, end = axis.widest(midnight_of(day), midnight_of(day + timedelta(days=1)))
    found = [
        Part(state, axis.instant(begin + first), axis.instant(begin + last))
        for state, flags in states
        for first, last in runs_of(flags[begin:end])
    ]
    return sorted(found, key=lambda part: part.starts_at)


def local(moment: datetime) -> datetime:
    """Tell an instant as the clock in London shows it."""
    return moment.astimezone(LONDON)


def reach_of(session: Session) -> tuple[date, date]:
    """Tell the first and the last day that calendars are kept for."""
    axis = read_calendars(session).axis
    return axis.first, axis.last
