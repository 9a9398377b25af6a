"""What does a list need that stands in another site's page?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from directory.areas.schemas import AreaRead
from directory.search.schemas import ListingCard
from web.contexts.page import PageContext
from web.nearmap import NearMap


@dataclass(frozen=True, kw_only=True)
class EmbedPage(PageContext):
    """What is listed in an area, for the frame of another site."""

    template: ClassVar[str] = "pages/embed.jinja"
    area: AreaRead
    cards: tuple[ListingCard, ...]
    total: int
    map: NearMap | None
    names: Mapping[str, str]
    base_url: str
