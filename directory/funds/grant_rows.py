"""What grants stand in a 360Giving file, JSON or CSV, as text by the titles of the standard?

The standard: https://standard.threesixtygiving.org (its titles are used under their names, as published).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO, IOBase
from typing import Any, Final

from directory.errors import ImportRejected
from directory.imports.limits import at_most_rows, check_size
from directory.imports.readers.csv_rows import open_csv
from directory.imports.readers.json_shape import items_of, shape_of, too_long

IDENTIFIER: Final = "identifier"
TITLE: Final = "title"
DESCRIPTION: Final = "description"
CURRENCY: Final = "currency"
AMOUNT: Final = "amount awarded"
AWARD_DATE: Final = "award date"
AS_KNOWN: Final = "award date as known"
"""Not of the standard: a year or a month, where no more is known than that."""
FUNDER: Final = "funding org:name"
FUNDER_ID: Final = "funding org:identifier"
RECIPIENT: Final = "recipient org:name"
RECIPIENT_ID: Final = "recipient org:identifier"
CHARITY: Final = "recipient org:charity number"
POSTCODE: Final = "recipient org:postal code"
PROGRAMME: Final = "grant programme:title"
PERSON: Final = "recipient ind"
"""How every title about a person begins."""
_MUST: Final = (IDENTIFIER, TITLE, AMOUNT, AWARD_DATE, FUNDER)
_READ: Final = frozenset(
    {*_MUST, DESCRIPTION, CURRENCY, FUNDER_ID, RECIPIENT, RECIPIENT_ID, CHARITY, POSTCODE, PROGRAMME}
)
_BENEFICIARY: Final = re.compile(r"beneficiary location:(\d+:)?geographic code")
_RECIPIENT_AREA: Final = re.compile(r"recipient org:location:(\d+:)?geographic code")
_NUMBERED: Final = re.compile(r"^(recipient org|funding org|grant programme|recipient ind):(\d+):")


@dataclass(frozen=True, slots=True)
class GrantCells:
    """One grant as its file has it."""

    number: int
    """Line of a CSV, place in the list of a JSON package: counted from 1."""
    cells: Mapping[str, str]
    """By the title in small letters."""
    fault: str | None = None
    """Why nothing of it can be read."""

    def get(self, title: str) -> str:
        """Read a cell; what the file does not tell is empty."""
        return self.cells.get(title, "")

    @property
    def is_to_a_person(self) -> bool:
        """Whether any part of it tells of a person."""
        return any(title.startswith(PERSON) and cell for title, cell in self.cells.items())

    def beneficiary_codes(self) -> tuple[str, ...]:
        """List the codes of the areas it was for."""
        return self._codes(_BENEFICIARY)

    def recipient_codes(self) -> tuple[str, ...]:
        """List the codes of the areas the recipient is in."""
        return self._codes(_RECIPIENT_AREA)

    def _codes(self, titles: re.Pattern[str]) -> tuple[str, ...]:
        found = (cell.upper() for title, cell in self.cells.items() if cell and titles.fullmatch(title))
        return tuple(dict.fromkeys(found))


def read_grants(content: bytes, name: str) -> Iterator[GrantCells]:
    """Read a package of JSON or a table of CSV grant by grant.

    Raises
    ------
    ImportRejected
        If it is neither, is too large, is broken, or lacks the titles of the standard.
    """
    check_size(len(content), name)
    if not content.strip():
        raise ImportRejected(f"{name} is empty. Nothing was taken.")
    if content.startswith(b"PK\x03\x04"):
        raise ImportRejected(
            f"{name} is a workbook. Save the sheet with the grants as CSV, and send that. Nothing was taken."
        )
    first = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    rows = _of_json(content, name) if first in {b"{", b"["} else _of_csv(BytesIO(content), name)
    return at_most_rows(rows, name)


def _of_csv(stream: IOBase, name: str) -> Iterator[GrantCells]:
    opened = open_csv(stream, name)
    titles = [_title(column) for column in opened.columns]
    _check_titles(titles, name)
    # The reader of tables tells a second column of one name as "Title (2)".
    bare = [re.sub(r" \(\d+\)$", "", title) for title in titles]
    twice = sorted({title for title in bare if bare.count(title) > 1 and title in _READ})
    if twice:
        raise ImportRejected(
            f'{name} has the column "{as_written(twice[0])}" more than once. Keep one of them. '
            "Nothing was taken."
        )
    for row in opened.rows:
        cells = {_title(column): cell for column, cell in row.cells.items()}
        yield GrantCells(row.number, cells, row.aside.message if row.aside else None)


def _check_titles(titles: list[str], name: str) -> None:
    lacking = [title for title in _MUST if title not in titles]
    if lacking:
        shown = ", ".join(f'"{as_written(title)}"' for title in lacking)
        raise ImportRejected(
            f"{name} is not in the 360Giving form: it lacks the column {shown}. Nothing was taken."
        )


def _title(column: str) -> str:
    """Reduce a title to one spelling: small letters, no blanks around colons, no number of the only one."""
    text = re.sub(r"\s*:\s*", ":", " ".join(column.split()).casefold())
    found = _NUMBERED.match(text)
    if found and found.group(2) == "0":
        return f"{found.group(1)}:{text[found.end() :]}"
    return text


def as_written(title: str) -> str:
    """Write a title as the standard does: Recipient Org:Name."""
    return ":".join(" ".join(word.capitalize() for word in part.split()) for part in title.split(":"))


def _of_json(content: bytes, name: str) -> Iterator[GrantCells]:
    stream = BytesIO(content.removeprefix(b"\xef\xbb\xbf"))
    shape = shape_of(stream, name)
    if shape.prefix != "item" and "grants" not in shape.keys:
        raise ImportRejected(
            f'{name} holds no list of grants: a 360Giving package has one named "grants". Nothing was taken.'
        )
    prefix = shape.prefix if shape.prefix == "item" else "grants.item"
    for number, item in enumerate(items_of(stream, prefix), start=1):
        yield _of_item(number, item)


def _of_item(number: int, item: object) -> GrantCells:
    if not isinstance(item, dict):
        return GrantCells(number, {}, "It is no record of a grant.")
    cells = {}
    for title, key in (
        (IDENTIFIER, "id"),
        (TITLE, "title"),
        (DESCRIPTION, "description"),
        (CURRENCY, "currency"),
        (AMOUNT, "amountAwarded"),
        (AWARD_DATE, "awardDate"),
        (AS_KNOWN, "awardDateAsKnown"),
    ):
        cells[title] = _text(item.get(key))
    cells |= _of_organisation(item, "recipientOrganization", "recipient org")
    cells |= _of_organisation(item, "fundingOrganization", "funding org")
    for place, programme in enumerate(_objects(item.get("grantProgramme"))):
        cells[_title(f"grant programme:{place}:title")] = _text(programme.get("title"))
    for place, area in enumerate(_objects(item.get("beneficiaryLocation"))):
        cells[f"beneficiary location:{place}:geographic code"] = _text(area.get("geoCode"))
    if item.get("recipientIndividual"):
        cells[PERSON] = "yes"
    longest = too_long(cells)
    if longest:
        return GrantCells(number, {}, f"A text of it has {longest:,} characters.")
    return GrantCells(number, cells)


def _of_organisation(item: Mapping[str, Any], key: str, title: str) -> dict[str, str]:
    cells = {}
    for place, organisation in enumerate(_objects(item.get(key))):
        for name, part in (
            ("identifier", "id"),
            ("name", "name"),
            ("charity number", "charityNumber"),
            ("postal code", "postalCode"),
        ):
            cells[_title(f"{title}:{place}:{name}")] = _text(organisation.get(part))
        if place == 0:
            for number, area in enumerate(_objects(organisation.get("location"))):
                cells[f"{title}:location:{number}:geographic code"] = _text(area.get("geoCode"))
    return cells


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    if value is None or isinstance(value, bool | dict | list):
        return ""
    return str(value).strip()
