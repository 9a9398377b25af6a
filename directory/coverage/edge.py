"""How far is it to the edge of the areas that are loaded, beyond which nothing is known?"""

from functools import lru_cache
from pathlib import Path

import numpy as np
import orjson
import shapely
from shapely.geometry import shape

from directory.errors import Unavailable
from geo.arrays import Floats
from geo.evidence import Objects
from geo.projection import to_bng

DISTRICTS = Path("boundaries") / "districts.geojson"


def edge_m(folder: Path, points_bng: Floats) -> Floats:
    """Measure the straight line from each point to the outer edge of the districts in a folder of tables."""
    file = folder / DISTRICTS
    try:
        stamp = file.stat().st_mtime_ns
    except FileNotFoundError as error:
        raise Unavailable(f"The outlines of the districts are not loaded: {file} is missing") from error
    return _measured(file, stamp, points_bng.shape[0], points_bng.tobytes())


@lru_cache(maxsize=2)
def _measured(file: Path, stamp: int, n: int, points: bytes) -> Floats:  # noqa: ARG001 - a changed file is read again
    return measure_edge(_read_edge(file), np.frombuffer(points, dtype=np.float64).reshape(n, 2))


def measure_edge(edge: shapely.Geometry, points_bng: Floats) -> Floats:
    """Measure the straight line from each point to an edge, metres."""
    shapely.prepare(edge)
    return np.asarray(shapely.distance(edge, shapely.points(points_bng)), dtype=np.float64)


def _read_edge(file: Path) -> shapely.Geometry:
    features = orjson.loads(file.read_bytes())["features"]
    shapes = [shapely.make_valid(shape(feature["geometry"])) for feature in features]
    return outer_edge(shapely.transform(np.array(shapes, dtype=np.object_), _to_bng))


def outer_edge(shapes_bng: Objects) -> shapely.Geometry:
    """Draw the line around areas together; where they meet, and in slivers between them, there is no edge."""
    together = shapely.get_parts(shapely.union_all(shapes_bng))
    return shapely.MultiLineString([shapely.get_exterior_ring(part) for part in together])


def _to_bng(lon_lat: Floats) -> Floats:
    return np.column_stack(to_bng(lon_lat[:, 0], lon_lat[:, 1]))
