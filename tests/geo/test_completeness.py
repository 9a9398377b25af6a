"""Does the overlap of two sources give back how many there are, and own up where it cannot?"""

from math import comb
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.completeness import Completeness, chapman, pooled


def estimated(
    first: int, second: int, both: int, known: int | None = None, confidence: float = 0.95
) -> Completeness:
    found = chapman(first, second, both, known, confidence)
    assert found is not None
    return found


def test_an_estimate_worked_by_hand() -> None:
    # a: only in the first source, b: only in the second, x: in both.
    drawn = """
        a a a a a a a a
        x x x x
        b b b b b
    """
    only_first, only_second, both = (drawn.count(mark) for mark in "abx")
    found = estimated(only_first + both, only_second + both, both)
    # (12 + 1)(9 + 1)/(4 + 1) - 1 = 25; 13 · 10 · 8 · 5/(5² · 6) = 34.667; 17 are known.
    assert found.estimate == 25
    assert found.variance == pytest.approx(5200 / 150)
    assert found.known == 17
    assert found.share == pytest.approx(17 / 25)
    assert (found.share_low, found.share_high) == (17 / found.high, 17 / found.low)


def _by_counting(first: int, second: int, both: int, confidence: float) -> tuple[int, int]:
    """Count all ways to draw the second source from so many, of which the first holds some."""
    tail = (1 - confidence) / 2
    possible = []
    for existing in range(first + second - both, 4000):
        ways = [
            comb(first, m) * comb(existing - first, second - m) if 0 <= m <= first else 0
            for m in range(second + 1)
        ]
        if sum(ways[both:]) > tail * sum(ways) and sum(ways[: both + 1]) > tail * sum(ways):
            possible.append(existing)
    return min(possible), max(possible)


@pytest.mark.parametrize(
    ("first", "second", "both"), [(4, 3, 1), (5, 5, 5), (9, 3, 2), (12, 9, 4), (1, 1, 1), (20, 15, 13)]
)
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_the_interval_is_the_one_found_by_counting(
    first: int, second: int, both: int, confidence: float
) -> None:
    found = estimated(first, second, both, confidence=confidence)
    assert (found.low, found.high) == _by_counting(first, second, both, confidence)


@pytest.mark.parametrize("existing", [8, 20, 60])
@pytest.mark.parametrize(("first_share", "second_share"), [(0.25, 0.5), (0.5, 0.5), (0.75, 0.875)])
def test_the_interval_holds_the_truth_as_often_as_it_says(
    existing: int, first_share: float, second_share: float
) -> None:
    """Worked out over all that can happen, not drawn; where nothing is in both nothing is claimed."""
    first, second = round(existing * first_share), round(existing * second_share)
    wrong = 0.0
    for both in range(max(0, first + second - existing), min(first, second) + 1):
        chance = comb(first, both) * comb(existing - first, second - both) / comb(existing, second)
        found = chapman(first, second, both)
        if found is not None and not found.low <= existing <= found.high:
            wrong += chance
    assert wrong <= 0.05


def test_the_interval_holds_where_the_sources_differ_in_size_by_chance() -> None:
    random = np.random.default_rng(3)
    held = []
    for _ in range(400):
        first, second = random.random((2, 40)) < [[0.5], [0.35]]
        found = chapman(int(first.sum()), int(second.sum()), int((first & second).sum()))
        if found is not None:
            held.append((found.low <= 40 <= found.high, found.estimate))
    assert len(held) > 390
    assert np.mean([inside for inside, _ in held]) >= 0.95
    assert np.mean([estimate for _, estimate in held]) == pytest.approx(40, rel=0.05)


@pytest.mark.parametrize("numbers", [(12, 9, 0), (0, 9, 0), (9, 0, 0), (0, 0, 0)])
def test_without_overlap_it_cannot_be_estimated(numbers: tuple[int, int, int]) -> None:
    assert chapman(*numbers) is None


def test_all_in_both_is_not_proof_that_there_are_no_more() -> None:
    one = estimated(1, 1, 1)
    assert (one.estimate, one.low, one.high, one.share) == (1, 1, 39, 1)
    assert estimated(30, 30, 30).high < 33


def test_the_directory_may_hold_more_or_fewer_than_the_two_sources() -> None:
    plain = estimated(12, 9, 4)
    fewer = estimated(12, 9, 4, known=10)
    assert (fewer.estimate, fewer.low, fewer.high) == (plain.estimate, plain.low, plain.high)
    assert fewer.share == pytest.approx(10 / 25)
    more = estimated(12, 9, 4, known=30)
    assert (more.estimate, more.low, more.high) == (30, 30, plain.high)
    assert (more.share, more.share_high) == (1, 1)
    assert estimated(12, 9, 4, known=0).share == 0
    every = estimated(12, 9, 4, known=1000)
    assert (every.low, every.high, every.share_low) == (1000, 1000, 1)


CAPTURE = st.tuples(st.integers(0, 40), st.integers(0, 30), st.integers(0, 30)).map(
    lambda parts: (parts[0] + parts[2], parts[1] + parts[2], parts[2])
)


