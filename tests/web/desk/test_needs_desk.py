"""Can a group say in a minute what help it needs, and is what was typed kept?"""

import re
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from signed_in import sign_in
from sqlalchemy import Engine, text

from directory import clock
from directory.needs.reading import needs_of, read_safeguarding
from directory.needs.schemas import NeedRead, SlotRead
from directory.needs.words import CheckLevel, NeedState, Rhythm, Workforce
from directory.settings import Settings
from directory.store import reading_scope, session_scope
from directory.words import Role
from tests.directory.needs.made import opened, safe
from tests.web.conftest import Page

NEW = "/desk/needs/new?listing=march-library"
FORM = {
    "title": "Put books back on the shelves",
    "rhythm": "micro",
    "whereabouts": "place",
    "places": "2",
    "minutes": "60",
    "day-1": "26/11/2026",
    "starts-1": "2pm",
    "ends-1": "3pm",
    "weeks-1": "3",
    "until": "",
    "contact_role": "Library manager",
    "answers_within_days": "2",
    "summary": "Trolleys fill up.",
    "do": "open",
}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    real = clock.now
    begun = real()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 12, tzinfo=UTC) + (real() - begun))


@pytest.fixture
def library(client: TestClient, settings: Settings, directory_engine: Engine) -> UUID:
    with directory_engine.connect() as connection:
        found = connection.execute(text("SELECT id FROM listing WHERE slug = 'march-library'")).scalar_one()
    sign_in(client, settings, "own@example.org", (Role.OWNER, str(UUID(found))))
    return UUID(found)


def only(engine: Engine, listing: UUID) -> NeedRead:
    with reading_scope(engine) as session:
        (need,) = needs_of(session, listing, whole=True)
    return need


