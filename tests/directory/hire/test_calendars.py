"""Is the secret address of a hall's own calendar read, kept sealed, and forgotten?"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from rooms import MadeRoom, MadeVenue, venues_with_places, write_venues
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from directory import clock
from directory.changes.schemas import COMMAND
from directory.errors import InvalidInput, NotFound
from directory.hire import calendars as kept
from directory.hire.calendars import (
    LOST,
    add_address,
    faults_of,
    forget_calendar,
    give_again,
    hosts_of,
    read_all,
)
from directory.hire.models import CalendarAddress
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.links.safe_fetch import SafeFetch
from directory.settings import Settings
from directory.store import session_scope
from directory.venues.models import RoomCalendar, RoomRule
from directory.venues.slot_queries import calendars_of

ADDRESS = "https://calendar.example.org/ical/hall/private-5f3a9c1e7/basic.ics"
WEEKLY = (
    "BEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID=Europe/London:20261124T190000\r\nDURATION:PT2H\r\n"
    "RRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\n"
)
BROKEN = "BEGIN:VEVENT\r\nUID:b\r\nEND:VEVENT\r\n"


def calendar(*events: str) -> bytes:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n"
    return (head + "".join(events) + "END:VCALENDAR\r\n").encode()


class _Hall(BaseHTTPRequestHandler):
    content, status = b"", 200
    asked: ClassVar[list[str]] = []
    meanwhile: Callable[[], None] | None = None

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        if type(self).meanwhile is not None:
            type(self).meanwhile()
        self.send_response(type(self).status)
        self.send_header("Content-Type", "text/calendar")
        self.end_headers()
        self.wfile.write(type(self).content)

    def log_message(self, *_said: object) -> None:
        pass


@pytest.fixture
def hall() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hall)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    _Hall.content, _Hall.status, _Hall.meanwhile = calendar(WEEKLY), 200, None
    _Hall.asked.clear()
    yield f"http://127.0.0.1:{server.server_port}/hall.ics"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def room_id(directory_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> UUID:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    with Session(directory_engine) as session:
        listing = venues_with_places(session, "E07000009")[0]
        write_venues(session, MadeVenue(listing, rooms=(MadeRoom(),)))
        return UUID(session.connection().execute(text("SELECT id FROM room")).scalar_one())


def uses(stores: Stores) -> list[RoomRule]:
    with Session(stores.directory) as session:
        return list(session.exec(select(RoomRule).where(RoomRule.kind == "busy")))


def calendars(stores: Stores) -> list[RoomCalendar]:
    with Session(stores.directory) as session:
        return calendars_of(session)


def addresses(stores: Stores) -> list[str]:
    with Session(stores.people) as session:
        return [each.url for each in session.exec(select(CalendarAddress))]


def test_an_address_is_read_and_what_it_said_stands_when_it_fails(
    stores: Stores, room_id: UUID, hall: str
) -> None:
    added = add_address(stores, room_id, hall, actor=COMMAND)
    assert hosts_of(stores, room_id) == {added: "127.0.0.1"}
    assert read_all(stores, fetch=SafeFetch(allow_private=True)) == 1
    assert len(uses(stores)) == 1
    assert faults_of(stores) == []
    _Hall.status = 500
    assert read_all(stores, fetch=SafeFetch(allow_private=True)) == 0
    assert faults_of(stores) == [(room_id, "It could not be read: the other side answered 500.")]
    assert len(uses(stores)) == 1
    _Hall.status, _Hall.content = 200, calendar(WEEKLY, BROKEN)
    assert read_all(stores, fetch=SafeFetch(allow_private=True)) == 1
    assert "1 of its entries" in faults_of(stores)[0][1]
    with pytest.raises(NotFound):
        forget_calendar(stores, uuid4(), added, actor=COMMAND)
    forget_calendar(stores, room_id, added, actor=COMMAND)
    assert (uses(stores), calendars(stores), addresses(stores)) == ([], [], [])
    assert read_all(stores, fetch=SafeFetch(allow_private=True)) == 0


def test_an_address_on_our_own_network_is_never_asked(stores: Stores, room_id: UUID, hall: str) -> None:
    add_address(stores, room_id, hall, actor=COMMAND)
    assert read_all(stores) == 0
    assert faults_of(stores) == [(room_id, "It could not be read: private address.")]


@pytest.mark.parametrize(
    "url", ["", "file:///etc/passwd", "ftp://example.org/a.ics", "https://me:secret@example.org/"]
)
def test_what_is_no_web_address_is_refused(stores: Stores, room_id: UUID, url: str) -> None:
    with pytest.raises(InvalidInput):
        add_address(stores, room_id, url, actor=COMMAND)
    assert addresses(stores) == []


def test_an_address_is_taken_once_and_no_more_than_some_a_room(stores: Stores, room_id: UUID) -> None:
    add_address(stores, room_id, ADDRESS, actor=COMMAND)
    with pytest.raises(InvalidInput, match="already"):
        add_address(stores, room_id, ADDRESS.replace("https", "webcal"), actor=COMMAND)
    for number in range(4):
        add_address(stores, room_id, f"{ADDRESS}?{number}", actor=COMMAND)
    with pytest.raises(InvalidInput, match="Remove one"):
        add_address(stores, room_id, f"{ADDRESS}?more", actor=COMMAND)


def test_the_address_stands_openly_in_neither_file(
    stores: Stores, room_id: UUID, database_url: str, settings: Settings
) -> None:
    add_address(stores, room_id, ADDRESS, actor=COMMAND)
    for url in (database_url, settings.people_database_url):
        path = Path(url.removeprefix("sqlite:///"))
        held = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
        assert b"room_calendar" in held
        assert b"private-5f3a9c1e7" not in held
        assert b"calendar.example.org" not in held


def unable(_stores: Stores, _store: str, _job_id: UUID) -> bool:
    """Do no job: as if this had died between the two stores."""
    return False


def test_what_a_crash_left_between_the_stores_is_done_by_the_job(
    stores: Stores, room_id: UUID, hall: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(kept, "attempt", unable)
        added = add_address(stores, room_id, hall, actor=COMMAND)
    assert (calendars(stores), addresses(stores)) == ([], [hall])
    assert read_all(stores, fetch=SafeFetch(allow_private=True)) == 0
    assert run_due(stores) == 1
    assert [each.id for each in calendars(stores)] == [added]
    assert read_all(stores, fetch=SafeFetch(allow_private=True)) == 1
    with monkeypatch.context() as dying:
        dying.setattr(kept, "attempt", unable)
        forget_calendar(stores, room_id, added, actor=COMMAND)
    assert (len(uses(stores)), addresses(stores)) == (1, [])
    assert run_due(stores) == 1
    assert (uses(stores), calendars(stores), addresses(stores)) == ([], [], [])


def test_the_address_of_a_room_that_is_gone_is_forgotten_and_not_asked(stores: Stores, hall: str) -> None:
    add_address(stores, uuid4(), hall, actor=COMMAND)
    assert calendars(stores) == []
    assert read_all(stores, fetch=SafeFetch(allow_private=True)) == 0
    assert (addresses(stores), _Hall.asked) == ([], [])


def test_a_calendar_taken_out_while_another_is_read_is_not_asked_and_does_not_come_back(
    stores: Stores, room_id: UUID, hall: str
) -> None:
    both = [add_address(stores, room_id, f"{hall}?{number}", actor=COMMAND) for number in range(2)]

    def forget_both() -> None:
        _Hall.meanwhile = None
        for each in both:
            forget_calendar(stores, room_id, each, actor=COMMAND)

    _Hall.meanwhile = forget_both
    assert read_all(stores, fetch=SafeFetch(allow_private=True)) == 0
    assert len(_Hall.asked) == 1
    assert (uses(stores), calendars(stores), addresses(stores)) == ([], [], [])


def lose(stores: Stores, *calendar_ids: UUID) -> None:
    with session_scope(stores.people) as people:
        for each in calendar_ids:
            people.delete(people.get_one(CalendarAddress, each))


def test_an_address_that_was_lost_is_asked_for_and_given_again(
    stores: Stores, room_id: UUID, hall: str
) -> None:
    lost = [add_address(stores, room_id, f"{hall}?{number}", actor=COMMAND) for number in range(2)]
    read_all(stores, fetch=SafeFetch(allow_private=True))
    lose(stores, *lost)
    assert faults_of(stores) == [(room_id, LOST)] * 2
    with pytest.raises(NotFound):
        give_again(stores, uuid4(), lost[1], hall, actor=COMMAND)
    give_again(stores, room_id, lost[1], f"{hall}?moved", actor=COMMAND)
    with pytest.raises(InvalidInput, match="already"):
        give_again(stores, room_id, lost[1], f"{hall}?twice", actor=COMMAND)
    with pytest.raises(InvalidInput, match="read already"):
        give_again(stores, room_id, lost[0], f"{hall}?moved", actor=COMMAND)
    assert faults_of(stores) == [(room_id, LOST)]
    assert read_all(stores, fetch=SafeFetch(allow_private=True)) == 1
    assert hosts_of(stores, room_id).keys() == {lost[1]}
    assert {rule.source for rule in uses(stores)} == {str(each) for each in lost}


@pytest.mark.parametrize("number", [1, 2])
def test_another_calendar_takes_the_place_of_none_whose_address_was_lost(
    stores: Stores, room_id: UUID, hall: str, number: int
) -> None:
    lost = [add_address(stores, room_id, f"{hall}?{each}", actor=COMMAND) for each in range(number)]
    read_all(stores, fetch=SafeFetch(allow_private=True))
    lose(stores, *lost)
    _Hall.content = calendar(WEEKLY.replace("20261124", "20261126"))
    added = add_address(stores, room_id, f"{hall}?another", actor=COMMAND)
    assert added not in lost
    assert read_all(stores, fetch=SafeFetch(allow_private=True)) == 1
    starts = sorted(rule.starts_local for rule in uses(stores))
    assert starts == ["2026-11-24T19:00"] * number + ["2026-11-26T19:00"]


def test_two_who_give_the_same_calendar_at_once_are_told_apart(stores: Stores, room_id: UUID) -> None:
    lost = add_address(stores, room_id, ADDRESS, actor=COMMAND)
    lose(stores, lost)

    def give(number: int) -> bool:
        try:
            give_again(stores, room_id, lost, f"{ADDRESS}?{number}", actor=COMMAND)
        except InvalidInput:
            return False
        return True

    def add(_number: int) -> bool:
        try:
            add_address(stores, room_id, f"{ADDRESS}?same", actor=COMMAND)
        except InvalidInput:
            return False
        return True

    with ThreadPoolExecutor(4) as several:
        assert sum(several.map(give, range(4))) == 1
        assert sum(several.map(add, range(4))) == 1
    assert len(addresses(stores)) == 2
    assert len(calendars(stores)) == 2