@settings(deadline=None)
@given(CAPTURE, st.integers(0, 120))
def test_bounds_stand_in_order_and_sources_may_change_places(
    capture: tuple[int, int, int], known: int
) -> None:
    first, second, both = capture
    found = chapman(first, second, both, known)
    assert found == chapman(second, first, both, known)
    assert (found is None) == (both == 0)
    if found is not None:
        assert max(known, first + second - both) <= found.low <= found.estimate <= found.high
        assert 0 <= found.share_low <= found.share <= found.share_high <= 1
        wider = estimated(first, second, both, known, 0.99)
        assert wider.low <= found.low
        assert wider.high >= found.high


@pytest.mark.parametrize(
    ("numbers", "message"),
    [((3, 2, 4), "4 in both"), ((-1, 2, 0), "cannot be"), ((3, 2, -1), "cannot be")],
)
def test_impossible_numbers_are_refused(numbers: tuple[int, int, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        chapman(*numbers)
    with pytest.raises(ValueError, match=message):
        pooled([numbers])


def test_wrong_options_are_refused() -> None:
    with pytest.raises(ValueError, match="known must not be negative"):
        chapman(3, 2, 1, known=-1)
    with pytest.raises(ValueError, match="confidence"):
        chapman(3, 2, 1, confidence=1)
    with pytest.raises(ValueError, match="known must have 1"):
        pooled([(3, 2, 1)], known=[])
    with pytest.raises(ValueError, match="least_both"):
        pooled([(3, 2, 1)], least_both=0)


def test_a_pool_worked_by_hand() -> None:
    found = pooled([(19, 14, 9), (11, 9, 7), (5, 4, 2), (3, 2, 0), (6, 0, 0)])
    whole = found.completeness
    assert whole is not None
    # 20 · 15/10 - 1 = 29; 12 · 10/8 - 1 = 14; the two small ones as (8, 6, 2): 9 · 7/3 - 1 = 20.
    parts = [estimated(19, 14, 9), estimated(11, 9, 7), estimated(8, 6, 2)]
    assert [part.estimate for part in parts] == [29, 14, 20]
    assert whole.estimate == 63
    assert whole.variance == pytest.approx(sum(part.variance for part in parts))
    # Each end is the further of the strata's own and of 1.96 standard errors.
    below = max(
        sum((part.estimate - part.low) ** 2 for part in parts) ** 0.5,
        1.959964 * whole.variance**0.5,
    )
    above = sum((part.high - part.estimate) ** 2 for part in parts) ** 0.5
    assert above > 1.959964 * whole.variance**0.5
    assert 63 - below < 49  # which are known
    assert (whole.low, whole.high) == (49, np.ceil(63 + above))
    assert (found.strata, found.estimable, found.collapsed) == (5, 4, 2)
    assert (found.known, found.known_estimable) == (55, 49)
    assert whole.share == pytest.approx(49 / 63)


def test_the_low_end_of_a_pool_may_be_the_normal_one() -> None:
    one = estimated(60, 50, 40)
    whole = pooled([(60, 50, 40)] * 4).completeness
    assert whole is not None
    normal = 1.959964 * (4 * one.variance) ** 0.5
    assert normal > (4 * (one.estimate - one.low) ** 2) ** 0.5
    assert whole.low == np.floor(4 * one.estimate - normal) > whole.known


def test_a_pool_of_one_is_that_one() -> None:
    for both in (2, 8):
        one = estimated(12, 9, both, known=15)
        assert pooled([(12, 9, both)], [15]).completeness == one


def test_a_pool_in_which_nothing_overlaps_cannot_be_estimated() -> None:
    found = pooled([(5, 4, 0), (3, 0, 0)])
    assert (found.completeness, found.estimable, found.collapsed) == (None, 0, 0)
    assert (found.known, found.known_estimable) == (12, 0)
    assert pooled([]).completeness is None


@settings(deadline=None)
@given(st.lists(CAPTURE, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_strata_plays_no_part(captures: list[tuple[int, int, int]], random: Random) -> None:
    known = [3 * place + 1 for place in range(len(captures))]
    rows = list(zip(captures, known, strict=True))
    found = pooled(captures, known)
    random.shuffle(rows)
    assert pooled([capture for capture, _ in rows], [here for _, here in rows]) == found
    assert found.known_estimable <= found.known
    if found.completeness is not None:
        whole = found.completeness
        assert found.known_estimable <= whole.low <= whole.estimate <= whole.high


@pytest.mark.parametrize(("existing", "strata"), [(8, 20), (25, 6), (4, 40)])
def test_the_interval_of_a_pool_holds_the_truth(existing: int, strata: int) -> None:
    random = np.random.default_rng(5)
    held = []
    for _ in range(120):
        first, second = random.random((2, strata, existing)) < [[[0.6]], [[0.5]]]
        captures = [
            (int(a.sum()), int(b.sum()), int((a & b).sum())) for a, b in zip(first, second, strict=True)
        ]
        truth = existing * sum(1 for one, two, _ in captures if one and two)
        whole = pooled(captures).completeness
        assert whole is not None
        held.append(whole.low <= truth <= whole.high)
    assert np.mean(held) >= 0.95
