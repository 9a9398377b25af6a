"""What is said of provision in places, by whom, and which saying holds?"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Row
from sqlmodel import Session

from directory import clock
from directory.errors import InvalidInput
from directory.imports.sheets import RowAside, SheetRow, read_sheet, set_aside
from directory.marks import queries
from directory.marks.models import Mark
from directory.marks.personal import find_personal
from directory.marks.places import NoPlace, Place, PlaceFinder
from directory.marks.schemas import MarkRead, MarksReport, Says
from directory.store import mark_changed
from directory.words import Capital

NOUN = "marks"
COLUMNS = ("area_code", "parish", "district", "subject", "says", "date", "role", "note", "source")
EARLIEST_YEAR = 1990
LONGEST = {"role": 100, "note": 500, "source": 300}
_PLACE = "area_code"
_NAMESPACE = uuid5(NAMESPACE_URL, "https://hereabouts.example/marks")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_STRENGTH = {Says.HAS: 2, Says.NONE: 1, Says.UNKNOWN: 0}


class Subjects:
    """The capitals and the categories: what a mark may be about."""

    def __init__(self, session: Session) -> None:
        self._labels = {capital.value: capital.label for capital in Capital}
        self._labels |= {row.slug: row.label for row in queries.list_categories(session)}

    def label(self, subject: str) -> str:
        """Name a subject in plain English; one that is no longer known by its slug."""
        return self._labels.get(subject, subject)

    def check(self, subject: str) -> str:
        """Return the subject as it is stored, or say which there are."""
        tidy = subject.strip().lower()
        if tidy not in self._labels:
            capitals = ", ".join(Capital)
            raise InvalidInput(
                f'"{subject}" is neither a capital nor a category. Use one of the capitals ({capitals}) '
                "or the slug of a category, like young-people: `hereabouts marks subjects` lists them.",
                field="subject",
            )
        return tidy

    def all(self) -> tuple[tuple[str, str], ...]:
        """List (subject, label), the capitals first."""
        return tuple(self._labels.items())


def check_date(typed: str) -> str:
    """Return a date as it is stored: YYYY, YYYY-MM or YYYY-MM-DD, real and not in the future."""
    found = _DATE.fullmatch(typed.strip())
    if found is None:
        raise InvalidInput(
            f'"{typed}" is not a date. Write 2021-12-02, 2021-12 or 2021, as finely as it is known.',
            field="date",
        )
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        begins = date(year or 0, month or 1, day or 1)
    except ValueError as error:
        raise InvalidInput(f"There is no date {typed}. Check the month and the day.", field="date") from error
    if begins.year < EARLIEST_YEAR:
        raise InvalidInput(f"{typed} is before {EARLIEST_YEAR}. Check the year.", field="date")
    if begins > clock.local_now().date():
        raise InvalidInput(f"{typed} is in the future. Give the date on which it was said.", field="date")
    return found.group(0)


def check_text(name: str, typed: str, *, needed: bool = False) -> str | None:
    """Return a text that is short enough and holds nothing personal; None where it is empty."""
    tidy = " ".join(typed.split())
    if not tidy:
        if needed:
            raise InvalidInput(f"The {name} is missing. {_MISSING[name]}", field=name)
        return None
    longest = LONGEST[name]
    if len(tidy) > longest:
        raise InvalidInput(
            f"The {name} has {len(tidy)} characters; keep it to {longest} or fewer.", field=name
        )
    if tidy[0] in "=+-@":
        raise InvalidInput(
            f"The {name} begins with {tidy[0]}, which a spreadsheet would run. Begin with a word.", field=name
        )
    personal = find_personal(tidy)
    if personal:
        raise InvalidInput(f"The {name} holds {personal}. {_IMPERSONAL[name]}", field=name)
    return tidy


_MISSING = {
    "role": "Say who says so by role, like parish clerk.",
    "source": "Say where it is written or how it was told.",
    "note": "Write a short note.",
}
_IMPERSONAL = {
    "role": "Name the role, never the person.",
    "note": "Take it out: notes are published and hold nothing personal.",
    "source": "Take it out: sources are published and hold nothing personal.",
}


def check_says(typed: str) -> Says:
    """Return what is said, or tell the three words."""
    try:
        return Says(typed.strip().lower())
    except ValueError as error:
        raise InvalidInput(
            f'"{typed}" is none of has, none, unknown. Use one of them.', field="says"
        ) from error


def mark_id(area_code: str, subject: str, on_date: str, role: str) -> UUID:
    """Make the identifier of a mark of what makes it that mark."""
    return uuid5(_NAMESPACE, f"{area_code}\n{subject}\n{on_date}\n{role}")


def import_marks(session: Session, file: Path, *, dry_run: bool = False) -> MarksReport:
    """Take every good row of a CSV; the others come back with their line and reason. The caller commits."""
    found = read_marks(session, file)
    added, replaced, same = _put(session, found.marks, dry_run=dry_run)
    return MarksReport(added, replaced, found.repeated + same, found.aside)


@dataclass(frozen=True, slots=True)
class MarksFile:
    """What a file of marks says, before anything is written."""

    marks: tuple[Mark, ...]
    repeated: int
    """Rows that say again what an earlier one says."""
    aside: tuple[RowAside, ...]
    unplaced: int
    """Of those set aside, the rows that name no area that is loaded."""


def read_marks(session: Session, file: Path) -> MarksFile:
    """Read a CSV of marks; what cannot be taken is set aside with its line and reason."""
    rows = read_sheet(file, ("subject", "says", "date", "role", "source"), one_of=("area_code", "parish"))
    finder, subjects = PlaceFinder(session), Subjects(session)
    good: dict[UUID, Mark] = {}
    lines: dict[UUID, int] = {}
    aside: list[RowAside] = []
    repeated = unplaced = 0
    for row in rows:
        try:
            mark = _read_row(row, finder, subjects)
        except InvalidInput as error:
            aside.append(set_aside(row, error.message))
            unplaced += error.field == _PLACE
            continue
        if mark.id not in good:
            good[mark.id], lines[mark.id] = mark, row.line
        elif _content(good[mark.id]) == _content(mark):
            repeated += 1
        else:
            reason = (
                f"Line {lines[mark.id]} has the same area, subject, date and role and says otherwise. "
                "Keep the one that is right."
            )
            aside.append(set_aside(row, reason))
    return MarksFile(tuple(good.values()), repeated, tuple(aside), unplaced)


def _read_row(row: SheetRow, finder: PlaceFinder, subjects: Subjects) -> Mark:
    return _make(
        _find_place(row, finder),
        subjects.check(row.cell("subject")),
        check_says(row.cell("says")),
        on_date=row.cell("date"),
        role=row.cell("role"),
        note=row.cell("note"),
        source=row.cell("source"),
    )


def _find_place(row: SheetRow, finder: PlaceFinder) -> Place:
    code, parish = row.cell("area_code"), row.cell("parish")
    if not code and not parish:
        raise InvalidInput("No area is named. Give area_code, or parish and district.", field=_PLACE)
    found = finder.by_code(code) if code else finder.parish(parish, row.cell("district"))
    if isinstance(found, NoPlace):
        raise InvalidInput(found.reason, field=_PLACE)
    return found


def _make(place: Place, subject: str, says: Says, *, on_date: str, role: str, note: str, source: str) -> Mark:
    when = check_date(on_date)
    who = check_text("role", role, needed=True) or ""
    return Mark(
        id=mark_id(place.code, subject, when, who),
        area_code=place.code,
        area_level=place.level,
        subject=subject,
        says=says,
        on_date=when,
        role=who,
        note=check_text("note", note),
        source=check_text("source", source, needed=True) or "",
    )


def _content(mark: Mark) -> tuple[str, str | None, str]:
    return str(mark.says), mark.note, mark.source


def _put(session: Session, marks: Iterable[Mark], *, dry_run: bool) -> tuple[int, int, int]:
    wanted = {mark.id: mark for mark in marks}
    there = queries.find_marks(session, wanted)
    added = replaced = unchanged = 0
    for identifier, mark in wanted.items():
        old = there.get(identifier)
        if old is not None and _content(old) == _content(mark):
            unchanged += 1
            continue
        added += old is None
        replaced += old is not None
        if not dry_run:
            session.merge(mark)
    if (added or replaced) and not dry_run:
        session.flush()
        mark_changed(session, NOUN)
    return added, replaced, unchanged


def put_mark(
    session: Session,
    place: Place,
    subject: str,
    says: Says,
    *,
    on_date: str,
    role: str,
    note: str = "",
    source: str,
) -> None:
    """Write one mark, or correct the one of the same area, subject, date and role."""
    mark = _make(
        place,
        Subjects(session).check(subject),
        says,
        on_date=on_date,
        role=role,
        note=note,
        source=source,
    )
    _put(session, [mark], dry_run=False)


def list_marks(
    session: Session, *, subject: str | None = None, area: str | None = None
) -> tuple[MarkRead, ...]:
    """List every mark, of one subject or one area code where told, the newest first within each."""
    return tuple(_read(session, queries.list_marks(session, subject, area)))


def current_marks(
    session: Session, subject: str, *, believed: Callable[[str], bool] = lambda _date: True
) -> tuple[MarkRead, ...]:
    """List the mark that holds for each area that has one of this subject, by area code.

    Of those whose date is believed the newest holds, and that somebody does not know never takes the place of
    what somebody knew. A date told less finely counts from its beginning (2021 before 2021-03). On one date
    what is known holds over what is not, and has over none: nobody who says that there is something is
    overruled by somebody who knew of nothing.
    """
    held = []
    for _, marks in groupby(list_marks(session, subject=subject), key=lambda mark: mark.area_code):
        told = [mark for mark in marks if believed(mark.on_date)]
        if told:
            held.append(max(told, key=_weight))
    return tuple(sorted(held, key=lambda mark: mark.area_code))


def _weight(mark: MarkRead) -> tuple[bool, str, int, str]:
    return mark.says is not Says.UNKNOWN, mark.on_date, _STRENGTH[mark.says], mark.role


def _read(session: Session, rows: Iterable[Row[Any]]) -> Iterator[MarkRead]:
    subjects = Subjects(session)
    for row in rows:
        yield MarkRead(
            id=UUID(str(row.id)),
            area_code=row.area_code,
            area_name=row.area_name or row.area_code,
            area_level=row.area_level,
            district_name=row.district_name,
            subject=row.subject,
            subject_label=subjects.label(row.subject),
            says=Says(row.says),
            on_date=row.on_date,
            role=row.role,
            note=row.note,
            source=row.source,
        )


def export_marks(session: Session, path: Path) -> int:
    """Write every mark as a CSV that `import_marks` takes; return how many."""
    marks = list_marks(session)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for mark in marks:
            parish = mark.area_name if mark.area_level == "parish" else ""
            district = mark.district_name or ""
            told = (mark.subject, mark.says.value, mark.on_date, mark.role, mark.note or "", mark.source)
            writer.writerow((mark.area_code, parish, district if parish else "", *told))
    return len(marks)
