"""Can a volunteer ask and a group answer on pages, and a coordinator speak for somebody, and nobody else?"""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from signed_in import sign_in
from sqlmodel import Session, select
from taken import OWNER_EMAIL, bank, letters, make_need, session_of, token_in
from watch import Watch

from directory.accounts.schemas import Who
from directory.jobs.schemas import Stores
from directory.needs.schemas import NeedRead
from directory.settings import Settings
from directory.volunteers.inviting import answer, invite
from directory.volunteers.models import RelayThread, Volunteer, VolunteerLook
from directory.volunteers.relay_words import LONGEST
from directory.volunteers.wanted import wanted_of
from directory.words import Role

FENLAND = "E07000010"
ASKING = Who(uuid4(), OWNER_EMAIL, (), uuid4(), second_factor=False)
BROKERED = {
    "name": "Nell Fenwick",
    "phone": "01632 960 321",
    "address": "4 Chain Bridge",
    "postcode": "PE15 8AA",
    "travel": "32187",
    "how": "by telephone, entered by a coordinator",
    "when": ["3-0", "3-1"],
}


pytestmark = pytest.mark.usefixtures("watch")


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False) as found:
        yield found


def other(app: FastAPI) -> TestClient:
    return TestClient(app, follow_redirects=False)


def invited(stores: Stores, need: NeedRead) -> str:
    assert need.lsoa21 is not None
    bank(stores, 1, lsoa21=need.lsoa21)
    invite(stores, need.id, session_of(need), wanted_of(need, need.sessions[0]), how_many=1, actor=ASKING)
    return token_in(letters(stores, "bank0@example.org")[-1].body, "/invitation/")


def test_a_question_from_an_invitation_is_answered_on_the_desk(
    app: FastAPI, browser: TestClient, stores: Stores, settings: Settings, watch: Watch
) -> None:
    need = make_need(stores)
    token = invited(stores, need)
    assert f"/invitation/{token}/question" in browser.get(f"/invitation/{token}").text
    form = browser.get(f"/invitation/{token}/question")
    assert (form.status_code, form.headers["cache-control"]) == (200, "no-store")
    long = browser.post(f"/invitation/{token}/question", data={"do": "say", "body": "y" * (LONGEST + 1)})
    assert long.status_code == 422
    assert 'href="#body"' in long.text
    assert "y" * LONGEST in long.text, "what was typed is kept"
    asked = browser.post(
        f"/invitation/{token}/question", data={"do": "say", "body": "A <b>step</b>? ann@example.org"}
    )
    assert asked.status_code == 303
    mine = browser.get(asked.headers["location"])
    assert "A &lt;b&gt;step&lt;/b&gt;?" in mine.text
    assert "without the address or number" in mine.text
    assert "ann@example.org" not in mine.text

    group, page = other(app), f"/desk/needs/{need.id}/questions"
    sign_in(group, settings, OWNER_EMAIL, (Role.OWNER, str(need.listing_id)))
    shown = group.get(page).text
    assert "Somebody you asked (1)" in shown
    for hidden in ("bank0@", "Bea Bank", "ann@example.org"):
        assert hidden not in shown
    with Session(stores.people) as people:
        thread = people.exec(select(RelayThread)).one().id
    empty = group.post(page, data={"do": "say", "thread": str(thread), f"body-{thread}": " "})
    assert empty.status_code == 422
    assert f'href="#body-{thread}"' in empty.text
    watch.now += timedelta(minutes=1)
    said = group.post(page, data={"do": "say", "thread": str(thread), f"body-{thread}": "None at all."})
    assert said.headers["location"] == f"{page}?said=passed"
    relay = token_in(letters(stores, "bank0@example.org")[-1].body, "/relay/")
    assert "None at all." in browser.get(f"/relay/{relay}").text

    answer(stores, token, accept=True)
    assert "Bea Bank0" in group.get(page).text, "who said yes is known to the group"
    with Session(stores.people) as people:
        assert {each.what for each in people.exec(select(VolunteerLook)).all()} == {"name", "contact", "sent"}
    ended = browser.post(f"/relay/{relay}", data={"do": "end"})
    assert ended.headers["location"] == f"/relay/{relay}?said=ended"
    assert "Pass it on" not in browser.get(f"/relay/{relay}").text
    late = group.post(page, data={"do": "say", "thread": str(thread), f"body-{thread}": "Hello?"})
    assert late.status_code == 409


