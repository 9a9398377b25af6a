"""Do the worker, the list of jobs, backups and privacy work from the command line, and end as they should?"""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from directory.jobs.service import enqueue
from directory.settings import Settings
from directory.store import PEOPLE, migrate, open_engine, open_people, session_scope

COMMAND = Path(sys.executable).parent / "hereabouts"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(built_database: Path, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "var").mkdir()
    shutil.copy(built_database, tmp_path / "var" / "directory.sqlite3")
    people = open_engine(f"sqlite:///{tmp_path / 'var' / 'people.sqlite3'}")
    migrate(PEOPLE, people)
    people.dispose()
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    return kept | {
        "HOME": str(tmp_path),
        "HEREABOUTS_DATABASE_URL": f"sqlite:///{tmp_path / 'var' / 'directory.sqlite3'}",
        "HEREABOUTS_PEOPLE_DATABASE_URL": f"sqlite:///{tmp_path / 'var' / 'people.sqlite3'}",
        "HEREABOUTS_SECRET_KEY_FILE": str(tmp_path / "var" / "secret_key"),
        "HEREABOUTS_SEALING_KEYS_FILE": str(tmp_path / "var" / "sealing_keys"),
    }


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own command
            [COMMAND, *arguments],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    return ran


@pytest.fixture
def failed(environment: dict[str, str]) -> str:
    """Leave a job that failed; give its id."""
    people = open_engine(environment["HEREABOUTS_PEOPLE_DATABASE_URL"])
    with session_scope(people) as session:
        job_id = enqueue(session, "forget", {})
        session.connection().exec_driver_sql(
            "UPDATE job SET state = 'failed', attempts = 12, error = 'Conflict'"
        )
    people.dispose()
    return str(job_id)


def test_what_failed_is_listed_and_tried_again_by_the_worker(run: Run, failed: str) -> None:
    told = run("jobs", "list")
    assert told.returncode == 0, told.stderr
    assert told.stdout == f"{failed}  forget  failed, 12 tries, Conflict\n"
    assert "0 waiting, 1 failed." in told.stderr
    assert run("jobs", "retry", failed).returncode == 0
    done = run("worker", "--once")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^\d+ jobs done\.$", done.stderr, re.MULTILINE)
    assert failed not in run("jobs", "list").stdout


@pytest.mark.parametrize(
    ("job", "told"),
    [("x", "is not the id of a job"), ("00000000-0000-4000-8000-000000000000", "There is no job")],
)
def test_a_job_that_is_none_is_said_in_one_line(run: Run, job: str, told: str) -> None:
    done = run("jobs", "retry", job)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_the_worker_ends_cleanly_when_it_is_told_to(environment: dict[str, str], tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    with log.open("wb") as out:
        process = subprocess.Popen([COMMAND, "worker"], env=environment, cwd=tmp_path, stderr=out)  # noqa: S603
        path = tmp_path / "var" / "people.sqlite3"
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            with sqlite3.connect(path, timeout=30) as connection:
                done = connection.execute("SELECT COUNT(*) FROM job WHERE state = 'done'").fetchone()[0]
            if done:
                break
            time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    assert done, log.read_text()
    assert "Ended." in log.read_text()


def test_a_backup_is_taken_refused_where_it_is_damaged_and_brought_back(run: Run, tmp_path: Path) -> None:
    made = run("backup", "safe")
    assert made.returncode == 0, made.stderr
    path = tmp_path / "var" / "directory.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE listing SET name = 'Spoiled'")
    restored = run("restore", "safe", "--yes")
    assert restored.returncode == 0, restored.stderr
    assert "kept in" in restored.stderr
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT COUNT(*) FROM listing WHERE name = 'Spoiled'").fetchone() == (0,)
    (kept,) = (tmp_path / "var").glob("before-restore-*")
    with sqlite3.connect(kept / "directory.sqlite3") as connection:
        assert connection.execute("SELECT COUNT(*) FROM listing WHERE name <> 'Spoiled'").fetchone() == (0,)
    (tmp_path / "safe" / "people.sqlite3").write_bytes(b"x")
    refused = run("restore", "safe", "--yes")
    assert refused.returncode == 2
    assert "is damaged" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_person_is_shown_and_forgotten(run: Run, environment: dict[str, str]) -> None:
    from directory.accounts.service import find_or_make_account  # noqa: PLC0415

    settings = Settings(
        people_database_url=environment["HEREABOUTS_PEOPLE_DATABASE_URL"],
        secret_key_file=Path(environment["HEREABOUTS_SECRET_KEY_FILE"]),
        sealing_keys_file=Path(environment["HEREABOUTS_SEALING_KEYS_FILE"]),
    )
    people = open_people(settings)
    with session_scope(people) as session:
        find_or_make_account(session, "mary@example.org")
    people.dispose()
    told = run("privacy", "export", "mary@example.org")
    assert json.loads(told.stdout)["account"]["email"] == "mary@example.org"
    done = run("privacy", "erase", "mary@example.org", "--yes")
    assert done.returncode == 0, done.stderr
    assert "Account: erased." in done.stderr
    assert "mary@" not in done.stderr
    assert json.loads(run("privacy", "export", "mary@example.org").stdout)["account"] is None
    wrong = run("privacy", "export", "mary")
    assert wrong.returncode == 2
