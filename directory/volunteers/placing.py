"""Who gets a seat? The UNIQUE constraints of `Placement` decide: none can be given twice.

Nothing here counts first and writes then: a seat is tried, and where somebody else had it first, the next.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from directory import clock
from directory.errors import Conflict
from directory.jobs.service import enqueue
from directory.keys import token_hash
from directory.needs.words import NeedState
from directory.settings import Settings
from directory.volunteers import placement_queries as queries
from directory.volunteers.models import Placement
from directory.volunteers.openings import Opening
from directory.volunteers.placement_links import token_of

TELL_TAKEN: Final = "tell_taken"
"""The job that lets the directory know how many places are taken."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A seat is theirs."""

    placement_id: UUID
    seat: int
    job_id: UUID
    """What must follow in the directory."""
    instead_of: UUID | None = None
    """The placement of whoever had asked for cover."""


@dataclass(frozen=True, slots=True)
class Already:
    """They had a seat before."""

    placement_id: UUID


@dataclass(frozen=True, slots=True)
class Full:
    """Every seat is somebody's."""


def place(
    session: Session, settings: Settings, opening: Opening, volunteer_id: UUID
) -> Placed | Already | Full:
    """Give somebody a free seat, or the seat of whoever asks for cover."""
    for _ in range(opening.seats + 1):
        mine = queries.live_of(session, opening.session_id, volunteer_id)
        if mine is not None:
            return Already(mine.id)
        held = queries.live_seats(session, opening.session_id)
        free = next((seat for seat in range(1, opening.seats + 1) if seat not in held), None)
        # Filled with a seat free: the group said that it has enough people.
        if free is None or len(held) >= opening.seats or opening.need.state is NeedState.FILLED:
            return _cover(session, settings, opening, volunteer_id)
        placed = _try(session, settings, opening, volunteer_id, free, opening.seats)
        if placed is not None:
            return Placed(placed, free, tell_taken(session, opening.need.id, opening.session_id))
    return Full()


def _cover(session: Session, settings: Settings, opening: Opening, volunteer_id: UUID) -> Placed | Full:
    """Hand over the seat of whoever asked for cover first: it ends and begins in one transaction."""
    for before in queries.seats_to_cover(session, opening.session_id, other_than=volunteer_id):
        seats = max(opening.seats, before.seat)
        with session.begin_nested() as step:
            if queries.end_live(session, before.id, outcome="gave_back", at=clock.now()):
                placed = _try(session, settings, opening, volunteer_id, before.seat, seats)
                if placed is not None:
                    job = tell_taken(session, opening.need.id, opening.session_id)
                    return Placed(placed, before.seat, job, before.id)
            step.rollback()
    return Full()


def _try(
    session: Session, settings: Settings, opening: Opening, volunteer_id: UUID, seat: int, seats: int
) -> UUID | None:
    """Try one seat; None where somebody had it first."""
    identifier = uuid4()
    row = Placement(
        id=identifier,
        need_id=opening.need.id,
        session_id=opening.session_id,
        listing_id=opening.need.listing_id,
        volunteer_id=volunteer_id,
        seat=seat,
        seats=seats,
        starts_at=opening.starts_at,
        ends_at=opening.ends_at,
        token_hash=token_hash(token_of(settings, "placement", identifier)),
        taken_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return None
    return identifier


def give_back(session: Session, placement_id: UUID, *, outcome: str = "gave_back") -> UUID | None:
    """Free a seat that is ahead; gives the job that follows, None where it was free already.

    The job also tells the group, without a name, that a place is free again.
    """
    row = session.get(Placement, placement_id)
    if row is None or not queries.end_live(session, placement_id, outcome=outcome, at=clock.now()):
        return None
    return tell_taken(session, row.need_id, row.session_id, freed=outcome == "gave_back")


def give_all_back(session: Session, volunteer_id: UUID) -> tuple[UUID, ...]:
    """Free every seat ahead of somebody who leaves; gives the jobs that follow."""
    ahead = queries.live_of_volunteer(session, volunteer_id, after=clock.now())
    return tuple(job for each in ahead if (job := give_back(session, each.id)) is not None)


def ask_for_cover(session: Session, placement_id: UUID) -> UUID | None:
    """Note that somebody asks to be covered; the seat stays theirs until it is another's. Gives a job."""
    row, now = session.get_one(Placement, placement_id), clock.now()
    if row.ended_at is not None or row.outcome is not None or (row.starts_at and row.starts_at <= now):
        raise Conflict("That is over, or not yours any more. There is nothing to cover.")
    if row.cover_wanted_at is not None:
        return None
    row.cover_wanted_at = now
    session.flush()
    return tell_taken(session, row.need_id, row.session_id)


def keep_after_all(session: Session, placement_id: UUID) -> UUID | None:
    """Take the request for cover back; gives a job, None where there was none."""
    row = session.get_one(Placement, placement_id)
    if row.ended_at is not None:
        raise Conflict("Somebody has taken your place meanwhile. Thank you for asking in time.")
    if row.cover_wanted_at is None:
        return None
    row.cover_wanted_at = None
    session.flush()
    return tell_taken(session, row.need_id, row.session_id)


def tell_taken(session: Session, need_id: UUID, session_id: UUID, *, freed: bool = False) -> UUID:
    """Note, in the transaction of the seat, that the directory must hear of it."""
    return enqueue(
        session, TELL_TAKEN, {"need_id": str(need_id), "session_id": str(session_id), "freed": freed}
    )
