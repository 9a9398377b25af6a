"""Which LSOAs, wards and districts there are, where the centre of each is, and how large it is."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import fsum
from pathlib import Path

from directory.errors import SourceIncomplete
from directory.shipped.build.credits import OGL, ONS
from directory.shipped.build.tables import DISTRICTS, Cell, Origin, write_csv
from directory.shipped.manifest import TableNote

ORIGIN = Origin(
    source=(
        "Office for National Statistics, Open Geography Portal: LSOA December 2011 and December "
        "2021 and wards 2025 (generalised, clipped); names, codes, geometric centres and areas"
    ),
    licence=OGL,
    vintage="2011, 2021 and 2025",
    attribution=ONS,
)
COLUMNS = {
    "level": "lsoa, ward or district",
    "release": "2011 or 2021 for an LSOA; empty for wards and districts, which belong to both",
    "code": "ONS code",
    "name": "ONS name",
    "district_code": "ONS code of the district the area is in (its own code for a district)",
    "lon": "longitude of the geometric centre, degrees, WGS84",
    "lat": "latitude of the geometric centre, degrees, WGS84",
    "area_km2": "area inside the generalised (20 m) clipped boundary, square kilometres",
}


LAYERS = (
    ("lsoa", "2011", "boundaries/camb_lsoa11.geojson"),
    ("lsoa", "2021", "boundaries/camb_lsoa21.geojson"),
    ("ward", "", "boundaries/camb_ward25.geojson"),
)
NEEDS = tuple(path for _, _, path in LAYERS)


@dataclass(frozen=True, slots=True)
class Area:
    """One row of the table."""

    level: str
    release: str
    code: str
    name: str
    district_code: str
    lon: float
    lat: float
    area_km2: float


def build_areas(source: Path, out: Path) -> list[TableNote]:
    """Build the table of areas."""
    areas = [
        area
        for level, release, path in LAYERS
        for area in sorted(_read_areas(source / path, level, release), key=lambda area: area.code)
    ]
    newest = [area for area in areas if area.release == "2021"]
    areas += [_sum_district(code, newest) for code in sorted(DISTRICTS)]
    return [
        write_csv(
            out,
            "boundaries/areas.csv",
            title="Areas: LSOAs of 2011 and of 2021, wards of 2025, districts",
            columns=COLUMNS,
            rows=(_state_area(area) for area in areas),
            origin=ORIGIN,
        )
    ]


def _read_areas(path: Path, level: str, release: str) -> Iterator[Area]:
    document = json.loads(path.read_text(encoding="utf-8"))
    for feature in document["features"]:
        fact = feature["properties"]
        try:
            area = Area(
                level=level,
                release=release,
                code=fact["code"],
                name=fact["name"],
                district_code=fact["lad_code"],
                lon=float(fact["centroid_lon"]),
                lat=float(fact["centroid_lat"]),
                area_km2=float(fact["area_km2"]),
            )
        except KeyError as error:
            message = f"{path} lacks the property {error.args[0]}."
            raise SourceIncomplete(message) from error
        if area.district_code not in DISTRICTS:
            message = f"{path} has {area.code} in {area.district_code}, which is not a district here."
            raise SourceIncomplete(message)
        yield area


def _sum_district(code: str, lsoas: Iterable[Area]) -> Area:
    """Make a district of its LSOAs: its centre is the mean of theirs, weighted by area."""
    parts = [area for area in lsoas if area.district_code == code]
    area_km2 = fsum(part.area_km2 for part in parts)
    return Area(
        level="district",
        release="",
        code=code,
        name=DISTRICTS[code],
        district_code=code,
        lon=fsum(part.lon * part.area_km2 for part in parts) / area_km2,
        lat=fsum(part.lat * part.area_km2 for part in parts) / area_km2,
        area_km2=area_km2,
    )


def _state_area(area: Area) -> tuple[Cell, ...]:
    return (
        area.level,
        area.release,
        area.code,
        area.name,
        area.district_code,
        f"{area.lon:.6f}",
        f"{area.lat:.6f}",
        f"{area.area_km2:.4f}",
    )
