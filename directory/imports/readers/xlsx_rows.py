"""How is a workbook read, row by row: its values, never its formulas?"""
# ruff: noqa: ANN401 - openpyxl has no public types of read-only books and sheets

from collections.abc import Iterator
from datetime import date, datetime, time
from io import IOBase
from itertools import zip_longest
from typing import Any, Final

from directory.errors import ImportRejected
from directory.imports.codes import Code
from directory.imports.columns import known_columns
from directory.imports.limits import MOST_COLUMNS, MOST_ROWS, at_most_rows, check_columns
from directory.imports.readers.csv_rows import aside_of, unique_names
from directory.imports.readers.zips import open_zip, refuse_entities
from directory.imports.rows import Aside, Opened, RawRow

_HEADER_WITHIN: Final = 10
_MOST_BLANK: Final = 20_000
"""After so many empty rows on end nothing more is expected."""
_Cells = list[tuple[object, object]]
"""Of each cell the value that was saved, and what stands in it (a formula as such)."""


def open_xlsx(stream: IOBase, name: str) -> Opened:
    """Open the first sheet that names our columns, or the first of all."""
    archive = open_zip(stream, name)
    if any(member.filename.lower().endswith("vbaproject.bin") for member in archive.infolist()):
        raise ImportRejected(f"{name} carries macros. Save it as .xlsx without them.")
    refuse_entities(archive, name)
    linked = any(member.filename.lower().startswith("xl/externallinks/") for member in archive.infolist())
    values, formulas = _book(stream, name, data_only=True), _book(stream, name, data_only=False)
    sheets = [sheet.title for sheet in values.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise ImportRejected(f"{name} has no sheet to read.")
    chosen = _choose(values, sheets, name)
    lines = _lines(values[chosen], formulas[chosen])
    header, above, first = _find_header(lines, name)
    names = unique_names(header)
    facts = [f"The sheet “{chosen}” of {len(sheets)} was read."]
    if above:
        facts.append(f"{above} row{'s' if above > 1 else ''} above the names of the columns left out.")
    if linked:
        facts.append("Links to other workbooks were not followed; the values that were saved were taken.")
    rows = at_most_rows(_rows(lines, name, header, names, first), name)
    return Opened(name, "xlsx", names, tuple(facts), rows)


def _book(stream: IOBase, name: str, *, data_only: bool) -> Any:
    import openpyxl  # noqa: PLC0415 - heavy; only workbooks need it

    if not openpyxl.DEFUSEDXML:
        raise ImportRejected("Workbooks cannot be opened safely here: defusedxml is missing.")
    stream.seek(0)
    try:
        return openpyxl.load_workbook(
            stream, read_only=True, data_only=data_only, keep_links=False, keep_vba=False
        )
    except Exception as error:
        # A damaged workbook fails in as many ways as it has parts.
        raise ImportRejected(f"{name} cannot be opened as a workbook. Save it again as .xlsx.") from error


def _choose(book: Any, sheets: list[str], name: str) -> str:
    if len(sheets) == 1:
        return sheets[0]
    for title in sheets:
        for row in _careful(
            book[title].iter_rows(max_row=_HEADER_WITHIN, max_col=MOST_COLUMNS, values_only=True), name
        ):
            if known_columns(_text(cell) for cell in row if cell is not None) > 2:  # noqa: PLR2004 - name and two more
                return title
    return sheets[0]


def _lines(values: Any, formulas: Any) -> Iterator[tuple[int, _Cells]]:
    """Give each row with its number; the size that a sheet says it has is not believed."""
    values.reset_dimensions()
    formulas.reset_dimensions()
    both = zip_longest(
        values.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True),
        formulas.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True),
        fillvalue=(),
    )
    blank = 0
    for number, (saved, written) in enumerate(both, start=1):
        cells = list(zip_longest(saved, written))
        if any(cell not in (None, "") for pair in cells for cell in pair):
            blank = 0
            yield number, cells
        else:
            blank += 1
            if blank > _MOST_BLANK:
                return
        if number > MOST_ROWS + 10 * _MOST_BLANK:
            return


def _careful(rows: Iterator[Any], name: str) -> Iterator[Any]:
    """Read on; where the workbook breaks off, refuse it."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except ImportRejected:
            raise
        except Exception as error:
            raise ImportRejected(
                f"{name} is damaged and cannot be read to its end. Nothing was taken."
            ) from error
        yield row


def _find_header(
    lines: Iterator[tuple[int, _Cells]], name: str
) -> tuple[list[str], int, list[tuple[int, _Cells]]]:
    seen: list[tuple[int, _Cells]] = []
    for number, cells in _careful(lines, name):
        told = _header(cells)
        check_columns(len(told), name)
        seen.append((number, cells))
        if known_columns(told) > 1:
            return told, len(seen) - 1, []
        if len(seen) == _HEADER_WITHIN:
            break
    if not seen:
        raise ImportRejected(f"{name} is empty. Its first row must name the columns.")
    return _header(seen[0][1]), 0, seen[1:]


def _header(cells: _Cells) -> list[str]:
    told = [_text(saved).strip() for saved, _ in cells]
    while told and not told[-1]:
        told.pop()
    return told


def _rows(
    lines: Iterator[tuple[int, _Cells]],
    name: str,
    header: list[str],
    names: tuple[str, ...],
    first: list[tuple[int, _Cells]],
) -> Iterator[RawRow]:
    for number, cells in [*first]:
        yield _row(number, cells, header, names)
    for number, cells in _careful(lines, name):
        yield _row(number, cells, header, names)


def _row(number: int, cells: _Cells, header: list[str], names: tuple[str, ...]) -> RawRow:
    texts = [_text(saved).strip() for saved, _ in cells]
    while texts and not texts[-1] and len(texts) > len(names):
        texts.pop()
    # A text that begins with = is a formula only where the saved value differs from it.
    formulas = [
        index for index, (saved, written) in enumerate(cells) if _is_formula(written) and saved != written
    ]
    unsaved = [index for index in formulas if cells[index][0] is None and index < len(names)]
    aside = aside_of(texts, header)
    if aside is None and unsaved:
        aside = Aside(Code.FORMULA_WITHOUT_VALUE, f"The cell of “{names[unsaved[0]]}” holds a formula.")
    notes = ("formula_value",) if formulas else ()
    return RawRow(number, dict(zip(names, texts, strict=False)), aside, notes=notes)


def _is_formula(written: object) -> bool:
    return (isinstance(written, str) and written.startswith("=")) or type(written).__name__ in {
        "ArrayFormula",
        "DataTableFormula",
    }


def _text(value: object) -> str:
    """Write a cell as text: whole numbers without a point, days without a time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004 - exact
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
