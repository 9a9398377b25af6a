"""Which capitals are suggested, and what became of each suggestion?

A capital that a stated rule or a person gave stands as an `Instance`. A suggestion is a row of its own:
undecided, accepted (by a rule, or by a person) or refused by one.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import Session, col

from directory import clock
from directory.listings.models import Instance
from directory.tagging import queries
from directory.tagging.listings import described
from directory.tagging.model import Weighed
from directory.tagging.models import TagSuggestion
from directory.tagging.rules import list_rules, model_of, take_shipped
from directory.tagging.schemas import SuggestionRead, TagReport
from directory.words import Capital

OWNER_SAYS: Final = "owner"
"""Stands among the rules of a suggestion that the owner of the listing made."""

Key = tuple[UUID, str]


def suggest_all(session: Session) -> TagReport:
    """Bring the rules that ship up to date, and weigh every listing by what they are then."""
    take_shipped(session)
    return retag(session)


def retag(session: Session, listing_ids: Sequence[UUID] | None = None) -> TagReport:
    """Weigh listings anew, all or some: suggestions come, go and change; decisions stay."""
    model = model_of(list_rules(session))
    hex_ids = None if listing_ids is None else [each.hex for each in listing_ids]
    rows = queries.list_described(session, hex_ids)
    known = _known(session, listing_ids)
    for row in rows:
        listing, listing_id = described(row), UUID(row.id)
        carried = set((row.carried or "").split(","))
        for weighed in model.weigh(listing):
            _put(
                session,
                known.get((listing_id, weighed.capital.value)),
                listing_id,
                weighed,
                mark=listing.mark,
                carried=weighed.capital.value in carried,
            )
    session.flush()
    queries.remove_orphans(session)
    counts = queries.count_states(session)
    return TagReport(
        len(rows), counts.get("suggested", 0), counts.get("accepted", 0), counts.get("refused", 0)
    )


def _known(session: Session, listing_ids: Sequence[UUID] | None) -> dict[Key, TagSuggestion]:
    wanted = select(TagSuggestion)
    if listing_ids is not None:
        wanted = wanted.where(col(TagSuggestion.listing_id).in_(listing_ids))
    return {(row.listing_id, row.capital): row for row in session.execute(wanted).scalars()}


def _put(
    session: Session,
    row: TagSuggestion | None,
    listing_id: UUID,
    weighed: Weighed,
    *,
    mark: str,
    carried: bool,
) -> None:
    """Bring one suggestion up to date with what the rules say now."""
    if row is not None and row.decided_role is not None:
        if row.state == "accepted" or row.text_mark == mark:
            return
        # Refused, of a text that is no more: the question is open again.
        row.decided_by = row.decided_role = row.decided_at = None
    if row is not None and row.rules == [OWNER_SAYS] and not weighed.suggested:
        row.text_mark, row.state = mark, "accepted" if carried else "suggested"
        return
    if not weighed.suggested:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = TagSuggestion(
            listing_id=listing_id,
            capital=weighed.capital.value,
            sure=0,
            rules=[],
            reason="",
            text_mark="",
            at=clock.now(),
        )
        session.add(row)
    speaking = [ground.rule.key for ground in weighed.grounds if ground.rule.weight > 0]
    state = "accepted" if carried else "suggested"
    told = (state, round(weighed.sure, 4), speaking, weighed.reason, mark)
    if told != (row.state, row.sure, row.rules, row.reason, row.text_mark):
        row.state, row.sure, row.rules, row.reason, row.text_mark = told
        row.at = clock.now()


def list_undecided(session: Session) -> tuple[SuggestionRead, ...]:
    """List what waits to be decided, surest first."""
    return tuple(_suggestion(row) for row in queries.list_undecided(session))


def list_of_listing(session: Session, listing_id: UUID) -> tuple[SuggestionRead, ...]:
    """List what is suggested, accepted and refused of one listing, in the order of capitals."""
    order = list(Capital)
    found = [_suggestion(row) for row in queries.list_of_listing(session, listing_id.hex)]
    return tuple(sorted(found, key=lambda each: order.index(each.capital)))


def carried_by(session: Session, listing_id: UUID) -> dict[Capital, str]:
    """Tell what a listing carries: why, and who says so."""
    rows = session.execute(select(Instance).where(col(Instance.listing_id) == listing_id)).scalars()
    return {Capital(row.capital): f"{row.reason}. {row.basis}" for row in rows}


def _suggestion(row: Row[Any]) -> SuggestionRead:
    places = {code for code in (row.districts or "").split(",") if code}
    served = {code for code in (row.serves or "").split(",") if code}
    return SuggestionRead(
        listing_id=UUID(row.listing_id),
        slug=row.slug,
        name=row.name,
        summary=row.summary,
        capital=Capital(row.capital),
        state=row.state,
        sure=row.sure,
        reason=row.reason,
        rules=tuple(json.loads(row.rules)),
        districts=frozenset(places or served),
        decided_role=row.decided_role,
        decided_at=datetime.fromisoformat(row.decided_at).replace(tzinfo=UTC) if row.decided_at else None,
    )
