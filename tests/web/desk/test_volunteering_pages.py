"""Can somebody join, see and change all that is kept of them, and take it back, on pages alone?"""

import base64
import re
import zlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from signed_in import sign_in
from sqlalchemy import Engine, text
from sqlmodel import Session, select
from taken import make_need

from directory import clock
from directory.accounts.models import Account
from directory.consents.service import BANK, agreed
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.messages.models import Message
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope
from directory.volunteers.models import DiversityAnswer, Volunteer, VolunteerLook
from directory.volunteers.reminders import still_url
from directory.volunteers.service import volunteer_of
from directory.volunteers.sharing import visible_to
from directory.words import Role
from tests.web.conftest import Page

MARY = "mary.quantock@example.org"
FORM = {
    "name": "Mary Quantock",
    "email": MARY,
    "postcode": "PE15 8AA",
    "when": ["3-0", "3-1", "5-2"],
    "skills": ["driving", "cooking"],
    "from_home": "yes",
    "age": "adult",
}


@pytest.fixture
def work(desk_settings: Settings, desk_app: TestClient) -> Callable[[], None]:
    """Do what waits, and give nothing."""
    del desk_app

    def work() -> None:
        stores = Stores(open_engine(desk_settings.database_url), open_people(desk_settings), desk_settings)
        run_due(stores)
        stores.directory.dispose()
        stores.people.dispose()

    return work


def bodies(people: Engine, to: str) -> list[str]:
    with Session(people) as session:
        return [each.body for each in session.scalars(select(Message)) if each.to_email == to]


def link_in(body: str, path: str) -> str:
    found = re.search(rf"https://hereabouts.example({path}[^\s]+)", body)
    assert found, body
    return found[1]


def join(desk_app: TestClient, work: Callable[[], None], people: Engine, **changes: object) -> None:
    sent = desk_app.post("/volunteer/join", data={**FORM, **changes})
    assert sent.status_code == 303, sent.text
    assert sent.headers["location"] == "/volunteer/join/sent"
    work()
    confirm = link_in(bodies(people, str(changes.get("email", MARY)))[-1], "/volunteer/join/confirm/")
    shown = desk_app.get(confirm)
    assert "Mary Quantock" in shown.text
    pressed = desk_app.post(confirm)
    done = "/volunteer/join/done" + ("?young=yes" if changes.get("age", "adult") != "adult" else "")
    assert pressed.headers["location"] == done
    assert ("written to your parent" in desk_app.get(done).text) is ("young" in done)
    again = desk_app.post(confirm)
    assert again.status_code == 410


def mine(people: Engine, email: str = MARY) -> Volunteer:
    with Session(people) as session:
        accounts = {each.id: each.email for each in session.scalars(select(Account))}
        return next(
            each for each in session.scalars(select(Volunteer)) if accounts.get(each.account_id) == email
        )


def test_nothing_is_kept_before_the_button_is_pressed(
    desk_app: TestClient, work: Callable[[], None], people: Engine
) -> None:
    assert desk_app.post("/volunteer/join", data=FORM).status_code == 303
    work()
    assert len(bodies(people, MARY)) == 1
    with Session(people) as session:
        assert session.execute(text("SELECT count(*) FROM volunteer")).scalar_one() == 0
        assert session.execute(text("SELECT count(*) FROM account")).scalar_one() == 0


def test_all_that_is_kept_is_shown_beforehand_and_from_home_only_where_it_was_ticked(
    desk_app: TestClient, work: Callable[[], None], people: Engine
) -> None:
    assert 'name="from_home" type="checkbox" value="yes">' in desk_app.get("/volunteer/join").text
    for from_home, said in (("yes", "homeYou would also help from home"), ("", "Help from homeNo")):
        desk_app.post("/volunteer/join", data={**FORM, "from_home": from_home})
        work()
        shown = Page(desk_app.get(link_in(bodies(people, MARY)[-1], "/volunteer/join/confirm/"))).main
        for each in (said, "How far you would goAbout 5 miles", "Your age18 or over", "Driving"):
            assert each in shown


