"""What is done to listings by the calendar?"""

from directory import clock
from directory.changes.service import refresh_visibility
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import take
from directory.store import session_scope


def refresh(stores: Stores, job: JobRead) -> None:
    """Show what begins today, and take from the lists what ended; a job of every day."""
    with session_scope(stores.directory) as session:
        if take(session, job.id):
            refresh_visibility(session, clock.local_now().date())
