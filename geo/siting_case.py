"""Which people, open places and candidates does a question of siting name, and what counts as an answer?"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from geo.arrays import Bools, Floats, Ints, as_floats, as_points
from geo.nearest import nearest_m

PROVEN_GAP = 1e-9
"""A relative gap below this is rounding, and the choice is the best there is."""

_BLOCK_PAIRS = 2_000_000


@dataclass(frozen=True, slots=True)
class Siting:
    """Which candidates to open, and how good that is.

    Attributes
    ----------
    chosen : tuple of int
        Positions in the candidates as given: greedy in order of gain, exact in ascending order. Always k of
        them; where fewer would do as well the last ones add nothing.
    objective : float
        Covering: people within the distance of some place, open or chosen. Median: people times metres to
        the nearest.
    baseline : float
        The same with the places already open alone. NaN for the median where none is open: nothing known is
        not far away.
    bound : float
        No choice of k can do better: an upper bound for covering, a lower bound for the median.
    gap : float
        What may be missing, as a share: the difference of objective and bound over the larger of the two.
    method : {"exact", "greedy"}
        Whether all choices were searched, to the end if `proven`, or one place was taken after another.
    proven : bool
        Is it certain that no choice is better, but for rounding?
    """

    chosen: tuple[int, ...]
    objective: float
    baseline: float
    bound: float
    gap: float
    method: Literal["exact", "greedy"]
    proven: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One question, checked, in an order that does not depend on the order of the rows.

    Attributes
    ----------
    demand : ndarray of float64, shape (n, 2)
        Where people are (EPSG:27700); those of weight zero are left out.
    weight : ndarray of float64, shape (n,)
        How many people, above zero.
    open_m : ndarray of float64, shape (n,)
        Metres to the nearest place already open; infinite where none is open.
    candidates : ndarray of float64, shape (c, 2)
        Where a place could be, from west to east.
    given : ndarray of int64, shape (c,)
        Where each of these candidates stood in the rows given.
    k : int
        How many to choose.
    """

    demand: Floats
    weight: Floats
    open_m: Floats
    candidates: Floats
    given: Ints
    k: int

    def nearest_m(self, chosen: list[int]) -> Floats:
        """Measure the metres to the nearest place, open or chosen; shape (n,)."""
        if not chosen:
            return self.open_m
        distance: Floats = np.minimum(self.open_m, cdist(self.demand, self.candidates[chosen]).min(axis=1))
        return distance

    def travelled(self, chosen: list[int]) -> float:
        """Add up people times metres to the nearest place, open or chosen; NaN where there is none."""
        total = float((self.weight * self.nearest_m(chosen)).sum())
        return total if math.isfinite(total) else math.nan

    def blocks(self) -> Iterator[tuple[slice, Floats]]:
        """Measure from all demand to some candidates at a time: which ones, and metres of shape (n, some)."""
        step = max(1, _BLOCK_PAIRS // max(1, len(self.demand)))
        for start in range(0, len(self.given), step):
            part = slice(start, start + step)
            yield part, cdist(self.demand, self.candidates[part])

    def answer(
        self,
        chosen: list[int],
        objective: float,
        baseline: float,
        bound: float,
        method: Literal["exact", "greedy"],
    ) -> Siting:
        """Put a choice into the words of the question as it was given."""
        most = max(objective, bound)
        gap = abs(objective - bound) / most if most > 0 else 0.0
        rows = tuple(int(row) for row in self.given[chosen])
        if method == "exact":
            rows = tuple(sorted(rows))
        return Siting(rows, objective, baseline, bound, gap, method, gap <= PROVEN_GAP)


@dataclass(frozen=True, slots=True)
class Reach:
    """Which candidates would newly reach whom.

    Attributes
    ----------
    baseline : float
        People within the distance of a place already open.
    weight : ndarray of float64, shape (u,)
        The people of each demand point not yet reached.
    covers : csr_array, shape (c, u)
        1 where the candidate is within the distance of the demand point.
    """

    baseline: float
    weight: Floats
    covers: csr_array

    def reached(self, chosen: list[int]) -> Bools:
        """Tell who is newly reached; shape (u,)."""
        there = np.zeros(len(self.weight), dtype=np.bool_)
        there[self.covers[chosen].indices] = True
        return there

    def covered(self, chosen: list[int]) -> float:
        """Count the people within the distance of a place, open or chosen."""
        return self.baseline + float(self.weight[self.reached(chosen)].sum())


def arrange(
    demand_bng: ArrayLike, weight: ArrayLike, existing_bng: ArrayLike, candidates_bng: ArrayLike, k: int
) -> Case:
    """Check a question and put its rows in an order of their own.

    Parameters
    ----------
    demand_bng, weight, existing_bng, candidates_bng, k
        As for `covering_greedy`.

    Returns
    -------
    Case

    Raises
    ------
    ValueError
        As for `covering_greedy`.

    Examples
    --------
    >>> arrange([(5, 5), (1, 1)], [2, 3], [], [(9, 9), (0, 0)], 1).given
    array([1, 0])
    """
    demand = _known(demand_bng, "demand_bng")
    candidates = _known(candidates_bng, "candidates_bng")
    existing = _known(existing_bng, "existing_bng")
    people = as_floats(weight, "weight", len(demand))
    if not np.isfinite(people).all() or (people < 0).any():
        raise ValueError("weight holds a number that is unknown, infinite or negative; leave such rows out")
    if not len(candidates):
        raise ValueError("candidates_bng holds no candidate to choose from")
    if not 1 <= k <= len(candidates):
        raise ValueError(f"k must lie between 1 and the number of candidates, {len(candidates)}, and is {k}")
    rows = np.lexsort((people, demand[:, 1], demand[:, 0]))
    rows = rows[people[rows] > 0]
    given = np.lexsort((candidates[:, 1], candidates[:, 0])).astype(np.int64)
    open_m = nearest_m(demand[rows], existing) if len(existing) else np.full(len(rows), np.inf)
    return Case(demand[rows], people[rows], open_m, candidates[given], given, k)


def reach_of(case: Case, within_m: float) -> Reach:
    """Find whom each candidate would newly reach.

    Parameters
    ----------
    case : Case
        The question.
    within_m : float
        Straight metres.

    Returns
    -------
    Reach

    Raises
    ------
    ValueError
        If the distance is not a number above zero.

    Examples
    --------
    >>> case = arrange([(5, 5), (9, 9), (1, 1)], [2, 4, 3], [(1, 1)], [(9, 8), (0, 0)], 1)
    >>> reach_of(case, 5.0).covers.toarray()
    array([[0., 0.],
           [1., 1.]])
    """
    if not (math.isfinite(within_m) and within_m > 0):
        raise ValueError(f"within_m must be a number of metres above zero, and is {within_m}")
    near = case.open_m <= within_m
    demand, n = case.demand[~near], len(case.given)
    found, counts = [np.empty(0, dtype=np.int32)], [np.zeros(1, dtype=np.int64)]
    if len(demand):
        tree = cKDTree(demand)
        for start in range(0, n, 1000):
            part = case.candidates[start : start + 1000]
            # A hair wider, then cut by the distance itself: the tree compares squares, which round otherwise.
            pairs = cKDTree(part).sparse_distance_matrix(tree, within_m * (1 + 1e-9), output_type="ndarray")
            pairs = pairs[pairs["v"] <= within_m]
            order = np.lexsort((pairs["j"], pairs["i"]))
            found.append(pairs["j"][order].astype(np.int32))
            counts.append(np.bincount(pairs["i"], minlength=len(part)))
    else:
        counts.append(np.zeros(n, dtype=np.int64))
    index = np.concatenate(found)
    starts = np.cumsum(np.concatenate(counts))
    covers = csr_array((np.ones(len(index)), index, starts), shape=(n, len(demand)))
    return Reach(float(case.weight[near].sum()), case.weight[~near], covers)


def _known(points_bng: ArrayLike, name: str) -> Floats:
    points = as_points(points_bng, name)
    if not np.isfinite(points).all():
        raise ValueError(f"{name} holds a point that is not on the map; leave unplaced ones out")
    return points
