"""What do the tests of releases stand on? Downloads in the official formats, made from the shipped tables."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from downloads import DATA, FullDetail
from filelock import FileLock
from sqlalchemy import Engine
from sqlmodel import Session

from directory.coverage.service import run_coverage
from directory.releases.known import KnownAreas, read_known
from directory.releases.service import ReleaseReport, load_release
from directory.store import open_engine, session_scope


@pytest.fixture(scope="session")
def known() -> KnownAreas:
    return read_known(DATA)


@pytest.fixture(scope="session")
def full_detail(built_database: Path, reference_dir: Path) -> FullDetail:
    """Load the reference folder once, whatever the number of test processes."""
    shared = built_database.parent / "full"
    path = shared / "directory.sqlite3"
    with FileLock(f"{shared}.lock"):
        if not path.exists():
            making = built_database.parent / "full-making"
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            shutil.copy(built_database, making / path.name)
            engine = open_engine(f"sqlite:///{making / path.name}")
            with session_scope(engine) as session:
                load_release(session, reference_dir, DATA)
                run_coverage(session, draws=0)
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            engine.dispose()
            making.rename(shared)
    [folder] = [folder for folder in (shared / "releases").iterdir() if not folder.name.startswith(".")]
    return FullDetail(path, folder)


@pytest.fixture
def loaded(directory_engine: Engine) -> Callable[[Path], ReleaseReport]:
    """Load a folder into the test's own database, for good."""

    def load(folder: Path) -> ReleaseReport:
        with session_scope(directory_engine) as session:
            return load_release(session, folder, DATA)

    return load


@pytest.fixture
def full_session(full_detail: FullDetail) -> Iterator[Session]:
    engine = open_engine(f"sqlite:///{full_detail.path}", read_only=True)
    with Session(engine) as session:
        yield session
    engine.dispose()
