"""Every read of places, invitations and hours, and the changes of them that must happen once."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from directory.accounts.models import Account
from directory.messages.models import Message
from directory.volunteers.models import Invitation, Placement, RelayThread, Volunteer, VolunteerHours


def placement_by_token(session: Session, token_hash: str) -> Placement | None:
    """Find a place by its link."""
    return session.execute(select(Placement).where(col(Placement.token_hash) == token_hash)).scalar()


def invitation_by_token(session: Session, token_hash: str) -> Invitation | None:
    """Find an invitation by its link."""
    return session.execute(select(Invitation).where(col(Invitation.token_hash) == token_hash)).scalar()


def live_of(session: Session, session_id: UUID, volunteer_id: UUID) -> Placement | None:
    """Find the seat somebody has at a session."""
    return session.execute(
        select(Placement).where(
            col(Placement.session_id) == session_id,
            col(Placement.volunteer_id) == volunteer_id,
            col(Placement.ended_at).is_(None),
        )
    ).scalar()


def last_of(session: Session, session_id: UUID, volunteer_id: UUID) -> Placement | None:
    """Find the seat somebody had last at a session, theirs or not any more."""
    return session.execute(
        select(Placement)
        .where(col(Placement.session_id) == session_id, col(Placement.volunteer_id) == volunteer_id)
        .order_by(col(Placement.taken_at).desc(), col(Placement.id))
        .limit(1)
    ).scalar()


def live_seats(session: Session, session_id: UUID) -> frozenset[int]:
    """List the seats that are somebody's."""
    query = select(col(Placement.seat)).where(
        col(Placement.session_id) == session_id, col(Placement.ended_at).is_(None)
    )
    return frozenset(session.execute(query).scalars())


def count_kept(session: Session, session_id: UUID) -> int:
    """Count the seats that somebody has and means to keep: for those with cover asked others may come."""
    query = select(func.count()).where(
        col(Placement.session_id) == session_id,
        col(Placement.ended_at).is_(None),
        col(Placement.cover_wanted_at).is_(None),
    )
    return int(session.execute(query).scalar_one())


def seats_to_cover(session: Session, session_id: UUID, *, other_than: UUID) -> list[Placement]:
    """List the seats for which cover is asked, the longest first."""
    return list(
        session.execute(
            select(Placement)
            .where(
                col(Placement.session_id) == session_id,
                col(Placement.ended_at).is_(None),
                col(Placement.cover_wanted_at).is_not(None),
                col(Placement.volunteer_id) != other_than,
            )
            .order_by(col(Placement.cover_wanted_at), col(Placement.id))
        ).scalars()
    )


