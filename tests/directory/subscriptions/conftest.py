"""What do the tests of subscriptions stand on? A real people store, and a clock that can be set."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from directory import clock
from directory.jobs.schemas import Stores
from directory.settings import Settings
from directory.store import PEOPLE, migrate, open_engine, open_people

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


class Watch:
    """The clock of a test."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def on(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    found = Watch(MONDAY)
    monkeypatch.setattr(clock, "now", lambda: found.now)
    return found


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    """Give both stores; nothing here looks into the directory store."""
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'directory.sqlite3'}",
        people_database_url=f"sqlite:///{tmp_path / 'people.sqlite3'}",
        base_url="https://hereabouts.example",
        secret_key=SecretStr("tests only: " + "0" * 40),
    )
    people, directory = open_people(settings), open_engine(settings.database_url)
    migrate(PEOPLE, people)
    yield Stores(directory, people, settings)
    people.dispose()
    directory.dispose()
