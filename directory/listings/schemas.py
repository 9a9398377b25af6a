"""What does the page of one listing tell?"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from directory.search.schemas import NextOpen, PlaceRead
from directory.words import Capital, Kind, Reach, SizeBand


@dataclass(frozen=True, slots=True)
class CapitalRead:
    """A capital a listing carries, why, and who says so."""

    capital: Capital
    reason: str
    basis: str


@dataclass(frozen=True, slots=True)
class SourceRead:
    """A source behind a listing."""

    title: str
    publisher: str
    licence: str
    credit: str
    url: str | None
    source_id: str
    record_date: str | None


@dataclass(frozen=True, slots=True)
class OpeningTime:
    """One rule of opening, as HSDS tells it."""

    freq: str
    byday: str
    opens_at: str
    closes_at: str


@dataclass(frozen=True, slots=True)
class SiteRead:
    """One place of a listing."""

    id: UUID
    place: PlaceRead
    opening_hours: str | None
    hours_note: str | None
    schedules: tuple[OpeningTime, ...]
    next_open: NextOpen | None


@dataclass(frozen=True, slots=True)
class ListingRead:
    """Everything public about a listing."""

    id: UUID
    slug: str
    name: str
    kind: Kind
    summary: str
    status: str
    organization_name: str | None
    organization_url: str | None
    url: str | None
    email: str | None
    phone: str | None
    free: bool | None
    cost_note: str | None
    min_age: int | None
    max_age: int | None
    step_free: bool | None
    languages: tuple[str, ...]
    online: bool | None
    telephone: bool | None
    sensitive: bool
    visiting: bool
    time_note: str | None
    categories: tuple[str, ...]
    category_labels: tuple[str, ...]
    capitals: tuple[CapitalRead, ...]
    serves: tuple[str, ...]
    sites: tuple[SiteRead, ...]
    """At most the first 400, by name and address."""
    sources: tuple[SourceRead, ...]
    assured_date: date | None
    assured_by: str | None
    source_date: str | None
    unconfirmed_since: date | None = None
    """The day its confirmation lapsed."""
    closed_until: date | None = None
    """Where it is closed for now and somebody said until when."""
    visible_until: date | None = None
    recruiting: str | None = None
    """What it needs volunteers for, in a line; None where it does not today."""
    recruiting_until: date | None = None
    accepts_referrals: bool | None = None
    referrals_from: str | None = None
    referrals_how: str | None = None
    referrals_wait: str | None = None
    size_band: SizeBand | None = None
    reach: Reach | None = None
    contact_role: str | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The listing has another address now: redirect to this slug."""

    slug: str


@dataclass(frozen=True, slots=True)
class CategoryRead:
    """A word for what a listing is about, under its heading."""

    slug: str
    label: str
    plural: str
    heading: str


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """A source of listings and how many records came from it."""

    title: str
    publisher: str
    url: str | None
    licence: str
    vintage: str
    credit: str
    records: int
