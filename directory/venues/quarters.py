"""At which quarters of an hour is a room open, closed, in use?

Time is counted in quarters of an hour in UTC, where none is missing and none comes twice; a bit for each.
Lines of a calendar are written by the clock on the wall. Where that clock is put forward or back a line means
this: what closes or fills a room goes from the first moment at which the clock shows its beginning or later,
to the last at which it shows less than its end; what opens it the other way round. So a time that does not
exist is the moment of the change, and an hour that comes twice is shut as a whole and open only as far as
there is no doubt. A night from 22:00 to 02:00 is five hours long when the clocks go back and three when they
go forward.

Two bits are kept of each quarter: for sure, and perhaps (it depends on school terms nobody told us).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from directory.clock import LONDON
from directory.errors import InvalidInput
from directory.venues.calendar import Line, ordinals_of
from directory.venues.terms import NO_TERMS, Terms, bank_holidays
from directory.venues.words import When

QUARTER_S: Final = 900
DAYS: Final = 55 * 7
"""More than a year from the Monday of any week."""
_WORD: Final = 64
_DAY_S: Final = 86_400
Bits = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]


class Axis:
    """The quarters of an hour of some days in London, and where times of the wall clock lie among them."""

    def __init__(self, first: date, days: int = DAYS) -> None:
        self.first, self.days = first, days
        self.last = first + timedelta(days=days - 1)
        self._midnight = datetime.combine(first, time.min)
        self.begins = int(self._midnight.replace(tzinfo=LONDON).timestamp()) // QUARTER_S
        ends = datetime.combine(first + timedelta(days=days), time.min, LONDON)
        self.quarters = int(ends.timestamp()) // QUARTER_S - self.begins
        self.width = -(-self.quarters // _WORD) * _WORD
        """In bits: whole words, so that the whole can be shifted at once."""
        wall = self._wall()
        self._rising = np.maximum.accumulate(wall)
        self._falling = np.minimum.accumulate(wall[::-1])[::-1]

    def _wall(self) -> Whole:
        """Tell for each quarter which quarter since the first midnight the clock on the wall shows."""
        hours = range(0, self.quarters, 4)
        shown = [self._shown(self.begins + hour) for hour in hours]
        return (np.repeat(np.array(shown), 4) + np.tile(np.arange(4), len(shown)))[: self.quarters]

    def _shown(self, quarter: int) -> int:
        local = datetime.fromtimestamp(quarter * QUARTER_S, LONDON).replace(tzinfo=None)
        return int((local - self._midnight).total_seconds()) // QUARTER_S

    def widest(self, starts: datetime, ends: datetime) -> tuple[int, int]:
        """Give the quarters that a time of the wall clock may touch: where it shuts, or somebody asks."""
        begins, after = self.widest_s(self._at(starts), self._at(ends))
        return int(begins[0]), int(after[0])

    def widest_s(self, starts_s: Whole, ends_s: Whole) -> tuple[Whole, Whole]:
        """Do the same for many times, in seconds of the wall clock since the first midnight."""
        begins = np.searchsorted(self._rising, starts_s // QUARTER_S, "left")
        return begins, np.searchsorted(self._falling, -(-ends_s // QUARTER_S), "left")

    def surest_s(self, starts_s: Whole, ends_s: Whole) -> tuple[Whole, Whole]:
        """Give the quarters that times of the wall clock hold without doubt: where they open."""
        begins = np.searchsorted(self._falling, -(-starts_s // QUARTER_S), "left")
        return begins, np.searchsorted(self._rising, ends_s // QUARTER_S, "left")

    def surest(self, starts: datetime, ends: datetime) -> tuple[int, int]:
        """Do the same for one time."""
        begins, after = self.surest_s(self._at(starts), self._at(ends))
        return int(begins[0]), int(after[0])

    def _at(self, local: datetime) -> Whole:
        return np.array([int((local - self._midnight).total_seconds())], np.int64)

    def instant(self, quarter: int) -> datetime:
        """Give the instant at which a quarter begins."""
        return datetime.fromtimestamp((self.begins + quarter) * QUARTER_S, UTC)

    def holds(self, starts: datetime, ends: datetime) -> bool:
        """Whether a time of the wall clock lies within these days."""
        return self._midnight <= starts and ends <= self._midnight + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class RoomLines:
    """A room's calendar as it is written."""

    room_id: UUID
    lines: tuple[Line, ...]
    authority: str | None = None
    """Whose school terms count."""
    opens_on: date | None = None
    """The building is there from this day; the same for its last."""
    closes_on: date | None = None
    ask_only: bool = False

    @property
    def known(self) -> bool:
        """Whether it says when the room can be had at all; where not, it must be asked."""
        return not self.ask_only and any(line.kind == "open" for line in self.lines)


@dataclass(frozen=True, slots=True)
class Painted:
    """When a room is open, closed and in use by its lines: for sure, and perhaps."""

    open_sure: Flags
    open_perhaps: Flags
    closed_sure: Flags
    closed_perhaps: Flags
    busy_sure: Flags
    busy_perhaps: Flags

    @property
    def free_sure(self) -> Flags:
        """Open without doubt, and nothing in the way that there might be."""
        return self.open_sure & ~self.closed_perhaps & ~self.busy_perhaps

    @property
    def free_perhaps(self) -> Flags:
        """Open as may be, and nothing in the way for sure."""
        return self.open_perhaps & ~self.closed_sure & ~self.busy_sure


