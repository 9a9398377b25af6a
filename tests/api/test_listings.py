"""Does /api/v1/listings answer as the contract says?"""

from datetime import datetime
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from asked import (
    AREAS_FIELDS,
    ITEM_FIELDS,
    LISTINGS,
    MARCH,
    Asked,
    answer,
    every_item,
    every_page,
    problem_of,
)
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from api.schemas.geojson import ListingFeatures
from api.schemas.listings import ListingDetail, ListingList
from directory.settings import Settings
from directory.words import Capital, Day, Kind, Sort

FENLAND = "E07000010"
NEAR_MARCH: Asked = [("postcode", MARCH)]
QUESTIONS: list[Asked] = [
    [],
    [("q", "library")],
    [("kind", "hub"), ("kind", "venue")],
    [("capital", "social"), ("district", FENLAND)],
    [("capital", "health"), ("capital", "human"), ("kind", "group")],
    [("postcode", MARCH), ("radius_m", "10000")],
    [("postcode", MARCH), ("radius_m", "15000"), ("day", "fri"), ("category", "library")],
    [("free", "true"), ("bbox", "0.0,52.1,0.3,52.3")],
]


def total(client: TestClient, params: Asked) -> int:
    return int(answer(client, [*params, ("per_page", "1")])["total_items"])


