"""What does every change of a listing do, whatever it is?

In one transaction: the tables, who says what, a version, the audit, the index of that listing, and the mark
by which readers know that listings changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlmodel import Session, col

from directory import clock
from directory.changes.document import difference, read_record
from directory.changes.history import add_version, ensure_first, find_made, newest
from directory.changes.labels import label_of, said
from directory.changes.own_source import ensure_own_source
from directory.changes.sayings import fields_of, note_said
from directory.changes.schemas import Actor, FieldChange, VersionRead
from directory.errors import Conflict, NotFound
from directory.imports.faults import refuse_faults
from directory.imports.placing import Placer
from directory.imports.tagging import Tagger
from directory.jobs.models import Applied
from directory.jobs.service import audit, take
from directory.listings.models import Listing
from directory.listings.record import ListingRecord
from directory.listings.status import status_on
from directory.listings.writing import write_records
from directory.search.index import reindex
from directory.store import mark_changed

STANDING: Final = (
    *("status", "departure", "gone_reason", "goes_to"),
    *("assured_date", "assured_by", "unconfirmed_since", "owned"),
)
"""How a listing stands: what is not in its record."""
_BY_STANDING: Final = frozenset({"closed_until"})
"""What is in a record and changes with how the listing stands."""
_REFUSALS: Final = {
    "archived": "This listing was taken down. Bring it back first.",
    "unconfirmed": "This listing left the lists because nobody confirmed it. Confirm it first.",
    "merged": "This listing was made one with another. Undo that first.",
}


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes something, by what way, and by which id the change is known."""

    actor: Actor
    source: str
    id: UUID
    action: str
    """In words, for the audit."""
    note: str | None = None
    refuses: frozenset[str] = frozenset()
    """The departures out of which this change does not lead."""
    always: bool = False
    """It is worth a version even where nothing differs."""


def apply(
    session: Session,
    folder: Path | None,
    listing_id: UUID,
    change: Change,
    *,
    record: ListingRecord | None = None,
    standing: Mapping[str, object] | None = None,
) -> VersionRead:
    """Make a change; `folder`, of the active release, is needed to place a record."""
    made = find_made(session, change.id, listing_id, change.source)
    if made is not None:
        return made
    if session.get(Applied, _nothing(change)) is not None:
        return newest(session, listing_id)
    before, stood = _before(session, listing_id, change)
    if record is not None and record != before:
        if folder is None:
            raise ValueError("A record is placed by the tables of a release.")
        ensure_own_source(session, record)
        refuse_faults(session, [record])
        write_records(session, [record], Placer(session, folder), Tagger(session))
    _stand(session, listing_id, standing or {})
    after = read_record(session, listing_id)
    if before is not None and record is None:
        after = before.model_copy(update={name: getattr(after, name) for name in _BY_STANDING})
    changed = difference(before, after)
    stands = _stands_otherwise(stood, standing_of(session, listing_id))
    if not changed and not stands and not change.always:
        take(session, _nothing(change))
        session.flush()
        return newest(session, listing_id)
    if record is not None:
        ref = max(record.sources, key=lambda one: one.date or "")
        note_said(session, listing_id, fields_of(each.field for each in changed), change.actor, ref)
    return _note(session, listing_id, after, (*changed, *stands), change)


def _nothing(change: Change) -> UUID:
    """Give the id by which is known that a change found nothing to change."""
    return uuid5(change.id, "nothing to change")


def _before(
    session: Session, listing_id: UUID, change: Change
) -> tuple[ListingRecord | None, Mapping[str, object]]:
    listing = session.get(Listing, listing_id, populate_existing=True)
    if listing is None:
        return None, {}
    if listing.departure in change.refuses:
        raise Conflict(_REFUSALS[str(listing.departure)])
    before = read_record(session, listing_id)
    ensure_first(session, listing_id, before)
    return before, standing_of(session, listing_id)


def listing_or_raise(session: Session, listing_id: UUID) -> Listing:
    """Give a listing's row, or say that there is none."""
    listing = session.get(Listing, listing_id)
    if listing is None:
        raise NotFound("There is no listing with that id.", field="id")
    return listing


def standing_of(session: Session, listing_id: UUID) -> Mapping[str, object]:
    """Tell how a listing stands."""
    listing = listing_or_raise(session, listing_id)
    return {name: getattr(listing, name) for name in STANDING}


def _stand(session: Session, listing_id: UUID, standing: Mapping[str, object]) -> None:
    """Write how a listing stands, and whether it is shown today by that and by its dates."""
    listing = session.get(Listing, listing_id, populate_existing=True)
    if listing is None:
        raise NotFound("There is no listing with that id.", field="id")
    for name, value in standing.items():
        setattr(listing, name, value)
    listing.status = status_on(clock.local_now().date(), listing, listing)
    listing.updated_at = clock.now()
    session.add(listing)
    session.flush()


def _stands_otherwise(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, label_of(name), said(name, before[name]), said(name, after[name]))
        for name in before
        if before[name] != after[name]
    )


def _note(
    session: Session,
    listing_id: UUID,
    record: ListingRecord,
    changes: tuple[FieldChange, ...],
    change: Change,
) -> VersionRead:
    version = add_version(
        session,
        listing_id,
        record,
        changes,
        actor=change.actor,
        source=change.source,
        change_id=change.id,
        note=change.note,
    )
    audit(
        session,
        actor_id=change.actor.account_id,
        actor_role=change.actor.role,
        action=change.action,
        subject="listing",
        subject_id=listing_id,
        detail=", ".join(fields_of(each.field for each in changes)) or None,
    )
    reindex(session, [listing_id])
    mark_changed(session, "listings")
    return version


def out_of_time(session: Session, today: date) -> tuple[UUID, ...]:
    """List the listings whose dates say otherwise of a day than their status does."""
    timed = (
        col(Listing.visible_from).is_not(None)
        | col(Listing.visible_until).is_not(None)
        | col(Listing.closed_until).is_not(None)
    )
    rows = session.execute(
        select(
            col(Listing.id),
            col(Listing.status),
            col(Listing.departure),
            col(Listing.closed_until),
            col(Listing.visible_from),
            col(Listing.visible_until),
        )
        .where(timed)
        .order_by(col(Listing.id))
    ).all()
    return tuple(row.id for row in rows if status_on(today, row, row) != row.status)
