"""What do feeds, calendars and the map of the site tell of a listing?"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ChangeNews:
    """Something new, or something changed: one entry of a feed."""

    id: UUID
    """Of the listing where it is new, of its version where it was changed: an entry keeps its id."""
    slug: str
    name: str
    summary: str
    at: datetime
    changed: tuple[str, ...]
    """Which facts changed, in plain words; empty where the listing is new."""


@dataclass(frozen=True, slots=True)
class Recurring:
    """One rule of when something is on, at one place."""

    id: UUID
    slug: str
    name: str
    summary: str
    where: str
    freq: str
    """WEEKLY or MONTHLY."""
    byday: str
    """As in RFC 5545: MO, or 2TU for the second Tuesday."""
    opens_at: str
    closes_at: str
    since: date
    """It is told from the first time on or after this day."""
    until: date | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Address:
    """A page with the day it last changed."""

    path: str
    changed: date | None
