"""How many people would a place bring it nearer to? Counted at every postcode, as what-if counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from directory.coverage.inputs import AreaInput
from directory.coverage.siting_question import Candidate, Objective, Question
from directory.coverage.world import Partition
from geo.arrays import Bools, Floats, Ints
from geo.nearest import nearest_m

MOST_AREAS = 5


@dataclass(frozen=True, slots=True)
class AreaGain:
    """What one neighbourhood gains."""

    area: AreaInput
    in_need: bool
    people: int
    """Who gain: newly within reach, or nearer where distance is what counts."""
    before_m: float | None
    """To the nearest place, mean over its postcodes; None where no place is known."""
    after_m: float


@dataclass(frozen=True, slots=True)
class Gain:
    """What one candidate would bring, beside the places there are and those chosen before it."""

    candidate: Candidate
    counted: float
    """People newly within reach, as they are weighed."""
    people: int
    """People newly within reach, everybody."""
    people_in_need: int
    nearer: int
    """People to whom the nearest place would come closer."""
    saved_m: float | None
    """Metres that the nearest comes closer, mean over the people who count; None where none is known now."""
    areas: tuple[AreaGain, ...] = ()
    """Those that gain most, at most five."""
    areas_gaining: int = 0
    beside: tuple[Candidate, ...] = ()
    """Other candidates within 250 m, which would bring no more."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How people stand."""

    share_within: float
    """Of the people who count: those with a place within reach."""
    mean_m: float | None
    """To the nearest, mean over the people who count."""
    people_within: int
    """Everybody, as are those in need."""
    in_need_within: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people shown, at points: the postcodes where they live, or the middles of their neighbourhoods."""

    partition: Partition
    points: Floats
    """Shape (n, 2), metres (EPSG:27700)."""
    area: Ints
    """Shape (n,): which area of the partition."""
    people: Floats
    in_need: Bools
    weight: Floats
    """Who counts, and for how much."""
    now_m: Floats
    """To the nearest place there is; infinite where none is known."""
    within_m: float
    covering: bool
    """Whether people within reach are what is asked for, and not distance."""

    def metres_to(self, candidate: Candidate) -> Floats:
        """Measure from everybody to a candidate."""
        return _metres(self.points, candidate)

    @property
    def knows_now(self) -> bool:
        """Whether any place is known now."""
        return bool(np.isfinite(self.now_m).all())


def at_middles(question: Question) -> Crowd:
    """Put everybody of a neighbourhood at its middle: what choices of several places are made by."""
    return _crowd(
        question,
        question.demand,
        np.array(question.area, dtype=np.int64),
        question.people,
        question.in_need,
        question.weight,
    )


def at_postcodes(question: Question) -> Crowd:
    """Put everybody at their postcode: what is told is counted so."""
    world, release = question.viewed.world, question.viewed.query.release
    row_of_area = np.full(len(question.partition.areas) + 1, -1, dtype=np.int64)
    row_of_area[list(question.area)] = np.arange(len(question.area))
    row = row_of_area[question.partition.postcode_area]
    used = np.flatnonzero(row >= 0)
    row = row[used]
    counts = np.divide(
        question.weight, question.people, out=np.zeros(len(question.people)), where=question.people > 0
    )
    people = np.nan_to_num(world.people(release)[used])
    return _crowd(
        question,
        world.points[used],
        question.partition.postcode_area[used],
        people,
        question.in_need[row],
        people * counts[row],
    )


def _crowd(
    question: Question, points: Floats, area: Ints, people: Floats, in_need: Bools, weight: Floats
) -> Crowd:
    some = len(question.existing) and len(points)
    return Crowd(
        partition=question.partition,
        points=points,
        area=area,
        people=people,
        in_need=in_need,
        weight=weight,
        now_m=nearest_m(points, question.existing) if some else np.full(len(points), np.inf),
        within_m=question.within_m,
        covering=question.choice.objective is Objective.COVERING,
    )


@dataclass(frozen=True, slots=True)
class Alone:
    """What every candidate alone would bring to those who count."""

    reached: Floats
    """Shape (radii, candidates): newly within each radius."""
    saved: Floats
    """Shape (candidates,): people times metres; where nothing is known now, less far is more saved."""
    knows_now: bool

    def ranking(self, radius: int, *, covering: bool) -> tuple[Ints, Bools]:
        """Order the candidates by what each would bring, best first, and tell which bring anything."""
        reached, saved = self.reached[radius], self.saved
        first, second = (reached, saved) if covering else (saved, reached)
        # Rounded, so that the last bit of a sum does not order places that bring the same.
        order = np.lexsort((np.arange(len(first)), -second.round(3), -first.round(3)))
        if covering:
            return order, reached > 0
        return order, (reached > 0) | (saved > 0) if self.knows_now else np.ones(len(first), dtype=np.bool_)


def alone(crowd: Crowd, candidates: Sequence[Candidate], radii_m: Sequence[float]) -> Alone:
    """Try every candidate, for several ways to say how near is near enough."""
    some = crowd.weight > 0
    points, weight, now_m = crowd.points[some], crowd.weight[some], crowd.now_m[some]
    unreached = [weight * (now_m > radius) for radius in radii_m]
    reached, saved = np.empty((len(radii_m), len(candidates))), np.empty(len(candidates))
    knows = crowd.knows_now
    for number, each in enumerate(candidates):
        metres = _metres(points, each)
        for at, radius in enumerate(radii_m):
            reached[at, number] = unreached[at][metres <= radius].sum()
        saved[number] = (
            (weight * np.maximum(now_m - metres, 0.0)).sum() if knows else -(weight * metres).sum()
        )
    return Alone(reached, saved, knows)


def _metres(points: Floats, candidate: Candidate) -> Floats:
    east, north = points[:, 0] - candidate.easting, points[:, 1] - candidate.northing
    found: Floats = np.sqrt(east * east + north * north)
    return found


def gain_of(
    crowd: Crowd, candidate: Candidate, before: Floats, after: Floats, *, with_areas: bool = True
) -> Gain:
    """Tell what a candidate brings that changes how far everybody has to go."""
    newly = (before > crowd.within_m) & (after <= crowd.within_m)
    nearer = after < before
    whole = float(crowd.weight.sum())
    known = bool(np.isfinite(before).all())
    gained = newly if crowd.covering else nearer
    gaining = np.unique(crowd.area[gained & (crowd.people > 0)])
    return Gain(
        candidate=candidate,
        counted=float(crowd.weight[newly].sum()),
        people=round(float(crowd.people[newly].sum())),
        people_in_need=round(float(crowd.people[newly & crowd.in_need].sum())),
        nearer=round(float(crowd.people[nearer].sum())),
        saved_m=float((crowd.weight * (before - after)).sum()) / whole if known and whole else None,
        areas=tuple(_areas(crowd, gained, before, after)) if with_areas else (),
        areas_gaining=len(gaining),
    )


def _areas(crowd: Crowd, gained: Bools, before: Floats, after: Floats) -> Iterator[AreaGain]:
    """List the neighbourhoods that gain most: people who count times metres, else people times metres."""
    n_areas = len(crowd.partition.areas)
    metres = np.where(np.isfinite(before), before - after, 1.0)
    first, second, people = (
        np.bincount(crowd.area[gained], each[gained], n_areas)
        for each in (crowd.weight * metres, crowd.people * metres, crowd.people)
    )
    order = np.lexsort((np.arange(n_areas), -second.round(3), -first.round(3)))
    for number in [each for each in order if people[each] > 0][:MOST_AREAS]:
        here = crowd.area == number
        before_m = float(before[here].mean())
        yield AreaGain(
            area=crowd.partition.areas[number],
            in_need=bool(crowd.in_need[here].any()),
            people=round(float(people[number])),
            before_m=before_m if np.isfinite(before_m) else None,
            after_m=float(after[here].mean()),
        )


def reached_of(crowd: Crowd, nearest: Floats) -> Reached:
    """Tell how people stand who have that far to go."""
    within, whole = nearest <= crowd.within_m, float(crowd.weight.sum())
    known = whole and np.isfinite(nearest).all()
    return Reached(
        share_within=1.0 - float(crowd.weight[~within].sum()) / whole if whole else float("nan"),
        mean_m=float((crowd.weight * nearest).sum()) / whole if known else None,
        people_within=round(float(crowd.people[within].sum())),
        in_need_within=round(float(crowd.people[within & crowd.in_need].sum())),
    )


def one_by_one(
    crowd: Crowd, candidates: Sequence[Candidate], chosen: Sequence[int]
) -> tuple[tuple[int, ...], tuple[Gain, ...], Floats]:
    """Open the chosen places in the order in which each adds most; leave out those that add nothing."""
    nearest, order, told, left = crowd.now_m, [], [], list(chosen)
    while left:
        after = {number: np.minimum(nearest, crowd.metres_to(candidates[number])) for number in left}
        best = max(left, key=lambda number: _worth(crowd, nearest, after[number]))
        if not _worth(crowd, nearest, after[best])[0] > 0:
            break
        told.append(gain_of(crowd, candidates[best], nearest, after[best]))
        order.append(best)
        nearest = after[best]
        left.remove(best)
    return tuple(order), tuple(told), nearest


def _worth(crowd: Crowd, before: Floats, after: Floats) -> tuple[float, float]:
    """Judge a change: by what is asked for first."""
    reached = float(crowd.weight[(before > crowd.within_m) & (after <= crowd.within_m)].sum())
    known = np.isfinite(before)
    saved = float((crowd.weight * np.where(known, before - after, 0.0)).sum())
    if not known.all():
        # From nothing known, less far is more saved.
        saved = 1.0 / (1.0 + float((crowd.weight * after).sum()))
    return (reached, saved) if crowd.covering else (saved, reached)
