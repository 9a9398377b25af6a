"""Is anything lost or left half done when the process is killed at any moment of its work?

A process changes both stores as fast as it can: edits, confirmations, approvals, owners, imports, merges.
It is killed at a moment nobody chose, again and again, on the same two files. What it said was done must be
done, whole and once; what it had not said may be there or not, but never half.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from killed import ROWS, open_stores
from sqlalchemy import text
from sqlmodel import Session, col, select

from directory.accounts.models import RoleGrant
from directory.changes.document import as_document, read_record
from directory.changes.models import ListingVersion
from directory.changes.own_source import describe_own_source
from directory.imports.models import ImportBatch, ImportRow
from directory.jobs.models import AuditEntry, Job
from directory.jobs.queries import forget_claims
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.jobs.sweep import put_right
from directory.listings.models import Listing
from directory.matching.models import Merge
from directory.search.index import rebuild_index
from directory.settings import PROJECT_DIR
from directory.store import PEOPLE, migrate, open_engine, session_scope
from directory.submissions.models import Submission

KILLS = int(os.environ.get("HEREABOUTS_KILLS", "50"))
MOST_DONE = 40
"""A child says at most so often what it did before it is killed; 20 times 50 are the thousand changes."""
MOST_MS = 30
"""And so long after the last it said: about two changes."""
SUPPORT = PROJECT_DIR / "tests" / "support"
Told = dict[str, str]


class Killing:
    """Starts workers and kills them."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "killed.log"
        with self.log.open("wb") as errors:
            self.process = subprocess.Popen(  # noqa: S603 - our own Python
                [sys.executable, SUPPORT / "killed.py", folder],
                env={**os.environ, "PYTHONPATH": f"{PROJECT_DIR}:{SUPPORT}"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.orders, self.answers = self.process.stdin, self.process.stdout
        while self._next()["did"] != "ready":
            pass

    def one(self, seed: str, after: int, wait_ms: float) -> list[Told]:
        """Let one work for a while, kill it, and give what it said."""
        self.orders.write(f"{seed}\n")
        self.orders.flush()
        begun = self._next()
        assert begun["did"] == "begin", begun
        told = [self._next() for _ in range(after)]
        time.sleep(wait_ms / 1000)
        os.kill(int(begun["pid"]), signal.SIGKILL)
        while (line := self._next())["did"] != "end":
            told.append(line)
        assert line["signal"] == signal.SIGKILL, "it ended by itself"
        return told

    def _next(self) -> Told:
        line = self.answers.readline()
        if not line:
            pytest.fail(self.log.read_text(errors="replace"))
        found: Told = json.loads(line)
        return found

    def end(self) -> None:
        self.orders.close()
        self.process.wait(timeout=20)
        self.answers.close()


@pytest.fixture
def stores(built_database: Path, tmp_path: Path) -> Iterator[Stores]:
    shutil.copy(built_database, tmp_path / "directory.sqlite3")
    people = open_engine(f"sqlite:///{tmp_path / 'people.sqlite3'}")
    migrate(PEOPLE, people)
    people.dispose()
    found = open_stores(tmp_path)
    with session_scope(found.directory) as session:
        describe_own_source(session)
    yield found
    found.directory.dispose()
    found.people.dispose()


def go_on(stores: Stores) -> None:
    """Do what the worker does after a crash, in the minutes after it."""
    put_right(stores)
    for _ in range(3):
        # That nobody is at anything any more, and that what failed is due again, stands for the minutes.
        for engine in (stores.directory, stores.people):
            with session_scope(engine) as session:
                forget_claims(session)
                session.execute(text("UPDATE job SET run_after = created_at WHERE state = 'waiting'"))
        while run_due(stores, heavy=lambda *_: True):
            pass


def sound(stores: Stores, *, check: str) -> None:
    for engine in (stores.directory, stores.people):
        with engine.connect() as connection:
            assert connection.execute(text(f"PRAGMA {check}")).scalar_one() == "ok"


def is_whole(session: Session, listing: UUID) -> None:
    """Check that a listing is what its newest version says, and that its versions have no holes."""
    rows = session.exec(
        select(ListingVersion)
        .where(ListingVersion.listing_id == listing)
        .order_by(col(ListingVersion.number))
    ).all()
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    if rows:
        assert as_document(read_record(session, listing)) == rows[-1].record


def nothing_lost(stores: Stores, told: list[Told]) -> None:
    """Check each thing that was said to be done."""
    with Session(stores.directory) as directory, Session(stores.people) as people:
        for each in told:
            if "change" in each:
                assert directory.get(ListingVersion, UUID(each["change"])) is not None, each
            for name in {"listing", "loser"} & set(each):
                is_whole(directory, UUID(each[name]))
            if each["did"] == "import":
                assert directory.get(ImportBatch, UUID(each["batch"])) is not None, each
            if "submission" in each:
                row = people.get(Submission, UUID(each["submission"]))
                assert row is not None, each
                if each["did"] in {"approve", "publish"}:
                    assert row.state == "approved", each


def both_agree(stores: Stores) -> Counter[str]:
    """Check across the two stores: published exactly what was approved, owned exactly what has an owner."""
    with Session(stores.directory) as directory, Session(stores.people) as people:
        open_jobs = people.exec(select(Job.kind).where(Job.state != "done")).all()
        assert not open_jobs, Counter(open_jobs)
        made = Counter(
            directory.exec(select(Listing.name).where(col(Listing.name).startswith("Group "))).all()
        )
        approved = people.exec(select(Submission).where(Submission.state == "approved")).all()
        for row in people.exec(select(Submission).where(Submission.state != "approved")):
            assert f"Group {row.id}" not in made, "published what nobody approved"
        assert made == Counter(f"Group {row.id}" for row in approved), "each published once"
        for row in approved:
            first = directory.exec(
                select(ListingVersion)
                .where(ListingVersion.listing_id == row.listing_id, ListingVersion.source == "form")
                .order_by(col(ListingVersion.number))
            ).first()
            assert first is not None
            assert first.number == 1
        owners = {
            UUID(scope)
            for scope in people.exec(
                select(RoleGrant.scope).where(col(RoleGrant.ended_at).is_(None), RoleGrant.role == "owner")
            )
            if scope
        }
        assert set(directory.exec(select(Listing.id).where(col(Listing.owned)))) == owners
        return Counter({"approved": len(approved), "owned": len(owners)})


def no_half(stores: Stores) -> Counter[str]:
    """Check every listing, import and merge there is, said or not."""
    with Session(stores.directory) as session:
        for listing in session.exec(select(Listing.id)).all():
            is_whole(session, listing)
        for batch in session.exec(select(ImportBatch)).all():
            rows = session.exec(select(ImportRow).where(ImportRow.batch_id == batch.id)).all()
            assert len(rows) == batch.rows == ROWS == sum(batch.counts.values())
            for row in rows:
                assert row.listing_id is None or session.get(Listing, row.listing_id) is not None
        merges = session.exec(select(Merge)).all()
        standing = Counter(merge.loser for merge in merges if merge.undone_at is None)
        merged = session.exec(select(Listing).where(Listing.departure == "merged")).all()
        assert standing == Counter(listing.id for listing in merged)
        versions = session.exec(select(ListingVersion.listing_id)).all()
        # The first version is what was there before: nobody's act.
        acts = Counter(str(each) for each in versions) - Counter({str(each) for each in versions})
        audited = Counter(
            session.exec(select(AuditEntry.subject_id).where(AuditEntry.subject == "listing")).all()
        )
        assert not acts - audited, "a version without an entry of who made it"
        return Counter({"versions": len(versions), "merges": len(merges)})


def index_of(session: Session) -> list[tuple[object, ...]]:
    """Read the index, whatever the numbers of its rows."""
    entries = session.execute(
        text("SELECT e.*, t.* FROM search_entry e JOIN search_text t ON t.rowid = e.no")
    ).mappings()
    told = [{name: value for name, value in row.items() if name not in {"id", "no"}} for row in entries]
    return sorted(tuple((name, str(value)) for name, value in sorted(row.items())) for row in told)


def test_killed_at_any_moment_it_loses_nothing_and_leaves_nothing_half(
    stores: Stores, tmp_path: Path
) -> None:
    random = Random("a seed that stays")
    killing = Killing(tmp_path)
    done: Counter[str] = Counter()
    told: list[Told] = []
    try:
        for number in range(KILLS):
            said = killing.one(f"{number}", random.randint(0, MOST_DONE), random.uniform(0, MOST_MS))
            sound(stores, check="quick_check")
            nothing_lost(stores, said)
            done.update(each["did"] for each in said)
            told += said
            if number % 10 == 9:
                go_on(stores)
                both_agree(stores)
    finally:
        killing.end()
    go_on(stores)
    nothing_lost(stores, told)
    counted = both_agree(stores) + no_half(stores)
    sound(stores, check="integrity_check")
    with stores.directory.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    with Session(stores.directory) as session:
        before = index_of(session)
        rebuild_index(session)
        assert index_of(session) == before
        session.rollback()
    print(f"{KILLS} kills: {dict(done)}; {dict(counted)}")  # noqa: T201 - what `make soak -s` is for
    assert {"edit", "confirm", "approve", "publish", "own", "import", "merge"} <= set(done)
    assert done.total() > KILLS * MOST_DONE / 3