def paint(axis: Axis, room: RoomLines, terms: Terms = NO_TERMS) -> Painted:
    """Work a room's lines out over the days of an axis."""
    sure = {kind: np.zeros(axis.width, np.bool_) for kind in ("open", "closed", "busy")}
    perhaps = {kind: np.zeros(axis.width, np.bool_) for kind in sure}
    for line in room.lines:
        begins, ends, doubts = _stretches(axis, line, terms)
        every = _each(begins, ends)
        perhaps[line.kind][every] = True
        sure[line.kind][_each(begins[~doubts], ends[~doubts]) if doubts.any() else every] = True
    for first, after in _without_building(axis, room):
        begin, end = axis.widest(midnight_of(first), midnight_of(after))
        sure["closed"][begin:end] = perhaps["closed"][begin:end] = True
    return Painted(
        sure["open"], perhaps["open"], sure["closed"], perhaps["closed"], sure["busy"], perhaps["busy"]
    )


def _each(begins: Whole, ends: Whole) -> Whole:
    """List every quarter of some stretches."""
    sizes = np.maximum(ends - begins, 0)
    before = np.cumsum(sizes) - sizes
    return np.repeat(begins - before, sizes) + np.arange(sizes.sum())


def _stretches(axis: Axis, line: Line, terms: Terms) -> tuple[Whole, Whole, Flags]:
    """Give the quarters from and up to of each time of a line, and whether it depends on unknown terms."""
    since = axis.first - timedelta(days=line.minutes // 1440 + 1)
    days = ordinals_of(line.starts, line.rrule, since, axis.last)
    if line.exdates:
        days = days[~np.isin(days, [day.toordinal() for day in line.exdates])]
    if line.not_bank_holidays:
        shut = bank_holidays(since - timedelta(days=since.day - 1), axis.last)
        days = days[~np.isin(days, [day.toordinal() for day in shut])]
    doubts = np.zeros(len(days), np.bool_)
    if line.weeks != When.ALWAYS.value:
        states = terms.states(since, (axis.last - since).days + 1)[days - since.toordinal()]
        counts = states != (0 if line.weeks == When.TERM.value else 1)
        days, doubts = days[counts], states[counts] < 0
    clock = line.starts.time()
    begins_s = (days - axis.first.toordinal()) * _DAY_S + clock.hour * 3600 + clock.minute * 60 + clock.second
    begins, ends = (axis.surest_s if line.kind == "open" else axis.widest_s)(
        begins_s, begins_s + line.minutes * 60
    )
    return begins, ends, doubts


def _without_building(axis: Axis, room: RoomLines) -> Iterable[tuple[date, date]]:
    first, after = axis.first, axis.last + timedelta(days=1)
    if room.opens_on is not None and room.opens_on > first:
        yield first, min(room.opens_on, after)
    if room.closes_on is not None and room.closes_on < axis.last:
        yield max(room.closes_on + timedelta(days=1), first), after


def midnight_of(day: date) -> datetime:
    """Give the first moment of a day by the clock on the wall."""
    return datetime.combine(day, time.min)


def mask_of(begin: int, end: int, size: int) -> Bits:
    """Set the bits from `begin` up to `end` in so many bytes."""
    bits = np.zeros(size * 8, np.uint8)
    bits[begin:end] = 1
    return np.packbits(bits, bitorder="little")


def begins_free(free: Bits, quarters: int) -> Bits:
    """Keep the bits from which so many in a row are set."""
    words = np.ascontiguousarray(free).view(np.uint64).copy()
    have = 1
    while have < quarters:
        step = min(have, quarters - have)
        words &= _shifted(words, step)
        have += step
    return words.view(np.uint8)


def _shifted(words: NDArray[np.uint64], by: int) -> NDArray[np.uint64]:
    """Move every bit `by` places towards the first; what comes in from beyond the end is not set."""
    whole, rest = divmod(by, _WORD)
    moved = np.zeros_like(words)
    if whole < words.shape[1]:
        moved[:, : words.shape[1] - whole] = words[:, whole:]
    if rest:
        carried = np.zeros_like(moved)
        carried[:, :-1] = moved[:, 1:] << np.uint64(_WORD - rest)
        moved >>= np.uint64(rest)
        moved |= carried
    return moved


def pack(
    axis: Axis, rooms: Sequence[RoomLines], terms: Mapping[str, Terms]
) -> tuple[Bits, Bits, frozenset[UUID]]:
    """Work out the rows of some rooms: free for sure, perhaps; and which have a line that cannot be read."""
    sure = np.zeros((len(rooms), axis.width // 8), np.uint8)
    perhaps = np.zeros_like(sure)
    broken = set()
    for row, room in enumerate(rooms):
        if not room.known:
            continue
        try:
            painted = paint(axis, room, terms.get(room.authority or "", NO_TERMS))
        except InvalidInput:
            broken.add(room.room_id)  # its page at the desk says so; here it must be asked
            continue
        sure[row] = np.packbits(painted.free_sure, bitorder="little")
        perhaps[row] = np.packbits(painted.free_perhaps, bitorder="little")
    return sure, perhaps, frozenset(broken)


def no_bookings(axis: Axis, rooms: int) -> Bits:
    """Give rows without a booking."""
    return np.zeros((rooms, axis.width // 8), np.uint8)


def put_bookings(axis: Axis, taken: Bits, row: int, stretches: Iterable[tuple[int, int]]) -> None:
    """Write a room's bookings into its row: first quarter since 1970 and how many of each."""
    bits = np.zeros(axis.width, np.bool_)
    for first, number in stretches:
        begin = first - axis.begins
        bits[max(begin, 0) : max(min(begin + number, axis.quarters), 0)] = True
    taken[row] = np.packbits(bits, bitorder="little")


def runs_of(flags: Flags) -> list[tuple[int, int]]:
    """Give the stretches of set quarters, as from and up to."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [(int(begin), int(end)) for begin, end in zip(edges[::2], edges[1::2], strict=True)]
