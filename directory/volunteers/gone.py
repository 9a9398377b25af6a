"""Which rows are a volunteer's, or of who asks for a room, and how are they deleted?"""

from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session, SQLModel, col

from directory.hire.queries import list_by_email
from directory.volunteers.models import (
    Invitation,
    Placement,
    RelayNote,
    RelayThread,
    ShareGrant,
    Volunteer,
    VolunteerAway,
    VolunteerCheck,
    VolunteerHours,
    VolunteerLook,
    VolunteerSlot,
    VolunteerTraining,
)

OF_VOLUNTEER: Final[tuple[type[SQLModel], ...]] = (
    VolunteerLook,
    VolunteerHours,
    Placement,
    Invitation,
    ShareGrant,
    VolunteerTraining,
    VolunteerCheck,
    VolunteerAway,
    VolunteerSlot,
)
"""What hangs from a volunteer; what points at another comes first."""


def remove_volunteer(session: Session, volunteer_id: UUID) -> None:
    """Delete a volunteer and every row about them; nothing happens where there is none."""
    threads = select(col(RelayThread.id)).where(col(RelayThread.volunteer_id) == volunteer_id)
    session.execute(delete(RelayNote).where(col(RelayNote.thread_id).in_(threads)))
    session.execute(delete(RelayThread).where(col(RelayThread.volunteer_id) == volunteer_id))
    for model in OF_VOLUNTEER:
        column = model.__table__.c.volunteer_id  # type: ignore[attr-defined]
        session.execute(delete(model).where(column == volunteer_id))
    session.execute(delete(Volunteer).where(col(Volunteer.id) == volunteer_id))


def remove_enquiries(session: Session, email: str) -> None:
    """Delete what somebody asked of venues."""
    for each in list_by_email(session, email):
        session.delete(each)
    session.flush()
