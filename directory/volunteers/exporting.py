"""What is kept of somebody as a volunteer? All of it, for them to read."""

from typing import Final
from uuid import UUID

from sqlmodel import Session, SQLModel

from directory.volunteers import queries
from directory.volunteers.models import (
    Invitation,
    Placement,
    RelayThread,
    ShareGrant,
    VolunteerAway,
    VolunteerCheck,
    VolunteerHours,
    VolunteerLook,
    VolunteerSlot,
    VolunteerTraining,
)

SECRET: Final = frozenset({"token_hash", "volunteer_alias", "group_alias"})
"""Of no use to them, and of much to a thief of the file."""
PARTS: Final[dict[str, type[SQLModel]]] = {
    "times": VolunteerSlot,
    "away": VolunteerAway,
    "checks": VolunteerCheck,
    "training": VolunteerTraining,
    "who_may_see": ShareGrant,
    "who_looked": VolunteerLook,
    "asked": Invitation,
    "places": Placement,
    "hours": VolunteerHours,
    "conversations": RelayThread,
}


def export_volunteer(session: Session, account_id: UUID | None) -> dict[str, object] | None:
    """Give every row about a volunteer; None where the account is of none."""
    row = None if account_id is None else queries.find_by_account(session, account_id)
    if row is None:
        return None
    return {
        "volunteer": _plain(row),
        **{
            name: [_plain(each) for each in queries.rows_of(session, model, row.id)]
            for name, model in PARTS.items()
        },
        "written": [_plain(each) for each in queries.list_written(session, row.id)],
    }


def _plain(row: SQLModel) -> dict[str, object]:
    return row.model_dump(mode="json", exclude=set(SECRET))
