"""How long is one place added, moved or closed, beside working everything out again, and the page of it?"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from sqlmodel import Session
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "geo"))

from measure import Report

from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import run_coverage
from directory.coverage.view import measure, view
from directory.coverage.what_if import step_of
from directory.coverage.what_if_measure import after_of, areas_after, areas_before, base_of
from directory.coverage.what_if_schemas import Changes
from directory.imports.shipped import load_shipped
from directory.settings import PROJECT_DIR, Settings
from directory.store import DIRECTORY, migrate, open_engine, session_scope
from directory.words import Capital
from web.app import create_app

REPEATS = 15
QUERIES = (
    CoverageQuery(category="library"),
    *(CoverageQuery(capital=each) for each in Capital),
    CoverageQuery(),
)
CHANGES = {
    "close": Changes(close=("march-library",)),
    "add": Changes(add=((0.0886, 52.5515),)),
    "add in Cambridge": Changes(add=((0.1218, 52.2053),)),
    "move": Changes(move=(("march-library", 0.0886, 52.5),)),
}


def milliseconds(run: object) -> float:
    """The quickest of many: what the work itself takes, whatever else the machine is doing."""
    taken = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        run()  # type: ignore[operator]
        taken.append(time.perf_counter() - begun)
    return min(taken) * 1000


def main() -> None:
    report = Report("what_if", "how long is a what-if, worked out and as a page?")
    worst, worst_choice = 0.0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/directory.sqlite3"
        engine = open_engine(address)
        migrate(DIRECTORY, engine)
        with session_scope(engine) as session:
            load_shipped(session, PROJECT_DIR / "data")
            run_coverage(session, draws=0)
        with Session(engine) as session:
            for query in QUERIES:
                found = view(session, query)
                begun = time.perf_counter()
                base = base_of(found.world, query.release, found.offer)
                first_ms = (time.perf_counter() - begun) * 1000
                before = areas_before(base, found.partition)
                full_ms = (
                    milliseconds(
                        lambda query=query, found=found: measure(
                            found.world, query.release, found.partition, found.offer
                        )
                    )
                    if query.category
                    else None
                )
                for name, changes in CHANGES.items():
                    step = step_of(found, changes)
                    if not len(step.closed) and not len(step.added):
                        continue

                    def plain(base=base, step=step, found=found, before=before) -> None:  # noqa: ANN001
                        after = after_of(base, step, choice=False)
                        areas_after(base, step, after, found.partition, before)

                    def whole(base=base, step=step, found=found, before=before) -> None:  # noqa: ANN001
                        areas_after(base, step, after_of(base, step), found.partition, before)

                    without, with_choice = milliseconds(plain), milliseconds(whole)
                    worst, worst_choice = max(worst, without), max(worst_choice, with_choice)
                    report.add(
                        counted=query.subject,
                        change=name,
                        pairs=0 if base.reach.pairs is None else len(base.reach.pairs.cost),
                        first_ms=first_ms,
                        full_ms=full_ms,
                        without_3sfca_ms=without,
                        all_ms=with_choice,
                    )
        settings = Settings(
            database_url=address,
            people_database_url=f"sqlite:///{folder}/people.sqlite3",
            data_dir=PROJECT_DIR / "data",
        )
        with TestClient(create_app(settings, cache_bytes=0)) as client:
            page = []
            for lat in range(22):
                begun = time.perf_counter()
                answer = client.get(f"/gaps/what-if?close=march-library&add=0.1,52.{30 + lat}")
                page.append((time.perf_counter() - begun) * 1000)
                assert answer.status_code == 200, answer.text[:300]
        report.add(
            page_first_ms=page[0], page_median_ms=float(np.median(page[1:])), page_max_ms=max(page[1:])
        )
    report.hold("ms for one change, without 3SFCA, the slowest", worst, at_most=5.0)
    report.hold("ms for one change, with 3SFCA, the slowest", worst_choice, at_most=5.0)
    report.hold("ms for the page, not cached, median", float(np.median(page[1:])), at_most=200.0)
    report.write()


if __name__ == "__main__":
    main()
