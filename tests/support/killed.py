"""Who is killed in the middle of work? A process that changes both stores, and says what it did.

Run as a program it takes everything in once and then, for each line on its standard input, makes a child by
forking that works from a seed until it is killed. A line is written only after the commit it speaks of.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import UUID, uuid5

import structlog
from sqlalchemy import text
from sqlmodel import Session

from directory import clock
from directory.accounts.service import add_grant, find_or_make_account
from directory.changes.document import read_record
from directory.changes.own_source import describe_own_source
from directory.changes.schemas import Actor
from directory.changes.service import (
    change_listing,
    close_for_now,
    confirm_listing,
    merge_listings,
    reopen,
    undo_merge,
)
from directory.imports.batches import take_file
from directory.imports.planning import Asked
from directory.jobs.schemas import Stores
from directory.jobs.service import attempt
from directory.jobs.sweep import put_right
from directory.keys import token_hash
from directory.listings.record import ListingRecord, SourceRef
from directory.settings import PROJECT_DIR, Settings
from directory.store import open_engine, open_people, session_scope
from directory.submissions.building import SOURCE
from directory.submissions.decisions import approve
from directory.submissions.models import Submission
from directory.words import Kind, Role

DATA = PROJECT_DIR / "data"
SPACE = UUID("0d6f2c1e-5a7b-5c3d-9e8f-000000000004")
COORDINATOR = Actor(Role.COORDINATOR.value, uuid5(SPACE, "coordinator"))
ROWS = 12


def open_stores(folder: Path) -> Stores:
    settings = Settings(
        database_url=f"sqlite:///{folder / 'directory.sqlite3'}",
        people_database_url=f"sqlite:///{folder / 'people.sqlite3'}",
        data_dir=DATA,
        secret_key="tests only: " + "0" * 40,  # type: ignore[arg-type]
    )
    return Stores(open_engine(settings.database_url), open_people(settings), settings)


def say(**told: object) -> None:
    # One write of less than the pipe takes at once: a line is whole or not there.
    os.write(1, (json.dumps(told, default=str) + "\n").encode())


@dataclass
class Worker:
    """Works until it is killed."""

    stores: Stores
    folder: Path
    seed: str
    random: Random
    count: int = 0

    def new_id(self, what: str) -> UUID:
        self.count += 1
        return uuid5(SPACE, f"{self.seed} {self.count} {what}")

    def pick(self, where: str = "departure IS NULL AND status = 'active'") -> UUID:
        with Session(self.stores.directory) as session:
            ids = session.execute(text(f"SELECT id FROM listing WHERE {where} ORDER BY id")).scalars().all()  # noqa: S608
        return UUID(self.random.choice(ids))

    def edit(self) -> None:
        listing, change = self.pick(), self.new_id("edit")
        with session_scope(self.stores.directory) as session:
            record = read_record(session, listing)
            said = record.model_copy(update={"summary": f"What it says after {change}."})
            change_listing(session, DATA, listing, said, actor=COORDINATOR, source="form", change_id=change)
        say(did="edit", listing=listing, change=change)

    def confirm(self) -> None:
        listing, change = self.pick(), self.new_id("confirm")
        with session_scope(self.stores.directory) as session:
            on = clock.local_now().date()
            confirm_listing(session, listing, actor=COORDINATOR, on=on, change_id=change)
        say(did="confirm", listing=listing, change=change)

    def close_and_open(self) -> None:
        listing = self.pick()
        for step in (close_for_now, reopen):
            change = self.new_id("close")
            more = {"until": None} if step is close_for_now else {}
            with session_scope(self.stores.directory) as session:
                step(session, listing, actor=COORDINATOR, change_id=change, **more)
            say(did="close", listing=listing, change=change)

    def submit(self) -> None:
        """Somebody sends a group in, a moderator approves it, and the job that follows is done at once."""
        submission = self.new_id("submission")
        listing = uuid5(submission, "listing")
        record = ListingRecord(
            id=listing,
            name=f"Group {submission}",
            kind=Kind.GROUP,
            summary="A group that was sent in.",
            sources=(SourceRef(source=SOURCE, source_id=str(listing)),),
        )
        now = clock.now()
        with session_scope(self.stores.people) as session:
            session.add(
                Submission(
                    id=submission,
                    kind="add",
                    state="waiting",
                    token_hash=token_hash(str(submission)),
                    listing_id=listing,
                    email=f"{submission.hex}@example.org",
                    email_confirmed_at=now,
                    answers={"name": record.name},
                    record=record.model_dump(mode="json"),
                    created_at=now,
                    updated_at=now,
                    sent_at=now,
                )
            )
        say(did="submit", submission=submission)
        with session_scope(self.stores.people) as session:
            job = approve(session, self.stores.settings, submission, actor=COORDINATOR)
        say(did="approve", submission=submission)
        if job is not None and attempt(self.stores, "people", job):
            say(did="publish", submission=submission, listing=listing)

    def own(self) -> None:
        listing, grant = self.pick(), self.new_id("owner")
        with session_scope(self.stores.people) as session:
            account = find_or_make_account(session, f"{grant.hex}@example.org")
            job = add_grant(session, account, Role.OWNER, str(listing), granted_by=None)
        say(did="own", listing=listing)
        attempt(self.stores, "people", job)

    def take_in(self) -> None:
        batch = self.new_id("batch")
        path = self.folder / f"{batch}.csv"
        rows = [f"{batch.hex}-{number},Club {number} {batch},A club,group" for number in range(ROWS)]
        path.write_text("\n".join(["id,name,description,kind", *rows]) + "\n", encoding="utf-8")
        with session_scope(self.stores.directory) as session:
            take_file(session, DATA, path, Asked("council_papers"), actor=COORDINATOR, batch_id=batch)
        say(did="import", batch=batch)

    def merge(self) -> None:
        winner, loser = self.pick(), self.pick()
        if winner == loser:
            return
        change = self.new_id("merge")
        with session_scope(self.stores.directory) as session:
            merged = read_record(session, winner)
            merge_listings(session, DATA, winner, loser, merged, actor=COORDINATOR, change_id=change)
        say(did="merge", listing=winner, change=change, loser=loser)
        if self.random.random() < 0.5:
            undo = self.new_id("undo")
            with session_scope(self.stores.directory) as session:
                undo_merge(session, DATA, change, actor=COORDINATOR, change_id=undo)
            say(did="undo", listing=winner, change=undo, loser=loser)

    def steps(self) -> tuple[tuple[Callable[[], None], int], ...]:
        return (
            (self.edit, 60),
            (self.confirm, 6),
            (self.close_and_open, 4),
            (self.submit, 14),
            (self.own, 6),
            (self.take_in, 5),
            (self.merge, 5),
        )

    def work(self) -> None:
        steps, weights = zip(*self.steps(), strict=True)
        say(did="begin", pid=os.getpid())
        # As a worker does when it is started again; the rest of what is due comes with the minutes.
        put_right(self.stores)
        while True:
            self.random.choices(steps, weights)[0]()


def warm_up(folder: Path) -> None:
    """Do each thing once on copies, so that a child need not take in modules before it can be killed."""
    aside = folder / "warm"
    aside.mkdir()
    for path in folder.glob("*.sqlite3"):
        shutil.copy(path, aside)
    stores = open_stores(aside)
    with session_scope(stores.directory) as session:
        describe_own_source(session)
    worker = Worker(stores, aside, "warm", Random("warm"))
    put_right(stores)
    for step, _weight in worker.steps():
        step()
    stores.directory.dispose()
    stores.people.dispose()
    shutil.rmtree(aside)
    say(did="ready")


def main(folder: Path) -> None:
    # Standard output is for what was done alone.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    warm_up(folder)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            seed = line.strip()
            stores = open_stores(folder)
            Worker(stores, folder, seed, Random(seed)).work()
        _, status = os.waitpid(child, 0)
        say(did="end", signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else None)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
