"""Which listing stands for another since the two were made one?

What is linked with a listing keeps its id: the link is followed whenever it is read, and kept when it is
written again as it was read, so that a merge that is undone gives everything back.
"""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from sqlmodel import Session

from directory.listings import queries


def standing_for(session: Session, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Tell of each listing which stands for it now: itself, where it was not made one with another."""
    into: dict[UUID, UUID] = {}
    asked: set[UUID] = set()
    last = set(ids)
    while last:
        into |= queries.merged_into(session, last)
        asked |= last
        last = {into[each] for each in last if each in into} - asked
    return {each: _end(each, into) for each in ids}


def _end(listing_id: UUID, into: Mapping[UUID, UUID]) -> UUID:
    seen: set[UUID] = set()
    while listing_id in into and listing_id not in seen:
        seen.add(listing_id)
        listing_id = into[listing_id]
    return listing_id


def as_stored(session: Session, stored: Collection[UUID], given: Iterable[UUID]) -> tuple[UUID, ...]:
    """Give the ids to store for listings that are named: what was stored where it stands for one of them."""
    now = standing_for(session, stored)
    kept: list[UUID] = []
    for each in given:
        kept += [was for was in stored if now[was] == each] or [each]
    return tuple(dict.fromkeys(kept))


def made_one_with(session: Session, listing_id: UUID) -> frozenset[UUID]:
    """List a listing and all that it stands for since they were made one with it."""
    found: set[UUID] = set()
    last = {listing_id}
    while last:
        found |= last
        last = queries.merged_from(session, last) - found
    return frozenset(found)
