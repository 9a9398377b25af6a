"""What does a hall's own calendar say of when a room is in use?"""

from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from uuid import UUID

import pytest
from rooms import MadeRoom, MadeVenue, venues_with_places, write_venues
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from directory import clock
from directory.changes.schemas import COMMAND
from directory.errors import InvalidInput
from directory.store import marks_of, session_scope
from directory.venues import ical
from directory.venues.ical import MOST_BYTES, read_calendar
from directory.venues.importing import read_file, take_file
from directory.venues.models import RoomRule
from directory.venues.slots import read_calendars

TODAY = date(2026, 11, 23)
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n"
LONDON = "DTSTART;TZID=Europe/London"


def event(uid: str, *lines: str) -> str:
    said = "\r\n".join(lines)
    return (
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20261101T000000Z\r\n{said}\r\n"
        "SUMMARY:Yoga with Pat Example\r\nATTENDEE:mailto:pat@example.org\r\nEND:VEVENT\r\n"
    )


def calendar(*events: str) -> bytes:
    return (HEAD + "".join(events) + "END:VCALENDAR\r\n").encode()


def told(*events: str, today: date = TODAY) -> list[tuple[str, int, str | None, list[str]]]:
    found = read_calendar(calendar(*events), today)
    assert found.unread == 0
    return sorted(
        (
            use.line.starts.isoformat(timespec="minutes"),
            use.line.minutes,
            use.line.rrule,
            sorted(day.isoformat() for day in use.line.exdates),
        )
        for use in found.uses
    )


def test_a_weekly_event_in_london_stays_a_rule_without_the_days_it_is_not() -> None:
    weekly = event(
        "a",
        f"{LONDON}:20261006T190000",
        "DTEND;TZID=Europe/London:20261006T210000",
        "RRULE:FREQ=WEEKLY;BYDAY=TU",
        "EXDATE;TZID=Europe/London:20261201T190000",
        "EXDATE;TZID=Europe/London:20261208T190000,20261215T190000",
    )

    assert told(weekly) == [
        ("2026-10-06T19:00", 120, "FREQ=WEEKLY;BYDAY=TU", ["2026-12-01", "2026-12-08", "2026-12-15"])
    ]


def test_one_that_was_moved_is_in_use_where_it_went_and_not_where_it_was() -> None:
    weekly = event("a", f"{LONDON}:20261124T190000", "DURATION:PT1H30M", "RRULE:FREQ=WEEKLY;COUNT=4")
    moved = event(
        "a", "RECURRENCE-ID;TZID=Europe/London:20261201T190000", f"{LONDON}:20261202T100000", "DURATION:PT1H"
    )
    called_off = event(
        "a",
        "RECURRENCE-ID;TZID=Europe/London:20261208T190000",
        f"{LONDON}:20261208T190000",
        "DURATION:PT1H",
        "STATUS:CANCELLED",
    )

    assert told(weekly, moved, called_off) == [
        ("2026-11-24T19:00", 90, "FREQ=WEEKLY;COUNT=4", ["2026-12-01", "2026-12-08"]),
        ("2026-12-02T10:00", 60, None, []),
    ]


def test_what_repeats_in_utc_moves_by_the_clock_in_london() -> None:
    found = told(
        event("a", "DTSTART:20261012T180000Z", "DTEND:20261012T190000Z", "RRULE:FREQ=WEEKLY;COUNT=4"),
        today=date(2026, 10, 12),
    )

    assert [each[0] for each in found] == [
        "2026-10-12T19:00",
        "2026-10-19T19:00",
        "2026-10-26T18:00",
        "2026-11-02T18:00",
    ]
    assert {each[2] for each in found} == {None}


def test_an_unknown_zone_of_the_file_itself_is_understood() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Office\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    found = told(zone, event("a", "DTSTART;TZID=Office:20261125T200000", "DTEND;TZID=Office:20261125T210000"))

    assert found == [("2026-11-25T19:00", 60, None, [])]


