"""What do the API's tests ask? One service on one copy of the data, which none of them changes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from own_geographies import load_own
from own_stores import own_settings
from sqlalchemy import Engine, text

from directory.settings import PROJECT_DIR, Settings
from directory.shipped.examples.needs import seed_needs
from directory.shipped.examples.notices import seed_examples
from directory.shipped.examples.rooms import seed_rooms
from directory.store import open_engine, session_scope
from web.app import create_app


@pytest.fixture(scope="session")
def read_settings(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("api")
    shutil.copy(built_database, folder / "directory.sqlite3")
    engine = open_engine(f"sqlite:///{folder / 'directory.sqlite3'}")
    with session_scope(engine) as session:
        load_own(session, folder)
        seed_examples(session, PROJECT_DIR / "data")
        seed_needs(session)
        seed_rooms(session)
    engine.dispose()
    return own_settings(folder)


@pytest.fixture(scope="session")
def read_engine(read_settings: Settings) -> Iterator[Engine]:
    engine = open_engine(read_settings.database_url, read_only=True)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def client(read_settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(read_settings), base_url="https://hereabouts.example") as found:
        yield found


def _one_postcode(engine: Engine, where: str) -> str:
    with engine.connect() as connection:
        statement = f"SELECT postcode FROM postcode WHERE {where} ORDER BY key LIMIT 1"  # noqa: S608
        return str(connection.execute(text(statement)).scalar_one())


@pytest.fixture(scope="session")
def outside_postcode(read_engine: Engine) -> str:
    return _one_postcode(read_engine, "NOT inside AND status = 'live'")


@pytest.fixture(scope="session")
def terminated_postcode(read_engine: Engine) -> str:
    return _one_postcode(read_engine, "inside AND status = 'terminated' AND lon IS NOT NULL")


@pytest.fixture(scope="session")
def uncertain_postcode(read_engine: Engine) -> str:
    return _one_postcode(read_engine, "inside AND status = 'unknown' AND lon IS NOT NULL")
