"""Do the measures count what one counts on a small grid, and what plain Python counts on a made one?"""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_world import DISTRICT, area, place, world

from directory.coverage.inputs import Assumptions, unpack
from directory.coverage.measure import Offer, catchments, reach_of, sum_up
from directory.coverage.world import World
from directory.words import Day, Level, Release
from geo.network import Network
from geo.travel import Mode, Travel
from geo.trust import Trust

R = Release.R2021
# A row of four postcodes, a kilometre apart, and two listings:
#
#     km   0     1     2     3     4     5     6
#          p0    p1    p2    p3
#          A     A     B     B
#          L0                                L1
GRID = [(0, 0, "A"), (1000, 0, "A"), (2000, 0, "B"), (3000, 0, "B")]
AREAS = (area("A", "lsoa", 100), area("B", "lsoa", 300), area("C", "lsoa", 50))
# A kilometre in ten minutes on foot, in two by bicycle, in one by car; no detour.
PLAIN = Assumptions(Travel(6, 1, 10), Travel(30, 1, 4), Travel(60, 1, 4))


def plain(mask: np.ndarray, weight: np.ndarray | None = None) -> Offer:
    return Offer(mask, np.ones(len(mask)) if weight is None else weight)


def measured(found: World, offer: Offer) -> dict[str, list[float]]:
    people = found.people(R)
    reach = reach_of(found, offer)
    shared = catchments(reach, people, found.inputs.assumptions.cycle.within_min)
    summed = sum_up(found, found.partition(R, Level.LSOA), offer, reach, people, shared)
    return {name: getattr(summed, name).tolist() for name in summed.__slots__}


def small(*places: object) -> World:
    chosen = places or (place(0, 0, 0), place(1, 6000, 0, areas=(None, "B", None, None, DISTRICT)))
    return world(GRID, chosen, AREAS, PLAIN)  # type: ignore[arg-type]


def test_the_grid_by_hand() -> None:
    found = measured(small(), plain(np.array([True, True])))
    nan = pytest.approx(np.nan, nan_ok=True)
    assert found["count"] == [0, 1, 0]
    assert found["nearest_m"] == [500, 2500, nan]  # 0 and 1,000; 2,000 and 3,000
    assert found["nearest_p50_m"] == [500, 2500, nan]
    assert found["nearest_p90_m"] == pytest.approx([900, 2900, np.nan], nan_ok=True)
    assert found["third_nearest_m"] == [nan, nan, nan], "there are but two listings"
    assert found["share_within_1200m"] == [1, 0, nan]
    assert found["share_within_walk"] == [1, 0, nan]  # 1 km
    assert found["share_within_cycle"] == [1, 0.5, nan]  # 2 km
    assert found["share_within_drive"] == [1, 1, nan]  # 4 km: p2 reaches both, p3 both
    assert found["reach_drive"] == [1, 2, nan]
    # By bicycle L0 is shared by p0, p1 (50 people each) and p2 (150): 4 per 1,000 for each who reaches it.
    assert found["sfca2"] == pytest.approx([4, 2, np.nan], nan_ok=True)


def test_a_listing_with_many_places_is_one_listing() -> None:
    twice = [place(0, 0, 0), place(1, 1000, 0, listing="l000"), place(2, 2000, 0)]
    found = measured(world(GRID, twice, AREAS, PLAIN), plain(np.ones(3, dtype=bool)))
    assert found["reach_drive"][:2] == [2, 2]
    assert found["third_nearest_m"] == pytest.approx([np.nan] * 3, nan_ok=True)
    together = (100 * found["sfca2"][0] + 300 * found["sfca2"][1]) / 1000
    assert together == pytest.approx(2), "all of two listings is shared out, none of it twice"


def test_nothing_known_is_unknown_and_not_zero() -> None:
    found = measured(small(), plain(np.zeros(2, dtype=bool)))
    for name, values in found.items():
        assert name in {"count", "weighted"} or np.isnan(values).all(), name


def test_open_on_a_tuesday_evening() -> None:
    late = place(0, 0, 0, hours_known=True, opening=((1, 18 * 60, 20 * 60),))
    night = place(1, 9, 9, hours_known=True, opening=((0, 22 * 60, 26 * 60),))
    silent = place(2, 5, 5)
    found = small(late, night, silent)
    assert found.open_at(Day.TUE, 18 * 60).tolist() == [True, False, False]
    assert found.open_at(Day.TUE, 20 * 60).tolist() == [False, False, False], "closing time is closed"
    assert found.open_at(Day.TUE, 90).tolist() == [False, True, False], "open from Monday past midnight"
    assert found.open_at(Day.MON, 90).tolist() == [False, False, False]
    assert found.hours_known.tolist() == [True, True, False]


