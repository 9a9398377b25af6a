"""What shapes do the areas have, as shipped? LSOAs of each release, and districts."""

import json
from pathlib import Path
from typing import Any

from directory.errors import NotFound, SourceIncomplete
from directory.words import Level, Release


def outlines_geojson(folder: Path, level: Level, release: Release) -> dict[str, Any]:
    """Read the outlines of a level as GeoJSON (EPSG:4326); wards and parishes have none."""
    if level is Level.LSOA:
        path = folder / f"boundaries/lsoa{release.value[2:]}.geojson"
    elif level is Level.DISTRICT:
        path = folder / "boundaries/districts.geojson"
    else:
        raise NotFound(f"Outlines of the level {level.value} do not ship. Ask for lsoa or district.")
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise SourceIncomplete(
            f"{path} is missing. Restore it, or build it again with: make data"
        ) from missing
    return document
