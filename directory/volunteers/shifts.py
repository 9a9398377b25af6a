"""Who comes, as the group of a need sees it? Only what was granted, and every look is written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.accounts.schemas import Grant
from directory.accounts.service import grants_of
from directory.needs.schemas import NeedRead
from directory.volunteers import placement_queries as queries
from directory.volunteers.inviting import WAITING, Counter, count_asked
from directory.volunteers.models import Invitation, Placement
from directory.volunteers.openings import when_words
from directory.volunteers.schemas import Seen
from directory.volunteers.service import visible_to
from directory.words import Role


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody who has a place."""

    placement_id: UUID
    session_id: UUID
    starts_at: datetime | None
    ends_at: datetime | None
    seen: Seen
    wants_cover: bool
    outcome: str | None
    over: bool
    minutes: int | None
    """As told; None where nobody told any."""
    agreed: bool
    waits_for_word: bool
    """They took something without a time, and the group has not been in touch."""


@dataclass(frozen=True, slots=True)
class Offering:
    """Somebody whose offer waits for a check."""

    offer_id: UUID
    when: str
    seen: Seen


@dataclass(frozen=True, slots=True)
class Shifts:
    """All that a group sees of a need's places."""

    coming: tuple[Coming, ...]
    offers: tuple[Offering, ...]
    counter: Counter


def read_shifts(people: Session, need: NeedRead, *, account_id: UUID) -> Shifts:
    """Read who comes and who offers; that this account looked is written down.

    Who comes has told the group, not whoever else may look after its listing: they see how many.
    """
    rows = queries.placements_of_need(people, need.id)
    hours = queries.hours_of_need(people, [row.id for row in rows])
    offers = [row for row in queries.invitations_of_need(people, need.id) if row.state == WAITING]
    runs_it = Grant(Role.OWNER, str(need.listing_id)) in grants_of(people, account_id)
    seen = {
        volunteer_id: visible_to(people, volunteer_id, need.listing_id, account_id=account_id)
        if runs_it
        else Seen(volunteer_id)
        for volunteer_id in {row.volunteer_id for row in rows} | {row.volunteer_id for row in offers}
    }
    now = clock.now()
    coming = []
    for row in rows:
        told = hours.get(row.id)
        coming.append(
            Coming(
                placement_id=row.id,
                session_id=row.session_id,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                seen=seen[row.volunteer_id],
                wants_cover=row.cover_wanted_at is not None,
                outcome=row.outcome,
                over=row.starts_at is None or row.starts_at <= now,
                minutes=told.minutes if told else None,
                agreed=told is not None and told.agreed_at is not None,
                waits_for_word=row.starts_at is None and _waits(people, row),
            )
        )
    waiting = tuple(Offering(row.id, _when(need, rows, row), seen[row.volunteer_id]) for row in offers)
    return Shifts(tuple(coming), waiting, count_asked(people, need.id))


def _waits(people: Session, row: Placement) -> bool:
    thread = queries.thread_of(people, row.need_id, row.volunteer_id)
    return thread is not None and thread.first_from_group_at is None


def _when(need: NeedRead, rows: Iterable[Placement], offer: Invitation) -> str:
    time = next((each for each in need.sessions if each.id == offer.session_id), None)
    if time is not None:
        return when_words(time.starts_at, time.ends_at)
    known = next((row for row in rows if row.session_id == offer.session_id), None)
    return when_words(known.starts_at, known.ends_at) if known else when_words(None, None)
