"""How are the two stores opened, migrated and told apart?

The directory store is public. The people store is another file with its own migrations; public routes
never receive an engine for it.
"""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import ExceptionContext, make_url
from sqlmodel import Session

from directory.errors import SettingsInvalid, Unavailable

_WRITING = "hereabouts_writing"
_PRIMARY_CODE = 0xFF
"""SQLite's extended result codes hold the primary one in their last byte."""
MIGRATIONS_DIR = Path(__file__).resolve().parent / "migrations"


@dataclass(frozen=True, slots=True)
class Store:
    """One of the two stores, by the name of its migrations."""

    name: str

    @property
    def script_location(self) -> Path:
        """Folder of its Alembic environment."""
        return MIGRATIONS_DIR / self.name


DIRECTORY = Store("directory")
PEOPLE = Store("people")


def open_engine(url: str, *, read_only: bool = False) -> Engine:
    """Open a store; `read_only` connections refuse every write."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        if not address.database:
            raise SettingsInvalid(
                "The database address must name a file, like sqlite:///var/directory.sqlite3."
            )
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        address, hide_parameters=True, pool_pre_ping=address.get_backend_name() != "sqlite"
    )
    if engine.dialect.name == "sqlite":
        _use_whole_transactions(engine, read_only=read_only)
    return engine


def _use_whole_transactions(engine: Engine, *, read_only: bool) -> None:
    """Let every transaction, reads too, see one state of the file; a writer takes its place at once.

    Left to itself the driver begins a transaction only at the first write: two reads of one request could
    then stand on either side of an import.
    """

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA busy_timeout=5000")
        cursor.execute("PRAGMA cache_size=-32000")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(_WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    @event.listens_for(engine, "handle_error")
    def _say_busy(context: ExceptionContext) -> None:
        error = context.original_exception
        if isinstance(error, sqlite3.OperationalError) and (
            (getattr(error, "sqlite_errorcode", None) or 0) & _PRIMARY_CODE
            in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        ):
            raise Unavailable("The database is being written to. Try again in a moment.") from error


@contextmanager
def session_scope(engine: Engine) -> Iterator[Session]:
    """Give a session that commits once at the end, or rolls everything back."""
    with Session(engine, expire_on_commit=False) as session:
        session.connection(execution_options={_WRITING: True})
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


@contextmanager
def reading_scope(engine: Engine) -> Iterator[Session]:
    """Give a session that sees one state of the store and keeps no writer waiting; nothing is committed."""
    with Session(engine, expire_on_commit=False) as session:
        yield session


def alembic_config(store: Store, engine: Engine) -> Config:
    """Configure Alembic for a store without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(store.script_location))
    config.attributes["engine"] = engine
    return config


def migrate(store: Store, engine: Engine, revision: str = "head") -> None:
    """Bring a store up to a revision, creating its file if there is none."""
    command.upgrade(alembic_config(store, engine), revision)


def revision_of(engine: Engine) -> str | None:
    """Tell which revision a store is at; None where it was never migrated."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_of(store: Store) -> str | None:
    """Tell which revision the code expects."""
    config = Config()
    config.set_main_option("script_location", str(store.script_location))
    return ScriptDirectory.from_config(config).get_current_head()


def check_migrated(store: Store, engine: Engine) -> None:
    """Refuse a store that is not at the revision the code expects."""
    found, expected = revision_of(engine), head_of(store)
    if found != expected:
        raise Unavailable(
            f"The {store.name} database is at revision {found}, the code expects {expected}. "
            "Run: hereabouts init"
        )


def data_version(engine: Engine) -> str:
    """Tell a word that changes whenever a load, an edit or a coverage run was committed."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT noun, mark FROM change_mark ORDER BY noun")).all()
    return hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()[:16]


def mark_changed(session: Session, noun: str) -> None:
    """Mark a change of published facts, in the transaction that makes it."""
    session.connection().execute(
        text(
            "INSERT INTO change_mark (noun, mark) VALUES (:noun, :mark) "
            "ON CONFLICT (noun) DO UPDATE SET mark = excluded.mark"
        ),
        {"noun": noun, "mark": secrets.token_hex(8)},
    )
