"""What does a feed give, what does it keep of its contract, and what came of a harvest?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


class FeedBroken(Exception):
    """The feed breaks its contract: nothing of this run is taken, and what was there before stays."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FeedAway(Exception):
    """The feed does not answer now: the run goes on later where it stopped."""

    def __init__(self, reason: str, *, wait_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of services."""

    items: tuple[dict[str, object], ...]
    total_pages: int | None
    total_items: int | None
    shape: frozenset[str]
    """Names of the envelope: the same on every page."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Whether a feed really does what a parameter asks."""

    parameter: str
    honoured: bool | None
    """None where it could not be told."""
    seen: str
    """What was asked and what came, in words."""


@dataclass(frozen=True, slots=True)
class FeedRead:
    """A feed that is read."""

    id: UUID
    url: str
    source: str
    title: str
    licence: str
    active: bool
    every_hours: int
    state: str
    version: str | None
    honours: tuple[Probe, ...]
    last_ok_at: datetime | None
    last_tried_at: datetime | None
    next_at: datetime | None
    next_page: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Harvest:
    """What came of one harvest."""

    batch_id: UUID | None
    """None where nothing was taken: the feed did not answer or broke its contract."""
    records: int
    counts: dict[str, int]
    why: str
    """Empty where all went well."""
