"""What do the areas look like on a map, as one picture file the browser keeps for good?

The outlines of a release are one SVG of named shapes, served at an address that holds its digest. A page
refers to them (`<use href="…#E01017977" class="…">`), so it carries only the colour of each area: the map is
there without scripts, prints, and a change of indicator moves no geometry. Web Mercator, so that a Leaflet
map can show the same picture in its place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import orjson

from directory.errors import Unavailable
from directory.words import Level, Release
from web.mercator import to_degrees, to_mercator

UNIT_M = 30.0
"""Mercator metres to a unit of the picture: about 18 m on the ground at 52 degrees north."""
MARGIN_SHARE = 0.02

Ring = tuple[tuple[float, float], ...]
"""Positions lon, lat; closed."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One area's shape."""

    code: str
    name: str
    level: Level
    district_code: str
    polygons: tuple[tuple[Ring, ...], ...]
    """Each an outer ring and its holes, degrees WGS84."""
    approximate: bool


def outline_geometry(outline: Outline) -> dict[str, object]:
    """Return a shape as GeoJSON has it."""
    if len(outline.polygons) == 1:
        return {"type": "Polygon", "coordinates": outline.polygons[0]}
    return {"type": "MultiPolygon", "coordinates": outline.polygons}


@dataclass(frozen=True, slots=True)
class View:
    """The part of the picture that is shown, and where on Earth that is."""

    x: int
    y: int
    width: int
    height: int
    south_west: tuple[float, float]
    """lon, lat."""
    north_east: tuple[float, float]

    @property
    def view_box(self) -> str:
        """As SVG writes it."""
        return f"{self.x} {self.y} {self.width} {self.height}"


@dataclass(frozen=True, slots=True)
class OutlinePicture:
    """The shapes of one release."""

    release: Release
    svg: bytes
    digest: str
    outlines: dict[str, Outline]
    boxes: dict[str, tuple[int, int, int, int]]
    """Of each shape: min x, min y, max x, max y in units of the picture."""
    origin: tuple[int, int]

    @property
    def path(self) -> str:
        """Its address on this server."""
        return f"/map/outlines/{self.release.value}-{self.digest}.svg"

    def view_of(self, codes: Iterable[str]) -> View:
        """Return the view that holds these shapes; of all of them where none is known."""
        boxes = [self.boxes[code] for code in codes if code in self.boxes] or list(self.boxes.values())
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
        margin = round(MARGIN_SHARE * max(right - left, bottom - top))
        left, top, right, bottom = left - margin, top - margin, right + margin, bottom + margin
        return View(
            x=left,
            y=top,
            width=right - left,
            height=bottom - top,
            south_west=self._position(left, bottom),
            north_east=self._position(right, top),
        )

    def middle_of(self, code: str) -> tuple[float, float]:
        """Return the lon, lat of the middle of a shape's box: near enough to say what it is by."""
        left, top, right, bottom = self.boxes[code]
        return self._position((left + right) // 2, (top + bottom) // 2)

    def _position(self, x: int, y: int) -> tuple[float, float]:
        lon, lat = to_degrees((x + self.origin[0]) * UNIT_M, (self.origin[1] - y) * UNIT_M)
        return round(lon, 5), round(lat, 5)


def read_picture(data_dir: Path, release: Release) -> OutlinePicture:
    """Return the picture of a release, drawn anew only when a file has changed."""
    files = tuple(_boundary_files(data_dir, release).values())
    try:
        stamps = tuple(file.stat().st_mtime_ns for file in files)
    except FileNotFoundError as error:
        raise Unavailable(
            f"The outlines of {release.label} are not loaded: {error.filename} is missing"
        ) from error
    return _read_picture(data_dir, release, stamps)


@lru_cache(maxsize=8)
def _read_picture(data_dir: Path, release: Release, _stamps: tuple[int, ...]) -> OutlinePicture:
    outlines = {
        outline.code: outline
        for level, file in _boundary_files(data_dir, release).items()
        for outline in _read_outlines(file, level)
    }
    positions = [
        _units(lon, lat)
        for outline in outlines.values()
        for polygon in outline.polygons
        for ring in polygon
        for lon, lat in ring
    ]
    origin = (min(x for x, _ in positions), max(y for _, y in positions))
    shapes: list[str] = []
    boxes: dict[str, tuple[int, int, int, int]] = {}
    for outline in outlines.values():
        path, boxes[outline.code] = _path(outline, origin)
        shapes.append(f'<path id="{outline.code}" vector-effect="non-scaling-stroke" d="{path}"/>')
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><defs>\n{chr(10).join(shapes)}\n</defs></svg>\n'.encode()
    digest = sha256(svg).hexdigest()[:12]
    return OutlinePicture(release, svg, digest, outlines, boxes, origin)


def _boundary_files(data_dir: Path, release: Release) -> dict[Level, Path]:
    folder, year = data_dir / "boundaries", release.value[-2:]
    lsoas, districts = folder / f"map_lsoa{year}.geojson", folder / f"map_districts{year}.geojson"
    if lsoas.is_file() and districts.is_file():
        # A loaded release in full detail brings simpler shapes for the picture.
        return {Level.LSOA: lsoas, Level.DISTRICT: districts}
    return {Level.LSOA: folder / f"lsoa{year}.geojson", Level.DISTRICT: folder / "districts.geojson"}


def _read_outlines(file: Path, level: Level) -> list[Outline]:
    features = orjson.loads(file.read_bytes())["features"]
    outlines = []
    for feature in features:
        properties, geometry = feature["properties"], feature["geometry"]
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        outlines.append(
            Outline(
                code=properties["code"],
                name=properties["name"],
                level=level,
                district_code=properties.get("district_code", properties["code"]),
                polygons=tuple(
                    tuple(tuple((lon, lat) for lon, lat, *_ in ring) for ring in polygon)
                    for polygon in polygons
                ),
                approximate=bool(properties.get("approximate", False)),
            )
        )
    return outlines


def _units(lon: float, lat: float) -> tuple[int, int]:
    x, y = to_mercator(lon, lat)
    return round(x / UNIT_M), round(y / UNIT_M)


def _path(outline: Outline, origin: tuple[int, int]) -> tuple[str, tuple[int, int, int, int]]:
    """Write a shape as relative moves, which compress well; equal corners of neighbours stay equal."""
    parts: list[str] = []
    xs: list[int] = []
    ys: list[int] = []
    for polygon in outline.polygons:
        for ring in polygon:
            points: list[tuple[int, int]] = []
            for lon, lat in ring:
                unit_x, unit_y = _units(lon, lat)
                point = (unit_x - origin[0], origin[1] - unit_y)
                if not points or point != points[-1]:
                    points.append(point)
            if len(points) > 1 and points[0] == points[-1]:
                points.pop()
            xs.extend(x for x, _ in points)
            ys.extend(y for _, y in points)
            parts.append(_ring_path(points))
    return "".join(parts), (min(xs), min(ys), max(xs), max(ys))


def _ring_path(points: list[tuple[int, int]]) -> str:
    first_x, first_y = points[0]
    steps = [f"M{first_x} {first_y}l"]
    last_x, last_y = first_x, first_y
    for x, y in points[1:]:
        across, down = f"{x - last_x}", f"{y - last_y}"
        joint = "" if len(steps) == 1 or across.startswith("-") else " "
        steps.append(f"{joint}{across}{'' if down.startswith('-') else ' '}{down}")
        last_x, last_y = x, y
    return "".join(steps) + "z"
