"""Can a tired clerk write a notice, can somebody check it, and can nobody do it on another's ground?"""

import re
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from signed_in import sign_in
from sqlalchemy import Engine, text

from directory import clock
from directory.changes.schemas import Actor
from directory.noticeboard.reading import read_by_id
from directory.noticeboard.schemas import NoticeDraft, NoticeRead
from directory.noticeboard.service import open_notice, send_for_check, write_notice
from directory.noticeboard.words import Phase
from directory.settings import Settings
from directory.store import reading_scope, session_scope
from directory.words import Role
from tests.directory.noticeboard.made import CAMBRIDGE, FENLAND, MARCH, WISBECH, draft
from tests.web.conftest import Page

CLERK = Actor("parish_clerk", UUID(int=4))
TYPED = {
    "kind": "funding",
    "title": "Small grants for young people",
    "summary": "Up to £500 for groups that work with young people.",
    "deadline": "31/12/2026",
}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    real = clock.now
    begun = real()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 12, tzinfo=UTC) + (real() - begun))


def listing(engine: Engine, slug: str) -> UUID:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT id FROM listing WHERE slug = :slug"), {"slug": slug})
        return UUID(found.scalar_one())


def council(engine: Engine, parish: str) -> UUID:
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT l.id FROM listing l JOIN service_at_location s ON s.listing_id = l.id "
                "JOIN location p ON p.id = s.location_id "
                "WHERE l.kind = 'parish_council' AND p.parish = :parish"
            ),
            {"parish": parish},
        )
        return UUID(found.scalar_one())


def put(engine: Engine, said: NoticeDraft, state: str = "draft") -> UUID:
    with session_scope(engine) as session:
        found = write_notice(session, said, actor=CLERK, change_id=uuid4())
        if state == "waiting":
            send_for_check(session, found, actor=CLERK, change_id=uuid4())
        if state == "open":
            open_notice(session, found, actor=CLERK, change_id=uuid4())
    return found


def read(engine: Engine, notice_id: UUID) -> NoticeRead:
    with reading_scope(engine) as session:
        return read_by_id(session, notice_id)


def made(client: TestClient, address: str, form: dict[str, object]) -> UUID:
    """Send the form, and give the notice it led to."""
    sent = client.post(address, data=form, follow_redirects=False)
    assert sent.status_code == 303, Page(sent).main
    return UUID(sent.headers["location"].split("/")[3].split("?")[0])


def form_of(client: TestClient, address: str) -> dict[str, object]:
    """Read a form as a browser sends it back untouched."""
    page = Page(client.get(address))
    assert page.status == 200
    found: dict[str, object] = {}
    form = next(each for each in page.root.iter("form") if each.get("action") == address.partition("?")[0])
    for field in form.iter():
        name = field.get("name", "")
        if field.tag == "textarea":
            found[name] = (field.text or "").removeprefix("\n")
        elif field.tag == "select":
            chosen = [each.get("value", "") for each in field.iter("option") if "selected" in each.attrib]
            found[name] = chosen[0] if chosen else next(field.iter("option")).get("value", "")
        elif field.tag == "input" and (field.get("type") in {"text", "hidden"} or "checked" in field.attrib):
            value = field.get("value", "")
            if field.get("type") == "checkbox" and name in found:
                kept = found[name]
                found[name] = [*(kept if isinstance(kept, list) else [kept]), value]
            else:
                found[name] = value
    return found


