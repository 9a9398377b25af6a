"""The listings are built row for row from their lists; the rules that protect homes hold."""

import csv
import re
from collections import Counter
from pathlib import Path

import geopandas as gpd
import pytest

from directory.errors import SourceIncomplete
from directory.imports.records import read_records
from directory.shipped.build.listings import build_listings
from directory.shipped.build.listings.club_places import REVIEWED, decide_address
from directory.shipped.build.listings.clubs import name_sport
from directory.shipped.build.listings.hours import join_spans, read_spans, write_week
from directory.shipped.build.listings.mobile import write_visits
from directory.shipped.build.listings.wording import tidy_address, tidy_name

BROKEN = "Limite d"  # codespell:ignore limite
DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.mark.parametrize(
    "address",
    [
        "15 Fulbrooke Road, Newnham, Cambridge",
        "Cambridge Canoe Club, 15 Fulbrooke Road, Newnham",
        "282-286 LINCOLN ROAD, PETERBOROUGH",
        "194/198 Station Road, Whittlesey",
        "16B HIGH STREET, FENSTANTON",
        "Flat 3 Citygate, Woodhead Drive",
        "c/o Hon Sec, 27 Ingham Hall Gardens",
        "83 HOLLYTREES, BAR HILL",
        "STEWARDS FLAT, SOME GOLF CLUB, DODFORD LANE",
        "Park Road, Cambridge",
        "Wood Street, Chatteris",
        "The Old Pavilion, 12 Park Road",
    ],
)
def test_what_may_be_a_home_is_not_shown(address: str) -> None:
    assert decide_address("not-reviewed", "Some Cricket Club", address) == "parish"


@pytest.mark.parametrize(
    "address",
    [
        "The Playing Field, Hall Lane, Great Chishill",
        "Clubhouse, Second Drove, Fengate",
        "The Pavilion, Wilberforce Road",
        "Some Cricket Club, Tan House Lane, Burwell",
        "Littleport Leisure Centre, Camel Road",
    ],
)
def test_what_is_plainly_premises_is_shown(address: str) -> None:
    assert decide_address("not-reviewed", "Some Cricket Club Limited", address) == "premises"


def test_each_review_says_why() -> None:
    assert all(review.why.endswith(".") for review in REVIEWED.values())


@pytest.mark.parametrize(
    ("printed", "tidy"),
    [
        (
            "(Littleport) St George’s Connections Community Cafe",  # noqa: RUF001
            "St George's Connections Community Cafe, Littleport",
        ),
        ("Cambridge Cangaroos Trampoline Club Limi ted", "Cambridge Cangaroos Trampoline Club"),
        (
            f"St Ives Rugby Union Football Club {BROKEN}",
            "St Ives Rugby Union Football Club",
        ),
        ("Peterborough Rugby Union Football Club L  TD", "Peterborough Rugby Union Football Club"),
        (
            "Country Pursuits Cambridge,clay Target C Lub",
            "Country Pursuits Cambridge, Clay Target Club",
        ),
        ("Bretton Park junior parkrun", "Bretton Park junior parkrun"),
        ("Museum Of Archaeology And Anthropology", "Museum of Archaeology and Anthropology"),
    ],
)
def test_names_are_tidied(printed: str, tidy: str) -> None:
    assert tidy_name(printed) == tidy


def test_addresses_lose_postcode_county_and_doubles() -> None:
    printed = "Toft People’s Hall<br> 1 School Lane<br>Toft, Cambridge<br>CB23 2RJ<br><br>"  # noqa: RUF001
    assert tidy_address(printed) == "Toft People's Hall, 1 School Lane, Toft, Cambridge"
    assert tidy_address("WALCOT ROAD, BARNACK, NA, NA") == "Walcot Road, Barnack"
    assert tidy_address("Main Road, Elm, Elm, Cambridgeshire PE14 0AF") == "Main Road, Elm"
    assert tidy_address("NA") is None


def test_a_week_is_written_short_and_self_service_joins_staffed_hours() -> None:
    week = {"Mo": [(540, 1020)], "Tu": [(540, 1020)], "Th": [(600, 780), (840, 1020)], "Su": []}
    assert write_week(week) == "Mo-Tu 09:00-17:00; Th 10:00-13:00,14:00-17:00"
    assert write_week({}) is None
    assert join_spans([(600, 780), (480, 1140)]) == [(480, 1140)]
    assert join_spans([(600, 720), (720, 780)]) == [(600, 780)]
    with pytest.raises(SourceIncomplete, match="ends before it begins"):
        read_spans("17:00-09:00")
    with pytest.raises(SourceIncomplete, match="10:00-13:00"):
        read_spans("morning")


def test_visits_of_the_mobile_library() -> None:
    first = {"frequency": "FREQ=MONTHLY;BYDAY=2WE", "arrival": "12:15", "departure": "13:00"}
    other = {"frequency": "FREQ=MONTHLY;BYDAY=4WE", "arrival": "09:45", "departure": "10:10"}
    twice = {"frequency": "FREQ=MONTHLY;BYDAY=2TU,4TU", "arrival": "10:00", "departure": "10:50"}
    assert write_visits([first]) == "We[2] 12:15-13:00"
    assert write_visits([first, other]) == "We[2] 12:15-13:00; We[4] 09:45-10:10"
    assert write_visits([twice, twice]) == "Tu[2,4] 10:00-10:50"
    with pytest.raises(SourceIncomplete, match="monthly"):
        write_visits([{**first, "frequency": "FREQ=WEEKLY;BYDAY=WE"}])


