"""What do the page of one listing and the shortlist need?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from directory.areas.schemas import Origin, StopRead
from directory.listings.schemas import ListingRead, SiteRead
from directory.nodes.links import NodeLink
from directory.search.schemas import ListingCard
from web.contexts.gathers import GatherSection
from web.contexts.page import PageContext
from web.contexts.rooms_here import RoomsHere
from web.nearmap import NearMap


@dataclass(frozen=True, slots=True)
class SiteView:
    """One place of a listing, with its hours in words and its bus stops."""

    site: SiteRead
    where: str
    """Name, address and postcode on one line, as far as they may be told."""
    hours: tuple[tuple[str, str], ...]
    stops: tuple[StopRead, ...]


@dataclass(frozen=True, slots=True)
class ServedArea:
    """An area that a listing serves."""

    name: str
    href: str | None
    """Its page; None where it has none here."""


@dataclass(frozen=True, slots=True)
class NeedLine:
    """Help the listing needs, in a line."""

    slug: str
    title: str
    when: str
    example: bool


@dataclass(frozen=True, kw_only=True)
class ListingPage(PageContext):
    """Everything public about one listing."""

    template: ClassVar[str] = "pages/listing.jinja"
    listing: ListingRead
    freshness: str
    facts: tuple[tuple[str, str], ...]
    """What it costs, who it is for, access, languages, online: each a heading and a sentence, where known."""
    unsaid: str
    """Which of these nobody said; empty where all are known."""
    sites: tuple[SiteView, ...]
    """The first few."""
    more_sites: tuple[SiteRead, ...]
    site_id: UUID | None
    """The place of many that the page opens with, where somebody came for one."""
    map: NearMap | None
    names: Mapping[str, str]
    serves: tuple[ServedArea, ...]
    nearby: tuple[ListingCard, ...]
    similar: tuple[ListingCard, ...]
    links: tuple[NodeLink, ...]
    """What it hangs together with: parish, hub, partnerships, notices, each with its reason."""
    rooms_here: RoomsHere | None
    """It as a building with rooms; None where nobody said anything of that."""
    gathers: GatherSection | None
    """Of a hub or a hall: what happens there; what is told there is not among the links."""
    from_parish: bool
    """Whether distances are from the middle of its parish, its place not being known more exactly."""
    chosen: frozenset[UUID]
    back: str
    jsonld: str
    """The same for search engines."""
    near_here: str
    """The list around this place, or of its district."""
    contact_shown: bool
    """Somebody pressed the button that shows the e-mail address."""
    closed: str
    """That it is closed for now and until when; empty where it is not."""
    ends: str
    """When it ends by itself; empty where it does not."""
    recruiting_until: str
    needs: tuple[NeedLine, ...]
    """Help it needs that somebody can offer to give."""
    recruits_beside: bool
    """Whether it says in its own line that it needs people, beside those needs or without any."""
    referrals: tuple[tuple[str, str], ...]
    """From whom it takes referrals, how, how long the wait is; empty where it takes none."""


@dataclass(frozen=True, kw_only=True)
class GonePage(PageContext):
    """A listing that is shown no more: why, and where to go instead."""

    template: ClassVar[str] = "pages/gone.jinja"
    message: str
    comes_back: bool
    """It comes back as soon as somebody confirms it."""
    instead: tuple[str, str] | None
    """Slug and name of where to go."""


@dataclass(frozen=True, slots=True)
class ShortlistItem:
    """One listing chosen, with what a printed sheet must tell."""

    card: ListingCard
    number: int
    site_id: UUID | None
    """The place chosen of a listing that has many."""
    district: str | None
    """Where it is, which tells whom to ask; None where that is not one place."""
    where: str
    hours: tuple[tuple[str, str], ...]
    contact: tuple[tuple[str, str], ...]
    """Telephone, e-mail, web: each a label and what to write down."""
    stops: tuple[StopRead, ...]


@dataclass(frozen=True, kw_only=True)
class ShortlistPage(PageContext):
    """What somebody has chosen, to print or to share."""

    template: ClassVar[str] = "pages/shortlist.jinja"
    items: tuple[ShortlistItem, ...]
    share: str
    """The address that holds the choice."""
    held: str
    """The choice itself."""
    only_here: bool
    """True where the link leads nowhere from another computer."""
    shared: bool
    """True where the choice came in the link rather than from this browser."""
    keepable: bool
    """True where a shared choice holds something that is not on this browser's list."""
    sensitive: bool
    """Whether the list holds something that could put somebody at risk if it were seen."""
    missing: int
    """How many chosen listings are no longer in the directory."""
    most: int
    """How many a list may hold."""
    not_shown: int
    """How many more the link holds than a list may."""
    not_added: int
    """How many were not added just now, because the list is full."""
    damaged: bool
    """True where the link holds something that cannot be read."""
    names: Mapping[str, str]
    chosen: frozenset[UUID]
    origin: Origin | None = None
