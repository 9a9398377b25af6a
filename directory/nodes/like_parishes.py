"""Which parishes are most like this one, and what do they have listed that it has not?

Compared by four figures: how many people live there (as a ratio: twice as many counts as much at any size),
how rural it is, how far from a major town, and how deprived. All parishes of the county are on one scale.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from directory.areas.middle import middles
from directory.kept import Kept
from directory.marks.schemas import MarkRead, Says
from directory.nodes import parish_queries
from directory.nodes.parish_schemas import (
    AlikeParish,
    Compared,
    Missing,
    NearestListing,
    ParishFigures,
    ParishNear,
    Rurality,
)
from directory.search import queries as search_queries
from directory.search.index import capitals_of
from directory.search.snapshot import KINDS, Snapshot, current
from directory.words import Capital, Kind
from geo.similar import most_alike

MOST_ALIKE: Final = 10
FEWEST_ALIKE: Final = 5
"""With fewer that are alike enough nothing is said of what is missing."""
TIMES_AS_MANY: Final = 2
"""A parish with more than twice the people, or fewer than half, is not like this one."""
LEAST_SHARE: Final = 0.3
"""What fewer of them have says little of this one."""
FEWEST_HAVE: Final = 3
MOST_MISSING: Final = 6
_COUNCIL: Final = KINDS.index(Kind.PARISH_COUNCIL.value)
_CLASSES: Final = {"Urban": "urban", "Larger rural": "larger_rural", "Smaller rural": "smaller_rural"}

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Parishes:
    """Every parish with the figures it is compared by, and what is listed in it."""

    figures: tuple[ParishFigures, ...]
    place: Mapping[str, int]
    """Where in `figures` a code stands."""
    subjects: tuple[str, ...]
    """Capitals and slugs of categories."""
    listed: Bools
    """Shape (parishes, subjects): something of it is listed there."""


def all_parishes(session: Session) -> Parishes:
    """Give the figures of every parish, read only where areas or listings changed since the last time."""
    return _PARISHES.of(session)


def _read(session: Session) -> Parishes:
    rurality, places = _RURALITY.of(session), middles(session)
    figures = tuple(
        ParishFigures(
            code=row.code,
            name=row.name,
            district=row.district_code,
            unparished=row.subtype == "unparished",
            easting=places[row.code].easting,
            northing=places[row.code].northing,
            population=row.population,
            imd_score=row.imd_score,
            rurality=rurality.get(row.code),
        )
        for row in parish_queries.list_parishes(session)
    )
    place = {each.code: number for number, each in enumerate(figures)}
    subjects, listed = _listed(current(session), place)
    return Parishes(figures, place, subjects, listed)


def _rurality(session: Session) -> dict[str, Rurality]:
    counts: dict[str, dict[str, int]] = {}
    for row in parish_queries.list_rurality(session):
        size, _, far = row.rural_urban.partition(":")
        told = counts.setdefault(
            row.parish, {"urban": 0, "larger_rural": 0, "smaller_rural": 0, "further": 0}
        )
        if size in _CLASSES:
            told[_CLASSES[size]] += row.postcodes
            told["further"] += row.postcodes if far.strip().startswith("Further") else 0
    return {
        code: Rurality(**{name: value / whole for name, value in told.items()})
        for code, told in counts.items()
        if (whole := told["urban"] + told["larger_rural"] + told["smaller_rural"])
    }


_PARISHES: Final = Kept(_read, "areas", "listings")
_RURALITY: Final = Kept(_rurality, "areas")
"""Held by itself: it looks at every postcode, which no change of a listing asks for."""


def _listed(snapshot: Snapshot, place: Mapping[str, int]) -> tuple[tuple[str, ...], Bools]:
    """Tell what is listed in each parish, from the columns that searches look through."""
    capitals = tuple(capital.value for capital in Capital)
    subjects = (*capitals, *snapshot.category_words)
    listed = np.zeros((len(place), len(subjects)), dtype=np.bool_)
    for row in range(len(snapshot.listing)):
        number = snapshot.parish.numbers[row]
        if number < 0 or snapshot.kind[row] == _COUNCIL:
            continue
        parish = place.get(snapshot.parish.words[number])
        if parish is not None:
            listed[parish, _subjects_of(snapshot, row, len(capitals))] = True
    return subjects, listed


def _subjects_of(snapshot: Snapshot, row: int, capitals: int) -> list[int]:
    told = [list(Capital).index(capital) for capital in capitals_of(int(snapshot.capitals[row]))]
    return told + [capitals + int(number) for number in snapshot.categories[row] if number >= 0]


def measures_of(figures: Sequence[ParishFigures]) -> NDArray[np.float64]:
    """Write what parishes are compared by as columns; NaN where unknown."""
    return np.array(
        [
            (
                log(each.population) if each.population else np.nan,
                np.nan
                if each.rurality is None
                else each.rurality.larger_rural + 2 * each.rurality.smaller_rural,
                np.nan if each.rurality is None else each.rurality.further,
                np.nan if each.imd_score is None else each.imd_score,
            )
            for each in figures
        ],
        dtype=np.float64,
    ).reshape(len(figures), 4)


def similar_parishes(session: Session, code: str, *, k: int = MOST_ALIKE) -> tuple[AlikeParish, ...]:
    """List the parishes most like one, the most alike first; none where fewer than five are alike enough."""
    return alike_in(all_parishes(session), code, k=k)


def alike_in(parishes: Parishes, code: str, *, k: int = MOST_ALIKE) -> tuple[AlikeParish, ...]:
    """Find the parishes most like one among all."""
    of = parishes.place[code]
    own = parishes.figures[of].population
    if not own:
        return ()
    near_size = [
        each.population is not None
        and own <= each.population * TIMES_AS_MANY
        and each.population <= own * TIMES_AS_MANY
        for each in parishes.figures
    ]
    found = most_alike(measures_of(parishes.figures), of, k, among=near_size)
    if len(found.index) < FEWEST_ALIKE:
        return ()
    return tuple(
        AlikeParish(each.code, each.name, each.population, float(distance))
        for each, distance in zip(
            (parishes.figures[int(number)] for number in found.index), found.distance, strict=True
        )
    )


def compare(session: Session, code: str, said: Sequence[MarkRead]) -> Compared:
    """Tell what is listed in parishes most like one and not in it; what most of them have first.

    `said` are the marks of this parish. What somebody said is there is not missing.
    """
    parishes = all_parishes(session)
    own = parishes.listed[parishes.place[code]]
    alike = alike_in(parishes, code)
    if not alike:
        return Compared((), (), int(own.sum()), None)
    theirs = parishes.listed[[parishes.place[each.code] for each in alike]]
    counts = theirs.sum(axis=0)
    told = holding(said)
    wanted = [
        number
        for number in np.argsort(-counts, kind="stable").tolist()
        if counts[number] >= max(LEAST_SHARE * len(alike), FEWEST_HAVE)
        and not own[number]
        and not (parishes.subjects[number] in told and told[parishes.subjects[number]].says is Says.HAS)
    ]
    snapshot = current(session)
    figures = parishes.figures[parishes.place[code]]
    missing = tuple(
        Missing(
            subject=parishes.subjects[number],
            label=_label(snapshot, parishes.subjects[number]),
            have=int(counts[number]),
            of=len(alike),
            names=tuple(each.name for each, has in zip(alike, theirs[:, number], strict=True) if has),
            nearest=nearest_of(session, snapshot, figures, parishes.subjects[number]),
            said=told.get(parishes.subjects[number]),
        )
        for number in wanted[:MOST_MISSING]
    )
    typical = int(np.median(theirs.sum(axis=1)))
    return Compared(alike, missing, int(own.sum()), typical)


def holding(said: Sequence[MarkRead]) -> dict[str, MarkRead]:
    """Choose by subject the mark of one place that holds: what somebody knew before what nobody did."""
    told: dict[str, MarkRead] = {}
    for mark in sorted(said, key=lambda mark: (mark.says is not Says.UNKNOWN, mark.on_date)):
        told[mark.subject] = mark
    return told


def _label(snapshot: Snapshot, subject: str) -> str:
    return Capital(subject).label if subject in set(Capital) else snapshot.category_labels[subject]


def nearest_of(
    session: Session, snapshot: Snapshot, figures: ParishFigures, subject: str
) -> NearestListing | None:
    """Find the listing of a subject nearest to the middle of a parish; None where none has a place."""
    rows = np.flatnonzero(
        _about(snapshot, subject) & (snapshot.kind != _COUNCIL) & ~np.isnan(snapshot.easting)
    )
    if not len(rows):
        return None
    away = np.hypot(snapshot.easting[rows] - figures.easting, snapshot.northing[rows] - figures.northing)
    row = int(rows[np.argmin(away)])
    listing_id = snapshot.listing_ids[snapshot.listing[row]]
    found = search_queries.listing_rows(session, [listing_id.hex])[listing_id.hex]
    number = int(snapshot.parish.numbers[row])
    parish = snapshot.parish.words[number] if number >= 0 else None
    return NearestListing(found.slug, found.name, round(float(away.min())), parish)


def _about(snapshot: Snapshot, subject: str) -> Bools:
    if subject in set(Capital):
        bit = 1 << list(Capital).index(Capital(subject))
        carried: Bools = (snapshot.capitals & bit) > 0
        return carried
    if subject not in snapshot.category_words:
        return np.zeros(len(snapshot.listing), dtype=np.bool_)
    found: Bools = (snapshot.categories == snapshot.category_words.index(subject)).any(axis=1)
    return found


def neighbours(session: Session, code: str, *, limit: int = 6) -> tuple[ParishNear, ...]:
    """List the parishes whose middles are nearest."""
    parishes = all_parishes(session)
    own = parishes.figures[parishes.place[code]]
    away = sorted(
        (np.hypot(each.easting - own.easting, each.northing - own.northing), each.code, each)
        for each in parishes.figures
        if each.code != code
    )
    return tuple(
        ParishNear(each.code, each.name, each.unparished, round(float(far))) for far, _, each in away[:limit]
    )
