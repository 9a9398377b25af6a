"""How is a package of Open Referral UK read, version 1 or 3, from JSON, lines of JSON or a zip of tables?"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from io import IOBase
from typing import Final

from directory.errors import ImportRejected
from directory.imports.codes import Code
from directory.imports.limits import MOST_DEPTH, MOST_FIELD_CHARS, MOST_ROWS, RAW_CHARS, at_most_rows
from directory.imports.readers.encoding import as_text, find_encoding
from directory.imports.readers.json_shape import depth_of, items_of, shape_of, too_long
from directory.imports.readers.jsonl_rows import lines_of
from directory.imports.readers.oruk_cells import oruk_cells
from directory.imports.readers.zips import open_zip
from directory.imports.rows import Aside, Opened, RawRow

_Record = Mapping[str, object]
_TABLES: Final = (
    "services",
    "organizations",
    "locations",
    "addresses",
    "physical_addresses",
    "service_at_locations",
    "schedules",
    "regular_schedules",
    "phones",
    "contacts",
    "cost_options",
    "languages",
    "eligibilitys",
    "taxonomy_terms",
    "taxonomies",
    "attributes",
    "service_taxonomys",
    "accessibility",
)


def open_oruk(stream: IOBase, name: str) -> Opened:
    """Open a package of services in whichever form it comes."""
    head: bytes = stream.read(4096)
    stream.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return _opened(name, _of_zip(stream, name), "The package is a zip of tables (HSDS datapackage).")
    codec, _ = find_encoding(stream, name)
    lines = _first_lines(stream, codec, name)
    if len(lines) > 1 and all(_is_object(line) for line in lines):
        rows = _of_lines(stream, codec, name)
        return _opened(name, rows, "The package has one service a line (NDJSON).")
    if codec not in {"utf-8", "utf-8-sig"}:
        raise ImportRejected(f"{name} is JSON and must be in UTF-8. Nothing was taken.")
    if codec == "utf-8-sig":
        stream = io.BytesIO(stream.read().removeprefix(b"\xef\xbb\xbf"))
    shape = shape_of(stream, name)
    if not shape.prefix and "name" not in shape.keys:
        raise ImportRejected(f"{name} holds no list of services that we can find. Nothing was taken.")
    version = "1" if shape.prefix.startswith("content.") or "totalElements" in shape.keys else "3"
    envelope = shape.prefix.removesuffix(".item")
    fact = f"The package is JSON, its services in “{envelope}”, as version {version} has it."
    return _opened(
        name,
        _of_items(stream, shape.prefix),
        fact if envelope not in {"", "item"} else "The package is JSON.",
    )


def _opened(name: str, rows: Iterator[RawRow], fact: str) -> Opened:
    return Opened(name, "oruk", (), (fact,), at_most_rows(rows, name), own_words=True)


def _first_lines(stream: IOBase, codec: str, name: str) -> list[str]:
    text = as_text(stream, codec, name)
    found = []
    for _ in range(3):
        line = text.readline(MOST_FIELD_CHARS)
        if line.strip():
            found.append(line.strip())
    text.detach()
    stream.seek(0)
    return found


def _is_object(line: str) -> bool:
    return line.startswith("{") and line.endswith("}")


def _of_items(stream: IOBase, prefix: str) -> Iterator[RawRow]:
    for number, item in enumerate(items_of(stream, prefix), start=1):
        yield row_of(number, item)


def _of_lines(stream: IOBase, codec: str, name: str) -> Iterator[RawRow]:
    stream.seek(0)
    for number, line in lines_of(as_text(stream, codec, name), name):
        shown = {"line": line[:RAW_CHARS]}
        if depth_of(line) > MOST_DEPTH:
            yield RawRow(number, shown, Aside(Code.TOO_DEEP, f"It nests deeper than {MOST_DEPTH} levels."))
            continue
        try:
            item = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            yield RawRow(number, shown, Aside(Code.NOT_READABLE, "The line is no whole JSON."))
            continue
        yield row_of(number, item)


def row_of(number: int, item: object) -> RawRow:
    """Make a row of one service, as a harvest or a package gives it."""
    if not isinstance(item, dict):
        return RawRow(
            number, {"line": str(item)[:RAW_CHARS]}, Aside(Code.NOT_READABLE, "It is no record of a service.")
        )
    try:
        cells = oruk_cells(item)
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        shown = {"line": json.dumps(item, default=str)[:RAW_CHARS]}
        return RawRow(
            number,
            shown,
            Aside(Code.NOT_READABLE, f"Its shape is not one of a service ({type(error).__name__})."),
        )
    length = too_long(cells)
    return RawRow(
        number, cells, Aside(Code.CELL_TOO_LONG, f"A text has {length:,} characters.") if length else None
    )


def _of_zip(stream: IOBase, name: str) -> Iterator[RawRow]:
    """Join the tables of a datapackage to services, each with what hangs from it."""
    archive = open_zip(stream, name)
    members = {member.rpartition("/")[2].casefold(): member for member in archive.namelist()}
    jsons = [
        member
        for member in archive.namelist()
        if member.lower().endswith(".json") and "datapackage" not in member.lower()
    ]
    if "services.csv" not in members and "service.csv" not in members:
        if len(jsons) == 1:
            yield from open_oruk(io.BytesIO(archive.read(jsons[0])), jsons[0]).rows
            return
        raise ImportRejected(f"{name} holds no table services.csv. Nothing was taken.")
    tables = {}
    for table in _TABLES:
        member = members.get(f"{table}.csv") or members.get(f"{table.removesuffix('s')}.csv")
        tables[table] = _table(io.BytesIO(archive.read(member)), f"{name}: {table}.csv") if member else []
    yield from (row_of(number, item) for number, item in enumerate(_joined(tables), start=2))


def _table(stream: IOBase, name: str) -> list[dict[str, object]]:
    codec, _ = find_encoding(stream, name)
    csv.field_size_limit(MOST_FIELD_CHARS)
    found: list[dict[str, object]] = []
    try:
        for row in csv.DictReader(as_text(stream, codec, name)):
            found.append({column: cell for column, cell in row.items() if column and cell not in (None, "")})
            if len(found) > 5 * MOST_ROWS:
                raise ImportRejected(f"{name} has more than {5 * MOST_ROWS:,} rows. Nothing was taken.")
    except csv.Error as error:
        raise ImportRejected(f"{name} cannot be read as CSV ({error}). Nothing was taken.") from error
    return found


def _joined(tables: Mapping[str, list[dict[str, object]]]) -> Iterator[_Record]:
    organizations = {row.get("id"): row for row in tables["organizations"]}
    terms = {row.get("id"): row for row in tables["taxonomy_terms"]}
    locations = {row.get("id"): dict(row) for row in tables["locations"]}
    for table in ("addresses", "physical_addresses"):
        for location_id, rows in _by(tables[table], "location_id").items():
            if location_id in locations:
                locations[location_id].setdefault("addresses", rows)
    times = [*tables["schedules"], *tables["regular_schedules"]]
    of_place = _by(times, "service_at_location_id")
    places: defaultdict[object, list[dict[str, object]]] = defaultdict(list)
    for row in tables["service_at_locations"]:
        place = {
            **row,
            "location": locations.get(row.get("location_id"), {}),
            "schedules": of_place.get(row.get("id"), []),
        }
        places[row.get("service_id")].append(place)
    attributes = _by(tables["attributes"], "link_id")
    hanging = {
        table: _by(tables[table], "service_id")
        for table in ("phones", "contacts", "cost_options", "languages", "eligibilitys")
    }
    of_service = _by(times, "service_id")
    for service in tables["services"]:
        key = service.get("id")
        told = [
            {"taxonomy_term": terms[row.get("taxonomy_term_id")]}
            for row in attributes.get(key, ())
            if row.get("taxonomy_term_id") in terms
        ]
        yield {
            **service,
            "organization": organizations.get(service.get("organization_id")),
            "service_at_locations": places.get(key, []),
            "attributes": told,
            "schedules": of_service.get(key, []),
            **{table: rows.get(key, []) for table, rows in hanging.items()},
        }


def _by(rows: list[dict[str, object]], column: str) -> dict[object, list[dict[str, object]]]:
    found: defaultdict[object, list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        if row.get(column) is not None:
            found[row[column]].append(row)
    return dict(found)
