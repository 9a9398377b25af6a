"""Is supply shared out among the people in reach, all of it and no more, and is unknown never zero?"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.catchment import (
    ENHANCED_BANDS,
    Bands,
    Decay,
    Gaussian,
    enhanced_two_step,
    stream,
    three_step,
    two_step,
)
from geo.travel import Pairs, pairs_within_m

Draw = Callable[[str], dict[str, NDArray[np.float64]]]
Measure = Callable[[Pairs, NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]

HALVED = Bands((200.0, 400.0), (1.0, 0.5))
MEASURES: dict[str, Measure] = {
    "2SFCA": lambda pairs, demand, supply: two_step(pairs, demand, supply, within=400),
    "E2SFCA": lambda pairs, demand, supply: enhanced_two_step(pairs, demand, supply, HALVED),
    "E2SFCA Gaussian": lambda pairs, demand, supply: enhanced_two_step(pairs, demand, supply, Gaussian(250)),
    "3SFCA": lambda pairs, demand, supply: three_step(pairs, demand, supply, HALVED),
}
every_measure = pytest.mark.parametrize("measure", MEASURES.values(), ids=list(MEASURES))


@pytest.fixture
def valley(draw: Draw) -> Pairs:
    """Give three villages a, b, c and two halls X, Y, 100 metres a column: each pair of up to 400 metres."""
    # a to X 200; b to X 200, to Y 400; c to Y 300, to X 900.
    chart = draw("a.X.b...Y..c")
    return pairs_within_m(
        np.concatenate((chart["a"], chart["b"], chart["c"])), np.concatenate((chart["X"], chart["Y"])), 400
    )


PEOPLE = np.array([100.0, 300.0, 200.0])
"""Of a, b and c."""
HALLS = np.array([1.0, 2.0])
"""The supply of X and Y."""


def test_two_steps_worked_by_hand(valley: Pairs) -> None:
    # X: 1 among a and b, 400 people: 0.0025. Y: 2 among b and c, 500 people: 0.004.
    np.testing.assert_allclose(
        two_step(valley, PEOPLE, HALLS, within=400), [0.0025, 0.0065, 0.004], rtol=1e-15
    )
    # Up to 300 m Y is out of b's reach: 2 among c's 200 people.
    np.testing.assert_allclose(
        two_step(valley, PEOPLE, HALLS, within=300), [0.0025, 0.0025, 0.01], rtol=1e-15
    )


def test_enhanced_steps_worked_by_hand(valley: Pairs) -> None:
    # X: a and b at 200 m count in full, 400: 0.0025. Y: b at 400 m and c at 300 m by half, 150 + 100: 0.008.
    np.testing.assert_allclose(
        enhanced_two_step(valley, PEOPLE, HALLS, HALVED), [0.0025, 0.0025 + 0.004, 0.004], rtol=1e-15
    )


def test_three_steps_worked_by_hand(valley: Pairs) -> None:
    # b chooses X by 1 / 1.5 and Y by 0.5 / 1.5; a and c have no choice.
    # X: 100 + 300 * 2/3 = 300 people. Y: 300 * 1/3 * 0.5 + 200 * 0.5 = 150.
    expected = [1 / 300, 2 / 3 / 300 + 1 / 3 * 0.5 * 2 / 150, 0.5 * 2 / 150]
    np.testing.assert_allclose(three_step(valley, PEOPLE, HALLS, HALVED), expected, rtol=1e-15)


def test_a_smooth_decay_worked_by_hand(valley: Pairs) -> None:
    near, far, middle = np.exp(-0.5), np.exp(-2.0), np.exp(-1.125)  # 200, 400 and 300 m at 200 m
    x, y = 1 / (400 * near), 2 / (300 * far + 200 * middle)
    np.testing.assert_allclose(
        enhanced_two_step(valley, PEOPLE, HALLS, Gaussian(200)),
        [near * x, near * x + far * y, middle * y],
        rtol=1e-14,
    )
    np.testing.assert_allclose(
        enhanced_two_step(valley, PEOPLE, HALLS, Gaussian(200, upper=300)),
        [1 / 400, 1 / 400, 0.01],
        rtol=1e-14,
    )


def test_bands_count_a_limit_as_inside_and_stretch() -> None:
    cost = np.array([0, 10, 10.1, 20, 20.1, 30, 30.1, np.inf])
    assert ENHANCED_BANDS.weights(cost).tolist() == [1, 1, 0.68, 0.68, 0.22, 0.22, 0, 0]
    assert ENHANCED_BANDS.stretched(15).upper == (5, 10, 15)
    assert ENHANCED_BANDS.stretched(15).weight == ENHANCED_BANDS.weight


@every_measure
def test_nothing_in_reach_is_zero_and_an_unknown_position_is_not(measure: Measure, draw: Draw) -> None:
    chart = draw("a.X.............c")
    origins = np.concatenate((chart["a"], chart["c"], [[np.nan, np.nan]]))
    pairs = pairs_within_m(origins, chart["X"], 400)
    np.testing.assert_allclose(measure(pairs, np.full(3, 50.0), np.ones(1)), [0.02, 0.0, np.nan], rtol=1e-15)


def test_the_caller_may_say_which_positions_are_known(valley: Pairs) -> None:
    known = np.array([True, False, True])
    for found in (
        two_step(valley, PEOPLE, HALLS, within=400, known=known),
        enhanced_two_step(valley, PEOPLE, HALLS, HALVED, known=known),
        three_step(valley, PEOPLE, HALLS, HALVED, known=known),
        stream([valley], PEOPLE, HALLS, HALVED, known=known),
    ):
        assert np.isnan(found).tolist() == [False, True, False]


@every_measure
def test_unknown_demand_is_not_counted_and_has_a_score(measure: Measure, valley: Pairs) -> None:
    unknown = measure(valley, np.array([100, np.nan, 200]), HALLS)
    np.testing.assert_array_equal(unknown, measure(valley, np.array([100, 0.0, 200]), HALLS))
    assert unknown[1] > 0


@every_measure
def test_supply_that_nobody_known_shares_is_not_a_number(measure: Measure, valley: Pairs) -> None:
    # c's people are unknown and b has none: nobody shares Y. Nor is Y lost on b, who has X besides.
    found = measure(valley, np.array([100, 0.0, np.nan]), HALLS)
    assert np.isnan(found[2])
    assert found[:2] == pytest.approx([0.01, 0.01 if measure is not MEASURES["3SFCA"] else 0.01 * 2 / 3])
    # But a place that supplies nothing is nothing in reach.
    assert measure(valley, np.array([100, 0.0, np.nan]), np.array([1.0, 0.0]))[2] == 0.0


@every_measure
def test_a_place_without_supply_is_as_good_as_not_there(measure: Measure, valley: Pairs) -> None:
    closed = measure(valley, PEOPLE, np.array([1.0, 0.0]))
    only_x = valley.place == 0
    without = Pairs(valley.origin[only_x], valley.place[only_x], valley.cost[only_x], 3, 1)
    np.testing.assert_array_equal(closed, measure(without, PEOPLE, np.array([1.0])))


@every_measure
def test_a_place_that_nobody_reaches_changes_nothing(measure: Measure, valley: Pairs) -> None:
    remote = Pairs(valley.origin, valley.place, valley.cost, 3, 3)
    np.testing.assert_array_equal(
        measure(remote, PEOPLE, np.array([1.0, 2.0, 9.0])), measure(valley, PEOPLE, HALLS)
    )


@every_measure
def test_no_origins_no_places_no_pairs(measure: Measure) -> None:
    none = np.empty(0)
    index = np.empty(0, dtype=np.int64)
    assert measure(Pairs(index, index, none, 0, 2), none, np.ones(2)).shape == (0,)
    assert measure(Pairs(index, index, none, 2, 0), np.ones(2), none).tolist() == [0, 0]


def test_what_cannot_be_is_refused(valley: Pairs) -> None:
    for demand, supply, message in (
        ([1, 2], HALLS, "demand must have shape"),
        (PEOPLE, [1, 2, 3], "supply must have shape"),
        ([-1, 2, 3], HALLS, "demand must not be negative"),
        ([np.inf, 2, 3], HALLS, "demand must not be negative or infinite"),
        (PEOPLE, [1, np.nan], "supply must be known"),
        (PEOPLE, [1, -1], "supply must be known, and not negative"),
    ):
        for method in (enhanced_two_step, three_step):
            with pytest.raises(ValueError, match=message):
                method(valley, demand, supply, HALVED)
    with pytest.raises(ValueError, match="supply must have shape"):
        stream([valley], PEOPLE, [1, 2, 3], HALVED)
    with pytest.raises(ValueError, match="supply must have shape"):
        stream([valley, valley], PEOPLE, [1, 2, 3], HALVED)
    for upper, weight in (((), ()), ((1,), (1, 2)), ((2, 1), (1, 1)), ((1, np.inf), (1, 1)), ((1,), (-1,))):
        with pytest.raises(ValueError, match=r"bands|band"):
            Bands(upper, weight)
    for bandwidth in (0, -1, np.nan, np.inf):
        with pytest.raises(ValueError, match="bandwidth must be above 0"):
            Gaussian(bandwidth)


@st.composite
def worlds(draw_: st.DrawFn) -> tuple[Pairs, NDArray[np.float64], NDArray[np.float64]]:
    n, m = draw_(st.integers(1, 12)), draw_(st.integers(1, 12))
    chance = np.random.default_rng(draw_(st.integers(0, 2**32 - 1)))
    pairs = pairs_within_m(chance.uniform(0, 900, (n, 2)), chance.uniform(0, 900, (m, 2)), 400)
    demand = chance.integers(0, 500, n) * (chance.random(n) < 0.8)
    supply = chance.uniform(0, 3, m) * (chance.random(m) < 0.8)
    return pairs, demand.astype(float), supply


World = tuple[Pairs, NDArray[np.float64], NDArray[np.float64]]


@every_measure
@given(world=worlds())
def test_what_people_have_adds_up_to_what_is_within_their_reach(measure: Measure, world: World) -> None:
    pairs, demand, supply = world
    found = measure(pairs, demand, supply)
    reached = np.zeros(pairs.n_places, dtype=bool)
    reached[pairs.place[demand[pairs.origin] > 0]] = True
    given_out = np.sum(found[demand > 0] * demand[demand > 0])
    np.testing.assert_allclose(given_out, supply[reached].sum(), rtol=1e-12)
    assert not np.isnan(found[demand > 0]).any()


@every_measure
@given(world=worlds(), seed=st.integers(0, 2**32 - 1))
def test_the_order_of_rows_does_not_matter(measure: Measure, world: World, seed: int) -> None:
    pairs, demand, supply = world
    chance = np.random.default_rng(seed)
    new_origin, new_place = chance.permutation(pairs.n_origins), chance.permutation(pairs.n_places)
    origin, place = new_origin[pairs.origin], new_place[pairs.place]
    order = np.lexsort((place, origin))
    shuffled = Pairs(origin[order], place[order], pairs.cost[order], pairs.n_origins, pairs.n_places)
    moved = measure(shuffled, demand[np.argsort(new_origin)], supply[np.argsort(new_place)])
    np.testing.assert_allclose(moved[new_origin], measure(pairs, demand, supply), rtol=1e-12)


@given(world=worlds(), decay=st.sampled_from([HALVED, Gaussian(250)]), cuts=st.sets(st.integers(0, 12)))
def test_a_stream_gives_the_same_to_the_last_bit(world: World, decay: Decay, cuts: set[int]) -> None:
    pairs, demand, supply = world
    edges = [0, *sorted(cut for cut in cuts if 0 < cut < pairs.n_places), pairs.n_places]

    def parts() -> list[Pairs]:
        cut = []
        for first, end in pairwise(edges):
            here = (pairs.place >= first) & (pairs.place < end)
            cut.append(
                Pairs(
                    pairs.origin[here],
                    pairs.place[here] - first,
                    pairs.cost[here],
                    pairs.n_origins,
                    end - first,
                )
            )
        return cut

    np.testing.assert_array_equal(
        stream(iter(parts()), demand, supply, decay), enhanced_two_step(pairs, demand, supply, decay)
    )


@every_measure
@given(world=worlds(), factor=st.floats(0.1, 10))
def test_twice_the_supply_is_twice_the_score(measure: Measure, world: World, factor: float) -> None:
    pairs, demand, supply = world
    np.testing.assert_allclose(
        measure(pairs, demand, factor * supply), factor * measure(pairs, demand, supply), rtol=1e-12
    )


@given(world=worlds())
def test_one_band_is_two_steps_and_no_choice_is_no_third_step(world: World) -> None:
    pairs, demand, supply = world
    np.testing.assert_array_equal(
        two_step(pairs, demand, supply, within=300),
        enhanced_two_step(pairs, demand, supply, Bands((100, 300), (1, 1))),
    )
    first = np.unique(pairs.origin, return_index=True)[1]  # one place each
    single = Pairs(
        pairs.origin[first], pairs.place[first], pairs.cost[first], pairs.n_origins, pairs.n_places
    )
    np.testing.assert_allclose(
        three_step(single, demand, supply, HALVED),
        enhanced_two_step(single, demand, supply, HALVED),
        rtol=1e-12,
    )
