"""Which areas does a place lie in?

By look-up of its postcode wherever it has one; by outline only where it has none. A place told as finely as
its parish is given that parish and district and nothing finer: no LSOA, no ward.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree
from shapely.geometry import shape
from sqlalchemy import select
from sqlmodel import Session, col

from directory.areas.models import Area, Postcode
from directory.areas.schemas import AreaCodes
from directory.imports.areas import ParishTable
from directory.imports.records import SiteRecord
from directory.words import Precision
from geo.areas import AreaIndex
from geo.projection import to_bng

_NOWHERE = AreaCodes(None, None, None, None, None)


@dataclass(frozen=True, slots=True)
class Placed:
    """A place with its areas and how they were found."""

    easting: float | None
    northing: float | None
    areas: AreaCodes
    parish_estimated: bool
    areas_from: str | None


class Placer:
    """Looks up the areas of places; made once for an import."""

    def __init__(self, session: Session, folder: Path) -> None:
        rows = session.execute(
            select(
                col(Postcode.key),
                col(Postcode.lsoa11),
                col(Postcode.lsoa21),
                col(Postcode.ward),
                col(Postcode.parish),
                col(Postcode.district),
                col(Postcode.parish_estimated),
                col(Postcode.easting),
                col(Postcode.northing),
                col(Postcode.status),
            ).where(col(Postcode.inside))
        ).all()
        self._by_postcode: Mapping[str, tuple[AreaCodes, bool]] = {
            row.key: (
                AreaCodes(row.lsoa11, row.lsoa21, row.ward, row.parish, row.district),
                row.parish_estimated,
            )
            for row in rows
        }
        live = [row for row in rows if row.status == "live" and row.easting is not None]
        self._live = live
        self._live_tree = cKDTree(np.array([(row.easting, row.northing) for row in live], dtype=np.float64))
        self._lsoa11 = _outline_index(folder / "boundaries/lsoa11.geojson")
        self._lsoa21 = _outline_index(folder / "boundaries/lsoa21.geojson")
        self._district = _outline_index(folder / "boundaries/districts.geojson")
        self._parishes = ParishTable(folder)
        self._parish_district = dict(
            session.execute(
                select(col(Area.code), col(Area.district_code)).where(col(Area.level) == "parish")
            ).all()
        )

    def place(self, site: SiteRecord) -> Placed:
        """Find the areas of a place as finely as it may be told."""
        if site.precision is Precision.HIDDEN:
            return Placed(None, None, _NOWHERE, parish_estimated=False, areas_from=None)
        if site.precision is Precision.DISTRICT:
            areas = AreaCodes(None, None, None, None, site.district)
            return Placed(None, None, areas, parish_estimated=False, areas_from="district")
        if site.lon is None or site.lat is None:
            return Placed(None, None, _NOWHERE, parish_estimated=False, areas_from=None)
        easting, northing = to_bng(site.lon, site.lat)
        if site.precision is Precision.PARISH:
            district = self._parish_district.get(site.parish or "", site.district)
            areas = AreaCodes(None, None, None, site.parish, district)
            return Placed(easting, northing, areas, parish_estimated=False, areas_from="parish")
        known = self._by_postcode.get((site.postcode or "").replace(" ", ""))
        if known is not None:
            return Placed(easting, northing, known[0], parish_estimated=known[1], areas_from="postcode")
        return self._by_outline(site, site.lon, site.lat, easting, northing)

    def _by_outline(
        self, site: SiteRecord, lon: float, lat: float, easting: float, northing: float
    ) -> Placed:
        """Place a point that has no postcode: ward as the nearest postcode, the rest by outline."""
        parish = site.parish
        district = site.district or self._district.locate_one(lon, lat)
        if district is None:
            return Placed(easting, northing, _NOWHERE, parish_estimated=False, areas_from=None)
        _distance, nearest = self._live_tree.query((easting, northing))
        ward = self._live[int(nearest)].ward
        estimated = parish is None
        if parish is None:
            point = np.array([(easting, northing)])
            parish = self._parishes.estimate(point, np.array([district], dtype=object))[0]
        areas = AreaCodes(
            self._lsoa11.locate_one(lon, lat), self._lsoa21.locate_one(lon, lat), ward, parish, district
        )
        return Placed(easting, northing, areas, parish_estimated=estimated, areas_from="outline")


def _outline_index(path: Path) -> AreaIndex:
    document = json.loads(path.read_text(encoding="utf-8"))
    features = document["features"]
    return AreaIndex(
        [shape(feature["geometry"]) for feature in features],
        [feature["properties"]["code"] for feature in features],
    )