def test_whole_days_floating_times_and_more_dates() -> None:
    assert told(
        event("day", "DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227"),
        event("one", "DTSTART;VALUE=DATE:20261130"),
        event("float", "DTSTART:20261128T093000", "DTEND:20261128T101500", "RDATE:20261205T093000"),
    ) == [
        ("2026-11-28T09:30", 45, None, []),
        ("2026-11-30T00:00", 1440, None, []),
        ("2026-12-05T09:30", 45, None, []),
        ("2026-12-24T00:00", 4320, None, []),
    ]


def test_what_is_free_cancelled_over_or_takes_no_time_is_left_out() -> None:
    assert (
        told(
            event("free", f"{LONDON}:20261125T190000", "DURATION:PT1H", "TRANSP:TRANSPARENT"),
            event("off", f"{LONDON}:20261125T190000", "DURATION:PT1H", "STATUS:CANCELLED"),
            event("over", f"{LONDON}:20261101T190000", "DURATION:PT1H"),
            event(
                "ended",
                f"{LONDON}:20250101T190000",
                "DURATION:PT1H",
                "RRULE:FREQ=WEEKLY;UNTIL=20260101T000000Z",
            ),
            event("moment", f"{LONDON}:20261125T190000"),
        )
        == []
    )


def test_of_two_versions_the_newer_counts() -> None:
    assert told(
        event("a", f"{LONDON}:20261125T200000", "DURATION:PT1H", "SEQUENCE:2"),
        event("a", f"{LONDON}:20261125T190000", "DURATION:PT1H", "SEQUENCE:1"),
    ) == [("2026-11-25T20:00", 60, None, [])]


def test_an_hour_that_comes_twice_is_in_use_as_long_as_it_lasts() -> None:
    assert told(
        event("a", "DTSTART:20261025T003000Z", "DTEND:20261025T013000Z"), today=date(2026, 10, 20)
    ) == [("2026-10-25T01:30", 60, None, [])]


def test_periods_in_use_are_read_too() -> None:
    found = read_calendar(
        calendar(
            "BEGIN:VFREEBUSY\r\nUID:f\r\nDTSTAMP:20261101T000000Z\r\n"
            "FREEBUSY;FBTYPE=BUSY:20261125T190000Z/20261125T203000Z\r\n"
            "FREEBUSY;FBTYPE=FREE:20261126T190000Z/20261126T203000Z\r\nEND:VFREEBUSY\r\n"
        ),
        TODAY,
    )

    assert [(use.line.starts.isoformat(), use.line.minutes) for use in found.uses] == [
        ("2026-11-25T19:00:00", 90)
    ]


def test_what_cannot_be_understood_is_counted_and_the_rest_is_read() -> None:
    found = read_calendar(
        calendar(
            event("good", f"{LONDON}:20261125T190000", "DURATION:PT1H"),
            event("no beginning"),
            event("bad rule", "DTSTART:20261125T190000Z", "DURATION:PT1H", "RRULE:FREQ=SOMETIMES"),
        ),
        TODAY,
    )

    assert len(found.uses) == 1
    assert found.unread == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Sign in</html>",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT",
        b"\xff\xfe\x00",
        b"x" * (MOST_BYTES + 1),
    ],
)
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_calendar(content, TODAY)


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30", "FREQ=HOURLY"])
@pytest.mark.parametrize("begins", ["DTSTART:20000101T000000", "DTSTART:20000101T000000Z"])
def test_what_repeats_within_a_day_is_not_followed(begins: str, rule: str) -> None:
    since = perf_counter()
    found = read_calendar(calendar(event("a", begins, "DURATION:PT1S", f"RRULE:{rule}")), TODAY)

    assert (found.uses, found.unread) == ((), 1)
    assert perf_counter() - since < 5


def test_rules_that_take_very_long_to_follow_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ical, "LONGEST_S", 0.5)
    rule = "RRULE:FREQ=DAILY;COUNT=900000;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12"
    slow = [
        event(f"{year}", f"DTSTART:{year}0101T000000", "DURATION:PT1H", rule) for year in range(1700, 1900)
    ]
    since = perf_counter()
    with pytest.raises(InvalidInput, match="too large"):
        read_calendar(calendar(*slow), TODAY)
    assert perf_counter() - since < 10


