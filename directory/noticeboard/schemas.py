"""What does a notice look like to whoever reads, writes or looks for one?"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.words import NoticeKind, Phase
from directory.profiles.words import Paperwork


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """What an issuer writes. Addresses of listings and codes of areas are checked when it is written."""

    kind: NoticeKind
    title: str
    summary: str
    issuer_name: str
    body: str = ""
    """HTML or plain text as typed; cleaned when it is written."""
    issuer_listing_id: UUID | None = None
    district: str | None = None
    fund_key: str | None = None
    opens_on: date | None = None
    deadline: date | None = None
    rolling: bool = False
    amount_min: int | None = None
    amount_max: int | None = None
    effort: str | None = None
    paperwork: tuple[Paperwork, ...] = ()
    pays_for: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str | None = None
    url: str | None = None
    contact_role: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    rules: NoticeRules = field(default_factory=NoticeRules)
    areas: tuple[str, ...] = ()
    shape: dict[str, object] | None = None
    outside_allowed: bool = False
    venues: tuple[UUID, ...] = ()
    about: tuple[UUID, ...] = ()
    """Listings it has to do with."""
    example: bool = False
    source: str | None = None
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class NoticeLinkRead:
    """A listing a notice has to do with."""

    listing_id: UUID
    slug: str
    name: str
    relation: str
    """issuer, venue, awarded or about."""


@dataclass(frozen=True, slots=True)
class NoticeRead:
    """A notice, whole, as it stands on a day."""

    id: UUID
    slug: str
    phase: Phase
    said: NoticeDraft
    """Its body is cleaned."""
    area_names: tuple[tuple[str, str], ...]
    """Code and name of each area it applies to; none is everywhere."""
    links: tuple[NoticeLinkRead, ...]
    review_by: date | None
    outcome: str | None
    outcome_on: date | None
    edition: int
    checked_at: datetime | None
    updated_at: datetime
    closed_by_hand: bool = False
    """Somebody closed it, or told its outcome: no later deadline opens it again."""

    @property
    def last_day(self) -> date | None:
        """The last day it is shown as open."""
        return self.said.deadline or self.review_by


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """What a list shows of a notice."""

    id: UUID
    slug: str
    kind: NoticeKind
    phase: Phase
    title: str
    summary: str
    issuer_name: str
    deadline: date | None
    rolling: bool
    amount_min: int | None
    amount_max: int | None
    effort: str | None
    starts_at: datetime | None
    area_names: tuple[tuple[str, str], ...]
    outside_allowed: bool
    example: bool
    point: tuple[float, float] | None = None
    """Lon and lat of a venue or of the middle of its area, for a map; None where it applies everywhere."""
    rules: NoticeRules = field(default_factory=NoticeRules)
    ends_at: datetime | None = None
    drawn: bool = False
    """It applies to a drawn shape, beside or instead of the areas."""
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class NoticeQuery:
    """Which notices somebody looks for; empty is no narrowing."""

    area: str | None = None
    """A code of any level: notices that apply there, by area, by shape, or because outside is allowed."""
    kinds: tuple[NoticeKind, ...] = ()
    themes: tuple[str, ...] = ()
    """Words of `Capital` or slugs of categories."""
    closing_by: date | None = None
    closed: bool = False
    """Those that are over instead of those that are open."""
    page: int = 1
    per_page: int = 20


@dataclass(frozen=True, slots=True)
class NoticesFound:
    """A page of notices, the nearest deadline first."""

    cards: tuple[NoticeCard, ...]
    total: int
    kinds: tuple[tuple[NoticeKind, int], ...]
    """How many of each kind, whatever kinds were asked for."""
