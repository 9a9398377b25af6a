"""In a world whose truth is known, does the doubt told come out right?

A made world: 120 parishes, in each as many groups as its people make likely. Two sources, which know nothing
of each other, list a group with a chance of their own. One large parish was never surveyed. One parish is
truly empty, and somebody there said so. The directory holds what either source holds.
"""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from geo.completeness import Pooled, chapman, pooled
from geo.evidence import Mark, Reason, State, reasons, states
from geo.expected import fit_expected

N = 120
UNSURVEYED, EMPTY = 7, 11
SEEDS = range(5)


@dataclass(frozen=True)
class World:
    people: NDArray[np.float64]
    parish: NDArray[np.int64]  # of each group that truly exists
    first: NDArray[np.bool_]  # is it in the first source?
    second: NDArray[np.bool_]

    def counts(self, held: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(self.parish[held], minlength=N)

    @property
    def directory(self) -> NDArray[np.int64]:
        return self.counts(self.first | self.second)

    def dropping(self, share: float, seed: int) -> "World":
        """The same world, in which the first source lost a share of what it had."""
        lost = np.random.default_rng(seed).random(len(self.first)) < share
        return replace(self, first=self.first & ~lost)

    def completeness(self) -> Pooled:
        """Twelve districts of ten parishes are the strata."""
        district = self.parish // 10
        return pooled(
            [
                (
                    int(self.first[district == place].sum()),
                    int(self.second[district == place].sum()),
                    int((self.first & self.second)[district == place].sum()),
                )
                for place in range(N // 10)
            ]
        )


def a_world(seed: int, first: float = 0.6, second: float = 0.5) -> World:
    random = np.random.default_rng(seed)
    people = random.uniform(200, 3000, N).round()
    people[[UNSURVEYED, EMPTY]] = 2500
    truth = random.poisson(people / 200)
    truth[EMPTY] = 0
    truth[UNSURVEYED] = 13
    parish = np.repeat(np.arange(N), truth)
    seen = parish != UNSURVEYED
    in_first, in_second = random.random((2, len(parish))) < [[first], [second]]
    return World(people, parish, in_first & seen, in_second & seen)


def judged(world: World, mark: Mark | None, *, assured: bool, at: int) -> tuple[State | None, Reason | None]:
    """What is told of every parish, in a region where the parish asked about is among the furthest."""
    expected = fit_expected(world.directory, world.people)
    whole = world.completeness().completeness
    assert expected is not None
    assert whole is not None
    marks: list[str | None] = [None] * N
    marks[at] = mark
    lacking = world.directory == 0
    arguments = (
        lacking,
        np.ones(N, dtype=bool),
        marks,
        expected.far_below,
        np.full(N, whole.share_low),
        np.full(N, assured),
    )
    options = {"count": world.directory, "expected_known": expected.telling}
    return states(*arguments, **options)[at], reasons(*arguments, **options)[at]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_share_told_is_the_share_held(seed: int) -> None:
    world = a_world(seed)
    found = world.completeness()
    whole = found.completeness
    assert whole is not None
    # What neither source could see is not in the estimate: the parish never surveyed is a hole of its own.
    surveyed = int((world.parish != UNSURVEYED).sum())
    assert whole.low <= surveyed <= whole.high
    truly = int(world.directory.sum()) / surveyed
    assert whole.share_low <= truly <= whole.share_high
    assert whole.share == pytest.approx(truly, abs=0.06)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_source_that_loses_30_percent_leaves_a_less_complete_directory(seed: int) -> None:
    world = a_world(seed)
    poorer = world.dropping(0.3, seed + 100)
    before, after = world.completeness().completeness, poorer.completeness().completeness
    assert before is not None
    assert after is not None
    assert poorer.directory.sum() < world.directory.sum()
    assert after.share < before.share
    assert after.share_low < before.share_low
    # As many exist as ever: it is the directory that shrank.
    assert after.estimate == pytest.approx(before.estimate, rel=0.1)
    truth = int((world.parish != UNSURVEYED).sum())
    assert after.low <= truth <= after.high


def test_on_average_the_share_falls_as_it_truly_does() -> None:
    fall, true_fall = [], []
    for seed in range(30):
        world = a_world(seed)
        poorer = world.dropping(0.3, seed + 100)
        before, after = world.completeness().completeness, poorer.completeness().completeness
        assert before is not None
        assert after is not None
        fall.append(before.share - after.share)
        surveyed = (world.parish != UNSURVEYED).sum()
        true_fall.append((world.directory.sum() - poorer.directory.sum()) / surveyed)
    assert np.mean(fall) == pytest.approx(np.mean(true_fall), abs=0.015)


def test_sources_that_copy_from_each_other_look_too_complete() -> None:
    """What the method cannot see, and its description warns of."""
    world = a_world(1)
    copied = np.random.default_rng(2).random(len(world.first)) < 0.4
    copying = replace(world, second=world.second | (world.first & copied))
    found = copying.completeness().completeness
    assert found is not None
    assert found.share > world.directory.sum() / (world.parish != UNSURVEYED).sum()


def test_sources_that_share_nothing_give_no_completeness() -> None:
    world = a_world(1)
    apart = replace(world, second=world.second & ~world.first)
    assert apart.completeness().completeness is None
    assert chapman(int(apart.first.sum()), int(apart.second.sum()), 0) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_parish_far_below_expectation_without_a_mark_is_not_surveyed(seed: int) -> None:
    for parish in (UNSURVEYED, EMPTY):
        found = judged(a_world(seed), None, assured=True, at=parish)
        assert found == (State.NOT_SURVEYED, Reason.FEWER_THAN_EXPECTED)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mark_of_none_makes_it_a_gap(seed: int) -> None:
    world = a_world(seed)
    assert judged(world, Mark.NONE, assured=True, at=EMPTY) == (State.GAP, Reason.TOLD_NONE)
    assert judged(world, Mark.HAS, assured=True, at=UNSURVEYED) == (State.SERVED, Reason.TOLD_HAS)
    assert judged(world, Mark.UNKNOWN, assured=True, at=EMPTY)[0] is State.NOT_SURVEYED


def _small_and_empty(world: World) -> int:
    """A parish so small that nothing listed there is nothing odd."""
    return int(np.argmin(np.where(world.directory == 0, world.people, np.inf)))


def test_an_empty_parish_of_which_no_more_is_expected_is_probably_a_gap() -> None:
    world = a_world(0)
    small = _small_and_empty(world)
    assert world.people[small] < 500
    assert judged(world, None, assured=True, at=small) == (State.PROBABLE_GAP, Reason.COMPLETE_ENOUGH)


def test_where_too_little_is_known_there_is_no_probable_gap() -> None:
    world = a_world(0, first=0.3, second=0.25)
    whole = world.completeness().completeness
    assert whole is not None
    assert whole.share_low < 0.5
    small = _small_and_empty(world)
    assert judged(world, None, assured=True, at=small) == (State.NOT_SURVEYED, Reason.INCOMPLETE)


@pytest.mark.parametrize("seed", SEEDS)
def test_where_nothing_is_assured_there_is_never_a_gap(seed: int) -> None:
    world = a_world(seed)
    for parish in np.flatnonzero(world.directory == 0).tolist():
        for mark in (None, Mark.UNKNOWN):
            state, reason = judged(world, mark, assured=False, at=parish)
            assert (state, reason) == (State.NOT_SURVEYED, Reason.NOTHING_DATED)
