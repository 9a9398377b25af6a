"""Does leaving a listing out by arithmetic give what counting again without it gives?"""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.fragility import fragility, hangs_on_one, nearest_listings
from geo.nearest import nearest_m

POINTS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=12)


def test_a_village_that_hangs_on_its_hall(draw: Callable[[str], dict[str, np.ndarray]]) -> None:
    """The hall H serves the two homes h; a mobile library stops at both marks L, and closes as one."""
    marks = draw("""
        h..............L
        H..............o
        h..............L
    """)
    homes = np.vstack((marks["h"], marks["o"]))
    places = np.vstack((marks["H"], marks["L"]))
    near = nearest_listings(homes, places, [0, 1, 1], k=2)
    assert near.listing_index.tolist() == [[0, 1], [0, 1], [1, 0]]
    found = fragility(near.distance_m, near.listing_index[:, 0], 2, [40, 60, 25])
    assert found.people.tolist() == [100, 25]
    # From the homes to the stop straight across 1,500 m; from o to the hall likewise.
    assert found.mean_extra_m.tolist() == pytest.approx([1400, 1400])
    assert found.people_beyond.tolist() == [100, 25]
    within = (near.distance_m <= 1200).sum(axis=1)
    assert hangs_on_one(within, [0, 0, 1], 2, [40, 60, 25]).tolist() == [1, 1]


def _brute_force(
    homes: np.ndarray, places: np.ndarray, listing: np.ndarray, people: np.ndarray, closed: int, within: float
) -> tuple[float, float, float]:
    before = nearest_m(homes, places)
    after = nearest_m(homes, places[listing != closed])
    own = nearest_m(homes, places[listing == closed])
    other_first = [
        min((np.hypot(*(home - place)), number) for place, number in zip(places, listing, strict=True))[1]
        for home in homes
    ]
    mine = np.array(other_first) == closed
    assert (before[mine] == own[mine]).all()
    served = people[mine].sum()
    paying = mine & (people > 0)
    extra = (people[paying] * (after - before)[paying]).sum() / served if served else np.nan
    beyond = people[(before <= within) & ~(after <= within)].sum()
    return served, extra, beyond


@settings(deadline=None, max_examples=150)
@given(POINTS, POINTS, st.data())
def test_equals_a_recount_without_each_listing(
    homes: list[tuple[int, int]], places: list[tuple[int, int]], data: st.DataObject
) -> None:
    numbers = st.lists(st.integers(0, 4), min_size=len(places), max_size=len(places))
    listing = np.array(data.draw(numbers))
    people = np.array(data.draw(st.lists(st.integers(0, 9), min_size=len(homes), max_size=len(homes))))
    homes_bng, places_bng = np.array(homes) * 100.0, np.array(places) * 100.0
    near = nearest_listings(homes_bng, places_bng, listing, k=2)
    found = fragility(near.distance_m, near.listing_index[:, 0], 5, people, within_m=300)
    for closed in range(5):
        if closed not in listing:
            assert found.people[closed] == found.people_beyond[closed] == 0
            assert np.isnan(found.mean_extra_m[closed])
            continue
        served, extra, beyond = _brute_force(homes_bng, places_bng, listing, people, closed, 300)
        assert found.people[closed] == served
        assert found.people_beyond[closed] == beyond
        assert found.mean_extra_m[closed] == pytest.approx(extra, nan_ok=True)


@settings(deadline=None, max_examples=150)
@given(POINTS, POINTS, st.integers(1, 6), st.data())
def test_nearest_listings_as_found_one_by_one(
    homes: list[tuple[int, int]], places: list[tuple[int, int]], k: int, data: st.DataObject
) -> None:
    listing = data.draw(st.lists(st.integers(0, 4), min_size=len(places), max_size=len(places)))
    near = nearest_listings(homes, places, listing, k)
    assert near.distance_m.shape == near.listing_index.shape == (len(homes), k)
    for home, far_m, which in zip(homes, near.distance_m, near.listing_index, strict=True):
        best = {}
        for place, number in zip(places, listing, strict=True):
            far = float(np.hypot(home[0] - place[0], home[1] - place[1]))
            best[number] = min(far, best.get(number, np.inf))
        expected = sorted((round(far, 9), number) for number, far in best.items())[:k]
        assert [(round(far, 9), n) for far, n in zip(far_m, which, strict=True) if n >= 0] == expected
        assert np.isnan(far_m[len(expected) :]).all()


