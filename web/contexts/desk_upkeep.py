"""What do the pages that keep listings true get?"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what a listing says."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StillRightPage(PageContext):
    """`/still-right/{token}`: is it still right? One button."""

    template: ClassVar[str] = "pages/desk/upkeep/still_right.jinja"
    name: str
    facts: tuple[Fact, ...]
    assured: str
    """When it was last confirmed, in a sentence."""
    left: bool
    """It is not shown any more; the button brings it back."""
    runs_it: bool
    """Asked as its owner, not as somebody who may know it."""
    correct: str
    action: str


@dataclass(frozen=True, kw_only=True)
class ConfirmedPage(PageContext):
    """`/still-right/{token}` after the button was pressed."""

    template: ClassVar[str] = "pages/desk/upkeep/confirmed.jinja"
    name: str
    slug: str
    shown: bool
    """The listing says so already."""
    answered_on: date
    next_asked: date
    correct: str


@dataclass(frozen=True, kw_only=True)
class StopPage(PageContext):
    """`/stop/{token}`: what comes no longer, and how to have it again."""

    template: ClassVar[str] = "pages/desk/upkeep/stop.jinja"
    what: str
    stopped: bool
    action: str
