"""What gathers at a hub or a hall: who meets there, what is for its board, which days are held there?"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.fairs.models import Fair
from directory.listings.schemas import ListingRead
from directory.needs.reading import open_needs
from directory.needs.schemas import NeedRead
from directory.nodes import gather_queries as queries
from directory.nodes.addresses import beside
from directory.noticeboard.reading import notices_for_area, notices_of
from directory.noticeboard.schemas import NoticeCard
from directory.venues.reading import read_venue
from directory.words import Kind

KINDS: Final = frozenset({Kind.HUB, Kind.VENUE})
MOST_HERE: Final = 24
MOST_ON_BOARD: Final = 8
MOST_DAYS: Final = 5


@dataclass(frozen=True, slots=True)
class HappensHere:
    """A listing at the same place."""

    slug: str
    name: str
    kind: Kind
    helps_online: bool
    """It helps with computers and the internet, or lends devices."""


@dataclass(frozen=True, slots=True)
class HubDay:
    """A volunteers' rally day, a fair or joint training at the place."""

    slug: str
    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    example: bool


@dataclass(frozen=True, slots=True)
class Gathering:
    """What hangs on a hub or a hall as a node."""

    here: tuple[HappensHere, ...]
    notices: tuple[NoticeCard, ...]
    """Open, for its board: its own first, then those that apply in its parish."""
    needs: tuple[NeedRead, ...]
    """Open: those of who meets there first, then those of its parish."""
    days: tuple[HubDay, ...]
    digital_point: bool | None
    """A computer or Wi-Fi to go online with; None where nobody said."""
    helps_online: bool


def gathering_of(session: Session, listing: ListingRead) -> Gathering | None:
    """Gather what happens at a hub or a hall; None of anything else, and of one whose place is not told."""
    if listing.kind not in KINDS or listing.sensitive or listing.visiting:
        return None
    here = tuple(
        HappensHere(each.slug, each.name, each.kind, each.helps_online)
        for each in beside(session, [listing.id])[listing.id]
        if each.same and each.active
    )[:MOST_HERE]
    area = _area(listing)
    venue = read_venue(session, listing.id)
    return Gathering(
        here=here,
        notices=_notices(session, listing.id, area),
        needs=_needs(session, {listing.slug, *(one.slug for one in here)}, area),
        days=tuple(_day(row) for row in queries.list_days(session, listing.id, clock.now(), MOST_DAYS)),
        digital_point=None if venue is None else venue.digital_point,
        helps_online=any(one.helps_online for one in here),
    )


def _area(listing: ListingRead) -> str | None:
    """Give its parish, else its district: what applies there may go on its board."""
    for site in listing.sites:
        found = site.place.areas.parish or site.place.areas.district
        if found:
            return found
    return None


def _notices(session: Session, listing_id: UUID, area: str | None) -> tuple[NoticeCard, ...]:
    own = notices_of(session, listing_id)
    seen = {card.slug for card in own}
    around = notices_for_area(session, area, limit=MOST_ON_BOARD) if area else ()
    return (*own, *(card for card in around if card.slug not in seen))[:MOST_ON_BOARD]


def _needs(session: Session, here: set[str], area: str | None) -> tuple[NeedRead, ...]:
    found = [
        need for need in open_needs(session) if need.listing_slug in here or (area and need.parish == area)
    ]
    found.sort(key=lambda need: (need.listing_slug not in here, need.open_until, need.title))
    return tuple(found[:MOST_ON_BOARD])


def _day(row: Fair) -> HubDay:
    return HubDay(row.slug, row.title, row.kind, _aware(row.starts_at), _aware(row.ends_at), row.example)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
