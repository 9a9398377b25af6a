"""Which rooms answer what somebody wants one for, which come first, and why?

Nothing is guessed: what a room does not say is asked about, and it stands after the rooms that say it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from math import hypot, inf
from uuid import UUID

from sqlmodel import Session

from directory.clock import local_now
from directory.speech import METRES_PER_MILE
from directory.venues.asking import check, days_asked, span_on
from directory.venues.loosening import Loosened, Missed, loosen
from directory.venues.prices import price_for
from directory.venues.reading import all_rooms
from directory.venues.schemas import Asked, RoomRead
from directory.venues.slots import Calendars, read_calendars
from directory.venues.terms import NO_TERMS, Terms, read_terms
from directory.venues.words import Facility


class Rank(IntEnum):
    """How well a room answers; the lower the sooner."""

    FITS = 0
    """Free each time, and it says all that was asked."""
    FREE = 1
    """Free each time; something else must be asked."""
    PARTLY = 2
    """Free at half of the times or more."""
    ASK = 3
    """Nobody here knows whether it is free."""


@dataclass(frozen=True, slots=True)
class RoomFound:
    """A room that may do, and why it stands where it does."""

    room: RoomRead
    rank: Rank
    free_on: tuple[date, ...]
    not_free_on: tuple[date, ...]
    perhaps_on: tuple[date, ...]
    """Days on which it depends on school terms that nobody told us."""
    pence_each: int | None
    """For one time, of this kind of hirer; None must be asked. The dearest, where days differ."""
    pence_in_all: int | None
    """For the times it is free, or all where that is not known."""
    distance_m: float | None
    unsaid: tuple[Facility, ...]
    """Asked for, and it does not say whether it has them."""
    holds: int | None
    to_ask: int
    """How many things must be asked besides when it is free."""


@dataclass(frozen=True, slots=True)
class RoomsFound:
    """What answers, the best first, and what would if a little less were asked."""

    found: tuple[RoomFound, ...]
    total: int
    days: tuple[date, ...]
    left_out: tuple[date, ...]
    """Days in school holidays, where those were to be left out."""
    terms_known: bool
    """False where holidays were to be left out and nobody here knows the school terms of some day."""
    rooms: int
    """How many rooms there are at all."""
    loosened: tuple[Loosened, ...] = ()


def find_rooms(session: Session, asked: Asked, *, term_time_of: str | None = None) -> RoomsFound:
    """Find rooms that are free when asked, fit, and can be afforded.

    `term_time_of` is the code of the authority whose school holidays are left out.
    """
    terms = None if term_time_of is None else read_terms(session).get(term_time_of, NO_TERMS)
    return answer(asked, all_rooms(session), read_calendars(session), today=local_now().date(), terms=terms)


def answer(
    asked: Asked, rooms: Sequence[RoomRead], calendars: Calendars, *, today: date, terms: Terms | None = None
) -> RoomsFound:
    """Find and order the rooms, without a store."""
    check(asked, today)
    wanted = days_asked(asked, today)
    told = {day: True if terms is None else terms.in_term(day) for day in wanted}
    days = tuple(day for day in wanted if told[day] is not False)
    times = _Times(asked, days, calendars, today)
    found: list[RoomFound] = []
    missed: list[Missed] = []
    for room in rooms:
        each = _judge(asked, room, times)
        if isinstance(each, Missed):
            missed.append(each)
        else:
            found.append(each)
    ordered = rank(found)
    return RoomsFound(
        found=tuple(ordered[: asked.most]),
        total=len(ordered),
        days=days,
        left_out=tuple(day for day in wanted if told[day] is False),
        terms_known=all(each is not None for each in told.values()),
        rooms=len(rooms),
        loosened=loosen(asked, missed),
    )


def rank(found: Iterable[RoomFound]) -> list[RoomFound]:
    """Order rooms: those that fit, then by how often free, what must be asked, how far, and the price.

    How far counts as a road sign says it: where two are equally near, the cheaper comes first.
    """
    return sorted(
        found,
        key=lambda each: (
            each.rank,
            -len(each.free_on),
            each.to_ask,
            inf if each.distance_m is None else round(each.distance_m / METRES_PER_MILE, 1),
            inf if each.pence_each is None else each.pence_each,
            each.room.listing_name,
            each.room.name,
            str(each.room.id),
        ),
    )


class _Times:
    """When each room is free of the times asked for: all rooms at once, day by day."""

    def __init__(self, asked: Asked, days: Sequence[date], calendars: Calendars, today: date) -> None:
        self.days, self.today = days, today
        self._calendars = calendars
        self._free = [calendars.free_at(*span_on(asked, day)) for day in days]
        self._perhaps = [calendars.free_at(*span_on(asked, day), perhaps=True) for day in days]

    def known(self, room_id: UUID) -> bool:
        """Whether the room says when it can be had."""
        row = self._calendars.row.get(room_id)
        return row is not None and bool(self._calendars.known[row])

    def of(self, room: RoomRead, there: Collection[int]) -> tuple[list[date], list[date]]:
        """Give the days on which a room is free for sure, and perhaps, of those by number."""
        row = self._calendars.row[room.id]
        sure, perhaps = [], []
        for number in there:
            day = self.days[number]
            if self._free[number][row]:
                sure.append(day)
            elif self._perhaps[number][row]:
                perhaps.append(day)
        return sure, perhaps

    def there(self, room: RoomRead) -> list[int]:
        """List by number the days on which the building is there, far enough ahead to ask."""
        earliest = self.today + timedelta(days=room.notice_days)
        return [
            number
            for number, day in enumerate(self.days)
            if day >= earliest and room.open_on(day) and not room.closed_now
        ]


def _judge(asked: Asked, room: RoomRead, times: _Times) -> RoomFound | Missed:
    known = times.known(room.id)
    there, days = times.there(room), times.days
    sure, perhaps = times.of(room, there) if known else ([], [])
    grade = _grade(len(sure), len(perhaps), len(there), len(days), known=known)
    distance_m = _distance_m(asked, room)
    holds = room.holds(asked.layout)
    pence = _pence(asked, room, sure if known and sure else days)
    pence_each = None if pence is None else max(pence)
    per_hour = None if pence_each is None else -(-pence_each * 60 // asked.minutes)
    missed = Missed(
        room=room,
        holds=holds if asked.people is not None and holds is not None and holds < asked.people else None,
        pence_per_hour=_over(per_hour, asked.most_pence_per_hour),
        distance_m=distance_m if distance_m is not None and distance_m > (asked.within_m or inf) else None,
        least_min=room.least_min if room.least_min > asked.minutes else None,
        lacks=tuple(facility for facility in asked.facilities if room.has(facility) is False),
        taken=grade is None,
    )
    if grade is None or missed.count:
        return missed
    unsaid = tuple(facility for facility in asked.facilities if room.has(facility) is None)
    to_ask = len(unsaid) + (pence is None) + (holds is None and asked.people is not None)
    return RoomFound(
        room=room,
        rank=Rank.FREE if grade is Rank.FITS and to_ask else grade,
        free_on=tuple(sure),
        not_free_on=tuple(day for day in days if known and day not in sure and day not in perhaps),
        perhaps_on=tuple(perhaps),
        pence_each=pence_each,
        pence_in_all=None if pence is None else sum(pence),
        distance_m=distance_m,
        unsaid=unsaid,
        holds=holds,
        to_ask=to_ask,
    )


def _grade(sure: int, perhaps: int, there: int, asked: int, *, known: bool) -> Rank | None:
    """Say how a room stands by its times alone; None where it is in use, shut or gone at most of them."""
    if asked == 0 or 2 * there < asked:
        return None
    if not known:
        return Rank.ASK
    if sure == asked:
        return Rank.FITS
    if 2 * sure >= asked:
        return Rank.PARTLY
    return Rank.ASK if 2 * (sure + perhaps) >= asked else None


def _distance_m(asked: Asked, room: RoomRead) -> float | None:
    if asked.easting is None or asked.northing is None or room.easting is None or room.northing is None:
        return None
    return hypot(asked.easting - room.easting, asked.northing - room.northing)


def _pence(asked: Asked, room: RoomRead, days: Collection[date]) -> list[int] | None:
    # Prices go by the day of the week: a year of Tuesdays is worked out once.
    each = {day.weekday(): day for day in days}
    by_weekday = {
        weekday: price_for(room, asked.hirer, span_on(asked, day)[0], asked.minutes)
        for weekday, day in each.items()
    }
    told = [by_weekday[day.weekday()] for day in days]
    known = [pence for pence in told if pence is not None]
    return known if known and len(known) == len(told) else None


def _over(value: int | None, limit: int | None) -> int | None:
    return value if value is not None and limit is not None and value > limit else None
