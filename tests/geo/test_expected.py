"""Does the count model expect what made the counts, and flag only what stands out?"""

import warnings
from collections.abc import Callable
from math import exp, factorial
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import poisson

from geo.expected import Expected, fit_expected

Draw = Callable[[str], dict[str, NDArray[np.float64]]]
NAN = float("nan")


def fitted(*arguments: Any, **options: Any) -> Expected:
    found = fit_expected(*arguments, **options)
    assert found is not None
    return found


def counted(text: str) -> NDArray[np.float64]:
    return np.array([float(mark) for mark in text if mark.isdigit()])


# Twenty parishes of 500 people, five rows of four; 80 listings, 4 on average.
ALIKE = counted("""
    4 5 3 0
    6 4 4 5
    3 2 7 4
    5 4 3 6
    4 2 5 4
""")


def test_parishes_alike_worked_by_hand() -> None:
    found = fitted(ALIKE, np.full(20, 500))
    # With nothing to tell them apart each is expected to have the mean.
    assert found.terms == ("constant",)
    np.testing.assert_allclose(found.mean, 4.0)
    assert found.alpha == 0
    assert found.overdispersion_p > 0.5
    # Poisson with mean 4: at most 0 is 1.8 %, 1 is 9.2 %, 7 is 94.9 %, 8 is 97.9 %.
    chances = [sum(exp(-4) * 4**k / factorial(k) for k in range(most + 1)) for most in range(9)]
    assert chances[0] < 0.05 <= chances[1]
    assert chances[7] < 0.95 <= chances[8]
    assert set(found.low) == {1}
    assert set(found.high) == {8}
    assert np.flatnonzero(found.far_below).tolist() == [3]
    assert found.probability[3] == pytest.approx(chances[0])
    assert found.residual_df == 19


def test_two_sorts_of_parish_worked_by_hand() -> None:
    town = np.arange(20) % 2 == 0
    listed = np.where(town, 6.0, 2.0)
    listed[[0, 1]] += 1
    listed[[2, 3]] -= 1
    found = fitted(listed, np.full(20, 500), rural=~town)
    np.testing.assert_allclose(found.mean, np.where(town, 6.0, 2.0))
    assert found.terms == ("constant", "rural True")
    np.testing.assert_allclose(found.coefficients, [np.log(6), np.log(2 / 6)])


def _world(seed: int, n: int = 150, alpha: float = 0.0) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    people = np.exp(random.normal(7, 1, n)).round()
    rural = random.random(n) < 0.6
    area = random.uniform(2, 40, n)
    mean = np.exp(-4.5 + 0.9 * np.log(people) - 0.4 * rural)
    scatter = random.gamma(1 / alpha, alpha, n) if alpha else 1.0
    return {
        "observed": random.poisson(mean * scatter),
        "population": people,
        "rural": rural,
        "area_km2": area,
    }


def test_the_fit_is_that_of_a_peer_library() -> None:
    for alpha in (0.0, 0.6):
        world = _world(4, alpha=alpha)
        found = fitted(**world)
        columns = np.column_stack(
            [
                np.ones(150),
                np.log(world["population"]),
                np.log(world["area_km2"]),
                world["rural"].astype(float),
            ]
        )
        plain = sm.Poisson(world["observed"], columns).fit(disp=0)
        mean = plain.predict()
        extra = ((world["observed"] - mean) ** 2 - world["observed"]) / mean
        test = sm.OLS(extra, mean).fit()
        one_sided = test.pvalues[0] / 2 if test.params[0] > 0 else 1 - test.pvalues[0] / 2
        assert found.overdispersion_p == pytest.approx(one_sided, rel=1e-6)
        if alpha:
            assert found.alpha > 0
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                plain = sm.NegativeBinomial(world["observed"], columns).fit(disp=0, maxiter=1000)
            np.testing.assert_allclose(np.append(found.coefficients, found.alpha), plain.params, rtol=2e-3)
        else:
            assert found.alpha == 0
            np.testing.assert_allclose(found.coefficients, plain.params, rtol=1e-6)


