"""Where each postcode is, in which areas, and whether it is still in use."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from directory.errors import SourceIncomplete
from directory.shipped.build.credits import OGL, POSTCODES
from directory.shipped.build.tables import DISTRICTS, Cell, Origin, read_rows, write_csv
from directory.shipped.manifest import TableNote

POSTCODES_PATH = "postcodes/camb_postcodes.csv.gz"
DISTRICT_NAMES_PATH = "lookups/england_lsoa21_ward24_ltla24.csv.gz"
NEEDS = (POSTCODES_PATH, DISTRICT_NAMES_PATH)

STATUSES: Mapping[str, str] = {
    "live": "live",
    "terminated": "terminated",
    "terminated_between_2022-05_and_2025-05": "terminated",
    "unknown_introduced_after_2022-05_not_in_2025-05": "unknown",
}
READ = (
    "postcode",
    "status",
    "doterm",
    "easting",
    "northing",
    "lon",
    "lat",
    "lsoa11_code",
    "lsoa21_code",
    "ward25_code",
    "lad25_code",
)
ORIGIN = Origin(
    source=(
        "Office for National Statistics, Postcode Directory November 2025 and postcode to area "
        "look-up May 2022; Ordnance Survey, Code-Point Open 2025"
    ),
    licence=OGL,
    vintage="2025-11",
    attribution=POSTCODES,
)
STATUS_MEANING = (
    "live (in Code-Point Open of May 2025), terminated, or unknown (introduced after May 2022 "
    "and not in Code-Point Open of May 2025)"
)


def build_postcodes(source: Path, out: Path) -> list[TableNote]:
    """Build the postcodes of the six districts, and what is known of their neighbours."""
    rows = sorted(read_rows(source / POSTCODES_PATH, READ), key=lambda row: row["postcode"])
    inside = [row for row in rows if row["lad25_code"] in DISTRICTS]
    outside = [row for row in rows if row["lad25_code"] not in DISTRICTS]
    return [
        write_csv(
            out,
            "postcodes/postcodes.csv.gz",
            title="Postcodes of Cambridgeshire and Peterborough",
            columns={
                "postcode": "postcode with one space before the last three characters",
                "status": STATUS_MEANING,
                "terminated": "month it was withdrawn, YYYY-MM; empty if live or not known",
                "easting": "easting of its mean address, metres, EPSG:27700",
                "northing": "northing of its mean address, metres, EPSG:27700",
                "lon": "longitude, degrees, WGS84",
                "lat": "latitude, degrees, WGS84",
                "lsoa11": "ONS code of its LSOA of 2011",
                "lsoa21": "ONS code of its LSOA of 2021",
                "ward": "ONS code of its ward of 2025",
                "district": "ONS code of its district",
            },
            rows=(_place_row(row) for row in inside),
            origin=ORIGIN,
        ),
        write_csv(
            out,
            "postcodes/outside.csv.gz",
            title="Postcodes that begin with CB or PE and lie outside the area",
            columns={
                "postcode": "postcode with one space before the last three characters",
                "status": STATUS_MEANING,
                "district": "ONS code of its district",
            },
            rows=((row["postcode"], _status(row), row["lad25_code"]) for row in outside),
            origin=ORIGIN,
        ),
        write_csv(
            out,
            "postcodes/outside_districts.csv",
            title="Names of the districts those postcodes are in",
            columns={"code": "ONS code of the district", "name": "ONS name of the district"},
            rows=_name_districts(source, {row["lad25_code"] for row in outside}),
            origin=ORIGIN,
        ),
    ]


def _status(row: Mapping[str, str]) -> str:
    try:
        return STATUSES[row["status"]]
    except KeyError as error:
        message = f"{POSTCODES_PATH}: {row['postcode']} has the unknown status {row['status']!r}."
        raise SourceIncomplete(message) from error


def _place_row(row: Mapping[str, str]) -> tuple[Cell, ...]:
    status = _status(row)
    ended = row["doterm"] if status == "terminated" else ""
    return (
        row["postcode"],
        status,
        f"{ended[:4]}-{ended[4:6]}" if ended else "",
        int(row["easting"]),
        int(row["northing"]),
        f"{float(row['lon']):.6f}",
        f"{float(row['lat']):.6f}",
        row["lsoa11_code"],
        row["lsoa21_code"],
        row["ward25_code"],
        row["lad25_code"],
    )


def _name_districts(source: Path, codes: set[str]) -> Iterator[tuple[Cell, ...]]:
    names = {
        row["ltla24_code"]: row["ltla24_name"]
        for row in read_rows(source / DISTRICT_NAMES_PATH, ("ltla24_code", "ltla24_name"))
    }
    unnamed = sorted(codes - names.keys())
    if unnamed:
        message = f"{DISTRICT_NAMES_PATH} does not name the district {', '.join(unnamed)}."
        raise SourceIncomplete(message)
    for code in sorted(codes):
        yield code, names[code]
