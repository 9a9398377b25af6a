"""Where do the pins of a list lie on a small map that needs no script and asks nobody else?

Spherical Mercator, like the outlines' picture, on a square of `SIZE` units; with JavaScript Leaflet draws the
same things in its place.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from directory.areas.labels import PlaceLabel
from directory.search.schemas import Box
from web.mercator import to_degrees, to_mercator
from web.outlines import UNIT_M, OutlinePicture

SIZE: Final = 600
_MARGIN: Final = 1.12
_SMALLEST_HALF_M: Final = 3_000.0
_SMALLEST_HALF_ALONE_M: Final = 4_500.0
_LABEL_APART_Y: Final = 32
_LABEL_HALF: Final = 46
_LETTER_HALF: Final = 5
_PIN_HALF: Final = 20
_EDGE: Final = 24
_MOVES: Final = (0, -34, 36)
_MOST_LABELS: Final = 14
_RINGS_M: Final = (804.7, 1609.3, 3218.7, 4828.0, 8046.7, 16093.4, 32186.9, 64373.8)
MOST_NUMBERED: Final = 100
LANDMARKS_WITHIN_HALF_M: Final = 7_000.0
"""A wider map has no room for them."""
_MOST_RINGS: Final = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """What a pin stands for, before it is drawn."""

    lon: float
    lat: float
    number: int
    name: str
    anchor: str
    approximate: bool
    recruiting: bool = False
    """It needs volunteers today."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A pin: one place, one or more listings of the list."""

    x: float
    y: float
    lon: float
    lat: float
    label: str
    title: str
    anchor: str
    approximate: bool
    recruiting: bool = False


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle around where somebody is."""

    radius: float
    label: str
    label_y: float


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a place."""

    x: float
    y: float
    name: str
    landmark: bool


@dataclass(frozen=True, slots=True)
class NearMap:
    """A map ready to draw."""

    centre: tuple[float, float]
    """lon, lat."""
    view: str
    """West, south, east, north of the square in degrees, for the script."""
    origin: tuple[float, float] | None
    """x, y of where somebody is; None where the map is about places only."""
    pins: tuple[Pin, ...]
    rings: tuple[Ring, ...]
    labels: tuple[Label, ...]
    places: str
    """Names for the script: lon|lat|name, a fourth part `1` where it is a landmark; separated by `;`."""
    shapes: tuple[str, ...]
    """Addresses of the outlines drawn, one a district."""
    transform: str
    """Puts the outlines' picture on this square."""
    outlines_box: str
    outlines_bounds: str
    """South, west, north, east of the whole picture, for the script."""
    dots: bool
    """True where there are too many pins to number: they are drawn as dots."""
    tile_url: str | None
    """Map tiles the operator chose; None draws our own outlines only."""
    tile_credit: str | None
    size: int = SIZE


