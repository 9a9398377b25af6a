"""Is the shipped data loaded once, whole, the same every time, or not at all?"""

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlmodel import select

from directory.changes.document import read_record
from directory.changes.schemas import COMMAND
from directory.changes.service import change_listing, confirm_listing
from directory.coverage.service import run_coverage
from directory.errors import ManifestMismatch, SourceIncomplete
from directory.imports.shipped import load_shipped
from directory.listings.models import Listing
from directory.settings import PROJECT_DIR
from directory.store import DIRECTORY, data_version, migrate, open_engine, session_scope

DATA = PROJECT_DIR / "data"
LEFT_ASIDE = {"change_mark", "alembic_version"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def fingerprint(engine: Engine) -> dict[str, str]:
    """Tell every table by what it holds, but for the moment a row was written."""
    found = {}
    with engine.connect() as connection:
        names = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_text_%'")
        ).scalars()
        for name in set(names) - LEFT_ASIDE:
            rows = connection.execute(text(f"SELECT * FROM {name}")).mappings()  # noqa: S608
            told = sorted(
                repr([(key, value) for key, value in row.items() if key not in {"created_at", "updated_at"}])
                for row in rows
            )
            found[name] = hashlib.sha256("\n".join(told).encode()).hexdigest()
    return found


def test_loading_again_does_nothing(directory_engine: Engine) -> None:
    before, version = fingerprint(directory_engine), data_version(directory_engine)
    steps: list[str] = []
    with session_scope(directory_engine) as session:
        report = load_shipped(session, DATA, on_step=steps.append)
    assert not report.changed
    assert report.listings is None
    assert steps == ["Checking the shipped tables"]
    assert (fingerprint(directory_engine), data_version(directory_engine)) == (before, version)


def test_loading_the_same_anew_gives_the_same_rows_ids_and_addresses(directory_engine: Engine) -> None:
    before = fingerprint(directory_engine)
    with session_scope(directory_engine) as session:
        session.execute(text("UPDATE dataset SET sha256 = 'another'"))
        report = load_shipped(session, DATA)
    assert report.changed
    assert report.listings is not None
    assert (report.listings.added, report.listings.kept) == (0, 0)
    assert report.listings.replaced > 700
    assert fingerprint(directory_engine) == before


def test_two_stores_from_the_same_tables_are_the_same(directory_engine: Engine, tmp_path: Path) -> None:
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    migrate(DIRECTORY, other)
    with session_scope(other) as session:
        load_shipped(session, DATA)
    mine, theirs = fingerprint(directory_engine), fingerprint(other)
    for name in mine:
        if not name.startswith("coverage"):
            assert theirs[name] == mine[name], name
    other.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("when", ["Loading listings", "Placing and tagging", "Writing the search"])
def test_a_load_that_is_interrupted_leaves_what_was_there(directory_engine: Engine, when: str) -> None:
    before, version = fingerprint(directory_engine), data_version(directory_engine)
    reached = []

    def stop(step: str) -> None:
        if step.startswith(when):
            reached.append(step)
            raise KeyboardInterrupt

    def load() -> None:
        with session_scope(directory_engine) as session:
            session.execute(text("UPDATE dataset SET sha256 = 'another'"))
            load_shipped(session, DATA, on_step=stop)

    with pytest.raises(KeyboardInterrupt):
        load()
    assert reached
    assert (fingerprint(directory_engine), data_version(directory_engine)) == (before, version)


@pytest.mark.parametrize(
    "table", ["listings/listings.jsonl", "postcodes/postcodes.csv.gz", "boundaries/areas.csv"]
)
def test_a_changed_table_is_refused_and_nothing_is_loaded(
    directory_engine: Engine, folder: Path, table: str
) -> None:
    before = fingerprint(directory_engine)
    path = folder / table
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with session_scope(directory_engine) as session, pytest.raises(ManifestMismatch, match=path.name):
        load_shipped(session, folder)
    assert fingerprint(directory_engine) == before


def test_a_missing_table_is_named(directory_engine: Engine, folder: Path) -> None:
    (folder / "stops/stops.csv.gz").unlink()
    with (
        session_scope(directory_engine) as session,
        pytest.raises((ManifestMismatch, SourceIncomplete), match=r"stops\.csv\.gz"),
    ):
        load_shipped(session, folder)


def test_a_listing_somebody_confirmed_is_kept_by_the_next_release(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        identifier = session.exec(select(Listing.id).where(Listing.slug == "march-library")).one()
        confirm_listing(session, identifier, actor=COMMAND, on=date(2026, 11, 1), change_id=uuid4())
        record = read_record(session, identifier).model_copy(update={"summary": "Ours now."})
        change_listing(session, DATA, identifier, record, actor=COMMAND, source="form", change_id=uuid4())
        session.execute(text("UPDATE dataset SET sha256 = 'another'"))
        report = load_shipped(session, DATA)
    assert report.listings is not None
    assert report.listings.kept == 1
    with directory_engine.connect() as connection:
        row = connection.execute(text("SELECT summary FROM listing WHERE slug = 'march-library'")).one()
        assert row.summary == "Ours now."
        # Its parts and its place in the index are still there too.
        found = connection.execute(
            text(
                "SELECT COUNT(*) FROM search_entry e JOIN listing l ON l.id = e.listing_id "
                "WHERE l.slug = 'march-library' AND e.easting IS NOT NULL"
            )
        )
        assert found.scalar_one() == 1


def test_the_store_holds_as_many_rows_as_the_manifest_says(read_engine: Engine) -> None:
    manifest = {table["path"]: table for table in json.loads((DATA / "manifest.json").read_text())["tables"]}
    counted = {
        "listings/listings.jsonl": "SELECT COUNT(*) FROM listing WHERE kind <> 'parish_council'",
        "postcodes/postcodes.csv.gz": "SELECT COUNT(*) FROM postcode WHERE inside",
        "postcodes/outside.csv.gz": "SELECT COUNT(*) FROM postcode WHERE NOT inside",
        "localities/localities.csv": "SELECT COUNT(*) FROM locality",
        "stops/stops.csv.gz": "SELECT COUNT(*) FROM stop",
        "listings/capital_rules.csv": "SELECT COUNT(*) FROM capital_rule",
        "contacts/contact_points.csv": "SELECT COUNT(*) FROM contact_point",
        "parishes/parishes.csv": "SELECT COUNT(*) FROM area WHERE level = 'parish' AND release = '2021'",
        "places/reference_places.csv": "SELECT COUNT(*) FROM reference_place",
    }
    with read_engine.connect() as connection:
        for path, statement in counted.items():
            assert connection.execute(text(statement)).scalar_one() == manifest[path]["rows"], path
        parishes = connection.execute(text("SELECT COUNT(*) FROM listing WHERE kind = 'parish_council'"))
        assert parishes.scalar_one() == 264


def test_coverage_follows_a_load(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        session.execute(text("UPDATE dataset SET sha256 = 'another'"))
        load_shipped(session, DATA)
        reports = run_coverage(session, draws=0)
    assert len(reports) == 4
