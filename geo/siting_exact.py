"""Which k places are the best of all, and how sure is that?

The choice that no other beats, found by mixed-integer programming with HiGHS, or the best found within a time
limit with the gap that is left. For a county: at most 4 million pairs of demand and candidate.
"""

import time
import warnings
from operator import attrgetter

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csc_array

from geo.arrays import Bools, Floats, Ints
from geo.away import away_from_home
from geo.siting import cover_greedily, interchange, place_greedily
from geo.siting_bound import DENSE_PAIRS, costs, most_worth, price, settle
from geo.siting_case import PROVEN_GAP, Case, Reach, Siting, arrange, reach_of

_SCALE = 1e4
_SHORTEST_S = 0.1
_HALF = 0.5
_ROUNDS = 3


def covering_exact(
    demand_bng: ArrayLike,
    weight: ArrayLike,
    existing_bng: ArrayLike,
    candidates_bng: ArrayLike,
    k: int,
    within_m: float,
    seconds: float = 60.0,
) -> Siting:
    """Choose the k candidates with which the most people have a place within a distance.

    Parameters
    ----------
    demand_bng : array_like, shape (n, 2)
        Where people are: easting and northing, metres (EPSG:27700). All must be known.
    weight : array_like, shape (n,)
        How many people, or people in need; not negative, all known.
    existing_bng : array_like, shape (m, 2)
        Places already open, and staying open; may be empty.
    candidates_bng : array_like, shape (c, 2)
        Where a place could be; at least one.
    k : int
        How many to choose, from 1 to c.
    within_m : float
        How near is near enough, straight metres; that far exactly still counts.
    seconds : float
        How long to look, from the call. The greedy choice, which comes first, and a step once begun, such as
        writing down the model, are finished: seconds at the largest size.

    Returns
    -------
    Siting
        The best choice, or with `proven` False the best found in the time; never worse than
        `geo.siting.covering_greedy`. If the time was over before the search began it is that greedy choice
        and says so in `method`.

    Raises
    ------
    ValueError
        As for `geo.siting.covering_greedy`; if there are over 4 million pairs of demand and candidate; or if
        `seconds` is not above zero.

    Notes
    -----
    `spopt.locate.MCLP` (Church and ReVelle 1974) states the model, and HiGHS solves it in one thread. spopt
    would count a place already open among the k, so people whom one reaches are left out beforehand, as are
    candidates that reach nobody else. Where the greedy choice meets its own bound nothing is left to prove
    and no model is built. A choice cut short by the time depends on the machine; one that is proven does not.

    Examples
    --------
    >>> found = covering_exact([(0, 0), (0, 900), (0, 2000)], [10, 20, 30], [(0, 0)],
    ...                        [(0, 1000), (0, 2000)], k=1, within_m=500)
    >>> found.chosen, found.objective, found.baseline, found.proven
    ((1,), 40.0, 10.0, True)
    """
    deadline = _deadline(seconds)
    case = arrange(demand_bng, weight, existing_bng, candidates_bng, k)
    _check_size(case)
    reach = reach_of(case, within_m)
    chosen, bound = cover_greedily(case, reach)
    objective = reach.covered(chosen)
    searched = bound - objective <= PROVEN_GAP * bound
    if not searched and time.monotonic() < deadline:
        found, limit = _cover(case, reach, deadline)
        searched = found is not None
        bound = max(min(bound, limit), objective)
        if found is not None and reach.covered(found) > objective:
            chosen, objective = found, reach.covered(found)
            bound = max(bound, objective)
    return case.answer(chosen, objective, reach.baseline, bound, "exact" if searched else "greedy")


def median_exact(
    demand_bng: ArrayLike,
    weight: ArrayLike,
    existing_bng: ArrayLike,
    candidates_bng: ArrayLike,
    k: int,
    seconds: float = 60.0,
) -> Siting:
    """Choose the k candidates with which people are nearest to a place.

    Parameters
    ----------
    demand_bng, weight, existing_bng, candidates_bng, k, seconds
        As for `covering_exact`.

    Returns
    -------
    Siting
        The choice with the least people times straight metres, or with `proven` False the best found in the
        time; never worse than `geo.siting.median_greedy`. If the time was over before the search began it is
        that greedy choice and says so in `method`.

    Raises
    ------
    ValueError
        As for `covering_exact`.

    Notes
    -----
    The p-median of Hakimi (1964) in the form of ReVelle and Swain (1970), "Central facilities location",
    Geographical Analysis 2: 30-42. Places already open are not variables: each demand point may stay with its
    own at what it costs now, and only candidates nearer than that can serve it. A Lagrangian bound
    (`geo.siting_bound.price`) then settles most candidates, and HiGHS decides the rest in one thread, from
    the best choice by swaps. `spopt.locate.PMedian` has a variable for every pair and every open place, and
    writes them one by one; it is the peer that the tests compare with. A choice cut short by the time depends
    on the machine; one that is proven does not.

    Examples
    --------
    >>> found = median_exact([(0, 0), (0, 900), (0, 2000)], [10, 20, 30], [(0, 0)],
    ...                      [(0, 1000), (0, 2000)], k=1)
    >>> found.chosen, found.objective, found.baseline, found.proven
    ((1,), 18000.0, 78000.0, True)
    """
    deadline = _deadline(seconds)
    case = arrange(demand_bng, weight, existing_bng, candidates_bng, k)
    _check_size(case)
    chosen, bound = place_greedily(case)
    objective = case.travelled(chosen)
    searched = objective - bound <= PROVEN_GAP * objective
    if not searched and time.monotonic() < deadline:
        found, limit = _place(case, chosen, objective, deadline)
        searched = True
        bound = max(bound, limit)
        if case.travelled(found) < objective:
            chosen, objective = found, case.travelled(found)
    return case.answer(
        chosen, objective, case.travelled([]), min(bound, objective), "exact" if searched else "greedy"
    )


