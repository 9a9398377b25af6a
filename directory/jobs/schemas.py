"""What does a job carry, and what do those who do it need?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import Engine

from directory.settings import Settings

StoreName = Literal["directory", "people"]


@dataclass(frozen=True, slots=True)
class Stores:
    """Both stores, open for writing, for jobs, commands and the desk. Public reads never get one."""

    directory: Engine
    people: Engine
    settings: Settings

    def engine(self, name: StoreName) -> Engine:
        """Give one of the two by name."""
        return self.directory if name == "directory" else self.people


@dataclass(frozen=True, slots=True)
class JobRead:
    """A job to be done."""

    id: UUID
    kind: str
    payload: dict[str, object]
    attempts: int
    """How often it was begun before."""


@dataclass(frozen=True, slots=True)
class JobState:
    """A job as somebody who looks after the service sees it; what it carries is not shown."""

    id: UUID
    store: StoreName
    kind: str
    state: str
    created_at: datetime
    run_after: datetime
    attempts: int
    error: str | None
    at_it: bool
    """Somebody is doing it now."""


@dataclass(frozen=True, slots=True)
class JobsSeen:
    """What waits and what failed, in both stores."""

    waiting: int
    failed: int
    jobs: tuple[JobState, ...]


Handler = Callable[[Stores, JobRead], None]
"""Does a job. It opens its own transaction in the store it changes and begins it with `take`."""
