"""What shape has each unit of an own geography?

As it was drawn; else its LSOAs made one, where it divides none; else the middle of its postcodes. Nothing is
drawn that would claim more: parishes and parts of LSOAs have no outlines here to make it from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from sqlmodel import Session

from directory.areas.outlines import outlines_geojson
from directory.coverage.schemas import CoverageQuery
from directory.coverage.view import active_run
from directory.coverage.world import LSOA_COLUMN, World, world_of
from directory.geographies.service import geography_postcodes, list_units, unit_shape
from directory.words import Level, Release
from geo.projection import to_wgs84


class GeometryIs(StrEnum):
    """What a geometry shows of its area."""

    OUTLINE = "outline"
    DRAWN = "drawn"
    UNITED = "united"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Drawn:
    """The geometry of one area (GeoJSON, lon, lat) and what it is."""

    geometry: dict[str, Any]
    is_a: GeometryIs
    approximate: bool = False


def unit_outlines(session: Session, folder: Path, query: CoverageQuery) -> Mapping[str, Drawn]:
    """Draw the units of the geography a view is of; one without a shape or a postcode is left out."""
    if query.geography is None:
        return {}
    run = active_run(session, query.release, visiting=query.visiting)
    world = world_of(session, run.inputs)
    members = _members(session, world, query.geography)
    lsoas = _whole_lsoas(world, query.release, members)
    outlines = outlines_geojson(folder, Level.LSOA, query.release)["features"]
    of_code = {feature["properties"]["code"]: feature for feature in outlines}
    found: dict[str, Drawn] = {}
    for unit in list_units(session, query.geography):
        drawn = unit_shape(session, unit.code)
        own = lsoas.get(unit.code)
        inside = members.get(unit.code, [])
        if drawn is not None:
            found[unit.code] = Drawn(_wound(shape(orjson.loads(drawn))), GeometryIs.DRAWN)
        elif own and own <= of_code.keys():
            found[unit.code] = _united([of_code[code] for code in sorted(own)])
        elif inside:
            lon, lat = to_wgs84(*world.points[inside].mean(axis=0).tolist())
            middle = {"type": "Point", "coordinates": (round(lon, 6), round(lat, 6))}
            found[unit.code] = Drawn(middle, GeometryIs.CENTRE)
    return found


def _members(session: Session, world: World, geography: str) -> dict[str, list[int]]:
    """List the postcodes of each unit by their places in the world."""
    number = {key: place for place, key in enumerate(world.inputs.postcodes)}
    members: dict[str, list[int]] = {}
    for key, unit in geography_postcodes(session, geography):
        if key in number:
            members.setdefault(unit, []).append(number[key])
    return members


def _whole_lsoas(world: World, release: Release, members: dict[str, list[int]]) -> dict[str, set[str]]:
    """Tell of which LSOAs each unit is made that divides none of them."""
    lsoa = world.code_of_postcodes(LSOA_COLUMN[release])
    counts = np.bincount(lsoa[lsoa >= 0], minlength=len(world.inputs.codes))
    whole: dict[str, set[str]] = {}
    for unit, inside in members.items():
        held, there = np.unique(lsoa[inside], return_counts=True)
        if held[0] >= 0 and (counts[held] == there).all():
            whole[unit] = {world.inputs.codes[place] for place in held}
    return whole


def _united(features: list[dict[str, Any]]) -> Drawn:
    together = shapely.union_all([shape(feature["geometry"]) for feature in features])
    approximate = any(feature["properties"].get("approximate", False) for feature in features)
    return Drawn(_wound(together), GeometryIs.UNITED, approximate=approximate)


def _wound(found: BaseGeometry) -> dict[str, Any]:
    """Write a shape with its outer rings anticlockwise, as RFC 7946 has them."""
    return dict(mapping(shapely.orient_polygons(found)))
