"""What is tagged later, after a change of a listing or of the rules?"""

from uuid import UUID

from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import take
from directory.store import session_scope
from directory.tagging.service import retag


def retag_listing(stores: Stores, job: JobRead) -> None:
    """Weigh one listing anew."""
    with session_scope(stores.directory) as session:
        if take(session, job.id):
            retag(session, [UUID(str(job.payload["listing_id"]))])


def retag_all(stores: Stores, job: JobRead) -> None:
    """Weigh every listing anew."""
    with session_scope(stores.directory) as session:
        if take(session, job.id):
            retag(session)
