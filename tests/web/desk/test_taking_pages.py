"""Can somebody take a task, answer an invitation and look after their place without an account?"""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from icalendar import Calendar
from pypdf import PdfReader
from signed_in import sign_in
from sqlalchemy import select
from sqlmodel import Session, col
from taken import OWNER_EMAIL, bank, letters, make_need, read, session_of, token_in
from watch import NOON, Watch

from directory.accounts.service import find_account
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.listings.models import Location, ServiceAtLocation
from directory.needs.schemas import NeedRead, SlotRead
from directory.needs.words import CheckLevel, NeedState, Rhythm, Workforce
from directory.settings import Settings
from directory.store import mark_changed, session_scope
from directory.volunteers.models import Invitation, Placement, VolunteerLook
from directory.volunteers.service import find_or_make
from directory.words import Role

TYPED = {"name": "Ada Lark", "email": "ada@example.org", "phone": "01632 960 001", "age": "adult"}


pytestmark = pytest.mark.usefixtures("watch")


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False) as found:
        yield found


def take_address(need: NeedRead) -> str:
    return f"/volunteer/need/{need.slug}/take"


def typed(need: NeedRead, **changes: str) -> dict[str, str]:
    return {**TYPED, "session": str(session_of(need) or ""), **changes}


def confirm(browser: TestClient, stores: Stores, need: NeedRead, **changes: str) -> str:
    """Fill the form in, press the button in the message, and give where that leads."""
    answer = browser.post(take_address(need), data=typed(need, **changes))
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == f"{take_address(need)}/sent"
    run_due(stores)
    token = token_in(
        letters(stores, changes.get("email", TYPED["email"]))[-1].body, "/volunteer/take/confirm/"
    )
    shown = browser.get(f"/volunteer/take/confirm/{token}")
    assert shown.status_code == 200
    assert shown.headers["cache-control"] == "no-store"
    answer = browser.post(f"/volunteer/take/confirm/{token}")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def group(browser: TestClient, settings: Settings, need: NeedRead) -> UUID:
    return sign_in(browser, settings, OWNER_EMAIL, (Role.OWNER, str(need.listing_id)))


def placements(stores: Stores) -> list[Placement]:
    with Session(stores.people) as people:
        return list(people.execute(select(Placement).order_by(col(Placement.taken_at))).scalars())


def test_the_form_says_what_it_is_and_what_the_group_sees(browser: TestClient, stores: Stores) -> None:
    need = make_need(stores, summary="The returns trolley fills up.")
    page = browser.get(take_address(need), params={"session": str(session_of(need))}).text
    assert "Thursday 26 November 2026, 10am to midday" in page
    assert "your name" in page
    assert "The library manager, within 2 days" in page
    assert "I am 18 or over" in page
    assert "DBS" not in page


def test_a_check_is_said_plainly(browser: TestClient, stores: Stores) -> None:
    need = make_need(stores, safe=True, check_level=CheckLevel.ENHANCED, workforce=Workforce.BOTH)
    page = browser.get(take_address(need)).text
    assert "an enhanced DBS check (children and adults)" in page


def test_of_several_times_one_is_chosen_first(browser: TestClient, stores: Stores) -> None:
    from directory.needs.schemas import SessionDraft  # noqa: PLC0415

    day = NOON.date() + timedelta(days=3)
    need = make_need(stores, sessions=(SessionDraft(day, 600, 720, weeks=2),))
    page = browser.get(take_address(need)).text
    assert page.count('name="session"') == 2
    assert 'name="email"' not in page
    assert (
        'name="email"' in browser.get(take_address(need), params={"session": str(need.sessions[1].id)}).text
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "Say what the group may call you."),
        ({"email": "ada"}, "Enter an e-mail address in the right form"),
        ({"phone": "ring"}, "Enter a telephone number"),
        ({"age": ""}, "Tick that you are 18 or over"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    browser: TestClient, stores: Stores, changes: dict[str, str], message: str
) -> None:
    need = make_need(stores)
    answer = browser.post(take_address(need), data=typed(need, **changes))
    assert answer.status_code == 422
    assert message in answer.text
    assert "There is a problem" in answer.text
    for name in {"name", "email", "phone"} - set(changes):
        assert f'value="{TYPED[name]}"' in answer.text
    run_due(stores)
    assert letters(stores, TYPED["email"]) == []


def test_all_that_is_wrong_is_said_at_once(browser: TestClient, stores: Stores) -> None:
    need = make_need(stores)
    wrong = {"name": "", "email": "ada", "phone": "ring", "age": ""}
    page = browser.post(take_address(need), data=typed(need, **wrong)).text
    found = re.findall(r'href="#(name|email|phone|age)"', page)
    assert found == ["name", "email", "phone", "age"]


