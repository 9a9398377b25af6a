"""Which areas does a place lie in?

By look-up of its postcode wherever it has one; by outline only where it has none. A place told as finely as
its parish is given that parish and district and nothing finer: no LSOA, no ward.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Row, select
from sqlmodel import Session, col

from directory.areas.models import Area, Postcode
from directory.areas.schemas import AreaCodes
from directory.errors import InvalidInput, SourceIncomplete
from directory.imports.parishes import ParishTable, read_outline_index
from directory.listings.models import Location
from directory.listings.record import SiteRecord
from directory.words import Precision
from geo.areas import AreaIndex
from geo.projection import to_bng

_NOWHERE = AreaCodes(None, None, None, None, None)


def _unplaced(site: SiteRecord, areas: AreaCodes, areas_from: str | None) -> "Placed":
    # Of a hidden place nothing is kept; of one told by its district, that.
    stated = site.district if areas_from is not None else None
    return Placed(
        *(None, None, None, None),
        areas,
        parish_estimated=False,
        areas_from=areas_from,
        stated_district=stated,
    )


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
    stated_parish: str | None = None
    """What the record itself says, where that may be told; the same for the district."""
    stated_district: str | None = None


_FOUND = (
    col(Postcode.key),
    col(Postcode.lsoa11),
    col(Postcode.lsoa21),
    col(Postcode.ward),
    col(Postcode.parish),
    col(Postcode.district),
    col(Postcode.parish_estimated),
    col(Postcode.easting),
    col(Postcode.northing),
)


class Placer:
    """Looks up the areas of places, each as it comes: outlines are read only for what has no postcode."""

    def __init__(self, session: Session, folder: Path) -> None:
        self._session, self._folder = session, folder

    def place(self, site: SiteRecord) -> Placed:
        """Find the areas of a place as finely as it may be told."""
        if site.precision is Precision.HIDDEN:
            return _unplaced(site, _NOWHERE, None)
        if site.precision is Precision.DISTRICT:
            return _unplaced(site, AreaCodes(None, None, None, None, site.district), "district")
        if site.precision is Precision.PARISH:
            return self._by_parish(site)
        if site.lon is None or site.lat is None:
            return _unplaced(site, _NOWHERE, None)
        easting, northing = to_bng(site.lon, site.lat)
        known = self._by_postcode((site.postcode or "").replace(" ", "")) if site.postcode else None
        if known is not None:
            return self._as_postcode(site, known, easting, northing)
        return self._by_outline(site, site.lon, site.lat, easting, northing)

    def _by_postcode(self, key: str) -> Row[Any] | None:
        return self._session.execute(
            select(*_FOUND).where(col(Postcode.key) == key, col(Postcode.inside))
        ).first()

    def _as_postcode(self, site: SiteRecord, known: Row[Any], easting: float, northing: float) -> Placed:
        """Give a place the areas of its postcode; what somebody says of its parish beats an estimate."""
        stated = site.parish if known.parish_estimated and self._is_in(site.parish, known.district) else None
        areas = AreaCodes(known.lsoa11, known.lsoa21, known.ward, stated or known.parish, known.district)
        return Placed(
            *(site.lon, site.lat, easting, northing),
            areas,
            parish_estimated=known.parish_estimated and stated is None,
            areas_from="postcode",
            stated_parish=site.parish,
            stated_district=site.district,
        )

    def _is_in(self, parish: str | None, district: str) -> bool:
        return parish is not None and self._parish_point(parish)[2] == district

    def _parish_point(self, code: str) -> tuple[float, float, str]:
        row = self._session.execute(
            select(col(Area.lon), col(Area.lat), col(Area.district_code)).where(
                col(Area.level) == "parish", col(Area.code) == code
            )
        ).first()
        if row is None:
            raise InvalidInput(f"The parish {code} is not loaded. Give the code of one that is.")
        return row.lon, row.lat, row.district_code

    def _by_parish(self, site: SiteRecord) -> Placed:
        """Put a place at its parish's own point, whatever point the record gave: that may be a home."""
        lon, lat, district = self._parish_point(site.parish or "")
        easting, northing = to_bng(lon, lat)
        areas = AreaCodes(None, None, None, site.parish, district)
        return Placed(
            *(lon, lat, easting, northing),
            areas,
            parish_estimated=False,
            areas_from="parish",
            stated_parish=site.parish,
            stated_district=site.district,
        )

    def _by_outline(
        self, site: SiteRecord, lon: float, lat: float, easting: float, northing: float
    ) -> Placed:
        """Place a point that has no postcode by outline; its ward, without one, as the nearest postcode."""
        parish = site.parish
        outlines = self._outlines
        district = site.district or outlines.district.locate_one(lon, lat)
        if district is None:
            return Placed(
                lon,
                lat,
                easting,
                northing,
                _NOWHERE,
                parish_estimated=False,
                areas_from=None,
                stated_parish=site.parish,
                stated_district=site.district,
            )
        ward = outlines.ward.locate_one(lon, lat) if outlines.ward is not None else None
        ward = ward or self._nearest_ward(easting, northing)
        estimated = False
        if parish is None:
            [found] = outlines.parishes.find(
                np.array([(easting, northing)]), np.array([(lon, lat)]), np.array([district], dtype=object)
            )
            parish, estimated = found.code, found.estimated
        areas = AreaCodes(
            outlines.lsoa11.locate_one(lon, lat),
            outlines.lsoa21.locate_one(lon, lat),
            ward,
            parish,
            district,
        )
        return Placed(
            *(lon, lat, easting, northing),
            areas,
            parish_estimated=estimated,
            areas_from="outline",
            stated_parish=site.parish,
            stated_district=site.district,
        )

    @cached_property
    def _outlines(self) -> "_Outlines":
        return _outlines_of(self._folder)

    def _nearest_ward(self, easting: float, northing: float) -> str | None:
        away = (col(Postcode.easting) - easting) * (col(Postcode.easting) - easting) + (
            col(Postcode.northing) - northing
        ) * (col(Postcode.northing) - northing)
        live = (col(Postcode.inside), col(Postcode.status) == "live", col(Postcode.easting).is_not(None))
        ward: str | None = self._session.execute(
            select(col(Postcode.ward)).where(*live).order_by(away).limit(1)
        ).scalar()
        return ward


