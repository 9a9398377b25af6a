"""The shipped listings are complete, say nothing of private people, and agree with their own tables."""

import csv
import gzip
import math
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from opening_hours import OpeningHours

from directory.imports.records import read_records
from directory.listings.record import ListingRecord, SiteRecord
from directory.shipped.build.listings.capitals import AMBIGUOUS
from directory.shipped.build.listings.rules_page import PAGE, write_page
from directory.shipped.build.tables import DISTRICTS
from directory.shipped.manifest import read_manifest
from directory.words import Capital, Precision
from geo.projection import to_bng

DATA = Path(__file__).resolve().parents[2] / "data"
COUNTY = "E10000003"
AREAS = {*DISTRICTS, COUNTY, "E47000008"}
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
PHONE = re.compile(r"(?<![\d.:/-])(?:\+44|0)\d(?:[ -]?\d){8,9}(?![\d:])")
IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|osgb\d+|GB-CASC-[0-9a-f]+")
TITLED_PERSON = re.compile(r"\b(?:Mr|Mrs|Miss|Ms|Dr|Cllr|Councillor)\b\.? [A-Z]")
ROLE_MAILBOX = re.compile(
    r"(?:your\.library|democraticservices)@cambridgeshire\.gov\.uk"
    r"|[a-z]*library@peterboroughlimited\.co\.uk"
)
SWITCHBOARDS = {"0345 045 5219", "01223 457000", "01353 665555", "01480 388388"}
FIVE_OF_A_LIBRARY = {"social", "cultural", "human", "environmental", "employability"}
IN_TWO_LISTS = (
    *("Toft", "Meldreth", "Horningsea", "Melbourn", "Willingham"),
    *("Caldecote", "Duxford", "Grantchester", "Northstowe"),
)
# The clubs whose shown address holds a number, looked at one by one: units and buildings, no house.
NUMBERED_PREMISES = {
    "Unit 1, Lion Works, Station Road, Whittlesford",
    "Unit 8 Cirrus Court, Huntingdon",
    "Buildings 1021, 1023 and 1025, Alconbury Airfield",
}


