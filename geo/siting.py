"""Where would one more place help the most people?

Two ways to count help. *Covering*: people with a place within a distance (maximal covering). *Median*: people
times metres to the nearest place (p-median). Places already open stay open. Here are the gain of each
candidate alone and a greedy choice of k, with a bound on how much better any choice could be;
`geo.siting_exact` looks for the best choice itself.
"""

from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from geo.arrays import Floats
from geo.nearest import nearest_m
from geo.siting_bound import DENSE_PAIRS, costs, price
from geo.siting_case import PROVEN_GAP, Case, Reach, Siting, arrange, reach_of

__all__ = [
    "Gains",
    "Siting",
    "cover_greedily",
    "covering_greedy",
    "gains",
    "interchange",
    "median_greedy",
    "place_greedily",
]

_NEARER_PAIRS = 2_000_000


@dataclass(frozen=True, slots=True)
class Gains:
    """What each candidate would bring, opened alone.

    Attributes
    ----------
    people_within : ndarray of float64, shape (c,)
        People who would have a place within the distance and have none now.
    metres_saved : ndarray of float64, shape (c,)
        People times metres that the nearest place comes closer. NaN where no place is open now.
    """

    people_within: Floats
    metres_saved: Floats


def gains(
    demand_bng: ArrayLike,
    weight: ArrayLike,
    existing_bng: ArrayLike,
    candidates_bng: ArrayLike,
    within_m: float,
) -> Gains:
    """Work out what each candidate alone would bring.

    Parameters
    ----------
    demand_bng : array_like, shape (n, 2)
        Where people are: easting and northing, metres (EPSG:27700). All must be known.
    weight : array_like, shape (n,)
        How many people, or people in need; not negative, all known.
    existing_bng : array_like, shape (m, 2)
        Places already open; may be empty.
    candidates_bng : array_like, shape (c, 2)
        Where a place could be; at least one.
    within_m : float
        How near is near enough, straight metres; that far exactly still counts.

    Returns
    -------
    Gains

    Raises
    ------
    ValueError
        If a shape is wrong, a point or a weight is unknown, a weight is negative, there is no candidate, or
        the distance is not a number above zero.

    Examples
    --------
    >>> found = gains([(0, 0), (0, 900), (0, 2000)], [10, 20, 30], [(0, 0)], [(0, 1000), (0, 2000)], 500)
    >>> found.people_within, found.metres_saved
    (array([20., 30.]), array([46000., 60000.]))
    """
    case = arrange(demand_bng, weight, existing_bng, candidates_bng, 1)
    reach = reach_of(case, within_m)
    people, metres = np.empty(len(case.given)), np.full(len(case.given), np.nan)
    people[case.given] = reach.covers @ reach.weight
    if np.isfinite(case.open_m).all():
        metres[case.given] = _savings_m(case, case.open_m)
    return Gains(people, metres)


def covering_greedy(
    demand_bng: ArrayLike,
    weight: ArrayLike,
    existing_bng: ArrayLike,
    candidates_bng: ArrayLike,
    k: int,
    within_m: float,
) -> Siting:
    """Choose k candidates, each time the one that newly reaches the most people.

    Parameters
    ----------
    demand_bng, weight, existing_bng, candidates_bng, within_m
        As for `gains`.
    k : int
        How many to choose, from 1 to the number of candidates.

    Returns
    -------
    Siting
        `objective` is the people within the distance of some place. `bound` is the least of: what the
        candidates can reach all together; after each step, the people reached plus the k best gains left;
        and the greedy gain over 1 - (1 - 1/k)^k, which is never below 1 - 1/e.

    Raises
    ------
    ValueError
        As for `gains`, or if k is below 1 or above the number of candidates.

    Notes
    -----
    Church, R. and ReVelle, C. (1974), "The maximal covering location problem", Papers of the Regional Science
    Association 32: 101-118. The bounds: Nemhauser, G., Wolsey, L. and Fisher, M. (1978), "An analysis of
    approximations for maximizing submodular set functions", Mathematical Programming 14: 265-294. Only pairs
    within the distance are kept. Among equal gains the most western, then most southern candidate is taken,
    and of two on one spot the one given first. All gains are worked out anew after each step, because the
    bound needs them.

    Examples
    --------
    >>> found = covering_greedy([(0, 0), (0, 900), (0, 2000)], [10, 20, 30], [(0, 0)],
    ...                         [(0, 1000), (0, 2000)], k=1, within_m=500)
    >>> found.chosen, found.objective, found.baseline, found.proven
    ((1,), 40.0, 10.0, True)
    """
    case = arrange(demand_bng, weight, existing_bng, candidates_bng, k)
    reach = reach_of(case, within_m)
    chosen, bound = cover_greedily(case, reach)
    return case.answer(chosen, reach.covered(chosen), reach.baseline, bound, "greedy")


