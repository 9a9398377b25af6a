"""What shapes do the areas have? LSOAs and districts; wards and parishes where loaded."""

import json
from pathlib import Path
from typing import Any

from directory.errors import NotFound, SourceIncomplete
from directory.words import Level, Release


def outlines_geojson(folder: Path, level: Level, release: Release) -> dict[str, Any]:
    """Read the outlines of a level as GeoJSON (EPSG:4326)."""
    path = _path(folder, level, release)
    if not has_outlines(folder, level):
        raise NotFound(f"Outlines of the level {level.value} do not ship. Ask for lsoa or district.")
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise SourceIncomplete(
            f"{path} is missing. Restore it, or build it again with: make data"
        ) from missing
    return document


def has_outlines(folder: Path, level: Level) -> bool:
    """Tell whether a level has outlines: wards and parishes only where a release brought them."""
    return level in {Level.LSOA, Level.DISTRICT} or _path(folder, level, Release.R2021).is_file()


def _path(folder: Path, level: Level, release: Release) -> Path:
    if level is Level.LSOA:
        return folder / f"boundaries/lsoa{release.value[2:]}.geojson"
    names = {Level.DISTRICT: "districts", Level.WARD: "wards", Level.PARISH: "parishes"}
    return folder / f"boundaries/{names[level]}.geojson"
