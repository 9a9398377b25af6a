"""What does a page tell of a partnership?"""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MemberRead:
    """A member, with its listing where there is one."""

    name: str
    listing_slug: str | None
    as_of: str
    source: str


@dataclass(frozen=True, slots=True)
class PartnershipRead:
    """A partnership without its members: for lists and links."""

    id: UUID
    slug: str
    name: str
    summary: str
    area_code: str | None
    url: str | None
    members_note: str | None
    as_of: str
    source: str
    listing_id: UUID | None


@dataclass(frozen=True, slots=True)
class PartnershipPageRead:
    """A partnership, whole."""

    about: PartnershipRead
    members: tuple[MemberRead, ...]
    listing_slug: str | None
    """Of its own listing, where it is shown."""


@dataclass(frozen=True, slots=True)
class PartnershipDraft:
    """What somebody writes of a partnership."""

    name: str
    summary: str
    area_code: str
    url: str | None = None
    members_note: str | None = None