def test_a_used_link_leads_to_the_place(browser: TestClient, stores: Stores) -> None:
    need = make_need(stores)
    place = confirm(browser, stores, need)
    token = token_in(letters(stores, TYPED["email"])[0].body, "/volunteer/take/confirm/")
    again = browser.get(f"/volunteer/take/confirm/{token}")
    assert again.status_code == 303
    assert again.headers["location"] == place
    browser.post(place.partition("?")[0], data={"do": "give_back"})
    assert browser.get(f"/volunteer/take/confirm/{token}").status_code == 200


def test_a_place_is_taken_looked_after_and_given_back(browser: TestClient, stores: Stores) -> None:
    need = make_need(stores, places=1)
    place = confirm(browser, stores, need)
    assert "@" not in place
    page = browser.get(place).text
    assert "the place is yours" in page
    assert "Ask for cover" in page
    address = place.partition("?")[0]
    calendar = browser.get(f"{address}/calendar.ics")
    [event] = Calendar.from_ical(calendar.content).walk("VEVENT")
    assert event["dtstart"].dt == datetime(2026, 11, 26, 10, tzinfo=UTC)
    assert "Ada" not in calendar.text
    assert browser.get(take_address(need)).text.count("All places for this time are taken") == 1
    assert browser.post(address, data={"do": "cover"}).headers["location"] == f"{address}?said=cover"
    assert "You have asked for cover" in browser.get(address).text
    assert browser.post(address, data={"do": "keep"}).status_code == 303
    assert browser.post(address, data={"do": "give_back"}).status_code == 303
    assert "free again" in browser.get(f"{address}?said=give_back").text
    assert read(stores, need).state is NeedState.OPEN
    assert browser.post(address, data={"do": "give_back"}).status_code == 409
    assert browser.get("/placement/made-up").status_code == 404


def test_who_is_signed_in_takes_with_one_button(
    browser: TestClient, stores: Stores, settings: Settings
) -> None:
    need = make_need(stores)
    account = sign_in(browser, settings, "bea@example.org")
    assert "Take it as" not in browser.get(take_address(need)).text
    with session_scope(stores.people) as people:
        find_or_make(people, account, name="Bea Bold")
    assert "Take it as Bea Bold" in browser.get(take_address(need)).text
    answer = browser.post(take_address(need), data={"as": "me", "session": str(session_of(need))})
    assert answer.headers["location"].startswith("/placement/")
    assert len(placements(stores)) == 1


def test_an_invitation_is_answered_with_a_button(
    browser: TestClient, stores: Stores, settings: Settings
) -> None:
    need = make_need(stores, places=1)
    assert need.lsoa21 is not None
    bank(stores, 6, lsoa21=need.lsoa21)
    group(browser, settings, need)
    asked = browser.post(
        f"/desk/needs/{need.id}/invite",
        data={"session": str(session_of(need)), "within_m": "8000", "how_many": "10"},
    )
    assert asked.headers["location"] == f"/desk/needs/{need.id}/shifts?said=invited&n=5"
    page = browser.get(asked.headers["location"]).text
    assert "At least 5 people have been asked." in page
    assert "Asked: at least 5, said yes: 0, no answer yet: at least 5" in page
    assert "bank" not in page
    assert "Bea" not in page
    links = [
        token_in(letters(stores, f"bank{number}@example.org")[0].body, "/invitation/") for number in range(6)
    ]
    for _ in range(2):
        shown = browser.get(f"/invitation/{links[0]}")
        assert "Yes, I will help" in shown.text
    with Session(stores.people) as people:
        assert set(people.execute(select(col(Invitation.state))).scalars()) == {"sent"}
    no = browser.post(f"/invitation/{links[0]}", data={"answer": "no"})
    assert "You said no" in browser.get(no.headers["location"]).text
    yes = browser.post(f"/invitation/{links[1]}", data={"answer": "yes"})
    assert yes.headers["location"].startswith("/placement/")
    assert browser.get(f"/invitation/{links[1]}").headers["location"].startswith("/placement/")
    assert "It is filled, thank you" in browser.get(f"/invitation/{links[2]}").text
    late = browser.post(f"/invitation/{links[2]}", data={"answer": "yes"})
    assert "It is filled, thank you" in browser.get(late.headers["location"]).text
    page = browser.get(f"/desk/needs/{need.id}/shifts").text
    assert "Bea Bank1" in page
    assert "bank1@example.org" in page
    assert not re.search(r"Bank[02345]|bank[02345]@", page)
    with Session(stores.people) as people:
        looks = sorted(people.execute(select(col(VolunteerLook.what))).scalars())
        assert looks == ["contact", "name", "sent"]


