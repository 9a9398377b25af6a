"""How is a CSV from anywhere read, row by row?"""

import csv
import io
from collections.abc import Iterator
from typing import Final

from directory.errors import ImportRejected
from directory.imports.codes import Code
from directory.imports.columns import known_columns
from directory.imports.limits import MOST_CELL_CHARS, MOST_FIELD_CHARS, at_most_rows, check_columns
from directory.imports.readers.encoding import as_text, find_encoding
from directory.imports.rows import Aside, Opened, RawRow

_DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_LOOK: Final = 64 * 1024
_HEADER_WITHIN: Final = 10
"""A title or two may stand above the names of the columns, not more than so many lines."""


def open_csv(stream: io.IOBase, name: str) -> Opened:
    """Find out how a CSV is written, and give its rows; the stream must be able to go back."""
    codec, label = find_encoding(stream, name)
    text = as_text(stream, codec, name)
    head = text.read(_LOOK)
    delimiter = _delimiter(head)
    source = _Lines(head, text)
    csv.field_size_limit(MOST_FIELD_CHARS)
    reader = csv.reader(source, delimiter=delimiter)
    header, above, first = _find_header(reader, name)
    names = unique_names(header)
    facts = [f"The file is in {label}, its cells parted by {_DELIMITERS[delimiter]}."]
    if above:
        facts.append(f"{above} line{'s' if above > 1 else ''} above the names of the columns left out.")
    rows = at_most_rows(_rows(reader, name, header, names, delimiter, first), name)
    return Opened(name, "csv", names, tuple(facts), rows)


class _Lines:
    """The lines of a text, the piece that was looked at first."""

    def __init__(self, head: str, rest: io.TextIOWrapper) -> None:
        self._lines = self._all(head, rest)

    def __iter__(self) -> Iterator[str]:
        return self._lines

    def __next__(self) -> str:
        return next(self._lines)

    def _all(self, head: str, rest: io.TextIOWrapper) -> Iterator[str]:
        pieces = io.StringIO(head, newline="")
        last = ""
        for line in pieces:
            if last:
                yield last
            last = line
        ended = last.endswith("\n")
        if last and not ended:
            last += self._line(rest)
        if last:
            yield last
        while line := self._line(rest):
            yield line

    def _line(self, rest: io.TextIOWrapper) -> str:
        line = rest.readline(MOST_FIELD_CHARS)
        if len(line) >= MOST_FIELD_CHARS:
            raise csv.Error("a line that does not end")
        return line


def _delimiter(head: str) -> str:
    """Take what parts the cells of the line that has most of them, among the first ones."""
    best, most = ",", 0
    for line in head.splitlines()[:_HEADER_WITHIN]:
        quoted = "".join(part for number, part in enumerate(line.split('"')) if number % 2 == 0)
        for delimiter in _DELIMITERS:
            if quoted.count(delimiter) > most:
                best, most = delimiter, quoted.count(delimiter)
        if most:
            return best
    return best


def _find_header(
    reader: Iterator[list[str]], name: str
) -> tuple[list[str], int, list[tuple[int, list[str]]]]:
    """Find the names of the columns: the first line of which two are known, or else the first of all."""
    seen: list[tuple[int, list[str]]] = []
    for cells in _reading(reader, name):
        tidy = [cell.strip() for cell in cells]
        while tidy and not tidy[-1]:
            tidy.pop()
        if not tidy:
            continue
        check_columns(len(tidy), name)
        seen.append((reader.line_num, tidy))  # type: ignore[attr-defined]
        if known_columns(tidy) > 1:
            return tidy, len(seen) - 1, []
        if len(seen) == _HEADER_WITHIN:
            break
    if not seen:
        raise ImportRejected(f"{name} is empty. Its first line must name the columns.")
    return seen[0][1], 0, seen[1:]


def unique_names(header: list[str]) -> tuple[str, ...]:
    """Give each column a name of its own."""
    names: list[str] = []
    for number, cell in enumerate(header, start=1):
        wanted = cell[:100] or f"column {number}"
        again = 2
        found = wanted
        while found in names:
            found, again = f"{wanted} ({again})", again + 1
        names.append(found)
    return tuple(names)


def _rows(
    reader: Iterator[list[str]],
    name: str,
    header: list[str],
    names: tuple[str, ...],
    delimiter: str,
    first: list[tuple[int, list[str]]],
) -> Iterator[RawRow]:
    for line, cells in first:
        yield _row(line, cells, header, names, delimiter)
    before = reader.line_num  # type: ignore[attr-defined]
    for cells in _reading(reader, name):
        line, before = before + 1, reader.line_num  # type: ignore[attr-defined]
        if any(cell.strip() for cell in cells):
            yield _row(line, cells, header, names, delimiter)


def _row(line: int, cells: list[str], header: list[str], names: tuple[str, ...], delimiter: str) -> RawRow:
    tidy = [cell.strip() for cell in cells]
    while len(tidy) > len(names) and not tidy[-1]:
        tidy.pop()
    row = dict(zip(names, tidy, strict=False))
    return RawRow(line, row, aside_of(tidy, header, delimiter))


def aside_of(  # noqa: PLR0911 - one reason after another
    cells: list[str], header: list[str], delimiter: str | None = None
) -> Aside | None:
    """Tell whether a row of a table cannot be one, whatever stands in it."""
    lower = [cell.casefold() for cell in cells]
    if lower[: len(header)] == [cell.casefold() for cell in header]:
        return Aside(Code.HEADER_AGAIN, "It repeats the names of the columns.")
    if len(cells) > len(header):
        return Aside(Code.ROW_RAGGED, f"It has {len(cells)} cells, and there are {len(header)} columns.")
    longest = max((len(cell) for cell in cells), default=0)
    if longest > MOST_CELL_CHARS:
        return Aside(Code.CELL_TOO_LONG, f"The longest cell has {longest:,} characters.")
    if any("\N{REPLACEMENT CHARACTER}" in cell for cell in cells):
        return Aside(Code.CHARACTERS_LOST, "A character stands in it that the encoding does not have.")
    if len(cells) > 2 and known_columns(cells) > max(2, len(header) // 2):  # noqa: PLR2004 - a name and one more
        return Aside(Code.HEADER_CHANGED, f"It reads: {', '.join(cells[:5])[:120]}.")
    if delimiter and any(_ran_over(cell, len(header), delimiter) for cell in cells):
        return Aside(Code.QUOTE_OPEN, "A cell holds whole lines of the file.")
    return None


def _ran_over(cell: str, columns: int, delimiter: str) -> bool:
    few = 3
    return columns >= few and any(line.count(delimiter) >= columns - 1 for line in cell.splitlines()[1:])


def _reading(reader: Iterator[list[str]], name: str) -> Iterator[list[str]]:
    """Read on; where the text is no CSV any more, refuse the file."""
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line = reader.line_num  # type: ignore[attr-defined]
            raise ImportRejected(
                f"{name} cannot be read as CSV at line {line} ({error}). Nothing was taken. "
                "Look for a quotation mark that is never closed."
            ) from error
        yield cells
