"""Does somebody see and decide what concerns their own account, and nobody else's?"""

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from signed_in import sign_in
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from directory.accounts.models import Account, SignInSession
from directory.accounts.service import add_grant, find_or_make_account
from directory.consents.service import UPKEEP, WORDINGS, agreed, give, stop, stopped
from directory.jobs.schemas import Stores
from directory.privacy.everywhere import find_everywhere
from directory.settings import Settings
from directory.store import open_engine, reading_scope, session_scope
from directory.subscriptions.ledger import subscribe
from directory.subscriptions.service import snooze
from directory.subscriptions.terms import Terms
from directory.subscriptions.words import Rhythm
from directory.volunteers.service import find_or_make
from directory.words import Role

JO = "jo@example.org"
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
Browsers = Callable[[], TestClient]


def march_library(settings: Settings) -> str:
    engine = open_engine(settings.database_url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT id FROM listing WHERE slug = 'march-library'")).scalar_one()
    engine.dispose()
    return str(found)


def test_a_person_sees_where_they_are_signed_in_and_ends_it(
    desk_app: TestClient, desk_settings: Settings, new_browser: Browsers
) -> None:
    other, third = new_browser(), new_browser()
    for browser in (desk_app, other, third):
        sign_in(browser, desk_settings, JO)
    page = desk_app.get("/desk/account").text
    assert page.count("A browser of the tests</strong>") == 3
    assert page.count("(this one)") == 1
    first = re.findall(r'name="session" value="([\w-]+)"', page)[0]
    ended = desk_app.post("/desk/account/sign-out-one", data={"session": first})
    assert ended.headers["location"] == "/desk/account?done=ended"
    assert "That browser is signed out." in desk_app.get(ended.headers["location"]).text
    assert sorted(browser.get("/desk").status_code for browser in (other, third)) == [200, 303]
    desk_app.post("/desk/account/sign-out-others")
    assert [browser.get("/desk").status_code for browser in (desk_app, other, third)] == [200, 303, 303]


def test_nobody_ends_the_session_of_somebody_else(
    desk_app: TestClient, desk_settings: Settings, new_browser: Browsers, people: Engine
) -> None:
    other = new_browser()
    sign_in(other, desk_settings, "sam@example.org")
    sign_in(desk_app, desk_settings, JO)
    with Session(people) as reading:
        asked = select(SignInSession.id, Account.email).join(Account, Account.id == SignInSession.account_id)
        [theirs] = [row.id for row in reading.exec(asked) if row.email.startswith("sam")]
    for session in (theirs, str(uuid4())):
        assert desk_app.post("/desk/account/sign-out-one", data={"session": session}).status_code == 404
    assert desk_app.post("/desk/account/sign-out-one", data={"session": "x"}).status_code == 422
    assert other.get("/desk").status_code == 200


def test_the_switch_for_messages_writes_the_ledger(
    desk_app: TestClient, desk_settings: Settings, people: Engine
) -> None:
    account = sign_in(desk_app, desk_settings, JO, (Role.OWNER, march_library(desk_settings)))
    with session_scope(people) as session:
        stop(session, desk_settings, JO, UPKEEP, how="stop link")
    assert "<strong>no</strong>" in desk_app.get("/desk/account").text
    desk_app.post("/desk/account/consent", data={"upkeep": "yes"})
    with reading_scope(people) as session:
        assert agreed(session, account, UPKEEP)
        assert not stopped(session, desk_settings, JO, UPKEEP)
    assert "<strong>yes</strong>" in desk_app.get("/desk/account").text
    desk_app.post("/desk/account/consent", data={"upkeep": "no"})
    with reading_scope(people) as session:
        assert not agreed(session, account, UPKEEP)
        kept = session.execute(text("SELECT what, how, wording FROM consent_event ORDER BY at")).all()
    assert [(row.what, row.how) for row in kept] == [("given", "account page"), ("withdrawn", "account page")]
    assert all("my listings" in row.wording for row in kept)


def test_who_has_no_listing_is_not_asked_about_one_and_a_volunteer_is_told_where_the_rest_is(
    desk_app: TestClient, desk_settings: Settings, people: Engine
) -> None:
    account = sign_in(desk_app, desk_settings, JO)
    page = desk_app.get("/desk/account").text
    assert "about your listings" not in page
    assert 'href="/desk/volunteering"' not in page
    with session_scope(people) as session:
        find_or_make(session, account, name="Jo")
        give(session, account, UPKEEP, how="claim", wording=WORDINGS[UPKEEP])
    page = desk_app.get("/desk/account").text
    assert 'as a volunteer stands on <a class="govuk-link" href="/desk/volunteering">' in page
    assert "May we write to you about your listings?" in page, "who agreed can take it back"


def test_a_person_downloads_what_is_kept_of_them_and_of_nobody_else(
    desk_app: TestClient, desk_settings: Settings, people: Engine, new_browser: Browsers
) -> None:
    sign_in(new_browser(), desk_settings, "sam@example.org", (Role.COORDINATOR, "E07000010"))
    sign_in(desk_app, desk_settings, JO, (Role.COORDINATOR, "E07000008"))
    desk_app.post("/desk/second-factor/begin")
    answer = desk_app.get("/desk/account/export.json")
    assert answer.headers["cache-control"] == "no-store"
    assert "attachment" in answer.headers["content-disposition"]
    told = answer.json()
    assert told["account"]["email"] == told["address"] == JO
    assert {each["table"] for each in told["stands_in"]} == {"account"}, "as the command tells it"
    assert [role["scope"] for role in told["roles"]] == ["E07000008"]
    assert len(told["browsers"]) == 1
    assert "sam@" not in answer.text
    with people.connect() as connection:
        secrets = connection.execute(text("SELECT token_hash FROM sign_in_session")).scalars().all()
        secrets += connection.execute(text("SELECT secret FROM second_factor")).scalars().all()
    assert len(secrets) == 3
    assert not any(secret in answer.text for secret in secrets)


def test_closing_takes_every_right_at_once(
    desk_app: TestClient, desk_settings: Settings, people: Engine, new_browser: Browsers
) -> None:
    listing, other = march_library(desk_settings), new_browser()
    account = sign_in(desk_app, desk_settings, JO, (Role.OWNER, listing))
    sign_in(other, desk_settings, JO)
    assert "March Library" in desk_app.get("/desk/account/close").text
    with session_scope(people) as session:
        sam = find_or_make_account(session, "sam@example.org")
        add_grant(session, sam, Role.OWNER, listing, granted_by=None)
    assert "March Library" not in desk_app.get("/desk/account/close").text
    closed = desk_app.post("/desk/account/close")
    assert closed.headers["location"] == "/"
    assert other.get("/desk").status_code == 303
    with reading_scope(people) as session:
        rows = session.execute(
            text("SELECT role, ended_at FROM role_grant WHERE account_id = :id"), {"id": account.hex}
        )
        assert all(row.ended_at for row in rows)


def test_who_closes_may_have_their_address_forgotten_and_reads_what_stays(
    desk_app: TestClient, desk_settings: Settings, people: Engine, new_browser: Browsers
) -> None:
    other = new_browser()
    sam = sign_in(other, desk_settings, "sam@example.org")
    account = sign_in(desk_app, desk_settings, JO, (Role.COORDINATOR, "E07000008"))
    with session_scope(people) as session:
        give(session, account, UPKEEP, how="claim", wording=WORDINGS[UPKEEP])
        stop(session, desk_settings, JO, UPKEEP, how="stop link")
    page = desk_app.get("/desk/account/close").text
    for stays in ("Your listings", "leads to nobody", "nobody can read back", "Backups"):
        assert stays in page
    assert " checked" not in page
    closed = desk_app.post("/desk/account/close", data={"forget": "yes"})
    assert closed.headers["location"] == "/"
    assert desk_app.get("/desk").status_code == 303
    stores = Stores(desk_app.app.state.stores.directory, people, desk_settings)  # type: ignore[attr-defined]
    assert [each for each in find_everywhere(stores, JO) if each.store == "people"] == []
    with people.connect() as connection:
        left = connection.execute(text("SELECT id FROM account")).scalars().all()
        assert [UUID(str(each)) for each in left] == [sam]
        said = connection.execute(text("SELECT what FROM consent_event ORDER BY at")).scalars().all()
        assert said == ["given", "withdrawn"]
        who = connection.execute(
            text("SELECT actor_role FROM audit_entry WHERE action = 'erase person'")
        ).scalar_one()
        assert who == "account"
    with reading_scope(people) as session:
        assert stopped(session, desk_settings, JO, UPKEEP), "it is never written to again"
    assert other.get("/desk").status_code == 200


def test_the_desk_says_what_one_may_do_and_which_listings_need_one(
    desk_app: TestClient, desk_settings: Settings
) -> None:
    assert "You look after no listing yet." in _desk(desk_app, desk_settings, "new@example.org")
    page = _desk(desk_app, desk_settings, JO, (Role.OWNER, march_library(desk_settings)))
    assert "Nobody has confirmed it yet." in page
    assert 'name="do" value="confirm">Still right' in page
    assert 'href="/desk/listing/march-library">Change it' in page
    page = _desk(desk_app, desk_settings, "clerk@example.org", (Role.PARISH_CLERK, "E04001687"))
    assert re.search(r"Parish clerk of \w+: you keep right", page)
    page = _desk(desk_app, desk_settings, "co@example.org", (Role.COORDINATOR, "E07000010"))
    assert "Coordinator of Fenland" in page
    assert "Your role counts only" not in page


def test_the_desk_leads_who_needs_one_to_the_second_factor(
    desk_app: TestClient, desk_settings: Settings
) -> None:
    sign_in(desk_app, desk_settings, "co@example.org", (Role.COORDINATOR, "E07000010"), second_factor=False)
    page = desk_app.get("/desk").text
    assert "Your role counts only once" in page
    assert 'href="/desk/second-factor">Set it up' in page
    assert 'href="/desk/demand"' not in page


def _desk(client: TestClient, settings: Settings, email: str, *grants: tuple[Role, str | None]) -> str:
    sign_in(client, settings, email, *grants)
    return client.get("/desk").text


def test_every_task_leads_to_a_page_that_is_there_for_who_sees_it(
    desk_app: TestClient, desk_settings: Settings
) -> None:
    from web.desk.home import TASKS  # noqa: PLC0415

    sign_in(desk_app, desk_settings, "boss@example.org", (Role.ADMINISTRATOR, None))
    page = desk_app.get("/desk").text
    for task in TASKS:
        assert f'href="{task.href}"' in page
        assert desk_app.get(task.href).status_code == 200, task.href


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Firefox on Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1",
            "Safari on an iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("<script>", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_told_in_two_words(agent: str, words: str) -> None:
    from web.desk.browsers import browser_words  # noqa: PLC0415

    assert browser_words(agent) == words


def test_the_news_somebody_asked_for_stands_on_their_account(
    desk_app: TestClient, desk_settings: Settings, people: Engine
) -> None:
    library = march_library(desk_settings)
    account = sign_in(desk_app, desk_settings, JO, (Role.OWNER, library))
    before = desk_app.get("/desk/account").text
    assert '<a class="govuk-link" href="/news">Have news sent to you</a>' in before
    with session_scope(people) as session:
        local = Terms(areas=("E07000010",), rhythm=Rhythm.FORTNIGHTLY)
        subscribe(session, account, "local", local, how="news page")
        subscribe(session, account, "funding", Terms(), how="news page", subject=str(UUID(library)))
    page = desk_app.get("/desk/account").text
    assert "<li>Calls to action, events, and groups that look for partners (Fenland)</li>" in page
    assert "For March Library" in page
    assert "<li>Money to apply for</li>" in page
    assert "Once a week at most." in page
    [link] = re.findall(r'href="(/news/[^"]+)"', page)
    assert "Your news" in desk_app.get(link).text
    with session_scope(people) as session:
        snooze(session, account, 4)
    assert "It pauses until " in desk_app.get("/desk/account").text
