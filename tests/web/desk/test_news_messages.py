"""From asking for news to a message and its links: what comes, why, and how it is taken back."""

import re
import threading
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sending import confirm_of, ids, letters, send_in
from signed_in import sign_in
from sqlalchemy import select, text
from sqlmodel import Session, col
from told_news import World

from directory import clock
from directory.accounts.service import end_grant
from directory.consents.service import NEWS, WORDINGS, stop, stopped
from directory.digests.models import Digest
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.listings.models import Listing
from directory.settings import Settings
from directory.store import session_scope
from directory.subscriptions.ledger import live
from directory.subscriptions.links import dismiss_url, why_url
from directory.words import Role

ANN, OWNER = "ann@example.org", "owner@example.org"
FENLAND = "E07000010"
TITLE = "Zebra grants for young people"


@pytest.fixture
def stores(client: TestClient) -> Stores:
    found: Stores = client.app.state.stores  # type: ignore[attr-defined]
    return found


@pytest.fixture
def world(stores: Stores) -> World:
    return World(stores, clock.now())


@pytest.fixture
def account(world: World) -> UUID:
    """Somebody in Fenland who asked about money and has a message waiting."""
    return world.asks(ANN, "funding", areas=(FENLAND,))


def path(stores: Stores, url: str) -> str:
    return url.removeprefix(stores.settings.base_url)


def states(stores: Stores) -> list[str]:
    with stores.people.connect() as connection:
        rows = connection.execute(
            text("SELECT state FROM message WHERE purpose = 'news' ORDER BY created_at")
        )
        return [str(row.state) for row in rows]


def announce(world: World) -> UUID:
    from directory.noticeboard.rules import NoticeRules  # noqa: PLC0415

    return world.announces(TITLE, rules=NoticeRules())


def test_every_link_of_a_message_opens_what_it_says_and_changes_nothing(
    client: TestClient, world: World, stores: Stores, account: UUID
) -> None:
    announce(world)
    assert world.makes().made == 1
    _subject, body = letters(stores.people, ANN)[-1]
    found = set(re.findall(rf"{re.escape(stores.settings.base_url)}(/(?:news|stop)/[^\s>)]+)", body))
    assert any("/why/" in each for each in found)
    assert len(found) >= 2
    for each in sorted(found):
        shown = client.get(each)
        assert shown.status_code == 200, each
        assert shown.headers["cache-control"] == "no-store"
        assert ANN not in shown.text
    assert states(stores) == ["waiting"]
    with Session(stores.people) as session:
        assert [each.account_id for each in live(session)] == [account]


def test_why_is_told_as_it_stood_when_the_message_was_made(
    client: TestClient, world: World, stores: Stores, account: UUID
) -> None:
    announce(world)
    world.makes()
    with Session(stores.people) as session:
        digest = session.execute(select(col(Digest.id))).scalar_one()
    why = path(stores, why_url(stores.settings, digest))
    shown = client.get(why)
    assert shown.status_code == 200
    for said in (TITLE, "Because you", "asked about funding", WORDINGS["funding"], "Fenland", "news page"):
        assert said in shown.text.replace("&#39;", "'"), said
    with stores.people.begin() as connection:  # it has gone out
        connection.execute(text("UPDATE message SET state = 'sent'"))
    world.ends(account)
    assert client.get(why).text == shown.text
    assert client.get(path(stores, why_url(stores.settings, uuid4()))).status_code == 404


@pytest.mark.parametrize(
    ("where", "form"),
    [
        ("", {"do": "stop", "purpose": "funding", "subject": ""}),
        ("", {"do": "stop_all"}),
        ("", {"do": "snooze", "weeks": "4"}),
        ("/narrow", {"areas": [FENLAND], "kinds": ["event"]}),
    ],
)
def test_what_waits_is_taken_back_with_each_change(
    client: TestClient, world: World, stores: Stores, account: UUID, where: str, form: dict[str, object]
) -> None:
    from directory.subscriptions.links import news_url  # noqa: PLC0415

    announce(world)
    world.makes()
    assert states(stores) == ["waiting"]
    manage = path(stores, news_url(stores.settings, account))
    assert client.post(f"{manage}{where}", data=form, follow_redirects=False).status_code == 303
    assert states(stores) == ["stopped"]
    with Session(stores.people) as session:
        assert session.execute(select(Digest)).first() is None
    assert world.makes().made == 0, "nothing of it may come after all"