def test_what_made_the_counts_is_found_again() -> None:
    world = _world(8, n=2000, alpha=0.5)
    found = fitted(**world)
    of = dict(zip(found.terms, found.coefficients, strict=True))
    assert found.alpha == pytest.approx(0.5, abs=0.1)
    assert of["log people"] == pytest.approx(0.9, abs=0.06)
    assert of["rural True"] == pytest.approx(-0.4, abs=0.12)
    assert of["log square kilometres"] == pytest.approx(0, abs=0.06)
    inside = (world["observed"] >= found.low) & (world["observed"] <= found.high)
    assert inside.mean() == pytest.approx(0.92, abs=0.03)  # at least 90: counts are whole
    assert 0 < found.far_below.mean() <= 0.05


def test_few_are_flagged_where_all_are_surveyed() -> None:
    flagged = [fitted(**_world(seed)).far_below.mean() for seed in range(12)]
    assert np.mean(flagged) <= 0.05


@settings(deadline=None, max_examples=20)
@given(st.randoms(use_true_random=False), st.sampled_from([0.0, 0.8]))
def test_the_order_of_rows_plays_no_part(random: Any, alpha: float) -> None:
    world = _world(2, n=40, alpha=alpha)
    found = fitted(**world)
    order = list(range(40))
    random.shuffle(order)
    again = fitted(**{name: values[order] for name, values in world.items()})
    np.testing.assert_array_equal(again.mean, found.mean[order])
    np.testing.assert_array_equal(again.far_below, found.far_below[order])
    assert (again.alpha, again.deviance) == (found.alpha, found.deviance)


COUNTS = st.lists(st.integers(0, 12), min_size=20, max_size=30).filter(any)


@settings(deadline=None, max_examples=40)
@given(COUNTS, st.randoms(use_true_random=False))
def test_as_many_are_expected_as_there_are(counts: list[int], random: Any) -> None:
    people = [random.randint(50, 5000) for _ in counts]
    found = fit_expected(counts, people)
    if found is None:
        return
    assert (found.low <= found.high).all()
    assert (found.far_below == (np.array(counts) < found.low)).all()
    assert found.judged.all()
    if not found.alpha:
        assert found.mean.sum() == pytest.approx(sum(counts), rel=1e-6)


def test_where_nobody_is_known_to_live_nothing_is_expected() -> None:
    world = _world(5, n=60)
    people = world["population"].copy()
    people[:3] = [NAN, 0, -5]
    area = world["area_km2"].copy()
    area[3:5] = [NAN, 0]
    rural = world["rural"].astype(object)
    rural[5:7] = [None, NAN]
    found = fitted(world["observed"], people, rural=rural, area_km2=area)
    for values in (found.mean, found.low, found.high, found.probability):
        assert np.flatnonzero(np.isnan(values)).tolist() == list(range(7))
    assert not found.far_below[:7].any()
    assert found.judged.tolist() == [False] * 7 + [True] * 53
    rest = fitted(
        *(world[name][7:] for name in ("observed", "population")), rural=rural[7:], area_km2=area[7:]
    )
    np.testing.assert_array_equal(found.mean[7:], rest.mean)


def test_an_unknown_count_is_expected_but_not_judged() -> None:
    world = _world(5, n=60)
    counts = world["observed"].astype(float)
    counts[0] = NAN
    found = fitted(counts, world["population"])
    assert found.mean[0] > 0
    assert found.high[0] > 0
    assert (found.judged[0], found.far_below[0]) == (False, False)


def _stacked(seed: int) -> dict[str, Any]:
    """Sixty parishes, three kinds: many, few and none at all."""
    random = np.random.default_rng(seed)
    people = np.tile(random.uniform(300, 4000, 60).round(), 3)
    kind = np.repeat(["club", "hub", "none"], 60)
    rate = np.where(kind == "club", 0.006, np.where(kind == "hub", 0.002, 0.0))
    return {"observed": random.poisson(rate * people), "population": people, "kind": kind}


