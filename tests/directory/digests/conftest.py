"""What do the tests of digests stand on? Both stores with what ships, a clock and a mail server."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from mail_server import Box, mail_server
from pydantic import SecretStr
from sqlmodel import Session
from told_news import World

from directory import clock
from directory.digests import gathering
from directory.jobs.schemas import Stores
from directory.noticeboard.nesting import Nesting, read_nesting
from directory.settings import Settings
from directory.store import PEOPLE, migrate, open_engine, open_people

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def smtp_url(box: Box) -> Iterator[str]:
    with mail_server(box) as url:
        yield url


@pytest.fixture(scope="session")
def empty_people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("people") / "people.sqlite3"
    engine = open_engine(f"sqlite:///{path}")
    migrate(PEOPLE, engine)
    engine.dispose()
    return path


@pytest.fixture
def stores(built_database: Path, empty_people: Path, tmp_path: Path, smtp_url: str) -> Iterator[Stores]:
    shutil.copy(built_database, tmp_path / "directory.sqlite3")
    shutil.copy(empty_people, tmp_path / "people.sqlite3")
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'directory.sqlite3'}",
        people_database_url=f"sqlite:///{tmp_path / 'people.sqlite3'}",
        base_url="https://hereabouts.example",
        secret_key=SecretStr("tests only: " + "0" * 40),
        smtp_url=SecretStr(smtp_url),
        mail_from="Hereabouts <directory@example.org>",
    )
    found = Stores(open_engine(settings.database_url), open_people(settings), settings)
    yield found
    found.directory.dispose()
    found.people.dispose()


@pytest.fixture(scope="session")
def nesting(built_database: Path) -> Nesting:
    engine = open_engine(f"sqlite:///{built_database}", read_only=True)
    with Session(engine) as session:
        found = read_nesting(session)
    engine.dispose()
    return found


@pytest.fixture
def world(stores: Stores, nesting: Nesting, monkeypatch: pytest.MonkeyPatch) -> World:
    """Give both stores at a time that stands; which area lies in which is read once for all tests."""
    found = World(stores, MONDAY)
    monkeypatch.setattr(gathering, "read_nesting", lambda _session: nesting)
    monkeypatch.setattr(clock, "now", lambda: found.now)
    return found
