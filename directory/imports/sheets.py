"""How is somebody's spreadsheet, saved as CSV, read row by row with nothing lost?"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from directory.errors import ImportRejected, SourceIncomplete

LARGEST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as it stood in the file."""

    line: int
    """Counted from 1; the header is line 1."""
    cells: tuple[tuple[str, str], ...]
    """(column, cell) with the blanks around both taken off."""

    def cell(self, column: str) -> str:
        """Read a cell; a column the file does not have is empty."""
        return dict(self.cells).get(column, "")

    @property
    def text(self) -> str:
        """The row in one line, to be told back."""
        return ", ".join(cell for _, cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class RowAside:
    """A row that was not taken, and what to do about it."""

    line: int
    text: str
    reason: str


def set_aside(row: SheetRow, reason: str) -> RowAside:
    """Put a row aside with its reason."""
    return RowAside(row.line, row.text, reason)


def read_sheet(path: Path, needs: Iterable[str], *, one_of: Iterable[str] = ()) -> list[SheetRow]:
    """Read a CSV in UTF-8 that has the columns it needs (and at least one of some); blank rows are skipped.

    Raises
    ------
    SourceIncomplete
        If there is no such file.
    ImportRejected
        If the file is no CSV in UTF-8, is too large, or lacks a column.
    """
    text = _read_text(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = []
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        _check_header(path, header, tuple(needs), tuple(one_of))
        for cells in reader:
            tidy = [cell.strip() for cell in cells]
            if any(tidy):
                padded = tidy + [""] * (len(header) - len(tidy))
                names = header + [f"column {number + 1}" for number in range(len(header), len(padded))]
                rows.append(SheetRow(reader.line_num, tuple(zip(names, padded, strict=True))))
    except csv.Error as error:
        raise ImportRejected(
            f"{path.name} cannot be read as CSV at line {reader.line_num} ({error}). Save it again as CSV."
        ) from error
    return rows


def _read_text(path: Path) -> str:
    if not path.is_file():
        raise SourceIncomplete(f"There is no file {path}. Check the path.")
    if path.stat().st_size > LARGEST_BYTES:
        raise ImportRejected(
            f"{path.name} is larger than {LARGEST_BYTES // 1_000_000} MB. Split it into several files."
        )
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportRejected(
            f'{path.name} is not in UTF-8. In a spreadsheet, save it as "CSV UTF-8 (comma delimited)".'
        ) from error


def _check_header(path: Path, header: list[str], needs: tuple[str, ...], one_of: tuple[str, ...]) -> None:
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise ImportRejected(f"{path.name} has the column {', '.join(twice)} twice. Keep one of them.")
    missing = [name for name in needs if name not in header]
    if missing:
        raise ImportRejected(
            f"{path.name} lacks the column {', '.join(missing)}. "
            f"Its first line must name the columns: {', '.join((*one_of, *needs))}."
        )
    if one_of and not set(one_of) & set(header):
        raise ImportRejected(
            f"{path.name} has none of the columns {', '.join(one_of)}. Add one to its first line."
        )
