"""How deep and of what shape is a JSON file, before any of it is built?"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import IOBase
from typing import Any, Final

from directory.errors import ImportRejected
from directory.imports.limits import MOST_CELL_CHARS, MOST_DEPTH, MOST_FIELD_CHARS

LISTS: Final = ("contents", "content", "services", "service", "data", "items", "results", "features")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a JSON document is at its top."""

    prefix: str
    """Where its records are, as ijson says it; empty for one record."""
    keys: tuple[str, ...]
    scalars: dict[str, str]
    """Plain values at the top, like a version or a name of a CRS."""


def shape_of(stream: IOBase, name: str) -> Shape:  # noqa: C901 - one pass over events, each looked at once
    """Read through a JSON file once without building it; refuse what is broken or nests too deep."""
    import ijson  # type: ignore[import-untyped]  # noqa: PLC0415 - only JSON needs it

    _check_depth(stream, name)
    depth, prefix = 0, ""
    keys: list[str] = []
    scalars: dict[str, str] = {}
    try:
        for where, event, value in ijson.parse(stream, buf_size=1 << 16):
            if event in {"start_map", "start_array"}:
                depth += 1
                if event == "start_array" and depth == 1:
                    prefix = "item"
                if event == "start_array" and depth == 2 and where in LISTS and not prefix:  # noqa: PLR2004 - under the top
                    prefix = f"{where}.item"
            elif event in {"end_map", "end_array"}:
                depth -= 1
            elif event == "map_key" and depth == 1:
                keys.append(str(value)[:100])
            elif event == "string" and len(value) > MOST_FIELD_CHARS:
                raise ImportRejected(
                    f"{name} holds a text of over {MOST_FIELD_CHARS:,} characters. Nothing was taken."
                )
            elif depth <= 3 and value is not None and len(scalars) < 100:  # noqa: PLR2004 - crs.properties.name
                scalars[where] = str(value)[:200]
    except ijson.JSONError as error:
        raise ImportRejected(
            f"{name} is broken: it is no whole JSON ({_short(error)}). Nothing was taken."
        ) from error
    except UnicodeDecodeError as error:
        raise ImportRejected(f"{name} is not in UTF-8. Nothing was taken.") from error
    finally:
        stream.seek(0)
    return Shape(prefix, tuple(keys), scalars)


def _check_depth(stream: IOBase, name: str) -> None:
    """Refuse what nests too deep, by events that do not tell where they are: those grow with the depth."""
    import ijson  # noqa: PLC0415

    depth = 0
    stream.seek(0)
    try:
        for event, _ in ijson.basic_parse(stream, buf_size=1 << 14):
            if event in {"start_map", "start_array"}:
                depth += 1
                if depth > MOST_DEPTH:
                    raise ImportRejected(f"{name} nests deeper than {MOST_DEPTH} levels. Nothing was taken.")
            elif event in {"end_map", "end_array"}:
                depth -= 1
    except ijson.JSONError as error:
        raise ImportRejected(
            f"{name} is broken: it is no whole JSON ({_short(error)}). Nothing was taken."
        ) from error
    finally:
        stream.seek(0)


def items_of(stream: IOBase, prefix: str) -> Iterator[Any]:
    """Build the records of a JSON file one by one."""
    import ijson  # noqa: PLC0415

    stream.seek(0)
    yield from ijson.items(stream, prefix, use_float=True, buf_size=1 << 16)


def depth_of(text: str) -> int:
    """Tell how deep a line of JSON may nest: its brackets outside quotes, no more than counted."""
    deepest = depth = 0
    quoted = escaped = False
    for letter in text:
        if quoted:
            if escaped:
                escaped = False
            elif letter == "\\":
                escaped = True
            elif letter == '"':
                quoted = False
        elif letter == '"':
            quoted = True
        elif letter in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in "}]":
            depth -= 1
    return deepest


def words_of(value: object) -> str:
    """Write a plain value as a cell; a list of plain values with ; between."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004 - exact
    if isinstance(value, list):
        return "; ".join(
            filter(None, (words_of(each) for each in value if not isinstance(each, dict | list)))
        )
    if isinstance(value, dict):
        return ""
    return str(value)


def too_long(cells: dict[str, str]) -> int | None:
    """Give the length of the longest cell where it is over the limit."""
    longest = max((len(cell) for cell in cells.values()), default=0)
    return longest if longest > MOST_CELL_CHARS else None


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:80]