def end_live(session: Session, placement_id: UUID, *, outcome: str, at: datetime, ahead: bool = True) -> bool:
    """End a seat; False where it had ended, or where its outcome is told."""
    change = update(Placement).where(col(Placement.id) == placement_id, col(Placement.ended_at).is_(None))
    if ahead:
        change = change.where(col(Placement.outcome).is_(None))
    done = session.execute(
        change.values(ended_at=at, outcome=outcome, cover_wanted_at=None).execution_options(
            synchronize_session="fetch"
        )
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def placements_of_need(session: Session, need_id: UUID) -> list[Placement]:
    """List everybody's seats at a need that are theirs, by time and seat."""
    return list(
        session.execute(
            select(Placement)
            .where(col(Placement.need_id) == need_id, col(Placement.ended_at).is_(None))
            .order_by(col(Placement.starts_at), col(Placement.seat))
        ).scalars()
    )


def live_of_volunteer(session: Session, volunteer_id: UUID, *, after: datetime) -> list[Placement]:
    """List the seats somebody has that are ahead, the soonest first."""
    return list(
        session.execute(
            select(Placement)
            .where(
                col(Placement.volunteer_id) == volunteer_id,
                col(Placement.ended_at).is_(None),
                col(Placement.outcome).is_(None),
                col(Placement.starts_at).is_(None) | (col(Placement.starts_at) > after),
            )
            .order_by(col(Placement.starts_at).is_(None), col(Placement.starts_at), col(Placement.id))
        ).scalars()
    )


def needs_with_seats(session: Session, *, after: datetime) -> list[UUID]:
    """List the needs at which somebody has a seat ahead."""
    return list(
        session.execute(
            select(col(Placement.need_id))
            .where(
                col(Placement.ended_at).is_(None),
                col(Placement.outcome).is_(None),
                col(Placement.starts_at).is_(None) | (col(Placement.starts_at) > after),
            )
            .distinct()
        ).scalars()
    )


def email_of(session: Session, volunteer_id: UUID) -> tuple[UUID, str] | None:
    """Give the account and address of a volunteer; None for somebody without e-mail."""
    found = session.execute(
        select(Account)
        .join(Volunteer, col(Volunteer.account_id) == col(Account.id))
        .where(col(Volunteer.id) == volunteer_id, col(Account.closed_at).is_(None))
    ).scalar()
    return None if found is None else (found.id, found.email)


def asked_before(session: Session, session_id: UUID) -> frozenset[UUID]:
    """List whom a session's need has asked, or who offered."""
    query = select(col(Invitation.volunteer_id)).where(col(Invitation.session_id) == session_id)
    return frozenset(session.execute(query).scalars())


def asked_since(session: Session, since: datetime) -> Counter[UUID]:
    """Count how often each volunteer was asked since a moment."""
    query = (
        select(col(Invitation.volunteer_id), func.count())
        .where(col(Invitation.sent_at) > since, col(Invitation.asked).is_(True))
        .group_by(col(Invitation.volunteer_id))
    )
    return Counter({row[0]: int(row[1]) for row in session.execute(query)})


def find_invitation_for(session: Session, session_id: UUID, volunteer_id: UUID) -> Invitation | None:
    """Find the invitation or offer of somebody for a session."""
    return session.execute(
        select(Invitation).where(
            col(Invitation.session_id) == session_id, col(Invitation.volunteer_id) == volunteer_id
        )
    ).scalar()


def invitations_in(session: Session, session_id: UUID, states: Collection[str]) -> list[Invitation]:
    """List the invitations for a session that stand somewhere."""
    return list(
        session.execute(
            select(Invitation)
            .where(col(Invitation.session_id) == session_id, col(Invitation.state).in_(tuple(states)))
            .order_by(col(Invitation.sent_at), col(Invitation.id))
        ).scalars()
    )


def invitations_of_need(session: Session, need_id: UUID) -> list[Invitation]:
    """List all invitations and offers of a need."""
    return list(
        session.execute(
            select(Invitation).where(col(Invitation.need_id) == need_id).order_by(col(Invitation.sent_at))
        ).scalars()
    )


def waiting_invitations(session: Session, volunteer_id: UUID, now: datetime) -> list[Invitation]:
    """List what somebody is asked and did not answer yet, what ends first first."""
    return list(
        session.execute(
            select(Invitation)
            .where(
                col(Invitation.volunteer_id) == volunteer_id,
                col(Invitation.state) == "sent",
                col(Invitation.expires_at) > now,
            )
            .order_by(col(Invitation.expires_at), col(Invitation.id))
        ).scalars()
    )


def overdue_invitations(session: Session, now: datetime) -> list[Invitation]:
    """List the invitations that nobody answered in time."""
    return list(
        session.execute(
            select(Invitation).where(
                col(Invitation.state).in_(("sent", "waiting")), col(Invitation.expires_at) <= now
            )
        ).scalars()
    )


def take_back_message(session: Session, dedupe: str) -> bool:
    """Stop a message that has not been tried yet; False where it left, or is leaving."""
    done = session.execute(
        update(Message)
        .where(col(Message.dedupe) == dedupe, col(Message.state) == "waiting", col(Message.attempts) == 0)
        .values(state="stopped")
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def hours_of_placement(session: Session, placement_id: UUID) -> VolunteerHours | None:
    """Find the hours told of a seat."""
    return session.execute(
        select(VolunteerHours).where(col(VolunteerHours.placement_id) == placement_id)
    ).scalar()


def agreed_hours(session: Session, volunteer_id: UUID, listing_id: UUID) -> list[VolunteerHours]:
    """List the hours of somebody for a group that the group agreed to, oldest first."""
    return list(
        session.execute(
            select(VolunteerHours)
            .where(
                col(VolunteerHours.volunteer_id) == volunteer_id,
                col(VolunteerHours.listing_id) == listing_id,
                col(VolunteerHours.agreed_at).is_not(None),
            )
            .order_by(col(VolunteerHours.on_date), col(VolunteerHours.id))
        ).scalars()
    )


def hours_of_need(session: Session, placement_ids: Collection[UUID]) -> dict[UUID, VolunteerHours]:
    """Give the hours told of each of some seats."""
    rows = session.execute(
        select(VolunteerHours).where(col(VolunteerHours.placement_id).in_(tuple(placement_ids)))
    ).scalars()
    return {row.placement_id: row for row in rows if row.placement_id is not None}


def thread_of(session: Session, need_id: UUID, volunteer_id: UUID) -> RelayThread | None:
    """Find what was written between a group and a volunteer about a need."""
    return session.execute(
        select(RelayThread).where(
            col(RelayThread.need_id) == need_id, col(RelayThread.volunteer_id) == volunteer_id
        )
    ).scalar()


def offers_since(session: Session, since: datetime) -> list[RelayThread]:
    """List the offers that were made since a moment."""
    return list(
        session.execute(
            select(RelayThread)
            .where(
                col(RelayThread.first_from_volunteer_at).is_not(None),
                col(RelayThread.first_from_volunteer_at) > since,
            )
            .order_by(col(RelayThread.first_from_volunteer_at))
        ).scalars()
    )
