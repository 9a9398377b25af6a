"""Which names of places belong on a map of a small part of the area?"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from directory.areas.models import Area, Locality, ReferencePlace, Stop
from directory.search.schemas import Box
from directory.words import Level, Release

_KNOWN_BY_SIGHT: Final = ("hospital", "school")
"""Reference places that people tell the way by, the best known first."""


@dataclass(frozen=True, slots=True)
class PlaceLabel:
    """A name with its point."""

    name: str
    lon: float
    lat: float
    landmark: bool = False
    """A station, hospital or school rather than a town or village."""


def place_labels(session: Session, box: Box, *, limit: int = 60) -> tuple[PlaceLabel, ...]:
    """Return the places inside a box, those first whose parish of the same name has most people."""
    people = func.coalesce(func.max(Area.population), 0)
    rows = session.exec(
        select(Locality.name, Locality.lon, Locality.lat)
        .outerjoin(
            Area,
            (col(Area.name) == col(Locality.name))
            & (col(Area.level).in_((Level.PARISH.value, Level.DISTRICT.value)))
            & (col(Area.release) == Release.R2021.value)
            & (col(Area.district_code) == col(Locality.district_code)),
        )
        .where(
            col(Locality.lon).between(box.min_lon, box.max_lon),
            col(Locality.lat).between(box.min_lat, box.max_lat),
        )
        .group_by(col(Locality.id))
        .order_by(people.desc(), col(Locality.name))
        .limit(limit)
    ).all()
    return tuple(PlaceLabel(name, lon, lat) for name, lon, lat in rows)


def landmark_labels(session: Session, box: Box, *, limit: int = 40) -> tuple[PlaceLabel, ...]:
    """Return the stations, hospitals and schools inside a box, in that order."""
    stations = session.exec(
        select(Stop.name, Stop.lon, Stop.lat)
        .where(
            col(Stop.kind) == "rail",
            col(Stop.lon).between(box.min_lon, box.max_lon),
            col(Stop.lat).between(box.min_lat, box.max_lat),
        )
        .order_by(col(Stop.name))
    ).all()
    places = session.exec(
        select(ReferencePlace.name, ReferencePlace.lon, ReferencePlace.lat, ReferencePlace.kind)
        .where(
            col(ReferencePlace.kind).in_(_KNOWN_BY_SIGHT),
            col(ReferencePlace.lon).between(box.min_lon, box.max_lon),
            col(ReferencePlace.lat).between(box.min_lat, box.max_lat),
        )
        .order_by(col(ReferencePlace.kind), col(ReferencePlace.name))
        .limit(limit)
    ).all()
    return (
        *(
            PlaceLabel(name.replace(" Rail Station", " station"), lon, lat, True)
            for name, lon, lat in stations
        ),
        *(PlaceLabel(name, lon, lat, True) for name, lon, lat, _kind in places),
    )
