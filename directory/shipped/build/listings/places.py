"""Which district, parish and postcode does a record lie in, and where is the parish's point?"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pyproj import Transformer

from directory.errors import SourceIncomplete
from directory.shipped.build.listings.record import Site
from directory.shipped.build.listings.rows import read_rows
from directory.shipped.build.listings.wording import space_postcode
from geo.parishes import estimate_parishes

CAMBRIDGE = "E07000008"
EAST_CAMBRIDGESHIRE = "E07000009"
FENLAND = "E07000010"
HUNTINGDONSHIRE = "E07000011"
SOUTH_CAMBRIDGESHIRE = "E07000012"
PETERBOROUGH = "E06000031"
COUNTY = "E10000003"
COMBINED_AUTHORITY = "E47000008"
# A source's point this near the middle of its postcode is that middle, rounded.
CONTRADICTION_M = 1_000
"""Rural postcodes are wide, but no stop lies this far from the middle of its own."""
POSTCODE_TOLERANCE_M = 6.0
EARTH_RADIUS_M = 6_371_000.0


@dataclass(frozen=True, slots=True)
class Parish:
    code: str
    name: str
    district: str
    lon: float
    lat: float
    easting: float
    northing: float
    area_km2: float

    @property
    def plain_name(self) -> str:
        """The name as people write it: "St Neots", "Cambridge"."""
        return self.name.removesuffix(", unparished area").replace("St. ", "St ")


@dataclass(frozen=True, slots=True)
class Places:
    """The parishes and postcodes that records are placed by."""

    parishes: tuple[Parish, ...]
    postcodes: Mapping[str, tuple[float, float, str]]
    to_bng: Transformer

    def find_parish(self, name: str) -> Parish:
        """Find the parish of this name; Cambridge and Peterborough are the unparished areas."""
        wanted = {name, f"{name}, unparished area"}
        found = [parish for parish in self.parishes if parish.name in wanted or parish.code == name]
        if len(found) != 1:
            raise SourceIncomplete(f"{len(found)} parishes are called {name!r}; use the code of one.")
        return found[0]

    def estimate_parish(self, lon: float, lat: float, district: str) -> Parish:
        """Estimate the parish of a point: least distance over the root of the area, in its district."""
        codes = estimate_parishes(
            [self.to_bng.transform(lon, lat)],
            np.array([district], dtype=object),
            parish_codes=np.array([parish.code for parish in self.parishes], dtype=object),
            parish_centres_bng=[(parish.easting, parish.northing) for parish in self.parishes],
            parish_area_km2=[parish.area_km2 for parish in self.parishes],
            parish_district_codes=np.array([parish.district for parish in self.parishes], dtype=object),
        )
        return next(parish for parish in self.parishes if parish.code == codes[0])

    def find_postcode(self, postcode: str) -> tuple[float, float, str] | None:
        """Find the longitude, latitude and district of a postcode."""
        return self.postcodes.get(space_postcode(postcode))

    def is_postcode_point(self, lon: float, lat: float, postcode: str | None) -> bool:
        """Say whether a point is only the middle of its postcode."""
        known = self.find_postcode(postcode) if postcode else None
        return known is not None and measure_m(lon, lat, known[0], known[1]) <= POSTCODE_TOLERANCE_M

    def contradicts_postcode(self, lon: float, lat: float, postcode: str | None) -> bool:
        """Say whether a point is so far from its postcode that one of the two is wrong."""
        known = self.find_postcode(postcode) if postcode else None
        return known is not None and measure_m(lon, lat, known[0], known[1]) > CONTRADICTION_M


def read_places(source: Path) -> Places:
    """Read the parishes and the postcodes of the six districts."""
    parishes = tuple(
        Parish(
            code=row["code"],
            name=row["name"],
            district=row["lad_code"],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            easting=float(row["easting"]),
            northing=float(row["northing"]),
            area_km2=float(row["area_km2"]),
        )
        for row in read_rows(
            source / "parishes" / "camb_parishes.csv",
            frozenset({"code", "name", "lad_code", "lon", "lat", "easting", "northing", "area_km2"}),
        )
    )
    postcodes = {
        space_postcode(row["postcode"]): (float(row["lon"]), float(row["lat"]), row["lad25_code"])
        for row in read_rows(
            source / "postcodes" / "camb_postcodes.csv.gz",
            frozenset({"postcode", "lon", "lat", "lad25_code"}),
        )
        if row["lon"] and row["lat"]
    }
    return Places(parishes, postcodes, Transformer.from_crs(4326, 27700, always_xy=True))


def place_at_parish(parish: Parish, *, name: str | None = None) -> Site:
    """Make a site that shows no more than the parish: its point, no address, no postcode."""
    return Site(
        precision="parish",
        district=parish.district,
        lon=parish.lon,
        lat=parish.lat,
        name=name,
        parish=parish.code,
    )


def place_in_district(district: str) -> Site:
    """Make a site that shows no more than the district."""
    return Site(precision="district", district=district)


def measure_m(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Measure the distance between two points over the ground, good to 0.5 % at this size."""
    mean_lat = math.radians((lat_a + lat_b) / 2)
    return EARTH_RADIUS_M * math.hypot(
        math.radians(lon_b - lon_a) * math.cos(mean_lat), math.radians(lat_b - lat_a)
    )
