"""Does a question about a room reach the venue, and its answer who asked, with nothing kept twice?"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from signed_in import begin_session
from sqlalchemy import Engine, event
from sqlmodel import Session, col, select

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import Conflict, Gone, InvalidInput, NotFound, TooMany
from directory.hire import queries
from directory.hire.halls import read_hall
from directory.hire.letters import reach_words, span_words
from directory.hire.models import HireEnquiry
from directory.hire.queries import list_by_email
from directory.hire.schemas import EnquiryDraft, EnquiryRead, EnquiryState, Reply
from directory.hire.service import (
    answer,
    ask,
    enquiries_for,
    read_by_answer,
    read_by_token,
    read_for_venue,
    send,
    token_of,
    withdraw,
)
from directory.hire.tasks import turn
from directory.jobs.models import Job
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import run_due
from directory.key_rotation import finish, rotate
from directory.listings.models import Listing
from directory.messages.models import Message
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope
from directory.venues.bookings import RoomTaken, Span, booking_of
from directory.venues.models import Room, Venue
from directory.venues.queries import first_places
from directory.venues.reading import all_rooms
from directory.venues.words import Facility, Hirer
from directory.words import Role

NOW = datetime(2027, 2, 1, 12, tzinfo=UTC)
FIRST = datetime(2027, 3, 2, 19, tzinfo=UTC)
MAILBOX = "bookings@hall.example.org"
OWNER = "hall-owner@example.org"
TURN = JobRead(uuid4(), "hire_cycle", {}, 0)


def weekly(times: int = 3, start: datetime = FIRST) -> tuple[Span, ...]:
    return tuple(
        Span(start + timedelta(weeks=week), start + timedelta(weeks=week, hours=2)) for week in range(times)
    )


class Hall:
    """A venue with a room, its owner, and both stores."""

    def __init__(self, stores: Stores, listing: UUID, room: UUID) -> None:
        self.stores, self.listing, self.room = stores, listing, room

    def draft(self, **changed: object) -> EnquiryDraft:
        said: dict[str, object] = {
            "room_id": self.room,
            "group_name": "Ely Carers",
            "name": "Ada Carer",
            "email": "ada@example.org",
            "phone": "01632 960001",
            "purpose": "A weekly evening for carers",
            "people": 25,
            "hirer": Hirer.LOW_INCOME,
            "spans": weekly(),
            "needs": (Facility.KITCHEN,),
            "pence_told": 6000,
        }
        return EnquiryDraft(**(said | changed))  # type: ignore[arg-type]

    def asked(self, **changed: object) -> str:
        """Ask, and give the token of the link that was sent."""
        before = {each.id for each in self.rows()}
        ask(self.stores, self.draft(**changed), network="192.0.2.1")
        [new] = [each for each in self.rows() if each.id not in before]
        return token_of(self.stores.settings, new.id)

    def rows(self) -> list[HireEnquiry]:
        with Session(self.stores.people) as session:
            return list(session.exec(select(HireEnquiry)))

    def sent(self, **changed: object) -> tuple[str, EnquiryRead]:
        token = self.asked(**changed)
        return token, send(self.stores, token)

    def mail(self) -> list[Message]:
        with Session(self.stores.people) as session:
            return list(session.exec(select(Message).order_by(col(Message.created_at))))

    def work(self) -> None:
        run_due(self.stores)


@pytest.fixture
def hall(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    directory, people = open_engine(settings.database_url), open_people(settings)
    with session_scope(directory) as session:
        listing = session.exec(
            select(Listing.id).where(col(Listing.kind) == "venue", col(Listing.status) == "active")
        ).first()
        assert listing is not None
        held = session.get(Venue, listing) or Venue(listing_id=listing, updated_at=NOW)
        held.hire_email = MAILBOX
        room = Room(id=uuid4(), listing_id=listing, slug="main", name="Main hall", updated_at=NOW)
        session.add_all([held, room])
        room_id = room.id
    with session_scope(people) as session:
        begin_session(session, settings, OWNER, ((Role.OWNER, str(listing)),))
    yield Hall(Stores(directory, people, settings), listing, room_id)
    directory.dispose()
    people.dispose()


def test_the_venue_hears_only_when_who_asked_has_pressed_the_button(hall: Hall) -> None:
    token = hall.asked()
    [first] = hall.mail()
    assert first.to_email == "ada@example.org"
    assert "/hire/" in first.body
    assert enquiries_for(hall.stores, None) == ()
    enquiry = send(hall.stores, token)
    assert send(hall.stores, token) == enquiry, "twice is once"
    letters = hall.mail()[1:]
    assert sorted(each.to_email for each in letters) == [MAILBOX, OWNER]
    for each in letters:
        assert len(each.subject) <= 60
        for said in ("Ely Carers", "25", "Kitchen", "£60 in all", "Tuesday 2 March 2027, 7pm to 9pm"):
            assert said in each.body
        assert "ada@example.org" in each.body
    assert [each.id for each in enquiries_for(hall.stores, (hall.listing,))] == [enquiry.id]


def test_the_first_letter_names_the_room_and_the_times(hall: Hall) -> None:
    hall.asked()
    [letter] = hall.mail()
    assert "Main hall, " in letter.body
    for span in weekly():
        assert span_words(span) in letter.body
    assert letter.body.endswith("\n\nHereabouts\n")


def test_nobody_can_ask_for_an_example(hall: Hall) -> None:
    with session_scope(hall.stores.directory) as session:
        session.get_one(Room, hall.room).example = True

    with pytest.raises(InvalidInput, match="example: nobody can be asked"):
        hall.asked()
    assert not hall.rows()
    assert not hall.mail()


def test_nothing_of_who_asks_stands_readable_in_the_file(hall: Hall) -> None:
    hall.sent()
    with hall.stores.people.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM hire_enquiry").all()
    said = repr(rows)
    for secret in ("Ada", "ada@example", "960001", "Ely Carers", "evening for carers"):
        assert secret not in said


def test_who_is_answered_reads_where_it_is_how_to_ring_back_and_what_was_said_of_price_and_needs(
    hall: Hall,
) -> None:
    with session_scope(hall.stores.directory) as session:
        venue = session.get_one(Venue, hall.listing)
        venue.hire_role, venue.hire_phone = "Bookings secretary", "01632 960 123"
        place = first_places(session, hall.listing)[hall.listing.hex]
    _token, enquiry = hall.sent()
    answer(hall.stores, enquiry, Reply.CONFIRMED, "", actor=Actor("owner"))
    hall.work()
    letter = next(each for each in hall.mail() if each.subject == "Your room is confirmed").body
    assert place.postcode
    assert place.postcode in letter
    assert "To write or ring back: Bookings secretary, telephone 01632 960 123" in letter
    assert "Price: £60 in all" in letter
    assert "What you need: Kitchen (it does not say)" in letter
    assert MAILBOX not in letter, "the mailbox is shown to nobody"


def test_a_hall_without_a_telephone_for_hiring_is_reached_as_its_listing_is(hall: Hall) -> None:
    with session_scope(hall.stores.directory) as session:
        [room] = [each for each in all_rooms(session) if each.id == hall.room]
        listing = session.get_one(Listing, hall.listing)
        venue = session.get_one(Venue, hall.listing)
        venue.hire_role, venue.hire_phone, venue.hire_url = "Secretary", None, None
        listing.phone, listing.email = "01353 000 000", "hello@hall.example.org"
        session.flush()
        said = reach_words(read_hall(session, room))
        listing.phone = listing.email = None
        session.flush()
        unsaid = reach_words(read_hall(session, room))
    assert said == "Secretary, telephone 01353 000 000, or hello@hall.example.org"
    assert unsaid == "Secretary, no telephone number or address given"


def test_a_yes_keeps_the_room_and_is_told_once(hall: Hall) -> None:
    token, enquiry = hall.sent()
    answer(hall.stores, enquiry, Reply.CONFIRMED, "The key is at the shop.", actor=Actor("owner"))
    with Session(hall.stores.directory) as session:
        kept = booking_of(session, enquiry.id)
        assert kept is not None
        assert (kept.state, kept.spans) == ("confirmed", enquiry.spans)
    hall.work()
    hall.work()
    found = read_by_token(hall.stores, token)
    assert (found.state, found.reply) == (EnquiryState.CONFIRMED, "The key is at the shop.")
    told = [each for each in hall.mail() if each.to_email == "ada@example.org"]
    assert [each.subject for each in told] == ["Send your request for Main hall?", "Your room is confirmed"]
    assert token in told[1].body


def test_two_who_ask_for_the_same_evening_cannot_both_have_it(hall: Hall) -> None:
    _, one = hall.sent()
    _, other = hall.sent(email="ben@example.org", spans=weekly(1, FIRST + timedelta(weeks=1, hours=1)))
    answer(hall.stores, one, Reply.PROVISIONAL, "", actor=None)
    with pytest.raises(RoomTaken, match="9 March 2027 at 8pm"):
        answer(hall.stores, other, Reply.CONFIRMED, "", actor=None)
    hall.work()
    assert read_for_venue(hall.stores, other.id).state is EnquiryState.SENT, "nothing was told of it"
    answer(hall.stores, read_for_venue(hall.stores, one.id), Reply.DECLINED, "Sorry.", actor=None)
    hall.work()
    answer(hall.stores, other, Reply.CONFIRMED, "", actor=None)
    hall.work()
    assert read_for_venue(hall.stores, one.id).state is EnquiryState.DECLINED
    assert read_for_venue(hall.stores, other.id).state is EnquiryState.CONFIRMED


def test_an_answer_that_is_late_does_not_take_the_place_of_a_newer_one(hall: Hall) -> None:
    token, enquiry = hall.sent()
    first = answer(hall.stores, enquiry, Reply.PROVISIONAL, "Wait.", actor=None)
    with session_scope(hall.stores.directory) as session:
        session.get_one(Job, first).run_after = NOW + timedelta(hours=1)
    answer(hall.stores, read_for_venue(hall.stores, enquiry.id), Reply.CONFIRMED, "Yes.", actor=None)
    hall.work()
    with session_scope(hall.stores.directory) as session:
        session.get_one(Job, first).run_after = NOW
    hall.work()
    found = read_by_token(hall.stores, token)
    assert (found.state, found.reply) == (EnquiryState.CONFIRMED, "Yes.")


def test_who_asked_takes_it_back_and_the_times_are_free(hall: Hall) -> None:
    token, enquiry = hall.sent()
    answer(hall.stores, enquiry, Reply.CONFIRMED, "", actor=None)
    hall.work()
    assert withdraw(hall.stores, token).state is EnquiryState.WITHDRAWN
    withdraw(hall.stores, token)
    hall.work()
    with Session(hall.stores.directory) as session:
        kept = booking_of(session, enquiry.id)
        assert kept is not None
        assert (kept.state, kept.spans) == ("cancelled", ())
    told = [each for each in hall.mail() if "not needed after all" in each.subject]
    assert sorted(each.to_email for each in told) == [MAILBOX, OWNER], "once each"
    with pytest.raises(Conflict, match="settled"):
        answer(hall.stores, read_for_venue(hall.stores, enquiry.id), Reply.CONFIRMED, "", actor=None)


def test_an_answer_on_its_way_does_not_bring_back_what_was_taken_back(hall: Hall) -> None:
    token, enquiry = hall.sent()
    answer(hall.stores, enquiry, Reply.CONFIRMED, "", actor=None)
    withdraw(hall.stores, token)
    hall.work()
    assert read_by_token(hall.stores, token).state is EnquiryState.WITHDRAWN
    with Session(hall.stores.directory) as session:
        kept = booking_of(session, enquiry.id)
        assert kept is not None
        assert kept.state == "cancelled"


def test_an_answer_given_just_as_it_was_taken_back_keeps_nothing(hall: Hall) -> None:
    token, as_the_venue_saw_it = hall.sent()
    withdraw(hall.stores, token)
    hall.work()
    answer(hall.stores, as_the_venue_saw_it, Reply.CONFIRMED, "", actor=None)
    hall.work()
    assert read_by_token(hall.stores, token).state is EnquiryState.WITHDRAWN
    _, other = hall.sent(email="other@example.org")
    answer(hall.stores, other, Reply.CONFIRMED, "", actor=None)


def test_what_nobody_answers_lapses_and_is_forgotten(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    token, enquiry = hall.sent()
    never = hall.asked(email="never@example.org")
    monkeypatch.setattr(clock, "now", lambda: FIRST + timedelta(hours=1))
    turn(hall.stores, TURN)
    turn(hall.stores, TURN)
    assert read_by_token(hall.stores, token).state is EnquiryState.LAPSED
    assert [each.subject for each in hall.mail()].count("The venue has not answered") == 1
    with pytest.raises(NotFound):
        read_by_token(hall.stores, never)
    monkeypatch.setattr(clock, "now", lambda: enquiry.spans[-1].ends_at + timedelta(days=181))
    turn(hall.stores, TURN)
    with pytest.raises(NotFound):
        read_by_token(hall.stores, token)


def test_a_link_that_is_old_or_whose_day_has_come_sends_nothing(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = hall.asked()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=8))
    with pytest.raises(Gone, match="run out"):
        send(hall.stores, token)
    soon = hall.asked(spans=weekly(1, NOW + timedelta(days=9)))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=9, minutes=5))
    with pytest.raises(Gone, match="over"):
        send(hall.stores, soon)
    assert len(hall.mail()) == 2, "the two that ask to confirm"


def test_the_link_of_a_venue_opens_nothing_before_it_was_sent_and_no_other_does(hall: Hall) -> None:
    token, enquiry = hall.sent()
    mailed = next(each for each in hall.mail() if each.to_email == MAILBOX)
    secret = mailed.body.split("/hire/answer/")[1].split()[0]
    assert read_by_answer(hall.stores, secret).id == enquiry.id
    for wrong in (token, secret[:-1], "", str(enquiry.id)):
        with pytest.raises(NotFound):
            read_by_answer(hall.stores, wrong)
        if wrong != token:
            with pytest.raises(NotFound):
                read_by_token(hall.stores, wrong)


@contextmanager
def busy_once(engine: Engine) -> Iterator[None]:
    """Let somebody else write to a store until it has refused one transaction."""
    assert engine.url.database is not None
    other = sqlite3.connect(engine.url.database, isolation_level=None)

    def impatient(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=1")

    def give_way(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement == "BEGIN IMMEDIATE":
            tries.append(statement)
            if len(tries) > 1:
                other.rollback()

    tries = list[str]()
    engine.dispose()
    event.listen(engine, "connect", impatient)
    event.listen(engine, "before_cursor_execute", give_way)
    other.execute("BEGIN IMMEDIATE")
    yield
    assert len(tries) > 1, "it was not refused"
    event.remove(engine, "connect", impatient)
    event.remove(engine, "before_cursor_execute", give_way)
    other.close()


def test_nobody_is_turned_away_because_somebody_else_writes(hall: Hall) -> None:
    people, directory = hall.stores.people, hall.stores.directory
    with busy_once(people):
        token = hall.asked()
    with busy_once(people):
        enquiry = send(hall.stores, token)
    with busy_once(directory):
        answer(hall.stores, enquiry, Reply.CONFIRMED, "", actor=None)
    with busy_once(people):
        assert withdraw(hall.stores, token).state is EnquiryState.WITHDRAWN


def test_what_ends_at_midnight_ends_on_its_own_evening() -> None:
    def words(ends: datetime) -> str:
        return span_words(Span(FIRST, ends))

    assert words(FIRST + timedelta(hours=5)) == "Tuesday 2 March 2027, 7pm to midnight"
    assert words(FIRST + timedelta(hours=6)) == "Tuesday 2 March 2027, 7pm to 1am on Wednesday 3 March"
    assert words(FIRST + timedelta(hours=29)) == "Tuesday 2 March 2027, 7pm to midnight on Thursday 4 March"


def test_one_address_cannot_have_very_many_asked(hall: Hall) -> None:
    for _ in range(6):
        hall.asked()
    with pytest.raises(TooMany):
        hall.asked()
    assert hall.asked(email="other@example.org")


def test_what_an_address_asked_is_found_before_and_after_the_keys_change(hall: Hall) -> None:
    hall.asked()
    rotate(hall.stores.settings, hall.stores.people)
    hall.asked(email=" ADA@example.org ")
    hall.asked(email="other@example.org")
    with Session(hall.stores.people) as session:
        assert queries.count_open(session, "ada@example.org") == 2
        assert len(list_by_email(session, "Ada@example.org")) == 2
    assert finish(hall.stores.settings, hall.stores.people) == 0
    with Session(hall.stores.people) as session:
        assert queries.count_open(session, "ada@example.org") == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"group_name": " "}, "group_name"),
        ({"name": ""}, "name"),
        ({"purpose": "x" * 1001}, "purpose"),
        ({"people": 0}, "people"),
        ({"spans": ()}, "starts"),
        ({"spans": weekly(1, NOW - timedelta(days=1))}, "starts"),
        ({"email": "nobody"}, "email"),
    ],
)
def test_what_is_missing_is_said_at_its_field(hall: Hall, changed: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask(hall.stores, hall.draft(**changed), network="192.0.2.1")
    assert refused.value.field == field
    assert hall.mail() == []
