"""How long is a search for free rooms over a year, for 500 and 2,000 rooms, and beside a plain look?"""

import random
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "geo"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "support"))

import numpy as np
from measure import Report, extra_memory_mb, median_s
from plain_slots import free_quarters

from directory.venues.calendar import Line, ordinals_of
from directory.venues.quarters import Axis, RoomLines, no_bookings, pack, put_bookings
from directory.venues.slots import Calendars
from directory.venues.terms import Terms

SIZES = (500, 2_000)
WANTED = 2_000
PLAIN = 2
PLAIN_WEEKS = 6
FIRST = date(2026, 11, 23)
MOST_S = 0.2
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TERMS = Terms(
    (
        (date(2026, 9, 1), date(2026, 10, 23)),
        (date(2026, 11, 2), date(2026, 12, 18)),
        (date(2027, 1, 4), date(2027, 2, 12)),
        (date(2027, 2, 22), date(2027, 3, 25)),
        (date(2027, 4, 12), date(2027, 5, 28)),
        (date(2027, 6, 7), date(2027, 7, 21)),
    )
)


def make_room(number: int, draw: random.Random) -> RoomLines:
    """A hall with opening hours, one to eight regular users and days shut; some are open past midnight."""
    begun = date(2020, 1, 6) + timedelta(days=draw.randrange(700))
    opens = Line(
        "open",
        datetime.combine(begun, time(draw.choice((8, 9, 10)))),
        draw.choice((600, 720, 780, 1020)),
        f"FREQ=WEEKLY;BYDAY={','.join(sorted(draw.sample(DAYS, draw.randint(4, 7)), key=DAYS.index))}",
        not_bank_holidays=draw.random() < 0.3,
    )
    uses = [
        Line(
            "busy",
            datetime.combine(begun, time(draw.randint(9, 20), draw.choice((0, 15, 30)))),
            draw.choice((60, 90, 120, 180)),
            draw.choice(("FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY;BYDAY=2"))
            + (f";BYDAY={draw.choice(DAYS)}"),
            weeks=draw.choice(("always", "always", "term")),
        )
        for _ in range(draw.randint(1, 8))
    ]
    uses = [
        Line(
            use.kind, use.starts, use.minutes, use.rrule.replace("BYDAY=2;BYDAY=", "BYDAY=2"), weeks=use.weeks
        )
        for use in uses
        if use.rrule
    ]
    shut = Line("closed", datetime(2026, 12, 24), 9 * 1440)  # noqa: DTZ001 - by the clock on the wall
    return RoomLines(UUID(int=number + 1), (opens, *uses, shut), "E10000003")


def bookings_of(axis: Axis, draw: random.Random) -> list[tuple[int, int]]:
    """Forty times in the year."""
    return [(axis.begins + draw.randrange(axis.quarters - 12), draw.randint(4, 12)) for _ in range(40)]


def build(axis: Axis, rooms: list[RoomLines], booked: list[list[tuple[int, int]]]) -> Calendars:
    """All that is made once and kept."""
    sure, perhaps, broken = pack(axis, rooms, {"E10000003": TERMS})
    taken = no_bookings(axis, len(rooms))
    for row, stretches in enumerate(booked):
        put_bookings(axis, taken, row, stretches)
    return Calendars(axis, tuple(rooms), sure, perhaps, taken, broken)


def each_week(calendars: Calendars) -> np.ndarray:
    """Every Tuesday evening of a year: how often is each room free?"""
    tuesdays = [FIRST + timedelta(days=1 + 7 * week) for week in range(52)]
    times = [(datetime.combine(day, time(19)), datetime.combine(day, time(21))) for day in tuesdays]
    return np.sum([calendars.free_at(*each) for each in times], axis=0)


def whole_year(calendars: Calendars) -> np.ndarray:
    """The first three hours in the year, between 9 and 22, at which each room is free."""
    return calendars.first_free(12, daily=(9 * 60, 22 * 60))


def main() -> None:
    report = Report("free_slots", "how long is a search for free rooms over a year?")
    draw = random.Random("rooms")
    axis = Axis(FIRST)
    everything = [make_room(number, draw) for number in range(SIZES[-1])]
    booked = [bookings_of(axis, draw) for _ in everything]
    for size in SIZES:
        rooms, some = everything[:size], booked[:size]

        def anew(rooms: list[RoomLines] = rooms, some: list[list[tuple[int, int]]] = some) -> Calendars:
            ordinals_of.cache_clear()
            return build(axis, rooms, some)

        build_s = median_s(anew, 1)
        calendars = anew()
        weekly = median_s(lambda found=calendars: each_week(found))
        yearly = median_s(lambda found=calendars: whole_year(found))
        report.add(
            what="bits",
            rooms=size,
            days=axis.days,
            build_s=build_s,
            one_room_anew_s=median_s(lambda rooms=rooms: pack(axis, rooms[:1], {"E10000003": TERMS})),
            weekly_for_a_year_s=weekly,
            first_of_the_year_s=yearly,
            kept_mb=calendars.megabytes,
            search_memory_mb=extra_memory_mb(lambda found=calendars: whole_year(found)),
        )
        if size == WANTED:
            report.hold("seconds, 52 weeks in 2,000 rooms", weekly, at_most=MOST_S)
            report.hold("seconds, the first of a year in 2,000 rooms", yearly, at_most=MOST_S)
            report.hold("MB kept for 2,000 rooms", calendars.megabytes, at_most=32)
            beside_plain(report, calendars, some, weekly / size)
    report.write()


def beside_plain(
    report: Report, calendars: Calendars, booked: list[list[tuple[int, int]]], each_s: float
) -> None:
    """Work some rooms out quarter by quarter as the clock on the wall shows, and check that both agree."""
    # A few weeks about the night the clocks go forward: the plain way takes minutes for a year.
    first = date(2027, 3, 1)
    last = first + timedelta(days=7 * PLAIN_WEEKS - 1)
    axis = calendars.axis

    def plainly() -> list[set[int]]:
        return [
            free_quarters(
                room,
                first,
                last,
                terms=TERMS,
                booked={begin + more for begin, number in booked[row] for more in range(number)},
            )
            for row, room in enumerate(calendars.rooms[:PLAIN])
        ]

    begin, end = axis.widest(datetime.combine(first, time.min), datetime.combine(last, time.max))
    for row, expected in enumerate(plainly()):
        bits = np.unpackbits(calendars.sure[row] & ~calendars.taken[row], bitorder="little")
        found = {axis.begins + int(at) for at in np.flatnonzero(bits) if begin <= at < end}
        assert found == expected, "the two do not agree"
    plain_s = median_s(plainly, 1)
    for_a_year = plain_s / PLAIN / PLAIN_WEEKS * 52
    report.add(
        what="beside each quarter in plain Python",
        rooms=PLAIN,
        weeks=PLAIN_WEEKS,
        plain_s=plain_s,
        plain_for_2000_and_a_year_at_that_rate_s=for_a_year * WANTED,
        plain_over_a_search=for_a_year / each_s,
    )


if __name__ == "__main__":
    main()
