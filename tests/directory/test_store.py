"""Is a store opened as promised, changed once or not at all, and the people's never from public pages?"""

import ast
import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session
from starlette.testclient import TestClient

from directory.errors import SettingsInvalid, Unavailable
from directory.settings import PROJECT_DIR, Settings
from directory.store import (
    DIRECTORY,
    PEOPLE,
    check_migrated,
    data_version,
    mark_changed,
    migrate,
    open_engine,
    reading_scope,
    session_scope,
)
from web.app import create_app

ADD = text("INSERT INTO category (slug, label, plural, heading) VALUES ('made-up', 'A', 'B', 'C')")
COUNT = text("SELECT COUNT(*) FROM category WHERE slug = 'made-up'")


class Interrupted(BaseException):
    """As a person pressing Ctrl+C, or the machine going down."""


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(COUNT).scalar_one())


def test_a_scope_commits_once_at_its_end(directory_engine: Engine, database_url: str) -> None:
    other = open_engine(database_url)
    with session_scope(directory_engine) as session:
        session.execute(ADD)
        assert count(other) == 0, "seen by others before the end"
    assert count(other) == 1
    other.dispose()


@pytest.mark.parametrize("error", [ValueError, Interrupted, SystemExit])
def test_a_scope_that_fails_changes_nothing(directory_engine: Engine, error: type[BaseException]) -> None:
    def fail() -> None:
        with session_scope(directory_engine) as session:
            session.execute(ADD)
            mark_changed(session, "listings")
            session.flush()
            raise error

    before = data_version(directory_engine)
    with pytest.raises(error):
        fail()
    assert count(directory_engine) == 0
    assert data_version(directory_engine) == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO category (slug, label, plural, heading) VALUES ('x', 'x', 'x', 'x')",
        "UPDATE listing SET name = 'x'",
        "DELETE FROM listing",
        "DROP TABLE listing",
        "CREATE TABLE mine (x)",
        "INSERT INTO search_text (rowid, name) VALUES (99999, 'x')",
    ],
)
def test_a_reader_can_change_nothing(database_url: str, statement: str) -> None:
    engine = open_engine(database_url, read_only=True)
    with engine.connect() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.execute(text(statement))
    engine.dispose()


def test_a_reader_sees_what_a_writer_commits(directory_engine: Engine, database_url: str) -> None:
    reader = open_engine(database_url, read_only=True)
    before = data_version(reader)
    with session_scope(directory_engine) as session:
        mark_changed(session, "listings")
        assert data_version(reader) == before
    assert data_version(reader) != before
    reader.dispose()


def test_a_store_that_is_being_written_to_says_so_and_can_be_read(
    directory_engine: Engine, database_url: str
) -> None:
    other = open_engine(database_url)
    with session_scope(directory_engine) as session:
        session.execute(ADD)
        with reading_scope(other) as reading:
            assert reading.execute(COUNT).scalar_one() == 0
        with pytest.raises(Unavailable, match="being written to"), session_scope(other):
            pytest.fail("two wrote at once")
    assert count(other) == 1
    with reading_scope(other) as reading:
        reading.execute(text("DELETE FROM category WHERE slug = 'made-up'"))
    assert count(other) == 1, "a reading session committed"
    other.dispose()


def test_the_version_changes_with_every_commit_and_never_comes_back(directory_engine: Engine) -> None:
    seen = {data_version(directory_engine)}
    for noun in ("listings", "listings", "coverage", "areas", "new"):
        with session_scope(directory_engine) as session:
            mark_changed(session, noun)
        version = data_version(directory_engine)
        assert version not in seen
        seen.add(version)
        assert data_version(directory_engine) == version, "changes by being read"


def test_a_rolled_back_mark_is_no_change_and_its_word_is_not_used_again(directory_engine: Engine) -> None:
    before = data_version(directory_engine)
    with Session(directory_engine) as session:
        mark_changed(session, "listings")
        lost = session.execute(text("SELECT mark FROM change_mark WHERE noun = 'listings'")).scalar_one()
        session.rollback()
    assert data_version(directory_engine) == before
    with session_scope(directory_engine) as session:
        mark_changed(session, "listings")
        kept = session.execute(text("SELECT mark FROM change_mark WHERE noun = 'listings'")).scalar_one()
    assert kept != lost


@pytest.mark.parametrize("read_only", [False, True])
def test_every_connection_is_durable_and_strict(database_url: str, read_only: bool) -> None:  # noqa: FBT001
    engine = open_engine(database_url, read_only=read_only)
    with engine.connect() as one, engine.connect() as another:
        for connection in (one, another):
            pragma = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
                for name in ("foreign_keys", "journal_mode", "synchronous", "busy_timeout", "query_only")
            }
            assert pragma == {
                "foreign_keys": 1,
                "journal_mode": "wal",
                "synchronous": 2,  # FULL
                "busy_timeout": 5000,
                "query_only": int(read_only),
            }
    engine.dispose()


