"""Where do the people of a parish live?

The centre of a fen parish can lie miles from its village. Distances of a parish are measured from the village
of its name; where none bears it, from the mean of its live postcodes; where it has none, from its centre.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import hypot
from typing import Any, Final

from sqlalchemy import Row
from sqlmodel import Session

from directory.areas import queries
from directory.areas.names import fold
from directory.kept import Kept
from geo.projection import to_wgs84

FURTHEST_M: Final = 7_000
"""A place of the name further from the centre than this is another place."""
_IN_THE: Final = re.compile(r"(?i)[\s-]+in[\s-]+the[\s-]+.*$")


class MiddleOf(StrEnum):
    """What a middle is the middle of."""

    VILLAGE = "village"
    """The village or town of the parish's own name."""
    HOMES = "homes"
    OUTLINE = "outline"


@dataclass(frozen=True, slots=True)
class Middle:
    """From where the distances of a parish are measured."""

    code: str
    name: str
    """Of the parish."""
    district: str
    lon: float
    lat: float
    easting: int
    northing: int
    of: MiddleOf
    village: str | None
    """Name of the village or town, where it is the middle of one."""


def middle_of(session: Session, code: str) -> Middle:
    """Tell where the people of a parish live."""
    return middles(session)[code]


def middles(session: Session) -> Mapping[str, Middle]:
    """Tell it of every parish, read only where areas changed since the last time."""
    return _MIDDLES.of(session)


def _read(session: Session) -> dict[str, Middle]:
    homes = {row.parish: row for row in queries.list_homes(session)}
    villages: dict[tuple[str, str], list[Row[Any]]] = {}
    for row in queries.list_all_localities(session):
        for key in {fold(row.name), _key(row.name)}:
            villages.setdefault((row.district_code, key), []).append(row)
    return {row.code: _middle(row, _village(row, villages), homes) for row in queries.list_parishes(session)}


def _key(name: str) -> str:
    """Fold the name of a parish as its village may bear it: `Newton-in-the-Isle` is Newton."""
    return fold(_IN_THE.sub("", name.partition(", unparished area")[0]))


def _village(parish: Row[Any], villages: Mapping[tuple[str, str], list[Row[Any]]]) -> Row[Any] | None:
    """Find the place of a parish's own name, the nearest to its centre."""
    rows: list[Row[Any]] = []
    for key in (fold(parish.name), _key(parish.name)):
        rows = rows or villages.get((parish.district_code, key), [])

    def away(row: Row[Any]) -> float:
        return hypot(row.easting - parish.easting, row.northing - parish.northing)

    nearest = min(rows, key=away, default=None)
    return None if nearest is None or away(nearest) > FURTHEST_M else nearest


def _middle(parish: Row[Any], village: Row[Any] | None, homes: Mapping[str, Row[Any]]) -> Middle:
    found, of = village, MiddleOf.VILLAGE
    if found is None:
        found, of = homes.get(parish.code), MiddleOf.HOMES
    if found is None:
        found, of = parish, MiddleOf.OUTLINE
    point = to_wgs84(float(found.easting), float(found.northing))
    return Middle(
        code=parish.code,
        name=parish.name,
        district=parish.district_code,
        lon=point.lon,
        lat=point.lat,
        easting=round(found.easting),
        northing=round(found.northing),
        of=of,
        village=None if village is None else village.name,
    )


_MIDDLES: Final = Kept(_read, "areas")
