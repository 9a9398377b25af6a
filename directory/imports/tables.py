"""How is a shipped table read, and its rows put into the store?"""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session, SQLModel

from directory.errors import SourceIncomplete

Row = Mapping[str, str]
_BATCH = 5_000


def read_table(folder: Path, path: str) -> Iterator[Row]:
    """Read a CSV (or gzipped CSV) of the shipped tables, row by row."""
    file = folder / path
    if not file.is_file():
        raise SourceIncomplete(f"{file} is missing. Restore it, or build the tables again with: make data")
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    yield from csv.DictReader(io.StringIO(raw.decode("utf-8"), newline=""))


def replace_rows(session: Session, model: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> int:
    """Put rows in place of all a table holds; return how many."""
    session.execute(delete(model))
    return add_rows(session, model, rows)


def add_rows(session: Session, model: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> int:
    """Add rows to a table in batches; return how many."""
    batch: list[Mapping[str, Any]] = []
    count = 0
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            session.execute(insert(model), batch)
            count += len(batch)
            batch = []
    if batch:
        session.execute(insert(model), batch)
    return count + len(batch)


def maybe_text(value: str | None) -> str | None:
    """Read an empty cell as unknown."""
    return value or None


def maybe_int(value: str | None) -> int | None:
    """Read a whole number, or unknown."""
    return int(value) if value else None


def maybe_float(value: str | None) -> float | None:
    """Read a number, or unknown."""
    return float(value) if value else None
