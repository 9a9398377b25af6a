"""Which villages, towns and parts of towns have a name, where each is, and how else it is spelt."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from math import hypot
from pathlib import Path
from statistics import fmean

from directory.shipped.build.credits import NAPTAN, OGL
from directory.shipped.build.postcodes import POSTCODES_PATH
from directory.shipped.build.stops import ORIGIN, STOPS_PATH
from directory.shipped.build.tables import Cell, Origin, read_rows, write_csv
from directory.shipped.manifest import TableNote

NEEDS = (STOPS_PATH, POSTCODES_PATH)
NEIGHBOURS = 10

# (alias, name of a locality, why)
ALIASES = (
    ("Camborne", "Cambourne", "Printed so in a paper; Camborne is in Cornwall"),
    ("Huntingdonshire", "Huntingdon", "The papers use one name for the district and its town"),
    ("King's Hedges", "Kings Hedges", "The papers and the council write the apostrophe"),
    ("Melbourne", "Melbourn", "Printed so in a paper; Melbourne is in Derbyshire"),
    ("Wimbington", "Wimblington", "Printed so in a paper"),
)


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop in use: the locality it names and where it is."""

    locality_id: str
    locality_name: str
    district_code: str
    lon: float
    lat: float
    easting_m: float
    northing_m: float


@dataclass(frozen=True, slots=True)
class LivePostcode:
    """One live postcode: where it is, its district and its LSOA of each release."""

    easting_m: float
    northing_m: float
    district_code: str
    lsoas: Mapping[str, str]


def build_localities(source: Path, out: Path) -> list[TableNote]:
    """Build the tables of localities and of other spellings."""
    return [
        write_csv(
            out,
            "localities/localities.csv",
            title="Villages, towns and parts of towns",
            columns={
                "id": "code in the National Public Transport Gazetteer",
                "name": "name",
                "district_code": (
                    "ONS code of the district most of its stops are in; where two are level, "
                    "of most of the ten live postcodes nearest to the middle"
                ),
                "lon": "longitude of the middle of its stops, degrees, WGS84",
                "lat": "latitude of the middle of its stops, degrees, WGS84",
                "stops": "stops in use there",
            },
            rows=sorted(_merge_stops(source), key=lambda row: str(row[0])),
            origin=ORIGIN,
        ),
        write_csv(
            out,
            "localities/aliases.csv",
            title="Other spellings of places",
            columns={
                "alias": "a spelling people may type",
                "name": "the name in the table of localities",
                "reason": "where the spelling comes from",
            },
            rows=ALIASES,
            origin=Origin(
                source="Spellings met in council and county papers, collected by hand",
                licence=OGL,
                vintage="2026",
                attribution=NAPTAN,
            ),
        ),
    ]


def _merge_stops(source: Path) -> Iterator[tuple[Cell, ...]]:
    by_locality: dict[str, list[Stop]] = {}
    for stop in read_stops(source):
        by_locality.setdefault(stop.locality_id, []).append(stop)
    live = list(read_live_postcodes(source))
    for locality_id, stops in by_locality.items():
        yield (
            locality_id,
            stops[0].locality_name,
            _choose_district(stops, live),
            f"{fmean(stop.lon for stop in stops):.6f}",
            f"{fmean(stop.lat for stop in stops):.6f}",
            len(stops),
        )


def _choose_district(stops: list[Stop], live: Iterable[LivePostcode]) -> str:
    ordered = Counter(stop.district_code for stop in stops).most_common()
    most = {code for code, count in ordered if count == ordered[0][1]}
    if len(most) == 1:
        return ordered[0][0]
    easting_m = fmean(stop.easting_m for stop in stops)
    northing_m = fmean(stop.northing_m for stop in stops)
    nearest = nsmallest(
        NEIGHBOURS,
        (postcode for postcode in live if postcode.district_code in most),
        key=lambda at: hypot(at.easting_m - easting_m, at.northing_m - northing_m),
    )
    return Counter(postcode.district_code for postcode in nearest).most_common(1)[0][0]


def read_stops(source: Path) -> Iterator[Stop]:
    """Read the stops in use."""
    columns = (
        *("NptgLocalityCode", "LocalityName", "Status", "lad_code"),
        *("lon", "lat", "easting", "northing"),
    )
    for row in read_rows(source / STOPS_PATH, columns):
        if row["Status"] == "active":
            yield Stop(
                locality_id=row["NptgLocalityCode"],
                locality_name=row["LocalityName"].strip(),
                district_code=row["lad_code"],
                lon=float(row["lon"]),
                lat=float(row["lat"]),
                easting_m=float(row["easting"]),
                northing_m=float(row["northing"]),
            )


def read_live_postcodes(source: Path) -> Iterator[LivePostcode]:
    """Read the live postcodes of the area."""
    columns = ("status", "easting", "northing", "lad25_code", "lsoa11_code", "lsoa21_code")
    for row in read_rows(source / POSTCODES_PATH, columns):
        if row["status"] == "live":
            yield LivePostcode(
                float(row["easting"]),
                float(row["northing"]),
                row["lad25_code"],
                {"2011": row["lsoa11_code"], "2021": row["lsoa21_code"]},
            )
