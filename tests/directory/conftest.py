"""What do the tests of the directory read? One copy of the built database, which none of them changes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from directory.store import open_engine


@pytest.fixture(scope="session")
def read_path(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("read") / "directory.sqlite3"
    shutil.copy(built_database, copy)
    return copy


@pytest.fixture(scope="session")
def read_engine(read_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{read_path}", read_only=True)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def read_session(read_engine: Engine) -> Iterator[Session]:
    with Session(read_engine) as found:
        yield found