def test_the_postcode_is_kept_nowhere_only_its_neighbourhood(
    desk_app: TestClient, work: Callable[[], None], people: Engine
) -> None:
    join(desk_app, work, people)
    row = mine(people)
    assert row.lsoa21 is not None
    assert row.lsoa21.startswith("E01")
    with people.connect() as connection:
        for (table,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all():
            for cells in connection.execute(text(f'SELECT * FROM "{table}"')):  # noqa: S608
                assert "PE15 8AA" not in str(cells), table
                assert "PE158AA" not in str(cells), table
    with Session(people) as session:
        assert agreed(session, row.account_id, BANK)  # type: ignore[arg-type]


def test_the_answer_is_the_same_for_somebody_known(
    desk_app: TestClient, work: Callable[[], None], people: Engine
) -> None:
    join(desk_app, work, people)
    known = desk_app.post("/volunteer/join", data=FORM)
    unknown = desk_app.post("/volunteer/join", data={**FORM, "email": "new@example.org"})
    assert (known.status_code, known.headers["location"]) == (
        unknown.status_code,
        unknown.headers["location"],
    )
    work()
    assert "with us already" in bodies(people, MARY)[-1]


def test_filling_in_the_form_again_takes_away_nothing_it_does_not_ask(
    desk_app: TestClient, desk_settings: Settings, work: Callable[[], None], people: Engine
) -> None:
    join(desk_app, work, people)
    sign_in(desk_app, desk_settings, MARY)
    for part in ("languages", "interests", "credits", "experience", "eases", "where"):
        form = {key: value for key, value in CHANGES[part][0].items() if key != "postcode"}
        assert desk_app.post(f"/desk/volunteering/change/{part}", data=form).status_code == 303
    join(desk_app, work, people, skills=["gardening"])
    row = mine(people)
    assert row.skills == ["gardening"]
    assert (row.languages, row.themes, row.earns_credits) == (["pl", "nl"], ["daily"], True)
    assert (row.experience, row.wants, row.travel_m) == ("Ten years in a shop.", ["step_free"], 3219)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "Enter your name."),
        ({"email": "no address"}, "Enter an e-mail address in the right form"),
        ({"postcode": "PE15"}, "Enter your full postcode"),
        ({"postcode": "March"}, "Enter your full postcode"),
        ({"age": ""}, "Choose how old you are"),
        ({"age": "grown"}, "Choose how old you are"),
        ({"age": "16_17"}, "Enter the name of your parent"),
        ({"age": "16_17", "guardian_name": "Ann", "guardian_email": MARY}, "not your own"),
        ({"name": "Mary 001234567890"}, "Leave out the number"),
    ],
)
def test_a_bad_form_says_what_to_mend_and_keeps_what_was_typed(
    desk_app: TestClient, change: dict[str, str], said: str
) -> None:
    answer = desk_app.post("/volunteer/join", data={**FORM, **change})
    assert answer.status_code == 422
    assert answer.text.count(said) == 2, "in the summary and at the field"
    assert 'value="3-0" checked' in answer.text
    assert 'value="driving" checked' in answer.text


def test_a_guardian_says_yes_before_anybody_is_asked(
    desk_app: TestClient, work: Callable[[], None], people: Engine
) -> None:
    join(desk_app, work, people, age="16_17", guardian_name="Ann Quantock", guardian_email="ann@example.org")
    assert mine(people).state == "resting"
    link = link_in(bodies(people, "ann@example.org")[0], "/volunteer/guardian/")
    assert "Mary Quantock" in desk_app.get(link).text
    assert mine(people).state == "resting", "looking changes nothing"
    desk_app.post(link, data={"agrees": "yes"})
    assert mine(people).state == "ready"
    desk_app.post(link, data={"agrees": "no"})
    assert mine(people).state == "resting"
    assert desk_app.get(link[:-3] + "xyz").status_code in {404, 410}


YOUNG = {"age": "16_17", "guardian_name": "Ann Quantock", "guardian_email": "ann@example.org"}


