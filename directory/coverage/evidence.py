"""What is known of how complete the directory is in each area, and what did people who asked say?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlmodel import Session

from directory.coverage import queries
from directory.coverage.schemas import ALL_CAPITALS, CoverageQuery, MarkNote
from directory.coverage.world import Partition, World
from directory.words import Level
from geo.arrays import Bools, Floats
from geo.evidence import HALF, Mark, Objects, majority, reasons
from geo.trust import age_months, weights

LEAST_SPOKEN_FOR = 0.8
"""An estimate of completeness holds for a capital if it is of so much of what is known of it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of the areas of a partition, each of shape (areas,)."""

    marks: tuple[MarkNote | None, ...]
    far_below: Bools
    compared: Bools
    """Whether so much is expected there that having nothing would tell."""
    completeness: Floats
    completeness_low: Floats
    completeness_high: Floats
    assured: Bools
    """Whether anything there is dated within the chosen time."""

    def reasons(self, lacking: Bools, known: Bools, count: Floats) -> Objects:
        """Say why each area is in its state."""
        return reasons(
            lacking,
            known,
            [None if mark is None else mark.says for mark in self.marks],
            self.far_below,
            self.completeness_low,
            self.assured,
            count=count,
            expected_known=self.compared,
        )


def area_evidence(
    session: Session, world: World, run: queries.AnyRow, query: CoverageQuery, partition: Partition, on: date
) -> Evidence:
    """Bring what is known by district and by parish, not too old on a day, to the areas of a partition."""
    run_id, weight = run.id, world.trust_weights(query.trust, on)
    districts = [area.district for area in partition.areas]
    shares = _completeness(session, run_id, query.subject)
    unknown = (np.nan, np.nan, np.nan)
    completeness = np.array([shares.get(code, unknown) for code in districts], dtype=np.float64).reshape(
        -1, 3
    )
    parishes = world.partition(query.release, Level.PARISH)
    below, telling = (
        np.any([_flags(session, run_id, subject, parishes, column) for subject in _subjects(query)], axis=0)
        for column in ("far_below", "telling")
    )
    dated = np.bincount(
        parishes.place_area[parishes.place_area >= 0],
        weight[parishes.place_area >= 0],
        len(parishes.codes),
    )
    people = np.nan_to_num(world.people(query.release))

    def carried(flags: Bools) -> Floats:
        if partition is parishes:
            return flags.astype(np.float64)
        return majority(flags, parishes.postcode_area, partition.postcode_area, people, len(partition.areas))

    return Evidence(
        marks=_marks(session, world, query, partition, people, on),
        far_below=carried(below) >= HALF,
        compared=carried(telling) >= HALF,
        completeness=completeness[:, 0],
        completeness_low=completeness[:, 1],
        completeness_high=completeness[:, 2],
        assured=carried(dated > 0) >= HALF,
    )


def _completeness(session: Session, run_id: int, subject: str) -> Mapping[str, tuple[float, float, float]]:
    """Give by district what can be estimated; of a part of its listings it would not speak for the rest."""
    return {
        row.district: (row.share, row.share_low, row.share_high)
        for row in queries.list_completeness(session, run_id, subject)
        if row.share is not None and row.estimated_of >= LEAST_SPOKEN_FOR * row.known
    }


def _subjects(query: CoverageQuery) -> tuple[str, ...]:
    """List what a parish may have too little of: anything at all, and what is looked for."""
    return (ALL_CAPITALS, query.capital.value) if query.capital else (ALL_CAPITALS,)


def _flags(session: Session, run_id: int, subject: str, parishes: Partition, column: str) -> Bools:
    found = {row.parish: getattr(row, column) for row in queries.list_expected(session, run_id, subject)}
    return np.array([bool(found.get(code, False)) for code in parishes.codes], dtype=np.bool_)


def _marks(
    session: Session, world: World, query: CoverageQuery, partition: Partition, people: Floats, on: date
) -> tuple[MarkNote | None, ...]:
    """Give the newest mark that covers each area: its own, or one under which half of its people live."""
    found: list[MarkNote | None] = [None] * len(partition.areas)
    column = {code: number for number, code in enumerate(world.inputs.codes)}
    own = {area.code: number for number, area in enumerate(partition.areas)}
    total = np.bincount(
        partition.postcode_area[partition.postcode_area >= 0],
        people[partition.postcode_area >= 0],
        len(partition.areas),
    )
    for row in queries.list_marks(session, query.subject):  # oldest first: a newer one takes its place
        if not weights(age_months([row.on_date], on), query.trust, world.inputs.assumptions.half_life_months)[
            0
        ]:
            continue
        note = MarkNote(Mark(row.says), row.on_date, row.role)
        if row.area_code in own:
            found[own[row.area_code]] = note
        elif row.area_code in column:
            inside = (world.inputs.postcode_areas == column[row.area_code]).any(axis=1)
            inside &= partition.postcode_area >= 0
            covered = np.bincount(partition.postcode_area[inside], people[inside], len(partition.areas))
            for number in np.flatnonzero((covered >= HALF * total) & (total > 0)):
                found[number] = note
    return tuple(found)
