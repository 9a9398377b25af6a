"""Which surgeries, schools, pharmacies and hospitals there are, to print for and to meet in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from directory.shipped.build.credits import DFE, NHS, OGL, OS_OPEN_NAMES
from directory.shipped.build.tables import Cell, Origin, read_rows, write_csv
from directory.shipped.manifest import TableNote


@dataclass(frozen=True, slots=True)
class PlaceList:
    """One list of places in the source."""

    kind: str
    path: str
    id_column: str
    id_prefix: str
    district_column: str
    source: str
    vintage: str


LISTS = (
    PlaceList(
        kind="gp_practice",
        path="assets/camb_gp_practices_2025-09.csv",
        id_column="ods_code",
        id_prefix="ODS:",
        district_column="lad25_code",
        source="NHS England, Organisation Data Service, GP practices",
        vintage="2025-09",
    ),
    PlaceList(
        kind="school",
        path="assets/camb_state_schools_gias_2025-07.csv",
        id_column="urn",
        id_prefix="URN:",
        district_column="lad25_code",
        source="Department for Education, Get Information about Schools",
        vintage="2025-07",
    ),
    PlaceList(
        kind="pharmacy",
        path="assets2/pharmacies.csv",
        id_column="source_id",
        id_prefix="",
        district_column="lad_code",
        source="NHS England, Organisation Data Service, pharmacies",
        vintage="2025-04",
    ),
    PlaceList(
        kind="hospital",
        path="assets2/hospitals_hospices.csv",
        id_column="source_id",
        id_prefix="",
        district_column="lad_code",
        source="NHS Choices, hospitals",
        vintage="2018-02",
    ),
)
NEEDS = tuple(places.path for places in LISTS)

# The two hospices come from Ordnance Survey's list of names, not from NHS Choices.
OS_PREFIX = "osgb"
OS_SOURCE = "Ordnance Survey, OS Open Names"
OS_VINTAGE = "2024-05"

LOWER_INSIDE = frozenset({"and", "at", "by", "for", "in", "of", "on", "the", "with"})
SPELLINGS = {
    "c&p": "C&P",
    "carerx": "CareRx",
    "cofe": "CofE",
    "cum": "cum",
    "gft": "GFT",
    "gp": "GP",
    "lloydspharmacy": "LloydsPharmacy",
    "mkgp": "MKGP",
    "nhs": "NHS",
    "sas": "SAS",
    "utc": "UTC",
    "va": "VA",
    "vc": "VC",
}


def build_reference_places(source: Path, out: Path) -> list[TableNote]:
    """Build the table of reference places."""
    rows = [row for places in LISTS for row in _read_places(source, places)]
    return [
        write_csv(
            out,
            "places/reference_places.csv",
            title="Reference places: GP practices, state schools, pharmacies, hospitals",
            columns={
                "id": "identifier in the source's own list",
                "kind": "gp_practice, school, pharmacy or hospital (also two hospices)",
                "name": "name in ordinary capitals",
                "postcode": "postcode; empty where the source has none",
                "lon": "longitude, degrees, WGS84 (of the postcode, but for hospitals)",
                "lat": "latitude, degrees, WGS84 (of the postcode, but for hospitals)",
                "district_code": "ONS code of the district",
                "source": "the list it comes from",
                "vintage": "month of that list",
            },
            rows=sorted(rows, key=lambda row: (str(row[1]), str(row[0]))),
            origin=Origin(
                source=(
                    "NHS England (practices, pharmacies, hospitals), Department for Education "
                    "(schools), Ordnance Survey (hospices)"
                ),
                licence=OGL,
                vintage="2018-02 to 2025-09",
                attribution=(*NHS, *DFE, *OS_OPEN_NAMES),
            ),
        )
    ]


def tidy_name(name: str) -> str:
    """Write a name that came in capitals, or with every word capital, as people write it.

    >>> tidy_name("ST. GEORGE'S MEDICAL CENTRE")
    "St. George's Medical Centre"
    >>> tidy_name("Princess Of Wales Hospital")
    'Princess of Wales Hospital'
    """
    spaced = re.sub(r",(?=\S)", ", ", name.replace('"', " "))
    words = spaced.split()
    shouted = name.upper() == name
    return " ".join(_tidy_word(word, first=index == 0, shouted=shouted) for index, word in enumerate(words))


def _tidy_word(word: str, *, first: bool, shouted: bool) -> str:
    if word.lower() in LOWER_INSIDE and not first:
        return word.lower()
    return "".join(_tidy_part(part, shouted=shouted) for part in re.split(r"([-(),])", word))


def _tidy_part(part: str, *, shouted: bool) -> str:
    lower = part.lower()
    if lower in SPELLINGS:
        return SPELLINGS[lower]
    if not shouted:
        return part
    return lower[:1].upper() + lower[1:]


def _read_places(source: Path, places: PlaceList) -> Iterator[tuple[Cell, ...]]:
    columns = (places.id_column, "name", "postcode", "lat", "lon", places.district_column)
    for row in read_rows(source / places.path, columns):
        from_os = row[places.id_column].startswith(OS_PREFIX)
        yield (
            f"{places.id_prefix}{row[places.id_column]}",
            places.kind,
            tidy_name(row["name"]),
            row["postcode"],
            f"{float(row['lon']):.6f}",
            f"{float(row['lat']):.6f}",
            row[places.district_column],
            OS_SOURCE if from_os else places.source,
            OS_VINTAGE if from_os else places.vintage,
        )
