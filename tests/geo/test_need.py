"""Are areas sorted into need by the stated deciles, and by the rule called here?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.arrays import as_optional
from geo.need import most_deprived_third_here, need_class


def test_every_decile() -> None:
    deciles = pd.array([*range(1, 11), None], dtype="Int64")
    assert as_optional(need_class(deciles)) == [3, 3, 3, 2, 2, 2, 2, 1, 1, 1, None]


@pytest.mark.parametrize("wrong", [0, 11, 2.5])
def test_what_is_no_decile_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="whole numbers from 1 to 10"):
        need_class([wrong])


def test_the_most_deprived_third_of_six() -> None:
    assert most_deprived_third_here([6, 1, 5, 2, 4, 3]).tolist() == [False, True, False, True, False, False]


def test_all_unknown_is_no_third() -> None:
    assert most_deprived_third_here([np.nan, np.nan]).tolist() == [False, False]
    assert most_deprived_third_here([]).tolist() == []


@settings(deadline=None)
@given(st.lists(st.integers(1, 33755), min_size=1, max_size=60, unique=True))
def test_a_third_rounded_up_and_always_the_most_deprived(ranks: list[int]) -> None:
    marked = most_deprived_third_here(ranks)
    assert np.count_nonzero(marked) == (len(ranks) + 2) // 3
    assert {rank for rank, here in zip(ranks, marked, strict=True) if here} == set(
        sorted(ranks)[: marked.sum()]
    )
