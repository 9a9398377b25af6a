"""Is nothing there, or has nobody looked?

The rule, top to bottom; the first line that fits decides. *Lacking* is the furthest third of the region by
distance. A *mark* is what somebody who was asked said about the place: has, none, or unknown.

| if | it is | reason |
|---|---|---|
| nobody knows how far people there have to go | not said | none |
| it is not among the furthest, and nobody said there is none | served | something_near |
| somebody who knows the place says there is one | served | told_has |
| somebody says there is none, and it is far or none is listed inside | gap | told_none |
| it is not among the furthest (told there is none, yet one is listed inside) | served | something_near |
| no listing there was confirmed in the chosen time | not surveyed | nothing_dated |
| far fewer listings are known there than in places like it | not surveyed | fewer_than_expected |
| the directory may hold less than half of what exists there | not surveyed | incomplete |
| somebody was asked and did not know | not surveyed | asked_no_answer |
| the directory holds at least half of what exists there | probably a gap | complete_enough |
| as many listings are known there as in places like it | probably a gap | in_line_with_expected |
| neither could be worked out | not surveyed | not_estimable |

So only a person's word makes a gap; numbers alone make at most a probable one, and where there are no numbers
either, nothing may be said of what is missing. A mark is itself a dated
statement: an area with nothing confirmed may be a gap where somebody said so, and never otherwise. Marks
older than the chosen time are for the caller to leave out.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.arrays import Bools, Floats, as_area_index, as_floats

LEAST_COMPLETE = 0.5
HALF = 0.5


class State(StrEnum):
    """What can be said of an area."""

    GAP = "gap"
    PROBABLE_GAP = "probable_gap"
    NOT_SURVEYED = "not_surveyed"
    SERVED = "served"


class Mark(StrEnum):
    """What somebody who was asked said: there is one, there is none, they do not know."""

    HAS = "has"
    NONE = "none"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Which line of the rule decided."""

    SOMETHING_NEAR = "something_near"
    TOLD_HAS = "told_has"
    TOLD_NONE = "told_none"
    NOTHING_DATED = "nothing_dated"
    FEWER_THAN_EXPECTED = "fewer_than_expected"
    INCOMPLETE = "incomplete"
    ASKED_NO_ANSWER = "asked_no_answer"
    COMPLETE_ENOUGH = "complete_enough"
    IN_LINE_WITH_EXPECTED = "in_line_with_expected"
    NOT_ESTIMABLE = "not_estimable"

    @property
    def state(self) -> State:
        """The state that follows; every reason leads to one."""
        return _STATE[self]


_STATE = {
    Reason.SOMETHING_NEAR: State.SERVED,
    Reason.TOLD_HAS: State.SERVED,
    Reason.TOLD_NONE: State.GAP,
    Reason.NOTHING_DATED: State.NOT_SURVEYED,
    Reason.FEWER_THAN_EXPECTED: State.NOT_SURVEYED,
    Reason.INCOMPLETE: State.NOT_SURVEYED,
    Reason.ASKED_NO_ANSWER: State.NOT_SURVEYED,
    Reason.COMPLETE_ENOUGH: State.PROBABLE_GAP,
    Reason.IN_LINE_WITH_EXPECTED: State.PROBABLE_GAP,
    Reason.NOT_ESTIMABLE: State.NOT_SURVEYED,
}

Objects = NDArray[Any]
"""An array of `object`: members of an enumeration, and `None`."""


