"""Are distances of a parish measured from where its people live?"""

from math import hypot

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.areas.middle import FURTHEST_M, MiddleOf, middle_of, middles
from directory.areas.schemas import Located, NotLocated
from directory.areas.service import locate
from directory.nodes.parish import read_parish
from directory.paper.places import read_place
from directory.search.schemas import ListingQuery
from directory.search.service import near
from directory.words import Level
from web.pages.noticeboard_asked import BoardAsked, BoardPlace, find_place

MANEA, NEWTON, STAUGHTON = "E04012517", "Newton-in-the-Isle", "Great Staughton"


def test_every_parish_has_a_middle_within_its_reach(read_session: Session) -> None:
    rows = read_session.execute(
        text("SELECT code, easting, northing FROM area WHERE level = 'parish' AND release = '2021'")
    ).all()
    found = middles(read_session)
    assert len(rows) == len(found) == 266
    for row in rows:
        middle = found[row.code]
        away = hypot(middle.easting - row.easting, middle.northing - row.northing)
        assert away <= FURTHEST_M, middle
        assert (middle.village is not None) == (middle.of is MiddleOf.VILLAGE)
    villages = sum(each.of is MiddleOf.VILLAGE for each in found.values())
    assert villages > 230, "nearly all bear the name of a village"
    assert all(each.of is not MiddleOf.OUTLINE for each in found.values()), "people live in all of them"


def test_a_parish_named_after_the_isle_is_measured_from_its_village(read_session: Session) -> None:
    by_name = {each.name: each for each in middles(read_session).values()}
    assert by_name[NEWTON].village == "Newton"
    assert by_name[STAUGHTON].of is MiddleOf.HOMES
    assert by_name["Cambridge, unparished area"].village == "Cambridge"


def test_manea_is_as_far_from_things_as_the_list_of_what_is_near_says(read_session: Session) -> None:
    found = locate(read_session, "Manea")
    assert isinstance(found, Located)
    query = ListingQuery(q="Doddington Community Living Room", lon=found.origin.lon, lat=found.origin.lat)
    cards = near(read_session, found.origin, query, radius_m=10_000).page.contents
    told = next(card.distance_m for card in cards if card.name == "Doddington Community Living Room")
    assert told is not None
    assert 4.7 < told / 1609.344 < 4.9
    parish = read_parish(read_session, MANEA)
    middle = middle_of(read_session, MANEA)
    assert parish.middle == middle
    assert hypot(middle.easting - found.origin.easting, middle.northing - found.origin.northing) < 2
    asked = ListingQuery(q="Doddington Community Living Room", lon=middle.lon, lat=middle.lat)
    same = near(read_session, found.origin, asked, radius_m=10_000).page.contents
    assert next(card.distance_m for card in same if card.name == "Doddington Community Living Room") in range(
        told - 2, told + 3
    )
    paper = read_place(read_session, MANEA, Level.PARISH)
    assert (paper.lon, paper.lat) == (middle.lon, middle.lat)
    doddington = next(each for each in parish.neighbours if each.name == "Doddington")
    assert abs(doddington.distance_m - told) < 1_500


@pytest.mark.parametrize(
    "typed",
    [
        "Newton-in-the-Isle",
        "newton in the isle",
        "Newton-in-the-Isle parish",
        "Newton-in-the-Isle, Fenland",
        "Newton-in-the-Isle parish, Fenland",
    ],
)
def test_a_parish_whose_name_no_village_bears_is_found_by_it(read_session: Session, typed: str) -> None:
    found = locate(read_session, typed)
    assert isinstance(found, Located), found
    origin = found.origin
    assert origin.label == "Newton-in-the-Isle parish, Fenland"
    middle = next(each for each in middles(read_session).values() if each.name == NEWTON)
    assert (origin.lon, origin.lat, origin.areas.parish) == (middle.lon, middle.lat, middle.code)
    assert found.note == "We measure from Newton, the village of this parish."
    place = find_place(read_session, BoardAsked(where=typed))
    assert isinstance(place, BoardPlace)
    assert place.code == middle.code


def test_every_parish_is_found_by_its_name(read_session: Session) -> None:
    for each in middles(read_session).values():
        assert not isinstance(locate(read_session, each.name), NotLocated), each.name
    assert isinstance(locate(read_session, "Zebraville in the Isle"), NotLocated)
