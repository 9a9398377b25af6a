"""How is a batch undone: what was before comes back, what people changed since stays?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import delete, exists, select, update
from sqlmodel import Session, col

from directory import clock
from directory.changes.document import difference, from_document, read_record
from directory.changes.history import add_version
from directory.changes.labels import label_of
from directory.changes.models import FieldSource, ListingVersion
from directory.changes.sayings import said_by_people
from directory.changes.schemas import Actor
from directory.errors import NotFound
from directory.imports.models import ImportBatch, ImportConflict, ImportDropped, ImportRow
from directory.imports.placing import ManyPlacer
from directory.imports.tagging import Tagger
from directory.imports.taking import follow, note_audit, write_sayings
from directory.listings.models import FormerSlug, Listing, Organization
from directory.listings.record import ListingRecord
from directory.listings.writing import remove_parts, write_records
from directory.words import Departure

_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """A listing that undoing leaves, or leaves in part, because people changed it since."""

    row: int
    listing_id: UUID
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What undoing did."""

    batch_id: UUID
    removed: int
    """Listings that the batch had added."""
    restored: int
    """Listings that say again what they said before."""
    kept: tuple[Kept, ...]
    already: bool
    """The batch had been undone before: nothing was done."""


def undo_batch(session: Session, folder: Path, batch_id: UUID, *, actor: Actor) -> UndoReport:
    """Undo a batch in one transaction, which the caller commits; a second time does nothing."""
    batch = session.get(ImportBatch, batch_id)
    if batch is None:
        raise NotFound("There is no such import. `hereabouts imports list` lists them.", field="batch")
    if batch.state == "undone":
        return UndoReport(batch_id, 0, 0, (), already=True)
    rows = list(
        session.execute(
            select(ImportRow)
            .where(col(ImportRow.batch_id) == batch_id, col(ImportRow.version_id).is_not(None))
            .order_by(col(ImportRow.row))
        ).scalars()
    )
    kept: list[Kept] = []
    removed = _remove_added(session, [row for row in rows if row.outcome == "added"], kept)
    restored = _restore(
        session, folder, batch_id, [row for row in rows if row.outcome != "added"], actor, kept
    )
    open_ones = (col(ImportConflict.batch_id) == batch_id, col(ImportConflict.state) == "open")
    session.execute(delete(ImportConflict).where(*open_ones))
    session.execute(
        delete(ImportDropped).where(
            col(ImportDropped.batch_id) == batch_id, col(ImportDropped.state) == "open"
        )
    )
    session.execute(update(ImportRow).where(col(ImportRow.batch_id) == batch_id).values(raw=None))
    batch.state, batch.undone_at = "undone", clock.now()
    session.add(batch)
    note_audit(session, actor, "import undone", "import_batch", [batch_id])
    if removed or restored:
        follow(session, [*removed, *restored])
    session.flush()
    return UndoReport(batch_id, len(removed), len(restored), tuple(kept), already=False)


def _remove_added(session: Session, rows: Sequence[ImportRow], kept: list[Kept]) -> list[UUID]:
    """Take away what the batch added and nobody touched since."""
    ids = [row.listing_id for row in rows if row.listing_id is not None]
    newest = _newest(session, ids)
    people = said_by_people(session, ids)
    listings = _listings(session, ids)
    going: list[UUID] = []
    for row in rows:
        listing = listings.get(row.listing_id) if row.listing_id else None
        if listing is None:
            continue
        touched = newest.get(listing.id) != row.version_id or listing.id in people
        if touched or listing.owned or listing.assured_date is not None:
            why = "It stays: somebody changed, confirmed or claimed it since."
            kept.append(Kept(row.row, listing.id, listing.name, why))
        else:
            going.append(listing.id)
    bodies = {listings[each].organization_id for each in going if listings[each].organization_id is not None}
    remove_parts(session, going)
    for chunk in _chunks(going):
        session.execute(delete(FormerSlug).where(col(FormerSlug.listing_id).in_(chunk)))
        session.execute(delete(FieldSource).where(col(FieldSource.listing_id).in_(chunk)))
        session.execute(update(Listing).where(col(Listing.goes_to).in_(chunk)).values(goes_to=None))
        session.execute(delete(Listing).where(col(Listing.id).in_(chunk)))
    for chunk in _chunks([each for each in bodies if each is not None]):
        session.execute(
            delete(Organization).where(
                col(Organization.id).in_(chunk),
                ~exists().where(col(Listing.organization_id) == col(Organization.id)),
            )
        )
    return going


