"""Every read of the bank for matching: of those who may be asked now, and only of what names nobody."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, text, true
from sqlmodel import Session, col

from directory.jobs.models import AuditEntry
from directory.volunteers.models import Placement, Volunteer, VolunteerAway, VolunteerCheck, VolunteerSlot
from directory.volunteers.words import AgeBand

Rows = Sequence[Row[Any]]
Only = Collection[UUID] | None
"""Some volunteers; all where none are named."""
_MIDDLES: Final = text("SELECT code, easting, northing FROM area WHERE level = 'lsoa' AND release = '2021'")


def list_middles(directory_session: Session) -> dict[str, tuple[float, float]]:
    """Give the middle of each small area of 2021, in EPSG:27700."""
    rows = directory_session.connection().execute(_MIDDLES)
    return {row.code: (float(row.easting), float(row.northing)) for row in rows}


def bank_mark(session: Session) -> str | None:
    """Give the word that every change of the bank moves; None where nothing moves one."""
    query = text("SELECT mark FROM people_mark WHERE noun = 'bank'")
    found: str | None = session.connection().execute(query).scalar_one_or_none()
    return found


def list_ready(session: Session, only: Only = None) -> Rows:
    """List who may be asked: in the bank, ready, grown up or with a guardian who agreed."""
    found = select(
        col(Volunteer.id),
        col(Volunteer.lsoa21),
        col(Volunteer.travel_m),
        col(Volunteer.from_home),
        col(Volunteer.age_band),
        col(Volunteer.transport),
        col(Volunteer.skills),
        col(Volunteer.themes),
        col(Volunteer.languages),
        col(Volunteer.wants),
    )
    return session.execute(found.where(_may_be_asked(only)).order_by(col(Volunteer.id))).all()


def list_slots(session: Session, only: Only = None) -> Rows:
    """List their times of the week."""
    return session.execute(
        select(
            col(VolunteerSlot.volunteer_id),
            col(VolunteerSlot.day),
            col(VolunteerSlot.starts_min),
            col(VolunteerSlot.ends_min),
        )
        .join(Volunteer, col(Volunteer.id) == col(VolunteerSlot.volunteer_id))
        .where(_may_be_asked(only))
    ).all()


def list_away(session: Session, only: Only = None) -> Rows:
    """List their days off."""
    return session.execute(
        select(col(VolunteerAway.volunteer_id), col(VolunteerAway.first_day), col(VolunteerAway.last_day))
        .join(Volunteer, col(Volunteer.id) == col(VolunteerAway.volunteer_id))
        .where(_may_be_asked(only))
    ).all()


def list_verified(session: Session, only: Only = None) -> Rows:
    """List their checks that somebody saw; what is only told counts for nothing."""
    return session.execute(
        select(
            col(VolunteerCheck.volunteer_id),
            col(VolunteerCheck.level),
            col(VolunteerCheck.workforce),
            col(VolunteerCheck.checked_on),
            col(VolunteerCheck.good_until),
        )
        .join(Volunteer, col(Volunteer.id) == col(VolunteerCheck.volunteer_id))
        .where(_may_be_asked(only), col(VolunteerCheck.verified_by).is_not(None))
    ).all()


def list_seats(session: Session, only: Only = None) -> Rows:
    """List the places they have taken and not given back."""
    return session.execute(
        select(
            col(Placement.volunteer_id),
            col(Placement.session_id),
            col(Placement.starts_at),
            col(Placement.ends_at),
        )
        .join(Volunteer, col(Volunteer.id) == col(Placement.volunteer_id))
        .where(_may_be_asked(only), col(Placement.ended_at).is_(None))
    ).all()


def count_done(session: Session, account_id: UUID, actions: Collection[str], since: datetime) -> int:
    """Count how often an account did one of some things."""
    found: int = session.execute(
        select(func.count()).where(
            col(AuditEntry.at) > since,
            col(AuditEntry.actor_id) == account_id,
            col(AuditEntry.action).in_(actions),
        )
    ).scalar_one()
    return found


def _may_be_asked(only: Only) -> ColumnElement[bool]:
    return and_(
        true() if only is None else col(Volunteer.id).in_(only),
        col(Volunteer.bank),
        col(Volunteer.state) == "ready",
        or_(col(Volunteer.age_band) == AgeBand.ADULT.value, col(Volunteer.guardian_agreed_at).is_not(None)),
    )
