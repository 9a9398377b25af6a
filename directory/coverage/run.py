"""How is coverage computed and stored? A command or a job; never a request."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from sqlmodel import Session

from directory import clock
from directory.coverage import queries
from directory.coverage.assumed import Assumed
from directory.coverage.doubt import find_doubt
from directory.coverage.inputs import read_inputs
from directory.coverage.measure import MEASURES, Offer, Reach, catchments, reach_of, sum_up
from directory.coverage.models import CoverageRun, CoverageValue
from directory.coverage.schemas import ALL_CAPITALS
from directory.coverage.world import World, build_world
from directory.store import mark_changed
from directory.words import Capital, Level, Precision, Release
from geo.arrays import Floats

METHOD = (
    "straight line, EPSG:27700; mean over live postcodes of the distance to the nearest listing; "
    "catchments within the minutes of a bicycle ride; version 3"
)
KEPT_RUNS = 5
"""Of each release, with and without visiting listings: the one shown and those before it."""
DRAWS = 500
_STORED = tuple(name for name in MEASURES if name != "weighted")


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run was made from."""

    release: Release
    visiting: bool
    listings: int
    postcodes: int
    areas: int
    inputs_sha256: str


Say = Callable[[str], None]
Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ComputedRun:
    """What was found of one release, with or without visiting listings."""

    report: RunReport
    computed_at: datetime
    draws: int
    supplies: Rows
    results: tuple[tuple[type[queries.Result], Rows], ...]


@dataclass(frozen=True, slots=True)
class Computed:
    """What was found, not stored yet, with the inputs it was worked out from."""

    inputs: str
    """Digest of the inputs."""
    packed: bytes
    runs: tuple[ComputedRun, ...]


def run_coverage(
    session: Session,
    *,
    on_step: Say = lambda _step: None,
    assumed: Assumed | None = None,
    draws: int = DRAWS,
) -> tuple[RunReport, ...]:
    """Compute coverage for both releases, with and without visiting listings, and show the results.

    Clusters and ranges of ranks are worked out without visiting listings, and not at all with `draws` = 0.
    Reads and stores in one transaction, the caller's: as a load does, of what nobody else can see yet. Where
    others may write meanwhile, `compute_coverage` in a session that reads and `store_coverage` in another.
    """
    return store_coverage(
        session, compute_coverage(session, on_step=on_step, assumed=assumed, draws=draws), on_step=on_step
    )


def compute_coverage(
    session: Session,
    *,
    on_step: Say = lambda _step: None,
    assumed: Assumed | None = None,
    draws: int = DRAWS,
) -> Computed:
    """Read what the directory holds and work out coverage from it; nothing is written."""
    given = assumed or Assumed()
    on_step("Reading postcodes and places")
    inputs = read_inputs(session, given.figures)
    sha256 = inputs.sha256()
    world = build_world(inputs)
    computed: list[ComputedRun] = []
    for visiting in (False, True):
        on_step(f"Measuring what can be reached{', visits too' if visiting else ''}")
        reaches = {
            subject: (offer, reach_of(world, offer, given.streets))
            for subject, offer in offers(world, visiting)
        }
        drawn = 0 if visiting else draws
        runs: dict[Release, ComputedRun] = {}
        for release in Release:
            on_step(f"Summing up the areas, {release.label}{', visits too' if visiting else ''}")
            runs[release] = _compute_run(world, release, reaches, sha256, visiting=visiting, draws=drawn)
        chosen = {subject: offer for subject, (offer, _) in reaches.items()}
        places = {release: place for place, release in enumerate(runs)}
        doubts = list(find_doubt(world, chosen, places, draws=drawn, on_step=on_step))
        for release, run in runs.items():
            of_run = tuple((table, rows) for table, place, rows in doubts if place == places[release])
            computed.append(replace(run, results=run.results + of_run))
    return Computed(sha256, inputs.pack(), tuple(computed))


