"""Which rows are about a volunteer, or told by one? Every read that is not for matching or placing."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Row as RowOf
from sqlalchemy import func, or_, select
from sqlmodel import Session, SQLModel, col

from directory.accounts.models import RoleGrant
from directory.messages.models import Message
from directory.submissions.models import Submission
from directory.subscriptions.models import Subscription
from directory.volunteers.models import (
    DiversityAnswer,
    Placement,
    RelayNote,
    RelayThread,
    SafetyConcern,
    ShareGrant,
    Volunteer,
    VolunteerAway,
    VolunteerCheck,
    VolunteerHours,
    VolunteerLook,
    VolunteerSlot,
    VolunteerTraining,
)

Row = TypeVar("Row", bound=SQLModel)


def find_by_account(session: Session, account_id: UUID) -> Volunteer | None:
    """Find the volunteer of an account."""
    return session.scalars(select(Volunteer).where(col(Volunteer.account_id) == account_id)).one_or_none()


def rows_of(session: Session, model: type[Row], volunteer_id: UUID) -> list[Row]:
    """List the rows of one table that are of a volunteer."""
    column = model.__table__.c.volunteer_id  # type: ignore[attr-defined]
    return list(session.scalars(select(model).where(column == volunteer_id)))


def list_slots(session: Session, volunteer_id: UUID) -> list[VolunteerSlot]:
    """List the times of the week, in order."""
    rows = rows_of(session, VolunteerSlot, volunteer_id)
    return sorted(rows, key=lambda row: (row.day, row.starts_min))


def list_away(session: Session, volunteer_id: UUID) -> list[VolunteerAway]:
    """List the days off, in order."""
    return sorted(rows_of(session, VolunteerAway, volunteer_id), key=lambda row: (row.first_day, str(row.id)))


def list_checks(session: Session, volunteer_id: UUID) -> list[VolunteerCheck]:
    """List the checks, the one that holds longest first."""
    rows = rows_of(session, VolunteerCheck, volunteer_id)
    return sorted(rows, key=lambda row: (row.good_until, str(row.id)), reverse=True)


def list_training(session: Session, volunteer_id: UUID) -> list[VolunteerTraining]:
    """List training and references, newest first."""
    rows = rows_of(session, VolunteerTraining, volunteer_id)
    return sorted(rows, key=lambda row: (row.on_date, str(row.id)), reverse=True)


def list_hours(session: Session, volunteer_id: UUID) -> list[VolunteerHours]:
    """List the time given, newest first."""
    rows = rows_of(session, VolunteerHours, volunteer_id)
    return sorted(rows, key=lambda row: (row.on_date, str(row.id)), reverse=True)


def who_share(session: Session, listing_id: UUID, what: str) -> list[UUID]:
    """List who lets a listing see something now, the first to do so first."""
    return list(
        session.scalars(
            select(col(ShareGrant.volunteer_id))
            .where(
                col(ShareGrant.listing_id) == listing_id,
                col(ShareGrant.what) == what,
                col(ShareGrant.ended_at).is_(None),
            )
            .order_by(col(ShareGrant.given_at), col(ShareGrant.id))
        )
    )


def live_grants(
    session: Session,
    volunteer_id: UUID,
    *,
    listing_id: UUID | None = None,
    what: Collection[str] | None = None,
) -> list[ShareGrant]:
    """List what a volunteer lets be seen now: by one listing, of some things, where told."""
    query = select(ShareGrant).where(
        col(ShareGrant.volunteer_id) == volunteer_id, col(ShareGrant.ended_at).is_(None)
    )
    if listing_id is not None:
        query = query.where(col(ShareGrant.listing_id) == listing_id)
    if what is not None:
        query = query.where(col(ShareGrant.what).in_(what))
    return list(session.scalars(query.order_by(col(ShareGrant.given_at), col(ShareGrant.what))))


def list_looks(session: Session, volunteer_id: UUID, *, since: datetime | None = None) -> list[VolunteerLook]:
    """List who looked, the last first."""
    query = select(VolunteerLook).where(col(VolunteerLook.volunteer_id) == volunteer_id)
    if since is not None:
        query = query.where(col(VolunteerLook.at) >= since)
    return list(session.scalars(query.order_by(col(VolunteerLook.at).desc(), col(VolunteerLook.id))))


def checks_ending(session: Session, first: date, last: date) -> list[UUID]:
    """List the checks of people in the bank whose last day is in a span, both days included."""
    return list(
        session.execute(
            select(col(VolunteerCheck.id))
            .join(Volunteer, col(Volunteer.id) == col(VolunteerCheck.volunteer_id))
            .where(
                col(Volunteer.bank),
                col(Volunteer.state) == "ready",
                col(VolunteerCheck.good_until).between(first, last),
            )
            .order_by(col(VolunteerCheck.good_until), col(VolunteerCheck.id))
        ).scalars()
    )


def not_confirmed_since(session: Session, before: datetime) -> list[UUID]:
    """List who in the bank is asked for help, and has not said since a moment that it is still right."""
    return list(
        session.execute(
            select(col(Volunteer.id)).where(
                col(Volunteer.bank), col(Volunteer.state) == "ready", col(Volunteer.current_at) <= before
            )
        ).scalars()
    )


def list_brokered(session: Session, districts: Collection[str] | None) -> list[Volunteer]:
    """List whom coordinators speak for, in some districts or, where None, in all; the first to come first."""
    query = select(Volunteer).where(col(Volunteer.brokered_in).is_not(None), col(Volunteer.state) != "ended")
    if districts is not None:
        query = query.where(col(Volunteer.brokered_in).in_(tuple(districts)))
    return list(session.scalars(query.order_by(col(Volunteer.created_at), col(Volunteer.id))))


def long_silent(session: Session, before: datetime, now: datetime) -> list[UUID]:
    """List who did not say since a moment that what stands there is right, and has no seat ahead."""
    ahead = select(col(Placement.volunteer_id)).where(
        col(Placement.ended_at).is_(None),
        col(Placement.outcome).is_(None),
        or_(col(Placement.ends_at).is_(None), col(Placement.ends_at) > now),
    )
    silent = select(col(Volunteer.id)).where(
        col(Volunteer.current_at) < before, col(Volunteer.id).not_in(ahead)
    )
    return list(session.execute(silent).scalars())


def list_written(session: Session, volunteer_id: UUID) -> list[RelayNote]:
    """List what a volunteer and groups wrote to each other."""
    threads = select(col(RelayThread.id)).where(col(RelayThread.volunteer_id) == volunteer_id)
    return list(session.scalars(select(RelayNote).where(col(RelayNote.thread_id).in_(threads))))


def messages_to_others(session: Session, account_id: UUID | None) -> list[Message]:
    """List the messages that still have their words, and are not to an account."""
    others = select(Message).where(col(Message.body) != "")
    if account_id is not None:
        others = others.where(or_(col(Message.account_id).is_(None), col(Message.account_id) != account_id))
    return list(session.scalars(others))


def is_used_otherwise(session: Session, account_id: UUID) -> bool:
    """Whether an account has a role, news or something it sent in."""
    found = (
        select(col(RoleGrant.id)).where(
            col(RoleGrant.account_id) == account_id, col(RoleGrant.ended_at).is_(None)
        ),
        select(col(Subscription.id)).where(col(Subscription.account_id) == account_id),
        select(col(Submission.id)).where(col(Submission.account_id) == account_id),
    )
    return any(session.execute(query.limit(1)).first() is not None for query in found)


def list_concerns(session: Session, districts: Collection[str] | None, most: int) -> list[SafetyConcern]:
    """List what worries somebody, in some districts or, where None, everywhere; the newest first."""
    query = select(SafetyConcern).order_by(col(SafetyConcern.at).desc()).limit(most)
    if districts is not None:
        query = query.where(col(SafetyConcern.district).in_(districts))
    return list(session.scalars(query))


def answers_before(session: Session, quarter: str) -> Sequence[RowOf[tuple[str, str, str]]]:
    """List the answers about who helps of the quarters before one, in order: question, quarter, answer."""
    return session.execute(
        select(col(DiversityAnswer.question), col(DiversityAnswer.quarter), col(DiversityAnswer.answer))
        .where(col(DiversityAnswer.quarter) < quarter)
        .order_by(col(DiversityAnswer.quarter))
    ).all()


def count_ahead(session: Session, volunteer_id: UUID, now: datetime) -> int:
    """Count the places somebody has at what is still to come."""
    query = select(func.count()).where(
        col(Placement.volunteer_id) == volunteer_id,
        col(Placement.ended_at).is_(None),
        or_(col(Placement.starts_at).is_(None), col(Placement.starts_at) > now),
    )
    return int(session.execute(query).scalar_one())
