"""Is what changes exactly what working everything out again on the changed world gives?"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_world import DISTRICT, area, place, world
from scipy.spatial import cKDTree
from sqlmodel import Session

from directory.coverage.inputs import Assumptions
from directory.coverage.measure import Measures, Offer, catchments, reach_of, sum_up
from directory.coverage.schemas import CoverageQuery
from directory.coverage.view import view
from directory.coverage.what_if import step_of, what_if
from directory.coverage.what_if_find import check_changes, find_listings, kind_of
from directory.coverage.what_if_measure import (
    Base,
    Step,
    after_of,
    areas_after,
    areas_before,
    base_of,
    partition_of_points,
)
from directory.coverage.what_if_schemas import Changes
from directory.coverage.world import World, build_world
from directory.errors import InvalidInput
from directory.words import DISTRICTS_OF_COUNTY, Capital, Level, Region, Release
from geo.projection import to_wgs84
from geo.travel import Mode, Travel
from geo.trust import Trust

R = Release.R2021
LIBRARY = CoverageQuery(category="library")
MARCH = "march-library"
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
NOWHERE = np.zeros((0, 2))


def step(closed: list[int], added: list[tuple[float, float]], weight: float = 1.0) -> Step:
    points = np.array(added, dtype=np.float64).reshape(-1, 2)
    return Step(
        np.array(closed, dtype=np.int64),
        points,
        np.full(len(points), weight),
        np.full(len(points), -1, dtype=np.int64),
    )


def again(base: Base, change: Step) -> World:
    """Build the changed world from nothing: closed places are not in it, added ones stand last."""
    spots = partition_of_points(base, base.world.partition(R, Level.LSOA), change.added)
    codes = base.world.partition(R, Level.LSOA).codes
    columns = {code: code for code in codes}
    new = tuple(
        place(
            900 + at,
            *point,
            listing=f"new{at}" if owner < 0 else base.world.listing_ids[owner],
            areas=(None, columns[codes[spot]] if spot >= 0 else None, None, None, None),
        )
        for at, (point, spot, owner) in enumerate(
            zip(change.added.tolist(), spots, change.added_listing, strict=True)
        )
    )
    kept = tuple(
        each for number, each in enumerate(base.world.inputs.places) if number not in set(change.closed)
    )
    return build_world(replace(base.world.inputs, places=(*kept, *new)))


def agrees(base: Base, change: Step) -> None:
    """Compare with the whole computation on the changed world, number by number."""
    found, fresh = after_of(base, change), again(base, change)
    stays = np.setdiff1d(np.arange(len(base.world.inputs.places)), change.closed)
    offer = Offer(
        np.concatenate((base.offer.mask[stays], np.ones(len(change.added), dtype=np.bool_))),
        np.concatenate((base.offer.weight[stays], change.added_weight)),
    )
    reach = reach_of(fresh, offer)
    np.testing.assert_array_equal(found.reach.nearest_m, reach.nearest_m)
    for mode in Mode:
        np.testing.assert_array_equal(found.reach.within[mode], reach.within[mode], err_msg=mode)
    people = fresh.people(base.release)
    shared = catchments(reach, people, fresh.inputs.assumptions.cycle.within_min)
    for mine, full in zip(found.catchment, shared, strict=True):
        np.testing.assert_array_equal(mine, full)
    partition, whole = (
        base.world.partition(base.release, Level.LSOA),
        fresh.partition(base.release, Level.LSOA),
    )
    mine_areas = areas_after(base, change, found, partition, areas_before(base, partition))
    full_areas = sum_up(fresh, whole, offer, reach, people, shared)
    for name in Measures.__slots__:
        np.testing.assert_array_equal(getattr(mine_areas, name), getattr(full_areas, name), err_msg=name)


def base_on(found: World, mask: list[bool] | None = None, weight: float = 1.0) -> Base:
    n = len(found.inputs.places)
    return base_of(
        found, R, Offer(np.array(mask) if mask else np.ones(n, dtype=np.bool_), np.full(n, weight))
    )


def small() -> World:
    return world(
        GRID, (place(0, 0, 0), place(1, 6000, 0, areas=(None, "B", None, None, DISTRICT))), AREAS, PLAIN
    )


def test_the_grid_by_hand() -> None:
    base = base_on(small())
    partition = base.world.partition(R, Level.LSOA)
    before = areas_before(base, partition)
    assert before.nearest_m[:2].tolist() == [500, 2500]
    change = step([0], [(3000, 0)])  # the first closes, one opens at the last postcode
    after = areas_after(base, change, after_of(base, change), partition, before)
    assert after.nearest_m[:2].tolist() == [2500, 500]
    assert after.count.tolist() == [0, 2, 0]
    assert after.share_within_walk[:2].tolist() == [0, 1]
    assert after.share_within_cycle[:2].tolist() == [0.5, 1]  # 2 km: the second postcode reaches 3 km
    # 2SFCA: the new place serves p1 (50 people), p2 and p3 (150 each): 1 / 350 each, per 1,000.
    assert after.sfca2[:2] == pytest.approx([1000 / 350 / 2, 1000 / 350])


def test_when_the_last_closes_nothing_is_known_and_nothing_is_zero() -> None:
    base = base_on(world(GRID, (place(0, 0, 0),), AREAS, PLAIN))
    agrees(base, step([0], []))
    partition = base.world.partition(R, Level.LSOA)
    change = step([0], [])
    after = areas_after(base, change, after_of(base, change), partition, areas_before(base, partition))
    assert np.isnan(after.nearest_m).all()
    assert np.isnan(after.share_within_walk).all()


def test_where_there_was_none_the_first_is_measured() -> None:
    agrees(base_on(small(), mask=[False, False]), step([], [(1000, 0)]))


metres = st.integers(0, 6000)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Base, Step]:
    postcodes = draw(
        st.lists(st.tuples(metres, metres, st.sampled_from(["A", "B"])), min_size=1, max_size=25)
    )
    spots = draw(st.lists(st.tuples(metres, metres, st.integers(0, 5)), min_size=1, max_size=9))
    places = tuple(
        place(number, e, n, listing=f"l{listing}", areas=(None, "B", None, None, DISTRICT))
        for number, (e, n, listing) in enumerate(spots)
    )
    found = world(postcodes, places, AREAS, PLAIN)
    mask = draw(st.lists(st.booleans(), min_size=len(places), max_size=len(places)))
    # Of a listing all places count or none.
    counts = [mask[next(at for at, each in enumerate(places) if each.listing == p.listing)] for p in places]
    weight = draw(st.sampled_from([1.0, 1.0, 0.3]))
    base = base_on(found, counts, weight)
    listings = draw(st.sets(st.sampled_from([each.listing for each in places])))
    closed = [at for at, each in enumerate(places) if each.listing in listings and counts[at]]
    added = draw(st.lists(st.tuples(metres, metres), max_size=3))
    return base, step(closed, added, draw(st.sampled_from([1.0, weight])))


@given(worlds())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_small_world_is_worked_out_as_from_nothing(made: tuple[Base, Step]) -> None:
    agrees(*made)


def test_adding_what_closed_gives_back_what_was() -> None:
    base = base_on(small())
    change = step([0], [(0, 0)])
    found = after_of(base, change)
    np.testing.assert_array_equal(found.reach.nearest_m, base.reach.nearest_m)
    for mine, was in zip(found.catchment, base.catchment, strict=True):
        np.testing.assert_allclose(mine, was, rtol=1e-12)


@pytest.mark.parametrize("query", [LIBRARY, CoverageQuery(capital=Capital.HEALTH), CoverageQuery()])
@pytest.mark.parametrize(
    "changes",
    [
        Changes(close=(MARCH,)),
        Changes(add=((0.0886, 52.55),)),
        Changes(move=((MARCH, 0.13, 52.2),)),
        Changes(
            add=((0.1, 52.3), (0.12, 52.2)),
            close=("wisbech-library", "ely-library"),
            move=((MARCH, 0.1, 52.5),),
        ),
    ],
    ids=["close", "add", "move", "all"],
)
def test_the_county_is_worked_out_as_from_nothing(
    read_session: Session, query: CoverageQuery, changes: Changes
) -> None:
    found = view(read_session, query)
    agrees(base_of(found.world, R, found.offer), step_of(found, changes))


def test_listings_that_count_for_less_are_worked_out_as_from_nothing(read_session: Session) -> None:
    found = view(read_session, replace(LIBRARY, trust=Trust.HALF_LIFE))
    base = base_of(found.world, R, found.offer)
    assert not base.is_plain
    agrees(base, step_of(found, Changes(close=(MARCH,), add=((0.1, 52.5),))))


def plainly(session: Session, slug: str) -> tuple[float, float, float]:
    """Drop the listing and measure again with a plain tree: people, mean extra metres, people in need."""
    found = view(session, LIBRARY).world
    libraries = [each for each in found.inputs.places if "library" in each.categories and not each.visiting]
    point = {each.slug: (each.easting, each.northing) for each in libraries}
    now = cKDTree(list(point.values())).query(found.points)[0]
    then = cKDTree([at for name, at in point.items() if name != slug]).query(found.points)[0]
    lsoas = found.partition(R, Level.LSOA)
    counts = np.bincount(lsoas.postcode_area[lsoas.postcode_area >= 0], minlength=len(lsoas.areas))
    people = np.array(
        [
            lsoas.areas[at].population / counts[at]  # type: ignore[operator]
            if lsoas.areas[at].district in Region.CAMBRIDGESHIRE.districts
            else 0
            for at in lsoas.postcode_area
        ]
    )
    needy = np.array([(lsoas.areas[at].imd_decile or 10) <= 3 for at in lsoas.postcode_area])
    hit = then > now
    who = people[hit].sum()
    return who, (people * (then - now))[hit].sum() / who, people[hit & needy].sum()


def test_march_library_closes(read_session: Session) -> None:
    people, extra_m, in_need = plainly(read_session, MARCH)
    found = what_if(read_session, LIBRARY, Changes(close=(MARCH,)))
    assert found.loses.people == round(people) > 20_000
    assert found.loses.in_need == round(in_need)
    assert found.loses.extra_m == pytest.approx(extra_m)
    assert found.gains.people == 0
    assert (found.listings_now, found.listings_then) == (54, 53)
    assert sum(group.loses.people for group in found.by_need) == pytest.approx(people, abs=3)
    assert sum(group.loses.people for group in found.by_district) == pytest.approx(people, abs=3)
    assert len(found.areas) == 10
    assert all(area.then_m > area.now_m for area in found.areas)  # type: ignore[operator]
    assert found.alternatives[0].slug == "chatteris-library"
    [closed] = found.places
    assert {row.capital for row in found.capitals} == set(closed.capitals) != set()
    assert [table.name for table in found.tables] == ["Cambridgeshire (five districts)", "Fenland"]
    assert all(row.now is not None for row in found.tables[0].rows)


def test_listings_known_by_parish_alone_are_counted_too(read_session: Session) -> None:
    found = what_if(read_session, CoverageQuery(), Changes(close=(MARCH,)))
    viewed = view(read_session, CoverageQuery())
    counted = [viewed.world.inputs.places[number] for number in np.flatnonzero(viewed.offer.mask)]
    here = {each.listing for each in counted if each.areas[-1] in DISTRICTS_OF_COUNTY}
    by_parish = {each.listing for each in counted if each.areas[0] is None} & here
    [count] = [row for row in found.tables[0].rows if row.measure == "count"]
    assert (count.now, count.then) == (len(here), len(here) - 1)
    assert by_parish


def test_a_district_counts_its_own_people_and_says_who_else(read_session: Session) -> None:
    whole = what_if(read_session, LIBRARY, Changes(close=("ely-library",)))
    east = what_if(read_session, replace(LIBRARY, district="E07000009"), Changes(close=("ely-library",)))
    assert 0 < east.loses.people <= whole.loses.people
    assert east.loses.people + east.elsewhere == pytest.approx(whole.loses.people + whole.elsewhere, abs=2)


def test_a_new_place_beside_people_only_gains(read_session: Session) -> None:
    found = what_if(read_session, LIBRARY, Changes(add=((0.03, 52.45),)))
    assert found.loses.people == 0
    assert found.gains.people > 0
    assert found.gains.extra_m is not None
    assert found.gains.extra_m < 0
    assert found.alternatives[0].name == "The new place"


def test_closing_and_adding_on_the_spot_changes_nothing(read_session: Session) -> None:
    found = view(read_session, LIBRARY).world
    library = next(each for each in found.inputs.places if each.slug == MARCH)
    spot = to_wgs84(library.easting, library.northing)
    told = what_if(read_session, LIBRARY, Changes(close=(MARCH,), add=((spot.lon, spot.lat),)))
    # To degrees and back a place may move by less than a millimetre.
    assert abs(told.loses.extra_m or 0) < 0.01
    assert abs(told.gains.extra_m or 0) < 0.01


def test_what_is_not_counted_changes_nothing(read_session: Session) -> None:
    found = what_if(read_session, CoverageQuery(capital=Capital.HEALTH), Changes(close=(MARCH,)))
    assert found.loses.people == found.gains.people == found.elsewhere == 0
    assert [each.counts for each in found.places] == [False]
    assert any(row.loses.people for row in found.capitals)


def test_what_cannot_be_done_is_said(read_session: Session) -> None:
    for changes, words in (
        (Changes(close=("no-such-place",)), "on the map"),
        (Changes(add=((-3.2, 55.9),)), "outside the area"),
        (Changes(move=(("cambridgeshire-mobile-library", 0.1, 52.5),)), "cannot be moved as one"),
        (Changes(move=((MARCH, -3.2, 55.9),)), "outside the area"),
    ):
        with pytest.raises(InvalidInput, match=words):
            what_if(read_session, LIBRARY, changes)
        kept, refused = check_changes(
            read_session, LIBRARY, replace(changes, add=(*changes.add, (0.1, 52.3)))
        )
        assert kept == Changes(add=((0.1, 52.3),))
        assert words in refused[0].message
    there, elsewhere = (MARCH, 0.1, 52.5), (MARCH, 0.11, 52.5)
    for changes, words in (
        (Changes(close=(MARCH, MARCH)), "March Library already closes here"),
        (Changes(close=(MARCH,), move=(there,)), "March Library already closes here"),
        (Changes(move=(there, elsewhere)), "March Library already moves here"),
    ):
        with pytest.raises(InvalidInput, match=words):
            what_if(read_session, LIBRARY, changes)
        kept, (refused,) = check_changes(read_session, LIBRARY, changes)
        assert kept == Changes(close=changes.close[:1], move=() if changes.close else (there,))
        assert words in refused.message
    with pytest.raises(InvalidInput, match="At most 20"):
        what_if(read_session, LIBRARY, Changes(add=((0.1, 52.3),) * 21))


def test_a_listing_is_found_by_what_people_type(read_session: Session) -> None:
    def slugs(typed: str) -> list[str]:
        return [each.slug for each in find_listings(read_session, LIBRARY, typed)]

    assert slugs("March Library") == slugs("march  library") == slugs(MARCH) == [MARCH]
    assert MARCH in slugs("Marhc Libary")
    assert len(slugs("library")) > 1
    assert slugs("zebra polo club of nowhere") == slugs("...") == []
    assert kind_of(read_session, LIBRARY, MARCH) == "library"
    assert kind_of(read_session, LIBRARY, "no-such-place") is None
