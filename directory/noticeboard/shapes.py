"""Can a shape that somebody drew be used, and which points lie in it?"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from directory.errors import InvalidInput

_MOST_CORNERS: Final = 2_000
_DECIMALS: Final = 6
_MARGIN_DEG: Final = 0.25
"""How far beyond the postcodes of the area a shape may reach: it may follow a road or a river out."""
_NOT_A_SHAPE: Final = (
    "The drawn area cannot be read. Give a GeoJSON Polygon or MultiPolygon, longitude first."
)

Points = Sequence[tuple[float, float]] | NDArray[np.float64]


def check_shape(shape: dict[str, object], points: Points) -> dict[str, object]:
    """Give a shape as it is stored, or say what is wrong; `points` are those of the area we know."""
    import shapely  # noqa: PLC0415 - only for the few notices with a drawn area
    from shapely.geometry import mapping  # noqa: PLC0415

    polygon = _polygon(shape)
    if shapely.get_num_coordinates(polygon) > _MOST_CORNERS:
        raise InvalidInput(
            f"The drawn area has more than {_MOST_CORNERS:,} corners. Draw it more simply.", field="shape"
        )
    if not polygon.is_valid:
        raise InvalidInput("The outline of the drawn area crosses itself. Draw it again.", field="shape")
    known = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    reach = (*(known.min(axis=0) - _MARGIN_DEG), *(known.max(axis=0) + _MARGIN_DEG))
    west, south, east, north = polygon.bounds
    beyond = west < reach[0] or south < reach[1] or east > reach[2] or north > reach[3]
    if beyond or not shapely.contains_xy(polygon, known).any():
        raise InvalidInput(
            "The drawn area lies outside the area of this directory. Draw it again, longitude first.",
            field="shape",
        )
    rounded = shapely.set_precision(polygon, 10**-_DECIMALS)
    written: dict[str, object] = dict(mapping(rounded if not rounded.is_empty else polygon))
    return written


def inside(shape: dict[str, object], points: Points) -> NDArray[np.bool_]:
    """Tell which points (lon, lat) lie in a shape; what is not placed (nan) does not."""
    import shapely  # noqa: PLC0415

    if not len(points):
        return np.zeros(0, dtype=np.bool_)
    found: NDArray[np.bool_] = shapely.contains_xy(_polygon(shape), np.asarray(points, dtype=np.float64))
    return found


def middle(shape: dict[str, object]) -> tuple[float, float]:
    """Give a point that lies in a shape, for a map: lon and lat."""
    point = _polygon(shape).representative_point()
    return (round(point.x, 5), round(point.y, 5))


def _polygon(shape: dict[str, object]) -> Any:  # noqa: ANN401 - a polygon of either kind
    from shapely.errors import ShapelyError  # noqa: PLC0415
    from shapely.geometry import shape as read  # noqa: PLC0415

    if shape.get("type") not in {"Polygon", "MultiPolygon"}:
        raise InvalidInput(_NOT_A_SHAPE, field="shape")
    try:
        found = read(shape)
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise InvalidInput(_NOT_A_SHAPE, field="shape") from error
    if found.is_empty or not np.isfinite(found.bounds).all():
        raise InvalidInput(_NOT_A_SHAPE, field="shape")
    return found
