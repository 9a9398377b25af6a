"""What does the worker do for digests? The handlers of its jobs."""

from uuid import UUID

import structlog

from directory.digests import queries
from directory.digests.service import make_digests
from directory.digests.standing import unmake_waiting
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import take
from directory.store import session_scope


def make(stores: Stores, _job: JobRead) -> None:
    """Write to everybody whose time it is; begun again after a crash it does the rest."""
    done = make_digests(stores)
    structlog.get_logger("hereabouts.digests").info(
        "digests made", made=done.made, urgent=done.urgent, paper=done.paper, gone=done.gone
    )


def untell(stores: Stores, job: JobRead) -> None:
    """Take back the digests that wait and tell of a notice that is open no more; the rest is told anew."""
    notice_id = UUID(str(job.payload["notice_id"]))
    with session_scope(stores.people) as session:
        if not take(session, job.id):
            return
        for account_id in queries.waiting_to_hear(session, notice_id):
            unmake_waiting(session, account_id)
