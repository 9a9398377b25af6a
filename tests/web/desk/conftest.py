"""What do the tests of the desk ask? One service with an empty people store, and a browser of their own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from own_stores import make_people, own_settings
from sqlalchemy import Engine

from directory.settings import Settings
from directory.store import open_people
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
    settings = own_settings(tmp_path, database_url=f"sqlite:///{desk_database}")
    make_people(settings)
    return settings


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
    engine = open_people(desk_settings)
    yield engine
    engine.dispose()
