"""Which groups are marked as recruiting? Those with an open need, beside those that say so themselves.

The line on a listing is of whoever typed it there: a need writes its own only where there is none, or where
that one's day has passed, and takes away only what a need wrote.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.needs import queries
from directory.needs.models import HelpNeed
from directory.search.index import reindex
from directory.store import mark_changed

LISTINGS: Final = "listings"


def mark_listings(session: Session, listing_ids: Iterable[UUID]) -> int:
    """Put right what some listings say of volunteers; return how many changed."""
    today = clock.local_now().date()
    changed = [each for each in dict.fromkeys(listing_ids) if _mark(session, each, today)]
    if changed:
        session.flush()
        reindex(session, changed)
        mark_changed(session, LISTINGS)
    return len(changed)


def _mark(session: Session, listing_id: UUID, today: date) -> bool:
    listing = queries.find_listing(session, listing_id)
    if listing is None:
        return False
    needs = queries.list_models(session, listing_id=listing_id)
    ours = {need.marked_as for need in needs if need.marked_as}
    theirs = listing.recruiting is not None and listing.recruiting not in ours
    if theirs and (listing.recruiting_until is None or listing.recruiting_until >= today):
        return False
    wanted = [need for need in needs if need.state == "open" and need.open_until >= today]
    if not wanted and theirs:
        return False
    line = _line(wanted)
    until = max((need.open_until for need in wanted), default=None)
    for need in needs:
        need.marked_as = line if need in wanted else None
        session.add(need)
    if (listing.recruiting, listing.recruiting_until) == (line, until):
        return False
    listing.recruiting, listing.recruiting_until = line, until
    session.add(listing)
    return True


def _line(needs: list[HelpNeed]) -> str | None:
    if not needs:
        return None
    real = [need for need in needs if not need.example]
    if not real:
        return f"{needs[0].title} (example)"
    needs = real
    more = f", and {len(needs) - 1} more" if len(needs) > 1 else ""
    return f"{needs[0].title}{more}"
