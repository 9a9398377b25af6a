"""What do the tests of the outbox stand on? A real people store, a clock that can be set, a mail server."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from mail_server import Box, mail_server
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
def box() -> Box:
    return Box()


@pytest.fixture
def smtp_url(box: Box) -> Iterator[str]:
    with mail_server(box) as url:
        yield url


@pytest.fixture
def stores(tmp_path: Path, smtp_url: str) -> Iterator[Stores]:
    """Give both stores; nothing here looks into the directory store."""
    settings = settings_with(tmp_path, smtp_url)
    people = open_people(settings)
    directory = open_engine(f"sqlite:///{tmp_path / 'directory.sqlite3'}")
    migrate(PEOPLE, people)
    yield Stores(directory, people, settings)
    people.dispose()
    directory.dispose()


def settings_with(folder: Path, smtp_url: str | None) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder / 'directory.sqlite3'}",
        people_database_url=f"sqlite:///{folder / 'people.sqlite3'}",
        base_url="https://hereabouts.example",
        secret_key=SecretStr("tests only: " + "0" * 40),
        sealing_keys_file=folder / "sealing_keys",
        smtp_url=None if smtp_url is None else SecretStr(smtp_url),
        mail_from="Hereabouts <directory@example.org>",
    )