def test_a_notice_that_was_put_aside_does_not_come(
    client: TestClient, world: World, stores: Stores, account: UUID
) -> None:
    notice = announce(world)
    link = path(stores, dismiss_url(stores.settings, account, notice))
    assert TITLE in client.get(link).text
    assert world.makes().made == 1
    for _ in range(2):
        assert client.post(link, follow_redirects=False).headers["location"] == link
    assert "You will not hear of it again" in client.get(link).text
    assert states(stores) == ["stopped"]
    assert world.makes().made == 0
    client.post(link, data={"undo": "yes"})
    assert world.makes().made == 1
    made_up = path(stores, dismiss_url(stores.settings, account, uuid4()))
    assert client.get(made_up).status_code == 404
    assert client.post(made_up).status_code == 404


@pytest.fixture
def listing(world: World) -> tuple[UUID, str]:
    """A group of Fenland that works with young people."""
    found = world.group()
    with Session(world.stores.directory) as session:
        return found, session.get_one(Listing, found).slug


def test_who_runs_a_group_asks_for_what_fits_it(
    client: TestClient, world: World, stores: Stores, settings: Settings, listing: tuple[UUID, str]
) -> None:
    group, slug = listing
    account = sign_in(client, settings, OWNER, (Role.OWNER, str(group)))
    page = f"/desk/listing/{slug}/news"
    shown = client.get(page)
    assert shown.status_code == 200
    assert " checked" not in re.sub(r'type="radio"[^>]*', "", shown.text), "nothing is ticked beforehand"
    assert "Nothing that fits" in shown.text
    world.announces(TITLE)
    world.announces("For Cambridge only", areas=("E07000008",), district="E07000008")
    shown = client.get(page)
    assert TITLE in shown.text
    assert re.search(r"Because [^<.]+ is in Fenland and works with young people\.", shown.text)
    assert "Comes with: money to apply for." in shown.text
    assert "asked about" not in shown.text, "nobody asked yet"
    assert "For Cambridge only" not in shown.text
    assert world.makes().made == 0, "looking is not agreeing"
    with session_scope(stores.people) as session:
        stop(session, stores.settings, OWNER, NEWS, how="stop link")
    sent = client.post(
        page, data={"purposes": ["funding", "local"], "rhythm": "monthly"}, follow_redirects=False
    )
    assert sent.headers["location"] == f"{page}?said=saved"
    with Session(stores.people) as session:
        assert {(each.account_id, each.subject, each.purpose) for each in live(session)} == {
            (account, str(group), "funding"),
            (account, str(group), "local"),
        }
        assert not stopped(session, stores.settings, OWNER, NEWS), "at their own wish"
    assert world.makes().made == 1
    client.post(page, data={"rhythm": "monthly"})
    with Session(stores.people) as session:
        assert live(session) == ()
    assert states(stores) == ["stopped"]


def test_only_who_runs_it_asks_for_it(
    client: TestClient, stores: Stores, settings: Settings, listing: tuple[UUID, str]
) -> None:
    page = f"/desk/listing/{listing[1]}/news"
    sign_in(client, settings, "coordinator@example.org", (Role.COORDINATOR, FENLAND))
    shown = client.get(page)
    assert "Only who runs this listing" in shown.text
    assert '<form method="post" action="/desk/listing' not in shown.text
    assert client.post(page, data={"purposes": "funding", "rhythm": "weekly"}).status_code == 403
    with Session(stores.people) as session:
        assert live(session) == ()


