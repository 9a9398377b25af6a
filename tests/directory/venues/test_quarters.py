"""When is a room open, closed, in use, across clock changes, terms and bank holidays?"""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import numpy as np
import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_slots import free_quarters

from directory.clock import LONDON
from directory.errors import InvalidInput
from directory.venues.calendar import Line, check_line, days_of
from directory.venues.quarters import Axis, RoomLines, begins_free, pack, put_bookings, runs_of
from directory.venues.slots import Calendars
from directory.venues.terms import NO_TERMS, Terms

BACK, FORWARD = date(2026, 10, 25), date(2027, 3, 28)
TERMS = Terms(
    (
        (date(2026, 9, 1), date(2026, 10, 23)),
        (date(2026, 11, 2), date(2026, 12, 18)),
        (date(2027, 1, 4), date(2027, 2, 12)),
    )
)


def line(kind: str, starts: str, minutes: int, rrule: str | None = None, **more: object) -> Line:
    return Line(kind, datetime.fromisoformat(starts), minutes, rrule, **more)  # type: ignore[arg-type]


def room(*lines: Line, **more: object) -> RoomLines:
    return RoomLines(uuid4(), lines, **more)  # type: ignore[arg-type]


def calendars(first: date, days: int, *rooms: RoomLines, terms: Terms = NO_TERMS) -> Calendars:
    axis = Axis(first, days)
    sure, perhaps, broken = pack(axis, rooms, {"": terms})
    taken = np.zeros_like(sure)
    return Calendars(axis, rooms, sure, perhaps, taken, broken)


def told(found: Calendars, row: int = 0, *, perhaps: bool = False) -> list[tuple[str, str]]:
    """The stretches in which a room is free, as London's clock and UTC tell their ends."""
    bits = found.perhaps if perhaps else found.sure
    flags = np.unpackbits(bits[row], bitorder="little").astype(np.bool_)
    return [
        (f"{found.axis.instant(begin):%d %H:%M}", f"{found.axis.instant(end):%d %H:%M}")
        for begin, end in runs_of(flags)
    ]


def test_the_night_the_clocks_go_back_is_an_hour_longer() -> None:
    found = calendars(BACK - timedelta(days=2), 5, room(line("open", "2026-10-24T22:00", 240)))

    assert told(found) == [("24 21:00", "25 02:00")]


def test_the_night_the_clocks_go_forward_is_an_hour_shorter() -> None:
    found = calendars(FORWARD - timedelta(days=2), 5, room(line("open", "2027-03-27T22:00", 240)))

    assert told(found) == [("27 22:00", "28 01:00")]


def test_a_time_that_does_not_exist_is_the_moment_of_the_change() -> None:
    within = calendars(FORWARD, 1, room(line("open", "2027-03-28T01:15", 30)))
    into = calendars(FORWARD, 1, room(line("open", "2027-03-28T00:00", 90)))

    assert told(within) == []
    assert told(into) == [("28 00:00", "28 01:00")]


def test_an_hour_that_comes_twice_is_shut_as_a_whole_and_open_only_without_doubt() -> None:
    whole = line("open", "2026-10-25T00:00", 1440)
    shut = calendars(BACK, 1, room(whole, line("busy", "2026-10-25T01:00", 30)))
    doubtful = calendars(BACK, 1, room(line("open", "2026-10-25T00:00", 90)))

    assert told(shut) == [("24 23:00", "25 00:00"), ("25 01:30", "26 00:00")]
    assert told(doubtful) == [("24 23:00", "25 00:30")]


def test_stretches_that_touch_are_one() -> None:
    found = calendars(
        date(2026, 11, 23),
        1,
        room(line("open", "2026-11-23T09:00", 180), line("open", "2026-11-23T12:00", 120)),
    )

    assert told(found) == [("23 09:00", "23 14:00")]
    assert found.free_at(
        datetime.fromisoformat("2026-11-23T11:00"), datetime.fromisoformat("2026-11-23T13:00")
    ).all()