def store_coverage(
    session: Session, computed: Computed, *, on_step: Say = lambda _step: None
) -> tuple[RunReport, ...]:
    """Store what was computed and show it, with the inputs it was worked out from; the caller commits.

    What was changed since the inputs were read is not in it: the run tells its inputs, and the next has it.
    """
    on_step("Keeping the results")
    queries.keep_inputs(session, computed.inputs, computed.packed)
    for found in computed.runs:
        run = CoverageRun(
            release=found.report.release.value,
            visiting=found.report.visiting,
            computed_at=found.computed_at,
            method=METHOD,
            inputs_sha256=found.report.inputs_sha256,
            inputs=computed.inputs,
            draws=found.draws,
        )
        run_id = queries.add_run(session, run, found.supplies)
        for table, rows in found.results:
            queries.add_results(session, table, run_id, rows)
    queries.remove_old_runs(session, keep=KEPT_RUNS)
    mark_changed(session, "coverage")
    reports = (found.report for found in computed.runs)
    return tuple(sorted(reports, key=lambda report: (report.release, report.visiting)))


def lacks_coverage(session: Session) -> bool:
    """Tell whether a run that pages need is missing, kept no inputs, or was worked out in another way."""
    shown = [
        queries.find_active_run(session, release.value, visiting=visiting)
        for release in Release
        for visiting in (False, True)
    ]
    return any(run is None or run.inputs is None or run.method != METHOD for run in shown)


def offers(world: World, visiting: bool) -> Iterator[tuple[str, Offer]]:  # noqa: FBT001 - of two kinds of run
    """Give the places that count for all listings, and for each capital."""
    allowed = np.ones(len(world.visiting), dtype=np.bool_) if visiting else ~world.visiting
    weight = np.ones(len(allowed))
    yield ALL_CAPITALS, Offer(allowed, weight)
    for capital in Capital:
        yield capital.value, Offer(allowed & world.carrying(capital=capital.value), weight)


def _compute_run(
    world: World,
    release: Release,
    reaches: dict[str, tuple[Offer, Reach]],
    sha256: str,
    *,
    visiting: bool,
    draws: int,
) -> ComputedRun:
    areas = [area for area in world.inputs.areas if area.release == release.value]
    people = world.people(release)
    within_min = world.inputs.assumptions.cycle.within_min
    supplies = [_supply(world, subject, offer) for subject, (offer, _) in reaches.items()]
    values: list[dict[str, Any]] = []
    for subject, (offer, reach) in reaches.items():
        shared = catchments(reach, people, within_min)
        for level in Level:
            values += _level_values(world, release, level, subject, offer, reach, shared)
    digest = hashlib.sha256(f"{METHOD} {sha256} {release}".encode()).hexdigest()
    postcodes = len(world.inputs.postcodes)
    report = RunReport(release, visiting, supplies[0]["listings"], postcodes, len(areas), digest)
    return ComputedRun(report, clock.now(), draws, supplies, ((CoverageValue, values),))


def _supply(world: World, subject: str, offer: Offer) -> dict[str, Any]:
    used = [world.inputs.places[number] for number in np.flatnonzero(offer.mask)]
    return {
        "capital": subject,
        "listings": len({place.listing for place in used}),
        "kinds": len({place.kind for place in used}),
        "places": len(used),
        "by_parish": len({place.listing for place in used if place.precision == Precision.PARISH}),
    }


def _level_values(
    world: World,
    release: Release,
    level: Level,
    subject: str,
    offer: Offer,
    reach: Reach,
    shared: tuple[Floats, Floats, Floats],
) -> list[dict[str, Any]]:
    partition = world.partition(release, level)
    found = sum_up(world, partition, offer, reach, world.people(release), shared)
    columns = {name: _stored(name, getattr(found, name)) for name in _STORED}
    return [
        {"capital": subject, "level": level.value, "code": code}
        | {name: column[place] for name, column in columns.items()}
        for place, code in enumerate(partition.codes)
    ]


def _stored(name: str, column: Floats) -> list[Any]:
    if name == "count":
        return [int(value) for value in column]
    return [None if np.isnan(value) else float(value) for value in column]
