"""How is a plan carried out, in one transaction, so that each row can be told and the whole be undone?

Many listings are written at once, with the same effects as a change of each: a version, who says which fact,
the audit, the index, the mark of a change.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4, uuid5

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import Session, SQLModel, col

from directory import clock
from directory.changes.document import as_document, difference
from directory.changes.models import FieldSource, ListingVersion
from directory.changes.schemas import Actor
from directory.imports.faults import refuse_faults
from directory.imports.models import ImportBatch, ImportConflict, ImportDropped, ImportRow
from directory.imports.placing import ManyPlacer
from directory.imports.plan import Outcome, Plan, PlannedRow
from directory.imports.tagging import Tagger
from directory.jobs.models import AuditEntry
from directory.listings.models import Listing
from directory.listings.record import ListingRecord
from directory.listings.writing import write_records
from directory.search.index import rebuild_index, reindex
from directory.store import mark_changed

_CHUNK: Final = 500
_MOST_ONE_BY_ONE: Final = 300
"""Above so many listings the whole index is written anew: it is quicker."""


def take_plan(
    session: Session, folder: Path, plan: Plan, *, actor: Actor, batch_id: UUID | None = None
) -> UUID:
    """Carry out a plan; the caller commits. The same batch id again is the same batch, taken once."""
    identifier = batch_id or uuid4()
    if session.get(ImportBatch, identifier) is not None:
        return identifier
    now = clock.now()
    _add(session, ImportBatch, [_batch_values(plan, identifier, actor)])
    written = [row for row in plan.rows if row.after is not None]
    records = [row.after for row in written if row.after is not None]
    said_before = _sayings(session, written)
    if records:
        refuse_faults(session, records)
        _keep_first(session, [row for row in written if row.before is not None])
        write_records(session, records, ManyPlacer(session, folder), Tagger(session))
        _add_versions(session, identifier, written, actor)
        _note_said(session, plan.source, written)
    rows = [_row_values(identifier, row, said_before.get(row.number)) for row in plan.rows]
    _add(session, ImportRow, rows)
    _add_conflicts(session, identifier, plan.rows)
    dropped = [
        {
            "batch_id": identifier,
            "listing_id": each.listing_id,
            "source_id": each.source_id,
            "name": each.name,
            "state": "open",
            "at": now,
        }
        for each in plan.dropped
    ]
    _add(session, ImportDropped, dropped)
    note_audit(session, actor, "import taken", "import_batch", [identifier], f"{len(plan.rows)} rows")
    if records:
        follow(session, [record.id for record in records])
    return identifier


def follow(session: Session, ids: Sequence[UUID]) -> None:
    """Let the index and the readers know what changed."""
    session.flush()
    if len(ids) > _MOST_ONE_BY_ONE:
        rebuild_index(session)
    else:
        reindex(session, ids)
    mark_changed(session, "listings")


def version_id(batch_id: UUID, row: int) -> UUID:
    """Give the id of the version that a row of a batch makes."""
    return uuid5(batch_id, f"row:{row}")


def _batch_values(plan: Plan, identifier: UUID, actor: Actor) -> dict[str, object]:
    return {
        "id": identifier,
        "name": plan.name[:200],
        "format": plan.format,
        "source": plan.source,
        "sha256": plan.sha256,
        "rows": len(plan.rows),
        "counts": plan.counts,
        "about": {
            "facts": list(plan.facts),
            "columns": [[match.column, match.field, match.how] for match in plan.matches],
            "repairs": [[each.word, each.count] for each in plan.repairs],
            "unknown_words": [[each.word, each.count] for each in plan.unknown_words[:200]],
        },
        "whole": plan.whole,
        "state": "taken",
        "at": clock.now(),
        "actor_id": actor.account_id,
        "actor_role": actor.role,
    }


def _row_values(
    batch_id: UUID, row: PlannedRow, said_before: list[dict[str, object]] | None
) -> dict[str, object]:
    return {
        "batch_id": batch_id,
        "row": row.number,
        "outcome": row.outcome.value,
        "code": row.code.value if row.code else None,
        "message": row.message or None,
        "name": row.name or None,
        "listing_id": row.listing_id,
        "version_id": version_id(batch_id, row.number) if row.after is not None else None,
        "raw": row.raw if row.outcome is Outcome.QUARANTINED else None,
        "said_before": said_before,
    }


def _sayings(session: Session, written: Sequence[PlannedRow]) -> dict[int, list[dict[str, object]]]:
    """Note who says now what each row will change, so that undoing can put it back."""
    held: dict[tuple[UUID, str], FieldSource] = {}
    for chunk in _chunks([row.listing_id for row in written if row.before is not None and row.listing_id]):
        rows = session.execute(select(FieldSource).where(col(FieldSource.listing_id).in_(chunk))).scalars()
        held |= {(row.listing_id, row.field): row for row in rows}
    found: dict[int, list[dict[str, object]]] = {}
    for row in written:
        if row.before is None or row.listing_id is None:
            continue
        of_row = [held[row.listing_id, name] for name in row.fields if (row.listing_id, name) in held]
        found[row.number] = [
            {
                "field": each.field,
                "said_by": each.said_by,
                "source": each.source,
                "record_date": each.record_date,
            }
            for each in of_row
        ]
    return found


def _keep_first(session: Session, changed: Sequence[PlannedRow]) -> None:
    """Keep the state each listing came with, where this is its first change."""
    before = {row.before.id: row.before for row in changed if row.before is not None}
    versioned = set(_numbers(session, list(before)))
    fresh = [identifier for identifier in before if identifier not in versioned]
    values: list[dict[str, object]] = []
    for chunk in _chunks(fresh):
        listings = session.execute(select(Listing).where(col(Listing.id).in_(chunk))).scalars()
        values += [
            {
                "id": uuid4(),
                "listing_id": listing.id,
                "number": 1,
                "at": listing.created_at,
                "actor_id": None,
                "actor_role": "import",
                "source": "shipped" if listing.shipped else "import",
                "note": None,
                "record": as_document(before[listing.id]),
                "changes": [],
            }
            for listing in listings
        ]
    _add(session, ListingVersion, values)


def _add_versions(session: Session, batch_id: UUID, written: Sequence[PlannedRow], actor: Actor) -> None:
    after = {row.after.id: row for row in written if row.after is not None}
    numbers = _numbers(session, list(after))
    now, values, audits = clock.now(), [], []
    for identifier, row in after.items():
        assert row.after is not None  # noqa: S101 - chosen so
        changes = difference(row.before, row.after)
        values.append(
            {
                "id": version_id(batch_id, row.number),
                "listing_id": identifier,
                "number": numbers.get(identifier, 0) + 1,
                "at": now,
                "actor_id": actor.account_id,
                "actor_role": actor.role,
                "source": "import",
                "note": None,
                "record": as_document(row.after),
                "changes": [
                    {"field": each.field, "label": each.label, "before": each.before, "after": each.after}
                    for each in changes
                ],
            }
        )
        audits.append((identifier, "listing added" if row.before is None else "listing changed", row.fields))
    _add(session, ListingVersion, values)
    _add(
        session,
        AuditEntry,
        [
            {
                "id": uuid4(),
                "at": now,
                "actor_id": actor.account_id,
                "actor_role": actor.role,
                "action": action,
                "subject": "listing",
                "subject_id": str(identifier),
                "detail": ", ".join(fields) or None,
            }
            for identifier, action, fields in audits
        ],
    )


def _note_said(session: Session, source: str, written: Sequence[PlannedRow]) -> None:
    """Note of each fact a row says from which source it is, and of what date."""
    now, values = clock.now(), []
    for row in written:
        assert row.after is not None  # noqa: S101 - chosen so
        ref = next((each for each in row.after.sources if each.source == source), row.after.sources[0])
        fields = row.fields if row.before is not None else sorted(_said(row.after, row.stated))
        values += [
            {
                "listing_id": row.after.id,
                "field": name,
                "said_by": "source",
                "source": ref.source,
                "record_date": ref.date,
                "at": now,
            }
            for name in fields
            if name != "sources"
        ]
    write_sayings(session, values)


def _said(record: ListingRecord, stated: Iterable[str]) -> set[str]:
    return {name for name in stated if getattr(record, name) not in (None, ())}


def write_sayings(session: Session, values: Sequence[Mapping[str, object]]) -> None:
    """Write who says which facts, in place of who said them before."""
    statement = upsert(FieldSource)
    told = {name: statement.excluded[name] for name in ("said_by", "source", "record_date", "at")}
    statement = statement.on_conflict_do_update(index_elements=["listing_id", "field"], set_=told)
    for start in range(0, len(values), _CHUNK * 10):
        session.connection().execute(statement, [dict(each) for each in values[start : start + _CHUNK * 10]])


def _add_conflicts(session: Session, batch_id: UUID, rows: Sequence[PlannedRow]) -> None:
    values: list[dict[str, object]] = [
        {
            "id": uuid5(batch_id, f"conflict:{row.number}:{each.field}"),
            "batch_id": batch_id,
            "listing_id": row.listing_id,
            "field": each.field,
            "ours": each.ours,
            "theirs": each.theirs,
            "state": "open",
            "at": clock.now(),
        }
        for row in rows
        for each in row.conflicts
    ]
    _add(session, ImportConflict, values)


def _numbers(session: Session, ids: Sequence[UUID]) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for chunk in _chunks(ids):
        rows = session.execute(
            select(col(ListingVersion.listing_id), func.max(col(ListingVersion.number)))
            .where(col(ListingVersion.listing_id).in_(chunk))
            .group_by(col(ListingVersion.listing_id))
        )
        found |= {row[0]: row[1] for row in rows}
    return found


def note_audit(
    session: Session, actor: Actor, action: str, subject: str, ids: Sequence[UUID], detail: str | None = None
) -> None:
    """Write down who did something to one thing or many."""
    now = clock.now()
    _add(
        session,
        AuditEntry,
        [
            {
                "id": uuid4(),
                "at": now,
                "actor_id": actor.account_id,
                "actor_role": actor.role,
                "action": action,
                "subject": subject,
                "subject_id": str(identifier),
                "detail": detail,
            }
            for identifier in ids
        ],
    )


def _add(session: Session, table: type[SQLModel], values: Sequence[Mapping[str, object]]) -> None:
    session.flush()
    for start in range(0, len(values), _CHUNK):
        session.execute(insert(table), [dict(each) for each in values[start : start + _CHUNK]])


def _chunks(ids: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK)]
