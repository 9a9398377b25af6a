"""When is what somebody sent forgotten?"""

from datetime import timedelta
from typing import Final

from directory import clock
from directory.jobs.schemas import JobRead, Stores
from directory.store import session_scope
from directory.submissions import queries

DRAFTS_KEPT: Final = timedelta(days=30)
"""What was never sent, or sent and never confirmed, or sent back and never mended."""
DECIDED_KEPT: Final = timedelta(days=365)
"""So that a question about a decision can be answered."""
NETWORKS_KEPT: Final = timedelta(days=2)


def forget_drafts(stores: Stores, _job: JobRead) -> None:
    """Forget what is over; doing it twice forgets nothing more."""
    now = clock.now()
    with session_scope(stores.people) as session:
        queries.forget(session, now - DRAFTS_KEPT, now - DECIDED_KEPT)
        queries.forget_networks(session, now - NETWORKS_KEPT)
