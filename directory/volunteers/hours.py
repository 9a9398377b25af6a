"""How much time was given? Told by one side, agreed by the group; what earns Time Credits is counted."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.errors import Conflict, InvalidInput
from directory.volunteers import placement_queries as queries
from directory.volunteers.models import Placement, Volunteer, VolunteerHours
from directory.volunteers.service import read_one

DAY_MIN: Final = 1440
HOUR_MIN: Final = 60
_HOURS: Final = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,4})?)(?::([0-5][0-9]))?")


class Outcome(StrEnum):
    """What became of a place, as the group tells it."""

    CAME = "came"
    DID_NOT_COME = "did_not_come"
    NOT_NEEDED = "not_needed"

    @property
    def label(self) -> str:
        """Plain English."""
        return {"came": "Came", "did_not_come": "Did not come", "not_needed": "Was not needed"}[self.value]


@dataclass(frozen=True, slots=True)
class Certified:
    """The hours of somebody for one group, as the group agreed to them."""

    name: str
    rows: tuple[tuple[date, int], ...]
    """Day and minutes, oldest first."""
    minutes: int
    credits: int


def note_outcome(session: Session, placement_id: UUID, outcome: Outcome) -> None:
    """Say, for the group, whether somebody came; hours that were told of nobody coming are not agreed to."""
    row = session.get_one(Placement, placement_id)
    if row.ended_at is not None:
        raise Conflict("That place was given back before. There is nothing to say of it.")
    if row.starts_at is not None and row.starts_at > clock.now():
        raise Conflict("It has not begun yet. Say it afterwards.")
    row.outcome, row.cover_wanted_at = outcome.value, None
    told = queries.hours_of_placement(session, placement_id)
    if told is not None and outcome is not Outcome.CAME:
        session.delete(told)
    session.flush()


def tell_hours(
    session: Session,
    placement_id: UUID,
    minutes: int,
    *,
    by_group: bool,
    earns_credits: bool,
    on: date | None = None,
) -> None:
    """Tell how long somebody helped. What the group tells is agreed; what the volunteer tells waits."""
    row = session.get_one(Placement, placement_id)
    now = clock.now()
    if row.ended_at is not None or (row.starts_at is not None and row.starts_at > now):
        raise Conflict("Tell it when it is over.")
    if not by_group and row.outcome not in {None, Outcome.CAME.value}:
        raise Conflict("The group says that you did not come. Write to it if that is not so.")
    if not 1 <= minutes <= DAY_MIN:
        raise InvalidInput("Say how long it was, between 5 minutes and a day.", field="minutes")
    day = on or (row.starts_at or now).astimezone(clock.LONDON).date()
    found = queries.hours_of_placement(session, placement_id)
    if found is not None and found.agreed_at is not None and not by_group:
        raise Conflict("The group has agreed to these hours already. Write to it to change them.")
    if found is None:
        found = VolunteerHours(
            id=uuid4(),
            volunteer_id=row.volunteer_id,
            listing_id=row.listing_id,
            placement_id=placement_id,
            on_date=day,
            minutes=minutes,
            told_by="group",
        )
    found.minutes, found.on_date = minutes, day
    found.told_by = "group" if by_group else "volunteer"
    found.agreed_at = now if by_group else None
    wants = session.get_one(Volunteer, row.volunteer_id).earns_credits
    found.credits = minutes // HOUR_MIN if earns_credits and wants else 0
    if by_group:
        row.outcome = Outcome.CAME.value
    session.add(found)
    session.flush()


def agree(session: Session, placement_id: UUID) -> None:
    """Agree, for the group, to what the volunteer told; agreed twice it is agreed once."""
    found = queries.hours_of_placement(session, placement_id)
    if found is None:
        raise Conflict("No hours were told for that place.")
    if found.agreed_at is None:
        found.agreed_at = clock.now()
        session.get_one(Placement, placement_id).outcome = Outcome.CAME.value
        session.flush()


def certified(session: Session, volunteer_id: UUID, listing_id: UUID) -> Certified | None:
    """Give what a certificate tells: only hours that the group agreed to. None where there are none."""
    rows = queries.agreed_hours(session, volunteer_id, listing_id)
    if not rows:
        return None
    return Certified(
        read_one(session, volunteer_id).said.name,
        tuple((row.on_date, row.minutes) for row in rows),
        sum(row.minutes for row in rows),
        sum(row.credits for row in rows),
    )


def read_minutes(typed: str) -> int:
    """Read hours, like 2, 1.5 or 1:30, as minutes."""
    found = _HOURS.fullmatch(typed.strip().replace(",", "."))
    hours = float(found[1]) + int(found[2] or 0) / HOUR_MIN if found else 0.0
    if not 0 < hours <= DAY_MIN / HOUR_MIN:
        raise InvalidInput("Enter hours as a number, like 2 or 1.5, and no more than a day.", field="hours")
    return max(1, round(hours * HOUR_MIN))