def test_a_rule_of_long_ago_that_counts_is_kept_by_its_last_day() -> None:
    counted = event("a", f"{LONDON}:20200107T190000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=400")

    [(_starts, _minutes, rule, _out)] = told(counted)

    last = date(2020, 1, 7) + timedelta(weeks=399)
    assert rule == f"FREQ=WEEKLY;UNTIL={last:%Y%m%d}"


def test_the_end_of_a_rule_in_another_zone_is_its_last_time() -> None:
    # 01:00 on the first of April in Tokyo is still March in London.
    found = told(
        event(
            "a",
            "DTSTART;TZID=Asia/Tokyo:20270330T010000",
            "DURATION:PT1H",
            "RRULE:FREQ=DAILY;UNTIL=20270331T160000Z",
        )
    )

    assert [each[0] for each in found] == ["2027-03-29T17:00", "2027-03-30T17:00", "2027-03-31T17:00"]


@pytest.mark.parametrize("period", ["99991231T235900Z/PT5H", "00010101T000000Z/PT5H"])
def test_a_period_beyond_all_calendars_is_no_fault_of_ours(period: str) -> None:
    content = calendar(
        f"BEGIN:VFREEBUSY\r\nUID:f\r\nDTSTAMP:20261101T000000Z\r\nFREEBUSY:{period}\r\nEND:VFREEBUSY\r\n",
        event("good", f"{LONDON}:20261125T190000", "DURATION:PT1H"),
    )
    try:
        found = read_calendar(content, TODAY)
    except InvalidInput:
        return
    assert (len(found.uses), found.unread) == (1, 1)


WEEKLY = event("a", f"{LONDON}:20261124T190000", "DURATION:PT2H", "RRULE:FREQ=WEEKLY")
ONCE = event("pat@example.org", f"{LONDON}:20261126T100000", "DURATION:PT1H")


@pytest.fixture
def room_id(directory_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> UUID:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    opens = (("2026-01-05T09:00", "FREQ=DAILY", 780),)
    with Session(directory_engine) as session:
        listing = venues_with_places(session, "E07000009")[0]
        write_venues(session, MadeVenue(listing, rooms=(MadeRoom(opens=opens),)))
        return UUID(session.connection().execute(text("SELECT id FROM room")).scalar_one())


def rules(engine: Engine) -> list[RoomRule]:
    with Session(engine) as session:
        return list(session.exec(select(RoomRule).where(RoomRule.kind == "busy")))


def test_a_file_fills_the_room_with_times_and_nothing_else(directory_engine: Engine, room_id: UUID) -> None:
    with session_scope(directory_engine) as session:
        taken = take_file(session, room_id, read_file(calendar(WEEKLY, ONCE)), actor=COMMAND)
    assert (taken.uses, taken.unread) == (2, 0)
    with Session(directory_engine) as session:
        free = read_calendars(session)
        row = free.row[room_id]
        evenings = [
            (datetime.fromisoformat(f"2026-11-{day}T18:00"), datetime.fromisoformat(f"2026-11-{day}T20:00"))
            for day in (23, 24)
        ]
        assert [bool(free.free_at(*evening)[row]) for evening in evenings] == [True, False]
    kept = directory_engine.connect()
    dump = repr([tuple(each) for each in kept.execute(text("SELECT * FROM room_rule"))])
    kept.close()
    assert "Pat" not in dump
    assert "example.org" not in dump


def test_the_same_file_again_changes_nothing_and_what_is_gone_goes(
    directory_engine: Engine, room_id: UUID
) -> None:
    for content in (calendar(WEEKLY, ONCE), calendar(ONCE, WEEKLY)):
        with session_scope(directory_engine) as session:
            take_file(session, room_id, read_file(content), actor=COMMAND)
            mark = marks_of(session, ("venues",))
        before = {rule.id for rule in rules(directory_engine)}
    with session_scope(directory_engine) as session:
        take_file(session, room_id, read_file(calendar(WEEKLY, ONCE)), actor=COMMAND)
        assert marks_of(session, ("venues",)) == mark
    assert {rule.id for rule in rules(directory_engine)} == before
    with session_scope(directory_engine) as session:
        take_file(session, room_id, read_file(calendar(WEEKLY)), actor=COMMAND)
        assert marks_of(session, ("venues",)) != mark
    assert [rule.minutes for rule in rules(directory_engine)] == [120]
