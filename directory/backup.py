"""How are both stores kept safe while the service goes on, and brought back?

A backup is a folder: one file a store, each as it was at one moment, and a manifest that says which revision
they are of and what their bytes must sum to. The directory store is copied first and the people store after
it: changes mostly begin with people, so what the later file says was done and the earlier one lacks is done
again by the sweep.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from directory import clock
from directory.errors import InvalidInput, SettingsInvalid
from directory.jobs.bygone import carry_over, let_go
from directory.jobs.queries import forget_claims
from directory.jobs.schemas import Stores
from directory.jobs.sweep import put_right
from directory.store import (
    DIRECTORY,
    PEOPLE,
    Store,
    head_of,
    open_engine,
    open_people,
    revision_of,
    session_scope,
)
from directory.upgrade import bring_up

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
ORDER: Final = (DIRECTORY, PEOPLE)
BUSY_S: Final = 30.0
"""How long restoring waits for whoever is writing."""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class StoreCopy:
    """One file of a backup."""

    store: str
    file: str
    revision: str
    bytes: int
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Backup:
    """A folder that holds both stores."""

    folder: Path
    copies: tuple[StoreCopy, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back."""

    at: datetime
    """Of when it is."""
    kept: Path | None
    """Where that is which was there before; None where nothing was."""
    mended: int
    """How many things the two files of the backup did not agree on."""
    stopped: int
    """Messages that waited in the backup and are not sent."""
    carried_over: int | None
    """What people said since, of whether they may be written to; None where what was there cannot tell."""


def back_up(stores: Stores, folder: Path) -> Backup:
    """Copy both stores into a new folder while they are in use; a folder that is there is complete."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidInput(f"{folder} is there already and not empty. Name a new folder.", field="folder")
    making = folder.with_name(f".{folder.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True, mode=0o700)
    try:
        copies = tuple(_copy(stores, store, making) for store in ORDER)
        _write_manifest(making, copies)
        if folder.exists():
            folder.rmdir()
        making.rename(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    _flush_folder(folder.parent)
    return Backup(folder, copies)


def _copy(stores: Stores, store: Store, folder: Path) -> StoreCopy:
    path = folder / f"{store.name}.sqlite3"
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    at = clock.now()
    origin = path_of(_engine(stores, store))
    try:
        with closing(_open(origin)) as source, closing(_open(path)) as target:
            # All pages in one step: a reader of one moment, who keeps no writer waiting.
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
            _check(target, origin)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise _damaged(origin) from None
    with path.open("rb") as written:
        os.fsync(written.fileno())
    with _opened(stores, store, folder) as engine:
        revision = revision_of(engine)
    if revision is None:
        raise InvalidInput(f"The {store.name} store was never set up. Run: hereabouts init")
    return StoreCopy(store.name, path.name, revision, path.stat().st_size, _sha256(path), at)


def _write_manifest(folder: Path, copies: tuple[StoreCopy, ...]) -> None:
    told = {
        "format": FORMAT,
        "made_by": "hereabouts",
        "stores": [
            {
                "store": copy.store,
                "file": copy.file,
                "revision": copy.revision,
                "bytes": copy.bytes,
                "sha256": copy.sha256,
                "at": copy.at.isoformat(),
            }
            for copy in copies
        ],
    }
    with (folder / MANIFEST).open("w", encoding="utf-8") as out:
        json.dump(told, out, indent=1)
        out.flush()
        os.fsync(out.fileno())


def read_backup(folder: Path) -> Backup:
    """Read a backup and check every byte of it; refuse one that is damaged or of another code."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        copies = tuple(
            StoreCopy(
                str(each["store"]),
                Path(each["file"]).name,
                str(each["revision"]),
                int(each["bytes"]),
                str(each["sha256"]),
                datetime.fromisoformat(each["at"]),
            )
            for each in told["stores"]
        )
        form = told["format"]
    except FileNotFoundError:
        raise InvalidInput(f"{folder} holds no backup: {MANIFEST} is not there.", field="folder") from None
    except (ValueError, KeyError, TypeError):
        raise InvalidInput(
            f"{MANIFEST} in {folder} is damaged. Take another backup.", field="folder"
        ) from None
    if form != FORMAT or {copy.store for copy in copies} != {store.name for store in ORDER}:
        raise InvalidInput(f"{folder} is no backup that this version can read.", field="folder")
    for copy in copies:
        _check_copy(folder, copy)
    return Backup(folder, copies)


