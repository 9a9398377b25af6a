"""What did a crash or a restore leave half-linked between the two stores? It is put right here.

A change and the job that follows from it commit together in one file, and jobs happen once. So after a kill
nothing is left to do but the jobs. The two files of a backup are of two moments, and a person can change a
file by hand: that is what these repairs are for. Each writes in one store only; the same again changes
nothing.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

import structlog

from directory import clock
from directory.jobs import halves, queries
from directory.jobs.handlers import HANDLERS
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import STORES, audit, enqueue
from directory.store import reading_scope, session_scope

DONE_KEPT: Final = timedelta(days=30)
REGULAR_KEPT: Final = timedelta(days=2)
APPLIED_KEPT: Final = timedelta(days=90)
PATIENCE: Final = timedelta(days=2)
"""Longer than a job is tried: until then a listing may still come."""
FOLLOW_OWNERS: Final = "follow_owners"


def sweep(stores: Stores, _job: JobRead) -> None:
    """Put right what is half-linked, as a job."""
    put_right(stores)


def put_right(stores: Stores) -> int:
    """Put right what is half-linked between the stores; return how many things were."""
    mended = {
        "jobs begun again": _reopen_lost(stores),
        "grants ended": _end_lost_grants(stores),
        "owners followed": _follow_owners(stores),
        "asks ended": _end_lost_asks(stores),
    }
    _prune(stores)
    if any(mended.values()):
        structlog.get_logger("hereabouts.job").info("swept", **mended)
    return sum(mended.values())


def _reopen_lost(stores: Stores) -> int:
    """Begin jobs again that are noted as done, and whose effect is in neither store."""
    lost = {}
    for store in STORES:
        with reading_scope(stores.engine(store)) as session:
            lost[store] = queries.done_ids(session)
    for store in STORES:
        with reading_scope(stores.engine(store)) as session:
            there = queries.applied_among(session, lost["people"] | lost["directory"])
        lost = {name: ids - there for name, ids in lost.items()}
    for store, ids in lost.items():
        if ids:
            with session_scope(stores.engine(store)) as session:
                for job_id in sorted(ids):
                    queries.reopen(session, job_id, clock.now())
    return sum(len(ids) for ids in lost.values())


def _end_lost_grants(stores: Stores) -> int:
    """End the grants of owners to listings that are not there, and for which no job is still to make them."""
    with reading_scope(stores.people) as people:
        owned = halves.owned_listings(people, granted_before=clock.now() - PATIENCE)
    with reading_scope(stores.directory) as directory:
        lost = owned - halves.listings_among(directory, owned)
    if not lost:
        return 0
    with session_scope(stores.people) as people:
        ended = halves.end_grants(people, lost, clock.now())
        for account_id, listing_id in ended:
            audit(
                people,
                actor_id=None,
                actor_role="clock",
                action="end role",
                subject="account",
                subject_id=account_id,
                detail=f"owner {listing_id}: no such listing",
            )
    return len(ended)


def _follow_owners(stores: Stores) -> int:
    """Let the directory follow where it says otherwise than the people store who is owned."""
    if FOLLOW_OWNERS not in HANDLERS:
        return 0
    # The directory first: an owner who comes between the two reads is followed by the job of that change.
    with reading_scope(stores.directory) as directory:
        marked = halves.listings_marked_owned(directory)
    with reading_scope(stores.people) as people:
        owned = halves.owned_listings(people)
        waiting = halves.listings_with_job(people, FOLLOW_OWNERS)
    with reading_scope(stores.directory) as directory:
        wrong = halves.listings_among(directory, marked ^ owned) - waiting
    if wrong:
        with session_scope(stores.people) as people:
            for listing_id in sorted(wrong):
                enqueue(people, FOLLOW_OWNERS, {"listing_id": str(listing_id)}, job_id=uuid4())
    return len(wrong)


def _end_lost_asks(stores: Stores) -> int:
    """Let no button confirm a listing that was merged or archived, or is not there."""
    now = clock.now()
    with reading_scope(stores.people) as people:
        asked = halves.listings_asked_about(people, now)
    with reading_scope(stores.directory) as directory:
        there: set[UUID] = halves.listings_among(directory, asked, shown_or_unconfirmed=True)
    lost = asked - there
    if lost:
        with session_scope(stores.people) as people:
            return halves.end_asks(people, lost, now)
    return 0


def _prune(stores: Stores) -> None:
    now = clock.now()
    for store in STORES:
        with session_scope(stores.engine(store)) as session:
            queries.prune(
                session,
                done_before=now - DONE_KEPT,
                regular_before=now - REGULAR_KEPT,
                applied_before=now - APPLIED_KEPT,
            )
