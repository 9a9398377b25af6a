"""How does a listing record become a listing: placed, tagged, searchable, with its sources?

A record that was imported before is replaced, but for the fields that a person said of the listing here:
those stay as they are, and the import says so. Identifiers are uuid5, so that importing twice changes
nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4, uuid5

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from directory.areas.models import Area
from directory.changes.applying import Change, apply
from directory.changes.document import difference, read_record
from directory.changes.history import add_version, ensure_first
from directory.changes.models import FieldSource, ListingVersion
from directory.changes.sayings import keep_said, said_by_people
from directory.changes.schemas import Actor
from directory.imports.faults import refuse_faults
from directory.imports.placing import ManyPlacer
from directory.imports.tagging import Tagger
from directory.listings.models import Listing, SourceRecord
from directory.listings.record import ListingRecord, SiteRecord, SourceRef
from directory.listings.writing import NAMESPACE, write_records
from directory.words import Departure, Kind, Level, Precision, Release

__all__ = ["NAMESPACE", "PARISH_SOURCE", "ImportReport", "import_listings", "parish_records"]
PARISH_SOURCE = "civil_parishes"
IMPORT: Final = Actor("import")


NO_LONGER_SHIPS: Final = "It is not in the lists any more that we had it from."
_LEFT: Final = func.coalesce(col(Listing.gone_reason), "") == NO_LONGER_SHIPS
"""It left because it did not ship, not because a person took it down."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, counted."""

    added: int
    replaced: int
    kept: int
    """Of which a person said something otherwise here, so that this is left as it is. Not in `replaced`."""
    instances: int
    untagged: int


def import_listings(
    session: Session,
    folder: Path,
    records: Sequence[ListingRecord],
    *,
    shipped: bool = False,
    on_step: Callable[[str], None] = lambda _step: None,
) -> ImportReport:
    """Take records in: replace or add each, place it, tag it, and give it an address of its own.

    `shipped` records are the whole of what ships: a listing that came so before and is not among them leaves
    the lists, unless a person had to do with it; where another has its sources now, its address leads there.
    Nothing is deleted: it comes back when it ships again.
    """
    touched = _touched(session)
    if shipped:
        _retire(session, records, touched)
        _bring_back(session, records)
    given = len(records)
    records = _not_elsewhere(session, records, touched, shipped=shipped)
    refuse_faults(session, records)
    tagger = Tagger(session)
    before = _before(session, records, tagger)
    people = said_by_people(session, list(before))
    told = records
    records = [
        keep_said(before[record.id], record, people[record.id]) if record.id in people else record
        for record in records
    ]
    kept = sum(record != said for record, said in zip(records, told, strict=True))
    on_step(f"Placing and tagging {len(records)} listings")
    written = write_records(session, records, ManyPlacer(session, folder), tagger, shipped=shipped)
    for record in records:
        if record.id in before:
            _note_change(session, before[record.id], record, shipped=shipped)
    return ImportReport(
        added=written.added,
        replaced=written.replaced - kept,
        kept=kept + given - len(records),
        instances=written.instances,
        untagged=written.untagged,
    )


def _touched(session: Session) -> frozenset[UUID]:
    """Give the listings that a person had to do with: confirmed, owned, said or changed something of."""
    said = select(col(FieldSource.listing_id)).where(col(FieldSource.said_by) != "source")
    changed = select(col(ListingVersion.listing_id)).where(col(ListingVersion.actor_role) != IMPORT.role)
    stands = col(Listing.assured_date).is_not(None) | col(Listing.owned)
    stands |= col(Listing.departure).is_not(None) & ~_LEFT
    standing = select(col(Listing.id)).where(stands)
    return frozenset(
        listing_id for wanted in (said, changed, standing) for listing_id in session.execute(wanted).scalars()
    )


def _before(session: Session, records: Sequence[ListingRecord], tagger: Tagger) -> dict[UUID, ListingRecord]:
    """Read what the listings of records say now."""
    there = set(session.execute(select(col(Listing.id))).scalars())
    return {record.id: read_record(session, record.id, tagger) for record in records if record.id in there}


