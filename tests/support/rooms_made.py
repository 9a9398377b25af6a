"""A room as tests make one, with what matters to each."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from directory.venues.schemas import RoomRead
from directory.venues.words import VenueStatus

_PLAIN = RoomRead(
    id=UUID(int=1),
    listing_id=UUID(int=2),
    listing_slug="a-hall",
    listing_name="A hall",
    slug="main-hall",
    name="Main hall",
    area_m2=None,
    capacity=(),
    facilities=(),
    prices=(),
    least_min=60,
    notice_days=0,
    ask_only=False,
    lon=None,
    lat=None,
    easting=None,
    northing=None,
    postcode=None,
    parish=None,
    district=None,
    status=VenueStatus.OPEN,
    opens_on=None,
    closes_on=None,
    closed_now=False,
    stop_name=None,
    stop_m=None,
    example=False,
)


def made_room(**said: Any) -> RoomRead:
    """Make a room of which only what is said is known."""
    return replace(_PLAIN, **said)
