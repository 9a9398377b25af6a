"""Which jobs are there, who is at them, and which were done? All SQL of jobs."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col

from directory.jobs.models import Applied, Job

REGULAR: Final = "every:"
"""How the `dedupe` of a job out of the schedule begins."""


def add(session: Session, job: Job) -> UUID:
    """Note a job; of two with one id or `dedupe` the first stays. Give the id of the one that is there."""
    session.execute(
        insert(Job)
        .values(
            id=job.id,
            kind=job.kind,
            payload=job.payload,
            dedupe=job.dedupe,
            state="waiting",
            created_at=job.created_at,
            run_after=job.run_after,
            attempts=0,
        )
        .on_conflict_do_nothing()
    )
    if job.dedupe is None:
        return job.id
    there: UUID = session.execute(select(col(Job.id)).where(col(Job.dedupe) == job.dedupe)).scalar_one()
    return there


def claim(session: Session, job_id: UUID, now: datetime, until: datetime) -> bool:
    """Take a waiting job that nobody is at; False where somebody is, or where it waits no longer."""
    statement = (
        update(Job)
        .where(
            col(Job.id) == job_id,
            col(Job.state) == "waiting",
            or_(col(Job.leased_until).is_(None), col(Job.leased_until) <= now),
        )
        .values(leased_until=until, attempts=col(Job.attempts) + 1)
    )
    return _rows(session.execute(statement)) == 1


def renew(session: Session, job_id: UUID, until: datetime) -> None:
    """Say that somebody is still at it."""
    session.execute(
        update(Job)
        # One that has ended meanwhile is nobody's: its next attempt need not wait for this.
        .where(col(Job.id) == job_id, col(Job.state) == "waiting", col(Job.leased_until).is_not(None))
        .values(leased_until=until)
    )


def forget_claims(session: Session) -> None:
    """Let nobody be at anything: whoever was is of another time."""
    session.execute(update(Job).where(col(Job.leased_until).is_not(None)).values(leased_until=None))


def finish(session: Session, job_id: UUID, now: datetime) -> None:
    """Note that a job is done."""
    session.execute(
        update(Job)
        .where(col(Job.id) == job_id)
        .values(state="done", done_at=now, error=None, leased_until=None)
    )


def give_back(session: Session, job_id: UUID, error: str, run_after: datetime, *, failed: bool) -> None:
    """Note that it did not work, and when it is tried again, if it is."""
    session.execute(
        update(Job)
        .where(col(Job.id) == job_id, col(Job.state) == "waiting")
        .values(error=error, run_after=run_after, leased_until=None, state="failed" if failed else "waiting")
    )


def reopen(session: Session, job_id: UUID, now: datetime) -> bool:
    """Let a job wait again as if it had never been tried; False where there is none, or it waits."""
    statement = (
        update(Job)
        .where(col(Job.id) == job_id, or_(col(Job.state) != "waiting", col(Job.attempts) > 0))
        .values(state="waiting", attempts=0, run_after=now, leased_until=None, done_at=None)
    )
    return _rows(session.execute(statement)) == 1


def due(
    session: Session,
    now: datetime,
    limit: int,
    *,
    only: Collection[str] | None = None,
    without: Collection[str] = (),
    first: Collection[str] = (),
) -> list[tuple[UUID, str]]:
    """List the jobs to do now, each with its kind: those of the kinds `first`, then the others, oldest first.

    `only` and `without` name kinds too.
    """
    statement = (
        select(col(Job.id), col(Job.kind))
        .where(
            col(Job.state) == "waiting",
            col(Job.run_after) <= now,
            or_(col(Job.leased_until).is_(None), col(Job.leased_until) <= now),
        )
        .order_by(col(Job.kind).not_in(first), col(Job.run_after), col(Job.id))
        .limit(limit)
    )
    if only is not None:
        statement = statement.where(col(Job.kind).in_(only))
    if without:
        statement = statement.where(col(Job.kind).not_in(without))
    return [(row.id, row.kind) for row in session.execute(statement)]


def state_of(session: Session, job_id: UUID) -> tuple[str, str, int] | None:
    """Tell kind, state and attempts of a job, without reading what it carries; None where there is none."""
    row = session.execute(
        select(col(Job.kind), col(Job.state), col(Job.attempts)).where(col(Job.id) == job_id)
    ).first()
    return None if row is None else (row.kind, row.state, row.attempts)


def payload_of(session: Session, job_id: UUID) -> dict[str, object]:
    """Read what a job carries."""
    return dict(session.execute(select(col(Job.payload)).where(col(Job.id) == job_id)).scalar_one())


def apply_once(session: Session, job_id: UUID, now: datetime) -> bool:
    """Note beside its effect that a job was done; False where it had been."""
    statement = insert(Applied).values(job_id=job_id, applied_at=now).on_conflict_do_nothing()
    return _rows(session.execute(statement)) == 1


def is_applied(session: Session, job_id: UUID) -> bool:
    """Whether the effect of a job is in this store."""
    return session.execute(select(1).where(col(Applied.job_id) == job_id)).first() is not None


def applied_among(session: Session, job_ids: set[UUID]) -> set[UUID]:
    """Which of these have their effect in this store."""
    found: set[UUID] = set()
    ids = sorted(job_ids)
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        found |= set(
            session.execute(select(col(Applied.job_id)).where(col(Applied.job_id).in_(part))).scalars()
        )
    return found


def done_ids(session: Session) -> set[UUID]:
    """List what is noted as done, apart from the schedule's, which will come again anyway."""
    statement = select(col(Job.id)).where(
        col(Job.state) == "done", or_(col(Job.dedupe).is_(None), ~col(Job.dedupe).startswith(REGULAR))
    )
    return set(session.execute(statement).scalars())


