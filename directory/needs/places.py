"""Where is help needed, and how finely may that be told? Never more finely than its listing's own place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from directory.areas.service import origin_of_postcode
from directory.errors import HereaboutsError, InvalidInput
from directory.needs import queries
from directory.words import Precision

FINE: Final = frozenset({Precision.EXACT.value, Precision.POSTCODE.value})
_COARSEST_FIRST: Final = tuple(each.value for each in reversed(Precision))


@dataclass(frozen=True, slots=True)
class Place:
    """A point and its areas; each None where it is not known or not told."""

    postcode: str | None = None
    lon: float | None = None
    lat: float | None = None
    easting: float | None = None
    northing: float | None = None
    lsoa21: str | None = None
    parish: str | None = None
    district: str | None = None


def place_of(session: Session, listing_id: UUID, postcode: str | None) -> Place:
    """Find where a need is: at its own postcode, or else where its listing is."""
    sites = queries.list_places(session, [listing_id])[listing_id]
    coarse = coarse_place(sites)
    if postcode is None:
        return own_place(sites)
    if coarse is not None:
        raise InvalidInput(
            "This listing does not show exactly where it is, so what it needs does not either. "
            "Leave the postcode empty, and say where to meet when you answer.",
            field="postcode",
        )
    try:
        origin = origin_of_postcode(session, postcode)
    except HereaboutsError as error:
        raise InvalidInput(error.message, field="postcode") from error
    areas = origin.areas
    return Place(
        origin.postcode,
        origin.lon,
        origin.lat,
        origin.easting,
        origin.northing,
        areas.lsoa21,
        areas.parish,
        areas.district,
    )


def coarse_place(sites: Sequence[Row[Any]]) -> Place | None:
    """Give the most that may be told where a listing tells any of its places coarsely; None where it may all.

    One hidden address among several is reason enough: what happens there would give it away.
    """
    coarse = [site for site in sites if site.precision not in FINE]
    if not coarse:
        return None
    worst = min(coarse, key=lambda site: _COARSEST_FIRST.index(site.precision))
    if worst.precision == Precision.PARISH.value:
        return Place(
            None,
            worst.lon,
            worst.lat,
            worst.easting,
            worst.northing,
            None,
            worst.parish,
            worst.district,
        )
    return Place(district=worst.district or worst.stated_district)


def address_in(sites: Sequence[Row[Any]]) -> str | None:
    """Give the address of a listing that has one place and tells it finely; None where it may not be told."""
    if len(sites) != 1 or coarse_place(sites) is not None:
        return None
    (site,) = sites
    address = ", ".join(part.strip(" ,") for part in (site.address or "").splitlines() if part.strip(" ,"))
    postcode = site.postcode if site.postcode and site.postcode not in address else ""
    return ", ".join(part for part in (address, postcode) if part) or None


def own_place(sites: Sequence[Row[Any]]) -> Place:
    """Give where a listing is; nothing where it has no place to visit."""
    coarse = coarse_place(sites)
    if coarse is not None:
        return coarse
    if not sites:
        return Place()
    site = sites[0]
    return Place(
        None,
        site.lon,
        site.lat,
        site.easting,
        site.northing,
        site.lsoa21,
        site.parish,
        site.district,
    )
