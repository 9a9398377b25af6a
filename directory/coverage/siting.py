"""Where would one more place help the most people, and what would it change for whom?

Buildings we know of are the candidates. For one place every one is tried, at every postcode. Several are
chosen by the middles of neighbourhoods: in a request one after another (greedy), with a bound on how much
better any choice could be; a job looks for the best choice of all and keeps it, and a request that asks the
very same question gets that answer. What is told is counted at postcodes, as what-if counts.
"""

import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, cast

import numpy as np
from scipy.spatial.distance import cdist
from sqlalchemy import Row
from sqlmodel import Session

from directory.clock import now
from directory.coverage import siting_queries
from directory.coverage.models import SitingResult
from directory.coverage.schemas import CoverageQuery
from directory.coverage.siting_count import (
    Alone,
    AreaGain,
    Crowd,
    Gain,
    Reached,
    alone,
    at_middles,
    at_postcodes,
    gain_of,
    one_by_one,
    reached_of,
)
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
from geo.arrays import Floats
from geo.projection import to_wgs84
from geo.siting import Siting, covering_greedy, median_greedy

__all__ = [
    "AreaGain",
    "CandidateKind",
    "Gain",
    "Near",
    "Objective",
    "Proof",
    "Reached",
    "SitingChoice",
    "Weight",
    "WhereNext",
    "best_by_other_rules",
    "every_gain",
    "keep_best",
    "prove_best",
    "site",
    "where_next",
]

MOST_PLACES = 10
MOST_RANKED = 10
BESIDE_M = 250.0
"""Candidates so near one another are one line of the list of the best."""
_ROUNDING = 1e-9


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
    return _answer(question, siting_queries.find_result(session, question.sha256))


def _answer(question: Question, row: SitingResult | Row[Any] | None) -> WhereNext:
    """Tell what the choice changes, counted at every postcode.

    One place is the best of all at postcodes. Several are those a job kept, else chosen one after another;
    both by the middles of neighbourhoods.
    """
    crowd = at_postcodes(question)
    people, in_need = round(float(crowd.people.sum())), round(float(crowd.people[crowd.in_need].sum()))
    start = reached_of(crowd, crowd.now_m)
    made = instant(question.viewed.run.computed_at)
    if not question.candidates or not crowd.weight.any():
        return WhereNext(question, (), (), None, made, False, None, start, start, people, in_need)
    candidates, kept = question.candidates, None
    tried = alone(crowd, candidates, [question.within_m])
    if question.choice.k == 1:
        siting = _best_one(crowd, tried)
        order: Sequence[int] = siting.chosen
    else:
        kept = row
        siting = _greedy(question) if kept is None else _kept(question, kept)
        metres = cdist(question.demand, question.points)
        # What adds nothing at the middles was not chosen for anything.
        order, _, _ = one_by_one(at_middles(question), candidates, _settled(question, metres, siting.chosen))
    _, chosen, nearest = one_by_one(crowd, candidates, order)
    return WhereNext(
        question=question,
        chosen=chosen,
        ranked=_best_alone(question, crowd, tried),
        siting=siting,
        computed_at=made if kept is None else instant(kept.computed_at),
        stored=kept is not None,
        seconds=None if kept is None else kept.seconds,
        before=start,
        after=reached_of(crowd, nearest),
        people=people,
        people_in_need=in_need,
    )


def _best_one(crowd: Crowd, tried: Alone) -> Siting:
    """Give the one place that is best of all at postcodes: every one was tried."""
    best = int(tried.ranking(0, covering=crowd.covering)[0][0])
    if crowd.covering:
        baseline = float(crowd.weight[crowd.now_m <= crowd.within_m].sum())
        value = baseline + float(tried.reached[0, best])
    else:
        # Nothing known is not far away: there is no distance before.
        baseline = float((crowd.weight * crowd.now_m).sum()) if crowd.knows_now else math.nan
        value = (baseline if crowd.knows_now else 0.0) - float(tried.saved[best])
    return Siting((best,), value, baseline, value, 0.0, "exact", proven=True)


def _kept(question: Question, row: SitingResult | Row[Any]) -> Siting:
    position = {each.id: number for number, each in enumerate(question.candidates)}
    order = tuple(position[each] for each in json.loads(row.chosen))
    method = cast("Literal['exact', 'greedy']", row.method)
    return Siting(order, row.value, row.value, row.bound, row.gap, method, bool(row.proven))


@dataclass(frozen=True, slots=True)
class Proof:
    """What a job found, not stored yet, and the question it answers."""

    question: Question
    result: SitingResult

    def told(self) -> WhereNext:
        """Tell what the choice changes."""
        return _answer(self.question, self.result)


def site(
    session: Session,
    query: CoverageQuery,
    choice: SitingChoice,
    *,
    seconds: float = 60.0,
    on_step: Callable[[str], None] = lambda _: None,
) -> WhereNext:
    """Look for the best choice of all and keep it: a job. Whoever commits decides whether it counts.

    Reads and stores in one transaction. Where others may write meanwhile, `prove_best` in a session that
    reads and `keep_best` in another.
    """
    proof = prove_best(session, query, choice, seconds=seconds, on_step=on_step)
    on_step("Keeping the answer")
    keep_best(session, proof)
    return proof.told()


def prove_best(
    session: Session,
    query: CoverageQuery,
    choice: SitingChoice,
    *,
    seconds: float = 60.0,
    on_step: Callable[[str], None] = lambda _: None,
) -> Proof:
    """Look for the best choice of all; nothing is written."""
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
    result = SitingResult(
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
    )
    return Proof(question, result)


def keep_best(session: Session, proof: Proof) -> None:
    """Store what was found, for whoever asks the very same question; the caller commits."""
    siting_queries.put_result(session, proof.result)
    mark_changed(session, "siting")


def every_gain(question: Question) -> tuple[Gain, ...]:
    """Work out what each candidate would bring alone, best first."""
    crowd = at_postcodes(question)
    tried = alone(crowd, question.candidates, [question.within_m])
    return tuple(
        _alone(crowd, question.candidates[number], with_areas=False)
        for number in tried.ranking(0, covering=crowd.covering)[0]
    )


def _alone(crowd: Crowd, candidate: Candidate, *, with_areas: bool = True) -> Gain:
    after = np.minimum(crowd.now_m, crowd.metres_to(candidate))
    return gain_of(crowd, candidate, crowd.now_m, after, with_areas=with_areas)


def _best_alone(question: Question, crowd: Crowd, tried: Alone) -> tuple[Gain, ...]:
    """Tell of the best candidates; those that stand beside a better one are in its line."""
    order, useful = tried.ranking(0, covering=crowd.covering)
    points = question.points
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
            _alone(crowd, question.candidates[head]),
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
    crowd = at_postcodes(asked)
    radii_m = [near_m(asked.viewed.world, rule.near) for rule in rules]
    tried = alone(crowd, asked.candidates, radii_m)
    told: list[tuple[SitingChoice, Gain | None]] = []
    for at, (rule, within_m) in enumerate(zip(rules, radii_m, strict=True)):
        covering = rule.objective is Objective.COVERING
        if covering == crowd.covering and (not covering or rule.near is asked.choice.near):
            continue
        order, useful = tried.ranking(at, covering=covering)
        best = int(order[0])
        ruled = replace(crowd, within_m=within_m, covering=covering)
        told.append((rule, _alone(ruled, asked.candidates[best]) if useful[best] else None))
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
    now_m = at_middles(question).now_m
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
