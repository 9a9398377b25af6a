"""Where, in either store, does an address stand? Every table is looked through, whatever it is meant for.

What is sealed is opened to be looked through, and sealed again where it was changed.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from sqlalchemy import Connection, text

from directory.jobs.schemas import StoreName, Stores
from directory.sealed_columns import SealedColumn, sealed_columns
from directory.sealing import keyring_of
from directory.store import mark_all_changed, reading_scope, session_scope

REMOVED: Final = "(removed)"
APPEND_ONLY: Final = frozenset({"audit_entry", "consent_event"})
"""These hold random ids and no address, and nothing in them can be changed."""
STORES: Final[tuple[StoreName, StoreName]] = ("directory", "people")


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of one column in which an address stands."""

    store: StoreName
    table: str
    column: str
    rows: int


def find_everywhere(stores: Stores, email: str) -> tuple[Found, ...]:
    """Tell in which columns of both stores an address stands, in whatever case."""
    found = []
    for store in STORES:
        with reading_scope(stores.engine(store)) as session:
            connection = session.connection()
            for table, column in _columns(connection):
                rows = len(_rows_naming(connection, table, column, email))
                if rows:
                    found.append(Found(store, table, column, rows))
    return tuple(found)


def remove_everywhere(stores: Stores, store: StoreName, email: str) -> int:
    """Take an address out of every text and every JSON of a store; return in how many cells it stood."""
    changed = 0
    with session_scope(stores.engine(store)) as session:
        connection = session.connection()
        for table, column in _columns(connection):
            if table in APPEND_ONLY:
                continue
            rows = _rows_naming(connection, table, column, email)
            for rowid, said in rows:
                kept = without(said, email)
                sealed = _sealed().get((table, column))
                if sealed is not None:
                    kept = sealed.sealed(keyring_of(connection.dialect), kept)
                connection.execute(
                    text(f'UPDATE "{table}" SET "{column}" = :said WHERE rowid = :row'),  # noqa: S608
                    {"said": kept, "row": rowid},
                )
            changed += len(rows)
        if changed and store == "directory":
            mark_all_changed(session)
    return changed


def names(said: str, email: str) -> bool:
    """Whether an address stands in a text or a JSON, and not only within a longer one of somebody else."""
    return names_in(_read(said), email)


def names_in(value: object, email: str) -> bool:
    """Whether an address stands in a JSON value."""
    if isinstance(value, dict):
        return any(names_in(each, email) for pair in value.items() for each in pair)
    if isinstance(value, list | tuple):
        return any(names_in(each, email) for each in value)
    return isinstance(value, str) and _whole(email).search(value) is not None


def without(said: str, email: str) -> str:
    """Give a text, or a JSON, in which an address stands no more."""
    value = _read(said)
    return _blank(value, email) if isinstance(value, str) else json.dumps(without_in(value, email))


def _read(said: str) -> object:
    """Read a JSON: within its escapes an address would not be told from a longer one. A text is itself."""
    try:
        value = json.loads(said)
    except ValueError:
        return said
    return value if isinstance(value, dict | list) else said


def without_in(value: object, email: str) -> object:
    """Take an address out of a JSON value: nothing where it is the whole of a text."""
    if isinstance(value, dict):
        return {_blank(str(key), email): without_in(each, email) for key, each in value.items()}
    if isinstance(value, list):
        return [without_in(each, email) for each in value]
    if isinstance(value, str):
        return None if value.strip().lower() == email.lower() else _blank(value, email)
    return value


def _blank(said: str, email: str) -> str:
    return _whole(email).sub(REMOVED, said)


def _whole(email: str) -> re.Pattern[str]:
    """Match an address by itself: ann@example.org is no part of jo.ann@example.org or ann@example.org.uk."""
    return re.compile(
        rf"(?<!\w)(?<!\w[.+%&'-]){re.escape(email)}(?![\w-]|\.\w)",
        re.IGNORECASE,
    )


def _rows_naming(connection: Connection, table: str, column: str, email: str) -> list[tuple[int, str]]:
    sealed = _sealed().get((table, column))
    if sealed is not None:
        return _sealed_naming(connection, sealed, email)
    rows = connection.execute(
        text(f'SELECT rowid, "{column}" AS said FROM "{table}" WHERE {_holds(column)}'),  # noqa: S608 - our names
        {"email": email.lower()},
    )
    return [(row.rowid, str(row.said)) for row in rows if names(str(row.said), email)]


def _sealed_naming(connection: Connection, column: SealedColumn, email: str) -> list[tuple[int, str]]:
    ring = keyring_of(connection.dialect)
    rows = connection.execute(
        text(f'SELECT rowid, "{column.name}" AS said FROM "{column.table}" WHERE {column.name} != \'\'')  # noqa: S608
    )
    opened = ((row.rowid, column.unsealed(ring, row.said)) for row in rows if row.said != "null")
    sought = email.lower()
    # Within the escapes of JSON it may not stand as it is.
    likely = ((rowid, said) for rowid, said in opened if column.is_json or sought in said.lower())
    return [(rowid, said) for rowid, said in likely if names(said, email)]


@cache
def _sealed() -> dict[tuple[str, str], SealedColumn]:
    """Tell the sealed columns by table and name; both are of the people store, and no table of the other."""
    return {(each.table, each.name): each for each in sealed_columns()}


def _columns(connection: Connection) -> Iterator[tuple[str, str]]:
    """Name each column of each ordinary table that may hold text."""
    tables = connection.execute(text("PRAGMA table_list")).mappings().all()
    for table in sorted(row["name"] for row in tables if row["type"] == "table"):
        if table.startswith("sqlite_"):
            continue
        for column in connection.execute(text(f'PRAGMA table_info("{table}")')).mappings().all():
            if column["type"].upper().startswith(("VARCHAR", "TEXT", "JSON")):
                yield table, column["name"]


def _holds(column: str) -> str:
    return f'instr(lower("{column}"), :email)'
