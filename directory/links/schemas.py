"""What is known of the web addresses of listings?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DeadLink:
    """A listing whose web address has not answered for weeks."""

    listing_id: UUID
    slug: str
    name: str
    url: str
    since: datetime
    problem: str


@dataclass(frozen=True, slots=True)
class LinksReport:
    """What one round of asking found."""

    asked: int = 0
    answered: int = 0
    failed: int = 0
    left_alone: int = 0
    """Their robots.txt asks not to be asked."""
