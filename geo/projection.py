"""Where is a longitude and latitude on the British National Grid, and the other way round?

The conversion is the published seven-parameter one between WGS 84 and OSGB36 ("OSGB36 to WGS 84 (6)",
EPSG:1314), written out rather than looked up: a machine that happens to hold the OSTN15 grid would otherwise
answer up to 5 m differently from one that does not. It is good to about 2 m over Great Britain, which is
finer than a postcode (a hundred metres or so across).

Source: Ordnance Survey, "A guide to coordinate systems in Great Britain", section 6.6.
"""

from functools import cache
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike
from pyproj import Transformer
from pyproj.enums import TransformDirection

from geo.arrays import Floats

WGS84 = "EPSG:4326"
BNG = "EPSG:27700"

_WGS84_TO_BNG = """
+proj=pipeline
+step +proj=unitconvert +xy_in=deg +xy_out=rad
+step +proj=push +v_3
+step +proj=cart +ellps=WGS84
+step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489
      +convention=position_vector
+step +inv +proj=cart +ellps=airy
+step +proj=pop +v_3
+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy
"""


class LonLat(NamedTuple):
    """A point in degrees, WGS 84 (EPSG:4326), longitude first."""

    lon: float
    lat: float


class EastingNorthing(NamedTuple):
    """A point in metres, British National Grid (EPSG:27700), easting first."""

    easting: float
    northing: float


@cache
def _transformer() -> Transformer:
    return Transformer.from_pipeline(_WGS84_TO_BNG)


@overload
def to_bng(lon: float, lat: float) -> EastingNorthing: ...
@overload
def to_bng(lon: Floats, lat: Floats) -> tuple[Floats, Floats]: ...
def to_bng(lon: float | Floats, lat: float | Floats) -> EastingNorthing | tuple[Floats, Floats]:
    """Convert degrees to metres on the National Grid.

    Parameters
    ----------
    lon, lat : float or array_like of float, shape (n,)
        Degrees, WGS 84 (EPSG:4326). NaN means unknown.

    Returns
    -------
    EastingNorthing or tuple of two ndarrays of float64, shape (n,)
        Metres (EPSG:27700); NaN where the point is unknown or cannot be put on the grid.

    Examples
    --------
    >>> to_bng(0.12181, 52.20531)  # Cambridge, Great St Mary's
    EastingNorthing(easting=545089.0..., northing=258464.0...)
    >>> easting, northing = to_bng(np.array([0.12181, np.nan]), np.array([52.20531, 52.2]))
    >>> easting.round()
    array([545089.,     nan])
    """
    if isinstance(lon, float | int) and isinstance(lat, float | int):
        return EastingNorthing(*_scalar(lon, lat, TransformDirection.FORWARD))
    return _vector(lon, lat, TransformDirection.FORWARD)


@overload
def to_wgs84(easting: float, northing: float) -> LonLat: ...
@overload
def to_wgs84(easting: Floats, northing: Floats) -> tuple[Floats, Floats]: ...
def to_wgs84(easting: float | Floats, northing: float | Floats) -> LonLat | tuple[Floats, Floats]:
    """Convert metres on the National Grid to degrees.

    Parameters
    ----------
    easting, northing : float or array_like of float, shape (n,)
        Metres (EPSG:27700). NaN means unknown.

    Returns
    -------
    LonLat or tuple of two ndarrays of float64, shape (n,)
        Degrees, WGS 84 (EPSG:4326); NaN where the point is unknown or lies off the grid.

    Examples
    --------
    >>> to_wgs84(545089.0, 258464.0)
    LonLat(lon=0.1218..., lat=52.2053...)
    """
    if isinstance(easting, float | int) and isinstance(northing, float | int):
        return LonLat(*_scalar(easting, northing, TransformDirection.INVERSE))
    return _vector(easting, northing, TransformDirection.INVERSE)


def _scalar(x: float, y: float, direction: TransformDirection) -> tuple[float, float]:
    first, second = _transformer().transform(float(x), float(y), direction=direction)
    if np.isfinite(first) and np.isfinite(second):
        return first, second
    return np.nan, np.nan


def _vector(x: ArrayLike, y: ArrayLike, direction: TransformDirection) -> tuple[Floats, Floats]:
    xs, ys = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
    first, second = _transformer().transform(xs, ys, direction=direction)
    lost = ~(np.isfinite(first) & np.isfinite(second))
    return np.where(lost, np.nan, first), np.where(lost, np.nan, second)
