"""Can both stores be built, taken down and built again, and are models and tables one?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, create_engine, text
from sqlmodel import Session

from directory.errors import Unavailable
from directory.imports.shipped import load_shipped
from directory.schema import directory_metadata, people_metadata
from directory.search.index import rebuild_index
from directory.settings import PROJECT_DIR
from directory.store import (
    DIRECTORY,
    MIGRATIONS_DIR,
    PEOPLE,
    Store,
    alembic_config,
    check_migrated,
    head_of,
    migrate,
    open_engine,
    revision_of,
    session_scope,
)

STORES = [DIRECTORY, PEOPLE]
BOTH = pytest.mark.parametrize("store", STORES, ids=lambda store: store.name)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    yield engine
    engine.dispose()


def shape(engine: Engine) -> list[tuple[str, str]]:
    """Tell every table, index and trigger as the file holds it."""
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT name, coalesce(sql, '') AS sql FROM sqlite_master ORDER BY type, name")
        )
        return [(row.name, row.sql) for row in rows]


def tables(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        return {name for (name,) in rows if not name.startswith("sqlite_")}


@BOTH
def test_up_down_and_up_again_on_nothing(store: Store, empty: Engine) -> None:
    migrate(store, empty)
    built = shape(empty)
    check_migrated(store, empty)
    command.downgrade(alembic_config(store, empty), "base")
    assert tables(empty) == {"alembic_version"}
    assert revision_of(empty) is None
    with pytest.raises(Unavailable, match="hereabouts init"):
        check_migrated(store, empty)
    migrate(store, empty)
    assert shape(empty) == built
    check_migrated(store, empty)


def test_up_down_and_up_again_on_data(directory_engine: Engine) -> None:
    built = shape(directory_engine)
    command.downgrade(alembic_config(DIRECTORY, directory_engine), "base")
    assert tables(directory_engine) == {"alembic_version"}
    migrate(DIRECTORY, directory_engine)
    assert shape(directory_engine) == built
    with session_scope(directory_engine) as session:
        assert load_shipped(session, PROJECT_DIR / "data").changed
        assert session.execute(text("SELECT COUNT(*) FROM postcode WHERE inside")).scalar_one() == 38_850
        found = session.execute(text("SELECT COUNT(*) FROM search_text WHERE search_text MATCH 'library'"))
        assert found.scalar_one() > 40


@BOTH
def test_one_line_of_revisions_each_named_as_its_file(store: Store) -> None:
    script = ScriptDirectory.from_config(alembic_config(store, create_engine("sqlite://")))
    assert script.get_heads() == [head_of(store)]
    assert script.get_bases() == ["0001_initial"]
    revisions = {revision.revision for revision in script.walk_revisions()}
    files = {path.stem for path in (MIGRATIONS_DIR / store.name / "versions").glob("*.py")}
    assert revisions == files
    for revision in script.walk_revisions():
        assert callable(revision.module.upgrade)
        assert callable(revision.module.downgrade)


@BOTH
def test_the_models_are_the_tables(store: Store, empty: Engine) -> None:
    migrate(store, empty)
    command.check(alembic_config(store, empty))


def test_a_model_without_a_migration_would_be_seen(empty: Engine) -> None:
    # That the check above can fail: one column more than the models have.
    migrate(DIRECTORY, empty)
    with empty.begin() as connection:
        connection.execute(text("ALTER TABLE listing ADD COLUMN surprise VARCHAR"))
    with pytest.raises(Exception, match="New upgrade operations detected"):
        command.check(alembic_config(DIRECTORY, empty))


def test_the_stores_share_no_table_but_jobs_and_the_mark_of_their_revision(tmp_path: Path) -> None:
    found = []
    for store in STORES:
        engine = open_engine(f"sqlite:///{tmp_path / store.name}.sqlite3")
        migrate(store, engine)
        found.append(tables(engine))
        engine.dispose()
    assert found[0] & found[1] == {"alembic_version", "job", "applied", "audit_entry"}


@pytest.mark.parametrize("metadata", [directory_metadata(), people_metadata()], ids=["directory", "people"])
def test_every_constraint_has_a_name_a_later_migration_can_call(metadata: MetaData) -> None:
    for table in metadata.tables.values():
        for constraint in table.constraints:
            assert constraint.name, f"{table.name}: {constraint!r}"


def test_the_text_index_survives_a_migration_that_is_run_again(directory_engine: Engine) -> None:
    def hits() -> int:
        with directory_engine.connect() as connection:
            statement = text("SELECT COUNT(*) FROM search_text WHERE search_text MATCH 'libraries'")
            return int(connection.execute(statement).scalar_one())

    before = hits()
    assert before > 40
    migrate(DIRECTORY, directory_engine)
    command.check(alembic_config(DIRECTORY, directory_engine))
    assert hits() == before
    with Session(directory_engine) as session:
        rebuild_index(session)
        session.commit()
    assert hits() == before


def test_the_text_index_is_not_broken(directory_engine: Engine) -> None:
    with directory_engine.connect() as connection:
        # FTS5 raises where its index does not agree with its content.
        connection.execute(text("INSERT INTO search_text(search_text) VALUES ('integrity-check')"))
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
