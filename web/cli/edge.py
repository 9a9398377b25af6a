"""What does every command share: the store it opens, what it says, how it ends?"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy import Engine
from sqlmodel import Session

from directory.imports.sheets import RowAside
from directory.jobs.schemas import Stores
from directory.settings import Settings
from directory.store import DIRECTORY, PEOPLE, check_migrated, open_engine, open_people, reading_scope

EXIT_MENDABLE = 2
GiveUp = Annotated[
    bool,
    typer.Option(
        "--give-up-second-factors",
        help="Give up the second factors that were sealed with a secret key that is lost (docs/sealing.md).",
    ),
]
_console = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def say_step(message: str) -> None:
    """Tell what is being done."""
    _console.print(f"  {message} …")


def say_done(message: str) -> None:
    """Tell what was done."""
    _console.print(message)


@contextmanager
def open_directory(settings: Settings, *, read_only: bool = False) -> Iterator[Engine]:
    """Open the directory store, refusing one that is not up to date."""
    engine = open_engine(settings.database_url, read_only=read_only)
    try:
        check_migrated(DIRECTORY, engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def open_stores(settings: Settings, *, checked: bool = True) -> Iterator[Stores]:
    """Open both stores for writing; one that is not up to date is refused where they are `checked`."""
    stores = Stores(open_engine(settings.database_url), open_people(settings), settings)
    try:
        if checked:
            check_migrated(DIRECTORY, stores.directory)
            check_migrated(PEOPLE, stores.people)
        yield stores
    finally:
        stores.directory.dispose()
        stores.people.dispose()


@contextmanager
def reading(settings: Settings) -> Iterator[Session]:
    """Give a session for a command that changes nothing: whoever writes need not wait for it."""
    with open_directory(settings, read_only=True) as engine, reading_scope(engine) as session:
        yield session


def say_aside(rows: Iterable[RowAside], *, what: str = "line") -> None:
    """Tell each row that was set aside, with its reason, and end so that scripts notice."""
    told = list(rows)
    for row in told:
        typer.echo(f'{what} {row.line} "{row.text}": {row.reason}', err=True)
    if told:
        raise typer.Exit(EXIT_MENDABLE)
