"""Which capitals are suggested, and what became of each suggestion?

A capital that a stated rule or a person carries stands as an `Instance`. A suggestion is a row of its own:
undecided, accepted or refused. What a person decided outlives imports and new rules; a refusal ends when the
listing's text changes, an acceptance does not.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, delete, select
from sqlmodel import Session, col

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import NotFound
from directory.jobs.service import audit
from directory.listings.models import Instance
from directory.search.index import reindex
from directory.store import mark_changed
from directory.tagging import queries
from directory.tagging.listings import described
from directory.tagging.model import Weighed
from directory.tagging.models import TagSuggestion
from directory.tagging.rules import list_rules, model_of
from directory.tagging.schemas import SuggestionRead, TagReport
from directory.words import Capital, Role

OWNER_SAYS: Final = "owner"
"""Stands among the rules of a suggestion that the owner of the listing made."""
SAYS_ONLY: Final = "somebody who knows it says so"
_A_FEW: Final = 500

Key = tuple[UUID, str]


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


def decide(session: Session, listing_id: UUID, capital: Capital, *, accept: bool, actor: Actor) -> None:
    """Let somebody say whether a listing carries a capital, suggested or not."""
    found = queries.list_described(session, [listing_id.hex])
    if not found:
        raise NotFound("There is no such listing, or it is no longer shown.")
    mark = described(found[0]).mark
    row = session.get(TagSuggestion, (listing_id, capital.value))
    if row is None:
        row = TagSuggestion(
            listing_id=listing_id,
            capital=capital.value,
            sure=0,
            rules=[],
            reason=SAYS_ONLY,
            text_mark=mark,
            at=clock.now(),
        )
        session.add(row)
    row.state, row.text_mark = ("accepted" if accept else "refused"), mark
    row.decided_by, row.decided_role, row.decided_at = actor.account_id, actor.role, clock.now()
    session.flush()
    _follow(session, [row])
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action=f"capital {row.state}",
        subject="listing",
        subject_id=listing_id,
        detail=capital.value,
    )
    _published(session, [listing_id])


def decide_many(session: Session, keys: Iterable[Key], *, accept: bool, actor: Actor) -> int:
    """Let somebody decide several suggestions at once; what was decided meanwhile is left."""
    rows = [row for key in keys if (row := session.get(TagSuggestion, key)) and row.state == "suggested"]
    for row in rows:
        row.state = "accepted" if accept else "refused"
        row.decided_by, row.decided_role, row.decided_at = actor.account_id, actor.role, clock.now()
        audit(
            session,
            actor_id=actor.account_id,
            actor_role=actor.role,
            action=f"capital {row.state}",
            subject="listing",
            subject_id=row.listing_id,
            detail=f"{row.capital}, with others of one rule",
        )
    session.flush()
    _follow(session, rows)
    if rows:
        _published(session, [row.listing_id for row in rows])
    return len(rows)


def say_of_own(session: Session, listing_id: UUID, capital: Capital, *, actor: Actor) -> None:
    """Let an owner say that their listing offers something; it waits for somebody to accept it."""
    found = queries.list_described(session, [listing_id.hex])
    if not found:
        raise NotFound("There is no such listing, or it is no longer shown.")
    if capital.value in (found[0].carried or "").split(","):
        return
    row = session.get(TagSuggestion, (listing_id, capital.value))
    if row is None:
        row = TagSuggestion(
            listing_id=listing_id,
            capital=capital.value,
            sure=1,
            rules=[],
            reason="",
            text_mark="",
            at=clock.now(),
        )
        session.add(row)
    row.state, row.sure, row.rules, row.at = "suggested", 1, [OWNER_SAYS], clock.now()
    row.reason, row.text_mark = "those who run it say so", described(found[0]).mark
    row.decided_by = row.decided_role = row.decided_at = None
    session.flush()
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action="capital said",
        subject="listing",
        subject_id=listing_id,
        detail=capital.value,
    )


def restore_decisions(session: Session, listing_ids: Sequence[UUID] | None = None) -> None:
    """Put people's decisions back where a listing was written anew from a record."""
    wanted = select(TagSuggestion).where(col(TagSuggestion.decided_role).is_not(None))
    rows = list(session.execute(wanted).scalars())
    if listing_ids is not None:
        some = set(listing_ids)
        rows = [row for row in rows if row.listing_id in some]
    _follow(session, rows)


def _follow(session: Session, rows: Sequence[TagSuggestion]) -> None:
    """Let instances follow what was decided of listings that are there, as long as it holds."""
    by_listing: defaultdict[UUID, list[TagSuggestion]] = defaultdict(list)
    for row in rows:
        by_listing[row.listing_id].append(row)
    ids = list(by_listing)
    for start in range(0, len(ids), _A_FEW):
        chunk = [each.hex for each in ids[start : start + _A_FEW]]
        for found in queries.list_described(session, chunk):
            carried = set((found.carried or "").split(","))
            mark = described(found).mark
            for row in by_listing[UUID(found.id)]:
                if row.state == "accepted" and row.capital not in carried:
                    session.add(
                        Instance(
                            listing_id=row.listing_id,
                            capital=row.capital,
                            reason=row.reason,
                            basis=basis_of(row),
                        )
                    )
                elif row.state == "refused" and row.capital in carried and row.text_mark == mark:
                    session.execute(
                        delete(Instance).where(
                            col(Instance.listing_id) == row.listing_id, col(Instance.capital) == row.capital
                        )
                    )
    session.flush()


def basis_of(row: TagSuggestion) -> str:
    """Say who accepted a capital, as role and day, never by name."""
    role = row.decided_role or "command"
    who = f"{'an' if role[0] in 'aeo' else 'a'} {Role(role).label.lower()}" if role in set(Role) else role
    when = row.decided_at or row.at
    return f"Accepted by {who} on {when.day} {when:%B %Y}"


def _published(session: Session, listing_ids: Sequence[UUID]) -> None:
    reindex(session, listing_ids)
    mark_changed(session, "listings")


def list_undecided(session: Session) -> tuple[SuggestionRead, ...]:
    """List what waits to be decided, surest first."""
    return tuple(_suggestion(row) for row in queries.list_undecided(session))


def list_of_listing(session: Session, listing_id: UUID) -> tuple[SuggestionRead, ...]:
    """List what is suggested, accepted and refused of one listing, in the order of capitals."""
    order = list(Capital)
    found = [_suggestion(row) for row in queries.list_of_listing(session, listing_id.hex)]
    return tuple(sorted(found, key=lambda each: order.index(each.capital)))


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
        decided_at=datetime.fromisoformat(row.decided_at) if row.decided_at else None,
    )
