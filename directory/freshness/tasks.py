"""What does the worker do to keep listings true? The handlers of its jobs."""

from datetime import date
from uuid import UUID

import structlog

from directory.changes.schemas import Actor
from directory.errors import Conflict
from directory.freshness.service import run_cycle
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import take
from directory.store import session_scope


def confirm(stores: Stores, job: JobRead) -> None:
    """Show in the directory that somebody said, in the people store, that a listing is still right."""
    from directory.changes.service import confirm_listing  # noqa: PLC0415 - only where a job does it

    told = job.payload
    account = told["account_id"]
    actor = Actor(str(told["role"]), None if account is None else UUID(str(account)))
    with session_scope(stores.directory) as session:
        if not take(session, job.id):
            return
        try:
            confirm_listing(
                session,
                UUID(str(told["listing_id"])),
                actor=actor,
                on=date.fromisoformat(str(told["on"])),
                change_id=job.id,
            )
        except Conflict:
            # Archived or merged between the press and now: that will not pass, so it is not tried again.
            structlog.get_logger("hereabouts.job").info("nothing left to confirm", job=str(job.id))


def turn(stores: Stores, _job: JobRead) -> None:
    """Go through the upkeep cycle: doing it twice does it once."""
    run_cycle(stores)
