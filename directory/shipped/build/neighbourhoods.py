"""What do people call the neighbourhoods (LSOAs) whose official names are only numbers?

A village by its name, and a part of a town by what it is called: the place nearest to most of the homes, but
where that is divided among several MSOAs or is a whole city, the name that the House of Commons Library has
given to the MSOA.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from directory.errors import SourceIncomplete
from directory.shipped.build.credits import HOUSE_OF_COMMONS_LIBRARY, NAPTAN, OPEN_PARLIAMENT, POSTCODES
from directory.shipped.build.localities import read_live_postcodes, read_stops
from directory.shipped.build.postcodes import POSTCODES_PATH
from directory.shipped.build.stops import STOPS_PATH
from directory.shipped.build.tables import DISTRICTS, Origin, write_csv
from directory.shipped.manifest import TableNote
from geo.nearest import k_nearest

LSOAS: Final = {"2011": "boundaries/camb_lsoa11.geojson", "2021": "boundaries/camb_lsoa21.geojson"}
MSOAS: Final = {"2011": "boundaries/camb_msoa11.geojson", "2021": "boundaries/camb_msoa21.geojson"}
NEEDS: Final = (*LSOAS.values(), *MSOAS.values(), STOPS_PATH, POSTCODES_PATH)
ORIGIN: Final = Origin(
    source=(
        "Worked out here from localities of the Department for Transport (NaPTAN), live postcodes "
        "(OS Code-Point Open, ONS) and MSOA Names of the House of Commons Library"
    ),
    licence=f"Open Government Licence v3.0; {OPEN_PARLIAMENT}",
    vintage="2011 and 2021; localities Jul 2026, postcodes 2025",
    attribution=(*HOUSE_OF_COMMONS_LIBRARY, *NAPTAN, *POSTCODES),
)


def build_neighbourhood_names(source: Path, out: Path) -> list[TableNote]:
    """Build the table of names."""
    return [
        write_csv(
            out,
            "boundaries/neighbourhood_names.csv",
            title="What people call the neighbourhoods (LSOAs) of 2011 and of 2021",
            columns={
                "release": "2011 or 2021",
                "code": "ONS code of the LSOA",
                "known_as": "the place or the part of a town that most of its homes are in",
            },
            rows=((release, *row) for release in LSOAS for row in _rows(source, release)),
            origin=ORIGIN,
        )
    ]


def _rows(source: Path, release: str) -> Iterator[tuple[str, str]]:
    homes = _where_homes_are(source, release)
    library = _names(source / MSOAS[release], "name", "hoc_name")
    lsoas = _names(source / LSOAS[release], "code", "name")
    within: dict[str, set[str]] = {}
    for code, name in lsoas.items():
        within.setdefault(homes[code], set()).add(name[:-1])
    for code, name in sorted(lsoas.items()):
        # An LSOA bears the name of its MSOA and a letter.
        place, part = homes[code], library[name[:-1]]
        divided = len(within[place]) > 1 and place in part
        yield code, part if divided or place in DISTRICTS.values() else place


def _where_homes_are(source: Path, release: str) -> dict[str, str]:
    """Name the locality whose stops are nearest to most live postcodes, by LSOA."""
    stops, postcodes = list(read_stops(source)), list(read_live_postcodes(source))
    nearest = k_nearest(
        np.array([(each.easting_m, each.northing_m) for each in postcodes]),
        np.array([(each.easting_m, each.northing_m) for each in stops]),
        1,
    )
    found: dict[str, Counter[str]] = {}
    for postcode, index in zip(postcodes, nearest.place_index[:, 0], strict=True):
        found.setdefault(postcode.lsoas[release], Counter())[stops[index].locality_name] += 1
    return {code: min(places, key=lambda each: (-places[each], each)) for code, places in found.items()}


def _names(path: Path, key: str, value: str) -> dict[str, str]:
    facts = [feature["properties"] for feature in json.loads(path.read_text(encoding="utf-8"))["features"]]
    try:
        return {fact[key]: fact[value] for fact in facts}
    except KeyError as error:
        raise SourceIncomplete(f"{path} lacks the property {error.args[0]}.") from error