def _check_copy(folder: Path, copy: StoreCopy) -> None:
    path = folder / copy.file
    if not path.is_file():
        raise InvalidInput(f"{copy.file} is missing in {folder}. Take another backup.", field="folder")
    if path.stat().st_size != copy.bytes or _sha256(path) != copy.sha256:
        raise InvalidInput(
            f"{copy.file} in {folder} is damaged: its bytes are not those that were written. "
            "Take another backup.",
            field="folder",
        )
    store = next(each for each in ORDER if each.name == copy.store)
    known = {each.revision for each in ScriptDirectory(str(store.script_location)).walk_revisions()}
    if copy.revision not in known:
        raise InvalidInput(
            f"{copy.file} is of revision {copy.revision}, which this version does not know; it knows up to "
            f"{head_of(store)}. Use the version it was made with, or a newer one.",
            field="folder",
        )


def restore(stores: Stores, folder: Path, keep_in: Path, *, give_up: bool = False) -> Restored:
    """Put both stores back as a backup has them, in place of what is there, which is kept aside.

    Each store changes in one transaction of its own file: whoever reads meanwhile sees it before or after,
    and a crash leaves it as it was or as it becomes. The sweep then makes the two agree. Nobody is signed in
    afterwards, no message that waited in the backup is sent, and who said stop since has said so. A second
    factor that no key here opens is refused; `give_up` gives it up.
    """
    backup = read_backup(folder)
    kept = _keep_aside(stores, keep_in)
    work = keep_in.with_name(f".{keep_in.name}.restoring")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, mode=0o700)
    try:
        for copy in backup.copies:
            shutil.copyfile(folder / copy.file, work / copy.file)
        # An older revision is brought up to ours before it is anybody's.
        with _opened(stores, DIRECTORY, work) as directory, _opened(stores, PEOPLE, work) as people:
            bring_up(Stores(directory, people, stores.settings), give_up=give_up)
            with session_scope(people) as session:
                stopped = let_go(session)
        said = _carry_over(work / f"{PEOPLE.name}.sqlite3", stores, kept)
        for store in ORDER:
            _replace(work / f"{store.name}.sqlite3", _engine(stores, store))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    for engine in (stores.directory, stores.people):
        with session_scope(engine) as session:
            forget_claims(session)
    return Restored(min(copy.at for copy in backup.copies), kept, put_right(stores), stopped, said)


def _carry_over(people: Path, stores: Stores, kept: Path | None) -> int | None:
    """Take what people said since from the present store, or from where it was moved to."""
    present = path_of(stores.people)
    if not present.exists() and kept is not None:
        present = kept / present.name
    return carry_over(people, present) if kept is not None and present.exists() else 0


def _keep_aside(stores: Stores, keep_in: Path) -> Path | None:
    """Back up what is there; where it is too damaged for that, move its files out of the way."""
    there = [path for path in (path_of(_engine(stores, store)) for store in ORDER) if path.exists()]
    if not any(path.stat().st_size for path in there):
        return None
    try:
        return back_up(stores, keep_in).folder
    except InvalidInput:
        keep_in.mkdir(parents=True, mode=0o700)
        stores.directory.dispose()
        stores.people.dispose()
        for path in there:
            for part in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
                if part.exists():
                    shutil.move(part, keep_in / part.name)
        return keep_in


def _replace(path: Path, engine: Engine) -> None:
    target_path = path_of(engine)
    target_path.parent.mkdir(parents=True, exist_ok=True)
    engine.dispose()
    with closing(_open(path)) as source, closing(_open(target_path)) as target:
        if not target.execute("PRAGMA journal_mode=WAL").fetchone():
            raise InvalidInput(f"{target_path} cannot be written to.")
        source.backup(target)
        target.execute("PRAGMA journal_mode=WAL")
        _check(target, target_path)


def path_of(engine: Engine) -> Path:
    """Give the file of a store; only files are backed up here."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        raise SettingsInvalid(
            "Only stores in SQLite files are backed up here: use what your database offers."
        )
    return Path(engine.url.database)


def _engine(stores: Stores, store: Store) -> Engine:
    return stores.directory if store is DIRECTORY else stores.people


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _damaged(path: Path) -> InvalidInput:
    return InvalidInput(f"{path} is damaged. Restore the last backup: hereabouts restore FOLDER")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise _damaged(path)


@contextmanager
def _opened(stores: Stores, store: Store, folder: Path) -> Iterator[Engine]:
    path = folder / f"{store.name}.sqlite3"
    url = f"sqlite:///{path}"
    # A copy of the people store is sealed with the same keys.
    copied = stores.settings.model_copy(update={"people_database_url": url})
    engine = open_people(copied) if store is PEOPLE else open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()
    with closing(_open(path)) as connection:
        # One file again, without another beside it.
        connection.execute("PRAGMA journal_mode=DELETE")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as parts:
        while part := parts.read(_CHUNK):
            digest.update(part)
    return digest.hexdigest()


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
