"""What do the tests of the desk ask? One service with an empty people store, and a browser of their own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from directory.settings import PROJECT_DIR, Settings
from directory.store import PEOPLE, migrate, open_engine
from web.app import create_app

ADDRESS = "https://hereabouts.example"


@pytest.fixture(scope="session")
def desk_database(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    shutil.copy(built_database, folder / "directory.sqlite3")
    return folder / "directory.sqlite3"


@pytest.fixture
def desk_settings(desk_database: Path, tmp_path: Path) -> Settings:
    """Give a people store of the test's own beside a directory that these tests do not change."""
    people = open_engine(f"sqlite:///{tmp_path / 'people.sqlite3'}")
    migrate(PEOPLE, people)
    people.dispose()
    return Settings(
        database_url=f"sqlite:///{desk_database}",
        people_database_url=f"sqlite:///{tmp_path / 'people.sqlite3'}",
        data_dir=PROJECT_DIR / "data",
        base_url=ADDRESS,
        secret_key="tests only: " + "0" * 40,  # type: ignore[arg-type]
    )


@pytest.fixture
def desk_app(desk_settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(desk_settings), base_url=ADDRESS, follow_redirects=False) as found:
        yield found


@pytest.fixture
def new_browser(desk_app: TestClient) -> Callable[[], TestClient]:
    """Make browsers with cookies of their own for the same service."""

    def new_browser() -> TestClient:
        return TestClient(desk_app.app, base_url=ADDRESS, follow_redirects=False)

    return new_browser


@pytest.fixture
def people(desk_settings: Settings) -> Iterator[Engine]:
    engine = open_engine(desk_settings.people_database_url)
    yield engine
    engine.dispose()
