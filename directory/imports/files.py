"""Of which format is a file, and how is it opened?"""

import hashlib
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import IOBase
from pathlib import Path
from typing import Final

from directory.errors import ImportRejected, SourceIncomplete
from directory.imports.limits import check_size
from directory.imports.rows import Opened

FORMATS: Final = ("csv", "xlsx", "geojson", "oruk", "jsonl")
_BY_ENDING: Final = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".geojson": "geojson", ".zip": "oruk",
    ".ndjson": "oruk", ".jsonl": "jsonl", ".json": "json",
}  # fmt: skip
_STEP: Final = 1024 * 1024


@contextmanager
def open_file(path: Path, *, name: str | None = None, format_: str | None = None) -> Iterator[Opened]:
    """Open a file of any format we read; nothing of it is believed before it is checked."""
    called = name or path.name
    if not path.exists():
        raise SourceIncomplete(f"There is no file {path}. Check the path.")
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise ImportRejected(f"{called} is not a file that has an end. Save it as a file first.")
    check_size(found.st_size, called)
    if found.st_size == 0:
        raise ImportRejected(f"{called} is empty.")
    with path.open("rb") as stream:
        yield open_stream(stream, called, format_ or _format(stream, called))


def open_stream(stream: IOBase, name: str, format_: str) -> Opened:
    """Open a stream of a format; it must be able to go back to its start."""
    return _reader(format_)(stream, name)


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file."""
    told = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_STEP):
            told.update(piece)
    return told.hexdigest()


def _format(stream: IOBase, name: str) -> str:
    """Tell the format by the ending of the name, and by the first bytes where those say otherwise."""
    head: bytes = stream.read(4096)
    stream.seek(0)
    ending = Path(name).suffix.lower()
    if ending in {".xls", ".xlsm", ".xlsb", ".ods"}:
        raise ImportRejected(f"{name} is of a kind that we do not open. Save it as .xlsx or .csv.")
    told = _BY_ENDING.get(ending)
    if head.startswith(b"PK\x03\x04"):
        return "xlsx" if told == "xlsx" else "oruk"
    if told in {"xlsx", "oruk"} and ending in {".xlsx", ".zip"}:
        raise ImportRejected(
            f"{name} is not what its ending says. Save it again from the program it is from."
        )
    if told == "json":
        return "geojson" if b'"FeatureCollection"' in head or b'"Feature"' in head else "oruk"
    if told is None:
        raise ImportRejected(
            f"{name} has an ending we do not know. "
            "We read .csv, .xlsx, .geojson, .json, .ndjson, .jsonl and .zip."
        )
    return told


def _reader(format_: str) -> Callable[[IOBase, str], Opened]:
    if format_ == "csv":
        from directory.imports.readers.csv_rows import open_csv  # noqa: PLC0415 - each reader as it is needed

        return open_csv
    if format_ == "xlsx":
        from directory.imports.readers.xlsx_rows import open_xlsx  # noqa: PLC0415

        return open_xlsx
    if format_ == "geojson":
        from directory.imports.readers.geojson_rows import open_geojson  # noqa: PLC0415

        return open_geojson
    if format_ == "oruk":
        from directory.imports.readers.oruk_rows import open_oruk  # noqa: PLC0415

        return open_oruk
    if format_ == "jsonl":
        from directory.imports.readers.jsonl_rows import open_jsonl  # noqa: PLC0415

        return open_jsonl
    raise ImportRejected(f"We do not read the format {format_}. We read: {', '.join(FORMATS)}.")