def test_an_owner_writes_the_least_sends_it_and_a_clerk_opens_it(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    library = listing(directory_engine, "march-library")
    sign_in(client, settings, "own@example.org", (Role.OWNER, str(library)))
    assert "Notices" in client.get("/desk").text
    form = form_of(client, "/desk/notices/new")
    assert (form["issuer"], form["reach"], form.get("kind")) == (f"listing:{library}", FENLAND, None)
    found = made(client, "/desk/notices/new", form | TYPED)
    page = Page(client.get(f"/desk/notices/{found}"))
    assert page.heading == "Small grants for young people"
    assert "Send it to be checked" in page.main
    assert "Open it to readers" not in page.main
    assert client.post(f"/desk/notices/{found}/check", data={"do": "open"}).status_code == 403
    client.post(f"/desk/notices/{found}/check", data={"do": "send"})
    notice = read(directory_engine, found)
    assert (notice.phase, notice.said.issuer_name, notice.said.areas) == (
        Phase.WAITING,
        "March Library",
        (FENLAND,),
    )
    sign_in(client, settings, "clerk@example.org", (Role.PARISH_CLERK, MARCH))
    assert "1 thing waits for you" in client.get("/desk").text
    listed = Page(client.get("/desk/notices"))
    assert "Waiting for your check" in listed.main
    shown = Page(client.get(f"/desk/notices/{found}"))
    assert "Closes on Thursday 31 December, in 38 days" in shown.main
    assert "Closes on Thursday 31 December, in 38 days" in listed.main
    assert "Open it to readers" in shown.main
    refused = client.post(f"/desk/notices/{found}/check", data={"do": "return", "reason": " "})
    assert refused.status_code == 422
    assert "Say what is to be mended" in refused.text
    done = client.post(
        f"/desk/notices/{found}/check",
        data={"do": "return", "reason": "Say how long the form is."},
        follow_redirects=False,
    )
    assert done.headers["location"] == "/desk/notices?said=returned"
    sign_in(client, settings, "own@example.org", (Role.OWNER, str(library)))
    back = Page(client.get(f"/desk/notices/{found}"))
    assert "Say how long the form is." in back.main
    edit = form_of(client, f"/desk/notices/{found}/edit")
    made(client, f"/desk/notices/{found}/edit", edit | {"effort": "2-page form, about 3 hours"})
    client.post(f"/desk/notices/{found}/check", data={"do": "send"})
    sign_in(client, settings, "clerk@example.org", (Role.PARISH_CLERK, MARCH))
    client.post(f"/desk/notices/{found}/check", data={"do": "open"})
    last = read(directory_engine, found)
    assert (last.phase, last.said.effort, last.edition) == (Phase.OPEN, "2-page form, about 3 hours", 1)
    assert "As readers see it" in client.get(f"/desk/notices/{found}").text


def test_every_field_goes_through_the_form_and_back(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    sign_in(client, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    form: dict[str, object] = {
        **form_of(client, "/desk/notices/new"),
        **TYPED,
        "kind": "training",
        "issuer_find": "march-library",
        "deadline": "",
        "day": "10/12/2026",
        "starts": "6:30pm",
        "ends": "8pm",
        "body": "Come.\n\n- tea\n- toast",
        "opens_on": "1/12/2026",
        "amount_min": "£1,000",
        "amount_max": "5000",
        "pays_for": "Rooms",
        "effort": "An hour",
        "url": "https://www.example.org/grants",
        "contact_role": "Clerk",
        "contact_phone": "01632 960001",
        "contact_email": "clerk@example.org",
        "place": "The back room",
        "venues": "ely-library\r\n",
        "about": "March Library",
        "districts": [CAMBRIDGE],
        "reach": "other",
        "places": "March\r\nWisbech parish, E04001657",
        "outside": "yes",
        "shape": '{"type":"Polygon","coordinates":[[[0.05,52.52],[0.15,52.52],[0.15,52.58],[0.05,52.52]]]}',
        "kinds": ["group", "hub"],
        "capitals": "social",
        "categories": ["young-people", "sport"],
        "beneficiaries": "carers",
        "sizes": "under_10",
        "incomes": ["none", "under_5k"],
        "registered": "no",
        "paperwork": ["constitution", "bank_account"],
    }
    with directory_engine.connect() as connection:
        known = {each[0] for each in connection.execute(text("SELECT slug FROM category"))}
    form["categories"] = sorted(known)[:2]
    found = made(client, "/desk/notices/new", form)
    said = read(directory_engine, found).said
    assert said.starts_at == datetime(2026, 12, 10, 18, 30, tzinfo=UTC)
    assert said.ends_at == datetime(2026, 12, 10, 20, 0, tzinfo=UTC)
    assert set(said.areas) == {CAMBRIDGE, MARCH, WISBECH, "E04001657"}
    assert (said.amount_min, said.amount_max, said.issuer_name) == (1000, 5000, "March Library")
    assert said.rules.registered is False
    assert [each.value for each in said.rules.kinds] == ["group", "hub"]
    assert said.issuer_listing_id == listing(directory_engine, "march-library")
    again = form_of(client, f"/desk/notices/{found}/edit")
    made(client, f"/desk/notices/{found}/edit", again)
    assert read(directory_engine, found).said == said
    page = Page(client.get(f"/desk/notices/{found}"))
    for words in (
        "6:30pm to 8pm",
        "£1,000 to £5,000",
        "tea",
        "01632 960001",
        "A bank account in the group's name",
    ):
        assert words in page.main, words


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": ""}, "title", "Give the notice a title"),
        ({"summary": "x" * 301}, "summary", "Use 300 at most"),
        ({"kind": ""}, "kind", "Choose what it is about"),
        ({"deadline": ""}, "deadline", "Say how long it holds"),
        ({"deadline": "soon"}, "deadline", "all four figures of the year"),
        ({"deadline": "1/11/2026"}, "deadline", "The deadline has passed"),
        ({"starts": "7pm"}, "day", "Say on which day"),
        ({"day": "1/12/2026", "ends": "9pm"}, "starts", "Say from when too"),
        ({"day": "1/12/2026", "starts": "late"}, "starts", "Enter a time like"),
        ({"amount_min": "many"}, "amount_min", "Enter whole pounds"),
        ({"amount_min": "500", "amount_max": "100"}, "amount_max", "the other way round"),
        ({"reach": "everywhere", "places": "March"}, "reach", "Choose everywhere, or"),
        ({"reach": "other"}, "places", "Name the places"),
        ({"reach": "E99999999"}, "reach", "Choose who may read it"),
        ({"issuer_name": ""}, "issuer_name", "Say who issues it"),
        ({"places": "Atlantis"}, "places", "no parish or ward called Atlantis"),
        ({"url": "www.example.org"}, "url", "like https://"),
        ({"shape": "a circle"}, "shape", "Paste a GeoJSON Polygon"),
        ({"venues": "Nowhere hall at all"}, "venues", "No listing here is called"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(
    client: TestClient, settings: Settings, changes: dict[str, str], field: str, words: str
) -> None:
    sign_in(client, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    typed = {**TYPED, "issuer": f"district:{FENLAND}", "issuer_name": "Example Fund", "effort": "An evening"}
    page = Page(client.post("/desk/notices/new", data=typed | changes))
    assert page.status == 422
    assert words in page.main
    assert any(each.get("href") == f"#{field}" for each in page.root.iter("a"))
    assert any(each.get("id") == field for each in page.root.iter())
    assert any(each.get("id") == f"{field}-error" for each in page.root.iter())
    assert page.one(".//input[@name='effort']").get("value") == "An evening"
    kept = {**typed, **changes}["title"]
    assert page.one(".//input[@name='title']").get("value") == kept


@pytest.mark.parametrize(
    ("role", "scope", "reads", "opens"),
    [
        (Role.OWNER, "march-library", True, False),
        (Role.OWNER, "ely-library", False, False),
        (Role.PARISH_CLERK, MARCH, True, True),
        (Role.PARISH_CLERK, WISBECH, False, False),
        (Role.PARTNER_EDITOR, FENLAND, True, True),
        (Role.PARTNER_EDITOR, CAMBRIDGE, False, False),
        (Role.COORDINATOR, FENLAND, True, True),
        (Role.ADMINISTRATOR, None, True, True),
    ],
)
def test_each_role_reaches_as_far_as_its_ground(
    client: TestClient,
    settings: Settings,
    directory_engine: Engine,
    role: Role,
    scope: str | None,
    *,
    reads: bool,
    opens: bool,
) -> None:
    library = listing(directory_engine, "march-library")
    said = draft(issuer_listing_id=library, district=None, areas=(FENLAND,))
    waiting = put(directory_engine, said, "waiting")
    where = str(listing(directory_engine, scope or "")) if role is Role.OWNER else scope
    sign_in(client, settings, "some@example.org", (role, where))
    for path in ("", "/edit", "/outcome"):
        assert client.get(f"/desk/notices/{waiting}{path}").status_code == (200 if reads else 403), path
    assert ("Small grants" in client.get("/desk/notices").text) is reads
    sent = client.post(f"/desk/notices/{waiting}/check", data={"do": "open"}, follow_redirects=False)
    assert sent.status_code == (303 if opens else 403)
    assert read(directory_engine, waiting).phase is (Phase.OPEN if opens else Phase.WAITING)


def test_a_notice_of_a_district_is_its_editors_and_not_a_clerks(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    waiting = put(directory_engine, draft(), "waiting")
    for role, scope, status in (
        (Role.PARISH_CLERK, MARCH, 403),
        (Role.PARTNER_EDITOR, CAMBRIDGE, 403),
        (Role.PARTNER_EDITOR, FENLAND, 303),
    ):
        sign_in(client, settings, f"{role}-{scope}@example.org".lower(), (role, scope))
        sent = client.post(f"/desk/notices/{waiting}/check", data={"do": "open"}, follow_redirects=False)
        assert sent.status_code == status


def test_nobody_writes_in_the_name_of_what_is_not_theirs(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    library, other = (listing(directory_engine, slug) for slug in ("march-library", "ely-library"))
    sign_in(client, settings, "own@example.org", (Role.OWNER, str(library)))
    for issuer in (f"listing:{other}", f"district:{FENLAND}"):
        sent = client.post("/desk/notices/new", data={**TYPED, "issuer": issuer, "issuer_name": "Us"})
        assert sent.status_code == 403
    mine = put(directory_engine, draft(issuer_listing_id=library, district=None))
    edit = form_of(client, f"/desk/notices/{mine}/edit")
    sent = client.post(f"/desk/notices/{mine}/edit", data=edit | {"issuer": f"listing:{other}"})
    assert sent.status_code == 403
    assert read(directory_engine, mine).said.issuer_listing_id == library


def test_a_clerk_begins_in_the_name_of_the_council_for_the_parish(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    sign_in(client, settings, "clerk@example.org", (Role.PARISH_CLERK, MARCH))
    form = form_of(client, f"/desk/notices/new?area={MARCH}")
    assert form["issuer"] == f"listing:{council(directory_engine, MARCH)}"
    assert (form["reach"], form["places"]) == (MARCH, "")
    found = made(client, "/desk/notices/new", form | TYPED)
    client.post(f"/desk/notices/{found}/check", data={"do": "open"})
    notice = read(directory_engine, found)
    assert (notice.phase, notice.said.areas) == (Phase.OPEN, (MARCH,))


@pytest.mark.parametrize(
    ("role", "scope", "begins", "areas"),
    [
        (Role.PARISH_CLERK, MARCH, MARCH, (MARCH,)),
        (Role.COORDINATOR, FENLAND, FENLAND, (FENLAND,)),
        (Role.PARTNER_EDITOR, FENLAND, FENLAND, (FENLAND,)),
        (Role.ADMINISTRATOR, None, "own", (FENLAND,)),
    ],
)
def test_a_notice_begins_with_the_place_of_whoever_issues_it_in_plain_sight(
    client: TestClient,
    settings: Settings,
    directory_engine: Engine,
    role: Role,
    scope: str | None,
    begins: str,
    areas: tuple[str, ...],
) -> None:
    sign_in(client, settings, "some@example.org", (role, scope))
    form = form_of(client, "/desk/notices/new")
    assert (form["reach"], "districts" in form, "kind" in form) == (begins, False, False)
    page = Page(client.get("/desk/notices/new"))
    folded = {each.get("name") for part in page.root.iter("details") for each in part.iter("input")}
    assert not folded & {"reach", "issuer_name"}
    if role is Role.ADMINISTRATOR:
        form["issuer"] = f"district:{FENLAND}"
    sent = client.post("/desk/notices/new", data=form | TYPED | {"kind": ""})
    assert "Choose what it is about" in sent.text
    found = made(client, "/desk/notices/new", form | TYPED | {"issuer_name": "Example Fund"})
    assert read(directory_engine, found).said.areas == areas
    edit = form_of(client, f"/desk/notices/{found}/edit")
    assert edit["reach"] == areas[0]
    made(client, f"/desk/notices/{found}/edit", edit | {"reach": "everywhere"})
    assert read(directory_engine, found).said.areas == ()
    assert form_of(client, f"/desk/notices/{found}/edit")["reach"] == "everywhere"


def test_an_event_without_an_hour_is_its_day_everywhere(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    sign_in(client, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    typed = {**form_of(client, "/desk/notices/new"), **TYPED, "issuer_name": "Example Fund"}
    typed |= {"title": "A day out", "kind": "event", "deadline": "", "day": "5 December 2026"}
    found = made(client, "/desk/notices/new", typed)
    edit = form_of(client, f"/desk/notices/{found}/edit")
    assert (edit["day"], edit["starts"], edit["ends"]) == ("5/12/2026", "", "")
    made(client, f"/desk/notices/{found}/edit", edit)
    preview = Page(client.get(f"/desk/notices/{found}"))
    client.post(f"/desk/notices/{found}/check", data={"do": "open"})
    slug = read(directory_engine, found).slug
    shown = Page(client.get(f"/noticeboard/{slug}"))
    for page in (preview, Page(client.get("/noticeboard")), shown):
        assert "Saturday 5 December" in page.main
        assert not re.search(r"midnight|12am|00:00", page.main)
    assert '"startDate":"2026-12-05"' in shown.html
    assert "Everybody." in shown.main
    assert "Does it fit us?" not in shown.main
    calendar = client.get(f"/noticeboard/{slug}.ics").text
    assert "DTSTART;VALUE=DATE:20261205" in calendar
    assert "DTEND;VALUE=DATE:20261206" in calendar


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    found = put(directory_engine, draft())
    sign_in(client, settings, "ed@example.org", (Role.PARTNER_EDITOR, FENLAND))
    mine = form_of(client, f"/desk/notices/{found}/edit")
    with session_scope(directory_engine) as session:
        write_notice(session, draft(summary="Theirs."), actor=CLERK, change_id=uuid4(), notice_id=found)
    page = Page(client.post(f"/desk/notices/{found}/edit", data=mine | {"summary": "Mine."}))
    assert page.status == 422
    assert "Somebody else changed it meanwhile" in page.main
    assert "Mine." in page.html
    assert read(directory_engine, found).said.summary == "Theirs."


def test_a_button_pressed_twice_does_once_and_one_pressed_late_says_so(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    waiting = put(directory_engine, draft(), "waiting")
    sign_in(client, settings, "ed@example.org", (Role.PARTNER_EDITOR, FENLAND))
    page = client.get(f"/desk/notices/{waiting}").text
    change = re.findall(r'name="change_id" value="([^"]+)"', page)[0]
    for _ in range(2):
        sent = client.post(
            f"/desk/notices/{waiting}/check", data={"do": "open", "change_id": change}, follow_redirects=False
        )
        assert sent.status_code == 303
    assert client.post(f"/desk/notices/{waiting}/check", data={"do": "open"}).status_code == 409
    assert client.post(f"/desk/notices/{waiting}/check", data={"do": "burn"}).status_code == 422


def test_the_rest_of_its_life_is_on_its_page(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    rolling = put(directory_engine, draft(deadline=None, rolling=True), "open")
    sign_in(client, settings, "ed@example.org", (Role.PARTNER_EDITOR, FENLAND))
    assert "It still holds" in client.get(f"/desk/notices/{rolling}").text
    assert "another half year" in client.post(f"/desk/notices/{rolling}/check", data={"do": "still"}).text
    assert "whether it still holds" not in client.get("/desk/notices").text
    for day, words in (
        ("2026-12-10", "Say by 10 December 2026 whether"),
        ("2026-11-22", "Not shown any more"),
    ):
        with directory_engine.begin() as connection:
            connection.execute(text("UPDATE notice SET review_by = :day"), {"day": day})
        assert words in client.get("/desk/notices").text
    client.post(f"/desk/notices/{rolling}/check", data={"do": "still"})
    client.post(f"/desk/notices/{rolling}/check", data={"do": "close"})
    wrong = client.post(
        f"/desk/notices/{rolling}/outcome", data={"outcome": "Done.", "awarded": "Nobody of that name"}
    )
    assert wrong.status_code == 422
    assert "No listing here is called" in wrong.text
    told = client.post(
        f"/desk/notices/{rolling}/outcome",
        data={"outcome": "Two groups got £300 each.", "awarded": "march-library\r\nely-library"},
    )
    assert "It went to Ely Library, March Library." in told.text
    assert read(directory_engine, rolling).phase is Phase.OUTCOME
    draft_id = put(directory_engine, draft(title="Never mind"))
    gone = client.post(f"/desk/notices/{draft_id}/check", data={"do": "withdraw"}, follow_redirects=False)
    assert gone.headers["location"] == "/desk/notices?said=withdrawn"
    assert "Change it" not in client.get(f"/desk/notices/{draft_id}").text
