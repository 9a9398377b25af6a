"""How are the keys of the people store changed, while the service goes on?

A new key is put on top of the file: from then on everything is sealed with it, and all keys of the file open.
Then every seal and every keyed hash is made anew, some rows a transaction. Nothing notes how far that came:
killed, it begins again and passes over what is done. The old keys are taken out of the file only when
everything was read with the newest alone.
"""

import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, RowMapping, text

from directory.errors import InvalidInput
from directory.sealed_columns import SealedColumn, sealed_columns
from directory.sealing import Keyring, file_keys, keyring_of
from directory.settings import Settings
from directory.store import compact, reading_scope, session_scope

BATCH: Final = 200
"""Rows a transaction: whoever else writes waits a few hundredths of a second."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What one run of changing the keys did."""

    new_key: bool
    """False where one that was begun before was gone on with."""
    rows: int


def rotate(settings: Settings, engine: Engine) -> Rotated:
    """Seal everything with a new key; where that was begun and broken off, go on with it."""
    with reading_scope(engine) as session:
        begun = next(_of_older_keys(session.connection()), None) is not None
    if not begun:
        # Whoever is writing with the keys of before has committed when this has the store.
        with session_scope(engine):
            _write_keys(settings, (secrets.token_urlsafe(48).encode(), *file_keys(settings)))
    rows = 0
    while changed := sum(_reseal_table(engine, table, columns) for table, columns in _tables()):
        rows += changed
    compact(engine)
    return Rotated(not begun, rows)


def finish(settings: Settings, engine: Engine) -> int:
    """Take the old keys out of the file, once nothing needs them; return how many."""
    held = file_keys(settings)
    if not held:
        raise InvalidInput(
            "There is no file of sealing keys: everything is sealed with the secret key. Run "
            "`hereabouts keys rotate` first."
        )
    with reading_scope(engine) as session:
        left = sum(1 for _ in _of_older_keys(session.connection()))
    if left:
        raise InvalidInput(
            f"{left} rows are still sealed with an older key. Run `hereabouts keys rotate` again, which "
            "goes on where it was."
        )
    _write_keys(settings, held[:1])
    compact(engine)
    return len(held) - 1


def _tables() -> list[tuple[str, tuple[SealedColumn, ...]]]:
    return [(table, tuple(found)) for table, found in groupby(sealed_columns(), lambda each: each.table)]


def _of_older_keys(connection: Connection) -> Iterator[int]:
    """Tell the rows in which a seal or a hash is not of the newest key: all of them are read."""
    ring = keyring_of(connection.dialect)
    for table, columns in _tables():
        rows = connection.execution_options(yield_per=BATCH).execute(text(_selecting(table, columns)))
        for row in rows.mappings():
            if _anew(ring, columns, row):
                yield row["at"]


def _reseal_table(engine: Engine, table: str, columns: tuple[SealedColumn, ...]) -> int:
    last, changed = -1, 0
    while True:
        with session_scope(engine) as session:
            connection = session.connection()
            ring = keyring_of(connection.dialect)
            statement = f"{_selecting(table, columns)} WHERE rowid > :last ORDER BY rowid LIMIT {BATCH}"
            rows = connection.execute(text(statement), {"last": last}).mappings().all()
            if not rows:
                return changed
            for row in rows:
                last = row["at"]
                anew = _anew(ring, columns, row)
                if anew:
                    _write(connection, table, last, anew)
                    changed += 1


def _anew(ring: Keyring, columns: Iterable[SealedColumn], row: RowMapping) -> dict[str, str]:
    """Give the cells of a row that must be written anew, by column; none where it is of the newest key."""
    anew: dict[str, str] = {}
    for column in columns:
        cell = row[column.name]
        if not cell or (column.is_json and cell == "null"):
            continue
        said = column.opened(ring.newest, cell)
        if said is None:
            said = column.unsealed(ring, cell)
            anew[column.name] = column.sealed(ring, said)
        if column.hashed_in is not None and column.purpose is not None:
            kept_as = ring.hash(column.purpose, said.strip().lower())
            if row[column.hashed_in] != kept_as:
                anew[column.hashed_in] = kept_as
    return anew


def _selecting(table: str, columns: Iterable[SealedColumn]) -> str:
    names = [name for each in columns for name in (each.name, each.hashed_in) if name]
    return f'SELECT rowid AS at, {", ".join(names)} FROM "{table}"'  # noqa: S608 - our own names


def _write(connection: Connection, table: str, at: int, anew: dict[str, str]) -> None:
    written = ", ".join(f"{name} = :{name}" for name in anew)
    values: dict[str, Any] = {**anew, "at": at}
    connection.execute(text(f'UPDATE "{table}" SET {written} WHERE rowid = :at'), values)  # noqa: S608


def _write_keys(settings: Settings, keys: tuple[bytes, ...]) -> None:
    """Put a file with these keys in place of the one there, in one step, for its owner alone to read."""
    path = settings.sealing_keys_file
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(b"".join(key + b"\n" for key in keys))
            out.flush()
            os.fsync(out.fileno())
        making.replace(path)
    except BaseException:
        making.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
