"""Does somebody run this listing here? What the people store knows is followed in the directory."""

from uuid import UUID

from directory.accounts.clerks import follow_clerks
from directory.accounts.grants import owners_of
from directory.changes.schemas import CLOCK
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import take
from directory.listings.models import Listing
from directory.store import reading_scope, session_scope


def follow_owners(stores: Stores, job: JobRead) -> None:
    """Mark a listing as owned, or not, as its grants stand now; who runs a parish council's is its clerk.

    The grants are read once the directory is ours to write: of two such jobs the later one reads the later
    state, in whichever order they come.
    """
    from directory.changes.service import set_owned  # noqa: PLC0415 - only where a job does it

    listing_id = UUID(str(job.payload["listing_id"]))
    follow_clerks(stores, listing_id)
    with session_scope(stores.directory) as directory:
        if directory.get(Listing, listing_id) is None:
            return  # approved, not published yet: publishing says itself that somebody runs it
        if not take(directory, job.id):
            return
        with reading_scope(stores.people) as people:
            owned = bool(owners_of(people, listing_id))
        set_owned(directory, listing_id, owned, actor=CLOCK, change_id=job.id)
