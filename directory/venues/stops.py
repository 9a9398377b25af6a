"""Which bus stop is nearest to a venue, in a straight line?"""

from dataclasses import dataclass
from math import hypot
from typing import Final

from sqlmodel import Session

from directory.venues import queries
from directory.venues.models import Venue

NEAR_M: Final = 500.0
FURTHEST_M: Final = 5_000.0
"""Beyond that nobody walks from the bus: no stop is told."""


@dataclass(frozen=True, slots=True)
class NearStop:
    """A bus stop and how far it is in a straight line; the walk is longer."""

    atco: str
    name: str
    distance_m: float


def nearest_stop(session: Session, easting: float, northing: float) -> NearStop | None:
    """Find the nearest bus stop to a point of the British National Grid; None where none is within 5 km."""
    for within_m in (NEAR_M, FURTHEST_M):
        found = min(
            (
                (hypot(row.easting - easting, row.northing - northing), row.atco, row)
                for row in queries.list_stops(session, easting, northing, within_m)
            ),
            default=None,
            key=lambda each: each[:2],
        )
        # The corners of the square are further away than a stop just outside its sides may be.
        if found is not None and found[0] <= within_m:
            distance_m, atco, row = found
            name = f"{row.name} ({row.indicator})" if row.indicator else row.name
            return NearStop(atco, name, distance_m)
    return None


def place_stop(session: Session, venue: Venue) -> None:
    """Write down the stop nearest to a venue; none where we do not know where it stands."""
    place = queries.first_places(session, venue.listing_id).get(venue.listing_id.hex)
    pinned = place is not None and place.precision in {"exact", "postcode"} and place.easting is not None
    found = nearest_stop(session, place.easting, place.northing) if place is not None and pinned else None
    venue.stop_atco = found.atco if found is not None else None
    venue.stop_name = found.name if found is not None else None
    venue.stop_m = round(found.distance_m) if found is not None else None
    session.add(venue)


def place_stops(session: Session) -> int:
    """Write down the stop nearest to every venue, after a load; tell how many have one."""
    venues = queries.list_venues(session)
    for venue in venues:
        place_stop(session, venue)
    session.flush()
    return sum(venue.stop_atco is not None for venue in venues)
