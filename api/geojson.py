"""How are areas drawn for programs?"""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session

from api.coverage_table import row_json, view_json
from directory.areas.outlines import has_outlines, outlines_geojson
from directory.areas.service import attribution_lines, list_areas
from directory.coverage.schemas import CoverageAnswer
from directory.words import Level, Release

Shapes = Mapping[str, tuple[dict[str, Any], bool]]
"""For each code its geometry, and whether that is approximate."""

POINTS_NOTE: Final = (
    "Outlines of wards and parishes are not shipped: each geometry is the point of the area's centre."
)
OUTLINES_NOTE: Final = (
    "Outlines are generalised: look a postcode's areas up, do not work them out from these shapes."
)
SOME_NOTE: Final = (
    "Outlines as loaded by the operator of this service; an area without one has the point of its centre."
)


def area_features(session: Session, data_dir: Path, level: Level, release: Release) -> dict[str, object]:
    """Draw the areas of a level, each with its main figures."""
    shapes = _shapes(session, data_dir, level, release)
    features = [_feature(shapes, area.code, asdict(area)) for area in list_areas(session, level, release)]
    return {"type": "FeatureCollection", "note": _note(data_dir, level), "features": features}


def coverage_features(session: Session, data_dir: Path, answer: CoverageAnswer) -> dict[str, Any]:
    """Draw a view of coverage; the properties of an area are its row."""
    query = answer.query
    shapes = _shapes(session, data_dir, query.level, query.release)
    features = [_feature(shapes, area.code, row_json(area)) for area in answer.contents]
    return {
        "type": "FeatureCollection",
        **view_json(answer),
        "note": _note(data_dir, query.level),
        "attribution": attribution_lines(session),
        "features": features,
    }


def _feature(shapes: Shapes, code: str, properties: dict[str, object]) -> dict[str, object]:
    geometry, approximate = shapes.get(code, (None, False))
    return {
        "type": "Feature",
        "id": code,
        "approximate": approximate,
        "geometry": geometry,
        "properties": properties,
    }


def _note(data_dir: Path, level: Level) -> str:
    if level in {Level.LSOA, Level.DISTRICT}:
        return OUTLINES_NOTE
    return SOME_NOTE if has_outlines(data_dir, level) else POINTS_NOTE


def _shapes(session: Session, data_dir: Path, level: Level, release: Release) -> Shapes:
    areas = list_areas(session, level, release)
    points: Shapes = {
        area.code: ({"type": "Point", "coordinates": (area.lon, area.lat)}, False) for area in areas
    }
    if not has_outlines(data_dir, level):
        return points
    collection = outlines_geojson(data_dir, level, release)
    return dict(points) | {
        feature["properties"]["code"]: (
            feature["geometry"],
            bool(feature["properties"].get("approximate", False)),
        )
        for feature in collection["features"]
    }
