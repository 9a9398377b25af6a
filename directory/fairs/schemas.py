"""What does a page tell of a fair, and what does somebody write of it?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from directory.fairs.words import FairKind


@dataclass(frozen=True, slots=True)
class FairDraft:
    """What somebody writes of a fair, a rally day or shared training."""

    kind: FairKind
    title: str
    summary: str
    district: str
    starts_at: datetime
    """Aware, the same for its end."""
    ends_at: datetime
    stalls: int
    contact_role: str
    listing_id: UUID | None = None
    online_url: str | None = None


@dataclass(frozen=True, slots=True)
class StallRead:
    """A group has a stall."""

    number: int
    listing_id: UUID
    listing_slug: str
    listing_name: str
    says: str


@dataclass(frozen=True, slots=True)
class FairRead:
    """A fair with its stalls, by number."""

    id: UUID
    slug: str
    said: FairDraft
    state: str
    place_slug: str | None
    place_name: str | None
    taken: tuple[StallRead, ...]
    example: bool

    @property
    def left(self) -> int:
        """How many stalls nobody has."""
        return self.said.stalls - len(self.taken)
