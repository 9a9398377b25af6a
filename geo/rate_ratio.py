"""How many times as many a head, and how much of that could be chance?

Two places rarely have exactly as many listings a head even where nothing but chance decides; with few
listings the ratio of their rates says little. The interval says how little.

Sources: J. Przyborowski and H. Wilenski, Homogeneity of results in testing samples from Poisson series,
Biometrika 31 (1940) 313-323 (given their sum, one of two Poisson counts is binomial); C. J. Clopper and
E. S. Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial, Biometrika
26 (1934) 404-413 (the interval of the binomial).
"""

import math
from dataclasses import dataclass

from scipy.special import betaincinv


@dataclass(frozen=True, slots=True)
class RateRatio:
    """One rate over another.

    Attributes
    ----------
    ratio : float or None
        None where the second count is zero.
    low, high : float or None
        The interval; `high` is infinite where the second count is zero. None where both counts are.
    """

    ratio: float | None
    low: float | None
    high: float | None


def rate_ratio(
    count_a: int, exposure_a: float, count_b: int, exposure_b: float, *, confidence: float = 0.95
) -> RateRatio:
    """Divide one rate by another, with the exact interval of two Poisson counts.

    Parameters
    ----------
    count_a, count_b : int
        Listings, not negative.
    exposure_a, exposure_b : float
        People they are for, above zero. With equal exposures this is the ratio of the counts.
    confidence : float
        Of the interval, between 0 and 1; 0.95 unless told.

    Returns
    -------
    RateRatio

    Raises
    ------
    ValueError
        If a count is negative, an exposure is not above zero, or the confidence is not between 0 and 1.

    Notes
    -----
    Listings are taken to come singly and independently, at one rate throughout a place. They come in clusters
    (a town has its library, its hall and its clubs together), so the true interval is wider.

    Examples
    --------
    Twice as many listings for twice as many people: as many a head, and chance could make that 0.5 or 2.

    >>> found = rate_ratio(20, 2000, 10, 1000)
    >>> found.ratio, round(found.low, 2), round(found.high, 2)
    (1.0, 0.45, 2.39)
    >>> rate_ratio(3, 1000, 0, 1000).high
    inf
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, and is {confidence}")
    if min(count_a, count_b) < 0:
        raise ValueError("Counts must not be negative")
    if not min(exposure_a, exposure_b) > 0:
        raise ValueError("Exposures must be above zero")
    if not count_a + count_b:
        return RateRatio(None, None, None)
    scale = exposure_b / exposure_a
    tail = (1 - confidence) / 2
    low = betaincinv(count_a, count_b + 1, tail) if count_a else 0.0
    high = betaincinv(count_a + 1, count_b, 1 - tail) if count_b else 1.0
    return RateRatio(
        ratio=count_a / count_b * scale if count_b else None,
        low=_odds(float(low)) * scale,
        high=_odds(float(high)) * scale,
    )


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf
