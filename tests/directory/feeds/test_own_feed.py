"""Can another directory read our own feed: is every service taken, or set aside with a reason?"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.feeds.service import add_feed, harvest
from directory.imports.batches import NewSource
from directory.jobs.schemas import Stores
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope

OURS = NewSource("Hereabouts", "Hereabouts", "Open Government Licence v3.0", "Contains our own data.")
PER_PAGE = 100


@pytest.fixture
def elsewhere(settings: Settings) -> Iterator[Stores]:
    """Give another directory: the same places, and nothing listed."""
    made = Stores(open_engine(settings.database_url), open_people(settings), settings)
    _empty(Path(settings.database_url.removeprefix("sqlite:///")))
    yield made
    made.directory.dispose()
    made.people.dispose()


def _empty(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        found = store.execute(
            "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c "
            "ON c.name = 'listing_id' WHERE m.type = 'table' AND m.name NOT LIKE 'search_text%'"
        )
        of_listings = [name for (name,) in found]
        for name in (*of_listings, "listing", "location", "organization", "search_text"):
            store.execute(f'DELETE FROM "{name}"')  # noqa: S608 - names of our own tables


def served(address: str) -> dict[str, str]:
    """Read the feed the plain way: the id and name of each service."""
    found: dict[str, str] = {}
    pages, number = 1, 1
    while number <= pages:
        page = httpx2.get(
            f"{address}/services", params={"page": number, "per_page": PER_PAGE}, timeout=30
        ).json()
        pages = page["total_pages"]
        found |= {each["id"]: each["name"] for each in page["contents"]}
        number += 1
    assert len(found) == page["total_items"]
    return found


def test_every_service_of_ours_is_taken_or_set_aside_with_a_reason(
    live_server: str, elsewhere: Stores
) -> None:
    address = f"{live_server}/oruk/v3"
    told = served(address)
    with session_scope(elsewhere.directory) as session:
        feed = add_feed(session, address, "our_own", OURS)
    found = harvest(elsewhere, feed, allow_private=True, pace_s=0)
    assert (found.why, found.records) == ("", len(told))
    assert sum(found.counts.values()) == len(told)
    with Session(elsewhere.directory) as session:
        taken = dict(
            session.execute(
                text("SELECT r.source_id, l.name FROM listing l "
                     "JOIN source_record r ON r.listing_id = l.id WHERE r.source = 'our_own'")
            ).all()
        )  # fmt: skip
        rows = session.execute(
            text("SELECT outcome, code, message, name FROM import_row WHERE batch_id = :batch"),
            {"batch": found.batch_id.hex if found.batch_id else ""},
        ).all()
    aside = [row for row in rows if row.outcome not in {"added", "updated"}]
    assert all(row.code for row in aside), "nothing is left out without a reason"
    assert len(taken) == found.counts["added"] == len(told) - len(aside)
    assert {key: told[key] for key in taken} == taken, "names arrive as they left"
    assert sorted(row.name for row in aside) == sorted(told[key] for key in told.keys() - taken.keys())
    assert len(taken) > len(told) * 0.95