def test_kinds_are_told_apart_and_a_kind_without_listings_is_not_judged() -> None:
    world = _stacked(1)
    found = fitted(**world)
    assert found.terms == ("constant", "log people", "kind hub")
    assert found.coefficients[2] == pytest.approx(np.log(1 / 3), abs=0.25)
    assert (found.judged == (world["kind"] != "none")).all()
    assert np.isnan(found.mean[world["kind"] == "none"]).all()
    # A parish of the middle size in which nobody looked for clubs, though for hubs.
    middle = int(np.argsort(world["population"][:60])[40])
    world["observed"][middle] = 0
    again = fitted(**world)
    assert again.far_below[middle]
    assert not found.far_below[middle]
    assert again.far_below[middle + 60] == found.far_below[middle + 60]


def test_leaving_out_a_kind_may_leave_out_a_sort_of_parish() -> None:
    world = _stacked(1)
    # Only the kind without listings reaches the islands.
    rural = np.where(np.arange(180) >= 170, "island", np.where(np.arange(180) % 2 == 0, "town", "village"))
    found = fitted(**world, rural=rural)
    assert "rural island" not in found.terms
    assert found.judged.sum() == 120


def test_a_column_that_adds_nothing_is_left_out() -> None:
    world = _world(5, n=60)
    plain = fitted(world["observed"], world["population"])
    same = fitted(
        world["observed"],
        world["population"],
        rural=np.ones(60, dtype=bool),
        area_km2=world["population"] / 50,
    )
    assert same.terms == plain.terms == ("constant", "log people")
    np.testing.assert_array_equal(same.mean, plain.mean)


def test_too_little_to_say() -> None:
    assert fit_expected(ALIKE[:19], np.full(19, 500)) is None
    assert fit_expected(ALIKE[:19], np.full(19, 500), least_parishes=19) is not None
    assert fit_expected(np.zeros(30), np.full(30, 500)) is None
    assert fit_expected(np.zeros(30), np.full(30, 500), rural=np.ones(30)) is None
    assert fit_expected(np.full(30, NAN), np.full(30, 500)) is None
    assert fit_expected(np.ones(30), np.full(30, NAN)) is None
    assert fit_expected([], []) is None
    # Twenty rows, but ten parishes.
    assert fit_expected(ALIKE, np.full(20, 500), kind=np.repeat(["club", "hub"], 10)) is None


def test_counts_that_the_model_cannot_hold_give_no_answer_and_no_warning() -> None:
    # All listings in the largest parish: the more steeply they rise with people, the better, without end.
    people = np.linspace(100, 3000, 30)
    assert fit_expected(np.append(np.zeros(29), 40), people) is None
    # All in one of the others: there is a best fit, if a poor one.
    found = fitted(np.insert(np.zeros(29), 5, 400), people)
    assert np.isfinite(found.mean).all()


def test_small_parishes_are_never_far_below() -> None:
    world = _world(8)
    found = fitted(world["observed"], world["population"])
    assert found.alpha == 0
    assert not found.far_below[found.mean < 2.99].any()
    assert (found.telling == (found.mean > -np.log(0.05))).all()
    assert 0 < found.telling.sum() < 150
    assert poisson.cdf(0, 3.0) < 0.05 < poisson.cdf(0, 2.99)


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        fit_expected([1.5], [10])
    with pytest.raises(ValueError, match="whole numbers"):
        fit_expected([-1], [10])
    with pytest.raises(ValueError, match="population must have shape"):
        fit_expected([1], [10, 20])
    with pytest.raises(ValueError, match="rural must have shape"):
        fit_expected([1], [10], rural=[True, False])
    with pytest.raises(ValueError, match="confidence"):
        fit_expected([1], [10], confidence=0)
