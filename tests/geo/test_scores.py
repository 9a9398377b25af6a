"""Do the scores of need, access and gap say what they claim?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import percentileofscore

from geo.arrays import as_optional
from geo.need import need_class
from geo.scores import (
    access_score,
    gap_score,
    mixed_need,
    need_class_of_score,
    need_from_values,
    need_score,
)

SHARES = st.floats(0, 1)
METRES = st.lists(st.integers(0, 30), min_size=1, max_size=40)


@pytest.mark.parametrize("n", [10, 99, 32_844, 33_755])
def test_classes_of_scores_are_those_of_the_deciles_for_every_rank(n: int) -> None:
    rank = np.arange(1, n + 1)
    decile = -(-10 * rank // n)
    by_score = need_class_of_score(need_score(rank, n))
    by_decile = need_class(decile)
    assert as_optional(by_score) == as_optional(by_decile)


@pytest.mark.parametrize(("table", "n"), [("iod2019_lsoa11", 32_844), ("iod2025_lsoa21", 33_755)])
def test_classes_of_scores_are_those_of_the_published_deciles(table: str, n: int) -> None:
    published = pd.read_csv(f"data/deprivation/{table}.csv")
    by_score = need_class_of_score(need_score(published["imd_rank"], n))
    assert as_optional(by_score) == as_optional(need_class(published["imd_decile"]))


def test_more_deprived_is_more_need() -> None:
    score = need_score(np.arange(1, 101), 100)
    assert (np.diff(score) < 0).all()
    assert score[0] == pytest.approx(0.99)
    assert score[-1] == 0


@pytest.mark.parametrize("rank", [0, 101])
def test_a_rank_that_england_does_not_have(rank: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 100"):
        need_score([rank], 100)
    with pytest.raises(ValueError, match="at least 1"):
        need_score([1], 0)


def test_four_areas_by_hand() -> None:
    """Distances 100, 300, 300, 900: shares of the others further off are 3/3, (1 + 1/2)/3 twice, 0."""
    assert access_score([300, 900, 100, 300]).tolist() == pytest.approx([0.5, 0, 1, 0.5])
    assert need_from_values([300, 900, 100, 300]).tolist() == pytest.approx([0.5, 1, 0, 0.5])


def test_unknown_alone_and_all_alike() -> None:
    assert np.isnan(access_score([np.nan, np.nan])).all()
    assert access_score([]).shape == (0,)
    assert access_score([7.0]).tolist() == [0.5]
    assert access_score([7.0, 7.0, np.nan])[:2].tolist() == [0.5, 0.5]
    assert np.isnan(need_from_values([1.0], reference=[np.nan])).all()
    with pytest.raises(ValueError, match="negative"):
        access_score([-1.0])


@settings(deadline=None)
@given(METRES, METRES)
def test_percentile_among_others_as_scipy_has_it(values: list[int], reference: list[int]) -> None:
    found = need_from_values(values, reference)
    expected = [percentileofscore(reference, value, kind="mean") / 100 for value in values]
    assert found.tolist() == pytest.approx(expected)


@settings(deadline=None)
@given(METRES, st.randoms(use_true_random=False))
def test_order_plays_no_part_and_further_is_never_better(metres: list[int], random: object) -> None:
    score = access_score(metres)
    order = list(range(len(metres)))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert access_score([metres[place] for place in order]).tolist() == score[order].tolist()
    assert ((score >= 0) & (score <= 1)).all()
    for here, near in zip(metres, score, strict=True):
        others = [far for far in metres if far > here]
        ties = metres.count(here) - 1
        if len(metres) > 1:
            assert near == pytest.approx((len(others) + ties / 2) / (len(metres) - 1))


@given(st.lists(st.tuples(SHARES, SHARES), min_size=1), SHARES)
def test_a_gap_is_between_0_and_1_and_grows_with_need_and_shrinks_with_access(
    pairs: list[tuple[float, float]], more: float
) -> None:
    need, access = np.array(pairs).T
    gap = gap_score(need, access)
    assert ((gap >= 0) & (gap <= 1)).all()
    assert (gap_score(np.maximum(need, more), access) >= gap).all()
    assert (gap_score(need, np.maximum(access, more)) <= gap).all()
    assert (gap <= np.minimum(need, 1 - access)).all()


def test_scores_outside_0_to_1_are_refused() -> None:
    for need, access in (([1.1], [0.5]), ([0.5], [-0.1])):
        with pytest.raises(ValueError, match="between 0 and 1"):
            gap_score(need, access)
    with pytest.raises(ValueError, match="shape"):
        gap_score([0.5, 0.5], [0.5])
    with pytest.raises(ValueError, match="between 0 and 1"):
        need_class_of_score([2.0])


@given(
    st.lists(st.tuples(SHARES, SHARES, SHARES), min_size=1, max_size=20),
    st.tuples(*[st.floats(0.001, 1e6)] * 3),
    st.floats(0.001, 1e3),
)
def test_a_mix_is_the_weighted_mean_whatever_the_scale_of_the_weights(
    scores: list[tuple[float, ...]], weights: tuple[float, ...], factor: float
) -> None:
    mixed = mixed_need(scores, weights)
    assert mixed.tolist() == pytest.approx(np.average(scores, axis=1, weights=weights).tolist())
    assert mixed_need(scores, np.array(weights) * factor).tolist() == pytest.approx(mixed.tolist())
    assert ((mixed >= 0) & (mixed <= 1)).all()


def test_a_mix_needs_every_part_that_counts() -> None:
    scores = [[0.2, np.nan], [np.nan, 0.4], [0.6, 0.8]]
    assert as_optional(mixed_need(scores, [1, 0])) == [0.2, None, 0.6]
    assert as_optional(mixed_need(scores, [1, 1])) == [None, None, pytest.approx(0.7)]
    assert mixed_need(np.empty((0, 2)), [1, 1]).shape == (0,)


@pytest.mark.parametrize("weights", [[1, -1], [0, 0], [1, np.nan], [np.inf, 1]])
def test_weights_that_make_no_mix(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="weights"):
        mixed_need([[0.5, 0.5]], weights)


def test_a_mix_of_other_shapes_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        mixed_need([[0.5, 0.5]], [1])
    with pytest.raises(ValueError, match="between 0 and 1"):
        mixed_need([[0.5, 1.5]], [1, 1])
