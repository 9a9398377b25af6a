"""The shipped area tables equal the reference they were built from, and copy none of its files."""

import hashlib
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
DOMAINS = ("income", "employment", "education", "health", "crime", "barriers", "living_environment")

pytestmark = pytest.mark.reference


def _read(path: str) -> pd.DataFrame:
    return pd.read_csv(DATA / path, dtype=str, keep_default_na=False)


def _read_reference(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _assert_same(shipped: pd.DataFrame, expected: pd.DataFrame, key: str, columns: dict[str, str]) -> None:
    """Compare columns (shipped name to reference name) row by row; numbers as numbers."""
    assert set(shipped[key]) == set(expected[columns[key]])
    ours = shipped.set_index(key)
    theirs = expected.set_index(columns[key]).loc[ours.index]
    for name, reference_name in columns.items():
        if name == key:
            continue
        try:
            left, right = pd.to_numeric(ours[name]), pd.to_numeric(theirs[reference_name])
        except ValueError:
            left, right = ours[name], theirs[reference_name]
        assert (left.to_numpy() == right.to_numpy()).all(), name


def test_no_shipped_file_is_a_copy_of_a_reference_file(reference: Path) -> None:
    def fingerprint(path: Path) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()

    theirs = {fingerprint(path) for path in reference.parent.rglob("*") if path.is_file()}
    assert theirs
    assert [path for path in DATA.rglob("*") if path.is_file() and fingerprint(path) in theirs] == []


@pytest.mark.parametrize(
    ("level", "release", "path"),
    [
        ("lsoa", "2011", "camb_lsoa11.geojson"),
        ("lsoa", "2021", "camb_lsoa21.geojson"),
        ("ward", "", "camb_ward25.geojson"),
    ],
)
def test_areas_equal_the_reference(reference: Path, level: str, release: str, path: str) -> None:
    areas = _read("boundaries/areas.csv")
    ours = areas[(areas.level == level) & (areas.release == release)].set_index("code")
    polygons = gpd.read_file(reference / "boundaries" / path).set_index("code").loc[ours.index]
    assert (ours.name == polygons.name).all()
    assert (ours.district_code == polygons.lad_code).all()
    # Independently of the reference's own columns: from its polygons.
    flat = polygons.to_crs(27700)
    assert pd.to_numeric(ours.area_km2).to_numpy() == pytest.approx(
        flat.area.to_numpy() / 1e6, rel=2e-4, abs=5e-4
    )
    centres = gpd.GeoSeries(
        gpd.points_from_xy(pd.to_numeric(ours.lon), pd.to_numeric(ours.lat)), index=ours.index, crs=4326
    )
    assert centres.to_crs(27700).distance(flat.centroid).max() < 1


def test_districts_equal_the_reference(reference: Path) -> None:
    areas = _read("boundaries/areas.csv")
    ours = areas[areas.level == "district"].set_index("code")
    polygons = gpd.read_file(reference / "boundaries" / "camb_districts.geojson").set_index("code")
    flat = polygons.loc[ours.index].to_crs(27700)
    assert pd.to_numeric(ours.area_km2).to_numpy() == pytest.approx(flat.area.to_numpy() / 1e6, rel=1e-4)
    centres = gpd.GeoSeries(
        gpd.points_from_xy(pd.to_numeric(ours.lon), pd.to_numeric(ours.lat)), index=ours.index, crs=4326
    )
    assert centres.to_crs(27700).distance(flat.centroid).max() < 50


@pytest.mark.parametrize(
    ("ours", "theirs", "code", "score"),
    [
        ("iod2019_lsoa11.csv", "iod2019_camb_lsoa11.csv", "lsoa11_code", "score_exp"),
        ("iod2025_lsoa21.csv", "iod2025_camb_lsoa21.csv", "lsoa21_code", "score"),
        # England's file is the other carrier of the same figures.
        ("iod2019_lsoa11.csv", "iod2019_england_lsoa11.csv.gz", "lsoa11_code", "score_exp"),
        ("iod2025_lsoa21.csv", "iod2025_england_lsoa21.csv.gz", "lsoa21_code", "score"),
    ],
)
def test_deprivation_equals_the_reference(
    reference: Path, ours: str, theirs: str, code: str, score: str
) -> None:
    shipped = _read(f"deprivation/{ours}")
    expected = _read_reference(reference / "imd" / theirs)
    expected = expected[expected[code].isin(set(shipped.code))]
    columns = {"code": code} | {f"imd_{measure}": f"imd_{measure}" for measure in ("score", "rank", "decile")}
    for domain in DOMAINS:
        source = "living_env" if domain == "living_environment" else domain
        columns |= {
            f"{domain}_score": f"{source}_{score}",
            f"{domain}_rank": f"{source}_rank",
            f"{domain}_decile": f"{source}_decile",
        }
    _assert_same(shipped, expected, "code", columns)


def test_population_equals_the_reference(reference: Path) -> None:
    folder = reference / "population"
    _assert_same(
        _read("population/lsoa21_mid2022.csv"),
        _read_reference(folder / "camb_lsoa21_population_area_ruc.csv"),
        "code",
        {
            "code": "lsoa21_code",
            "population": "pop_mid2022",
            "rural_urban_code": "ruc21_code",
            "rural_urban": "ruc21_name",
        },
    )
    shipped = _read("population/lsoa11_mid2020.csv")
    bands = _read_reference(folder / "england_lsoa11_mye2020_bands.csv.gz")
    bands = bands[bands.lsoa11_code.isin(set(shipped.code))]
    numbers = bands.drop(columns="lsoa11_code").apply(pd.to_numeric)
    bands["16_64"] = numbers[["age_16_24", "age_25_44", "age_45_64"]].sum(axis=1)
    bands["65_plus"] = numbers[["age_65_79", "age_80_plus"]].sum(axis=1)
    _assert_same(
        shipped,
        bands,
        "code",
        {
            "code": "lsoa11_code",
            "population": "pop_total",
            "aged_0_15": "age_0_15",
            "aged_16_64": "16_64",
            "aged_65_plus": "65_plus",
        },
    )


def test_single_years_of_age_equal_the_reference(reference: Path) -> None:
    theirs = _read_reference(reference / "population" / "camb_lsoa11_mye2020_single_year_age.csv.gz")
    ours = _read("population/lsoa11_mid2020_ages.csv.gz").astype({"age": int, "people": int})
    wide = ours.pivot_table("people", "code", "age", "sum").loc[theirs.lsoa11_code]
    columns = [*(f"age_{age}" for age in range(90)), "age_90_plus"]
    assert (wide.to_numpy() == theirs[columns].astype(int).to_numpy()).all()
    assert len(ours) == len(theirs) * 91


def test_every_postcode_looks_up_as_in_the_reference(reference: Path) -> None:
    expected = _read_reference(reference / "postcodes" / "camb_postcodes.csv.gz")
    inside = expected[expected.in_camb_pboro == "True"]
    shipped = _read("postcodes/postcodes.csv.gz")
    _assert_same(
        shipped,
        inside,
        "postcode",
        {
            "postcode": "postcode",
            "easting": "easting",
            "northing": "northing",
            "lon": "lon",
            "lat": "lat",
            "lsoa11": "lsoa11_code",
            "lsoa21": "lsoa21_code",
            "ward": "ward25_code",
            "district": "lad25_code",
        },
    )
    status = inside.set_index("postcode").status.str.split("_").str[0]
    assert (shipped.set_index("postcode").status == status).all()
    outside = expected[expected.in_camb_pboro != "True"]
    _assert_same(
        _read("postcodes/outside.csv.gz"),
        outside,
        "postcode",
        {"postcode": "postcode", "district": "lad25_code"},
    )


def test_parishes_equal_the_reference(reference: Path) -> None:
    same = ("code", "name", "lon", "lat", "easting", "northing", "area_km2", "name_2026")
    _assert_same(
        _read("parishes/parishes.csv"),
        _read_reference(reference / "parishes" / "camb_parishes.csv"),
        "code",
        {name: name for name in same} | {"district_code": "lad_code"},
    )


def test_stops_equal_the_reference(reference: Path) -> None:
    expected = _read_reference(reference / "transport" / "camb_naptan_stops.csv.gz")
    expected["CommonName"] = expected.CommonName.str.strip()
    _assert_same(
        _read("stops/stops.csv.gz"),
        expected[expected.Status == "active"],
        "atco",
        {
            "atco": "ATCOCode",
            "name": "CommonName",
            "indicator": "Indicator",
            "locality": "LocalityName",
            "lon": "lon",
            "lat": "lat",
            "easting": "easting",
            "northing": "northing",
            "district_code": "lad_code",
        },
    )


def test_localities_equal_the_reference_once_split_ones_are_merged(reference: Path) -> None:
    split = _read_reference(reference / "transport" / "camb_localities_from_naptan.csv")
    assert len(split) == 448
    split = split.assign(stops=pd.to_numeric(split.stops))
    merged = split.groupby("NptgLocalityCode").agg(name=("LocalityName", "first"), stops=("stops", "sum"))
    ours = _read("localities/localities.csv").set_index("id")
    assert set(ours.index) == set(merged.index)
    merged = merged.loc[ours.index]
    assert (ours.name == merged.name).all()
    assert (pd.to_numeric(ours.stops) == merged.stops).all()


def test_reference_places_stand_where_the_reference_says(reference: Path) -> None:
    lists = []
    for path, prefix in (
        ("assets/camb_gp_practices_2025-09.csv", "ODS:"),
        ("assets/camb_state_schools_gias_2025-07.csv", "URN:"),
        ("assets2/pharmacies.csv", ""),
        ("assets2/hospitals_hospices.csv", ""),
    ):
        rows = _read_reference(reference / path).rename(
            columns={"ods_code": "source_id", "urn": "source_id", "lad25_code": "lad_code"}
        )
        rows["source_id"] = prefix + rows.source_id
        lists.append(rows)
    expected = pd.concat(lists)
    _assert_same(
        _read("places/reference_places.csv"),
        expected,
        "id",
        {"id": "source_id", "postcode": "postcode", "lon": "lon", "lat": "lat", "district_code": "lad_code"},
    )
