"""What does somebody need first who moves to a place, or who wants to begin something there?"""

from collections.abc import Iterable
from typing import Final

from sqlmodel import Session

from directory.areas.schemas import ReferencePlaceRead
from directory.areas.service import contact_points, nearest_reference_places
from directory.errors import NotFound
from directory.listings.service import categories
from directory.noticeboard.reading import notices_for_area
from directory.paper.listings import around, council_of, in_parish, others, wide
from directory.paper.places import read_settlement
from directory.paper.schemas import Gathered, Place, Told, What
from directory.words import Capital, Kind

HELP_FOR_GROUPS: Final = "help-for-groups"
HALLS: Final = ("community-centre", "civic-building", "place-of-worship", "sports-ground")
FAR_M: Final = 15_000
"""How far somebody may have to go to a library or for a room."""
ALIKE_M: Final = 12_000
MOST_NOTICES: Final = 5


def gather_settlement(session: Session, key: str) -> Gathered:
    """Gather a pack for somebody who is new in a town or village."""
    place = read_settlement(session, key)
    here = _here(session, place)
    close = others(around(session, place), here)
    served = others(wide(session, place), here, close)
    far = around(session, place, radius_m=FAR_M)
    return Gathered(
        what=What.SETTLEMENT,
        key=key,
        name=place.name,
        place=place,
        here=here,
        near=close,
        wide=served,
        council=council_of(session, place.code),
        welcoming=tuple(each for each in (*here, *close) if Capital.SOCIAL in each.card.capitals),
        library=_first_about(far, "library") or _first_about(far, "mobile-library"),
        hub=_first_about(far, "community-hub"),
        surgeries=_nearest(session, place, "gp_practice", 3),
        pharmacies=_nearest(session, place, "pharmacy", 2),
        talk=contact_points(session, place.district),
    )


def gather_start(session: Session, key: str) -> Gathered:
    """Gather what somebody needs who would begin a group; of the like of one category where it is told."""
    settlement, _, about = key.partition("-")
    place = read_settlement(session, settlement)
    category = next((each for each in categories(session) if each.slug == about), None)
    if about and category is None:
        raise NotFound("There is no such kind of group. Choose one on the page of paper.", field="key")
    groups = around(session, place, kinds=(Kind.GROUP,), radius_m=ALIKE_M)
    rooms = around(session, place, radius_m=FAR_M)
    everything = wide(session, place)
    return Gathered(
        what=What.START,
        key=key,
        name=place.name,
        place=place,
        council=council_of(session, place.code),
        helpers=tuple(each for each in everything if HELP_FOR_GROUPS in each.card.categories),
        alike=tuple(each for each in groups if not about or about in each.card.categories),
        venues=tuple(each for each in rooms if _has_a_room(each)),
        talk=contact_points(session, place.district),
        notices=notices_for_area(session, place.code, limit=MOST_NOTICES, examples=False),
        about=category.plural if category else "",
    )


def _here(session: Session, place: Place) -> tuple[Told, ...]:
    return in_parish(session, place) if place.code.startswith(("E04", "E43")) else ()


def _first_about(told: Iterable[Told], slug: str) -> Told | None:
    return next((each for each in told if slug in each.card.categories), None)


def _has_a_room(told: Told) -> bool:
    return told.card.kind in {Kind.HUB, Kind.VENUE} and (
        told.card.kind is Kind.HUB or bool(set(HALLS) & set(told.card.categories))
    )


def _nearest(session: Session, place: Place, kind: str, limit: int) -> tuple[ReferencePlaceRead, ...]:
    if place.lon is None or place.lat is None:
        return ()
    return nearest_reference_places(session, place.lon, place.lat, kinds=(kind,), limit=limit)