def _restore(
    session: Session, folder: Path, batch_id: UUID, rows: Sequence[ImportRow], actor: Actor, kept: list[Kept]
) -> list[UUID]:
    """Let listings say again what they said before, but for what was changed since."""
    tagger = Tagger(session)
    wanted: list[tuple[ImportRow, ListingRecord, ListingRecord]] = []
    bodies: dict[str, str | None] = {}
    for row in rows:
        listing = session.get(Listing, row.listing_id) if row.listing_id else None
        if row.listing_id is None or listing is None:
            continue
        if listing.departure == Departure.MERGED.value:
            why = "It stays: it was made one with another since. Part them to change it."
            kept.append(Kept(row.row, row.listing_id, listing.name, why))
            continue
        before, after = _around(session, row)
        now = read_record(session, row.listing_id, tagger)
        mixed, left = _undone(before, after, now)
        if left:
            said = ", ".join(label_of(name) for name in left)
            kept.append(Kept(row.row, row.listing_id, now.name, f"Changed since, so it stays: {said}."))
        if mixed != now:
            wanted.append((row, now, mixed))
        if before.organization is not None:
            bodies[before.organization.name] = before.organization.url
    write_records(session, [mixed for _, _, mixed in wanted], ManyPlacer(session, folder), tagger)
    for row, now, mixed in wanted:
        add_version(
            session, mixed.id, mixed, difference(now, mixed), actor=actor, source="import undone",
            change_id=uuid5(batch_id, f"undo:{row.row}"), note=None,
        )  # fmt: skip
        _put_back_sayings(session, row, now, mixed)
    note_audit(
        session, actor, "listing changed", "listing", [mixed.id for _, _, mixed in wanted], "import undone"
    )
    for name, url in bodies.items():
        session.execute(update(Organization).where(col(Organization.name) == name).values(url=url))
    return [mixed.id for _, _, mixed in wanted]


def _around(session: Session, row: ImportRow) -> tuple[ListingRecord, ListingRecord]:
    """Read what a listing said before a row and after it."""
    version = session.get_one(ListingVersion, row.version_id)
    before = session.execute(
        select(col(ListingVersion.record)).where(
            col(ListingVersion.listing_id) == version.listing_id,
            col(ListingVersion.number) == version.number - 1,
        )
    ).scalar_one()
    return from_document(before), from_document(version.record)


def _undone(
    before: ListingRecord, after: ListingRecord, now: ListingRecord
) -> tuple[ListingRecord, tuple[str, ...]]:
    """Take the change from before to after out of the present state, fact by fact."""
    update_: dict[str, object] = {}
    left: list[str] = []
    for name in ListingRecord.model_fields:
        was, became, is_now = (getattr(each, name) for each in (before, after, now))
        if was == became:
            continue
        if is_now == became:
            update_[name] = was
        elif is_now != was:
            left.append(name)
    mixed: ListingRecord = now.model_copy(update=update_)
    return mixed, tuple(left)


def _put_back_sayings(session: Session, row: ImportRow, now: ListingRecord, mixed: ListingRecord) -> None:
    back = [name for name in ListingRecord.model_fields if getattr(now, name) != getattr(mixed, name)]
    held = {str(each["field"]): each for each in row.said_before or ()}
    mine = (col(FieldSource.listing_id) == mixed.id, col(FieldSource.field).in_(back))
    session.execute(delete(FieldSource).where(*mine, col(FieldSource.said_by) == "source"))
    write_sayings(
        session,
        [{"listing_id": mixed.id, "at": clock.now(), **held[name]} for name in back if name in held],
    )


def _newest(session: Session, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    found: dict[UUID, tuple[int, UUID]] = {}
    for chunk in _chunks(ids):
        rows = session.execute(
            select(col(ListingVersion.listing_id), col(ListingVersion.number), col(ListingVersion.id)).where(
                col(ListingVersion.listing_id).in_(chunk)
            )
        )
        for row in rows:
            if row.number > found.get(row.listing_id, (0, row.id))[0]:
                found[row.listing_id] = (row.number, row.id)
    return {listing_id: version for listing_id, (_, version) in found.items()}


def _listings(session: Session, ids: Sequence[UUID]) -> dict[UUID, Listing]:
    found: dict[UUID, Listing] = {}
    for chunk in _chunks(ids):
        rows = session.execute(select(Listing).where(col(Listing.id).in_(chunk))).scalars()
        found |= {row.id: row for row in rows}
    return found


def _chunks(ids: Iterable[UUID]) -> list[list[UUID]]:
    every = list(ids)
    return [every[start : start + _CHUNK] for start in range(0, len(every), _CHUNK)]