def _rows(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def listings() -> tuple[ListingRecord, ...]:
    found = read_records(DATA / "listings/listings.jsonl")
    assert found.rejected == ()
    return found.records


def _of_source(listings: tuple[ListingRecord, ...], source: str) -> list[ListingRecord]:
    return [listing for listing in listings if listing.sources[0].source == source]


def _sites(listings: tuple[ListingRecord, ...]) -> list[tuple[ListingRecord, SiteRecord]]:
    return [(listing, site) for listing in listings for site in listing.sites]


def test_listings_are_sorted_by_an_id_each(listings: tuple[ListingRecord, ...]) -> None:
    ids = [str(listing.id) for listing in listings]
    assert ids == sorted(set(ids))


def test_counts_the_sources_promise(listings: tuple[ListingRecord, ...]) -> None:
    libraries = [listing for listing in listings if "library" in listing.categories]
    visiting = [listing for listing in listings if listing.visiting]
    assert len(libraries) == 54
    assert [(listing.name, len(listing.sites)) for listing in visiting] == [
        ("Cambridgeshire mobile library", 362)
    ]
    assert "2020" in (visiting[0].time_note or "")
    assert len(_of_source(listings, "sports_clubs_2026")) == 119
    assert len(_of_source(listings, "parkruns_2026")) == 29
    assert len(_of_source(listings, "food_banks_2026")) == 34


def test_nine_hubs_stand_in_two_lists(listings: tuple[ListingRecord, ...]) -> None:
    both = {"hubs_cambridgeshire_acre", "hubs_south_cambridgeshire"}
    overlap = [listing.name for listing in listings if both <= {ref.source for ref in listing.sources}]
    places = [
        "Toft",
        "Meldreth",
        "Horningsea",
        "Melbourn",
        "Willingham",
        "Caldecote",
        "Duxford",
        "Grantchester",
        "Northstowe",
    ]
    assert len(overlap) == len(places)
    assert all(any(place in name for name in overlap) for place in places)


def test_every_word_used_is_explained(listings: tuple[ListingRecord, ...]) -> None:
    categories = {row["category"]: row for row in _rows("listings/categories.csv")}
    sources = {row["source"] for row in _rows("listings/sources.csv")}
    assert {category for listing in listings for category in listing.categories} <= set(categories)
    assert {ref.source for listing in listings for ref in listing.sources} == sources
    assert all(listing.categories for listing in listings)
    assert all(row["label"] and row["plural"] and row["group"] for row in categories.values())
    assert {code for listing in listings for code in listing.serves} <= AREAS


def test_every_listing_can_be_found_somewhere(listings: tuple[ListingRecord, ...]) -> None:
    assert [listing.name for listing in listings if not listing.sites and not listing.serves] == []
    districts = {site.district for _, site in _sites(listings)}
    assert districts == set(DISTRICTS)


def test_each_category_has_rules_or_is_ambiguous() -> None:
    categories = {row["category"] for row in _rows("listings/categories.csv")}
    rules = _rows("listings/capital_rules.csv")
    ruled = {row["category"] for row in rules}
    assert ruled | set(AMBIGUOUS) == categories
    assert ruled & set(AMBIGUOUS) == set()
    assert {row["capital"] for row in rules} == {capital.value for capital in Capital}
    assert all(row["reason"][0].islower() and row["basis"] for row in rules)
    doubles = Counter((row["kind"], row["category"], row["capital"]) for row in rules)
    assert set(doubles.values()) == {1}


def test_a_library_has_the_five_capitals_of_the_worked_example() -> None:
    library = {row["capital"] for row in _rows("listings/capital_rules.csv") if row["category"] == "library"}
    assert library == FIVE_OF_A_LIBRARY


def test_hampton_library_carries_nothing_of_others(listings: tuple[ListingRecord, ...]) -> None:
    (hampton,) = [listing for listing in listings if listing.name == "Hampton Library"]
    assert hampton.email is None
    assert [site.hours for site in hampton.sites] == [None]
    assert "leisure centre" in (hampton.sites[0].hours_note or "")
    assert not any("havering" in line for line in (DATA / "listings/listings.jsonl").read_text().split("\n"))


def test_no_mailbox_number_or_title_of_a_person(listings: tuple[ListingRecord, ...]) -> None:
    assert all(listing.phone is None for listing in listings)
    for folder in ("listings", "contacts", "report2022"):
        for path in sorted((DATA / folder).iterdir()):
            text = IDENTIFIER.sub("", path.read_text(encoding="utf-8"))
            assert [mail for mail in EMAIL.findall(text) if not ROLE_MAILBOX.fullmatch(mail)] == [], path
            assert set(PHONE.findall(text)) <= SWITCHBOARDS, path
            assert TITLED_PERSON.findall(text) == [], path


def test_the_person_patterns_would_find_one() -> None:
    line = "c/o Hon Sec, Mrs A Bean, 01223 706398, jo.bean@example.org, 07920 160441"
    assert PHONE.findall(line) == ["01223 706398", "07920 160441"]
    assert EMAIL.findall(line) == ["jo.bean@example.org"]
    assert TITLED_PERSON.findall(line) == ["Mrs A"]


def test_below_postcode_only_the_parish_point_is_known(listings: tuple[ListingRecord, ...]) -> None:
    points = {
        row["code"]: (float(row["lon"]), float(row["lat"]), row["district_code"])
        for row in _rows("parishes/parishes.csv")
    }
    coarse = [
        site for _, site in _sites(listings) if site.precision in {Precision.PARISH, Precision.DISTRICT}
    ]
    assert len(coarse) > 100
    for site in coarse:
        assert (site.address, site.postcode) == (None, None)
        if site.precision is Precision.PARISH:
            assert (site.lon, site.lat, site.district) == points[site.parish or ""]
        else:
            assert (site.lon, site.lat, site.parish) == (None, None, None)


def test_no_clubs_address_looks_like_a_home(listings: tuple[ListingRecord, ...]) -> None:
    clubs = _of_source(listings, "sports_clubs_2026")
    precisions = Counter(site.precision for club in clubs for site in club.sites)
    assert precisions == {Precision.POSTCODE: 56, Precision.PARISH: 63}
    shown = [site.address or "" for club in clubs for site in club.sites if site.address]
    assert {address for address in shown if re.search(r"\d", address)} <= NUMBERED_PREMISES
    homely = re.compile(
        r"\bc/o\b|\bflat\b|care of|(?<!club )(?<!boat )\bhouse,|\bcottage|\bfarm,", re.IGNORECASE
    )
    assert [address for address in shown if homely.search(address)] == []


def test_refuges_and_the_like_are_nowhere(listings: tuple[ListingRecord, ...]) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (DATA / "listings").iterdir()).lower()
    for word in ("refuge", "whitworth", "women's aid", "safe house"):
        assert word not in text
    sensitive = [listing for listing in listings if listing.sensitive]
    assert len(sensitive) >= 4
    assert all(
        site.precision in {Precision.PARISH, Precision.DISTRICT, Precision.HIDDEN}
        for listing in sensitive
        for site in listing.sites
    )