def test_a_minute_is_enough(client: TestClient, directory_engine: Engine, library: UUID) -> None:
    assert 'href="/desk/listing/march-library/needs"' in client.get("/desk/listing/march-library").text
    started = client.get("/desk/needs/new", follow_redirects=False)
    assert started.headers["location"] == NEW
    new_id = re.search(r'name="new_id" value="([\w-]+)"', client.get(NEW).text)
    assert new_id
    for _ in range(2):
        answer = client.post(NEW, data=FORM | {"new_id": new_id[1]})
        assert "It is shown now" in Page(answer).main
    need = only(directory_engine, library)
    assert need.state is NeedState.OPEN
    assert need.rhythm is Rhythm.MICRO
    assert [each.starts_at for each in need.sessions] == [
        datetime(2026, 11, 26, 14, tzinfo=UTC),
        datetime(2026, 12, 3, 14, tzinfo=UTC),
        datetime(2026, 12, 10, 14, tzinfo=UTC),
    ]
    assert need.open_until == date(2026, 12, 10)
    assert need.themes == ("library",)
    page = Page(client.get("/desk/listing/march-library/needs"))
    assert "Put books back on the shelves" in page.main
    assert "Open · Thursday 26 November, 2pm to 3pm, 0 of 2 places taken" in " ".join(page.main.split())


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"title": ""}, "title", "Say what help you need"),
        ({"rhythm": ""}, "rhythm", "Say how often you need it"),
        ({"day-1": "soon"}, "day-1", "all four figures of the year, like 31/1/2027"),
        ({"starts-1": "early"}, "starts-1", "Enter a time like 9am"),
        ({"ends-1": "1pm"}, "ends-1", "ends before it begins"),
        ({"weeks-1": "27"}, "day-1", "1 to 26 weeks"),
        ({"places": "many"}, "places", "Enter a number of people"),
        ({"until": "1/1/2020"}, "until", "That day has passed"),
        ({"contact_role": "Mrs Example"}, "contact_role", "the name of a person"),
        ({"workforce": "child", "check_level": "enhanced"}, "workforce", "Say first how your group"),
        ({"min_age": "16"}, "min_age", "is a child you look after"),
        ({"postcode": "ZZ99 9ZZ"}, "postcode", "not known here"),
        ({"slot_day-1": "2"}, "slot_starts-1", "Enter a time like 9am"),
        ({"slot_starts-2": "2pm", "slot_ends-2": "3pm"}, "slot_day-2", "Choose the day of the week"),
        ({"day-3": "soon"}, "day-3", "all four figures of the year, like 31/1/2027"),
        ({"answers_within_days": "soon", "minutes": ""}, "answers_within_days", "Enter a number of days"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(
    client: TestClient, changes: dict[str, str], field: str, said: str
) -> None:
    sent = FORM | {"eases": "bus"} | changes
    page = Page(client.post(NEW, data=sent))
    assert page.status == 422
    summary = page.one(".//div[@class='govuk-error-summary']")
    (link,) = summary.iter("a")
    assert link.get("href") == f"#{field}"
    assert said in "".join(link.itertext())
    ids = {each.get("id") for each in page.root.iter() if each.get("id")}
    assert field in ids
    assert f"{field}-error" in ids
    values = {each.get("name"): each.get("value", "") for each in page.root.iter("input")}
    for name in ("title", "day-1", "starts-1", "minutes", "contact_role"):
        assert values[name] == sent[name]
    ticked = {each.get("value") for each in page.root.iter("input") if "checked" in each.attrib}
    assert "bus" in ticked


def test_a_need_is_changed_filled_and_closed(
    client: TestClient, directory_engine: Engine, library: UUID
) -> None:
    client.post(NEW, data=FORM | {"do": "save"})
    need = only(directory_engine, library)
    here = f"/desk/needs/{need.id}"
    assert "A draft: nobody sees it yet." in Page(client.get(here)).main
    assert client.get(f"/volunteer/need/{need.slug}").status_code == 404
    first = need.sessions[0]
    told = FORM | {
        "title": "Put books back, and tidy",
        "day-1": "",
        "starts-1": "",
        "ends-1": "",
        "weeks-1": "",
        "slot_day-1": "2",
        "slot_starts-1": "10am",
        "slot_ends-1": "noon",
    }
    client.post(here, data=told | {"keep": [str(first.id)]})
    changed = only(directory_engine, library)
    assert [each.id for each in changed.sessions] == [first.id]
    assert changed.slots == (SlotRead(2, 600, 720),)
    assert changed.state is NeedState.OPEN
    page = Page(client.post(f"{here}/step", data={"do": "fill"}))
    assert "Marked as filled" in page.main
    assert client.get(f"/volunteer/need/{changed.slug}").status_code == 410
    client.post(f"{here}/step", data={"do": "open"})
    assert only(directory_engine, library).state is NeedState.OPEN
    client.post(f"{here}/step", data={"do": "close"})
    assert only(directory_engine, library).state is NeedState.CLOSED
    assert client.post(f"{here}/step", data={"do": "fill"}).status_code == 422


def test_safeguarding_is_told_and_then_work_with_children_is_possible(
    client: TestClient, directory_engine: Engine, library: UUID
) -> None:
    here = "/desk/listing/march-library/safeguarding"
    bad = Page(client.post(here, data={"statement": "", "lead_role": "Lead", "reviewed_on": "1/11/2026"}))
    assert bad.status == 422
    assert "Say in a few sentences how you keep people safe" in bad.main
    wrong = Page(client.post(here, data={"statement": "We do.", "lead_role": "Lead", "reviewed_on": "x"}))
    assert "all four figures of the year" in wrong.main
    assert "We do." in wrong.html
    said = {"statement": "Nobody is alone with a child.", "lead_role": "Lead", "reviewed_on": "1/11/2026"}
    assert "Saved." in Page(client.post(here, data=said)).main
    with reading_scope(directory_engine) as session:
        told = read_safeguarding(session, library)
    assert told is not None
    assert told.reviewed_on == date(2026, 11, 1)
    client.post(NEW, data=FORM | {"workforce": "child", "check_level": "enhanced"})
    need = only(directory_engine, library)
    assert (need.workforce, need.check_level) == (Workforce.CHILD, CheckLevel.ENHANCED)


def test_nobody_changes_what_another_group_needs(
    client: TestClient, settings: Settings, directory_engine: Engine, library: UUID
) -> None:
    client.post(NEW, data=FORM)
    need = only(directory_engine, library)
    client.cookies.clear()
    sign_in(client, settings, "other@example.org", (Role.OWNER, str(UUID(int=7))))
    assert client.get(f"/desk/needs/{need.id}").status_code == 403
    assert client.post(f"/desk/needs/{need.id}", data=FORM).status_code == 403
    assert client.post(f"/desk/needs/{need.id}/step", data={"do": "close"}).status_code == 403
    assert client.post(NEW, data=FORM).status_code == 403
    assert only(directory_engine, library).state is NeedState.OPEN


def test_the_number_of_a_new_form_opens_nothing_of_another_group(
    client: TestClient, settings: Settings, directory_engine: Engine, library: UUID
) -> None:
    client.post(NEW, data=FORM)
    need = only(directory_engine, library)
    client.post(f"/desk/needs/{need.id}/step", data={"do": "close"})
    with directory_engine.connect() as connection:
        other = connection.execute(
            text("SELECT id, slug FROM listing WHERE slug != 'march-library' AND status = 'active' LIMIT 1")
        ).one()
    client.cookies.clear()
    sign_in(client, settings, "other@example.org", (Role.OWNER, str(UUID(other.id))))
    theirs = f"/desk/needs/new?listing={other.slug}"
    assert client.post(theirs, data=FORM | {"new_id": str(need.id)}).status_code == 409
    assert only(directory_engine, library).state is NeedState.CLOSED


def test_what_stands_in_the_form_again_says_the_same(
    client: TestClient, directory_engine: Engine, library: UUID
) -> None:
    with session_scope(directory_engine) as session:
        safe(session)
    more = {
        "workforce": "adult",
        "check_level": "basic",
        "check_note": "Always beside somebody who is checked",
        "skills": ["listening", "cooking"],
        "languages": ["pl"],
        "earns_credits": "yes",
        "expenses_note": "Bus fare",
        "postcode": "PE15 8AA",
        "slot_day-1": "3",
        "slot_starts-1": "09:00",
        "slot_ends-1": "10:00",
    }
    client.post(NEW, data=FORM | more)
    before = only(directory_engine, library)
    page = Page(client.get(f"/desk/needs/{before.id}"))
    sent: dict[str, list[str]] = {}
    for each in page.root.iter("input"):
        kind, name = each.get("type"), each.get("name")
        if name and (kind not in {"radio", "checkbox"} or "checked" in each.attrib):
            sent.setdefault(name, []).append(each.get("value", ""))
    for each in page.root.iter("textarea"):
        sent[each.get("name", "")] = [each.text or ""]
    for each in page.root.iter("select"):
        chosen = [option.get("value", "") for option in each.iter("option") if "selected" in option.attrib]
        sent[each.get("name", "")] = chosen or [""]
    client.post(f"/desk/needs/{before.id}", data=sent | {"do": ["save"]})
    after = only(directory_engine, library)
    changed = {
        name for name in NeedRead.__dataclass_fields__ if getattr(before, name) != getattr(after, name)
    }
    assert changed <= {"updated_at"}


@pytest.mark.usefixtures("library")
def test_all_that_is_missing_is_said_at_once(client: TestClient) -> None:
    page = Page(client.post(NEW, data={"summary": "Trolleys fill up."}))
    links = [link.get("href") for link in page.one(".//div[@class='govuk-error-summary']").iter("a")]
    assert links == ["#title", "#rhythm", "#contact_role"]
    assert "Trolleys fill up." in page.html


@pytest.mark.usefixtures("library")
def test_a_day_like_those_that_are_past_is_never_proposed(client: TestClient) -> None:
    page = client.get(NEW).text
    assert "Like 31/1/2027" in page
    assert "31/8/2026" not in page
    assert (
        "all four figures of the year, like 31/1/2027" in client.post(NEW, data=FORM | {"day-1": "soon"}).text
    )


@pytest.mark.parametrize(("day", "within"), [("24/11/2026", 1), ("26/11/2026", 2)])
def test_what_is_tomorrow_is_answered_in_a_day(
    client: TestClient, directory_engine: Engine, library: UUID, day: str, within: int
) -> None:
    client.post(NEW, data=FORM | {"answers_within_days": "", "day-1": day})
    assert only(directory_engine, library).answers_within_days == within


def test_finding_people_is_the_next_step(client: TestClient, library: UUID, directory_engine: Engine) -> None:
    page = client.post(NEW, data=FORM).text
    need = only(directory_engine, library)
    button = f'<a class="govuk-button" href="/desk/needs/{need.id}/people">Find people for it</a>'
    assert button in page
    assert page.index(button) < page.index('name="title"')


@pytest.mark.usefixtures("library")
def test_an_example_is_called_one_and_not_changed(client: TestClient, directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        made = opened(session, example=True)
    page = client.get("/desk/listing/march-library/needs").text
    assert "Example" in Page(client.get("/desk/listing/march-library/needs")).main
    assert f"/desk/needs/{made}" not in page
