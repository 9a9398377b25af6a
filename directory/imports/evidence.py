"""How do the shipped marks, indicators and concerns get into the store?"""

from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session

from directory.errors import ImportRejected
from directory.geographies.service import place_shapes_again
from directory.imports.tables import maybe_float, maybe_text, read_table, replace_rows
from directory.indicators.models import Concern
from directory.indicators.queries import add_indicator, list_indicators, list_shipped, remove_indicator
from directory.marks.queries import replace_shipped
from directory.marks.service import read_marks
from directory.shipped.manifest import Manifest
from directory.store import mark_changed

INDICATORS_FILE = "indicators/indicators.csv"
VALUES_FILE = "indicators/values.csv"
CONCERNS_FILE = "indicators/concerns.csv"
MARKS_FOLDER = "marks/"


def load_evidence(session: Session, folder: Path, manifest: Manifest) -> None:
    """Put the shipped marks, indicators and concerns in place of those shipped before.

    What people here brought stays. A release put together before these tables shipped has none of them.
    """
    paths = [note.path for note in manifest.tables]
    _load_indicators(session, folder, paths)
    if CONCERNS_FILE in paths:
        replace_rows(session, Concern, _concerns(folder))
    marks = [path for path in paths if path.startswith(MARKS_FOLDER)]
    replace_shipped(session, [row for path in marks for row in _marks(session, folder / path)])
    place_shapes_again(session)
    mark_changed(session, "marks")
    mark_changed(session, "indicators")


def _load_indicators(session: Session, folder: Path, paths: list[str]) -> None:
    if INDICATORS_FILE not in paths:
        return
    for slug in list_shipped(session):
        remove_indicator(session, slug)
    figures: dict[str, list[dict[str, object]]] = {}
    for row in read_table(folder, VALUES_FILE):
        value: dict[str, object] = {
            "slug": row["slug"],
            "code": row["code"],
            "value": maybe_float(row["value"]),
        }
        figures.setdefault(row["slug"], []).append(value)
    for row in read_table(folder, INDICATORS_FILE):
        if list_indicators(session, row["slug"]):
            continue  # somebody here brought one of this name before it shipped; theirs stays
        worse = row["higher_is_worse"] == "true"
        about: dict[str, object] = {**row, "note": maybe_text(row["note"])}
        about |= {"higher_is_worse": worse, "shipped": True}
        add_indicator(session, about, figures.get(row["slug"], []))


def _concerns(folder: Path) -> Iterator[dict[str, object]]:
    for row in read_table(folder, CONCERNS_FILE):
        yield {**row, "position": int(row["position"])}


def _marks(session: Session, path: Path) -> Iterator[dict[str, object]]:
    found = read_marks(session, path)
    # A loaded release may lack a parish of 2020; what is said of it waits for a release that has it.
    if len(found.aside) > found.unplaced:
        first = found.aside[0]
        raise ImportRejected(
            f"Shipped marks of {path.name} cannot be taken, such as line {first.line} ({first.text}): "
            f"{first.reason}"
        )
    for mark in found.marks:
        yield {**mark.model_dump(), "shipped": True}