def test_the_envelope_and_an_item_have_exactly_the_agreed_fields(client: TestClient) -> None:
    page = answer(client, NEAR_MARCH)
    assert set(page) == {"total_items", "total_pages", "page_number", "size", "contents", "facets"}
    said = {"recruiting", "takes_referrals", "size_band", "reach"}
    assert set(page["facets"]) == {"kind", "capital", "category", "district"} | said
    assert page["size"] == len(page["contents"]) == 20
    assert page["total_pages"] == -(-page["total_items"] // 20)
    for item in page["contents"]:
        assert set(item) == ITEM_FIELDS
        UUID(item["id"])
        if item["location"] is not None:
            assert set(item["location"]) == {"lat", "lon", "precision", "postcode", "areas"}
            assert set(item["location"]["areas"]) == AREAS_FIELDS
        if item["next_open"] is not None:
            assert datetime.fromisoformat(item["next_open"]).utcoffset() is not None
    assert any(item["next_open"] for item in page["contents"])


def test_answers_fit_the_published_schema(client: TestClient) -> None:
    for params in QUESTIONS:
        ListingList.model_validate(answer(client, params))
        ListingFeatures.model_validate(answer(client, params, f"{LISTINGS}.geojson"))


def test_the_address_of_an_item_is_absolute(client: TestClient, read_settings: Settings) -> None:
    item = answer(client, NEAR_MARCH)["contents"][0]
    assert item["url"] == f"{read_settings.base_url}/listing/{item['slug']}"


def test_a_point_gives_distances_in_order(client: TestClient) -> None:
    by_postcode = every_item(client, NEAR_MARCH)
    distances = [item["distance_m"] for item in by_postcode if item["distance_m"] is not None]
    assert len(distances) > 100
    assert distances == sorted(distances)
    found = answer(client, path="/api/v1/postcodes/PE158AA")
    by_point = every_item(client, [("lat", str(found["lat"])), ("lon", str(found["lon"]))])
    assert [item["id"] for item in by_point] == [item["id"] for item in by_postcode]


def test_without_a_point_there_is_no_distance(client: TestClient) -> None:
    assert {item["distance_m"] for item in every_item(client, [])} == {None}


def test_a_radius_keeps_exactly_what_is_inside(client: TestClient) -> None:
    everything = every_item(client, NEAR_MARCH)
    for radius_m in (500, 3_000, 12_000):
        inside = {item["id"] for item in every_item(client, [*NEAR_MARCH, ("radius_m", str(radius_m))])}
        expected = {
            item["id"] for item in everything if item["distance_m"] is not None
            and item["distance_m"] <= radius_m
        }  # fmt: skip
        assert inside == expected
        assert inside


def test_a_box_keeps_what_is_inside(client: TestClient) -> None:
    inside = every_item(client, [("bbox", "0.05,52.15,0.2,52.25")])
    assert len(inside) > 20
    for item in inside:
        assert 0.05 <= item["location"]["lon"] <= 0.2
        assert 52.15 <= item["location"]["lat"] <= 52.25
    single_sited = {
        item["id"] for item in every_item(client, []) if item["site_count"] == 1 and item["location"]
        and 0.05 <= item["location"]["lon"] <= 0.2 and 52.15 <= item["location"]["lat"] <= 52.25
    }  # fmt: skip
    assert single_sited <= {item["id"] for item in inside}


@pytest.mark.parametrize("kind", list(Kind))
def test_kind_keeps_only_that_kind(client: TestClient, kind: Kind) -> None:
    found = every_item(client, [("kind", kind.value)])
    assert {item["kind"] for item in found} <= {kind.value}
    assert len(found) == total(client, [("kind", kind.value)])


def test_parish_councils_only_when_asked_for(client: TestClient) -> None:
    assert "parish_council" not in {item["kind"] for item in every_item(client, [])}
    councils = every_item(client, [("kind", "parish_council")])
    assert len(councils) == 264
    assert all(item["capitals"] == [] for item in councils)


@pytest.mark.parametrize("capital", list(Capital))
def test_capital_keeps_only_those_that_carry_it(client: TestClient, capital: Capital) -> None:
    everything = every_item(client, [])
    found = {item["id"] for item in every_item(client, [("capital", capital.value)])}
    assert found == {item["id"] for item in everything if capital.value in item["capitals"]}
    assert found


def test_category_district_ward_parish_and_lsoa_keep_only_theirs(client: TestClient) -> None:
    march = every_item(client, [("q", "library"), *NEAR_MARCH])[0]
    areas = march["location"]["areas"]
    for item in every_item(client, [("category", "library")]):
        assert "library" in item["categories"]
    for name, code in (
        ("district", areas["district"]), ("ward", areas["ward"]), ("parish", areas["parish"]),
        ("lsoa", areas["lsoa21"]),
    ):  # fmt: skip
        found = every_item(client, [(name, code)])
        assert march["id"] in {item["id"] for item in found}
        key = "lsoa21" if name == "lsoa" else name
        for item in found:
            assert item["location"] is None or item["location"]["areas"][key] == code


def _recoded(areas: dict[str, str]) -> bool:
    return areas["lsoa11"] != areas["lsoa21"]


def test_an_lsoa_of_either_release_may_be_asked_for(client: TestClient) -> None:
    placed = [item for item in every_item(client, []) if item["location"] is not None]
    moved = next(item for item in placed if item["site_count"] == 1 and _recoded(item["location"]["areas"]))
    for key in ("lsoa11", "lsoa21"):
        code = moved["location"]["areas"][key]
        assert moved["id"] in {item["id"] for item in every_item(client, [("lsoa", code)])}


def test_repeats_of_one_filter_are_or_and_different_filters_are_and(client: TestClient) -> None:
    def ids(params: Asked) -> set[str]:
        return {item["id"] for item in every_item(client, params)}

    hubs, venues, social = ids([("kind", "hub")]), ids([("kind", "venue")]), ids([("capital", "social")])
    assert ids([("kind", "hub"), ("kind", "venue")]) == hubs | venues
    assert ids([("kind", "hub"), ("capital", "social")]) == hubs & social
    fri, sat = ids([("day", "fri")]), ids([("day", "sat")])
    assert ids([("day", "fri"), ("day", "sat")]) == fri | sat
    assert hubs
    assert hubs & social
    assert fri - sat


@pytest.mark.parametrize("name", ["kind", "capital", "category", "district", "ward", "parish", "lsoa", "day"])
def test_each_filter_may_be_repeated_for_or(client: TestClient, name: str) -> None:
    areas = [item["location"]["areas"] for item in every_item(client, [("kind", "hub")]) if item["location"]]
    facets = answer(client)["facets"]
    values = {
        **{key: [value["value"] for value in facets[key] if value["count"]] for key in facets},
        **{key: sorted({codes[key] for codes in areas if codes[key]}) for key in ("ward", "parish")},
        "lsoa": sorted({codes["lsoa21"] for codes in areas if codes["lsoa21"]}),
        "day": ["mon", "sat"],
    }[name][:3]

    def ids(chosen: list[str]) -> set[str]:
        return {item["id"] for item in every_item(client, [(name, value) for value in chosen])}

    alone = [ids([value]) for value in values]
    assert len(values) > 1
    assert ids(values) == set.union(*alone)
    assert all(found < set.union(*alone) for found in alone)


@pytest.mark.parametrize("day", list(Day))
def test_a_day_leaves_out_what_gives_no_times(client: TestClient, day: Day) -> None:
    found = every_item(client, [("day", day.value)])
    silent = {item["id"] for item in every_item(client, []) if item["next_open"] is None}
    assert found
    assert not silent & {item["id"] for item in found if item["site_count"] == 1}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("free", "true", lambda listing: listing["free"]),
        ("step_free", "true", lambda listing: listing["step_free"]),
        ("remote", "true", lambda listing: listing["online"] or listing["telephone"]),
        ("language", "pl", lambda listing: "pl" in listing["languages"]),
        ("age", "10", lambda listing: (listing["min_age"] or 0) <= 10 <= (listing["max_age"] or 999)),
    ],
)
def test_someone_like_me_keeps_the_silent_ones_after_and_marks_them(
    client: TestClient, name: str, value: str, said: object
) -> None:
    assert callable(said)
    found = every_item(client, [(name, value)])
    marks = [name in item["unsaid"] for item in found]
    assert marks == sorted(marks), "those that say come first"
    assert any(marks)
    for item in [item for item in found if name not in item["unsaid"]][:10]:
        assert said(answer(client, path=f"{LISTINGS}/{item['id']}"))
    assert {mark for item in found for mark in item["unsaid"]} <= {name}
    assert all(item["unsaid"] == [] for item in every_item(client, []))


