"""Many people press their buttons at the same moment: one process of several, each with many threads."""

import json
import sys
import threading
from pathlib import Path

from directory.errors import HereaboutsError
from directory.jobs.schemas import Stores
from directory.settings import Settings
from directory.store import open_engine, open_people
from directory.volunteers.taking import take


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(path: Path) -> None:
    given = json.loads(path.read_text(encoding="utf-8"))
    settings = Settings(**given["settings"])
    stores = Stores(open_engine(settings.database_url), open_people(settings), settings)
    tokens, told = given["tokens"], []
    together = threading.Barrier(len(tokens) + 1)

    def press(token: str) -> None:
        together.wait()
        try:
            told.append(type(take(stores, token)).__name__)
        except HereaboutsError as error:
            told.append(f"{type(error).__name__}: {error.message}")

    threads = [threading.Thread(target=press, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    _say("ready")
    sys.stdin.readline()
    together.wait()
    for thread in threads:
        thread.join()
    _say(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
