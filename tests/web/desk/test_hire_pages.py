"""Can somebody ask for a room and a venue answer, each on plain pages?"""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4
from xml.etree.ElementTree import Element

import html5lib
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from icalendar import Calendar
from pages import by_class, by_tag
from pages import words as words_of
from signed_in import sign_in
from sqlmodel import Session, col, select

from directory import clock
from directory.accounts.targets import target_of
from directory.hire.models import HireEnquiry
from directory.listings.models import Listing
from directory.messages.models import Message
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope
from directory.venues.bookings import Span, hold
from directory.venues.models import Room, RoomPrice, Venue
from directory.words import Role

OWNER = "hall-owner@example.org"
MAILBOX = "bookings@hall.example.org"


class Hall:
    def __init__(self, client: TestClient, settings: Settings, listing: UUID, slug: str, room: UUID) -> None:
        self.client, self.settings, self.listing, self.slug, self.room = client, settings, listing, slug, room

    @property
    def page(self) -> str:
        return f"/rooms/{self.slug}/main/ask"

    def form(self, **changed: str) -> dict[str, str]:
        day = clock.local_now().date() + timedelta(days=20)
        return {
            "first": day.isoformat(),
            "starts": "19:00",
            "ends": "21:00",
            "rhythm": "week",
            "times": "3",
            "group_name": "Ely Carers",
            "purpose": "An evening for carers",
            "people": "25",
            "hirer": "low_income",
            "needs": "kitchen",
            "name": "Ada Carer",
            "email": "ada@example.org",
            "phone": "",
        } | changed

    def mail(self) -> list[Message]:
        people = open_people(self.settings)
        with Session(people) as session:
            found = list(session.exec(select(Message).order_by(col(Message.created_at))))
        people.dispose()
        return found


@pytest.fixture
def hall(app: FastAPI, settings: Settings) -> Iterator[Hall]:
    directory = open_engine(settings.database_url)
    now = clock.now()
    with session_scope(directory) as session:
        listing = session.exec(
            select(Listing).where(col(Listing.kind) == "venue", col(Listing.status) == "active")
        ).first()
        assert listing is not None
        held = session.get(Venue, listing.id) or Venue(listing_id=listing.id, updated_at=now)
        held.hire_email = MAILBOX
        room = Room(
            id=uuid4(),
            listing_id=listing.id,
            slug="main",
            name="Main hall",
            capacity={"tables": 60},
            notice_days=2,
            updated_at=now,
        )
        session.add_all([held, room])
        session.flush()
        session.add(RoomPrice(id=uuid4(), room_id=room.id, hirer="community", per="hour", pence=1000))
        found = (listing.id, listing.slug, room.id)
    directory.dispose()
    with TestClient(app, follow_redirects=False) as client:
        yield Hall(client, settings, *found)


def parsed(page: str) -> Element:
    found: Element = html5lib.parse(page, namespaceHTMLElements=False)
    return found


def words(page: str) -> str:
    return words_of(parsed(page))


def link_in(message: Message) -> str:
    found = re.search(r"https?://\S+?(/(?:desk/)?hire/\S+)", message.body)
    assert found is not None
    return found[1]


