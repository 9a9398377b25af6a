"""What do official downloads look like? The shipped tables, with the columns of ONS and MHCLG."""

import csv
import gzip
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
from shapely.geometry import Polygon, box, shape

DATA = Path(__file__).resolve().parents[2] / "data"
Row = dict[str, str]


@dataclass(frozen=True)
class FullDetail:
    """A database with the reference folder loaded, and its release folder."""

    path: Path
    folder: Path


def shipped_rows(path: str) -> list[Row]:
    raw = (DATA / path).read_bytes()
    plain = gzip.decompress(raw) if path.endswith(".gz") else raw
    return list(csv.DictReader(io.StringIO(plain.decode("utf-8"), newline="")))


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    # With the byte-order mark that ONS and MHCLG write.
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def lsoa_frame(year: str) -> geopandas.GeoDataFrame:
    """Outlines of LSOAs as ONS names their columns; it says no district."""
    document = json.loads((DATA / f"boundaries/lsoa{year}.geojson").read_text(encoding="utf-8"))
    features = document["features"]
    return geopandas.GeoDataFrame(
        {
            "FID": range(len(features)),
            f"LSOA{year}CD": [feature["properties"]["code"] for feature in features],
            f"LSOA{year}NM": [feature["properties"]["name"] for feature in features],
            f"LSOA{year}NMW": "",
        },
        geometry=[shape(feature["geometry"]) for feature in features],
        crs="EPSG:4326",
    )


def ward_frame() -> geopandas.GeoDataFrame:
    """Squares round the centres of wards, and one ward of another district."""
    rows = [row for row in shipped_rows("boundaries/areas.csv") if row["level"] == "ward"]
    return geopandas.GeoDataFrame(
        {
            "WD25CD": [*(row["code"] for row in rows), "E05000026"],
            "WD25NM": [*(row["name"] for row in rows), "Abbey"],
            "LAD25CD": [*(row["district_code"] for row in rows), "E09000002"],
        },
        geometry=[
            *(_square(float(row["lon"]), float(row["lat"]), float(row["area_km2"])) for row in rows),
            _square(0.08, 51.53, 1.0),
        ],
        crs="EPSG:4326",
    )


def parish_frame(count: int | None = None, size: float = 1.0) -> geopandas.GeoDataFrame:
    """Squares of the official area (times `size`) round the centres of parishes."""
    rows = [row for row in shipped_rows("parishes/parishes.csv") if row["kind"] == "civil_parish"][:count]
    return geopandas.GeoDataFrame(
        {
            "PARNCP25CD": [row["code"] for row in rows],
            "PARNCP25NM": [row["name"] for row in rows],
            "LAD25CD": [row["district_code"] for row in rows],
        },
        geometry=[
            _square(float(row["lon"]), float(row["lat"]), float(row["area_km2"]) * size) for row in rows
        ],
        crs="EPSG:4326",
    )


def _square(lon: float, lat: float, area_km2: float) -> Polygon:
    half_lat = math.sqrt(area_km2) / 2 / 111.27
    half_lon = half_lat / math.cos(math.radians(lat)) * 111.27 / 111.41
    return box(lon - half_lon, lat - half_lat, lon + half_lon, lat + half_lat)


_MHCLG = {
    "imd": "Index of Multiple Deprivation (IMD)",
    "income": "Income",
    "employment": "Employment",
    "education": "Education, Skills and Training",
    "health": "Health Deprivation and Disability",
    "crime": "Crime",
    "barriers": "Barriers to Housing and Services",
    "living_environment": "Living Environment",
}
_MHCLG_MEASURE = {
    "score": "Score",
    "rank": "Rank (where 1 is most deprived)",
    "decile": "Decile (where 1 is most deprived 10% of LSOAs)",
}


def file_7(year: str) -> list[Row]:
    """The deprivation of our LSOAs as MHCLG's File 7 has it, with the columns we do not read beside."""
    shipped, districts = {
        "2011": ("deprivation/iod2019_lsoa11.csv", "2019"),
        "2021": ("deprivation/iod2025_lsoa21.csv", "2024"),
    }[year]
    rows = []
    for row in shipped_rows(shipped):
        out = {
            f"LSOA code ({year})": row["code"],
            f"LSOA name ({year})": "",
            f"Local Authority District code ({districts})": "",
            f"Local Authority District name ({districts})": "",
        }
        for stem, title in _MHCLG.items():
            for measure, said in _MHCLG_MEASURE.items():
                rate = " (rate)" if measure == "score" and stem in {"income", "employment"} else ""
                out[f"{title} {said}{rate}"] = row[f"{stem}_{measure}"]
        out["Income Deprivation Affecting Children Index (IDACI) Score (rate)"] = "0.1"
        out["Adult Skills Sub-domain Score"] = "0.2"
        out["Total population: mid 2015 (excluding prisoners)"] = "1500"
        rows.append(out)
    return rows


def onspd(*, new_names: bool = True) -> list[Row]:
    """The postcodes of the area, and some beyond, as the ONS Postcode Directory has them."""
    area = [row for row in shipped_rows("postcodes/postcodes.csv.gz") if row["status"] != "unknown"]
    names = (
        ("east1m", "north1m", "lad25cd", "wd25cd", "lsoa11cd", "lsoa21cd", "parncp25cd")
        if new_names
        else ("oseast1m", "osnrth1m", "oslaua", "osward", "lsoa11", "lsoa21", "parish")
    )
    rows = []
    for row in area:
        values = (
            row["easting"],
            row["northing"],
            row["district"],
            row["ward"],
            row["lsoa11"],
            row["lsoa21"],
            "",
        )
        rows.append(
            {
                "pcd": row["postcode"].replace(" ", ""),
                "pcds": row["postcode"],
                "dointr": "198001",
                "doterm": row["terminated"].replace("-", "") or ("200001" if row["status"] != "live" else ""),
                **dict(zip(names, values, strict=True)),
                "lat": row["lat"],
                "long": row["lon"],
            }
        )
    blank = dict.fromkeys(rows[0], "")
    there = blank | {
        names[2]: "E06000003",
        "lat": "54.5",
        "long": "-1.2",
        names[0]: "450000",
        names[1]: "520000",
    }
    rows.append(there | {"pcds": "TS10 1AA"})
    rows.append(there | {"pcds": "PE99 9ZZ"})
    # ONS knows it and not where it is.
    rows.append(blank | {"pcds": "CB99 9ZZ", names[2]: "E07000008", "lat": "99.999999", "long": "0"})
    return rows
