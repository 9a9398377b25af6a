"""Which areas do the shipped tables know, that a release is checked against?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry import shape

from directory.imports.tables import Row, read_table
from directory.words import Level, Release
from geo.areas import AreaIndex

AREAS_IN_ENGLAND: Mapping[Release, int] = {Release.R2011: 32_844, Release.R2021: 33_755}


@dataclass(frozen=True, slots=True)
class KnownAreas:
    """The areas of the six districts, by code."""

    lsoas: Mapping[Release, Mapping[str, Row]]
    """Rows of the table of areas."""
    wards: Mapping[str, Row]
    districts: Mapping[str, Row]
    parishes: Mapping[str, Row]
    """Rows of the table of parishes."""
    outlines: AreaIndex
    """Of the districts, to place what does not say its own."""

    def release_of(self, codes: set[str]) -> Release | None:
        """Tell of which release a set of LSOA codes is; None where it holds none of ours."""
        both = self.lsoas[Release.R2011].keys() & self.lsoas[Release.R2021].keys()
        own = {release: len(codes & (areas.keys() - both)) for release, areas in self.lsoas.items()}
        if not any(own.values()) and not codes & both:
            return None
        return Release.R2011 if own[Release.R2011] > own[Release.R2021] else Release.R2021


def read_known(folder: Path) -> KnownAreas:
    """Read the areas of the shipped tables."""
    areas = list(read_table(folder, "boundaries/areas.csv"))
    document = json.loads((folder / "boundaries/districts.geojson").read_text(encoding="utf-8"))
    features = document["features"]
    return KnownAreas(
        lsoas={
            release: {
                row["code"]: row
                for row in areas
                if row["level"] == Level.LSOA and row["release"] == release.value
            }
            for release in Release
        },
        wards={row["code"]: row for row in areas if row["level"] == Level.WARD},
        districts={row["code"]: row for row in areas if row["level"] == Level.DISTRICT},
        parishes={row["code"]: row for row in read_table(folder, "parishes/parishes.csv")},
        outlines=AreaIndex(
            [shape(feature["geometry"]) for feature in features],
            [feature["properties"]["code"] for feature in features],
        ),
    )
