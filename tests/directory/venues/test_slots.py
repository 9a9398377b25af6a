"""Do the calendars that are kept say what the store says, after every change?"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import pytest
from rooms import MadeRoom, MadeVenue, venues_with_places, write_venues
from sqlalchemy import Engine, text
from sqlmodel import Session

from directory import clock
from directory.changes.schemas import COMMAND
from directory.errors import InvalidInput
from directory.store import mark_changed, session_scope
from directory.venues.bookings import Span, cancel, hold
from directory.venues.slots import KeptCalendars, free
from directory.venues.terms import bank_holidays, load_terms
from directory.venues.timetable import Opening, add_closure, read_timetable, set_openings
from directory.venues.words import When

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SEVEN = datetime(2026, 11, 24, 19, tzinfo=UTC)


@pytest.fixture
def rooms(directory_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    opens = (("2026-01-05T09:00", "FREQ=DAILY", 780),)
    with Session(directory_engine) as session:
        listings = venues_with_places(session)[:3]
        write_venues(session, *(MadeVenue(each, rooms=(MadeRoom(opens=opens),)) for each in listings))
        return sorted(UUID(row[0]) for row in session.connection().execute(text("SELECT id FROM room")))


def same_as_anew(engine: Engine, kept: KeptCalendars) -> None:
    with Session(engine) as session:
        ours, anew = kept.of(session), KeptCalendars().of(session)
    assert ours.rooms == anew.rooms
    assert ours.axis.first == anew.axis.first
    for one, other in ((ours.sure, anew.sure), (ours.perhaps, anew.perhaps), (ours.taken, anew.taken)):
        assert np.array_equal(one, other)


def is_free(engine: Engine, kept: KeptCalendars, room: UUID) -> bool:
    with Session(engine) as session:
        starts = SEVEN.replace(tzinfo=None)
        return free(kept.of(session), [room], starts, starts + timedelta(hours=2))[0]


def test_what_is_kept_follows_bookings_lines_rooms_and_weeks(
    directory_engine: Engine, rooms: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = KeptCalendars()
    assert is_free(directory_engine, kept, rooms[0])
    with session_scope(directory_engine) as session:
        booking = hold(session, rooms[0], [Span(SEVEN, SEVEN + timedelta(hours=1))], enquiry_id=uuid4())
        gone = hold(session, rooms[1], [Span(SEVEN, SEVEN + timedelta(hours=1))], enquiry_id=uuid4())
    assert [is_free(directory_engine, kept, room) for room in rooms] == [False, False, True]
    same_as_anew(directory_engine, kept)
    with session_scope(directory_engine) as session:
        cancel(session, booking)
    assert [is_free(directory_engine, kept, room) for room in rooms] == [True, False, True]
    with session_scope(directory_engine) as session:  # taken out without a trace of when
        for table in ("room_quarter WHERE room_id", "booking_span WHERE room_id", "booking WHERE room_id"):
            session.connection().execute(text(f"DELETE FROM {table} = :id"), {"id": rooms[1].hex})  # noqa: S608
        mark_changed(session, "bookings")
    assert gone
    assert is_free(directory_engine, kept, rooms[1])
    same_as_anew(directory_engine, kept)
    with session_scope(directory_engine) as session:
        add_closure(session, rooms[2], date(2026, 11, 24), date(2026, 11, 24), actor=COMMAND)
    assert [is_free(directory_engine, kept, room) for room in rooms] == [True, True, False]
    same_as_anew(directory_engine, kept)
    with session_scope(directory_engine) as session:
        session.connection().execute(text("UPDATE room SET closed = 1 WHERE id = :id"), {"id": rooms[0].hex})
        mark_changed(session, "venues")
    same_as_anew(directory_engine, kept)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=8))
    same_as_anew(directory_engine, kept)


def test_nothing_is_read_again_that_did_not_change(directory_engine: Engine, rooms: list[UUID]) -> None:
    kept = KeptCalendars()
    with Session(directory_engine) as session:
        before = kept.of(session)
        assert kept.of(session) is before
    with session_scope(directory_engine) as session:
        hold(session, rooms[0], [Span(SEVEN, SEVEN + timedelta(hours=1))], enquiry_id=uuid4())
    with Session(directory_engine) as session:
        after = kept.of(session)
    assert after.sure is before.sure
    assert after.taken is not before.taken


def test_school_terms_are_taken_from_a_file_and_make_what_is_perhaps_free_sure(
    directory_engine: Engine, rooms: list[UUID], tmp_path: Path
) -> None:
    kept, file = KeptCalendars(), tmp_path / "terms.csv"
    with session_scope(directory_engine) as session:
        session.connection().execute(text("DELETE FROM school_term"))
        set_openings(session, rooms[0], [Opening(1, 1080, 1320, weeks=When.TERM)], actor=COMMAND)
    assert not is_free(directory_engine, kept, rooms[0])
    lines = [f"{code},2026-11-02,2026-12-18,made up for a test" for code in ("E10000003", "E06000031")]
    file.write_text("authority,first_day,last_day,source\n" + "\n".join(lines) + "\n")
    with session_scope(directory_engine) as session:
        assert load_terms(session, file) == 2
    assert is_free(directory_engine, kept, rooms[0])
    same_as_anew(directory_engine, kept)
    for wrong in (
        "E10000003,2026-12-01,2026-11-01,x",
        "E10000003,soon,2026-11-01,x",
        "E10000003,2026-11-01,2026-11-02,",
        "E07000010,2026-11-01,2026-11-02,x",
        "E10000003,2026-11-01,2026-11-09,x\nE10000003,2026-11-09,2026-11-12,x",
        "",
    ):
        file.write_text(f"authority,first_day,last_day,source\n{wrong}\n")
        with Session(directory_engine) as session, pytest.raises(InvalidInput):
            load_terms(session, file)


def test_the_week_that_was_written_is_read_as_it_was_written(
    directory_engine: Engine, rooms: list[UUID]
) -> None:
    with session_scope(directory_engine) as session:
        told = read_timetable(session, rooms[0])
        assert told.openings == tuple(Opening(day, 540, 1320) for day in range(7))  # from every day
        assert told.others == ()
        week = [Opening(0, 540, 720), Opening(0, 840, 1320), Opening(5, 1320, 1560, not_bank_holidays=True)]
        set_openings(session, rooms[0], week, actor=COMMAND)
        set_openings(session, rooms[0], week, actor=COMMAND)
        assert list(read_timetable(session, rooms[0]).openings) == week


def test_bank_holidays_are_those_of_england() -> None:
    assert bank_holidays(date(2026, 12, 1), date(2027, 1, 31)) == {
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2026, 12, 28),
        date(2027, 1, 1),
    }
