"""Can a room be kept twice? Not by two at once, not by a series that touches, not by a second press."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, select

from directory import clock
from directory.errors import InvalidInput, NotFound
from directory.store import DIRECTORY, data_version, migrate, open_engine, patiently, session_scope
from directory.venues.bookings import (
    RoomTaken,
    Span,
    booking_of,
    bookings_of_room,
    cancel,
    confirm,
    hold,
    quarters_of,
    taken_of,
)
from directory.venues.models import BookingSpan, Room, RoomQuarter

MONDAY = datetime(2027, 3, 1, 19, tzinfo=UTC)


def span(start: datetime, minutes: int = 120) -> Span:
    return Span(start, start + timedelta(minutes=minutes))


def weekly(times: int, start: datetime = MONDAY) -> list[Span]:
    return [span(start + timedelta(weeks=week)) for week in range(times)]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'hall.sqlite3'}")
    migrate(DIRECTORY, engine)
    yield engine
    engine.dispose()


def make_room(engine: Engine) -> UUID:
    room = Room(id=uuid4(), listing_id=uuid4(), slug=uuid4().hex, name="Hall", updated_at=clock.now())
    with session_scope(engine) as session:
        session.add(room)
    return room.id


def test_a_series_is_kept_whole_or_not_at_all(hall: Engine) -> None:
    room = make_room(hall)
    with session_scope(hall) as session:
        hold(session, room, [span(MONDAY + timedelta(weeks=3, minutes=105), 30)])
    with session_scope(hall) as session:
        with pytest.raises(RoomTaken, match="22 March 2027 at 7pm") as refused:
            hold(session, room, weekly(6))
        assert refused.value.spans == (weekly(6)[3],)
        assert len(session.exec(select(BookingSpan)).all()) == 1, "nothing of the series was kept"
        assert hold(session, room, weekly(3)), "and the session can go on"


def test_times_that_only_touch_are_both_kept(hall: Engine) -> None:
    room = make_room(hall)
    with session_scope(hall) as session:
        hold(session, room, [span(MONDAY)])
        hold(session, room, [span(MONDAY + timedelta(hours=2)), span(MONDAY - timedelta(hours=2))])
        assert taken_of(session, room, [span(MONDAY + timedelta(hours=4))]) == ()


def test_what_is_given_back_can_be_kept_again_and_pages_hear_of_it(hall: Engine) -> None:
    room, enquiry = make_room(hall), uuid4()
    with session_scope(hall) as session:
        first = hold(session, room, weekly(2), enquiry_id=enquiry)
        assert hold(session, room, weekly(2), enquiry_id=enquiry) == first, "a second press is the first"
        confirm(session, first)
    before = data_version(hall)
    with session_scope(hall) as session:
        kept = booking_of(session, enquiry)
        assert kept is not None
        assert (kept.state, kept.spans) == ("confirmed", tuple(weekly(2)))
        cancel(session, first)
        cancel(session, first)
        assert session.exec(select(RoomQuarter)).all() == []
        assert hold(session, room, weekly(2), enquiry_id=enquiry) != first
        with pytest.raises(NotFound):
            confirm(session, first)
    assert data_version(hall) != before


def test_two_hundred_at_once_and_one_has_it(hall: Engine) -> None:
    room = make_room(hall)
    gate, outcomes = threading.Barrier(20), []

    def hold_it() -> None:
        with session_scope(hall) as session:
            hold(session, room, weekly(3))

    def ask() -> None:
        gate.wait()
        for _ in range(10):
            try:
                patiently(hold_it)
            except RoomTaken:
                outcomes.append("taken")
            else:
                outcomes.append("kept")

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["kept"] + ["taken"] * 199


def test_the_table_itself_refuses_a_second_taker(hall: Engine) -> None:
    room = make_room(hall)
    with session_scope(hall) as session:
        hold(session, room, [span(MONDAY)])
    raw = hall.raw_connection()
    try:
        raw.cursor().execute("PRAGMA foreign_keys=OFF")
        with pytest.raises(Exception, match="UNIQUE constraint failed: room_quarter"):
            raw.cursor().execute(
                "INSERT INTO room_quarter VALUES (?, ?, ?)",
                (room.hex, quarters_of(span(MONDAY)).start, uuid4().hex),
            )
    finally:
        raw.close()


@pytest.mark.parametrize(
    ("spans", "said"),
    [
        ([], "at least one time"),
        ([span(MONDAY, 0)], "must end after"),
        ([span(MONDAY, 7)], "quarter of an hour"),
        ([span(MONDAY + timedelta(seconds=1), 60)], "quarter of an hour"),
        ([span(MONDAY), span(MONDAY + timedelta(hours=1))], "overlap"),
        (weekly(121), "at most 120"),
        ([span(MONDAY, 60 * 49)], "two days"),
    ],
)
def test_what_is_no_booking_is_refused_with_what_to_do(hall: Engine, spans: list[Span], said: str) -> None:
    room = make_room(hall)
    with session_scope(hall) as session, pytest.raises(InvalidInput, match=said):
        hold(session, room, spans)


def test_an_unknown_room_is_told(hall: Engine) -> None:
    with session_scope(hall) as session, pytest.raises(NotFound):
        hold(session, uuid4(), weekly(1))


_ASKS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 8), st.integers(1, 3), st.booleans()),
    min_size=1,
    max_size=25,
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Give one store for many examples; each takes a room of its own."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('town') / 'town.sqlite3'}")
    migrate(DIRECTORY, engine)
    yield engine
    engine.dispose()


@settings(deadline=None, max_examples=40)
@given(asks=_ASKS)
def test_random_asking_and_giving_back_never_overlaps(
    town: Engine, asks: list[tuple[int, int, int, bool]]
) -> None:
    engine = town
    room, held = make_room(engine), dict[UUID, list[Span]]()
    for first, quarters, times, give_back in asks:
        wanted = [
            span(MONDAY + timedelta(minutes=15 * first, days=day), 15 * quarters) for day in range(times)
        ]
        clash = any(
            one.starts_at < other.ends_at and other.starts_at < one.ends_at
            for spans in held.values()
            for one in spans
            for other in wanted
        )
        with session_scope(engine) as session:
            try:
                kept = hold(session, room, wanted)
            except RoomTaken:
                assert clash
            else:
                assert not clash
                held[kept] = wanted
            if give_back and held:
                gone = next(iter(held))
                cancel(session, gone)
                del held[gone]
    with Session(engine) as session:
        found = bookings_of_room(session, room, after=MONDAY - timedelta(days=1))
        assert {each.id: list(each.spans) for each in found} == held
