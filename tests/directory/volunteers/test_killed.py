"""Is no place half taken when the process is killed at any moment of taking it and of what follows?"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from own_stores import own_stores
from sqlalchemy import select
from sqlmodel import Session, col
from taken import OWNER_EMAIL, make_need, read, session_of, taker

from directory import clock
from directory.jobs.models import Job
from directory.jobs.queries import forget_claims
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.messages.models import Message
from directory.settings import PROJECT_DIR
from directory.store import session_scope
from directory.volunteers import taking
from directory.volunteers.models import Placement
from directory.volunteers.taking import Asked

PLACES, COMING, KILLS = 3, 60, 8
SUPPORT = PROJECT_DIR / "tests" / "support"


@pytest.fixture
def stores(built_database: Path, tmp_path: Path) -> Iterator[Stores]:
    with own_stores(built_database, tmp_path, base_url="http://testserver") as found:
        yield found


def test_what_a_kill_leaves_is_whole_and_is_finished_later(stores: Stores, tmp_path: Path) -> None:
    need, random = make_need(stores, places=PLACES), Random("killed")
    asked = [Asked(taker(number), need.id, session_of(need), clock.now()) for number in range(COMING)]
    chosen = {
        "database_url": stores.settings.database_url,
        "people_database_url": stores.settings.people_database_url,
        "base_url": stores.settings.base_url,
        "secret_key": stores.settings.secret_key.get_secret_value(),
        "sealing_keys_file": str(stores.settings.sealing_keys_file),
    }
    tokens = [taking.LINK.token(stores.settings, taking._pack(each)) for each in asked]
    path = tmp_path / "given.json"
    path.write_text(json.dumps({"settings": chosen, "tokens": tokens}), encoding="utf-8")
    done: Counter[str] = Counter()
    for number in range(KILLS):
        done += _kill_one(path, f"seed {number}", random)
        _is_whole(stores)
    assert done["Taken"] >= KILLS
    with session_scope(stores.people) as people:
        forget_claims(people)
    run_due(stores)
    with Session(stores.people) as people:
        states = people.execute(select(col(Job.state)).where(col(Job.kind) == "tell_taken")).scalars()
        assert set(states) == {"done"}
    assert read(stores, need).sessions[0].taken == _is_whole(stores)


def _kill_one(path: Path, seed: str, random: Random) -> Counter[str]:
    with (
        (path.parent / "killed.log").open("ab") as errors,
        subprocess.Popen(  # noqa: S603 - our own Python
            [sys.executable, SUPPORT / "taken_killed.py", path, seed],
            env={**os.environ, "PYTHONPATH": f"{PROJECT_DIR}:{SUPPORT}"},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        assert process.stdout.readline() == "begin\n"
        said = [process.stdout.readline().strip() for _ in range(random.randrange(1, 12))]
        time.sleep(random.random() / 20)
        process.send_signal(signal.SIGKILL)
        said += process.stdout.read().split()
    assert process.returncode == -signal.SIGKILL
    return Counter(said)


def _is_whole(stores: Stores) -> int:
    """Compare the places with what was written of them; give how many are kept by somebody."""
    with Session(stores.people) as people:
        rows = people.execute(select(Placement)).scalars().all()
        messages = people.execute(select(Message)).scalars().all()
        jobs = people.execute(select(Job)).scalars().all()
    live = [row for row in rows if row.ended_at is None]
    assert len({row.seat for row in live}) == len(live) <= PLACES
    told = Counter(row.subject.partition(":")[0] for row in messages if row.to_email != OWNER_EMAIL)
    assert told["Your place"] == len(rows)
    heard = Counter(row.subject.partition(":")[0] for row in messages if row.to_email == OWNER_EMAIL)
    assert heard["Somebody comes"] == len(rows)
    assert heard["A place is free again"] <= sum(row.ended_at is not None for row in rows)
    # Each taking has noted what must follow of it in the directory.
    assert sum(job.kind == "tell_taken" for job in jobs) >= len(rows)
    return sum(row.cover_wanted_at is None for row in live)
