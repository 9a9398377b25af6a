"""Is what is near what lies within the distance said, and does it say when it had to look further?"""

from dataclasses import replace
from uuid import UUID

import pytest
from plain_search import PlainSearch, away_m
from pyproj import Geod
from sqlalchemy import text
from sqlmodel import Session

from directory.areas.schemas import Located, Origin
from directory.areas.service import locate, origin_of_point
from directory.search.schemas import Box, ListingQuery
from directory.search.service import FEWEST_NEAR, RADII_M, near, search
from directory.words import ALL_DISTRICTS, COMBINED_AUTHORITY, COUNTY, PETERBOROUGH, Capital, Day, Kind

EARTH = Geod(ellps="WGS84")
ORIGINS = ["PE15 8AA", "CB2 3QZ", "CB6 1AA", "PE28 0AA", "PE1 1HG", "Wicken", "Thorney", "Great Gransden"]


@pytest.fixture(scope="module")
def plain(read_session: Session) -> PlainSearch:
    return PlainSearch(read_session)


def origin_of(session: Session, typed: str) -> Origin:
    found = locate(session, typed)
    if isinstance(found, Located):
        return found.origin
    row = session.execute(
        text(
            "SELECT postcode FROM postcode WHERE inside AND status = 'live' AND key LIKE :like ORDER BY key"
        ),
        {"like": f"{typed.partition(' ')[0]}%"},
    ).first()
    assert row is not None, typed
    located = locate(session, row.postcode)
    assert isinstance(located, Located)
    return located.origin


@pytest.mark.parametrize("typed", ORIGINS)
@pytest.mark.parametrize("radius_m", [400, 1_200, 5_000, 20_000])
def test_a_radius_is_that_many_metres_on_the_ground(
    read_session: Session, plain: PlainSearch, typed: str, radius_m: int
) -> None:
    origin = origin_of(read_session, typed)
    query = ListingQuery(lon=origin.lon, lat=origin.lat, radius_m=radius_m, per_page=1_000)
    found = {card.id: card.distance_m for card in search(read_session, query, with_facets=False).contents}
    surely, perhaps = set(), set()
    for listing in plain.listings:
        if listing.row.kind == Kind.PARISH_COUNCIL:
            continue
        true_m = [
            EARTH.inv(origin.lon, origin.lat, site.lon, site.lat)[2]
            for site in listing.sites
            if site is not None and site.lon is not None
        ]
        if not true_m:
            continue
        # The national grid's metres are within a thousandth of the ground's.
        if min(true_m) <= radius_m * 0.999:
            surely.add(listing.id)
        if min(true_m) <= radius_m * 1.001:
            perhaps.add(listing.id)
        if listing.id in found:
            assert found[listing.id] == pytest.approx(min(true_m), rel=0.001, abs=0.6)
    assert surely <= set(found) <= perhaps


def test_a_box_holds_its_edges_and_no_more(read_session: Session) -> None:
    row = read_session.execute(
        text(
            "SELECT l.id, p.lon, p.lat FROM listing l JOIN service_at_location s ON s.listing_id = l.id "
            "JOIN location p ON p.id = s.location_id WHERE l.slug = 'march-library'"
        )
    ).one()

    def holds(box: Box) -> bool:
        cards = search(read_session, ListingQuery(box=box, per_page=1_000)).contents
        return UUID(row.id) in {card.id for card in cards}

    step = 1e-9
    assert holds(Box(row.lon, row.lat, row.lon, row.lat)), "a box of no size at the point itself"
    assert holds(Box(row.lon, row.lat, row.lon + 1, row.lat + 1))
    assert holds(Box(row.lon - 1, row.lat - 1, row.lon, row.lat))
    assert not holds(Box(row.lon + step, row.lat - 1, row.lon + 1, row.lat + 1))
    assert not holds(Box(row.lon - 1, row.lat - 1, row.lon - step, row.lat + 1))
    assert not holds(Box(row.lon - 1, row.lat + step, row.lon + 1, row.lat + 1))
    assert not holds(Box(row.lon - 1, row.lat - 1, row.lon + 1, row.lat - step))
    assert not holds(Box(row.lon + 1, row.lat - 1, row.lon - 1, row.lat + 1)), "turned inside out"


@pytest.mark.parametrize("typed", ORIGINS)
@pytest.mark.parametrize("asked_m", [100, 1_000, 3_000, 7_777, 80_000])
@pytest.mark.parametrize("capitals", [(), (Capital.EMPLOYABILITY,), (Capital.HEALTH, Capital.HUMAN)])
def test_the_radius_grows_to_the_first_step_with_five(
    read_session: Session, plain: PlainSearch, typed: str, asked_m: int, capitals: tuple[Capital, ...]
) -> None:
    origin = origin_of(read_session, typed)
    query = ListingQuery(capitals=capitals)
    answer = near(read_session, origin, query, radius_m=asked_m)
    at = replace(query, lon=origin.lon, lat=origin.lat)

    def inside(radius_m: int) -> int:
        return len(plain.passing(replace(at, radius_m=radius_m)))

    steps = [asked_m, *(step for step in RADII_M if step > asked_m)]
    enough = next((step for step in steps if inside(step) >= FEWEST_NEAR), steps[-1])
    assert (answer.asked_radius_m, answer.radius_m) == (asked_m, enough)
    assert answer.page.total_items == inside(enough)
    assert all(card.distance_m is not None and card.distance_m <= enough for card in answer.page.contents)


