"""How complete is the directory?

Two sources that know nothing of each other list the same kind of thing in the same place. The more of the
one the other holds too, the fewer there can be that neither holds (capture and recapture).

What must be true for it, and what follows where it is not:

- The sources are independent: being in one makes it neither likelier nor less likely to be in the other.
  Real sources copy from each other and find the same easy ones. Then the estimate of how many exist is too
  low, and **the completeness told is too high**. Take it as the best that the directory can be.
- In one source or the other, all have the same chance. Groups that are hard to find for both sources have the
  same effect: too high.
- Nothing opened or closed between the two. What closed makes completeness look lower.
- Entries are matched rightly. A match that was missed makes completeness look lower, a false one higher.

Sources: Chapman (1951), *Some properties of the hypergeometric distribution with applications to zoological
sample censuses*, Univ. California Publ. Statistics 1, 131-160: the estimate and the exact interval; Seber
(1982), *The estimation of animal abundance*, 2nd ed., section 3.1: the variance; Robson and Regier (1964),
Trans. American Fisheries Society 93, 215-226: seven in both; Zou and Donner (2008), Statistics in Medicine
27, 1693-1702: the interval of a sum.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, hypot, sqrt

from scipy.stats import hypergeom, norm

ENOUGH_IN_BOTH = 7
"""With seven or more in both sources the bias of the estimate is negligible (Robson and Regier 1964)."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many exist by estimate, and the share of them that the directory holds.

    Attributes
    ----------
    estimate, low, high : float
        How many exist, with the interval; never fewer than are known or are in either source.
    share, share_low, share_high : float
        Known ÷ existing, 0 to 1. `share_low` belongs to `high` and the other way about.
    variance : float
        Of the estimate, by Seber; for a standard error in print, and for the interval of a sum.
    known : int
        Distinct listings that the directory holds.
    """

    estimate: float
    low: float
    high: float
    share: float
    share_low: float
    share_high: float
    variance: float
    known: int


@dataclass(frozen=True, slots=True)
class Pooled:
    """The completeness of several strata together, and how much of them it speaks for.

    Attributes
    ----------
    completeness : Completeness or None
        Of the strata that could be estimated; None if none could.
    strata, estimable : int
        How many strata there are, and how many the estimate speaks for.
    collapsed : int
        How many of those had fewer than seven in both sources and were taken as one.
    known, known_estimable : int
        Known listings of all strata, and of those that the estimate speaks for.
    """

    completeness: Completeness | None
    strata: int
    estimable: int
    collapsed: int
    known: int
    known_estimable: int


def chapman(
    first: int, second: int, both: int, known: int | None = None, confidence: float = 0.95
) -> Completeness | None:
    """Estimate how many exist from two sources that overlap, and what share of them is known.

    The estimate is ``(first + 1) (second + 1) / (both + 1) - 1``, its variance
    ``(first + 1) (second + 1) (first - both) (second - both) / ((both + 1)² (both + 2))``.

    The interval is exact: all whole numbers under which neither so many nor so few in both would be a
    surprise (hypergeometric, half of ``1 - confidence`` in each tail). In simulation it held the truth at
    least as often as it says, where the lognormal interval (Chao 1987) did so in 22 to 92 of 100 cases with
    five to sixty listings; and unlike the transformed logit (Sadinle 2009) it stays narrow where all are in
    both.

    Parameters
    ----------
    first, second : int
        Distinct listings in each source.
    both : int
        Listings in both.
    known : int, optional
        Distinct listings that the directory holds of this stratum; ``first + second - both`` if not given.
        It may be more, where other sources add to it, or fewer.
    confidence : float
        Of the interval, between 0 and 1.

    Returns
    -------
    Completeness or None
        None where it cannot be estimated: a source is empty, or nothing is in both. The formula would give a
        number then, but with nothing in both the data do not rule out any number however large.

    Raises
    ------
    ValueError
        If a number is negative, `both` exceeds a source, or `confidence` is not between 0 and 1.

    Examples
    --------
    >>> c = chapman(15, 10, 5)
    >>> round(c.estimate, 2), c.low, c.high, c.known, round(c.share, 3), round(c.variance, 2)
    (28.33, 21.0, 73.0, 20, 0.706, 34.92)
    >>> chapman(15, 10, 0) is None
    True
    """
    _check(first, second, both, confidence)
    union = first + second - both
    here = union if known is None else known
    if here < 0:
        raise ValueError(f"known must not be negative, and is {here}")
    if not both:
        return None
    estimate, variance = _estimate(first, second, both)
    low, high = _exact_interval(first, second, both, confidence)
    return _completeness(estimate, low, high, variance, known=here, at_least=max(here, union))


def pooled(
    captures: Sequence[tuple[int, int, int]],
    known: Sequence[int] | None = None,
    confidence: float = 0.95,
    *,
    least_both: int = ENOUGH_IN_BOTH,
) -> Pooled:
    """Estimate several strata (district by kind) apart, and add them up.

    Within a stratum chances are more alike than across all, which is what the estimate needs. But a stratum
    with a handful in both says next to nothing. So strata with `least_both` or more in both are estimated
    each; the others where both sources hold something, also those with nothing in both, are taken together as
    one, as census takers collapse post-strata. (Leaving out those with nothing in both would leave out the
    least complete.) Strata that one source does not cover at all stay out, and so do the collapsed ones if
    nothing is in both of them.

    Estimates and variances are summed. Each end of the interval is the further of two: the one made from the
    strata's own ends (Zou and Donner 2008), ``sum - sqrt(sum of (estimate - low)²)`` and likewise high, and
    the normal one from the summed variances; rounded outwards. The first alone is too high at the low end
    where many strata are nearly complete, the second too low at the high end where little is in both. In
    simulation (2 to 60 strata of 4 to 40 listings) it held the truth in 94 to 100 of 100 cases, and in 90
    where sixty small strata as different as can be were collapsed.

    Parameters
    ----------
    captures : sequence of (first, second, both)
        Of each stratum, as in `chapman`.
    known : sequence of int, optional
        Distinct listings that the directory holds of each; ``first + second - both`` if not given.
    confidence : float
        Of the interval, between 0 and 1.
    least_both : int
        Listings in both that a stratum needs to be estimated by itself, at least 1.

    Returns
    -------
    Pooled
        The order of the strata does not matter.

    Raises
    ------
    ValueError
        As in `chapman`, or if `known` has another length than `captures`, or `least_both` is below 1.

    Examples
    --------
    One stratum by itself, two small ones as (7, 6, 4), and one that the second source does not cover.

    >>> p = pooled([(40, 30, 20), (4, 3, 3), (3, 3, 1), (9, 0, 0)])
    >>> p.estimable, p.collapsed, p.known, p.known_estimable
    (3, 2, 68, 59)
    >>> round(p.completeness.estimate, 2), p.completeness.low, p.completeness.high
    (69.72, 59.0, 95.0)
    """
    if least_both < 1:
        raise ValueError(f"least_both must be at least 1, and is {least_both}")
    held = [f + s - b for f, s, b in captures] if known is None else list(known)
    if len(held) != len(captures):
        raise ValueError(f"known must have {len(captures)} numbers, not {len(held)}")
    for first, second, both in captures:
        _check(first, second, both, confidence)
    rows = sorted((*capture, here) for capture, here in zip(captures, held, strict=True))
    alone = [row for row in rows if row[2] >= least_both]
    small = [row for row in rows if row[2] < least_both and row[0] and row[1]]
    together = (
        sum(row[0] for row in small),
        sum(row[1] for row in small),
        sum(row[2] for row in small),
        sum(row[3] for row in small),
    )
    parts = [*alone, together] if together[2] else alone
    collapsed = len(small) if together[2] else 0
    return Pooled(
        completeness=_sum(parts, confidence),
        strata=len(rows),
        estimable=len(alone) + collapsed,
        collapsed=collapsed,
        known=sum(held),
        known_estimable=sum(part[3] for part in parts),
    )


def _sum(parts: Sequence[tuple[int, int, int, int]], confidence: float) -> Completeness | None:
    found = [estimated for part in parts if (estimated := chapman(*part, confidence)) is not None]
    if not found:
        return None
    if len(found) == 1:
        return found[0]
    estimate = sum(one.estimate for one in found)
    variance = sum(one.variance for one in found)
    normal = float(norm.isf((1 - confidence) / 2)) * sqrt(variance)
    below = max(normal, hypot(*(one.estimate - one.low for one in found)))
    above = max(normal, hypot(*(one.high - one.estimate for one in found)))
    return _completeness(
        estimate,
        # The last digits of a sum must not carry it over a whole number.
        floor(round(estimate - below, 6)),
        ceil(round(estimate + above, 6)),
        variance,
        known=sum(one.known for one in found),
        at_least=sum(max(first + second - both, here) for first, second, both, here in parts),
    )


def _completeness(
    estimate: float, low: float, high: float, variance: float, known: int, at_least: int
) -> Completeness:
    estimate, low, high = (max(float(number), float(at_least)) for number in (estimate, low, high))
    return Completeness(
        estimate, low, high, known / estimate, known / high, known / low, variance=variance, known=known
    )


def _estimate(first: int, second: int, both: int) -> tuple[float, float]:
    product = (first + 1) * (second + 1)
    variance = product * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return product / (both + 1) - 1, variance


def _exact_interval(first: int, second: int, both: int, confidence: float) -> tuple[int, int]:
    tail = (1 - confidence) / 2
    union = first + second - both

    def so_many(existing: int) -> bool:
        return float(hypergeom.sf(both - 1, existing, first, second)) > tail

    def so_few(existing: int) -> bool:
        return float(hypergeom.cdf(both, existing, first, second)) > tail

    # The more exist, the fewer are in both: one test fails from some number on, the other up to some number.
    above = union + 1
    while so_many(above):
        above *= 2
    high = bisect_left(range(union, above), True, key=lambda existing: not so_many(existing)) + union - 1
    low = bisect_left(range(union, above), True, key=so_few) + union
    return low, max(low, high)


def _check(first: int, second: int, both: int, confidence: float) -> None:
    if min(first, second, both) < 0 or both > min(first, second):
        raise ValueError(f"There cannot be {both} in both of two sources of {first} and {second}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, and is {confidence}")
