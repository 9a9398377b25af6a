"""What does the page of a parish tell?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from directory.areas.middle import Middle
from directory.areas.schemas import AreaRead, ContactPointRead, ReferencePlaceRead
from directory.marks.schemas import MarkRead
from directory.nodes.parish_themes import Theme
from directory.noticeboard.schemas import NoticeCard
from directory.partnerships.schemas import PartnershipRead
from directory.search.schemas import ListingCard
from directory.words import Role


@dataclass(frozen=True, slots=True)
class Rurality:
    """How rural a place is, by the published class of the neighbourhoods its postcodes lie in."""

    urban: float
    """Share of live postcodes in each; the three are 1 together."""
    larger_rural: float
    smaller_rural: float
    further: float
    """Share of live postcodes further from a major town or city."""


@dataclass(frozen=True, slots=True)
class ParishFigures:
    """What one parish is compared by."""

    code: str
    name: str
    district: str
    unparished: bool
    easting: int
    northing: int
    """Of its middle: where its people live."""
    population: int | None
    imd_score: float | None
    rurality: Rurality | None


@dataclass(frozen=True, slots=True)
class ParishNear:
    """A parish, and how far its middle is from the middle of this one."""

    code: str
    name: str
    unparished: bool
    distance_m: int


@dataclass(frozen=True, slots=True)
class AlikeParish:
    """A parish that is much like this one."""

    code: str
    name: str
    population: int | None
    distance: float
    """How unlike it is: 0 is the same in all measures."""


@dataclass(frozen=True, slots=True)
class NearestListing:
    """The nearest listing of some kind, from the middle of the parish, in a straight line."""

    slug: str
    name: str
    distance_m: int
    parish: str | None
    """Code of the parish it is in."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something listed in parishes that are most alike, and not in this one."""

    subject: str
    """A capital or the slug of a category: what a mark may be about."""
    label: str
    have: int
    of: int
    names: tuple[str, ...]
    """Names of the parishes where it is listed."""
    nearest: NearestListing | None
    said: MarkRead | None
    """What somebody said of it here."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A parish beside those most like it."""

    alike: tuple[AlikeParish, ...]
    """The most alike first; empty where too few are alike enough to tell anything."""
    missing: tuple[Missing, ...]
    listings: int
    """How many different things are listed here, of those that are compared."""
    typical: int | None
    """The same of the parish in the middle of those alike; None where there are none."""


@dataclass(frozen=True, slots=True)
class ThemeHere:
    """What is listed in a parish under one heading."""

    theme: Theme
    cards: tuple[ListingCard, ...]


@dataclass(frozen=True, slots=True)
class ThemeNear:
    """What is listed outside a parish under one heading, not far from its middle."""

    theme: Theme
    nearest: ListingCard
    others: int


@dataclass(frozen=True, slots=True)
class Council:
    """The parish council (or meeting) as the directory lists it."""

    id: UUID
    slug: str
    name: str
    phone: str | None
    email: bool
    """An address is shown on its page; never here, where programs gather them."""
    url: str | None
    owned: bool
    """Somebody of it looks after its listing here."""


@dataclass(frozen=True, slots=True)
class Care:
    """When somebody last looked after a parish's page, in which role. Never who."""

    on: date
    role: Role


@dataclass(frozen=True, slots=True)
class Helpers:
    """Who can help people and groups here."""

    contacts: tuple[ContactPointRead, ...]
    library: NearestListing | None
    groups: tuple[ListingCard, ...]
    """Bodies that help community groups here, and social prescribing where it is listed."""
    surgery: ReferencePlaceRead | None


@dataclass(frozen=True, slots=True)
class ParishRead:
    """Everything the page of a parish tells, complete with nobody editing it."""

    area: AreaRead
    middle: Middle
    """From where its distances are measured."""
    unparished: bool
    rurality: Rurality | None
    council: Council | None
    """None in an unparished area."""
    here: tuple[ThemeHere, ...]
    total: int
    near: tuple[ThemeNear, ...]
    near_m: int
    near_total: int
    compared: Compared
    marks: tuple[MarkRead, ...]
    """What people said of provision here, the newest first."""
    help: Helpers
    notices: tuple[NoticeCard, ...]
    partnerships: tuple[PartnershipRead, ...]
    """Those that work here or in the district."""
    venues: tuple[ListingCard, ...]
    """Halls, hubs and other venues here, by name."""
    venues_near: tuple[ListingCard, ...]
    """The nearest outside, where few are here."""
    neighbours: tuple[ParishNear, ...]
    care: Care | None
    names: Mapping[str, str]
    """Of each area that a listing shown here is in."""
