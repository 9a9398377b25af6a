"""Which names of towns stand on a map of areas, so that people find their own?"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from sqlmodel import Session

from directory.areas.labels import PlaceLabel, place_labels
from directory.search.schemas import Box
from web.contexts.gaps import MapName, MapPicture
from web.mercator import to_mercator
from web.outlines import View

MOST: Final = 12
_LOOKED_AT: Final = 40
_HALF_LETTER: Final = 1.0
_APART: Final = 4.5
"""Of a hundred parts of the map's width: as large as letters are on a phone, the largest they get."""


def named(picture: MapPicture, session: Session) -> MapPicture:
    """Return a map with the names of its largest places."""
    view = picture.view
    places = place_labels(session, Box(*view.south_west, *view.north_east), limit=_LOOKED_AT)
    return replace(picture, names=names_on(view, places))


def names_on(view: View, places: Iterable[PlaceLabel]) -> tuple[MapName, ...]:
    """Choose the names there is room for, of the first places first."""
    left, _ = to_mercator(*view.south_west)
    right, top = to_mercator(*view.north_east)
    part = (right - left) / 100
    height = 100 * view.height / view.width
    shown: list[MapName] = []
    for place in places:
        x, y = to_mercator(place.lon, place.lat)
        name = MapName(round((x - left) / part, 1), round((top - y) / part, 1), place.name)
        half = _half(name)
        inside = half < name.x < 100 - half and _APART < name.y < height - _APART
        if inside and all(
            abs(name.x - other.x) > half + _half(other) or abs(name.y - other.y) > _APART for other in shown
        ):
            shown.append(name)
        if len(shown) == MOST:
            break
    return tuple(shown)


def _half(name: MapName) -> float:
    return len(name.name) * _HALF_LETTER
