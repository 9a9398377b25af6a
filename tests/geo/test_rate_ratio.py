"""Is the ratio of two rates, with its interval, what scipy's exact binomial makes of it?"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from geo.rate_ratio import rate_ratio

counts = st.integers(0, 400)
people = st.floats(1.0, 1e6)


@given(a=counts, b=counts, exposure_a=people, exposure_b=people)
def test_the_interval_is_that_of_the_exact_binomial(
    a: int, b: int, exposure_a: float, exposure_b: float
) -> None:
    found = rate_ratio(a, exposure_a, b, exposure_b)
    if a + b == 0:
        assert (found.ratio, found.low, found.high) == (None, None, None)
        return
    expected = binomtest(a, a + b).proportion_ci(0.95, "exact")
    assert found.low == pytest.approx(expected.low / (1 - expected.low) * exposure_b / exposure_a, rel=1e-6)
    if b == 0:
        assert found.high == math.inf
        assert found.ratio is None
    else:
        high = expected.high / (1 - expected.high) * exposure_b / exposure_a
        assert found.high == pytest.approx(high, rel=1e-6)
        assert found.low <= found.ratio <= found.high


@given(a=st.integers(1, 400), b=st.integers(1, 400), exposure_a=people, exposure_b=people)
def test_the_other_way_round_turns_it_over(a: int, b: int, exposure_a: float, exposure_b: float) -> None:
    one, other = rate_ratio(a, exposure_a, b, exposure_b), rate_ratio(b, exposure_b, a, exposure_a)
    assert one.ratio == pytest.approx(1 / other.ratio)
    assert one.low == pytest.approx(1 / other.high)
    assert one.high == pytest.approx(1 / other.low)


def test_by_hand() -> None:
    r"""One listing against none, as many people: the share p of the first has 1 - (tail) = p, so p > 0.025.

    P(X >= 1 | n = 1, p) = p = 0.025 at the lower end; odds 0.025 / 0.975.
    """
    assert rate_ratio(1, 10, 0, 10).low == pytest.approx(0.025 / 0.975)


@pytest.mark.parametrize(
    ("given", "told"),
    [((-1, 1, 1, 1), "negative"), ((1, 0, 1, 1), "above zero"), ((1, math.nan, 1, 1), "above zero")],
)
def test_what_makes_no_sense_is_refused(given: tuple[int, float, int, float], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        rate_ratio(*given)
    with pytest.raises(ValueError, match="confidence"):
        rate_ratio(1, 1, 1, 1, confidence=1.0)
