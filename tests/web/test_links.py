"""Does every link to a page of ours lead to a page?"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, col, select

from directory.listings.models import Listing, Location, ServiceArea, ServiceAtLocation
from directory.settings import Settings
from directory.store import open_engine
from directory.words import COMBINED_AUTHORITY, COUNTY

Get = Callable[..., Any]
PAGES = (
    "/",
    "/near?where=PE15+8AA",
    "/gaps",
    "/gaps?district=E07000010",
    "/gaps/table",
    "/area/E07000010",
    "/area/E01018111",
    "/parish/E04001668",
    "/parish/E43000042",
    "/data",
    "/method",
    "/about",
)


@pytest.fixture(scope="module")
def store(page_settings: Settings) -> Iterator[Session]:
    engine = open_engine(page_settings.database_url, read_only=True)
    with Session(engine) as found:
        yield found
    engine.dispose()


def listings_of_each_shape(store: Session) -> list[str]:
    """One listing that serves each width of area, one of each precision, one that visits, one sensitive."""
    conditions = [
        *(col(ServiceArea.area_code).startswith(start) for start in ("E04", "E06", "E07")),
        *(col(ServiceArea.area_code) == code for code in (COUNTY, COMBINED_AUTHORITY)),
        *(col(Location.precision) == precision for precision in ("exact", "postcode", "parish", "district")),
        col(Listing.visiting),
        col(Listing.sensitive),
    ]
    joined = (
        select(Listing.slug)
        .outerjoin(ServiceArea, col(ServiceArea.listing_id) == col(Listing.id))
        .outerjoin(ServiceAtLocation, col(ServiceAtLocation.listing_id) == col(Listing.id))
        .outerjoin(Location, col(Location.id) == col(ServiceAtLocation.location_id))
        .order_by(col(Listing.slug))
    )
    return [f"/listing/{store.exec(joined.where(condition).limit(1)).one()}" for condition in conditions]


def test_every_link_of_ours_answers(get: Get, browser: TestClient, store: Session) -> None:
    linked: dict[str, str] = {}
    for address in (*PAGES, *listings_of_each_shape(store)):
        page = get(address)
        assert page.status == 200, address
        for link in page.root.iter("a"):
            path = link.get("href", "").partition("#")[0]
            if path.startswith("/"):
                linked.setdefault(path, address)
    answers = {path: browser.get(path).status_code for path in linked}
    assert len(answers) > 200
    assert {path: (status, linked[path]) for path, status in answers.items() if status >= 400} == {}


@pytest.mark.parametrize("code", [COUNTY, COMBINED_AUTHORITY])
def test_what_serves_the_whole_county_names_it_without_a_link(get: Get, store: Session, code: str) -> None:
    slug = store.exec(
        select(Listing.slug)
        .join(ServiceArea, col(ServiceArea.listing_id) == col(Listing.id))
        .where(col(ServiceArea.area_code) == code)
        .limit(1)
    ).one()
    page = get(f"/listing/{slug}")
    assert "Serves all of Cambridgeshire" in page.main
    assert f"/area/{code}" not in page.html
