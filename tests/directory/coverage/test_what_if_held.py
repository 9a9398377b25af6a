"""Is what was worked out kept up to so many bytes, and worked out once for all that ask at once?"""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest
from made_world import area, place, world

from directory.coverage.measure import Offer
from directory.coverage.what_if_held import Held, bytes_of
from directory.coverage.what_if_measure import base_of
from directory.words import Release

Column = np.ndarray[tuple[int], np.dtype[np.float64]]


def column(n: int) -> Column:
    return np.zeros(n)


def test_the_last_used_are_kept_as_far_as_they_fit() -> None:
    """Room for 100 numbers of eight bytes: three columns of 30 fit, of a fourth the longest unused goes."""
    held: Held[Column] = Held(800)
    made: list[str] = []

    def ask(name: str, n: int = 30) -> Column:
        def make() -> Column:
            made.append(name)
            return column(n)

        return held.give(name, make)

    first = ask("a")
    ask("b"), ask("c")
    assert ask("a") is first
    ask("d")
    assert held.size == 720
    ask("a"), ask("c"), ask("d"), ask("b")
    assert made == ["a", "b", "c", "d", "b"]
    ask("too large", 101)
    assert held.size == 720
    ask("large", 100)
    assert held.size == 800
    ask("too large", 101)
    assert made[-3:] == ["too large", "large", "too large"]


def test_what_is_asked_for_at_once_is_made_once() -> None:
    held: Held[Column] = Held(800)
    threads = 8
    together, made = threading.Barrier(threads), []

    def make() -> Column:
        made.append(1)
        # Long enough for the others to ask as well, were they not made to wait.
        threading.Event().wait(0.05)
        return column(10)

    def ask(_: int) -> Column:
        together.wait()
        return held.give("a", make)

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(ask, range(threads)))
    assert made == [1]
    assert all(each is found[0] for each in found)


def test_what_fails_is_tried_again() -> None:
    held: Held[Column] = Held(800)

    def fail() -> Column:
        raise ValueError("not this time")

    with pytest.raises(ValueError, match="not this time"):
        held.give("a", fail)
    assert len(held.give("a", lambda: column(3))) == 3


@dataclass(frozen=True)
class Pair:
    one: Column
    both: tuple[Column, dict[str, Column]]


def test_columns_are_weighed_wherever_they_stand_and_once() -> None:
    shared = column(10)
    assert bytes_of(Pair(shared, (column(5), {"again": shared, "more": column(1)}))) == 8 * 16


def test_a_world_weighs_nothing_for_it_is_shared() -> None:
    small = world([(0, 0, "A1")], [place(0, 0, 0)], (area("A1", "lsoa", 100),))
    base = base_of(small, Release.R2021, Offer(np.array([True]), np.ones(1)))
    assert bytes_of(small) == 0
    assert 0 < bytes_of(base) < 2_000