def test_nothing_that_fits_anywhere_ends(read_session: Session) -> None:
    origin = origin_of(read_session, "PE15 8AA")
    answer = near(read_session, origin, ListingQuery(q="xylophonist"), radius_m=1_000)
    assert (answer.page.total_items, answer.radius_m, answer.wide) == (0, RADII_M[-1], ())


@pytest.mark.parametrize("district", ALL_DISTRICTS)
def test_what_serves_the_whole_district_or_county_follows(
    read_session: Session, plain: PlainSearch, district: str
) -> None:
    row = read_session.execute(
        text(
            "SELECT postcode FROM postcode WHERE inside AND status = 'live' AND district = :code ORDER BY key"
        ),
        {"code": district},
    ).first()
    assert row is not None
    origin = origin_of(read_session, row.postcode)
    codes = {district, origin.areas.ward, origin.areas.parish, COMBINED_AUTHORITY}
    codes |= set() if district == PETERBOROUGH else {COUNTY}
    serving: dict[str, set[str]] = {}
    for found in read_session.execute(text("SELECT listing_id, area_code FROM service_area")):
        serving.setdefault(found.listing_id, set()).add(found.area_code)
    meant = set()
    for listing in plain.listings:
        if listing.row.kind == Kind.PARISH_COUNCIL:
            continue
        sites = [site for site in listing.sites if site is not None]
        placed = any(site.lon is not None for site in sites)
        known_here = any(site.lon is None and site.district == district for site in sites)
        if not placed and (known_here or serving.get(listing.row.id, set()) & codes):
            meant.add(listing.id)
    wide = near(read_session, origin, ListingQuery(), radius_m=1_000).wide
    assert {card.id for card in wide} == meant
    assert meant
    names = [card.name.casefold().removeprefix("the ") for card in wide]
    assert names == sorted(names)
    assert near(read_session, origin, ListingQuery(page=2), radius_m=1_000).wide == ()


def test_what_serves_the_whole_area_is_under_the_same_filters(read_session: Session) -> None:
    origin = origin_of(read_session, "PE15 8AA")
    every = {card.id for card in near(read_session, origin, ListingQuery(), radius_m=1_000).wide}
    for capital in Capital:
        wide = near(read_session, origin, ListingQuery(capitals=(capital,)), radius_m=1_000).wide
        assert all(capital in card.capitals for card in wide)
        assert {card.id for card in wide} <= every
    parish = near(read_session, origin, ListingQuery(kinds=(Kind.PARISH_COUNCIL,)), radius_m=1_000)
    assert parish.wide == ()
    assert {card.kind for card in parish.page.contents} == {Kind.PARISH_COUNCIL}


@pytest.mark.parametrize("typed", ORIGINS)
@pytest.mark.parametrize("days", [(Day.FRI,), (Day.SUN,), (Day.MON, Day.SAT)])
def test_those_that_give_no_times_are_counted_beside_those_that_do(
    read_session: Session, plain: PlainSearch, typed: str, days: tuple[Day, ...]
) -> None:
    origin = origin_of(read_session, typed)
    answer = near(read_session, origin, ListingQuery(days=days), radius_m=5_000)
    without = ListingQuery(lon=origin.lon, lat=origin.lat, radius_m=answer.radius_m)
    silent = {
        listing.id
        for listing, sites in plain.passing(without)
        if any(site is not None and site.opening_hours is None for site in sites)
    }
    assert answer.times_unsaid == len(silent)
    assert near(read_session, origin, ListingQuery(), radius_m=5_000).times_unsaid == 0


def test_a_listing_of_many_places_is_shown_once_at_the_nearest(
    read_session: Session, plain: PlainSearch
) -> None:
    mobile = next(listing for listing in plain.listings if listing.row.visiting)
    assert len(mobile.sites) == 362
    for typed in ORIGINS:
        origin = origin_of(read_session, typed)
        query = ListingQuery(lon=origin.lon, lat=origin.lat, radius_m=30_000, per_page=1_000)
        cards = [card for card in search(read_session, query).contents if card.id == mobile.id]
        assert len(cards) == 1
        assert cards[0].site_count == 362
        nearest = min(mobile.sites, key=lambda site: away_m(site, query))
        assert nearest is not None
        assert cards[0].place is not None
        assert (cards[0].place.lon, cards[0].place.lat) == (nearest.lon, nearest.lat)
        assert cards[0].distance_m == round(away_m(nearest, query))


def test_parishes_are_nodes_that_come_when_they_are_called(read_session: Session) -> None:
    assert Kind.PARISH_COUNCIL not in {
        card.kind for card in search(read_session, ListingQuery(per_page=1_000)).contents
    }
    asked = search(read_session, ListingQuery(kinds=(Kind.PARISH_COUNCIL,), per_page=1_000))
    assert asked.total_items == 264
    assert not any(card.capitals for card in asked.contents)
    # The count beside the filter says how many there would be.
    facet = {value.value: value.count for value in search(read_session, ListingQuery()).facets.kind}
    assert facet[Kind.PARISH_COUNCIL] == 264


def test_a_point_of_the_map_is_an_origin(read_session: Session) -> None:
    origin = origin_of_point(read_session, 0.088, 52.551)
    assert origin.areas.district == "E07000010"
    assert near(read_session, origin, ListingQuery(), radius_m=3_000).page.total_items >= FEWEST_NEAR
    sea = origin_of_point(read_session, 1.9, 52.9)
    assert sea.areas.district is None
    assert near(read_session, sea, ListingQuery(), radius_m=1_000).radius_m == RADII_M[-1]
