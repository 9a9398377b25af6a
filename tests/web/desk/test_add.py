"""Does a group get from an empty form to a published listing, and is nothing lost on the way?"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sending import CONTACT, SENDER, WHAT, confirm_of, fill_in, ids, letters, links, send_in
from signed_in import begin_session
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from directory.accounts.models import Account, RoleGrant
from directory.settings import Settings
from directory.store import session_scope
from directory.words import Role

FENLAND = "E07000010"


@pytest.fixture(scope="module")
def desk_database(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give these tests a directory of their own: they publish in it."""
    folder = tmp_path_factory.mktemp("adding")
    shutil.copy(built_database, folder / "directory.sqlite3")
    return folder / "directory.sqlite3"


@pytest.fixture
def moderator(people: Engine, desk_settings: Settings, new_browser: Callable[[], TestClient]) -> TestClient:
    browser = new_browser()
    with session_scope(people) as session:
        _, cookie = begin_session(
            session,
            desk_settings,
            "moderator@example.org",
            ((Role.COORDINATOR, FENLAND),),
            second_factor=True,
        )
    browser.cookies.set("__Host-desk", cookie)
    return browser


def test_a_group_is_published_and_its_sender_owns_it(
    desk_app: TestClient, people: Engine, moderator: TestClient
) -> None:
    token = send_in(desk_app)
    assert "Look at your e-mail" in desk_app.get(f"/sent/{token}").text
    assert "a…@example.org" in desk_app.get(f"/sent/{token}").text
    [submission] = ids(people)
    assert "Nothing waits for you" in moderator.get("/desk/queue").text
    link = confirm_of(people, "ada@example.org")
    assert "Yes, I sent it" in desk_app.get(link).text
    assert "Nothing waits for you" in moderator.get("/desk/queue").text, "looking changes nothing"
    assert desk_app.post(link).headers["location"] == f"/sent/{token}"
    assert desk_app.post(link).status_code == 410
    assert "March Knit and Natter" in moderator.get("/desk/queue").text
    item = moderator.get(f"/desk/queue/{UUID(submission)}").text
    assert "ada@example.org" in item
    assert "Tuesday" in item
    done = moderator.post(f"/desk/queue/{UUID(submission)}", data={"decision": "approve"})
    assert done.headers["location"] == "/desk/queue?of=add&told=yes&said=approved"
    subject, body = letters(people, "ada@example.org")[-1]
    assert subject == "March Knit and Natter is in the directory"
    assert "To hear of money and offers that fit it, tell more at" in body
    assert re.search(r"/desk/listing/march-knit-and-natter[a-z0-9-]*/profile$", body, re.MULTILINE)
    page = desk_app.get(links(body, "listing")[0])
    assert page.status_code == 200
    for said in (
        "March Knit and Natter",
        "Community room",
        "10am to 12:30pm",
        "01632 960123",
    ):
        assert said in page.text
    assert "knitters@example.org" not in page.text, "it was not ticked"
    assert "ada@example.org" not in page.text
    again = moderator.post(f"/desk/queue/{UUID(submission)}", data={"decision": "decline", "reason": "No"})
    assert again.status_code == 409
    assert "Somebody has already decided this" in again.text
    with Session(people) as session:
        asked = select(Account.email).join(RoleGrant, RoleGrant.account_id == Account.id)
        assert session.exec(asked.where(RoleGrant.role == "owner")).all() == ["ada@example.org"]
    with people.connect() as connection:
        given = connection.execute(text("SELECT purpose, what, how FROM consent_event")).one()
        assert tuple(given) == ("upkeep", "given", "add form")


def test_what_was_typed_stays_where_something_is_wrong(desk_app: TestClient) -> None:
    answer = desk_app.post("/add", data={"name": "<b>Knitters</b>", "kind": "", "summary": ""})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert "&lt;b&gt;Knitters&lt;/b&gt;" in answer.text
    assert '<a href="#kind">Choose what it is.</a>' in answer.text


def test_the_wrong_answers_of_a_page_are_kept_as_well(desk_app: TestClient) -> None:
    token = desk_app.post("/add", data=WHAT).headers["location"].split("/")[2]
    typed = {"where": "place", "postcode": "PE15 8Z", "day-1": "tue", "start-1": "ten", "end-1": "12"}
    answer = desk_app.post(f"/add/{token}/where", data=typed)
    assert answer.status_code == 422
    assert 'href="#postcode"' in answer.text
    assert 'href="#start-1"' in answer.text
    back = desk_app.get(f"/add/{token}/where").text
    assert 'value="PE15 8Z"' in back
    assert 'value="ten"' in back
    assert desk_app.get(f"/add/{token}").headers["location"] == f"/add/{token}/where"


