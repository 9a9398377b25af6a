"""Who is killed while digests are made and sent? A process that does both again and again.

Run as a program with a folder and the address of a mail server, it takes everything in once; for each line on
its standard input, the minutes that have passed, it forks a child that works at that time until it is killed.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from pydantic import SecretStr

from directory import clock
from directory.digests.service import make_digests
from directory.jobs.schemas import Stores
from directory.messages.delivery import deliver_due
from directory.settings import Settings
from directory.store import open_engine, open_people

BEGIN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def open_stores(folder: Path, smtp_url: str) -> Stores:
    settings = Settings(
        database_url=f"sqlite:///{folder / 'directory.sqlite3'}",
        people_database_url=f"sqlite:///{folder / 'people.sqlite3'}",
        base_url="https://hereabouts.example",
        secret_key=SecretStr("tests only: " + "0" * 40),
        smtp_url=SecretStr(smtp_url),
        mail_from="Hereabouts <directory@example.org>",
    )
    return Stores(open_engine(settings.database_url), open_people(settings), settings)


def say(**told: object) -> None:
    os.write(1, (json.dumps(told) + "\n").encode())


def work(folder: Path, smtp_url: str, minutes: float) -> None:
    now = BEGIN + timedelta(minutes=minutes)
    clock.now = lambda: now
    stores = open_stores(folder, smtp_url)
    say(did="begin", pid=os.getpid())
    while True:
        made, sent = make_digests(stores), deliver_due(stores)
        say(did="round", made=made.made, sent=sent.sent)


def main(folder: Path, smtp_url: str) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    say(did="ready")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(folder, smtp_url, float(line))
        os.waitpid(child, 0)
        say(did="end")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
