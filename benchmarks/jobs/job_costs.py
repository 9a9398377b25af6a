"""What does a durable change cost: an edit, a job, and a page while coverage runs beside it?"""

import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlmodel import Session
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "geo"))

from measure import Report

from directory.accounts.service import add_grant, find_or_make_account
from directory.changes.document import read_record
from directory.changes.schemas import COMMAND
from directory.changes.service import change_listing
from directory.imports.shipped import load_shipped
from directory.jobs.child import do_in_child
from directory.jobs.schemas import Stores
from directory.jobs.service import attempt, enqueue, run_due
from directory.settings import PROJECT_DIR, Settings
from directory.store import DIRECTORY, PEOPLE, migrate, open_engine, open_people, session_scope
from directory.words import Role
from web.app import create_app

DATA = PROJECT_DIR / "data"
EDITS, JOBS, PAGES = 1000, 100, 200


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        _measure(folder)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path) -> None:
    report = Report("job_costs", __doc__ or "")
    settings = Settings(
        database_url=f"sqlite:///{folder / 'directory.sqlite3'}",
        people_database_url=f"sqlite:///{folder / 'people.sqlite3'}",
        data_dir=DATA,
        secret_key="benches only: " + "0" * 40,  # type: ignore[arg-type]
    )
    stores = Stores(open_engine(settings.database_url), open_people(settings), settings)
    migrate(DIRECTORY, stores.directory)
    migrate(PEOPLE, stores.people)
    with session_scope(stores.directory) as session:
        load_shipped(session, DATA)
    with Session(stores.directory) as session:
        ids = session.execute(text("SELECT id FROM listing ORDER BY id")).scalars().all()
    listings = [UUID(each) for each in ids]

    def edit(number: int) -> None:
        listing = listings[number % len(listings)]
        with session_scope(stores.directory) as session:
            said = read_record(session, listing).model_copy(update={"summary": f"Edited {number}."})
            change_listing(session, DATA, listing, said, actor=COMMAND, source="form", change_id=uuid4())

    def job(number: int) -> None:
        with session_scope(stores.people) as session:
            account = find_or_make_account(session, f"{number}@example.org")
            found = add_grant(session, account, Role.OWNER, str(listings[number]), granted_by=None)
        assert attempt(stores, "people", found)

    _add(report, "an edit, committed with synchronous=FULL", _each(edit, EDITS))
    _add(report, "a change and its job in the other store", _each(job, JOBS))
    with TestClient(create_app(settings, cache_bytes=0)) as client:

        def page(_number: int) -> None:
            assert client.get("/near?where=PE15+8AA").status_code == 200

        page(0)
        _add(report, "a page, nothing else going on", _each(page, PAGES))
        with session_scope(stores.directory) as session:
            heavy = enqueue(session, "coverage_after_changes", {})
        done = threading.Event()

        def beside() -> None:
            run_due(stores, heavy=do_in_child)
            done.set()

        worker = threading.Thread(target=beside)
        begun = time.perf_counter()
        worker.start()
        times = []
        while not done.is_set():
            times += _each(page, 1)
        worker.join()
        with Session(stores.directory) as session:
            state = session.execute(
                text("SELECT state FROM job WHERE id = :id"), {"id": heavy.hex}
            ).scalar_one()
        assert state == "done"
        _add(report, "a page while coverage is computed by the worker", times)
        report.add(what="the coverage, in a process of its own", seconds=time.perf_counter() - begun)
    report.write()


def _each(act: Callable[[int], None], count: int) -> list[float]:
    times = []
    for number in range(count):
        begun = time.perf_counter()
        act(number)
        times.append((time.perf_counter() - begun) * 1000)
    return times


def _add(report: Report, what: str, times: list[float]) -> None:
    ordered = sorted(times)
    report.add(
        what=what,
        times=len(times),
        median_ms=statistics.median(ordered),
        p95_ms=ordered[int(len(ordered) * 0.95) - 1],
        total_s=sum(times) / 1000,
    )


if __name__ == "__main__":
    main()
