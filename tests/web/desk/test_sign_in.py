"""Can somebody sign in with a link and a button, and can nobody else learn anything from it?"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from signed_in import sign_in
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from directory import clock
from directory.accounts.service import find_or_make_account, make_link
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.messages.models import Message
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope

KNOWN = "jo@example.org"
LINK = re.compile(r"https://hereabouts\.example(/sign-in/([\w-]+)\S*)")


@pytest.fixture
def known(people: Engine) -> None:
    with session_scope(people) as session:
        find_or_make_account(session, KNOWN)


def links_sent(settings: Settings) -> list[str]:
    """Do what waits, as the worker does, and read the addresses in the outbox."""
    stores = Stores(open_engine(settings.database_url), open_people(settings), settings)
    run_due(stores)
    with Session(stores.people) as session:
        bodies = session.exec(select(Message.body).order_by(Message.created_at)).all()
    stores.directory.dispose()
    stores.people.dispose()
    return [found.group(1) for body in bodies if (found := LINK.search(body))]


@pytest.mark.usefixtures("known")
def test_from_an_address_to_the_desk_and_out_again(desk_app: TestClient, desk_settings: Settings) -> None:
    assert desk_app.get("/desk").headers["location"] == "/sign-in?next=/desk"
    form = desk_app.get("/sign-in?next=/desk/account")
    assert 'value="/desk/account"' in form.text
    asked = desk_app.post("/sign-in", data={"email": " Jo@Example.org", "next": "/desk/account"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?sent=1")
    assert "hereabouts outbox" in desk_app.get("/sign-in?sent=1").text
    (link,) = links_sent(desk_settings)
    shown = desk_app.get(link)
    assert shown.status_code == 200
    assert "set-cookie" not in shown.headers
    token = link.partition("?")[0]
    pressed = desk_app.post(token, data={"next": "/desk/account"})
    assert (pressed.status_code, pressed.headers["location"]) == (303, "/desk/account")
    cookie = pressed.headers["set-cookie"]
    assert cookie.startswith("__Host-desk=")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= {part.strip() for part in cookie.split(";")}
    assert "domain" not in cookie.lower()
    desk = desk_app.get("/desk")
    assert desk.status_code == 200
    assert desk.headers["cache-control"] == "no-store"
    assert KNOWN in desk.text
    kept = desk_app.cookies["__Host-desk"]
    out = desk_app.post("/sign-out")
    assert out.status_code == 303
    assert "__Host-desk" not in desk_app.cookies
    desk_app.cookies.set("__Host-desk", kept)
    assert desk_app.get("/desk").status_code == 303


@pytest.mark.usefixtures("known")
def test_opening_a_link_changes_nothing_and_pressing_uses_it_up(
    desk_app: TestClient, desk_settings: Settings, new_browser: Callable[[], TestClient]
) -> None:
    desk_app.post("/sign-in", data={"email": KNOWN})
    (link,) = links_sent(desk_settings)
    for _ in range(3):
        assert desk_app.get(link).status_code == 200
        assert desk_app.head(link).status_code == 200
    assert desk_app.post(link).status_code == 303
    other = new_browser()
    for answer in (other.get(link), other.post(link)):
        assert answer.status_code == 410
        assert "Get a new link" in answer.text
        assert "set-cookie" not in answer.headers


def test_an_unknown_link_is_no_different_from_an_old_one(desk_app: TestClient) -> None:
    assert desk_app.get("/sign-in/nothing").status_code == 410
    assert desk_app.post("/sign-in/nothing").status_code == 410


@pytest.mark.usefixtures("known")
def test_the_answer_does_not_tell_who_is_known(
    desk_app: TestClient, desk_settings: Settings, people: Engine
) -> None:
    rows = []
    answers = []
    for email in (KNOWN, "nobody@example.org"):
        answer = desk_app.post("/sign-in", data={"email": email})
        headers = {name: value for name, value in answer.headers.items() if name != "date"}
        answers.append((answer.status_code, answer.text, headers))
        with people.connect() as connection:
            counted = [
                connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one()  # noqa: S608
                for table in ("sign_in_ask", "job", "sign_in_link", "message", "account")
            ]
        rows.append(counted)
    assert answers[0] == answers[1]
    # The request did the same work for both: two rows counted, one job, and nothing about an account.
    assert rows == [[2, 1, 0, 0, 1], [4, 2, 0, 0, 1]]
    assert len(links_sent(desk_settings)) == 1
    with Session(people) as session:
        assert session.exec(select(Message.to_email)).all() == [KNOWN]
    with people.connect() as connection:
        assert "example.org" not in repr(connection.execute(text("SELECT * FROM job")).all())
        assert "example.org" not in repr(connection.execute(text("SELECT * FROM sign_in_ask")).all())


def test_the_same_statements_run_for_a_known_and_an_unknown_address(
    desk_app: TestClient, people: Engine
) -> None:
    """What the request asks of the store is the same to the statement, so that its time tells nothing."""
    from sqlalchemy import event  # noqa: PLC0415

    with session_scope(people) as session:
        find_or_make_account(session, KNOWN)
    engine = desk_app.app.state.stores.people  # type: ignore[attr-defined]
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    desk_app.post("/sign-in", data={"email": KNOWN})
    first = list(said)
    said.clear()
    desk_app.post("/sign-in", data={"email": "nobody@example.org"})
    assert first
    assert [line for line in first if "PRAGMA" not in line] == [line for line in said if "PRAGMA" not in line]
    assert not any("account" in line for line in said)


@pytest.mark.parametrize("typed", ["", "jo", "jo@", "a b@example.org", "<script>@example.org", "x" * 400])
def test_a_bad_address_is_kept_and_said(desk_app: TestClient, typed: str) -> None:
    answer = desk_app.post("/sign-in", data={"email": typed})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert 'href="#email"' in answer.text
    assert "<script>@" not in answer.text


def test_asking_too_often_is_refused_and_says_until_when(
    desk_app: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [datetime(2026, 7, 6, 9, 0, 30, tzinfo=UTC)]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    for email in (KNOWN, KNOWN.upper(), KNOWN, KNOWN, KNOWN):
        assert desk_app.post("/sign-in", data={"email": email}).status_code == 303
    refused = desk_app.post("/sign-in", data={"email": KNOWN})
    assert refused.status_code == 429
    assert "ask again at 11:01am" in refused.text  # British summer time
    assert desk_app.post("/sign-in", data={"email": "sam@example.org"}).status_code == 303
    now[0] += timedelta(minutes=61)
    assert desk_app.post("/sign-in", data={"email": KNOWN}).status_code == 303


def test_one_network_may_not_ask_for_everybody(desk_app: TestClient) -> None:
    answers = [desk_app.post("/sign-in", data={"email": f"p{n}@example.org"}).status_code for n in range(31)]
    assert answers == [303] * 30 + [429]


@pytest.mark.parametrize(
    "bad", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb", "é"]
)
def test_nobody_is_led_to_another_site(
    desk_app: TestClient, desk_settings: Settings, people: Engine, bad: str
) -> None:
    with session_scope(people) as session:
        token = make_link(session, desk_settings, find_or_make_account(session, KNOWN)).rpartition("/")[2]
    assert "evil" not in desk_app.get("/sign-in", params={"next": bad}).text
    pressed = desk_app.post(f"/sign-in/{token}", data={"next": bad})
    assert pressed.headers["location"] == "/desk"
    assert desk_app.get("/sign-in", params={"next": bad}).headers["location"] == "/desk"


def test_another_site_can_sign_nobody_in_or_out(
    desk_app: TestClient, desk_settings: Settings, people: Engine
) -> None:
    with session_scope(people) as session:
        token = make_link(session, desk_settings, find_or_make_account(session, KNOWN)).rpartition("/")[2]
    for header in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        for path in (f"/sign-in/{token}", "/sign-in", "/sign-out", "/desk/account/close"):
            answer = desk_app.post(path, data={"email": KNOWN}, headers=header)
            assert answer.status_code == 403, (header, path)
            assert "set-cookie" not in answer.headers


def test_a_cookie_that_was_there_before_is_worth_nothing_after(
    desk_app: TestClient, desk_settings: Settings, people: Engine
) -> None:
    """Somebody who planted a cookie does not share the session that follows."""
    desk_app.cookies.set("__Host-desk", "planted")
    with session_scope(people) as session:
        token = make_link(session, desk_settings, find_or_make_account(session, KNOWN)).rpartition("/")[2]
    pressed = desk_app.post(f"/sign-in/{token}")
    assert "planted" not in pressed.headers["set-cookie"]
    desk_app.cookies.clear()
    desk_app.cookies.set("__Host-desk", "planted")
    assert desk_app.get("/desk").status_code == 303


def test_no_address_and_no_token_in_the_logs(
    desk_app: TestClient, desk_settings: Settings, people: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    with session_scope(people) as session:
        find_or_make_account(session, KNOWN)
    desk_app.post("/sign-in", data={"email": KNOWN})
    (link,) = links_sent(desk_settings)
    desk_app.get(link)
    pressed = desk_app.post(link)
    desk_app.get("/desk")
    desk_app.get("/desk/account")
    desk_app.post("/sign-in", data={"email": "jo@@example.org"})
    lines = capsys.readouterr()
    said = lines.err + lines.out
    assert '"route": "/sign-in/{token}"' in said
    cookie = pressed.headers["set-cookie"].partition("=")[2].partition(";")[0]
    for secret in ("example.org", KNOWN, link.rpartition("/")[2], cookie):
        assert secret not in said


def test_the_foot_of_a_page_leads_to_the_desk_by_the_cookie_alone(
    desk_app: TestClient, desk_settings: Settings
) -> None:
    assert ">Sign in</a>" in desk_app.get("/about").text
    sign_in(desk_app, desk_settings, KNOWN)
    page = desk_app.get("/about").text
    assert ">Your desk</a>" in page
    assert ">Sign in</a>" not in page
