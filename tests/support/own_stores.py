"""How does a test get stores of its own? In its folder, with its keys, whatever the machine has."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from serving import free_port, serving

from directory.jobs.schemas import Stores
from directory.settings import PROJECT_DIR, Settings
from directory.store import PEOPLE, migrate, open_engine, open_people

ADDRESS = "https://hereabouts.example"


def here() -> str:
    """Give an address of this machine that nothing answers at yet."""
    return f"http://127.0.0.1:{free_port()}"


def own_settings(folder: Path, **told: Any) -> Settings:
    """Point at the stores and keys of a folder; `told` adds other settings or replaces these."""
    chosen: dict[str, Any] = {
        "database_url": f"sqlite:///{folder / 'directory.sqlite3'}",
        "people_database_url": f"sqlite:///{folder / 'people.sqlite3'}",
        "data_dir": PROJECT_DIR / "data",
        "base_url": ADDRESS,
        "secret_key": "tests only: " + "0" * 40,
        "sealing_keys_file": folder / "sealing_keys",
    }
    return Settings(**chosen | told)


def make_people(settings: Settings) -> None:
    """Make an empty people store."""
    people = open_people(settings)
    migrate(PEOPLE, people)
    people.dispose()


@contextmanager
def own_stores(built_database: Path, folder: Path, **told: Any) -> Iterator[Stores]:
    """Open a copy of the built directory and an empty people store until the end of the block."""
    shutil.copy(built_database, folder / "directory.sqlite3")
    settings = own_settings(folder, **told)
    make_people(settings)
    stores = Stores(open_engine(settings.database_url), open_people(settings), settings)
    try:
        yield stores
    finally:
        stores.directory.dispose()
        stores.people.dispose()


@contextmanager
def served(settings: Settings, app: FastAPI | None = None) -> Iterator[None]:
    """Serve these stores where their settings say people reach them, until the end of the block."""
    from web.app import create_app  # noqa: PLC0415 - not every test needs the pages

    port = urlsplit(settings.base_url).port
    assert port is not None, "Give `base_url=here()`."
    with serving(app or create_app(settings), port):
        yield
