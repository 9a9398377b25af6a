"""Which check does somebody hold, who saw it, and for what is it enough? Never its number, never a copy.

How long a check is relied on is a choice and not law: a certificate has no last day. Three years is what many
bodies work with; a group may ask for a newer one.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.errors import InvalidInput, NotAllowed, NotFound
from directory.needs.words import CheckLevel, Workforce
from directory.volunteers import queries
from directory.volunteers.models import Volunteer, VolunteerCheck, VolunteerTraining
from directory.volunteers.schemas import CheckRead
from directory.volunteers.words import AgeBand, Shared, Training

GOOD_FOR_YEARS: Final = 3
OLDEST_YEARS: Final = 10
MOST: Final = 10
_FOR: Final = {
    Workforce.ADULT: frozenset({Workforce.ADULT}),
    Workforce.CHILD: frozenset({Workforce.CHILD}),
    Workforce.BOTH: frozenset({Workforce.ADULT, Workforce.CHILD}),
}


def holds(
    checks: Collection[CheckRead], level: CheckLevel, workforce: Workforce | None, on_day: date
) -> bool:
    """Whether checks are enough on a day: high enough, for those people, and still relied on.

    Where both children and adults are meant, two checks may cover them between them. Whether a check was
    verified is asked before: give only those that count.
    """
    if level is CheckLevel.NONE:
        return True
    good = [
        each
        for each in checks
        if each.level.height >= level.height and each.checked_on <= on_day <= each.good_until
    ]
    covered = frozenset[Workforce]().union(*(_FOR[each.workforce] for each in good))
    return bool(good) if workforce is None else covered >= _FOR[workforce]


def tell_check(
    session: Session,
    volunteer_id: UUID,
    level: CheckLevel,
    workforce: Workforce,
    checked_on: date,
    *,
    good_until: date | None = None,
) -> UUID:
    """Write down a check that somebody says they hold; it counts once a group has seen it."""
    row, today = _volunteer(session, volunteer_id), clock.local_now().date()
    if row.age_band == AgeBand.UNDER_16.value:
        raise InvalidInput("A check can only be asked for from the age of 16.", field="level")
    if level is CheckLevel.NONE:
        raise InvalidInput("Choose which check it is.", field="level")
    if not _years_later(today, -OLDEST_YEARS) < checked_on <= today:
        raise InvalidInput(
            "Enter the date that stands on the certificate, in the last ten years.", field="day"
        )
    until = good_until or _years_later(checked_on, GOOD_FOR_YEARS)
    if until < checked_on:
        raise InvalidInput("Enter a last day that comes after the date of the check.", field="until")
    if len(queries.list_checks(session, volunteer_id)) >= MOST:
        raise InvalidInput(f"Take an old check away first: at most {MOST} are kept.", field="level")
    check = VolunteerCheck(
        id=uuid4(),
        volunteer_id=volunteer_id,
        level=level.value,
        workforce=workforce.value,
        checked_on=checked_on,
        good_until=until,
        created_at=clock.now(),
    )
    session.add(check)
    session.flush()
    return check.id


def verify_check(
    people_session: Session, check_id: UUID, *, listing_id: UUID, role: str, by: UUID | None = None
) -> None:
    """Write down that a group saw the certificate: which group, in which role, when.

    Only of somebody who lets that group see their checks, and never by the account `by` that holds it.
    """
    row = people_session.get(VolunteerCheck, check_id)
    if row is None:
        raise NotFound("There is no such check any more.")
    if by is not None and _volunteer(people_session, row.volunteer_id).account_id == by:
        raise NotAllowed("Somebody else has to see your check. Ask another who runs the group.")
    granted = queries.live_grants(
        people_session, row.volunteer_id, listing_id=listing_id, what=(Shared.CHECKS.value,)
    )
    if not granted:
        raise NotAllowed("They do not let your group see their checks. Ask them to share them first.")
    row.verified_by, row.verified_role, row.verified_at = listing_id, role, clock.now()
    people_session.flush()


def remove_check(session: Session, volunteer_id: UUID, check_id: UUID) -> None:
    """Take a check away; once it is gone, it is gone."""
    row = session.get(VolunteerCheck, check_id)
    if row is not None and row.volunteer_id == volunteer_id:
        session.delete(row)
        session.flush()


def tell_training(
    session: Session, volunteer_id: UUID, what: Training | None, on_date: date, *, held_by: UUID | None = None
) -> UUID:
    """Write down training; or, with no kind, that a listing holds a reference, and not what it says."""
    _volunteer(session, volunteer_id)
    if on_date > clock.local_now().date():
        raise InvalidInput("Enter a day that has been.", field="day")
    if what is None and held_by is None:
        raise InvalidInput("Say which group holds your reference.", field="listing")
    if len(queries.list_training(session, volunteer_id)) >= 3 * MOST:
        raise InvalidInput("Take an old one away first.", field="what")
    row = VolunteerTraining(
        id=uuid4(),
        volunteer_id=volunteer_id,
        kind="reference" if what is None else "training",
        what=None if what is None else what.value,
        on_date=on_date,
        held_by=held_by,
    )
    session.add(row)
    session.flush()
    return row.id


def remove_training(session: Session, volunteer_id: UUID, training_id: UUID) -> None:
    """Take training or a reference away."""
    row = session.get(VolunteerTraining, training_id)
    if row is not None and row.volunteer_id == volunteer_id:
        session.delete(row)
        session.flush()


def days_left(check: CheckRead, on_day: date) -> int:
    """Days until a check is relied on no more; negative afterwards."""
    return (check.good_until - on_day) // timedelta(days=1)


def _years_later(day: date, years: int) -> date:
    """Give the same day of another year; of the 29 of February the 28 where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _volunteer(session: Session, volunteer_id: UUID) -> Volunteer:
    row = session.get(Volunteer, volunteer_id)
    if row is None or row.state == "ended":
        raise NotFound("There is no such volunteer any more. They may have taken everything back.")
    return row
