"""How much supply is within reach of each person, when everybody else in reach shares it?

A floating catchment area works in steps. First, every place shares its supply among the people who can reach
it, the nearer counting for more. Then every origin adds up the shares of the places it can reach. The result
is supply per person: 0.001 from libraries counted as 1 each is one library per 1,000 people. Added up over
people it gives back the supply, so the map shows how supply is divided and never makes any.

The methods differ in how much distance counts:

=========  ==========================================================================================
2SFCA      fully up to a limit, not at all beyond it (`two_step`)
E2SFCA     less and less, by a decay (`enhanced_two_step`)
3SFCA      the same, and people with more to choose from ask less of each place (`three_step`)
=========  ==========================================================================================

The same is meant by missing in all three:

- unknown demand (NaN) is not counted at any place; that origin still has a score;
- an origin with no demand has the score that somebody living there would have;
- a place without supply is as good as not there, also for choosing between places;
- a place that nobody can reach gives nothing to anybody;
- 0.0 means that nothing at all is in reach; an origin in reach of supply that no known demand shares is NaN,
  for supply divided by nobody is not a number; so is an origin whose position is not known.

Sources: Luo and Wang 2003, doi:10.1068/b29120 (2SFCA); Luo and Qi 2009, doi:10.1016/j.healthplace.2009.06.002
(E2SFCA); Wan, Zou and Sternberg 2012, doi:10.1080/13658816.2011.624987 (3SFCA). Tested against ``access.fca``
of PySAL `access` 1.1.10, whose definitions these are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from geo.arrays import Bools, Floats, as_floats
from geo.travel import Pairs

_MOST_BANDS = 255


@dataclass(frozen=True, slots=True)
class Bands:
    """A decay in steps: one weight up to each limit, nothing beyond the last.

    Attributes
    ----------
    upper : tuple of float
        The limits, rising, in the unit of the cost. A cost equal to a limit is inside it.
    weight : tuple of float
        The weight up to each limit, not negative.

    Raises
    ------
    ValueError
        If there is no band or more than 255, the limits do not rise, or a weight is negative.

    Examples
    --------
    >>> Bands((10, 20), (1.0, 0.5)).weights(np.array([0.0, 10.0, 10.1, 20.1]))
    array([1. , 1. , 0.5, 0. ])
    """

    upper: tuple[float, ...]
    weight: tuple[float, ...]

    def __post_init__(self) -> None:
        """Check that the bands are bands."""
        if not 0 < len(self.upper) == len(self.weight) <= _MOST_BANDS:
            raise ValueError(f"Each band needs a limit and a weight: {self.upper} and {self.weight}")
        if not np.isfinite(self.upper).all() or not (np.diff(self.upper) > 0).all():
            raise ValueError(f"Limits of bands must rise: {self.upper}")
        if not np.isfinite(self.weight).all() or min(self.weight) < 0:
            raise ValueError(f"Weights of bands must not be negative: {self.weight}")

    def weights(self, cost: Floats) -> Floats:
        """Give the weight of each cost.

        Parameters
        ----------
        cost : ndarray of float64, shape (n,)
            In the unit of the limits; all known.

        Returns
        -------
        ndarray of float64, shape (n,)
        """
        steps = np.zeros(len(cost), dtype=np.uint8)  # a byte each: searchsorted takes five times as long
        for limit in self.upper:
            steps += cost > limit
        table: Floats = np.array((*self.weight, 0.0))
        return table[steps]

    def stretched(self, limit: float) -> "Bands":
        """Stretch the bands so that the last one ends at a limit.

        Parameters
        ----------
        limit : float
            The end of the catchment, in any unit: it becomes the unit of the bands.

        Returns
        -------
        Bands

        Examples
        --------
        >>> ENHANCED_BANDS.stretched(4500.0).upper
        (1500.0, 3000.0, 4500.0)
        """
        return Bands(tuple(limit * upper / self.upper[-1] for upper in self.upper), self.weight)


@dataclass(frozen=True, slots=True)
class Gaussian:
    """A decay without steps: exp(-cost² / (2 · bandwidth²)), 1 on the spot.

    It never ends by itself; the catchment is what the pairs hold, up to `upper`.

    Attributes
    ----------
    bandwidth : float
        In the unit of the cost, above 0. The weight is 0.61 at one bandwidth, 0.14 at two, 0.01 at three.
    upper : float
        No weight beyond this cost; endless unless told.

    Raises
    ------
    ValueError
        If the bandwidth is not above 0.

    Examples
    --------
    >>> Gaussian(1000.0).weights(np.array([0.0, 1000.0, 2000.0])).round(2)
    array([1.  , 0.61, 0.14])
    """

    bandwidth: float
    upper: float = np.inf

    def __post_init__(self) -> None:
        """Check that the curve is one."""
        if not 0 < self.bandwidth < np.inf:
            raise ValueError(f"bandwidth must be above 0, and is {self.bandwidth}")

    def weights(self, cost: Floats) -> Floats:
        """Give the weight of each cost.

        Parameters
        ----------
        cost : ndarray of float64, shape (n,)
            In the unit of the bandwidth; all known.

        Returns
        -------
        ndarray of float64, shape (n,)
        """
        weight: Floats = np.exp(cost * cost / (-2.0 * self.bandwidth**2))
        if self.upper < np.inf:
            weight[cost > self.upper] = 0.0
        return weight


Decay: TypeAlias = Bands | Gaussian

ENHANCED_BANDS = Bands((10.0, 20.0, 30.0), (1.0, 0.68, 0.22))
"""Minutes, and the slower of the two decays of Luo and Qi 2009 (the quicker is 1.00, 0.42, 0.09).

