"""Is a listing told truly and wholly, and never more of it than may be known?"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from feed import FEED, Check, all_of
from sqlalchemy import Engine, text
from sqlmodel import Session

from api.oruk.identity import own_organization
from api.oruk.wording import clock_time, email_of, uri_of
from directory import clock
from directory.search.index import rebuild_index
from directory.store import mark_changed, session_scope

Change = Callable[..., None]


@pytest.fixture
def change(directory_engine: Engine) -> Change:
    """Change the store as somebody might, and its index with it."""

    def apply(statement: str, **values: object) -> None:
        with session_scope(directory_engine) as session:
            session.connection().execute(text(statement), values)
            _indexed(session)

    return apply


def _indexed(session: Session) -> None:
    session.flush()
    rebuild_index(session)
    mark_changed(session, "listings")


@pytest.fixture
def asked(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 7, 14, 9, tzinfo=UTC))
    return TestClient(app)


def whole(asked: TestClient) -> str:
    """Give every line of every list, and every capability."""
    return "\n".join(
        json.dumps(all_of(asked, path, **query))
        for path, query in (
            ("services", {"full": "true"}),
            ("service_at_locations", {"full": "true"}),
            ("organizations", {"full_service": "true"}),
        )
    )


def one_service(asked: TestClient) -> dict[str, Any]:
    found = all_of(asked, "services", full="true", search="March Library")
    return next(one for one in found if one["x_page_url"].endswith("/listing/march-library"))


LIBRARY = "UPDATE listing SET {} WHERE slug = 'march-library'"


@pytest.mark.parametrize(
    "gone",
    [
        "status = 'inactive', departure = 'archived'",
        "status = 'inactive'",
        "visible_from = '2026-07-15'",
        "visible_until = '2026-07-13'",
        "departure = 'unconfirmed'",
    ],
)
def test_what_is_not_shown_is_nowhere_in_the_feed(asked: TestClient, change: Change, gone: str) -> None:
    library = one_service(asked)
    assert library["name"] == "March Library"
    change(LIBRARY.format(gone))
    told = whole(asked)
    assert library["id"] not in told
    assert library["service_at_locations"][0]["id"] not in told
    assert asked.get(f"{FEED}/services/{library['id']}").status_code == 404
    place = library["service_at_locations"][0]["id"]
    assert asked.get(f"{FEED}/service_at_locations/{place}").status_code == 404


def test_what_begins_and_ends_today_is_shown(asked: TestClient, change: Change) -> None:
    change(LIBRARY.format("visible_from = '2026-07-14', visible_until = '2026-07-14'"))
    assert one_service(asked)["x_visible_until"] == "2026-07-14"


def test_an_organization_without_anything_shown_is_not_shown(asked: TestClient, change: Change) -> None:
    foodbank = next(one for one in all_of(asked, "organizations") if one["name"] == "Ely Foodbank")
    change(
        "UPDATE listing SET status = 'inactive' WHERE organization_id = :id",
        id=UUID(foodbank["id"]).hex,
    )
    assert "Ely Foodbank" not in {one["name"] for one in all_of(asked, "organizations")}
    assert asked.get(f"{FEED}/organizations/{foodbank['id']}").status_code == 404


def test_a_hidden_place_is_told_to_nobody(asked: TestClient, change: Change, check: Check) -> None:
    library = one_service(asked)
    place = library["service_at_locations"][0]
    change(
        "UPDATE location SET precision = 'hidden', address = NULL, postcode = NULL, lon = NULL, lat = NULL, "
        "name = 'A secret house' WHERE id = :id",
        id=UUID(place["location"]["id"]).hex,
    )
    told = whole(asked)
    for secret in ("A secret house", place["id"], place["location"]["id"]):
        assert secret not in told
    assert asked.get(f"{FEED}/service_at_locations/{place['id']}").status_code == 404
    again = asked.get(f"{FEED}/services/{library['id']}").json()
    assert "service_at_locations" not in again
    assert [time["byday"] for time in again["schedules"]] == [time["byday"] for time in library["schedules"]]
    assert not any("service_at_location_id" in time for time in again["schedules"])
    assert check("service", again) == []


def test_a_place_told_by_its_parish_has_no_address(services: list[dict[str, Any]]) -> None:
    places = [site["location"] for one in services for site in one.get("service_at_locations", ())]
    coarse = [place for place in places if place["x_precision"] in {"parish", "district"}]
    assert len(coarse) > 50
    for place in coarse:
        assert "addresses" not in place
        assert place["description"].startswith("Somewhere in ")
        assert ("latitude" in place) == (place["x_precision"] == "parish")
    fine = [place for place in places if place["x_precision"] in {"exact", "postcode"}]
    assert sum("addresses" in place for place in fine) > 0.8 * len(fine)


def test_what_a_group_says_of_itself_is_carried(asked: TestClient, change: Change, check: Check) -> None:
    change(
        LIBRARY.format(
            "phone = '01632 960123', email = 'desk@library.example.org', contact_role = 'Front desk', "
            "size_band = '30_to_99', reach = 'district', recruiting = 'Shelving on Saturdays', "
            "recruiting_until = '2026-07-14', accepts_referrals = 1, referrals_from = 'Social workers', "
            "referrals_how = 'Telephone us', referrals_wait = 'A week', assured_date = '2026-06-01', "
            "assured_by = 'owner', min_age = 8, max_age = 18, free = 1, cost_note = 'Printing costs.', "
            "step_free = 0, telephone = 1, sensitive = 1, unconfirmed_since = '2026-07-01', "
            "url = 'https://library.example.org/a b?q=100%', updated_at = '2026-07-13 10:11:12.345678'"
        )
    )
    change(
        "INSERT INTO listing_language (listing_id, language) "
        "SELECT id, 'pl' FROM listing WHERE slug = 'march-library'"
    )
    told = one_service(asked)
    assert check("service", told) == []
    expected = {
        "email": "desk@library.example.org",
        "url": "https://library.example.org/a%20b?q=100%25",
        "status": "active",
        "minimum_age": 8,
        "maximum_age": 18,
        "eligibility_description": "For people aged 8 to 18.",
        "assured_date": "2026-06-01",
        "alert": "Not confirmed since 1 July 2026.",
        "last_modified": "2026-07-13T10:11:12.345Z",
        "application_process": "Telephone us",
        "wait_time": "A week",
        "x_accepts_referrals": True,
        "x_referrals_from": "Social workers",
        "x_recruiting": "Shelving on Saturdays",
        "x_recruiting_until": "2026-07-14",
        "x_size_band": "30_to_99",
        "x_reach": "district",
        "x_assured_by": "owner",
        "x_unconfirmed_since": "2026-07-01",
        "x_free": True,
        "x_step_free": False,
        "x_telephone": True,
        "x_sensitive": True,
        "x_page_url": "http://testserver/listing/march-library",
    }
    assert {name: told.get(name) for name in expected} == expected
    assert "x_online" not in told, "nobody said"
    assert told["phones"][0]["number"] == "01632 960123"
    assert told["phones"][0]["description"] == told["contacts"][0]["title"] == "Front desk"
    assert [found["code"] for found in told["languages"]] == ["pl"]
    cost = told["cost_options"][0]
    assert (cost["option"], cost["amount"], cost["amount_description"]) == ("Free", 0, "Printing costs.")
    access = told["service_at_locations"][0]["location"]["accessibility"]
    assert access[0]["description"] == "There are steps."
    assert "x_closed_until" not in told


def test_recruiting_ends_by_its_own_day(asked: TestClient, change: Change) -> None:
    change(LIBRARY.format("recruiting = 'Shelving', recruiting_until = '2026-07-13'"))
    assert not {"x_recruiting", "x_recruiting_until"} & one_service(asked).keys()


def test_closed_for_now_is_said_and_still_found(asked: TestClient, change: Change, check: Check) -> None:
    change(LIBRARY.format("status = 'temporarily_closed', closed_until = '2026-09-01'"))
    told = one_service(asked)
    assert told["status"] == "temporarily closed"
    assert told["alert"] == "Temporarily closed until 1 September 2026."
    assert told["x_closed_until"] == "2026-09-01"
    assert check("service", told) == []


def test_clock_times_are_local_with_the_offset_of_the_day(
    asked: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    summer = one_service(asked)["schedules"][0]
    assert summer["opens_at"].endswith("+01:00")
    assert summer["freq"] == "WEEKLY"
    assert summer["x_timezone"] == "Europe/London"
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 1, 9, tzinfo=UTC))
    winter = one_service(asked)["schedules"][0]
    assert winter["opens_at"] == summer["opens_at"].replace("+01:00", "+00:00")
    assert clock_time("25:30") == "01:30"


def test_what_is_blank_is_left_out_or_has_its_fallback(
    asked: TestClient, change: Change, check: Check
) -> None:
    change(LIBRARY.format("email = '', phone = '  ', url = ' ', time_note = '', summary = ' '"))
    told = one_service(asked)
    assert not {"email", "phones", "url", "x_time_note", "description"} & told.keys()
    assert check("service", told) == []
    change("UPDATE listing SET summary = '' WHERE kind = 'group'")
    for one in all_of(asked, "organizations"):
        assert one["description"].strip()
        assert check("organization", one) == []


def test_every_service_has_an_organization(
    services: list[dict[str, Any]], organizations: list[dict[str, Any]]
) -> None:
    by_id = {one["id"]: one for one in organizations}
    for one in services:
        organization = by_id[one["organization_id"]]
        assert organization["name"] == one["organization"]["name"]
        if one["x_kind"] == "group" and organization["name"] == one["name"]:
            assert "x_stand_in" not in organization
    stand_ins = [one for one in organizations if one.get("x_stand_in")]
    assert len(stand_ins) > 100
    assert all("Nobody has said here yet who runs" in one["description"] for one in stand_ins)
    listing = UUID(services[0]["id"])
    assert own_organization(own_organization(listing)) == listing
    assert own_organization(listing).version == listing.version


def test_a_parish_is_an_organization_below_its_district(
    services: list[dict[str, Any]], organizations: list[dict[str, Any]]
) -> None:
    by_id = {one["id"]: one for one in organizations}
    parishes = [one for one in organizations if "parent_organization_id" in one]
    assert len(parishes) == 264
    for parish in parishes:
        parent = by_id[parish["parent_organization_id"]]
        code = parish["organization_identifiers"][0]["identifier"]
        assert code.startswith("E04")
        assert parish["uri"] == f"http://statistics.data.gov.uk/id/statistical-geography/{code}"
        assert "parent_organization_id" not in parent
    parents = {by_id[parish["parent_organization_id"]]["name"] for parish in parishes}
    assert "Huntingdonshire District Council" in parents
    assert "Fenland (district authority)" in parents
    assert not {one["id"] for one in services} & {parish["id"] for parish in parishes}


def test_capitals_are_a_taxonomy_and_each_term_is_described(
    services: list[dict[str, Any]], terms: list[dict[str, Any]]
) -> None:
    capitals = [term for term in terms if term["taxonomy"] == "Community capitals"]
    assert {term["code"] for term in capitals} == {
        *("social", "cultural", "human", "health", "environmental", "employability")
    }
    by_id = {term["id"]: term for term in terms}
    for term in terms:
        assert len(term["description"]) > 10
        assert "parent_id" not in term or by_id[term["parent_id"]]["taxonomy_id"] == term["taxonomy_id"]
    attributes = [found for one in services for found in one.get("attributes", ())]
    assert {found["link_type"] for found in attributes} == {"capital", "category"}
    for found in attributes:
        assert found["taxonomy_term"] == by_id[found["taxonomy_term_id"]]
        assert ("x_reason" in found) == (found["link_type"] == "capital")


def test_service_areas_have_the_address_of_the_area(services: list[dict[str, Any]]) -> None:
    areas = [area for one in services for area in one.get("service_areas", ())]
    assert len(areas) > 40
    assert all(
        area["uri"].startswith("http://statistics.data.gov.uk/id/statistical-geography/E") for area in areas
    )
    assert {"Cambridgeshire", "Fenland"} <= {area["name"] for area in areas}


def test_ids_are_of_one_thing_each(services: list[dict[str, Any]], places: list[dict[str, Any]]) -> None:
    for one in services:
        parts = [
            part["id"]
            for name in ("schedules", "service_areas", "languages", "cost_options", "attributes", "phones")
            for part in one.get(name, ())
        ]
        assert len(parts) == len(set(parts))
    assert len({one["location_id"] for one in places}) == len({one["location"]["id"] for one in places})


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("https://a.example/ü?x=ä#y", "https://a.example/%C3%BC?x=%C3%A4#y"),
        ("http://münchen.example/", "http://xn--mnchen-3ya.example/"),
        ("https://a.example:8443/p%20q", "https://a.example:8443/p%20q"),
        ("ftp://a.example", None),
        ("https://", None),
        ("https://a b.example/", None),
        ("https://[::1", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_an_address_is_written_as_a_uri_or_not_at_all(typed: str, written: str | None) -> None:
    assert uri_of(typed) == written


def test_an_email_is_one_or_left_out() -> None:
    assert email_of(" a@b.example ") == "a@b.example"
    for typed in ("", "a@b", "a b@c.example", "a@b@c.example", "@b.example", "ä@b.example"):
        assert email_of(typed) is None