def test_few_are_told_as_few(browser: TestClient, stores: Stores, settings: Settings) -> None:
    need = make_need(stores)
    assert need.lsoa21 is not None
    bank(stores, 1, lsoa21=need.lsoa21)
    group(browser, settings, need)
    for _ in range(2):  # one can be asked, and then nobody: neither is told from the other
        asked = browser.post(f"/desk/needs/{need.id}/invite", data={})
        assert asked.headers["location"] == f"/desk/needs/{need.id}/shifts?said=few"
        assert "Asked: fewer than 5, said yes: 0" in browser.get(asked.headers["location"]).text


def test_only_who_looks_after_the_group_sees_who_comes(
    browser: TestClient, stores: Stores, settings: Settings
) -> None:
    need = make_need(stores)
    shifts = f"/desk/needs/{need.id}/shifts"
    group(browser, settings, need)
    nobody = browser.get(shifts).text
    assert "Nobody yet." in nobody
    assert "because they took the task" not in nobody
    browser.cookies.clear()
    confirm(browser, stores, need)
    assert browser.get(shifts).headers["location"].startswith("/sign-in")
    sign_in(browser, settings, "other@example.org", (Role.OWNER, str(UUID(int=5))))
    assert browser.get(shifts).status_code == 403
    assert browser.post(f"/desk/needs/{need.id}/invite").status_code == 403
    group(browser, settings, need)
    page = browser.get(shifts).text
    assert "Ada Lark" in page
    assert "because they took the task" in page


def test_hours_are_told_agreed_and_certified(
    browser: TestClient, stores: Stores, settings: Settings, watch: Watch
) -> None:
    need = make_need(stores)
    place = confirm(browser, stores, need).partition("?")[0]
    watch.now = datetime(2026, 11, 26, 13, tzinfo=UTC)
    assert "How long did you help?" in browser.get(place).text
    wrong = browser.post(place, data={"do": "hours", "hours": "long"})
    assert wrong.status_code == 422
    assert 'value="long"' in wrong.text
    assert browser.post(place, data={"do": "hours", "hours": "2.5"}).status_code == 303
    assert "has not agreed to it yet" in browser.get(place).text
    certificate = f"/desk/volunteering/certificate.pdf?listing={need.listing_slug}"
    sign_in(browser, settings, TYPED["email"])
    assert browser.get(certificate).status_code == 404
    group(browser, settings, need)
    shifts = f"/desk/needs/{need.id}/shifts"
    assert "Agree to 2.5 hours" in browser.get(shifts).text
    [row] = placements(stores)
    assert browser.post(shifts, data={"placement": str(row.id), "do": "agree"}).status_code == 303
    assert "Came, 2.5 hours" in browser.get(shifts).text
    assert browser.get(certificate).status_code == 404
    sign_in(browser, settings, TYPED["email"])
    drawn = browser.get(certificate)
    assert drawn.headers["content-type"] == "application/pdf"
    assert drawn.headers["cache-control"] == "no-store"
    found = PdfReader(io.BytesIO(drawn.content))
    words = " ".join(found.pages[0].extract_text().split())
    assert "Ada Lark gave 2 hours 30 minutes of their time to March Library, on 26 November 2026" in words
    assert found.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_group_says_who_came(
    browser: TestClient, stores: Stores, settings: Settings, watch: Watch
) -> None:
    need = make_need(stores)
    confirm(browser, stores, need)
    group(browser, settings, need)
    shifts = f"/desk/needs/{need.id}/shifts"
    [row] = placements(stores)
    early = browser.post(shifts, data={"placement": str(row.id), "do": "came"})
    assert early.status_code == 409
    watch.now = datetime(2026, 11, 26, 13, tzinfo=UTC)
    wrong = browser.post(shifts, data={"placement": str(row.id), "do": "came", "hours": "many"})
    assert wrong.status_code == 422
    assert f'href="#hours-{row.id}"' in wrong.text
    assert f'id="hours-{row.id}"' in wrong.text
    done = browser.post(shifts, data={"placement": str(row.id), "do": "came", "hours": "2"})
    assert done.status_code == 303
    assert "Came, 2 hours" in browser.get(shifts).text


def test_a_need_without_times_waits_for_a_word(
    browser: TestClient, stores: Stores, settings: Settings
) -> None:
    need = make_need(stores, rhythm=Rhythm.REGULAR, sessions=(), slots=(SlotRead(2, 600, 720),))
    place = confirm(browser, stores, need)
    assert "At times to agree" in browser.get(place).text
    group(browser, settings, need)
    shifts = f"/desk/needs/{need.id}/shifts"
    assert "They wait to hear from you." in browser.get(shifts).text
    [row] = placements(stores)
    assert browser.post(shifts, data={"placement": str(row.id), "do": "touch"}).status_code == 303
    assert "They wait to hear from you." not in browser.get(shifts).text