def test_a_draft_is_come_back_to(desk_app: TestClient, people: Engine) -> None:
    token = desk_app.post("/add", data=WHAT).headers["location"].split("/")[2]
    saved = desk_app.post(f"/add/{token}/where", data={"where": "place", "postcode": "PE15", "later": "1"})
    assert saved.headers["location"] == f"/add/{token}/later"
    page = desk_app.get(f"/add/{token}/later").text
    assert f"/add/{token}" in page
    for _ in range(3):
        desk_app.post(f"/add/{token}/later", data={"email": "ada@example.org"})
    [(_, body)] = letters(people, "ada@example.org")
    assert links(body, "add") == [f"/add/{token}"]
    wrong = desk_app.post(f"/add/{token}/later", data={"email": "ada"})
    assert wrong.status_code == 422
    assert 'value="PE15"' in desk_app.get(f"/add/{token}/where").text


def test_the_link_is_kept_as_a_hash_and_no_other_opens_it(desk_app: TestClient, people: Engine) -> None:
    token = fill_in(desk_app)
    with people.connect() as connection:
        kept = str(connection.execute(text("SELECT * FROM submission")).one())
    assert token not in kept
    assert desk_app.get(f"/add/{token[:-1]}x").status_code == 404
    assert desk_app.get("/sent/" + "A" * 5000).status_code in {404, 414}


def test_what_looks_the_same_is_shown_before_it_is_sent(desk_app: TestClient) -> None:
    token = fill_in(desk_app, what={"name": "March Library"}, where={"postcode": "PE15 9LT"})
    page = desk_app.get(f"/add/{token}/check").text
    assert "Is it one of these?" in page
    assert 'href="/listing/march-library"' in page
    assert "It is not one of those: send it" in page


def test_a_home_is_never_told_finer_than_its_parish(
    desk_app: TestClient, people: Engine, moderator: TestClient
) -> None:
    home = {"where": "parish", "area": "PE15 8AA", "postcode": "PE15 8AA", "address": "7 Secret Road"}
    token = send_in(desk_app, where=home, what={"name": "Home Bakers of March"})
    desk_app.post(confirm_of(people, "ada@example.org"))
    assert "Secret Road" not in desk_app.get(f"/add/{token}/check").text
    moderator.post(f"/desk/queue/{UUID(ids(people)[0])}", data={"decision": "approve"})
    page = desk_app.get(links(letters(people, "ada@example.org")[-1][1], "listing")[0])
    assert page.status_code == 200
    assert "Secret Road" not in page.text
    assert "We know the parish only" in page.text


def test_a_returned_group_is_mended_and_sent_again(
    desk_app: TestClient, people: Engine, moderator: TestClient
) -> None:
    token = send_in(desk_app, what={"name": "Wimblington Whistlers"})
    desk_app.post(confirm_of(people, "ada@example.org"))
    item = f"/desk/queue/{UUID(ids(people)[0])}"
    silent = moderator.post(item, data={"decision": "return", "reason": " "})
    assert silent.status_code == 422
    assert "Say why" in silent.text
    moderator.post(item, data={"decision": "return", "reason": "Say where you whistle."})
    subject, body = letters(people, "ada@example.org")[-1]
    assert subject == "One thing to change: Wimblington Whistlers"
    assert "Say where you whistle." in body
    assert links(body, "add") == [f"/add/{token}"]
    assert "Say where you whistle." in desk_app.get(f"/add/{token}/what").text
    desk_app.post(f"/add/{token}/what", data={**WHAT, "name": "Wimblington Whistlers"})
    answer = desk_app.post(f"/add/{token}/check", data=SENDER)
    assert answer.headers["location"] == f"/sent/{token}"
    assert "Thank you. We have it" in desk_app.get(f"/sent/{token}").text, "the address was proved before"
    moderator.post(item, data={"decision": "decline", "reason": "It is in Norfolk."})
    assert "It is in Norfolk." in desk_app.get(f"/sent/{token}").text
    assert "It is in Norfolk." in letters(people, "ada@example.org")[-1][1]


