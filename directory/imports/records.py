"""Which listings does a file carry, and what is wrong with those that cannot be taken?"""

import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pydantic import ValidationError

from directory.errors import ImportRejected, SourceIncomplete
from directory.listings.record import ListingRecord


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that was not taken, and why."""

    line: int
    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadRecords:
    """What a file gave: the records that can be taken, and the lines that cannot."""

    records: tuple[ListingRecord, ...]
    lines: tuple[int, ...]
    """In which line each record stands."""
    rejected: tuple[Rejected, ...]


def read_records(path: Path) -> ReadRecords:
    """Read a file of listings, one JSON object a line; a bad line is set aside with its reasons."""
    if not path.is_file():
        raise SourceIncomplete(f"{path} is not there. Give the path of a file with one JSON listing a line.")
    records: list[ListingRecord] = []
    rejected: list[Rejected] = []
    seen: dict[UUID, int] = {}
    for number, line in enumerate(_lines_of(path), start=1):
        if not line.strip():
            continue
        try:
            record = ListingRecord.model_validate_json(line)
        except ValidationError as error:
            rejected.append(Rejected(number, _name_in(line), _reasons(error)))
            continue
        if record.id in seen:
            reason = f"id: the same id stands in line {seen[record.id]}"
            rejected.append(Rejected(number, record.name, (reason,)))
            continue
        seen[record.id] = number
        records.append(record)
    return ReadRecords(tuple(records), tuple(seen.values()), tuple(rejected))


def _lines_of(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise ImportRejected(f"{path} is not UTF-8 text. Save it as UTF-8 and try again.") from error


def _reasons(error: ValidationError) -> tuple[str, ...]:
    return tuple(
        f"{'.'.join(str(part) for part in problem['loc']) or 'record'}: {problem['msg']}"
        for problem in error.errors(include_url=False, include_input=False)
    )


def _name_in(line: str) -> str:
    try:
        name = json.loads(line).get("name", "")
    except (json.JSONDecodeError, AttributeError, RecursionError):
        return ""
    return str(name)[:200]
