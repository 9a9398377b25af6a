"""Does a language or an interest that is ticked on a page count, from the form to who is asked, and why?"""

import json
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from signed_in import sign_in
from sqlalchemy import text
from sqlmodel import Session, select
from taken import OWNER_EMAIL, bank, letters, make_need

from directory.jobs.models import AuditEntry
from directory.jobs.schemas import Stores
from directory.needs.schemas import NeedRead
from directory.settings import Settings
from directory.store import reading_scope
from directory.volunteers.exporting import export_volunteer
from directory.volunteers.models import Volunteer, VolunteerAway
from directory.words import Role
from tests.web.conftest import Page
from tests.web.desk.test_relay_pages import BROKERED, FENLAND, other

MARY = "bank0@example.org"


pytestmark = pytest.mark.usefixtures("watch")


@pytest.fixture
def need(stores: Stores) -> NeedRead:
    return make_need(stores, languages=("pl", "lt"), themes=("library",))


@pytest.fixture
def mary(app: FastAPI, stores: Stores, settings: Settings, need: NeedRead) -> TestClient:
    assert need.lsoa21 is not None
    bank(stores, 1, lsoa21=need.lsoa21)
    found = other(app)
    sign_in(found, settings, MARY)
    return found


@pytest.fixture
def owner(app: FastAPI, settings: Settings, need: NeedRead) -> TestClient:
    found = other(app)
    sign_in(found, settings, OWNER_EMAIL, (Role.OWNER, str(need.listing_id)))
    return found


def change(mary: TestClient, part: str, **form: str | list[str]) -> None:
    assert mary.post(f"/desk/volunteering/change/{part}", data=form).status_code == 303


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2].partition("</main>")[0]))


def volunteer(stores: Stores, *, name: str = "Bea Bank0") -> Volunteer:
    with Session(stores.people) as people:
        return next(row for row in people.exec(select(Volunteer)) if row.name == name)


def test_what_somebody_speaks_and_likes_is_why_a_need_fits_them(mary: TestClient) -> None:
    before = words_of(mary.get("/desk/volunteering").text)
    assert "Put books back" in before
    assert "you speak" not in before
    change(mary, "languages", languages=["pl", "xx"], other_language="de")
    change(mary, "interests", interests=["learning", "nothing"])
    after = words_of(mary.get("/desk/volunteering").text)
    assert "you speak Polish" in after
    assert "it is about what interests you: libraries and learning" in after
    assert "Languages Polish, German" in after
    shown = mary.get("/desk/volunteering/change/languages").text
    assert re.search(r'value="de" checked', shown), "another language has a box of its own once it is chosen"
    assert '<option value="de"' not in shown
    change(mary, "languages", languages=["de"])
    assert "you speak" not in words_of(mary.get("/desk/volunteering").text)


def test_what_fits_what_they_told_stands_first(mary: TestClient, stores: Stores) -> None:
    make_need(stores, slug="wisbech-library", title="Sort the post")
    make_need(stores, slug="march-library", title="Help at the allotment", themes=("community-growing",))

    def order() -> list[str]:
        page = words_of(mary.get("/desk/volunteering").text)
        titles = ("Put books back", "Sort the post", "Help at the allotment")
        return sorted((each for each in titles if each in page), key=page.index)

    change(mary, "interests", interests=["outdoors"])
    assert order()[0] == "Help at the allotment"
    change(mary, "interests", interests=[])
    change(mary, "languages", languages=["lt"])
    assert order()[0] == "Put books back"
    assert len(order()) == 3, "it rules nothing out"


def test_a_group_counts_and_asks_those_who_speak_a_language(
    mary: TestClient, owner: TestClient, stores: Stores, need: NeedRead
) -> None:
    assert need.lsoa21 is not None
    bank(stores, 5, lsoa21=need.lsoa21, who="pole", languages=("pl",))
    bank(stores, 6, lsoa21=need.lsoa21, who="else")
    change(mary, "languages", languages=["pl"])
    page = f"/desk/needs/{need.id}/people"
    everybody = words_of(owner.get(page).text)
    assert "10 to 14 people fit" in everybody
    assert "Polish 5 to 9" in everybody, "what would help is told, in fives"
    assert "Lithuanian" not in everybody.partition("Why they fit")[2].partition("Ask otherwise")[0]
    polish = owner.get(f"{page}?language=pl").text
    assert "5 to 9 people fit" in words_of(polish)
    assert "speak Polish" in words_of(polish)
    assert "Fewer than 5" in words_of(owner.get(f"{page}?language=lt").text)
    assert "10 to 14" in words_of(owner.get(f"{page}?language=martian").text), "only what is on the list"
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', polish))
    assert sent["language"] == "pl"
    assert owner.post(f"/desk/needs/{need.id}/invite", data=sent | {"how_many": "20"}).status_code == 303
    assert "You speak Polish" in letters(stores, MARY)[-1].body
    assert not letters(stores, "else0@example.org")
    with stores.people.connect() as connection:
        looks = connection.execute(
            text("SELECT detail FROM audit_entry WHERE action = 'volunteers counted'")
        ).scalars()
        assert any("languages=pl" in each for each in looks)