def test_trust_weighs_by_age() -> None:
    found = small(
        place(0, 0, 0, dated="2026-10-01"), place(1, 6000, 0, dated="2024-10-01"), place(2, 1, 1, dated="")
    )
    on = date(2026, 10, 1)
    assert found.trust_weights(Trust.ANY, on).tolist() == [1, 1, 1]
    assert found.trust_weights(Trust.YEAR, on).tolist() == [1, 0, 0]
    assert found.trust_weights(Trust.HALF_LIFE, on).tolist() == pytest.approx([1, 0.5, 0])
    weight = found.trust_weights(Trust.HALF_LIFE, on)
    assert measured(found, Offer(weight > 0, weight))["weighted"] == pytest.approx([0, 0, 0])


def test_streets_are_walked_where_there_are_some() -> None:
    figures = replace(PLAIN, networks=(("walk", "walk.csv", "0"),))
    found = world(GRID, [place(0, 0, 0)], AREAS, figures)
    # One street, from p0 to p1, that takes 12 minutes; nothing else is near a street.
    street = Network.from_edges([(0, 0), (1000, 0)], [0, 1], [1, 0], [12.0, 12.0], max_snap_m=10)
    reach = reach_of(found, plain(np.array([True])), {Mode.WALK: street})
    assert reach.within[Mode.WALK][:2].tolist() == [1, 0]
    assert np.isnan(reach.within[Mode.WALK][2:]).all(), "away from the streets nothing is known"
    assert reach.within[Mode.CYCLE].tolist() == [1, 1, 1, 0], "by bicycle the line is straight"
    without = reach_of(found, plain(np.array([True])))
    assert np.isnan(without.within[Mode.WALK]).all(), "a straight line does not stand in for streets"


def test_inputs_come_back_as_they_were_packed() -> None:
    inputs = small().inputs
    again = unpack(inputs.pack())
    assert again.sha256() == inputs.sha256()
    assert again.places == inputs.places
    assert again.areas == inputs.areas
    assert again.assumptions == inputs.assumptions
    moved = replace(inputs, places=(replace(inputs.places[0], easting=1.0), *inputs.places[1:]))
    assert moved.sha256() != inputs.sha256()


points = st.tuples(st.integers(0, 9000), st.integers(0, 9000))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(points, st.sampled_from("ABC")), min_size=1, max_size=25),
    st.lists(st.tuples(points, st.integers(0, 4)), min_size=1, max_size=12),
)
def test_every_measure_is_what_plain_python_counts(
    homes: list[tuple[tuple[int, int], str]], offers: list[tuple[tuple[int, int], int]]
) -> None:
    places = [place(n, e, north, listing=f"l{which}") for n, ((e, north), which) in enumerate(offers)]
    found = world([(e, north, code) for (e, north), code in homes], places, AREAS, PLAIN)
    got = measured(found, plain(np.ones(len(places), dtype=bool)))
    for number, code in enumerate("ABC"):
        here = [point for point, lies_in in homes if lies_in == code]
        if not here:
            assert np.isnan(got["nearest_m"][number])
            continue
        near = []
        for e, north in here:
            each: dict[str, float] = {}
            for one in places:
                metres = float(np.hypot(one.easting - e, one.northing - north))
                each[one.listing] = min(each.get(one.listing, np.inf), metres)
            near.append(sorted(each.values()))
        first = [distances[0] for distances in near]
        assert got["nearest_m"][number] == pytest.approx(np.mean(first))
        assert got["nearest_p90_m"][number] == pytest.approx(np.quantile(first, 0.9))
        third = [distances[2] for distances in near if len(distances) > 2]
        assert got["third_nearest_m"][number] == pytest.approx(
            np.mean(third) if third else np.nan, nan_ok=True
        )
        for mode, metres in (("walk", 1000), ("cycle", 2000), ("drive", 4000)):
            inside = [sum(distance <= metres * (1 + 1e-9) for distance in distances) for distances in near]
            assert got[f"reach_{mode}"][number] == pytest.approx(np.mean(inside))
            assert got[f"share_within_{mode}"][number] == pytest.approx(np.mean([n > 0 for n in inside]))
