"""Does each filter leave exactly what its words say, alone and joined with the others by AND?"""

from collections.abc import Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient
from feed import FEED, all_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_feed import EDGE_M, PlainFeed
from sqlalchemy import Engine

LISTS = ["services", "service_at_locations"]
POSTCODES = ["PE15 8AA", "CB1 2JD", "PE27 4YA", "PE1 1QL"]


@pytest.fixture(scope="module")
def plain(
    read_engine: Engine, services: list[dict[str, Any]], places: list[dict[str, Any]]
) -> Mapping[str, PlainFeed]:
    return {
        "services": PlainFeed(read_engine, services, places=False),
        "service_at_locations": PlainFeed(read_engine, places, places=True),
    }


def ids(client: TestClient, path: str, query: Mapping[str, str]) -> set[str]:
    return {record["id"] for record in all_of(client, path, **query)}


def examples(services: list[dict[str, Any]]) -> dict[str, list[str]]:
    """List what may be asked of each filter: what the records hold, and a little beside.

    The index knows words by their stems; the words searched for here are their own stems.
    """
    attributes = [found for one in services for found in one.get("attributes", ())]
    terms = [found["taxonomy_term"] for found in attributes]
    wanted = {term["id"] for term in terms} | {term["parent_id"] for term in terms if "parent_id" in term}
    nobody = "00000000-0000-5000-8000-000000000000"
    modified = sorted({one["last_modified"] for one in services})
    return {
        "search": [
            "museum",
            "parent toddler",
            "chess",
            "food bank",
            "St Ives",
            "swim",
            "zzzz",
            "Cambridge the of",
        ],
        "taxonomy_term_id": [*sorted(wanted), nobody],
        "taxonomy_id": [*sorted({term["taxonomy_id"] for term in terms}), nobody],
        "organization_id": [*sorted({one["organization_id"] for one in services})[::7], nobody],
        "modified_after": [modified[0], modified[-1], "2999-01-01", "1999-12-31T23:00:00Z"],
        "minimum_age": ["0", "4", "4.5", "18", "99"],
        "maximum_age": ["0", "14", "17", "120"],
        "day": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"],
        "start_time": ["00:00", "09:00", "12:45", "18:00", "23:59"],
        "end_time": ["00:00", "10:00", "12:30", "17:00", "23:59"],
        "postcode": POSTCODES,
    }