@pytest.mark.parametrize(
    ("name", "categories"),
    [
        ("Archway Peterborough Table Tennis Club", ("table-tennis",)),
        ("Hemingfords Lawn Tennis Club", ("tennis",)),
        ("Cantabrigian Rugby Union Football Club", ("rugby",)),
        ("The Suffolk Polo Club", ("polo",)),
        ("Wisbech Town Cricket and Hockey Club", ("cricket", "hockey")),
        ("Timber", ("other-sport",)),
    ],
)
def test_a_clubs_sport_is_read_from_its_name(name: str, categories: tuple[str, ...]) -> None:
    assert name_sport(name, name)[0] == categories


def _count(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


@pytest.mark.reference
def test_every_row_of_every_list_is_accounted_for(reference: Path) -> None:
    rows = {
        "libraries_2025": _count(reference / "assets/camb_libraries.csv"),
        "libraries_england_2023": _count(reference / "assets/camb_libraries_ace2023.csv"),
        "sports_clubs_2026": _count(reference / "assets/camb_cascs_active.csv"),
        "museums_2022": _count(reference / "assets2/museums.csv"),
        "parkruns_2026": _count(reference / "assets2/parkruns.csv"),
        "polling_halls": _count(reference / "assets2/polling_halls.csv"),
        "leisure_culture_2016": _count(reference / "assets2/cambridge_leisure_culture_2016.csv"),
        "colleges_2024": _count(reference / "assets2/further_higher_education.csv"),
        "food_banks_2026": _count(reference / "assets3/food_banks.csv"),
        "public_places": _count(reference / "assets3/public_places.csv"),
        "council_papers": _count(reference.parent / "seeds/seed_entities.csv"),
    }
    listings = read_records(DATA / "listings/listings.jsonl").records
    kept = Counter(ref.source for listing in listings for ref in listing.sources)
    with (DATA / "listings/left_out.csv").open(encoding="utf-8", newline="") as file:
        left = Counter(row["source"] for row in csv.DictReader(file))
    assert {source: kept[source] + left[source] for source in rows} == rows
    hubs = sum(n for source, n in kept.items() if source.startswith(("hubs_", "warm_spaces_")))
    assert hubs == _count(reference / "assets/camb_community_hubs.csv") == 85
    (mobile,) = [listing for listing in listings if listing.visiting]
    assert len(mobile.sites) + 14 == _count(reference / "assets/camb_mobile_library_stops.csv")


@pytest.mark.reference
def test_points_lie_in_the_district_they_state(reference: Path) -> None:
    districts = gpd.read_file(reference / "boundaries/camb_districts.geojson").set_index("code")
    sites = [
        (listing.name, site)
        for listing in read_records(DATA / "listings/listings.jsonl").records
        for site in listing.sites
        if site.lon is not None
    ]
    points = gpd.GeoSeries.from_xy(
        [site.lon for _, site in sites], [site.lat for _, site in sites], crs="EPSG:4326"
    )
    stated = gpd.GeoSeries(districts.loc[[site.district for _, site in sites]].geometry.to_numpy(), crs=4326)
    outside = ~points.within(stated)
    assert [name for (name, _), out in zip(sites, outside, strict=True) if out] == []


@pytest.mark.reference
def test_what_is_hidden_of_a_club_is_nowhere_in_its_record(reference: Path) -> None:
    with (reference / "assets/camb_cascs_active.csv").open(encoding="utf-8", newline="") as file:
        register = {row["id"]: row for row in csv.DictReader(file)}
    hidden = 0
    text = (DATA / "listings/listings.jsonl").read_text(encoding="utf-8")
    for line, listing in zip(
        text.splitlines(), read_records(DATA / "listings/listings.jsonl").records, strict=True
    ):
        row = register.get(listing.sources[0].source_id)
        if row is None or listing.sites[0].precision != "parish":
            continue
        hidden += 1
        assert row["postcode"] not in line
        street = re.search(r"\d+\w? [A-Za-z' ]+", row["address"])
        assert street is None or street[0].lower() not in line.lower()
        assert (listing.sites[0].lon, listing.sites[0].lat) != (float(row["lon"]), float(row["lat"]))
    assert hidden == 63


@pytest.mark.reference
def test_building_again_gives_the_shipped_bytes(reference: Path, tmp_path: Path) -> None:
    notes = build_listings(reference, tmp_path)
    assert {note.path for note in notes} == {
        f"{path.parent.name}/{path.name}"
        for folder in ("listings", "contacts", "report2022")
        for path in (DATA / folder).iterdir()
    }
    for note in notes:
        assert (tmp_path / note.path).read_bytes() == (DATA / note.path).read_bytes(), note.path


def test_an_incomplete_source_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceIncomplete, match=r"camb_parishes\.csv"):
        build_listings(tmp_path, tmp_path / "out")
