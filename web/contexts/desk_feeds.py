"""What does the desk's page of feeds need?"""

from dataclasses import dataclass
from typing import ClassVar

from directory.feeds.schemas import FeedRead
from web.contexts.page import PageContext


@dataclass(frozen=True, kw_only=True)
class FeedsPage(PageContext):
    """The feeds that are read, with how they are."""

    template: ClassVar[str] = "pages/desk/feeds.jinja"
    feeds: tuple[FeedRead, ...]
    said: str
