"""What does the page about data get?"""

from dataclasses import dataclass
from typing import ClassVar

from directory.areas.schemas import DatasetRead
from directory.listings.schemas import SourceSummary
from web.contexts.page import PageContext


@dataclass(frozen=True, kw_only=True)
class DataPage(PageContext):
    """`/data`: every loaded table, and the credits."""

    template: ClassVar[str] = "pages/data.jinja"
    datasets: tuple[DatasetRead, ...]
    sources: tuple[SourceSummary, ...]
    """Where listings come from."""
    credits: tuple[str, ...]
