"""What is the smallest file a browser can draw these areas from?

Whole numbers on a grid, each point told as the step from the one before it. The file is JSON::

    {"format": "hereabouts-outlines-1",
     "transform": {"scale": [sx, sy], "translate": [tx, ty]},
     "areas": [{"code": "E01017977", "rings": [[x0, y0, dx1, dy1, dx2, dy2, ...], ...]}, ...]}

To decode a ring: start with ``x = x0, y = y0``; then for each further pair ``x += dx, y += dy``. Each (x,
y) is the point ``lon = tx + sx * x, lat = ty + sy * y`` (EPSG:4326, degrees). Rings are not closed: draw a
line from the last point to the first (``Z`` in SVG; Leaflet's polygons close themselves). An area is all
its rings filled by the even-odd rule: parts and holes need not be told apart (``fill-rule: evenodd``, which
is also Leaflet's default). Areas stand in the order given, so the values of an indicator can be a plain
list in the same order. In JavaScript::

    const ring = deltas => { let x = 0, y = 0, out = [];
      for (let i = 0; i < deltas.length; i += 2) {
        x += deltas[i]; y += deltas[i + 1]; out.push([ty + sy * y, tx + sx * x]); }  // [lat, lon] for Leaflet
      return out; };

Neighbours that share an edge share its points, and so still do on the grid: no slivers appear between them.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from geo.arrays import Floats, Ints

FORMAT = "hereabouts-outlines-1"
RESOLUTION_M = 20.0
METRES_PER_DEGREE = 111_320.0
_SMALLEST_RING = 3


@dataclass(frozen=True, slots=True)
class Outlines:
    """Areas on a grid of whole numbers.

    Attributes
    ----------
    codes : tuple of str, length a
        The areas' codes.
    rings : tuple of tuples of ndarray of int64, shape (r, 2), length a
        For each area its rings, unclosed, in grid steps from the origin.
    scale, translate : tuple of float
        Degrees a grid step (lon, lat), and the degrees of the origin (EPSG:4326).
    """

    codes: tuple[str, ...]
    rings: tuple[tuple[Ints, ...], ...]
    scale: tuple[float, float]
    translate: tuple[float, float]

    def polygons(self) -> NDArray[np.object_]:
        """Draw the areas.

        Returns
        -------
        ndarray of shapely Polygon or MultiPolygon, shape (a,)
            Degrees (EPSG:4326). A ring that crosses itself on the grid is mended first.
        """
        drawn = np.empty(len(self.codes), dtype=object)
        for position, rings in enumerate(self.rings):
            parts = [shapely.Polygon(self._degrees(ring)) for ring in rings]
            valid = shapely.make_valid(parts, method="structure", keep_collapsed=False)
            drawn[position] = reduce(shapely.symmetric_difference, valid)
        return drawn

    def to_json(self) -> bytes:
        """Write the file described at the head of this module.

        Returns
        -------
        bytes
            JSON, without spaces, ASCII.
        """
        areas = [
            {"code": code, "rings": [_steps(ring) for ring in rings]}
            for code, rings in zip(self.codes, self.rings, strict=True)
        ]
        transform = {"scale": list(self.scale), "translate": list(self.translate)}
        file = {"format": FORMAT, "transform": transform, "areas": areas}
        return json.dumps(file, separators=(",", ":")).encode()

    def _degrees(self, ring: Ints) -> Floats:
        degrees: Floats = np.asarray(self.translate) + np.asarray(self.scale) * ring
        return degrees


def encode_outlines(
    polygons_wgs84: Iterable[Geometry], codes: Iterable[str], resolution_m: float = RESOLUTION_M
) -> Outlines:
    """Put areas on a grid.

    Parameters
    ----------
    polygons_wgs84 : iterable of shapely Polygon or MultiPolygon, length a
        Degrees (EPSG:4326). Simplify them first (`simplify_coverage`).
    codes : iterable of str, length a
        Their codes.
    resolution_m : float
        Metres a grid step, in both directions at the middle latitude. A point moves by up to 0.71 of it.

    Returns
    -------
    Outlines
        Without the rings (small islands and holes) that fall together to a line or a point on the grid.

    Raises
    ------
    ValueError
        If the lengths differ, there are no areas, the resolution is not above 0, or an area would vanish.

    Examples
    --------
    >>> square = shapely.box(0.10, 52.20, 0.11, 52.21)
    >>> encode_outlines([square], ["E01017977"], resolution_m=500.0).to_json()
    b'{"format":"hereabouts-outlines-1",...,"areas":[{"code":"E01017977","rings":[[1,0,0,2,-1,0,0,-2]]}]}'
    """
    geometries = np.array(list(polygons_wgs84), dtype=object)
    names = tuple(codes)
    if len(geometries) != len(names) or not names:
        raise ValueError(f"There are {len(geometries)} polygons and {len(names)} codes")
    if resolution_m <= 0:
        raise ValueError(f"resolution_m must be above 0, and is {resolution_m}")
    min_lon, min_lat, _, max_lat = shapely.total_bounds(geometries).tolist()
    lat_step = resolution_m / METRES_PER_DEGREE
    lon_step = lat_step / math.cos(math.radians((min_lat + max_lat) / 2))
    scale = (float(f"{lon_step:.6g}"), float(f"{lat_step:.6g}"))
    translate = (round(min_lon, 6), round(min_lat, 6))

    rings: list[list[Ints]] = [[] for _ in names]
    parts, part_of = shapely.get_parts(geometries, return_index=True)
    lines, line_of = shapely.get_rings(parts, return_index=True)
    for line, part in zip(lines, line_of, strict=True):
        ring = _on_grid(shapely.get_coordinates(line), scale, translate)
        if len(ring) >= _SMALLEST_RING:
            rings[part_of[part]].append(ring)
    for name, kept in zip(names, rings, strict=True):
        if not kept:
            raise ValueError(f"{name} vanishes on a grid of {resolution_m:g} m; choose a finer one")
    return Outlines(names, tuple(map(tuple, rings)), scale, translate)


def decode_outlines(file: bytes) -> Outlines:
    """Read a file that `Outlines.to_json` wrote.

    Parameters
    ----------
    file : bytes
        JSON.

    Returns
    -------
    Outlines

    Raises
    ------
    ValueError
        If it is not in that format.

    Examples
    --------
    >>> outlines = encode_outlines([shapely.box(0.10, 52.20, 0.11, 52.21)], ["E01017977"])
    >>> decode_outlines(outlines.to_json()).codes
    ('E01017977',)
    """
    read = json.loads(file)
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise ValueError(f"The file is not in the format {FORMAT}")
    rings = tuple(
        tuple(np.cumsum(np.array(steps, dtype=np.int64).reshape(-1, 2), axis=0) for steps in area["rings"])
        for area in read["areas"]
    )
    lon_scale, lat_scale = read["transform"]["scale"]
    min_lon, min_lat = read["transform"]["translate"]
    codes = tuple(area["code"] for area in read["areas"])
    return Outlines(codes, rings, (lon_scale, lat_scale), (min_lon, min_lat))


def simplify_coverage(polygons_bng: Iterable[Geometry], tolerance_m: float) -> NDArray[np.object_]:
    """Leave out the points of shared edges that do not matter at a scale, the same ones on both sides.

    Parameters
    ----------
    polygons_bng : iterable of shapely Polygon or MultiPolygon, length a
        Areas that fit together without overlap, metres (EPSG:27700).
    tolerance_m : float
        Roughly the square root of the area of the smallest bend kept, metres.

    Returns
    -------
    ndarray of shapely Geometry, shape (a,)

    Notes
    -----
    Visvalingam and Whyatt's method on whole edges (GEOS ``coverage_simplify``). Visvalingam, M. and Whyatt,
    J. D. (1993), "Line generalisation by repeated elimination of points", The Cartographic Journal 30.

    Examples
    --------
    >>> west = shapely.Polygon([(0, 0), (9, 0), (9, 5), (10, 5.1), (9, 5.2), (9, 9), (0, 9)])
    >>> [simple] = simplify_coverage([west], 2.0)
    >>> len(simple.exterior.coords)
    5
    """
    simplified: NDArray[np.object_] = shapely.coverage_simplify(
        np.array(list(polygons_bng), dtype=object), tolerance_m
    )
    return simplified


def _on_grid(line: Floats, scale: tuple[float, float], translate: tuple[float, float]) -> Ints:
    steps = np.rint((line[:-1] - np.asarray(translate)) / np.asarray(scale)).astype(np.int64)
    moved = (steps != np.roll(steps, 1, axis=0)).any(axis=1)
    ring: Ints = steps[moved]
    x, y = ring[:, 0], ring[:, 1]
    twice_area = np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))
    return ring if twice_area else ring[:0]


def _steps(ring: Ints) -> list[int]:
    steps: list[int] = np.diff(ring, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel().tolist()
    return steps
