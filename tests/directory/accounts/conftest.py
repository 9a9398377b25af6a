"""What do the tests of accounts stand on? A real people store, empty, and a clock that can be set."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from directory import clock
from directory.settings import Settings
from directory.store import PEOPLE, migrate, open_people, session_scope

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def own_settings(tmp_path: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{tmp_path / 'directory.sqlite3'}",
        people_database_url=f"sqlite:///{tmp_path / 'people.sqlite3'}",
        base_url="https://hereabouts.example",
        secret_key="tests only: " + "0" * 40,  # type: ignore[arg-type]
    )


@pytest.fixture
def people_engine(own_settings: Settings) -> Iterator[Engine]:
    engine = open_people(own_settings)
    migrate(PEOPLE, engine)
    yield engine
    engine.dispose()


@pytest.fixture
def people(people_engine: Engine) -> Iterator[Session]:
    with session_scope(people_engine) as session:
        yield session


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., datetime]:
    """Set the clock to a Monday morning, and move it on at each call."""
    now = [START]
    monkeypatch.setattr(clock, "now", lambda: now[0])

    def later(**by: float) -> datetime:
        now[0] += timedelta(**by)
        return now[0]

    return later
