"""Is what is kept of people who get news kept as long as is said, and no longer?"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlmodel import Session, select

from directory import clock
from directory.accounts.models import Account
from directory.accounts.service import find_or_make_account
from directory.consents.models import ConsentEvent
from directory.digests.models import Digest, DigestItem
from directory.jobs.schemas import JobRead, Stores
from directory.privacy.erase import erase_person
from directory.privacy.export import export_person
from directory.privacy.forget import forget
from directory.settings import Settings
from directory.store import DIRECTORY, PEOPLE, migrate, open_engine, open_people, session_scope
from directory.subscriptions.asking import Wanted, ask_for_news
from directory.subscriptions.ledger import audience, end_all, live, subscribe
from directory.subscriptions.models import Dismissal, Subscription
from directory.subscriptions.terms import Terms

START = datetime(2026, 3, 2, 10, tzinfo=UTC)
ANN = "ann.quantock-zebra@example.org"
TERMS = Terms(areas=("E07000010",))


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'directory.sqlite3'}",
        people_database_url=f"sqlite:///{tmp_path / 'people.sqlite3'}",
        secret_key=SecretStr("tests only: " + "0" * 40),
    )
    found = Stores(open_engine(settings.database_url), open_people(settings), settings)
    migrate(DIRECTORY, found.directory)
    migrate(PEOPLE, found.people)
    yield found
    found.people.dispose()
    found.directory.dispose()


def at(patch: pytest.MonkeyPatch, days: int) -> datetime:
    now = START + timedelta(days=days)
    patch.setattr(clock, "now", lambda: now)
    return now


def begin(stores: Stores, email: str = ANN) -> UUID:
    """Let somebody get news, put one notice aside and be told of another."""
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, email)
        subscribe(session, account, "funding", TERMS, how="news form")
        digest = Digest(
            id=uuid4(), account_id=account, way="email", made_at=clock.now(), opened_at=clock.now()
        )
        session.add(digest)
        session.flush()
        session.add(
            DigestItem(
                id=uuid4(), digest_id=digest.id, account_id=account, notice_id=uuid4(), edition=1,
                reasons=["Because you asked."], events=["x"], place="E04001661", clicked_at=clock.now(),
            )
        )  # fmt: skip
        session.add(Dismissal(account_id=account, notice_id=uuid4(), at=clock.now()))
    return account


def forget_all(stores: Stores) -> list[str]:
    forget(stores, JobRead(uuid4(), "forget", {}, 0))
    with Session(stores.people) as session:
        return [each.email for each in session.exec(select(Account))]


def test_who_gets_news_is_not_forgotten_and_their_old_messages_say_less(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, 0)
    begin(stores)
    now = at(monkeypatch, 3000)
    assert forget_all(stores) == [ANN]
    with Session(stores.people) as session:
        assert len(live(session)) == 1
        assert audience(session, now) == live(session)
        item = session.exec(select(DigestItem)).one()
        assert (item.reasons, item.events, item.place, item.clicked_at) == ([], [], None, None)
        assert session.exec(select(Digest)).one().opened_at is None
        assert session.exec(select(Dismissal)).all() == []


def test_who_only_ever_got_news_is_forgotten_a_month_after_they_end_it(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, 0)
    account = begin(stores)
    at(monkeypatch, 900)
    with session_scope(stores.people) as session:
        session.get_one(Account, account).created_at = clock.now()  # not for its age
        end_all(session, account, how="news page")
    at(monkeypatch, 929)
    assert forget_all(stores) == [ANN]
    at(monkeypatch, 931)
    assert forget_all(stores) == []
    with Session(stores.people) as session:
        for model in (Subscription, Digest, DigestItem, Dismissal):
            assert session.exec(select(model)).all() == [], model
        assert len(session.exec(select(ConsentEvent)).all()) == 2


def test_all_of_it_is_exported_and_erased(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, 0)
    begin(stores)
    other = begin(stores, "other@example.org")
    told = export_person(stores, ANN)
    for name in ("consent", "news", "put_aside", "told", "told_of"):
        assert len(told[name]) == 1, name  # type: ignore[arg-type]
    assert "E07000010" in json.dumps(told)
    erase_person(stores, ANN)
    with Session(stores.people) as session:
        assert {each.account_id for each in live(session)} == {other}
        for model in (Subscription, Digest, DigestItem, Dismissal):
            assert {each.account_id for each in session.exec(select(model))} == {other}, model
        said = session.exec(select(ConsentEvent)).all()
        assert sorted(each.what for each in said if each.account_id != other) == ["given", "withdrawn"]


def test_an_ask_that_was_never_confirmed_is_forgotten_with_its_job(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, 0)
    with session_scope(stores.people) as session:
        ask_for_news(session, stores.settings, Wanted(ANN, ("funding",), TERMS), network="192.0.2.7")
    with stores.people.begin() as connection:
        connection.execute(text("UPDATE job SET state = 'failed'"))
        assert connection.execute(text("SELECT COUNT(*) FROM sign_in_ask")).scalar_one() == 2
    erase_person(stores, ANN)
    with stores.people.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM job")).scalar_one() == 0
        assert connection.execute(text("SELECT COUNT(*) FROM sign_in_ask")).scalar_one() == 1
        assert connection.execute(text("SELECT COUNT(*) FROM account")).scalar_one() == 0
