"""How is our own format read: a listing a line, as docs/listings-format.md has it?"""

from collections.abc import Iterator
from io import IOBase
from json import JSONDecodeError, loads

from pydantic import ValidationError

from directory.errors import ImportRejected
from directory.imports.codes import Code
from directory.imports.limits import MOST_DEPTH, MOST_FIELD_CHARS, RAW_CHARS, at_most_rows
from directory.imports.readers.encoding import as_text, find_encoding
from directory.imports.readers.json_shape import depth_of
from directory.imports.rows import Aside, Opened, RawRow
from directory.listings.record import ListingRecord


def open_jsonl(stream: IOBase, name: str) -> Opened:
    """Open a file of listings in our own format."""
    codec, label = find_encoding(stream, name)
    text = as_text(stream, codec, name)
    return Opened(
        name,
        "jsonl",
        (),
        (f"The file is in {label}.",),
        at_most_rows(_rows(text, name), name),
        own_words=True,
    )


def lines_of(text: "object", name: str) -> Iterator[tuple[int, str]]:
    """Give the lines of a text that are not blank, none of them endless."""
    number = 0
    while line := text.readline(MOST_FIELD_CHARS):  # type: ignore[attr-defined]
        number += 1
        if len(line) >= MOST_FIELD_CHARS:
            raise ImportRejected(f"Line {number} of {name} does not end. Nothing was taken.")
        if line.strip():
            yield number, line.strip()


def _rows(text: object, name: str) -> Iterator[RawRow]:
    for number, line in lines_of(text, name):
        shown = {"line": line[:RAW_CHARS]}
        if depth_of(line) > MOST_DEPTH:
            yield RawRow(number, shown, Aside(Code.TOO_DEEP, f"It nests deeper than {MOST_DEPTH} levels."))
            continue
        try:
            yield RawRow(number, shown, record=ListingRecord.model_validate_json(line))
        except ValidationError as error:
            problem = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in problem["loc"]) or "the line"
            cells = shown | ({"name": called} if (called := _name_in(line)) else {})
            yield RawRow(number, cells, Aside(Code.NOT_IN_ORDER, f"{where}: {problem['msg']}"))


def _name_in(line: str) -> str:
    try:
        found = loads(line)
    except (JSONDecodeError, RecursionError):
        return ""
    return str(found.get("name", ""))[:200] if isinstance(found, dict) else ""
