"""Are the gaps those of the stated rules?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.arrays import as_nullable, as_optional
from geo.gaps import access_class, bivariate_class, gap_rank, people_beyond, rank_among

METRES = st.lists(st.one_of(st.none(), st.integers(0, 9)), max_size=40)


def test_thirds_of_nine() -> None:
    distances = [900, 100, 500, 300, 700, 200, 800, 400, 600]
    assert as_optional(access_class(distances)) == [3, 1, 2, 1, 3, 1, 3, 2, 2]


def test_equals_share_a_class_and_all_equal_is_the_nearest() -> None:
    assert as_optional(access_class([1, 1, 1, 1, 5, 9])) == [1, 1, 1, 1, 3, 3]
    assert as_optional(access_class([7, 7, 7])) == [1, 1, 1]


def test_unknown_has_no_class() -> None:
    assert as_optional(access_class([np.nan, np.nan])) == [None, None]
    assert as_optional(access_class([])) == []


@settings(deadline=None)
@given(st.lists(st.integers(0, 50_000), min_size=3, max_size=60, unique=True))
def test_thirds_as_pandas_cuts_them(distances: list[int]) -> None:
    expected = pd.qcut(pd.Series(distances), 3, labels=[1, 2, 3])
    assert as_optional(access_class(distances)) == expected.tolist()


@settings(deadline=None)
@given(METRES, st.randoms(use_true_random=False))
def test_the_order_of_areas_plays_no_part_and_further_is_never_better(
    metres: list[int | None], random: object
) -> None:
    found = as_optional(access_class(metres))  # type: ignore[arg-type]
    order = list(range(len(metres)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = as_optional(access_class([metres[place] for place in order]))  # type: ignore[arg-type]
    assert shuffled == [found[place] for place in order]
    known = sorted((far, which) for far, which in zip(metres, found, strict=True) if far is not None)
    assert [which for _, which in known] == sorted(which for _, which in known)
    assert [which is None for which in found] == [far is None for far in metres]


def test_nine_classes_and_unknown() -> None:
    need = as_nullable([1, 1, 1, 2, 2, 2, 3, 3, 3, 0, 3], [True] * 9 + [False, True])
    access = as_nullable([1, 2, 3, 1, 2, 3, 1, 2, 3, 3, 0], [True] * 10 + [False])
    assert as_optional(bivariate_class(need, access)) == [1, 2, 3, 4, 5, 6, 7, 8, 9, None, None]


def test_ranked_by_distance_then_deprivation_then_code() -> None:
    three = as_nullable([3, 3, 3, 3, 3], [True] * 4 + [False])
    ranks = gap_rank(
        [4000, 6000, 4000, 4000, 9000], [50, 99, 7, 7, 1], np.array(["A", "B", "D", "C", "E"]), three, three
    )
    assert as_optional(ranks) == [4, 1, 3, 2, None]
    assert ranks.dtype == pd.Int32Dtype()


def test_only_where_both_are_worst() -> None:
    need, access = as_nullable([3, 2, 3], [True] * 3), as_nullable([2, 3, 3], [True] * 3)
    assert as_optional(gap_rank([1, 2, 3], [1, 2, 3], np.array(["A", "B", "C"]), need, access)) == [
        None,
        None,
        1,
    ]


def test_an_unknown_rank_comes_last_and_an_unknown_distance_not_at_all() -> None:
    ranks = rank_among(
        [5.0, 5.0, np.nan], [np.nan, 800, 1], np.array(["A", "B", "C"]), np.array([True, True, True])
    )
    assert as_optional(ranks) == [2, 1, None]


@pytest.mark.parametrize(("codes", "chosen"), [(["A"], [True, True]), (["A", "B"], [True])])
def test_lengths_must_fit(codes: list[str], chosen: list[bool]) -> None:
    with pytest.raises(ValueError, match="must have shape"):
        rank_among([1.0, 2.0], [1, 2], np.array(codes), np.array(chosen))


def test_people_beyond_three_kilometres() -> None:
    found = people_beyond(
        [1000, 1100, 1200, 1300, np.nan],
        [3000.0, 3000.1, np.nan, 9000.0, 9000.0],
        np.array([True, True, True, False, True]),
        3000.0,
    )
    assert (found.people, found.of_people, found.unknown_people) == (1100, 2100, 1200)
    assert (found.areas, found.of_areas) == (2, 3)
    with pytest.raises(ValueError, match="in_need must have shape"):
        people_beyond([1], [1.0], np.array([True, False]), 1.0)