def test_the_order_of_postcodes_plays_no_part_to_the_last_bit() -> None:
    generator = np.random.default_rng(8)
    near = np.sort(generator.uniform(0, 5000, (400, 2)), axis=1)
    owner, people = generator.integers(0, 3, 400), generator.uniform(0, 40, 400)
    order = generator.permutation(400)
    one = fragility(near, owner, 3, people)
    other = fragility(near[order], owner[order], 3, people[order])
    for name in ("people", "mean_extra_m", "people_beyond"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist(), name
    within = (near <= 1200).sum(axis=1)
    shares = hangs_on_one(within, owner, 3, people)
    assert shares.tolist() == hangs_on_one(within[order], owner[order], 3, people[order]).tolist()


def test_the_order_of_places_plays_no_part_even_between_equals() -> None:
    generator = np.random.default_rng(3)
    places = generator.integers(0, 6, (60, 2))
    listing = generator.integers(0, 20, 60)
    homes = generator.integers(0, 6, (30, 2))
    near = nearest_listings(homes, places, listing, 4)
    order = generator.permutation(60)
    again = nearest_listings(homes, places[order], listing[order], 4)
    assert (near.listing_index == again.listing_index).all()
    assert (near.distance_m == again.distance_m).all()


def test_a_mobile_library_with_hundreds_of_stops_is_one_listing() -> None:
    stops = np.column_stack((np.arange(362) * 100.0, np.zeros(362)))
    near = nearest_listings([(0, 10)], np.vstack((stops, [[0, 50_000]])), [0] * 362 + [1], k=2)
    assert near.listing_index.tolist() == [[0, 1]]
    assert near.distance_m.tolist() == [[10, 49_990]]


def test_no_places_and_unknown_origins() -> None:
    none = nearest_listings([(0, 0), (np.nan, 0)], [], [], k=2)
    assert none.listing_index.tolist() == [[-1, -1], [-1, -1]]
    assert np.isnan(none.distance_m).all()
    one = nearest_listings([(np.nan, 0), (0, 0)], [(3, 4)], [7], k=2)
    assert one.listing_index.tolist() == [[-1, -1], [7, -1]]
    assert nearest_listings([], [(3, 4)], [7], k=1).distance_m.shape == (0, 1)
    lonely = fragility(one.distance_m, [-1, 0], 1, [4, 6])
    assert (lonely.people.tolist(), lonely.people_beyond.tolist()) == ([6], [6])
    assert np.isnan(lonely.mean_extra_m).all()


def test_people_not_known_take_no_part() -> None:
    found = fragility([[0, 100], [0, 300]], [0, 0], 1, [np.nan, 2])
    assert (found.people.tolist(), found.mean_extra_m.tolist()) == ([2], [300])
    assert np.isnan(hangs_on_one([1, np.nan], [0, 0], 1, [np.nan, 5])).all()


@pytest.mark.parametrize(
    ("near", "listing", "people", "why"),
    [
        ([[1, 2, 3]], [0], [1], "shape"),
        ([[1, 2]], [0, 0], [1], "shape"),
        ([[1, 2]], [3], [1], "between"),
        ([[1, 2]], [0], [-1], "negative"),
        ([[2, 1]], [0], [1], "nearer than the nearest"),
    ],
)
def test_what_does_not_fit_is_refused(
    near: list[list[float]], listing: list[int], people: list[float], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        fragility(near, listing, 3, people)


def test_what_does_not_fit_is_refused_elsewhere() -> None:
    with pytest.raises(ValueError, match="whole number for each place"):
        nearest_listings([(0, 0)], [(1, 1)], [0, 1], 1)
    with pytest.raises(ValueError, match="negative"):
        nearest_listings([(0, 0)], [(1, 1)], [-1], 1)
    with pytest.raises(ValueError, match="at least 1"):
        nearest_listings([(0, 0)], [(1, 1)], [0], 0)
    with pytest.raises(ValueError, match="shape"):
        hangs_on_one([1, 1], [0], 1, [1, 1])
    with pytest.raises(ValueError, match="negative"):
        hangs_on_one([-1], [0], 1, [1])
