"""Where buses and trains stop."""

from collections.abc import Mapping
from pathlib import Path

from directory.shipped.build.credits import NAPTAN, OGL
from directory.shipped.build.tables import Cell, Origin, read_rows, write_csv
from directory.shipped.manifest import TableNote

STOPS_PATH = "transport/camb_naptan_stops.csv.gz"
NEEDS = (STOPS_PATH,)
# NaPTAN's stop types. An entrance to a station is not a second station: other.
KINDS: Mapping[str, str] = {"BCT": "bus", "BCS": "bus", "BCE": "bus", "RLY": "rail"}
ORIGIN = Origin(
    source="Department for Transport, National Public Transport Access Nodes (NaPTAN), July 2026",
    licence=OGL,
    vintage="2026-07",
    attribution=NAPTAN,
)


def build_stops(source: Path, out: Path) -> list[TableNote]:
    """Build the table of stops in use."""
    columns = (
        *("ATCOCode", "CommonName", "Indicator", "LocalityName", "StopType", "Status"),
        *("lon", "lat", "easting", "northing", "lad_code"),
    )
    rows = [row for row in read_rows(source / STOPS_PATH, columns) if row["Status"] == "active"]
    return [
        write_csv(
            out,
            "stops/stops.csv.gz",
            title="Bus stops and railway stations in use",
            columns={
                "atco": "NaPTAN's code of the stop",
                "name": "name of the stop",
                "indicator": "which of the stops of that name, as on the sign",
                "locality": "village, town or part of a town",
                "kind": "bus, rail (a station) or other (station entrance, taxi rank, airfield)",
                "lon": "longitude, degrees, WGS84",
                "lat": "latitude, degrees, WGS84",
                "easting": "easting, metres, EPSG:27700",
                "northing": "northing, metres, EPSG:27700",
                "district_code": "ONS code of the district",
            },
            rows=(_state_stop(row) for row in sorted(rows, key=lambda row: row["ATCOCode"])),
            origin=ORIGIN,
        )
    ]


def _state_stop(row: Mapping[str, str]) -> tuple[Cell, ...]:
    return (
        row["ATCOCode"],
        row["CommonName"].strip(),
        row["Indicator"].strip(),
        row["LocalityName"].strip(),
        KINDS.get(row["StopType"], "other"),
        f"{float(row['lon']):.6f}",
        f"{float(row['lat']):.6f}",
        round(float(row["easting"])),
        round(float(row["northing"])),
        row["lad_code"],
    )
