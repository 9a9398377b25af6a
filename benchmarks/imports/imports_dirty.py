"""How long do 5,000 and 50,000 dirty rows take to be checked, taken, taken again, undone; in what memory?"""

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HERE / "geo"), str(HERE.parent / "tests" / "support")]

import dirty_rows  # noqa: E402 - found by the lines above
from measure import Report  # noqa: E402

from directory.changes.schemas import COMMAND  # noqa: E402
from directory.imports.batches import NewSource, add_source, check_file, take_file  # noqa: E402
from directory.imports.planning import Asked  # noqa: E402
from directory.imports.shipped import load_shipped  # noqa: E402
from directory.imports.undoing import undo_batch  # noqa: E402
from directory.settings import PROJECT_DIR  # noqa: E402
from directory.store import DIRECTORY, migrate, open_engine, reading_scope, session_scope  # noqa: E402

DATA = PROJECT_DIR / "data"
SIZES = (5_000, 50_000)
MOST_S = 60.0
"""What taking 5,000 rows may keep writers waiting."""


def main() -> None:
    report = Report(
        "imports", "how long do dirty rows take: checked, taken, taken again, undone (one process each)?"
    )
    for size in SIZES:
        told, child = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(target=measure, args=(size, child))
        process.start()
        row = told.recv()
        process.join()
        report.add(**row)
        if size == SIZES[0]:
            report.hold(f"seconds to take {size:,} rows", row["take_s"], at_most=MOST_S)
    report.write()


def measure(size: int, told: Connection) -> None:
    """Measure one size in a process of its own, so that its memory is its own."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/directory.sqlite3")
        migrate(DIRECTORY, engine)
        with session_scope(engine) as session:
            load_shipped(session, DATA)
            add_source(session, "dirt", NewSource("Dirty rows", "Nobody", "CC0", "None."))
        path = Path(folder) / "dirty.csv"
        path.write_bytes(dirty_rows.as_csv(dirty_rows.make(size)))
        before_mb = peak_mb()
        asked = Asked("dirt")
        with reading_scope(engine) as session:
            check_s, _ = timed(lambda: check_file(session, DATA, path, asked))
        with session_scope(engine) as session:
            take_s, (batch, plan) = timed(lambda: take_file(session, DATA, path, asked, actor=COMMAND))
        with session_scope(engine) as session:
            again_s, (_, again) = timed(lambda: take_file(session, DATA, path, asked, actor=COMMAND))
        assert again.to_take == 0
        with session_scope(engine) as session:
            undo_s, _ = timed(lambda: undo_batch(session, DATA, batch, actor=COMMAND))
        engine.dispose()
    told.send(
        {
            "rows": size,
            "added": plan.counts["added"],
            "check_s": check_s,
            "take_s": take_s,
            "again_s": again_s,
            "undo_s": undo_s,
            "taken_rows_per_s": size / take_s,
            "extra_memory_mb": peak_mb() - before_mb,
        }
    )


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    found = run()
    return time.perf_counter() - begun, found


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
