"""What do the pages about the service itself need?"""

from dataclasses import dataclass
from typing import ClassVar

from directory.areas.schemas import DatasetRead
from web.contexts.page import PageContext


@dataclass(frozen=True, kw_only=True)
class AboutPage(PageContext):
    """What this is, and what it is not."""

    template: ClassVar[str] = "pages/about.jinja"
    total: int
    datasets: tuple[DatasetRead, ...]


@dataclass(frozen=True, kw_only=True)
class PrivacyPage(PageContext):
    """What we know about the person reading: nothing."""

    template: ClassVar[str] = "pages/privacy.jinja"
    tiles_from: str | None
    """Who else is asked for map pictures, where the operator chose tiles."""


@dataclass(frozen=True, kw_only=True)
class AccessibilityPage(PageContext):
    """How far anybody can use this, and whom to tell where they cannot."""

    template: ClassVar[str] = "pages/accessibility.jinja"
