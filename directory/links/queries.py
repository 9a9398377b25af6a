"""Every read and write of what web addresses answered."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from directory.links.models import LinkCheck
from directory.links.schemas import DeadLink
from directory.listings.models import Listing
from directory.words import Status

DEAD_AFTER: Final = 3
DEAD_WITHIN: Final = timedelta(days=14)
AGAIN: Final = timedelta(days=30)
AGAIN_FAILING: Final = timedelta(days=5)


def list_due(session: Session, now: datetime, limit: int) -> list[str]:
    """List the addresses of listings that are shown and were not asked for a while, longest first."""
    rows = session.execute(
        select(col(Listing.url))
        .join(LinkCheck, col(LinkCheck.url) == col(Listing.url), isouter=True)
        .where(
            col(Listing.url).is_not(None),
            col(Listing.status) != Status.INACTIVE.value,
            or_(
                col(LinkCheck.checked_at).is_(None),
                col(LinkCheck.checked_at) <= now - AGAIN,
                (col(LinkCheck.failures) > 0) & (col(LinkCheck.checked_at) <= now - AGAIN_FAILING),
            ),
        )
        .group_by(col(Listing.url))
        .order_by(col(LinkCheck.checked_at).is_not(None), col(LinkCheck.checked_at), col(Listing.url))
        .limit(limit)
    )
    return [row.url for row in rows]


def note_answer(session: Session, url: str, now: datetime, status: int | None, problem: str | None) -> None:
    """Write down what an address answered; what answers clears the failures before it."""
    check = session.get(LinkCheck, url) or LinkCheck(url=url, checked_at=now)
    check.checked_at, check.status, check.problem = now, status, problem
    if problem is None:
        check.failures, check.failing_since = 0, None
    else:
        check.failures += 1
        check.failing_since = check.failing_since or now
    session.add(check)
    session.flush()


def list_dead(
    session: Session, now: datetime, listings: Collection[UUID] | None = None
) -> tuple[DeadLink, ...]:
    """List the listings whose address failed three times or more over a fortnight or more."""
    query = (
        select(
            col(Listing.id),
            col(Listing.slug),
            col(Listing.name),
            col(Listing.url),
            col(LinkCheck.failing_since),
            col(LinkCheck.problem),
        )
        .join(LinkCheck, col(LinkCheck.url) == col(Listing.url))
        .where(
            col(Listing.status) != Status.INACTIVE.value,
            col(LinkCheck.failures) >= DEAD_AFTER,
            col(LinkCheck.failing_since) <= now - DEAD_WITHIN,
        )
        .order_by(col(LinkCheck.failing_since), col(Listing.name))
    )
    if listings is not None:
        query = query.where(col(Listing.id).in_(tuple(listings)))
    return tuple(
        DeadLink(row.id, row.slug, row.name, row.url, row.failing_since, row.problem or "no answer")
        for row in session.execute(query)
    )
