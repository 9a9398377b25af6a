"""Who changes a listing, and what does a change look like to the person who reads it?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: an account in a role, or a part of the service. Never a name."""

    role: str
    """A `Role`, or public, import, feed, clock, command."""
    account_id: UUID | None = None


CLOCK: Final = Actor("clock")
COMMAND: Final = Actor("command")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One fact that differs."""

    field: str
    """Path in the record: name, sites.0.hours."""
    label: str
    """Plain English: Name, Opening times at the first place."""
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class VersionRead:
    """A state that a listing had."""

    id: UUID
    listing_id: UUID
    number: int
    at: datetime
    actor: Actor
    source: str
    note: str | None
    changes: tuple[FieldChange, ...]
