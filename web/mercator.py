"""Where does a point lie on a web map? Spherical Mercator (EPSG:3857), metres."""

import math
from typing import Final

EARTH_RADIUS_M: Final = 6_378_137.0


def to_mercator(lon: float, lat: float) -> tuple[float, float]:
    """Return x, y of a point in degrees WGS84."""
    x = EARTH_RADIUS_M * math.radians(lon)
    y = EARTH_RADIUS_M * math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    return x, y


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """Return lon, lat in degrees WGS84 of x, y."""
    lat = math.degrees(2 * math.atan(math.exp(y / EARTH_RADIUS_M)) - math.pi / 2)
    return math.degrees(x / EARTH_RADIUS_M), lat
