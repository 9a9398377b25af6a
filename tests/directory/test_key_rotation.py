"""Are the keys changed whole: killed in the middle, beside a running service, with nothing lost or left?"""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from people_rows import MARK, fill
from pydantic import SecretStr
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from directory.accounts.models import Account
from directory.accounts.service import find_account, find_or_make_account
from directory.errors import InvalidInput, SettingsInvalid
from directory.key_rotation import _of_older_keys, finish, rotate
from directory.messages.models import Message
from directory.sealed_columns import sealed_columns
from directory.sealing import Keyring, address_found_by, file_keys, give_keys, keyring
from directory.settings import PROJECT_DIR, Settings
from directory.store import PEOPLE, migrate, open_engine, open_people, session_scope

SECRET = "tests only: " + "0" * 40
OLD = b"old" * 20
EACH = 30
ROTATE = """
import sys
from pathlib import Path
from directory import key_rotation
from directory.settings import Settings
from directory.store import open_people
url, secret, keys = sys.argv[1:]
settings = Settings(people_database_url=url, secret_key=secret, sealing_keys_file=Path(keys))
key_rotation.BATCH = 2
key_rotation.rotate(settings, open_people(settings))
"""


@pytest.fixture
def settings_here(tmp_path: Path) -> Settings:
    keys = tmp_path / "sealing_keys"
    keys.write_bytes(OLD + b"\n")
    return Settings(
        people_database_url=f"sqlite:///{tmp_path / 'people.sqlite3'}",
        secret_key=SecretStr(SECRET),
        sealing_keys_file=keys,
    )


@pytest.fixture
def people(settings_here: Settings) -> Iterator[Engine]:
    engine = open_people(settings_here)
    migrate(PEOPLE, engine)
    fill(engine, EACH)
    with session_scope(engine) as session:
        find_or_make_account(session, "ann@example.org")
    yield engine
    engine.dispose()


def opened_by(engine: Engine, key: bytes) -> tuple[int, int]:
    """Count the cells that a key alone opens, and all."""
    ring, opened, cells = Keyring((key,)), 0, 0
    with engine.connect() as connection:
        for column in sealed_columns():
            for (cell,) in connection.execute(text(f"SELECT {column.name} FROM {column.table}")):  # noqa: S608
                if cell:
                    cells += 1
                    opened += column.opened(ring, cell) is not None
    return opened, cells


def test_after_a_change_the_old_key_opens_nothing_and_everybody_is_found(
    people: Engine, settings_here: Settings
) -> None:
    opened, cells = opened_by(people, OLD)
    assert opened == cells > EACH * 20
    before = told(people)
    done = rotate(settings_here, people)
    assert done.new_key
    assert done.rows > EACH * 8
    newest, oldest = file_keys(settings_here)
    assert oldest == OLD
    assert opened_by(people, OLD) == (0, cells)
    assert opened_by(people, newest) == (cells, cells)
    assert finish(settings_here, people) == 1
    assert file_keys(settings_here) == (newest,)
    assert settings_here.sealing_keys_file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in settings_here.sealing_keys_file.parent.glob(".sealing*")] == []
    assert told(people) == before
    with session_scope(people) as session:
        assert find_account(session, "ann@example.org").email == "ann@example.org"
        for row in session.exec(select(Message)).all():
            assert row.to_hash == address_found_by(session, row.to_email)[0]
        assert list(_of_older_keys(session.connection())) == []
    only_old = open_engine(settings_here.people_database_url)
    give_keys(only_old.dialect, lambda: Keyring((OLD,)))
    with Session(only_old) as session, pytest.raises(SettingsInvalid):
        session.exec(select(Account)).all()
    only_old.dispose()


def told(engine: Engine) -> list[tuple[str, ...]]:
    with Session(engine) as session:
        accounts = session.exec(select(Account)).all()
        messages = session.exec(select(Message)).all()
        return sorted(
            [(str(each.id), each.email) for each in accounts]
            + [(str(each.id), each.to_email, each.subject, each.body) for each in messages]
        )


def test_killed_in_the_middle_it_is_gone_on_with(people: Engine, settings_here: Settings) -> None:
    before = told(people)
    told_here = [str(people.url), SECRET, str(settings_here.sealing_keys_file)]
    process = subprocess.Popen([sys.executable, "-c", ROTATE, *told_here], cwd=PROJECT_DIR)  # noqa: S603
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            opened, cells = opened_by(people, OLD)
            if cells * 0.1 < opened < cells * 0.8:
                break
            time.sleep(0.01)
    finally:
        process.kill()
        process.wait(timeout=20)
    opened, cells = opened_by(people, OLD)
    assert 0 < opened < cells, "it was killed in the middle"
    assert len(file_keys(settings_here)) == 2
    # Half and half: everything is read, everybody found, and nothing can be dropped.
    assert told(people) == before
    with session_scope(people) as session:
        assert find_account(session, "ann@example.org").email == "ann@example.org"
    with pytest.raises(InvalidInput, match="still sealed with an older key"):
        finish(settings_here, people)
    done = rotate(settings_here, people)
    assert not done.new_key
    assert len(file_keys(settings_here)) == 2
    assert opened_by(people, OLD) == (0, cells)
    assert told(people) == before
    assert finish(settings_here, people) == 1


def test_a_service_that_runs_writes_and_reads_on(people: Engine, settings_here: Settings) -> None:
    service = open_people(settings_here)  # knows only the keys of before
    with session_scope(service) as session:
        mine = find_or_make_account(session, "bob@example.org")
    rotate(settings_here, people)
    with session_scope(service) as session:
        assert find_or_make_account(session, "bob@example.org") == mine
        find_or_make_account(session, "new@example.org")
    assert opened_by(people, OLD)[0] == 0, "what it wrote since is sealed with the newest"
    finish(settings_here, people)
    with session_scope(service) as session:
        assert find_or_make_account(session, "bob@example.org") == mine
        assert MARK in "".join(each.email for each in session.exec(select(Account)))
    service.dispose()


def test_the_secret_key_is_the_oldest_and_can_be_changed_after_it(tmp_path: Path) -> None:
    first = Settings(
        people_database_url=f"sqlite:///{tmp_path / 'people.sqlite3'}",
        secret_key=SecretStr(SECRET),
        sealing_keys_file=tmp_path / "none" / "sealing_keys",
    )
    people = open_people(first)
    migrate(PEOPLE, people)
    with session_scope(people) as session:
        find_or_make_account(session, "ann@example.org")
    with pytest.raises(InvalidInput, match="no file of sealing keys"):
        finish(first, people)
    changed = first.model_copy(update={"secret_key": SecretStr("another: " + "1" * 40)})
    stranger = open_people(changed)
    with Session(stranger) as session, pytest.raises(SettingsInvalid):
        session.exec(select(Account)).all()
    assert rotate(first, people).rows == 1
    assert finish(first, people) == 0
    assert len(keyring(changed).keys) == 2
    with Session(stranger) as session:
        assert find_account(session, "ann@example.org").email == "ann@example.org"
    people.dispose()
    stranger.dispose()


def test_a_hash_that_is_wrong_is_mended_too(people: Engine, settings_here: Settings) -> None:
    with people.begin() as connection:
        connection.execute(text("UPDATE message SET to_hash = ''"))
    with pytest.raises(InvalidInput, match=f"{EACH} rows"):
        finish(settings_here, people)
    assert rotate(settings_here, people).rows == EACH
