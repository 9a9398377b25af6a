"""Does the page of a listing tell everything it may, and nothing it may not?"""

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, col, select

from directory.listings.models import Listing, Location, ServiceAtLocation
from directory.settings import Settings
from directory.store import open_engine

Get = Callable[..., Any]
Words = Callable[[Element], str]


@pytest.fixture(scope="module")
def store(page_settings: Settings) -> Any:
    engine = open_engine(page_settings.database_url, read_only=True)
    with Session(engine) as found:
        yield found
    engine.dispose()


def test_a_library_tells_everything(get: Get, text_of: Words) -> None:
    page = get("/listing/march-library")
    assert page.heading == "March Library"
    said = page.main
    assert "City Road, March, PE15 9LT" in said
    assert "Nobody has confirmed this yet." in said
    assert "if it is step-free" in said
    assert "Why we say so:" in said
    assert "Record of March 2025" in said
    hours = {text_of(row.find("th")): text_of(row.find("td")) for row in page.all(".//table//tr[th][td]")}
    assert hours["Wednesday"] == "9:30am to 1pm"
    stops = [text_of(stop) for stop in page.all(".//ul[@class='govuk-list app-stops']/li")]
    assert len(stops) == 3
    assert all("miles" in stop for stop in stops)
    links = page.links()
    assert links["Fenland"] == "/area/E07000010"
    assert links["March parish"].startswith("/area/E04")
    assert get(links["What else is near here"]).heading == "Near PE15 9LT"


def test_a_private_place_has_no_map_and_no_address(get: Get, store: Session) -> None:
    slug = store.exec(
        select(Listing.slug)
        .join(ServiceAtLocation, col(ServiceAtLocation.listing_id) == col(Listing.id))
        .join(Location, col(Location.id) == col(ServiceAtLocation.location_id))
        .where(col(Location.precision) == "district")
        .limit(1)
    ).one()
    page = get(f"/listing/{slug}")
    assert page.status == 200
    assert not page.all(".//*[@data-map]")
    assert "We know the district only" in page.main


def test_a_place_known_by_its_parish_says_so(get: Get, store: Session) -> None:
    slug = store.exec(
        select(Listing.slug)
        .join(ServiceAtLocation, col(ServiceAtLocation.listing_id) == col(Listing.id))
        .join(Location, col(Location.id) == col(ServiceAtLocation.location_id))
        .where(col(Location.precision) == "parish")
        .limit(1)
    ).one()
    page = get(f"/listing/{slug}")
    assert "The pin is the middle of the parish, not the place itself." in page.main
    assert "app-map__pin--approximate" in page.html
    assert not page.all(".//ul[@class='govuk-list app-stops']")


def test_a_sensitive_page_has_a_way_out_that_tells_nobody(get: Get, store: Session, text_of: Words) -> None:
    slug = store.exec(select(Listing.slug).where(col(Listing.sensitive)).limit(1)).one()
    page = get(f"/listing/{slug}")
    button = page.one(".//a[@role='button']")
    assert text_of(button) == "Emergency Exit this page"
    assert button.get("href") == "https://www.bbc.co.uk/weather"
    assert button.get("rel") == "nofollow noreferrer"
    assert not get("/listing/march-library").all(".//a[@role='button']")


def test_the_mobile_library_shows_its_places_and_the_age_of_its_timetable(get: Get, store: Session) -> None:
    slug = store.exec(select(Listing.slug).where(col(Listing.visiting)).limit(1)).one()
    page = get(f"/listing/{slug}")
    assert "more places" in page.main
    assert "2020" in page.main


def test_what_nobody_knows_is_a_page_with_a_way_on(browser: TestClient) -> None:
    answer = browser.get("/listing/no-such-thing")
    assert answer.status_code == 404
    assert 'href="/"' in answer.text


@pytest.mark.parametrize("start", range(0, 780, 130))
def test_every_kind_of_listing_has_a_page(get: Get, store: Session, start: int) -> None:
    slugs = store.exec(select(Listing.slug).order_by(col(Listing.slug)).offset(start).limit(12)).all()
    assert slugs
    for slug in slugs:
        page = get(f"/listing/{slug}")
        assert page.status == 200
        assert not re.search(r"\bNone\b(?! stated)", page.main)


def slug_by_precision(store: Session, precision: str) -> str:
    return store.exec(
        select(Listing.slug)
        .join(ServiceAtLocation, col(ServiceAtLocation.listing_id) == col(Listing.id))
        .join(Location, col(Location.id) == col(ServiceAtLocation.location_id))
        .where(col(Location.precision) == precision, ~col(Listing.visiting))
        .order_by(col(Listing.slug))
        .limit(1)
    ).one()


def distances_of(page: Any, text_of: Words) -> list[str]:
    lines = [text_of(line) for line in page.all(".//ul[@class='app-short-cards']/li/span")]
    return [line for line in lines if "mile" in line]


def test_what_is_near_a_parish_is_measured_from_its_middle_and_said_so(
    get: Get, store: Session, text_of: Words
) -> None:
    page = get(f"/listing/{slug_by_precision(store, 'parish')}")
    assert "Distances are from the middle of the parish" in page.main
    said = distances_of(page, text_of)
    assert said
    assert all("about" in line for line in said)


def test_what_is_near_an_exact_place_is_told_as_measured(get: Get, store: Session, text_of: Words) -> None:
    page = get("/listing/march-library")
    assert "Distances are from the middle" not in page.main
    for line in distances_of(page, text_of):
        assert re.search(
            r", (somewhere in .+ \(about .+\)|under 0\.1 miles|[\d.]+ miles?)(\. Both: .+)?$", line
        )
    assert get(f"/listing/{slug_by_precision(store, 'district')}").status == 200
