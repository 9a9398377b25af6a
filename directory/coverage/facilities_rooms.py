"""Which rooms have what is asked for, which have not, and which do not say? In columns, kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from directory.coverage import facilities_queries as queries
from directory.coverage.facilities_schemas import FacilityQuery
from directory.kept import Kept
from directory.venues.prices import price_for, prices_of
from directory.venues.reading import all_rooms
from directory.venues.schemas import RoomRead, stands_on
from directory.venues.words import Facility, Hirer, VenueStatus
from geo.arrays import Bools, Floats

Said = NDArray[np.int8]
YES: Final = 1
NO: Final = 0
UNSAID: Final = -1
EVENING_FROM: Final = 18 * 60
EVENING_NEEDS_MIN: Final = 120
WEEKDAYS: Final = 5
_WEEK: Final = 7
_QUARTER: Final = 15
_DAY_MIN: Final = 1_440
_TWO_HOURS: Final = 120
_BY_DAY: Final = (10 * 60, 14 * 60, 19 * 60)
_IN_EVENING: Final = (18 * 60, 19 * 60, 20 * 60)
_MONDAY: Final = date(2024, 1, 1)
"""Any Monday: prices go by the day of the week."""
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_EVERY_WEEK: Final = frozenset({"FREQ", "BYDAY", "UNTIL", "WKST", "INTERVAL"})


@dataclass(frozen=True, slots=True)
class Standing:
    """A room, or a place that tells of no room, with where it stands and from when to when."""

    listing_id: UUID
    listing_slug: str
    listing_name: str
    room: RoomRead | None
    """None: the place tells of no room."""
    facilities: Mapping[Facility, bool]
    easting: float
    northing: float
    status: VenueStatus
    opens_on: date | None
    opens_said: date | None
    closes_on: date | None
    closed_now: bool
    example: bool

    def stands(self, day: date) -> bool:
        """Whether it is there on a day, as far as anybody said."""
        return not self.closed_now and stands_on(self.status, self.opens_on, self.closes_on, day)


@dataclass(frozen=True, slots=True)
class WeeklyRule:
    """A rule of a room's calendar that holds every week of its time, evenings only."""

    room: int
    opens: bool
    """False: it closes."""
    first: date
    last: date
    quarters: tuple[int, ...]
    """By weekday from Monday: a bit for each quarter of an hour from 18:00."""


