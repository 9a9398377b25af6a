"""How are areas drawn for programs?"""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session

from api.coverage_table import row_json, view_json
from api.own_outlines import Drawn, GeometryIs, unit_outlines
from directory.areas.outlines import has_outlines, outlines_geojson
from directory.areas.service import attribution_lines, list_areas
from directory.coverage.schemas import CoverageAnswer
from directory.words import Level, Release

Shapes = Mapping[str, Drawn]
"""By code."""

POINTS_NOTE: Final = (
    "Outlines of wards and parishes are not shipped: each geometry is the point of the area's centre."
)
OUTLINES_NOTE: Final = (
    "Outlines are generalised: look a postcode's areas up, do not work them out from these shapes."
)
SOME_NOTE: Final = (
    "Outlines as loaded by the operator of this service; an area without one has the point of its centre."
)

OWN_NOTE: Final = (
    "Units of an own geography: `geometry_is` says of each whether it is as it was drawn, united from the "
    "generalised outlines of its LSOAs, or only the point in the middle of its postcodes."
)


def area_features(session: Session, data_dir: Path, level: Level, release: Release) -> dict[str, object]:
    """Draw the areas of a level, each with its main figures."""
    shapes = _shapes(session, data_dir, level, release)
    features = [_feature(shapes, area.code, asdict(area)) for area in list_areas(session, level, release)]
    return {"type": "FeatureCollection", "note": _note(data_dir, level), "features": features}


def coverage_features(session: Session, data_dir: Path, answer: CoverageAnswer) -> dict[str, Any]:
    """Draw a view of coverage; the properties of an area are its row."""
    query = answer.query
    if query.geography is None:
        shapes, note = _shapes(session, data_dir, query.level, query.release), _note(data_dir, query.level)
    else:
        shapes, note = unit_outlines(session, data_dir, query), OWN_NOTE
    features = [_feature(shapes, area.code, row_json(area)) for area in answer.contents]
    return {
        "type": "FeatureCollection",
        **view_json(answer),
        "note": note,
        "attribution": attribution_lines(session),
        "features": features,
    }


def _feature(shapes: Shapes, code: str, properties: dict[str, object]) -> dict[str, object]:
    drawn = shapes.get(code)
    return {
        "type": "Feature",
        "id": code,
        "approximate": drawn is not None and drawn.approximate,
        "geometry_is": drawn and drawn.is_a,
        "geometry": drawn and drawn.geometry,
        "properties": properties,
    }


def _note(data_dir: Path, level: Level) -> str:
    if level in {Level.LSOA, Level.DISTRICT}:
        return OUTLINES_NOTE
    return SOME_NOTE if has_outlines(data_dir, level) else POINTS_NOTE


def _shapes(session: Session, data_dir: Path, level: Level, release: Release) -> Shapes:
    areas = list_areas(session, level, release)
    shapes: dict[str, Drawn] = {
        area.code: Drawn({"type": "Point", "coordinates": (area.lon, area.lat)}, GeometryIs.CENTRE)
        for area in areas
    }
    if has_outlines(data_dir, level):
        for feature in outlines_geojson(data_dir, level, release)["features"]:
            told = feature["properties"]
            shapes[told["code"]] = Drawn(
                feature["geometry"], GeometryIs.OUTLINE, approximate=bool(told.get("approximate", False))
            )
    return shapes
