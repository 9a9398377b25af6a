"""How a table is read from a source, and written so that two builds give the same bytes."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias

from directory.errors import SourceIncomplete
from directory.shipped.manifest import TableNote, describe_table

DISTRICTS: Mapping[str, str] = {
    "E06000031": "Peterborough",
    "E07000008": "Cambridge",
    "E07000009": "East Cambridgeshire",
    "E07000010": "Fenland",
    "E07000011": "Huntingdonshire",
    "E07000012": "South Cambridgeshire",
}

Cell: TypeAlias = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a table comes from, under which licence, and of when; the lines to show with it."""

    source: str
    licence: str
    vintage: str
    attribution: tuple[str, ...]


def require_files(source: Path, paths: Iterable[str]) -> None:
    """Check that a source folder has every file that is needed."""
    missing = [path for path in paths if not (source / path).is_file()]
    if missing:
        message = (
            f"{source} lacks {len(missing)} of the files the tables are built from: "
            f"{', '.join(missing)}. Point SOURCE at a complete folder of reference data."
        )
        raise SourceIncomplete(message)


def read_rows(path: Path, columns: Iterable[str]) -> Iterator[dict[str, str]]:
    """Read a CSV file (gzip or plain) that must have the given columns, one row at a time."""
    if not path.is_file():
        message = f"{path} is missing."
        raise SourceIncomplete(message)
    with _open_text(path) as stream:
        reader = csv.DictReader(stream)
        missing = sorted(set(columns) - set(reader.fieldnames or ()))
        if missing:
            message = f"{path} lacks the column {', '.join(missing)}."
            raise SourceIncomplete(message)
        yield from reader


def _open_text(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def write_csv(
    out: Path,
    path: str,
    *,
    title: str,
    columns: Mapping[str, str],
    rows: Iterable[Sequence[Cell]],
    origin: Origin,
) -> TableNote:
    """Write a table as CSV (gzip where the path says so) with ``columns`` as its header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    written = 0
    for row in rows:
        writer.writerow([_format_cell(cell) for cell in row])
        written += 1
    write_bytes(out / path, text.getvalue().encode("utf-8"))
    return describe_origin(out, path, title=title, rows=written, columns=columns, origin=origin)


def write_features(
    out: Path,
    path: str,
    *,
    title: str,
    columns: Mapping[str, str],
    features: Iterable[tuple[Mapping[str, Cell], Mapping[str, object]]],
    origin: Origin,
) -> TableNote:
    """Write (properties, geometry) pairs as GeoJSON, one feature a line."""
    lines = [
        json.dumps(
            {"type": "Feature", "properties": dict(properties), "geometry": geometry},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for properties, geometry in features
    ]
    body = ",\n".join(lines)
    text = f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'
    write_bytes(out / path, text.encode("utf-8"))
    return describe_origin(out, path, title=title, rows=len(lines), columns=columns, origin=origin)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file, compressed where its name ends in ``.gz``, with no time or name inside."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gz":
        content = gzip.compress(content, compresslevel=9, mtime=0)
    path.write_bytes(content)


def describe_origin(
    out: Path,
    path: str,
    *,
    title: str,
    rows: int,
    columns: Mapping[str, str],
    origin: Origin,
) -> TableNote:
    """Make the note of a table just written, with the source it was built from."""
    return describe_table(
        out,
        path,
        title=title,
        rows=rows,
        columns=columns,
        source=origin.source,
        licence=origin.licence,
        vintage=origin.vintage,
        attribution=origin.attribution,
    )


def _format_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell)
