"""Which feeds is it time to ask, and who asks them? Jobs of the worker."""

from uuid import UUID

from directory import clock
from directory.feeds.queries import list_due
from directory.feeds.service import harvest
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import enqueue, take
from directory.store import session_scope


def note_due(stores: Stores, job: JobRead) -> None:
    """Note a job for each feed that is due."""
    with session_scope(stores.directory) as session:
        if not take(session, job.id):
            return
        now = clock.now()
        for feed_id in list_due(session, now):
            word = f"harvest:{feed_id}:{now:%Y-%m-%dT%H}"
            enqueue(session, "harvest_feed", {"feed": str(feed_id)}, dedupe=word)


def harvest_one(stores: Stores, job: JobRead) -> None:
    """Harvest a feed; what goes wrong with it is noted at the feed and tried when it is due again."""
    harvest(stores, UUID(str(job.payload["feed"])))
    with session_scope(stores.directory) as session:
        take(session, job.id)
