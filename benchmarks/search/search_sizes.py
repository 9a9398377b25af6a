"""How long is a search in 1,000, 10,000 and 100,000 listings, and beside PostgreSQL with PostGIS?"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "geo"))

import postgres
from generated import Made, Question, fill_sqlite, make, questions
from measure import Report, extra_memory_mb
from sqlmodel import Session

from directory.search.finding import Found
from directory.search.schemas import Box, ListingQuery
from directory.search.service import find_in
from directory.search.snapshot import KINDS, Snapshot, current
from directory.store import open_engine
from directory.words import Capital
from geo.projection import to_bng, to_wgs84


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of each question: by the clock, and of the processor in this process alone."""

    wall_s: list[float]
    cpu_s: list[float]


SIZES = (1_000, 10_000, 100_000)
ROUNDS = 3
CAPITALS = tuple(Capital)


def main() -> None:
    report = Report(
        "search",
        "how long are words + box + facets + exact count + a page by distance (300 questions, one thread)?",
    )
    most = list(make(SIZES[-1]))
    medians: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            listings = most[:size] if size == SIZES[-1] else list(make(size))
            asked = questions(listings)
            path = f"{folder}/{size}.sqlite3"
            fill_sqlite(path, listings).dispose()
            engine = open_engine(f"sqlite:///{path}", read_only=True)
            with Session(engine) as session:
                memory = extra_memory_mb(lambda session=session: current(session))
                queries = [query_of(question) for question in asked]
                (taken,) = rounds([lambda query, session=session: find(session, query)], queries)
                row = summed_up("Hereabouts", size, taken)
                medians.append(statistics.median(taken.wall_s))
                found = sum(find(session, query).total for query in queries) / len(queries)
                report.add(
                    **row,
                    found_mean=found,
                    memory_mb=memory,
                    store_mb=Path(path).stat().st_size / 1e6,
                )
                if size == 10_000:
                    report.hold(
                        "ms of a search at 10,000 listings, p99",
                        percentile(taken.wall_s, 99) * 1_000,
                        at_most=1.0,
                    )
                if size == SIZES[-1]:
                    beside_postgres(report, session, listings, asked)
            engine.dispose()
    # Others at work on the machine lengthen the clock's p99 and not the processor's.
    report.add(
        what="growth of the median",
        load_of_machine=os.getloadavg()[0],
        from_1_000_to_10_000=medians[1] / medians[0],
        from_10_000_to_100_000=medians[2] / medians[1],
    )
    report.write()


def beside_postgres(report: Report, session: Session, listings: list[Made], asked: list[Question]) -> None:
    """Ask both sides the same, round about, and check that they answer the same."""
    lacking = postgres.missing()
    if lacking is not None:
        report.add(what=f"not compared with PostgreSQL: {lacking}")
        print(f"  not compared with PostgreSQL: {lacking}")
        return
    snapshot = current(session)
    queries = [query_of(question) for question in asked]
    with postgres.cluster() as connection:
        postgres.fill(connection, listings)

        def theirs(number: int) -> postgres.Answer:
            query = queries[number]
            assert query.box is not None
            assert query.lon is not None
            assert query.lat is not None
            return postgres.ask(connection, asked[number], query.box, to_bng(query.lon, query.lat))

        for number, query in enumerate(queries):
            ours = answer(snapshot, find(session, query))
            assert ours == theirs(number), f"the two do not agree about {asked[number]}"
        ours_taken, theirs_taken = rounds(
            [lambda number: find(session, queries[number]), theirs], range(len(queries))
        )
        version = connection.execute("SELECT version(), postgis_lib_version()").fetchone()
    assert version is not None
    our_s, their_s = ours_taken.wall_s, theirs_taken.wall_s
    size = len(listings)
    report.add(**summed_up("Hereabouts, same run", size, ours_taken))
    report.add(**summed_up("PostgreSQL + PostGIS", size, theirs_taken))
    report.add(
        what="beside PostgreSQL",
        postgresql=version[0].split(" on ")[0],
        postgis=version[1],
        answers_equal=len(queries),
        ratio_p50=statistics.median(our_s) / statistics.median(their_s),
        ratio_p99=percentile(our_s, 99) / percentile(their_s, 99),
        ratio_all=sum(our_s) / sum(their_s),
    )
    for name, ratio in (
        ("median", statistics.median(our_s) / statistics.median(their_s)),
        ("p99", percentile(our_s, 99) / percentile(their_s, 99)),
    ):
        report.hold(f"{name} time over that of PostgreSQL + PostGIS at {size:,} listings", ratio, at_most=1.2)


def query_of(question: Question) -> ListingQuery:
    """Put a question as the product is asked it: by distance from the middle of the box."""
    west, south, east, north = question.box_bng
    min_lon, min_lat = to_wgs84(west, south)
    max_lon, max_lat = to_wgs84(east, north)
    lon, lat = to_wgs84((west + east) / 2, (south + north) / 2)
    return ListingQuery(
        q=" ".join(question.words),
        lon=lon,
        lat=lat,
        box=Box(min_lon, min_lat, max_lon, max_lat),
        capitals=() if question.capital is None else (CAPITALS[question.capital],),
        categories=() if question.category is None else (question.category,),
    )


def find(session: Session, query: ListingQuery) -> Found:
    """Search as a request does, the check for a change of the listings included."""
    return find_in(session, current(session), query)


def answer(snapshot: Snapshot, found: Found) -> postgres.Answer:
    """Put what was found in the words of the comparison."""

    def pairs(words: Sequence[str], counts: Sequence[int]) -> tuple[tuple[str, int], ...]:
        return tuple(sorted((word, count) for word, count in zip(words, counts, strict=True) if count))

    return postgres.Answer(
        found.total,
        tuple(int(snapshot.listing[row]) + 1 for row in found.rows),
        pairs(KINDS, found.kinds.tolist()),
        tuple(found.capitals.tolist()),
        pairs(snapshot.category_words, found.categories.tolist()),
        pairs(snapshot.district.words, found.districts.tolist()),
    )


def rounds(runs: Sequence[Callable[[Any], object]], asked: Sequence[Any]) -> list[Taken]:
    """Ask each side every question in turn, once to warm up, then in rounds; the median of the rounds."""
    wall = [[[0.0] * ROUNDS for _ in asked] for _ in runs]
    cpu = [[[0.0] * ROUNDS for _ in asked] for _ in runs]
    for turn in range(-1, ROUNDS):
        for number, question in enumerate(asked):
            for side, run in enumerate(runs):
                begun, begun_cpu = time.perf_counter(), time.thread_time()
                run(question)
                if turn >= 0:
                    wall[side][number][turn] = time.perf_counter() - begun
                    cpu[side][number][turn] = time.thread_time() - begun_cpu
    return [
        Taken([statistics.median(times) for times in one], [statistics.median(times) for times in other])
        for one, other in zip(wall, cpu, strict=True)
    ]


def percentile(taken: list[float], percent: int) -> float:
    return statistics.quantiles(taken, n=100, method="inclusive")[percent - 1]


def summed_up(what: str, size: int, taken: Taken) -> dict[str, object]:
    return {
        "what": what,
        "listings": size,
        "p50_ms": statistics.median(taken.wall_s) * 1_000,
        "p99_ms": percentile(taken.wall_s, 99) * 1_000,
        "most_ms": max(taken.wall_s) * 1_000,
        "cpu_p50_ms": statistics.median(taken.cpu_s) * 1_000,
        "cpu_p99_ms": percentile(taken.cpu_s, 99) * 1_000,
    }


if __name__ == "__main__":
    main()
