"""How does a release come into use, which are there, and how does one go back?

Load, check, activate: the folder is whole and checked before the store is touched, and the store changes in
one transaction, the caller's. Whatever stops before that leaves the release in use as it was.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete
from sqlmodel import Session

from directory import clock
from directory.errors import InvalidInput
from directory.imports.shipped import LoadReport, load_shipped
from directory.releases.active import SHIPPED, active_folder, active_name, releases_dir
from directory.releases.boundaries import write_boundaries
from directory.releases.choose import Chosen, choose_files
from directory.releases.deprivation import write_deprivation
from directory.releases.folders import ReleaseFolder, compose_release, list_folders
from directory.releases.known import read_known
from directory.releases.models import ActiveRelease
from directory.releases.population import write_population
from directory.releases.postcodes import write_postcodes
from directory.shipped.manifest import MANIFEST_NAME, TableNote, hash_file, read_manifest, verify_manifest
from directory.store import mark_changed

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """What a load or a switch did."""

    name: str
    """Of the release now in use."""
    load: LoadReport
    taken: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedRelease:
    """A release one can use."""

    name: str
    active: bool
    source: str
    loaded_at: str
    taken: tuple[str, ...]


def _silent(_step: str) -> None:
    return None


def load_release(
    session: Session, source: Path, data_dir: Path, *, on_step: Say = _silent, on_file: Say = _silent
) -> ReleaseReport:
    """Take a folder of downloads, or of shipped tables, into use; the caller commits."""
    if not source.is_dir():
        raise InvalidInput(f"{source} is not a folder. Give the folder your downloads are in.")
    if source.resolve() == data_dir.resolve():
        return use_release(session, SHIPPED, data_dir, on_step=on_step)
    root = releases_dir(session)
    name = source.resolve().name
    if (source / MANIFEST_NAME).is_file():
        on_step("Checking the tables")
        verify_manifest(source)
        found = compose_release(root, data_dir, name, (), lambda out: _copy_tables(source, out))
        return _activate(session, found, on_step=on_step)
    on_step("Reading the files")
    chosen = choose_files(source, read_known(data_dir))
    for line in (*chosen.taken, *chosen.left_out):
        on_file(line)
    on_step("Writing the tables of the release")
    found = compose_release(root, data_dir, name, chosen.taken, lambda out: _write(out, data_dir, chosen))
    report = _activate(session, found, on_step=on_step)
    return ReleaseReport(report.name, report.load, chosen.taken, chosen.left_out)


def _copy_tables(source: Path, out: Path) -> list[TableNote]:
    notes = list(read_manifest(source).tables)
    for note in notes:
        (out / note.path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / note.path, out / note.path)
    return notes


def _write(out: Path, shipped: Path, chosen: Chosen) -> list[TableNote]:
    notes = write_deprivation(out, shipped, chosen.deprivation)
    notes.extend(write_population(out, shipped, found) for found in chosen.population)
    if chosen.outlines:
        notes.extend(write_boundaries(out, shipped, chosen.outlines))
    if chosen.postcodes is not None:
        notes.extend(write_postcodes(out, chosen.postcodes))
    return notes


def _activate(session: Session, found: ReleaseFolder, *, on_step: Say) -> ReleaseReport:
    load = load_shipped(session, found.folder, on_step=on_step)
    _note_active(session, found.name)
    return ReleaseReport(found.name, load)


def _note_active(session: Session, name: str) -> None:
    before = active_name(session)
    session.execute(delete(ActiveRelease))
    if name != SHIPPED:
        session.add(ActiveRelease(name=name, activated_at=clock.now()))
    session.flush()
    if before != name:
        mark_changed(session, "areas")


def use_release(session: Session, name: str, data_dir: Path, *, on_step: Say = _silent) -> ReleaseReport:
    """Take a release that was loaded before, or the shipped tables, into use again; the caller commits."""
    if name == SHIPPED:
        load = load_shipped(session, data_dir, on_step=on_step)
        _note_active(session, SHIPPED)
        return ReleaseReport(SHIPPED, load)
    folders = list_folders(releases_dir(session))
    found = [folder for folder in folders if folder.name == name] or [
        folder for folder in folders if folder.name.startswith(name)
    ]
    if len(found) != 1:
        names = ", ".join([SHIPPED, *(folder.name for folder in found or folders)])
        problem = "stands for several releases" if found else "is not a release here"
        raise InvalidInput(f'"{name}" {problem}. Choose one of: {names}.')
    return _activate(session, found[0], on_step=on_step)


def list_releases(session: Session) -> tuple[ListedRelease, ...]:
    """List the shipped tables and every release on disk, and which of them is in use."""
    active = active_name(session)
    return (
        ListedRelease(SHIPPED, active == SHIPPED, "the tables that came with the product", "", ()),
        *(
            ListedRelease(
                folder.name,
                folder.name == active,
                folder.about.source,
                folder.about.loaded_at,
                folder.about.taken,
            )
            for folder in list_folders(releases_dir(session))
        ),
    )


def refresh(session: Session, data_dir: Path, *, on_step: Say = _silent) -> ReleaseReport:
    """Bring the store up to the tables in use; the caller commits.

    A loaded release stays in use. Where the shipped tables have changed since, it is put together anew of
    what was loaded and of them.
    """
    name = active_name(session)
    if name == SHIPPED:
        return ReleaseReport(SHIPPED, load_shipped(session, data_dir, on_step=on_step))
    folder = active_folder(session, data_dir)
    found = next((one for one in list_folders(folder.parent) if one.name == name), None)
    if found is None or found.about.shipped == hash_file(data_dir / MANIFEST_NAME):
        return ReleaseReport(name, load_shipped(session, folder, on_step=on_step))
    on_step(f"The shipped tables have changed: putting {name} together anew")
    about = found.about
    again = compose_release(
        folder.parent, data_dir, about.source, about.taken, lambda out: _copy_loaded(found, out)
    )
    return _activate(session, again, on_step=on_step)


def _copy_loaded(found: ReleaseFolder, out: Path) -> list[TableNote]:
    loaded = set(found.about.loaded)
    notes = [note for note in read_manifest(found.folder).tables if note.path in loaded]
    for note in notes:
        (out / note.path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(found.folder / note.path, out / note.path)
    return notes