def has_regular(session: Session, kind: str, dedupe: str) -> bool:
    """Whether the schedule's job of this time is there, or one of an earlier time still waits."""
    statement = select(1).where(
        or_(
            col(Job.dedupe) == dedupe,
            (col(Job.kind) == kind)
            & (col(Job.state) == "waiting")
            & col(Job.dedupe).startswith(f"{REGULAR}{kind}:"),
        )
    )
    return session.execute(statement).first() is not None


def list_open(session: Session, limit: int) -> Sequence[Job]:
    """List what failed, then what waits in the order it is done."""
    statement = (
        select(Job)
        .where(col(Job.state).in_(("failed", "waiting")))
        .order_by(col(Job.state), col(Job.run_after), col(Job.id))
        .limit(limit)
    )
    return session.execute(statement).scalars().all()


def counts(session: Session) -> dict[str, int]:
    """Count the jobs in each state."""
    rows = session.execute(select(col(Job.state), func.count()).group_by(col(Job.state)))
    return {str(state): int(count) for state, count in rows}


def forget_over(session: Session, kind: str) -> None:
    """Take away every job of a kind that is done or has failed: of kinds that carry more than ids."""
    session.execute(delete(Job).where(col(Job.kind) == kind, col(Job.state) != "waiting"))


def prune(
    session: Session, *, done_before: datetime, regular_before: datetime, applied_before: datetime
) -> int:
    """Take away what was done long ago; what failed stays until somebody has seen to it."""
    regular = col(Job.dedupe).startswith(REGULAR)
    jobs = _rows(
        session.execute(
            delete(Job).where(
                col(Job.state) == "done",
                or_(col(Job.done_at) < done_before, regular & (col(Job.done_at) < regular_before)),
            )
        )
    )
    kept = select(col(Job.id))
    _rows(
        session.execute(
            delete(Applied).where(col(Applied.applied_at) < applied_before, col(Applied.job_id).not_in(kept))
        )
    )
    return jobs


def _rows(result: object) -> int:
    assert isinstance(result, CursorResult)  # noqa: S101 - what a statement that changes rows gives
    return int(result.rowcount)
