"""How are the two stores opened, migrated and told apart?

The directory store is public. The people store is another file with its own migrations; public routes
never receive an engine for it.
"""

import hashlib
import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import ExceptionContext, make_url
from sqlmodel import Session

from directory.errors import SettingsInvalid, Unavailable
from directory.sealing import KeptKeys, give_keys
from directory.settings import Settings

_WRITING = "hereabouts_writing"
_PRIMARY_CODE = 0xFF
"""SQLite's extended result codes hold the primary one in their last byte."""
_BUSY = "The database is being written to. Try again in a moment."
_TO_COMPACT = 1
"""The `user_version` of a file that is still to be written anew; 0 where it was."""
TRIES: Final = 4
T = TypeVar("T")
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


def open_people(settings: Settings) -> Engine:
    """Open the people store, with the keys that its sealed columns are written and read with."""
    engine = open_engine(settings.people_database_url)
    give_keys(engine.dialect, KeptKeys(settings))
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
        if _is_busy(context.original_exception):
            raise Unavailable(_BUSY) from context.original_exception


def _is_busy(error: BaseException | None) -> bool:
    return isinstance(error, sqlite3.OperationalError) and (
        (getattr(error, "sqlite_errorcode", None) or 0) & _PRIMARY_CODE
        in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
    )


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


def patiently(work: Callable[[], T]) -> T:
    """Do a whole transaction again where the store was busy: in a rush everybody is answered."""
    for _ in range(TRIES - 1):
        try:
            return work()
        except Unavailable:
            continue
    return work()


@contextmanager
def reading_scope(engine: Engine) -> Iterator[Session]:
    """Give a session that sees one state of the store and keeps no writer waiting; nothing is committed."""
    with Session(engine, expire_on_commit=False) as session:
        yield session


def alembic_config(store: Store, engine: Engine, *, give_up: bool = False) -> Config:
    """Configure Alembic for a store without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(store.script_location))
    config.attributes["engine"] = engine
    config.attributes["give_up"] = give_up
    return config


def migrate(store: Store, engine: Engine, revision: str = "head", *, give_up: bool = False) -> None:
    """Bring a store up to a revision, creating its file if there is none, and write a changed file anew.

    What no key opens is refused, and nothing of it changed; with `give_up` it is given up for good.
    """
    before = revision_of(engine)
    if before is not None and before != (head_of(store) if revision == "head" else revision):
        # Before anything is changed: should this be broken off, the next time makes up for it.
        with _alone(engine) as raw:
            raw.execute(f"PRAGMA user_version={_TO_COMPACT}")
    command.upgrade(alembic_config(store, engine, give_up=give_up), revision)
    with engine.connect() as connection:
        to_compact = connection.exec_driver_sql("PRAGMA user_version").scalar_one() == _TO_COMPACT
    if to_compact and not compact(engine):
        raise Unavailable(
            f"The {store.name} database is up to date, but somebody is using it, and what stood in it before "
            "is still in its file. Stop the service, then run: hereabouts init"
        )


def compact(engine: Engine) -> bool:
    """Write a store's file anew, so that nothing that was deleted or changed is left in it as it was.

    False where somebody still reads what was before; what is left is made up for by the next time, or by the
    next `migrate`.
    """
    with _alone(engine) as raw:
        raw.execute(f"PRAGMA user_version={_TO_COMPACT}")
        raw.execute("VACUUM")
        (being_read, *_) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not being_read:
            raw.execute("PRAGMA user_version=0")
    return not being_read


@contextmanager
def _alone(engine: Engine) -> Iterator[sqlite3.Connection]:
    """Give a connection outside of any transaction."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        raw = connection.connection.driver_connection
        assert raw is not None  # noqa: S101 - a connection that is open
        if raw.in_transaction:
            raw.rollback()
        try:
            yield raw
        except sqlite3.OperationalError as error:
            if _is_busy(error):
                raise Unavailable(_BUSY) from error
            raise


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


def marks_of(session: Session, nouns: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Give the marks of some kinds of published facts, as a session sees them."""
    # In plain SQL: every search asks.
    rows = session.connection().exec_driver_sql("SELECT noun, mark FROM change_mark ORDER BY noun")
    return tuple((row[0], row[1]) for row in rows if row[0] in nouns)


def mark_changed(session: Session, noun: str) -> None:
    """Mark a change of published facts, in the transaction that makes it."""
    session.connection().execute(
        text(
            "INSERT INTO change_mark (noun, mark) VALUES (:noun, :mark) "
            "ON CONFLICT (noun) DO UPDATE SET mark = excluded.mark"
        ),
        {"noun": noun, "mark": secrets.token_hex(8)},
    )


def mark_all_changed(session: Session) -> None:
    """Mark a change of every kind of published facts: any of them may say something else now."""
    for noun in session.connection().execute(text("SELECT noun FROM change_mark")).scalars().all():
        mark_changed(session, noun)
