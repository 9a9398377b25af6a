"""What may somebody fill in who wants to bring a list in?"""

import csv
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import Session, col

from directory.errors import InvalidInput
from directory.imports.columns import FIELDS
from directory.listings.models import Category

_WIDTH: Final = 22
_LIST_ROWS: Final = 1000


def write_template(session: Session, path: Path) -> None:
    """Write an empty list with its columns explained: .csv, or .xlsx with words to choose from."""
    ending = path.suffix.lower()
    if ending == ".csv":
        _write_csv(path)
    elif ending == ".xlsx":
        _write_xlsx(session, path)
    else:
        raise InvalidInput("Name a file that ends in .csv or .xlsx.", field="file")


def _write_csv(path: Path) -> None:
    """Write the names of the columns, below a line that explains each; reading skips that line."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([field.explained for field in FIELDS])
        writer.writerow([field.name for field in FIELDS])


def _write_xlsx(session: Session, path: Path) -> None:
    import openpyxl  # noqa: PLC0415 - heavy; only workbooks need it
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Listings"
    sheet.append([field.name for field in FIELDS])
    sheet.freeze_panes = "B2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = _WIDTH
    explained: Any = book.create_sheet("Columns explained")
    explained.append(["What it is called", "What to write", "For example", "Only one of these"])
    for field in FIELDS:
        explained.append([field.name, field.explained, field.example, ", ".join(field.words)])
    for letter, width in (("A", _WIDTH), ("B", 90), ("C", 40), ("D", 60)):
        explained.column_dimensions[letter].width = width
    for row in explained.iter_rows(min_col=2, max_col=2):
        row[0].alignment = Alignment(wrap_text=True)
    words: Any = book.create_sheet("Words")
    categories = list(session.execute(select(col(Category.label)).order_by(col(Category.label))).scalars())
    _offer(
        sheet,
        words,
        {**{field.name: list(field.words) for field in FIELDS if field.words}, "category": categories},
    )
    book.save(path)


def _offer(sheet: Any, words: Any, lists: dict[str, list[str]]) -> None:  # noqa: ANN401 - sheets have no public type
    """Let a cell be filled in by choosing a word; of categories others may be written too."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    names = [field.name for field in FIELDS]
    for number, (name, choices) in enumerate(lists.items(), start=1):
        letter = get_column_letter(number)
        words[f"{letter}1"] = name
        for line, choice in enumerate(choices, start=2):
            words[f"{letter}{line}"] = choice
        rule = DataValidation(
            type="list", formula1=f"Words!${letter}$2:${letter}${len(choices) + 1}", allow_blank=True,
            showErrorMessage=name != "category",
        )  # fmt: skip
        sheet.add_data_validation(rule)
        column = get_column_letter(names.index(name) + 1)
        rule.add(f"{column}2:{column}{_LIST_ROWS}")
