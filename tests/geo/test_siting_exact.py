"""Is the exact choice of places the best of all, and is the time limit kept?"""

import time
import warnings
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from geo import siting_exact
from geo.siting import covering_greedy, median_greedy
from geo.siting_bound import Prices
from geo.siting_exact import covering_exact, median_exact

Floats = NDArray[np.float64]
Question = tuple[Floats, Floats, Floats, Floats, int]


@pytest.fixture(autouse=True)
def _old_interface() -> Iterator[None]:
    """Let spopt, called here as the peer, use the interface of PuLP 3."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=DeprecationWarning, message=".*PuLP 4.0")
        yield


def _town(seed: int, n: int, c: int, m: int, k: int, width: float = 1000.0) -> Question:
    rng = np.random.default_rng(seed)
    return (
        rng.random((n, 2)) * width,
        rng.integers(1, 100, n).astype(float),
        rng.random((m, 2)) * width,
        rng.random((c, 2)) * width,
        k,
    )


def _metres(question: Question) -> tuple[Floats, Floats]:
    def table(places: Floats) -> Floats:
        offset = question[0][:, None] - places[None]
        distance: Floats = np.hypot(offset[..., 0], offset[..., 1])
        return distance

    return table(question[2]).min(axis=1, initial=np.inf), table(question[3])


def _best(question: Question, within_m: float) -> tuple[float, float]:
    """Try every choice: the most people within, the fewest people-metres."""
    now, metres = _metres(question)
    nearest = np.array(
        [
            np.minimum(now, metres[:, list(chosen)].min(axis=1))
            for chosen in combinations(range(len(question[3])), question[4])
        ]
    )
    return float(((nearest <= within_m) @ question[1]).max()), float((nearest @ question[1]).min())


@pytest.mark.parametrize("places_open", [0, 2])
@pytest.mark.parametrize("seed", range(12))
def test_as_good_as_the_best_of_all_choices(seed: int, places_open: int) -> None:
    question = _town(seed, n=40, c=14, m=places_open, k=2 + seed % 3)
    most, least = _best(question, 150.0)
    covering, median = covering_exact(*question, 150.0), median_exact(*question)
    assert covering.objective == most
    assert covering.bound == pytest.approx(most)
    assert median.objective == pytest.approx(least)
    assert median.bound == pytest.approx(least)
    for found in (covering, median):
        assert (found.method, found.proven) == ("exact", True)
        assert list(found.chosen) == sorted(set(found.chosen))
        assert len(found.chosen) == question[4]


COORDINATES = st.integers(0, 15).map(float)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_ties_and_heaps_and_small_weights(data: st.DataObject) -> None:
    def points(least: int, most: int) -> Floats:
        n = data.draw(st.integers(least, most))
        return data.draw(arrays(np.float64, (n, 2), elements=COORDINATES)).reshape(n, 2)

    demand, existing, candidates = points(4, 15), points(0, 2), points(3, 8)
    weight = data.draw(arrays(np.float64, len(demand), elements=st.sampled_from([1e-3, 1.0, 2.5, 4000.0])))
    question = demand, weight, existing, candidates, data.draw(st.integers(1, 3))
    most, least = _best(question, 4.0)
    covering, median = covering_exact(*question, 4.0), median_exact(*question)
    assert covering.objective == pytest.approx(most)
    assert median.objective == pytest.approx(least)
    assert covering.proven
    assert median.proven


@pytest.mark.parametrize("seed", range(3))
def test_as_spopt_finds_with_the_open_places_among_its_own(seed: int) -> None:
    import pulp  # noqa: PLC0415
    from spopt.locate import MCLP, PMedian  # noqa: PLC0415

    question = demand, weight, existing, candidates, k = _town(seed, n=60, c=20, m=3, k=4)
    places = np.concatenate((existing, candidates))
    offset = demand[:, None] - places[None]
    metres = np.hypot(offset[..., 0], offset[..., 1])
    fixed = np.array([1] * 3 + [0] * 20)
    solver = pulp.HiGHS(msg=False, threads=1, gapRel=0.0)
    theirs = PMedian.from_cost_matrix(metres, weight, 3 + k, predefined_facilities_arr=fixed).solve(solver)
    assert median_exact(*question).objective == pytest.approx(theirs.problem.objective.value())
    covering = MCLP.from_cost_matrix(metres, weight, 120.0, 3 + k, predefined_facilities_arr=fixed).solve(
        solver
    )
    assert covering_exact(*question, 120.0).objective == pytest.approx(covering.problem.objective.value())


def test_the_search_itself_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the greedy choice or the bound already proves itself nothing is searched; here it must be."""
    asked: list[str] = []
    cover, solve = siting_exact._cover, siting_exact._solve
    monkeypatch.setattr(siting_exact, "_cover", lambda *given: asked.append("cover") or cover(*given))
    monkeypatch.setattr(siting_exact, "_solve", lambda *given: asked.append("median") or solve(*given))
    reached, travelled = _town(4, n=120, c=60, m=0, k=6), _town(6, n=120, c=60, m=0, k=4)
    covering, median = covering_exact(*reached, 150.0), median_exact(*travelled)
    assert asked == ["cover", "median"]
    assert covering.objective > covering_greedy(*reached, 150.0).objective
    assert covering.proven
    assert median.proven
    assert median.objective < median_greedy(*travelled).objective


