"""How are two listings made one, and parted again?"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import delete
from sqlmodel import Session, col

from directory import clock
from directory.changes.applying import Change, apply, listing_or_raise
from directory.changes.document import as_document, from_document, read_record
from directory.changes.history import ensure_first, find_made, find_version, record_of
from directory.changes.joining import join
from directory.changes.labels import said
from directory.changes.schemas import Actor, VersionRead
from directory.errors import Conflict, InvalidInput, NotFound
from directory.imports.placing import Placer
from directory.imports.tagging import Tagger
from directory.listings.models import SourceRecord
from directory.listings.record import ListingRecord, SourceRef
from directory.listings.writing import write_records
from directory.matching.models import Merge
from directory.words import Departure, Status


def merge_listings(
    session: Session,
    folder: Path,
    winner: UUID,
    loser: UUID,
    merged: ListingRecord,
    *,
    actor: Actor,
    change_id: UUID,
) -> VersionRead:
    """Make two listings one: the winner says `merged`, the loser's address leads there.

    The merge is known by `change_id` too; both listings' sources stand behind the winner.
    """
    made = find_made(session, change_id, winner, "merge")
    if made is not None:
        return made
    if winner == loser or merged.id != winner:
        raise InvalidInput("Name two listings, and give what they say together the id of the first.")
    for one in (winner, loser):
        departure = listing_or_raise(session, one).departure
        if departure == Departure.MERGED.value:
            raise Conflict("One of the two was made one with another already. Look at them again.")
        if departure is not None:
            raise Conflict("One of the two is no longer shown. Bring it back first, or leave it as it is.")
    first, second = read_record(session, winner), read_record(session, loser)
    ensure_first(session, winner, first)
    ensure_first(session, loser, second)
    session.add(
        Merge(
            id=change_id,
            winner=winner,
            loser=loser,
            winner_before=as_document(first),
            loser_before=as_document(second),
            at=clock.now(),
            actor_id=actor.account_id,
            actor_role=actor.role,
        )
    )
    session.execute(delete(SourceRecord).where(col(SourceRecord.listing_id) == loser))
    refs = _joined_refs(merged.sources, first.sources, second.sources)
    change = Change(actor, "merge", change_id, "listings merged", always=True)
    version = apply(session, folder, winner, change, record=merged.model_copy(update={"sources": refs}))
    gone = {"departure": Departure.MERGED.value, "goes_to": winner, "gone_reason": None}
    change = Change(actor, "merge", uuid5(change_id, "loser"), "listing merged into another")
    apply(session, None, loser, change, standing=gone)
    return version


def _joined_refs(*several: Sequence[SourceRef]) -> tuple[SourceRef, ...]:
    found: dict[tuple[str, str], SourceRef] = {}
    for refs in several:
        for ref in refs:
            found.setdefault((ref.source, ref.source_id), ref)
    return tuple(found.values())


def undo_merge(
    session: Session, folder: Path, merge_id: UUID, *, actor: Actor, change_id: UUID
) -> VersionRead:
    """Part two listings again; what was changed in the winner since stays changed."""
    merge = session.get(Merge, merge_id)
    if merge is None:
        raise NotFound("There is no such merge.", field="merge")
    made = find_made(session, change_id, merge.winner, "merge")
    if made is not None:
        return made
    if merge.undone_at is not None:
        raise Conflict("These listings were parted already.")
    if listing_or_raise(session, merge.winner).departure == Departure.MERGED.value:
        raise Conflict("The listing was made one with another since. Undo that first.")
    before, loser = from_document(merge.winner_before), from_document(merge.loser_before)
    current = read_record(session, merge.winner)
    parted = join(record_of(session, merge_id), before, current).record
    theirs = {(ref.source, ref.source_id) for ref in loser.sources}
    refs = tuple(ref for ref in current.sources if (ref.source, ref.source_id) not in theirs)
    change = Change(actor, "merge", change_id, "merge undone", always=True)
    version = apply(
        session,
        folder,
        merge.winner,
        change,
        record=parted.model_copy(update={"sources": refs or before.sources}),
    )
    back: dict[str, object] = {"departure": None, "goes_to": None, "gone_reason": None}
    if _was_closed(session, merge_id):
        back["status"] = Status.TEMPORARILY_CLOSED.value
    change = Change(actor, "merge", uuid5(change_id, "loser"), "merge undone", always=True)
    _give_back(session, folder, merge.loser, loser, change, back)
    merge.undone_at = clock.now()
    session.add(merge)
    session.flush()
    return version


def _was_closed(session: Session, merge_id: UUID) -> bool:
    """Tell whether the loser was closed for now when it was merged: its record does not say so."""
    merged = find_version(session, uuid5(merge_id, "loser"))
    closed = said("status", Status.TEMPORARILY_CLOSED.value)
    return merged is not None and any(
        each.field == "status" and each.before == closed for each in merged.changes
    )


def _give_back(
    session: Session,
    folder: Path,
    listing_id: UUID,
    record: ListingRecord,
    change: Change,
    standing: Mapping[str, object],
) -> None:
    """Write the loser's sources behind it again, and show it."""
    write_records(session, [record], Placer(session, folder), Tagger(session))
    apply(session, folder, listing_id, change, record=record, standing=standing)
