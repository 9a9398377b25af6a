"""How little could people travel at best, whichever k places were opened?"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import cdist

from geo.arrays import Floats, Ints
from geo.siting_case import PROVEN_GAP, Case

DENSE_PAIRS = 4_000_000
"""Above so many pairs of demand and candidate the whole table of costs is not held in memory."""

_STEPS = 400
_PATIENCE = 12
_SHORTEST_STRIDE = 1e-3


@dataclass(frozen=True, slots=True)
class Prices:
    """A lower bound of the p-median, and what it says of each candidate.

    Attributes
    ----------
    bound : float
        No choice of k costs less.
    worth : ndarray of float64, shape (c,)
        What each candidate is worth at the prices of the bound. A choice that has a candidate outside the k
        of most worth costs at least the bound and the difference in worth; likewise one that lacks a
        candidate among them.
    """

    bound: float
    worth: Floats


def costs(case: Case) -> tuple[Floats, Floats]:
    """Work out what each demand point costs at each candidate.

    Parameters
    ----------
    case : Case
        The question, of at most `DENSE_PAIRS` pairs.

    Returns
    -------
    cost : ndarray of float64, shape (n, c)
        People times metres to the candidate.
    stay : ndarray of float64, shape (n,)
        People times metres to the nearest place already open; infinite where none is.

    Examples
    --------
    >>> from geo.siting_case import arrange
    >>> cost, stay = costs(arrange([(0, 0)], [2], [(0, 9)], [(0, 3), (0, 4)], 1))
    >>> cost, stay
    (array([[6., 8.]]), array([18.]))
    """
    cost: Floats = case.weight[:, None] * cdist(case.demand, case.candidates)
    return cost, case.weight * case.open_m


def price(cost: Floats, stay: Floats, k: int, start: Floats, at_most: float) -> Prices:
    """Bound the p-median from below by Lagrangian relaxation.

    Parameters
    ----------
    cost : ndarray of float64, shape (n, c)
        People times metres at each candidate.
    stay : ndarray of float64, shape (n,)
        The same at the nearest place already open; infinite where none is.
    k : int
        How many are to be opened.
    start : ndarray of float64, shape (n,)
        Where the prices start: what each demand point costs in the best choice known.
    at_most : float
        What that choice costs. The search stops when the bound meets it.

    Returns
    -------
    Prices
        The best of a fixed number of steps.

    Notes
    -----
    "Everybody is served once" is priced instead of required. At a price u for each demand point the choice
    falls apart into single candidates, each worth the sum of max(0, u - cost); the bound is the sum of u less
    the k largest worths, and is valid for any u that is nowhere above `stay`. The prices are moved along the
    subgradient: Cornuejols, G., Fisher, M. and Nemhauser, G. (1977), "Location of bank accounts to optimize
    float", Management Science 23: 789-810; stride as in Held, Wolfe and Crowder (1974), Mathematical
    Programming 6: 62-88.

    Examples
    --------
    >>> price(np.array([[1.0, 8.0], [8.0, 1.0]]), np.array([9.0, 9.0]), 1, np.array([1.0, 8.0]), 9.0).bound
    9.0
    """
    prices = np.minimum(start, stay)
    best = Prices(-np.inf, np.zeros(cost.shape[1]))
    stride, idle = 1.0, 0
    for _ in range(_STEPS):
        worth = np.maximum(prices[:, None] - cost, 0.0).sum(axis=0)
        first = most_worth(worth, k)
        value = float(prices.sum() - worth[first].sum())
        if value > best.bound:
            best, idle = Prices(value, worth), 0
        else:
            idle += 1
        served = np.count_nonzero(prices[:, None] > cost[:, first], axis=1)
        direction = np.where((served == 0) & (prices >= stay), 0, 1 - served).astype(np.float64)
        length = float(direction @ direction)
        if length == 0 or at_most - best.bound <= PROVEN_GAP * at_most or stride < _SHORTEST_STRIDE:
            break
        if idle >= _PATIENCE:
            stride, idle = stride / 2, 0
        prices = np.minimum(prices + stride * (at_most - value) / length * direction, stay)
    return best


def settle(prices: Prices, k: int, at_most: float) -> tuple[Ints, Ints]:
    """Find the candidates that every better choice must have, and those that one may have.

    Parameters
    ----------
    prices : Prices
        The bound.
    k : int
        How many are to be opened.
    at_most : float
        What the best choice known costs.

    Returns
    -------
    sure : ndarray of int64
        In every choice that costs less, ascending.
    open_question : ndarray of int64
        The others that a choice that costs no more may have, ascending.

    Examples
    --------
    >>> settle(Prices(10.0, np.array([9.0, 5.0, 4.0, 1.0])), 2, 12.0)
    (array([0]), array([1, 2]))
    """
    order = np.argsort(-prices.worth, kind="stable")
    last_in = prices.worth[order[k - 1]]
    first_out = prices.worth[order[k]] if k < len(order) else -np.inf
    room = at_most - prices.bound + PROVEN_GAP * at_most
    among = np.zeros(len(order), dtype=np.bool_)
    among[order[:k]] = True
    sure = among & (prices.worth - first_out > room)
    possible = among | (last_in - prices.worth <= room)
    return np.flatnonzero(sure), np.flatnonzero(possible & ~sure)


def most_worth(worth: Floats, k: int) -> Ints:
    """Pick the k candidates of most worth, the first of equals.

    Parameters
    ----------
    worth : ndarray of float64, shape (c,)
        What each is worth.
    k : int
        How many.

    Returns
    -------
    ndarray of int64, shape (k,)

    Examples
    --------
    >>> most_worth(np.array([1.0, 9.0, 9.0]), 2)
    array([1, 2])
    """
    return np.argsort(-worth, kind="stable")[:k]