def test_what_is_confirmed_within_months(client: TestClient) -> None:
    confirmed = {item["id"] for item in every_item(client, []) if item["assured_date"] is not None}
    assert {item["id"] for item in every_item(client, [("assured_within_months", "240")])} == confirmed


@pytest.mark.parametrize("sort", list(Sort))
def test_every_sort_holds_the_same_listings(client: TestClient, sort: Sort) -> None:
    asked: Asked = [("q", "library"), *NEAR_MARCH]
    assert {item["id"] for item in every_item(client, [*asked, ("sort", sort.value)])} == {
        item["id"] for item in every_item(client, asked)
    }


def test_sort_by_name(client: TestClient) -> None:
    names = [item["name"] for item in every_item(client, [("sort", "name")])]
    letters = [name.casefold().removeprefix("the ") for name in names if name.isascii()]
    assert letters[0][0] <= letters[len(letters) // 2][0] <= letters[-1][0]
    assert letters[0][0] < letters[-1][0]


@pytest.mark.parametrize("params", QUESTIONS, ids=str)
def test_a_walk_gives_each_listing_once(client: TestClient, params: Asked) -> None:
    pages = list(every_page(client, params, per_page=7))
    ids = [item["id"] for page in pages for item in page["contents"]]
    assert len(ids) == len(set(ids)) == pages[0]["total_items"]
    assert [page["page_number"] for page in pages] == list(range(1, len(pages) + 1))
    assert {page["total_items"] for page in pages} == {len(ids)}


def test_a_page_beyond_the_last_is_empty(client: TestClient) -> None:
    page = answer(client, {"page": 1_000_000, "per_page": 100})
    assert page["contents"] == []
    assert page["size"] == 0
    assert page["total_items"] > 0


@pytest.mark.parametrize("params", QUESTIONS, ids=str)
def test_a_facet_counts_what_its_value_would_leave(client: TestClient, params: Asked) -> None:
    facets = answer(client, params)["facets"]
    for name, values in facets.items():
        others = [(key, value) for key, value in params if key != name]
        for value in values[:12]:
            assert value["label"]
            asked = [*others, (name, value["value"])]
            assert value["count"] == total(client, asked), (name, value)


def test_facets_name_every_value_there_is(client: TestClient) -> None:
    facets = answer(client)["facets"]
    everything = every_item(client, [])
    assert {value["value"] for value in facets["capital"]} == {capital.value for capital in Capital}
    assert {value["value"] for value in facets["category"]} >= {
        slug for item in everything for slug in item["categories"]
    }
    assert {value["value"] for value in facets["district"]} >= {FENLAND}


def test_geojson_holds_the_placed_items_of_the_same_page(client: TestClient) -> None:
    for params in QUESTIONS:
        page = answer(client, [*params, ("per_page", "50")])
        collection = answer(client, [*params, ("per_page", "50")], f"{LISTINGS}.geojson")
        placed = [item for item in page["contents"] if item["location"] is not None]
        assert collection["type"] == "FeatureCollection"
        assert [feature["properties"] for feature in collection["features"]] == placed
        assert collection["size"] == page["size"] == len(page["contents"])
        assert collection["unplaced"] == len(page["contents"]) - len(placed)
        for name in ("total_items", "total_pages", "page_number"):
            assert collection[name] == page[name]
        for feature, item in zip(collection["features"], placed, strict=True):
            assert feature["id"] == item["id"]
            assert feature["geometry"] == {
                "type": "Point",
                "coordinates": [item["location"]["lon"], item["location"]["lat"]],
            }


def test_one_listing_tells_all_and_agrees_with_the_list(client: TestClient) -> None:
    for item in answer(client, NEAR_MARCH)["contents"]:
        detail = answer(client, path=f"{LISTINGS}/{item['id']}")
        ListingDetail.model_validate(detail)
        assert set(detail) == set(ListingDetail.model_fields)
        for name in ITEM_FIELDS - {"location", "distance_m", "next_open"}:
            assert detail[name] == item[name], name
        assert [held["capital"] for held in detail["capital_evidence"]] == detail["capitals"]
        assert all(held["reason"] for held in detail["capital_evidence"])
        assert detail["sources"]


def test_a_place_is_told_in_full_or_not_at_all_in_every_answer(
    client: TestClient, read_engine: Engine
) -> None:
    with read_engine.connect() as connection:
        coarse = {
            str(UUID(identifier))
            for (identifier,) in connection.execute(
                text(
                    "SELECT listing_id FROM service_at_location GROUP BY listing_id HAVING "
                    "max(location_id IN (SELECT id FROM location WHERE "
                    "precision NOT IN ('district', 'hidden'))) = 0"
                )
            )
        }
    assert coarse, "some listings have a place no finer than a district"
    items = every_item(client, [("kind", kind.value) for kind in Kind])
    assert coarse <= {item["id"] for item in items}
    collection = answer(client, [("per_page", "100"), ("sort", "name")], f"{LISTINGS}.geojson")
    assert not coarse & {feature["id"] for feature in collection["features"]}
    for item in items:
        if item["id"] in coarse:
            detail = answer(client, path=f"{LISTINGS}/{item['id']}")
            assert item["location"] is detail["location"] is None
            assert detail["sites"]
            assert all(site["location"] is None for site in detail["sites"])
        elif item["site_count"]:
            assert None not in (item["location"]["lat"], item["location"]["lon"])


def test_one_listing_that_is_unknown_or_malformed(client: TestClient) -> None:
    problem_of(client, f"{LISTINGS}/{uuid4()}", 404)
    for identifier in ("march-library", "1", "%00", "zzzzzzzz-0000-0000-0000-000000000000"):
        assert problem_of(client, f"{LISTINGS}/{identifier}", 422)["field"] == "listing_id"
    assert problem_of(client, f"{LISTINGS}/{uuid4()}?full=1", 422)["field"] == "full"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("kinds=hub", "kinds"),
        ("Kind=hub", "Kind"),
        ("kind[]=hub", "kind[]"),
        ("kind=hubs", "kind"),
        ("kind=", "kind"),
        ("capital=all", "capital"),
        ("category=Not%20A%20Slug", "category"),
        ("district=Fenland", "district"),
        ("ward=E0501542", "ward"),
        ("parish=x", "parish"),
        ("lsoa=e01018087", "lsoa"),
        ("day=friday", "day"),
        ("free=perhaps", "free"),
        ("age=-1", "age"),
        ("age=121", "age"),
        ("age=9.5", "age"),
        ("step_free=2", "step_free"),
        ("language=Polish", "language"),
        ("remote=", "remote"),
        ("assured_within_months=0", "assured_within_months"),
        ("sort=best", "sort"),
        ("sort=distance", "sort"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=one", "page"),
        ("page=99999999999999999999999999", "page"),
        ("per_page=0", "per_page"),
        ("per_page=101", "per_page"),
        ("radius_m=500", "radius_m"),
        ("radius_m=500&bbox=0,52,1,53", "radius_m"),
        ("postcode=PE158AA&radius_m=0", "radius_m"),
        ("postcode=PE158AA&radius_m=-5", "radius_m"),
        ("postcode=PE158AA&radius_m=nan", "radius_m"),
        ("postcode=PE158AA&radius_m=inf", "radius_m"),
        ("postcode=PE158AA&radius_m=1e300", "radius_m"),
        ("lat=52.5", "lon"),
        ("lon=0.1", "lat"),
        ("lat=91&lon=0", "lat"),
        ("lat=52&lon=181", "lon"),
        ("lat=nan&lon=0", "lat"),
        ("lat=52&lon=-inf", "lon"),
        ("lat=north&lon=0", "lat"),
        ("lat=52&lat=53&lon=0", "lat"),
        ("q=a&q=b", "q"),
        ("postcode=PE158AA&lat=52&lon=0", "postcode"),
        ("postcode=PE15", "postcode"),
        ("postcode=", "postcode"),
        ("postcode=%00%00", "postcode"),
        ("postcode=PE15%208AA%20and%20more", "postcode"),
        ("bbox=0,52,1", "bbox"),
        ("bbox=0,52,1,53,2", "bbox"),
        ("bbox=a,b,c,d", "bbox"),
        ("bbox=1,52,0,53", "bbox"),
        ("bbox=0,53,1,52", "bbox"),
        ("bbox=0,-91,1,52", "bbox"),
        ("bbox=-181,50,1,52", "bbox"),
        ("bbox=nan,nan,nan,nan", "bbox"),
        ("q=%00", "q"),
        (f"q={'x' * 10_000}", "q"),
        (f"{'y' * 10_000}=1", "y" * 60),
        ("&".join(["kind=hub"] * 51), "kind"),
        ("=nothing", "request"),
    ],
    ids=lambda value: value[:40],
)
@pytest.mark.parametrize("suffix", ["", ".geojson"])
def test_what_is_malformed_is_refused_and_named(
    client: TestClient, query: str, field: str, suffix: str
) -> None:
    problem = problem_of(client, f"{LISTINGS}{suffix}?{query}", 422)
    assert problem["type"] == "/problems/invalid-input"
    assert problem["field"] == field
    assert field in {error["field"] for error in problem["errors"]}
    assert all(error["detail"].endswith(".") for error in problem["errors"])


