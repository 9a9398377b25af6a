"""How does news begin, change and end for a resident without an account?"""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sending import letters, links
from sqlalchemy import select, text
from sqlmodel import Session, col

from directory import clock
from directory.accounts.models import Account
from directory.accounts.service import find_or_make_account
from directory.consents.models import ConsentEvent
from directory.consents.service import NEWS, NEWS_PURPOSES, UPKEEP, WORDINGS, give, stop, stopped
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.messages.stopping import stop_url
from directory.store import session_scope
from directory.subscriptions.ledger import SubscriptionRead, live
from directory.subscriptions.links import news_token
from directory.subscriptions.words import Rhythm
from directory.words import Capital

MARCH_PARISH, FENLAND = "E04001687", "E07000010"
ANN = "ann@example.org"
FORM = {"where": "PE15 8AA", "purposes": ["funding", "local"], "rhythm": "fortnightly", "email": ANN}


@pytest.fixture
def stores(desk_app: TestClient) -> Stores:
    found: Stores = desk_app.app.state.stores  # type: ignore[attr-defined]
    return found


def ask(client: TestClient, stores: Stores, **changes: object) -> str:
    """Fill the form in, let the job be done; give the path of the link that came."""
    answer = client.post("/news", data={**FORM, **changes})
    assert (answer.status_code, answer.headers["location"]) == (303, "/news/sent"), answer.text
    run_due(stores, heavy=lambda *_: True)
    return links(letters(stores.people, str(changes.get("email", ANN)))[-1][1], "news/confirm")[-1]


def begin(client: TestClient, stores: Stores, **changes: object) -> str:
    """Ask and confirm; give the path of the page that manages it."""
    pressed = client.post(ask(client, stores, **changes))
    assert pressed.status_code == 303, pressed.text
    return str(pressed.headers["location"]).partition("?")[0]


def held(stores: Stores) -> tuple[SubscriptionRead, ...]:
    with Session(stores.people) as session:
        return live(session)


def everything(stores: Stores) -> tuple[int, int, int]:
    """Count accounts, subscriptions and entries of the ledger."""
    with stores.people.connect() as connection:
        counts = [
            connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one()  # noqa: S608
            for table in ("account", "subscription", "consent_event")
        ]
    return counts[0], counts[1], counts[2]


def test_nothing_is_ticked_beforehand_and_the_words_are_those_agreed_to(desk_app: TestClient) -> None:
    page = desk_app.get("/news")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', page.text)
    assert len(boxes) == len(NEWS_PURPOSES) + len(Capital) + 1
    assert not any("checked" in box for box in boxes)
    for purpose in NEWS_PURPOSES:
        assert WORDINGS[purpose] in page.text


def test_how_often_is_said_in_the_same_words_before_and_after(desk_app: TestClient, stores: Stores) -> None:
    words = "It comes sooner only where something closes before the next one."
    manage = begin(desk_app, stores)
    for page in (desk_app.get("/news").text, desk_app.get(manage).text):
        assert page.count(words) == 1
        assert "How often?" in page
        assert "no more often" not in page


def test_until_the_button_is_pressed_nothing_is_kept_and_one_message_is_sent(
    desk_app: TestClient, stores: Stores
) -> None:
    link = ask(desk_app, stores)
    assert everything(stores) == (0, 0, 0)
    assert [subject for subject, _ in letters(stores.people, ANN)] == ["One press, and news near you begins"]
    for _ in range(2):
        shown = desk_app.get(link)
        assert shown.status_code == 200
        assert WORDINGS["funding"] in shown.text
        assert "March" in shown.text
    assert everything(stores) == (0, 0, 0), "programs that look at mail open links"
    pressed = desk_app.post(link)
    assert pressed.status_code == 303
    assert everything(stores) == (1, 2, 2)
    assert {(each.purpose, each.subject) for each in held(stores)} == {("funding", ""), ("local", "")}
    terms = held(stores)[0].terms
    assert terms.rhythm is Rhythm.FORTNIGHTLY
    assert not terms.may_count
    assert len(terms.areas) == 1
    assert terms.areas[0].startswith("E04")
    with Session(stores.people) as session:
        events = session.execute(select(ConsentEvent)).scalars().all()
        assert {(each.how, each.wording) for each in events} == {
            ("news form", WORDINGS["funding"]),
            ("news form", WORDINGS["local"]),
        }
    manage = desk_app.get(pressed.headers["location"])
    assert "It has begun." in manage.text
    assert ANN not in manage.text


