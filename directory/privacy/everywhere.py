"""Where, in either store, does an address stand? Every table is looked through, whatever it is meant for."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

from directory.jobs.schemas import StoreName, Stores
from directory.store import reading_scope, session_scope

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
                rows = connection.execute(
                    text(f'SELECT COUNT(*) FROM "{table}" WHERE {_holds(column)}'),  # noqa: S608 - our names
                    {"email": email.lower()},
                ).scalar_one()
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
            rows = connection.execute(
                text(f'SELECT rowid, "{column}" AS said FROM "{table}" WHERE {_holds(column)}'),  # noqa: S608
                {"email": email.lower()},
            ).all()
            for row in rows:
                connection.execute(
                    text(f'UPDATE "{table}" SET "{column}" = :said WHERE rowid = :row'),  # noqa: S608
                    {"said": without(str(row.said), email), "row": row.rowid},
                )
            changed += len(rows)
    return changed


def without(said: str, email: str) -> str:
    """Give a text, or a JSON, in which an address stands no more."""
    try:
        value = json.loads(said)
    except ValueError:
        value = None
    if isinstance(value, dict | list):
        return json.dumps(without_in(value, email))
    return _blank(said, email)


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
    return re.sub(re.escape(email), REMOVED, said, flags=re.IGNORECASE)


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
