"""What is known of a group when something is to be matched with it?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from directory.profiles.words import Beneficiary, IncomeBand, Need, Paperwork
from directory.words import Capital, Kind, Reach, SizeBand


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """What a group tells of itself beside its listing; every part may be empty."""

    income: IncomeBand | None = None
    registered: bool | None = None
    beneficiaries: tuple[Beneficiary, ...] = ()
    seeks: tuple[Need, ...] = ()
    offers: tuple[Need, ...] = ()
    paperwork: tuple[Paperwork, ...] | None = None
    """None where they were not asked or did not answer; empty is none of them."""
    hide_similar: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """Whom a group is for by its listing alone, where it told nobody itself. It may be for others too."""

    beneficiaries: tuple[Beneficiary, ...] = ()
    because: str = ""
    """What the listing says: `ages 11 to 17`."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A listing with what it says of itself. Empty and None are not known, never no."""

    listing_id: UUID
    slug: str
    name: str
    kind: Kind
    capitals: tuple[Capital, ...]
    categories: tuple[str, ...]
    size: SizeBand | None
    reach: Reach | None
    languages: tuple[str, ...]
    areas: frozenset[str]
    """Codes of every area its places are in or that it serves: LSOA 2021, ward, parish, district, county."""
    places: tuple[tuple[float, float], ...]
    """Lon and lat of its places; none of one of which no more than the parish is known."""
    told: ProfileDraft
    updated_at: datetime | None
    """When it last told something here; None where it never did."""
    serves: frozenset[str] = frozenset()
    """Codes of the areas it says that it serves as a whole; `areas` holds them too."""
    stated: Stated = Stated()

    @property
    def beneficiaries(self) -> tuple[Beneficiary, ...]:
        """Whom it is for, as far as it is known: what it told itself goes first."""
        return self.told.beneficiaries or self.stated.beneficiaries