def test_no_postcode_and_no_address_stands_where_it_should_not(desk_app: TestClient, stores: Stores) -> None:
    link = ask(desk_app, stores)
    assert "PE15" not in link
    assert "ann" not in link.lower().partition("confirm/")[0]
    with stores.people.connect() as connection:
        jobs = str(connection.execute(text("SELECT payload FROM job")).all())
    assert ANN not in jobs
    desk_app.post(link)
    with stores.people.connect() as connection:
        kept = str(connection.execute(text("SELECT terms FROM consent_event")).all())
        kept += str(connection.execute(text("SELECT terms FROM subscription")).all())
    assert "PE15" not in kept


def test_the_whole_district_only_where_it_is_asked_for(desk_app: TestClient, stores: Stores) -> None:
    begin(desk_app, stores, wide="yes")
    assert held(stores)[0].terms.areas[1:] == (FENLAND,)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"where": ""}, "where"),
        ({"where": "Nowhere at all"}, "where"),
        ({"where": "PE15 8"}, "where"),
        ({"purposes": []}, "purposes"),
        ({"purposes": ["upkeep", "made up"]}, "purposes"),
        ({"email": ""}, "email"),
        ({"email": "ann"}, "email"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    desk_app: TestClient, stores: Stores, changes: dict[str, object], field: str
) -> None:
    typed = {**FORM, "themes": ["social"], **changes}
    answer = desk_app.post("/news", data=typed)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    for name in ("where", "email"):
        assert f'value="{typed[name]}"' in answer.text
    assert re.search(r'value="social" checked', answer.text)
    assert run_due(stores, heavy=lambda *_: True) is not None
    assert letters(stores.people, ANN) == []


def test_of_several_places_of_a_name_one_is_chosen(desk_app: TestClient, stores: Stores) -> None:
    with stores.directory.connect() as connection:
        name = connection.execute(
            text("SELECT name FROM locality GROUP BY name_key HAVING COUNT(DISTINCT district_code) > 1")
        ).scalar()
    assert name
    answer = desk_app.post("/news", data={**FORM, "where": name})
    assert answer.status_code == 422
    choices = re.findall(r'name="place" type="radio" value="([^"]+)"', answer.text)
    assert len(choices) > 1
    begin(desk_app, stores, where=name, place=choices[0])
    assert held(stores)


def test_the_answer_tells_nobody_who_is_known(desk_app: TestClient, stores: Stores) -> None:
    begin(desk_app, stores)
    known = desk_app.post("/news", data=FORM)
    strange = desk_app.post("/news", data={**FORM, "email": "strange@example.org"})
    assert (known.status_code, known.text, known.headers) == (
        strange.status_code,
        strange.text,
        strange.headers,
    )
    with stores.people.connect() as connection:
        rows = connection.execute(text("SELECT kind FROM job WHERE state = 'waiting'")).all()
    assert [row.kind for row in rows].count("news_link") == 2, "the same work either way"


def test_who_gets_news_already_is_sent_the_link_that_manages_it(desk_app: TestClient, stores: Stores) -> None:
    manage = begin(desk_app, stores)
    link = ask(desk_app, stores, where="Wisbech", purposes=["funding", "volunteering"])
    subject, body = letters(stores.people, ANN)[-1]
    assert subject == "Your news near you"
    assert manage in body
    assert len(held(stores)) == 2, "nothing changes before the button"
    desk_app.post(link)
    areas = {each.purpose: len(each.terms.areas) for each in held(stores)}
    assert areas == {"funding": 2, "local": 1, "volunteering": 1}


def test_nobody_is_written_to_again_and_again(desk_app: TestClient) -> None:
    for _ in range(3):
        assert desk_app.post("/news", data=FORM).status_code == 303
    refused = desk_app.post("/news", data=FORM)
    assert refused.status_code == 429
    assert "ask again at" in refused.text
    assert desk_app.post("/news", data={**FORM, "email": "bo@example.org"}).status_code == 303


def test_a_link_works_once_and_for_a_week(
    desk_app: TestClient, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = ask(desk_app, stores)
    late = clock.now() + timedelta(days=8)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: late)
        assert desk_app.post(link).status_code == 410
    assert desk_app.post(link).status_code == 303
    assert desk_app.post(link).status_code == 410
    assert desk_app.get(link).status_code == 410
    assert len(held(stores)) == 2


