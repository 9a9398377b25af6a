"""Can somebody find a room, look at it, and take its calendar along; and can a hall keep that calendar?"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from icalendar import Calendar
from rooms import MadeRoom, MadeVenue, venues_with_places, write_venues
from signed_in import sign_in
from sqlalchemy import delete, text
from sqlmodel import Session
from starlette.testclient import TestClient

from api.room_asked import Typed, asked_of, clock_minutes, nth_weekday
from directory import clock
from directory.errors import InvalidInput
from directory.hire.models import CalendarAddress
from directory.settings import Settings
from directory.store import mark_changed, open_engine, open_people, session_scope
from directory.venues.bookings import Span, hold
from directory.venues.ical import Imported
from directory.venues.importing import read_file
from directory.words import Role
from web.desk import room_calendar
from web.pages import rooms

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ASK = "/rooms?people=25&day=tue&often=weekly&from=19:00&hours=2&times=3"
OPEN = (("2026-01-05T09:00", "FREQ=DAILY", 780),)


@pytest.fixture
def halls(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three halls about Ely: one fits, one lacks a kitchen, one must be asked; give their slugs."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    engine = open_engine(settings.database_url)
    with Session(engine) as session:
        listings = venues_with_places(session, "E07000009")[:3]
        kitchen, price = ("kitchen", "step_free"), (("community", "hour", 1000),)
        write_venues(
            session,
            MadeVenue(
                listings[0], rooms=(MadeRoom("hall", has=kitchen, holds=60, prices=price, opens=OPEN),)
            ),
            MadeVenue(
                listings[1],
                rooms=(MadeRoom("hall", has_not=("kitchen",), holds=30, prices=price, opens=OPEN),),
            ),
            MadeVenue(
                listings[2], rooms=(MadeRoom("hall", holds=40, prices=(("community", "hour", 1500),)),)
            ),
        )
        by_id = {
            row.id: row.slug for row in session.connection().execute(text("SELECT id, slug FROM listing"))
        }
    engine.dispose()
    return [by_id[each.hex] for each in listings]


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_first_half_of_a_postcode_is_near_enough_for_a_room(client: TestClient, halls: list[str]) -> None:
    for half in ("CB7", "cb7 4"):
        page = client.get(f"{ASK}&where={half}&within=20")
        assert page.status_code == 200
        assert halls[0] in page.text
        told = client.get("/api/v1/rooms/free", params={"day": "tue", "where": half, "within": "20"}).json()
        # Ely, in whose district the halls are, is in CB7.
        assert 0 < min(each["distance_m"] for each in told["contents"]) < 20_000
    assert client.get(f"{ASK}&where=ZZ9").status_code == 422


@pytest.mark.parametrize("day", ["31/12/9999", "2027-11-25"])
def test_a_first_day_that_no_calendar_reaches_is_refused(
    client: TestClient, halls: list[str], day: str
) -> None:
    assert halls
    assert client.get("/rooms", params={"day": "sun", "date": day}).status_code == 422


def test_the_page_answers_with_rooms_that_are_free_and_what_to_ask_less_of(
    client: TestClient, halls: list[str]
) -> None:
    found = client.get(f"{ASK}&where=Ely&within=20&most=12&has=kitchen")
    said = plain(found.text)

    assert found.status_code == 200
    asked = "For 25 people, every Tuesday, 3 times from 24 November, from 7pm to 9pm, within 20 miles of Ely"
    assert asked in said
    anywhere = plain(client.get(f"{ASK}&where=Ely&within=any").text)
    assert "from 7pm to 9pm, near Ely" in anywhere
    nearest = "with least to ask about, then the nearest, then the cheapest for you."
    assert nearest in anywhere
    assert "then the nearest" not in plain(client.get(ASK).text)
    assert "Free at your times, and it says it has all you need" in said
    assert "Free all 3 times" in said
    assert "£10 an hour for you: £20 each time, £60 for all 3" in said
    assert f"/rooms/{halls[0]}/hall?first=2026-11-24&amp;starts=19%3A00&amp;ends=21%3A00" in found.text
    assert f"/rooms/{halls[1]}/hall" not in found.text
    assert "1 more without “Kitchen”" in said


def test_a_room_whose_calendar_nobody_keeps_is_shown_as_one_to_ask(
    client: TestClient, halls: list[str]
) -> None:
    said = plain(client.get(ASK).text)

    assert "Ask whether it is free: its calendar is not kept here" in said
    assert said.index("Free all 3 times") < said.index("Ask whether it is free: its")
    page = plain(client.get(f"/rooms/{halls[2]}/hall").text)
    assert "Its calendar is not kept here, so it may be free or not: ask." in page


@pytest.mark.usefixtures("halls")
def test_without_a_question_there_is_a_form_and_all_rooms(client: TestClient) -> None:
    found = client.get("/rooms")

    assert "We know of 3 rooms." in found.text
    assert found.text.count('class="rooms-card"') == 3
    assert "Nobody has told us of a room yet" not in found.text


@pytest.mark.usefixtures("halls")
def test_the_answer_says_back_all_that_was_asked(client: TestClient) -> None:
    said = plain(client.get(f"{ASK}&where=Ely&within=20&most=12&has=kitchen&has=step_free").text)

    asked = "from 7pm to 9pm, within 20 miles of Ely, East Cambridgeshire, with kitchen and step-free"
    assert asked in said
    assert ", for £12 an hour or less" in said


def test_a_room_says_back_what_was_looked_for_and_what_it_costs(client: TestClient, halls: list[str]) -> None:
    page = f"/rooms/{halls[0]}/hall"
    sought = "first=2026-11-24&starts=19:00&ends=21:00&rhythm=week&times=3&hirer=community"

    assert "You looked for: Tuesdays 7pm to 9pm, 3 times: £20 each time, £60 for all 3." in plain(
        client.get(f"{page}?{sought}").text
    )
    for other in ("", "?from=2026-12-07", "?first=soon&starts=19:00&ends=21:00&rhythm=week&times=3"):
        assert "You looked for" not in client.get(f"{page}{other}").text
    assert "You looked for" not in client.get(f"{page}?{sought.replace('community', 'queen')}").text


def test_the_rhythm_and_the_days_that_are_not_free_go_along_to_the_form_that_asks(
    client: TestClient, settings: Settings, halls: list[str]
) -> None:
    engine = open_engine(settings.database_url)
    with session_scope(engine) as session:
        session.connection().execute(text("UPDATE venue SET hire_email = 'hall@example.org'"))
        room_id = session.connection().execute(
            text("SELECT r.id FROM room r JOIN listing l ON l.id = r.listing_id WHERE l.slug = :slug"),
            {"slug": halls[0]},
        )
        taken = Span(datetime(2026, 12, 22, 18, tzinfo=UTC), datetime(2026, 12, 22, 20, tzinfo=UTC))
        hold(session, UUID(room_id.scalar_one()), (taken,), enquiry_id=uuid4(), state="confirmed")
    engine.dispose()

    found = client.get(ASK.replace("weekly", "monthly")).text
    [link] = set(re.findall(rf'href="(/rooms/{halls[0]}/hall\?[^"]+)"', found))
    query = unescape(link).partition("?")[2]
    assert "rhythm=month&times=3" in query
    assert "without=2026-12-22" in query
    room = plain(client.get(f"/rooms/{halls[0]}/hall?{query}").text)
    assert "You looked for: Tuesdays 7pm to 9pm, once a month, 2 times: £20 each time, £40 for all 2." in room
    assert "Without 22 December." in room
    form = client.get(f"/rooms/{halls[0]}/hall/ask?{query}").text
    assert re.search(r'name="rhythm" type="radio" value="month" checked', form)
    assert re.search(r'name="without" type="checkbox" value="2026-12-22" checked', form)


@pytest.mark.parametrize("address", ["/rooms", ASK])
def test_examples_are_said_to_be_above_the_list(
    client: TestClient, settings: Settings, halls: list[str], address: str
) -> None:
    of_all = "All of these rooms are examples, made up to show how it works."
    of_some = "Those marked “Example” are made up"
    assert halls
    assert "made up" not in client.get(address).text
    make_examples(settings, 1)
    some = client.get(address).text
    assert of_all not in some
    assert some.index(of_some) < some.index('class="rooms-card')
    make_examples(settings, 3)
    all_of_them = client.get(address).text
    assert of_some not in all_of_them
    assert all_of_them.index(of_all) < all_of_them.index('class="rooms-card')
    assert "We know of" not in all_of_them


def make_examples(settings: Settings, rooms: int) -> None:
    engine = open_engine(settings.database_url)
    with session_scope(engine) as session:
        session.connection().execute(
            text("UPDATE room SET example = 1 WHERE id IN (SELECT id FROM room ORDER BY id LIMIT :rooms)"),
            {"rooms": rooms},
        )
        mark_changed(session, "venues")
    engine.dispose()


@pytest.mark.parametrize("address", ["/rooms?", f"{ASK}&"])
def test_rooms_that_do_not_fit_on_a_page_stand_on_the_next(
    client: TestClient, halls: list[str], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "MOST", 2)
    first = client.get(address.rstrip("?&")).text
    after = re.search(r'href="([^"]+page=2)">The next one', first)

    assert "Here are 1 to 2." in first
    assert after
    second = client.get(after[1].replace("&amp;", "&")).text
    assert "Here is number 3." in second
    assert "page=" not in "".join(re.findall(r'href="([^"]+)">The 2 before these', second))
    here = [{slug for slug in halls if f"/rooms/{slug}/hall" in page} for page in (first, second)]
    assert (len(here[0]), len(here[1])) == (2, 1)
    assert here[0] | here[1] == set(halls)
    for odd in ("0", "99", "-1", "two", "9999"):
        assert client.get(f"{address}page={odd}").status_code == 200


@pytest.mark.usefixtures("halls")
def test_what_was_typed_is_kept_and_the_field_to_mend_is_named(client: TestClient) -> None:
    found = client.get("/rooms?day=tue&people=many&where=PE15+8ZZ&most=12")

    assert found.status_code == 422
    assert 'href="#people"' in found.text
    assert 'href="#where"' in found.text
    assert 'value="many"' in found.text
    assert 'value="12"' in found.text
    assert found.text.index("There is a problem") < found.text.index("<h1")


@pytest.mark.usefixtures("halls")
def test_nothing_that_does_says_so_and_offers_more(client: TestClient) -> None:
    said = plain(client.get(f"{ASK}&most=5&has=step_free").text)

    assert "None of the 3 rooms we know of will do." in said
    assert "if you can pay up to" in said


@pytest.mark.usefixtures("halls")
def test_school_terms_that_nobody_told_us_are_said_to_be_unknown(client: TestClient) -> None:
    assert "We do not know the dates of all school terms" in client.get(f"{ASK}&term=1").text


def test_a_room_shows_its_two_weeks_and_a_booking_without_whose(
    client: TestClient, settings: Settings, halls: list[str]
) -> None:
    engine = open_engine(settings.database_url)
    with Session(engine) as session:
        room = session.connection().execute(
            text("SELECT r.id FROM room r JOIN listing l ON l.id = r.listing_id WHERE l.slug = :slug"),
            {"slug": halls[0]},
        )
        starts = datetime(2026, 11, 24, 19, tzinfo=UTC)
        hold(session, UUID(room.scalar_one()), [Span(starts, starts.replace(hour=21))], enquiry_id=uuid4())
        session.commit()
    engine.dispose()
    page = client.get(f"/rooms/{halls[0]}/hall")
    said = plain(page.text)

    assert "Tue 24 Nov 9am to 7pm 9pm to 10pm 7pm to 9pm" in said
    assert "£10 an hour" in said
    assert "from=2026-12-07" in page.text
    assert "Two weeks earlier" not in page.text
    later = client.get(f"/rooms/{halls[0]}/hall?from=2026-12-09")
    assert "Monday 7 December to Sunday 20 December" in plain(later.text)
    assert "Free at 2 of 3. Not on 24 November" in plain(client.get(ASK).text)
    calendar = client.get(f"/rooms/{halls[0]}/hall.ics")
    events = Calendar.from_ical(calendar.content).walk("VEVENT")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert [(each["DTSTART"].dt, str(each["SUMMARY"])) for each in events] == [(starts, "In use")]


def test_an_address_that_makes_no_sense_shows_this_week(client: TestClient, halls: list[str]) -> None:
    for odd in ("soon", "0001-01-01", "9999-12-31"):
        assert client.get(f"/rooms/{halls[0]}/hall?from={odd}").status_code == 200
    assert client.get("/rooms/march-library/no-such-room").status_code == 404


@pytest.mark.usefixtures("halls")
def test_programs_get_the_same_rooms(client: TestClient) -> None:
    found = client.get(f"/api/v1{ASK.replace('?', '/free?')}&where=Ely")
    told = found.json()

    assert found.status_code == 200, found.text
    assert told["days"] == ["2026-11-24", "2026-12-01", "2026-12-08"]
    assert [each["answers"] for each in told["contents"]] == ["fits", "fits", "ask"]
    assert told["contents"][0]["pence_in_all"] == 6000
    assert client.get("/api/v1/rooms/free?day=tue&colour=red").status_code == 422
    today = client.get("/api/v1/rooms/free?people=25")
    assert today.json()["days"] == ["2026-11-23"]


@pytest.mark.parametrize(
    ("typed", "minutes"), [("7pm", 1140), ("12am", 0), ("12:30pm", 750), ("19.45", 1185), ("9", 540)]
)
def test_times_of_day_as_people_write_them(typed: str, minutes: int) -> None:
    assert clock_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["25:00", "0pm", "13pm", "noon", "", "7:5"])
def test_what_is_no_time_of_day(typed: str) -> None:
    with pytest.raises(InvalidInput):
        clock_minutes(typed)


def test_the_weekday_asked_for_is_the_next_one_from_the_day_given() -> None:
    today = date(2026, 11, 23)

    assert asked_of(Typed(day="mon"), today).first_day == today
    assert asked_of(Typed(day="sun", date="24/11/2026"), today).first_day == date(2026, 11, 29)
    assert (
        asked_of(Typed(date="2026-12-31", often="monthly"), today).rrule == "FREQ=MONTHLY;BYDAY=-1TH;COUNT=12"
    )
    assert nth_weekday(date(2026, 12, 8)) == "2TU"


@pytest.fixture
def desk(app: FastAPI, settings: Settings) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://testserver", follow_redirects=False) as client:
        sign_in(client, settings, "all@example.org", (Role.ADMINISTRATOR, None))
        yield client


def test_a_hall_writes_its_week_its_closures_and_its_regular_users(
    desk: TestClient, halls: list[str]
) -> None:
    page = f"/desk/listing/{halls[2]}/rooms/hall/calendar"
    week = {"do": "week", "day-1": "1", "from-1": "6pm", "until-1": "10pm", "weeks-1": "always"}
    use = {"do": "use", "use_day": "24/11/2026", "use_from": "8pm", "use_until": "9pm", "use_weekly": "1"}
    shut = {"do": "closed", "first": "1/12/2026", "last": ""}
    for form, said in ((week, "week"), (use, "use"), (shut, "closed")):
        answer = desk.post(page, data=form)
        assert answer.status_code == 303, answer.text
        assert answer.headers["location"].endswith(f"said={said}")
    public = plain(desk.get(f"/rooms/{halls[2]}/hall").text)

    assert "Tue 24 Nov (today)" not in public
    assert "Tue 24 Nov 6pm to 8pm 9pm to 10pm 8pm to 9pm" in public
    assert "Tue 1 Dec Not open" in public
    assert "Wed 25 Nov Not open" in public
    shown = desk.get(page).text
    assert "Every Tuesday, 8pm to 9pm" in shown
    line = re.search(r'name="do" value="remove"><input type="hidden" name="id" value="([^"]+)"', shown)
    assert line
    assert desk.post(page, data={"do": "remove", "id": line[1]}).status_code == 303
    assert desk.post(page, data={"do": "remove", "id": line[1]}).status_code == 404


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"do": "week", "day-0": "0", "from-0": "soon", "until-0": "9pm"}, "from-0"),
        ({"do": "closed", "first": "soon"}, "first"),
        ({"do": "closed", "first": "2026-12-24", "last": "2026-12-20"}, "last"),
        ({"do": "use", "use_day": "2026-12-01", "use_from": "", "use_until": "9pm"}, "use_from"),
        ({"do": "address", "url": "not an address"}, "url"),
        ({"do": "nothing"}, "from-0"),
    ],
)
def test_what_a_hall_mistypes_is_kept_and_told_at_its_field(
    desk: TestClient, halls: list[str], form: dict[str, str], field: str
) -> None:
    answer = desk.post(f"/desk/listing/{halls[0]}/rooms/hall/calendar", data=form)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text


def test_the_desk_shows_where_a_calendar_is_read_and_never_its_secret_address(
    desk: TestClient, halls: list[str]
) -> None:
    page = f"/desk/listing/{halls[0]}/rooms/hall/calendar"
    url = "https://calendar.example.org/ical/private-5f3a9c1e7/basic.ics"
    assert desk.post(page, data={"do": "address", "url": url}).headers["location"].endswith("said=address")
    shown = desk.get(page).text
    again = desk.post(page, data={"do": "address", "url": url})

    assert "Your calendar at calendar.example.org" in shown
    assert "private-5f3a9c1e7" not in shown
    assert again.status_code == 422
    assert "That calendar is read already." in again.text
    line = re.search(r'name="do" value="forget"><input type="hidden" name="id" value="([^"]+)"', shown)
    assert line
    assert desk.post(page, data={"do": "forget", "id": line[1]}).status_code == 303
    assert "calendar.example.org" not in desk.get(page).text
    assert desk.post(page, data={"do": "forget", "id": line[1]}).status_code == 404


def test_each_calendar_whose_address_was_lost_has_a_form_to_give_it_again(
    desk: TestClient, halls: list[str], settings: Settings
) -> None:
    page = f"/desk/listing/{halls[0]}/rooms/hall/calendar"
    for number in range(2):
        desk.post(page, data={"do": "address", "url": f"https://calendar.example.org/{number}.ics"})
    assert 'value="again"' not in desk.get(page).text
    people = open_people(settings)
    with session_scope(people) as session:
        session.execute(delete(CalendarAddress))
    lost = re.findall(r'id="url-([^"]+)" name="url"', desk.get(page).text)
    assert len(lost) == 2
    again = {"do": "again", "id": lost[1]}
    refused = desk.post(page, data=again | {"url": "nowhere"})
    assert refused.status_code == 422
    assert f'href="#url-{lost[1]}"' in refused.text
    assert re.search(rf'id="url-{lost[1]}" name="url" type="text" value="nowhere"', refused.text)
    assert refused.text.count('value="nowhere"') == 1
    taken = desk.post(page, data=again | {"url": "https://other.example.org/b.ics"})
    assert taken.headers["location"].endswith("said=address")
    shown = desk.get(page).text
    assert "Your calendar at other.example.org" in shown
    assert re.findall(r'id="url-([^"]+)" name="url"', shown) == [lost[0]]
    assert (
        desk.post(page, data={"do": "again", "id": "x", "url": "https://a.example.org/"}).status_code == 404
    )
    people.dispose()


def test_a_hall_hands_in_its_calendar(desk: TestClient, halls: list[str]) -> None:
    content = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261124T190000Z\r\n"
        "DURATION:PT1H\r\nSUMMARY:Secret supper\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    told = {"listing": halls[0], "room": "hall"}
    taken = desk.post("/desk/room-calendar", data=told, files={"file": ("a.ics", content, "text/calendar")})
    refused = desk.post("/desk/room-calendar", data=told, files={"file": ("a.ics", "no", "text/calendar")})

    assert taken.status_code == 303, taken.text
    assert refused.status_code == 422
    assert 'href="#file"' in refused.text
    page = desk.get(f"/rooms/{halls[0]}/hall").text
    assert "7pm to 8pm" in page
    assert "Secret" not in page
    assert "Secret" not in desk.get(f"/desk/listing/{halls[0]}/rooms/hall/calendar").text


def test_others_can_write_while_a_calendar_is_read(
    desk: TestClient, halls: list[str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(settings.database_url)
    written = []

    def read_meanwhile(content: bytes) -> Imported:
        with session_scope(engine) as session:
            mark_changed(session, "venues")
        written.append(len(content))
        return read_file(content)

    monkeypatch.setattr(room_calendar, "read_file", read_meanwhile)
    content = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nEND:VCALENDAR\r\n"
    told = {"listing": halls[0], "room": "hall"}
    taken = desk.post("/desk/room-calendar", data=told, files={"file": ("a.ics", content, "text/calendar")})
    engine.dispose()

    assert taken.status_code == 303
    assert written == [len(content)]
