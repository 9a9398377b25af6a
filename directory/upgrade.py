"""How are both stores made, or brought up to what the code expects, so that nothing is lost between them?"""

from uuid import UUID

from sqlalchemy import inspect, text

from directory.hire.models import CalendarAddress
from directory.jobs.schemas import Stores
from directory.store import DIRECTORY, PEOPLE, migrate, reading_scope, session_scope


def bring_up(stores: Stores, *, give_up: bool = False) -> None:
    """Make or update both stores. Killed at any moment, the same again does the rest.

    The people store first: it takes over what the directory store gives up.
    """
    migrate(PEOPLE, stores.people, give_up=give_up)
    _carry_addresses(stores)
    migrate(DIRECTORY, stores.directory)


def _carry_addresses(stores: Stores) -> None:
    """Take over the secret addresses of calendars that stood open in the directory, and seal them."""
    tables = inspect(stores.directory)
    if not tables.has_table("room_calendar") or not any(
        column["name"] == "url" for column in tables.get_columns("room_calendar")
    ):
        return
    with reading_scope(stores.directory) as directory:
        stood = text("SELECT id, room_id, url FROM room_calendar WHERE url IS NOT NULL")
        found = directory.connection().execute(stood).all()
    with session_scope(stores.people) as people:
        for row in found:
            calendar_id = UUID(row.id)
            if people.get(CalendarAddress, calendar_id) is None:
                people.add(CalendarAddress(calendar_id=calendar_id, room_id=UUID(row.room_id), url=row.url))