def median_greedy(
    demand_bng: ArrayLike,
    weight: ArrayLike,
    existing_bng: ArrayLike,
    candidates_bng: ArrayLike,
    k: int,
    *,
    swap: bool = True,
) -> Siting:
    """Choose k candidates that bring the nearest place closest: the best one at a time, then by swaps.

    Parameters
    ----------
    demand_bng, weight, existing_bng, candidates_bng
        As for `gains`.
    k : int
        How many to choose, from 1 to the number of candidates.
    swap : bool
        Whether to exchange a chosen candidate for another for as long as that helps (Teitz and Bart).

    Returns
    -------
    Siting
        `objective` is people times straight metres to the nearest place. `bound` is the largest of: everybody
        at the nearest of all candidates; the cost less the k best savings, at the start and at the end; and,
        up to 4 million pairs of demand and candidate, the Lagrangian bound of `geo.siting_bound`.

    Raises
    ------
    ValueError
        As for `gains`, or if k is below 1 or above the number of candidates.

    Notes
    -----
    Hakimi, S. (1964), "Optimum locations of switching centers", Operations Research 12: 450-459. Teitz, M.
    and Bart, P. (1968), "Heuristic methods for estimating the generalized vertex median of a weighted
    graph", Operations Research 16: 955-961. Memory does not grow with demand times candidates; time does,
    for swaps and where no place is open. Ties as for `covering_greedy`.

    Examples
    --------
    >>> found = median_greedy([(0, 0), (0, 900), (0, 2000)], [10, 20, 30], [(0, 0)],
    ...                       [(0, 1000), (0, 2000)], k=1)
    >>> found.chosen, found.objective, found.baseline, found.proven
    ((1,), 18000.0, 78000.0, True)
    """
    case = arrange(demand_bng, weight, existing_bng, candidates_bng, k)
    chosen, bound = place_greedily(case, swap=swap)
    objective = case.travelled(chosen)
    if objective - bound > PROVEN_GAP * objective and len(case.demand) * len(case.given) <= DENSE_PAIRS:
        start = case.weight * case.nearest_m(chosen)
        bound = max(bound, price(*costs(case), k, start, objective).bound)
    return case.answer(chosen, objective, case.travelled([]), min(bound, objective), "greedy")


def cover_greedily(case: Case, reach: Reach) -> tuple[list[int], float]:
    """Choose by people newly reached, and bound what any choice could reach.

    Parameters
    ----------
    case : Case
        The question.
    reach : Reach
        Whom each candidate would newly reach.

    Returns
    -------
    list of int
        Which candidates, in the order of the case.
    float
        The bound, never below what is reached.

    Examples
    --------
    >>> case = arrange([(5, 5), (1, 1)], [2, 3], [], [(9, 9), (0, 0)], 1)
    >>> cover_greedily(case, reach_of(case, 6))
    ([0], 3.0)
    """
    left = reach.weight.copy()
    chosen: list[int] = []
    within_any = np.zeros(len(left), dtype=np.bool_)
    within_any[reach.covers.indices] = True
    bound = reach.baseline + float(left[within_any].sum())
    for step in range(case.k + 1):
        gain = reach.covers @ left
        bound = min(bound, reach.covered(chosen) + _sum_of_largest(gain, case.k))
        if step < case.k:
            gain[chosen] = -1.0
            best = int(np.argmax(gain))
            chosen.append(best)
            left[reach.covers[[best]].indices] = 0.0
    objective = reach.covered(chosen)
    share = 1.0 - (1.0 - 1.0 / case.k) ** case.k
    bound = min(bound, reach.baseline + (objective - reach.baseline) / share)
    return chosen, max(bound, objective)


def place_greedily(case: Case, *, swap: bool = True) -> tuple[list[int], float]:
    """Choose by metres saved, then by swaps, and bound what any choice could cost.

    Parameters
    ----------
    case : Case
        The question.
    swap : bool
        Whether to swap.

    Returns
    -------
    list of int
        Which candidates, in the order of the case.
    float
        The bound, never above the cost of the choice.

    Examples
    --------
    >>> place_greedily(arrange([(5, 5), (1, 1)], [2, 3], [], [(5, 9), (0, 1)], 1))
    ([0], 15.806...)
    """
    chosen, bound = _add(case, range(len(case.given)))
    if swap and case.k < len(case.given):
        chosen = _add(case, np.sort(interchange(case, chosen)).tolist())[0]
    cost = case.travelled(chosen)
    nearest = case.nearest_m(chosen)
    at_any = np.minimum(nearest, nearest_m(case.demand, case.candidates))
    saved = _savings_m(case, nearest)
    bound = max(bound, cost - _sum_of_largest(saved, case.k), float((case.weight * at_any).sum()))
    return chosen, min(bound, cost)


