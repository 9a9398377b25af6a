"""Which papers of a folder must be built anew, and which are there already?

A manifest beside them tells the checksum of what each says and when that last changed. A file is written
under another name first and takes its own when it is whole, and the manifest follows it: whoever is stopped
in between, by whatever, begins again where they stopped.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

import orjson
from slugify import slugify

from directory.areas.schemas import AreaSummary
from directory.errors import InvalidInput
from directory.paper.places import plain_name

MANIFEST: Final = "papers.json"
UNFINISHED: Final = ".unfinished"


@dataclass(frozen=True, slots=True)
class Built:
    """A paper that was built, by the name of its file."""

    code: str
    """Of the parish; empty in a folder of before files had names of places."""
    title: str
    district: str
    said: str
    """The checksum of what it says."""
    file: str
    """The checksum of the file."""
    day: date
    """Printed on it: the day it last changed."""
    pages: int


def place_names(areas: Iterable[AreaSummary]) -> dict[str, str]:
    """Name the files of places as people know them, with the code only where two are alike."""
    named = {area.code: slugify(plain_name(area.name)) for area in areas}
    alike = Counter(named.values())
    return {code: name if alike[name] == 1 else f"{name}-{code}" for code, name in named.items()}


def read_manifest(folder: Path) -> dict[str, Built]:
    """Read what is in a folder; one without a manifest holds nothing of ours."""
    path = folder / MANIFEST
    if not path.exists():
        return {}
    try:
        rows = orjson.loads(path.read_bytes())["papers"]
        return {
            name: Built(
                row.get("code", ""),
                row["title"],
                row["district"],
                row["said"],
                row["file"],
                date.fromisoformat(row["day"]),
                row["pages"],
            )
            for name, row in rows.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as broken:
        raise InvalidInput(
            f"{path} cannot be read. Remove it, and every paper is built anew.", field="folder"
        ) from broken


def write_manifest(folder: Path, papers: Mapping[str, Built]) -> None:
    """Write what is in a folder."""
    rows = {name: asdict(paper) for name, paper in sorted(papers.items())}
    put(folder / MANIFEST, orjson.dumps({"papers": rows}, option=orjson.OPT_INDENT_2))


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    unfinished = path.with_name(path.name + UNFINISHED)
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def is_current(folder: Path, name: str, built: Built | None, said: str) -> bool:
    """Tell whether a file is there, untouched, and says what it should."""
    if built is None or built.said != said:
        return False
    path = folder / name
    return path.exists() and file_checksum(path.read_bytes()) == built.file


def file_checksum(content: bytes) -> str:
    """Sum up a file."""
    return hashlib.sha256(content).hexdigest()


def sweep(folder: Path, papers: Mapping[str, Built], wanted: frozenset[str]) -> tuple[str, ...]:
    """Remove what we built of areas that are gone, and what was left unfinished; nobody else's files."""
    gone = tuple(sorted(set(papers) - wanted))
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    for path in folder.glob(f"*{UNFINISHED}"):
        path.unlink()
    return gone
