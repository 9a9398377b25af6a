"""The shipped area tables are complete and agree with one another, wherever they are installed."""

import csv
import gzip
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from directory.shipped.build.tables import DISTRICTS
from directory.shipped.manifest import read_manifest

DATA = Path(__file__).resolve().parents[2] / "data"
DOMAINS = ("income", "employment", "education", "health", "crime", "barriers", "living_environment")
AREA_FOLDERS = {
    *("boundaries", "deprivation", "population", "postcodes"),
    *("parishes", "localities", "stops", "places"),
}
LARGEST_FILE_BYTES = 1_500_000
LARGEST_TOTAL_BYTES = 5_000_000


def _read(path: str) -> pd.DataFrame:
    return pd.read_csv(DATA / path, dtype=str, keep_default_na=False)


def test_counts_of_areas() -> None:
    areas = _read("boundaries/areas.csv")
    lsoas = areas[areas.level == "lsoa"]
    codes_2011 = set(lsoas[lsoas.release == "2011"].code)
    codes_2021 = set(lsoas[lsoas.release == "2021"].code)
    assert (len(codes_2011), len(codes_2021), len(codes_2011 & codes_2021)) == (487, 516, 455)
    assert (areas.level == "ward").sum() == 120
    districts = areas[areas.level == "district"]
    assert dict(zip(districts.code, districts.name, strict=True)) == dict(DISTRICTS)
    assert not areas.duplicated(["level", "release", "code"]).any()


def test_areas_sum_to_their_districts() -> None:
    areas = _read("boundaries/areas.csv")
    km2 = pd.to_numeric(areas.area_km2)
    whole = km2[areas.level == "district"].sum()
    assert whole == pytest.approx(3396.02, abs=0.01)
    for level, release in (("lsoa", "2011"), ("lsoa", "2021"), ("ward", "")):
        assert km2[(areas.level == level) & (areas.release == release)].sum() == pytest.approx(
            whole, rel=1e-3
        )


def test_counts_of_postcodes() -> None:
    postcodes = _read("postcodes/postcodes.csv.gz")
    assert len(postcodes) == 38_850
    assert postcodes.postcode.is_unique
    assert (postcodes.status == "live").sum() == 21_853
    assert set(postcodes.status) == {"live", "terminated", "unknown"}
    assert (postcodes.terminated[postcodes.status != "terminated"] == "").all()
    dated = postcodes.terminated[postcodes.terminated != ""]
    assert dated.str.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])").all()
    assert postcodes.postcode.str.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}").all()


def test_postcodes_name_areas_that_exist_and_each_lsoa_has_a_live_one() -> None:
    postcodes, areas = _read("postcodes/postcodes.csv.gz"), _read("boundaries/areas.csv")
    live = postcodes[postcodes.status == "live"]
    for release, column in (("2011", "lsoa11"), ("2021", "lsoa21")):
        codes = set(areas.code[(areas.level == "lsoa") & (areas.release == release)])
        assert set(postcodes[column]) == codes
        assert set(live[column]) == codes
    assert set(postcodes.ward) <= set(areas.code[areas.level == "ward"])
    assert set(postcodes.district) == set(DISTRICTS)


def test_postcodes_outside_name_their_district() -> None:
    outside, names = _read("postcodes/outside.csv.gz"), _read("postcodes/outside_districts.csv")
    assert set(outside.district) == set(names.code)
    assert not set(outside.postcode) & set(_read("postcodes/postcodes.csv.gz").postcode)
    assert not set(names.code) & set(DISTRICTS)


def test_papers_ranks_of_deprivation_2019() -> None:
    ranks = _read("deprivation/iod2019_lsoa11.csv").set_index("code").imd_rank
    assert ranks["E01017977"] == "6022"
    assert ranks["E01018111"] == "19240"


