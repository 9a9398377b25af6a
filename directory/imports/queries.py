"""What was brought in so far, and what is still to be decided?"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from directory.errors import InvalidInput, NotFound
from directory.imports.models import ImportBatch, ImportConflict, ImportDropped, ImportRow
from directory.listings.models import Listing, Source


@dataclass(frozen=True, slots=True)
class BatchRead:
    """One import."""

    id: UUID
    name: str
    format: str
    source: str
    source_title: str
    rows: int
    counts: dict[str, int]
    state: str
    at: datetime
    actor_id: UUID | None
    actor_role: str
    undone_at: datetime | None
    facts: tuple[str, ...]
    columns: tuple[tuple[str, str | None, str], ...]
    open_conflicts: int
    open_dropped: int


@dataclass(frozen=True, slots=True)
class RowRead:
    """What became of one row."""

    row: int
    outcome: str
    code: str | None
    message: str | None
    name: str | None
    listing_id: UUID | None
    raw: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class ConflictRead:
    """A fact on which a list and a person here differ."""

    id: UUID
    batch_id: UUID
    listing_id: UUID
    listing_name: str
    slug: str
    field: str
    ours: object
    theirs: object
    state: str


@dataclass(frozen=True, slots=True)
class ListRead:
    """A list that is described."""

    key: str
    title: str
    publisher: str
    licence: str


@dataclass(frozen=True, slots=True)
class DroppedRead:
    """A listing that a newer edition of its list does not have."""

    batch_id: UUID
    listing_id: UUID
    name: str
    slug: str
    source_title: str
    at: datetime


def list_batches(
    session: Session, *, limit: int = 100, actor_id: UUID | None = None
) -> tuple[BatchRead, ...]:
    """List imports, the newest first; of one person where told."""
    wanted = select(ImportBatch).order_by(col(ImportBatch.at).desc(), col(ImportBatch.id)).limit(limit)
    if actor_id is not None:
        wanted = wanted.where(col(ImportBatch.actor_id) == actor_id)
    return tuple(_batch(session, batch) for batch in session.execute(wanted).scalars())


def read_batch(session: Session, batch_id: UUID) -> BatchRead:
    """Read one import."""
    batch = session.get(ImportBatch, batch_id)
    if batch is None:
        raise NotFound("There is no such import. `hereabouts imports list` lists them.", field="batch")
    return _batch(session, batch)


def find_batch(session: Session, told: str) -> UUID:
    """Find an import by its id or the beginning of it."""
    wanted = told.strip().lower().replace("-", "")
    found = [
        each for each in session.execute(select(col(ImportBatch.id))).scalars() if each.hex.startswith(wanted)
    ]
    if not wanted or len(found) != 1:
        many = "several imports begin so" if len(found) > 1 else "no import begins so"
        raise InvalidInput(
            f"“{told}”: {many}. Give more of the id that `hereabouts imports list` shows.", field="batch"
        )
    only: UUID = found[0]
    return only


def _batch(session: Session, batch: ImportBatch) -> BatchRead:
    source = session.get(Source, batch.source)
    about = batch.about
    facts, columns = about.get("facts", []), about.get("columns", [])
    return BatchRead(
        id=batch.id,
        name=batch.name,
        format=batch.format,
        source=batch.source,
        source_title=source.title if source else batch.source,
        rows=batch.rows,
        counts=dict(batch.counts),
        state=batch.state,
        at=batch.at,
        actor_id=batch.actor_id,
        actor_role=batch.actor_role,
        undone_at=batch.undone_at,
        facts=tuple(str(each) for each in facts) if isinstance(facts, list) else (),
        columns=tuple(tuple(each) for each in columns) if isinstance(columns, list) else (),
        open_conflicts=_count(session, ImportConflict, batch.id),
        open_dropped=_count(session, ImportDropped, batch.id),
    )


def _count(session: Session, table: type[ImportConflict | ImportDropped], batch_id: UUID) -> int:
    wanted = select(func.count()).where(col(table.batch_id) == batch_id, col(table.state) == "open")
    return int(session.execute(wanted).scalar_one())


def list_rows(
    session: Session, batch_id: UUID, outcomes: Sequence[str] = (), *, limit: int | None = None
) -> tuple[RowRead, ...]:
    """List what became of the rows of an import, in their order; only some outcomes where told."""
    wanted = select(ImportRow).where(col(ImportRow.batch_id) == batch_id).order_by(col(ImportRow.row))
    if outcomes:
        wanted = wanted.where(col(ImportRow.outcome).in_(outcomes))
    if limit is not None:
        wanted = wanted.limit(limit)
    return tuple(
        RowRead(
            row.row, row.outcome, row.code, row.message, row.name, row.listing_id,
            {str(name): str(cell) for name, cell in row.raw.items()} if row.raw else None,
        )
        for row in session.execute(wanted).scalars()
    )  # fmt: skip


def list_conflicts(
    session: Session, batch_id: UUID | None = None, *, limit: int = 200
) -> tuple[ConflictRead, ...]:
    """List the contradictions nobody has decided yet."""
    wanted = (
        select(ImportConflict, col(Listing.name), col(Listing.slug))
        .join(Listing, col(Listing.id) == col(ImportConflict.listing_id))
        .where(col(ImportConflict.state) == "open")
        .order_by(col(Listing.name), col(ImportConflict.field))
        .limit(limit)
    )
    if batch_id is not None:
        wanted = wanted.where(col(ImportConflict.batch_id) == batch_id)
    return tuple(
        ConflictRead(
            conflict.id, conflict.batch_id, conflict.listing_id, name, slug, conflict.field,
            json.loads(conflict.ours or "null"), json.loads(conflict.theirs or "null"), conflict.state,
        )
        for conflict, name, slug in session.execute(wanted)
    )  # fmt: skip


def find_conflict(session: Session, conflict_id: UUID) -> ImportConflict:
    """Give a contradiction, decided or not."""
    found = session.get(ImportConflict, conflict_id)
    if found is None:
        raise NotFound("There is no such contradiction any more: its import was undone.", field="conflict")
    return found


def list_dropped(
    session: Session, batch_id: UUID | None = None, *, limit: int = 200
) -> tuple[DroppedRead, ...]:
    """List the listings that newer editions of lists dropped and nobody has looked at."""
    wanted = (
        select(ImportDropped, col(Listing.name), col(Listing.slug), col(Source.title))
        .join(Listing, col(Listing.id) == col(ImportDropped.listing_id))
        .join(ImportBatch, col(ImportBatch.id) == col(ImportDropped.batch_id))
        .join(Source, col(Source.key) == col(ImportBatch.source))
        .where(col(ImportDropped.state) == "open")
        .order_by(col(Listing.name))
        .limit(limit)
    )
    if batch_id is not None:
        wanted = wanted.where(col(ImportDropped.batch_id) == batch_id)
    return tuple(
        DroppedRead(dropped.batch_id, dropped.listing_id, name, slug, title, dropped.at)
        for dropped, name, slug, title in session.execute(wanted)
    )


def list_sources(session: Session) -> tuple[ListRead, ...]:
    """List the lists that are described, by title."""
    rows = session.execute(select(Source).order_by(col(Source.title))).scalars()
    return tuple(ListRead(row.key, row.title, row.publisher, row.licence) for row in rows)