def test_time_credits_are_asked_for_and_all_of_it_is_in_what_is_kept(
    mary: TestClient, stores: Stores
) -> None:
    assert "Some groups give a Time Credit" in mary.get("/desk/volunteering/change/credits").text
    change(mary, "credits", earns_credits="yes")
    change(mary, "languages", languages=["bfi"])
    change(mary, "interests", interests=["daily", "active"])
    row = volunteer(stores)
    with reading_scope(stores.people) as people:
        kept = json.loads(json.dumps(export_volunteer(people, row.account_id)))["volunteer"]
    assert (kept["earns_credits"], kept["languages"], kept["themes"]) == (True, ["bfi"], ["daily", "active"])
    change(mary, "credits")
    assert not volunteer(stores).earns_credits


def test_a_coordinator_writes_it_down_too_and_a_change_of_the_name_loses_none(
    app: FastAPI, stores: Stores, settings: Settings
) -> None:
    desk = other(app)
    sign_in(desk, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    said = {
        **BROKERED,
        "languages": ["pl"],
        "other_language": "cy",
        "interests": ["outdoors"],
        "experience": "Thirty years a gardener.",
        "earns_credits": "yes",
    }
    numbered = desk.post("/desk/brokered/new", data={**said, "experience": "DBS 0012 3456 7890"})
    assert numbered.status_code == 422
    assert '<details class="govuk-details" open>' in numbered.text, "what is wrong is not folded away"
    assert desk.post("/desk/brokered/new", data=said).status_code == 303
    row = volunteer(stores, name="Nell Fenwick")
    one = f"/desk/brokered/{row.id}"
    told = words_of(desk.get(one).text)
    told_of = ("Polish, Welsh", "Outdoors", "Thirty years a gardener.", "Are counted")
    for each in (*told_of, "Up to about 20 miles from there"):
        assert each in told, each
    shown = desk.get(f"{one}/change").text
    boxes = re.findall(r'name="([\w_]+)" type="checkbox" value="([\w-]+)" checked', shown)
    again = {"name": "Nell Fen", "phone": BROKERED["phone"], "travel": BROKERED["travel"]}
    kept = {name: [value for found, value in boxes if found == name] for name, _ in boxes}
    assert desk.post(f"{one}/change", data={**again, **kept, "experience": row.experience}).status_code == 303
    after = volunteer(stores, name="Nell Fen")
    assert (after.languages, after.themes, after.earns_credits) == (["pl", "cy"], ["outdoors"], True)
    assert after.experience == "Thirty years a gardener."


def test_somebody_without_email_has_days_off_and_is_not_counted_on_them(
    app: FastAPI, stores: Stores, settings: Settings, need: NeedRead, owner: TestClient
) -> None:
    desk = other(app)
    sign_in(desk, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    assert desk.post("/desk/brokered/new", data={**BROKERED, "when": all_days()}).status_code == 303
    row = volunteer(stores, name="Nell Fenwick")
    assert need.lsoa21 is not None
    bank(stores, 4, lsoa21=need.lsoa21, who="four")
    page, away = f"/desk/needs/{need.id}/people", f"/desk/brokered/{row.id}/away"
    assert "5 to 9 people fit" in words_of(owner.get(page).text)
    day = need.sessions[0].starts_at
    typed = {"first": f"{day:%d/%m/%Y}"}
    for wrong in ({"first": f"40/1/{day.year}"}, {"last": "1"}, {"first": "1/1/2020"}):
        assert Page(desk.post(away, data=typed | wrong)).status == 422
    assert desk.post(away, data=typed).headers["location"] == away
    assert "Fewer than 5" in words_of(owner.get(page).text)
    listed = desk.get(away).text
    assert "Fenwick" not in listed
    found = re.search(r'name="id" value="([^"]+)"', listed)
    assert found
    far = other(app)
    sign_in(far, settings, "far@example.org", (Role.COORDINATOR, "E07000008"))
    assert far.get(away).status_code == 403
    assert far.post(away, data={"id": found[1]}).status_code == 403
    assert desk.post(away, data={"id": found[1]}).status_code == 303
    with Session(stores.people) as people:
        assert people.exec(select(VolunteerAway)).first() is None
        noted = people.exec(select(AuditEntry).where(AuditEntry.action == "change volunteer")).all()
        assert [(each.subject_id, each.detail) for each in noted] == [(str(row.id), "days off")] * 2
    assert "5 to 9 people fit" in words_of(owner.get(page).text)


def all_days() -> list[str]:
    return [f"{day}-{part}" for day in range(7) for part in range(3)]
