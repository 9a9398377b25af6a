"""What does the worker do for the outbox? The handlers of its jobs."""

from directory.jobs.schemas import JobRead, Stores
from directory.messages.service import clear_old_bodies, deliver_due
from directory.store import session_scope


def deliver(stores: Stores, _job: JobRead) -> None:
    """Send what is due."""
    deliver_due(stores)


def clear_bodies(stores: Stores, _job: JobRead) -> None:
    """Forget what old messages said."""
    with session_scope(stores.people) as session:
        clear_old_bodies(session)