@pytest.mark.slow
@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "name",
    [
        *("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "minimum_age"),
        *("maximum_age", "day", "start_time", "end_time", "postcode"),
    ],
)
def test_each_filter_leaves_what_it_says(
    client: TestClient,
    plain: Mapping[str, PlainFeed],
    services: list[dict[str, Any]],
    path: str,
    name: str,
) -> None:
    whole = {record["id"] for record in plain[path].records}
    sizes = set()
    values = examples(services)[name]
    for value in values[:: max(1, len(values) // 12)]:
        expected = plain[path].ids({name: value})
        assert ids(client, path, {name: value}) == expected, value
        sizes.add(len(expected))
    assert min(sizes) < len(whole), "no example tells the filter from none"
    assert max(sizes) > 0


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("metres", ["0", "800", "3000", "12000.5"])
def test_proximity_is_metres_from_the_centre_of_the_postcode(
    client: TestClient, plain: Mapping[str, PlainFeed], path: str, metres: str
) -> None:
    query = {"postcode": "PE15 8AA", "proximity": metres}
    away = plain[path].distances("PE15 8AA")
    near_edge = {
        one["id"]
        for one in plain[path].records
        if (found := away[one["id"]]) is not None and abs(found - float(metres)) < EDGE_M
    }
    found = ids(client, path, query)
    assert found - near_edge == plain[path].ids(query) - near_edge
    assert found <= ids(client, path, {"postcode": "PE15 8AA"})


def test_a_service_area_that_does_not_hold_the_postcode_keeps_a_service_out(
    client: TestClient, services: list[dict[str, Any]]
) -> None:
    fenland = "http://statistics.data.gov.uk/id/statistical-geography/E07000010"
    only_there = {
        one["id"] for one in services if {area["uri"] for area in one.get("service_areas", ())} == {fenland}
    }
    assert only_there
    assert only_there <= ids(client, "services", {"postcode": "PE15 8AA"})
    assert not only_there & ids(client, "services", {"postcode": "CB1 2JD"})


@pytest.mark.slow
@pytest.mark.parametrize("path", LISTS)
def test_filters_join_by_and(
    client: TestClient, plain: Mapping[str, PlainFeed], services: list[dict[str, Any]], path: str
) -> None:
    found_some = []

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.fixed_dictionaries(
            {}, optional={name: st.sampled_from(values) for name, values in examples(services).items()}
        )
    )
    def keeps(query: dict[str, str]) -> None:
        expected = plain[path].ids(query)
        assert ids(client, path, query) == expected
        found_some.append(len(expected))

    keeps()
    assert any(0 < found < len(plain[path].records) for found in found_some)


def test_one_and_the_same_schedule_must_fit(client: TestClient, services: list[dict[str, Any]]) -> None:
    def fits(time: dict[str, Any], day: str, opens: str) -> bool:
        return time.get("byday") == day and time["opens_at"][:5] >= opens

    on_the_day = ids(client, "services", {"day": "TU"})
    late = ids(client, "services", {"start_time": "15:00"})
    both = ids(client, "services", {"day": "TU", "start_time": "15:00"})
    assert both < on_the_day & late, "some open on Tuesdays, and late, but not late on Tuesdays"
    for one in services:
        if one["id"] in both:
            assert any(
                time.get("byday", "").endswith("TU") and time["opens_at"] >= "15:00"
                for time in one["schedules"]
            )


def test_every_way_to_name_a_day(client: TestClient) -> None:
    expected = ids(client, "services", {"day": "TU"})
    assert expected
    for word in ("tu", "Tue", "TUESDAY", "tuesday"):
        assert ids(client, "services", {"day": word}) == expected


def test_an_organization_leads_to_its_services(
    client: TestClient, organizations: list[dict[str, Any]]
) -> None:
    told = [one for one in organizations if one.get("services")]
    assert len(told) > 300
    seen: set[str] = set()
    for one in [*told[:20], *told[-20:]]:
        named = {service["id"] for service in one["services"]}
        assert named == ids(client, "services", {"organization_id": one["id"]})
        assert not named & seen
        seen |= named
    without = next(one for one in organizations if not one.get("services"))
    assert ids(client, "services", {"organization_id": without["id"]}) == set()


def test_search_of_organizations_and_terms(
    client: TestClient, organizations: list[dict[str, Any]], terms: list[dict[str, Any]]
) -> None:
    for path, records in (("organizations", organizations), ("taxonomy_terms", terms)):
        for search in ("foodbank", "Help for", "cambridge council", "zzzz"):
            expected = {
                one["id"]
                for one in records
                if all(
                    word in f"{one['name']} {one['description']}".casefold()
                    for word in search.casefold().split()
                    if word != "for"
                )
            }
            assert ids(client, path, {"search": search}) == expected, (path, search)
    assert len(ids(client, "taxonomies", {"search": "capitals"})) == 1


def test_terms_by_taxonomy_parent_and_top(client: TestClient, terms: list[dict[str, Any]]) -> None:
    taxonomies = {term["taxonomy_id"] for term in terms}
    assert taxonomies == {one["id"] for one in all_of(client, "taxonomies")}
    for taxonomy in taxonomies:
        expected = {term["id"] for term in terms if term["taxonomy_id"] == taxonomy}
        assert ids(client, "taxonomy_terms", {"taxonomy_id": taxonomy}) == expected
        top = {term["id"] for term in terms if term["taxonomy_id"] == taxonomy and "parent_id" not in term}
        assert ids(client, "taxonomy_terms", {"taxonomy_id": taxonomy, "top_only": "true"}) == top
    for parent in {term["parent_id"] for term in terms if "parent_id" in term}:
        expected = {term["id"] for term in terms if term.get("parent_id") == parent}
        assert ids(client, "taxonomy_terms", {"parent_id": parent}) == expected
        assert ids(client, "taxonomy_terms", {"parent_id": parent, "top_only": "true"}) == set()
    whole = client.get(f"{FEED}/taxonomy_terms?top_only=false").json()
    assert whole["total_items"] == len(terms)
