"""Which areas does a place lie in?

By look-up of its postcode wherever it has one; by outline only where it has none. A place told as finely as
its parish is given that parish and district and nothing finer: no LSOA, no ward.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree
from sqlalchemy import select
from sqlmodel import Session, col

from directory.areas.models import Area, Postcode
from directory.areas.schemas import AreaCodes
from directory.errors import SourceIncomplete
from directory.imports.parishes import ParishTable, read_outline_index
from directory.listings.models import Location
from directory.listings.record import SiteRecord
from directory.words import Precision
from geo.areas import AreaIndex
from geo.projection import to_bng

_NOWHERE = AreaCodes(None, None, None, None, None)


def _unplaced(areas: AreaCodes, areas_from: str | None) -> "Placed":
    return Placed(None, None, None, None, areas, parish_estimated=False, areas_from=areas_from)


@dataclass(frozen=True, slots=True)
class Placed:
    """A place with its areas and how they were found: nothing in it is finer than may be told."""

    lon: float | None
    lat: float | None
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
        self._lsoa11 = _shipped_index(folder / "boundaries/lsoa11.geojson")
        self._lsoa21 = _shipped_index(folder / "boundaries/lsoa21.geojson")
        self._district = _shipped_index(folder / "boundaries/districts.geojson")
        self._ward = read_outline_index(folder / "boundaries/wards.geojson")
        self._parishes = ParishTable(folder)
        self._parish_points: Mapping[str, tuple[float, float, str]] = {
            row.code: (row.lon, row.lat, row.district_code)
            for row in session.execute(
                select(col(Area.code), col(Area.lon), col(Area.lat), col(Area.district_code)).where(
                    col(Area.level) == "parish"
                )
            )
        }

    def place(self, site: SiteRecord) -> Placed:
        """Find the areas of a place as finely as it may be told."""
        if site.precision is Precision.HIDDEN:
            return _unplaced(_NOWHERE, None)
        if site.precision is Precision.DISTRICT:
            return _unplaced(AreaCodes(None, None, None, None, site.district), "district")
        if site.precision is Precision.PARISH:
            return self._by_parish(site.parish or "")
        if site.lon is None or site.lat is None:
            return _unplaced(_NOWHERE, None)
        easting, northing = to_bng(site.lon, site.lat)
        known = self._by_postcode.get((site.postcode or "").replace(" ", ""))
        if known is not None:
            areas, estimated = known
            return Placed(
                site.lon,
                site.lat,
                easting,
                northing,
                areas,
                parish_estimated=estimated,
                areas_from="postcode",
            )
        return self._by_outline(site, site.lon, site.lat, easting, northing)

    def _by_parish(self, code: str) -> Placed:
        """Put a place at its parish's own point, whatever point the record gave: that may be a home."""
        lon, lat, district = self._parish_points[code]
        easting, northing = to_bng(lon, lat)
        areas = AreaCodes(None, None, None, code, district)
        return Placed(lon, lat, easting, northing, areas, parish_estimated=False, areas_from="parish")

    def _by_outline(
        self, site: SiteRecord, lon: float, lat: float, easting: float, northing: float
    ) -> Placed:
        """Place a point that has no postcode by outline; its ward, without one, as the nearest postcode."""
        parish = site.parish
        district = site.district or self._district.locate_one(lon, lat)
        if district is None:
            return Placed(lon, lat, easting, northing, _NOWHERE, parish_estimated=False, areas_from=None)
        _distance, nearest = self._live_tree.query((easting, northing))
        ward = self._ward.locate_one(lon, lat) if self._ward is not None else None
        ward = ward or self._live[int(nearest)].ward
        estimated = False
        if parish is None:
            [found] = self._parishes.find(
                np.array([(easting, northing)]), np.array([(lon, lat)]), np.array([district], dtype=object)
            )
            parish, estimated = found.code, found.estimated
        areas = AreaCodes(
            self._lsoa11.locate_one(lon, lat), self._lsoa21.locate_one(lon, lat), ward, parish, district
        )
        return Placed(lon, lat, easting, northing, areas, parish_estimated=estimated, areas_from="outline")


def _shipped_index(path: Path) -> AreaIndex:
    index = read_outline_index(path)
    if index is None:
        raise SourceIncomplete(f"{path} is missing. Restore it, or build it again with: make data")
    return index


def replace_areas(session: Session, placer: Placer) -> int:
    """Find the areas of every place anew, after a load; return how many changed.

    Imports do so for what they bring; this is for what they leave alone: confirmed here, or brought from
    elsewhere.
    """
    changed = 0
    looked_up = col(Location.areas_from).in_(("postcode", "outline"))
    for place in session.execute(select(Location).where(looked_up)).scalars():
        stated = None if place.areas_from == "postcode" or place.parish_estimated else place.parish
        placed = placer.place(
            SiteRecord(
                precision=Precision(place.precision),
                postcode=place.postcode,
                lon=place.lon,
                lat=place.lat,
                parish=stated,
            )
        )
        found = placed.areas
        values = (
            *(found.lsoa11, found.lsoa21, found.ward, found.parish, found.district),
            *(placed.parish_estimated, placed.areas_from),
        )
        held = (
            *(place.lsoa11, place.lsoa21, place.ward, place.parish, place.district),
            *(place.parish_estimated, place.areas_from),
        )
        if values != held:
            place.lsoa11, place.lsoa21, place.ward, place.parish, place.district = values[:5]
            place.parish_estimated, place.areas_from = placed.parish_estimated, placed.areas_from
            session.add(place)
            changed += 1
    session.flush()
    return changed