def test_every_hours_string_opens_some_day(listings: tuple[ListingRecord, ...]) -> None:
    start = datetime(2026, 11, 1, tzinfo=UTC).replace(tzinfo=None)
    hours = {site.hours for _, site in _sites(listings) if site.hours}
    assert len(hours) > 200
    assert [text for text in hours if OpeningHours(text).next_change(start) is None] == []


def test_every_merged_record_is_a_source_of_what_took_it_in(listings: tuple[ListingRecord, ...]) -> None:
    refs = {str(li.id): {(ref.source, ref.source_id) for ref in li.sources} for li in listings}
    merges = _rows("listings/merges.csv")
    second_visits = [row for row in merges if row["how"] == "second visit to the same place"]
    assert len(second_visits) == 14
    for row in merges:
        if row in second_visits:
            assert row["merged_source"] == "mobile_library_2020"
        else:
            assert (row["merged_source"], row["merged_source_id"]) in refs[row["kept_id"]]
    assert sum(len(found) - 1 for found in refs.values()) == len(merges) - len(second_visits)


def test_names_are_written_for_people(listings: tuple[ListingRecord, ...]) -> None:
    for listing in listings:
        assert not re.search(r"\b(?:limi|limited|ltd|l td|c lub|c entre)\b", listing.name, re.IGNORECASE)
        assert not listing.name.startswith("(")
        assert "  " not in listing.name
        assert "’" not in listing.name  # noqa: RUF001
        assert len(listing.name) <= 6 or not listing.name.isupper()
        assert listing.summary.endswith(".")


def test_somebody_to_talk_to_in_every_area() -> None:
    contacts = _rows("contacts/contact_points.csv")
    assert {row["area_code"] for row in contacts} == {*DISTRICTS, COUNTY}
    for row in contacts:
        assert row["organisation"]
        assert row["role"]
        assert row["purpose"].endswith(".")
        assert row["url"].startswith("https://")
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", row["source_date"])
        assert row["phone"] in {*SWITCHBOARDS, ""}


def test_margins_of_the_report_are_as_printed() -> None:
    margins = {(row["measure"], row["name"]): row["value"] for row in _rows("report2022/margins.csv")}
    capitals = {name: int(value) for (measure, name), value in margins.items() if measure == "capital"}
    assert capitals == {
        "social": 239,
        "cultural": 204,
        "human": 84,
        "health": 134,
        "environmental": 127,
        "employability": 90,
    }
    assert sum(capitals.values()) == 878
    assert margins["district", "Cambridge"] == "223"
    assert margins["district", "South Cambridgeshire"] == ""


def test_the_manifest_names_the_tables_of_listings() -> None:
    manifest = read_manifest(DATA)
    for folder in ("listings", "contacts", "report2022"):
        for path in (DATA / folder).iterdir():
            note = manifest.find(f"{folder}/{path.name}")
            assert note is not None, path
            assert note.columns
            assert note.licence


def test_the_page_of_rules_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == write_page()


def test_no_place_contradicts_its_postcode(listings: tuple[ListingRecord, ...]) -> None:
    with gzip.open(DATA / "postcodes" / "postcodes.csv.gz", "rt", encoding="utf-8") as lines:
        points = {
            row["postcode"]: (float(row["easting"]), float(row["northing"]))
            for row in csv.DictReader(lines)
            if row["easting"]
        }
    sites = [site for _listing, site in _sites(listings) if site.postcode in points]
    assert len(sites) > 600
    for site in sites:
        assert site.lon is not None
        assert site.lat is not None
        assert math.dist(to_bng(site.lon, site.lat), points[site.postcode or ""]) <= 1_000, site.name
