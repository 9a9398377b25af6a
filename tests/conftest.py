"""What do the tests stand on? A real, migrated database of the shipped data, made once and copied."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from fastapi import FastAPI
from filelock import FileLock
from own_stores import here, make_people, own_settings, served
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient
from watch import Watch

from directory import clock
from directory.coverage.service import run_coverage
from directory.imports.shipped import load_shipped
from directory.jobs.schemas import Stores
from directory.settings import PROJECT_DIR, Settings
from directory.store import DIRECTORY, migrate, open_engine, open_people, session_scope

DATA_DIR = PROJECT_DIR / "data"

# The same examples every time, so that a red gate is about the change;
# HYPOTHESIS_PROFILE=explore looks for new ones.
hypothesis.settings.register_profile("gate", derandomize=True)
hypothesis.settings.register_profile("explore", derandomize=False)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))


@pytest.fixture(scope="session")
def reference_dir() -> Path:
    """Give the full-detail reference tables, or skip saying so."""
    folder = Path(os.environ.get("HEREABOUTS_REFERENCE_DIR", PROJECT_DIR.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"The reference data is not at {folder}; set HEREABOUTS_REFERENCE_DIR to its folder.")
    return folder


@pytest.fixture(scope="session")
def built_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the database of the shipped data once, whatever the number of test processes."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    path = shared / "built.sqlite3"
    with FileLock(f"{path}.lock"):
        if not path.exists():
            making = shared / "making.sqlite3"
            engine = open_engine(f"sqlite:///{making}")
            migrate(DIRECTORY, engine)
            with session_scope(engine) as session:
                load_shipped(session, DATA_DIR)
                run_coverage(session, draws=25)
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            engine.dispose()
            making.rename(path)
    return path


@pytest.fixture
def database_url(built_database: Path, tmp_path: Path) -> str:
    """Give a copy of the built database that a test may change."""
    copy = tmp_path / "directory.sqlite3"
    shutil.copy(built_database, copy)
    return f"sqlite:///{copy}"


@pytest.fixture
def directory_engine(database_url: str) -> Iterator[Engine]:
    """Open the test's own copy."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(directory_engine: Engine) -> Iterator[Session]:
    """Give a session on the test's own copy."""
    with Session(directory_engine) as found:
        yield found


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Give settings that point at the test's own copies."""
    settings = own_settings(tmp_path, database_url=database_url, base_url="http://testserver")
    make_people(settings)
    return settings


@pytest.fixture
def stores(settings: Settings) -> Iterator[Stores]:
    """Open the test's own copies of both."""
    found = Stores(open_engine(settings.database_url), open_people(settings), settings)
    yield found
    found.directory.dispose()
    found.people.dispose()


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Let it be noon of a Monday until the test says otherwise."""
    found = Watch()
    monkeypatch.setattr(clock, "now", lambda: found.now)
    return found


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    """Put the whole service together on the test's own copy."""
    from web.app import create_app  # noqa: PLC0415 - not every test needs the pages

    return create_app(settings)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """Ask the service without a network."""
    with TestClient(app) as found:
        yield found


@pytest.fixture(scope="session")
def live_server(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the built database for real on a port of this machine; give its address."""
    folder = tmp_path_factory.mktemp("live")
    shutil.copy(built_database, folder / "directory.sqlite3")
    settings = own_settings(folder, base_url=here())
    with served(settings):
        yield settings.base_url
