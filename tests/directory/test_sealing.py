"""Does what names somebody stand sealed, with which keys, and is it found again?"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from hypothesis import given
from hypothesis import strategies as st
from people_rows import MARK, fill
from pydantic import SecretStr
from sqlalchemy import JSON, Engine, String, TypeDecorator, text
from sqlmodel import Session, col, select

from directory.accounts.models import Account
from directory.accounts.service import find_account, find_or_make_account
from directory.backup import path_of
from directory.errors import SettingsInvalid
from directory.messages.models import Message
from directory.schema import directory_metadata, people_metadata
from directory.sealing import KeptKeys, KeyedHash, Keyring, Sealed, SealedJson, address_found_by, keyring
from directory.settings import Settings
from directory.store import PEOPLE, alembic_config, migrate, open_engine, open_people, session_scope
from directory.submissions.models import Submission

RING = Keyring((b"n" * 40, b"o" * 40))
# Text that is nobody's words: made by the service, chosen from a list, or public anyway.
PLAIN = {
    r"\.(id|kind|state|purpose|way|rhythm|role|stage|outcome|what|how|action|subject|actor_role|side|told_by"
    r"|age_band|level|workforce|hirer|question|answer|quarter|verified_role)$": "a word of ours",
    r"\.((token|answer|who|network|email)_hash|recovery_hashes)$": "a hash, of a secret or keyed",
    r"\.(district|parish|place|lsoa21|brokered_in|scope)$": "the code of an area, no finer than LSOA",
    r"\.(error|dedupe)$": "why something failed, or a word against doing it twice: made of ids",
    r"\.(transport|skills|themes|languages|wants|needs|events|reasons|transport)$": "words of lists; ids",
    r"^role_grant\.scope$": "an id or the code of an area",
    r"^sign_in_session\.browser$": "two words, such as Firefox on Android",
    r"^upkeep_ask\.round_from$": "a date",
    r"^stop_entry\.purpose$": "a word of ours",
    r"^consent_event\.(wording|terms)$": "our own sentence; areas, kinds and themes that were chosen",
    r"^subscription\.terms$": "areas, kinds and themes that were chosen",
    r"^job\.payload$": "ids; an address only sealed (accounts/asking.py)",
    r"^audit_entry\.(subject_id|detail)$": "ids; names of fields and counts, never what somebody wrote",
    r"^relay_thread\.(volunteer_alias|group_alias)$": "random, made of nothing",
    r"^hire_enquiry\.asked$": "times",
    r"^people_mark\.(noun|mark)$": "a word of ours, and a random one",
}


@pytest.fixture
def settings_here(tmp_path: Path) -> Settings:
    return Settings(
        people_database_url=f"sqlite:///{tmp_path / 'people.sqlite3'}",
        secret_key=SecretStr("tests only: " + "0" * 40),
        sealing_keys_file=tmp_path / "keys" / "sealing_keys",
    )


@pytest.fixture
def people(settings_here: Settings) -> Iterator[Engine]:
    engine = open_people(settings_here)
    migrate(PEOPLE, engine)
    yield engine
    engine.dispose()


@given(st.text())
def test_what_is_sealed_is_read_and_looks_unlike_each_time(said: str) -> None:
    first, second = RING.seal(said), RING.seal(said)
    assert RING.unseal(first) == RING.unseal(second) == said
    assert first != second


def test_the_newest_seals_and_all_open() -> None:
    old, new = Keyring(RING.keys[1:]), Keyring(RING.keys[:1])
    assert RING.unseal(old.seal("Ann")) == "Ann"
    assert new.unseal(RING.seal("Ann")) == "Ann"
    assert old.opened(RING.seal("Ann")) is None
    with pytest.raises(SettingsInvalid, match=r"docs/sealing\.md"):
        old.unseal(RING.seal("Ann"))


def test_a_hash_is_of_a_key_and_a_purpose() -> None:
    hashes = RING.hashes("a", "ann@example.org")
    assert hashes[0] == RING.hash("a", "ann@example.org") == RING.newest.hash("a", "ann@example.org")
    found = {*hashes, *RING.hashes("b", "ann@example.org"), *RING.hashes("a", "bob@example.org")}
    assert len(found) == 6
    assert "ann" not in repr(hashes)


def test_the_file_of_keys_is_read_again_when_it_was_changed(settings_here: Settings) -> None:
    kept, path = KeptKeys(settings_here), settings_here.sealing_keys_file
    assert len(kept().keys) == 1
    path.parent.mkdir()
    path.write_text("a" * 40 + "\n" + "b" * 40 + "\n")
    assert kept().keys == (b"a" * 40, b"b" * 40, b"tests only: " + b"0" * 40) == keyring(settings_here).keys
    path.write_text("a" * 40 + "\n" + "b" * 3)
    with pytest.raises(SettingsInvalid, match="at least 32"):
        kept()


def test_a_sealed_column_is_not_compared_with_a_text(people: Engine) -> None:
    with pytest.raises(TypeError, match="keyed hash"):
        col(Account.email) == "ann@example.org"  # noqa: B015
    with pytest.raises(TypeError, match="keyed hash"):
        col(Account.email).in_(["ann@example.org"])
    with pytest.raises(TypeError, match="keyed hash"):
        col(Account.email).desc()
    with pytest.raises(TypeError, match="keyed hash"):
        col(Message.subject).contains("ann")
    with Session(people) as session:
        asked = select(Submission).where(col(Submission.email).is_(None), col(Submission.message) != "")
        assert session.exec(asked).all() == []


def test_without_keys_nothing_is_read_or_written(people: Engine) -> None:
    with session_scope(people) as session:
        find_or_make_account(session, "ann@example.org")
    bare = open_engine(str(people.url))
    with Session(bare) as session, pytest.raises(TypeError, match="open_people"):
        session.exec(select(Account)).all()
    with Session(bare) as session, pytest.raises(TypeError, match="open_people"):
        find_or_make_account(session, "bob@example.org")
    bare.dispose()


def test_an_address_is_found_in_whatever_case_under_any_key(people: Engine, settings_here: Settings) -> None:
    with session_scope(people) as session:
        made = find_or_make_account(session, "Ann@Example.org")
    settings_here.sealing_keys_file.parent.mkdir()
    settings_here.sealing_keys_file.write_text("a" * 40)
    with session_scope(people) as session:
        assert len(address_found_by(session, "ann@example.org")) == 2
        assert find_account(session, " ANN@example.org ").id == made
        assert find_or_make_account(session, "ann@example.org") == made, "and no second one is made"


def test_every_text_in_the_people_store_is_sealed_or_told_why_not() -> None:
    told = dict.fromkeys(PLAIN, 0)
    open_words = []
    for table in people_metadata().sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Sealed | SealedJson | KeyedHash):
                continue
            kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
            if not isinstance(kind, String | JSON):
                continue
            name = f"{table.name}.{column.name}"
            fitting = [pattern for pattern in PLAIN if re.search(pattern, name)]
            for pattern in fitting:
                told[pattern] += 1
            if not fitting:
                open_words.append(name)
    assert open_words == [], "seal it, or say here why it is nobody's words"
    assert [pattern for pattern, times in told.items() if not times] == [], "a reason that nothing needs"


def test_the_directory_store_has_nothing_sealed() -> None:
    kinds = (Sealed, SealedJson, KeyedHash)
    columns = [column for table in directory_metadata().sorted_tables for column in table.columns]
    assert [str(column) for column in columns if isinstance(column.type, kinds)] == []


def bytes_of(engine: Engine) -> bytes:
    path = path_of(engine)
    parts = (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm")))
    return b"".join(part.read_bytes() for part in parts if part.exists())


def test_rows_of_every_table_tell_nothing_in_the_bytes_of_the_file(people: Engine) -> None:
    fill(people)
    assert MARK.encode() not in bytes_of(people)
    with Session(people) as session:
        assert all(MARK in each.email for each in session.exec(select(Account)))


def rows_before(engine: Engine) -> None:
    """Put rows in as they stood before anything was sealed."""
    at = "2026-03-02 10:00:00"
    with engine.begin() as connection:

        def put(table: str, **values: object) -> None:
            names, told = ", ".join(values), ", ".join(f":{name}" for name in values)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({told})"), values)  # noqa: S608

        for number in (1, 2):
            key, email = f"{number:032x}", f"{MARK}{number}@example.org"
            put("account", id=key, email=email, created_at=at)
            put("role_grant", id=key, account_id=key, role="owner", granted_at=at)
            sent = {"purpose": "answer", "state": "sent", "attempts": 1, "created_at": at, "send_after": at}
            words = {"subject": f"Dear {MARK}", "body": MARK if number == 1 else ""}
            put("message", id=key, to_email=email, **sent, **words)
            stands = {"kind": "add", "state": "waiting", "doubts": 0, "created_at": at, "updated_at": at}
            said = {"answers": json.dumps({"about": MARK}), "record": "null", "message": "null"}
            put(
                "submission",
                id=key,
                token_hash=key,
                email=email if number == 1 else None,
                **stands,
                **said,
            )


def plain_rows(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        return [
            tuple(row)
            for asked in (
                "SELECT id, email FROM account",
                "SELECT id, to_email, subject, body, html FROM message",
                "SELECT id, email, answers, message FROM submission",
            )
            for row in connection.execute(text(f"{asked} ORDER BY id"))
        ]


def test_what_stood_open_is_sealed_where_it_stands_and_opened_going_back(settings_here: Settings) -> None:
    people = open_people(settings_here)
    migrate(PEOPLE, people, "0004_volunteers")
    rows_before(people)
    before = plain_rows(people)
    assert MARK.encode() in bytes_of(people)
    migrate(PEOPLE, people)
    assert MARK.encode() not in bytes_of(people), "not in pages that are free now, either"
    with Session(people) as session:
        assert find_account(session, f"{MARK}1@example.org").email == f"{MARK}1@example.org"
        rows = session.exec(select(Submission).order_by(col(Submission.id))).all()
        assert [each.email for each in rows] == [f"{MARK}1@example.org", None]
        assert [each.answers for each in rows] == [{"about": MARK}] * 2
        assert [(each.record, each.message) for each in rows] == [(None, "null")] * 2
        assert [each.body for each in session.exec(select(Message).order_by(col(Message.id)))] == [MARK, ""]
        assert session.execute(text("SELECT COUNT(*) FROM role_grant")).scalar_one() == 2
        assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    command.downgrade(alembic_config(PEOPLE, people), "0004_volunteers")
    assert plain_rows(people) == before
    migrate(PEOPLE, people)
    with Session(people) as session:
        assert find_account(session, f"{MARK}2@example.org").email == f"{MARK}2@example.org"
    people.dispose()


def test_a_store_with_rows_is_not_sealed_without_keys(settings_here: Settings) -> None:
    bare = open_engine(settings_here.people_database_url)
    migrate(PEOPLE, bare, "0004_volunteers")
    rows_before(bare)
    before = plain_rows(bare)
    with pytest.raises(TypeError, match="open_people"):
        migrate(PEOPLE, bare)
    assert plain_rows(bare) == before
    bare.dispose()
