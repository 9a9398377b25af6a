"""How is a job noted, done once, tried again, and seen?

A job is *claimed* before it is done, for some minutes: two workers do not do it side by side. Should they
all the same, or should one die between the effect and the note of it, `take` lets the effect happen once.
Claiming counts as trying, so that a job its worker dies of fails in the end too.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID, uuid4

import structlog
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from directory import clock
from directory.errors import NotFound, Unavailable
from directory.jobs import queries
from directory.jobs.handlers import HEAVY, URGENT, handler_of, known
from directory.jobs.models import AuditEntry, Job
from directory.jobs.schedule import longest_wait_s
from directory.jobs.schemas import JobRead, JobsSeen, JobState, StoreName, Stores
from directory.store import reading_scope, session_scope

MOST_ATTEMPTS: Final = 12
FIRST_WAIT_S: Final = 30
LEASE: Final = timedelta(minutes=5)
STORES: Final[tuple[StoreName, StoreName]] = ("people", "directory")
DIED: Final = "Died"
"""Told as the error where whoever did a job never came back."""


def enqueue(
    session: Session,
    kind: str,
    payload: Mapping[str, object],
    *,
    job_id: UUID | None = None,
    run_after: datetime | None = None,
    dedupe: str | None = None,
) -> UUID:
    """Note a job in the transaction of the change it follows; of two with one `dedupe` the first stays.

    The payload holds ids and words, never what tells of a person. Gives the id of the job that is there.
    """
    known(kind)
    now = clock.now()
    job = Job(
        id=job_id or uuid4(),
        kind=kind,
        payload=dict(payload),
        dedupe=dedupe,
        created_at=now,
        run_after=run_after or now,
    )
    return queries.add(session, job)


def take(session: Session, job_id: UUID) -> bool:
    """Note, in the transaction of its effect, that a job was done; False where it had been."""
    return queries.apply_once(session, job_id, clock.now())


def attempt(stores: Stores, store: StoreName, job_id: UUID) -> bool:
    """Do one job now; True where it is done. A failure is noted and tried again later, never raised.

    Heavy jobs are left to the worker, and False says so; likewise where somebody else is at it.
    """
    try:
        with reading_scope(stores.engine(store)) as session:
            found = queries.state_of(session, job_id)
        if found is None or found[1] != "waiting":
            return found is not None and found[1] == "done"
        return found[0] not in HEAVY and _claim(stores, store, job_id) and do_claimed(stores, store, job_id)
    except (Unavailable, OperationalError) as busy:
        # The store is written to by somebody else: the job is still there, and the worker comes to it.
        _say("job put off", store, job_id, busy)
        return False


def _claim(stores: Stores, store: StoreName, job_id: UUID) -> bool:
    """Take a job as one's own for a while; one that was begun too often has failed instead."""
    now = clock.now()
    with session_scope(stores.engine(store)) as session:
        found = queries.state_of(session, job_id)
        if found is not None and found[1] == "waiting" and found[2] >= MOST_ATTEMPTS:
            queries.give_back(session, job_id, DIED, now, failed=True)
            return False
        return queries.claim(session, job_id, now, now + LEASE)


def do_claimed(stores: Stores, store: StoreName, job_id: UUID) -> bool:
    """Do a job that is one's own, and note how it went."""
    engine = stores.engine(store)
    try:
        with reading_scope(engine) as session:
            kind, _, attempts = queries.state_of(session, job_id) or ("", "", 0)
            # Read here, so that a payload that cannot even be read is a failure of this job alone.
            job = JobRead(job_id, kind, queries.payload_of(session, job_id), attempts - 1)
        handler_of(kind)(stores, job)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the job stays and is tried again
        _say("job failed", store, job_id, failure)
        note_failure(stores, store, job_id, type(failure).__qualname__)
        return False
    note_done(stores, store, job_id)
    return True


def note_done(stores: Stores, store: StoreName, job_id: UUID) -> None:
    """Note that a job is done; where its effect noted nothing, beside the job itself.

    So each job that is done is known as applied in one of the stores, and `sweep` sees where it is not.
    """
    other: StoreName = "people" if store == "directory" else "directory"
    with reading_scope(stores.engine(other)) as session:
        there = queries.is_applied(session, job_id)
    now = clock.now()
    with session_scope(stores.engine(store)) as session:
        if not there:
            queries.apply_once(session, job_id, now)
        queries.finish(session, job_id, now)


