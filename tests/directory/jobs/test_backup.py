"""Is a backup taken while somebody writes whole, is a bad one refused, do both stores agree afterwards?"""

import json
import shutil
import sqlite3
import threading
from pathlib import Path
from uuid import UUID

import pytest
from open_addresses import OPEN, put_open_address
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from directory import backup
from directory.backup import back_up, path_of, read_backup, restore
from directory.errors import InvalidInput
from directory.hire.models import CalendarAddress
from directory.jobs.models import Applied, AuditEntry, Job
from directory.jobs.schemas import Stores
from directory.jobs.service import attempt, enqueue, run_due
from directory.jobs.sweep import put_right
from directory.store import DIRECTORY, PEOPLE, head_of, open_engine, open_people, revision_of, session_scope


def change(stores: Stores) -> UUID:
    """Do as the desk does: a change with its job in the people store, whose effect is in the directory."""
    with session_scope(stores.people) as session:
        job_id = enqueue(session, "note", {})
    attempt(stores, "people", job_id)
    return job_id


def asked(stores: Stores) -> set[str]:
    with Session(stores.people) as session:
        return {str(each) for each in session.exec(select(col(Job.id)).where(col(Job.kind) == "note"))}


def effects(stores: Stores) -> list[str]:
    with Session(stores.directory) as session:
        return sorted(
            session.exec(select(col(AuditEntry.subject_id)).where(col(AuditEntry.action) == "noted"))
        )


def elsewhere(stores: Stores, folder: Path) -> Stores:
    folder.mkdir()
    settings = stores.settings.model_copy(
        update={
            "database_url": f"sqlite:///{folder / 'directory.sqlite3'}",
            "people_database_url": f"sqlite:///{folder / 'people.sqlite3'}",
        }
    )
    return Stores(open_engine(settings.database_url), open_people(settings), settings)


def sound(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_taken_while_somebody_writes_it_comes_back_whole_elsewhere(stores: Stores, tmp_path: Path) -> None:
    done: list[UUID] = []
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            done.append(change(stores))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(done) < 5:
            stop.wait(0.01)
        for number in range(4):
            before = len(done)
            made = back_up(stores, tmp_path / f"backup{number}")
            during = len(done)
            there = elsewhere(stores, tmp_path / f"there{number}")
            found = restore(there, made.folder, tmp_path / f"aside{number}")
            assert found.kept is None
            run_due(there)
            assert {str(each) for each in done[:before]} <= asked(there), "what was done before it is in it"
            assert effects(there) == sorted(asked(there)), "each has its effect, once"
            assert len(asked(there)) <= during + 1
            sound(there.directory)
            sound(there.people)
            there.directory.dispose()
            there.people.dispose()
    finally:
        stop.set()
        writer.join()
    assert len(done) > 10, "nobody was kept from writing"


def test_what_only_one_file_knows_of_is_done_again(stores: Stores, tmp_path: Path) -> None:
    """The directory of one moment beside the people of a later one, as the two files of a backup are."""
    change(stores)
    early = back_up(stores, tmp_path / "early").folder
    change(stores)
    late = back_up(stores, tmp_path / "late").folder
    told = json.loads((late / "manifest.json").read_text())
    shutil.copy(early / "directory.sqlite3", late / "directory.sqlite3")
    told["stores"][0] = json.loads((early / "manifest.json").read_text())["stores"][0]
    (late / "manifest.json").write_text(json.dumps(told))
    there = elsewhere(stores, tmp_path / "there")
    found = restore(there, late, tmp_path / "aside")
    assert found.mended == 1
    assert len(effects(there)) == 1
    run_due(there)
    assert effects(there) == sorted(asked(there))
    assert len(effects(there)) == 2
    assert put_right(there) == 0


def test_the_other_way_round_nothing_is_done_twice(stores: Stores, tmp_path: Path) -> None:
    with session_scope(stores.people) as session:
        job_id = enqueue(session, "note", {})
    people = tmp_path / "people-early.sqlite3"
    with sqlite3.connect(path_of(stores.people)) as source, sqlite3.connect(people) as target:
        source.backup(target)
    assert attempt(stores, "people", job_id)
    stores.people.dispose()
    for end in ("", "-wal", "-shm"):
        path_of(stores.people).with_name(f"people.sqlite3{end}").unlink(missing_ok=True)
    shutil.copy(people, path_of(stores.people))
    put_right(stores)
    assert run_due(stores) == 1
    assert effects(stores) == [str(job_id)]


def test_it_comes_back_in_place_while_others_read_and_what_was_there_is_kept(
    stores: Stores, tmp_path: Path
) -> None:
    first = change(stores)
    made = back_up(stores, tmp_path / "backup").folder
    change(stores)
    reader = open_engine(stores.settings.database_url, read_only=True)
    with reader.connect() as connection:
        count = text("SELECT COUNT(*) FROM applied")
        assert connection.execute(count).scalar_one() == 2
        found = restore(stores, made, tmp_path / "aside")
        assert connection.execute(count).scalar_one() == 2, "who is reading goes on with what it saw"
    with reader.connect() as connection:
        assert connection.execute(count).scalar_one() == 1
    reader.dispose()
    assert effects(stores) == [str(first)]
    assert found.kept == tmp_path / "aside"
    assert found.at == min(copy.at for copy in read_backup(made).copies)
    again = restore(stores, tmp_path / "aside", tmp_path / "aside2")
    assert again.kept == tmp_path / "aside2"
    assert len(effects(stores)) == 2
    change(stores)
    sound(stores.directory)


def test_a_damaged_store_is_moved_out_of_the_way(stores: Stores, tmp_path: Path) -> None:
    change(stores)
    made = back_up(stores, tmp_path / "backup").folder
    stores.directory.dispose()
    stores.people.dispose()
    damaged = path_of(stores.directory)
    damaged.write_bytes(b"not a database at all" * 1000)
    with pytest.raises(InvalidInput, match=r"directory.sqlite3 is damaged. Restore"):
        back_up(stores, tmp_path / "another")
    assert not (tmp_path / "another").exists()
    found = restore(stores, made, tmp_path / "aside")
    assert found.kept is not None
    assert (found.kept / damaged.name).read_bytes().startswith(b"not a database")
    assert len(effects(stores)) == 1


def broken(folder: Path, how: str) -> None:
    path = folder / "people.sqlite3"
    manifest = folder / "manifest.json"
    told = json.loads(manifest.read_text())
    if how == "byte":
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    elif how == "short":
        path.write_bytes(path.read_bytes()[:-4096])
    elif how == "missing":
        path.unlink()
    elif how == "manifest":
        manifest.write_text("{")
    elif how == "no manifest":
        manifest.unlink()
    else:
        if how == "revision":
            told["stores"][1]["revision"] = "9999_later"
        elif how == "one store":
            told["stores"].pop()
        else:
            told["format"] = 99
        manifest.write_text(json.dumps(told))


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("byte", "is damaged: its bytes"),
        ("short", "is damaged: its bytes"),
        ("missing", "is missing"),
        ("manifest", "manifest.json in .* is damaged"),
        ("no manifest", "holds no backup"),
        ("revision", "9999_later, which this version does not know"),
        ("one store", "no backup that this version can read"),
        ("format", "no backup that this version can read"),
    ],
)
def test_a_bad_backup_is_refused_and_nothing_changes(
    stores: Stores, tmp_path: Path, how: str, told: str
) -> None:
    change(stores)
    made = back_up(stores, tmp_path / "backup").folder
    broken(made, how)
    change(stores)
    with pytest.raises(InvalidInput, match=told):
        restore(stores, made, tmp_path / "aside")
    assert len(effects(stores)) == 2
    assert not (tmp_path / "aside").exists()


