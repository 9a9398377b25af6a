"""Measures of the shipped area: provision, distance, reach and three catchments, for seven offers."""

import tempfile
from pathlib import Path

from measure import Report, extra_memory_mb, median_s

from directory.coverage.inputs import Assumptions, read_inputs
from directory.coverage.measure import catchments, reach_of, sum_up
from directory.coverage.run import offers
from directory.coverage.world import build_world
from directory.imports.shipped import load_shipped
from directory.settings import PROJECT_DIR
from directory.store import DIRECTORY, migrate, open_engine, session_scope
from directory.words import Level, Release

REPEATS = 5


def main() -> None:
    report = Report(
        "coverage_measures", "how long do all measures of the shipped area take, for one release?"
    )
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        migrate(DIRECTORY, engine)
        with session_scope(engine) as session:
            load_shipped(session, PROJECT_DIR / "data")
            inputs = read_inputs(session, Assumptions())
        engine.dispose()
    world = build_world(inputs)
    release = Release.R2021
    chosen = list(offers(world, visiting=False))
    world.people(release)

    def run(levels: tuple[Level, ...]) -> int:
        pairs = 0
        for _, offer in chosen:
            reach = reach_of(world, offer)
            shared = catchments(reach, world.people(release), inputs.assumptions.cycle.within_min)
            for level in levels:
                sum_up(world, world.partition(release, level), offer, reach, world.people(release), shared)
            assert reach.pairs is not None
            pairs += len(reach.pairs.cost)
        return pairs

    for levels in ((Level.LSOA,), tuple(Level)):
        taken_s = median_s(lambda levels=levels: run(levels), REPEATS)
        report.add(
            postcodes=len(world.points),
            places=len(world.place_points),
            offers=len(chosen),
            levels=len(levels),
            pairs_in_catchments=run(levels),
            seconds=taken_s,
            extra_mb=extra_memory_mb(lambda levels=levels: run(levels)),
        )
    report.hold("seconds for all measures of one release", taken_s, at_most=2.0)
    report.write()


if __name__ == "__main__":
    main()