def states(
    lacking: Bools,
    known: Bools,
    mark: Sequence[str | None] | Objects,
    far_below: Bools,
    completeness_share_low: ArrayLike,
    assured: Bools,
    *,
    count: ArrayLike | None = None,
    expected_known: Bools | None = None,
    least_complete: float = LEAST_COMPLETE,
) -> Objects:
    """Say of each area whether it is a gap, probably a gap, not surveyed or served.

    The rule is the table at the head of this module; `reasons` says which line of it decided.

    Parameters
    ----------
    lacking : ndarray of bool, shape (n,)
        Is the area among the furthest third of the region by distance?
    known : ndarray of bool, shape (n,)
        Is that distance known?
    mark : sequence of str or None, shape (n,)
        A `Mark` or its value, or ``None`` where nobody was asked.
    far_below : ndarray of bool, shape (n,)
        Does the directory hold far fewer listings there than in similar places? From
        `geo.expected.fit_expected`.
    completeness_share_low : array_like, shape (n,)
        The lower bound of the share of existing listings that the directory holds, from
        `geo.completeness`; NaN where it cannot be estimated.
    assured : ndarray of bool, shape (n,)
        Was any listing there confirmed within the chosen time?
    count : array_like, shape (n,), optional
        Listings inside the area; NaN where unknown, and unknown everywhere if not given. Only matters where
        somebody said there is none in an area that is not lacking: it is a gap if the directory, too, holds
        none inside.
    expected_known : ndarray of bool, shape (n,), optional
        Could comparing the area with similar ones have told anything (`geo.expected.Expected.telling`)? Only
        matters for the reason. Nowhere if not given.
    least_complete : float
        The share that `completeness_share_low` must reach, 0 to 1.

    Returns
    -------
    ndarray of object, shape (n,)
        `State`, or ``None`` where the distance is unknown.

    Raises
    ------
    ValueError
        If the lengths differ, or a mark is not one of `Mark`.

    Examples
    --------
    Two far areas, alike but that somebody in the second said there is none; and one near.

    >>> far, no = np.array([True, True, False]), np.zeros(3, dtype=bool)
    >>> [str(s) for s in states(far, ~no, [None, "none", None], no, [0.7, 0.7, 0.7], ~no)]
    ['probable_gap', 'gap', 'served']
    """
    found = reasons(
        lacking,
        known,
        mark,
        far_below,
        completeness_share_low,
        assured,
        count=count,
        expected_known=expected_known,
        least_complete=least_complete,
    )
    result = np.full(len(found), None, dtype=np.object_)
    for reason, state in _STATE.items():
        result[found == reason] = state
    return result


def reasons(
    lacking: Bools,
    known: Bools,
    mark: Sequence[str | None] | Objects,
    far_below: Bools,
    completeness_share_low: ArrayLike,
    assured: Bools,
    *,
    count: ArrayLike | None = None,
    expected_known: Bools | None = None,
    least_complete: float = LEAST_COMPLETE,
) -> Objects:
    """Say of each area which line of the rule decided its state.

    Parameters
    ----------
    lacking, known, mark, far_below, completeness_share_low, assured, count, expected_known, least_complete
        As in `states`.

    Returns
    -------
    ndarray of object, shape (n,)
        `Reason`, whose ``state`` is what `states` gives; ``None`` where the distance is unknown.

    Raises
    ------
    ValueError
        If the lengths differ, or a mark is not one of `Mark`.

    Examples
    --------
    >>> yes, no = np.array([True]), np.array([False])
    >>> [str(r) for r in reasons(yes, yes, [None], yes, [np.nan], yes)]
    ['fewer_than_expected']
    >>> [str(r) for r in reasons(yes, yes, [None], no, [np.nan], no)]
    ['nothing_dated']
    """
    far = _as_bools(lacking, "lacking", len(lacking))
    n = len(far)
    marks = _as_marks(mark, n)
    share_low = as_floats(completeness_share_low, "completeness_share_low", n)
    inside = np.full(n, np.nan) if count is None else as_floats(count, "count", n)
    compared = np.zeros(n, dtype=np.bool_) if expected_known is None else expected_known
    told_none: Bools = marks == Mark.NONE
    everywhere = np.ones(n, dtype=np.bool_)
    rule: list[tuple[Bools, Reason | None]] = [
        (~_as_bools(known, "known", n), None),
        (~far & ~told_none, Reason.SOMETHING_NEAR),
        (marks == Mark.HAS, Reason.TOLD_HAS),
        (told_none & (far | (inside == 0)), Reason.TOLD_NONE),
        (~far, Reason.SOMETHING_NEAR),
        (~_as_bools(assured, "assured", n), Reason.NOTHING_DATED),
        (_as_bools(far_below, "far_below", n), Reason.FEWER_THAN_EXPECTED),
        (share_low < least_complete, Reason.INCOMPLETE),
        (marks == Mark.UNKNOWN, Reason.ASKED_NO_ANSWER),
        (~np.isnan(share_low), Reason.COMPLETE_ENOUGH),
        (_as_bools(compared, "expected_known", n), Reason.IN_LINE_WITH_EXPECTED),
        (everywhere, Reason.NOT_ESTIMABLE),
    ]
    result = np.full(n, None, dtype=np.object_)
    for applies, reason in reversed(rule):
        result[applies] = reason
    return result


