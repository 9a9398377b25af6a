"""How is a job noted, done once, tried again, and seen?"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col

from directory import clock
from directory.jobs.handlers import handler_of
from directory.jobs.models import Applied, AuditEntry, Job
from directory.jobs.schemas import JobRead, StoreName, Stores
from directory.store import session_scope

MOST_ATTEMPTS: Final = 12
FIRST_WAIT_S: Final = 30
LONGEST_WAIT_S: Final = 6 * 3600
STORES: Final[tuple[StoreName, StoreName]] = ("people", "directory")


def enqueue(
    session: Session,
    kind: str,
    payload: Mapping[str, object],
    *,
    job_id: UUID | None = None,
    run_after: datetime | None = None,
    dedupe: str | None = None,
) -> UUID:
    """Note a job in the transaction of the change it follows; of two with one `dedupe` the first stays."""
    handler_of(kind)
    identifier, now = job_id or uuid4(), clock.now()
    session.execute(
        insert(Job)
        .values(
            id=identifier,
            kind=kind,
            payload=dict(payload),
            dedupe=dedupe,
            state="waiting",
            created_at=now,
            run_after=run_after or now,
            attempts=0,
        )
        .on_conflict_do_nothing()
    )
    return identifier


def take(session: Session, job_id: UUID) -> bool:
    """Note, in the transaction of its effect, that a job was done; False where it had been."""
    done = session.execute(
        insert(Applied).values(job_id=job_id, applied_at=clock.now()).on_conflict_do_nothing()
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def attempt(stores: Stores, store: StoreName, job_id: UUID) -> bool:
    """Do one job now; True where it is done. A failure is noted and tried again later, never raised."""
    engine = stores.engine(store)
    with Session(engine) as session:
        job = session.get(Job, job_id)
        if job is None or job.state == "done":
            return job is not None
        read = JobRead(job.id, job.kind, dict(job.payload), job.attempts)
    try:
        handler_of(read.kind)(stores, read)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the job stays and is tried again
        structlog.get_logger("hereabouts.job").exception(
            "job failed", kind=read.kind, job=str(job_id), failure=type(failure).__qualname__, exc_info=False
        )
        _note_failure(stores, store, job_id, type(failure).__qualname__)
        return False
    with session_scope(engine) as session:
        job = session.get_one(Job, job_id)
        job.state, job.done_at, job.error = "done", clock.now(), None
    return True


def _note_failure(stores: Stores, store: StoreName, job_id: UUID, what: str) -> None:
    with session_scope(stores.engine(store)) as session:
        job = session.get_one(Job, job_id)
        job.attempts += 1
        job.error = what
        wait = min(FIRST_WAIT_S * 2 ** (job.attempts - 1), LONGEST_WAIT_S)
        job.run_after = clock.now() + timedelta(seconds=wait)
        if job.attempts >= MOST_ATTEMPTS:
            job.state = "failed"


def run_due(stores: Stores, *, limit: int = 200) -> int:
    """Do every job that is due, in both stores, oldest first; return how many were done."""
    done = 0
    for store in STORES:
        with Session(stores.engine(store)) as session:
            due = session.execute(
                select(col(Job.id))
                .where(col(Job.state) == "waiting", col(Job.run_after) <= clock.now())
                .order_by(col(Job.run_after), col(Job.id))
                .limit(limit)
            ).scalars()
            ids = list(due)
        done += sum(attempt(stores, store, job_id) for job_id in ids)
    return done


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
