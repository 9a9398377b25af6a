"""On which days can somebody not help?"""

from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.errors import InvalidInput
from directory.volunteers import queries
from directory.volunteers.models import VolunteerAway

MOST_AWAY: Final = 20
FARTHEST: Final = timedelta(days=730)


def add_away(session: Session, volunteer_id: UUID, first_day: date, last_day: date) -> UUID:
    """Write down days on which nobody asks them, the first and the last included."""
    today = clock.local_now().date()
    if last_day < first_day:
        raise InvalidInput("Enter a last day that is not before the first.", field="last")
    if last_day < today or first_day > today + FARTHEST:
        raise InvalidInput("Enter days in the next two years.", field="first")
    if len(queries.list_away(session, volunteer_id)) >= MOST_AWAY:
        raise InvalidInput("Take some days away first: there are many.", field="first")
    row = VolunteerAway(id=uuid4(), volunteer_id=volunteer_id, first_day=first_day, last_day=last_day)
    session.add(row)
    session.flush()
    return row.id


def remove_away(session: Session, volunteer_id: UUID, away_id: UUID) -> None:
    """Take days away again."""
    row = session.get(VolunteerAway, away_id)
    if row is not None and row.volunteer_id == volunteer_id:
        session.delete(row)
        session.flush()