def note_failure(stores: Stores, store: StoreName, job_id: UUID, what: str) -> None:
    """Put a job off, the longer the oftener it failed; after the last attempt it stays as failed."""
    with session_scope(stores.engine(store)) as session:
        kind, _, attempts = queries.state_of(session, job_id) or ("", "", 0)
        wait = timedelta(seconds=wait_s(kind, job_id, attempts))
        queries.give_back(session, job_id, what, clock.now() + wait, failed=attempts >= MOST_ATTEMPTS)


def wait_s(kind: str, job_id: UUID, attempts: int) -> float:
    """Seconds until the next attempt: doubling, and up to a quarter more or less, by the id of the job.

    Jobs that failed together do not all come back together, and the same job always waits the same.
    """
    spread = 0.75 + 0.5 * (job_id.int % 1000) / 1000
    return min(FIRST_WAIT_S * 2.0 ** (max(attempts, 1) - 1), longest_wait_s(kind)) * spread


def _say(what: str, store: StoreName, job_id: UUID, failure: Exception) -> None:
    """Log the kind of failure, never its words: they may repeat what was in the payload."""
    structlog.get_logger("hereabouts.job").warning(
        what, store=store, job=str(job_id), failure=type(failure).__qualname__
    )


Child = Callable[[Stores, StoreName, UUID], bool]
Lane = Literal["both", "light", "heavy"]


def run_due(
    stores: Stores,
    *,
    limit: int = 200,
    stopping: Callable[[], bool] = lambda: False,
    heavy: Child = do_claimed,
    lane: Lane = "both",
) -> int:
    """Do every job that is due, in both stores, oldest first; return how many were done.

    `stopping` is asked before each; `heavy` does the heavy ones, here itself unless told; `lane` says whether
    only the light or only the heavy ones are done.
    """
    done = 0
    only, without = (HEAVY if lane == "heavy" else None), (HEAVY if lane == "light" else ())
    for store in STORES:
        with reading_scope(stores.engine(store)) as session:
            jobs = queries.due(session, clock.now(), limit, only=only, without=without, first=URGENT)
        for job_id, kind in jobs:
            if stopping():
                return done
            try:
                if _claim(stores, store, job_id):
                    done += (heavy if kind in HEAVY else do_claimed)(stores, store, job_id)
            except (Unavailable, OperationalError) as busy:
                _say("job put off", store, job_id, busy)
                break  # whoever writes to this store keeps the others waiting as well
    return done


def retry(stores: Stores, job_id: UUID) -> None:
    """Let a job that failed wait again, from now."""
    for store in STORES:
        with session_scope(stores.engine(store)) as session:
            found = queries.state_of(session, job_id)
            if found is None:
                continue
            if found[1] == "done":
                raise NotFound(f"The job {job_id} is done. There is nothing to try again.")
            queries.reopen(session, job_id, clock.now())
            return
    raise NotFound(f"There is no job {job_id}. `hereabouts jobs list` lists those there are.")


def see_jobs(stores: Stores, *, limit: int = 100) -> JobsSeen:
    """Tell what waits and what failed in both stores, the failed first."""
    now = clock.now()
    found: list[JobState] = []
    totals = {"waiting": 0, "failed": 0}
    for store in STORES:
        with reading_scope(stores.engine(store)) as session:
            for state, count in queries.counts(session).items():
                totals[state] = totals.get(state, 0) + count
            for job in queries.list_open(session, limit):
                at_it = job.leased_until is not None and job.leased_until > now
                found.append(
                    JobState(
                        job.id,
                        store,
                        job.kind,
                        job.state,
                        job.created_at,
                        job.run_after,
                        job.attempts,
                        job.error,
                        at_it,
                    )
                )
    found.sort(key=lambda job: (job.state != "failed", job.run_after, str(job.id)))
    return JobsSeen(totals["waiting"], totals["failed"], tuple(found[:limit]))


def audit(
    session: Session,
    *,
    actor_id: UUID | None,
    actor_role: str,
    action: str,
    subject: str,
    subject_id: object,
    detail: str | None = None,
) -> None:
    """Write down who did what to what; never what somebody wrote, never a person's details."""
    session.add(
        AuditEntry(
            id=uuid4(),
            at=clock.now(),
            actor_id=actor_id,
            actor_role=actor_role,
            action=action,
            subject=subject,
            subject_id=str(subject_id),
            detail=detail,
        )
    )
