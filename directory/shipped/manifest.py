"""Which tables ship under ``data/``, where each comes from, and whether they are intact.

The manifest is one JSON file, ``manifest.json``, at the top of the folder of shipped tables:
``{"schema": 1, "tables": [...]}``, the tables sorted by path.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from directory.errors import ManifestMismatch

MANIFEST_NAME = "manifest.json"
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class TableNote:
    """What there is to know about one shipped file.

    ``path`` is relative to the folder of shipped tables, with forward slashes. ``columns`` gives
    the meaning of each column (or of each property of a feature, or key of a JSON line).
    ``attribution`` holds the lines a page that uses the table must show.
    """

    path: str
    title: str
    rows: int
    columns: Mapping[str, str]
    source: str
    licence: str
    vintage: str
    attribution: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The notes of every shipped table, sorted by path."""

    tables: tuple[TableNote, ...]

    def find(self, path: str) -> TableNote | None:
        """Find the note of one table, or None where the manifest does not name it."""
        return next((note for note in self.tables if note.path == path), None)

    def attribution_lines(self) -> tuple[str, ...]:
        """List every line that must be shown, once each, in the order of the tables."""
        return tuple(dict.fromkeys(line for note in self.tables for line in note.attribution))


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def describe_table(
    out: Path,
    path: str,
    *,
    title: str,
    rows: int,
    columns: Mapping[str, str],
    source: str,
    licence: str,
    vintage: str,
    attribution: Iterable[str],
) -> TableNote:
    """Make the note of a table that has just been written to ``out / path``."""
    return TableNote(
        path=path,
        title=title,
        rows=rows,
        columns=dict(columns),
        source=source,
        licence=licence,
        vintage=vintage,
        attribution=tuple(attribution),
        sha256=hash_file(out / path),
    )


def write_manifest(folder: Path, notes: Iterable[TableNote]) -> Path:
    """Write the manifest of the tables in ``folder``; two notes of one path are an error."""
    tables = sorted(notes, key=lambda note: note.path)
    paths = [note.path for note in tables]
    twice = sorted({path for path in paths if paths.count(path) > 1})
    if twice:
        message = f"Two builders wrote the same table: {', '.join(twice)}"
        raise ValueError(message)
    document = {"schema": SCHEMA, "tables": [asdict(note) for note in tables]}
    target = folder / MANIFEST_NAME
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    target.write_text(text, encoding="utf-8", newline="\n")
    return target


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of the tables in ``folder``."""
    path = folder / MANIFEST_NAME
    if not path.is_file():
        message = f"{path} is missing. Run `make data SOURCE=…` or restore data/ from the release."
        raise ManifestMismatch(message)
    document = json.loads(path.read_text(encoding="utf-8"))
    if document.get("schema") != SCHEMA:
        message = (
            f"{path} has schema {document.get('schema')!r}; this version reads schema {SCHEMA}. "
            "Build the tables again with `make data SOURCE=…`."
        )
        raise ManifestMismatch(message)
    return Manifest(
        tables=tuple(
            TableNote(**{**table, "attribution": tuple(table["attribution"])}) for table in document["tables"]
        )
    )


def verify_manifest(folder: Path) -> None:
    """Check that every table the manifest names is there, unchanged, and that no other is.

    Raises
    ------
    ManifestMismatch
        Names the first file that is missing, changed or not in the manifest, and what to do.
    """
    manifest = read_manifest(folder)
    for note in manifest.tables:
        path = folder / note.path
        if not path.is_file():
            message = f"{path} is missing. {_REMEDY}"
            raise ManifestMismatch(message)
        if hash_file(path) != note.sha256:
            message = f"{path} is not the file that {MANIFEST_NAME} describes. {_REMEDY}"
            raise ManifestMismatch(message)
    named = {note.path for note in manifest.tables} | {MANIFEST_NAME}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder).as_posix()
        if path.is_file() and relative not in named and not path.name.startswith("."):
            message = f"{path} is not in {MANIFEST_NAME}. Remove it, or build the tables again."
            raise ManifestMismatch(message)


_REMEDY = "Restore it from the release, or build the tables again with `make data SOURCE=…`."
