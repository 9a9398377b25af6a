"""Has anything published changed since the last answer?"""

import os
import sqlite3
import threading
from collections.abc import Callable
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from directory.store import data_version

UNKNOWN: Final = "unknown"


class DataVersion:
    """Tells a word that changes with the data, cheaply enough to ask before every answer.

    SQLite's own `data_version` tells within microseconds whether another connection has committed; only
    then are the counts of changes read again. The file's identity tells a file that was put in its place.
    """

    def __init__(self, engine: Engine, read: Callable[[Engine], str] = data_version) -> None:
        self._engine = engine
        self._read = read
        self._path = engine.url.database if engine.dialect.name == "sqlite" else None
        self._watcher: sqlite3.Connection | None = None
        self._seen: tuple[object, ...] | None = None
        self._version = UNKNOWN
        self._lock = threading.Lock()

    def __call__(self) -> str:
        """Tell the version of what is published now."""
        with self._lock:
            if self._path is None:
                return self._read_again()
            seen = self._look(self._path)
            if seen is None or seen != self._seen:
                self._version = self._read_again()
                self._seen = seen
            return self._version

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._forget()
            self._seen = None

    def _look(self, path: str) -> tuple[object, ...] | None:
        try:
            found = os.stat(path)  # noqa: PTH116 - a Path for each request costs more than the call
        except OSError:  # not there, or not for us
            return None
        identity = (found.st_dev, found.st_ino)
        try:
            if self._watcher is None or self._seen is None or self._seen[0] != identity:
                self._forget()
                self._watcher = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
            return identity, self._watcher.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.DatabaseError:  # not a database, or a damaged one: reading it again tells
            self._forget()
            return None

    def _forget(self) -> None:
        if self._watcher is not None:
            self._watcher.close()
            self._watcher = None

    def _read_again(self) -> str:
        try:
            return self._read(self._engine)
        except (DBAPIError, sqlite3.DatabaseError):  # not migrated, or damaged: the route says what is wrong
            return UNKNOWN
