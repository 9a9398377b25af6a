"""How does the data that ships get into the store, once, and again only when it has changed?"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select
from sqlmodel import Session, col

from directory.areas.models import Dataset
from directory.errors import ImportRejected
from directory.funds.shipped import load_funds
from directory.imports.areas import load_areas
from directory.imports.evidence import load_evidence
from directory.imports.listings import PARISH_SOURCE, ImportReport, import_listings, parish_records
from directory.imports.placing import ManyPlacer, replace_areas
from directory.imports.records import read_records
from directory.imports.tables import maybe_text, read_table, replace_rows
from directory.listings.models import CapitalRule, Category, Source
from directory.partnerships.service import load_partnerships
from directory.search.index import rebuild_index
from directory.shipped.manifest import Manifest, read_manifest, verify_manifest
from directory.store import mark_changed
from directory.venues.shipped import load_venues

LISTINGS_FILE = "listings/listings.jsonl"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did."""

    changed: bool
    listings: ImportReport | None


def load_shipped(
    session: Session, folder: Path, *, on_step: Callable[[str], None] = lambda _step: None
) -> LoadReport:
    """Load the shipped tables if any differs from what is loaded; the caller commits."""
    on_step("Checking the shipped tables")
    verify_manifest(folder)
    manifest = read_manifest(folder)
    loaded = dict(session.execute(select(col(Dataset.path), col(Dataset.sha256))).all())
    if loaded == {note.path: note.sha256 for note in manifest.tables}:
        return LoadReport(changed=False, listings=None)
    on_step("Loading areas, postcodes and places")
    load_areas(session, folder)
    on_step("Loading listings")
    _load_words(session, folder)
    found = read_records(folder / LISTINGS_FILE)
    if found.rejected:
        first = found.rejected[0]
        raise ImportRejected(
            f"{len(found.rejected)} shipped listings cannot be taken; the first is line {first.line} "
            f'("{first.name}"): {"; ".join(first.reasons)}'
        )
    report = import_listings(
        session, folder, [*found.records, *parish_records(session)], shipped=True, on_step=on_step
    )
    replace_areas(session, ManyPlacer(session, folder))
    on_step("Writing the search index")
    rebuild_index(session)
    load_evidence(session, folder, manifest)
    load_funds(session, folder, [note.path for note in manifest.tables])
    load_partnerships(session, folder, [note.path for note in manifest.tables])
    load_venues(session, folder, [note.path for note in manifest.tables])
    _note_datasets(session, manifest)
    mark_changed(session, "areas")
    mark_changed(session, "listings")
    return LoadReport(changed=True, listings=report)


def _load_words(session: Session, folder: Path) -> None:
    """Bring categories, rules and sources up to date; what listings still refer to is never removed."""
    for row in read_table(folder, "listings/categories.csv"):
        session.merge(
            Category(slug=row["category"], label=row["label"], plural=row["plural"], heading=row["group"])
        )
    for row in read_table(folder, "listings/sources.csv"):
        session.merge(
            Source(
                key=row["source"],
                title=row["title"],
                publisher=row["publisher"],
                url=maybe_text(row["url"]),
                licence=row["licence"],
                vintage=row["vintage"],
                credit=row["credit"],
                origin=maybe_text(row.get("origin", "")),
            )
        )
    session.merge(
        Source(
            key=PARISH_SOURCE,
            title="Civil parishes of England, December 2020",
            publisher="Office for National Statistics",
            url=None,
            licence="Open Government Licence v3.0",
            vintage="2020-12",
            credit="Source: Office for National Statistics licensed under the Open Government Licence v3.0.",
        )
    )
    replace_rows(
        session, CapitalRule, (dict(row) for row in read_table(folder, "listings/capital_rules.csv"))
    )
    session.flush()


def _note_datasets(session: Session, manifest: Manifest) -> None:
    session.execute(Dataset.__table__.delete())  # type: ignore[attr-defined]
    session.execute(
        insert(Dataset),
        [
            {
                "path": note.path,
                "title": note.title,
                "rows": note.rows,
                "source": note.source,
                "licence": note.licence,
                "vintage": note.vintage,
                "attribution": "\n".join(note.attribution),
                "sha256": note.sha256,
            }
            for note in manifest.tables
        ],
    )