def test_a_link_asked_for_before_the_clock_was_set_back_brings_nothing_back_after_a_stop(
    desk_app: TestClient, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    manage, now = begin(desk_app, stores), clock.now()
    with monkeypatch.context() as ahead:  # somebody mends the clock of the machine after this
        ahead.setattr(clock, "now", lambda: now + timedelta(hours=2))
        link = ask(desk_app, stores, purposes="support")
    desk_app.post(manage, data={"do": "stop_all"})
    assert held(stores) == ()
    assert desk_app.post(link).status_code == 410
    assert held(stores) == ()


def test_an_old_link_brings_nothing_back_after_a_stop(desk_app: TestClient, stores: Stores) -> None:
    link, later = ask(desk_app, stores), ask(desk_app, stores)
    manage = str(desk_app.post(link).headers["location"]).partition("?")[0]
    desk_app.post(manage, data={"do": "stop_all"})
    for old in (link, later):
        assert desk_app.post(old).status_code == 410
    assert held(stores) == ()


def test_an_address_that_said_stop_before_it_ever_agreed_is_not_begun_by_an_older_link(
    desk_app: TestClient, stores: Stores
) -> None:
    link = ask(desk_app, stores)
    with session_scope(stores.people) as session:
        stop(session, stores.settings, ANN, NEWS, how="letter")
    assert desk_app.post(link).status_code == 410
    begin(desk_app, stores)
    with Session(stores.people) as session:
        assert not stopped(session, stores.settings, ANN, NEWS), "at its own wish"


@pytest.mark.parametrize("page", ["confirm/", "", "why/"])
@pytest.mark.parametrize("token", ["x", "gAAAAA", "é", "ImEi.x", "null"])
def test_a_link_that_we_did_not_make_is_none(desk_app: TestClient, page: str, token: str) -> None:
    assert desk_app.get(f"/news/{page}{token}").status_code == 404
    if page != "why/":
        assert desk_app.post(f"/news/{page}{token}").status_code == 404


def test_a_link_of_one_kind_is_none_of_another(desk_app: TestClient, stores: Stores) -> None:
    manage = begin(desk_app, stores).rpartition("/")[2]
    assert desk_app.get(f"/news/why/{manage}").status_code == 404
    assert desk_app.get(f"/news/confirm/{manage}").status_code == 404
    assert desk_app.get(f"/stop/{manage}").status_code == 404


def test_what_comes_can_be_changed_and_ended_without_signing_in(desk_app: TestClient, stores: Stores) -> None:
    manage = begin(desk_app, stores, wide="yes")
    assert desk_app.post(manage, data={"do": "rhythm", "rhythm": "monthly"}).status_code == 303
    assert {each.terms.rhythm for each in held(stores)} == {Rhythm.MONTHLY}
    desk_app.post(manage, data={"do": "counting", "may_count": "yes"})
    assert all(each.terms.may_count for each in held(stores))
    desk_app.post(manage, data={"do": "counting"})
    assert not any(each.terms.may_count for each in held(stores))
    desk_app.post(
        f"{manage}/narrow", data={"areas": [FENLAND], "kinds": ["funding"], "themes": ["social", "made up"]}
    )
    for each in held(stores):
        assert each.terms.areas == (FENLAND,)
        assert [kind.value for kind in each.terms.kinds] == ["funding"]
        assert each.terms.capitals == (Capital.SOCIAL,)
    desk_app.post(manage, data={"do": "stop", "purpose": "funding", "subject": ""})
    assert [each.purpose for each in held(stores)] == ["local"]
    desk_app.post(manage, data={"do": "stop_all"})
    assert held(stores) == ()
    assert "You get no news from us" in desk_app.get(manage).text
    with Session(stores.people) as session:
        said = session.execute(select(col(ConsentEvent.how)).where(col(ConsentEvent.what) == "withdrawn"))
        assert set(said.scalars()) == {"news page"}


def test_saving_what_is_so_already_is_no_event(desk_app: TestClient, stores: Stores) -> None:
    manage = begin(desk_app, stores)
    before = everything(stores)
    desk_app.post(manage, data={"do": "rhythm", "rhythm": "fortnightly"})
    desk_app.post(manage, data={"do": "counting"})
    desk_app.post(manage, data={"do": "stop", "purpose": "support", "subject": ""})
    assert everything(stores) == before


@pytest.mark.parametrize(
    ("path", "form", "says"),
    [
        ("", {"do": "rhythm", "rhythm": "hourly"}, "Choose how often."),
        ("", {"do": "snooze", "weeks": "99"}, "Choose 4 or 12 weeks."),
        ("/snooze", {"weeks": "-4"}, "Choose 4 or 12 weeks."),
        ("/narrow", {"areas": ["E07000008"]}, "Keep at least one place"),
        ("/narrow", {}, "Keep at least one place"),
        ("", {"do": "more"}, "Choose one of the buttons"),
        ("", {"do": "stop", "purpose": "upkeep"}, "Choose one of the buttons"),
    ],
)
def test_what_is_no_choice_changes_nothing(
    desk_app: TestClient, stores: Stores, path: str, form: dict[str, object], says: str
) -> None:
    manage = begin(desk_app, stores)
    before = held(stores)
    answer = desk_app.post(f"{manage}{path}", data=form)
    assert answer.status_code == 422
    assert says in answer.text
    assert held(stores) == before


def test_a_pause_ends_by_itself_or_earlier(
    desk_app: TestClient, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    manage = begin(desk_app, stores)
    ledger = everything(stores)[2]
    assert "Pause for 12 weeks" in desk_app.get(f"{manage}/snooze").text
    assert all(each.snoozed_until is None for each in held(stores)), "opening changes nothing"
    desk_app.post(f"{manage}/snooze", data={"weeks": "4"})
    until = held(stores)[0].snoozed_until
    assert until is not None
    assert abs(until - clock.now() - timedelta(weeks=4)) < timedelta(minutes=1)
    assert "Paused until" in desk_app.get(manage).text
    with monkeypatch.context() as patch:
        later = clock.now() + timedelta(weeks=5)
        patch.setattr(clock, "now", lambda: later)
        assert "Paused until" not in desk_app.get(manage).text
    desk_app.post(manage, data={"do": "unsnooze"})
    assert held(stores)[0].snoozed_until is None
    assert everything(stores)[2] == ledger, "a pause takes nothing back that was agreed to"


def test_a_link_of_somebody_we_do_not_know_any_more_says_so(desk_app: TestClient, stores: Stores) -> None:
    manage = f"/news/{news_token(stores.settings, uuid4())}"
    for path in (manage, f"{manage}/narrow", f"{manage}/snooze"):
        assert "You get no news from us" in desk_app.get(path).text
    assert desk_app.post(manage, data={"do": "stop_all"}).status_code == 303


@pytest.fixture
def stop_path(desk_app: TestClient, stores: Stores) -> str:
    begin(desk_app, stores)
    with session_scope(stores.people) as session:
        account = session.execute(select(Account)).scalar_one()
        give(session, account.id, UPKEEP, how="claim", wording=WORDINGS[UPKEEP])
    return stop_url(stores.settings, NEWS, account.id, ANN).removeprefix(stores.settings.base_url)


def test_one_click_ends_all_five_and_nothing_else(
    desk_app: TestClient, stores: Stores, stop_path: str
) -> None:
    assert desk_app.get(stop_path).status_code == 200
    assert len(held(stores)) == 2
    for _ in range(2):
        pressed = desk_app.post(stop_path, data={"List-Unsubscribe": "One-Click"})
        assert (pressed.status_code, pressed.text) == (200, "Stopped.\n")
    assert held(stores) == ()
    with Session(stores.people) as session:
        assert all(stopped(session, stores.settings, ANN, purpose) for purpose in NEWS_PURPOSES)
        assert not stopped(session, stores.settings, ANN, UPKEEP)
    undone = desk_app.post(stop_path, data={"undo": "yes"})
    assert (undone.status_code, undone.headers["location"]) == (303, "/news")
    assert held(stores) == (), "what one wants to hear is chosen anew"
    begin(desk_app, stores)
    assert len(held(stores)) == 2


def test_another_site_can_not_press(desk_app: TestClient, stores: Stores) -> None:
    manage = begin(desk_app, stores)
    elsewhere = {"Origin": "https://elsewhere.example"}
    assert desk_app.post(manage, data={"do": "stop_all"}, headers=elsewhere).status_code == 403
    assert desk_app.post("/news", data=FORM, headers=elsewhere).status_code == 403
    assert len(held(stores)) == 2


def test_who_runs_a_listing_may_ask_as_a_resident_too(desk_app: TestClient, stores: Stores) -> None:
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, ANN)
    begin(desk_app, stores)
    assert {each.account_id for each in held(stores)} == {account}
