"""Which civil parishes and unparished areas there are, where the centre of each is, how large it is."""

from collections.abc import Mapping
from pathlib import Path

from directory.shipped.build.credits import OGL, ONS
from directory.shipped.build.tables import Cell, Origin, read_rows, write_csv
from directory.shipped.manifest import TableNote

PARISHES_PATH = "parishes/camb_parishes.csv"
NEEDS = (PARISHES_PATH,)
KINDS: Mapping[str, str] = {
    "civil parish": "civil_parish",
    "non-civil-parished area": "unparished",
}


def build_parishes(source: Path, out: Path) -> list[TableNote]:
    """Build the table of parishes."""
    columns = (
        *("code", "name", "type", "lad_code", "lon", "lat", "easting", "northing"),
        *("area_km2", "name_2026", "in_2026_list"),
    )
    rows = sorted(read_rows(source / PARISHES_PATH, columns), key=lambda row: row["code"])
    return [
        write_csv(
            out,
            "parishes/parishes.csv",
            title="Civil parishes of December 2020 and the two unparished areas",
            columns={
                "code": "ONS code of December 2020",
                "name": "ONS name of December 2020",
                "kind": "civil_parish or unparished",
                "district_code": "ONS code of the district",
                "lon": "longitude of the centre, degrees, WGS84",
                "lat": "latitude of the centre, degrees, WGS84",
                "easting": "easting of the centre, metres, EPSG:27700",
                "northing": "northing of the centre, metres, EPSG:27700",
                "area_km2": "official area, square kilometres",
                "name_2026": "name in the list of 2026; empty where the code is not in it",
                "recoded": "true where the code of 2020 is no longer in the list of 2026",
            },
            rows=(_state_parish(row) for row in rows),
            origin=Origin(
                source=(
                    "Office for National Statistics, Open Geography Portal: parishes December "
                    "2020 and names of 2026"
                ),
                licence=OGL,
                vintage="2020-12",
                attribution=ONS,
            ),
        )
    ]


def _state_parish(row: Mapping[str, str]) -> tuple[Cell, ...]:
    return (
        row["code"],
        row["name"],
        KINDS[row["type"]],
        row["lad_code"],
        f"{float(row['lon']):.6f}",
        f"{float(row['lat']):.6f}",
        int(row["easting"]),
        int(row["northing"]),
        row["area_km2"],
        row["name_2026"],
        row["in_2026_list"] != "True",
    )