def majority(
    flags_by_parish: ArrayLike,
    postcode_parish: ArrayLike,
    postcode_area: ArrayLike,
    weight: ArrayLike,
    n_areas: int,
) -> Floats:
    """Tell which share of the people of each area live in parishes of which something is true.

    What is known by parish is carried to other areas by the postcodes they share. ``>= 0.5`` says that it
    holds for half of the people or more.

    Parameters
    ----------
    flags_by_parish : array_like of bool or float, shape (p,)
        True or 1, False or 0; NaN where unknown.
    postcode_parish : array_like of int, shape (m,)
        Which parish each postcode lies in, 0 to p - 1; -1 for none.
    postcode_area : array_like of int, shape (m,)
        Which area it lies in, 0 to n_areas - 1; -1 for none.
    weight : array_like, shape (m,)
        Its people, or 1 for each.
    n_areas : int
        How many areas there are.

    Returns
    -------
    ndarray of float64, shape (n_areas,)
        From 0 to 1, of the people in parishes where it is known; NaN where there are none.

    Raises
    ------
    ValueError
        If the lengths differ, an index points nowhere, or a weight is negative or unknown.

    Examples
    --------
    An area with 30 people in a parish where it holds and 10 in one where it does not; one with nobody.

    >>> majority([True, False], [0, 1], [0, 0], [30, 10], 2)
    array([0.75,  nan])
    """
    flags = np.asarray(flags_by_parish, dtype=np.float64)
    held, people = _weigh(flags, postcode_parish, postcode_area, weight, n_areas)
    share: Floats = np.full(n_areas, np.nan)
    np.divide(held, people, out=share, where=people > 0)
    return share


def _weigh(
    values: Floats,
    postcode_parish: ArrayLike,
    postcode_area: ArrayLike,
    weight: ArrayLike,
    n_areas: int,
) -> tuple[Floats, Floats]:
    parish = as_area_index(postcode_parish, len(values), "postcode_parish")
    area = as_area_index(postcode_area, n_areas, "postcode_area")
    people = as_floats(weight, "weight", len(parish))
    if area.shape != parish.shape:
        raise ValueError(f"postcode_area must have shape {parish.shape}")
    if not (people >= 0).all():
        raise ValueError("weight holds a negative or unknown number")
    placed = (parish >= 0) & (area >= 0)
    area, people, value = area[placed], people[placed], values[parish[placed]]
    known = ~np.isnan(value)
    area, people, value = area[known], people[known], value[known]
    held: Floats = np.bincount(area, people * value, n_areas).astype(np.float64)
    everybody: Floats = np.bincount(area, people, n_areas).astype(np.float64)
    return held, everybody


def _as_bools(values: Bools, name: str, n: int) -> Bools:
    flags: Bools = np.asarray(values, dtype=np.bool_)
    if flags.shape != (n,):
        raise ValueError(f"{name} must have shape ({n},), not {flags.shape}")
    return flags


def _as_marks(mark: Sequence[str | None] | Objects, n: int) -> Objects:
    if len(mark) != n:
        raise ValueError(f"mark must have shape ({n},), not ({len(mark)},)")
    marks = np.full(n, None, dtype=np.object_)
    for place, word in enumerate(mark):
        marks[place] = None if word is None else Mark(word)
    return marks
