"""Does a restore bring back the stores and not the past of people?"""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from mail_server import Box, mail_server
from pydantic import SecretStr
from sqlmodel import Session, select

from directory.accounts.asking import ask_for_link
from directory.accounts.service import find_or_make_account
from directory.accounts.sessions import find_session, link_works, make_link, use_link
from directory.backup import back_up, path_of, restore
from directory.consents.models import ConsentEvent
from directory.consents.service import UPKEEP, WORDINGS, agreed, give, stop, stopped, withdraw, withdrawn
from directory.jobs import bygone
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.messages.delivery import deliver_due
from directory.messages.models import Message
from directory.messages.service import queue_message
from directory.store import session_scope

ALICE, BOB = "alice@example.org", "bob@example.org"
WORDS = {"how": "account page", "wording": WORDINGS[UPKEEP]}


def account(stores: Stores, email: str = ALICE) -> UUID:
    with session_scope(stores.people) as session:
        return find_or_make_account(session, email)


def write(stores: Stores, purpose: str, to: str = ALICE) -> UUID | None:
    with session_scope(stores.people) as session:
        return queue_message(
            session,
            stores.settings,
            to_email=to,
            purpose=purpose,
            subject="About your listing",
            body="Hello.",
            account_id=find_or_make_account(session, to),
        )


def token_of(address: str) -> str:
    return address.rpartition("/")[2]


def test_nobody_is_signed_in_by_a_restore(stores: Stores, tmp_path: Path) -> None:
    alice = account(stores)
    with session_scope(stores.people) as session:
        cookie = use_link(
            session, token_of(make_link(session, stores.settings, alice)), browser="Firefox on Android"
        )
        unused = token_of(make_link(session, stores.settings, alice))
        ask_for_link(session, stores.settings, ALICE, network="192.0.2.1")
        assert find_session(session, cookie)
    made = back_up(stores, tmp_path / "backup")
    restore(stores, made.folder, tmp_path / "aside")
    with session_scope(stores.people) as session:
        assert find_session(session, cookie) is None
        assert not link_works(session, unused)
    run_due(stores, lane="light")
    with Session(stores.people) as session:
        assert session.exec(select(Message)).all() == [], "nobody gets a link they asked for long ago"


def test_what_waited_in_a_backup_is_not_sent(stores: Stores, tmp_path: Path) -> None:
    account(stores)
    before = write(stores, "answer")
    made = back_up(stores, tmp_path / "backup")
    found = restore(stores, made.folder, tmp_path / "aside")
    assert found.stopped == 1
    after = write(stores, "answer")
    box = Box()
    with mail_server(box) as url:
        told_where = stores.settings.model_copy(update={"smtp_url": SecretStr(url)})
        assert deliver_due(replace(stores, settings=told_where)).sent == 1
    with Session(stores.people) as session:
        told = {each.id: (each.state, each.error) for each in session.exec(select(Message))}
    assert told == {before: ("stopped", bygone.RESTORED), after: ("sent", None)}
    assert len(box.received) == 1


@pytest.mark.parametrize("damaged", [False, True])
def test_who_said_stop_since_the_backup_is_not_written_to(
    stores: Stores, tmp_path: Path, *, damaged: bool
) -> None:
    alice, bob = account(stores), account(stores, BOB)
    with session_scope(stores.people) as session:
        give(session, alice, UPKEEP, **WORDS)
        give(session, bob, UPKEEP, **WORDS)
        stop(session, stores.settings, "eve@example.org", UPKEEP, how="stop link")
    made = back_up(stores, tmp_path / "backup")
    with session_scope(stores.people) as session:
        withdraw(session, alice, UPKEEP, **WORDS)
        stop(session, stores.settings, "carol@example.org", UPKEEP, how="stop link")
        withdraw(session, bob, UPKEEP, **WORDS)
        give(session, bob, UPKEEP, **WORDS)
        later = find_or_make_account(session, "later@example.org")
        withdraw(session, later, UPKEEP, **WORDS)
    if damaged:
        # Only the directory is: both files are moved out of the way, and the other can still be read.
        stores.directory.dispose()
        path_of(stores.directory).write_bytes(b"not a database at all" * 1000)
    found = restore(stores, made.folder, tmp_path / "aside")
    assert found.carried_over == 4
    with session_scope(stores.people) as session:
        assert withdrawn(session, alice, UPKEEP)
        assert agreed(session, bob, UPKEEP), "who said yes again has said yes"
        assert stopped(session, stores.settings, "carol@example.org", UPKEEP)
        assert stopped(session, stores.settings, "eve@example.org", UPKEEP)
        assert len(session.exec(select(ConsentEvent)).all()) == 5, "and nobody is there who is not"
    assert write(stores, UPKEEP) is None
    again = restore(stores, tmp_path / "backup", tmp_path / "aside2")
    assert again.carried_over == 4


@pytest.mark.parametrize("how", ["damaged", "older"])
def test_what_was_there_may_be_unable_to_tell(stores: Stores, tmp_path: Path, how: str) -> None:
    made = back_up(stores, tmp_path / "backup")
    if how == "damaged":
        stores.people.dispose()
        for end in ("-wal", "-shm"):
            path_of(stores.people).with_name(f"people.sqlite3{end}").unlink(missing_ok=True)
        path_of(stores.people).write_bytes(b"not a database at all" * 1000)
    else:
        with closing(sqlite3.connect(path_of(stores.people))) as connection:
            connection.execute("DROP TABLE stop_entry")
            connection.commit()
    assert restore(stores, made.folder, tmp_path / "aside").carried_over is None
    assert account(stores)


def test_elsewhere_nothing_is_carried_over(stores: Stores, tmp_path: Path) -> None:
    with session_scope(stores.people) as session:
        give(session, find_or_make_account(session, ALICE), UPKEEP, **WORDS)
    made = back_up(stores, tmp_path / "backup")
    stores.people.dispose()
    stores.directory.dispose()
    for path in tmp_path.glob("*.sqlite3*"):
        path.unlink()
    found = restore(stores, made.folder, tmp_path / "aside")
    assert (found.kept, found.carried_over) == (None, 0)
    with Session(stores.people) as session:
        assert session.exec(select(ConsentEvent)).one().what == "given"