def test_a_guardians_yes_wakes_nobody_who_wants_to_rest(
    desk_app: TestClient, desk_settings: Settings, work: Callable[[], None], people: Engine
) -> None:
    join(desk_app, work, people, **YOUNG)
    link = link_in(bodies(people, "ann@example.org")[0], "/volunteer/guardian/")
    sign_in(desk_app, desk_settings, MARY)
    desk_app.post("/desk/volunteering", data={"do": "rest"})
    for agrees in ("yes", "yes", "no", "yes"):
        desk_app.post(link, data={"agrees": agrees})
        assert mine(people).state == "resting"


def test_an_address_that_is_called_a_guardians_is_not_written_to_again_and_again(
    desk_app: TestClient,
    desk_settings: Settings,
    work: Callable[[], None],
    people: Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    join(desk_app, work, people, **YOUNG)
    sign_in(desk_app, desk_settings, MARY)
    begun = clock.now()
    answers = []
    for seconds in range(2, 12, 2):
        monkeypatch.setattr(clock, "now", lambda: begun + timedelta(seconds=seconds))  # noqa: B023 - at once
        answers.append(desk_app.post("/desk/volunteering", data={"do": "guardian"}).status_code)
    assert answers == [303, 303, 429, 429, 429]
    assert len(bodies(people, "ann@example.org")) == 3


def test_nobody_is_their_own_guardian(
    desk_app: TestClient, desk_settings: Settings, work: Callable[[], None], people: Engine
) -> None:
    join(desk_app, work, people, **YOUNG)
    sign_in(desk_app, desk_settings, MARY)
    own = desk_app.post("/desk/volunteering/change/age", data=YOUNG | {"guardian_email": MARY.upper()})
    assert own.status_code == 422
    assert "not your own" in own.text
    assert mine(people).guardian_email == "ann@example.org"


def test_nothing_is_unpacked_from_a_guardians_link_that_we_did_not_sign(
    desk_app: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zlib, "decompress", pytest.fail)
    packed = base64.urlsafe_b64encode(zlib.compress(b'"' + b"0" * 9_000_000 + b'"')).decode().rstrip("=")
    assert desk_app.get(f"/volunteer/guardian/.{packed}.forged").status_code == 404


@pytest.fixture
def mary(
    desk_app: TestClient, desk_settings: Settings, work: Callable[[], None], people: Engine
) -> TestClient:
    join(desk_app, work, people)
    sign_in(desk_app, desk_settings, MARY)
    return desk_app


def test_my_page_says_at_a_glance_whether_when_and_where(mary: TestClient) -> None:
    page = mary.get("/desk/volunteering").text
    for said in (
        "You are ready to be asked",
        "Thursday, 9am to 5pm",
        "Saturday, 5pm to 9pm",
        "Driving",
    ):
        assert said in page


DAY_OFF = {"first": f"24/3/{clock.now().year + 1}"}
CHANGES = {
    "name": ({"name": "Mary Zebra", "phone": "01632 960123"}, "Mary Zebra"),
    "when": ({"when": ["0-1"], "day": "1", "from": "14:15", "until": "15:00"}, "Tuesday, 2:15pm to 3pm"),
    "where": ({"travel": "3219", "transport": ["car"], "postcode": "CB7 4DY"}, "Driving a car"),
    "what": ({"skills": ["gardening"]}, "Gardening and outdoors"),
    "languages": ({"languages": ["pl"], "other_language": "nl"}, "Polish, Dutch"),
    "interests": ({"interests": ["daily"]}, "Food and money"),
    "credits": ({"earns_credits": "yes"}, "Are counted"),
    "eases": ({"wants": ["step_free"]}, "Step-free"),
    "experience": ({"experience": "Ten years in a shop."}, "Ten years in a shop."),
    "check": (
        {"level": "enhanced", "workforce": "adult", "day": "1 March 2026"},
        "Enhanced DBS check, adults at risk",
    ),
    "training": (
        {
            "what": "reference",
            "listing": "/listing/march-library",
            "day": "1/3/2026",
        },
        "Held by March Library",
    ),
    "sharing": ({"listing": "march-library", "shared": ["name", "checks"]}, "Your checks and training"),
}


@pytest.mark.parametrize("part", CHANGES)
def test_each_part_is_changed_in_a_form_of_its_own(mary: TestClient, part: str) -> None:
    form, said = CHANGES[part]
    assert mary.get(f"/desk/volunteering/change/{part}").status_code == 200
    assert said not in mary.get("/desk/volunteering").text
    saved = mary.post(f"/desk/volunteering/change/{part}", data=form)
    assert saved.status_code == 303, saved.text
    assert said in mary.get("/desk/volunteering").text


def test_days_off_are_added_and_taken_away(mary: TestClient) -> None:
    assert mary.post("/desk/volunteering/change/away", data=DAY_OFF).status_code == 303
    shown = mary.get("/desk/volunteering/change/away").text
    number = re.search(r'name="id" value="([^"]+)"', shown)
    assert number
    mary.post("/desk/volunteering/change/away", data={"id": number[1]})
    assert 'name="id"' not in mary.get("/desk/volunteering/change/away").text


@pytest.mark.parametrize(
    ("part", "form", "said"),
    [
        ("experience", {"experience": "DBS 0012 3456 7890"}, "Say only what kind of check"),
        ("name", {"name": ""}, "Enter your name"),
        ("check", {"workforce": "adult"}, "Choose which check"),
        (
            "check",
            {"level": "basic", "workforce": "adult", "day": "31/2/2026"},
            "There is no 31 February 2026",
        ),
        ("sharing", {"listing": "nothing", "shared": ["name"]}, "Enter the address of the group"),
        ("when", {"day": "1", "from": "3pm", "until": "15:00"}, "Enter a time like"),
        ("training", {"what": "reference"}, "all four figures of the year"),
        ("away", {"first": "1"}, "all four figures of the year"),
        ("away", DAY_OFF | {"last": "1"}, "all four figures of the year"),
        (
            "away",
            DAY_OFF | {"last": f"1/1/{clock.now().year + 1}"},
            "Enter a last day that is not before",
        ),
        ("away", DAY_OFF | {"first": "24/3/2020"}, "Enter days in the next two years"),
    ],
)
def test_a_bad_part_is_shown_again(mary: TestClient, part: str, form: dict[str, str], said: str) -> None:
    answer = mary.post(f"/desk/volunteering/change/{part}", data=form)
    assert answer.status_code == 422
    assert Page(answer).main.count(said) == 2, "above with a link to its field, and there"


def test_a_look_is_seen_and_a_share_is_ended_with_one_press(mary: TestClient, people: Engine) -> None:
    mary.post("/desk/volunteering/change/sharing", data={"listing": "march-library", "shared": ["name"]})
    row = mine(people)
    with session_scope(people) as session:
        found = volunteer_of(session, row.account_id)  # type: ignore[arg-type]
        assert found is not None
        listing = found.grants[0].listing_id
        seen = visible_to(session, row.id, listing, account_id=row.id)
    assert (seen.name, seen.email, seen.checks) == ("Mary Quantock", None, None)
    assert "March Library looked at your name" in mary.get("/desk/volunteering").text
    mary.post("/desk/volunteering", data={"do": "end_share", "id": str(listing)})
    with session_scope(people) as session:
        assert visible_to(session, row.id, listing, account_id=row.id).name is None
        assert len(session.scalars(select(VolunteerLook)).all()) == 1, "where nothing is seen nobody looked"


def test_resting_and_coming_back(mary: TestClient, people: Engine) -> None:
    mary.post("/desk/volunteering", data={"do": "rest"})
    assert mine(people).state == "resting"
    assert "You may ask me again" in mary.get("/desk/volunteering").text
    mary.post("/desk/volunteering", data={"do": "still"})
    assert mine(people).state == "resting", "a no is not unsaid by a button about something else"
    mary.post("/desk/volunteering", data={"do": "again"})
    assert mine(people).state == "ready"


def test_everything_is_taken_back_and_the_account_too(mary: TestClient, people: Engine) -> None:
    shown = mary.get("/desk/volunteering/leave").text
    assert "Your account goes too" in shown
    left = mary.post("/desk/volunteering/leave")
    assert left.headers["location"] == "/volunteer/left"
    assert mary.get("/volunteer/left").status_code == 200
    with Session(people) as session:
        assert session.execute(text("SELECT count(*) FROM volunteer")).scalar_one() == 0
        assert session.execute(text("SELECT count(*) FROM account")).scalar_one() == 0
        assert session.execute(text("SELECT count(*) FROM message")).scalar_one() == 0
    assert mary.get("/desk/volunteering").status_code == 303


def test_one_cannot_reach_what_is_somebody_elses(
    mary: TestClient, new_browser: Callable[[], TestClient], desk_settings: Settings, people: Engine
) -> None:
    form, _ = CHANGES["check"]
    mary.post("/desk/volunteering/change/check", data=form)
    with Session(people) as session:
        found = volunteer_of(session, mine(people).account_id)  # type: ignore[arg-type]
    assert found is not None
    other = new_browser()
    sign_in(other, desk_settings, "bo@example.org")
    page = other.get("/desk/volunteering")
    assert "We keep nothing of you" in page.text
    assert "Mary" not in page.text
    other.post("/desk/volunteering", data={"do": "remove_check", "id": str(found.checks[0].id)})
    assert "Enhanced DBS check" in mary.get("/desk/volunteering").text


def test_answers_about_oneself_are_tied_to_nobody(
    desk_app: TestClient, desk_settings: Settings, people: Engine
) -> None:
    answer = desk_app.post("/volunteer/about-you", data={"age": "45_64", "disability": "no"})
    assert answer.status_code == 303
    with Session(people) as session:
        rows = session.scalars(select(DiversityAnswer)).all()
        assert {(row.question, row.answer, row.district) for row in rows} == {
            ("age", "45_64", None),
            ("disability", "no", None),
        }
    assert desk_app.post("/volunteer/about-you", data={"age": "999"}).status_code == 422
    sign_in(desk_app, desk_settings, "co@example.org", (Role.COORDINATOR, "E07000010"))
    page = desk_app.get("/desk/volunteering/who").text
    assert page.count("not told") >= 10


def test_still_right_by_a_link_shows_nobody(
    mary: TestClient, new_browser: Callable[[], TestClient], people: Engine, desk_settings: Settings
) -> None:
    desk_app = new_browser()
    assert mary.get("/desk/volunteering").status_code == 200
    link = still_url(desk_settings, mine(people).id).removeprefix("https://hereabouts.example")
    shown = desk_app.get(link)
    assert "Mary" not in shown.text
    before = mine(people).current_at
    desk_app.post(link)
    assert mine(people).current_at > before
    assert desk_app.get("/volunteer/still-right/made-up").status_code == 404


def test_a_few_things_that_fit_are_on_the_page_of_who_is_ready(
    desk_app: TestClient, work: Callable[[], None], people: Engine, desk_settings: Settings
) -> None:
    join(
        desk_app,
        work,
        people,
        postcode="PE15 9LT",
        when=[f"{day}-{part}" for day in range(7) for part in range(3)],
    )
    sign_in(desk_app, desk_settings, MARY)
    assert "Nothing that groups have told us fits you today." in desk_app.get("/desk/volunteering").text
    stores = Stores(open_engine(desk_settings.database_url), open_people(desk_settings), desk_settings)
    need = make_need(stores)
    stores.directory.dispose()
    stores.people.dispose()
    page = desk_app.get("/desk/volunteering").text
    assert "A few things that fit you now" in page
    assert f'<a class="govuk-link" href="/volunteer/need/{need.slug}">{need.title}</a>' in page
    desk_app.post("/desk/volunteering", data={"do": "rest"})
    assert "A few things that fit you now" not in desk_app.get("/desk/volunteering").text
