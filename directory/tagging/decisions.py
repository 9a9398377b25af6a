"""Which capitals does a listing carry, or not, because a person decided so?

A decision is kept beside the suggestion, not in the listing's rows: whoever writes those anew from a record
puts the decisions back. A refusal ends when the listing's text changes, an acceptance does not.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session, col

from directory.clock import LONDON
from directory.listings.models import Instance
from directory.tagging import queries
from directory.tagging.listings import described
from directory.tagging.models import TagSuggestion
from directory.words import Role

_CHUNK: Final = 500


def restore_decisions(session: Session, listing_ids: Sequence[UUID] | None = None) -> None:
    """Put people's decisions back where listings were written anew from records; all, or of some."""
    decided = select(TagSuggestion).where(col(TagSuggestion.decided_role).is_not(None))
    if listing_ids is None:
        follow(session, list(session.execute(decided).scalars()))
        return
    for start in range(0, len(listing_ids), _CHUNK):
        chunk = listing_ids[start : start + _CHUNK]
        found = session.execute(decided.where(col(TagSuggestion.listing_id).in_(chunk))).scalars()
        follow(session, list(found))


def follow(session: Session, rows: Sequence[TagSuggestion]) -> None:
    """Let instances follow what was decided of listings that are there, as long as it holds."""
    by_listing: defaultdict[UUID, list[TagSuggestion]] = defaultdict(list)
    for row in rows:
        by_listing[row.listing_id].append(row)
    ids = list(by_listing)
    for start in range(0, len(ids), _CHUNK):
        for found in queries.list_described(session, [each.hex for each in ids[start : start + _CHUNK]]):
            carried = set((found.carried or "").split(","))
            mark = described(found).mark
            for row in by_listing[UUID(found.id)]:
                if row.state == "accepted" and row.capital not in carried:
                    session.add(_instance(row))
                elif row.state == "refused" and row.capital in carried and row.text_mark == mark:
                    session.execute(
                        delete(Instance).where(
                            col(Instance.listing_id) == row.listing_id, col(Instance.capital) == row.capital
                        )
                    )
    session.flush()


def _instance(row: TagSuggestion) -> Instance:
    return Instance(listing_id=row.listing_id, capital=row.capital, reason=row.reason, basis=basis_of(row))


def basis_of(row: TagSuggestion) -> str:
    """Say who accepted a capital, as role and day, never by name."""
    role = row.decided_role or ""
    who = (
        f"{'an' if role[:1] in 'aeo' else 'a'} {Role(role).label.lower()}" if role in set(Role) else "command"
    )
    when = row.decided_at or row.at.astimezone(LONDON)
    return f"Accepted by {who} on {when.day} {when:%B %Y}"
