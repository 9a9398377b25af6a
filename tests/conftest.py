"""What do the tests stand on? A real, migrated database of the shipped data, made once and copied."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import uvicorn
from fastapi import FastAPI
from filelock import FileLock
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from directory.coverage.service import run_coverage
from directory.imports.shipped import load_shipped
from directory.settings import PROJECT_DIR, Settings
from directory.store import DIRECTORY, PEOPLE, migrate, open_engine, session_scope

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


def _settings(database: str, folder: Path) -> Settings:
    return Settings(
        database_url=database,
        people_database_url=f"sqlite:///{folder / 'people.sqlite3'}",
        data_dir=DATA_DIR,
        base_url="http://testserver",
        secret_key="tests only: " + "0" * 40,  # type: ignore[arg-type]
    )


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Give settings that point at the test's own copies."""
    people = open_engine(f"sqlite:///{tmp_path / 'people.sqlite3'}")
    migrate(PEOPLE, people)
    people.dispose()
    return _settings(database_url, tmp_path)


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
    from web.app import create_app  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("live")
    copy = folder / "directory.sqlite3"
    shutil.copy(built_database, copy)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    chosen = _settings(f"sqlite:///{copy}", folder).model_copy(update={"base_url": address})
    server = uvicorn.Server(
        uvicorn.Config(create_app(chosen), host="127.0.0.1", port=port, log_level="warning")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            pytest.fail("The live server did not start.")
        time.sleep(0.05)
    yield address
    server.should_exit = True
    thread.join(timeout=10)