class _Outlines:
    """The outlines of a release, to place what has no postcode."""

    def __init__(self, folder: Path) -> None:
        self.lsoa11 = _shipped_index(folder / "boundaries/lsoa11.geojson")
        self.lsoa21 = _shipped_index(folder / "boundaries/lsoa21.geojson")
        self.district = _shipped_index(folder / "boundaries/districts.geojson")
        self.ward = read_outline_index(folder / "boundaries/wards.geojson")
        self.parishes = ParishTable(folder)


@lru_cache(maxsize=2)
def _outlines_of(folder: Path) -> _Outlines:
    """Read the outlines of a release once: its folder never changes."""
    return _Outlines(folder)


class ManyPlacer(Placer):
    """Looks up the areas of many places: all postcodes are read once, at the start."""

    def __init__(self, session: Session, folder: Path) -> None:
        from scipy.spatial import cKDTree  # noqa: PLC0415 - a change of one listing does without

        super().__init__(session, folder)
        rows = session.execute(select(*_FOUND, col(Postcode.status)).where(col(Postcode.inside))).all()
        self._postcodes = {row.key: row for row in rows}
        self._live = [row for row in rows if row.status == "live" and row.easting is not None]
        points = [(row.easting, row.northing) for row in self._live]
        self._live_tree = cKDTree(np.array(points, dtype=np.float64))
        self._parish_points = {
            row.code: (row.lon, row.lat, row.district_code)
            for row in session.execute(
                select(col(Area.code), col(Area.lon), col(Area.lat), col(Area.district_code)).where(
                    col(Area.level) == "parish"
                )
            )
        }

    def _by_postcode(self, key: str) -> Row[Any] | None:
        return self._postcodes.get(key)

    def _parish_point(self, code: str) -> tuple[float, float, str]:
        return self._parish_points[code]

    def _nearest_ward(self, easting: float, northing: float) -> str | None:
        _distance, nearest = self._live_tree.query((easting, northing))
        ward: str | None = self._live[int(nearest)].ward
        return ward


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
        placed = placer.place(
            SiteRecord(
                precision=Precision(place.precision),
                postcode=place.postcode,
                lon=place.lon,
                lat=place.lat,
                parish=place.stated_parish,
                district=place.stated_district,
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