def test_what_is_shut_or_in_use_is_not_free() -> None:
    found = calendars(
        date(2026, 12, 21),
        7,
        room(
            line("open", "2020-01-06T09:00", 720, "FREQ=DAILY", not_bank_holidays=True),
            line("closed", "2026-12-24T00:00", 1440),
            line("busy", "2026-12-01T10:10", 40, "FREQ=WEEKLY;BYDAY=TU"),
        ),
    )

    # Friday and Saturday are Christmas and Boxing Day; Boxing Day's substitute is Monday the 28th.
    assert told(found) == [
        ("21 09:00", "21 21:00"),
        ("22 09:00", "22 10:00"),
        ("22 11:00", "22 21:00"),
        ("23 09:00", "23 21:00"),
        ("27 09:00", "27 21:00"),
    ]


def test_what_depends_on_unknown_terms_is_free_only_perhaps() -> None:
    in_term = room(line("open", "2026-09-07T18:00", 120, "FREQ=WEEKLY", weeks="term"))
    known = calendars(date(2026, 10, 19), 14, in_term, terms=TERMS)
    unknown = calendars(date(2026, 10, 19), 14, in_term)

    assert told(known) == [("19 17:00", "19 19:00")]
    assert told(known, perhaps=True) == told(known)
    assert told(unknown) == []
    assert told(unknown, perhaps=True) == [("19 17:00", "19 19:00"), ("26 18:00", "26 20:00")]


def test_a_use_in_unknown_terms_is_in_the_way_for_sure_nowhere() -> None:
    found = calendars(
        date(2026, 10, 19),
        7,
        room(line("open", "2026-10-19T18:00", 240), line("busy", "2026-10-19T18:00", 60, weeks="term")),
    )

    assert told(found) == [("19 18:00", "19 21:00")]
    assert told(found, perhaps=True) == [("19 17:00", "19 21:00")]


def test_days_beyond_the_loaded_terms_are_neither_term_nor_holidays() -> None:
    assert TERMS.in_term(date(2026, 10, 26)) is False
    assert TERMS.in_term(date(2026, 9, 5)) is True
    assert TERMS.in_term(date(2027, 2, 13)) is None
    assert TERMS.in_term(date(2026, 8, 31)) is None


def test_without_an_open_line_a_room_is_neither_free_nor_taken() -> None:
    asked = room(line("busy", "2026-11-23T09:00", 60))
    only_ask = room(line("open", "2026-11-23T09:00", 60), ask_only=True)
    found = calendars(date(2026, 11, 23), 7, asked, only_ask)

    assert not found.known.any()
    assert told(found) == told(found, 1) == []


def test_a_building_is_there_from_its_first_to_its_last_day() -> None:
    whole = line("open", "2026-11-23T10:00", 60, "FREQ=DAILY")
    found = calendars(
        date(2026, 11, 23), 7, room(whole, opens_on=date(2026, 11, 25), closes_on=date(2026, 11, 26))
    )

    assert told(found) == [("25 10:00", "25 11:00"), ("26 10:00", "26 11:00")]


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY;COUNT=5",
        "FREQ=WEEKLY;BYHOUR=5",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;UNTIL=soon",
        "every Tuesday",
        "FREQ=DAILY;BYMONTH=" + ",".join(["2"] * 300),
    ],
)
def test_what_is_no_rule_is_refused_and_makes_the_room_one_to_ask(rrule: str) -> None:
    bad = line("open", "2026-11-23T10:00", 60, rrule)
    with pytest.raises(InvalidInput):
        check_line(bad)
    good = room(line("open", "2026-11-23T10:00", 60, "FREQ=DAILY"))
    found = calendars(date(2026, 11, 23), 7, room(bad), good)

    assert found.known.tolist() == [False, True]


