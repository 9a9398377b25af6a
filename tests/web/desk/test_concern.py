"""Does a safety concern reach a named role at once, and nobody else?"""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mail_server import Box, mail_server
from pydantic import SecretStr
from signed_in import sign_in
from sqlmodel import Session, select

from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.messages.models import Message
from directory.settings import Settings
from directory.store import open_engine, open_people
from directory.volunteers.models import SafetyConcern
from directory.words import Role

FENLAND, CAMBRIDGE = "E07000010", "E07000008"
MARCH = "march-library"
WORDS = "A stranger took photographs of the children."
COORDINATOR = "coordinator@example.org"


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def stores(settings: Settings) -> Iterator[Stores]:
    opened = Stores(open_engine(settings.database_url), open_people(settings), settings)
    yield opened
    opened.directory.dispose()
    opened.people.dispose()


def tell(browser: TestClient, **typed: str) -> str:
    answer = browser.post("/concern", data={"listing": MARCH, "body": WORDS} | typed)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def mail(stores: Stores) -> list[Message]:
    with Session(stores.people) as session:
        return [each for each in session.exec(select(Message)) if "safety" in each.subject]


def test_it_reaches_the_coordinators_of_the_district_at_once_by_real_mail(
    browser: TestClient, stores: Stores, settings: Settings
) -> None:
    sign_in(browser, settings, "other@example.org", (Role.COORDINATOR, CAMBRIDGE))
    sign_in(browser, settings, COORDINATOR, (Role.COORDINATOR, FENLAND))
    browser.cookies.clear()
    assert tell(browser, reply_to="ada@example.org") == "/concern/told"
    box = Box()
    with mail_server(box) as smtp:
        run_due(
            Stores(stores.directory, stores.people, settings.model_copy(update={"smtp_url": SecretStr(smtp)}))
        )
    [received] = [each for each in box.received if "safety" in str(each.mail["Subject"])]
    assert received.to == COORDINATOR
    assert "March Library" in received.text
    for secret in (WORDS, "ada@example.org"):
        assert secret not in received.text, "it is read on the desk, not in a mailbox"


def test_who_may_reads_it_and_that_is_noted_and_nobody_else_does(
    browser: TestClient, stores: Stores, settings: Settings
) -> None:
    tell(browser, reply_to="ada@example.org")
    with Session(stores.people) as session:
        [row] = session.exec(select(SafetyConcern)).all()
    page = f"/desk/concerns/{row.id}"
    for role, scope in (
        (Role.COORDINATOR, CAMBRIDGE),
        (Role.PARTNER_EDITOR, FENLAND),
        (Role.PARISH_CLERK, "E04001687"),
    ):
        sign_in(browser, settings, f"{role.value}@example.org", (role, scope))
        assert browser.get(page).status_code == 403
        assert WORDS not in browser.get("/desk/concerns").text
    account = sign_in(browser, settings, COORDINATOR, (Role.COORDINATOR, FENLAND))
    listed = browser.get("/desk/concerns").text
    assert "Nobody has read it" in listed
    assert WORDS not in listed
    shown = browser.get(page).text
    assert WORDS in shown
    assert "ada@example.org" in shown
    with Session(stores.people) as session:
        read = session.get_one(SafetyConcern, row.id)
        assert (read.state, read.read_by) == ("read", account)
    assert browser.post(page, data={"outcome": " "}).status_code == 422
    assert browser.post(page, data={"outcome": "Handed to the police."}).status_code == 303
    assert "Handed to the police." in browser.get(page).text


def test_nobody_in_the_district_and_the_administrators_hear(
    browser: TestClient, stores: Stores, settings: Settings
) -> None:
    assert "Nobody is named here yet" in browser.get("/concern").text
    assert tell(browser) == "/concern/told?heard=no"
    assert "nobody is named here yet" in browser.get("/concern/told?heard=no").text
    sign_in(browser, settings, "admin@example.org", (Role.ADMINISTRATOR, None))
    assert "Nobody is named here yet" not in browser.get("/concern").text
    assert tell(browser, listing="") == "/concern/told"
    assert [each.to_email for each in mail(stores)] == ["admin@example.org"]


def test_the_words_stand_sealed_and_an_error_keeps_them(browser: TestClient, stores: Stores) -> None:
    refused = browser.post("/concern", data={"listing": MARCH, "body": WORDS, "reply_to": "nobody"})
    assert refused.status_code == 422
    assert WORDS in refused.text
    assert 'href="#reply_to"' in refused.text
    assert browser.post("/concern", data={"body": "  "}).status_code == 422
    tell(browser)
    with stores.people.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM safety_concern").all()
    assert len(rows) == 1
    assert "photographs" not in repr(rows)


def test_ten_worries_an_hour_from_one_library_are_heard(browser: TestClient, stores: Stores) -> None:
    for _ in range(10):
        assert browser.post("/concern", data={"body": WORDS}, follow_redirects=False).status_code == 303
    assert browser.post("/concern", data={"body": WORDS}, follow_redirects=False).status_code == 429
    with Session(stores.people) as session:
        assert len(session.exec(select(SafetyConcern)).all()) == 10
