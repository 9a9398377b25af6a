"""How is a file of listings brought in from outside?"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

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
    savepoint = session.begin_nested()
    report = import_listings(session, folder, found.records, on_step=on_step)
    if dry_run:
        savepoint.rollback()
    else:
        rebuild_index(session)
        mark_changed(session, "listings")
        savepoint.commit()
    return FileReport(report.added, report.replaced, report.kept, found.rejected)
