"""Who says each fact of a listing, and where does a source contradict people?

A fact nobody is noted for is said by the listing's sources. What a person said is never overwritten by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col

from directory import clock
from directory.changes.document import difference, read_record
from directory.changes.models import FieldSource
from directory.changes.schemas import Actor
from directory.listings.models import Listing
from directory.listings.record import ListingRecord, SourceRef

SaidBy = Literal["source", "owner", "editor"]
SOURCE_ROLES: Final = frozenset({"import", "feed"})
_OWN_ROLES: Final = frozenset({"owner", "public"})
"""A form filled in without an account speaks for the group too; a moderator saw it."""
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class SaidRead:
    """Who says one fact."""

    field: str
    said_by: SaidBy
    source: str | None
    record_date: str | None


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A source says otherwise than a person did."""

    field: str
    """Path in the record, as in `FieldChange`."""
    label: str
    ours: str | None
    theirs: str | None


def who_says(actor: Actor) -> SaidBy:
    """Tell as whom somebody speaks of a listing's facts."""
    if actor.role in SOURCE_ROLES:
        return "source"
    return "owner" if actor.role in _OWN_ROLES else "editor"


def fields_of(paths: Iterable[str]) -> tuple[str, ...]:
    """Give the fields that paths lie in: what somebody says of one place, they say of all."""
    return tuple(dict.fromkeys(path.split(".")[0] for path in paths))


def note_said(
    session: Session, listing_id: UUID, fields: Sequence[str], actor: Actor, ref: SourceRef | None
) -> None:
    """Note who said some fields last."""
    said_by = who_says(actor)
    from_source = ref if said_by == "source" else None
    for field in fields:
        values = {
            "said_by": said_by,
            "source": from_source.source if from_source else None,
            "record_date": from_source.date if from_source else None,
            "at": clock.now(),
        }
        session.execute(
            insert(FieldSource)
            .values(listing_id=listing_id, field=field, **values)
            .on_conflict_do_update(index_elements=["listing_id", "field"], set_=values)
        )


def sayings(session: Session, listing_id: UUID) -> tuple[SaidRead, ...]:
    """List who says which field of a listing; those not listed are said by its sources."""
    rows = session.execute(
        select(
            col(FieldSource.field),
            col(FieldSource.said_by),
            col(FieldSource.source),
            col(FieldSource.record_date),
        )
        .where(col(FieldSource.listing_id) == listing_id)
        .order_by(col(FieldSource.field))
    )
    return tuple(SaidRead(row.field, row.said_by, row.source, row.record_date) for row in rows)


def said_by_people(session: Session, listing_ids: Sequence[UUID]) -> Mapping[UUID, frozenset[str]]:
    """Give, by listing, the fields that an owner or an editor said."""
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for start in range(0, len(listing_ids), _CHUNK):
        rows = session.execute(
            select(col(FieldSource.listing_id), col(FieldSource.field)).where(
                col(FieldSource.listing_id).in_(listing_ids[start : start + _CHUNK]),
                col(FieldSource.said_by) != "source",
            )
        )
        for row in rows:
            found[row.listing_id].add(row.field)
    return {listing_id: frozenset(fields) for listing_id, fields in found.items()}


def keep_said(current: ListingRecord, record: ListingRecord, fields: frozenset[str]) -> ListingRecord:
    """Give a source's record with what people said of the listing in its place.

    Two facts that contradict each other once mixed, such as ages, are both left as they are.
    """
    kept = {name: getattr(current, name) for name in fields if name in ListingRecord.model_fields}
    if {"min_age", "max_age"} & fields:
        kept |= {"min_age": current.min_age, "max_age": current.max_age}
    mixed: ListingRecord = record.model_copy(update=kept)
    return mixed


def conflicts_of(session: Session, record: ListingRecord) -> tuple[FieldConflict, ...]:
    """Tell where a source's record contradicts what people said of the listing; none where it is new."""
    people = said_by_people(session, [record.id]).get(record.id)
    if not people or session.get(Listing, record.id) is None:
        return ()
    return tuple(
        FieldConflict(change.field, change.label, change.before, change.after)
        for change in difference(read_record(session, record.id), record)
        if fields_of([change.field])[0] in people
    )