def test_every_part_to_mend_is_named(client: TestClient) -> None:
    problem = problem_of(client, f"{LISTINGS}?kind=x&age=old&per_page=500&nonsense=1", 422)
    assert {error["field"] for error in problem["errors"]} == {"kind", "age", "per_page", "nonsense"}


def test_a_postcode_that_is_unknown_is_a_404(client: TestClient) -> None:
    problem = problem_of(client, f"{LISTINGS}?postcode=CB99%209ZZ", 404)
    assert problem["type"] == "/problems/not-found"
    assert problem["field"] == "postcode"


def test_a_postcode_outside_the_area_is_refused_in_words(client: TestClient, outside_postcode: str) -> None:
    problem = problem_of(client, f"{LISTINGS}?postcode={quote(outside_postcode)}", 422)
    assert problem["field"] == "postcode"
    assert "outside" in problem["detail"]


def test_a_terminated_postcode_with_a_point_may_be_used(client: TestClient, terminated_postcode: str) -> None:
    page = answer(client, {"postcode": terminated_postcode, "radius_m": 20_000})
    assert page["contents"][0]["distance_m"] is not None


def test_words_read_otherwise_are_told(client: TestClient) -> None:
    typed, meant = (answer(client, {"q": words}) for words in ("libary", "library"))
    assert typed["read_as"] == ["library"]
    assert typed["total_items"] == meant["total_items"] > 0
    assert "read_as" not in meant
    assert answer(client, {"q": "libary"}, f"{LISTINGS}.geojson")["read_as"] == ["library"]


