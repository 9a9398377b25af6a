"""Which listings does the people store speak of, and does the directory agree? SQL of the sweep."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session, col

from directory.accounts.models import RoleGrant
from directory.freshness.models import UpkeepAsk
from directory.jobs.models import Job
from directory.listings.models import Listing
from directory.words import Departure, Role

_AT_ONCE = 500


def owned_listings(session: Session, *, granted_before: datetime | None = None) -> set[UUID]:
    """List the listings that somebody owns."""
    statement = select(col(RoleGrant.scope)).where(
        col(RoleGrant.role) == Role.OWNER.value, col(RoleGrant.ended_at).is_(None)
    )
    if granted_before is not None:
        statement = statement.where(col(RoleGrant.granted_at) < granted_before)
    return {UUID(scope) for scope in session.execute(statement).scalars() if scope}


def end_grants(session: Session, listings: set[UUID], now: datetime) -> list[tuple[UUID, UUID]]:
    """End the owners' grants to these; give whose they were, and to what."""
    ended = []
    statement = select(RoleGrant).where(
        col(RoleGrant.role) == Role.OWNER.value, col(RoleGrant.ended_at).is_(None)
    )
    for grant in session.execute(statement).scalars():
        if grant.scope and UUID(grant.scope) in listings:
            grant.ended_at = now
            ended.append((grant.account_id, UUID(grant.scope)))
    return ended


def listings_among(session: Session, listings: set[UUID], *, shown_or_unconfirmed: bool = False) -> set[UUID]:
    """Which of these are there; or, more narrowly, can still be confirmed."""
    found: set[UUID] = set()
    ids = sorted(listings)
    for start in range(0, len(ids), _AT_ONCE):
        statement = select(col(Listing.id)).where(col(Listing.id).in_(ids[start : start + _AT_ONCE]))
        if shown_or_unconfirmed:
            statement = statement.where(
                or_(
                    col(Listing.departure).is_(None),
                    col(Listing.departure) == Departure.UNCONFIRMED.value,
                )
            )
        found |= set(session.execute(statement).scalars())
    return found


def listings_marked_owned(session: Session) -> set[UUID]:
    """List what the directory says is owned."""
    return set(session.execute(select(col(Listing.id)).where(col(Listing.owned))).scalars())


def listings_with_job(session: Session, kind: str) -> set[UUID]:
    """List the listings for which a job of a kind still waits."""
    statement = select(col(Job.payload)).where(col(Job.kind) == kind, col(Job.state) == "waiting")
    payloads = session.execute(statement).scalars()
    return {UUID(str(payload["listing_id"])) for payload in payloads if "listing_id" in payload}


def listings_asked_about(session: Session, now: datetime) -> set[UUID]:
    """List the listings with a button that still works."""
    return set(session.execute(select(col(UpkeepAsk.listing_id)).where(_open_ask(now))).scalars())


def end_asks(session: Session, listings: set[UUID], now: datetime) -> int:
    """Let the buttons for these work no longer; return how many."""
    count = 0
    for ask in session.execute(select(UpkeepAsk).where(_open_ask(now))).scalars():
        if ask.listing_id in listings:
            ask.expires_at = now
            count += 1
    return count


def _open_ask(now: datetime) -> ColumnElement[bool]:
    return and_(col(UpkeepAsk.answered_at).is_(None), col(UpkeepAsk.expires_at) > now)