def test_foreign_keys_hold(directory_engine: Engine) -> None:
    statement = text("INSERT INTO service_area (listing_id, area_code) VALUES (:id, 'E07000008')")
    with directory_engine.connect() as connection, pytest.raises(IntegrityError, match="FOREIGN KEY"):
        connection.execute(statement, {"id": "0" * 32})


def test_a_store_that_was_never_made_is_refused_with_what_to_do(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'deep' / 'er' / 'new.sqlite3'}")
    with pytest.raises(Unavailable, match="Run: hereabouts init"):
        check_migrated(DIRECTORY, engine)
    engine.dispose()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///"])
def test_a_store_without_a_file_is_refused(url: str) -> None:
    with pytest.raises(SettingsInvalid, match="must name a file"):
        open_engine(url)


def test_a_store_from_the_other_side_is_refused(tmp_path: Path) -> None:
    # Same word for the revision, another store: the tables are what tells.
    engine = open_engine(f"sqlite:///{tmp_path / 'people.sqlite3'}")
    migrate(PEOPLE, engine)
    with engine.connect() as connection, pytest.raises(OperationalError, match="no such table"):
        connection.execute(text("SELECT * FROM listing"))
    engine.dispose()


PAGES = (
    "/", "/near?place=PE15+8AA", "/gaps", "/data", "/shortlist", "/area/E07000010", "/healthz", "/readyz",
    "/api/v1/listings?q=library", "/api/v1/coverage", "/api/v1/postcodes/CB12JD", "/api/v1/openapi.json",
)  # fmt: skip


def test_no_public_page_opens_the_people_store(settings: Settings) -> None:
    people = Path(settings.people_database_url.removeprefix("sqlite:///"))
    assert people.exists(), "the test would show nothing without the file"
    # Were it opened, WAL mode would make its two companions: none may be there before or after.
    for companion in ("-wal", "-shm"):
        Path(f"{people}{companion}").unlink(missing_ok=True)
    opened: set[str] = set()
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        for page in PAGES:
            client.get(page)
            opened |= _open_files()
    directory = settings.database_url.removeprefix("sqlite:///")
    assert directory in opened, "the handles are not seen where they are looked for"
    assert not {name for name in opened if name.startswith(str(people))}
    assert not Path(f"{people}-wal").exists()


def test_public_pages_answer_where_there_is_no_people_store(settings: Settings) -> None:
    Path(settings.people_database_url.removeprefix("sqlite:///")).unlink()
    with TestClient(create_app(settings)) as client:
        assert client.get("/api/v1/listings").status_code == 200
        assert client.get("/readyz").status_code == 200
    assert not Path(settings.people_database_url.removeprefix("sqlite:///")).exists()


def _open_files() -> set[str]:
    found = set()
    for handle in os.listdir("/proc/self/fd"):  # noqa: PTH208 - names, not paths
        try:
            found.add(os.readlink(f"/proc/self/fd/{handle}"))  # noqa: PTH115 - the text of the link
        except FileNotFoundError:
            continue
    return found


PEOPLE_NOUNS = tuple(
    f"directory.{noun}" for noun in ("accounts", "consents", "freshness", "messages", "submissions")
)


@pytest.mark.parametrize(
    "package",
    ["api", "web/pages", "directory/search", "directory/listings", "directory/areas", "directory/coverage"],
)
def test_public_reads_name_nothing_of_the_people_store(package: str) -> None:
    for path in (PROJECT_DIR / package).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names] + [str(node.module)]
            elif isinstance(node, ast.Attribute):
                names = [node.attr]
            for name in names:
                assert not name.startswith(PEOPLE_NOUNS), f"{path}: {name}"
                assert name not in {"directory.store.PEOPLE", "people_database_url"}, f"{path}: {name}"


def test_a_copied_file_is_a_whole_store(directory_engine: Engine, tmp_path: Path) -> None:
    """A backup is a copy of the file after a checkpoint: it opens and answers alone."""
    with session_scope(directory_engine) as session:
        session.execute(ADD)
    with directory_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = tmp_path / "copy.sqlite3"
    shutil.copy(str(directory_engine.url.database), copy)
    other = open_engine(f"sqlite:///{copy}", read_only=True)
    check_migrated(DIRECTORY, other)
    assert count(other) == 1
    other.dispose()
