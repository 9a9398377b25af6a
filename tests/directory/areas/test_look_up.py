"""Is every shipped postcode looked up as it is shipped, and every area told with its published figures?"""

import csv
import gzip
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.areas.service import (
    area_names,
    contact_points,
    datasets,
    known_names,
    list_areas,
    nearest_reference_places,
    nearest_stops,
    neighbourhood_words,
    read_area,
    read_postcode,
)
from directory.errors import NotFound
from directory.settings import PROJECT_DIR
from directory.words import ALL_DISTRICTS, COUNTY, PETERBOROUGH, Domain, Level, Release

DATA = PROJECT_DIR / "data"
MID_2022 = {
    "E07000008": 146_995,
    "E07000009": 89_394,
    "E07000010": 103_035,
    "E07000011": 184_052,
    "E07000012": 165_633,
    "E06000031": 217_705,
}
KINGS_HEDGES, WIMBLINGTON = "E01017977", "E01018111"


def shipped(path: str) -> list[dict[str, str]]:
    with gzip.open(DATA / path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_shipped_postcode_is_looked_up_as_it_is_shipped(read_session: Session) -> None:
    rows = shipped("postcodes/postcodes.csv.gz")
    assert len(rows) == 38_850
    parishes = {
        code for (code,) in read_session.execute(text("SELECT code FROM area WHERE level = 'parish'"))
    }
    wrong = []
    for row in rows:
        found = read_postcode(read_session, row["postcode"].replace(" ", "").lower())
        told = (
            found.postcode, found.status, found.terminated or "", found.lon, found.lat,
            found.areas.lsoa11 or "",
            found.areas.lsoa21 or "", found.areas.ward or "", found.areas.district, found.inside,
        )  # fmt: skip
        meant = (
            row["postcode"], row["status"], row["terminated"], float(row["lon"]), float(row["lat"]),
            row["lsoa11"], row["lsoa21"], row["ward"], row["district"], True,
        )  # fmt: skip
        if told != meant or found.areas.parish not in parishes or not found.parish_estimated:
            wrong.append((told, meant))
    assert wrong == []


def test_a_postcode_outside_is_known_by_its_district_and_no_more(read_session: Session) -> None:
    for row in shipped("postcodes/outside.csv.gz")[::97]:
        found = read_postcode(read_session, row["postcode"])
        assert not found.inside
        assert (found.status, found.areas.district) == (row["status"], row["district"])
        assert (found.lon, found.areas.lsoa21, found.areas.parish) == (None, None, None)
        assert found.district_name


def test_the_papers_own_ranks(read_session: Session) -> None:
    assert read_area(read_session, KINGS_HEDGES, Release.R2011).imd_rank == 6_022
    assert read_area(read_session, WIMBLINGTON, Release.R2011).imd_rank == 19_240


def test_455_codes_are_in_both_releases_with_figures_of_their_own(read_session: Session) -> None:
    older = {area.code: area for area in list_areas(read_session, Level.LSOA, Release.R2011)}
    newer = {area.code: area for area in list_areas(read_session, Level.LSOA, Release.R2021)}
    assert (len(older), len(newer), len(older.keys() & newer.keys())) == (487, 516, 455)
    both = sorted(older.keys() & newer.keys())
    differing = [code for code in both if older[code].imd_rank != newer[code].imd_rank]
    assert len(differing) > 440
    for code in both:
        read = read_area(read_session, code)
        assert (read.release, read.releases) == (Release.R2021, ("2021", "2011"))
        assert read.imd_rank == newer[code].imd_rank
        assert read_area(read_session, code, Release.R2011).imd_rank == older[code].imd_rank
    for code in older.keys() - newer.keys():
        assert read_area(read_session, code).release is Release.R2011
        with pytest.raises(NotFound, match=r"in that release\. It is in release 2011"):
            read_area(read_session, code, Release.R2021)


@pytest.mark.parametrize("release", Release)
def test_every_lsoa_has_seven_domains_a_decile_and_people(read_session: Session, release: Release) -> None:
    for area in list_areas(read_session, Level.LSOA, release):
        read = read_area(read_session, area.code, release)
        assert [found.domain for found in read.domains] == [domain.value for domain in Domain]
        assert all(found.rank and 1 <= (found.decile or 0) <= 10 for found in read.domains)
        assert read.population
        assert not read.population_estimated
        assert not read.imd_estimated
        assert read.lsoa_count == 1


def test_districts_have_the_published_people_of_mid_2022(read_session: Session) -> None:
    found = {area.code: area.population for area in list_areas(read_session, Level.DISTRICT, Release.R2021)}
    assert found == MID_2022


@pytest.mark.parametrize("release", Release)
@pytest.mark.parametrize("level", [Level.LSOA, Level.WARD, Level.PARISH])
def test_the_people_of_smaller_areas_add_up_to_their_district(
    read_session: Session, level: Level, release: Release
) -> None:
    areas = list_areas(read_session, level, release)
    for district in list_areas(read_session, Level.DISTRICT, release):
        parts = [area for area in areas if area.district_code == district.code]
        assert parts
        # Each part is rounded to a whole person.
        slack = 0 if level is Level.LSOA else len(parts) / 2
        total = sum(area.population or 0 for area in parts)
        assert district.population is not None
        assert abs(total - district.population) <= slack, district.name


def test_a_level_is_listed_whole_or_by_district(read_session: Session) -> None:
    assert len(list_areas(read_session, Level.PARISH, Release.R2021)) == 266
    assert len(list_areas(read_session, Level.WARD, Release.R2021)) == 120
    fenland = list_areas(read_session, Level.PARISH, Release.R2021, district="E07000010")
    assert len(fenland) == 16
    assert {area.district_name for area in fenland} == {"Fenland"}
    assert list_areas(read_session, Level.PARISH, Release.R2021, district="nowhere") == ()


@pytest.mark.parametrize("code", ["", "E99999999", "E0101797", "e01017977", "'; --", "x" * 10_240])
def test_a_code_that_is_none_of_ours_is_not_found(read_session: Session, code: str) -> None:
    with pytest.raises(NotFound) as error:
        read_area(read_session, code)
    assert len(error.value.message) < 200


def test_names_of_areas_wide_ones_among_them(read_session: Session) -> None:
    assert area_names(read_session, ["E07000010", COUNTY, "E99999999"]) == {
        "E07000010": "Fenland",
        COUNTY: "Cambridgeshire",
    }
    assert area_names(read_session, []) == {}


def test_the_nearest_stops_and_places_are_the_nearest(read_session: Session) -> None:
    origin = read_postcode(read_session, "PE15 8AA")
    assert origin.lon is not None
    assert origin.lat is not None
    stops = nearest_stops(read_session, origin.lon, origin.lat)
    assert len(stops) == 3
    assert [stop.distance_m for stop in stops] == sorted(stop.distance_m for stop in stops)
    assert stops[0].distance_m < 1_000
    places = nearest_reference_places(read_session, origin.lon, origin.lat, kinds=["gp"], limit=5)
    every = nearest_reference_places(read_session, origin.lon, origin.lat, limit=1_000)
    assert [place.distance_m for place in every] == sorted(place.distance_m for place in every)
    assert list(places) == [place for place in every if place.kind == "gp"][: len(places)]
    assert nearest_stops(read_session, 5.0, 50.0) == ()


@pytest.mark.parametrize("district", [*ALL_DISTRICTS, None, "E99999999"])
def test_everybody_has_somebody_to_talk_to(read_session: Session, district: str | None) -> None:
    found = contact_points(read_session, district)
    assert found
    for point in found:
        assert point.phone or point.url or point.email
        assert point.source
        assert point.source_date
    codes = {code for (code,) in read_session.execute(text("SELECT DISTINCT area_code FROM contact_point"))}
    assert COUNTY in codes
    assert PETERBOROUGH in codes
    if district == PETERBOROUGH:
        assert "Cambridgeshire County Council" not in {point.organisation for point in found}


def test_every_loaded_table_says_where_it_is_from(read_session: Session) -> None:
    for table in datasets(read_session):
        assert table.source, table.path
        assert table.licence, table.path
        assert table.vintage, table.path
        assert len(table.sha256) == 64
        assert table.rows > 0


@pytest.fixture(scope="module")
def england(reference_dir: Path) -> pd.DataFrame:
    return pd.read_csv(reference_dir / "imd" / "iod2019_england_lsoa11.csv.gz")


def _places(england: pd.DataFrame, column: str) -> pd.Series:
    """Rank districts by the population-weighted mean of a column that is larger where need is greater."""
    people = england["pop_total_mid2015"]
    district = england["lad19_code"]
    mean = (england[column] * people).groupby(district).sum() / people.groupby(district).sum()
    return mean.rank(ascending=False, method="min").astype(int)


@pytest.mark.reference
def test_huntingdonshire_and_east_cambridgeshire_are_24_places_apart(england: pd.DataFrame) -> None:
    # As MHCLG's district summary of the IMD 2019: the population-weighted *average score*.
    place = _places(england, "imd_score")
    assert len(place) == 317
    assert place["E07000009"] - place["E07000011"] == 24


@pytest.mark.reference
def test_fenland_is_third_for_education(england: pd.DataFrame) -> None:
    # The *average rank* gives it; by average score of the domain it is 11th, so the paper means the rank.
    england = england.assign(upside_down=len(england) + 1 - england["education_rank"])
    assert _places(england, "upside_down")["E07000010"] == 3
    assert _places(england, "education_score_exp")["E07000010"] == 11


@pytest.mark.reference
@pytest.mark.parametrize(
    ("release", "file", "code"),
    [
        (Release.R2011, "iod2019_england_lsoa11.csv.gz", "lsoa11_code"),
        (Release.R2021, "iod2025_england_lsoa21.csv.gz", "lsoa21_code"),
    ],
)
def test_every_lsoa_has_englands_rank_and_decile(
    read_session: Session, reference_dir: Path, release: Release, file: str, code: str
) -> None:
    table = pd.read_csv(reference_dir / "imd" / file).set_index(code)
    for area in list_areas(read_session, Level.LSOA, release):
        published = table.loc[area.code]
        assert (area.imd_rank, area.imd_decile) == (published["imd_rank"], published["imd_decile"])
        assert area.imd_score == pytest.approx(published["imd_score"], abs=0.001)


def test_a_neighbourhood_is_told_by_the_name_people_know(read_session: Session) -> None:
    told = neighbourhood_words(read_session, ["E01018111", "E01018084", "E01017978", "E99999999"])
    assert told == {
        "E01018111": "Wimblington (Fenland 010C)",
        "E01018084": "March North (Fenland 005D)",
        "E01017978": "Kings Hedges (Cambridge 001D)",
    }
    assert neighbourhood_words(read_session, []) == {}


@pytest.mark.parametrize("release", Release)
def test_every_lsoa_and_nothing_else_has_a_name_people_know(read_session: Session, release: Release) -> None:
    lsoas = list_areas(read_session, Level.LSOA, release)
    assert all(each.known_as for each in lsoas)
    assert known_names(read_session, release, [each.code for each in lsoas]) == {
        each.code: each.known_as for each in lsoas
    }
    wards = list_areas(read_session, Level.WARD, release)
    assert {each.known_as for each in wards} == {None}