def _add(case: Case, allowed: ArrayLike) -> tuple[list[int], float]:
    """Add the best of the allowed one by one; earlier gains are upper limits of later ones (lazy greedy)."""
    barred = np.ones(len(case.given), dtype=np.bool_)
    barred[np.asarray(allowed)] = False
    nearest = case.open_m
    chosen: list[int] = []
    bound = 0.0
    if not np.isfinite(nearest).all():
        cost = np.where(barred, np.inf, _costs_m(case))
        chosen.append(int(np.argmin(cost)))
        nearest = case.nearest_m(chosen)
        if case.k == 1:
            return chosen, float(cost[chosen[0]])
    limit = _savings_m(case, nearest)
    bound = max(bound, float((case.weight * nearest).sum()) - _sum_of_largest(limit, case.k))
    limit[barred] = -np.inf
    limit[chosen] = -np.inf
    while len(chosen) < case.k:
        fresh = np.zeros(len(limit), dtype=np.bool_)
        while not fresh[best := int(np.argmax(limit))]:
            metres = cdist(case.demand, case.candidates[[best]])[:, 0]
            limit[best] = case.weight @ np.maximum(nearest - metres, 0.0)
            fresh[best] = True
        chosen.append(best)
        limit[best] = -np.inf
        nearest = case.nearest_m(chosen)
    return chosen, bound


def interchange(case: Case, chosen: list[int]) -> list[int]:
    """Swap a chosen candidate for another for as long as people travel less.

    Parameters
    ----------
    case : Case
        The question.
    chosen : list of int
        Which candidates, in the order of the case.

    Returns
    -------
    list of int
        As many, such that no single swap helps. Of each block of candidates the best swap is made at once.

    Examples
    --------
    >>> interchange(arrange([(5, 5), (1, 1)], [2, 3], [], [(5, 9), (0, 1), (2, 2)], 1), [0])
    [1]
    """
    chosen = list(chosen)
    improved = True
    while improved:
        improved = False
        for part, metres in case.blocks():
            best, out, into = _best_swap(case, chosen, metres)
            candidate = part.start + into
            if best > PROVEN_GAP * case.travelled(chosen) and candidate not in chosen:
                chosen[out] = candidate
                improved = True
    return chosen


def _best_swap(case: Case, chosen: list[int], metres: Floats) -> tuple[float, int, int]:
    mine = cdist(case.demand, case.candidates[chosen])
    rank = np.sort(np.column_stack((case.open_m, mine)), axis=1)
    first, second = rank[:, 0], rank[:, 1]
    owner = np.where(case.open_m <= first, -1, np.argmin(mine, axis=1))
    saved = case.weight[:, None] * np.maximum(first[:, None] - metres, 0.0)
    total = saved.sum(axis=0)
    profit = np.empty((len(chosen), metres.shape[1]))
    for out in range(len(chosen)):
        own = owner == out
        moved = first[own, None] - np.minimum(second[own, None], metres[own])
        profit[out] = total - saved[own].sum(axis=0) + case.weight[own] @ moved
    out, into = divmod(int(np.argmax(profit)), metres.shape[1])
    return float(profit[out, into]), out, into


def _savings_m(case: Case, nearest: Floats) -> Floats:
    tree = cKDTree(case.candidates)
    counts = np.asarray(tree.query_ball_point(case.demand, nearest, return_length=True), dtype=np.int64)
    if counts.sum() <= _NEARER_PAIRS:
        return _savings_of_pairs(case, nearest, tree)
    saved = np.empty(len(case.given))
    for part, metres in case.blocks():
        saved[part] = case.weight @ np.maximum(nearest[:, None] - metres, 0.0)
    return saved


def _savings_of_pairs(case: Case, nearest: Floats, tree: cKDTree) -> Floats:
    """Add up the savings of the pairs that save anything: few where places are many."""
    found = tree.query_ball_point(case.demand, nearest, return_sorted=True)
    who = np.repeat(np.arange(len(case.demand)), [len(near) for near in found])
    where = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=len(who))
    offset = case.demand[who] - case.candidates[where]
    metres = np.sqrt((offset * offset).sum(axis=1))
    saved = case.weight[who] * np.maximum(nearest[who] - metres, 0.0)
    return np.bincount(where, weights=saved, minlength=len(case.given)).astype(np.float64)


def _costs_m(case: Case) -> Floats:
    cost = np.empty(len(case.given))
    for part, metres in case.blocks():
        cost[part] = case.weight @ metres
    return cost


def _sum_of_largest(values: Floats, k: int) -> float:
    return float(np.partition(values, len(values) - k)[-k:].sum())
