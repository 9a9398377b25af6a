"""What becomes of needs by the calendar? What is over is closed, and listings are marked anew; every day."""

from datetime import timedelta

from sqlmodel import Session

from directory import clock
from directory.changes.schemas import CLOCK
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import audit, take
from directory.needs import queries
from directory.needs.models import HelpNeed
from directory.needs.places import Place, place_of
from directory.needs.recruiting import mark_listings
from directory.needs.service import NOUN
from directory.store import mark_changed, session_scope

_DAY = timedelta(days=1)


def refresh(stores: Stores, job: JobRead) -> None:
    """Close what is over, and mark the change; a job of every day."""
    with session_scope(stores.directory) as session:
        if take(session, job.id):
            refresh_needs(session)


def refresh_needs(session: Session) -> int:
    """Close the open needs that are over, follow listings that moved or were merged; count what changed."""
    now, today = clock.now(), clock.local_now().date()
    changed = _follow_merged(session)
    needs = queries.list_models(session)
    for need in needs:
        if need.state == "open" and (need.open_until < today or _all_begun(session, need)):
            need.state, need.updated_at = "closed", now
            session.add(need)
            audit(
                session,
                actor_id=None,
                actor_role=CLOCK.role,
                action="need closed",
                subject="need",
                subject_id=need.id,
                detail="over by its date",
            )
            changed += 1
        elif need.state == "open" and need.postcode is None:
            changed += _replace(session, need)
    session.flush()
    mark_listings(session, [need.listing_id for need in needs])
    # Times that began since yesterday left the answers without anybody changing anything.
    if changed or queries.any_begun(session, now - _DAY, now):
        mark_changed(session, NOUN)
    return changed


def _all_begun(session: Session, need: HelpNeed) -> bool:
    """Whether it was needed at certain times, and the last of them has begun."""
    sessions = queries.list_sessions(session, [need.id])[need.id]
    if not sessions or queries.list_slots(session, [need.id])[need.id]:
        return False
    now = clock.now().replace(tzinfo=None)
    return all(each.starts_at.replace(tzinfo=None) <= now for each in sessions)


def _follow_merged(session: Session) -> int:
    """Give the needs of a listing that was merged to the one it was merged into."""
    rows = queries.list_merged(session)
    for row in rows:
        need = queries.find_need(session, row.id)
        if need is not None:
            need.listing_id = row.goes_to
            session.add(need)
    session.flush()
    return len(rows)


def _replace(session: Session, need: HelpNeed) -> bool:
    """Move a need that has no place of its own to where its listing is now."""
    place = place_of(session, need.listing_id, None)
    names = tuple(Place.__dataclass_fields__)
    if all(getattr(need, name) == getattr(place, name) for name in names):
        return False
    for name in names:
        setattr(need, name, getattr(place, name))
    session.add(need)
    return True
