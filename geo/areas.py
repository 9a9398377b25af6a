"""Which area does a point lie in?

For points that have no postcode: a pin dropped on a map, a stop, a hall known only by its coordinates. A
postcode's areas always come from the published look-up, never from here.
"""

from collections.abc import Iterable
from threading import Lock

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely import Geometry

from geo.arrays import Codes, Floats, Ints, as_floats

_CELLS = 1024
_BLOCK = 100_000
"""Points looked up at a time, so that memory does not grow with them."""


class AreaIndex:
    """Polygons, made ready to be asked which of them holds a point.

    A point on a boundary lies in the area, and where several areas hold a point (a shared edge or corner,
    or polygons that overlap) it belongs to the one with the smallest code. So the answer does not depend on
    the order of the polygons, and is that of ``geopandas.sjoin(points, areas, predicate="intersects")``
    with the smallest code kept. Several threads may ask one index.

    Parameters
    ----------
    polygons : iterable of shapely Polygon or MultiPolygon, length a
        In any one plane coordinate system. Empty ones hold nothing.
    codes : array_like of str, shape (a,)
        Their codes.

    Raises
    ------
    ValueError
        If the lengths differ, a code comes twice, or a geometry is not a polygon.

    Examples
    --------
    >>> index = AreaIndex([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], ["west", "east"])
    >>> index.locate([0.5, 1.0, 9.0], [0.5, 0.5, 0.5])
    array(['west', 'east', None], dtype=object)
    >>> index.locate_one(0.5, 0.5)
    'west'
    """

    def __init__(self, polygons: Iterable[Geometry], codes: Iterable[str]) -> None:
        geometries = np.array(list(polygons), dtype=object)
        names = np.array(list(codes), dtype=object)
        if geometries.shape != names.shape:
            raise ValueError(f"There are {len(geometries)} polygons and {len(names)} codes")
        if len(set(names.tolist())) != len(names):
            raise ValueError("A code comes twice")
        if not np.isin(shapely.get_type_id(geometries), (3, 6)).all():
            raise ValueError("Every area must be a Polygon or a MultiPolygon")
        order = np.argsort(names.astype(np.str_))
        self._polygons = geometries[order]
        self.codes: Codes = names[order]
        """Codes in ascending order, shape (a,): what `locate_index` points into."""
        shapely.prepare(self._polygons)
        self._tree = shapely.STRtree(self._polygons)
        self._lock = Lock()  # GEOS builds a prepared polygon's own index at the first question, unguarded

    def locate(self, lon: ArrayLike, lat: ArrayLike) -> Codes:
        """Find the area of each point.

        Parameters
        ----------
        lon, lat : array_like, shape (n,)
            In the coordinate system of the polygons (easting and northing, if that is theirs). NaN means the
            point is unknown.

        Returns
        -------
        ndarray of object, shape (n,)
            An area code, or None where the point is unknown or in no area.
        """
        with_none = np.append(self.codes, [None])
        found: Codes = with_none[self.locate_index(lon, lat)]
        return found

    def locate_one(self, lon: float, lat: float) -> str | None:
        """Find the area of one point.

        Parameters
        ----------
        lon, lat : float
            In the coordinate system of the polygons.

        Returns
        -------
        str or None
            The area's code, or None where the point is in no area.
        """
        code: str | None = self.locate([lon], [lat])[0]
        return code

    def locate_index(self, lon: ArrayLike, lat: ArrayLike) -> Ints:
        """Find the position in `codes` of the area of each point.

        Parameters
        ----------
        lon, lat : array_like, shape (n,)
            In the coordinate system of the polygons. NaN means the point is unknown.

        Returns
        -------
        ndarray of int64, shape (n,)
            -1 where the point is unknown or in no area.

        Raises
        ------
        ValueError
            If `lon` and `lat` are not one-dimensional and of one length.
        """
        xs = as_floats(lon, "lon")
        ys = as_floats(lat, "lat", len(xs))
        found = np.full(len(xs), len(self.codes), dtype=np.int64)
        order = _by_locality(xs, ys)
        for block in np.array_split(order, 1 + len(order) // _BLOCK):
            which_point, which_area = self._tree.query(shapely.points(xs[block], ys[block]))
            which_point = block[which_point]
            with self._lock:
                inside = shapely.intersects_xy(self._polygons[which_area], xs[which_point], ys[which_point])
            np.minimum.at(found, which_point[inside], which_area[inside])
        return np.where(found == len(self.codes), -1, found)


def _by_locality(xs: Floats, ys: Floats) -> Ints:
    """Order the known points row by row of a grid, there and back: the next one needs the same polygons."""
    known = np.flatnonzero(np.isfinite(xs) & np.isfinite(ys))
    column, row = _cell(xs[known]), _cell(ys[known])
    return known[np.argsort(row * _CELLS + np.where(row % 2 == 0, column, _CELLS - column), kind="stable")]


def _cell(values: Floats) -> Ints:
    low, high = (values.min(), values.max()) if len(values) else (0.0, 0.0)
    cell: Ints = ((values - low) * (_CELLS / max(high - low, 1e-9))).astype(np.int64)
    return cell