@dataclass(frozen=True)
class RoomColumns:
    """Every room and every silent place; arrays have shape (rooms,)."""

    rooms: tuple[Standing, ...]
    rules: tuple[WeeklyRule, ...]
    ruled: Bools
    """Which rooms say when they are open for hire."""
    _prices: dict[tuple[Hirer, bool], Floats] = field(default_factory=dict)

    @cached_property
    def points(self) -> Floats:
        """Shape (rooms, 2), metres (EPSG:27700)."""
        return np.array([(one.easting, one.northing) for one in self.rooms], dtype=np.float64).reshape(-1, 2)

    @cached_property
    def silent(self) -> Bools:
        """Which are places that tell of no room."""
        return np.array([one.room is None for one in self.rooms], dtype=np.bool_)

    def standing(self, day: date) -> Bools:
        """Tell which are there on a day."""
        return np.array([one.stands(day) for one in self.rooms], dtype=np.bool_)

    def answers(self, query: FacilityQuery, day: date) -> Said:
        """Say of each whether it has all that is asked for: yes, no, or it does not say."""
        said = [self._has(facility) for facility in query.must_have]
        if query.must_hold is not None:
            said.append(self._holds(query.must_hold))
        if query.evening:
            said.append(self._evening(day, query.evenings))
        if query.limit_pence is not None:
            said.append(self._costs(query.hirer, query.limit_pence, evening=query.evening))
        # A place that tells of no room may have none.
        said.append(np.where(self.silent, UNSAID, YES).astype(np.int8))
        each = np.stack(said)
        found: Said = np.where(
            (each == NO).any(axis=0), NO, np.where((each == UNSAID).any(axis=0), UNSAID, YES)
        ).astype(np.int8)
        return found

    def _has(self, facility: Facility) -> Said:
        return np.array([_said(one.facilities.get(facility)) for one in self.rooms], dtype=np.int8)

    def _holds(self, people: int) -> Said:
        most = (None if one.room is None else one.room.most for one in self.rooms)
        return np.array([_said(None if each is None else each >= people) for each in most], dtype=np.int8)

    def _evening(self, day: date, evenings: int) -> Said:
        opened = np.zeros((len(self.rooms), WEEKDAYS), dtype=np.uint32)
        closed = np.zeros_like(opened)
        for rule in self.rules:
            if (rule.first - day).days < _WEEK and day <= rule.last:
                (opened if rule.opens else closed)[rule.room] |= np.array(rule.quarters, dtype=np.uint32)
        left = opened & ~closed
        quarters = np.zeros(left.shape, dtype=np.int64)
        for bit in range((_DAY_MIN - EVENING_FROM) // _QUARTER):
            quarters += (left >> bit) & 1
        enough = (quarters * _QUARTER >= EVENING_NEEDS_MIN).sum(axis=1) >= evenings
        found: Said = np.where(self.ruled, np.where(enough, YES, NO), UNSAID).astype(np.int8)
        return found

    def _costs(self, hirer: Hirer, limit_pence: int, *, evening: bool) -> Said:
        hourly = self.pence_per_hour(hirer, evening=evening)
        with np.errstate(invalid="ignore"):
            found: Said = np.where(np.isnan(hourly), UNSAID, np.where(hourly <= limit_pence, YES, NO)).astype(
                np.int8
            )
        return found

    def pence_per_hour(self, hirer: Hirer, *, evening: bool) -> Floats:
        """Tell half of what the cheapest two-hour hire costs, in a weekday evening or at all; NaN: unsaid."""
        held = self._prices.get((hirer, evening))
        if held is None:
            held = np.array([_hourly(one.room, hirer, evening=evening) for one in self.rooms])
            self._prices[hirer, evening] = held
        return held


def _said(has: bool | None) -> int:  # noqa: FBT001 - what was said, not a switch
    return UNSAID if has is None else int(has)


def _hourly(room: RoomRead | None, hirer: Hirer, *, evening: bool) -> float:
    prices = () if room is None else prices_of(room.prices, hirer)
    if room is None or not prices:
        return np.nan
    days = range(WEEKDAYS if evening else 7) if any(price.days for price in prices) else (0,)
    minutes = max(_TWO_HOURS, room.least_min)
    found = [
        price_for(room, hirer, _at(day, start), minutes)
        for day in days
        for start in (_IN_EVENING if evening else _BY_DAY)
    ]
    least = min((pence for pence in found if pence is not None), default=None)
    return np.nan if least is None else least / (_TWO_HOURS / 60)


def _at(day: int, minute: int) -> datetime:
    on = _MONDAY + timedelta(days=day)
    return datetime(on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=UTC)


def read_columns(session: Session) -> RoomColumns:
    """Give every room and every silent place; read anew after a change of venues or listings."""
    return _COLUMNS.of(session)


def _read(session: Session) -> RoomColumns:
    put_off = {row.listing_id: _day(row.opens_said) for row in queries.list_put_off(session)}
    step_free = {row.id: bool(row.step_free) for row in queries.list_step_free(session)}
    rooms = [
        _told(room, put_off.get(room.listing_id.hex), step_free.get(room.listing_id.hex))
        for room in all_rooms(session)
        if room.easting is not None and room.northing is not None
    ]
    rooms += _silent(session)
    number = {one.room.id.hex: place for place, one in enumerate(rooms) if one.room is not None}
    rows = [row for row in queries.list_rules(session) if row.room_id in number]
    ruled = np.zeros(len(rooms), dtype=np.bool_)
    for row in rows:
        if row.kind == "open":
            ruled[number[row.room_id]] = True
    rules = (weekly(number[row.room_id], row) for row in rows)
    return RoomColumns(tuple(rooms), tuple(rule for rule in rules if rule is not None), ruled)


_COLUMNS: Final = Kept(_read, "venues", "listings")


def _told(room: RoomRead, opens_said: date | None, step_free: bool | None) -> Standing:  # noqa: FBT001
    facilities = dict(room.facilities)
    if step_free is not None:
        facilities.setdefault(Facility.STEP_FREE, step_free)
    return Standing(
        listing_id=room.listing_id,
        listing_slug=room.listing_slug,
        listing_name=room.listing_name,
        room=room,
        facilities=facilities,
        easting=room.easting or 0.0,
        northing=room.northing or 0.0,
        status=room.status,
        opens_on=room.opens_on,
        opens_said=opens_said,
        closes_on=room.closes_on,
        closed_now=room.closed_now,
        example=room.example,
    )


def _silent(session: Session) -> Iterable[Standing]:
    seen: set[str] = set()
    for row in queries.list_silent(session):
        if row.id in seen:
            continue
        seen.add(row.id)
        facilities = {}
        for told in (row.facilities or "").split(","):
            word, equals, has = told.partition("=")
            if equals:
                facilities[Facility(word)] = has == "1"
        if row.step_free is not None:
            facilities.setdefault(Facility.STEP_FREE, bool(row.step_free))
        yield Standing(
            listing_id=UUID(row.id),
            listing_slug=row.slug,
            listing_name=row.name,
            room=None,
            facilities=facilities,
            easting=float(row.easting),
            northing=float(row.northing),
            status=VenueStatus(row.status) if row.status else VenueStatus.OPEN,
            opens_on=_day(row.opens_on),
            opens_said=_day(row.opens_said),
            closes_on=_day(row.closes_on),
            closed_now=False,
            example=bool(row.example),
        )


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told[:10]) if told else None


def weekly(number: int, row: queries.AnyRow) -> WeeklyRule | None:
    """Read a rule that holds every week, of terms or always; None for any other, which is not counted."""
    if row.rrule is None or row.weeks == "holidays":
        return None
    parts = dict(part.split("=", 1) for part in row.rrule.upper().split(";") if "=" in part)
    if not set(parts) <= _EVERY_WEEK or parts.get("INTERVAL", "1") != "1":
        return None
    starts = datetime.fromisoformat(row.starts_local)
    if parts.get("FREQ") == "DAILY" and "BYDAY" not in parts:
        days = set(range(7))
    elif parts.get("FREQ") in {"WEEKLY", "DAILY"}:
        named = parts.get("BYDAY", _DAYS[starts.weekday()]).split(",")
        if not set(named) <= set(_DAYS):
            return None
        days = {_DAYS.index(day) for day in named}
    else:
        return None
    until = parts.get("UNTIL")
    begins = starts.hour * 60 + starts.minute
    return WeeklyRule(
        room=number,
        opens=row.kind == "open",
        first=starts.date(),
        last=date(int(until[:4]), int(until[4:6]), int(until[6:8])) if until else date.max,
        quarters=tuple(_evening_bits(begins, row.minutes) if day in days else 0 for day in range(WEEKDAYS)),
    )


def _evening_bits(begins: int, minutes: int) -> int:
    """Mark the whole quarters of an hour of an evening that a time covers."""
    found = 0
    for bit in range((_DAY_MIN - EVENING_FROM) // _QUARTER):
        at = EVENING_FROM + bit * _QUARTER
        if begins <= at and at + _QUARTER <= begins + minutes:
            found |= 1 << bit
    return found
