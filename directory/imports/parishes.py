"""Which parish does a point lie in? Exactly, where outlines of parishes are loaded; else as an estimate."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import shape

from directory.imports.tables import read_table
from geo.areas import AreaIndex
from geo.parishes import estimate_parishes

PARISH_OUTLINES = "boundaries/parishes.geojson"
"""Not shipped: only a loaded release has it, of all parishes or some."""


@dataclass(frozen=True, slots=True)
class FoundParish:
    """The parish of a point."""

    code: str | None
    estimated: bool


class ParishTable:
    """The parishes of the area as arrays, to find which one a point is in: by outline, else estimated."""

    def __init__(self, folder: Path) -> None:
        rows = list(read_table(folder, "parishes/parishes.csv"))
        self.rows = rows
        self._codes = np.array([row["code"] for row in rows], dtype=object)
        self._centres = np.array([(row["easting"], row["northing"]) for row in rows], dtype=np.float64)
        self._area_km2 = np.array([row["area_km2"] for row in rows], dtype=np.float64)
        self._districts = np.array([row["district_code"] for row in rows], dtype=object)
        self.codes = frozenset(self._codes)
        self._outlines = read_outline_index(folder / PARISH_OUTLINES)
        outlined = () if self._outlines is None else self._outlines.codes
        self._without_outline = ~np.isin(self._codes.astype(np.str_), np.array(list(outlined), dtype=np.str_))

    def find(
        self,
        points_bng: NDArray[np.float64],
        lon_lat: NDArray[np.float64],
        districts: NDArray[np.object_],
    ) -> list[FoundParish]:
        """Find the parish of each point: exactly inside an outline, else estimated among the rest."""
        exact = np.full(len(points_bng), None, dtype=object)
        if self._outlines is not None:
            exact = self._outlines.locate(lon_lat[:, 0], lon_lat[:, 1])
            home = dict(zip(self._codes, self._districts, strict=True))
            # A point told to be across the district's edge is not in this parish, whatever the outline says.
            elsewhere = [home.get(code) != district for code, district in zip(exact, districts, strict=True)]
            exact[elsewhere] = None
        estimate = self._estimate(points_bng, districts, self._without_outline)
        missed = np.array([code is None for code in estimate])
        estimate[missed] = self._estimate(
            points_bng[missed], districts[missed], np.full(len(self.rows), True)
        )
        return [
            FoundParish(guess, estimated=True) if code is None else FoundParish(code, estimated=False)
            for code, guess in zip(exact, estimate, strict=True)
        ]

    def _estimate(
        self, points_bng: NDArray[np.float64], districts: NDArray[np.object_], among: NDArray[np.bool_]
    ) -> NDArray[np.object_]:
        """Estimate the parish of each point from its district, distance and the parishes' areas."""
        return estimate_parishes(
            points_bng,
            districts,
            parish_codes=self._codes[among],
            parish_centres_bng=self._centres[among],
            parish_area_km2=self._area_km2[among],
            parish_district_codes=self._districts[among],
        )


def read_outline_index(path: Path) -> AreaIndex | None:
    """Read outlines to place points in; None where the file does not come with the tables."""
    if not path.is_file():
        return None
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return AreaIndex(
        [shape(feature["geometry"]) for feature in features],
        [feature["properties"]["code"] for feature in features],
    )
