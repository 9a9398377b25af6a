"""What does a page that counts volunteers cost: with the bank read anew, and kept until something moves?"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "geo"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "support"))

from made_volunteers import make_need, make_session
from measure import Report
from pydantic import SecretStr
from sqlalchemy import text

from directory import clock
from directory.imports.shipped import load_shipped
from directory.jobs.schemas import Stores
from directory.settings import PROJECT_DIR, Settings
from directory.store import DIRECTORY, PEOPLE, migrate, open_engine, open_people, reading_scope, session_scope
from directory.volunteers.bank import read_bank
from directory.volunteers.choosing import TOGETHER, find_fitting, still_fitting
from directory.volunteers.examples import seed_bank
from directory.volunteers.kept_bank import kept_bank
from directory.volunteers.openings import Opening
from directory.volunteers.wanted import wanted_of

PEOPLE_IN_IT = 10_000
RUNS = 5
FAR_M = 60_000.0


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            database_url=f"sqlite:///{folder}/directory.sqlite3",
            people_database_url=f"sqlite:///{folder}/people.sqlite3",
            secret_key=SecretStr("benches only: " + "0" * 40),
            sealing_keys_file=Path(folder) / "keys",
        )
        stores = Stores(open_engine(settings.database_url), open_people(settings), settings)
        migrate(DIRECTORY, stores.directory)
        migrate(PEOPLE, stores.people)
        with session_scope(stores.directory) as directory:
            load_shipped(directory, PROJECT_DIR / "data")
        with session_scope(stores.people) as people, reading_scope(stores.directory) as directory:
            seed_bank(people, directory, settings, count=PEOPLE_IN_IT, seed=1)
        measure(stores).write()


def measure(stores: Stores) -> Report:
    report = Report("bank_reading", "what does the bank cost a page that counts, and an invitation?")

    def anew() -> int:
        with reading_scope(stores.people) as people, reading_scope(stores.directory) as directory:
            return len(read_bank(people, directory))

    def kept() -> int:
        with reading_scope(stores.people) as people, reading_scope(stores.directory) as directory:
            return len(kept_bank(people, directory))

    kept()
    anew_s, unmoved_s = cpu_s(anew), cpu_s(kept, times=200)
    change = text("UPDATE volunteer SET travel_m = travel_m + 1 WHERE rowid = 5")
    moved = []
    for _ in range(RUNS):
        with session_scope(stores.people) as people:
            people.execute(change)
        moved.append(cpu_s(kept, runs=1))
    need = make_need(easting=540_000.0, northing=290_000.0, places=5)
    starts = clock.now().replace(hour=10, minute=0) + timedelta(days=7)
    opening = Opening(need, make_session("bench", starts, 60))
    wanted = wanted_of(need, opening.time, within_m=FAR_M)
    looking_s = cpu_s(lambda: find_fitting(stores, opening, wanted))
    fitting = find_fitting(stores, opening, wanted)

    def once_more() -> None:
        with session_scope(stores.people) as people:
            next(still_fitting(people, fitting, together=TOGETHER), None)

    held_s = cpu_s(once_more)
    report.add(
        people=PEOPLE_IN_IT,
        anew_s=anew_s,
        after_a_change_s=median(moved),
        nothing_moved_ms=unmoved_s * 1000,
        looking_who_fits_ms=looking_s * 1000,
        looked_through=len(fitting.ids),
        read_again_while_writing_ms=held_s * 1000,
    )
    report.hold("ms of the bank where nothing moved", unmoved_s * 1000, at_most=5.0)
    report.hold("ms of reading some once more while nobody else writes", held_s * 1000, at_most=50.0)
    return report


def cpu_s(do: Callable[[], object], *, runs: int = RUNS, times: int = 1) -> float:
    """Processor time of one, the middle of some runs: others use the machine as well."""
    found = []
    for _ in range(runs):
        begun = time.process_time()
        for _ in range(times):
            do()
        found.append((time.process_time() - begun) / times)
    return median(found)


if __name__ == "__main__":
    main()
