"""What does every page need?"""

from dataclasses import dataclass
from typing import ClassVar

from directory.areas.schemas import ContactPointRead


@dataclass(frozen=True, kw_only=True)
class PageContext:
    """What the layout needs. Sub-classes name their template and add their own fields."""

    template: ClassVar[str]
    title: str
    """What the page is, without the name of the service; also its first heading unless it sets another."""
    talk: tuple[ContactPointRead, ...]
    """Somebody to talk to: `directory.areas.service.contact_points`. Every page names one."""


@dataclass(frozen=True, kw_only=True)
class ErrorPage(PageContext):
    """Something went wrong, in words that say what to do."""

    template: ClassVar[str] = "pages/error.jinja"
    message: str
    status: int
