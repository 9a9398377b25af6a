"""What is known of how complete the directory is in each area, and what did people who asked say?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlmodel import Session

from directory.coverage import queries
from directory.coverage.schemas import ALL_CAPITALS, CoverageQuery, MarkNote
from directory.coverage.world import Partition, World
from directory.marks.service import current_marks
from directory.words import Level
from geo.arrays import Bools, Floats
from geo.evidence import HALF, Mark, Objects, majority, reasons
from geo.trust import Trust, age_months, weights

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
    districts = [area.district for area in partition.areas]
    shares = completeness_by_district(session, run.id, query.subject)
    unknown = (np.nan, np.nan, np.nan)
    completeness = np.array([shares.get(code, unknown) for code in districts], dtype=np.float64).reshape(
        -1, 3
    )
    parishes = world.partition(query.release, Level.PARISH)
    below = _flags(session, run, parishes, "far_below", ALL_CAPITALS, query.subject)
    telling = _flags(session, run, parishes, "telling", query.subject)
    vouching = _vouching(world, query, on)
    dated = np.bincount(
        parishes.place_area[vouching & (parishes.place_area >= 0)], minlength=len(parishes.codes)
    )
    if query.trust is not Trust.ANY:
        # What the run worked out is of listings of any age: those that are not believed vouch for nothing.
        completeness[:], below, telling = np.nan, np.zeros_like(below), np.zeros_like(telling)
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


def completeness_by_district(
    session: Session, run_id: int, subject: str
) -> Mapping[str, tuple[float, float, float]]:
    """Give by district what can be estimated; of a part of its listings it would not speak for the rest."""
    return {
        row.district: (row.share, row.share_low, row.share_high)
        for row in queries.list_completeness(session, run_id, subject)
        if row.share is not None and row.estimated_of >= LEAST_SPOKEN_FOR * row.known
    }


def _vouching(world: World, query: CoverageQuery, on: date) -> Bools:
    """Choose the listings whose date says that somebody looked there.

    Of any date any listing will do; where age counts, only one of what is looked for.
    """
    mask = world.trust_weights(query.trust, on) > 0
    if query.trust is not Trust.ANY:
        mask &= world.carrying(capital=query.capital and query.capital.value, category=query.category)
    return mask if query.visiting else mask & ~world.visiting


def _flags(session: Session, run: queries.AnyRow, parishes: Partition, column: str, *subjects: str) -> Bools:
    """Tell of which parishes a column says so for any of some subjects; of a category it never does."""
    found = np.zeros(len(parishes.codes), dtype=np.bool_)
    for subject in subjects:
        said = {row.parish for row in queries.list_expected(session, run.id, subject) if getattr(row, column)}
        found |= np.array([code in said for code in parishes.codes], dtype=np.bool_)
    return found


def _marks(
    session: Session, world: World, query: CoverageQuery, partition: Partition, people: Floats, on: date
) -> tuple[MarkNote | None, ...]:
    """Give the mark that holds for each area: of those that cover half of it, the one on fewest people.

    That there is something somewhere in a district is not said of each place in it: `has` holds only where
    half of the people it was said of live.
    """
    found: list[MarkNote | None] = [None] * len(partition.areas)
    column = {code: number for number, code in enumerate(world.inputs.codes)}
    own = {area.code: number for number, area in enumerate(partition.areas)}
    area, n_areas = partition.postcode_area, len(partition.areas)
    total = np.bincount(area[area >= 0], people[area >= 0], n_areas)
    spread: list[tuple[float, str, MarkNote, Floats]] = []
    for mark in current_marks(
        session, query.subject, believed=lambda told: _believed(world, query, told, on)
    ):
        note = MarkNote(Mark(mark.says), mark.on_date, mark.role)
        if mark.area_code in own:
            covered = np.zeros(n_areas)
            covered[own[mark.area_code]] = np.inf
            spread.append((0.0, mark.area_code, note, covered))
        elif mark.area_code in column:
            inside = (world.inputs.postcode_areas == column[mark.area_code]).any(axis=1)
            whole = float(people[inside].sum())
            inside &= area >= 0
            covered = np.bincount(area[inside], people[inside], n_areas).astype(np.float64)
            if note.says is Mark.HAS:
                covered[covered < HALF * whole] = 0
            spread.append((whole, mark.area_code, note, covered))
    for _, _, note, covered in sorted(spread, key=lambda each: (-each[0], each[1])):
        for number in np.flatnonzero((covered >= HALF * total) & (covered > 0)):
            if note.says is not Mark.UNKNOWN or found[number] is None:
                found[number] = note
    return tuple(found)


def _believed(world: World, query: CoverageQuery, told: str, on: date) -> bool:
    half_life = world.inputs.assumptions.half_life_months
    return bool(weights(age_months([told], on), query.trust, half_life)[0])
