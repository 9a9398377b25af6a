"""Are opening hours told rightly: as schedules, in plain English, and when next?"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, assume, example, given
from hypothesis import settings as tuned
from hypothesis import strategies as st
from opening_hours import OpeningHours
from sqlalchemy import text
from sqlmodel import Session

from directory.clock import LONDON
from directory.listings.hours import (
    OSM_DAYS,
    HoursNotUnderstood,
    check_hours,
    next_open,
    open_days,
    plain_hours,
    plain_time,
    schedules,
)
from directory.listings.schemas import OpeningTime
from directory.words import Day

Span = tuple[datetime, datetime]
BYDAY = [day.upper() for day in OSM_DAYS]


def told(osm: str) -> list[str]:
    return [f"{time.byday} {time.opens_at}-{time.closes_at}" for time in schedules(osm)]


@pytest.mark.parametrize(
    ("osm", "rows", "lines", "days"),
    [
        ("Mo 09:00-17:00", ["MO 09:00-17:00"], [("Monday", "9am to 5pm")], "mon"),
        (
            "Mo-We,Fr 09:30-12:00",
            ["MO 09:30-12:00", "TU 09:30-12:00", "WE 09:30-12:00", "FR 09:30-12:00"],
            [(day, "9:30am to midday") for day in ("Monday", "Tuesday", "Wednesday", "Friday")],
            "mon tue wed fri",
        ),
        (
            "Th 09:00-12:00,13:00-17:30",
            ["TH 09:00-12:00", "TH 13:00-17:30"],
            [("Thursday", "9am to midday and 1pm to 5:30pm")],
            "thu",
        ),
        (
            "Sa-Mo 10:00-11:00",
            ["SA 10:00-11:00", "SU 10:00-11:00", "MO 10:00-11:00"],
            [("Monday", "10am to 11am"), ("Saturday", "10am to 11am"), ("Sunday", "10am to 11am")],
            "mon sat sun",
        ),
        (
            "Tu[2] 14:00-15:30",
            ["2TU 14:00-15:30"],
            [("Second Tuesday of the month", "2pm to 3:30pm")],
            "tue",
        ),
        (
            "Th[1,-1] 10:00-12:00",
            ["1TH 10:00-12:00", "-1TH 10:00-12:00"],
            [
                ("First Thursday of the month", "10am to midday"),
                ("Last Thursday of the month", "10am to midday"),
            ],
            "thu",
        ),
        (
            "Th[1-3] 10:00-12:00",
            ["1TH 10:00-12:00", "2TH 10:00-12:00", "3TH 10:00-12:00"],
            [
                ("First Thursday of the month", "10am to midday"),
                ("Second Thursday of the month", "10am to midday"),
                ("Third Thursday of the month", "10am to midday"),
            ],
            "thu",
        ),
        (
            "Mo-Fr 09:00-17:00; We 10:00-12:00",
            ["MO 09:00-17:00", "TU 09:00-17:00", "TH 09:00-17:00", "FR 09:00-17:00", "WE 10:00-12:00"],
            [
                ("Monday", "9am to 5pm"),
                ("Tuesday", "9am to 5pm"),
                ("Wednesday", "10am to midday"),
                ("Thursday", "9am to 5pm"),
                ("Friday", "9am to 5pm"),
            ],
            "mon tue wed thu fri",
        ),
        ("Fr 20:00-02:00", ["FR 20:00-02:00"], [("Friday", "8pm to 2am")], "fri"),
        ("Sa 10:00-24:00", ["SA 10:00-24:00"], [("Saturday", "10am to midnight")], "sat"),
        ("24/7", [], [("Every day", "open all day")], "mon tue wed thu fri sat sun"),
        ("Mo 09:00-17:00; PH off", ["MO 09:00-17:00"], [("Monday", "9am to 5pm")], "mon"),
        # What schedules cannot say is shown as it stands, and never half of it.
        ("Apr-Sep: Su 14:00-17:00", [], [("Opening hours", "Apr-Sep: Su 14:00-17:00")], "sun"),
        ("Mo 09:00-17:00; Mo[1] off", [], [("Opening hours", "Mo 09:00-17:00; Mo[1] off")], "mon"),
        (
            "Mo 09:00-17:00; Mo[1] 10:00-12:00",
            [],
            [("Opening hours", "Mo 09:00-17:00; Mo[1] 10:00-12:00")],
            "mon",
        ),
    ],
)
def test_hours_in_rows_in_words_and_in_days(
    osm: str, rows: list[str], lines: list[tuple[str, str]], days: str
) -> None:
    assert told(osm) == rows
    assert list(plain_hours(osm)) == lines
    assert [day.value for number, day in enumerate(Day) if open_days(osm) & (1 << number)] == days.split()
    assert check_hours(osm) == osm


@pytest.mark.parametrize("osm", [None, ""])
def test_not_to_know_is_to_say_nothing(osm: str | None) -> None:
    assert (schedules(osm), plain_hours(osm), open_days(osm)) == ((), (), 0)
    assert next_open(osm, datetime(2026, 11, 22, tzinfo=UTC)) is None


@pytest.mark.parametrize("osm", ["weekdays", "Mo 9am-5pm", "Mo 25:61-27:00", "Xx 09:00-10:00", "<script>"])
def test_what_is_not_hours_is_refused_with_an_example(osm: str) -> None:
    with pytest.raises(HoursNotUnderstood, match=r"like .Mo-Fr 09:00-17:00"):
        check_hours(osm)


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("00:00", "midnight"), ("00:30", "12:30am"), ("01:00", "1am"), ("09:05", "9:05am"),
        ("11:59", "11:59am"),
        ("12:00", "midday"), ("12:30", "12:30pm"), ("13:00", "1pm"), ("23:45", "11:45pm"),
        ("24:00", "midnight"),
        ("26:00", "2am"),
    ],
)  # fmt: skip
def test_a_clock_is_said_as_people_say_it(clock: str, said: str) -> None:
    assert plain_time(clock) == said


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("osm", "seen", "opens", "closes", "now"),
    [
        # A Friday afternoon in summer: clocks an hour ahead of UTC.
        ("Fr 14:00-16:00", "2026-07-10T13:30Z", "2026-07-10T14:00+01:00", "2026-07-10T16:00+01:00", True),
        ("Fr 14:00-16:00", "2026-07-10T12:30Z", "2026-07-10T14:00+01:00", "2026-07-10T16:00+01:00", False),
        # At the very minute it closes it is closed, and next open in a week.
        ("Fr 14:00-16:00", "2026-07-10T15:00Z", "2026-07-17T14:00+01:00", "2026-07-17T16:00+01:00", False),
        ("Fr 14:00-16:00", "2026-07-10T14:59:59Z", "2026-07-10T14:00+01:00", "2026-07-10T16:00+01:00", True),
        # The clocks go back on Sunday 25 October 2026 at 2am: the same clock time, another offset.
        ("Mo,Fr 10:00-12:00", "2026-10-23T12:00Z", "2026-10-26T10:00Z", "2026-10-26T12:00Z", False),
        ("Sa 22:00-26:00", "2026-10-24T22:00Z", "2026-10-24T22:00+01:00", "2026-10-25T02:00Z", True),
        ("Su 10:00-12:00", "2026-10-25T09:59Z", "2026-10-25T10:00Z", "2026-10-25T12:00Z", False),
        # And forward on 28 March 2027.
        ("Su 10:00-12:00", "2027-03-28T08:59Z", "2027-03-28T10:00+01:00", "2027-03-28T12:00+01:00", False),
        ("Su 10:00-12:00", "2027-03-28T09:30Z", "2027-03-28T10:00+01:00", "2027-03-28T12:00+01:00", True),
        # Over midnight.
        ("Fr 20:00-02:00", "2026-11-21T01:00Z", "2026-11-20T20:00Z", "2026-11-21T02:00Z", True),
        ("Fr 20:00-02:00", "2026-11-21T02:00Z", "2026-11-27T20:00Z", "2026-11-28T02:00Z", False),
        ("Sa 10:00-24:00", "2026-11-21T23:59Z", "2026-11-21T10:00Z", "2026-11-22T00:00Z", True),
        # Monthly, and months where there is no fifth.
        ("Tu[2] 14:00-15:00", "2026-11-10T15:00Z", "2026-12-08T14:00Z", "2026-12-08T15:00Z", False),
        ("Su[5] 14:00-15:00", "2026-11-29T15:00Z", "2027-01-31T14:00Z", "2027-01-31T15:00Z", False),
        ("Fr[-1] 09:00-10:00", "2026-11-22T12:00Z", "2026-11-27T09:00Z", "2026-11-27T10:00Z", False),
    ],
)  # fmt: skip
def test_next_open_by_the_clock_on_the_wall(osm: str, seen: str, opens: str, closes: str, now: bool) -> None:  # noqa: FBT001
    found = next_open(osm, at(seen))
    assert found is not None
    assert (found.opens, found.closes, found.open_now) == (at(opens), at(closes), now)
    assert found.opens.utcoffset() == at(opens).utcoffset()


def test_a_place_that_never_closes_is_open_and_one_that_never_opens_is_not_told() -> None:
    seen = datetime(2026, 11, 22, 12, tzinfo=UTC)
    always = next_open("24/7", seen)
    assert always is not None
    assert always.open_now
    assert always.closes is None
    assert next_open("off", seen) is None
    assert next_open("2020 Mo 09:00-10:00", seen) is None


# An independent reading: expand the derived rows over dates, and ask the library for the same weeks.

START, DAYS = date(2026, 9, 7), 120


def dates_of(byday: str, first: date, days: int) -> Iterator[date]:
    number, weekday = byday[:-2], BYDAY.index(byday[-2:])
    for step in range(days):
        day = first + timedelta(days=step)
        if day.weekday() != weekday:
            continue
        from_start = (day.day - 1) // 7 + 1
        last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        from_end = -((last.day - day.day) // 7 + 1)
        if not number or int(number) in {from_start, from_end}:
            yield day


def expanded(rows: tuple[OpeningTime, ...]) -> list[Span]:
    spans = []
    for row in rows:
        opens, closes = _minutes(row.opens_at), _minutes(row.closes_at)
        closes += 1440 if closes <= opens else 0
        for day in dates_of(row.byday, START - timedelta(days=2), DAYS + 40):
            midnight = datetime.combine(day, datetime.min.time())
            spans.append((midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes)))
    return merged(spans)


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def merged(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for begins, ends in sorted(spans):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends, joined[-1][1]))
        else:
            joined.append((begins, ends))
    return joined


@cache
def by_library(osm: str) -> list[Span]:
    begin = datetime.combine(START - timedelta(days=2), datetime.min.time())
    found = OpeningHours(osm).intervals(begin, begin + timedelta(days=DAYS + 40))
    return merged([(begins, ends) for begins, ends, state, _ in found if str(state).lower().endswith("open")])


def clipped(spans: list[Span]) -> list[Span]:
    first = datetime.combine(START, datetime.min.time())
    last = first + timedelta(days=DAYS)
    return [(begins, ends) for begins, ends in spans if first <= begins and ends <= last]


def check_against_library(osm: str) -> None:
    rows = schedules(osm)
    if rows:
        assert clipped(expanded(rows)) == clipped(by_library(osm)), osm
        bits = sum({1 << BYDAY.index(row.byday[-2:]) for row in rows})
        assert open_days(osm) == bits


def check_next(osm: str, seen: datetime) -> None:
    local = seen.astimezone(LONDON).replace(tzinfo=None, second=0, microsecond=0)
    spans = expanded(schedules(osm))
    coming = next((span for span in spans if span[1] > local), None)
    found = next_open(osm, seen)
    if coming is None:
        return
    assert found is not None, osm
    assert found.opens.tzinfo is LONDON
    assert found.open_now == (coming[0] <= local)
    assert found.opens.replace(tzinfo=None) == coming[0]
    assert found.closes is not None
    assert found.closes.replace(tzinfo=None) == coming[1]


CLOCKS = st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")
SPANS = st.tuples(CLOCKS, CLOCKS).filter(lambda pair: pair[0] != pair[1]).map("-".join)
ONE_DAY = st.sampled_from(OSM_DAYS)
NTHS = st.lists(st.sampled_from([1, 2, 3, 4, 5, -1, -2]), min_size=1, max_size=2, unique=True)
WHEN = st.one_of(
    st.lists(ONE_DAY, min_size=1, max_size=3, unique=True).map(",".join),
    st.tuples(ONE_DAY, ONE_DAY).filter(lambda pair: pair[0] != pair[1]).map("-".join),
    st.tuples(ONE_DAY, NTHS).map(lambda pair: f"{pair[0]}[{','.join(map(str, pair[1]))}]"),
    st.tuples(ONE_DAY, st.sampled_from(["1-2", "2-4", "1,3-4"])).map(lambda pair: f"{pair[0]}[{pair[1]}]"),
)  # fmt: skip
PART = st.tuples(WHEN, st.lists(SPANS, min_size=1, max_size=2).map(",".join)).map(" ".join)


def past_midnight(osm: str) -> bool:
    return any(closes < opens for opens, closes in re.findall(r"(\d\d:\d\d)-(\d\d:\d\d)", osm))


# Where one part runs past midnight into the day of another, the library cuts it short; nobody writes that.
TEXTS = (
    st.lists(PART, min_size=1, max_size=3)
    .map("; ".join)
    .filter(lambda osm: ";" not in osm or not past_midnight(osm))
)


@tuned(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(osm=TEXTS)
@example(osm="Mo-Fr 09:00-17:00; We 10:00-12:00")
@example(osm="Mo 09:00-17:00; Mo[1] 10:00-12:00")
@example(osm="Fr[4] 09:00-10:00; Fr[-1] 12:00-13:00")
def test_rows_say_what_the_text_says(osm: str) -> None:
    check_against_library(osm)


@tuned(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(osm=TEXTS, minutes=st.integers(0, (DAYS - 40) * 1440))
def test_next_open_is_the_first_of_the_rows(osm: str, minutes: int) -> None:
    rows = schedules(osm)
    assume(rows)
    # Across the change of the clocks on 25 October; that hour itself happens twice.
    seen = datetime.combine(START, datetime.min.time(), UTC) + timedelta(minutes=minutes)
    check_next(osm, seen)


def test_every_shipped_hours_text_is_understood_whole(read_session: Session) -> None:
    rows = read_session.execute(
        text("SELECT DISTINCT opening_hours FROM service_at_location WHERE opening_hours IS NOT NULL")
    )
    texts = list(rows.scalars())
    assert len(texts) > 400
    seen = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)
    for osm in texts:
        assert check_hours(osm) == osm
        assert schedules(osm), osm
        assert plain_hours(osm)[0][0] != "Opening hours", osm
        check_against_library(osm)
        for hours in range(0, 24 * 14, 11):
            check_next(osm, seen + timedelta(hours=hours))


def test_the_stored_rows_are_those_of_the_text(read_session: Session) -> None:
    stored: dict[str, list[tuple[str, str, str, str]]] = {}
    for row in read_session.execute(text("SELECT * FROM schedule")):
        stored.setdefault(row.service_at_location_id, []).append(
            (row.freq, row.byday, row.opens_at, row.closes_at)
        )
    for row in read_session.execute(text("SELECT id, opening_hours FROM service_at_location")):
        meant = [
            (time.freq, time.byday, time.opens_at, time.closes_at) for time in schedules(row.opening_hours)
        ]
        assert sorted(stored.get(row.id, [])) == sorted(meant)


@pytest.mark.parametrize(
    ("osm", "days"),
    [
        ("Apr-Sep 00:00-24:00", "mon tue wed thu fri sat sun"),
        ("Apr-Oct Mo 10:00-12:00", "mon"),
        ("Sa 20:00-26:00; PH off", "sat"),
    ],
)
def test_an_opening_of_many_days_counts_on_each(osm: str, days: str) -> None:
    assert [day.value for number, day in enumerate(Day) if open_days(osm) & (1 << number)] == days.split()


def test_public_holidays_are_those_of_this_country() -> None:
    christmas = datetime(2026, 12, 25, 10, 0, tzinfo=LONDON)
    found = next_open("Mo-Fr 09:00-17:00; PH off", christmas)
    assert found is not None
    # The 28th stands in for Boxing Day, a Saturday.
    assert (found.open_now, found.opens) == (False, datetime(2026, 12, 29, 9, 0, tzinfo=LONDON))


def test_a_range_of_weeks_that_runs_backwards_is_refused() -> None:
    with pytest.raises(HoursNotUnderstood):
        check_hours("Mo[3-1] 10:00-12:00")


def test_an_opening_that_began_over_a_day_ago_says_when() -> None:
    found = next_open("Sa 00:15-24:00; Su 00:00-24:00", datetime(2026, 11, 22, 20, 0, tzinfo=LONDON))
    assert found is not None
    assert (found.open_now, found.opens) == (True, datetime(2026, 11, 21, 0, 15, tzinfo=LONDON))
