"""Jobs made up for tests, found by `directory.jobs.handlers` as any other."""

import os
import signal
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

from directory.errors import Conflict
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import audit, take
from directory.store import session_scope

KINDS = {
    "note": "made_jobs:note",
    "fail": "made_jobs:fail",
    "die": "made_jobs:die",
    "wait": "made_jobs:wait",
    "bare": "made_jobs:bare",
    "missing": "made_jobs:no_such_function",
}
BEGUN = threading.Event()
GO_ON = threading.Event()
SEEN: list[UUID] = []


def note(stores: Stores, job: JobRead) -> None:
    """Note in the directory store that a job of the people store was done."""
    with session_scope(stores.directory) as session:
        if take(session, job.id):
            audit(
                session, actor_id=None, actor_role="clock", action="noted", subject="test", subject_id=job.id
            )


def fail(_stores: Stores, _job: JobRead) -> None:
    raise Conflict("somebody@example.org said otherwise")


def die(_stores: Stores, _job: JobRead) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def wait(stores: Stores, job: JobRead) -> None:
    SEEN.append(job.id)
    BEGUN.set()
    assert GO_ON.wait(20)
    note(stores, job)


def bare(_stores: Stores, job: JobRead) -> None:
    """Do something of which nothing is noted."""
    SEEN.append(job.id)


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def go_on(self, **by: float) -> None:
        self.at += timedelta(**by)

    def now(self) -> datetime:
        return self.at
