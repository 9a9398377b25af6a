"""How is a file of listings brought in from outside?"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from directory.imports.faults import find_faults
from directory.imports.listings import import_listings
from directory.imports.records import Rejected, read_records
from directory.search.index import rebuild_index
from directory.store import mark_changed


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a file gave."""

    added: int
    replaced: int
    kept: int
    rejected: tuple[Rejected, ...]


def import_file(
    session: Session,
    folder: Path,
    path: Path,
    *,
    dry_run: bool = False,
    on_step: Callable[[str], None] = lambda _step: None,
) -> FileReport:
    """Take every good line of a file; the bad ones come back with their reasons and change nothing."""
    found = read_records(path)
    faults: dict[UUID, list[str]] = {}
    for fault in find_faults(session, found.records):
        faults.setdefault(fault.record.id, []).append(f"{fault.field}: {fault.reason}")
    aside = [
        Rejected(line, record.name, tuple(faults[record.id]))
        for line, record in zip(found.lines, found.records, strict=True)
        if record.id in faults
    ]
    good = [record for record in found.records if record.id not in faults]
    # Only a dry run needs a savepoint: releasing the outermost one would commit, and that is the caller's.
    savepoint = session.begin_nested() if dry_run else None
    report = import_listings(session, folder, good, on_step=on_step)
    if savepoint is not None:
        savepoint.rollback()
    else:
        rebuild_index(session)
        mark_changed(session, "listings")
    rejected = sorted((*found.rejected, *aside), key=lambda one: one.line)
    return FileReport(report.added, report.replaced, report.kept, tuple(rejected))