def test_from_the_question_to_the_answer(hall: Hall) -> None:
    first = hall.client.get(f"{hall.page}?people=25&starts=19:00&hirer=low_income")
    assert first.status_code == 200
    assert 'value="19:00"' in first.text
    assert hall.client.post(hall.page, data=hall.form()).headers["location"] == "/hire/sent"
    mine = link_in(hall.mail()[0])
    shown = words(hall.client.get(mine).text)
    assert "Send this to the venue?" in shown
    assert "£60 in all" in shown, "three times two hours at ten pounds"
    assert "ada@" not in mine
    assert len(hall.mail()) == 1, "looking changes nothing"
    assert hall.client.post(mine, data={"do": "send"}).status_code == 303
    to_venue = next(each for each in hall.mail() if each.to_email == MAILBOX)
    theirs = link_in(to_venue)
    assert hall.client.get(f"{mine}/calendar.ics").status_code == 404, "nothing is kept yet"
    asked = words(hall.client.get(theirs).text)
    assert "Ely Carers asks for Main hall" in asked
    assert "ada@example.org" in asked
    answered = hall.client.post(theirs, data={"reply": "confirmed", "words": "Ring for the key."})
    assert answered.status_code == 303
    said = words(hall.client.get(mine).text)
    assert "The room is yours" in said
    assert "Ring for the key." in said
    assert "the page of the venue says how" not in said, "it says nothing there"
    assert "Kitchen (it does not say)" in said
    times = hall.client.get(f"{mine}/calendar.ics")
    assert times.headers["content-type"].startswith("text/calendar")
    kept = Calendar.from_ical(times.content).walk("VEVENT")
    assert len(kept) == 3
    assert str(kept[0]["summary"]).startswith("Main hall, ")
    assert "Ada" not in times.text
    told = hall.client.get(theirs).text
    assert "You answered: Yes, the room is theirs." in words(told)
    [folded] = by_tag(parsed(told), "details")
    assert folded.get("open") is None
    assert "Change the answer" in words_of(folded)
    assert re.search(r'value="confirmed" checked', told)
    assert hall.client.post(mine, data={"do": "withdraw"}).status_code == 303
    assert "You took this back" in words(hall.client.get(mine).text)


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"first": "soon"}, "first", "all four figures of the year"),
        ({"starts": "19:10"}, "starts", "quarter of an hour"),
        ({"ends": ""}, "ends", "Enter a time"),
        ({"ends": "19:30"}, "ends", "shortest hire of this room is 1 hour."),
        ({"rhythm": "daily"}, "rhythm", "how often"),
        ({"times": "0"}, "times", "from 1 to 52"),
        ({"people": "many"}, "people", "in digits"),
        ({"people": "61"}, "people", "holds 60"),
        ({"hirer": ""}, "hirer", "what kind of hirer"),
        ({"email": "nobody"}, "email", "name@example.org"),
        ({"group_name": ""}, "group_name", "name of your group"),
        ({"first": "2020-01-01"}, "first", "2 days ahead"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    hall: Hall, changed: dict[str, str], field: str, said: str
) -> None:
    answer = hall.client.post(hall.page, data=hall.form(**changed))
    assert answer.status_code == 422
    page = parsed(answer.text)
    assert said in words_of(page.find(f".//*[@id='{field}-error']"))
    [summary] = by_class(page, "div", "govuk-error-summary")
    assert [each.get("href") for each in by_tag(summary, "a")] == [f"#{field}"]
    assert "An evening for carers" in answer.text
    assert hall.mail() == []


def test_all_that_is_wrong_is_said_at_once_from_the_top_down(hall: Hall) -> None:
    wrong = hall.form(
        first="soon", ends="21:10", people="", name="", email="nobody", group_name="", times="0", hirer=""
    )
    page = parsed(hall.client.post(hall.page, data=wrong).text)
    [summary] = by_class(page, "div", "govuk-error-summary")
    fields = ("first", "ends", "times", "group_name", "people", "hirer", "name", "email")
    assert [each.get("href") for each in by_tag(summary, "a")] == [f"#{field}" for field in fields]
    assert hall.mail() == []


def test_a_taken_evening_is_told_before_anything_is_sent(hall: Hall) -> None:
    directory = open_engine(hall.settings.database_url)
    day = clock.local_now().replace(hour=20, minute=0, second=0, microsecond=0) + timedelta(days=27)
    with session_scope(directory) as session:
        hold(session, hall.room, [Span(day, day + timedelta(hours=1))])
    directory.dispose()
    answer = hall.client.post(hall.page, data=hall.form())
    assert answer.status_code == 422
    assert "Somebody has the room on" in answer.text


def test_the_desk_of_a_venue_lists_and_answers_and_nobody_elses_does(hall: Hall) -> None:
    hall.client.post(hall.page, data=hall.form())
    hall.client.post(link_in(hall.mail()[0]), data={"do": "send"})
    sign_in(hall.client, hall.settings, OWNER, (Role.OWNER, str(hall.listing)))
    listed = hall.client.get("/desk/hire")
    assert "Ely Carers" in words(listed.text)
    assert "Waits for your answer" in words(listed.text)
    assert "Sent to the venue" not in words(listed.text)
    [href] = [
        link.get("href") or "" for head in by_tag(parsed(listed.text), "h3") for link in by_tag(head, "a")
    ]
    nothing = hall.client.post(href, data={"reply": ""})
    assert nothing.status_code == 422
    assert hall.client.post(href, data={"reply": "declined", "words": "Full."}).status_code == 303
    assert "You answered: No, not this time" in words(hall.client.get(href).text)
    sign_in(hall.client, hall.settings, "stranger@example.org", (Role.OWNER, str(uuid4())))
    assert hall.client.get(href).status_code == 403
    assert "Ely Carers" not in hall.client.get("/desk/hire").text


