"""How is coverage computed and stored? A command or a job; never a request."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from directory import clock
from directory.coverage import queries
from directory.coverage.models import CoverageRun
from directory.coverage.schemas import ALL_CAPITALS
from directory.errors import Unavailable
from directory.store import mark_changed
from directory.words import Capital, Level, Precision, Release
from geo.coverage import area_coverage
from geo.nearest import nearest_m

METHOD = "straight line, EPSG:27700; mean over live postcodes of the distance to the nearest place; version 1"
KEPT_RUNS = 5
"""Of each release, with and without visiting listings: the one shown and those before it."""
_LSOA_COLUMN = {Release.R2011: "lsoa11", Release.R2021: "lsoa21"}


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run was made from."""

    release: Release
    visiting: bool
    listings: int
    postcodes: int
    areas: int
    inputs_sha256: str


@dataclass(frozen=True, slots=True)
class _Inputs:
    postcodes: queries.Rows
    points: NDArray[np.float64]
    places: queries.Rows
    place_points: NDArray[np.float64]
    sha256: str


def run_coverage(
    session: Session, *, on_step: Callable[[str], None] = lambda _step: None
) -> tuple[RunReport, ...]:
    """Compute coverage for both releases, with and without visiting listings, and show the results."""
    on_step("Reading postcodes and places")
    inputs = _read_inputs(session)
    reports = []
    for release in Release:
        areas = queries.list_areas(session, release.value)
        for visiting in (False, True):
            on_step(f"Computing coverage, release {release}{', with visiting listings' if visiting else ''}")
            reports.append(_run_one(session, inputs, areas, release, visiting=visiting))
    queries.remove_old_runs(session, keep=KEPT_RUNS)
    mark_changed(session, "coverage")
    return tuple(reports)


def _read_inputs(session: Session) -> _Inputs:
    postcodes = queries.list_live_postcodes(session)
    if not postcodes:
        raise Unavailable("There are no postcodes to measure from. Load the data first: hereabouts init")
    places = queries.list_places(session)
    digest = hashlib.sha256()
    for row in (*postcodes, *places):
        digest.update(repr(tuple(row)).encode())
    return _Inputs(
        postcodes=postcodes,
        points=np.array([(row.easting, row.northing) for row in postcodes], dtype=np.float64),
        places=places,
        place_points=np.array([(row.easting, row.northing) for row in places], dtype=np.float64).reshape(
            -1, 2
        ),
        sha256=digest.hexdigest(),
    )


def _run_one(
    session: Session, inputs: _Inputs, areas: queries.Rows, release: Release, *, visiting: bool
) -> RunReport:
    allowed = np.array([visiting or not row.visiting for row in inputs.places], dtype=np.bool_)
    carried = [set((row.capitals or "").split("|")) for row in inputs.places]
    chosen: dict[str, NDArray[np.bool_]] = {ALL_CAPITALS: allowed}
    for one in Capital:
        chosen[one.value] = allowed & np.array([one.value in found for found in carried], dtype=np.bool_)
    distances = {
        capital: nearest_m(inputs.points, inputs.place_points[mask]) for capital, mask in chosen.items()
    }
    supplies: list[dict[str, Any]] = []
    for capital, mask in chosen.items():
        used = [row for row, taken in zip(inputs.places, mask, strict=True) if taken]
        supplies.append(
            {
                "capital": capital,
                "listings": len({row.id for row in used}),
                "kinds": len({row.kind for row in used}),
                "places": len(used),
                "by_parish": len({row.id for row in used if row.precision == Precision.PARISH}),
            }
        )
    values: list[dict[str, Any]] = []
    for level in Level:
        rows = [row for row in areas if row.level == level.value]
        values += _level_values(inputs, rows, level, release, chosen, distances)
    digest = hashlib.sha256(repr((inputs.sha256, sorted(map(repr, areas)))).encode()).hexdigest()
    run = CoverageRun(
        release=release.value,
        visiting=visiting,
        computed_at=clock.now(),
        method=METHOD,
        inputs_sha256=digest,
    )
    queries.add_run(session, run, supplies, values)
    return RunReport(release, visiting, supplies[0]["listings"], len(inputs.postcodes), len(areas), digest)


def _level_values(
    inputs: _Inputs,
    areas: list[Any],
    level: Level,
    release: Release,
    chosen: dict[str, NDArray[np.bool_]],
    distances: dict[str, NDArray[np.float64]],
) -> list[dict[str, Any]]:
    """Sum up one level for every capital."""
    column = _LSOA_COLUMN[release] if level is Level.LSOA else level.value
    position = {row.code: index for index, row in enumerate(areas)}
    postcode_area = np.array([position.get(getattr(row, column), -1) for row in inputs.postcodes])
    place_area = np.array([position.get(getattr(row, column), -1) for row in inputs.places], dtype=np.int64)
    numbers = {identifier: number for number, identifier in enumerate({row.id for row in inputs.places})}
    place_listing = np.array([numbers[row.id] for row in inputs.places], dtype=np.int64)
    population = np.array(
        [np.nan if row.population is None else row.population for row in areas], dtype=np.float64
    )
    values: list[dict[str, Any]] = []
    for capital, mask in chosen.items():
        found = area_coverage(
            distances[capital],
            postcode_area,
            place_area[mask],
            population,
            place_listing=place_listing[mask],
        )
        values += [
            {
                "capital": capital,
                "level": level.value,
                "code": row.code,
                "count": int(count),
                "nearest_m": None if np.isnan(mean) else float(mean),
                "share_within_1200m": None if np.isnan(share) else float(share),
            }
            for row, count, mean, share in zip(
                areas, found.count, found.nearest_m, found.share_within, strict=True
            )
        ]
    return values
