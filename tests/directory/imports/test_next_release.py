"""What becomes of a listing that the next shipped file no longer holds, or holds within another?"""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select, text, update
from sqlmodel import Session, col

from directory.changes.schemas import COMMAND
from directory.changes.service import archive
from directory.errors import Gone
from directory.imports.shipped import LISTINGS_FILE, load_shipped
from directory.listings.models import Listing
from directory.listings.schemas import ListingRead, Moved
from directory.listings.service import read_listing
from directory.settings import PROJECT_DIR
from directory.shipped.manifest import hash_file
from directory.store import session_scope

Records = dict[str, dict[str, object]]


@pytest.fixture
def next_release(tmp_path: Path) -> Callable[[Callable[[Records], None]], Path]:
    """Change the shipped listings (by id) as a next build would, manifest and all."""

    def build(change: Callable[[Records], None]) -> Path:
        folder = tmp_path / "next"
        shutil.copytree(PROJECT_DIR / "data", folder)
        path = folder / LISTINGS_FILE
        records = {(found := json.loads(line))["id"]: found for line in path.read_text().splitlines()}
        change(records)
        path.write_text("".join(json.dumps(record) + "\n" for record in records.values()))
        manifest = json.loads((folder / "manifest.json").read_text())
        for table in manifest["tables"]:
            if table["path"] == LISTINGS_FILE:
                table["sha256"], table["rows"] = hash_file(path), len(records)
        (folder / "manifest.json").write_text(json.dumps(manifest))
        return folder

    return build


def two_clubs(session: Session) -> tuple[Listing, Listing]:
    found = session.execute(
        select(Listing).where(col(Listing.kind) == "group", col(Listing.shipped)).order_by(col(Listing.name))
    ).scalars()
    first, second = list(found)[:2]
    return first, second


@pytest.mark.slow
def test_a_listing_that_no_longer_ships_leaves(
    directory_engine: Engine, next_release: Callable[[Callable[[Records], None]], Path]
) -> None:
    with Session(directory_engine) as session:
        club, _other = two_clubs(session)
    with session_scope(directory_engine) as session:
        load_shipped(session, next_release(lambda records: records.pop(str(club.id)) and None))
    with Session(directory_engine) as session, pytest.raises(Gone, match="not in the lists any more"):
        read_listing(session, club.slug)
    with session_scope(directory_engine) as session:
        session.execute(text("UPDATE dataset SET sha256 = 'another'"))
        load_shipped(session, PROJECT_DIR / "data")
        assert isinstance(read_listing(session, club.slug), ListingRead)


@pytest.mark.slow
def test_a_listing_somebody_confirmed_stays(
    directory_engine: Engine, next_release: Callable[[Callable[[Records], None]], Path]
) -> None:
    with session_scope(directory_engine) as session:
        club, _other = two_clubs(session)
        session.execute(
            update(Listing).where(col(Listing.id) == club.id).values(assured_date=date(2026, 11, 1))
        )
    with session_scope(directory_engine) as session:
        load_shipped(session, next_release(lambda records: records.pop(str(club.id)) and None))
    with Session(directory_engine) as session:
        kept = read_listing(session, club.slug)
        assert isinstance(kept, ListingRead)
        assert kept.assured_date == date(2026, 11, 1)


@pytest.mark.slow
def test_a_listing_merged_into_another_leads_there(
    directory_engine: Engine, next_release: Callable[[Callable[[Records], None]], Path]
) -> None:
    with Session(directory_engine) as session:
        club, survivor = two_clubs(session)

    def merge(records: Records) -> None:
        merged = records.pop(str(club.id))
        sources = records[str(survivor.id)]["sources"]
        assert isinstance(sources, list)
        assert isinstance(merged["sources"], list)
        sources.extend(merged["sources"])

    with session_scope(directory_engine) as session:
        load_shipped(session, next_release(merge))
    with Session(directory_engine) as session:
        assert read_listing(session, club.slug) == Moved(survivor.slug)
        found = read_listing(session, survivor.slug)
        assert isinstance(found, ListingRead)
        assert len(found.sources) >= 2


@pytest.mark.slow
def test_a_listing_somebody_took_down_stays_so(
    directory_engine: Engine, next_release: Callable[[Callable[[Records], None]], Path]
) -> None:
    with session_scope(directory_engine) as session:
        club, other = two_clubs(session)
        archive(session, club.id, actor=COMMAND, reason="Over.", goes_to=None, change_id=uuid4())
    with session_scope(directory_engine) as session:
        load_shipped(session, next_release(lambda records: records.pop(str(other.id)) and None))
    with Session(directory_engine) as session:
        status = session.execute(
            text("SELECT status FROM listing WHERE id = :id"), {"id": club.id.hex}
        ).scalar()
        assert status == "inactive"
