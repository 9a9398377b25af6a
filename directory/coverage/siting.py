"""Where would one more place help the most people, and what would it change for whom?

Buildings we know of are the candidates. In a request they are chosen one after another (greedy), with a bound
on how much better any choice could be; a job looks for the best choice of all and keeps it, and a request
that asks the very same question gets that answer.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from scipy.spatial.distance import cdist
from sqlmodel import Session

from directory.clock import now
from directory.coverage import siting_queries
from directory.coverage.inputs import AreaInput
from directory.coverage.models import SitingResult
from directory.coverage.schemas import CoverageQuery
from directory.coverage.siting_question import (
    Candidate,
    CandidateKind,
    Near,
    Objective,
    Question,
    SitingChoice,
    Weight,
    ask,
    near_m,
)
from directory.coverage.view import instant
from directory.errors import InvalidInput
from directory.store import mark_changed
from geo.arrays import Bools, Floats, Ints
from geo.nearest import nearest_m
from geo.projection import to_wgs84
from geo.siting import Siting, covering_greedy, gains, median_greedy

__all__ = [
    "AreaGain",
    "CandidateKind",
    "Gain",
    "Near",
    "Objective",
    "Reached",
    "SitingChoice",
    "Weight",
    "WhereNext",
    "best_by_other_rules",
    "every_gain",
    "site",
    "where_next",
]

MOST_PLACES = 10
MOST_RANKED = 10
MOST_AREAS = 5
BESIDE_M = 250.0
"""Candidates so near one another are one line of the list of the best."""
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class AreaGain:
    """What one neighbourhood gains."""

    area: AreaInput
    in_need: bool
    before_m: float | None
    """To the nearest place from the middle of its postcodes; None where no place is known."""
    after_m: float
    newly_within: bool


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
class WhereNext:
    """Where one more place, or a few, would help most."""

    question: Question
    chosen: tuple[Gain, ...]
    """In the order in which each adds most; a place that would add nothing is left out."""
    ranked: tuple[Gain, ...]
    """The best candidates alone, best first."""
    siting: Siting | None
    """None where nobody counts or there is no candidate."""
    computed_at: datetime
    """Of the coverage it was worked out from; where the answer was stored, when that was."""
    stored: bool
    """Whether a job worked it out."""
    seconds: float | None
    before: Reached
    after: Reached
    people: int
    people_in_need: int

    @property
    def places_now(self) -> tuple[tuple[float, float, str], ...]:
        """Where it is offered now: lon, lat and name, in the areas that are loaded."""
        viewed = self.question.viewed
        places = [viewed.world.inputs.places[number] for number in np.flatnonzero(viewed.offer.mask)]
        return tuple(
            (*to_wgs84(place.easting, place.northing), place.name)
            for place in places
            if place.areas[-1] is not None
        )


def where_next(session: Session, query: CoverageQuery, choice: SitingChoice) -> WhereNext:
    """Choose places for one more of what a view looks for."""
    question = _asked(session, query, choice)
    row = siting_queries.find_result(session, question.sha256)
    people, in_need = _everyone(question)
    start = _reached(question, _nearest_now(question))
    made = instant(question.viewed.run.computed_at)
    if not question.candidates or not question.weight.any():
        return WhereNext(question, (), (), None, made, False, None, start, start, people, in_need)
    metres = cdist(question.demand, question.points)
    if row is None:
        siting = _greedy(question)
        order = list(siting.chosen)
    else:
        position = {each.id: number for number, each in enumerate(question.candidates)}
        order = [position[each] for each in json.loads(row.chosen)]
        siting = Siting(tuple(order), row.value, row.value, row.bound, row.gap, row.method, bool(row.proven))
        made = instant(row.computed_at)
    chosen, nearest = _one_by_one(question, metres, _settled(question, metres, order))
    return WhereNext(
        question=question,
        chosen=chosen,
        ranked=_best_alone(question, metres),
        siting=siting,
        computed_at=made,
        stored=row is not None,
        seconds=None if row is None else row.seconds,
        before=start,
        after=_reached(question, nearest),
        people=people,
        people_in_need=in_need,
    )


def site(
    session: Session,
    query: CoverageQuery,
    choice: SitingChoice,
    *,
    seconds: float = 60.0,
    on_step: Callable[[str], None] = lambda _: None,
) -> WhereNext:
    """Look for the best choice of all and keep it: a job. Whoever commits decides whether it counts."""
    from geo.siting_exact import covering_exact, median_exact  # noqa: PLC0415 - heavy: a job's alone

    on_step("Gathering people, places and candidates")
    question = _asked(session, query, choice)
    if not question.candidates or not question.weight.any():
        raise InvalidInput(
            "There is nobody to reach, or no candidate to choose from: there is nothing to prove."
        )
    found = f"{len(question.candidates)} candidates for {len(question.demand)} neighbourhoods"
    on_step(f"Looking for the best {choice.k} of {found}, at most {seconds:g} seconds")
    begun = time.monotonic()
    given = (question.demand, question.weight, question.existing, question.points, choice.k)
    if choice.objective is Objective.COVERING:
        siting = covering_exact(*given, within_m=question.within_m, seconds=seconds)
    else:
        siting = median_exact(*given, seconds=seconds)
    on_step("Keeping the answer")
    siting_queries.put_result(
        session,
        SitingResult(
            question=question.sha256,
            inputs=question.viewed.run.inputs,
            choice=f"{query.subject}, {query.district or query.region.value}, {choice.weight}, {choice.near}",
            objective=choice.objective.value,
            chosen=json.dumps([question.candidates[number].id for number in siting.chosen]),
            k=choice.k,
            value=siting.objective,
            bound=siting.bound,
            gap=siting.gap,
            seconds=time.monotonic() - begun,
            method=siting.method,
            proven=siting.proven,
            computed_at=now(),
        ),
    )
    mark_changed(session, "siting")
    return where_next(session, query, choice)


def every_gain(question: Question) -> tuple[Gain, ...]:
    """Work out what each candidate would bring alone, best first."""
    metres = cdist(question.demand, question.points)
    nearest = _nearest_now(question)
    return tuple(
        _gain(question, question.candidates[number], nearest, np.minimum(nearest, metres[:, number]))
        for number in _ranking(question, metres)[0]
    )


def _ranking(question: Question, metres: Floats) -> tuple[Ints, Bools]:
    """Order the candidates by what each would bring alone, and tell which bring anything."""
    found = gains(question.demand, question.weight, question.existing, question.points, question.within_m)
    people, saved = found.people_within, found.metres_saved
    if np.isnan(saved).any():
        # Where nothing is known now, the candidate that is nearest to everybody saves most.
        saved = -(question.weight @ metres)
        useful = np.ones(len(saved), dtype=np.bool_)
    else:
        useful = (people > 0) | (saved > 0)
    covering = question.choice.objective is Objective.COVERING
    first, second = (people, saved) if covering else (saved, people)
    # Rounded, so that the last bit of a sum does not order places that bring the same.
    order = np.lexsort((np.arange(len(first)), -second.round(3), -first.round(3)))
    return order, (people > 0 if covering else useful)


def _best_alone(question: Question, metres: Floats) -> tuple[Gain, ...]:
    """Tell of the best candidates; those that stand beside a better one are in its line."""
    order, useful = _ranking(question, metres)
    points, nearest = question.points, _nearest_now(question)
    lines: list[list[int]] = []
    for number in order[useful[order]].tolist():
        heads = points[[line[0] for line in lines]].reshape(-1, 2)
        apart = np.hypot(*(heads - points[number]).T)
        beside = np.flatnonzero(apart <= BESIDE_M)
        if len(beside):
            lines[beside[0]].append(number)
        elif len(lines) < MOST_RANKED:
            lines.append([number])
    return tuple(
        replace(
            _gain(question, question.candidates[head], nearest, np.minimum(nearest, metres[:, head])),
            beside=tuple(question.candidates[number] for number in beside),
        )
        for head, *beside in lines
    )


def best_by_other_rules(found: WhereNext) -> tuple[tuple[SitingChoice, Gain | None], ...]:
    """Tell which single place would be best by every other rule; None where none would add anything."""
    asked = found.question
    rules = [
        *(replace(asked.choice, k=1, objective=Objective.COVERING, near=near) for near in Near),
        replace(asked.choice, k=1, objective=Objective.MEDIAN),
    ]
    covering = asked.choice.objective is Objective.COVERING
    told: list[tuple[SitingChoice, Gain | None]] = []
    metres, nearest = cdist(asked.demand, asked.points), _nearest_now(asked)
    for rule in rules:
        if covering and rule.near is asked.choice.near and rule.objective is Objective.COVERING:
            continue
        if not covering and rule.objective is Objective.MEDIAN:
            continue
        question = replace(asked, choice=rule, within_m=near_m(asked.viewed.world, rule.near))
        order, useful = _ranking(question, metres)
        best = int(order[0])
        after = np.minimum(nearest, metres[:, best])
        told.append(
            (rule, _gain(question, question.candidates[best], nearest, after) if useful[best] else None)
        )
    return tuple(told)


def _asked(session: Session, query: CoverageQuery, choice: SitingChoice) -> Question:
    if not 1 <= choice.k <= MOST_PLACES:
        raise InvalidInput(f"Choose from 1 to {MOST_PLACES} places.", field="k")
    question = ask(session, query, choice)
    if choice.k > len(question.candidates) > 0:
        raise InvalidInput(
            f"There are only {len(question.candidates)} places to choose from: ask for fewer.",
            field="k",
        )
    return question


def _greedy(question: Question) -> Siting:
    given = (question.demand, question.weight, question.existing, question.points, question.choice.k)
    if question.choice.objective is Objective.COVERING:
        return covering_greedy(*given, within_m=question.within_m)
    return median_greedy(*given)


def _settled(question: Question, metres: Floats, order: Sequence[int]) -> list[int]:
    """Of choices that reach equally many, take the one that is nearest for most, changing one at a time."""
    chosen = list(order)
    if question.choice.objective is not Objective.COVERING:
        return chosen
    now_m = _nearest_now(question)
    for place in range(len(chosen)):
        others = chosen[:place] + chosen[place + 1 :]
        nearest = np.minimum(now_m, metres[:, others].min(axis=1)) if others else now_m
        after = np.minimum(nearest[:, None], metres)
        reached = question.weight @ (after <= question.within_m)
        far = question.weight @ after
        far[reached < reached[chosen[place]] * (1 - _ROUNDING)] = np.inf
        best = int(np.argmin(far))
        if best not in others and far[best] < far[chosen[place]] * (1 - _ROUNDING):
            chosen[place] = best
    return chosen


def _one_by_one(question: Question, metres: Floats, chosen: list[int]) -> tuple[tuple[Gain, ...], Floats]:
    """Open the chosen places in the order in which each adds most; leave out those that add nothing."""
    nearest, told, left = _nearest_now(question), [], list(chosen)
    while left:
        after = {number: np.minimum(nearest, metres[:, number]) for number in left}
        best = max(left, key=lambda number: _worth(question, nearest, after[number]))
        if not _worth(question, nearest, after[best])[0] > 0:
            break
        told.append(_gain(question, question.candidates[best], nearest, after[best]))
        nearest = after[best]
        left.remove(best)
    return tuple(told), nearest


def _worth(question: Question, before: Floats, after: Floats) -> tuple[float, float]:
    """Judge a change: by what is asked for first."""
    reached = float(question.weight[(before > question.within_m) & (after <= question.within_m)].sum())
    known = np.isfinite(before)
    saved = float((question.weight * np.where(known, before - after, 0.0)).sum())
    if not known.all():
        # From nothing known, less far is more saved.
        saved = 1.0 / (1.0 + float((question.weight * after).sum()))
    return (reached, saved) if question.choice.objective is Objective.COVERING else (saved, reached)


def _gain(question: Question, candidate: Candidate, before: Floats, after: Floats) -> Gain:
    newly = (before > question.within_m) & (after <= question.within_m)
    nearer = after < before
    whole = float(question.weight.sum())
    known = bool(np.isfinite(before).all())
    saved_m = float((question.weight * (before - after)).sum()) / whole if known and whole else None
    gained = newly if question.choice.objective is Objective.COVERING else nearer
    return Gain(
        candidate=candidate,
        counted=float(question.weight[newly].sum()),
        people=round(float(question.people[newly].sum())),
        people_in_need=round(float(question.people[newly & question.in_need].sum())),
        nearer=round(float(question.people[nearer].sum())),
        saved_m=saved_m,
        areas=_areas(question, gained, before, after),
        areas_gaining=int(np.count_nonzero(gained)),
    )


def _areas(question: Question, gained: Bools, before: Floats, after: Floats) -> tuple[AreaGain, ...]:
    """List the neighbourhoods that gain most: people who count times metres, else people times metres."""
    metres = np.where(np.isfinite(before), before - after, 1.0)
    rows = np.flatnonzero(gained)
    first, second = question.weight[rows] * metres[rows], question.people[rows] * metres[rows]
    order = rows[np.lexsort((rows, -second.round(3), -first.round(3)))][:MOST_AREAS]
    return tuple(
        AreaGain(
            area=question.partition.areas[question.area[row]],
            in_need=bool(question.in_need[row]),
            before_m=float(before[row]) if np.isfinite(before[row]) else None,
            after_m=float(after[row]),
            newly_within=bool(before[row] > question.within_m >= after[row]),
        )
        for row in order
    )


def _nearest_now(question: Question) -> Floats:
    if not len(question.existing):
        return np.full(len(question.demand), np.inf)
    return nearest_m(question.demand, question.existing)


def _reached(question: Question, nearest: Floats) -> Reached:
    within, whole = nearest <= question.within_m, float(question.weight.sum())
    mean_m = (
        float((question.weight * nearest).sum()) / whole if whole and np.isfinite(nearest).all() else None
    )
    return Reached(
        share_within=float(question.weight[within].sum()) / whole if whole else float("nan"),
        mean_m=mean_m,
        people_within=round(float(question.people[within].sum())),
        in_need_within=round(float(question.people[within & question.in_need].sum())),
    )


def _everyone(question: Question) -> tuple[int, int]:
    return (
        round(float(question.people.sum())),
        round(float(question.people[question.in_need].sum())),
    )
