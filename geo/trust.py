"""How much does a listing count, given how long ago somebody last confirmed it?

Four ways to weigh. With `Trust.ANY` every listing counts as one, so that whatever is weighed so equals the
plain measure. With `Trust.YEAR` and `Trust.QUARTER` a listing counts as one if it was confirmed in the last
12 or 3 months, else not at all. With `Trust.HALF_LIFE` it counts ``0.5 ** (age / half-life)``: half after
one half-life, a quarter after two, as a share of listings that stop without telling anybody would have it
if they stopped at a constant rate (exponential survival).

The default half-life of 24 months is a setting, not a finding: no study of how fast such listings go out
of date is known to us.
"""

import calendar
import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.arrays import Floats, as_floats

HALF_LIFE_MONTHS = 24.0
_LONGEST_MONTH = 31
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Trust(StrEnum):
    """Which listings to believe, by the age of what is known of them."""

    ANY = "any"
    YEAR = "12m"
    QUARTER = "3m"
    HALF_LIFE = "half_life"


_OLDEST_MONTHS = {Trust.YEAR: 12.0, Trust.QUARTER: 3.0}


def age_months(dates: Sequence[str | None] | NDArray[np.str_] | NDArray[np.object_], on: date) -> Floats:
    """Tell how many months before a day each listing was last confirmed.

    Months are those of the calendar, and a day more or less is a 31st of one: from any day to the same day of
    a later month are whole months, exactly, so from any day to the same day a year later are 12, in leap
    years too. A date known only to its year or month is taken as the last day of it, the youngest it can be;
    so an age is at least what is told, by up to a year.

    Parameters
    ----------
    dates : sequence of str or None, shape (n,)
        ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; empty or ``None`` means undated.
    on : datetime.date
        The day to reckon from.

    Returns
    -------
    ndarray of float64, shape (n,)
        Months, 0 for a date after `on`; NaN where undated.

    Raises
    ------
    ValueError
        If a date is written another way or is not in the calendar.

    Examples
    --------
    >>> age_months(["2025-06-16", "2026-06", "2026-03-16", "2031-01-01", ""], date(2026, 6, 16))
    array([12.,  0.,  3.,  0., nan])
    """
    known: dict[str, float] = {}
    ages = np.full(len(dates), np.nan)
    for place, written in enumerate(dates):
        if written is None or not written:
            continue
        text = str(written)
        if text not in known:
            known[text] = max(0.0, _months_between(_latest_day(text), on))
        ages[place] = known[text]
    return ages


def weights(age_months: ArrayLike, trust: Trust, half_life_months: float = HALF_LIFE_MONTHS) -> Floats:
    """Weigh listings by the age of what is known of them.

    Parameters
    ----------
    age_months : array_like, shape (n,)
        Months since each was last confirmed; NaN means undated.
    trust : Trust
        How to weigh.
    half_life_months : float
        Months after which a listing counts half; used by `Trust.HALF_LIFE` only.

    Returns
    -------
    ndarray of float64, shape (n,)
        From 0 to 1, never more for an older listing. What is undated has 0, except that with `Trust.ANY`
        all have 1.

    Raises
    ------
    ValueError
        If an age is negative or the half-life is not above 0.

    Examples
    --------
    >>> weights([0.0, 12.0, 24.0, np.nan], Trust.HALF_LIFE)
    array([1.        , 0.70710678, 0.5       , 0.        ])
    >>> weights([0.0, 12.0, 24.0, np.nan], Trust.YEAR)
    array([1., 1., 0., 0.])
    >>> weights([0.0, 12.0, 24.0, np.nan], Trust.ANY)
    array([1., 1., 1., 1.])
    """
    age = as_floats(age_months, "age_months")
    if (age < 0).any():
        raise ValueError("age_months holds a negative age")
    if not half_life_months > 0:
        raise ValueError(f"half_life_months must be above 0, and is {half_life_months}")
    if trust is Trust.ANY:
        return np.ones(len(age))
    if trust is Trust.HALF_LIFE:
        return np.nan_to_num(np.exp2(-age / half_life_months), nan=0.0)
    return (age <= _OLDEST_MONTHS[trust]).astype(np.float64)


def _latest_day(text: str) -> date:
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"A date must be written YYYY, YYYY-MM or YYYY-MM-DD, not {text!r}")
    year = int(found[1])
    month = 12 if found[2] is None else int(found[2])
    try:
        last = calendar.monthrange(year, month)[1]
        return date(year, month, last if found[3] is None else int(found[3]))
    except ValueError as error:
        raise ValueError(f"There is no such date as {text!r}") from error


def _months_between(earlier: date, later: date) -> float:
    # One divisor for all months: with that of each month the same day of two could differ by a part of one.
    months = 12 * (later.year - earlier.year) + later.month - earlier.month
    return months + (later.day - earlier.day) / _LONGEST_MONTH