@pytest.mark.parametrize(
    ("path", "release", "areas_in_england"),
    [
        ("deprivation/iod2019_lsoa11.csv", "2011", 32_844),
        ("deprivation/iod2025_lsoa21.csv", "2021", 33_755),
    ],
)
def test_deprivation_is_complete_and_lies_in_englands_deciles(
    path: str, release: str, areas_in_england: int
) -> None:
    areas, index = _read("boundaries/areas.csv"), _read(path)
    assert set(index.code) == set(areas.code[(areas.level == "lsoa") & (areas.release == release)])
    deciles = _read("deprivation/england_deciles.csv")
    deciles = deciles[deciles.release == release].set_index(["domain", "decile"])
    for domain in ("imd", *DOMAINS):
        assert pd.to_numeric(index[f"{domain}_rank"]).between(1, areas_in_england).all()
        assert pd.to_numeric(deciles.loc[domain].areas).sum() == areas_in_england
        assert list(deciles.loc[domain].index) == [str(decile) for decile in range(1, 11)]
        bounds = deciles.loc[[(domain, decile) for decile in index[f"{domain}_decile"]]]
        score = pd.to_numeric(index[f"{domain}_score"]).to_numpy()
        assert (score >= pd.to_numeric(bounds.score_from).to_numpy()).all(), domain
        assert (score <= pd.to_numeric(bounds.score_to).to_numpy()).all(), domain


def test_population_is_complete_and_its_ages_add_up() -> None:
    mid2020, mid2022 = _read("population/lsoa11_mid2020.csv"), _read("population/lsoa21_mid2022.csv")
    areas = _read("boundaries/areas.csv")
    assert set(mid2020.code) == set(areas.code[areas.release == "2011"])
    assert set(mid2022.code) == set(areas.code[areas.release == "2021"])
    ages = mid2020[["aged_0_15", "aged_16_64", "aged_65_plus"]].apply(pd.to_numeric)
    assert (ages.sum(axis=1) == pd.to_numeric(mid2020.population)).all()
    single = _read("population/lsoa11_mid2020_ages.csv.gz").astype({"age": int, "people": int})
    assert single.groupby("code").age.apply(list).map(lambda found: found == list(range(91))).all()
    bands = pd.cut(single.age, [-1, 15, 64, 90], labels=ages.columns)
    banded = single.pivot_table("people", "code", bands, "sum", observed=False)
    assert (banded.loc[mid2020.code].to_numpy() == ages.to_numpy()).all()
    by_district = (
        mid2022.merge(areas[areas.release == "2021"], on="code")
        .assign(population=lambda rows: pd.to_numeric(rows.population))
        .groupby("district_code")
        .population.sum()
    )
    assert by_district.to_dict() == {
        "E06000031": 217_705,
        "E07000008": 146_995,
        "E07000009": 89_394,
        "E07000010": 103_035,
        "E07000011": 184_052,
        "E07000012": 165_633,
    }


def test_parishes() -> None:
    parishes = _read("parishes/parishes.csv")
    assert len(parishes) == 266
    assert parishes.code.is_unique
    assert parishes.kind.value_counts().to_dict() == {"civil_parish": 264, "unparished": 2}
    assert parishes.recoded.value_counts().to_dict() == {"false": 259, "true": 7}
    assert ((parishes.name_2026 == "") == (parishes.recoded == "true")).all()
    assert pd.to_numeric(parishes.area_km2).sum() == pytest.approx(3396.02, rel=1e-3)


def test_localities_are_merged_and_aliases_lead_to_one() -> None:
    localities, aliases = _read("localities/localities.csv"), _read("localities/aliases.csv")
    assert len(localities) == 435
    assert localities.id.is_unique
    assert set(localities.district_code) == set(DISTRICTS)
    assert set(aliases.name) <= set(localities.name)
    assert not set(aliases.alias) & set(localities.name)
    assert {"Camborne", "Wimbington", "Melbourne"} <= set(aliases.alias)
    # Split evenly over a border: the village itself decides.
    district = localities.set_index("name").district_code
    assert (district["Six Mile Bottom"], district["Alwalton"]) == ("E07000012", "E07000011")


