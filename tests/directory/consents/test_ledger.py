"""Can it be told at any date what somebody had agreed to, and does a stop hold?"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from directory import clock
from directory.consents.models import StopEntry
from directory.consents.service import (
    UPKEEP,
    agreed,
    give,
    lift,
    stop,
    stopped,
    stopped_hashes,
    withdraw,
    withdrawn,
)
from directory.errors import InvalidInput
from directory.settings import Settings
from directory.store import PEOPLE, migrate, open_engine, session_scope

THEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
SETTINGS = Settings(secret_key=SecretStr("tests only: " + "0" * 40))
ALICE = "alice@example.org"


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'people.sqlite3'}")
    migrate(PEOPLE, engine)
    yield engine
    engine.dispose()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.tuples(st.booleans(), st.integers(0, 20)), max_size=8))
def test_the_ledger_tells_of_any_moment_what_held_then(people: Engine, words: list[tuple[bool, int]]) -> None:
    account, at, said = uuid4(), THEN, []
    with pytest.MonkeyPatch.context() as patch, session_scope(people) as session:
        for yes, later in words:
            at += timedelta(hours=later)
            patch.setattr(clock, "now", lambda at=at: at)
            (give if yes else withdraw)(session, account, UPKEEP, how="form", wording="Yes or no.")
            said.append((at, yes))
    with Session(people) as session:
        for moment in [THEN - timedelta(hours=1), *(at for at, _ in said), THEN + timedelta(days=30)]:
            expected = next((yes for at, yes in reversed(said) if at <= moment), False)
            assert agreed(session, account, UPKEEP, at=moment) is expected
        assert agreed(session, account, UPKEEP) is bool(said and said[-1][1])
        assert withdrawn(session, account, UPKEEP) is bool(said and not said[-1][1])
        assert not agreed(session, UUID(int=1), UPKEEP)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM consent_event",
        "UPDATE consent_event SET what = 'given'",
        (
            "INSERT OR REPLACE INTO consent_event (rowid, id, account_id, purpose, what, at, how, wording) "
            "SELECT rowid, 'another', account_id, purpose, 'given', at, how, wording FROM consent_event"
        ),
    ],
)
def test_the_ledger_can_not_be_rewritten(people: Engine, change: str) -> None:
    with session_scope(people) as session:
        withdraw(session, uuid4(), UPKEEP, how="form", wording="No.")
    with pytest.raises(IntegrityError, match="append-only"), people.begin() as connection:
        connection.execute(text(change))


def test_no_purpose_is_invented(people: Engine) -> None:
    with session_scope(people) as session, pytest.raises(InvalidInput, match="no purpose"):
        give(session, uuid4(), "newsletter", how="form", wording="Yes.")


def test_a_stop_is_of_an_address_however_it_is_written(people: Engine) -> None:
    with session_scope(people) as session:
        for _ in range(2):
            stop(session, SETTINGS, " Alice@Example.ORG", UPKEEP, how="stop link")
        assert stopped(session, SETTINGS, ALICE, UPKEEP)
        assert not stopped(session, SETTINGS, "bob@example.org", UPKEEP)
        assert len(stopped_hashes(session, UPKEEP)) == 1
        lift(session, SETTINGS, ALICE, UPKEEP)
        assert not stopped(session, SETTINGS, ALICE, UPKEEP)


def test_a_stop_of_all_is_a_stop_of_each(people: Engine) -> None:
    with session_scope(people) as session:
        stop(session, SETTINGS, ALICE, "*", how="letter")
        assert stopped(session, SETTINGS, ALICE, UPKEEP)


def test_the_stop_list_holds_no_address_and_can_not_be_guessed_without_the_key(people: Engine) -> None:
    with session_scope(people) as session:
        stop(session, SETTINGS, ALICE, UPKEEP, how="stop link")
        kept = session.execute(select(StopEntry.email_hash)).scalar_one()  # type: ignore[call-overload]
        assert "alice" not in kept
        other = SETTINGS.model_copy(update={"secret_key": SecretStr("another key: " + "1" * 40)})
        assert not stopped(session, other, ALICE, UPKEEP)
