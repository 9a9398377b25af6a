"""Does every page tell the same number of people of a parish and of a district?"""

import re

import pytest
from pages import ask, by_tag, words
from sqlmodel import Session
from starlette.testclient import TestClient

from directory.areas.schemas import AreaSummary
from directory.areas.service import list_areas
from directory.coverage.facilities import nearest_room
from directory.coverage.facilities_schemas import FacilityQuery, Sought
from directory.settings import Settings
from directory.store import open_engine
from directory.words import PETERBOROUGH, Level, Region, Release
from tests.support.rooms import MadeRoom, MadeVenue, venues_with_places, write_venues
from web.words import how_many

FENLAND = "E07000010"
FEN_DITTON = "E04001782"
"""On the edge of Cambridge: postcodes that the look-up puts in an LSOA of the city and in its ward."""


@pytest.fixture
def store(settings: Settings) -> Session:
    """No room has a stage, so nobody is within reach of one."""
    with Session(open_engine(settings.database_url)) as session:
        write_venues(session, *(MadeVenue(one, rooms=(MadeRoom(),)) for one in venues_with_places(session)))
        return session


def everybody_without(client: TestClient, area: str) -> dict[str, str]:
    """Read who is without a stage from the rows of the page: of code, `all 1,060`."""
    page = ask(client, f"/gaps/rooms?room=stage&area={area}")
    rows = {link.get("href"): words(row) for row in by_tag(page, "tr") for link in by_tag(row, "a")}
    told = {href.rpartition("/")[2]: re.search(r"\ball ([\d,]+)", row) for href, row in rows.items() if href}
    return {code: found[1] for code, found in told.items() if found}


def test_every_page_of_a_parish_of_fenland_tells_the_same_people(client: TestClient, store: Session) -> None:
    parishes = list_areas(store, Level.PARISH, Release.R2021, district=FENLAND)
    rooms = everybody_without(client, FENLAND)
    district = words(ask(client, f"/district/{FENLAND}"))
    gaps = words(ask(client, f"/gaps/table?level=parish&district={FENLAND}"))
    assert len(parishes) == 16
    for parish in parishes:
        told = f"about {rooms[parish.code]}"
        assert told == how_many(parish.population, estimated=True)
        assert f"{told[0].upper()}{told[1:]} people live here." in words(
            ask(client, f"/parish/{parish.code}")
        )
        assert f"People {told} estimated" in words(ask(client, f"/area/{parish.code}"))
        assert f"{told[0].upper()}{told[1:]} people." in words(ask(client, f"/area/{parish.code}/brief"))
        assert f"{parish.name} {told} people" in district
        assert told in gaps
        assert told in words(ask(client, f"/gaps/compare?a={parish.code}&b={FENLAND}"))


def test_every_page_of_a_district_tells_what_is_published(client: TestClient, store: Session) -> None:
    rows = everybody_without(client, "")
    districts = list_areas(store, Level.DISTRICT, Release.R2021)
    assert {each.code for each in districts} - set(rows) == {PETERBOROUGH}
    for district in districts:
        published = f"{district.population:,}"
        assert f"People {published}" in words(ask(client, f"/area/{district.code}"))
        page = words(ask(client, f"/gaps/rooms?room=stage&area={district.code}"))
        assert f"All {published} people in {district.name} have no room with a stage" in page
        assert rows.get(district.code, published) == published


@pytest.mark.parametrize("release", list(Release))
def test_the_people_of_the_postcodes_are_those_of_the_areas(store: Session, release: Release) -> None:
    """Parishes on an edge too, whose postcodes may lie in a neighbourhood of the next district."""
    query = FacilityQuery(sought=Sought.STAGE, release=release, region=Region.COMBINED_AUTHORITY)
    view = nearest_room(store, query)
    for level in (Level.LSOA, Level.PARISH, Level.DISTRICT):
        assert {row.code: row.people for row in view.at(level)} == populations(store, level, release)
    assert view.people.people == sum(populations(store, Level.DISTRICT, release).values())
    assert FEN_DITTON in {row.code for row in view.at(Level.PARISH)}


def populations(session: Session, level: Level, release: Release) -> dict[str, int]:
    areas: tuple[AreaSummary, ...] = list_areas(session, level, release)
    return {area.code: area.population or 0 for area in areas}