def test_a_moderator_mends_before_approving(
    desk_app: TestClient, people: Engine, moderator: TestClient
) -> None:
    send_in(desk_app, what={"name": "KNITTERS OF DODDINGTON!!!"})
    desk_app.post(confirm_of(people, "ada@example.org"))
    mend = f"/desk/queue/{UUID(ids(people)[0])}/mend"
    assert 'value="KNITTERS OF DODDINGTON!!!"' in moderator.get(mend).text
    typed = {
        **WHAT,
        "name": "Knitters of Doddington",
        "where": "place",
        "postcode": "PE15 8AA",
        "place": "Community room",
        "day-1": "tue",
        "start-1": "10:00",
        "end-1": "12:30",
        **CONTACT,
        "email": "",
    }
    assert moderator.post(mend, data={**typed, "name": ""}).status_code == 422
    assert moderator.post(mend, data=typed).headers["location"] == "/desk/queue?of=add&told=yes&said=approved"
    page = desk_app.get(links(letters(people, "ada@example.org")[-1][1], "listing")[0]).text
    assert "Knitters of Doddington" in page
    assert "10am to 12:30pm" in page


def test_only_so_many_wait_of_one_address_and_come_from_one_network(desk_app: TestClient) -> None:
    for number in range(5):
        send_in(desk_app, what={"name": f"Group {number}"})
    token = fill_in(desk_app)
    full = desk_app.post(f"/add/{token}/check", data=SENDER)
    assert full.status_code == 429
    assert "not decided yet" in full.text
    for _ in range(14):
        assert desk_app.post("/add", data=WHAT).status_code == 303
    assert desk_app.post("/add", data=WHAT).status_code == 429


def test_a_robot_is_told_apart_and_not_refused(
    desk_app: TestClient, people: Engine, moderator: TestClient
) -> None:
    send_in(desk_app, check={"website_address": "http://spam.example"})
    desk_app.post(confirm_of(people, "ada@example.org"))
    page = moderator.get("/desk/queue").text
    assert "within 20 seconds of opening the form and a field was filled in that people do not see" in page
    assert "robot" not in page


def test_what_is_too_long_is_said_and_kept(desk_app: TestClient) -> None:
    answer = desk_app.post("/add", data={**WHAT, "summary": "x" * 700})
    assert answer.status_code == 422
    assert "Write at most 500 characters. You wrote 700." in answer.text


def test_it_is_taken_back(desk_app: TestClient, people: Engine, moderator: TestClient) -> None:
    token = send_in(desk_app)
    link = confirm_of(people, "ada@example.org")
    desk_app.post(f"/sent/{token}", data={"withdraw": "1"})
    assert "You took it back" in desk_app.get(f"/sent/{token}").text
    assert desk_app.post(link).status_code in {409, 410}
    assert "Nothing waits" in moderator.get("/desk/queue").text


def test_a_moderator_of_elsewhere_does_not_see_it(
    desk_app: TestClient,
    people: Engine,
    desk_settings: Settings,
    new_browser: Callable[[], TestClient],
) -> None:
    send_in(desk_app)
    desk_app.post(confirm_of(people, "ada@example.org"))
    with session_scope(people) as session:
        _, cookie = begin_session(
            session,
            desk_settings,
            "far@example.org",
            ((Role.PARTNER_EDITOR, "E07000008"),),
            second_factor=False,
        )
    browser = new_browser()
    browser.cookies.set("__Host-desk", cookie)
    assert "Nothing waits" in browser.get("/desk/queue").text
    assert browser.get(f"/desk/queue/{UUID(ids(people)[0])}").status_code == 403


def test_a_mistyped_address_is_put_right_and_strangers_are_not_written_to(
    desk_app: TestClient, people: Engine
) -> None:
    token = send_in(desk_app, check={"sender": "adda@example.org"})
    old = confirm_of(people, "adda@example.org")
    assert f'href="/add/{token}/check"' in desk_app.get(f"/sent/{token}").text
    assert desk_app.post(f"/add/{token}/check", data=SENDER).status_code == 303
    assert desk_app.post(old).status_code == 410, "the link to the wrong address proves nothing any more"
    for number in range(2):
        assert (
            desk_app.post(f"/add/{token}/check", data={"sender": f"x{number}@example.org"}).status_code == 303
        )
    assert desk_app.post(f"/add/{token}/check", data={"sender": "x9@example.org"}).status_code == 429
    assert letters(people, "x9@example.org") == []