def test_one_of_an_older_revision_is_brought_up_to_ours(stores: Stores, tmp_path: Path) -> None:
    from alembic import command  # noqa: PLC0415

    from directory.store import alembic_config  # noqa: PLC0415

    made = back_up(stores, tmp_path / "backup").folder
    told = json.loads((made / "manifest.json").read_text())
    for number, (store, revision) in enumerate(((DIRECTORY, OPEN), (PEOPLE, "0001_initial"))):
        path = made / f"{store.name}.sqlite3"
        old = open_engine(f"sqlite:///{path}")
        command.downgrade(alembic_config(store, old), revision)
        old.dispose()
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
        if store is DIRECTORY:
            put_open_address(path, "https://calendar.example.org/a.ics")
        told["stores"][number] |= {
            "revision": revision,
            "bytes": path.stat().st_size,
            "sha256": backup._sha256(path),
        }
    (made / "manifest.json").write_text(json.dumps(told))
    restore(stores, made, tmp_path / "aside")
    assert revision_of(stores.people) == head_of(PEOPLE)
    assert revision_of(stores.directory) == head_of(DIRECTORY)
    with Session(stores.people) as session:
        carried = session.exec(select(CalendarAddress)).one()
        assert carried.url == "https://calendar.example.org/a.ics"


def test_only_its_owner_can_read_it_and_one_that_is_there_is_not_written_over(
    stores: Stores, tmp_path: Path
) -> None:
    made = back_up(stores, tmp_path / "backup")
    assert {path.stat().st_mode & 0o077 for path in (made.folder, *made.folder.glob("*.sqlite3"))} == {0}
    assert {path.name for path in made.folder.iterdir()} == {
        "directory.sqlite3",
        "people.sqlite3",
        "manifest.json",
    }
    with pytest.raises(InvalidInput, match="not empty"):
        back_up(stores, made.folder)


def test_a_backup_that_was_cut_short_is_none(
    stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(backup, "_write_manifest", full)
        with pytest.raises(OSError, match="No space"):
            back_up(stores, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
    assert not [path for path in tmp_path.iterdir() if "making" in path.name]


def test_jobs_noted_as_done_with_no_effect_anywhere_are_begun_again(stores: Stores) -> None:
    job_id = change(stores)
    with session_scope(stores.directory) as session:
        session.delete(session.get_one(Applied, job_id))
    assert put_right(stores) == 1
    assert run_due(stores) == 1
    assert put_right(stores) == 0