def test_who_does_not_run_the_listing_reads_nothing(
    app: FastAPI, browser: TestClient, stores: Stores, settings: Settings
) -> None:
    need, other_need = make_need(stores), make_need(stores, slug="ely-library", title="Water the plants")
    token = invited(stores, need)
    browser.post(f"/invitation/{token}/question", data={"do": "say", "body": "A quilted step?"})
    with Session(stores.people) as people:
        thread = people.exec(select(RelayThread)).one().id
    coordinator, page = other(app), f"/desk/needs/{need.id}/questions"
    sign_in(coordinator, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    shown = coordinator.get(page)
    assert "1 person has asked something" in shown.text
    assert "quilted" not in shown.text
    data = {"do": "say", "thread": str(thread), f"body-{thread}": "Hello"}
    assert coordinator.post(page, data=data).status_code == 403
    ely = other(app)
    sign_in(ely, settings, "ely@example.org", (Role.OWNER, str(other_need.listing_id)))
    assert ely.get(page).status_code == 403
    across = ely.post(f"/desk/needs/{other_need.id}/questions", data=data)
    assert across.status_code == 404, "not through a need of one's own either"


def test_a_link_of_one_kind_opens_nothing_of_another(browser: TestClient, stores: Stores) -> None:
    need = make_need(stores)
    token = invited(stores, need)
    browser.post(f"/invitation/{token}/question", data={"do": "say", "body": "Hello?"})
    with Session(stores.people) as people:
        row = people.exec(select(RelayThread)).one()
    for wrong in (token, str(row.id), row.id.hex, row.volunteer_alias, row.group_alias):
        assert browser.get(f"/relay/{wrong}").status_code == 404
    assert browser.get(f"/placement/{token}/question").status_code == 404


def test_a_coordinator_writes_somebody_down_and_answers_for_them(
    app: FastAPI, stores: Stores, settings: Settings
) -> None:
    need = make_need(stores)
    desk = other(app)
    sign_in(desk, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    assert "/desk/brokered" in desk.get("/desk").text
    no_word = desk.post("/desk/brokered/new", data={**BROKERED, "how": ""})
    assert no_word.status_code == 422
    assert "Choose how they agreed." in no_word.text
    assert "Nell Fenwick" in no_word.text
    assert desk.post("/desk/brokered/new", data={**BROKERED, "postcode": "CB7 4AA"}).status_code in {403, 422}
    assert desk.post("/desk/brokered/new", data=BROKERED).headers["location"] == "/desk/brokered?said=added"
    with Session(stores.people) as people:
        row = people.exec(select(Volunteer)).one()
        assert (row.account_id, row.brokered_in, row.travel_m) == (None, FENLAND, 32187)
    listed = desk.get("/desk/brokered").text
    assert "N.F." in listed
    assert "Fenwick" not in listed
    wanted = wanted_of(need, need.sessions[0])
    assert invite(stores, need.id, session_of(need), wanted, how_many=1, actor=ASKING).asked == 1
    one = f"/desk/brokered/{row.id}"
    shown = desk.get(one).text
    assert "01632 960321" in shown
    ask = re.search(r'name="ask" value="([\w-]+)"', shown)
    assert ask is not None
    assert desk.post(one, data={"do": "end"}).status_code == 422, "not without saying that it is wished"
    said = desk.post(one, data={"do": "yes", "ask": ask[1]})
    assert said.headers["location"] == f"{one}?said=accepted"
    assert "Nell Fenwick" in letters(stores, OWNER_EMAIL)[-1].body
    assert "/placement/" in desk.get(one).text
    saved = desk.post(f"{one}/change", data={**BROKERED, "postcode": "", "name": "Nell Fen"})
    assert saved.headers["location"] == f"{one}?said=saved"
    elsewhere = other(app)
    sign_in(elsewhere, settings, "far@example.org", (Role.COORDINATOR, "E07000008"))
    assert "N.F." not in elsewhere.get("/desk/brokered").text
    for page in (one, f"{one}/change"):
        assert elsewhere.get(page).status_code == 403
        assert elsewhere.post(page, data={"do": "end", "sure": "yes"}).status_code == 403
    gone = desk.post(one, data={"do": "end", "sure": "yes"})
    assert gone.headers["location"] == "/desk/brokered?said=ended"
    assert desk.get(one).status_code == 404