def test_stops_and_reference_places() -> None:
    stops, places = _read("stops/stops.csv.gz"), _read("places/reference_places.csv")
    assert len(stops) == 4_783
    assert stops.atco.is_unique
    assert stops.kind.value_counts()["rail"] == 22
    assert pd.to_numeric(_read("localities/localities.csv").stops).sum() == len(stops)
    assert places.kind.value_counts().to_dict() == {
        "school": 351,
        "pharmacy": 135,
        "gp_practice": 84,
        "hospital": 16,
    }
    assert places.id.is_unique
    assert not (places.name.str.upper() == places.name).any()


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("boundaries/lsoa11.geojson", 487),
        ("boundaries/lsoa21.geojson", 516),
        ("boundaries/districts.geojson", 6),
    ],
)
def test_polygons_are_valid_and_do_not_overlap(path: str, count: int) -> None:
    frame = gpd.read_file(DATA / path)
    assert len(frame) == count
    assert frame.code.is_unique
    assert frame.is_valid.all()
    assert set(frame.geom_type) <= {"Polygon", "MultiPolygon"}
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())
    flat = frame.to_crs(27700)
    assert flat.area.sum() - flat.union_all().area == pytest.approx(0, abs=1)
    assert flat.area.sum() / 1e6 == pytest.approx(3396, rel=0.01)
    xy = shapely.get_coordinates(frame.geometry)
    assert abs(xy - xy.round(5)).max() < 1e-12


def test_polygons_of_2021_are_those_of_2011_unless_marked() -> None:
    before = gpd.read_file(DATA / "boundaries/lsoa11.geojson").to_crs(27700).set_index("code")
    after = gpd.read_file(DATA / "boundaries/lsoa21.geojson").to_crs(27700).set_index("code")
    assert not before.approximate.any()
    assert after.approximate.sum() == 57
    same = before.index.intersection(after.index)
    assert len(same) == 455
    assert not after.approximate[same].any()
    change_m2 = before.geometry[same].symmetric_difference(after.geometry[same]).area
    # A new corner on a shared border moves it by less than the one-metre grid.
    assert (change_m2 <= before.geometry[same].length).all()
    assert after.union_all().symmetric_difference(before.union_all()).area < 1_000


def test_shipped_polygons_place_nine_live_postcodes_in_ten() -> None:
    postcodes = _read("postcodes/postcodes.csv.gz")
    live = postcodes[postcodes.status == "live"]
    points = gpd.GeoDataFrame(
        live,
        geometry=gpd.points_from_xy(pd.to_numeric(live.lon), pd.to_numeric(live.lat)),
        crs=4326,
    )
    share = {}
    for column in ("lsoa11", "lsoa21"):
        polygons = gpd.read_file(DATA / f"boundaries/{column}.geojson")[["code", "geometry"]]
        joined = gpd.sjoin(points, polygons, how="left", predicate="within")
        assert len(joined) == len(live)
        share[column] = (joined.code == joined[column]).mean()
    assert share == {
        "lsoa11": pytest.approx(0.908, abs=0.001),
        "lsoa21": pytest.approx(0.909, abs=0.001),
    }


def test_files_are_small_plain_and_as_the_manifest_counts_them() -> None:
    notes = [note for note in read_manifest(DATA).tables if note.path.split("/")[0] in AREA_FOLDERS]
    assert len(notes) == 19
    sizes = [path.stat().st_size for path in DATA.rglob("*") if path.is_file()]
    assert max(sizes) <= LARGEST_FILE_BYTES
    assert sum(sizes) <= LARGEST_TOTAL_BYTES
    for note in notes:
        content = (DATA / note.path).read_bytes()
        if note.path.endswith(".gz"):
            assert content[4:8] == bytes(4), "a time is stored in the file"
            content = gzip.decompress(content)
        assert b"\r" not in content
        text = content.decode("utf-8")
        if note.path.endswith(".geojson"):
            frame = gpd.read_file(DATA / note.path)
            columns, rows = [name for name in frame.columns if name != "geometry"], len(frame)
        else:
            header, *body = csv.reader(text.splitlines())
            columns, rows = header, len(body)
        assert columns == list(note.columns), note.path
        assert rows == note.rows, note.path
