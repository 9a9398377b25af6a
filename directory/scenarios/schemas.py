"""What is a scenario?"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ScenarioRead:
    """A named state of the what-if page."""

    slug: str
    name: str
    state: str
    """The query string of the page, without the question mark."""
    note: str | None
    created_at: datetime
    """Aware, UTC."""
