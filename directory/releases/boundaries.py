"""Which tables of boundaries follow from the outlines that were loaded?"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from directory.imports.tables import Row, read_table
from directory.releases.outlines import PLACES, Outline, OutlineSet
from directory.releases.recognise import Content
from directory.releases.vintage import vintage_of
from directory.shipped.build.areas import COLUMNS as AREA_COLUMNS
from directory.shipped.build.credits import OGL, ONS
from directory.shipped.build.tables import Cell, Origin, write_csv, write_features
from directory.shipped.manifest import TableNote
from directory.words import ALL_DISTRICTS, Level, Release
from geo.outlines import simplify_coverage
from geo.projection import to_wgs84

MAP_TOLERANCE_M = 100.0
"""Bends smaller than a square of this side are left out of the picture a page carries."""
AREAS_PATH = "boundaries/areas.csv"
PARISHES_PATH = "boundaries/parishes.geojson"
WARDS_PATH = "boundaries/wards.geojson"
DISTRICTS_PATH = "boundaries/districts.geojson"
_COLUMNS = {
    "code": "ONS code",
    "name": "name",
    "district_code": "ONS code of its district",
    "approximate": "false: as published",
}
_LEVELS: Mapping[Content, Level] = {
    Content.LSOA_OUTLINES: Level.LSOA,
    Content.WARD_OUTLINES: Level.WARD,
    Content.DISTRICT_OUTLINES: Level.DISTRICT,
}
_OSM = (
    "© OpenStreetMap contributors, Open Database Licence 1.0.",
    "The outlines of parishes are a database under the Open Database Licence.",
)


def lsoa_path(release: Release) -> str:
    """Tell where the outlines of a release of LSOAs are kept."""
    return f"boundaries/lsoa{release.value[2:]}.geojson"


def write_boundaries(out: Path, shipped: Path, sets: Sequence[OutlineSet]) -> list[TableNote]:
    """Write the tables of every set of outlines, the maps drawn from them, and the areas they belong to."""
    notes: list[TableNote] = []
    by_content = {(found.source.content, found.source.release): found for found in sets}
    names = {row["code"]: row["name"] for row in read_table(shipped, AREAS_PATH)}
    names |= {row["code"]: row["name"] for row in read_table(shipped, "parishes/parishes.csv")}
    for release in Release:
        lsoas = by_content.get((Content.LSOA_OUTLINES, release))
        if lsoas is not None:
            title = f"LSOAs of {release.value}"
            notes.append(_write(out, lsoa_path(release), title, lsoas, names))
            notes.extend(_write_maps(out, release, lsoas, names))
    wards = by_content.get((Content.WARD_OUTLINES, None))
    if wards is not None:
        notes.append(_write(out, WARDS_PATH, "Wards", wards, {}))
    parishes = by_content.get((Content.PARISH_OUTLINES, None))
    if parishes is not None:
        notes.append(_write(out, PARISHES_PATH, "Parishes that have an outline", parishes, names))
    districts = by_content.get((Content.DISTRICT_OUTLINES, None))
    newest = by_content.get((Content.LSOA_OUTLINES, Release.R2021))
    if districts is None and newest is not None:
        districts = _dissolve(newest, names)
    if districts is not None:
        notes.append(_write(out, DISTRICTS_PATH, "Districts", districts, names))
    described = [found for found in (*by_content.values(), districts) if found is not None]
    notes.append(_write_areas(out, shipped, described, names))
    return notes


def _origin(found: OutlineSet) -> Origin:
    if "osm" in found.source.columns:
        return Origin(
            source=f"OpenStreetMap, loaded from {found.source.file.label}",
            licence="Open Database Licence 1.0",
            vintage=vintage_of(found.source),
            attribution=_OSM,
        )
    return Origin(
        source=f"Office for National Statistics, boundaries, loaded from {found.source.file.label}",
        licence=OGL,
        vintage=vintage_of(found.source),
        attribution=ONS,
    )


def _write(out: Path, path: str, title: str, found: OutlineSet, names: Mapping[str, str]) -> TableNote:
    return write_features(
        out,
        path,
        title=f"{title}, full detail",
        columns=_COLUMNS,
        features=(
            (
                {
                    "code": outline.code,
                    # Ours where we have one: the same name in every release, and never a bare code.
                    "name": names.get(outline.code, outline.name),
                    "district_code": outline.district_code,
                    "approximate": False,
                },
                _geometry(outline.shape_wgs84),
            )
            for outline in found.outlines
        ),
        origin=_origin(found),
    )


def _geometry(shape_wgs84: BaseGeometry) -> Mapping[str, object]:
    """Write a polygon as RFC 7946 has it, outer rings anticlockwise."""
    geometry: dict[str, object] = json.loads(
        shapely.to_geojson(shapely.orient_polygons(shapely.normalize(shape_wgs84)))
    )
    return geometry


def _dissolve(lsoas: OutlineSet, names: Mapping[str, str]) -> OutlineSet:
    """Make the districts of their LSOAs."""
    outlines = tuple(
        Outline(
            code,
            names[code],
            code,
            shapely.coverage_union_all(
                [one.shape_wgs84 for one in lsoas.outlines if one.district_code == code]
            ),
            shapely.coverage_union_all(
                [one.shape_bng for one in lsoas.outlines if one.district_code == code]
            ),
        )
        for code in ALL_DISTRICTS
    )
    return OutlineSet(lsoas.source, outlines, 0, ())


def _write_maps(
    out: Path, release: Release, lsoas: OutlineSet, names: Mapping[str, str]
) -> Iterator[TableNote]:
    """Write simpler outlines for the picture in a page: the same shared edges on both sides."""
    simple_bng = simplify_coverage([outline.shape_bng for outline in lsoas.outlines], MAP_TOLERANCE_M)
    districts = {
        code: shapely.coverage_union_all(
            [
                shape
                for shape, outline in zip(simple_bng, lsoas.outlines, strict=True)
                if outline.district_code == code
            ]
        )
        for code in ALL_DISTRICTS
    }
    areas = [
        (outline.code, names.get(outline.code, outline.name), outline.district_code, shape)
        for outline, shape in zip(lsoas.outlines, simple_bng, strict=True)
    ]
    year = release.value[2:]
    for path, title, rows in (
        (f"boundaries/map_lsoa{year}.geojson", "LSOAs", areas),
        (
            f"boundaries/map_districts{year}.geojson",
            "Districts",
            [(code, names[code], code, shape) for code, shape in districts.items()],
        ),
    ):
        yield write_features(
            out,
            path,
            title=f"{title} of {release.value}, simplified for maps",
            columns=_COLUMNS,
            features=(
                (
                    {"code": code, "name": name, "district_code": district, "approximate": False},
                    _geometry(_rounded(shape)),
                )
                for code, name, district, shape in rows
            ),
            origin=_origin(lsoas),
        )


def _rounded(shape_bng: BaseGeometry) -> BaseGeometry:
    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        lon_lat: NDArray[np.float64] = np.column_stack(to_wgs84(points[:, 0], points[:, 1]))
        return lon_lat.round(PLACES)

    return shapely.transform(shape_bng, move)


def _write_areas(out: Path, shipped: Path, sets: Iterable[OutlineSet], names: Mapping[str, str]) -> TableNote:
    """Write the table of areas with the centres and sizes of the outlines that were loaded."""
    rows = list(read_table(shipped, AREAS_PATH))
    loaded: list[str] = []
    for found in sets:
        level = _LEVELS.get(found.source.content)
        if level is None:
            continue
        if level is Level.LSOA and found.outlines[0].code in ALL_DISTRICTS:
            level = Level.DISTRICT  # dissolved from LSOAs
        release = found.source.release.value if level is Level.LSOA and found.source.release else ""
        rows = [row for row in rows if (row["level"], row["release"]) != (level.value, release)]
        rows.extend(_area_row(outline, level, release, names) for outline in found.outlines)
        loaded.append(found.source.file.label)
    order = {Level.LSOA.value: 0, Level.WARD.value: 1, Level.DISTRICT.value: 2}
    rows.sort(key=lambda row: (order[row["level"]], row["release"], row["code"]))
    source = "Office for National Statistics, Open Geography Portal"
    return write_csv(
        out,
        AREAS_PATH,
        title="Areas: LSOAs of 2011 and of 2021, wards, districts",
        columns=AREA_COLUMNS,
        rows=(tuple(row[column] for column in AREA_COLUMNS) for row in rows),
        origin=Origin(
            source=f"{source}; centres and sizes from {', '.join(loaded)}" if loaded else source,
            licence=OGL,
            vintage="2011, 2021 and of the loaded files",
            attribution=ONS,
        ),
    )


def _area_row(outline: Outline, level: Level, release: str, names: Mapping[str, str]) -> Row:
    centre = shapely.centroid(outline.shape_bng)
    lon, lat = to_wgs84(centre.x, centre.y)
    values: dict[str, Cell] = {
        "level": level.value,
        "release": release,
        "code": outline.code,
        "name": names.get(outline.code, outline.name),
        "district_code": outline.district_code,
        "lon": f"{lon:.6f}",
        "lat": f"{lat:.6f}",
        "area_km2": f"{outline.shape_bng.area / 1e6:.4f}",
    }
    return {column: str(values[column]) for column in AREA_COLUMNS}