def _cover(case: Case, reach: Reach, deadline: float) -> tuple[list[int] | None, float]:
    """Let spopt and HiGHS choose: the choice if there is one, and the bound."""
    import pulp  # noqa: PLC0415

    with away_from_home():
        from spopt.locate import MCLP  # noqa: PLC0415

    scale = min(1.0, float(reach.weight.sum()) / _SCALE)
    useful = np.flatnonzero(np.diff(reach.covers.indptr) > 0)
    far = 2.0 - 2.0 * reach.covers[useful].toarray().T
    with warnings.catch_warnings():
        # PuLP 3.3 announces the interface of its version 4, which spopt does not use yet.
        warnings.filterwarnings("ignore", category=DeprecationWarning, message=".*PuLP 4.0")
        model = MCLP.from_cost_matrix(far, reach.weight / scale, service_radius=1.0, p_facilities=case.k)
        left = deadline - time.monotonic()
        if left <= 0:
            return None, np.inf
        solver = pulp.HiGHS(msg=False, threads=1, timeLimit=max(left, _SHORTEST_S), gapRel=0.0)
        model.problem.solve(solver)
    limit = reach.baseline - float(model.problem.solverModel.getInfo().mip_dual_bound) * scale
    opened = useful[[(variable.value() or 0.0) > _HALF for variable in model.fac_vars]].tolist()
    return (opened if len(opened) == case.k else None), limit


def _place(case: Case, chosen: list[int], objective: float, deadline: float) -> tuple[list[int], float]:
    """Settle what the bound can, let HiGHS choose the rest: the choice, and the bound."""
    cost, stay = costs(case)
    prices = price(cost, stay, case.k, case.weight * case.nearest_m(chosen), objective)
    for _ in range(_ROUNDS):
        if objective - prices.bound <= PROVEN_GAP * objective:
            return chosen, objective
        other = interchange(case, most_worth(prices.worth, case.k).tolist())
        if (cheaper := case.travelled(other)) >= objective or time.monotonic() >= deadline:
            break
        chosen, objective = other, cheaper
        again = price(cost, stay, case.k, case.weight * case.nearest_m(chosen), objective)
        prices = max(prices, again, key=attrgetter("bound"))
    sure, asked = settle(prices, case.k, objective)
    k_left = case.k - len(sure)
    if k_left in {0, len(asked)}:
        # Only this choice can cost less than the one known.
        return [*sure.tolist(), *(asked.tolist() if k_left else [])], objective
    left = deadline - time.monotonic()
    if left <= 0:
        return chosen, prices.bound
    if len(sure):
        stay = np.minimum(stay, cost[:, sure].min(axis=1))
    start = np.isin(asked, chosen)
    found, limit = _solve(cost[:, asked], stay, k_left, start, objective / _SCALE, left)
    opened = chosen if found is None else [*sure.tolist(), *asked[found].tolist()]
    return opened, max(prices.bound, min(limit, objective))


def _solve(
    cost: Floats, stay: Floats, k: int, start: Bools, scale: float, seconds: float
) -> tuple[Ints | None, float]:
    """Let HiGHS choose k columns: which ones, if there is a choice, and the bound."""
    import highspy  # noqa: PLC0415

    n, c = cost.shape
    who, where = np.nonzero(cost < stay[:, None])
    homeless = np.isinf(stay)
    home = np.where(homeless, 0.0, stay)
    pairs = len(who)
    # Columns: the candidates, then the pairs. Rows: the count, one a demand point, one a pair.
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = c + pairs, 1 + n + pairs
    model.col_cost_ = np.concatenate((np.zeros(c), (cost[who, where] - home[who]) / scale))
    model.col_lower_, model.col_upper_ = np.zeros(c + pairs), np.ones(c + pairs)
    kinds = highspy.HighsVarType
    model.integrality_ = [kinds.kInteger] * c + [kinds.kContinuous] * pairs
    model.offset_ = float(home.sum()) / scale
    model.row_lower_ = np.concatenate(([float(k)], homeless.astype(np.float64), np.full(pairs, -np.inf)))
    model.row_upper_ = np.concatenate(([float(k)], np.ones(n), np.zeros(pairs)))
    pair = np.arange(pairs)
    rows = np.concatenate((np.zeros(c, dtype=np.int64), 1 + who, 1 + n + pair, 1 + n + pair))
    columns = np.concatenate((np.arange(c), c + pair, c + pair, where))
    values = np.concatenate((np.ones(c + 2 * pairs), -np.ones(pairs)))
    matrix = csc_array((values, (rows, columns)), shape=(1 + n + pairs, c + pairs))
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data

    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("time_limit", max(seconds, _SHORTEST_S)),
        ("mip_rel_gap", 0.0),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.setSolution(c, np.arange(c, dtype=np.int32), start.astype(np.float64))
    solver.run()
    limit = float(solver.getInfo().mip_dual_bound) * scale
    found = np.flatnonzero(np.asarray(solver.getSolution().col_value[:c]) > _HALF)
    return (found if len(found) == k else None), limit


def _deadline(seconds: float) -> float:
    if not seconds > 0:
        raise ValueError(f"seconds must be above zero, and is {seconds}")
    return time.monotonic() + seconds


def _check_size(case: Case) -> None:
    pairs = len(case.demand) * len(case.given)
    if pairs > DENSE_PAIRS:
        raise ValueError(
            f"{len(case.demand)} demand points and {len(case.given)} candidates are {pairs} pairs, over the"
            f" {DENSE_PAIRS} that an exact choice can weigh; use the greedy one"
        )