def test_an_offer_waits_on_the_page_of_the_group(
    browser: TestClient, stores: Stores, settings: Settings
) -> None:
    need = make_need(stores, safe=True, check_level=CheckLevel.ENHANCED, workforce=Workforce.ADULT)
    assert confirm(browser, stores, need) == "/volunteer/take/waits"
    assert "writes to you about the check" in browser.get("/volunteer/take/waits").text
    group(browser, settings, need)
    shifts = f"/desk/needs/{need.id}/shifts"
    assert "Ada Lark" in browser.get(shifts).text
    with Session(stores.people) as people:
        offer = people.execute(select(col(Invitation.id))).scalar_one()
        assert find_account(people, TYPED["email"]) is not None
    wrong = browser.post(shifts, data={"offer": str(offer), "do": "seat", "checked_on": "31/1/26"})
    assert wrong.status_code == 422
    assert f'id="checked_on-{offer}"' in wrong.text
    assert 'value="31/1/26"' in wrong.text
    right = browser.post(shifts, data={"offer": str(offer), "do": "seat", "checked_on": "2026-03-31"})
    assert right.status_code == 303, right.text
    assert len(placements(stores)) == 1


def test_others_were_first(browser: TestClient, stores: Stores) -> None:
    need = make_need(stores, places=1)
    confirm(browser, stores, need)
    assert confirm(browser, stores, need, email="late@example.org", name="Lee Late") == "/volunteer/take/full"
    assert "Others were just before you" in browser.get("/volunteer/take/full").text


def test_who_took_one_thing_sees_it_first_and_what_was_sent(
    browser: TestClient, stores: Stores, settings: Settings
) -> None:
    need = make_need(stores)
    place = confirm(browser, stores, need).partition("?")[0]
    sign_in(browser, settings, TYPED["email"])
    page = browser.get("/desk/volunteering").text
    assert f'href="{place}"' in page
    assert page.index(place) < page.index("Want to be asked when something else fits?")
    assert "Thursday 26 November 2026, 10am to midday, for March Library" in page
    assert "Nobody asks you" not in page
    assert "You last said" not in page
    assert "were sent to March Library when you said yes, 23 November 2026" in page
    desk = browser.get("/desk").text
    assert 'href="/desk/volunteering"' in desk
    assert "You look after no listing yet" not in desk


def test_nothing_is_said_to_be_sent_where_nobody_runs_the_group(
    browser: TestClient, stores: Stores, settings: Settings
) -> None:
    confirm(browser, stores, make_need(stores, owned=False))
    sign_in(browser, settings, TYPED["email"])
    assert "were sent to" not in browser.get("/desk/volunteering").text


def test_the_desk_of_a_group_says_what_help_it_needs(
    browser: TestClient, stores: Stores, settings: Settings
) -> None:
    need = make_need(stores)
    group(browser, settings, need)
    desk = browser.get("/desk").text
    assert 'href="/desk/listing/march-library/needs"' in desk
    assert "1 thing is asked for, 0 of 5 places taken" in desk
    assert 'href="/desk/volunteering"' not in desk


def test_a_public_address_is_told_where_help_is_given(browser: TestClient, stores: Stores) -> None:
    need = make_need(stores)
    address = with_address(stores, need)
    place = confirm(browser, stores, need)
    assert address in browser.get(f"/volunteer/need/{need.slug}").text
    assert address in browser.get(place).text
    assert address in letters(stores, TYPED["email"])[-1].body


def test_an_address_that_is_not_shown_is_told_nowhere(browser: TestClient, stores: Stores) -> None:
    need = make_need(stores)
    with_address(stores, need, also_hidden=True)
    place = confirm(browser, stores, need)
    for page in (f"/volunteer/need/{need.slug}", place):
        assert "City Road" not in browser.get(page).text


def with_address(stores: Stores, need: NeedRead, *, also_hidden: bool = False) -> str:
    """Give the library a public address, and a second place that is not shown if told."""
    with session_scope(stores.directory) as directory:
        of = col(ServiceAtLocation.listing_id) == need.listing_id
        (row,) = directory.execute(
            select(Location)
            .join(ServiceAtLocation, col(ServiceAtLocation.location_id) == col(Location.id))
            .where(of)
        ).scalars()
        row.precision, row.address, row.postcode = "exact", "City Road\nMarch", "PE15 9LT"
        if also_hidden:
            hidden = Location(id=uuid4(), precision="hidden")
            directory.add(hidden)
            directory.flush()
            directory.add(ServiceAtLocation(id=uuid4(), listing_id=need.listing_id, location_id=hidden.id))
        mark_changed(directory, "listings")
        mark_changed(directory, "needs")
    return "City Road, March, PE15 9LT"
