"""Does somebody who asks for a link get it at once, whatever heavy job is being done?"""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from uuid import UUID, uuid4

import pytest
from made_jobs import Clock
from mail_server import Box, mail_server
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from directory import clock
from directory.accounts.asking import ask_for_link
from directory.accounts.service import find_or_make_account
from directory.jobs import child, queries, schedule, service
from directory.jobs.handlers import HEAVY, URGENT
from directory.jobs.models import Job
from directory.jobs.schemas import StoreName, Stores
from directory.jobs.service import LEASE, enqueue, run_due
from directory.jobs.worker import work
from directory.links.models import LinkCheck
from directory.listings.models import Listing
from directory.store import session_scope

ALICE = "alice@example.org"
SOON_S = 8.0


def wait_for(what: Callable[[], object], within_s: float = 60.0) -> float:
    begun = monotonic()
    while not what():
        assert monotonic() - begun < within_s, "it never came"
        sleep(0.05)
    return monotonic() - begun


def slow_heavy_job(stores: Stores) -> UUID:
    """Note the round that asks web addresses: a dozen at one host, five seconds between two."""
    with session_scope(stores.directory) as session:
        for number in range(12):
            identifier = uuid4()
            session.add(
                Listing(
                    id=identifier,
                    slug=str(identifier),
                    name="A club",
                    kind="group",
                    summary="A club.",
                    url=f"http://127.0.0.1:9/{number}",
                    created_at=clock.now(),
                    updated_at=clock.now(),
                )
            )
        return enqueue(session, "check_links", {})


def checked(stores: Stores) -> int:
    with Session(stores.directory) as session:
        return len(session.exec(select(LinkCheck)).all())


def job(stores: Stores, job_id: UUID) -> Job:
    with Session(stores.directory) as session:
        return session.get_one(Job, job_id)


def test_a_link_is_sent_within_seconds_while_a_heavy_job_is_done(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "SCHEDULE", ())
    box, stop = Box(), threading.Event()
    with mail_server(box) as url:
        told = stores.settings.model_copy(update={"smtp_url": SecretStr(url), "check_links": True})
        stores = replace(stores, settings=told)
        with session_scope(stores.people) as session:
            find_or_make_account(session, ALICE)
        heavy = slow_heavy_job(stores)
        worker = threading.Thread(target=work, args=(stores, stop))
        worker.start()
        try:
            wait_for(lambda: checked(stores))
            with session_scope(stores.people) as session:
                ask_for_link(session, stores.settings, ALICE, network="192.0.2.1")
            wait_for(lambda: box.received, SOON_S)
            assert "/sign-in/" in box.received[0].text
            at_it = job(stores, heavy)
            assert (at_it.state, at_it.attempts) == ("waiting", 1), "it is still being done"
            assert run_due(stores, lane="heavy") == 0, "nobody else begins it"
            assert job(stores, heavy).attempts == 1
            assert checked(stores) < 12
        finally:
            stop.set()
            worker.join(SOON_S)
        assert not worker.is_alive(), "it ends without waiting for the heavy job"
    ended = job(stores, heavy)
    assert (ended.state, ended.error, ended.leased_until) == ("waiting", child.STOPPED, None)


def test_a_worker_that_is_asked_to_end_amid_a_heavy_job_ends_cleanly(stores: Stores, tmp_path: Path) -> None:
    heavy = slow_heavy_job(stores)
    env = os.environ | {
        "HEREABOUTS_DATABASE_URL": stores.settings.database_url,
        "HEREABOUTS_PEOPLE_DATABASE_URL": stores.settings.people_database_url,
        "HEREABOUTS_SECRET_KEY": "tests only: " + "0" * 40,
        "HEREABOUTS_CHECK_LINKS": "true",
    }
    # Only the slow one, and not what the schedule has for every day.
    begin = (
        "from directory.jobs import schedule; schedule.SCHEDULE = ()\n"
        "if __name__ == '__main__':\n    from web.cli.worker import run_worker; run_worker(once=False)\n"
    )
    script = tmp_path / "begin.py"
    script.write_text(begin)
    env["PYTHONPATH"] = str(Path(child.__file__).parents[2])
    with subprocess.Popen([sys.executable, str(script)], env=env) as process:  # noqa: S603 - our own script
        try:
            wait_for(lambda: checked(stores))
            process.send_signal(signal.SIGTERM)
            assert process.wait(SOON_S) == 0
        finally:
            process.kill()
    found = job(stores, heavy)
    assert (found.state, found.error, found.leased_until) == ("waiting", child.STOPPED, None)


def test_each_lane_does_its_own(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def note(stores: Stores, store: StoreName, job_id: UUID) -> bool:
        with Session(stores.engine(store)) as session:
            done.append(session.get_one(Job, job_id).kind)
        return True

    monkeypatch.setattr(service, "do_claimed", note)
    with session_scope(stores.people) as session:
        enqueue(session, "note", {}, run_after=clock.now() - timedelta(hours=1))
        for kind in (*sorted(HEAVY), *URGENT):
            enqueue(session, kind, {})
    assert run_due(stores, lane="light") == len(URGENT) + 1
    assert done == [*URGENT, "note"], "whoever waits for a link comes before what is older"
    assert run_due(stores, lane="heavy", heavy=note) == len(HEAVY)
    assert set(done[len(URGENT) + 1 :]) == HEAVY


def test_a_heavy_job_stays_its_workers_for_as_long_as_it_takes(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    with session_scope(stores.directory) as session:
        job_id = enqueue(session, "sweep", {})
    monkeypatch.setattr(child, "RENEW_EVERY", timedelta(0))
    monkeypatch.setattr(child, "LOOK_EVERY_S", 0.05)
    seen, renew = [], queries.renew

    def noted(session: Session, job_id: UUID, until: object) -> None:
        if not seen:
            seen.append(job_id)
            raise OperationalError("", {}, sqlite3.OperationalError("disk I/O error"))
        renew(session, job_id, until)  # type: ignore[arg-type]
        seen.append(job_id)

    monkeypatch.setattr(queries, "renew", noted)
    assert service._claim(stores, "directory", job_id)
    assert child.do_in_child(stores, "directory", job_id), "a store that is busy once costs nobody the job"
    assert len(seen) > 1
    assert job(stores, job_id).leased_until is None


def test_a_job_that_ended_is_not_taken_again_by_renewing_it(stores: Stores, time: Clock) -> None:
    with session_scope(stores.directory) as session:
        job_id = enqueue(session, "fail", {})
    assert run_due(stores) == 0
    with session_scope(stores.directory) as session:
        queries.renew(session, job_id, time.at + LEASE)
    assert job(stores, job_id).leased_until is None


def test_a_store_that_is_written_to_keeps_the_other_waiting_once_and_not_for_each_job(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    with session_scope(stores.directory) as session:
        for _ in range(5):
            enqueue(session, "note", {})
    tries: list[UUID] = []

    def busy(_session: Session, job_id: UUID, *_: object) -> bool:
        tries.append(job_id)
        raise OperationalError("", {}, sqlite3.OperationalError("database is locked"))

    monkeypatch.setattr(queries, "claim", busy)
    assert run_due(stores) == 0
    assert len(tries) == 1
    with Session(stores.directory) as session:
        assert set(session.exec(select(col(Job.state)))) == {"waiting"}
