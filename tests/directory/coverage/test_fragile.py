"""Does what hangs on one listing equal a full recount without it, and what two maps share a plain one?"""

from dataclasses import replace

import numpy as np
import pytest
from sqlmodel import Session

from directory.coverage.fragile import fragile, people_shown
from directory.coverage.overlaps import (
    LARGELY,
    SharedPair,
    group_words,
    overlap_sentence,
    overlaps,
    same_groups,
)
from directory.coverage.schemas import CoverageQuery
from directory.coverage.view import view
from directory.words import Capital, Day, Level, Region
from geo.nearest import nearest_m
from geo.overlap import Overlap

FENLAND = "E07000010"
WORK = CoverageQuery(capital=Capital.EMPLOYABILITY)


@pytest.mark.parametrize(
    "query",
    [
        WORK,
        replace(WORK, district=FENLAND),
        CoverageQuery(capital=Capital.CULTURAL, visiting=True, region=Region.COMBINED_AUTHORITY),
    ],
)
def test_leaving_one_out_equals_counting_everything_again(
    read_session: Session, query: CoverageQuery
) -> None:
    told = fragile(read_session, query, most=8)
    assert len(told.hanging) == 8
    found = view(read_session, query)
    world, offer, people = found.world, found.offer, people_shown(found)
    needy = {
        area.code for area in found.partition.areas if area.imd_decile is not None and area.imd_decile <= 3
    }
    in_need = np.array(
        [place >= 0 and found.partition.codes[place] in needy for place in found.partition.postcode_area]
    )
    before = nearest_m(world.points, world.place_points[offer.mask])
    for each in told.hanging:
        places = world.numbers_of([each.slug])
        left = offer.mask.copy()
        left[places] = False
        after = nearest_m(world.points, world.place_points[left])
        further = (after > before) & (people > 0)
        assert each.people == pytest.approx(people[further].sum())
        extra = (people[further] * (after - before)[further]).sum() / people[further].sum()
        assert each.extra_m == pytest.approx(extra)
        assert each.people_in_need == pytest.approx(people[further & in_need].sum())
        lost = (before <= 1_200) & (after > 1_200)
        assert each.people_beyond == pytest.approx(people[lost].sum())
        assert each.places == np.count_nonzero(offer.mask[places])


def test_the_order_is_of_all_the_extra_distance_together(read_session: Session) -> None:
    told = fragile(read_session, WORK, most=500)
    together = [each.people * (each.extra_m or 0) for each in told.hanging]
    assert together == sorted(together, reverse=True)
    assert told.total == len(told.hanging) <= told.listings_used


def test_who_has_one_none_or_several_is_everybody(read_session: Session) -> None:
    told = fragile(read_session, WORK)
    found = view(read_session, replace(WORK, level=Level.LSOA))
    people = people_shown(found)
    within = nearest_m(found.world.points, found.world.place_points[found.offer.mask]) <= 1_200
    districts = found.world.partition(WORK.release, Level.DISTRICT)
    assert {each.code for each in told.districts} == set(Region.CAMBRIDGESHIRE.districts)
    for each in told.districts:
        assert (each.one or 0) + (each.none or 0) + (each.several or 0) == pytest.approx(1)
        inside = districts.postcode_area == districts.codes.index(each.code)
        assert each.none == pytest.approx(people[inside & ~within].sum() / people[inside].sum())


def test_of_nothing_nothing_hangs(read_session: Session) -> None:
    told = fragile(read_session, CoverageQuery(category="library", day=Day.TUE, at="03:00"))
    assert (told.listings_used, told.total, told.hanging) == (0, 0, ())
    assert {(each.one, each.none) for each in told.districts} == {(0.0, 1.0)}


def test_shared_listings_are_those_of_the_table(read_session: Session) -> None:
    told = overlaps(read_session, CoverageQuery())
    world = view(read_session, CoverageQuery()).world
    on = {
        capital: {
            place.listing
            for place in world.inputs.places
            if capital.value in place.capitals and not place.visiting
        }
        for capital in Capital
    }
    assert dict(told.counts) == {capital: len(listings) for capital, listings in on.items()}
    assert len(told.pairs) == 15
    for pair in told.pairs:
        both, either = on[pair.a] & on[pair.b], on[pair.a] | on[pair.b]
        assert pair.shares.shared == len(both)
        assert pair.shares.jaccard == pytest.approx(len(both) / len(either))
    assert any(pair.largely_same for pair in told.pairs), "learning and work are the same libraries here"
    for group in told.groups:
        assert group.on_all == len(set.intersection(*(on[capital] for capital in group.capitals)))
    assert told.on_many is not None
    assert (told.on_many.kind, told.on_many.listings, len(told.on_many.capitals)) == ("libraries", 54, 5)


def test_the_main_page_can_say_it_in_one_sentence(read_session: Session) -> None:
    work = overlap_sentence(read_session, WORK)
    assert work is not None
    assert "read them as one finding" in work
    assert "libraries" in work
    cultural = overlap_sentence(read_session, CoverageQuery(capital=Capital.CULTURAL))
    assert cultural is not None
    assert "The same 54 libraries stand on five of the six maps" in cultural
    assert overlap_sentence(read_session, CoverageQuery(capital=Capital.HEALTH)) is None
    assert overlap_sentence(read_session, CoverageQuery(category="library")) is None


def pair(a: Capital, b: Capital, *, same: bool) -> SharedPair:
    share = LARGELY if same else LARGELY - 0.01
    return SharedPair(a, b, Overlap(1, share, share, share, 1.0))


def test_a_group_is_of_maps_that_are_all_alike() -> None:
    """Social is like cultural, cultural like human, and social not like human: only two of them are one."""
    order = list(Capital)
    alike = {frozenset(order[:2]), frozenset(order[1:3]), frozenset(order[3:5])}
    pairs = tuple(
        pair(a, b, same=frozenset((a, b)) in alike) for n, a in enumerate(order) for b in order[n + 1 :]
    )
    assert same_groups(pairs) == ((order[0], order[1]), (order[3], order[4]))
    every = tuple(pair(a, b, same=True) for n, a in enumerate(order) for b in order[n + 1 :])
    assert same_groups(every) == (tuple(order),)
    assert same_groups(()) == ()


def test_four_maps_of_the_same_libraries_are_said_to_be_one_finding(read_session: Session) -> None:
    group = replace(
        overlaps(read_session, CoverageQuery()).groups[0],
        capitals=tuple(Capital)[:4],
        on_all=54,
        of_main=54,
    )
    assert group_words(group) == (
        "Four of the six maps (social, cultural, human and health) are largely the same 54 libraries: "
        "read them as one finding."
    )
