"""What does the page get on which a group says that it has seen somebody's check?"""

from dataclasses import dataclass
from typing import ClassVar

from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check somebody lets the group see."""

    id: str
    what: str
    """Level, for work with whom, its date, and how long it is relied on."""
    seen: str
    """Who has seen it; empty where nobody has."""


@dataclass(frozen=True, slots=True)
class CheckedPerson:
    """Somebody who lets the group see their checks."""

    name: str
    contact: tuple[str, ...]
    checks: tuple[CheckRow, ...]
    training: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ChecksPage(PageContext):
    """`/desk/listing/{slug}/checks`: who lets us see their checks, and which have we seen?"""

    template: ClassVar[str] = "pages/desk/needs/checks.jinja"
    slug: str
    name: str
    said: str
    runs_it: bool
    people: tuple[CheckedPerson, ...]
