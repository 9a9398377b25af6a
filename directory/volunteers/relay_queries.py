"""Every read of what a group and a volunteer write to each other."""

from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from directory.volunteers.models import Invitation, Placement, RelayNote, RelayThread


def threads_of_need(session: Session, need_id: UUID) -> list[RelayThread]:
    """List what is written about a need, the oldest first."""
    query = select(RelayThread).where(col(RelayThread.need_id) == need_id)
    return list(session.execute(query.order_by(col(RelayThread.opened_at), col(RelayThread.id))).scalars())


def thread_by_alias(session: Session, alias: str) -> RelayThread | None:
    """Find what an address belongs to, whichever side it reaches."""
    query = select(RelayThread).where(
        or_(col(RelayThread.volunteer_alias) == alias, col(RelayThread.group_alias) == alias)
    )
    return session.execute(query).scalar()


def notes_of(session: Session, thread_id: UUID) -> list[RelayNote]:
    """List what was written, the oldest first."""
    query = select(RelayNote).where(col(RelayNote.thread_id) == thread_id)
    return list(session.execute(query.order_by(col(RelayNote.at), col(RelayNote.id))).scalars())


def count_notes(session: Session, thread_id: UUID) -> int:
    """Count them."""
    query = select(func.count()).where(col(RelayNote.thread_id) == thread_id)
    return int(session.execute(query).scalar_one())


def needs_with_threads(session: Session) -> list[UUID]:
    """List the needs about which somebody may still write."""
    query = select(col(RelayThread.need_id)).where(col(RelayThread.ended_at).is_(None)).distinct()
    return list(session.execute(query).scalars())


def waits_otherwise(session: Session, need_id: UUID, volunteer_id: UUID) -> bool:
    """Whether a volunteer waits for a word of the group for more than a question: a place, or an offer."""
    placed = select(col(Placement.id)).where(
        col(Placement.need_id) == need_id,
        col(Placement.volunteer_id) == volunteer_id,
        col(Placement.ended_at).is_(None),
    )
    offered = select(col(Invitation.id)).where(
        col(Invitation.need_id) == need_id,
        col(Invitation.volunteer_id) == volunteer_id,
        col(Invitation.state) == "waiting",
    )
    return any(session.execute(query.limit(1)).first() is not None for query in (placed, offered))
