"""What becomes of notices by the calendar? They open and close by date; kept answers must hear of it."""

from datetime import date, timedelta

from sqlmodel import Session

from directory import clock
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import take
from directory.noticeboard import queries
from directory.noticeboard.phases import phase_of
from directory.noticeboard.versions import NOUN
from directory.store import mark_changed, session_scope


def refresh(stores: Stores, job: JobRead) -> None:
    """Mark a change where a notice opened, begins to close, or closed since yesterday; a job of every day."""
    with session_scope(stores.directory) as session:
        if take(session, job.id):
            refresh_notices(session, clock.local_now().date())


def refresh_notices(session: Session, today: date) -> int:
    """Count the notices in another phase today than the day before, and mark a change if there are any."""
    moved = 0
    for row in queries.list_dated(session):
        then, now = (
            phase_of(
                row.state,
                opens_on=row.opens_on,
                last_day=row.deadline or row.review_by,
                rolling=row.rolling,
                has_outcome=False,
                today=day,
            )
            for day in (today - timedelta(days=1), today)
        )
        moved += then is not now
    if moved:
        mark_changed(session, NOUN)
    return moved