def _note_change(session: Session, before: ListingRecord, record: ListingRecord, *, shipped: bool) -> None:
    """Keep both states of a listing that an import changed. What rules say of it is no change of it."""
    before = before.model_copy(update={"capitals": record.capitals})
    changes = difference(before, record)
    if not changes:
        return
    ensure_first(session, record.id, before)
    add_version(
        session,
        record.id,
        record,
        changes,
        actor=IMPORT,
        source="shipped" if shipped else "import",
        change_id=uuid4(),
        note=None,
    )


def _retire(session: Session, records: Sequence[ListingRecord], touched: frozenset[UUID]) -> None:
    """Take from the lists what no longer ships; its address leads to whichever has its sources now."""
    kept = {record.id for record in records} | touched
    shown = select(col(Listing.id)).where(col(Listing.shipped), col(Listing.departure).is_(None))
    gone = [listing_id for listing_id in session.execute(shown).scalars() if listing_id not in kept]
    owner = {(ref.source, ref.source_id): record.id for record in records for ref in record.sources}
    rows = session.execute(
        select(col(SourceRecord.listing_id), col(SourceRecord.source), col(SourceRecord.source_id))
    )
    moved = {
        row.listing_id: owner[row.source, row.source_id]
        for row in rows
        if (row.source, row.source_id) in owner
    }
    for listing_id in gone:
        goes_to = moved.get(listing_id)
        departure = Departure.ARCHIVED if goes_to is None else Departure.MERGED
        standing = {"departure": departure.value, "goes_to": goes_to, "gone_reason": NO_LONGER_SHIPS}
        ensure_first(session, listing_id, read_record(session, listing_id))
        if goes_to is not None:
            session.execute(delete(SourceRecord).where(col(SourceRecord.listing_id) == listing_id))
        apply(
            session, None, listing_id, Change(IMPORT, "shipped", uuid4(), "listing left"), standing=standing
        )


def _bring_back(session: Session, records: Sequence[ListingRecord]) -> None:
    """Show again what had left because it did not ship, and ships again."""
    left = select(col(Listing.id)).where(_LEFT)
    ids = {record.id for record in records}
    for listing_id in [found for found in session.execute(left).scalars() if found in ids]:
        back = {"departure": None, "goes_to": None, "gone_reason": None}
        apply(
            session, None, listing_id, Change(IMPORT, "shipped", uuid4(), "listing came back"), standing=back
        )


def _not_elsewhere(
    session: Session, records: Sequence[ListingRecord], touched: frozenset[UUID], *, shipped: bool
) -> list[ListingRecord]:
    """Leave out what was made one with another listing, and whose sources a listing of a person's has."""
    merged = col(Listing.departure) == Departure.MERGED.value
    gone = set(session.execute(select(col(Listing.id)).where(merged)).scalars())
    rows = session.execute(
        select(col(SourceRecord.source), col(SourceRecord.source_id), col(SourceRecord.listing_id))
    )
    owners = {(row.source, row.source_id): row.listing_id for row in rows if row.listing_id in touched}
    return [
        record
        for record in records
        if record.id not in gone
        and not (
            shipped
            and any(owners.get((ref.source, ref.source_id), record.id) != record.id for ref in record.sources)
        )
    ]


def parish_records(session: Session) -> list[ListingRecord]:
    """Make the node of every civil parish; whether it has a council is unknown until somebody says."""
    parishes = session.execute(
        select(Area).where(
            col(Area.level) == Level.PARISH.value,
            col(Area.release) == Release.R2021.value,
            col(Area.subtype) == "civil_parish",
        )
    ).scalars()
    names = dict(
        session.execute(select(col(Area.code), col(Area.name)).where(col(Area.level) == "district")).all()
    )
    return [
        ListingRecord(
            id=uuid5(NAMESPACE, f"parish:{parish.code}"),
            name=f"{parish.name} parish",
            kind=Kind.PARISH_COUNCIL,
            summary=(
                f"The civil parish of {parish.name} in {names[parish.district_code]}. "
                "We do not know yet whether it has a parish council or a parish meeting."
            ),
            sites=(
                SiteRecord(
                    precision=Precision.PARISH,
                    lon=parish.lon,
                    lat=parish.lat,
                    parish=parish.code,
                    district=parish.district_code,
                ),
            ),
            serves=(parish.code,),
            sources=(SourceRef(source=PARISH_SOURCE, source_id=parish.code, date="2020-12"),),
        )
        for parish in parishes
    ]
