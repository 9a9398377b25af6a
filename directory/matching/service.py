"""Which listings may be one, what did a person say of them, and how are they made one?"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import delete, insert
from sqlmodel import Session, col

from directory import clock
from directory.changes.document import read_record
from directory.changes.schemas import Actor, VersionRead
from directory.changes.service import merge_listings, undo_merge
from directory.errors import Conflict, NotFound
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import audit, take
from directory.listings.record import ListingRecord
from directory.matching import queries
from directory.matching.candidates import Matcher
from directory.matching.models import MatchDecision, MatchPair
from directory.matching.schemas import MergeRead, PairRead, SideRead
from directory.store import reading_scope, session_scope

MOST_PAIRS: Final = 2_000
FILLED: Final = (
    "organization", "url", "email", "phone", "free", "cost_note", "min_age", "max_age", "step_free",
    "time_note", "size_band", "reach", "contact_role", "recruiting", "recruiting_until",
    "accepts_referrals", "referrals_from", "referrals_how", "referrals_wait",
)  # fmt: skip
"""What the one that stays takes from the other where it says nothing itself."""
JOINED: Final = ("categories", "languages", "remote", "serves", "capitals", "sources")


def find_pairs(stores: Stores) -> int:
    """Compare every listing with those that have something in common with it; keep the likely pairs."""
    with reading_scope(stores.directory) as session:
        decided = {(row.first, row.second) for row in queries.list_decided(session)}
        now = clock.now()
        rows = [
            {
                "first": pair.first.id,
                "second": pair.second.id,
                "score": pair.match.score,
                "reasons": [reason.words for reason in pair.match.reasons if reason.weight > 0],
                "against": [reason.words for reason in pair.match.reasons if reason.weight < 0],
                "found_at": now,
            }
            for pair in Matcher(session).pairs()
            if (pair.first.id.hex, pair.second.id.hex) not in decided
        ]
    rows.sort(key=lambda row: -float(str(row["score"])))
    with session_scope(stores.directory) as session:
        _replace(session, rows[:MOST_PAIRS])
    return len(rows)


def _replace(session: Session, rows: list[dict[str, object]]) -> None:
    session.execute(delete(MatchPair))
    if rows:
        session.execute(insert(MatchPair), rows)


def find_pairs_job(stores: Stores, job: JobRead) -> None:
    """Do it as a job: the pairs are the same however often it is done."""
    find_pairs(stores)
    with session_scope(stores.directory) as session:
        take(session, job.id)


def pairs(session: Session) -> tuple[PairRead, ...]:
    """List the pairs nobody has looked at, the likeliest first."""
    return tuple(
        PairRead(
            first=SideRead(UUID(row.first), row.first_slug, row.first_name, row.first_district),
            second=SideRead(UUID(row.second), row.second_slug, row.second_name, row.second_district),
            score=row.score,
            reasons=tuple(json.loads(row.reasons)),
            against=tuple(json.loads(row.against)),
        )
        for row in queries.list_pairs(session)
    )


def keep_apart(session: Session, first: UUID, second: UUID, *, actor: Actor) -> None:
    """Note that a person looked at two listings and they are not one: never ask again."""
    _decide(session, first, second, "different", actor)


def _decide(session: Session, first: UUID, second: UUID, decision: str, actor: Actor) -> None:
    one, other = sorted((first, second))
    if session.get(MatchDecision, (one, other)) is not None:
        raise Conflict("Somebody has decided about these two already.")
    session.add(
        MatchDecision(
            first=one,
            second=other,
            decision=decision,
            at=clock.now(),
            actor_id=actor.account_id,
            actor_role=actor.role,
        )
    )
    session.execute(delete(MatchPair).where(col(MatchPair.first) == one, col(MatchPair.second) == other))
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action=f"pair {decision}",
        subject="listing",
        subject_id=one,
        detail=str(other),
    )
    session.flush()


def joined(winner: ListingRecord, loser: ListingRecord) -> ListingRecord:
    """Say what two listings say together: the winner's words, and the loser's where it has none."""
    filled = {
        name: getattr(loser, name)
        for name in FILLED
        if getattr(winner, name) is None and getattr(loser, name) is not None
    }
    if winner.recruiting is not None:
        filled.pop("recruiting_until", None)
    if winner.free is not None:
        filled.pop("cost_note", None)
    if winner.min_age is not None or winner.max_age is not None:
        filled.pop("min_age", None)
        filled.pop("max_age", None)
    several = {name: tuple(dict.fromkeys((*getattr(winner, name), *getattr(loser, name)))) for name in JOINED}
    capitals = {each.capital: each for each in reversed(several["capitals"])}
    several["capitals"] = tuple(capitals.values())
    sites = winner.sites or loser.sites
    update = {**filled, **several, "sites": sites, "sensitive": winner.sensitive or loser.sensitive}
    return winner.model_validate(winner.model_copy(update=update).model_dump())


def merge(
    session: Session, folder: Path, winner: UUID, loser: UUID, *, actor: Actor, change_id: UUID
) -> VersionRead:
    """Make two listings one: the winner stays, the loser's address leads there."""
    record = joined(read_record(session, winner), read_record(session, loser))
    version = merge_listings(session, folder, winner, loser, record, actor=actor, change_id=change_id)
    one, other = sorted((winner, loser))
    if session.get(MatchDecision, (one, other)) is None:
        _decide(session, winner, loser, "merged", actor)
    return version


def part(session: Session, folder: Path, merge_id: UUID, *, actor: Actor, change_id: UUID) -> VersionRead:
    """Part two listings again, and remember that they are not one."""
    found = next((each for each in merges(session) if each.id == merge_id), None)
    if found is None:
        raise NotFound("There is no such merge, or it was undone already.", field="merge")
    version = undo_merge(session, folder, merge_id, actor=actor, change_id=change_id)
    one, other = sorted((found.winner.listing_id, found.loser.listing_id))
    session.execute(
        delete(MatchDecision).where(col(MatchDecision.first) == one, col(MatchDecision.second) == other)
    )
    _decide(session, one, other, "different", actor)
    return version


def merges(session: Session) -> tuple[MergeRead, ...]:
    """List the merges that can be undone, the newest first."""
    return tuple(
        MergeRead(
            id=UUID(row.id),
            winner=SideRead(UUID(row.winner), row.winner_slug, row.winner_name, row.winner_district),
            loser=SideRead(UUID(row.loser), row.loser_slug, row.loser_name, row.loser_district),
            at=datetime.fromisoformat(row.at).replace(tzinfo=UTC),
        )
        for row in queries.list_merges(session)
    )