@dataclass(frozen=True, slots=True)
class Frame:
    """The square that is shown: its centre and half its side, in Mercator metres."""

    x: float
    y: float
    half: float

    @classmethod
    def around(
        cls,
        origin: tuple[float, float] | None,
        spots: Sequence[Spot],
        holding: Sequence[tuple[float, float]] = (),
    ) -> "Frame":
        """Hold every spot and point, with the origin in the middle where there is one."""
        points = [to_mercator(spot.lon, spot.lat) for spot in spots]
        points += [to_mercator(*point) for point in holding]
        if origin is None:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        else:
            x, y = to_mercator(*origin)
        reach = max((max(abs(px - x), abs(py - y)) for px, py in points), default=0.0)
        # Wide enough that the names of villages say where it is.
        least = _SMALLEST_HALF_ALONE_M if origin is None else _SMALLEST_HALF_M
        return cls(x, y, max(reach * _MARGIN, least))

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a point lies on the square."""
        x, y = to_mercator(lon, lat)
        scale = SIZE / (2 * self.half)
        return round((x - self.x + self.half) * scale, 1), round((self.y + self.half - y) * scale, 1)

    @property
    def box(self) -> Box:
        """The square in degrees."""
        west, south = to_degrees(self.x - self.half, self.y - self.half)
        east, north = to_degrees(self.x + self.half, self.y + self.half)
        return Box(west, south, east, north)

    def length(self, distance_m: float) -> float:
        """Return how long a distance on the ground is on the square."""
        _, lat = to_degrees(self.x, self.y)
        return distance_m / math.cos(math.radians(lat)) * SIZE / (2 * self.half)


def draw(
    frame: Frame,
    *,
    origin: tuple[float, float] | None,
    spots: Sequence[Spot],
    places: Sequence[PlaceLabel],
    picture: OutlinePicture,
    districts: Iterable[str],
    tile_url: str | None = None,
    tile_credit: str | None = None,
) -> NearMap:
    """Draw a map of a frame: outlines, rings, names, pins."""
    unit_scale = UNIT_M * SIZE / (2 * frame.half)
    left = (picture.origin[0] * UNIT_M - frame.x + frame.half) * SIZE / (2 * frame.half)
    top = (frame.y + frame.half - picture.origin[1] * UNIT_M) * SIZE / (2 * frame.half)
    rings = () if origin is None else _rings(frame)
    taken: list[tuple[float, float, float]] = [(SIZE / 2, ring.label_y, _LABEL_HALF) for ring in rings]
    if len(spots) <= MOST_NUMBERED:
        taken += [(*frame.at(spot.lon, spot.lat), _PIN_HALF) for spot in spots]
    if origin is not None:
        taken.append((*frame.at(*origin), _PIN_HALF))
    whole, box = picture.view_of(()), frame.box
    return NearMap(
        centre=to_degrees(frame.x, frame.y),
        view=f"{box.min_lon:.5f},{box.min_lat:.5f},{box.max_lon:.5f},{box.max_lat:.5f}",
        origin=None if origin is None else frame.at(*origin),
        pins=_pins(frame, spots),
        rings=rings,
        labels=_labels(places, frame, taken),
        places=";".join(_written(place) for place in places),
        shapes=tuple(f"{picture.path}#{code}" for code in districts if code in picture.outlines),
        transform=f"translate({left:.1f} {top:.1f}) scale({unit_scale:.5f})",
        outlines_box=whole.view_box,
        outlines_bounds=",".join(
            str(edge)
            for edge in (
                whole.south_west[1],
                whole.south_west[0],
                whole.north_east[1],
                whole.north_east[0],
            )
        ),
        dots=len(spots) > MOST_NUMBERED,
        tile_url=tile_url,
        tile_credit=tile_credit,
    )


def _written(place: PlaceLabel) -> str:
    name = place.name.replace("|", " ").replace(";", ",")
    return f"{place.lon:.4f}|{place.lat:.4f}|{name}{'|1' if place.landmark else ''}"


def _pins(frame: Frame, spots: Sequence[Spot]) -> tuple[Pin, ...]:
    together: dict[tuple[float, float], list[Spot]] = {}
    for spot in spots:
        together.setdefault((spot.lon, spot.lat), []).append(spot)
    pins = []
    for (lon, lat), group in together.items():
        x, y = frame.at(lon, lat)
        first = group[0]
        more = f" and {len(group) - 1} more" if len(group) > 1 else ""
        recruiting = any(spot.recruiting for spot in group)
        pins.append(
            Pin(
                x=x,
                y=y,
                lon=lon,
                lat=lat,
                label=f"{first.number}{'+' if more else ''}",
                title=f"{first.number}: {first.name}{more}{', volunteers needed' if recruiting else ''}",
                anchor=first.anchor,
                approximate=any(spot.approximate for spot in group),
                recruiting=recruiting,
            )
        )
    # The nearest last, so that it lies on top.
    return tuple(reversed(pins))


def _rings(frame: Frame) -> tuple[Ring, ...]:
    rings: list[Ring] = []
    for radius_m in reversed(_RINGS_M):
        radius = frame.length(radius_m)
        if radius < SIZE * 0.48 and len(rings) < _MOST_RINGS:
            miles = radius_m / _RINGS_M[1]
            label = "half a mile" if miles < 1 else f"{miles:.0f} mile{'' if round(miles) == 1 else 's'}"
            rings.append(Ring(round(radius, 1), label, round(SIZE / 2 - radius - 5, 1)))
    return tuple(rings)


def _labels(
    places: Sequence[PlaceLabel], frame: Frame, taken: list[tuple[float, float, float]]
) -> tuple[Label, ...]:
    """Choose the names there is room for beside what is taken: x, y and half the width of each.

    A town's name may move up or down.
    """
    shown: list[Label] = []
    for place in places:
        x, y = frame.at(place.lon, place.lat)
        half = max(_LABEL_HALF, len(place.name) * _LETTER_HALF)
        for moved in (0,) if place.landmark else _MOVES:
            at = y + moved
            inside = half < x < SIZE - half and _EDGE < at < SIZE - _EDGE
            if inside and all(
                abs(x - tx) > half + th or abs(at - ty) > _LABEL_APART_Y for tx, ty, th in taken
            ):
                shown.append(Label(x, at, place.name, place.landmark))
                taken.append((x, at, half))
                break
        if len(shown) == _MOST_LABELS:
            break
    return tuple(shown)
