"""What do the pages of partnerships and of a district's nodes need?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from directory.nodes.links import ParishNode
from directory.noticeboard.schemas import NoticeCard
from directory.partnerships.schemas import MemberRead, PartnershipRead
from web.contexts.gathers import HubCard
from web.contexts.page import PageContext


@dataclass(frozen=True, kw_only=True)
class PartnershipPage(PageContext):
    """A partnership, who is in it, and how we know."""

    template: ClassVar[str] = "pages/nodes/partnership.jinja"
    about: PartnershipRead
    members: tuple[MemberRead, ...]
    listing_slug: str | None
    where: str
    """Where it works, in words."""
    where_href: str | None
    known: str
    """How old what we know is, and from where."""


@dataclass(frozen=True, kw_only=True)
class PartnershipsPage(PageContext):
    """Every partnership."""

    template: ClassVar[str] = "pages/nodes/partnerships.jinja"
    partnerships: tuple[PartnershipRead, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class DistrictPage(PageContext):
    """A district by its nodes, and what hangs on each."""

    template: ClassVar[str] = "pages/nodes/district.jinja"
    code: str
    name: str
    lede: str
    parishes: tuple[ParishNode, ...]
    empty: int
    """Parishes where nothing is listed."""
    hubs: tuple[HubCard, ...]
    partnerships: tuple[PartnershipRead, ...]
    notices: tuple[NoticeCard, ...]
    names: Mapping[str, str]
