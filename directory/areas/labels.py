"""Which names of places belong on a map of a small part of the area?"""

from dataclasses import dataclass

from sqlmodel import Session

from directory.areas import queries
from directory.search.schemas import Box


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
    rows = queries.list_localities_inside(session, box, limit)
    return tuple(PlaceLabel(row.name, row.lon, row.lat) for row in rows)


def landmark_labels(session: Session, box: Box, *, limit: int = 40) -> tuple[PlaceLabel, ...]:
    """Return the stations, hospitals and schools inside a box, in that order."""
    stations = queries.list_stations_inside(session, box)
    places = queries.list_landmarks_inside(session, box, limit)
    return (
        *(
            PlaceLabel(row.name.replace(" Rail Station", " station"), row.lon, row.lat, landmark=True)
            for row in stations
        ),
        *(PlaceLabel(row.name, row.lon, row.lat, landmark=True) for row in places),
    )
