"""What happens when somebody says whether a listing carries a capital?

The suggestion keeps who and when; the listing gains or loses the capital, with a version, an audit entry and
its place in the index, in one transaction.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row
from sqlmodel import Session

from directory import clock
from directory.changes.document import difference, read_record
from directory.changes.history import add_version, ensure_first
from directory.changes.schemas import Actor
from directory.errors import NotFound
from directory.imports.tagging import Tagger
from directory.jobs.service import audit
from directory.listings.record import ListingRecord
from directory.search.index import reindex
from directory.store import mark_changed
from directory.tagging import queries
from directory.tagging.decisions import follow
from directory.tagging.listings import described
from directory.tagging.models import TagSuggestion
from directory.tagging.service import OWNER_SAYS
from directory.words import Capital

Key = tuple[UUID, Capital]


def decide(session: Session, listing_id: UUID, capital: Capital, *, accept: bool, actor: Actor) -> None:
    """Let somebody say whether a listing carries a capital, suggested or not."""
    found = _shown(session, listing_id)
    row = session.get(TagSuggestion, (listing_id, capital.value)) or _unsuggested(
        session, listing_id, capital
    )
    row.text_mark = described(found).mark
    _decide(session, [row], accept=accept, actor=actor)


def decide_many(session: Session, keys: Iterable[Key], *, accept: bool, actor: Actor) -> int:
    """Let somebody decide several suggestions at once; what was decided meanwhile is left as it is."""
    asked = [session.get(TagSuggestion, (listing_id, capital.value)) for listing_id, capital in keys]
    rows = [row for row in asked if row is not None and row.state == "suggested"]
    if rows:
        _decide(session, rows, accept=accept, actor=actor)
    return len(rows)


def say_of_own(session: Session, listing_id: UUID, capital: Capital, *, actor: Actor) -> None:
    """Let those who run a listing say that it offers something; it waits for somebody to accept it."""
    found = _shown(session, listing_id)
    if capital.value in (found.carried or "").split(","):
        return
    row = session.get(TagSuggestion, (listing_id, capital.value)) or _unsuggested(
        session, listing_id, capital
    )
    row.state, row.sure, row.rules, row.at = "suggested", 1, [OWNER_SAYS], clock.now()
    row.reason, row.text_mark = "those who run it say so", described(found).mark
    row.decided_by = row.decided_role = row.decided_at = None
    _note(session, row, "capital said", actor)
    session.flush()


def _decide(session: Session, rows: Sequence[TagSuggestion], *, accept: bool, actor: Actor) -> None:
    tagger = Tagger(session)
    ids = list(dict.fromkeys(row.listing_id for row in rows))
    before = {listing_id: read_record(session, listing_id, tagger) for listing_id in ids}
    for row in rows:
        row.state = "accepted" if accept else "refused"
        row.decided_by, row.decided_role, row.decided_at = actor.account_id, actor.role, clock.now()
        _note(session, row, f"capital {row.state}", actor)
    session.flush()
    follow(session, rows)
    for listing_id in ids:
        _version(session, listing_id, before[listing_id], tagger, actor)
    reindex(session, ids)
    mark_changed(session, "listings")


def _version(session: Session, listing_id: UUID, before: ListingRecord, tagger: Tagger, actor: Actor) -> None:
    """Keep the state it led to. Refusing what a rule gave changes no record: the audit alone has it."""
    after = read_record(session, listing_id, tagger)
    changes = difference(before, after)
    if changes:
        ensure_first(session, listing_id, before)
        add_version(
            session, listing_id, after, changes, actor=actor, source="tags", change_id=uuid4(), note=None
        )


def _note(session: Session, row: TagSuggestion, action: str, actor: Actor) -> None:
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action=action,
        subject="listing",
        subject_id=row.listing_id,
        detail=row.capital,
    )


def _shown(session: Session, listing_id: UUID) -> Row[Any]:
    found = queries.list_described(session, [listing_id.hex])
    if not found:
        raise NotFound("There is no such listing, or it is no longer shown.")
    return found[0]


def _unsuggested(session: Session, listing_id: UUID, capital: Capital) -> TagSuggestion:
    row = TagSuggestion(
        listing_id=listing_id,
        capital=capital.value,
        sure=0,
        rules=[],
        reason="somebody who knows it says so",
        text_mark="",
        at=clock.now(),
    )
    session.add(row)
    return row