def test_a_venue_that_nobody_looks_after_says_whom_to_ring(hall: Hall) -> None:
    directory = open_engine(hall.settings.database_url)
    with session_scope(directory) as session:
        venue = session.get_one(Venue, hall.listing)
        venue.hire_email, venue.hire_phone = None, "01632 960555"
    page = hall.client.get(hall.page)
    assert "Ring 01632 960555 instead" in words(page.text)
    assert "<textarea" not in page.text
    with session_scope(directory) as session:
        session.get_one(Venue, hall.listing).hire_phone = None
        session.get_one(Listing, hall.listing).phone = None
    directory.dispose()
    assert "It has not told us how to reach it: ask there." in words(hall.client.get(hall.page).text)


def test_links_that_are_not_whole_open_nothing(hall: Hall) -> None:
    for path in ("/hire/nothing", "/hire/answer/nothing"):
        assert hall.client.get(path).status_code == 404
        assert hall.client.post(path, data={"do": "send", "reply": "confirmed"}).status_code == 404


def test_an_example_takes_no_question_and_offers_no_way_to_ask(hall: Hall) -> None:
    directory = open_engine(hall.settings.database_url)
    with session_scope(directory) as session:
        session.get_one(Room, hall.room).example = True
        venue = session.get_one(Venue, hall.listing)
        venue.hire_phone, venue.hire_url = "01632 960001", "https://hall.example.org/hire"
    directory.dispose()

    room = hall.client.get(hall.page.removesuffix("/ask")).text
    assert "You cannot hire it" in words(room)
    for way in (hall.page, "tel:01632960001", "https://hall.example.org/hire"):
        assert way not in room
    shown, taken = hall.client.get(hall.page), hall.client.post(hall.page, data=hall.form())
    assert (shown.status_code, taken.status_code) == (200, 422)
    for page in (shown.text, taken.text):
        assert "This room is an example: nobody can be asked." in words(page)
        assert "<textarea" not in page
        assert f'action="{hall.page}"' not in page
    assert not hall.mail()


def test_what_others_were_asked_never_crowds_out_what_one_may_see(hall: Hall) -> None:
    directory, people = open_engine(hall.settings.database_url), open_people(hall.settings)
    with Session(directory) as session:
        district = min(target_of(session, hall.listing).districts)
        elsewhere = next(
            listing_id
            for listing_id in session.exec(select(Listing.id).order_by(col(Listing.id)))
            if district not in target_of(session, listing_id).districts
        )
    with session_scope(people) as session:
        session.add(enquiry(hall.listing, hall.room, "Ours", minutes_ago=500))
        session.add_all(
            enquiry(elsewhere, uuid4(), f"Theirs {each}", minutes_ago=each) for each in range(201)
        )
    directory.dispose()
    people.dispose()
    sign_in(hall.client, hall.settings, "editor@example.org", (Role.PARTNER_EDITOR, district))

    shown = words(hall.client.get("/desk/hire").text)

    assert "Ours" in shown
    assert "Theirs" not in shown


def enquiry(listing: UUID, room: UUID, group: str, *, minutes_ago: int) -> HireEnquiry:
    starts = clock.now() + timedelta(days=20)
    span = [starts.isoformat(), (starts + timedelta(hours=2)).isoformat()]
    return HireEnquiry(
        id=uuid4(),
        room_id=room,
        listing_id=listing,
        group_name=group,
        name="Ada Carer",
        email="ada@example.org",
        email_hash="0",
        purpose="An evening",
        people=20,
        hirer="community",
        asked={"spans": [span]},
        state="sent",
        token_hash=uuid4().hex,
        answer_hash=uuid4().hex,
        created_at=starts,
        confirmed_at=clock.now() - timedelta(minutes=minutes_ago),
    )
