"""What of volunteers is over and is forgotten by the clock? The spans stand in the table of personal data."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, case, delete, exists, func, or_, select, update
from sqlmodel import Session, col

from directory import clock
from directory.jobs.schemas import JobRead, Stores
from directory.store import reading_scope, session_scope
from directory.volunteers import queries
from directory.volunteers.leaving import leave
from directory.volunteers.models import (
    DiversityAnswer,
    Invitation,
    Placement,
    RelayNote,
    RelayThread,
    SafetyConcern,
    ShareGrant,
    VolunteerAway,
    VolunteerCheck,
    VolunteerLook,
)
from directory.volunteers.sharing import ACCEPTED
from directory.volunteers.words import Shared

KEPT: Final = {
    "volunteer": timedelta(days=365),
    "volunteer_check": timedelta(days=180),
    "volunteer_away": timedelta(days=30),
    "volunteer_look": timedelta(days=365),
    "share_grant": timedelta(days=365),
    "invitation": timedelta(days=180),
    "placement": timedelta(days=365),
    "relay_thread": timedelta(days=180),
    "relay_note": timedelta(days=30),
    "safety_concern": timedelta(days=1095),
    "diversity_answer": timedelta(days=1095),
}
"""How long each is kept after it was over, or was said where it is never over."""
RELAY_LONGEST: Final = timedelta(days=365)
"""A thread that nobody ended is over so long after it began."""
CHECKS_SEEN: Final = timedelta(days=180)
"""So long a group may see the checks of who took its task; what was chosen on the volunteer's page stays."""


def forget_volunteers(stores: Stores, _job: JobRead | None = None) -> None:
    """Forget what is over; doing it twice forgets nothing more."""
    now = clock.now()
    with session_scope(stores.people) as session:
        _forget_rows(session, now)
    with reading_scope(stores.people) as session:
        gone = queries.long_silent(session, now - KEPT["volunteer"], now)
    for volunteer_id in gone:
        leave(stores, volunteer_id)


def _forget_rows(session: Session, now: datetime) -> None:
    today = now.astimezone(clock.LONDON).date()
    before = {table: now - span for table, span in KEPT.items()}
    session.execute(
        delete(VolunteerCheck).where(col(VolunteerCheck.good_until) < today - KEPT["volunteer_check"])
    )
    session.execute(delete(VolunteerAway).where(col(VolunteerAway.last_day) < today - KEPT["volunteer_away"]))
    session.execute(delete(VolunteerLook).where(col(VolunteerLook.at) < before["volunteer_look"]))
    _end_seen_checks(session, now)
    session.execute(delete(ShareGrant).where(col(ShareGrant.ended_at) < before["share_grant"]))
    answered = func.coalesce(col(Invitation.answered_at), col(Invitation.expires_at))
    session.execute(delete(Invitation).where(answered < before["invitation"]))
    # A place without a time is over when it is told what became of it; nobody noted when, so it counts from
    # when it was taken.
    told = case((col(Placement.outcome).is_not(None), col(Placement.taken_at)))
    over = func.coalesce(col(Placement.ended_at), col(Placement.ends_at), told)
    session.execute(delete(Placement).where(over < before["placement"]))
    _forget_relay(session, now)
    session.execute(delete(SafetyConcern).where(col(SafetyConcern.closed_at) < before["safety_concern"]))
    session.execute(
        delete(DiversityAnswer).where(col(DiversityAnswer.quarter) < quarter_of(before["diversity_answer"]))
    )


def _end_seen_checks(session: Session, now: datetime) -> None:
    """Let a group see checks no longer that it saw because a task asked for one, once that was decided."""
    waits = exists().where(
        col(Invitation.volunteer_id) == col(ShareGrant.volunteer_id),
        col(Invitation.listing_id) == col(ShareGrant.listing_id),
        col(Invitation.state) == "waiting",
    )
    session.execute(
        update(ShareGrant)
        .where(
            col(ShareGrant.what) == Shared.CHECKS.value,
            col(ShareGrant.how) == ACCEPTED,
            col(ShareGrant.ended_at).is_(None),
            col(ShareGrant.given_at) < now - CHECKS_SEEN,
            ~waits,
        )
        .values(ended_at=now)
    )


def _forget_relay(session: Session, now: datetime) -> None:
    def over(table: str) -> ColumnElement[bool]:
        before = now - KEPT[table]
        return or_(col(RelayThread.ended_at) < before, col(RelayThread.opened_at) < before - RELAY_LONGEST)

    noted = select(col(RelayThread.id)).where(over("relay_note"))
    session.execute(delete(RelayNote).where(col(RelayNote.thread_id).in_(noted)))
    session.execute(delete(RelayThread).where(over("relay_thread")))


def quarter_of(instant: datetime) -> str:
    """Name the quarter of the year in which an instant is: 2026-Q4."""
    day = instant.astimezone(clock.LONDON).date()
    return f"{day.year}-Q{(day.month + 2) // 3}"
