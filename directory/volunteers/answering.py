"""How fast do groups answer people who offer help, and what becomes of those that do not?

An offer that needs a word is a `RelayThread` with the moment it was made; the first word of the group ends
the wait. Every night this comes to numbers for each listing in the directory. A group that has said nothing
in the time it named itself is asked once; after as long again its need rests, and says so.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.changes.schemas import CLOCK
from directory.errors import NotFound
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import take
from directory.needs.models import Answering
from directory.needs.reading import read_by_id
from directory.needs.schemas import NeedRead
from directory.needs.service import NOUN, rest_need, wake_need
from directory.needs.words import NeedState
from directory.store import mark_changed, reading_scope, session_scope
from directory.volunteers import placement_letters as letters
from directory.volunteers import placement_queries as queries
from directory.volunteers.models import RelayThread
from directory.volunteers.placement_mail import shifts_address, write_group

LOOK_BACK: Final = timedelta(days=365)
_ALIAS_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody offered help, and waits or waited for a word."""

    thread_id: UUID
    need_id: UUID
    listing_id: UUID
    offered_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Observed:
    """How a group answered."""

    asked: int
    answered: int
    median_hours: float | None


def open_thread(session: Session, need: NeedRead, volunteer_id: UUID) -> UUID:
    """Note that somebody offered help and waits for a word; offered again, the first moment stays."""
    found = queries.thread_of(session, need.id, volunteer_id)
    if found is None:
        found = RelayThread(
            id=uuid4(),
            need_id=need.id,
            listing_id=need.listing_id,
            volunteer_id=volunteer_id,
            volunteer_alias=secrets.token_hex(_ALIAS_BYTES),
            group_alias=secrets.token_hex(_ALIAS_BYTES),
            opened_at=clock.now(),
        )
    found.first_from_volunteer_at = found.first_from_volunteer_at or clock.now()
    session.add(found)
    session.flush()
    return found.id


def note_word(session: Session, need_id: UUID, volunteer_id: UUID) -> None:
    """Note that the group has been in touch; the first time counts."""
    found = queries.thread_of(session, need_id, volunteer_id)
    if found is not None and found.first_from_group_at is None:
        found.first_from_group_at = clock.now()
        session.flush()


def observe(offers: Iterable[Offer]) -> dict[UUID, Observed]:
    """Come to numbers for each listing."""
    by_listing: dict[UUID, list[Offer]] = defaultdict(list)
    for each in offers:
        by_listing[each.listing_id].append(each)
    found = {}
    for listing_id, made in by_listing.items():
        took = [
            (each.answered_at - each.offered_at).total_seconds() / 3600
            for each in made
            if each.answered_at is not None
        ]
        found[listing_id] = Observed(len(made), len(took), round(median(took), 1) if took else None)
    return found


def note_answers(stores: Stores, job: JobRead) -> None:
    """Bring what was observed into the directory, ask groups that are late, and let their needs rest."""
    now = clock.now()
    with reading_scope(stores.people) as people:
        offers = [_read(row) for row in queries.offers_since(people, now - LOOK_BACK)]
    waiting = [each for each in offers if each.answered_at is None]
    with reading_scope(stores.directory) as directory:
        needs = _needs(directory, {each.need_id for each in waiting})
    late = [each for each in waiting if each.need_id in needs and _late(each, needs, now, times=1)]
    _ask_once(stores, late, needs)
    too_late = {each.need_id for each in late if _late(each, needs, now, times=2)}
    with session_scope(stores.directory) as directory:
        if not take(directory, job.id):
            return
        _write(directory, observe(offers))
        for need_id in sorted(too_late):
            if needs[need_id].state is NeedState.OPEN:
                rest_need(directory, need_id, actor=CLOCK)


def _read(row: RelayThread) -> Offer:
    offered_at = row.first_from_volunteer_at or row.opened_at
    return Offer(row.id, row.need_id, row.listing_id, offered_at, row.first_from_group_at)


def _needs(directory: Session, ids: Iterable[UUID]) -> dict[UUID, NeedRead]:
    found = {}
    for each in sorted(ids):
        try:
            found[each] = read_by_id(directory, each)
        except NotFound:
            continue  # removed: nobody is asked about it
    return found


def _late(offer: Offer, needs: Mapping[UUID, NeedRead], now: datetime, *, times: int) -> bool:
    return now - offer.offered_at > timedelta(days=times * needs[offer.need_id].answers_within_days)


def _ask_once(stores: Stores, late: Iterable[Offer], needs: Mapping[UUID, NeedRead]) -> None:
    with session_scope(stores.people) as people:
        for offer in late:
            need = needs[offer.need_id]
            if need.state is NeedState.OPEN:
                desk = shifts_address(stores.settings, need.id)
                letter = letters.please_answer(need.title, need.answers_within_days, desk)
                write_group(people, stores.settings, need, letter, about=f"please-answer:{offer.need_id}")


def _write(directory: Session, observed: Mapping[UUID, Observed]) -> None:
    today, changed = clock.local_now().date(), False
    for listing_id, found in observed.items():
        row = directory.get(Answering, listing_id) or Answering(
            listing_id=listing_id, asked=0, answered=0, as_of=today
        )
        before = (row.asked, row.answered, row.median_hours)
        row.asked, row.answered, row.median_hours = found.asked, found.answered, found.median_hours
        row.as_of = today
        changed = changed or before != (row.asked, row.answered, row.median_hours)
        directory.add(row)
    directory.flush()
    if changed:
        mark_changed(directory, NOUN)


def wake_answered(stores: Stores, need_id: UUID) -> None:
    """Let a need that rested be shown again once its group has answered everybody who waited."""
    with reading_scope(stores.people) as people:
        since = clock.now() - LOOK_BACK
        waits = any(
            row.need_id == need_id and row.first_from_group_at is None
            for row in queries.offers_since(people, since)
        )
    if waits:
        return
    with session_scope(stores.directory) as directory:
        if read_by_id(directory, need_id).state is NeedState.RESTING:
            wake_need(directory, need_id, actor=CLOCK)