def test_every_choice_is_searched_where_nothing_is_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the bound HiGHS must come to the same answer."""
    question = _town(3, n=40, c=14, m=2, k=3)
    expected = median_exact(*question)
    monkeypatch.setattr(siting_exact, "settle", lambda *_: (np.empty(0, dtype=np.int64), np.arange(14)))
    monkeypatch.setattr(siting_exact, "price", lambda *_: Prices(0.0, np.zeros(14)))
    monkeypatch.setattr(siting_exact, "place_greedily", lambda _: ([0, 1, 2], 0.0))
    monkeypatch.setattr(siting_exact, "interchange", lambda _, chosen: chosen)
    assert median_exact(*question).objective == pytest.approx(expected.objective)
    assert median_exact(*question).chosen == expected.chosen


def test_open_places_stay_open() -> None:
    demand, weight = [(0, 0), (100, 0), (200, 0)], [5, 4, 3]
    candidates = [(0, 0), (100, 0), (200, 0)]
    assert covering_exact(demand, weight, [(0, 0)], candidates, 1, 10.0).chosen == (1,)
    # The middle saves 400 + 300, the end 600; once the middle is open too, only the end saves anything.
    assert median_exact(demand, weight, [(0, 0)], candidates, 1).chosen == (1,)
    assert median_exact(demand, weight, [(0, 0), (100, 0)], candidates, 1).chosen == (2,)
    everything = median_exact(demand, weight, [(0, 0)], candidates, 2)
    assert (everything.chosen, everything.objective, everything.baseline) == ((1, 2), 0.0, 1000.0)


def test_the_order_of_rows_does_not_matter() -> None:
    demand, weight, existing, candidates, k = _town(4, n=120, c=50, m=2, k=4)
    rng = np.random.default_rng(0)
    plain = covering_exact(demand, weight, existing, candidates, k, 150.0)
    median = median_exact(demand, weight, existing, candidates, k)
    for _ in range(2):
        rows, columns = rng.permutation(120), rng.permutation(50)
        shuffled = demand[rows], weight[rows], existing[::-1], candidates[columns], k
        again, nearer = covering_exact(*shuffled, 150.0), median_exact(*shuffled)
        assert sorted(columns[list(again.chosen)].tolist()) == list(plain.chosen)
        assert sorted(columns[list(nearer.chosen)].tolist()) == list(median.chosen)
        assert (again.objective, nearer.objective) == (plain.objective, median.objective)


@pytest.mark.slow
def test_the_time_limit_is_kept() -> None:
    """In time of the processor, which another busy process does not lengthen."""
    question = _town(2, n=500, c=500, m=0, k=40)
    for choose, limit_s in (
        (lambda s: covering_exact(*question, 60.0, s), 3.0),
        (lambda s: median_exact(*question, s), 1.0),
    ):
        begun = time.process_time()
        found = choose(limit_s)
        assert time.process_time() - begun < limit_s + 10.0
        assert len(set(found.chosen)) == 40
        assert found.proven == (found.gap <= 1e-9)


def test_no_time_gives_the_greedy_choice_and_says_so() -> None:
    question = _town(1, n=120, c=60, m=0, k=4)
    covering, median = covering_exact(*question, 150.0, seconds=1e-9), median_exact(*question, seconds=1e-9)
    assert (covering.method, covering.proven) == ("greedy", False)
    assert covering.objective == covering_greedy(*question, 150.0).objective
    assert covering.bound >= covering_exact(*question, 150.0).objective
    assert (median.method, median.proven) == ("greedy", False)
    assert median.bound <= median_exact(*question).objective <= median.objective


def test_a_search_cut_short_still_bounds_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    """HiGHS stops at once, with or without a choice; what is handed back must still be true."""
    monkeypatch.setattr(siting_exact, "_SHORTEST_S", 1e-9)
    question = _town(6, n=120, c=60, m=0, k=4)
    best = covering_exact(*question, 150.0), median_exact(*question)
    whole, part = siting_exact._cover, siting_exact._solve
    monkeypatch.setattr(
        siting_exact, "_cover", lambda case, reach, _: whole(case, reach, time.monotonic() + 0.3)
    )
    monkeypatch.setattr(siting_exact, "_solve", lambda *given: part(*given[:-1], 1e-9))
    covering, median = covering_exact(*question, 150.0), median_exact(*question)
    assert covering.objective <= best[0].objective <= covering.bound + 1e-6
    assert median.bound <= best[1].objective * (1 + 1e-9) <= median.objective * (1 + 2e-9)
    assert not median.proven


def test_too_large_or_no_time_at_all_is_said() -> None:
    question = _town(0, n=2001, c=2000, m=0, k=1)
    with pytest.raises(ValueError, match="use the greedy one"):
        covering_exact(*question, 10.0)
    with pytest.raises(ValueError, match="use the greedy one"):
        median_exact(*question)
    with pytest.raises(ValueError, match="seconds must be above zero"):
        median_exact(*_town(0, n=2, c=2, m=0, k=1), seconds=0)