def test_who_runs_it_no_longer_hears_no_more_for_it(
    client: TestClient, stores: Stores, settings: Settings, world: World, listing: tuple[UUID, str]
) -> None:
    group, slug = listing
    account = sign_in(client, settings, OWNER, (Role.OWNER, str(group)))
    client.post(f"/desk/listing/{slug}/news", data={"purposes": "funding", "rhythm": "weekly"})
    world.asks(OWNER, "local", areas=(FENLAND,))
    world.announces(TITLE)
    world.makes()
    with session_scope(stores.people) as session:
        end_grant(session, account, Role.OWNER, str(group), ended_by=None)
    with Session(stores.people) as session:
        assert [each.subject for each in live(session)] == [""], "what they asked for themselves stays"
    assert states(stores) == ["stopped"]
    run_due(stores)


def test_who_is_taken_off_a_listing_while_they_choose_hears_nothing_for_it(
    client: TestClient, stores: Stores, settings: Settings, listing: tuple[UUID, str]
) -> None:
    group, slug = listing
    account = sign_in(client, settings, OWNER, (Role.OWNER, str(group)))
    answers: list[int] = []

    def choose() -> None:
        sent = client.post(f"/desk/listing/{slug}/news", data={"purposes": "funding", "rhythm": "weekly"})
        answers.append(sent.status_code)

    with session_scope(stores.people) as session:  # they are asked who they are, and wait to write
        end_grant(session, account, Role.OWNER, str(group), ended_by=None)
        pressed = threading.Thread(target=choose)
        pressed.start()
        pressed.join(2)
        assert pressed.is_alive()
    pressed.join(20)
    assert answers == [403]
    with Session(stores.people) as session:
        assert live(session) == ()


def test_whoever_added_a_group_is_led_to_its_news_afterwards_and_asked_nothing_before(
    client: TestClient, stores: Stores, settings: Settings
) -> None:
    client.follow_redirects = False
    token = send_in(client)
    client.post(confirm_of(stores.people, "ada@example.org"))
    waiting = UUID(ids(stores.people)[0])
    sign_in(client, settings, "all@example.org", (Role.ADMINISTRATOR, None))
    assert "/news" not in client.get(f"/sent/{token}").text
    decided = client.post(f"/desk/queue/{waiting}", data={"decision": "approve"})
    assert decided.status_code == 303, decided.text
    assert re.search(r'href="/desk/listing/[\w-]+/news"', client.get(f"/sent/{token}").text)


def applied_of(stores: Stores) -> list[bool]:
    with stores.people.connect() as connection:
        rows = connection.execute(text("SELECT applied_at FROM digest_item"))
        return [row.applied_at is not None for row in rows]


def test_who_agreed_to_be_counted_says_that_they_applied_and_takes_it_back(
    client: TestClient, world: World, stores: Stores
) -> None:
    account = world.asks(ANN, "funding", areas=(FENLAND,), may_count=True)
    notice = announce(world)
    world.makes()
    with Session(stores.people) as session:
        digest = session.execute(select(col(Digest.id)).where(col(Digest.account_id) == account)).scalar_one()
    why = path(stores, why_url(stores.settings, digest))
    assert "We applied" in client.get(why).text
    pressed = client.post(f"{why}/applied/{notice}")
    assert "You told us that you applied." in pressed.text
    assert applied_of(stores) == [True]
    client.post(f"{why}/applied/{notice}", data={"undo": "yes"})
    assert applied_of(stores) == [False]
    assert client.post(f"{why}/applied/{uuid4()}").status_code == 404


def test_of_who_did_not_agree_nothing_is_noted(
    client: TestClient, world: World, stores: Stores, account: UUID
) -> None:
    notice = announce(world)
    world.makes()
    with Session(stores.people) as session:
        digest = session.execute(select(col(Digest.id)).where(col(Digest.account_id) == account)).scalar_one()
    why = path(stores, why_url(stores.settings, digest))
    assert "We applied" not in client.get(why).text
    client.post(f"{why}/applied/{notice}")
    assert applied_of(stores) == [False]