@pytest.mark.parametrize(
    "words",
    ['"', "'", "*", "AND", "a OR b", "NEAR(a b)", "name:x", "-a", "(", ")", "^x", "a;DROP TABLE x", "😀",
     "é", "\u202e", "%", "_", "x" * 200, "a " * 99, "\n\t", "\ud7ff", "{", "\\"],
    ids=ascii,
)  # fmt: skip
def test_no_words_break_the_search(client: TestClient, words: str) -> None:
    answer(client, {"q": words})


@pytest.mark.parametrize("raw", ["%ED%A0%80", "%C3%28", "%FF%FE", "%", "%zz", "%u0000"])
def test_bytes_that_are_not_text_do_not_break_the_search(client: TestClient, raw: str) -> None:
    assert client.get(f"{LISTINGS}?q={raw}").status_code in {200, 422}


@pytest.mark.parametrize(
    "point", ["lat=90&lon=0", "lat=-90&lon=180", "lat=0&lon=-180", "lat=5e-324&lon=0", "lat=52.2&lon=0.1"]
)
def test_any_point_on_earth_may_be_asked_from(client: TestClient, point: str) -> None:
    assert client.get(f"{LISTINGS}?{point}").status_code == 200
    far = client.get(f"{LISTINGS}?{point}&radius_m=0.000001")
    assert far.json()["total_items"] == 0
