"""After any sequence of changes the index of searches is the one that a rebuilding would write."""

import contextlib
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as tuned
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from directory import clock
from directory.changes.document import read_record
from directory.changes.schemas import COMMAND
from directory.changes.service import (
    archive,
    change_listing,
    close_for_now,
    confirm_listing,
    mark_unconfirmed,
    merge_listings,
    refresh_visibility,
    reopen,
    restore,
    undo_merge,
    versions,
)
from directory.errors import Conflict
from directory.listings.record import ListingRecord
from directory.matching.models import Merge
from directory.search.index import rebuild_index
from directory.settings import PROJECT_DIR
from directory.store import open_engine
from directory.words import Reach, SizeBand

DATA = PROJECT_DIR / "data"
ACTS = (
    "words",
    "place",
    "hours",
    "dates",
    "close",
    "reopen",
    "archive",
    "confirm",
    "lapse",
    "merge",
    "undo",
    "restore",
    "day",
)


def index_of(session: Session) -> list[tuple[Any, ...]]:
    """Read the index, whatever the numbers that tie its two tables together."""
    entries = session.execute(text("SELECT * FROM search_entry")).mappings().all()
    listing = {row["no"]: row["listing_id"] for row in entries}
    texts = session.execute(text("SELECT rowid, name, about, place, summary FROM search_text")).all()
    assert {row[0] for row in texts} == set(listing)
    told = [
        tuple((name, value) for name, value in row.items() if name not in {"id", "no"}) for row in entries
    ]
    return sorted([*map(repr, told), *(repr((listing[row[0]], *row[1:])) for row in texts)])


@pytest.fixture(scope="module")
def built(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    copy = shutil.copy(built_database, tmp_path_factory.mktemp("index") / "built.sqlite3")
    engine = open_engine(f"sqlite:///{copy}")
    yield engine
    engine.dispose()


@dataclass
class Acting:
    """Somebody who changes listings by chance."""

    session: Session
    chance: random.Random
    one: UUID
    other: UUID
    today: date

    @property
    def record(self) -> ListingRecord:
        return read_record(self.session, self.one)

    def say(self, **said: object) -> None:
        changed = self.record.model_copy(update=said)
        change_listing(self.session, DATA, self.one, changed, actor=COMMAND, source="form", change_id=uuid4())

    def words(self) -> None:
        self.say(
            name=f"Renamed {self.chance.randrange(9)}",
            summary="Other words.",
            categories=("library",),
            size_band=self.chance.choice(list(SizeBand)),
            reach=self.chance.choice(list(Reach)),
        )

    def place(self) -> None:
        self.say(sites=read_record(self.session, self.other).sites)

    def hours(self) -> None:
        sites = self.record.sites
        if sites:
            self.say(sites=(sites[0].model_copy(update={"hours": "Su 10:00-12:00"}), *sites[1:]))

    def dates(self) -> None:
        begins = self.today + timedelta(days=self.chance.choice([-3, 3]))
        self.say(visible_from=begins, recruiting="Drivers", recruiting_until=self.today)

    def close(self) -> None:
        until = self.chance.choice([None, self.today + timedelta(days=2)])
        close_for_now(self.session, self.one, actor=COMMAND, until=until, change_id=uuid4())

    def reopen(self) -> None:
        reopen(self.session, self.one, actor=COMMAND, change_id=uuid4())

    def archive(self) -> None:
        goes_to = self.other if self.other != self.one else None
        archive(self.session, self.one, actor=COMMAND, reason="Over.", goes_to=goes_to, change_id=uuid4())

    def confirm(self) -> None:
        confirm_listing(self.session, self.one, actor=COMMAND, on=self.today, change_id=uuid4())

    def lapse(self) -> None:
        mark_unconfirmed(self.session, self.one, since=self.today, change_id=uuid4())

    def merge(self) -> None:
        if self.one != self.other:
            merge_listings(
                self.session, DATA, self.one, self.other, self.record, actor=COMMAND, change_id=uuid4()
            )

    def undo(self) -> None:
        merge = self.session.exec(select(Merge).where(col(Merge.undone_at).is_(None))).first()
        if merge is not None:
            undo_merge(self.session, DATA, merge.id, actor=COMMAND, change_id=uuid4())

    def restore(self) -> None:
        had = versions(self.session, self.one)
        if had:
            restore(self.session, DATA, self.chance.choice(had).id, actor=COMMAND, change_id=uuid4())

    def day(self) -> None:
        refresh_visibility(self.session, self.today)


@tuned(max_examples=25, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(0, 5)), min_size=4, max_size=10
    ),
    seed=st.integers(0, 1_000),
)
def test_the_index_is_that_of_a_rebuilding(
    built: Engine, acts: list[tuple[str, int, int]], seed: int
) -> None:
    chance, first = random.Random(seed), clock.now()
    with pytest.MonkeyPatch.context() as patched, Session(built) as session:
        rows = session.execute(text("SELECT id FROM listing WHERE kind <> 'parish_council' ORDER BY slug"))
        ids = [UUID(found) for found in rows.scalars()][::90]
        for number, (act, one, other) in enumerate(acts):
            now = first + timedelta(days=number)
            patched.setattr(clock, "now", lambda now=now: now)
            today = clock.local_now().date()
            with contextlib.suppress(Conflict):
                getattr(Acting(session, chance, ids[one], ids[other], today), act)()
        kept = index_of(session)
        rebuild_index(session)
        assert kept == index_of(session)
        session.rollback()
