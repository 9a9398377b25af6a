"""What is told of the places that take printed copies?"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from directory.outlets.words import OutletKind


@dataclass(frozen=True, slots=True)
class OutletDraft:
    """A place as somebody typed it."""

    kind: str
    name: str
    address: str
    postcode: str
    copies: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A library, hub or surgery of a district that could take copies."""

    id: UUID
    """Of the outlet it would become."""
    kind: OutletKind
    name: str
    postcode: str | None
    district: str
    parish: str | None
    listing_id: UUID | None
    reference_place_id: str | None


@dataclass(frozen=True, slots=True)
class OutletRead:
    """A place that takes copies, with what it was sent last."""

    id: UUID
    kind: OutletKind
    name: str
    address: str | None
    postcode: str | None
    district: str | None
    parish: str | None
    copies: int
    last_title: str | None
    last_edition: str | None
    last_sent_on: date | None


@dataclass(frozen=True, slots=True)
class Sending:
    """What an outlet is sent."""

    outlet_id: UUID
    title: str
    edition: str
