"""Take places, give them back and do the jobs that follow, as fast as it goes, until killed.

A line is written only after what it says has been committed.
"""

import json
import os
import sys
from pathlib import Path
from random import Random

import structlog

from directory.errors import Gone
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.settings import Settings
from directory.store import open_engine, open_people
from directory.volunteers.cover import hand_back, want_cover
from directory.volunteers.taking import Taken, take


def main(path: Path, seed: str) -> None:
    # Standard output is for what was done alone.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    given, random = json.loads(path.read_text(encoding="utf-8")), Random(seed)
    settings = Settings(**given["settings"])
    stores = Stores(open_engine(settings.database_url), open_people(settings), settings)
    _say("begin")
    while True:
        try:
            found = take(stores, random.choice(given["tokens"]))
        except Gone:
            continue  # used, and given back since
        if isinstance(found, Taken) and random.random() < 0.5:
            random.choice((hand_back, want_cover))(stores, found.placement_token)
        _say(type(found).__name__)
        if random.random() < 0.3:
            run_due(stores)


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