def test_a_day_that_no_rule_reaches_is_not_looked_for_until_the_year_9999() -> None:
    starts = datetime.fromisoformat("2020-01-01T09:00")
    rrule = "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3"

    assert days_of(starts, rrule, date(2026, 1, 1), date(2027, 1, 1)) == ()


def test_until_in_utc_is_understood_in_london() -> None:
    starts = datetime.fromisoformat("2026-06-01T00:30")
    days = days_of(starts, "FREQ=DAILY;UNTIL=20260602T233000Z", date(2026, 6, 1), date(2026, 6, 30))
    sooner = days_of(starts, "FREQ=DAILY;UNTIL=20260602T232900Z", date(2026, 6, 1), date(2026, 6, 30))

    assert days[-1] == date(2026, 6, 3)
    assert sooner[-1] == date(2026, 6, 2)


_DAYS = st.dates(date(2026, 10, 10), date(2026, 11, 8)) | st.dates(date(2027, 3, 14), date(2027, 4, 10))
_RULES = st.sampled_from(
    [
        None,
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=MO,SA,SU",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU",
        "FREQ=WEEKLY;COUNT=3",
        "FREQ=WEEKLY;UNTIL=20261025",
        "FREQ=MONTHLY;BYDAY=-1SU",
        "FREQ=MONTHLY;BYDAY=4SU,1TU",
        "FREQ=MONTHLY;BYMONTHDAY=25,28",
    ]
)
_LINES = st.builds(
    lambda kind, day, minute, minutes, rrule, weeks, bank, out: Line(
        kind,
        datetime.combine(day, time.min) + timedelta(minutes=minute),
        minutes,
        rrule,
        frozenset(out),
        weeks,
        bank,
    ),
    st.sampled_from(["open", "open", "closed", "busy"]),
    _DAYS,
    st.sampled_from([0, 30, 60, 70, 75, 90, 115, 120, 540, 1140, 1320, 1410]),
    st.sampled_from([15, 25, 30, 60, 90, 240, 720, 1440, 3000]),
    _RULES,
    st.sampled_from(["always", "always", "term", "holidays"]),
    st.booleans(),
    st.sets(st.dates(date(2026, 10, 24), date(2026, 10, 27)), max_size=2),
)
_ROOMS = st.builds(
    lambda lines, opens, closes: RoomLines(uuid4(), tuple(lines), "", opens, closes),
    st.lists(_LINES, min_size=1, max_size=5),
    st.none() | st.just(date(2026, 10, 24)),
    st.none() | st.just(date(2027, 3, 28)),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(_ROOMS, min_size=1, max_size=3),
    st.sampled_from([date(2026, 10, 19), date(2027, 3, 22)]),
    st.sampled_from([TERMS, NO_TERMS]),
    st.lists(st.tuples(st.integers(-8, 14 * 96), st.integers(1, 12)), max_size=4),
    st.integers(1, 140),
    st.data(),
)
def test_bits_say_what_the_clock_on_the_wall_says(
    rooms: list[RoomLines],
    first: date,
    terms: Terms,
    bookings: list[tuple[int, int]],
    quarters: int,
    data: st.DataObject,
) -> None:
    found = calendars(first, 14, *rooms, terms=terms)
    begins = found.axis.begins
    put_bookings(found.axis, found.taken, 0, [(begins + at, number) for at, number in bookings])
    booked = {begins + at + n for at, number in bookings for n in range(number)}
    starts = datetime.combine(first, time.min) + timedelta(minutes=data.draw(st.integers(0, 13 * 96)) * 15)
    ends = starts + timedelta(minutes=15 * data.draw(st.sampled_from([1, 2, 8, 12, 96])))
    fits, sooner = found.free_at(starts, ends), found.first_free(quarters)
    for row, each in enumerate(rooms):
        mine = booked if row == 0 else set()
        for perhaps in (False, True):
            bits = found.perhaps if perhaps else found.sure
            flags = np.unpackbits(bits[row] & ~found.taken[row], bitorder="little")
            expected = free_quarters(each, first, found.axis.last, terms=terms, booked=mine, perhaps=perhaps)
            assert {begins + int(at) for at in np.flatnonzero(flags)} == expected
            if not perhaps:
                sure = expected
        asked = _quarters(starts, ends)
        assert bool(fits[row]) == (bool(asked) and asked <= sure)
        first_of = [at for at in sorted(sure) if all(at + n in sure for n in range(quarters))]
        assert sooner[row] == (first_of[0] - begins if first_of else -1)


