"""What does a listing hang together with, and what hangs on a district's nodes? Each link has its reason."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory.areas.service import read_area
from directory.errors import NotFound
from directory.listings.schemas import ListingRead
from directory.nodes import link_queries as queries
from directory.nodes.addresses import beside
from directory.nodes.hub_cards import HubNow, hubs_now
from directory.noticeboard.reading import notices_of
from directory.noticeboard.schemas import NoticeCard
from directory.partnerships.schemas import PartnershipRead
from directory.partnerships.service import list_partnerships, partnerships_of
from directory.words import Kind, Level

HUB_WITHIN_M: Final = 3_000
MOST_PARISHES: Final = 3
MOST_AT_ADDRESS: Final = 8
MOST_NEAR: Final = 4


class LinkKind(StrEnum):
    """What a link leads to."""

    PARISH = "parish"
    LISTING = "listing"
    PARTNERSHIP = "partnership"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class NodeLink:
    """Something a listing hangs together with, and why we say so."""

    kind: LinkKind
    key: str
    """Slug, or code of a parish."""
    name: str
    reason: str
    distance_m: int | None = None


@dataclass(frozen=True, slots=True)
class ParishNode:
    """A parish as a node of its district, with what hangs on it."""

    code: str
    name: str
    population: int | None
    population_estimated: bool
    council_slug: str | None
    listings: int
    """The council not among them."""
    hubs: int
    recruiting: int
    unparished: bool


@dataclass(frozen=True, slots=True)
class HubNode:
    """A hub as a node, with what it gathers now."""

    slug: str
    name: str
    parish: str | None
    now: HubNow


@dataclass(frozen=True, slots=True)
class DistrictNodes:
    """A district by its nodes."""

    code: str
    name: str
    parishes: tuple[ParishNode, ...]
    hubs: tuple[HubNode, ...]
    partnerships: tuple[PartnershipRead, ...]


def links_of_listing(session: Session, listing: ListingRead) -> tuple[NodeLink, ...]:
    """List what a listing hangs together with: parish, council, hub, partnerships, notices.

    Of a listing whose place may not be told exactly nothing is said that would tell it.
    """
    found = [*_parishes(session, listing)]
    if not listing.sensitive:
        found += _beside(session, listing.id)
    for partnership in partnerships_of(session, listing.id):
        reason = (
            "This is its own listing."
            if partnership.listing_id == listing.id
            else "It is one of its members."
        )
        found.append(NodeLink(LinkKind.PARTNERSHIP, partnership.slug, partnership.name, reason))
    found += [
        NodeLink(LinkKind.NOTICE, card.slug, card.title, _about(card))
        for card in notices_of(session, listing.id)
    ]
    return tuple(found)


def _parishes(session: Session, listing: ListingRead) -> list[NodeLink]:
    found = []
    for row in queries.list_parishes_of(session, listing.id.hex, MOST_PARISHES):
        how = ", as far as its postcode tells" if row.estimated else ""
        found.append(NodeLink(LinkKind.PARISH, row.code, row.name, f"It is in this parish{how}."))
        if row.council_slug and listing.kind is not Kind.PARISH_COUNCIL:
            found.append(
                NodeLink(
                    LinkKind.LISTING,
                    row.council_slug,
                    f"The council: {row.council_name}",
                    "It is for the whole parish.",
                )
            )
    return found


def _beside(session: Session, listing_id: UUID) -> list[NodeLink]:
    """Tell what is at the same address; where nothing is, the nearest hub; then who has the same postcode."""
    here = beside(session, [listing_id])[listing_id]
    same = [each for each in here if each.same][:MOST_AT_ADDRESS]
    found = [NodeLink(LinkKind.LISTING, each.slug, each.name, "At the same address.") for each in same]
    found += [] if same else _hub_near(session, listing_id.hex)
    told = {link.key for link in found}
    near = [each for each in here if not each.same and each.slug not in told]
    return found + [
        NodeLink(LinkKind.LISTING, each.slug, each.name, "Nearby, with the same postcode.")
        for each in near[:MOST_NEAR]
    ]


def _hub_near(session: Session, hex_id: str) -> list[NodeLink]:
    point = queries.find_point(session, hex_id)
    if point is None:
        return []
    hub = queries.find_hub_near(session, hex_id, point.easting, point.northing, HUB_WITHIN_M)
    if hub is None:
        return []
    return [NodeLink(LinkKind.LISTING, hub.slug, hub.name, "The nearest hub", round(sqrt(hub.d2)))]


def _about(card: NoticeCard) -> str:
    return f"{card.kind.label}: a notice it has to do with."


def nodes_of_district(session: Session, code: str) -> DistrictNodes:
    """Tell a district by its nodes: parishes, hubs, partnerships."""
    area = read_area(session, code, None)
    if area.level is not Level.DISTRICT:
        raise NotFound("That is not the code of a district.", field="code")
    parishes = tuple(
        ParishNode(
            row.code,
            row.name,
            row.population,
            bool(row.population_estimated),
            row.council_slug,
            row.listings,
            row.hubs,
            row.recruiting,
            row.subtype == "unparished",
        )
        for row in queries.list_parishes_in(session, code)
    )
    rows = queries.list_hubs_in(session, code)
    now = hubs_now(session, [UUID(row.id) for row in rows])
    hubs = tuple(HubNode(row.slug, row.name, row.parish, now[UUID(row.id)]) for row in rows)
    within = (code, *(parish.code for parish in parishes))
    return DistrictNodes(code, area.name, parishes, hubs, list_partnerships(session, within))
