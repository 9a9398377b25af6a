"""Is a digest lost, or sent twice more often than it must be, when the process is killed at any moment?

Between the mail server's “taken” and our writing that down there is a moment that SMTP leaves open: who dies
in it cannot know whether the message left, and it goes again, the same to the letter, with the same
Message-ID. Of the messages of a process one at a time is in that moment: a kill costs one copy at most.
"""

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
from killed_digests import BEGIN
from mail_server import Box
from told_news import World

from directory.messages.delivery import LEASE
from directory.noticeboard.rules import NoticeRules
from directory.settings import PROJECT_DIR

KILLS = int(os.environ.get("HEREABOUTS_KILLS", "50")) // 5
PEOPLE = 60
SUPPORT = PROJECT_DIR / "tests" / "support"
LEASE_MIN = LEASE.total_seconds() / 60 + 1


class Killing:
    """Starts workers and kills them."""

    def __init__(self, folder: Path, smtp_url: str) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own Python
            [sys.executable, SUPPORT / "killed_digests.py", folder, smtp_url],
            env={**os.environ, "PYTHONPATH": f"{PROJECT_DIR}:{SUPPORT}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.orders, self.answers = self.process.stdin, self.process.stdout
        assert self.next()["did"] == "ready"

    def next(self) -> dict[str, int | str]:
        line = self.answers.readline()
        assert line, "the program ended"
        found: dict[str, int | str] = json.loads(line)
        return found

    def begin(self, minutes: float) -> int:
        self.orders.write(f"{minutes}\n")
        self.orders.flush()
        return int(self.next()["pid"])

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        while self.next()["did"] != "end":
            pass

    def end(self) -> None:
        self.orders.close()
        self.process.wait(timeout=20)
        self.answers.close()


@pytest.fixture
def killing(world: World, tmp_path: Path, smtp_url: str) -> Iterator[Killing]:
    world.now = BEGIN
    for number in range(PEOPLE):
        world.asks(f"person{number}@example.org")
    for number in range(3):
        world.announces(f"Notice {number}", areas=(), rules=NoticeRules())
    world.stores.directory.dispose()
    world.stores.people.dispose()
    found = Killing(tmp_path, smtp_url)
    yield found
    found.end()


def test_killed_at_any_moment_no_digest_is_lost_and_each_kill_costs_one_copy_at_most(
    world: World, box: Box, killing: Killing
) -> None:
    random = Random("a seed that stays")
    cut_short = 0
    for number in range(KILLS):
        before = len(box.received)
        pid = killing.begin(number * LEASE_MIN)
        until = time.monotonic() + 20
        # Wherever it is: before anything was made, amid the writing, amid the sending.
        wanted = random.randrange(PEOPLE // KILLS + 4)
        while (
            len(box.received) < before + wanted and len(copies_of(box)) < PEOPLE and time.monotonic() < until
        ):
            time.sleep(0.002)
        time.sleep(random.uniform(0, 0.03))
        killing.kill(pid)
        # What a kill left unsettled may go out only after a later one: the bound is on all of them together.
        copies = sum(copies_of(box).values()) - len(copies_of(box))
        assert copies <= number, "more than one copy of one kill"
        cut_short += len(copies_of(box)) < PEOPLE
    assert cut_short > KILLS / 2, "most were killed amid the work"
    pid = killing.begin(KILLS * LEASE_MIN)
    while killing.next() != {"did": "round", "made": 0, "sent": 0}:
        pass
    killing.kill(pid)
    told = copies_of(box)
    assert len(told) == PEOPLE == len({each.to for each in box.received}), "each person, and one message each"
    assert sum(told.values()) - PEOPLE <= KILLS, "more than one copy of one kill"
    assert len(world.digests()) == PEOPLE
    assert Counter(item.account_id for item in world.items()) == Counter(
        {digest.account_id: 3 for digest in world.digests()}
    )
    assert {message.state for message in world.messages()} == {"sent"}
    print(f"{KILLS} kills, {cut_short} amid the work: {sum(told.values()) - len(told)} copies")  # noqa: T201


def copies_of(box: Box) -> Counter[str]:
    return Counter(each.mail["Message-ID"] for each in list(box.received))
