"""What does the page of jobs need?"""

from dataclasses import dataclass
from typing import ClassVar

from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job; what it carries is not shown."""

    id: str
    what: str
    due: str
    at_it: bool
    tries: int
    error: str
    """The kind of the last failure, for whoever looks into the log; empty where there was none."""


@dataclass(frozen=True, kw_only=True)
class JobsPage(PageContext):
    """What waits and what failed."""

    template: ClassVar[str] = "pages/desk/jobs.jinja"
    waiting_total: int
    failed_total: int
    failed: tuple[JobRow, ...]
    waiting: tuple[JobRow, ...]
