"""Which units do the drawn shapes of a GeoJSON file make, and which postcodes lie inside?"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from sqlalchemy import Row
from sqlmodel import Session

from directory.errors import ImportRejected, InvalidInput, SourceIncomplete
from directory.geographies import queries
from directory.geographies.drafts import GeographyDraft, draft_of
from directory.geographies.schemas import MemberLevel
from directory.imports.sheets import LARGEST_BYTES, RowAside
from geo.areas import AreaIndex

BOUNDS_WGS84 = (-9.0, 49.0, 3.0, 61.0)
DECIMALS = 6
_OTHER_CRS = "4326 CRS84"


def read_shapes(
    session: Session, file: Path, name: str | None
) -> tuple[dict[str, GeographyDraft], list[RowAside]]:
    """Read polygons with a name property; each becomes a unit of the live postcodes inside it."""
    features = _read_features(file)
    drafts: dict[str, GeographyDraft] = {}
    aside: list[RowAside] = []
    lines: dict[tuple[str, str], int] = {}
    for number, feature in enumerate(features, start=1):
        told = _properties(feature)
        title = told.get("name", "")
        try:
            polygon = _read_polygon(feature)
            geography = told.get("geography") or name or ""
            if not geography:
                raise InvalidInput("No geography is named. Add a property geography, or give --name.")  # noqa: TRY301
            draft = draft_of(drafts, geography)
            unit = draft.unit(title)
            if unit.shape is not None:
                raise InvalidInput(  # noqa: TRY301
                    f"{title} is also feature {lines[draft.slug, unit.slug]}. "
                    "Give it another name, or join the two as one MultiPolygon."
                )
        except InvalidInput as error:
            aside.append(RowAside(number, title, error.message))
            continue
        unit.shape = polygon
        lines[draft.slug, unit.slug] = number
    postcodes = queries.list_postcodes(session)
    for draft in drafts.values():
        _fill(draft, postcodes)
        for slug in [slug for slug, unit in draft.units.items() if not unit.members]:
            reason = "No live postcode of the area lies inside it. Check where it was drawn (EPSG:4326)."
            if (draft.slug, slug) in lines:
                aside.append(RowAside(lines[draft.slug, slug], draft.units[slug].name, reason))
            del draft.units[slug]
    return {slug: draft for slug, draft in drafts.items() if draft.units}, sorted(
        aside, key=lambda one: one.line
    )


def _read_features(file: Path) -> list[Any]:
    if not file.is_file():
        raise SourceIncomplete(f"There is no file {file}. Check the path.")
    if file.stat().st_size > LARGEST_BYTES:
        raise ImportRejected(
            f"{file.name} is larger than {LARGEST_BYTES // 1_000_000} MB. Simplify its shapes."
        )
    try:
        document = json.loads(file.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ImportRejected(f"{file.name} is not GeoJSON in UTF-8. Export it again.") from error
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Feature":
        document = {"features": [document]}
    elif kind != "FeatureCollection" or not isinstance(document.get("features"), list):
        raise ImportRejected(f"{file.name} is not a GeoJSON FeatureCollection. Export it as one.")
    crs = json.dumps(document.get("crs") or "4326")
    if not any(word in crs for word in _OTHER_CRS.split()):
        raise ImportRejected(
            f"{file.name} is in another coordinate system. Export it in EPSG:4326 (longitude, latitude)."
        )
    return list(document["features"])


def _properties(feature: object) -> dict[str, str]:
    told = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(told, dict):
        return {}
    return {str(key).lower(): str(value).strip() for key, value in told.items() if value is not None}


def _read_polygon(feature: object) -> Polygon | MultiPolygon:
    drawn = feature.get("geometry") if isinstance(feature, dict) else None
    try:
        found = shape(drawn) if isinstance(drawn, dict) else None
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise InvalidInput("Its geometry cannot be read. Draw it again.") from error
    if not isinstance(found, Polygon | MultiPolygon) or found.is_empty:
        raise InvalidInput("It is not a polygon. Draw the area as a closed shape.")
    west, south, east, north = found.bounds
    if west < BOUNDS_WGS84[0] or south < BOUNDS_WGS84[1] or east > BOUNDS_WGS84[2] or north > BOUNDS_WGS84[3]:
        raise InvalidInput(
            "It lies outside Great Britain. Use longitude, latitude in that order (EPSG:4326)."
        )
    if not found.is_valid:
        raise InvalidInput(f"Its outline crosses itself ({shapely.is_valid_reason(found)}). Draw it again.")
    return found


def _fill(draft: GeographyDraft, postcodes: Sequence[Row[Any]]) -> None:
    shapes = {slug: unit.shape for slug, unit in draft.units.items() if unit.shape is not None}
    if not shapes:
        return
    inside, shared = find_inside(shapes, postcodes)
    for slug, keys in inside.items():
        draft.units[slug].members = [(key, MemberLevel.POSTCODE) for key in keys]
    if shared:
        draft.notes.append(
            f"{shared} postcode{'s lie' if shared > 1 else ' lies'} in more than one shape and "
            "count in the one whose code comes first."
        )


def find_inside(
    shapes: Mapping[str, Polygon | MultiPolygon], postcodes: Sequence[Row[Any]]
) -> tuple[dict[str, list[str]], int]:
    """Find the postcodes inside each shape, and how many lie in more than one of them."""
    keys = [row.key for row in postcodes]
    lon = np.array([np.nan if row.lon is None else row.lon for row in postcodes], dtype=np.float64)
    lat = np.array([np.nan if row.lat is None else row.lat for row in postcodes], dtype=np.float64)
    which = AreaIndex(shapes.values(), shapes).locate(lon, lat)
    inside: dict[str, list[str]] = {slug: [] for slug in shapes}
    for key, slug in zip(keys, which, strict=True):
        if slug is not None:
            inside[slug].append(key)
    holding = np.zeros(len(keys), dtype=np.int64)
    for polygon in shapes.values():
        shapely.prepare(polygon)
        holding += shapely.intersects_xy(polygon, lon, lat)
    return inside, int((holding > 1).sum())


def read_shape(written: str) -> Polygon | MultiPolygon:
    """Read a shape that `write_shape` wrote."""
    found = shape(json.loads(written))
    if not isinstance(found, Polygon | MultiPolygon):
        raise InvalidInput("A stored shape is not a polygon. Import its geography again.")
    return found


def write_shape(polygon: Polygon | MultiPolygon) -> str:
    """Write a shape as GeoJSON geometry, always in the same way."""
    rounded = shapely.set_precision(polygon, 10**-DECIMALS)
    return json.dumps(mapping(rounded if not rounded.is_empty else polygon), separators=(",", ":"))