def _quarters(starts: datetime, ends: datetime) -> set[int]:
    """The quarters somebody means who asks from one time of the wall clock to another."""
    first = starts.replace(tzinfo=LONDON, fold=0).timestamp()
    last = ends.replace(tzinfo=LONDON, fold=1).timestamp()
    if _skipped(starts):
        first = starts.replace(hour=2, minute=0, tzinfo=LONDON).timestamp()
    if _skipped(ends):
        last = ends.replace(hour=2, minute=0, tzinfo=LONDON).timestamp()
    return set(range(int(first) // 900, int(last) // 900))


def _skipped(local: datetime) -> bool:
    return local.date() == FORWARD and local.hour == 1


_LONG_RULES = [
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=4",
    "FREQ=DAILY;BYDAY=SA",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;WKST=SU",
    "FREQ=WEEKLY;COUNT=9",
    "FREQ=WEEKLY;UNTIL=20260601",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR,1MO",
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=MO,WE;BYSETPOS=-1",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=YEARLY;BYMONTH=3;BYDAY=1SU",
]


@settings(deadline=None)
@given(
    st.sampled_from(_LONG_RULES),
    st.dates(date(2020, 1, 1), date(2028, 1, 1)),
    st.dates(date(2020, 1, 1), date(2028, 1, 1)),
    st.integers(0, 400),
)
def test_a_rule_begun_long_ago_falls_on_the_days_it_would_from_its_beginning(
    rrule: str, begun: date, first: date, days: int
) -> None:
    starts, last = datetime.combine(begun, time.min), first + timedelta(days=days)
    all_of_them = rrulestr(rrule, dtstart=starts).between(
        datetime.combine(first, time.min), datetime.combine(last, time.min), inc=True
    )

    assert days_of(starts, rrule, first, last) == tuple(each.date() for each in all_of_them)


@given(st.lists(st.booleans(), min_size=128, max_size=128), st.integers(1, 130))
def test_a_run_begins_where_so_many_bits_follow(flags: list[bool], quarters: int) -> None:
    bits = np.packbits(np.array([flags]), axis=1, bitorder="little")
    found = np.unpackbits(begins_free(bits, quarters)[0], bitorder="little").tolist()
    expected = [all(flags[at : at + quarters]) and at + quarters <= len(flags) for at in range(len(flags))]

    assert [bool(each) for each in found] == expected


@pytest.mark.parametrize("number", ["1", "2", "+3", "4", "-1", "5", "-2"])
@pytest.mark.parametrize("rest", ["", ";INTERVAL=2", ";INTERVAL=5;UNTIL=20271013", ";COUNT=9"])
def test_a_weekday_of_each_month_is_as_the_plain_way_has_it(number: str, rest: str) -> None:
    for begun in (date(2026, 2, 28), date(2020, 12, 9), date(2026, 11, 1)):
        for weekday in ("MO", "WE", "SU"):
            rule = f"FREQ=MONTHLY;BYDAY={number}{weekday}{rest}"
            starts = datetime.combine(begun, time(19))
            for first, last in (
                (date(2026, 1, 1), date(2026, 12, 31)),
                (date(2026, 11, 23), date(2027, 12, 12)),
            ):
                plain = rrulestr(rule, dtstart=datetime.combine(begun, time.min)).between(
                    datetime.combine(first, time.min), datetime.combine(last, time.min), inc=True
                )
                assert list(days_of(starts, rule, first, last)) == [each.date() for each in plain], rule
