"""How is GeoJSON read: a feature a row, a shape as a point inside it?"""

from collections.abc import Iterator
from io import IOBase
from typing import Final

from directory.errors import ImportRejected
from directory.imports.codes import Code
from directory.imports.limits import MOST_COLUMNS, MOST_VERTICES, at_most_rows
from directory.imports.readers.json_shape import items_of, shape_of, too_long, words_of
from directory.imports.rows import Aside, Opened, RawRow

WGS84: Final = ("crs84", "epsg::4326", "epsg:4326", "wgs84", "wgs 84")
_LOOK: Final = 200
"""So many features tell which columns there are."""


def open_geojson(stream: IOBase, name: str) -> Opened:
    """Open a collection of features in WGS84."""
    shape = shape_of(stream, name)
    if shape.scalars.get("type") == "Feature":
        prefix = ""
    elif shape.scalars.get("type") == "FeatureCollection" and "features" in shape.keys:
        prefix = "features.item"
    else:
        raise ImportRejected(f"{name} is no GeoJSON: a FeatureCollection is expected.")
    crs = shape.scalars.get("crs.properties.name") or shape.scalars.get("crs.properties.href") or ""
    if crs and not any(word in crs.casefold() for word in WGS84):
        raise ImportRejected(
            f"{name} is in the system {crs}. Save it in WGS84 (EPSG:4326, degrees). Nothing was taken."
        )
    columns: dict[str, None] = {}
    for number, feature in enumerate(items_of(stream, prefix)):
        if number >= _LOOK:
            break
        columns |= dict.fromkeys(_properties(feature))
    if len(columns) > MOST_COLUMNS:
        raise ImportRejected(f"{name} has {len(columns):,} properties; at most {MOST_COLUMNS} are read.")
    columns |= dict.fromkeys(("longitude", "latitude", "id"))
    rows = at_most_rows(_rows(stream, prefix), name)
    facts = (
        "Points are in degrees of longitude and latitude (WGS84); a shape is told by a point inside it.",
    )
    return Opened(name, "geojson", tuple(columns), facts, rows)


def _rows(stream: IOBase, prefix: str) -> Iterator[RawRow]:
    for number, feature in enumerate(items_of(stream, prefix), start=1):
        cells = _properties(feature)
        if len(cells) > MOST_COLUMNS:
            yield RawRow(number, {}, Aside(Code.NOT_READABLE, f"It has {len(cells):,} properties."))
            continue
        point = _point(feature)
        if isinstance(point, Aside):
            yield RawRow(number, cells, point)
            continue
        if point is not None:
            cells["longitude"], cells["latitude"] = (repr(value) for value in point)
        length = too_long(cells)
        yield RawRow(
            number, cells, Aside(Code.CELL_TOO_LONG, f"It has {length:,} characters.") if length else None
        )


def _properties(feature: object) -> dict[str, str]:
    """Give the properties of a feature as cells; what nests once is named `outer.inner`."""
    if not isinstance(feature, dict):
        return {}
    cells: dict[str, str] = {}
    told = feature.get("properties")
    for name, value in (told if isinstance(told, dict) else {}).items():
        if isinstance(value, dict):
            cells |= {f"{name}.{inner}"[:100]: words_of(each) for inner, each in value.items()}
        else:
            cells[str(name)[:100]] = words_of(value)
    if feature.get("id") is not None and "id" not in cells:
        cells["id"] = words_of(feature["id"])
    return cells


def _point(feature: object) -> tuple[float, float] | Aside | None:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict):
        return None
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Point":
        return _pair(coordinates)
    if _vertices(geometry) > MOST_VERTICES:
        return Aside(Code.COORDINATES, f"Its shape has more than {MOST_VERTICES:,} points.")
    from shapely.errors import GEOSException  # noqa: PLC0415 - only shapes need it
    from shapely.geometry import shape  # noqa: PLC0415

    try:
        found = shape(geometry)
        if found.is_empty:
            return None
        inside = found.representative_point()
    except (GEOSException, ValueError, TypeError, KeyError, AttributeError, IndexError):
        return Aside(Code.COORDINATES, "Its shape cannot be read.")
    return float(inside.x), float(inside.y)


def _pair(coordinates: object) -> tuple[float, float] | Aside | None:
    if coordinates in (None, []):
        return None
    try:
        lon, lat = (float(value) for value in coordinates[:2])  # type: ignore[index]
    except (TypeError, ValueError):
        return Aside(Code.COORDINATES, "Its coordinates are not numbers.")
    return lon, lat


def _vertices(value: object) -> int:
    """Count the numbers of a shape by two, without following it deeper than JSON was allowed to nest."""
    if isinstance(value, dict):
        return sum(_vertices(each) for each in value.values())
    if isinstance(value, list):
        if value and isinstance(value[0], int | float):
            return 1
        return sum(_vertices(each) for each in value)
    return 0