The slower one, because people are ready to go some way for what they go to seldom and for its own sake, and
because a quick decay shows little but where the places are. `stretched` fits it to any catchment.
"""


def two_step(
    pairs: Pairs, demand: ArrayLike, supply: ArrayLike, *, within: float, known: Bools | None = None
) -> Floats:
    """Share supply equally among everybody within a limit: 2SFCA.

    Parameters
    ----------
    pairs : Pairs
        What is in reach of what, and its cost.
    demand : array_like, shape (n_origins,)
        People at each origin; NaN means unknown.
    supply : array_like, shape (n_places,)
        What each place supplies: 1 each to count places; less for one that is less trusted.
    within : float
        The largest cost that is in reach, in the unit of the pairs' cost.
    known : ndarray of bool, shape (n_origins,), optional
        Where the position of an origin is known; unless told, what the pairs say of it.

    Returns
    -------
    ndarray of float64, shape (n_origins,)
        Supply per person. 0.0 where nothing is in reach; NaN where the position is unknown, or nobody known
        shares what is in reach.

    Raises
    ------
    ValueError
        If lengths differ, `within` is not finite, supply is unknown, or either is negative or infinite.

    Notes
    -----
    Luo and Wang 2003. The time grows with the pairs and not with origins times places.

    Examples
    --------
    Two hamlets of 100 and 300 people; both reach the first hall, only the second one reaches the other.

    >>> pairs = Pairs(np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([4.0, 2.0, 5.0]), 2, 2)
    >>> two_step(pairs, [100, 300], [1, 1], within=5).round(6)
    array([0.0025  , 0.005833])
    """
    return enhanced_two_step(pairs, demand, supply, Bands((within,), (1.0,)), known=known)


def enhanced_two_step(
    pairs: Pairs, demand: ArrayLike, supply: ArrayLike, decay: Decay, *, known: Bools | None = None
) -> Floats:
    """Share supply among everybody in reach, the nearer counting for more: E2SFCA.

    Parameters
    ----------
    pairs : Pairs
        What is in reach of what, and its cost.
    demand : array_like, shape (n_origins,)
        People at each origin; NaN means unknown.
    supply : array_like, shape (n_places,)
        What each place supplies.
    decay : Bands or Gaussian
        The weight of a cost, for sharing and for adding up alike.
    known : ndarray of bool, shape (n_origins,), optional
        Where the position of an origin is known; unless told, what the pairs say of it.

    Returns
    -------
    ndarray of float64, shape (n_origins,)
        Supply per person; 0.0 and NaN as in `two_step`.

    Raises
    ------
    ValueError
        If lengths differ, supply is unknown, or supply or demand is negative or infinite.

    Notes
    -----
    Luo and Qi 2009. With W the weight of a pair, D demand and S supply, a place shares
    R_j = S_j / Σ_i W_ij D_i, and an origin is given A_i = Σ_j W_ij R_j.

    Examples
    --------
    >>> pairs = Pairs(np.array([0, 1]), np.array([0, 0]), np.array([5.0, 15.0]), 2, 1)
    >>> enhanced_two_step(pairs, [100, 200], [1], Bands((10, 20), (1.0, 0.5)))
    array([0.005 , 0.0025])
    """
    return stream([pairs], demand, supply, decay, known=known)


def three_step(
    pairs: Pairs, demand: ArrayLike, supply: ArrayLike, decay: Decay, *, known: Bools | None = None
) -> Floats:
    """Share supply among everybody in reach, asking less of each place where there is a choice: 3SFCA.

    Parameters
    ----------
    pairs : Pairs
        What is in reach of what, and its cost.
    demand : array_like, shape (n_origins,)
        People at each origin; NaN means unknown.
    supply : array_like, shape (n_places,)
        What each place supplies. One with none is not there to be chosen.
    decay : Bands or Gaussian
        The weight of a cost, for choosing, sharing and adding up alike.
    known : ndarray of bool, shape (n_origins,), optional
        Where the position of an origin is known; unless told, what the pairs say of it.

    Returns
    -------
    ndarray of float64, shape (n_origins,)
        Supply per person; 0.0 and NaN as in `two_step`.

    Raises
    ------
    ValueError
        If lengths differ, supply is unknown, or supply or demand is negative or infinite.

    Notes
    -----
    Wan, Zou and Sternberg 2012. An origin chooses a place with the weight G_ij = W_ij / Σ_k W_ik; then
    E2SFCA follows with G_ij W_ij in place of W_ij. Only places within the decay that supply something
    compete; in PySAL `access`, whatever stands in its table of costs does.

    Examples
    --------
    Two villages of 100 people are beside one hall each; the second village has the choice of both.

    >>> pairs = Pairs(np.array([0, 1, 1]), np.array([0, 0, 1]), np.zeros(3), 2, 2)
    >>> three_step(pairs, [100, 100], [1, 1], Bands((10,), (1.0,))).round(6)
    array([0.006667, 0.013333])
    """
    people, stock = _as_people(demand, pairs.n_origins), _as_stock(supply, pairs.n_places)
    weight = np.where(stock[pairs.place] > 0, decay.weights(pairs.cost), 0.0)
    choice = np.bincount(pairs.origin, weight, pairs.n_origins)[pairs.origin]
    chosen = np.divide(weight * weight, choice, out=np.zeros(len(weight)), where=choice > 0)
    found = _Shares(people)
    found.add(pairs, chosen, stock)
    return found.score(known)


def stream(
    chunks: Iterable[Pairs], demand: ArrayLike, supply: ArrayLike, decay: Decay, *, known: Bools | None = None
) -> Floats:
    """Work out E2SFCA from pairs that come a part at a time, each part with some of the places.

    A place's share depends on nobody but its own pairs, so they need not all be in memory at once.

    Parameters
    ----------
    chunks : iterable of Pairs
        Each from all origins to the next run of places, numbered from 0 in every chunk; together, in order,
        all the places of `supply`.
    demand : array_like, shape (n_origins,)
        People at each origin; NaN means unknown.
    supply : array_like, shape (n_places,)
        What each place supplies.
    decay : Bands or Gaussian
        The weight of a cost; `Bands` with one band makes it 2SFCA.
    known : ndarray of bool, shape (n_origins,), optional
        Where the position of an origin is known; unless told, what the pairs say of it.

    Returns
    -------
    ndarray of float64, shape (n_origins,)
        To the last bit what `enhanced_two_step` gives for all pairs at once.

    Raises
    ------
    ValueError
        If lengths differ, supply is unknown, or supply or demand is negative or infinite.

    Examples
    --------
    >>> west = Pairs(np.array([0, 1]), np.array([0, 0]), np.array([4.0, 2.0]), 2, 1)
    >>> east = Pairs(np.array([1]), np.array([0]), np.array([5.0]), 2, 1)
    >>> stream(iter([west, east]), [100, 300], [1, 1], Bands((5,), (1.0,))).round(6)
    array([0.0025  , 0.005833])
    """
    people, stock = _as_people(demand), _as_stock(supply)
    found, first = _Shares(people), 0
    for pairs in chunks:
        found.add(pairs, decay.weights(pairs.cost), stock[first : first + pairs.n_places])
        first += pairs.n_places
    if first != len(stock):
        raise ValueError(f"supply must have shape ({first},), not {stock.shape}")
    return found.score(known)


class _Shares:
    """What every origin has been given so far."""

    def __init__(self, people: Floats) -> None:
        self._people = people
        self._given: Floats = np.zeros(len(people))
        self._unshared: Bools = np.zeros(len(people), dtype=np.bool_)
        self._known: Bools = np.ones(len(people), dtype=np.bool_)

    def add(self, pairs: Pairs, weight: Floats, stock: Floats) -> None:
        """Share out the supply of some places, all of whose pairs are here."""
        if pairs.n_origins != len(self._people):
            raise ValueError(f"demand must have shape ({pairs.n_origins},), not {self._people.shape}")
        if pairs.n_places != len(stock):
            raise ValueError(f"supply must have shape ({pairs.n_places},), not {stock.shape}")
        wanted = self._people[pairs.origin]
        wanted *= weight
        asked = np.bincount(pairs.place, wanted, pairs.n_places)
        share = np.divide(stock, asked, out=np.zeros(len(stock)), where=asked > 0)
        # Not bincount: added one after another, the sum is the same however the places are cut up.
        given = share[pairs.place]
        given *= weight
        np.add.at(self._given, pairs.origin, given)
        if pairs.origin_known is not None:
            self._known &= pairs.origin_known
        unshared = (stock > 0) & (asked <= 0)
        if unshared.any():
            self._unshared[pairs.origin[unshared[pairs.place] & (weight > 0)]] = True

    def score(self, known: Bools | None) -> Floats:
        """Give the supply per person of each origin."""
        there = self._known if known is None else known
        return np.where(there & ~(self._unshared & (self._given == 0)), self._given, np.nan)


def _as_people(demand: ArrayLike, n: int | None = None) -> Floats:
    people = as_floats(demand, "demand", n)
    if (people < 0).any() or np.isinf(people).any():
        raise ValueError("demand must not be negative or infinite")
    return np.where(np.isnan(people), 0.0, people)


def _as_stock(supply: ArrayLike, n: int | None = None) -> Floats:
    stock = as_floats(supply, "supply", n)
    if not np.isfinite(stock).all() or (stock < 0).any():
        raise ValueError("supply must be known, and not negative or infinite; leave unknown places out")
    return stock
