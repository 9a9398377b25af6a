"""With what are jobs tested? Two empty stores, made once and copied, and jobs that are made up."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import made_jobs
import pytest
from made_jobs import Clock

from directory import clock
from directory.jobs.handlers import HANDLERS
from directory.jobs.schemas import Stores
from directory.settings import PROJECT_DIR, Settings
from directory.store import DIRECTORY, PEOPLE, migrate, open_engine, open_people


@pytest.fixture(scope="session")
def empty_stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    for store in (DIRECTORY, PEOPLE):
        engine = open_engine(f"sqlite:///{folder / store.name}.sqlite3")
        migrate(store, engine)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
    return folder


@pytest.fixture
def stores(empty_stores: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stores]:
    for kind, where in made_jobs.KINDS.items():
        monkeypatch.setitem(HANDLERS, kind, where)
    for store in (DIRECTORY, PEOPLE):
        shutil.copy(empty_stores / f"{store.name}.sqlite3", tmp_path)
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'directory.sqlite3'}",
        people_database_url=f"sqlite:///{tmp_path / 'people.sqlite3'}",
        data_dir=PROJECT_DIR / "data",
        secret_key="tests only: " + "0" * 40,  # type: ignore[arg-type]
    )
    found = Stores(open_engine(settings.database_url), open_people(settings), settings)
    made_jobs.BEGUN.clear()
    made_jobs.GO_ON.clear()
    made_jobs.SEEN.clear()
    yield found
    found.directory.dispose()
    found.people.dispose()


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(clock, "now", found.now)
    return found
