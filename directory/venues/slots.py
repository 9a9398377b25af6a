"""At which times is a room free, over a whole year, for all rooms at once?

Read once and kept until rooms or bookings change; then only the rows of what changed are made anew.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final
from uuid import UUID
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine
from sqlmodel import Session

from directory.clock import local_now
from directory.store import marks_of
from directory.venues import slot_queries as queries
from directory.venues.quarters import (
    Axis,
    Bits,
    Flags,
    RoomLines,
    begins_free,
    mask_of,
    midnight_of,
    no_bookings,
    pack,
    put_bookings,
)
from directory.venues.terms import Terms, read_terms


@dataclass(frozen=True)
class Calendars:
    """When every room is free, a row of bits each."""

    axis: Axis
    rooms: tuple[RoomLines, ...]
    sure: Bits
    """By lines alone, eight quarters a byte, the first in the lowest bit."""
    perhaps: Bits
    taken: Bits
    """By bookings."""
    broken: frozenset[UUID] = frozenset()
    """Rooms with a line that makes no calendar: they must be asked."""

    @cached_property
    def row(self) -> dict[UUID, int]:
        """In which row a room is."""
        return {room.room_id: row for row, room in enumerate(self.rooms)}

    @cached_property
    def known(self) -> Flags:
        """Which rooms say when they can be had at all."""
        return np.array([room.known and room.room_id not in self.broken for room in self.rooms], np.bool_)

    @property
    def megabytes(self) -> float:
        """How much memory the bits take."""
        return (self.sure.nbytes + self.perhaps.nbytes + self.taken.nbytes) / 2**20

    def free_at(self, starts: datetime, ends: datetime, *, perhaps: bool = False) -> Flags:
        """Tell for each room whether it is free all through a time of the wall clock in London."""
        if not self.axis.holds(starts, ends):
            return np.zeros(len(self.rooms), np.bool_)
        begin, end = self.axis.widest(starts, ends)
        return self.free_between(begin, end, perhaps=perhaps)

    def free_between(self, begin: int, end: int, *, perhaps: bool = False) -> Flags:
        """Tell for each room whether it is free at all quarters from `begin` up to `end`."""
        if begin >= end:
            return np.zeros(len(self.rooms), np.bool_)
        lines = self.perhaps if perhaps else self.sure
        part = slice(begin // 8, -(-end // 8))
        mask = mask_of(begin - part.start * 8, end - part.start * 8, part.stop - part.start)
        free: Flags = ((lines[:, part] & ~self.taken[:, part] & mask) == mask).all(axis=1)
        return free

    def first_free(
        self, quarters: int, *, after: int = 0, daily: tuple[int, int] | None = None
    ) -> NDArray[np.int64]:
        """Give for each room the first quarter from which it is free for so long; -1 where there is none.

        `daily` keeps to hours of the day: minutes after midnight in London between which the hire lies.
        """
        starts = begins_free(self.sure & ~self.taken, quarters)
        allowed = self._allowed(quarters, after, daily)
        starts &= allowed
        # The byte first, then the bit in it: a whole year of bits is never unpacked.
        bytes_set = starts != 0
        there = bytes_set.any(axis=1)
        byte = bytes_set.argmax(axis=1)
        value = starts[np.arange(len(starts)), byte].astype(np.int64)
        lowest = np.log2(np.maximum(value & -value, 1)).astype(np.int64)
        return np.where(there, byte * 8 + lowest, -1)

    def _allowed(self, quarters: int, after: int, daily: tuple[int, int] | None) -> Bits:
        begins = np.ones(self.axis.width, np.bool_)
        begins[:after] = False
        if daily is not None:
            begins[:] = False
            for number in range(self.axis.days):
                midnight = midnight_of(self.axis.first + timedelta(days=number))
                begin, end = self.axis.surest(
                    midnight + timedelta(minutes=daily[0]), midnight + timedelta(minutes=daily[1])
                )
                begins[max(begin, after) : max(end - quarters + 1, 0)] = True
        return np.packbits(begins, bitorder="little")


@dataclass(frozen=True)
class Held:
    """What was read, and as of which changes."""

    rooms_mark: tuple[tuple[str, str], ...]
    bookings_mark: tuple[tuple[str, str], ...]
    terms: Mapping[str, Terms]
    bookings_seen: queries.Seen
    calendars: Calendars


class KeptCalendars:
    """The calendars of each store, made anew only as far as something changed."""

    def __init__(self) -> None:
        self._held: WeakKeyDictionary[Engine, Held] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def of(self, session: Session) -> Calendars:
        """Give the calendars as this session sees them."""
        engine = session.get_bind()
        if not isinstance(engine, Engine):
            engine = engine.engine
        rooms_mark, bookings_mark = (
            marks_of(session, ("venues", "listings")),
            marks_of(session, ("bookings",)),
        )
        with self._lock:
            held = _up_to_date(session, self._held.get(engine), rooms_mark, bookings_mark)
            self._held[engine] = held
        return held.calendars


def _up_to_date(
    session: Session,
    held: Held | None,
    rooms_mark: tuple[tuple[str, str], ...],
    bookings_mark: tuple[tuple[str, str], ...],
) -> Held:
    today = local_now().date()
    monday = today - timedelta(days=today.weekday())
    same_week = held is not None and held.calendars.axis.first == monday
    if (
        held is not None
        and same_week
        and (held.rooms_mark, held.bookings_mark) == (rooms_mark, bookings_mark)
    ):
        return held
    before = held.calendars if held is not None and same_week else None
    axis = before.axis if before is not None else Axis(monday)
    if before is None or held is None or held.rooms_mark != rooms_mark:
        terms = read_terms(session)
        rooms = queries.read_lines(session)
        same_terms = held is not None and held.terms == terms
        sure, perhaps, broken = _rows(axis, rooms, terms, before if same_terms else None)
    else:
        terms, rooms = dict(held.terms), before.rooms
        sure, perhaps, broken = before.sure, before.perhaps, before.broken
    taken, seen = _bookings(session, axis, rooms, before, held, bookings_mark)
    calendars = Calendars(axis, rooms, sure, perhaps, taken, broken)
    return Held(rooms_mark, bookings_mark, terms, seen, calendars)


def _rows(
    axis: Axis, rooms: Sequence[RoomLines], terms: Mapping[str, Terms], before: Calendars | None
) -> tuple[Bits, Bits, frozenset[UUID]]:
    """Make the rows of rooms; those whose lines are as they were are taken over."""
    known = {} if before is None else {room: row for row, room in enumerate(before.rooms)}
    changed = [(row, room) for row, room in enumerate(rooms) if room not in known]
    sure = np.zeros((len(rooms), axis.width // 8), np.uint8)
    perhaps = np.zeros_like(sure)
    if before is not None:
        kept = [(row, known[room]) for row, room in enumerate(rooms) if room in known]
        to, of = [each[0] for each in kept], [each[1] for each in kept]
        sure[to], perhaps[to] = before.sure[of], before.perhaps[of]
    rows = [row for row, _room in changed]
    sure[rows], perhaps[rows], broken = pack(axis, [room for _row, room in changed], terms)
    before_broken = frozenset() if before is None else before.broken & {room.room_id for room in known}
    return sure, perhaps, broken | (before_broken - {room.room_id for _row, room in changed})


def _bookings(
    session: Session,
    axis: Axis,
    rooms: Sequence[RoomLines],
    before: Calendars | None,
    held: Held | None,
    bookings_mark: tuple[tuple[str, str], ...],
) -> tuple[Bits, queries.Seen]:
    """Write bookings into rows: of the rooms whose bookings changed, or of all."""
    begin, end = axis.begins, axis.begins + axis.quarters
    seen = queries.seen_now(session, begin, end)
    row = {room.room_id: number for number, room in enumerate(rooms)}
    same_rooms = before is not None and tuple(before.row) == tuple(row)
    if before is not None and held is not None and same_rooms:
        if held.bookings_mark == bookings_mark:
            return before.taken, held.bookings_seen
        some = queries.changed_since(session, held.bookings_seen)
        taken = before.taken.copy()
        told = queries.read_bookings(session, begin, end, some)
        for room_id in some & row.keys():
            put_bookings(axis, taken, row[room_id], told.get(room_id, ()))
        # What was taken away without a trace of when cannot be told by dates: then all is read again.
        if int(np.bitwise_count(taken).sum()) == seen.quarters:
            return taken, seen
    taken = no_bookings(axis, len(rooms))
    for room_id, stretches in queries.read_bookings(session, begin, end).items():
        if room_id in row:
            put_bookings(axis, taken, row[room_id], stretches)
    return taken, seen


_KEPT: Final = KeptCalendars()


def read_calendars(session: Session) -> Calendars:
    """Give when every room is free, as this session sees it."""
    return _KEPT.of(session)


def free(
    calendars: Calendars, room_ids: Sequence[UUID], starts: datetime, ends: datetime
) -> tuple[bool, ...]:
    """Tell of some rooms whether they are free all through a time of the clock in London."""
    flags = calendars.free_at(starts, ends)
    return tuple(bool(flags[calendars.row[room_id]]) for room_id in room_ids)
